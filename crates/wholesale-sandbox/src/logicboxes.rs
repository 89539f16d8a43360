//! LogicBoxes: customers with prepaid funds, short-lived tokens, and errors that come as HTTP 500.

mod customers;
mod funds;
mod login;
mod products;
pub(crate) mod routes;
mod search;

use std::collections::BTreeMap;
use std::time::Duration;

use rust_decimal::Decimal;

use crate::answer::Answer;
use crate::call::{Call, Fields};
use crate::clock::Clock;
use crate::json::Json;
use crate::provider::{CUSTOMER_PASSWORD, DEMO_EMAIL, DEMO_KEY, LOGICBOXES_USERID};
use crate::seed::Seed;
use crate::state::SandboxAccount;

/// What LogicBoxes remembers.
#[derive(Debug)]
pub(crate) struct Logicboxes {
    pub(crate) balance: Decimal,
    next_id: u64,
    customers: BTreeMap<u64, Customer>,
    /// Customer and end of each token.
    tokens: BTreeMap<String, (u64, Duration)>,
    /// The number each transaction key got, so that the same key counts once.
    transactions: BTreeMap<String, u64>,
}

#[derive(Clone, Debug)]
struct Customer {
    id: u64,
    username: String,
    password: String,
    /// Text fields by the names they have in records.
    fields: BTreeMap<&'static str, String>,
    funds: Decimal,
    receipts: Decimal,
    created: Duration,
    failed_logins: u64,
}

impl Logicboxes {
    pub(crate) fn new(balance: Decimal, clock: &Clock, ids: &mut Seed) -> Self {
        // Real ids are past what a 32-bit float counts exactly; so are these.
        let first = ids.within(20_000_000, 1_000_000);
        let fields = BTreeMap::from([
            ("name", "Demo Customer"),
            ("company", "Demo Company"),
            ("address1", "1 Example Street"),
            ("city", "Springfield"),
            ("state", "Not Applicable"),
            ("country", "US"),
            ("zip", "00501"),
            ("telnocc", "001"),
            ("telno", "5550100"),
            ("langpref", "en"),
        ]);
        let demo = Customer {
            id: first,
            username: DEMO_EMAIL.to_owned(),
            password: CUSTOMER_PASSWORD.to_owned(),
            fields: fields.into_iter().map(|(name, value)| (name, value.to_owned())).collect(),
            funds: Decimal::ZERO,
            receipts: Decimal::ZERO,
            created: clock.now(),
            failed_logins: 0,
        };
        Self {
            balance,
            next_id: first + 1,
            customers: BTreeMap::from([(first, demo)]),
            tokens: BTreeMap::new(),
            transactions: BTreeMap::new(),
        }
    }

    pub(crate) fn accounts(&self) -> Vec<SandboxAccount> {
        self.customers
            .values()
            .map(|customer| SandboxAccount {
                id: customer.id.to_string(),
                name: customer.username.clone(),
                balance: customer.funds,
                used: Decimal::ZERO,
                active: true,
            })
            .collect()
    }

    /// A number that nothing else has: customers and transactions share the row.
    fn fresh_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    /// The customer that `customer-id` names.
    fn customer(&mut self, fields: &Fields) -> Result<&mut Customer, Answer> {
        let id = whole(fields, "customer-id")?;
        self.customers.get_mut(&id).ok_or_else(|| failure(format!("There is no customer {id}.")))
    }

    fn by_username(&self, username: &str) -> Option<&Customer> {
        self.customers.values().find(|customer| customer.username.eq_ignore_ascii_case(username))
    }
}

pub(crate) fn authorise(call: &Call<'_>) -> Result<(), Answer> {
    let given = (call.fields.get("auth-userid"), call.fields.get("api-key"));
    if given == (Some(LOGICBOXES_USERID), Some(DEMO_KEY)) {
        Ok(())
    } else {
        Err(error(403, "The credentials are wrong, or this address is not on the whitelist."))
    }
}

/// LogicBoxes' error shape, with any status.
pub(crate) fn error(status: u16, message: impl Into<String>) -> Answer {
    let body = Json::map([("status", "ERROR".into()), ("message", message.into().into())]);
    Answer::json(status, &body)
}

/// What a refusal looks like: the status is that of a crash.
fn failure(message: impl Into<String>) -> Answer {
    error(500, message)
}

fn required<'a>(fields: &'a Fields, name: &str) -> Result<&'a str, Answer> {
    fields.filled(name).ok_or_else(|| failure(format!("The parameter {name} is required.")))
}

/// A parameter that is a whole number greater than 0.
fn whole(fields: &Fields, name: &str) -> Result<u64, Answer> {
    required(fields, name)?
        .parse()
        .ok()
        .filter(|number| *number > 0)
        .ok_or_else(|| failure(format!("The parameter {name} is a whole number greater than 0.")))
}

/// The bare value that many calls answer.
fn done() -> Answer {
    Answer::json(200, &true.into())
}
