//! What a LogicBoxes reseller sells and how it is paid: free e-mail, promotional prices, payment gateways.

use super::{failure, whole};
use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;
use crate::provider::LOGICBOXES_USERID;
use crate::routes::Handled;
use crate::state::World;

/// Any order will do: the sandbox has no domains.
pub(super) fn activate_free_email(_world: &mut World, call: &Call<'_>) -> Handled {
    whole(call.fields, "order-id")?;
    Ok(Answer::json(200, &Json::map([("status", "Success".into())])))
}

/// Two promotions, under ordinal keys that are not in order.
pub(super) fn promo_prices(world: &mut World, _call: &Call<'_>) -> Handled {
    let now = world.clock.now().as_secs();
    let body = Json::map([("2", promo("2002", "domorg", "680.0", now)), ("1", promo("2001", "domcno", "528.00", now))]);
    Ok(Answer::json(200, &body))
}

fn promo(id: &'static str, product: &'static str, price: &'static str, now: u64) -> Json {
    const MONTH: u64 = 30 * 24 * 60 * 60;
    let begun = now.saturating_sub(MONTH).to_string();
    Json::map([
        ("promoid", id.into()),
        ("resellerid", LOGICBOXES_USERID.into()),
        ("productkey", product.into()),
        ("starttime", begun.clone().into()),
        ("endtime", (now + MONTH).to_string().into()),
        ("period", "1".into()),
        ("resellerpriceone", price.into()),
        ("resellerpricetwo", "800.00".into()),
        ("customerprice", "900.00".into()),
        ("barrierprice", "500.00".into()),
        ("resellerprice", price.into()),
        ("resellerpricecurrencysymbol", "INR".into()),
        ("actiontype", "addnewdomain".into()),
        ("serviceprovidersellingcurrency", "INR".into()),
        ("isactive", "true".into()),
        ("istrickleallow", "false".into()),
        ("creationdt", begun.clone().into()),
        ("timestamp", begun.into()),
    ])
}

pub(super) fn payment_gateways(world: &mut World, call: &Call<'_>) -> Handled {
    world.logicboxes.customer(call.fields)?;
    let gateway = |number: &'static str, name: &'static str| {
        Json::map([
            ("gatewaytype", name.into()),
            ("gatewayname", name.into()),
            ("paymenttypeid", number.into()),
            ("posturl", "http://127.0.0.1/pay".into()),
            ("displayposition", number.into()),
            ("customeraccesslevel", "1".into()),
        ])
    };
    let (both, payment, fund) = (gateway("1", "cards"), gateway("2", "transfer"), gateway("3", "voucher"));
    let body = match call.fields.filled("payment-type") {
        None => Json::map([("1", both)]),
        Some("Payment") => Json::map([("1", both), ("2", payment)]),
        Some("AddFund") => Json::map([("1", both), ("2", fund)]),
        Some(_) => return Err(failure("The parameter payment-type is AddFund or Payment.")),
    };
    Ok(Answer::json(200, &body))
}
