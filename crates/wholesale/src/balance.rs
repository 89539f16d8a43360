//! What an account has: known, unlimited and unknown are three things.

use std::fmt;

use serde::{Deserialize, Serialize};
use wholesale_runtime::Decimal;

use crate::amount::{Amount, Unit};

/// How much there is of something.
///
/// Zero is a known amount. Nothing here turns what is unknown into zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Quantity {
    /// Exactly so much.
    Known(Amount),
    /// As much as is asked for.
    Unlimited,
    /// The provider does not say.
    #[default]
    Unknown,
}

impl Quantity {
    /// The amount, where it is known.
    #[must_use]
    pub const fn known(self) -> Option<Amount> {
        match self {
            Self::Known(amount) => Some(amount),
            Self::Unlimited | Self::Unknown => None,
        }
    }

    /// Whether it is known to be nothing.
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.known().is_some_and(Amount::is_zero)
    }

    /// What a provider says, in a unit; what it does not say is unknown.
    #[must_use]
    pub fn of(value: Option<Decimal>, unit: Unit) -> Self {
        value.map_or(Self::Unknown, |value| Self::Known(Amount::new(value, unit)))
    }
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Known(amount) => amount.fmt(f),
            Self::Unlimited => f.write_str("unlimited"),
            Self::Unknown => f.write_str("unknown"),
        }
    }
}

/// What an account has, had, and may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Balance {
    /// What is left to use.
    pub available: Quantity,
    /// What was used up.
    pub used: Quantity,
    /// What may be used beyond what is available: a credit line.
    pub limit: Quantity,
    /// All that was ever moved into the account, less what was taken out again. Unlike `available` it does not change
    /// when the account's owner uses something, so that it shows whether a top-up arrived.
    pub funded: Quantity,
}

impl Balance {
    /// The number that only top-ups and takings change, or the one that comes next to it.
    #[must_use]
    pub fn ledger(&self) -> Option<Amount> {
        self.funded.known().or_else(|| self.available.known())
    }
}
