//! One way to work with the accounts you sell to, whoever the provider is.

use std::any::Any;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use async_trait::async_trait;
use futures_core::Stream;
use wholesale_runtime::{Error, Result, Secret};

use crate::account::{Account, AccountId, Filter, Login};
use crate::amount::Amount;
use crate::balance::Balance;
use crate::capability::Capabilities;
use crate::movement::{Movement, Receipt};
use crate::new_account::{AccountUpdate, NewAccount};

/// The accounts below yours at one provider: sub-users, resellers, customers.
///
/// [`connect`](crate::connect) gives one. Every method refuses before any I/O, with
/// [`Unsupported`](crate::ErrorKind::Unsupported), the reason and what to do instead, what the provider cannot do;
/// [`capabilities`](Self::capabilities) says so beforehand. Nothing is replaced by something similar. The other errors are
/// those of the provider's own client.
///
/// Only reads are sent again after a failure. Whatever else fails with
/// [`may_have_been_applied`](crate::Error::may_have_been_applied) is looked into by [`settle`](#method.settle).
#[async_trait]
pub trait Accounts: fmt::Debug + Send + Sync {
    /// What the provider can do.
    fn capabilities(&self) -> Capabilities;

    /// How long [`settle`](#method.settle) keeps looking for something that has not arrived.
    fn patience(&self) -> Duration;

    /// The same accounts with another patience. The provider may still be at work on a request whose answer was lost, and
    /// only time tells that it is not: the less patience, the likelier is something called not applied that arrives later.
    fn with_patience(&self, patience: Duration) -> Arc<dyn Accounts>;

    /// The provider's own client, to be downcast; see [`client`](#method.client).
    fn any_client(&self) -> &(dyn Any + Send + Sync);

    /// Creates an account. Done twice, it creates two, or is refused the second time; see [`ensure`](#method.ensure).
    ///
    /// Where the provider answers with nothing but a key, the account has nothing but what was asked for.
    async fn create(&self, account: NewAccount) -> Result<Account>;

    /// Reads an account.
    async fn get(&self, id: &AccountId) -> Result<Account>;

    /// Reads an account, or says that there is none of this id.
    async fn find(&self, id: &AccountId) -> Result<Option<Account>>;

    /// Reads all accounts, page after page, as they are asked for.
    fn list(&self, filter: Filter) -> AccountStream;

    /// Changes what is known about an account. Doing it twice changes nothing more.
    async fn update(&self, id: &AccountId, update: AccountUpdate) -> Result<()>;

    /// Gives an account another password. Doing it twice changes nothing more.
    async fn set_password(&self, id: &AccountId, password: Secret) -> Result<()>;

    /// Reads what an account has.
    async fn balance(&self, id: &AccountId) -> Result<Balance>;

    /// Moves an amount into an account. Done twice, it moves twice.
    async fn add_with(&self, id: &AccountId, amount: Amount, movement: Movement) -> Result<Receipt>;

    /// Takes an amount out of an account. Done twice, it takes twice.
    async fn take_with(&self, id: &AccountId, amount: Amount, movement: Movement) -> Result<Receipt>;

    /// Switches an account off. Doing it twice changes nothing more.
    async fn disable(&self, id: &AccountId) -> Result<()>;

    /// Closes an account for good. The second time it is not found.
    async fn delete(&self, id: &AccountId) -> Result<()>;

    /// Checks that the owner of an account is who it says, and reads the account.
    ///
    /// A wrong password or token is refused by the provider, in its words.
    async fn authenticate(&self, login: Login) -> Result<Account>;

    /// Reads what your own account has left.
    async fn own_balance(&self) -> Result<Balance>;

    /// Moves an amount into an account. Done twice, it moves twice.
    async fn add(&self, id: &AccountId, amount: Amount) -> Result<Receipt> {
        self.add_with(id, amount, Movement::default()).await
    }

    /// Takes an amount out of an account. Done twice, it takes twice.
    async fn take(&self, id: &AccountId, amount: Amount) -> Result<Receipt> {
        self.take_with(id, amount, Movement::default()).await
    }
}

impl dyn Accounts + '_ {
    /// Name of the provider, `iproyal`.
    #[must_use]
    pub fn provider(&self) -> &'static str {
        self.capabilities().provider()
    }

    /// The provider's own client, `client::<wholesale::iproyal::Client>()`: `None` for another provider's.
    #[must_use]
    pub fn client<C: Any>(&self) -> Option<&C> {
        self.any_client().downcast_ref()
    }
}

/// Accounts as they are read, page after page.
///
/// Nothing is sent until the first one is asked for. After an error it ends.
#[must_use = "nothing is read until it is asked for"]
pub struct AccountStream(Pin<Box<dyn Stream<Item = Result<Account>> + Send>>);

impl AccountStream {
    /// From any stream of accounts.
    pub fn new(stream: impl Stream<Item = Result<Account>> + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }

    /// That fails at once.
    pub(crate) fn failed(error: Error) -> Self {
        Self::new(futures_util::stream::once(std::future::ready(Err(error))))
    }

    /// The next account, or `None` after the last.
    pub async fn next(&mut self) -> Option<Result<Account>> {
        futures_util::StreamExt::next(&mut self.0).await
    }

    /// All that are left.
    ///
    /// # Errors
    /// Those of the list.
    pub async fn collect(self) -> Result<Vec<Account>> {
        futures_util::TryStreamExt::try_collect(self.0).await
    }
}

impl Stream for AccountStream {
    type Item = Result<Account>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl fmt::Debug for AccountStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("AccountStream")
    }
}
