//! The search for LogicBoxes customers: a map of ordinal keys, with two counts among them.

use std::borrow::Cow;

use super::{Customer, failure, whole};
use crate::answer::Answer;
use crate::call::{Call, Fields};
use crate::json::{Json, with_places};
use crate::provider::LOGICBOXES_USERID;
use crate::routes::Handled;
use crate::state::World;

const FEWEST: u64 = 10;
const MOST: u64 = 500;

pub(super) fn search(world: &mut World, call: &Call<'_>) -> Handled {
    let size = whole(call.fields, "no-of-records")?;
    let page = whole(call.fields, "page-no")?;
    if !(FEWEST..=MOST).contains(&size) {
        return Err(failure("The parameter no-of-records is from 10 to 500."));
    }
    let found: Vec<_> = world.logicboxes.customers.values().filter(|customer| matches(customer, call.fields)).collect();
    let before = usize::try_from((page - 1).saturating_mul(size)).unwrap_or(usize::MAX);
    let mut body: Vec<(Cow<'static, str>, Json)> = found
        .iter()
        .skip(before)
        .take(size as usize)
        .enumerate()
        .map(|(index, customer)| ((index + 1).to_string().into(), dotted(customer)))
        .collect();
    let on_page = body.len();
    body.push(("recsonpage".into(), on_page.to_string().into()));
    body.push(("recsindb".into(), found.len().to_string().into()));
    Ok(Answer::json(200, &Json::Map(body)))
}

fn matches(customer: &Customer, fields: &Fields) -> bool {
    let contains = |name: &str, value: &str| {
        fields.filled(name).is_none_or(|wanted| value.to_lowercase().contains(&wanted.to_lowercase()))
    };
    fields.filled("customer-id").is_none_or(|wanted| wanted.parse() == Ok(customer.id))
        && contains("username", &customer.username)
        && contains("status", "Active")
        && ["name", "company", "city", "state", "country"].into_iter().all(|name| contains(name, customer.field(name)))
}

fn dotted(customer: &Customer) -> Json {
    Json::map([
        ("customer.customerid", customer.id.to_string().into()),
        ("customer.username", (&customer.username).into()),
        ("customer.name", customer.field("name").to_owned().into()),
        ("customer.company", customer.field("company").to_owned().into()),
        ("customer.city", customer.field("city").to_owned().into()),
        ("customer.country", customer.field("country").to_owned().into()),
        ("customer.customerstatus", "Active".into()),
        ("customer.totalreceipts", with_places(customer.receipts, 1).into()),
        ("customer.websitecount", "0".into()),
        ("reseller.resellerid", LOGICBOXES_USERID.into()),
    ])
}
