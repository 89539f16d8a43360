//! What is to be done for one account.

use std::sync::Arc;

use wholesale_runtime::{Id, Result, Secret};

use super::journal::Begun;
use super::task::Task;
use crate::account::{Account, AccountId};
use crate::accounts::Accounts;
use crate::amount::Amount;
use crate::balance::Balance;
use crate::movement::{Before, Movement};
use crate::new_account::{AccountUpdate, NewAccount};

/// Something to be done for one account, under a key of yours that is unique in its run.
///
/// The key is what a resumed run knows an item by: take it from your own records (a customer's number, a line of an
/// order), not from the position in a list that may change.
#[derive(Debug, Clone)]
pub struct Item {
    key: String,
    work: Work,
}

#[derive(Debug, Clone)]
enum Work {
    Create(Box<NewAccount>),
    Ensure(Box<NewAccount>),
    Add(AccountId, Amount, Movement),
    Take(AccountId, Amount, Movement),
    EnsureBalanceAtLeast(AccountId, Amount),
    Update(AccountId, Box<AccountUpdate>),
    SetPassword(AccountId, Secret),
    Disable(AccountId),
    Delete(AccountId),
}

/// What was confirmed.
#[derive(Debug, Default)]
pub(super) struct Confirmed {
    pub(super) id: Option<AccountId>,
    pub(super) account: Option<Account>,
    pub(super) transaction: Option<Id>,
}

impl Confirmed {
    pub(super) fn account(account: Account) -> Self {
        Self { id: Some(account.id.clone()), account: Some(account), transaction: None }
    }

    pub(super) fn id(id: &AccountId) -> Self {
        Self { id: Some(id.clone()), ..Self::default() }
    }
}

impl Item {
    fn new(key: impl Into<String>, work: Work) -> Self {
        Self { key: key.into(), work }
    }

    /// Makes an account.
    #[must_use]
    pub fn create(key: impl Into<String>, account: NewAccount) -> Self {
        Self::new(key, Work::Create(account.into()))
    }

    /// Makes an account, or finds the one that has its name.
    #[must_use]
    pub fn ensure(key: impl Into<String>, account: NewAccount) -> Self {
        Self::new(key, Work::Ensure(account.into()))
    }

    /// Moves an amount into an account.
    #[must_use]
    pub fn add(key: impl Into<String>, id: impl Into<AccountId>, amount: Amount) -> Self {
        Self::add_with(key, id, amount, Movement::default())
    }

    /// Moves an amount into an account, with what is to be said about it. A balance given there is read again: another item
    /// may have changed it.
    #[must_use]
    pub fn add_with(key: impl Into<String>, id: impl Into<AccountId>, amount: Amount, movement: Movement) -> Self {
        Self::new(key, Work::Add(id.into(), amount, movement))
    }

    /// Takes an amount out of an account.
    #[must_use]
    pub fn take(key: impl Into<String>, id: impl Into<AccountId>, amount: Amount) -> Self {
        Self::take_with(key, id, amount, Movement::default())
    }

    /// Takes an amount out of an account, with what is to be said about it. A balance given there is read again.
    #[must_use]
    pub fn take_with(key: impl Into<String>, id: impl Into<AccountId>, amount: Amount, movement: Movement) -> Self {
        Self::new(key, Work::Take(id.into(), amount, movement))
    }

    /// Sees to it that an account has at least so much available.
    #[must_use]
    pub fn ensure_balance_at_least(key: impl Into<String>, id: impl Into<AccountId>, least: Amount) -> Self {
        Self::new(key, Work::EnsureBalanceAtLeast(id.into(), least))
    }

    /// Changes what is known about an account.
    #[must_use]
    pub fn update(key: impl Into<String>, id: impl Into<AccountId>, update: AccountUpdate) -> Self {
        Self::new(key, Work::Update(id.into(), update.into()))
    }

    /// Gives an account another password.
    #[must_use]
    pub fn set_password(key: impl Into<String>, id: impl Into<AccountId>, password: impl Into<Secret>) -> Self {
        Self::new(key, Work::SetPassword(id.into(), password.into()))
    }

