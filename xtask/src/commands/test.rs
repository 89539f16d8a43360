//! `cargo xtask test`: everything that must pass, in the order in which it fails fastest.

mod python;

use std::ffi::OsStr;
use std::process::Command;

use super::workspace::{root, specs};

/// One thing that must pass.
struct Step {
    what: &'static str,
    arguments: &'static [&'static str],
    environment: &'static [(&'static str, &'static str)],
}

const STEPS: [Step; 10] = [
    Step { what: "format", arguments: &["fmt", "--all", "--check"], environment: &[] },
    Step {
        what: "format of the bindings",
        arguments: &["fmt", "--manifest-path", "bindings/python/Cargo.toml", "--check"],
        environment: &[],
    },
    Step {
        what: "format of the benchmarks",
        arguments: &["fmt", "--manifest-path", "tests/bench/Cargo.toml", "--check"],
        environment: &[],
    },
    Step { what: "generated files", arguments: &["xtask", "codegen", "--check"], environment: &[] },
    Step {
        what: "lints",
        arguments: &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        environment: &[],
    },
    Step {
        what: "lints of the bindings",
        arguments: &["clippy", "--manifest-path", "bindings/python/Cargo.toml", "--", "-D", "warnings"],
        environment: &[],
    },
    // They compare with peers that nothing else needs: that they build is checked here, they run on a quiet machine.
    Step {
        what: "lints of the benchmarks",
        arguments: &[
            "clippy",
            "--locked",
            "--manifest-path",
            "tests/bench/Cargo.toml",
            "--all-features",
            "--all-targets",
            "--",
            "-D",
            "warnings",
        ],
        environment: &[],
    },
    Step {
        what: "docs",
        arguments: &["doc", "--workspace", "--no-deps"],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
    },
    Step { what: "tests", arguments: &["test", "--workspace", "--no-fail-fast"], environment: &[] },
    Step {
        what: "tests of the benchmarks",
        arguments: &["test", "--locked", "--manifest-path", "tests/bench/Cargo.toml", "--lib"],
        environment: &[],
    },
];

/// Runs every step, or those of the Python package alone, even after one has failed, and says which did.
pub(crate) fn run(only_python: bool) -> Result<(), String> {
    let mut failed = Vec::new();
    let mut steps = python::STEPS;
    if !only_python {
        steps += STEPS.len() + 1;
        failed.extend(rust()?);
    }
    failed.extend(python::run()?);
    println!("{} passed, {} failed", steps - failed.len(), failed.len());
    if failed.is_empty() { Ok(()) } else { Err(format!("failed: {}", failed.join(", "))) }
}

/// The steps of the workspace; names those that failed.
fn rust() -> Result<Vec<&'static str>, String> {
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
    Ok(failed)
}

/// Runs a program in the root; what it builds goes into one folder, be it of the workspace or of the bindings.
fn succeeds(program: impl AsRef<OsStr>, arguments: &[&str], environment: &[(&str, &str)]) -> Result<bool, String> {
    let program = program.as_ref();
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| root().join("target").into());
    let status = Command::new(program)
        .args(arguments)
        .env("CARGO_TARGET_DIR", target)
        .envs(environment.iter().copied())
        .current_dir(root())
        .status()
        .map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
    Ok(status.success())
}

/// Asks a validator that is not ours, from a virtual environment in an ignored folder.
fn specs_are_valid() -> Result<bool, String> {
    let python = python::environment(".venv", false, &["-r", "tests/requirements.txt"])?;
    let files: Vec<String> = specs(&[])?.into_iter().map(|spec| spec.file).collect();
    let arguments: Vec<&str> =
        ["-m", "openapi_spec_validator"].into_iter().chain(files.iter().map(String::as_str)).collect();
    succeeds(&python, &arguments, &[])
}
