//! Customers of a LogicBoxes reseller: names are kebab-case going in and run together coming out.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{Customer, done, failure, required};
use crate::answer::Answer;
use crate::call::{Call, Fields};
use crate::json::{Json, with_places};
use crate::provider::LOGICBOXES_USERID;
use crate::purse::exact_sum;
use crate::routes::Handled;
use crate::state::World;

/// The name of a parameter and the name of the same thing in a record.
const REQUIRED: [(&str, &str); 10] = [
    ("name", "name"),
    ("company", "company"),
    ("address-line-1", "address1"),
    ("city", "city"),
    ("state", "state"),
    ("country", "country"),
    ("zipcode", "zip"),
    ("phone-cc", "telnocc"),
    ("phone", "telno"),
    ("lang-pref", "langpref"),
];
const OPTIONAL: [(&str, &str); 10] = [
    ("address-line-2", "address2"),
    ("address-line-3", "address3"),
    ("other-state", "otherstate"),
    ("alt-phone-cc", "alttelnocc"),
    ("alt-phone", "alttelno"),
    ("fax-cc", "faxnocc"),
    ("fax", "faxno"),
    ("mobile-cc", "mobilenocc"),
    ("mobile", "mobileno"),
    ("vat-id", "vatid"),
];

pub(super) fn sign_up(world: &mut World, call: &Call<'_>) -> Handled {
    let username = free_username(world, call.fields, None)?;
    let password = required(call.fields, "passwd")?.to_owned();
    let fields = whole_set(call.fields)?;
    let id = world.logicboxes.fresh_id();
    let customer = Customer {
        id,
        username,
        password,
        fields,
        funds: Decimal::ZERO,
        receipts: Decimal::ZERO,
        created: world.clock.now(),
        failed_logins: 0,
    };
    world.logicboxes.customers.insert(id, customer);
    Ok(Answer::json(200, &Json::Int(id)))
}

/// Replaces the whole set: an optional parameter that is left out is forgotten.
pub(super) fn modify(world: &mut World, call: &Call<'_>) -> Handled {
    let id = world.logicboxes.customer(call.fields)?.id;
    let username = free_username(world, call.fields, Some(id))?;
    let fields = whole_set(call.fields)?;
    let customer = world.logicboxes.customer(call.fields)?;
    customer.username = username;
    customer.fields = fields;
    Ok(done())
}

pub(super) fn by_username(world: &mut World, call: &Call<'_>) -> Handled {
    let username = required(call.fields, "username")?;
    world
        .logicboxes
        .by_username(username)
        .map(|customer| Answer::json(200, &customer.to_json()))
        .ok_or_else(|| failure("There is no customer with this username."))
}

pub(super) fn by_id(world: &mut World, call: &Call<'_>) -> Handled {
    let customer = world.logicboxes.customer(call.fields)?;
    Ok(Answer::json(200, &customer.to_json()))
}

/// The funds go back to the reseller.
pub(super) fn delete(world: &mut World, call: &Call<'_>) -> Handled {
    let (id, funds) = {
        let customer = world.logicboxes.customer(call.fields)?;
        (customer.id, customer.funds)
    };
    let logicboxes = &mut world.logicboxes;
    logicboxes.balance = exact_sum(logicboxes.balance, funds).map_err(super::funds::not_moved)?;
    logicboxes.customers.remove(&id);
    logicboxes.tokens.retain(|_, (customer, _)| *customer != id);
    Ok(done())
}

impl Customer {
    pub(super) fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// A flat object of strings, but for one real boolean and one object; more members than the documents list.
    pub(super) fn to_json(&self) -> Json {
        let mut record = vec![
            ("customerid".into(), self.id.to_string().into()),
            ("username".into(), (&self.username).into()),
            ("resellerid".into(), LOGICBOXES_USERID.into()),
            ("parentid".into(), "0".into()),
            ("useremail".into(), (&self.username).into()),
            ("pin".into(), "0042".into()),
            ("creationdt".into(), self.created.as_secs().to_string().into()),
            ("customerstatus".into(), "Active".into()),
            ("salesrepresentative".into(), "".into()),
            ("totalreceipts".into(), with_places(self.receipts, 1).into()),
            // From here on not documented.
            ("websitecount".into(), "0".into()),
            ("iswebpro".into(), "false".into()),
            ("isresellerlocked".into(), "false".into()),
            ("hastwofactor".into(), false.into()),
            ("settings".into(), Json::Map(Vec::new())),
        ];
        // What is empty is missing, as address2 and address3 were seen to be.
        let filled = self.fields.iter().filter(|(_, value)| !value.is_empty());
        record.extend(filled.map(|(name, value)| ((*name).into(), value.into())));
        Json::Map(record)
    }
}

/// The `username`, if nobody but `owner` has it.
fn free_username(world: &World, fields: &Fields, owner: Option<u64>) -> Result<String, Answer> {
    let username = required(fields, "username")?;
    if !username.contains('@') {
        return Err(failure("The username is an e-mail address."));
    }
    match world.logicboxes.by_username(username) {
        Some(other) if Some(other.id) != owner => Err(failure("Another customer has this username.")),
        _ => Ok(username.to_owned()),
    }
}

fn whole_set(fields: &Fields) -> Result<BTreeMap<&'static str, String>, Answer> {
    let mut set = BTreeMap::new();
    for (parameter, name) in REQUIRED {
        set.insert(name, required(fields, parameter)?.to_owned());
    }
    for (parameter, name) in OPTIONAL {
        if let Some(value) = fields.get(parameter) {
            set.insert(name, value.to_owned());
        }
    }
    Ok(set)
}
