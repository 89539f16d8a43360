//! `cargo xtask soak`: a great many calls at all four providers with faults by chance, and the books after them.

use std::process::Command;

use super::workspace::root;

/// Runs the soak of the tests, built for speed.
pub(crate) fn run(calls: u64, concurrency: u64, seed: u64) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let numbers = [("--calls", calls), ("--concurrency", concurrency), ("--seed", seed)];
    let status = Command::new(cargo)
        .args(["run", "--release", "-p", "wholesale-tests", "--bin", "soak", "--"])
        .args(numbers.into_iter().flat_map(|(name, number)| [name.to_owned(), number.to_string()]))
        .current_dir(root())
        .status()
        .map_err(|error| format!("cargo cannot be run: {error}"))?;
    if status.success() { Ok(()) } else { Err("the soak failed".into()) }
}
