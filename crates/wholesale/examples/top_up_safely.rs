//! Top-ups whose answers are lost: was the traffic moved? Ask, wait, then act.
//!
//! ```console
//! cargo run --example top_up_safely   # against the embedded sandbox, where answers are lost on purpose
//! ```
#![allow(clippy::print_stdout)] // A program that shows something.

use std::error::Error;
use std::sync::Arc;
use std::time::Duration;

use wholesale::{AccountId, Accounts, Amount, Movement, NewAccount, Settlement, ToAccounts};
use wholesale_sandbox::{Fault, Sandbox};

#[tokio::main(flavor = "current_thread")]
#[allow(dead_code, reason = "tests call what it calls")]
async fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", run().await?);
    Ok(())
}

/// Moves an amount into an account, once, whatever happens to the answer.
async fn top_up(
    accounts: &Arc<dyn Accounts>,
    id: &AccountId,
    amount: Amount,
    movement: Movement,
) -> wholesale::Result<String> {
    let error = match accounts.add_with(id, amount, movement.clone()).await {
        Ok(_) => return Ok("confirmed".to_owned()),
        Err(error) => error,
    };
    // What has not arrived is looked for until the patience is at an end: 30 seconds unless told otherwise. For an error
    // that is no doubt - refused, never sent - this is `NotApplied` at once.
    match accounts.settle(&error).await? {
        Settlement::Applied { .. } => Ok("answer lost; it had arrived, so nothing was sent again".to_owned()),
        Settlement::NotApplied if error.may_have_been_applied() => {
            accounts.add_with(id, amount, movement).await?;
            Ok("answer lost; it had not arrived, so it was sent again".to_owned())
        }
        Settlement::NotApplied => Err(error),
        Settlement::CannotTell { reason, .. } => Ok(format!("answer lost; a person has to look: {reason}")),
        _ => Err(error),
    }
}

pub(crate) async fn run() -> Result<String, Box<dyn Error>> {
    // With the real thing: let accounts = wholesale::connect("iproyal")?;
    let sandbox = Sandbox::start().await?;
    let client = wholesale::iproyal::Client::builder().token("demo").base_url(sandbox.url("iproyal")).build()?;
    // The sandbox is quick: what has not arrived in half a second never will.
    let accounts = client.to_accounts().with_patience(Duration::from_millis(500));
    let account = accounts.create(NewAccount::new("acme", "s3cret-pass").with(Amount::gb(10))).await?;

    let mut table = format!("{:<36} {:>9} {:>9}  what happened\n", "a top-up of 5 GB", "before", "after");
    let cases = [
        ("is answered", None, Movement::default()),
        ("arrives, its answer is lost", Some(Fault::AppliedAndAnswerLost), Movement::default()),
        ("is lost on its way", Some(Fault::ResetBeforeApply), Movement::default()),
        // One request instead of two, and no way to tell afterwards.
        ("is lost, and nothing was read before", Some(Fault::ResetBeforeApply), Movement::default().without_reading()),
    ];
    for (case, fault, movement) in cases {
        if let Some(fault) = fault {
            sandbox.fail("iproyal.give_traffic", fault);
        }
        let before = accounts.balance(&account.id).await?.available;
        let happened = top_up(&accounts, &account.id, Amount::gb(5), movement).await?;
        let after = accounts.balance(&account.id).await?.available;
        table += &format!("{case:<36} {:>9} {:>9}  {happened}\n", before.to_string(), after.to_string());
    }
    Ok(table)
}
