//! The wallets of NeuCRM's resellers and the transactions on them.

use rust_decimal::Decimal;

use super::resellers::not_moved;
use super::{Transaction, created_within, failure, success, window};
use crate::answer::Answer;
use crate::call::{Call, Fields};
use crate::clock::date_time;
use crate::json::{Json, exact, with_places};
use crate::purse::exact_sum;
use crate::routes::Handled;
use crate::state::World;

/// What the filter of the list accepts. It is written `Topup` here and `TopUp` in an update; both are the vendor's.
const CODES: [&str; 5] = ["Invoice", "Payment", "Topup", "Settlement", "Adj"];

/// No transaction here concerns a service.
const NO_SERVICE: &str = "0";

/// TopUp adds. That Settlement takes away and Adj carries its own sign is a guess; the vendor does not say.
pub(super) fn update(world: &mut World, call: &Call<'_>) -> Handled {
    let neucrm = &mut world.neucrm;
    let id = neucrm.id(call.fields)?;
    neucrm.reseller(id)?;
    let amount = call
        .fields
        .filled("amt")
        .and_then(exact)
        .filter(|amount| !amount.is_zero())
        .ok_or_else(|| failure("amt is required, a number and not 0"))?;
    let (code, change) = match call.fields.filled("action") {
        Some("TopUp") => ("Topup", amount),
        Some("Settlement") => ("Settlement", -amount),
        Some("Adj") => ("Adj", amount),
        _ => return Err(failure("action is one of TopUp, Settlement, Adj")),
    };
    if code != "Adj" && amount.is_sign_negative() {
        return Err(failure("amt is greater than 0 unless the action is Adj"));
    }
    let isp_left = exact_sum(neucrm.balance, -change).map_err(not_moved)?;
    let reseller = neucrm.reseller(id)?;
    let wallet = exact_sum(reseller.wallet, change).map_err(not_moved)?;
    let credit = exact(reseller.field("credit_limit")).unwrap_or(Decimal::ZERO);
    // Only what takes away can overdraw.
    if isp_left < Decimal::ZERO && change > Decimal::ZERO {
        return Err(failure("the ISP has less than that"));
    }
    if wallet < -credit && change < Decimal::ZERO {
        return Err(failure("the wallet has less than that"));
    }
    reseller.wallet = wallet;
    let isp = reseller.field("ispid").to_owned();
    neucrm.balance = isp_left;
    neucrm.transactions.push(Transaction {
        id: neucrm.transactions.len() as u64 + 1,
        isp,
        reseller: id,
        code,
        amount: change,
        wallet,
        created: world.clock.now(),
    });
    Ok(success("done".into()))
}

pub(super) fn count(world: &mut World, call: &Call<'_>) -> Handled {
    check(call.fields)?;
    let transactions = world.neucrm.transactions.iter();
    let count = transactions.filter(|transaction| matches(transaction, call.fields)).count();
    Ok(success(Json::Int(count as u64)))
}

pub(super) fn list(world: &mut World, call: &Call<'_>) -> Handled {
    check(call.fields)?;
    let (offset, limit) = window(call.fields)?;
    let transactions = world.neucrm.transactions.iter();
    let records = transactions
        .filter(|transaction| matches(transaction, call.fields))
        .skip(offset)
        .take(limit)
        .map(Transaction::to_json)
        .collect();
    Ok(success(Json::List(records)))
}

fn check(fields: &Fields) -> Result<(), Answer> {
    match fields.filled("txn_code") {
        Some(code) if !CODES.contains(&code) => Err(failure(format!("txn_code is one of {}", CODES.join(", ")))),
        _ => Ok(()),
    }
}

fn matches(transaction: &Transaction, fields: &Fields) -> bool {
    let is = |name: &str, value: &str| fields.filled(name).is_none_or(|wanted| wanted == value);
    is("id", &transaction.id.to_string())
        && is("ispid", &transaction.isp)
        && is("resellerid", &transaction.reseller.to_string())
        && is("txn_code", transaction.code)
        && is("serviceid", NO_SERVICE)
        && created_within(fields, transaction.created)
}

impl Transaction {
    fn to_json(&self) -> Json {
        Json::map([
            ("id", self.id.to_string().into()),
            ("ispid", (&self.isp).into()),
            ("resellerid", self.reseller.to_string().into()),
            ("txn_code", self.code.into()),
            ("serviceid", NO_SERVICE.into()),
            ("amt", with_places(self.amount, 2).into()),
            ("wallet", with_places(self.wallet, 2).into()),
            ("created_on", date_time(self.created).into()),
        ])
    }
}
