//! What a provider's adapter does, and the checks that come before all of them.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use futures_util::StreamExt;
use wholesale_runtime::{Error, Result, Secret};

use crate::account::{Account, AccountId, Filter, Login};
use crate::accounts::{AccountStream, Accounts};
use crate::amount::Amount;
use crate::balance::Balance;
use crate::capability::{Action, Argument, Capabilities};
use crate::movement::{Direction, Movement, Receipt, Unsettled};
use crate::new_account::{AccountUpdate, NewAccount};

/// A provider behind the facade, as thin as it can be: from the neutral arguments to its own operation and back.
///
/// What the table of capabilities refuses is never asked of it. What the table claims and it does not do fails.
pub(crate) trait Adapter: Clone + Send + Sync + 'static {
    /// Name of the provider.
    const PROVIDER: &'static str;

    fn client(&self) -> &(dyn Any + Send + Sync);

    /// A reference for a movement that was given none, where the provider needs a unique one.
    fn new_reference(&self) -> Option<String> {
        None
    }

    fn create(&self, account: NewAccount) -> impl Future<Output = Result<Account>> + Send {
        let _ = account;
        missing(Self::PROVIDER, Action::Create)
    }

    fn get(&self, id: &AccountId) -> impl Future<Output = Result<Account>> + Send {
        let _ = id;
        missing(Self::PROVIDER, Action::Get)
    }

    /// The account, or `None` where there is none of this id, where the provider has a better way to tell than a refusal.
    fn find(&self, id: &AccountId) -> impl Future<Output = Result<Option<Account>>> + Send {
        async {
            match self.get(id).await {
                Ok(account) => Ok(Some(account)),
                Err(error) if error.is_not_found() => Ok(None),
                Err(error) => Err(error),
            }
        }
    }

    /// Pages through the accounts. The filter helps the provider to send fewer; what it sends is filtered again.
    fn list(&self, filter: &Filter) -> AccountStream {
        let _ = filter;
        AccountStream::failed(unwritten(Self::PROVIDER, Action::List))
    }

    fn update(&self, id: &AccountId, update: AccountUpdate) -> impl Future<Output = Result<()>> + Send {
        let _ = (id, update);
        missing(Self::PROVIDER, Action::Update)
    }

    fn set_password(&self, id: &AccountId, password: Secret) -> impl Future<Output = Result<()>> + Send {
        let _ = (id, password);
        missing(Self::PROVIDER, Action::SetPassword)
    }

    /// The balance alone, where that is less than the whole account.
    fn balance(&self, id: &AccountId) -> impl Future<Output = Result<Balance>> + Send {
        async { Ok(self.get(id).await?.balance) }
    }

    fn add(&self, id: &AccountId, amount: Amount, movement: Movement) -> impl Future<Output = Result<Receipt>> + Send {
        let _ = (id, amount, movement);
        missing(Self::PROVIDER, Action::Add)
    }

    fn take(&self, id: &AccountId, amount: Amount, movement: Movement) -> impl Future<Output = Result<Receipt>> + Send {
        let _ = (id, amount, movement);
        missing(Self::PROVIDER, Action::Take)
    }

    fn disable(&self, id: &AccountId) -> impl Future<Output = Result<()>> + Send {
        let _ = id;
        missing(Self::PROVIDER, Action::Disable)
    }

    fn delete(&self, id: &AccountId) -> impl Future<Output = Result<()>> + Send {
        let _ = id;
        missing(Self::PROVIDER, Action::Delete)
    }

    fn authenticate(&self, login: Login) -> impl Future<Output = Result<Account>> + Send {
        let _ = login;
        missing(Self::PROVIDER, Action::Authenticate)
    }

    fn own_balance(&self) -> impl Future<Output = Result<Balance>> + Send {
        missing(Self::PROVIDER, Action::OwnBalance)
    }
}

