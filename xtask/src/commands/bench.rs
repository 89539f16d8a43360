//! `cargo xtask bench`: every comparison with the peers, from a workspace of its own that pins them.

use std::process::Command;

use super::workspace::root;

/// Builds the benchmarks for speed and runs them; the arguments are theirs.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let manifest = root().join("tests/bench/Cargo.toml");
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| root().join("target").into());
    let cargo_with = |words: &[&str]| {
        let mut command = Command::new(&cargo);
        command.args(words).args(["--release", "--locked", "--all-features", "--manifest-path"]).arg(&manifest);
        // Where it builds is where the sides are found, and what is built there already is built.
        command.env("CARGO_TARGET_DIR", &target);
        command
    };
    // All binaries first: those of the sides are run by the one that compares them.
    for mut command in [cargo_with(&["build", "--quiet"]), cargo_with(&["run", "--quiet"])] {
        if command.get_args().any(|word| word == "run") {
            command.arg("--").args(arguments);
        }
        let status = command.status().map_err(|error| format!("cargo cannot be run: {error}"))?;
        if !status.success() {
            return Err("the benchmarks failed".into());
        }
    }
    Ok(())
}
