//! The same wheel in every version of Python it is for that is on this machine.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{REQUIREMENTS, checked, environment_of};

const VERSIONS: [&str; 4] = ["3.10", "3.11", "3.12", "3.13"];

/// What must pass in each: the job of the README, and what depends on the interpreter.
const CHECKS: [&[&str]; 2] =
    [&["-W", "error", "examples/quickstart.py"], &["-m", "pytest", "-q", "tests/behaviour", "tests/test_package.py"]];

/// Installs the wheel under each version and runs it there; says which were found, and whether all is well.
pub(super) fn run(wheel: &Path) -> Result<bool, String> {
    let mut passed = true;
    let default = version("python3".as_ref());
    for number in VERSIONS {
        if default.as_deref() == Some(number) {
            println!("== Python {number}: the one of every check above");
            continue;
        }
        let Some(interpreter) = find(number) else {
            println!("== Python {number}: not on this machine, not tested");
            continue;
        };
        println!("== Python {number}: {}", interpreter.display());
        let install = [&wheel.to_string_lossy(), "pytest", "uvloop", "-c", REQUIREMENTS];
        let python = environment_of(&interpreter, &format!("target/python-{number}"), true, &install)?;
        for arguments in CHECKS {
            passed &= checked(&python, arguments)?;
        }
    }
    Ok(passed)
}

/// An interpreter of this version: of the path, or else one that pyenv has.
fn find(number: &str) -> Option<PathBuf> {
    let named = PathBuf::from(format!("python{number}"));
    if version(&named).as_deref() == Some(number) {
        return Some(named);
    }
    let output = Command::new("pyenv").arg("root").output().ok().filter(|output| output.status.success())?;
    let versions = Path::new(String::from_utf8(output.stdout).ok()?.trim()).join("versions");
    std::fs::read_dir(versions)
        .ok()?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin/python")))
        .find(|python| version(python).as_deref() == Some(number))
}

/// What an interpreter says of itself, `3.12`; `None` where it is a name without one behind it.
fn version(interpreter: &Path) -> Option<String> {
    let ask = "import sys; print('%d.%d' % sys.version_info[:2])";
    let output = Command::new(interpreter).args(["-c", ask]).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8(output.stdout).ok()?.trim().to_owned())
}
