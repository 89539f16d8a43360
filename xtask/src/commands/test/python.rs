//! The Python package: its wheel, built as it is published, installed where nothing else is, and everything run there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::succeeds;
use crate::commands::workspace::root;

/// Where the package stands.
const PACKAGE: &str = "bindings/python";
const REQUIREMENTS: &str = "bindings/python/requirements-test.txt";

/// One thing that must pass, as arguments of the environment's Python, run in the package's folder.
struct Check {
    what: &'static str,
    arguments: &'static [&'static str],
}

const CHECKS: [Check; 6] = [
    Check { what: "Python format", arguments: &["-m", "ruff", "format", "--check", "."] },
    Check { what: "Python lints", arguments: &["-m", "ruff", "check", "."] },
    Check { what: "Python types by mypy", arguments: &["-m", "mypy"] },
    Check { what: "Python types by pyright", arguments: &["-m", "basedpyright", "--project", "pyproject.toml"] },
    // No allowlist: the stubs say what the installed wheel does, or this fails.
    Check { what: "Python stubs", arguments: &["-m", "mypy.stubtest", "wholesale"] },
    Check { what: "Python tests", arguments: &["-m", "pytest", "-q"] },
];

/// How many things are checked here, the wheel included.
pub(super) const STEPS: usize = CHECKS.len() + 1;

/// Builds the wheel, installs it in a fresh environment and runs every check there; names those that failed.
pub(super) fn run() -> Result<Vec<&'static str>, String> {
    println!("== wheel: maturin build --release");
    let Some(wheel) = wheel()? else { return Ok(vec!["wheel"]) };
    let python = environment(".venv-wheel", true, &[&wheel.to_string_lossy(), "-r", REQUIREMENTS])?;
    let mut failed = Vec::new();
    for check in &CHECKS {
        println!("== {}: python {}", check.what, check.arguments.join(" "));
        if !checked(&python, check.arguments)? {
            failed.push(check.what);
        }
    }
    Ok(failed)
}

/// The wheel that would be published; `None` when it cannot be built.
fn wheel() -> Result<Option<PathBuf>, String> {
    let python = environment(".venv", false, &["-r", REQUIREMENTS])?;
    let folder = root().join("target/wheels");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let manifest = format!("{PACKAGE}/Cargo.toml");
    let out = folder.to_string_lossy();
    let arguments = ["-m", "maturin", "build", "--release", "--manifest-path", &manifest, "--out", &out];
    if !succeeds(&python, &arguments, &[])? {
        return Ok(None);
    }
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|end| end == "whl")))
}

/// Runs the environment's Python in the package's folder, where the tools find their settings, as the first `python` of
/// the path: that one is asked what is installed.
fn checked(python: &Path, arguments: &[&str]) -> Result<bool, String> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = python.parent().map(Path::to_owned).into_iter().chain(std::env::split_paths(&path));
    let path = std::env::join_paths(folders).map_err(|error| format!("PATH: {error}"))?;
    let status = Command::new(python)
        .args(arguments)
        .env("PATH", path)
        .current_dir(root().join(PACKAGE))
        .status()
        .map_err(|error| format!("{} cannot be run: {error}", python.display()))?;
    Ok(status.success())
}

/// The Python of a virtual environment in an ignored folder, with what pip is told to install; `fresh` begins anew.
pub(super) fn environment(name: &str, fresh: bool, install: &[&str]) -> Result<PathBuf, String> {
    let folder = root().join(name);
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if fresh && folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    if !python.exists() && !succeeds("python3", &["-m", "venv", &folder.to_string_lossy()], &[])? {
        return Err("python3 -m venv failed".into());
    }
    let arguments: Vec<&str> = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        .into_iter()
        .chain(install.iter().copied())
        .collect();
    if !succeeds(&python, &arguments, &[])? {
        return Err(format!("pip could not install {}", install.join(" ")));
    }
    Ok(python)
}
