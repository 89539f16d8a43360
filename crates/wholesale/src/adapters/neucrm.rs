//! NeuCRM's resellers and franchisees: wallets of money. There is no call that reads one; it is a list of one.

use std::any::Any;

use wholesale_neucrm::Client;
use wholesale_neucrm::types::Reseller;
use wholesale_runtime::{Misfit, Result, Untouched};

use super::{details, given, paged, refuse_unused};
use crate::account::{Account, AccountId, Filter};
use crate::accounts::AccountStream;
use crate::adapter::Adapter;
use crate::amount::{Amount, Unit};
use crate::balance::{Balance, Quantity};
use crate::capability::Action;
use crate::movement::{Movement, Receipt};
use crate::new_account::{AccountUpdate, NewAccount};

/// Most records of a page.
const PAGE: u32 = 100;
/// What makes a filter more than a text: comparisons and wildcards.
const OPERATORS: [char; 5] = ['<', '>', '=', '%', '!'];

#[derive(Clone)]
pub(super) struct Neucrm {
    client: Client,
}

impl Neucrm {
    pub(super) const fn new(client: Client) -> Self {
        Self { client }
    }
}

impl Adapter for Neucrm {
    const PROVIDER: &'static str = "neucrm";

    fn client(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }

    async fn create(&self, new: NewAccount) -> Result<Account> {
        let mut call = self.client.create_reseller().name(&new.name);
        let contact = &new.contact;
        given!(call {
            email: &new.email,
            mobile: &contact.phone,
            address: &contact.address,
            state: &contact.state,
            country: &contact.country,
        });
        refuse_unused::<Neucrm>(Action::Create, contact, &["phone", "address", "state", "country"])?;
        details!(
            Neucrm,
            Action::Create,
            call,
            new.details,
            [ispid, invoice_by, payment_by, r#type, code, commission_percent, credit_limit,]
        );
        let id = call.send().await?;
        Ok(Account { name: Some(new.name), email: new.email, ..Account::new(Self::PROVIDER, id) })
    }

    async fn get(&self, id: &AccountId) -> Result<Account> {
        let request = self.client.list_resellers().resellerid(id.as_str()).request()?;
        let found = self.client.session().call_for(request, |resellers: Vec<Untouched<Reseller>>| {
            let of_this_id = |reseller: &Untouched<Reseller>| {
                reseller.record().id.as_ref().is_some_and(|found| found.as_str() == id.as_str())
            };
            let missing = || Misfit::NotFound(format!("there is no reseller {id}"));
            resellers.into_iter().find(of_this_id).ok_or_else(missing).and_then(account)
        });
        Ok(found.await?.into_payload())
    }

    fn list(&self, filter: &Filter) -> AccountStream {
        let mut call = self.client.list_resellers().rows_limit(PAGE);
        // A name that would be read as a comparison is looked for among all.
        if let Some(name) = filter.name.as_ref().filter(|name| !name.contains(OPERATORS)) {
            call = call.name(name);
        }
        paged(self.client.session(), call.request(), account)
    }

    async fn update(&self, id: &AccountId, update: AccountUpdate) -> Result<()> {
        let mut call = self.client.update_reseller().resellerid(id.as_str());
        let contact = &update.contact;
        given!(call { name: &update.name, email: &update.email, mobile: &contact.phone, address: &contact.address });
        refuse_unused::<Neucrm>(Action::Update, contact, &["phone", "address"])?;
        details!(
            Neucrm,
            Action::Update,
            call,
            update.details,
            [ispid, invoice_by, payment_by, r#type, code, commission_percent, credit_limit,]
        );
        call.send().await.map(drop)
    }

    async fn add(&self, id: &AccountId, amount: Amount, _: Movement) -> Result<Receipt> {
        self.client.update_wallet().resellerid(id.as_str()).action("TopUp").amt(amount.value()).send().await?;
        Ok(Receipt::added(id, amount))
    }

    async fn delete(&self, id: &AccountId) -> Result<()> {
        self.client.delete_reseller().resellerid(id.as_str()).send().await.map(drop)
    }
}

fn account(reseller: Untouched<Reseller>) -> Result<Account, Misfit> {
    let record = reseller.record();
    let Some(id) = &record.id else {
        return Err(Misfit::Undecodable("the reseller has no `id`".into()));
    };
    Ok(Account {
        name: record.name.clone(),
        email: record.email.clone(),
        balance: Balance {
            available: Quantity::of(record.wallet, Unit::Money),
            limit: Quantity::of(record.credit_limit, Unit::Money),
            // Invoices come off the wallet as well, so that nothing says what was moved into it.
            ..Balance::default()
        },
        ..Account::new(Neucrm::PROVIDER, id)
    }
    .with_record(reseller))
}
