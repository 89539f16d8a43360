//! A bulk run in a process of its own, to be killed or measured: `bulk_run add|create PROVIDER URL JOURNAL ITEMS LIMIT`.
//!
//! `add` reads its items from a file, a key, an id and an amount on each line; `create` makes so many accounts. Prints the
//! report and the most memory that was used.
#![allow(clippy::print_stdout, clippy::print_stderr)] // A program that says how it went.

use std::io::{BufRead, BufReader};
use std::process::ExitCode;
use std::time::Duration;

use wholesale::bulk::{Bulk, Item, Report, Settling, Task};
use wholesale_tests::customers::{accounts, new_account};
use wholesale_tests::scenarios::{Clients, Settings};

type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime.map_err(Failure::from).and_then(|runtime| runtime.block_on(run(&arguments))) {
        Ok(report) => {
            println!("{report}");
            println!("peak: {} kB", peak().unwrap_or_default());
            if report.is_complete() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[String]) -> Result<Report, Failure> {
    let [what, provider, url, journal, items, limit] = arguments else {
        return Err("bulk_run add|create PROVIDER URL JOURNAL ITEMS LIMIT".into());
    };
    let clients = Clients::at(|_| url.clone(), &Settings::default())?;
    let accounts = accounts(&clients, provider, None).ok_or("no such provider")?;
    let moment = Duration::from_millis(200);
    let bulk =
        Bulk::new(&accounts).limit(limit.parse()?).journal(journal).patience(moment).settling(Settling::After(moment));
    if what == "add" {
        let lines = BufReader::new(std::fs::File::open(items)?).lines();
        let items = lines.map_while(Result::ok).filter_map(|line| {
            let mut columns = line.split_whitespace();
            let (key, id, amount) = (columns.next()?, columns.next()?, columns.collect::<Vec<_>>().join(" "));
            Some(Item::add(key, id, amount.parse().ok()?))
        });
        Ok(bulk.run(Task::Add, items).await?)
    } else {
        let provider = provider.clone();
        let items = (0..items.parse::<u32>()?)
            .map(move |number| Item::create(format!("c{number}"), new_account(&provider, &format!("acme{number}"))));
        Ok(bulk.run(Task::Create, items).await?)
    }
}

/// The most memory that was in use, in kB, where the system says so.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
}
