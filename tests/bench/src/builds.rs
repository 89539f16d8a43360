//! Building a client crate, against building what progenitor alone writes for the same spec.
//!
//! Both are members of one [`scratch`] workspace with one lock: what they share has the same version on both sides, is
//! built with the profile that a user's `cargo build` has, and each side is built with `--package`, so that no feature
//! of the one is the other's. Progenitor's output is given the transport that ours has: the same features of reqwest,
//! the same TLS.

pub mod scratch;

use crate::codegen::beside_progenitor;
use crate::commands::{Command, Program};
use crate::comparison::{Comparison, Goal, Reach, Rounds, Server};
use crate::sample::Metric;

/// The providers, each a client crate.
pub const PROVIDERS: [&str; 4] = ["iproyal", "logicboxes", "netnut", "neucrm"];

/// Their comparisons: minutes each, so they run only when they are asked for.
#[must_use]
pub fn comparisons() -> Vec<Comparison> {
    let of_clients = [
        ("build-iproyal-cold", "iproyal", "cold"),
        ("build-iproyal-warm", "iproyal", "warm"),
        ("build-logicboxes-cold", "logicboxes", "cold"),
        ("build-logicboxes-warm", "logicboxes", "warm"),
        ("build-netnut-cold", "netnut", "cold"),
        ("build-netnut-warm", "netnut", "warm"),
        ("build-neucrm-cold", "neucrm", "cold"),
        ("build-neucrm-warm", "neucrm", "warm"),
        ("build-facade-cold", "facade", "cold"),
    ];
    of_clients.map(|(id, package, state)| comparison(id, package, state)).into()
}

fn comparison(id: &'static str, package: &str, state: &str) -> Comparison {
    let built =
        if package == "facade" { "the facade with iproyal".to_owned() } else { format!("the {package} client") };
    let what = match state {
        "cold" => format!("building {built} and all it needs, debug"),
        _ => format!("building {built} after a change in it, debug"),
    };
    let command = |side: &str| {
        Command::Prints(Program::ours("client_build", &["--side", side, "--package", package, "--state", state]))
    };
    let at_most = |metric| Goal { metric, against: vec!["progenitor"], reach: Reach::TimesAtMost(1.0) };
    Comparison {
        id,
        what,
        server: Server::Nobody,
        sides: beside_progenitor(command),
        goals: vec![at_most(Metric::Milliseconds), at_most(Metric::CpuMilliseconds)],
        rounds: Rounds { full: if state == "cold" { 2 } else { 5 }, quick: 1 },
        is_slow: true,
    }
}
