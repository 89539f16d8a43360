//! Generates the code of some specs and prints how long it took, once everything is warm.
#![allow(clippy::print_stdout)] // One line of JSON is what it is for.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Instant;

use clap::{Parser, ValueEnum};
use wholesale_bench::codegen::{for_progenitor, ours, progenitor};
use wholesale_bench::sample::{Metric, Sample};
use wholesale_bench::side::Outcome;

/// Generates the code of some specs and prints how long it took.
#[derive(Parser)]
struct Arguments {
    /// Who.
    #[arg(long)]
    side: Side,
    /// `specs` for the four of the workspace, or a number of operations.
    #[arg(long)]
    size: String,
}

#[derive(Clone, Copy, ValueEnum)]
enum Side {
    Ours,
    Progenitor,
}

fn main() -> Outcome<()> {
    let Arguments { side, size } = Arguments::parse();
    let specs = specs(&size)?;
    let documents = specs.iter().map(|(_, text)| for_progenitor(text)).collect::<Result<Vec<String>, _>>()?;
    let generate = || -> Outcome<usize> {
        Ok(match side {
            Side::Ours => specs.iter().map(|(name, text)| ours(name, text)).sum::<Result<usize, _>>()?,
            Side::Progenitor => {
                documents.iter().map(|document| Ok(progenitor(document)?.len())).sum::<Outcome<usize>>()?
            }
        })
    };
    generate()?;
    let started = Instant::now();
    if generate()? == 0 {
        return Err("nothing was generated".into());
    }
    let took = Sample(BTreeMap::from([(Metric::Milliseconds, started.elapsed().as_secs_f64() * 1e3)]));
    println!("{}", serde_json::to_string(&took)?);
    Ok(())
}

/// Names and texts.
fn specs(size: &str) -> Outcome<Vec<(&'static str, String)>> {
    if size != "specs" {
        return Ok(vec![("scaling", xtask::scaling::spec(size.parse()?))]);
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../specs");
    ["iproyal", "logicboxes", "netnut", "neucrm"]
        .into_iter()
        .map(|name| Ok((name, std::fs::read_to_string(folder.join(format!("{name}.yaml")))?)))
        .collect()
}
