//! Not "do this", but "see to it that it is so".

use wholesale_runtime::{Error, Result};

use crate::account::{Account, AccountId};
use crate::accounts::Accounts;
use crate::adapter::check_creation;
use crate::amount::Amount;
use crate::balance::Quantity;
use crate::capability::{Action, Argument};
use crate::movement::{Movement, Receipt};
use crate::new_account::NewAccount;
use crate::settle::{Named, Settlement};

/// An account that was seen to be there.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Ensured {
    /// It was not there and was created.
    Created(Account),
    /// It was there. Nothing about it was changed or compared.
    Found(Account),
}

impl Ensured {
    /// The account.
    #[must_use]
    pub const fn account(&self) -> &Account {
        match self {
            Self::Created(account) | Self::Found(account) => account,
        }
    }

    /// The account, taken out.
    #[must_use]
    pub fn into_account(self) -> Account {
        match self {
            Self::Created(account) | Self::Found(account) => account,
        }
    }

    /// Whether it had to be created.
    #[must_use]
    pub const fn was_created(&self) -> bool {
        matches!(self, Self::Created(_))
    }
}

/// A balance that was seen to be high enough.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Replenished {
    /// The account after it.
    pub account: Account,
    /// What had to be moved in; `None` where there was enough.
    pub added: Option<Receipt>,
}

impl dyn Accounts + '_ {
    /// Creates an account, or finds the one that has its name. After a failure it may be asked again: an account that was
    /// created although the answer was lost is found.
    ///
    /// What the account is to have from the start is not compared with what one that is found has. At a provider that
    /// cannot look for a name (NetNut) every time reads the whole list.
    ///
    /// Two processes that ask at the same time for the same name may both create it, where the provider lets them.
    ///
    /// # Errors
    /// Those of listing and creating. [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when several accounts
    /// have the name already.
    pub async fn ensure(&self, account: NewAccount) -> Result<Ensured> {
        check_creation(&self.capabilities(), &account)?;
        self.capabilities().require(Action::List, &[Argument::Name])?;
        match self.named(&account.name).await? {
            Named::Nobody => {}
            Named::One(account) => return Ok(Ensured::Found(*account)),
            Named::Several(count) => {
                let what = format!("there are {count} accounts named {}; say which by its id", account.name);
                return Err(Error::invalid(self.provider(), "ensure", what));
            }
        }
        let error = match self.create(account).await {
            Ok(account) => return Ok(Ensured::Created(account)),
            Err(error) => error,
        };
        if !error.may_have_been_applied() {
            return Err(error);
        }
        match self.settle(&error).await {
            Ok(Settlement::Applied { account: Some(account) }) => Ok(Ensured::Created(account)),
            // The first error says what happened; that it could not be looked into adds nothing to act on.
            _ => Err(error),
        }
    }

    /// Sees to it that an account has at least so much available: reads it, adds what is missing once, reads it again.
    ///
    /// After a failure it may be asked again: what arrived is counted. A lost answer is [settled](#method.settle) first, and one
    /// that cannot be is an error; wait before asking again then, as the provider may still be at work on it. While the account's owner uses it up at the same
    /// time, or another process adds to it, it may end below or above.
    ///
    /// # Errors
    /// Those of reading and adding. [`Unsupported`](crate::ErrorKind::Unsupported) where a balance cannot be read, and
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) for an amount of another unit, or when the provider
    /// does not say what this account has.
    pub async fn ensure_balance_at_least(&self, id: &AccountId, least: Amount) -> Result<Replenished> {
        let invalid = |what: String| Error::invalid(self.provider(), "ensure_balance_at_least", what);
        self.capabilities().require(Action::Balance, &[])?;
        self.capabilities().require(Action::Add, &[least.unit().into()])?;
        let account = self.get(id).await?;
        let available = match account.balance.available {
            Quantity::Unlimited => return Ok(Replenished { account, added: None }),
            Quantity::Known(available) => available,
            Quantity::Unknown => return Err(invalid(format!("the provider does not say what {id} has"))),
        };
        let missing = least.checked_sub(available).map_err(|error| invalid(error.to_string()))?;
        if !missing.is_positive() {
            return Ok(Replenished { account, added: None });
        }
        let receipt = match self.add_with(id, missing, Movement::default().before(account.balance)).await {
            Ok(receipt) => receipt,
            Err(error) => match self.settle(&error).await {
                Ok(Settlement::Applied { .. }) => Receipt::added(id, missing),
                _ => return Err(error),
            },
        };
        Ok(Replenished { account: self.get(id).await?, added: Some(receipt) })
    }
}
