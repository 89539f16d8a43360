//! Your list of customers against what is there at a provider: what is missing is made, what is short is topped up, and
//! what is gone from your list is closed, as far as the provider can.
//!
//! ```console
//! cargo run --example sync_customers   # against the embedded sandbox
//! ```
#![allow(clippy::print_stdout)] // A program that shows something.

use std::collections::BTreeMap;
use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use wholesale::bulk::{Bulk, Item, Outcome, Task};
use wholesale::{Account, AccountId, Accounts, Action, Amount, Filter, NewAccount, Status, ToAccounts};
use wholesale_sandbox::Sandbox;

/// Name, e-mail address and the GB that the customer is to have at least. A real list comes from your database.
const CUSTOMERS: &str = "\
shop-acme,it@acme.example,10 GB
shop-globex,ops@globex.example,2.5 GB
shop-initech,proxy@initech.example,4 GB
";

/// What your accounts begin with: others are somebody else's and are left alone.
const OURS: &str = "shop-";

struct Customer {
    name: &'static str,
    email: &'static str,
    least: Amount,
}

#[tokio::main(flavor = "current_thread")]
#[allow(dead_code, reason = "tests call what it calls")]
async fn main() -> Result<(), Box<dyn Error>> {
    print!("{}", run().await?);
    Ok(())
}

pub(crate) async fn run() -> Result<String, Box<dyn Error>> {
    // With the real thing: let accounts = wholesale::connect("iproyal")?;
    let sandbox = Sandbox::start().await?;
    let iproyal = wholesale::iproyal::Client::builder().token("demo").base_url(sandbox.url("iproyal")).build()?;
    let netnut = wholesale::netnut::Client::builder().token("demo").base_url(sandbox.url("netnut")).build()?;

    let customers = customers()?;
    let mut table = format!("{:<8} {:<13} {:>9} {:>9}  {}\n", "provider", "name", "before", "after", "what was done");
    for accounts in [iproyal.to_accounts(), netnut.to_accounts()] {
        // So that there is something to do: one customer who is short, one who has left, and somebody else's account.
        for (name, gb) in [("shop-acme", 1), ("shop-hooli", 3), ("partner-x", 7)] {
            let account = accounts.create(new_account(&accounts, name, "old@example.com")).await?;
            accounts.add(&account.id, Amount::gb(gb)).await?;
        }
        table += &sync(&accounts, &customers).await?;
    }
    Ok(table)
}

/// Brings one provider to what the list says. It can be run again at any time, after a failure as well.
async fn sync(accounts: &Arc<dyn Accounts>, customers: &[Customer]) -> Result<String, Box<dyn Error>> {
    let before = ours(accounts).await?;

    let missing = customers.iter().filter(|customer| !before.contains_key(customer.name));
    let missing =
        missing.map(|customer| Item::ensure(customer.name, new_account(accounts, customer.name, customer.email)));
    let created: Arc<Mutex<BTreeMap<String, AccountId>>> = Arc::default();
    let noted = Arc::clone(&created);
    let report = Bulk::new(accounts)
        .on_result(move |result| match result.outcome {
            Outcome::Done { id: Some(id), .. } => {
                noted.lock().unwrap_or_else(PoisonError::into_inner).insert(result.key, id);
            }
            outcome => println!("{}: {outcome:?}", result.key),
        })
        .run(Task::Ensure, missing)
        .await?;
    if !report.is_complete() {
        return Err(report.to_string().into());
    }
    let mut ids = std::mem::take(&mut *created.lock().unwrap_or_else(PoisonError::into_inner));
    ids.extend(before.iter().map(|(name, account)| (name.clone(), account.id.clone())));

    let short = customers.iter().filter_map(|customer| {
        let id = ids.get(customer.name)?;
        Some(Item::ensure_balance_at_least(customer.name, id.clone(), customer.least))
    });
    let report = Bulk::new(accounts).run(Task::EnsureBalanceAtLeast, short).await?;
    if !report.is_complete() {
        return Err(report.to_string().into());
    }

    // Deleting and switching off are two things; which of them there is, the provider's table says.
    let close = [Task::Delete, Task::Disable].into_iter().zip([Action::Delete, Action::Disable]);
    let close = close.into_iter().find(|(_, action)| accounts.capabilities().can(*action)).map(|(task, _)| task);
    let gone: Vec<&Account> = before.values().filter(|account| !is_listed(customers, account)).collect();
    if let Some(task) = close {
        let item = |account: &&Account| match task {
            Task::Delete => Item::delete(account.id.as_str(), account.id.clone()),
            _ => Item::disable(account.id.as_str(), account.id.clone()),
        };
        let report = Bulk::new(accounts).run(task, gone.iter().map(item)).await?;
        if !report.is_complete() {
            return Err(report.to_string().into());
        }
    }

    let after = ours(accounts).await?;
    let shown =
        |account: Option<&Account>| account.map_or("-".to_owned(), |account| account.balance.available.to_string());
    let names =
        customers.iter().map(|customer| customer.name).chain(gone.iter().filter_map(|gone| gone.name.as_deref()));
    Ok(names
        .map(|name| {
            let (was, is) = (before.get(name), after.get(name));
            let done = match (was, is) {
                (None, _) => "created".to_owned(),
                (Some(_), None) => close.map_or("cannot be closed here".to_owned(), |task| format!("{task}d")),
                (Some(was), Some(is)) if was.balance != is.balance => "topped up".to_owned(),
                _ => "nothing".to_owned(),
            };
            format!("{:<8} {name:<13} {:>9} {:>9}  {done}\n", accounts.provider(), shown(was), shown(is))
        })
        .collect())
}

/// The accounts of yours that can be used, with what they have.
async fn ours(accounts: &Arc<dyn Accounts>) -> wholesale::Result<BTreeMap<String, Account>> {
    let mut ours = BTreeMap::new();
    let mut list = accounts.list(Filter::default());
    while let Some(account) = list.next().await {
        let account = account?;
        let Some(name) = account.name.clone().filter(|name| name.starts_with(OURS)) else { continue };
        if account.status != Status::Disabled {
            // Not every list has balances.
            ours.insert(name, accounts.get(&account.id).await?);
        }
    }
    Ok(ours)
}

fn is_listed(customers: &[Customer], account: &Account) -> bool {
    customers.iter().any(|customer| account.name.as_deref() == Some(customer.name))
}

/// What differs between the providers is in the arguments alone, and the table says what they take.
fn new_account(accounts: &Arc<dyn Accounts>, name: &str, email: &str) -> NewAccount {
    // A real program makes a password for each account and hands it to the customer.
    let account = NewAccount::new(name, format!("s3cret-{name}"));
    if accounts.capabilities().can_with(Action::Create, wholesale::Argument::Email) {
        account.email(email)
    } else {
        account
    }
}

fn customers() -> Result<Vec<Customer>, Box<dyn Error>> {
    let mut customers = Vec::new();
    for line in CUSTOMERS.lines() {
        let [name, email, least] = line.split(',').collect::<Vec<_>>()[..] else {
            return Err(format!("three columns are wanted: {line}").into());
        };
        customers.push(Customer { name, email, least: least.parse()? });
    }
    Ok(customers)
}
