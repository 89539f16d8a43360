//! The machine that the figures are from.

use std::fs;
use std::time::SystemTime;

use nix::sched::{CpuSet, sched_setaffinity};
use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;
use nix::unistd::Pid;
use serde::{Deserialize, Serialize};

/// What a figure depends on besides the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machine {
    /// Cores that the process may use.
    pub cores: usize,
    /// Model of the processor, where the system tells.
    pub processor: String,
    /// Kernel, where the system tells.
    pub kernel: String,
    /// The compiler.
    pub rustc: String,
}

/// This machine.
#[must_use]
pub fn this() -> Machine {
    let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = processor.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": "));
    let rustc = std::process::Command::new("rustc").arg("--version").output();
    Machine {
        cores: std::thread::available_parallelism().map_or(1, Into::into),
        processor: model.map_or_else(|| "unknown".to_owned(), |(_, model)| model.trim().to_owned()),
        kernel: fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default().trim().to_owned(),
        rustc: rustc
            .map_or_else(|_| "unknown".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned()),
    }
}

/// Time of all cores, user and system, in microseconds: of this process, or of those that it waited for.
#[must_use]
#[allow(clippy::cast_precision_loss)] // Far below 2^52.
pub fn cpu_microseconds(who: UsageWho) -> f64 {
    getrusage(who).map_or(f64::NAN, |usage| (usage.user_time() + usage.system_time()).num_microseconds() as f64)
}

/// The date and time, in UTC.
#[must_use]
pub fn now() -> String {
    httpdate::fmt_http_date(SystemTime::now())
}

/// Keeps this process on one core, so that client and server do not push each other around.
///
/// # Errors
/// When the core does not exist, or is not for this process.
pub fn stay_on(core: Option<usize>) -> nix::Result<()> {
    let Some(core) = core else { return Ok(()) };
    let mut cores = CpuSet::new();
    cores.set(core)?;
    sched_setaffinity(Pid::from_raw(0), &cores)
}
