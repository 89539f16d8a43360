//! NetNut's sub-users. A balance is no field of theirs: it is what the active usage plans have left. There is no delete.

use std::any::Any;

use wholesale_netnut::types::{SubUser, UsagePlan};
use wholesale_netnut::{Client, Decimal};
use wholesale_runtime::{Error, Misfit, Result, Secret, Untouched};

use super::{details, refuse_unused, whole};
use crate::account::{Account, AccountId, Filter, Status};
use crate::accounts::AccountStream;
use crate::adapter::Adapter;
use crate::amount::{Amount, Unit};
use crate::balance::{Balance, Quantity};
use crate::capability::Action;
use crate::movement::{Movement, Receipt};
use crate::new_account::NewAccount;

/// Traffic for every product.
const EVERY_PRODUCT: &str = "*";

#[derive(Clone)]
pub(super) struct Netnut {
    client: Client,
}

impl Netnut {
    pub(super) const fn new(client: Client) -> Self {
        Self { client }
    }
}

impl Adapter for Netnut {
    const PROVIDER: &'static str = "netnut";

    fn client(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }

    async fn create(&self, new: NewAccount) -> Result<Account> {
        refuse_unused::<Netnut>(Action::Create, &new.contact, &["company", "person"])?;
        if new.contact.company.is_some() && new.contact.person.is_some() {
            let what = "a sub-user has one name besides its login: give the company or the person";
            return Err(Error::invalid(Self::PROVIDER, Action::Create.name(), what));
        }
        let called = new.contact.company.or(new.contact.person).unwrap_or_else(|| new.name.clone());
        let mut call = self.client.create_sub_user().customer_login_name(new.name).customer_name(called);
        if let Some(email) = new.email {
            call = call.customer_dashboard_email(email);
        }
        if let Some(password) = new.password {
            call = call.customer_dashboard_pwd(&password).customer_login_pwd(&password);
        }
        details!(Netnut, Action::Create, call, new.details, [customer_dashboard_pwd, snkrs_private_pool]);
        let user = self.client.session().call_for(call.request()?, account).await?;
        Ok(user.into_payload())
    }

    async fn get(&self, id: &AccountId) -> Result<Account> {
        let request = self.client.get_sub_user().id(id.as_str()).request()?;
        let mut account = self.client.session().call_for(request, account).await?.into_payload();
        account.balance = self.balance(id).await?;
        Ok(account)
    }

    fn list(&self, filter: &Filter) -> AccountStream {
        let mut call = self.client.list_sub_users();
        match filter.status {
            Some(Status::Active) => call = call.is_active(true),
            Some(Status::Disabled) => call = call.is_active(false),
            _ => {}
        }
        whole(self.client.session(), call.request(), account)
    }

    async fn set_password(&self, id: &AccountId, password: Secret) -> Result<()> {
        self.client.change_sub_user_password().id(id.as_str()).new_login_pwd(password).send().await.map(drop)
    }

    async fn balance(&self, id: &AccountId) -> Result<Balance> {
        let plans: Vec<UsagePlan> = self.client.get_usage().id(id.as_str()).send().await?;
        Ok(balance(&plans))
    }

    async fn add(&self, id: &AccountId, amount: Amount, movement: Movement) -> Result<Receipt> {
        let product = movement.product.as_deref().unwrap_or(EVERY_PRODUCT);
        let call = self.client.allocate_traffic().id(id.as_str()).allocate(amount.value()).product_type(product);
        call.send().await?;
        Ok(Receipt::added(id, amount))
    }

    async fn disable(&self, id: &AccountId) -> Result<()> {
        self.client.disable_sub_user().id(id.as_str()).send().await.map(drop)
    }
}

fn account(user: Untouched<SubUser>) -> Result<Account, Misfit> {
    let record = user.record();
    let Some(id) = &record.customer_id else {
        return Err(Misfit::Undecodable("the sub-user has no `customer_id`".into()));
    };
    Ok(Account {
        name: record.customer_login_name.clone(),
        email: record.customer_dashboard_email.clone(),
        status: match record.customer_active {
            Some(true) => Status::Active,
            Some(false) => Status::Disabled,
            None => Status::Unknown,
        },
        ..Account::new(Netnut::PROVIDER, id)
    }
    .with_record(user))
}

/// What is left is summed over the active plans, what was ever allocated over all of them: a plan that runs out must not
/// look like an allocation that did not arrive. What one of the plans does not say makes a sum unknown.
fn balance(plans: &[UsagePlan]) -> Balance {
    let active = |amount: fn(&UsagePlan) -> Option<Decimal>| {
        sum(plans
            .iter()
            .filter(|plan| plan.is_active != Some(false))
            .map(|plan| plan.is_active.and_then(|_| amount(plan))))
    };
    let (allocated, used) = (active(|plan| plan.plan_gb), active(|plan| plan.total_gb_used));
    let available = allocated.and_then(|allocated| allocated.checked_sub(used?));
    Balance {
        available: Quantity::of(available, Unit::Gigabytes),
        used: Quantity::of(used, Unit::Gigabytes),
        limit: Quantity::Unknown,
        funded: Quantity::of(sum(plans.iter().map(|plan| plan.plan_gb)), Unit::Gigabytes),
    }
}

fn sum(mut values: impl Iterator<Item = Option<Decimal>>) -> Option<Decimal> {
    values.try_fold(Decimal::ZERO, |sum, value| sum.checked_add(value?))
}
