//! The operations of NeuCRM on resellers.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::{ISP, Neucrm, Reseller, asks_for_count, created_within, failure, success, wallet, window};
use crate::answer::Answer;
use crate::call::{Call, Fields};
use crate::clock::date_time;
use crate::json::{Json, exact, with_places};
use crate::purse::{NotMoved, exact_sum};
use crate::routes::{Handled, Route};
use crate::state::World;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("count_resellers", "POST", "/api/reseller/list", count).only_if(asks_for_count),
    Route::new("list_resellers", "POST", "/api/reseller/list", list),
    Route::new("create_reseller", "POST", "/api/reseller/create", create),
    Route::new("update_reseller", "POST", "/api/reseller/update", update),
    Route::new("delete_reseller", "POST", "/api/reseller/delete", delete),
    Route::new("update_wallet", "POST", "/api/reseller/wallet_update", wallet::update),
    Route::new("count_wallet_transactions", "POST", "/api/reseller/wallet_txn", wallet::count).only_if(asks_for_count),
    Route::new("list_wallet_transactions", "POST", "/api/reseller/wallet_txn", wallet::list),
];

const TEXTS: [&str; 13] = [
    "ispid",
    "invoice_by",
    "payment_by",
    "type",
    "name",
    "code",
    "address",
    "mobile",
    "email",
    "state",
    "country",
    "commission_percent",
    "credit_limit",
];
const REQUIRED: [&str; 7] = ["invoice_by", "payment_by", "type", "name", "code", "mobile", "email"];
const CHOICES: [(&str, &[&str]); 3] = [
    ("invoice_by", &["ISP", "Reseller"]),
    ("payment_by", &["ISP", "Reseller", "ISP+Reseller"]),
    ("type", &["Reseller", "Franchisee"]),
];
const SORT_FIELDS: [&str; 7] = ["id", "ispid", "type", "name", "code", "state", "wallet"];

fn create(world: &mut World, call: &Call<'_>) -> Handled {
    for name in REQUIRED {
        call.fields.filled(name).ok_or_else(|| failure(format!("{name} is required")))?;
    }
    let mut fields = given(call.fields);
    check(&fields)?;
    for (name, otherwise) in [("ispid", ISP), ("commission_percent", "0.00"), ("credit_limit", "0.00")] {
        let field = fields.entry(name).or_default();
        if field.is_empty() {
            field.push_str(otherwise);
        }
    }
    let reseller = Reseller { id: world.neucrm.next_id, fields, wallet: Decimal::ZERO, created: world.clock.now() };
    let id = reseller.id;
    world.neucrm.next_id += 1;
    world.neucrm.resellers.insert(id, reseller);
    Ok(success(Json::Int(id)))
}

fn update(world: &mut World, call: &Call<'_>) -> Handled {
    let id = world.neucrm.id(call.fields)?;
    let reseller = world.neucrm.reseller(id)?;
    let mut fields = reseller.fields.clone();
    fields.extend(given(call.fields));
    if let Some(name) = REQUIRED.into_iter().find(|name| fields.get(name).is_none_or(String::is_empty)) {
        return Err(failure(format!("{name} cannot be empty")));
    }
    check(&fields)?;
    reseller.fields = fields;
    Ok(success("done".into()))
}

fn delete(world: &mut World, call: &Call<'_>) -> Handled {
    let id = world.neucrm.id(call.fields)?;
    let returned = world.neucrm.reseller(id)?.wallet;
    world.neucrm.balance = exact_sum(world.neucrm.balance, returned).map_err(not_moved)?;
    world.neucrm.resellers.remove(&id);
    Ok(success("done".into()))
}

fn count(world: &mut World, call: &Call<'_>) -> Handled {
    let matching = world.neucrm.resellers.values().filter(|reseller| matches(reseller, call.fields));
    Ok(success(Json::Int(matching.count() as u64)))
}

