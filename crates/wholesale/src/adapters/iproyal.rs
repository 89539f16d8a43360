//! IPRoyal's residential sub-users. Traffic moves by give and take, never by the update: of that it is not known whether
//! it sets or adds.

use std::any::Any;

use wholesale_iproyal::types::{Account as OwnAccount, SubUser, SubUserLimits};
use wholesale_iproyal::{Client, Decimal};
use wholesale_runtime::{Error, Request, Result, Secret, Untouched};

use super::{paged, read, unknown_detail};
use crate::account::{Account, AccountId, Filter};
use crate::accounts::AccountStream;
use crate::adapter::Adapter;
use crate::amount::{Amount, Unit};
use crate::balance::{Balance, Quantity};
use crate::capability::Action;
use crate::movement::{Movement, Receipt};
use crate::new_account::{AccountUpdate, Details, NewAccount};

/// Most characters of a search.
const LONGEST_SEARCH: usize = 30;

#[derive(Clone)]
pub(super) struct Iproyal {
    client: Client,
}

impl Iproyal {
    pub(super) const fn new(client: Client) -> Self {
        Self { client }
    }

    async fn sub_user(&self, request: Result<Request>) -> Result<Account> {
        read(self.client.session(), request).await.map(account)
    }
}

impl Adapter for Iproyal {
    const PROVIDER: &'static str = "iproyal";

    fn client(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }

    async fn create(&self, new: NewAccount) -> Result<Account> {
        let traffic = new.balance.map_or(Ok(Decimal::ZERO), |balance| gigabytes(Action::Create, balance))?;
        let mut call = self.client.create_sub_user().username(new.name).traffic(traffic);
        if let Some(password) = new.password {
            call = call.password(password);
        }
        if let Some(limits) = limits(Action::Create, &new.details)? {
            call = call.limits(limits);
        }
        self.sub_user(call.request()).await
    }

    async fn get(&self, id: &AccountId) -> Result<Account> {
        self.sub_user(self.client.get_sub_user().hash(id.as_str()).request()).await
    }

    fn list(&self, filter: &Filter) -> AccountStream {
        let mut call = self.client.list_sub_users();
        if let Some(name) = filter.name.as_ref().filter(|name| (1..=LONGEST_SEARCH).contains(&name.chars().count())) {
            call = call.search(name);
        }
        paged(self.client.session(), call.request(), |user| Ok(account(user)))
    }

    async fn update(&self, id: &AccountId, update: AccountUpdate) -> Result<()> {
        let mut call = self.client.update_sub_user().hash(id.as_str());
        if let Some(name) = update.name {
            call = call.username(name);
        }
        if let Some(limits) = limits(Action::Update, &update.details)? {
            call = call.limits(limits);
        }
        call.send().await.map(drop)
    }

    async fn set_password(&self, id: &AccountId, password: Secret) -> Result<()> {
        self.client.update_sub_user().hash(id.as_str()).password(password).send().await.map(drop)
    }

    async fn add(&self, id: &AccountId, amount: Amount, _: Movement) -> Result<Receipt> {
        let call = self.client.give_traffic().hash(id.as_str()).amount(amount.value());
        let account = self.sub_user(call.request()).await?;
        Ok(Receipt { account: Some(account), ..Receipt::added(id, amount) })
    }

    async fn take(&self, id: &AccountId, amount: Amount, _: Movement) -> Result<Receipt> {
        let call = self.client.take_traffic().hash(id.as_str()).amount(amount.value());
        let account = self.sub_user(call.request()).await?;
        Ok(Receipt { account: Some(account), ..Receipt::taken(id, amount) })
    }

    async fn delete(&self, id: &AccountId) -> Result<()> {
        self.client.delete_sub_user().hash(id.as_str()).send().await
    }

    async fn own_balance(&self) -> Result<Balance> {
        let own: OwnAccount = self.client.get_account().send().await?;
        Ok(Balance { available: Quantity::of(own.available_traffic, Unit::Gigabytes), ..Balance::default() })
    }
}

fn account(user: Untouched<SubUser>) -> Account {
    let record = user.record();
    let (available, used) = (record.traffic_available, record.traffic_used);
    let funded = available.and_then(|available| available.checked_add(used?));
    Account {
        name: record.username.clone(),
        balance: Balance {
            available: Quantity::of(available, Unit::Gigabytes),
            used: Quantity::of(used, Unit::Gigabytes),
            // `limits` bounds the use in a time, which is another thing.
            limit: Quantity::Unknown,
            funded: Quantity::of(funded, Unit::Gigabytes),
        },
        ..Account::new(Iproyal::PROVIDER, record.hash.as_str())
    }
    .with_record(user)
}

fn gigabytes(action: Action, amount: Amount) -> Result<Decimal> {
    if amount.unit() == Unit::Gigabytes && !amount.is_negative() {
        return Ok(amount.value());
    }
    Err(Error::invalid(Iproyal::PROVIDER, action.name(), format!("{amount} is no amount of GB to start with")))
}

fn limits(action: Action, details: &Details) -> Result<Option<SubUserLimits>> {
    const KNOWN: [&str; 3] = ["daily_limit", "monthly_limit", "lifetime_limit"];
    let mut limits = None;
    for (name, value) in details.iter() {
        let bound: Decimal = value
            .expose()
            .parse()
            .map_err(|_| Error::invalid(Iproyal::PROVIDER, action.name(), format!("{name} is no decimal number")))?;
        let given = limits.unwrap_or_else(SubUserLimits::new);
        limits = Some(match name {
            "daily_limit" => given.daily_limit(bound),
            "monthly_limit" => given.monthly_limit(bound),
            "lifetime_limit" => given.lifetime_limit(bound),
            _ => return Err(unknown_detail::<Iproyal>(action, name, &KNOWN)),
        });
    }
    Ok(limits)
}
