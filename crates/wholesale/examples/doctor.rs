//! Checks every account that is configured, by `wholesale.toml` and the environment, and says what is wrong.
//!
//! ```console
//! cargo run -p wholesale --example doctor             # a table
//! cargo run -p wholesale --example doctor -- --json   # the same as data
//! ```
#![allow(clippy::print_stdout)] // A program that shows something.

use std::process::ExitCode;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let report = wholesale::doctor().await;
    if std::env::args().any(|argument| argument == "--json") {
        println!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        print!("{report}");
    }
    Ok(if report.is_healthy() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
