//! What it means that something can be done: it is done through the facade, and the sandbox has the state it should have.

mod login;
mod value;

use std::collections::BTreeSet;

use serde_json::Value;
use wholesale::{
    Account, AccountId, AccountUpdate, Accounts, Action, Argument, Decimal, Error, Filter, Secret, Status, dec,
};
use wholesale_sandbox::{Sandbox, SandboxAccount};
use wholesale_tests::customers::{amount, contact, contact_fields, details, name, new_account};
use wholesale_tests::scenarios::Ready;

/// Why something was not done, or not rightly.
pub(crate) enum Undone {
    /// The facade or the provider refused.
    Refused(Error),
    /// It said that it was done, and something else is the case.
    Wrong(String),
    /// Nobody has written down what it means that this can be done.
    Untried,
}

impl From<Error> for Undone {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

pub(crate) type Done = Result<(), Undone>;

fn holds(is: bool, otherwise: impl FnOnce() -> String) -> Done {
    if is { Ok(()) } else { Err(Undone::Wrong(otherwise())) }
}

/// What a trial needs: an account called `acme` with 10 of what the provider sells, and nothing in the journal.
pub(crate) struct Trial<'a> {
    pub(crate) sandbox: &'a Sandbox,
    pub(crate) provider: &'static str,
    /// The facade that is tried out.
    pub(crate) accounts: &'a dyn Accounts,
    /// The facade as it is, for reading what came of it.
    pub(crate) truth: &'a dyn Accounts,
    pub(crate) ready: &'a Ready,
}

const NEW_PASSWORD: &str = "n3w-p4ssw0rd";
const NEW_EMAIL: &str = "somebody@else.example";

