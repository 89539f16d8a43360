//! After a lost answer: was it done?

use std::time::Duration;

use tokio::time::Instant;
use wholesale_runtime::{Error, Result};

use crate::account::{Account, AccountId, Filter, Status};
use crate::accounts::Accounts;
use crate::amount::Amount;
use crate::balance::Balance;
use crate::capability::Action;
use crate::movement::{Direction, Unsettled};

/// The wait before the second look; each is twice as long as the one before.
const FIRST_WAIT: Duration = Duration::from_millis(250);

/// Whether a call whose answer was lost was carried out.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Settlement {
    /// It was. Do not make it again.
    #[non_exhaustive]
    Applied {
        /// The account as it is now; `None` once it is deleted.
        account: Option<Account>,
    },
    /// It was not, or the call was never in doubt. It can be made again.
    NotApplied,
    /// It cannot be found out from here. A person has to look before it is made again.
    #[non_exhaustive]
    CannotTell {
        /// Why.
        reason: String,
    },
}

impl Settlement {
    /// Whether it is known to have been carried out.
    #[must_use]
    pub const fn is_applied(&self) -> bool {
        matches!(self, Self::Applied { .. })
    }

    /// Whether it is known not to have been carried out.
    #[must_use]
    pub const fn is_not_applied(&self) -> bool {
        matches!(self, Self::NotApplied)
    }

    fn cannot_tell(reason: impl Into<String>) -> Self {
        Self::CannotTell { reason: reason.into() }
    }
}

/// Who has a name.
pub(crate) enum Named {
    Nobody,
    One(Box<Account>),
    Several(usize),
}

impl dyn Accounts + '_ {
    /// Finds out whether a call of these accounts that failed was carried out, by reading the account.
    ///
    /// A movement is told by what the account had before and has now: all it ever received, where the provider says that
    /// (`funded`), or else what it has left. A creation is told by its name, and taken for done when an account of the name
    /// was there before.
    ///
    /// What has arrived is said at once. What has not is looked for again until the [patience](Accounts::patience), 30
    /// seconds unless told otherwise, is at an end, as the provider may still be at work on the request. No patience makes
    /// sure of it, and neither can these be told from what they look like: another movement of the very same amount at the
    /// same time, taken for this one; and where `funded` is not known (NeuCRM), an invoice of the very same amount
    /// at the same time, which hides it.
    ///
    /// It moves nothing and may be asked again.
    ///
    /// # Errors
    /// Those of the reads.
    pub async fn settle(&self, error: &Error) -> Result<Settlement> {
        let open = error.may_have_been_applied();
        self.settle_call(error.provider(), error.operation(), open, Unsettled::of(error)).await
    }

    /// The same for a call that failed with such an error, which another language may have made its own of.
    ///
    /// # Errors
    /// Those of the reads.
    #[doc(hidden)]
    pub async fn settle_call(
        &self,
        provider: &str,
        operation: &str,
        may_have_been_applied: bool,
        unsettled: Option<&Unsettled>,
    ) -> Result<Settlement> {
        if provider != self.provider() {
            let what = format!("the error is of {provider}, these accounts are of {}", self.provider());
            return Err(Error::invalid(self.provider(), "settle", what));
        }
        match unsettled {
            Some(unsettled) => self.settle_unsettled(unsettled).await,
            None if may_have_been_applied => Ok(Settlement::cannot_tell(format!(
                "nothing was written down about what {operation} was to change: the call did not go through the \
                 facade, or changes what can be changed again without harm"
            ))),
            None => Ok(Settlement::NotApplied),
        }
    }

    /// The same for what was [left open](Unsettled::of) by an error, perhaps in another process.
    ///
    /// # Errors
    /// Those of the reads.
    pub async fn settle_unsettled(&self, unsettled: &Unsettled) -> Result<Settlement> {
        let begun = Instant::now();
        let mut wait = FIRST_WAIT;
        loop {
            let settlement = self.look(unsettled).await?;
            let left = self.patience().saturating_sub(begun.elapsed());
            if !settlement.is_not_applied() || left.is_zero() {
                return Ok(settlement);
            }
            tokio::time::sleep(wait.min(left)).await;
            wait = wait.saturating_mul(2);
        }
    }

    /// What shows now.
    async fn look(&self, unsettled: &Unsettled) -> Result<Settlement> {
        match unsettled {
            Unsettled::Movement { id, direction, amount, before, .. } => {
                self.settle_movement(id, *direction, *amount, before.as_ref()).await
            }
            Unsettled::Creation { name } => self.settle_creation(name).await,
            Unsettled::Deletion { id } => match self.find(id).await? {
                None => Ok(Settlement::Applied { account: None }),
                Some(account) if account.status == Status::Deleted => {
                    Ok(Settlement::Applied { account: Some(account) })
                }
                Some(_) => Ok(Settlement::NotApplied),
            },
            Unsettled::Disabling { id } => match self.get(id).await? {
                account if account.status == Status::Disabled => Ok(Settlement::Applied { account: Some(account) }),
                account if account.status == Status::Active => Ok(Settlement::NotApplied),
                account => Ok(Settlement::cannot_tell(format!("the status of {id} is {}", account.status))),
            },
        }
    }

    async fn settle_movement(
        &self,
        id: &AccountId,
        direction: Direction,
        amount: Amount,
        before: Option<&Balance>,
    ) -> Result<Settlement> {
        let Some(before) = before.and_then(Balance::ledger) else {
            let why = if before.is_none() { "was not read" } else { "is not known" };
            return Ok(Settlement::cannot_tell(format!("what {id} had before the movement {why}")));
        };
        if !self.capabilities().can(Action::Get) {
            return Ok(Settlement::cannot_tell(format!("an account of {} cannot be read", self.provider())));
        }
        let account = self.get(id).await?;
        let Some(now) = account.balance.ledger() else {
            return Ok(Settlement::cannot_tell(format!("the provider no longer says what {id} has")));
        };
        let moved = match direction {
            Direction::Added => now.checked_sub(before),
            Direction::Taken => before.checked_sub(now),
        };
        Ok(match moved {
            Ok(moved) if moved == amount => Settlement::Applied { account: Some(account) },
            Ok(moved) if moved.is_zero() => Settlement::NotApplied,
            Ok(_) => Settlement::cannot_tell(format!(
                "{id} had {before} and has {now}, which is neither nothing nor {amount} more or less: something else \
                 moved as well"
            )),
            Err(error) => Settlement::cannot_tell(error.to_string()),
        })
    }

    async fn settle_creation(&self, name: &str) -> Result<Settlement> {
        Ok(match self.named(name).await? {
            Named::Nobody => Settlement::NotApplied,
            Named::One(account) => Settlement::Applied { account: Some(*account) },
            Named::Several(count) => Settlement::cannot_tell(format!("there are {count} accounts named {name}")),
        })
    }

    /// Who has a name, of the accounts that were not closed.
    pub(crate) async fn named(&self, name: &str) -> Result<Named> {
        let mut accounts = self.list(Filter::default().name(name)).collect().await?;
        accounts.retain(|account| account.status != Status::Deleted);
        Ok(match (accounts.pop(), accounts.len()) {
            (None, _) => Named::Nobody,
            (Some(account), 0) => Named::One(Box::new(account)),
            (Some(_), others) => Named::Several(others + 1),
        })
    }
}
