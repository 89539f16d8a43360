//! All comparisons, in the order of the table.

use crate::commands::{Command, Program};
use crate::comparison::{Comparison, Contender, Goal, Package, Reach, Rounds, Server};
use crate::sample::Metric;

/// How many calls a run makes: few with `--quick`.
fn calls(full: u32, is_quick: bool) -> String {
    (if is_quick { full / 10 } else { full }).to_string()
}

/// Every comparison; `is_quick` makes each run short.
#[must_use]
pub fn all(is_quick: bool) -> Vec<Comparison> {
    let mut all = vec![
        timed("call", "one call, 351 B of JSON", "one", &["ours", "reqwest", "hyper"], &calls(20_000, is_quick)),
        timed("call-64", "the same, 64 at a time", "one-by64", &["ours", "reqwest", "hyper"], &calls(40_000, is_quick)),
        timed("list", "a list of 40 records", "list", &["ours", "reqwest", "hyper"], &calls(10_000, is_quick)),
        timed("crawl", "10,000 records on 100 pages", "crawl", &["ours", "reqwest"], &calls(40, is_quick)),
        counted("call-instructions", "one call, instructions", "one", &["ours", "reqwest", "hyper"]),
        counted("list-instructions", "a list of 40 records, instructions", "list", &["ours", "reqwest", "hyper"]),
        allocated("call-allocations", "one call, allocations", "one", &["ours", "reqwest", "hyper"]),
        allocated("list-allocations", "a list of 40 records, allocations", "list", &["ours", "reqwest", "hyper"]),
        memory(),
        sandbox(is_quick),
    ];
    #[cfg(feature = "codegen")]
    all.extend(crate::codegen::comparisons().into_iter().chain(crate::builds::comparisons()));
    all.push(allocated_crawl());
    all.extend(crate::python::comparisons(is_quick));
    all
}

const CORES: [&str; 2] = ["--core", "1"];
const FEW: Rounds = Rounds { full: 3, quick: 1 };

fn packages(side: &str) -> Vec<Package> {
    match side {
        "reqwest" => vec![Package::Crate("reqwest")],
        "hyper" => vec![Package::Crate("hyper")],
        _ => Vec::new(),
    }
}

fn contenders(sides: &[&'static str], command: impl Fn(&'static str) -> Command) -> Vec<Contender> {
    sides.iter().map(|&name| Contender { name, packages: packages(name), command: command(name) }).collect()
}

fn timed(id: &'static str, what: &str, work: &str, sides: &[&'static str], calls: &str) -> Comparison {
    let command = |side| {
        let arguments = ["--side", side, "--work", work, "--url", "{url}", "--calls", calls];
        Command::Prints(Program::ours("side", &[arguments.as_slice(), &CORES].concat()))
    };
    Comparison {
        id,
        what: what.to_owned(),
        server: Server::Loopback(if work == "crawl" { "/pages/100" } else { "/v1" }),
        sides: contenders(sides, command),
        goals: vec![Goal {
            metric: Metric::CpuMicroseconds,
            against: vec!["reqwest"],
            reach: Reach::TimesAtMost(1.10),
        }],
        rounds: Rounds { full: 15, quick: 3 },
        is_slow: false,
    }
}

fn counted(id: &'static str, what: &str, work: &str, sides: &[&'static str]) -> Comparison {
    let command = |side| Command::Counted(Program::ours("side", &["--side", side, "--work", work, "--url", "{url}"]));
    Comparison {
        id,
        what: what.to_owned(),
        server: Server::Loopback("/v1"),
        sides: contenders(sides, command),
        goals: Vec::new(),
        rounds: Rounds { full: 1, quick: 1 },
        is_slow: false,
    }
}

fn allocations(side: &str, work: &str, calls: &str) -> Command {
    Command::Prints(Program::ours("allocations", &["--side", side, "--work", work, "--url", "{url}", "--calls", calls]))
}

fn allocated(id: &'static str, what: &str, work: &str, sides: &[&'static str]) -> Comparison {
    let goal = match work {
        "one" => vec![Goal { metric: Metric::Allocations, against: vec!["reqwest"], reach: Reach::MoreByAtMost(20.0) }],
        _ => Vec::new(),
    };
    Comparison {
        id,
        what: what.to_owned(),
        server: Server::Loopback("/v1"),
        sides: contenders(sides, |side| allocations(side, work, "1000")),
        goals: goal,
        rounds: FEW,
        is_slow: false,
    }
}

/// A crawl of ten times the pages needs no more memory.
fn memory() -> Comparison {
    let at = |name, pages: &str| Contender {
        name,
        packages: Vec::new(),
        command: Command::Prints(Program::ours(
            "allocations",
            &["--side", "ours", "--work", "crawl", "--url", &format!("{{url}}{pages}"), "--calls", "1"],
        )),
    };
    Comparison {
        id: "crawl-memory",
        what: "memory of a crawl, 100 pages against 10".to_owned(),
        server: Server::Loopback("/pages"),
        sides: vec![at("ours, 100 pages", "/100"), at("ours, 10 pages", "/10")],
        goals: vec![Goal {
            metric: Metric::PeakBytes,
            against: vec!["ours, 10 pages"],
            reach: Reach::TimesAtMost(1.05),
        }],
        rounds: FEW,
        is_slow: false,
    }
}

/// The same crawl by both.
fn allocated_crawl() -> Comparison {
    Comparison {
        server: Server::Loopback("/pages/100"),
        ..allocated("crawl-allocations", "10,000 records on 100 pages, allocations", "crawl", &["ours", "reqwest"])
    }
}

fn sandbox(is_quick: bool) -> Comparison {
    let calls = calls(200_000, is_quick);
    let arguments = ["--side", "socket", "--work", "one-by64", "--url", "{url}", "--calls", &calls, "--core", "1"];
    Comparison {
        id: "sandbox",
        what: "the sandbox, 64 connections".to_owned(),
        server: Server::Sandbox,
        sides: vec![Contender {
            name: "ours",
            packages: Vec::new(),
            command: Command::Prints(Program::ours("side", &arguments)),
        }],
        goals: vec![Goal { metric: Metric::CallsPerSecond, against: Vec::new(), reach: Reach::AtLeast(30_000.0) }],
        rounds: Rounds { full: 7, quick: 3 },
        is_slow: false,
    }
}
