//! `cargo xtask test`: everything that must pass, in the order in which it fails fastest.

use std::process::Command;

use super::workspace::root;

/// One thing that must pass.
struct Step {
    what: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const STEPS: [Step; 5] = [
    Step { what: "format", arguments: &["fmt", "--all", "--check"], environment: &[] },
    Step { what: "generated files", arguments: &["xtask", "codegen", "--check"], environment: &[] },
    Step {
        what: "lints",
        arguments: &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        environment: &[],
    },
    Step {
        what: "docs",
        arguments: &["doc", "--workspace", "--no-deps"],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
    },
    Step { what: "tests", arguments: &["test", "--workspace", "--no-fail-fast"], environment: &[] },
];

/// Runs every step, even after one has failed, and says which did.
pub(crate) fn run() -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut failed = Vec::new();
    for step in &STEPS {
        println!("== {}: cargo {}", step.what, step.arguments.join(" "));
        let status = Command::new(&cargo)
            .args(step.arguments)
            .envs(step.environment.iter().copied())
            .current_dir(root())
            .status()
            .map_err(|error| format!("cargo cannot be run: {error}"))?;
        if !status.success() {
            failed.push(step.what);
        }
    }
    println!("{} passed, {} failed", STEPS.len() - failed.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}