fn list(world: &mut World, call: &Call<'_>) -> Handled {
    let (offset, limit) = window(call.fields)?;
    let sort_field = call.fields.filled("sort_field").unwrap_or("id");
    if !SORT_FIELDS.contains(&sort_field) {
        return Err(failure(format!("sort_field is one of {}", SORT_FIELDS.join(", "))));
    }
    let mut found: Vec<_> = world.neucrm.resellers.values().filter(|reseller| matches(reseller, call.fields)).collect();
    match sort_field {
        // They come in the order of their ids.
        "id" => {}
        "wallet" => found.sort_by_key(|reseller| reseller.wallet),
        field => found.sort_by(|one, other| one.field(field).cmp(other.field(field))),
    }
    match call.fields.filled("sort_order").unwrap_or("asc") {
        "asc" => {}
        "desc" => found.reverse(),
        _ => return Err(failure("sort_order is asc or desc")),
    }
    let records = found.into_iter().skip(offset).take(limit).map(Reseller::to_json).collect();
    Ok(success(Json::List(records)))
}

impl Neucrm {
    /// The `resellerid` of a call.
    pub(super) fn id(&self, fields: &Fields) -> Result<u64, Answer> {
        fields
            .filled("resellerid")
            .ok_or_else(|| failure("resellerid is required"))?
            .parse()
            .map_err(|_| failure("resellerid is a whole number"))
    }

    pub(super) fn reseller(&mut self, id: u64) -> Result<&mut Reseller, Answer> {
        self.resellers.get_mut(&id).ok_or_else(|| failure(format!("there is no reseller {id}")))
    }
}

impl Reseller {
    fn to_json(&self) -> Json {
        let mut record = vec![("id".into(), self.id.to_string().into())];
        record.extend(TEXTS.map(|name| (name.into(), self.field(name).to_owned().into())));
        record.push(("wallet".into(), with_places(self.wallet, 2).into()));
        record.push(("created_on".into(), date_time(self.created).into()));
        Json::Map(record)
    }
}

fn given(fields: &Fields) -> BTreeMap<&'static str, String> {
    TEXTS.into_iter().filter_map(|name| Some((name, fields.get(name)?.to_owned()))).collect()
}

fn check(fields: &BTreeMap<&'static str, String>) -> Result<(), Answer> {
    for (name, allowed) in CHOICES {
        let chosen = fields.get(name).map_or("", String::as_str);
        if !allowed.contains(&chosen) {
            return Err(failure(format!("{name} is one of {}", allowed.join(", "))));
        }
    }
    let number = |name: &str| {
        fields
            .get(name)
            .filter(|text| !text.is_empty())
            .map(|text| exact(text).ok_or_else(|| failure(format!("{name} is a number"))))
            .transpose()
    };
    let (commission, credit) = (number("commission_percent")?, number("credit_limit")?);
    if commission.is_some_and(|percent| percent < Decimal::ZERO || percent > Decimal::ONE_HUNDRED) {
        return Err(failure("commission_percent is from 0 to 100"));
    }
    let franchisee = fields.get("type").is_some_and(|kind| kind == "Franchisee");
    if franchisee && (commission.is_none() || credit.is_none()) {
        return Err(failure("a Franchisee needs commission_percent and credit_limit"));
    }
    Ok(())
}

fn matches(reseller: &Reseller, fields: &Fields) -> bool {
    let same = ["ispid", "invoice_by", "payment_by", "type", "state"]
        .into_iter()
        .all(|name| fields.filled(name).is_none_or(|wanted| reseller.field(name) == wanted));
    let partly = ["name", "code"].into_iter().all(|name| {
        fields.filled(name).is_none_or(|wanted| reseller.field(name).to_lowercase().contains(&wanted.to_lowercase()))
    });
    let this = fields.filled("resellerid").is_none_or(|wanted| wanted.parse() == Ok(reseller.id));
    same && partly && this && created_within(fields, reseller.created)
}

pub(super) fn not_moved(why: NotMoved) -> Answer {
    failure(match why {
        NotMoved::Overdrawn => "the balance is too low",
        NotMoved::TooManyDigits => "the amount has more digits than the sandbox can hold",
    })
}
