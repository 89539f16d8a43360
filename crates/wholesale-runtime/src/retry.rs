//! When a request is sent again, and how long to wait before.

use std::time::{Duration, SystemTime};

use http::HeaderMap;

/// How often a request may be sent, and how long all of it may take.
///
/// Only operations that the spec calls retry-safe are sent again after they may have left; any other is sent
/// again only when no connection was made. Waits are random between zero and a ceiling that doubles (full
/// jitter), unless the provider says how long to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RetryPolicy {
    attempts: u32,
    deadline: Option<Duration>,
    base: Duration,
    ceiling: Duration,
    longest_retry_after: Duration,
}

impl Default for RetryPolicy {
    /// Three attempts within two minutes, or within the timeout of one where that is longer; waits from 250 ms to 8 s; a `Retry-After` of up to 60 s is honoured.
    fn default() -> Self {
        Self {
            attempts: 3,
            deadline: None,
            base: Duration::from_millis(250),
            ceiling: Duration::from_secs(8),
            longest_retry_after: Duration::from_secs(60),
        }
    }
}

impl RetryPolicy {
    /// Every request is sent once.
    #[must_use]
    pub fn never() -> Self {
        Self::default().attempts(1)
    }

    /// Times a request may be sent, the first included; at least one.
    #[must_use]
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Time for all attempts and the waits between them.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Ceiling of the first wait, and of any wait.
    #[must_use]
    pub fn backoff(mut self, base: Duration, ceiling: Duration) -> Self {
        self.base = base;
        self.ceiling = ceiling;
        self
    }

    /// The longest `Retry-After` that is waited for; a longer one ends the call.
    #[must_use]
    pub fn longest_retry_after(mut self, longest: Duration) -> Self {
        self.longest_retry_after = longest;
        self
    }

    pub(crate) fn total(&self) -> Option<Duration> {
        self.deadline
    }

    /// How long to wait before the next attempt, `None` when there is to be none.
    pub(crate) fn wait(&self, attempts_made: u32, asked: Option<Duration>, left: Duration) -> Option<Duration> {
        if attempts_made >= self.attempts {
            return None;
        }
        if asked.is_some_and(|asked| asked > self.longest_retry_after) {
            return None;
        }
        let doubled = self.base.saturating_mul(1_u32.checked_shl(attempts_made.saturating_sub(1)).unwrap_or(u32::MAX));
        let jittered = doubled.min(self.ceiling).mul_f64(fastrand::f64());
        // Whoever was told to come back at once does so with all the others, unless it waits a little of its own.
        let wait = asked.map_or(jittered, |asked| asked.max(jittered));
        (wait < left).then_some(wait)
    }
}

/// What an answer asks to wait: `Retry-After` in seconds or as an HTTP date, `Retry-After-Ms` in milliseconds.
pub(crate) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(milliseconds) = text("retry-after-ms").and_then(|text| text.parse().ok()) {
        return Some(Duration::from_millis(milliseconds));
    }
    let asked = text("retry-after")?;
    if let Ok(seconds) = asked.parse::<f64>() {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    let until = httpdate::parse_http_date(asked).ok()?;
    Some(until.duration_since(SystemTime::now()).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn asked(name: &'static str, value: &str) -> Option<Duration> {
        retry_after(&HeaderMap::from_iter([(
            http::HeaderName::from_static(name),
            HeaderValue::from_str(value).expect("a header"),
        )]))
    }

    #[test]
    fn retry_after_is_read_in_seconds_milliseconds_and_as_a_date() {
        assert_eq!(asked("retry-after", "7"), Some(Duration::from_secs(7)));
        assert_eq!(asked("retry-after-ms", "1500"), Some(Duration::from_millis(1500)));
        assert_eq!(asked("retry-after", "Thu, 01 Jan 1970 00:00:00 GMT"), Some(Duration::ZERO));
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(90));
        assert!(asked("retry-after", &soon).is_some_and(|wait| wait > Duration::from_secs(80)));
        for nonsense in ["soon", "-1", "NaN", "1e300"] {
            assert_eq!(asked("retry-after", nonsense), None);
        }
    }

    #[test]
    fn waits_grow_stay_under_the_ceiling_and_end() {
        let policy = RetryPolicy::default().attempts(4).backoff(Duration::from_millis(100), Duration::from_millis(300));
        for made in 1..4 {
            let ceiling = Duration::from_millis(100 << (made - 1)).min(Duration::from_millis(300));
            let wait = policy.wait(made, None, Duration::from_secs(9)).expect("another attempt");
            assert!(wait <= ceiling);
        }
        assert_eq!(policy.wait(4, None, Duration::from_secs(9)), None);
        assert_eq!(policy.wait(1, Some(Duration::from_secs(5)), Duration::from_secs(4)), None, "past the deadline");
        assert_eq!(policy.wait(1, Some(Duration::from_secs(61)), Duration::from_secs(100)), None, "asked too much");
        assert_eq!(RetryPolicy::never().wait(1, None, Duration::from_secs(9)), None);
    }
}
