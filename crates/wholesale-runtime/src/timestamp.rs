//! Points in time as providers write them.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Deserializer, Serialize};

/// Seconds since 1970-01-01 00:00:00 UTC; a number or a text of digits on the wire.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize)]
#[serde(transparent)]
pub struct EpochSeconds(i64);

impl EpochSeconds {
    /// From a number of seconds.
    #[must_use]
    pub const fn new(seconds: i64) -> Self {
        Self(seconds)
    }

    /// The number of seconds.
    #[must_use]
    pub const fn seconds(self) -> i64 {
        self.0
    }

    /// The same point for the standard library; `None` where the platform cannot express it.
    #[must_use]
    pub fn to_system_time(self) -> Option<SystemTime> {
        let distance = Duration::from_secs(self.0.unsigned_abs());
        if self.0 < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(distance)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(distance)
        }
    }
}

impl fmt::Display for EpochSeconds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl From<i64> for EpochSeconds {
    fn from(seconds: i64) -> Self {
        Self(seconds)
    }
}

impl<'de> Deserialize<'de> for EpochSeconds {
    /// Reads a whole number, or a text that holds one.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::lenient::integer(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_in_quotes_are_seconds() {
        let read: EpochSeconds = serde_json::from_str(r#""1745369822""#).expect("seconds");
        assert_eq!(read.seconds(), 1_745_369_822);
        assert!(EpochSeconds::new(i64::MIN).to_system_time().is_none() || cfg!(unix));
    }
}
