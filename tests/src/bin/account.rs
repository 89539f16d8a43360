//! What a program makes of its environment and its folder: tests run it with others.
//!
//! `account connect NAME` connects, reads what the own account has left, and prints it or the error;
//! `account doctor` prints the report of the doctor as JSON.
#![allow(clippy::print_stdout)] // A program that shows something.

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime.block_on(run(&arguments)),
        Err(_) => ExitCode::FAILURE,
    }
}

async fn run(arguments: &[String]) -> ExitCode {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["connect", name] => match connected(name).await {
            Ok(shown) => println!("{shown}"),
            Err(error) => println!("{:?}\n{error}", error.kind()),
        },
        ["doctor"] => {
            let report = wholesale::doctor().await;
            println!("{}", serde_json::to_string(&report).unwrap_or_default());
        }
        _ => return ExitCode::FAILURE,
    }
    ExitCode::SUCCESS
}

async fn connected(name: &str) -> wholesale::Result<String> {
    let accounts = wholesale::connect(name)?;
    let balance = accounts.own_balance().await?;
    Ok(format!("{} {balance:?}", accounts.provider()))
}
