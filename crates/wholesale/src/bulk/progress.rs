//! How far a run is, and how it ended.

use std::fmt;
use std::time::{Duration, Instant};

use wholesale_runtime::Error;

use super::options::BulkError;
use super::outcome::Outcome;

/// How far a run is.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Progress {
    /// Items done by this run.
    pub done: u64,
    /// Items done by an earlier run.
    pub was_done: u64,
    /// Items that failed and were not done.
    pub failed: u64,
    /// Items that may have been done.
    pub unsettled: u64,
    /// Items that were not begun because something is open about their account.
    pub held_back: u64,
    /// Items that were taken from their source and not begun because the run was stopped.
    pub not_begun: u64,
    /// All items, where their number is known.
    pub total: Option<u64>,
    /// Time since the run began.
    pub elapsed: Duration,
    began: Instant,
}

impl Progress {
    pub(super) fn new(total: Option<u64>) -> Self {
        Self {
            done: 0,
            was_done: 0,
            failed: 0,
            unsettled: 0,
            held_back: 0,
            not_begun: 0,
            total,
            elapsed: Duration::ZERO,
            began: Instant::now(),
        }
    }

    pub(super) fn count(&mut self, outcome: &Outcome) {
        let counter = match outcome {
            Outcome::Done { .. } => &mut self.done,
            Outcome::WasDone => &mut self.was_done,
            Outcome::Failed(_) | Outcome::NotApplied(_) => &mut self.failed,
            Outcome::Unsettled { .. } => &mut self.unsettled,
            Outcome::HeldBack => &mut self.held_back,
            Outcome::NotBegun => &mut self.not_begun,
        };
        *counter += 1;
        self.touch();
    }

    pub(super) fn touch(&mut self) {
        self.elapsed = self.began.elapsed();
    }

    /// Items of which it is known what became of them, those of earlier runs included.
    #[must_use]
    pub const fn finished(&self) -> u64 {
        self.done + self.was_done + self.failed + self.unsettled + self.held_back + self.not_begun
    }

    /// Items that this run has tried, each second so far.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "a rate is not exact")]
    pub fn per_second(&self) -> f64 {
        let tried = (self.done + self.failed + self.unsettled) as f64;
        let seconds = self.elapsed.as_secs_f64();
        if seconds > 0.0 { tried / seconds } else { 0.0 }
    }

    /// About how long the rest takes at this rate, where the number of items is known.
    #[must_use]
    #[allow(clippy::cast_precision_loss, reason = "an estimate is not exact")]
    pub fn remaining(&self) -> Option<Duration> {
        let left = self.total?.saturating_sub(self.finished());
        let rate = self.per_second();
        if rate > 0.0 { Duration::try_from_secs_f64(left as f64 / rate).ok() } else { None }
    }
}

/// `120 of 10000, 118 done, 2 failed, 85 per second`
impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.finished())?;
        if let Some(total) = self.total {
            write!(f, " of {total}")?;
        }
        write!(f, ", {} done", self.done)?;
        for (count, what) in [
            (self.was_done, "done before"),
            (self.failed, "failed"),
            (self.unsettled, "unsettled"),
            (self.held_back, "held back"),
            (self.not_begun, "not begun"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        write!(f, ", {:.0} per second", self.per_second())
    }
}

/// How a run ended.
#[derive(Debug)]
#[non_exhaustive]
pub struct Report {
    /// How far it came.
    pub progress: Progress,
    /// Why it ended before the last item, if it did.
    pub stopped: Option<Stopped>,
}

impl Report {
    /// Whether every item is done, by this run or an earlier one.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.stopped.is_none() && self.progress.finished() == self.progress.done + self.progress.was_done
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.progress)?;
        self.stopped.as_ref().map_or(Ok(()), |stopped| write!(f, "; stopped: {stopped}"))
    }
}

/// Why a run ended before its last item.
#[derive(Debug)]
#[non_exhaustive]
pub enum Stopped {
    /// So many items had failed.
    Failures(u64),
    /// The credentials were refused so many times in a row.
    RefusedCredentials(u32),
    /// The source of the items failed.
    Source(Error),
    /// The journal could not be written. An item whose outcome is not in it is looked into by the next run.
    Journal(BulkError),
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Failures(1) => f.write_str("an item failed"),
            Self::Failures(failures) => write!(f, "{failures} items failed"),
            Self::RefusedCredentials(times) => write!(f, "the credentials were refused {times} times in a row"),
            Self::Source(error) => write!(f, "the source of the items failed: {error}"),
            Self::Journal(error) => error.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_estimated_from_what_this_run_has_tried() {
        let mut progress = Progress::new(Some(100));
        assert_eq!((progress.per_second(), progress.remaining()), (0.0, None));
        (progress.done, progress.was_done, progress.failed) = (15, 40, 5);
        progress.elapsed = Duration::from_secs(10);
        assert_eq!((progress.finished(), progress.per_second()), (60, 2.0));
        assert_eq!(progress.remaining(), Some(Duration::from_secs(20)));
        assert_eq!(progress.to_string(), "60 of 100, 15 done, 40 done before, 5 failed, 2 per second");
        progress.total = None;
        assert_eq!(progress.remaining(), None);
    }

    #[test]
    fn a_run_is_complete_when_everything_is_done() {
        let mut report = Report { progress: Progress::new(None), stopped: None };
        assert!(report.is_complete());
        report.progress.held_back = 1;
        assert!(!report.is_complete());
        report.progress.held_back = 0;
        report.stopped = Some(Stopped::Failures(1));
        assert!(!report.is_complete());
        assert_eq!(report.to_string(), "0, 0 done, 0 per second; stopped: an item failed");
    }
}
