//! LogicBoxes' customers, whose name is an e-mail address, and their prepaid funds.

use std::any::Any;

use uuid::Uuid;
use wholesale_logicboxes::Client;
use wholesale_logicboxes::builder::ModifyCustomer;
use wholesale_logicboxes::types::{Customer, CustomerSearchHit};
use wholesale_runtime::{Misfit, Result, Secret, Untouched};

use super::{details, given, paged};
use crate::account::{Account, AccountId, Filter, Login, Status};
use crate::accounts::AccountStream;
use crate::adapter::Adapter;
use crate::amount::{Amount, Unit};
use crate::balance::{Balance, Quantity};
use crate::capability::Action;
use crate::movement::{Movement, Receipt};
use crate::new_account::{AccountUpdate, Contact, NewAccount};

/// Most records of a page.
const PAGE: u32 = 500;
/// Fewest records of a page that can be asked for.
const FEWEST: u32 = 10;

#[derive(Clone)]
pub(super) struct Logicboxes {
    client: Client,
}

impl Logicboxes {
    pub(super) const fn new(client: Client) -> Self {
        Self { client }
    }
}

impl Adapter for Logicboxes {
    const PROVIDER: &'static str = "logicboxes";

    fn client(&self) -> &(dyn Any + Send + Sync) {
        &self.client
    }

    /// The key of a transaction, which no other may have.
    fn new_reference(&self) -> Option<String> {
        Some(Uuid::new_v4().to_string())
    }

    async fn create(&self, new: NewAccount) -> Result<Account> {
        let mut call = self.client.sign_up_customer().username(&new.name);
        let Contact {
            person,
            company,
            phone_country_code,
            phone,
            address,
            city,
            state,
            country,
            postal_code,
            language,
        } = new.contact;
        given!(call {
            passwd: new.password,
            company: company.or_else(|| person.clone()),
            name: person,
            phone_cc: phone_country_code,
            phone: phone,
            address_line_1: address,
            city: city,
            state: state,
            country: country,
            zipcode: postal_code,
            lang_pref: language,
        });
        details!(Logicboxes, Action::Create, call, new.details, [
            other_state, address_line_2, address_line_3, alt_phone_cc, alt_phone, fax_cc, fax, mobile_cc, mobile, vat_id,
        ] flags [sms_consent, accept_policy, marketing_email_consent]);
        let id = call.send().await?;
        Ok(Account { name: Some(new.name.clone()), email: Some(new.name), ..Account::new(Self::PROVIDER, id) })
    }

    async fn get(&self, id: &AccountId) -> Result<Account> {
        let request = self.client.get_customer_by_id().customer_id(id.as_str()).request()?;
        Ok(self.client.session().call_for(request, account).await?.into_payload())
    }

    /// A customer that does not exist is refused like any other mistake; a search that finds nothing says so.
    async fn find(&self, id: &AccountId) -> Result<Option<Account>> {
        let call = self.client.search_customers().no_of_records(FEWEST).page_no(1).customer_id(vec![id.into()]);
        if paged(self.client.session(), call.request(), found).next().await.transpose()?.is_none() {
            return Ok(None);
        }
        self.get(id).await.map(Some)
    }

    fn list(&self, filter: &Filter) -> AccountStream {
        let mut call = self.client.search_customers().no_of_records(PAGE).page_no(1);
        let status = match filter.status {
            Some(Status::Active) => Some("Active"),
            Some(Status::Suspended) => Some("Suspended"),
            Some(Status::Deleted) => Some("Deleted"),
            _ => None,
        };
        given!(call { username: filter.name.as_ref(), status: status });
        paged(self.client.session(), call.request(), found)
    }

