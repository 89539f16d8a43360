//! A record beside the JSON it was read from.

use std::fmt;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// A record, and its JSON as it came, every digit and unknown field included.
///
/// Any payload can be read as one: `session.call::<Untouched<SubUser>>(request)`. `Debug` shows the record alone.
pub struct Untouched<T> {
    record: T,
    json: Box<RawValue>,
}

impl<T> Untouched<T> {
    /// The record.
    pub fn record(&self) -> &T {
        &self.record
    }

    /// Its JSON. It may hold secrets.
    pub fn json(&self) -> &str {
        self.json.get()
    }

    /// Both.
    pub fn into_parts(self) -> (T, Box<RawValue>) {
        (self.record, self.json)
    }
}

impl<T: fmt::Debug> fmt::Debug for Untouched<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.record.fmt(f)
    }
}

impl<'de, T: DeserializeOwned> Deserialize<'de> for Untouched<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        // A malformed record is told from cut-short JSON by the words that serde begins with, which survive this.
        let record = serde_json::from_str(json.get()).map_err(serde::de::Error::custom)?;
        Ok(Self { record, json })
    }
}