/// Refuses what a provider has no place for in a new account.
pub(crate) fn check_creation(capabilities: &Capabilities, account: &NewAccount) -> Result<()> {
    let asked = [
        (Argument::Password, account.password.is_some()),
        (Argument::Balance, account.balance.is_some()),
        (Argument::Email, account.email.is_some()),
        (Argument::Contact, !account.contact.is_empty()),
        (Argument::Details, !account.details.is_empty()),
    ];
    capabilities.require(Action::Create, &given(&asked))
}

fn given(arguments: &[(Argument, bool)]) -> Vec<Argument> {
    arguments.iter().filter(|(_, given)| *given).map(|(argument, _)| *argument).collect()
}

fn unwritten(provider: &'static str, action: Action) -> Error {
    Error::unsupported(provider, action.name(), "the facade claims this and has no code for it: please report it")
}

async fn missing<T>(provider: &'static str, action: Action) -> Result<T> {
    Err(unwritten(provider, action))
}

/// An adapter behind the checks of the table, which are the same for every provider.
pub(crate) struct Checked<A> {
    adapter: A,
    capabilities: Capabilities,
    patience: Duration,
}

/// How long a provider may still be at work on a request whose answer was lost, unless told otherwise.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30);

impl<A: Adapter> Checked<A> {
    /// An adapter, with what the table says about its provider.
    pub(crate) const fn new(adapter: A, capabilities: Capabilities) -> Self {
        Self { adapter, capabilities, patience: PATIENCE }
    }

    fn require(&self, action: Action, arguments: &[(Argument, bool)]) -> Result<()> {
        self.capabilities.require(action, &given(arguments))
    }

    fn invalid(action: Action, what: impl Into<String>) -> Error {
        Error::invalid(A::PROVIDER, action.name(), what)
    }

    fn check_id(action: Action, id: &AccountId) -> Result<()> {
        if id.as_str().trim().is_empty() {
            Err(Self::invalid(action, "the id of the account is empty"))
        } else {
            Ok(())
        }
    }

    fn check_movement(&self, action: Action, id: &AccountId, amount: Amount, movement: &Movement) -> Result<()> {
        self.require(
            action,
            &[
                (amount.unit().into(), true),
                (Argument::Reference, movement.reference.is_some()),
                (Argument::Product, movement.product.is_some()),
                (Argument::Note, movement.note.is_some()),
            ],
        )?;
        Self::check_id(action, id)?;
        if amount.is_positive() {
            Ok(())
        } else {
            Err(Self::invalid(action, format!("the amount is {amount}; it has to be more than nothing")))
        }
    }

    /// A movement that was found to be possible, and what will be open should its answer be lost.
    async fn moving(
        &self,
        action: Action,
        direction: Direction,
        id: &AccountId,
        amount: Amount,
        mut movement: Movement,
    ) -> Result<(Movement, Unsettled)> {
        self.check_movement(action, id, amount, &movement)?;
        movement.reference = movement.reference.or_else(|| self.adapter.new_reference());
        let before = movement.before.of(self, id).await?;
        let reference = movement.reference.clone();
        Ok((movement, Unsettled::Movement { id: id.clone(), direction, amount, before, reference }))
    }
}

impl<A: Adapter> fmt::Debug for Checked<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Accounts").field("provider", &A::PROVIDER).finish_non_exhaustive()
    }
}

#[async_trait]
impl<A: Adapter> Accounts for Checked<A> {
    fn capabilities(&self) -> Capabilities {
        self.capabilities
    }

    fn patience(&self) -> Duration {
        self.patience
    }

    fn with_patience(&self, patience: Duration) -> Arc<dyn Accounts> {
        Arc::new(Self { adapter: self.adapter.clone(), capabilities: self.capabilities, patience })
    }

    fn any_client(&self) -> &(dyn Any + Send + Sync) {
        self.adapter.client()
    }

