//! From one account to another of the same provider, by way of your own.

use std::fmt;

use wholesale_runtime::{Error, Result};

use crate::account::AccountId;
use crate::accounts::Accounts;
use crate::amount::Amount;
use crate::capability::Action;
use crate::movement::Receipt;
use crate::settle::Settlement;

/// A transfer that was carried out.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Transfer {
    /// What was taken.
    pub taken: Receipt,
    /// What was added.
    pub added: Receipt,
}

/// Where the amount of a transfer is that was not carried out.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Whereabouts {
    /// In the account it was to be taken from: it was never taken, or has been given back.
    Source,
    /// In your own account: taken, and neither added nor given back.
    OwnAccount,
    /// In the account it was to be taken from, or in your own: whether it was taken is not known.
    SourceOrOwnAccount,
    /// In your own account, or in the account it was to be added to: whether it was added is not known.
    OwnAccountOrTarget,
    /// In your own account, or back in the account it was taken from: whether it was given back is not known.
    OwnAccountOrSource,
}

impl fmt::Display for Whereabouts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Source => "it is in the account it was to be taken from",
            Self::OwnAccount => "it was taken, and is in your own account",
            Self::SourceOrOwnAccount => "it is either still in the account it was to be taken from or in your own",
            Self::OwnAccountOrTarget => "it was taken, and is either in your own account or in the one it was to go to",
            Self::OwnAccountOrSource => {
                "it was taken, and is either in your own account or back where it was taken from"
            }
        })
    }
}

/// Why a transfer was not carried out, and where the amount is now.
#[derive(Debug, thiserror::Error)]
#[error("{amount} could not be moved from {from} to {to}: {whereabouts}")]
#[non_exhaustive]
pub struct TransferError {
    /// What went wrong first.
    #[source]
    pub error: Error,
    /// Where the amount is.
    pub whereabouts: Whereabouts,
    /// What was to be transferred.
    pub amount: Amount,
    /// The account it was to be taken from.
    pub from: AccountId,
    /// The account it was to be added to.
    pub to: AccountId,
    /// What went wrong when it was to be given back, where that was tried.
    pub compensation: Option<Error>,
}

impl dyn Accounts + '_ {
    /// Takes an amount out of one account and adds it to another of the same provider.
    ///
    /// When it cannot be added it is given back. Every lost answer on the way is [settled](#method.settle) first, so that
    /// nothing is moved twice, as far as a lost answer can be settled. Done twice, it transfers twice. Dropped half-way,
    /// the amount may stay in your own account.
    ///
    /// # Errors
    /// [`TransferError`], which says where the amount is. Where a provider has only one of the two directions it is
    /// [`Unsupported`](crate::ErrorKind::Unsupported) before any I/O.
    pub async fn transfer(
        &self,
        from: &AccountId,
        to: &AccountId,
        amount: Amount,
    ) -> Result<Transfer, Box<TransferError>> {
        let failed = |error: Error, whereabouts: Whereabouts, compensation: Option<Error>| {
            let (from, to) = (from.clone(), to.clone());
            Box::new(TransferError { error, whereabouts, amount, from, to, compensation })
        };
        let refused = |error: Error| failed(error, Whereabouts::Source, None);
        for action in [Action::Take, Action::Add] {
            self.capabilities().require(action, &[amount.unit().into()]).map_err(refused)?;
        }
        if from == to {
            let what = format!("{from} is to give to itself");
            return Err(refused(Error::invalid(self.provider(), "transfer", what)));
        }
        if !amount.is_positive() {
            let what = format!("the amount is {amount}; it has to be more than nothing");
            return Err(refused(Error::invalid(self.provider(), "transfer", what)));
        }
        // The one it goes to is looked at first: an id that is wrong moves nothing.
        let target = self.get(to).await.map_err(refused)?;
        let taken = match self.take(from, amount).await {
            Ok(receipt) => receipt,
            Err(error) => match self.outcome(&error).await {
                Outcome::Applied => Receipt::taken(from, amount),
                Outcome::NotApplied => return Err(refused(error)),
                Outcome::Unknown => return Err(failed(error, Whereabouts::SourceOrOwnAccount, None)),
            },
        };
        let known = crate::movement::Movement::default().before(target.balance);
        let error = match self.add_with(to, amount, known).await {
            Ok(added) => return Ok(Transfer { taken, added }),
            Err(error) => error,
        };
        match self.outcome(&error).await {
            Outcome::Applied => return Ok(Transfer { taken, added: Receipt::added(to, amount) }),
            Outcome::Unknown => return Err(failed(error, Whereabouts::OwnAccountOrTarget, None)),
            Outcome::NotApplied => {}
        }
        let Err(compensation) = self.add(from, amount).await else {
            return Err(failed(error, Whereabouts::Source, None));
        };
        let whereabouts = match self.outcome(&compensation).await {
            Outcome::Applied => Whereabouts::Source,
            Outcome::NotApplied => Whereabouts::OwnAccount,
            Outcome::Unknown => Whereabouts::OwnAccountOrSource,
        };
        Err(failed(error, whereabouts, Some(compensation)))
    }

    /// What became of a call that failed, as far as it can be found out now.
    async fn outcome(&self, error: &Error) -> Outcome {
        if !error.may_have_been_applied() {
            return Outcome::NotApplied;
        }
        match self.settle(error).await {
            Ok(Settlement::Applied { .. }) => Outcome::Applied,
            Ok(Settlement::NotApplied) => Outcome::NotApplied,
            Ok(Settlement::CannotTell { .. }) | Err(_) => Outcome::Unknown,
        }
    }
}

enum Outcome {
    Applied,
    NotApplied,
    Unknown,
}
