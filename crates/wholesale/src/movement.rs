//! Moving something into an account, or out of it.

use serde::{Deserialize, Serialize};
use wholesale_runtime::{Error, Id, Result};

use crate::account::{Account, AccountId};
use crate::accounts::Accounts;
use crate::amount::Amount;
use crate::balance::Balance;
use crate::capability::Action;

/// Which way something moves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From your own account into one you sell to.
    Added,
    /// From an account you sell to back into your own.
    Taken,
}

/// What is said about a movement besides its amount.
///
/// Unless told otherwise, a movement reads the account's balance first, where the provider lets it: if the answer to the
/// movement is then lost, [`settle`](crate::Accounts#method.settle) can tell whether it arrived. The read is one request
/// that moves nothing.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Movement {
    /// Your reference, where the provider keeps one.
    pub reference: Option<String>,
    /// The provider's product that it is for, where there are several.
    pub product: Option<String>,
    /// Your text, where the provider keeps one.
    pub note: Option<String>,
    /// What the account had before.
    pub before: Before,
}

/// What the account had before a movement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Before {
    /// It is read first, where the provider lets it.
    #[default]
    Read,
    /// It has just been read.
    Known(Balance),
    /// It does not matter; a lost answer cannot be settled then.
    Ignored,
}

impl Before {
    /// What an account has, as far as it is to be known.
    pub(crate) async fn of(self, accounts: &dyn Accounts, id: &AccountId) -> Result<Option<Balance>> {
        let capabilities = accounts.capabilities();
        match self {
            Self::Known(balance) => Ok(Some(balance)),
            Self::Ignored => Ok(None),
            Self::Read if capabilities.can(Action::Balance) => accounts.balance(id).await.map(Some),
            // What was ever received is enough, where what is left is not to be had.
            Self::Read if capabilities.can(Action::Get) => Ok(Some(accounts.get(id).await?.balance)),
            Self::Read => Ok(None),
        }
    }
}

impl Movement {
    /// Your reference, where the provider keeps one.
    #[must_use]
    pub fn reference(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }

    /// The provider's product that it is for, where there are several.
    #[must_use]
    pub fn product(mut self, product: impl Into<String>) -> Self {
        self.product = Some(product.into());
        self
    }

    /// Your text, where the provider keeps one.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = Some(note.into());
        self
    }

    /// What the account had before, as it has just been read: saves reading it again.
    #[must_use]
    pub fn before(mut self, balance: Balance) -> Self {
        self.before = Before::Known(balance);
        self
    }

    /// Sends one request and nothing before it: a lost answer cannot be settled then.
    #[must_use]
    pub fn without_reading(mut self) -> Self {
        self.before = Before::Ignored;
        self
    }
}

/// What became of a movement that the provider confirmed.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Receipt {
    /// The account.
    pub id: AccountId,
    /// What was moved.
    pub amount: Amount,
    /// Which way.
    pub direction: Direction,
    /// The provider's number of the movement, where it gives one.
    pub transaction: Option<Id>,
    /// The account after it, where the provider answers with it.
    pub account: Option<Account>,
}

impl Receipt {
    /// For an amount that was added.
    pub(crate) fn added(id: &AccountId, amount: Amount) -> Self {
        Self { id: id.clone(), amount, direction: Direction::Added, transaction: None, account: None }
    }

    /// For an amount that was taken.
    pub(crate) fn taken(id: &AccountId, amount: Amount) -> Self {
        Self { direction: Direction::Taken, ..Self::added(id, amount) }
    }
}

/// What was being done when an answer was lost: all that is needed to find out whether it was done.
///
/// It can be written down, and [settled](crate::Accounts#method.settle_unsettled) by another process.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unsettled {
    /// Something was moved.
    #[non_exhaustive]
    Movement {
        /// The account.
        id: AccountId,
        /// Which way.
        direction: Direction,
        /// How much.
        amount: Amount,
        /// What the account had before, where it was read.
        before: Option<Balance>,
        /// The reference it was given, where the provider keeps one. When it is made again, with the same one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reference: Option<String>,
    },
    /// An account was created.
    #[non_exhaustive]
    Creation {
        /// Its name.
        name: String,
    },
    /// An account was deleted.
    #[non_exhaustive]
    Deletion {
        /// The account.
        id: AccountId,
    },
    /// An account was disabled.
    #[non_exhaustive]
    Disabling {
        /// The account.
        id: AccountId,
    },
}

impl Unsettled {
    /// What an error of a facade's call left open, where it left something open.
    #[must_use]
    pub fn of(error: &Error) -> Option<&Self> {
        error.may_have_been_applied().then(|| error.attachment()).flatten()
    }

    /// The error with this beside it, if the call may have been applied.
    pub(crate) fn beside(self, error: Error) -> Error {
        if error.may_have_been_applied() { error.with_attachment(self) } else { error }
    }
}
