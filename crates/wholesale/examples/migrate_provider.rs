//! From one provider to another: what will be different, every account made anew with what it has left, and a journal by
//! which it goes on after a crash.
//!
//! ```console
//! cargo run --example migrate_provider   # against the embedded sandbox
//! ```
#![allow(clippy::print_stdout)] // A program that shows something.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;

use wholesale::bulk::{Bulk, Event, Item, Report, Settling, Task, read_journal};
use wholesale::{Account, AccountId, Accounts, Amount, Capability, Filter, NewAccount, ToAccounts};
use wholesale_sandbox::{Fault, Sandbox};

#[tokio::main(flavor = "current_thread")]
#[allow(dead_code, reason = "tests call what it calls")]
async fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", run().await?);
    Ok(())
}

pub(crate) async fn run() -> Result<String, Box<dyn Error>> {
    // With the real thing: let (old, new) = (wholesale::connect("iproyal")?, wholesale::connect("netnut")?);
    let sandbox = Sandbox::start().await?;
    let old =
        wholesale::iproyal::Client::builder().token("demo").base_url(sandbox.url("iproyal")).build()?.to_accounts();
    let new = wholesale::netnut::Client::builder().token("demo").base_url(sandbox.url("netnut")).build()?.to_accounts();
    for (name, gb) in [("acme", "10"), ("globex", "2.5"), ("initech", "0"), ("umbrella", "7.25")] {
        old.create(NewAccount::new(name, "s3cret-pass").with(Amount::gb(gb))).await?;
    }

    let mut out = format!("What {} does and {} does not:\n{}", old.provider(), new.provider(), only(&old, &new));
    out += &format!("What {} does and {} does not:\n{}", new.provider(), old.provider(), only(&new, &old));
    out += "Not carried over: passwords, which only their owners should know, and what was used so far.\n\n";

    // The journals belong into a place that outlives the program.
    let folder = tempfile::tempdir()?;
    let (creating, adding) = (folder.path().join("creating.jsonl"), folder.path().join("adding.jsonl"));
    // On the way, an answer is lost and a connection breaks. The first run leaves that to the second.
    sandbox.fail("netnut.allocate_traffic", Fault::AppliedAndAnswerLost);
    sandbox.fail("netnut.allocate_traffic", Fault::ResetBeforeApply);
    let accounts = old.list(Filter::default()).collect().await?;
    for attempt in ["first", "second"] {
        let created = create(&new, &accounts, &creating).await?;
        let moved = add(&new, &accounts, &creating, &adding).await?;
        for (what, report) in [("accounts", created), ("traffic", moved)] {
            let progress = report.progress;
            let (done, before, open) = (progress.done, progress.was_done, progress.unsettled);
            out += &format!("{attempt:<6} run, {what:<8} {done} done, {before} done before, {open} open\n");
        }
    }

    out += &format!("\n{:<10} {:>9} {:>9}\n", "name", old.provider(), new.provider());
    let ids = ids(&creating)?;
    for account in &accounts {
        let name = account.name.as_deref().unwrap_or_default();
        let there = match ids.get(account.id.as_str()) {
            Some(id) => new.balance(id).await?.available.to_string(),
            None => "-".to_owned(),
        };
        out += &format!("{name:<10} {:>9} {there:>9}\n", account.balance.available.to_string());
    }
    Ok(out)
}

/// Makes every account anew. The key is the old id: it stays the same from run to run.
async fn create(new: &Arc<dyn Accounts>, accounts: &[Account], journal: &Path) -> Result<Report, Box<dyn Error>> {
    let items = accounts.iter().filter_map(|account| {
        let name = account.name.as_deref()?;
        // What the new provider wants to know besides comes from your own records.
        let fresh = NewAccount::new(name, format!("n3w-{name}-pass")).email(format!("it@{name}.example"));
        Some(Item::create(account.id.to_string(), fresh))
    });
    Ok(Bulk::new(new).journal(journal).run(Task::Create, items).await?)
}

/// Gives every new account what the old one has left.
async fn add(
    new: &Arc<dyn Accounts>,
    accounts: &[Account],
    created: &Path,
    journal: &Path,
) -> Result<Report, Box<dyn Error>> {
    let ids = ids(created)?;
    let items = accounts.iter().filter_map(|account| {
        let left = account.balance.available.known().filter(|left| left.is_positive())?;
        Some(Item::add(account.id.to_string(), ids.get(account.id.as_str())?.clone(), left))
    });
    // A real run waits a moment and looks by itself, which it does unless told otherwise.
    Ok(Bulk::new(new)
        .journal(journal)
        .settling(Settling::Later)
        .patience(std::time::Duration::ZERO)
        .run(Task::Add, items)
        .await?)
}

/// The new id of every old one, as the journal has it.
fn ids(created: &Path) -> Result<BTreeMap<String, AccountId>, Box<dyn Error>> {
    let mut ids = BTreeMap::new();
    for entry in read_journal(created)? {
        let entry = entry?;
        if let Event::Done { id: Some(id), .. } = entry.event {
            ids.insert(entry.key, id);
        }
    }
    Ok(ids)
}

/// What one can and the other cannot, in the words of the other's table.
fn only(one: &Arc<dyn Accounts>, other: &Arc<dyn Accounts>) -> String {
    let can = |line: &&Capability| match line.argument {
        None => one.capabilities().can(line.action),
        Some(argument) => one.capabilities().can_with(line.action, argument),
    };
    let lines = other.capabilities().iter().filter(|line| !line.is_yes()).filter(can);
    lines.map(|line| format!("  {line}\n")).collect()
}
