//! What a comparison is: sides, a server for them, and what is to be reached.

use crate::commands::Command;
use crate::sample::Metric;

/// Several sides at the same work.
#[derive(Debug, Clone)]
pub struct Comparison {
    /// Its name, for filters and results.
    pub id: &'static str,
    /// What is done, for people.
    pub what: String,
    /// What stands on the other end.
    pub server: Server,
    /// Who does it; the first is ours.
    pub sides: Vec<Contender>,
    /// What ours is to reach.
    pub goals: Vec<Goal>,
    /// How often each side runs.
    pub rounds: Rounds,
    /// Whether it runs only when it is asked for by name.
    pub is_slow: bool,
}

/// The other end of a comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Server {
    /// There is none.
    Nobody,
    /// The one that does as little as it can, with answers from below this path.
    Loopback(&'static str),
    /// The sandbox, as users run it.
    Sandbox,
}

/// One side of a comparison.
#[derive(Debug, Clone)]
pub struct Contender {
    /// Its name.
    pub name: &'static str,
    /// The packages whose versions count; none for ours.
    pub packages: Vec<Package>,
    /// What it runs.
    pub command: Command,
}

/// A package of a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Package {
    /// A crate, pinned in `Cargo.lock`.
    Crate(&'static str),
    /// A distribution for Python, pinned in `python/requirements.txt`.
    Python(&'static str),
}

/// What ours is to reach.
#[derive(Debug, Clone)]
pub struct Goal {
    /// Of what.
    pub metric: Metric,
    /// Compared with the best of these; with nobody, where the figure itself counts.
    pub against: Vec<&'static str>,
    /// How much.
    pub reach: Reach,
}

/// How much is to be reached.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Reach {
    /// At most so many times theirs.
    TimesAtMost(f64),
    /// At least so many times theirs.
    TimesAtLeast(f64),
    /// At most so much more than theirs.
    MoreByAtMost(f64),
    /// At least this.
    AtLeast(f64),
    /// At most this.
    AtMost(f64),
}

/// Rounds of a full run and of a quick one.
#[derive(Debug, Clone, Copy)]
pub struct Rounds {
    /// Of a full run.
    pub full: usize,
    /// With `--quick`.
    pub quick: usize,
}
