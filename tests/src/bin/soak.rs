//! `cargo xtask soak`: mixed calls at all four providers with faults by chance, and the books after them.
#![allow(clippy::print_stdout, clippy::print_stderr)] // A command line program talks to its user.

use std::process::ExitCode;
use std::time::Instant;

use wholesale_tests::soak::{Options, soak};

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => {
            eprintln!("the books do not balance");
            ExitCode::FAILURE
        }
        Err(what) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}

/// Whether everything balances.
fn run() -> Result<bool, Box<dyn std::error::Error>> {
    let options = options(std::env::args().skip(1))?;
    let started = Instant::now();
    let report = tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(soak(options))?;
    println!("{} calls, {} at once, seed {}", options.calls, options.concurrency, options.seed);
    print!("{report}");
    println!("{:<28}{:>9.1}s", "time", started.elapsed().as_secs_f64());
    Ok(report.balances())
}

/// `--calls N --concurrency N --seed N`, each of which can be left out.
fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options { calls: 100_000, concurrency: 64, seed: 1 };
    while let Some(name) = arguments.next() {
        let place = match name.as_str() {
            "--calls" => &mut options.calls,
            "--concurrency" => &mut options.concurrency,
            "--seed" => &mut options.seed,
            other => return Err(format!("there is no {other}; there are --calls, --concurrency and --seed")),
        };
        let value = arguments.next().ok_or_else(|| format!("{name} wants a number"))?;
        *place = value.parse().map_err(|_| format!("{name} wants a number, not {value}"))?;
    }
    Ok(options)
}
