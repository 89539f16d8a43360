//! NeuCRM: resellers and franchisees with a wallet. Everything is a form, every failure a text in the envelope.

pub(crate) mod resellers;
mod wallet;

use std::collections::BTreeMap;
use std::time::Duration;

use rust_decimal::Decimal;

use crate::answer::Answer;
use crate::call::{Call, Fields};
use crate::json::Json;
use crate::provider::{DEMO_KEY, NEUCRM_USERID};
use crate::state::SandboxAccount;

/// The ISP that the demo login belongs to; a call may leave `ispid` out.
const ISP: &str = "1";
const DEFAULT_ROWS: usize = 10;
const MOST_ROWS: usize = 100;

/// What NeuCRM remembers.
#[derive(Debug)]
pub(crate) struct Neucrm {
    /// What the ISP has to give. The vendor documents no such balance: it is here so that money is conserved.
    pub(crate) balance: Decimal,
    next_id: u64,
    resellers: BTreeMap<u64, Reseller>,
    transactions: Vec<Transaction>,
}

#[derive(Clone, Debug)]
struct Reseller {
    id: u64,
    /// Text fields by the names they have in requests and in records.
    fields: BTreeMap<&'static str, String>,
    wallet: Decimal,
    created: Duration,
}

#[derive(Clone, Debug)]
struct Transaction {
    id: u64,
    isp: String,
    reseller: u64,
    code: &'static str,
    amount: Decimal,
    wallet: Decimal,
    created: Duration,
}

impl Neucrm {
    pub(crate) fn new(balance: Decimal) -> Self {
        Self { balance, next_id: 1, resellers: BTreeMap::new(), transactions: Vec::new() }
    }

    pub(crate) fn accounts(&self) -> Vec<SandboxAccount> {
        self.resellers
            .values()
            .map(|reseller| SandboxAccount {
                id: reseller.id.to_string(),
                name: reseller.field("name").to_owned(),
                balance: reseller.wallet,
                used: Decimal::ZERO,
                active: true,
            })
            .collect()
    }
}

impl Reseller {
    fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

pub(crate) fn authorise(call: &Call<'_>) -> Result<(), Answer> {
    let given = (call.fields.get("userid"), call.fields.get("api_key"));
    if given == (Some(NEUCRM_USERID), Some(DEMO_KEY)) {
        Ok(())
    } else {
        Err(failure("The userid and the api_key are missing or wrong; both are fields of the form."))
    }
}

/// NeuCRM's error shape.
pub(crate) fn failure(text: impl Into<String>) -> Answer {
    let body = Json::map([("result", Json::Null), ("error", text.into().into())]);
    Answer::json(200, &body)
}

fn success(result: Json) -> Answer {
    Answer::json(200, &Json::map([("result", result), ("error", Json::Null)]))
}

fn asks_for_count(call: &Call<'_>) -> bool {
    call.fields.get("show_count") == Some("1")
}

/// `rows_offset` and `rows_limit`; a limit above the greatest is the greatest.
fn window(fields: &Fields) -> Result<(usize, usize), Answer> {
    let number = |name: &str, otherwise: usize| match fields.filled(name) {
        None => Ok(otherwise),
        Some(text) => text.parse().map_err(|_| failure(format!("{name} is a whole number, 0 or more"))),
    };
    let (offset, limit) = (number("rows_offset", 0)?, number("rows_limit", DEFAULT_ROWS)?);
    Ok((offset, limit.min(MOST_ROWS)))
}

/// Whether a day lies within `created_from` and `created_upto`, each a day itself and included.
fn created_within(fields: &Fields, created: Duration) -> bool {
    let created = crate::clock::date_time(created);
    let day = created.get(..10).unwrap_or("");
    fields.filled("created_from").is_none_or(|from| day >= from)
        && fields.filled("created_upto").is_none_or(|upto| day <= upto)
}
