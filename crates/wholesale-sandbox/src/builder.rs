//! The settings a sandbox starts with.

use std::collections::BTreeMap;
use std::io;
use std::time::SystemTime;

use rust_decimal::Decimal;

use crate::netnut::NetnutEnvelope;
use crate::sandbox::{Sandbox, named};
use crate::state::Settings;

/// Settings for a [`Sandbox`].
#[derive(Clone, Debug)]
#[must_use = "nothing runs until it is started"]
pub struct Builder {
    port: u16,
    settings: Settings,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            port: 0,
            settings: Settings {
                seed: 1,
                balances: BTreeMap::new(),
                journal_limit: 10_000,
                netnut_envelope: NetnutEnvelope::default(),
                standing_at: None,
            },
        }
    }

    /// The port; 0, which is usual, is any that is free.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// What ids, tokens and chance come from; 1 unless given. The same seed and the same calls give the same ids.
    pub fn seed(mut self, seed: u64) -> Self {
        self.settings.seed = seed;
        self
    }

    /// What the main account of a provider has at the start: 1,000 GB at IPRoyal and NetNut and 10,000 at the others unless
    /// given.
    #[track_caller]
    pub fn balance(mut self, provider: &str, balance: impl Into<Decimal>) -> Self {
        self.settings.balances.insert(named(provider), balance.into());
        self
    }

    /// How many requests the journal keeps; 10,000 unless given. With 0 it keeps none.
    pub fn journal_limit(mut self, limit: usize) -> Self {
        self.settings.journal_limit = limit;
        self
    }

    /// How NetNut wraps its answers; as documented unless given.
    pub fn netnut_envelope(mut self, envelope: NetnutEnvelope) -> Self {
        self.settings.netnut_envelope = envelope;
        self
    }

    /// Makes the clock stand at this time unless it is advanced; else it starts at the real time and runs.
    pub fn clock_stands_at(mut self, time: SystemTime) -> Self {
        self.settings.standing_at = Some(time);
        self
    }

    /// Starts the sandbox.
    ///
    /// # Errors
    /// If the port is taken, or no thread is to be had.
    pub async fn start(self) -> io::Result<Sandbox> {
        self.start_blocking()
    }

    /// Starts the sandbox from synchronous code. It returns as soon as the port is open, which takes no time to speak of.
    ///
    /// # Errors
    /// If the port is taken, or no thread is to be had.
    pub fn start_blocking(self) -> io::Result<Sandbox> {
        Sandbox::with(self.port, self.settings)
    }
}
