//! The Python package: its wheel, built as it is published, installed where nothing else is, and everything run there.

mod interpreters;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::succeeds;
use crate::commands::workspace::root;

/// Where the package stands.
const PACKAGE: &str = "bindings/python";
const REQUIREMENTS: &str = "bindings/python/requirements-test.txt";
/// The other Python code, as seen from there.
const BENCHMARKS: &str = "../../tests/bench/python";
/// The wheel is smaller than this, in bytes.
const LARGEST_WHEEL: u64 = 3_000_000;

/// One thing that must pass, as arguments of the environment's Python, run in the package's folder.
struct Check {
    what: &'static str,
    arguments: &'static [&'static str],
}

const CHECKS: [Check; 7] = [
    Check {
        what: "Python format",
        arguments: &["-m", "ruff", "format", "--check", "--config", "pyproject.toml", ".", BENCHMARKS],
    },
    Check { what: "Python lints", arguments: &["-m", "ruff", "check", "--config", "pyproject.toml", ".", BENCHMARKS] },
    Check { what: "Python types by mypy", arguments: &["-m", "mypy"] },
    Check { what: "Python types of the package itself", arguments: &["-m", "mypy", "--strict", "python/wholesale"] },
    Check { what: "Python types by pyright", arguments: &["-m", "basedpyright", "--project", "pyproject.toml"] },
    // No allowlist: the stubs say what the installed wheel does, or this fails.
    Check { what: "Python stubs", arguments: &["-m", "mypy.stubtest", "wholesale"] },
    Check { what: "Python tests", arguments: &["-m", "pytest", "-q"] },
];

/// How many things are checked here, the wheel, its size and the other versions of Python included.
pub(super) const STEPS: usize = CHECKS.len() + 3;

/// Builds the wheel, installs it in a fresh environment and runs every check there; names those that failed.
pub(super) fn run() -> Result<Vec<&'static str>, String> {
    println!("== wheel: maturin build --release --sdist, offline");
    let Some(wheel) = wheel()? else { return Ok(vec!["wheel"]) };
    let mut failed = Vec::new();
    let size = fs::metadata(&wheel).map_err(|error| format!("{}: {error}", wheel.display()))?.len();
    println!("== size of the wheel: {size} bytes of less than {LARGEST_WHEEL}");
    if size >= LARGEST_WHEEL {
        failed.push("size of the wheel");
    }
    let python = environment(".venv-wheel", true, &[&wheel.to_string_lossy(), "-r", REQUIREMENTS])?;
    for check in &CHECKS {
        println!("== {}: python {}", check.what, check.arguments.join(" "));
        if !checked(&python, check.arguments)? {
            failed.push(check.what);
        }
    }
    if !interpreters::run(&wheel)? {
        failed.push("other versions of Python");
    }
    Ok(failed)
}

/// The wheel that would be published, built without a network from the source distribution that would be: what is left
/// out of the one is missed by the other. `None` when it cannot be built.
fn wheel() -> Result<Option<PathBuf>, String> {
    let python = environment(".venv", false, &["maturin", "-c", REQUIREMENTS])?;
    let folder = root().join("target/wheels");
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let manifest = format!("{PACKAGE}/Cargo.toml");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    if !succeeds(&cargo, &["fetch", "--locked", "--manifest-path", &manifest], &[])? {
        return Ok(None);
    }
    let out = folder.to_string_lossy();
    let arguments = ["-m", "maturin", "build", "--release", "--sdist", "--manifest-path", &manifest, "--out", &out];
    if !succeeds(&python, &arguments, &[("CARGO_NET_OFFLINE", "true"), ("RUSTFLAGS", &nameless())])? {
        return Ok(None);
    }
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    Ok(entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension().is_some_and(|end| end == "whl")))
}

/// Flags for rustc, so that what is published does not name the folders of the machine it was built on.
fn nameless() -> String {
    let home = std::env::var_os("HOME").map(PathBuf::from).unwrap_or_default();
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(|| home.join(".cargo"), PathBuf::from);
    let registries = fs::read_dir(cargo.join("registry/src")).into_iter().flatten();
    let registries: Vec<PathBuf> = registries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    // The last that fits is taken.
    [(std::env::temp_dir(), "/build"), (home, "/home"), (root(), "/wholesale"), (cargo, "/cargo")]
        .into_iter()
        .chain(registries.into_iter().map(|registry| (registry, "/crates")))
        .filter(|(folder, _)| folder.parent().is_some())
        .map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()))
        .collect::<Vec<_>>()
        .join(" ")
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
    environment_of("python3".as_ref(), name, fresh, install)
}

/// The same, of an interpreter that is not the first of the path.
fn environment_of(interpreter: &Path, name: &str, fresh: bool, install: &[&str]) -> Result<PathBuf, String> {
    let folder = root().join(name);
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if fresh && folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    if !python.exists() {
        if !succeeds(interpreter, &["-c", "import sys; sys.exit(sys.version_info < (3, 10))"], &[])? {
            return Err(format!(
                "{} is older than Python 3.10, which is the oldest that will do",
                interpreter.display()
            ));
        }
        if !succeeds(interpreter, &["-m", "venv", &folder.to_string_lossy()], &[])? {
            return Err(format!("{} -m venv failed", interpreter.display()));
        }
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
