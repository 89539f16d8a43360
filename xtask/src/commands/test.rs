//! `cargo xtask test`: everything that must pass, in the order in which it fails fastest.

use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;

use super::workspace::{root, specs};

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
        if !succeeds(&cargo, step.arguments, step.environment)? {
            failed.push(step.what);
        }
    }
    let others = "specs are valid OpenAPI";
    println!("== {others}: openapi-spec-validator");
    if !specs_are_valid()? {
        failed.push(others);
    }
    println!("{} passed, {} failed", STEPS.len() + 1 - failed.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

fn succeeds(program: impl AsRef<OsStr>, arguments: &[&str], environment: &[(&str, &str)]) -> Result<bool, String> {
    let program = program.as_ref();
    let status = Command::new(program)
        .args(arguments)
        .envs(environment.iter().copied())
        .current_dir(root())
        .status()
        .map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
    Ok(status.success())
}

/// Asks a validator that is not ours, from a virtual environment in an ignored folder.
fn specs_are_valid() -> Result<bool, String> {
    let python = virtual_environment()?;
    let files: Vec<String> = specs(&[])?.into_iter().map(|spec| spec.file).collect();
    let arguments: Vec<&str> =
        ["-m", "openapi_spec_validator"].into_iter().chain(files.iter().map(String::as_str)).collect();
    succeeds(&python, &arguments, &[])
}

/// The Python of `.venv`, with what `tests/requirements.txt` pins.
fn virtual_environment() -> Result<PathBuf, String> {
    let folder = root().join(".venv");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !python.exists() && !succeeds("python3", &["-m", "venv", &folder.to_string_lossy()], &[])? {
        return Err("python3 -m venv failed".into());
    }
    let install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "tests/requirements.txt"];
    if !succeeds(&python, &install, &[])? {
        return Err("pip could not install tests/requirements.txt".into());
    }
    Ok(python)
}
