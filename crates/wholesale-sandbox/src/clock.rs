//! The sandbox's own clock, so that a token can expire without anybody waiting.

use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// The end of the year 9999, the last that a date of four digits can say.
const LATEST: Duration = Duration::from_secs(253_402_300_799);

/// Time as the simulated providers see it.
#[derive(Clone, Debug)]
pub(crate) struct Clock {
    start: Duration,
    /// Absent on a clock that stands still unless it is advanced.
    running_since: Option<Instant>,
    advanced: Duration,
}

impl Clock {
    /// A clock that starts now and runs.
    pub(crate) fn running() -> Self {
        Self { start: since_epoch(SystemTime::now()), running_since: Some(Instant::now()), advanced: Duration::ZERO }
    }

    /// A clock that stands at `at` until it is advanced.
    pub(crate) fn standing(at: SystemTime) -> Self {
        Self { start: since_epoch(at), running_since: None, advanced: Duration::ZERO }
    }

    pub(crate) fn advance(&mut self, by: Duration) {
        self.advanced = self.advanced.saturating_add(by).min(LATEST);
    }

    /// Time since 1970.
    pub(crate) fn now(&self) -> Duration {
        let run = self.running_since.map_or(Duration::ZERO, |since| since.elapsed());
        self.start.saturating_add(run).saturating_add(self.advanced).min(LATEST)
    }
}

fn since_epoch(time: SystemTime) -> Duration {
    time.duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO)
}

/// `YYYY-MM-DD HH:MM:SS`, as NeuCRM writes a time.
pub(crate) fn date_time(since_epoch: Duration) -> String {
    let seconds = since_epoch.as_secs();
    let (year, month, day) = date(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
}

/// The Gregorian date of a day counted from 1970-01-01: whole centuries, leap cycles and years are taken off in turn.
fn date(days: u64) -> (u64, u64, u64) {
    // Counted from 1 March of the year 0, so that the leap day is the last of its year.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_right_at_the_edges_of_months_leap_years_and_centuries() {
        for (seconds, written) in [
            (0, "1970-01-01 00:00:00"),
            (68_169_599, "1972-02-28 23:59:59"),
            (68_169_600, "1972-02-29 00:00:00"),
            (951_782_400, "2000-02-29 00:00:00"),
            (951_868_800, "2000-03-01 00:00:00"),
            (1_767_225_599, "2025-12-31 23:59:59"),
            (4_107_542_400, "2100-03-01 00:00:00"),
        ] {
            assert_eq!(date_time(Duration::from_secs(seconds)), written);
        }
    }

    #[test]
    fn a_standing_clock_moves_only_when_told() {
        let mut clock = Clock::standing(UNIX_EPOCH + Duration::from_secs(10));
        assert_eq!(clock.now(), Duration::from_secs(10));
        clock.advance(Duration::from_secs(120));
        assert_eq!(clock.now(), Duration::from_secs(130));
    }

    #[test]
    fn no_clock_goes_beyond_the_year_9999() {
        let mut clock = Clock::running();
        clock.advance(Duration::MAX);
        clock.advance(Duration::MAX);
        assert_eq!(date_time(clock.now()), "9999-12-31 23:59:59");
    }
}
