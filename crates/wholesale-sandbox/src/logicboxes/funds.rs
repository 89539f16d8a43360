//! Prepaid funds of LogicBoxes customers: the one call that is safe to send twice, thanks to its key.

use rust_decimal::Decimal;

use super::{failure, required};
use crate::answer::Answer;
use crate::call::Call;
use crate::json::{Json, exact};
use crate::purse::{NotMoved, exact_sum, transfer};
use crate::routes::Handled;
use crate::state::World;

/// The same `transaction-key` again answers the same number and moves nothing.
pub(super) fn add(world: &mut World, call: &Call<'_>) -> Handled {
    let key = required(call.fields, "transaction-key")?;
    let amount = exact(required(call.fields, "amount")?)
        .filter(|amount| *amount > Decimal::ZERO)
        .ok_or_else(|| failure("The parameter amount is a number greater than 0."))?;
    let logicboxes = &mut world.logicboxes;
    let mut main = logicboxes.balance;
    logicboxes.customer(call.fields)?;
    if let Some(transaction) = logicboxes.transactions.get(key) {
        // Not carried out: the number is that of the first time.
        return Err(Answer::json(200, &Json::Int(*transaction)));
    }
    let customer = logicboxes.customer(call.fields)?;
    let receipts = exact_sum(customer.receipts, amount).map_err(not_moved)?;
    transfer(&mut main, &mut customer.funds, amount).map_err(not_moved)?;
    customer.receipts = receipts;
    logicboxes.balance = main;
    let transaction = logicboxes.fresh_id();
    logicboxes.transactions.insert(key.to_owned(), transaction);
    Ok(Answer::json(200, &Json::Int(transaction)))
}

pub(super) fn not_moved(why: NotMoved) -> Answer {
    failure(match why {
        NotMoved::Overdrawn => "The reseller has less than that.",
        NotMoved::TooManyDigits => "The amount has more digits than the sandbox can hold.",
    })
}
