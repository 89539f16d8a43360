//! What a side prints: its figures, each for one call.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What can be measured of a call, or of a whole run where a side makes no calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Metric {
    /// Time of all cores, user and system, in microseconds.
    CpuMicroseconds,
    /// Time that passed, in microseconds.
    WallMicroseconds,
    /// Calls in a second.
    CallsPerSecond,
    /// Instructions in user space, as callgrind counts them.
    Instructions,
    /// Allocations.
    Allocations,
    /// Bytes of all allocations.
    AllocatedBytes,
    /// Bytes that were allocated at the same time, at most, beyond those from before.
    PeakBytes,
    /// Time that passed, in milliseconds; of one run.
    Milliseconds,
    /// Bytes that a process has in memory, beyond those from before.
    ResidentBytes,
    /// Bytes of a package as it is downloaded.
    WheelBytes,
    /// The same, with everything it depends on.
    AllWheelBytes,
    /// Time of all cores, user and system, in milliseconds; of one run and the processes that it started.
    CpuMilliseconds,
    /// Crates that were built.
    Crates,
    /// Lines of generated code.
    Lines,
    /// Bytes of the library that was built.
    LibraryBytes,
}

impl Metric {
    /// Its unit, for tables.
    #[must_use]
    pub fn unit(self) -> &'static str {
        match self {
            Self::CpuMicroseconds => "us CPU",
            Self::WallMicroseconds => "us",
            Self::CallsPerSecond => "calls/s",
            Self::Instructions => "instructions",
            Self::Allocations => "allocations",
            Self::AllocatedBytes => "bytes",
            Self::PeakBytes => "bytes at most",
            Self::Milliseconds => "ms",
            Self::ResidentBytes => "bytes resident",
            Self::WheelBytes => "bytes of wheel",
            Self::AllWheelBytes => "with all it needs",
            Self::CpuMilliseconds => "ms CPU",
            Self::Crates => "crates",
            Self::Lines => "lines",
            Self::LibraryBytes => "bytes of rlib",
        }
    }
}

/// The figures of one side in one round.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sample(pub BTreeMap<Metric, f64>);