    /// Switches an account off.
    #[must_use]
    pub fn disable(key: impl Into<String>, id: impl Into<AccountId>) -> Self {
        Self::new(key, Work::Disable(id.into()))
    }

    /// Closes an account for good.
    #[must_use]
    pub fn delete(key: impl Into<String>, id: impl Into<AccountId>) -> Self {
        Self::new(key, Work::Delete(id.into()))
    }

    /// Your key.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What is to be done.
    #[must_use]
    pub const fn task(&self) -> Task {
        match self.work {
            Work::Create(_) => Task::Create,
            Work::Ensure(_) => Task::Ensure,
            Work::Add(..) => Task::Add,
            Work::Take(..) => Task::Take,
            Work::EnsureBalanceAtLeast(..) => Task::EnsureBalanceAtLeast,
            Work::Update(..) => Task::Update,
            Work::SetPassword(..) => Task::SetPassword,
            Work::Disable(_) => Task::Disable,
            Work::Delete(_) => Task::Delete,
        }
    }

    /// The account: its id, or its name where it is yet to be made.
    #[must_use]
    pub fn target(&self) -> &str {
        match &self.work {
            Work::Create(account) | Work::Ensure(account) => &account.name,
            Work::Add(id, ..)
            | Work::Take(id, ..)
            | Work::EnsureBalanceAtLeast(id, _)
            | Work::Update(id, _)
            | Work::SetPassword(id, _)
            | Work::Disable(id)
            | Work::Delete(id) => id.as_str(),
        }
    }

    /// How much is to be moved, or to be there.
    #[must_use]
    pub const fn amount(&self) -> Option<Amount> {
        match &self.work {
            Work::Add(_, amount, _) | Work::Take(_, amount, _) | Work::EnsureBalanceAtLeast(_, amount) => Some(*amount),
            _ => None,
        }
    }

    pub(super) fn into_key(self) -> String {
        self.key
    }

    /// What is written down before it is done; reads what the account has, where that will tell whether it was done.
    pub(super) async fn begin(&self, accounts: &Arc<dyn Accounts>) -> Result<Begun> {
        let before = match &self.work {
            Work::Add(_, _, movement) | Work::Take(_, _, movement) if movement.before == Before::Ignored => None,
            Work::Add(id, ..) | Work::Take(id, ..) => Before::Read.of(&**accounts, id).await?,
            _ => None,
        };
        Ok(Begun { target: self.target().to_owned(), amount: self.amount(), before })
    }

    pub(super) async fn perform(&self, accounts: &Arc<dyn Accounts>, before: Option<Balance>) -> Result<Confirmed> {
        let read = before.map_or(Before::Ignored, Before::Known);
        let with = |movement: &Movement| Movement { before: read, ..movement.clone() };
        let receipt = match &self.work {
            Work::Create(account) => return accounts.create((**account).clone()).await.map(Confirmed::account),
            Work::Ensure(account) => {
                let ensured = accounts.ensure((**account).clone()).await?;
                return Ok(Confirmed::account(ensured.into_account()));
            }
            Work::EnsureBalanceAtLeast(id, least) => {
                let replenished = accounts.ensure_balance_at_least(id, *least).await?;
                return Ok(Confirmed::account(replenished.account));
            }
            Work::Update(id, update) => {
                return accounts.update(id, (**update).clone()).await.map(|()| Confirmed::id(id));
            }
            Work::SetPassword(id, password) => {
                return accounts.set_password(id, password.clone()).await.map(|()| Confirmed::id(id));
            }
            Work::Disable(id) => return accounts.disable(id).await.map(|()| Confirmed::id(id)),
            Work::Delete(id) => return accounts.delete(id).await.map(|()| Confirmed::id(id)),
            Work::Add(id, amount, movement) => accounts.add_with(id, *amount, with(movement)).await?,
            Work::Take(id, amount, movement) => accounts.take_with(id, *amount, with(movement)).await?,
        };
        Ok(Confirmed { id: Some(receipt.id), account: receipt.account, transaction: receipt.transaction })
    }
}