impl Trial<'_> {
    /// Does something, with an argument or without, and looks at what came of it.
    pub(crate) async fn run(&self, action: Action, argument: Option<Argument>) -> Done {
        match (action, argument) {
            (Action::Create, _) => self.create(argument).await,
            (Action::Get, None) => self.get().await,
            (Action::List, _) => self.list(argument).await,
            (Action::Update, _) => self.update(argument).await,
            (Action::SetPassword, None) => self.set_password().await,
            (Action::Balance, None) => self.balance().await,
            (Action::Add | Action::Take, _) => self.movement(action, argument).await,
            (Action::Disable, None) => self.disable().await,
            (Action::Delete, None) => self.delete().await,
            (Action::Authenticate, _) => self.authenticate(argument).await,
            (Action::OwnBalance, None) => self.own_balance().await,
            _ => Err(Undone::Untried),
        }
    }

    async fn create(&self, argument: Option<Argument>) -> Done {
        let mut new = new_account(self.provider, "newcomer");
        let mut arriving = Vec::new();
        let mut has = Decimal::ZERO;
        match argument {
            None => {}
            Some(Argument::Password) => {
                new.password = Some(Secret::new(NEW_PASSWORD));
                arriving.push(NEW_PASSWORD);
            }
            Some(Argument::Balance) => {
                has = dec!(5.25);
                new = new.with(amount(self.provider, has));
            }
            Some(Argument::Email) => {
                new = new.email(NEW_EMAIL);
                arriving.push(NEW_EMAIL);
            }
            Some(Argument::Contact) => {
                let fields = contact_fields(self.provider, true);
                new = new.contact(contact(fields));
                arriving.extend(values(fields));
            }
            Some(Argument::Details) => {
                let details = details(self.provider, true);
                new = details.iter().fold(new, |new, (name, value)| new.detail(*name, *value));
                arriving.extend(values(&details));
            }
            Some(_) => return Err(Undone::Untried),
        }
        let (mine, called) = (self.mine(), new.name.clone());
        let created = self.accounts.create(new).await?;
        self.carries(&arriving)?;
        let stored = self.stored(&created.id)?;
        holds(stored.name == called, || format!("it is called {}", stored.name))?;
        holds(created.name.as_ref() == Some(&called), || format!("it says it is called {:?}", created.name))?;
        holds(created.provider == self.provider, || format!("it says it is of {}", created.provider))?;
        holds(Decimal::from(stored.balance) == has, || format!("it has {}", stored.balance))?;
        holds(self.mine() == less(mine, has), || format!("of {mine} there are {} left", self.mine()))?;
        if argument == Some(Argument::Email) {
            self.reads_email(&created.id).await?;
        }
        if argument == Some(Argument::Password) {
            self.logs_in(&called, NEW_PASSWORD).await?;
        }
        Ok(())
    }

    async fn get(&self) -> Done {
        let account = self.accounts.get(&self.id()).await?;
        let stored = self.stored(&account.id)?;
        holds(account.id == self.id(), || format!("it is {}", account.id))?;
        holds(account.name.as_deref() == Some(stored.name.as_str()), || format!("it is called {:?}", account.name))?;
        holds(account.json().is_some_and(|json| json.contains(&stored.name)), || "its JSON is not there".to_owned())?;
        let has = account.balance.ledger();
        holds(has == Some(amount(self.provider, dec!(10))), || format!("it has {:?}", account.balance))
    }

    async fn list(&self, argument: Option<Argument>) -> Done {
        // One name is the beginning of the other, for providers that look for parts of a name.
        let second = self.truth.create(new_account(self.provider, "second")).await?;
        let third = self.truth.create(new_account(self.provider, "second2")).await?;
        self.sandbox.clear_journal();
        let all = self.sandbox.accounts(self.provider);
        match argument {
            None => self.lists(Filter::default(), all.iter()).await,
            Some(Argument::Name) => {
                let only = all.iter().filter(|account| account.id == second.id.as_str());
                self.lists(Filter::default().name(name(self.provider, "second")), only).await
            }
            Some(Argument::Status) => {
                self.lists(Filter::default().status(Status::Active), all.iter()).await?;
                if self.truth.capabilities().can(Action::Disable) {
                    self.truth.disable(&third.id).await?;
                }
                let all = self.sandbox.accounts(self.provider);
                self.lists(Filter::default().status(Status::Active), all.iter().filter(|one| one.active)).await?;
                self.lists(Filter::default().status(Status::Disabled), all.iter().filter(|one| !one.active)).await
            }
            Some(_) => Err(Undone::Untried),
        }
    }

    async fn lists<'s>(&self, filter: Filter, expected: impl Iterator<Item = &'s SandboxAccount>) -> Done {
        let found: Vec<Account> = self.accounts.list(filter.clone()).collect().await?;
        let ids: BTreeSet<&str> = found.iter().map(|account| account.id.as_str()).collect();
        let expected: BTreeSet<&str> = expected.map(|account| account.id.as_str()).collect();
        holds(ids.len() == found.len(), || format!("{filter:?} finds some twice"))?;
        holds(ids == expected, || format!("{filter:?} finds {ids:?}, not {expected:?}"))
    }

    async fn update(&self, argument: Option<Argument>) -> Done {
        let called = name(self.provider, "renamed");
        let mut arriving = Vec::new();
        let update = match argument {
            None | Some(Argument::Name) => {
                arriving.push(called.as_str());
                AccountUpdate::default().name(&called)
            }
            Some(Argument::Email) => {
                arriving.push(NEW_EMAIL);
                AccountUpdate::default().email(NEW_EMAIL)
            }
            Some(Argument::Contact) => {
                let fields = contact_fields(self.provider, false);
                arriving.extend(values(fields));
                AccountUpdate::default().contact(contact(fields))
            }
            Some(Argument::Details) => {
                let details = details(self.provider, false);
                arriving.extend(values(&details));
                let update = AccountUpdate::default();
                details.iter().fold(update, |update, (name, value)| update.detail(*name, *value))
            }
            Some(_) => return Err(Undone::Untried),
        };
        let before = self.record().await?;
        self.sandbox.clear_journal();
        self.accounts.update(&self.id(), update).await?;
        self.carries(&arriving)?;
        let stored = self.stored(&self.id())?;
        let renamed = matches!(argument, None | Some(Argument::Name));
        holds((stored.name == called) == renamed, || format!("it is called {}", stored.name))?;
        holds(stored.balance == rust_decimal::Decimal::from(10), || format!("it has {}", stored.balance))?;
        if argument == Some(Argument::Email) {
            self.reads_email(&self.id()).await?;
        }
        self.keeps_the_rest(&before, &arriving).await
    }

    /// What an update was not asked to change is as it was.
    async fn keeps_the_rest(&self, before: &Value, given: &[&str]) -> Done {
        let after = self.record().await?;
        let members = |record: &Value| record.as_object().cloned().unwrap_or_default();
        let (before, after) = (members(before), members(&after));
        for (key, value) in &before {
            let now = after.get(key);
            let is_new = now.and_then(Value::as_str).is_some_and(|now| given.contains(&now));
            holds(is_new || now == Some(value), || format!("{key} was {value} and is {now:?}"))?;
        }
        Ok(())
    }

    async fn disable(&self) -> Done {
        self.accounts.disable(&self.id()).await?;
        let stored = self.stored(&self.id())?;
        holds(!stored.active, || "it is still active".to_owned())?;
        holds(stored.balance == rust_decimal::Decimal::from(10), || format!("it has {}", stored.balance))?;
        let status = self.truth.get(&self.id()).await?.status;
        holds(status == Status::Disabled, || format!("it is read to be {status}"))
    }

    async fn delete(&self) -> Done {
        let mine = self.mine();
        self.accounts.delete(&self.id()).await?;
        let stored = self.sandbox.account(self.provider, &self.ready.id);
        holds(stored.is_none(), || "it is still there".to_owned())?;
        let returned = less(mine, dec!(-10));
        holds(self.mine() == returned, || format!("of {mine} there are {}, not {returned}", self.mine()))?;
        let again = self.truth.get(&self.id()).await;
        holds(again.is_err(), || format!("it is still read: {again:?}"))
    }

    async fn reads_email(&self, id: &AccountId) -> Done {
        let email = self.truth.get(id).await?.email;
        holds(email.as_deref() == Some(NEW_EMAIL), || format!("its e-mail address is read to be {email:?}"))
    }

    /// Each of these values stands in a request that was carried out.
    fn carries(&self, arriving: &[&str]) -> Done {
        let journal = self.sandbox.journal();
        let sent = |value: &str| {
            let carried_out = journal.iter().filter(|request| request.applied());
            carried_out.flat_map(|request| request.parameters()).any(|(_, sent)| holds_value(&sent, value))
        };
        let lost: Vec<&str> = arriving.iter().copied().filter(|value| !sent(value)).collect();
        holds(lost.is_empty(), || format!("{} did not arrive", lost.join(", ")))
    }

    async fn record(&self) -> Result<Value, Undone> {
        let account = self.truth.get(&self.id()).await?;
        let json = account.json().and_then(|json| serde_json::from_str(json).ok());
        json.ok_or_else(|| Undone::Wrong("its JSON is not there".to_owned()))
    }

    fn id(&self) -> AccountId {
        AccountId::from(self.ready.id.as_str())
    }

    fn stored(&self, id: &AccountId) -> Result<SandboxAccount, Undone> {
        let stored = self.sandbox.account(self.provider, id.as_str());
        stored.ok_or_else(|| Undone::Wrong(format!("the provider has no account {id}")))
    }

    /// What my own account has left.
    fn mine(&self) -> Decimal {
        self.sandbox.account_balance(self.provider).into()
    }
}

/// Whether a parameter is this value, or an object with a member that is.
fn holds_value(sent: &str, value: &str) -> bool {
    let members = serde_json::from_str::<Value>(sent).ok();
    let members = members.as_ref().and_then(Value::as_object).into_iter().flatten();
    sent == value || members.map(|(_, member)| member.to_string()).any(|member| member == value)
}

fn values<'v>(named: &[(&'static str, &'v str)]) -> impl Iterator<Item = &'v str> {
    named.iter().map(|(_, value)| *value)
}

/// A difference of small numbers.
fn less(from: Decimal, what: Decimal) -> Decimal {
    from.checked_sub(what).unwrap_or(Decimal::ZERO)
}
