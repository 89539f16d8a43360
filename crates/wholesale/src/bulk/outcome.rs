//! What became of an item.

use wholesale_runtime::{Error, Id};

use super::journal::Teller;
use crate::account::{Account, AccountId};

/// What became of one item.
#[derive(Debug)]
#[non_exhaustive]
pub struct ItemResult {
    /// Your key.
    pub key: String,
    /// The account: its id, or its name where it was to be made.
    pub target: String,
    /// What became of it.
    pub outcome: Outcome,
}

/// What became of an item.
#[derive(Debug)]
#[non_exhaustive]
pub enum Outcome {
    /// It was done.
    #[non_exhaustive]
    Done {
        /// The account's key.
        id: Option<AccountId>,
        /// The account after it, where it was read or the provider has answered with it.
        account: Option<Box<Account>>,
        /// The provider's number of the movement, where it gave one.
        transaction: Option<Id>,
        /// Who has told: the provider's answer, or the account, after the answer was lost.
        told: Teller,
    },
    /// It was done by an earlier run, says the journal. Nothing was sent.
    WasDone,
    /// It failed and was not done, or doing it again changes nothing more. The next run with the same journal does it.
    Failed(Error),
    /// The answer was lost, and the account shows that it was not done. The next run with the same journal does it.
    NotApplied(Error),
    /// It may have been done. It is not done again until a person has [decided](super::decide), or a later run finds out.
    #[non_exhaustive]
    Unsettled {
        /// Why it cannot be told.
        reason: String,
        /// What went wrong; `None` when that was in an earlier run.
        error: Option<Error>,
    },
    /// It was not begun, because something is open about its account: what that has before and after would no longer tell
    /// the two apart.
    HeldBack,
    /// It was not begun, because the run was stopped.
    NotBegun,
}

impl Outcome {
    /// Whether it is known to be done.
    #[must_use]
    pub const fn is_done(&self) -> bool {
        matches!(self, Self::Done { .. } | Self::WasDone)
    }

    /// What went wrong, where it is known.
    #[must_use]
    pub const fn error(&self) -> Option<&Error> {
        match self {
            Self::Failed(error) | Self::NotApplied(error) => Some(error),
            Self::Unsettled { error, .. } => error.as_ref(),
            _ => None,
        }
    }
}
