//! The search for LogicBoxes customers: a map of ordinal keys, with two counts among them.

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::{Customer, failure, whole};
use crate::answer::Answer;
use crate::call::{Call, Fields};
use crate::json::{Json, exact, with_places};
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
    let filters = Filters::read(call.fields)?;
    let found: Vec<_> = world.logicboxes.customers.values().filter(|customer| matches(customer, &filters)).collect();
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

fn matches(customer: &Customer, filters: &Filters<'_>) -> bool {
    let fields = filters.fields;
    let contains = |name: &str, value: &str| {
        fields.filled(name).is_none_or(|wanted| value.to_lowercase().contains(&wanted.to_lowercase()))
    };
    let one_of = |name: &str, value: &str| fields.get(name).is_none() || fields.all(name).any(|wanted| wanted == value);
    one_of("customer-id", &customer.id.to_string())
        && one_of("reseller-id", LOGICBOXES_USERID)
        && one_of("status", "Active")
        && contains("username", &customer.username)
        && ["name", "company", "city", "state", "country"].into_iter().all(|name| contains(name, customer.field(name)))
        && filters.created.hold(customer.created.as_secs().into())
        && filters.receipts.hold(customer.receipts)
}

/// The filters of a search, the numbers among them read.
struct Filters<'a> {
    fields: &'a Fields,
    created: Bounds,
    receipts: Bounds,
}

impl<'a> Filters<'a> {
    fn read(fields: &'a Fields) -> Result<Self, Answer> {
        Ok(Self {
            fields,
            created: Bounds::read(fields, "creation-date-start", "creation-date-end")?,
            receipts: Bounds::read(fields, "total-receipt-start", "total-receipt-end")?,
        })
    }
}

/// From one number to another; the ends belong to it.
struct Bounds {
    start: Option<Decimal>,
    end: Option<Decimal>,
}

impl Bounds {
    fn read(fields: &Fields, start: &str, end: &str) -> Result<Self, Answer> {
        let number = |name: &str| match fields.filled(name) {
            None => Ok(None),
            Some(text) => exact(text).map(Some).ok_or_else(|| failure(format!("The parameter {name} is a number."))),
        };
        Ok(Self { start: number(start)?, end: number(end)? })
    }

    fn hold(&self, value: Decimal) -> bool {
        self.start.is_none_or(|start| value >= start) && self.end.is_none_or(|end| value <= end)
    }
}

fn dotted(customer: &Customer) -> Json {
    Json::map([
        ("customer.customerid", customer.id.to_string().into()),
        ("customer.username", (&customer.username).into()),
        ("customer.name", customer.field("name").to_owned().into()),
        ("customer.company", customer.field("company").to_owned().into()),
        ("customer.city", customer.field("city").to_owned().into()),
        ("customer.state", customer.field("state").to_owned().into()),
        ("customer.country", customer.field("country").to_owned().into()),
        ("customer.customerstatus", "Active".into()),
        ("customer.totalreceipts", with_places(customer.receipts, 1).into()),
        ("customer.websitecount", "0".into()),
        ("customer.resellerid", LOGICBOXES_USERID.into()),
    ])
}
