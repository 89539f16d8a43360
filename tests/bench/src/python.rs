//! The Python package against the clients that Python programs use.

use std::fs;
use std::path::{Path, PathBuf};
use std::process;

use crate::commands::{Command, Program, binaries};
use crate::comparison::{Comparison, Contender, Goal, Package, Reach, Rounds, Server};
use crate::sample::Metric;

/// What the names of these comparisons begin with.
pub const PREFIX: &str = "python-";

/// Clients of Python's own, with pieces in C.
const NATIVE: [&str; 4] = ["httpx", "requests", "urllib3", "niquests"];
/// Clients in Rust.
const RUST: [&str; 3] = ["pyreqwest", "primp", "wreq"];
/// The same with pydantic, which makes typed records of what they read.
const RUST_TYPED: [&str; 3] = ["pyreqwest+pydantic", "primp+pydantic", "wreq+pydantic"];
/// SDKs that a Python program may import besides.
const SDKS: [&str; 3] = ["boto3", "stripe", "openai"];

/// Where `side.py` and its neighbours stand.
fn scripts() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python")
}

/// The folder that everything is built in.
fn target() -> PathBuf {
    binaries().parent().map(Path::to_owned).unwrap_or_default()
}

fn interpreter() -> PathBuf {
    target().join("bench-python/bin/python")
}

fn wheels(side: &str) -> PathBuf {
    target().join("bench-wheels").join(side)
}

/// Builds our wheel, and installs it and the peers in an environment of their own.
///
/// # Errors
/// A sentence.
pub fn install() -> Result<(), String> {
    let python = interpreter();
    if !python.exists() {
        run(Path::new("python3"), &["-m", "venv", &target().join("bench-python").to_string_lossy()])?;
    }
    let requirements = scripts().join("requirements.txt").to_string_lossy().into_owned();
    let pip = ["-m", "pip", "--quiet", "--disable-pip-version-check"];
    let with_pip = |arguments: &[&str]| run(&python, &[&pip, arguments].concat());
    with_pip(&["install", "-r", &requirements])?;
    let (manifest, ours) = (scripts().join("../../../bindings/python/Cargo.toml"), wheels("ours"));
    let _ = fs::remove_dir_all(&ours);
    let (manifest, ours) = (manifest.to_string_lossy().into_owned(), ours.to_string_lossy().into_owned());
    let build = ["-m", "maturin", "build", "--quiet", "--release", "--locked", "--manifest-path", &manifest];
    run(&python, &[build.as_slice(), &["--out", &ours]].concat())?;
    with_pip(&["install", "--no-deps", "--no-index", "--force-reinstall", "--find-links", &ours, "wholesale"])?;
    for side in NATIVE.into_iter().chain(["aiohttp"]).chain(RUST).chain(SDKS) {
        let folder = wheels(side);
        if !folder.exists() {
            let folder = folder.to_string_lossy().into_owned();
            with_pip(&["download", "--only-binary", ":all:", "-c", &requirements, "--dest", &folder, side])?;
        }
    }
    Ok(())
}

fn run(program: &Path, arguments: &[&str]) -> Result<(), String> {
    let status = process::Command::new(program)
        .args(arguments)
        .env("CARGO_TARGET_DIR", target())
        .status()
        .map_err(|error| format!("{} cannot be run: {error}", program.display()))?;
    if status.success() { Ok(()) } else { Err(format!("{} {} failed", program.display(), arguments.join(" "))) }
}

/// A side by its name: `wreq+pydantic` is wreq, read by pydantic.
fn contender(name: &'static str, script: &str, arguments: &[&str]) -> Contender {
    let script = scripts().join(script).to_string_lossy().into_owned();
    let arguments = [script.as_str(), "--side", name].into_iter().chain(arguments.iter().copied());
    let packages = name.split('+').filter(|package| *package != "ours");
    Contender {
        name,
        packages: packages.map(Package::Python).collect(),
        command: Command::Prints(Program { path: interpreter(), arguments: arguments.map(str::to_owned).collect() }),
    }
}

