//! Builds a client crate and prints how long that took, what it took of the processor, and what came of it.
#![allow(clippy::print_stdout)] // One line of JSON is what it is for.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Instant, SystemTime};

use clap::{Parser, ValueEnum};
use nix::sys::resource::UsageWho::RUSAGE_CHILDREN;
use serde_json::Value;
use wholesale_bench::builds::scratch::Scratch;
use wholesale_bench::commands::binaries;
use wholesale_bench::machine::cpu_microseconds;
use wholesale_bench::sample::{Metric, Sample};
use wholesale_bench::side::Outcome;

/// Builds a client crate and prints what that took.
#[derive(Parser)]
struct Arguments {
    /// Whose.
    #[arg(long)]
    side: Side,
    /// A provider, or `facade` for the facade with iproyal.
    #[arg(long)]
    package: String,
    /// What there is before.
    #[arg(long)]
    state: State,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Side {
    Ours,
    Progenitor,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum State {
    /// Nothing: all dependencies are built too.
    Cold,
    /// Everything, and then the client's own code changes.
    Warm,
}

fn main() -> Outcome<()> {
    let Arguments { side, package, state } = Arguments::parse();
    let scratch = Scratch::prepare(binaries().join("builds"))?;
    let provider = if package == "facade" { "iproyal" } else { &package };
    let code = scratch.code(side == Side::Ours, provider);
    let lines = fs::read_to_string(&code)?.lines().count();
    let target = scratch.folder(if state == State::Cold { "cold" } else { "warm" });
    let built = match (side, package.as_str()) {
        (Side::Progenitor, _) => format!("progenitor-{provider}"),
        (Side::Ours, "facade") => "wholesale".to_owned(),
        (Side::Ours, _) => format!("wholesale-{provider}"),
    };
    let build = || {
        let mut cargo = scratch.cargo("build");
        cargo.args(["--quiet", "--offline", "--locked", "--message-format", "json", "--package", &built]);
        if built == "wholesale" {
            cargo.args(["--no-default-features", "--features", provider]);
        }
        if state == State::Cold {
            // Crates that come from a registry are built so; here ours are on disk, and theirs is the user's own.
            cargo.env("CARGO_INCREMENTAL", "0");
        }
        cargo.arg("--target-dir").arg(&target);
        Built::of(cargo, &built.replace('-', "_"))
    };
    match state {
        State::Cold => remove(&target)?,
        State::Warm => {
            build()?;
            let changed = format!(
                "{}\n#[doc(hidden)]\npub fn changed() -> u64 {{\n    {}\n}}\n",
                fs::read_to_string(&code)?,
                now()
            );
            fs::write(&code, changed)?;
        }
    }
    let sample = build()?.sample(lines)?;
    if state == State::Cold {
        remove(&target)?;
    }
    println!("{}", serde_json::to_string(&sample)?);
    Ok(())
}

/// Seconds of the clock: another number at each run.
fn now() -> u64 {
    SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs())
}

fn remove(folder: &Path) -> std::io::Result<()> {
    if folder.exists() { fs::remove_dir_all(folder) } else { Ok(()) }
}

/// What a build took and made.
struct Built {
    milliseconds: f64,
    cpu_milliseconds: f64,
    crates: usize,
    library: PathBuf,
}

impl Built {
    fn of(mut cargo: Command, name: &str) -> Outcome<Self> {
        let (before, started) = (cpu_microseconds(RUSAGE_CHILDREN), Instant::now());
        let output = cargo.stderr(std::process::Stdio::inherit()).output()?;
        let milliseconds = started.elapsed().as_secs_f64() * 1e3;
        let cpu_milliseconds = (cpu_microseconds(RUSAGE_CHILDREN) - before) / 1e3;
        if !output.status.success() {
            return Err("the build failed".into());
        }
        let (mut crates, mut library) = (BTreeSet::new(), PathBuf::new());
        for line in String::from_utf8(output.stdout)?.lines() {
            let message: Value = serde_json::from_str(line)?;
            if let Some(package) = message["package_id"].as_str().filter(|_| message["reason"] == "compiler-artifact") {
                crates.insert(package.to_owned());
                let mut files = message["filenames"].as_array().into_iter().flatten().filter_map(Value::as_str);
                if message["target"]["name"] == name {
                    library = files.find(|file| file.ends_with(".rlib")).map(PathBuf::from).unwrap_or(library);
                }
            }
        }
        Ok(Self { milliseconds, cpu_milliseconds, crates: crates.len(), library })
    }

    #[allow(clippy::cast_precision_loss)] // Far below 2^52.
    fn sample(&self, lines: usize) -> Outcome<Sample> {
        Ok(Sample(BTreeMap::from([
            (Metric::Milliseconds, self.milliseconds),
            (Metric::CpuMilliseconds, self.cpu_milliseconds),
            (Metric::Crates, self.crates as f64),
            (Metric::Lines, lines as f64),
            (Metric::LibraryBytes, fs::metadata(&self.library)?.len() as f64),
        ])))
    }
}
