//! `cargo xtask`: generates, checks and tests the workspace.
#![allow(clippy::print_stdout, clippy::print_stderr)] // A command line program talks to its user.

mod commands;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Generates, checks and tests the workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Writes the code of every provider from its spec.
    Codegen {
        /// Writes nothing; fails and names every file that is stale.
        #[arg(long)]
        check: bool,
        /// Prints how long it took.
        #[arg(long)]
        time: bool,
        /// Only these providers.
        providers: Vec<String>,
    },
    /// Says everything that is wrong with the specs.
    Lint {
        /// Only these providers, or spec files.
        providers: Vec<String>,
    },
    /// Begins a provider: spec skeleton, crate, facade feature.
    NewProvider {
        /// Its name: lower-case letters and digits.
        name: String,
    },
    /// Runs everything that must pass: format, lints, docs, generated files, tests.
    Test {
        /// Only the Python package: its wheel, types and tests.
        #[arg(long)]
        python: bool,
    },
    /// Compares the clients, codegen and the sandbox with their peers, in alternating rounds: minutes.
    #[command(disable_help_flag = true)]
    Bench {
        /// What the benchmarks are told: `--help` says what there is.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        arguments: Vec<String>,
    },
    /// Prints how the cost of codegen grows with the number of operations.
    Scaling,
    /// Makes calls at all four providers at once with faults by chance, and does the books: under two minutes.
    Soak {
        /// Calls to make.
        #[arg(long, default_value_t = 100_000)]
        calls: u64,
        /// Calls to make at once.
        #[arg(long, default_value_t = 64)]
        concurrency: u64,
        /// What everything that is left to chance comes from.
        #[arg(long, default_value_t = 1)]
        seed: u64,
    },
}

fn main() -> ExitCode {
    let result = match Arguments::parse().command {
        Command::Codegen { check, time, providers } => commands::codegen::run(check, time, &providers),
        Command::Lint { providers } => commands::lint::run(&providers),
        Command::NewProvider { name } => commands::new_provider::run(&name),
        Command::Test { python } => commands::test::run(python),
        Command::Bench { arguments } => commands::bench::run(&arguments),
        Command::Scaling => commands::scaling::run(),
        Command::Soak { calls, concurrency, seed } => commands::soak::run(calls, concurrency, seed),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}