    /// The provider replaces the whole record: what it has is read, and sent back with the changes.
    async fn update(&self, id: &AccountId, update: AccountUpdate) -> Result<()> {
        let with_details = |mut call: ModifyCustomer| {
            details!(
                Logicboxes,
                Action::Update,
                call,
                update.details,
                [
                    other_state,
                    address_line_2,
                    address_line_3,
                    alt_phone_cc,
                    alt_phone,
                    fax_cc,
                    fax,
                    mobile_cc,
                    mobile,
                    vat_id,
                ]
            );
            Ok(call)
        };
        // One that is unknown is refused before anything is read.
        with_details(self.client.modify_customer()).map(drop)?;
        let stored: Customer = self.client.get_customer_by_id().customer_id(id.as_str()).send().await?;
        let mut call = self.client.modify_customer().customer_id(id.as_str());
        let Contact {
            person,
            company,
            phone_country_code,
            phone,
            address,
            city,
            state,
            country,
            postal_code,
            language,
        } = update.contact;
        let moved = state.is_some();
        let unnamed = |name: &str| stored.extra.get(name).and_then(text_of);
        given!(call {
            username: update.name.or_else(|| stored.username.clone()),
            name: person.or_else(|| stored.name.clone()),
            company: company.or_else(|| stored.company.clone()),
            phone_cc: phone_country_code.or_else(|| stored.telnocc.clone()),
            phone: phone.or_else(|| stored.telno.clone()),
            address_line_1: address.or_else(|| stored.address1.clone()),
            address_line_2: stored.address2.clone(),
            address_line_3: stored.address3.clone(),
            city: city.or_else(|| stored.city.clone()),
            state: state.or_else(|| stored.state.clone()),
            country: country.or_else(|| stored.country.clone()),
            zipcode: postal_code.or_else(|| stored.zip.clone()),
            lang_pref: language.or_else(|| stored.langpref.clone()),
            // Belongs to the state that is stored, and goes with it.
            other_state: if moved { None } else { unnamed("otherstate") },
            alt_phone_cc: unnamed("alttelnocc"),
            alt_phone: unnamed("alttelno"),
            fax_cc: unnamed("faxnocc"),
            fax: unnamed("faxno"),
            mobile_cc: unnamed("mobilenocc"),
            mobile: unnamed("mobileno"),
            vat_id: unnamed("vatid"),
        });
        with_details(call)?.send().await.map(drop)
    }

    async fn set_password(&self, id: &AccountId, password: Secret) -> Result<()> {
        self.client.change_customer_password().customer_id(id.as_str()).new_passwd(password).send().await.map(drop)
    }

    async fn add(&self, id: &AccountId, amount: Amount, movement: Movement) -> Result<Receipt> {
        let transaction = self
            .client
            .add_customer_funds()
            .customer_id(id.as_str())
            .amount(amount.value())
            .description(movement.note.unwrap_or_else(|| "top-up".to_owned()))
            .transaction_type("credit")
            .transaction_key(movement.reference.unwrap_or_default())
            .update_total_receipt(true)
            .send()
            .await?;
        Ok(Receipt { transaction: Some(transaction), ..Receipt::added(id, amount) })
    }

    async fn delete(&self, id: &AccountId) -> Result<()> {
        self.client.delete_customer().customer_id(id.as_str()).send().await.map(drop)
    }

    async fn authenticate(&self, login: Login) -> Result<Account> {
        let token = match login {
            Login::Token(token) => token,
            Login::Password { name, password, ip } => {
                self.client.generate_token().username(name).passwd(password).ip(ip).send().await?
            }
        };
        let request = self.client.authenticate_token().token(token).request()?;
        Ok(self.client.session().call_for(request, account).await?.into_payload())
    }
}

fn account(customer: Untouched<Customer>) -> Result<Account, Misfit> {
    let record = customer.record();
    let Some(id) = &record.customerid else {
        return Err(Misfit::Undecodable("the customer has no `customerid`".into()));
    };
    Ok(Account {
        name: record.username.clone(),
        email: record.useremail.clone().or_else(|| record.username.clone()),
        status: status(record.customerstatus.as_deref()),
        balance: received(record.totalreceipts),
        ..Account::new(Logicboxes::PROVIDER, id)
    }
    .with_record(customer))
}

fn found(hit: Untouched<CustomerSearchHit>) -> Result<Account, Misfit> {
    let record = hit.record();
    let Some(id) = &record.customer_customerid else {
        return Err(Misfit::Undecodable("a customer among the results has no `customer.customerid`".into()));
    };
    Ok(Account {
        name: record.customer_username.clone(),
        email: record.customer_username.clone(),
        status: status(record.customer_customerstatus.as_deref()),
        balance: received(record.customer_totalreceipts),
        ..Account::new(Logicboxes::PROVIDER, id)
    }
    .with_record(hit))
}

/// A text, or the digits of a number.
fn text_of(value: &serde_json::Value) -> Option<String> {
    match value {
        serde_json::Value::String(text) => Some(text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn received(total: Option<wholesale_runtime::Decimal>) -> Balance {
    Balance { funded: Quantity::of(total, Unit::Money), ..Balance::default() }
}

fn status(word: Option<&str>) -> Status {
    match word {
        None => Status::Unknown,
        Some(word) if word.eq_ignore_ascii_case("active") => Status::Active,
        Some(word) if word.eq_ignore_ascii_case("suspended") => Status::Suspended,
        Some(word) if word.eq_ignore_ascii_case("deleted") => Status::Deleted,
        Some(word) => Status::Other(word.to_owned()),
    }
}