/// Calls by every side, on whatever cores the system gives it.
struct Calls {
    id: &'static str,
    what: &'static str,
    how: &'static str,
    work: &'static str,
    calls: u32,
    sides: Vec<&'static str>,
    goals: Vec<(f64, Vec<&'static str>)>,
}

impl Calls {
    fn comparison(self, is_quick: bool) -> Comparison {
        let side = |name: &'static str| {
            // What is slow is measured well enough with fewer calls.
            let fewer = match name.split('+').next().unwrap_or_default() {
                // A hundred calls at a time take it ten milliseconds each.
                "httpx" if self.how == "async" => 100,
                "aiohttp" => 2,
                slow if NATIVE.contains(&slow) => 4,
                _ => 1,
            };
            let calls = (self.calls / fewer / if is_quick { 10 } else { 1 }).to_string();
            let arguments = ["--how", self.how, "--work", self.work, "--url", "{url}", "--calls", &calls];
            contender(name, "side.py", &arguments)
        };
        let goal = |(least, against): (f64, Vec<&'static str>)| Goal {
            metric: Metric::CallsPerSecond,
            against,
            reach: Reach::TimesAtLeast(least),
        };
        Comparison {
            id: self.id,
            what: format!("Python, {}", self.what),
            server: Server::Loopback("/v1"),
            sides: ["ours"].into_iter().chain(self.sides).map(side).collect(),
            goals: self.goals.into_iter().map(goal).collect(),
            rounds: Rounds { full: 11, quick: 1 },
            is_slow: false,
        }
    }
}

fn calls() -> [Calls; 7] {
    let every = || [NATIVE.as_slice(), &RUST].concat();
    let every_async = || [["aiohttp", "httpx"].as_slice(), &RUST].concat();
    let than_python = || vec![(3.0, vec!["httpx"]), (4.0, vec!["requests"])];
    let than_async = || vec![(3.0, vec!["aiohttp"]), (1.0, vec!["wreq"])];
    [
        Calls {
            id: "python-call",
            what: "one call, 351 B of JSON",
            how: "sync",
            work: "one",
            calls: 8_000,
            sides: every(),
            goals: than_python(),
        },
        Calls {
            id: "python-list",
            what: "a list of 40 records; the peers' are dicts",
            how: "sync",
            work: "list",
            calls: 4_000,
            sides: every(),
            goals: than_python(),
        },
        Calls {
            id: "python-list-typed",
            what: "a list of 40 typed records",
            how: "sync",
            work: "list",
            calls: 4_000,
            sides: [["httpx+pydantic", "niquests+pydantic"].as_slice(), &RUST_TYPED].concat(),
            goals: vec![(1.2, RUST_TYPED.to_vec())],
        },
        Calls {
            id: "python-async",
            what: "asyncio, 100 calls at a time, 351 B of JSON",
            how: "async",
            work: "one",
            calls: 20_000,
            sides: every_async(),
            goals: than_async(),
        },
        Calls {
            id: "python-async-list",
            what: "asyncio, 100 lists of 40 at a time; the peers' records are dicts",
            how: "async",
            work: "list",
            calls: 8_000,
            sides: every_async(),
            goals: than_async(),
        },
        Calls {
            id: "python-async-list-typed",
            what: "asyncio, 100 lists of 40 typed records at a time",
            how: "async",
            work: "list",
            calls: 8_000,
            sides: [["aiohttp+pydantic", "httpx+pydantic"].as_slice(), &RUST_TYPED].concat(),
            goals: vec![(1.5, RUST_TYPED.to_vec())],
        },
        Calls {
            id: "python-threads",
            what: "8 threads, 351 B of JSON",
            how: "threads",
            work: "one",
            calls: 16_000,
            sides: every(),
            goals: vec![(10.0, vec!["httpx"])],
        },
    ]
}

fn footprint(id: &'static str, what: &str, arguments: impl Fn(&str) -> Vec<String>, goals: Vec<Goal>) -> Comparison {
    let sides = ["ours"].into_iter().chain(NATIVE).chain(["aiohttp"]).chain(RUST).chain(SDKS);
    let side = |name: &'static str| {
        let arguments = arguments(name);
        contender(name, "footprint.py", &arguments.iter().map(String::as_str).collect::<Vec<_>>())
    };
    Comparison {
        id,
        what: format!("Python, {what}"),
        server: Server::Nobody,
        sides: sides.map(side).collect(),
        goals,
        rounds: Rounds { full: 11, quick: 1 },
        is_slow: false,
    }
}

fn at_most(metric: Metric, most: f64) -> Goal {
    Goal { metric, against: Vec::new(), reach: Reach::AtMost(most) }
}

/// Their comparisons.
#[must_use]
pub fn comparisons(is_quick: bool) -> Vec<Comparison> {
    let mut all: Vec<Comparison> = calls().into_iter().map(|calls| calls.comparison(is_quick)).collect();
    let goals = vec![at_most(Metric::Milliseconds, 20.0), at_most(Metric::ResidentBytes, 5e6)];
    all.push(footprint("python-import", "time and memory of an import", |_| Vec::new(), goals));
    let folder = |side: &str| vec!["--wheels".to_owned(), wheels(side).to_string_lossy().into_owned()];
    let goals = vec![at_most(Metric::WheelBytes, 3e6)];
    let wheel = footprint("python-wheel", "what is downloaded", folder, goals);
    all.push(Comparison { rounds: Rounds { full: 1, quick: 1 }, ..wheel });
    all
}