    async fn create(&self, account: NewAccount) -> Result<Account> {
        check_creation(&self.capabilities, &account)?;
        if account.name.trim().is_empty() {
            return Err(Self::invalid(Action::Create, "the name of the account is empty"));
        }
        let name = account.name.clone();
        self.adapter.create(account).await.map_err(|error| Unsettled::Creation { name }.beside(error))
    }

    async fn get(&self, id: &AccountId) -> Result<Account> {
        self.require(Action::Get, &[])?;
        Self::check_id(Action::Get, id)?;
        self.adapter.get(id).await
    }

    async fn find(&self, id: &AccountId) -> Result<Option<Account>> {
        self.require(Action::Get, &[])?;
        Self::check_id(Action::Get, id)?;
        self.adapter.find(id).await
    }

    fn list(&self, filter: Filter) -> AccountStream {
        let arguments = [(Argument::Name, filter.name.is_some()), (Argument::Status, filter.status.is_some())];
        if let Err(error) = self.require(Action::List, &arguments) {
            return AccountStream::failed(error);
        }
        let accounts = self.adapter.list(&filter);
        AccountStream::new(
            accounts.filter(move |account| {
                std::future::ready(account.as_ref().map_or(true, |account| filter.holds(account)))
            }),
        )
    }

    async fn update(&self, id: &AccountId, update: AccountUpdate) -> Result<()> {
        let arguments = [
            (Argument::Name, update.name.is_some()),
            (Argument::Email, update.email.is_some()),
            (Argument::Contact, !update.contact.is_empty()),
            (Argument::Details, !update.details.is_empty()),
        ];
        self.require(Action::Update, &arguments)?;
        Self::check_id(Action::Update, id)?;
        if arguments.iter().all(|(_, given)| !given) {
            return Err(Self::invalid(Action::Update, "nothing is to be changed"));
        }
        self.adapter.update(id, update).await
    }

    async fn set_password(&self, id: &AccountId, password: Secret) -> Result<()> {
        self.require(Action::SetPassword, &[])?;
        Self::check_id(Action::SetPassword, id)?;
        self.adapter.set_password(id, password).await
    }

    async fn balance(&self, id: &AccountId) -> Result<Balance> {
        self.require(Action::Balance, &[])?;
        Self::check_id(Action::Balance, id)?;
        self.adapter.balance(id).await
    }

    async fn add_with(&self, id: &AccountId, amount: Amount, movement: Movement) -> Result<Receipt> {
        let (movement, open) = self.moving(Action::Add, Direction::Added, id, amount, movement).await?;
        self.adapter.add(id, amount, movement).await.map_err(|error| open.beside(error))
    }

    async fn take_with(&self, id: &AccountId, amount: Amount, movement: Movement) -> Result<Receipt> {
        let (movement, open) = self.moving(Action::Take, Direction::Taken, id, amount, movement).await?;
        self.adapter.take(id, amount, movement).await.map_err(|error| open.beside(error))
    }

    async fn disable(&self, id: &AccountId) -> Result<()> {
        self.require(Action::Disable, &[])?;
        Self::check_id(Action::Disable, id)?;
        self.adapter.disable(id).await.map_err(|error| Unsettled::Disabling { id: id.clone() }.beside(error))
    }

    async fn delete(&self, id: &AccountId) -> Result<()> {
        self.require(Action::Delete, &[])?;
        Self::check_id(Action::Delete, id)?;
        self.adapter.delete(id).await.map_err(|error| Unsettled::Deletion { id: id.clone() }.beside(error))
    }

    async fn authenticate(&self, login: Login) -> Result<Account> {
        let by_token = matches!(login, Login::Token(_));
        self.require(Action::Authenticate, &[(Argument::Token, by_token), (Argument::Password, !by_token)])?;
        self.adapter.authenticate(login).await
    }

    async fn own_balance(&self) -> Result<Balance> {
        self.require(Action::OwnBalance, &[])?;
        self.adapter.own_balance().await
    }
}
