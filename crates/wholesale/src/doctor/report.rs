//! What the checks found: to be read, or to be serialised.

use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};
use wholesale_runtime::Error;

use super::cause::Cause;

/// What [`doctor`](crate::doctor()) found.
///
/// `Display` is a table with a sentence or two below each line that needs one; serialised it is the same as data.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The configuration file, or where it was looked for.
    pub configuration: String,
    /// One for each account: the profiles first, then the providers that have none.
    pub checks: Vec<Check>,
}

impl Report {
    /// Whether nothing failed. What is not configured has not failed.
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        !self.checks.iter().any(|check| matches!(check.outcome, Outcome::Failed { .. }))
    }

    /// The check of one account.
    #[must_use]
    pub fn check(&self, account: &str) -> Option<&Check> {
        self.checks.iter().find(|check| check.account == account)
    }
}

/// What was found about one account.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Check {
    /// The name to connect to: of a profile, or of a provider.
    pub account: String,
    /// The provider.
    pub provider: String,
    /// Host and port of the base URL; `None` where no client could be built.
    pub host: Option<String>,
    /// What came of the call.
    #[serde(flatten)]
    pub outcome: Outcome,
    /// Time from the call to its end, in milliseconds when serialised.
    #[serde(rename = "latency_ms", serialize_with = "milliseconds")]
    pub latency: Option<Duration>,
    /// Seconds that this machine's clock is ahead of the one that dated the answer; negative when it is behind.
    pub clock_ahead_seconds: Option<i64>,
    /// What to do.
    pub advice: Vec<String>,
}

/// What came of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// The provider answered as it should.
    Works {
        /// The operation that was called.
        call: &'static str,
    },
    /// It did not come to that.
    Failed {
        /// Why.
        cause: Cause,
        /// The error, without secrets.
        error: String,
    },
    /// Nothing is there to be checked.
    NotConfigured {
        /// The places that were looked in.
        looked_at: String,
    },
}

impl Check {
    pub(super) fn new(account: &str, provider: &str, outcome: Outcome) -> Self {
        Self {
            account: account.to_owned(),
            provider: provider.to_owned(),
            host: None,
            outcome,
            latency: None,
            clock_ahead_seconds: None,
            advice: Vec::new(),
        }
    }

    /// Of a configuration file that cannot be used.
    pub(super) fn of_file(error: &Error) -> Self {
        Self::new("wholesale.toml", "", Outcome::misconfigured(error))
    }

    /// Whether the provider answered as it should.
    #[must_use]
    pub fn works(&self) -> bool {
        matches!(self.outcome, Outcome::Works { .. })
    }

    /// Why it failed, where it did.
    #[must_use]
    pub fn cause(&self) -> Option<Cause> {
        match self.outcome {
            Outcome::Failed { cause, .. } => Some(cause),
            _ => None,
        }
    }

    /// The cells of its line, and the sentences below it.
    fn shown(&self) -> ([String; 5], Vec<&str>) {
        let (state, sentence) = match &self.outcome {
            Outcome::Works { .. } => ("works".to_owned(), None),
            Outcome::Failed { cause, error } => (cause.to_string(), Some(error.as_str())),
            Outcome::NotConfigured { looked_at } => ("not configured".to_owned(), Some(looked_at.as_str())),
        };
        let latency = self.latency.map(|latency| format!("{} ms", latency.as_millis())).unwrap_or_default();
        let cells =
            [self.account.clone(), self.provider.clone(), state, self.host.clone().unwrap_or_default(), latency];
        (cells, sentence.into_iter().chain(self.advice.iter().map(String::as_str)).collect())
    }
}

impl Outcome {
    pub(super) fn misconfigured(error: &Error) -> Self {
        Self::Failed { cause: Cause::Configuration, error: error.to_string() }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "configuration: {}", self.configuration)?;
        let header = ["account", "provider", "state", "host", "time"].map(str::to_owned);
        let mut rows = vec![(header, Vec::new())];
        rows.extend(self.checks.iter().map(Check::shown));
        let width =
            |column: usize| rows.iter().map(|(cells, _)| cells[column].chars().count()).max().unwrap_or_default();
        let widths: [usize; 5] = std::array::from_fn(width);
        for (cells, sentences) in &rows {
            let line: Vec<String> = cells.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
            writeln!(f, "{}", line.join("  ").trim_end())?;
            for sentence in sentences {
                writeln!(f, "    {sentence}")?;
            }
        }
        Ok(())
    }
}

fn milliseconds<S: Serializer>(latency: &Option<Duration>, serializer: S) -> Result<S::Ok, S::Error> {
    latency.map(|latency| u64::try_from(latency.as_millis()).unwrap_or(u64::MAX)).serialize(serializer)
}
