//! `cargo xtask bench`: runs the comparisons, prints their tables, keeps their figures and draws them.
#![allow(clippy::print_stdout, clippy::print_stderr)] // A command line program talks to its user.

use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use wholesale_bench::comparison::{Comparison, Package};
use wholesale_bench::results::{Compared, Results};
use wholesale_bench::{comparisons, machine, picture, python, round, summary};

/// Compares the clients with their peers, in alternating rounds on this machine.
#[derive(Parser)]
#[command(name = "cargo xtask bench", bin_name = "cargo xtask bench")]
struct Arguments {
    /// Short runs and few rounds: to see that everything works. Their figures are printed, not kept.
    #[arg(long)]
    quick: bool,
    /// Also what takes many minutes, without being asked for by name.
    #[arg(long)]
    slow: bool,
    /// Rounds of every comparison, in place of its own number.
    #[arg(long)]
    rounds: Option<usize>,
    /// Says what there is, and runs nothing.
    #[arg(long)]
    list: bool,
    /// Only comparisons whose names contain one of these.
    filters: Vec<String>,
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("{what}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<(), String> {
    let all = comparisons::all(arguments.quick);
    let is_named = |id: &str| arguments.filters.iter().any(|filter| id.contains(filter.as_str()));
    let is_chosen = |comparison: &&Comparison| {
        is_named(comparison.id) || (arguments.filters.is_empty() && (arguments.slow || !comparison.is_slow))
    };
    let chosen: Vec<&Comparison> = all.iter().filter(is_chosen).collect();
    if arguments.list || chosen.is_empty() {
        for comparison in &all {
            println!("{:<22}{}{}", comparison.id, comparison.what, if comparison.is_slow { " (slow)" } else { "" });
        }
        return if arguments.list { Ok(()) } else { Err("none of these is called so".to_owned()) };
    }

    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (kept, machine) = (folder.join("results.json"), machine::this());
    println!("{} ({} cores), {}, kernel {}\n", machine.processor, machine.cores, machine.rustc, machine.kernel);
    let pinned = Pinned::read(folder);
    if chosen.iter().any(|comparison| comparison.id.starts_with(python::PREFIX)) {
        python::install()?;
    }
    let mut results = Results::read(&kept);
    for comparison in chosen {
        if !comparison.sides.iter().all(|side| side.command.is_possible()) {
            println!("{}: not measured, valgrind is not installed\n", comparison.id);
            continue;
        }
        let rounds = if arguments.quick { comparison.rounds.quick } else { comparison.rounds.full };
        let samples = round::run(comparison, arguments.rounds.unwrap_or(rounds).max(1))?;
        let compared =
            Compared::new(comparison, &samples, machine.clone(), arguments.quick, |package| pinned.version(package));
        println!("{compared}");
        results.put(compared);
        if !arguments.quick {
            // At once: a run takes long, and may be ended.
            results.comparisons.sort_by_key(|compared| all.iter().position(|comparison| comparison.id == compared.id));
            write(&kept, &results.json()?)?;
        }
    }
    if arguments.quick {
        return Ok(());
    }
    let table = summary::table(&results);
    println!("{table}");
    let read_me = folder.join("README.md");
    let text = std::fs::read_to_string(&read_me).map_err(|error| format!("{}: {error}", read_me.display()))?;
    write(&read_me, &summary::placed(&text, &table))?;
    write(&folder.join("results.svg"), &picture::svg(&results))
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    std::fs::write(path, text).map_err(|error| format!("{} cannot be written: {error}", path.display()))
}

/// What pins the peers.
struct Pinned {
    crates: String,
    distributions: String,
}

impl Pinned {
    fn read(folder: &Path) -> Self {
        let text = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap_or_default();
        Self { crates: text("Cargo.lock"), distributions: text("python/requirements.txt") }
    }

    fn version(&self, package: Package) -> Option<String> {
        match package {
            Package::Crate(name) => {
                let is_it = |entry: &&str| entry.trim_start().starts_with(&format!("name = \"{name}\"\n"));
                let entry = self.crates.split("[[package]]").find(is_it)?;
                let line = entry.lines().find_map(|line| line.strip_prefix("version = "))?;
                Some(line.trim_matches('"').to_owned())
            }
            Package::Python(name) => {
                let lines = &mut self.distributions.lines();
                lines.find_map(|line| line.strip_prefix(name)?.strip_prefix("==")).map(str::to_owned)
            }
        }
    }
}
