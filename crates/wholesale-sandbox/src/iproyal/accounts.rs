//! The operations of IPRoyal.

use rust_decimal::Decimal;

use super::{Iproyal, SubUser, invalid, not_moved};
use crate::answer::Answer;
use crate::call::Call;
use crate::json::{Json, Members};
use crate::purse::{exact_sum, transfer};
use crate::routes::{Handled, Route};
use crate::state::World;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("list_sub_users", "GET", "/residential-subusers", list),
    Route::new("create_sub_user", "POST", "/residential-subusers", create),
    Route::new("get_sub_user", "GET", "/residential-subusers/{}", get),
    Route::new("update_sub_user", "PUT", "/residential-subusers/{}", update),
    Route::new("delete_sub_user", "DELETE", "/residential-subusers/{}", delete),
    Route::new("give_traffic", "POST", "/residential-subusers/{}/give-traffic", give),
    Route::new("take_traffic", "POST", "/residential-subusers/{}/take-traffic", take),
    Route::new("get_account", "GET", "/residential/me", account),
    Route::new("get_account", "GET", "/me", account),
];

/// The documents give no greatest page; the sandbox takes what fits.
const PER_PAGE: u64 = 20;
const LONGEST_SEARCH: usize = 30;

fn create(world: &mut World, call: &Call<'_>) -> Handled {
    let body = call.inbound.members();
    let username = required(&body, "username")?;
    let password = required(&body, "password")?;
    let traffic = amount(&body, "traffic")?.unwrap_or(Decimal::ZERO);
    limits(&body)?;
    let iproyal = &mut world.iproyal;
    let mut user = SubUser {
        id: iproyal.next_id,
        hash: world.ids.ulid(),
        username,
        password,
        available: Decimal::ZERO,
        used: Decimal::ZERO,
    };
    transfer(&mut iproyal.balance, &mut user.available, traffic).map_err(|why| not_moved("traffic", why))?;
    iproyal.next_id += 1;
    let answer = Answer::json(201, &user.to_json());
    iproyal.sub_users.insert(user);
    Ok(answer)
}

fn get(world: &mut World, call: &Call<'_>) -> Handled {
    Ok(Answer::json(200, &world.iproyal.sub_users.get(call.key)?.to_json()))
}

fn list(world: &mut World, call: &Call<'_>) -> Handled {
    let page = counted(call, "page", 1)?;
    let per_page = counted(call, "per_page", PER_PAGE)?;
    let search = match call.fields.get("search") {
        Some(search) if search.is_empty() || search.chars().count() > LONGEST_SEARCH => {
            return Err(invalid("search", "The search has 1 to 30 characters."));
        }
        search => search.unwrap_or("").to_lowercase(),
    };
    let found: Vec<_> = world
        .iproyal
        .sub_users
        .iter()
        .filter(|user| search.is_empty() || user.username.to_lowercase().contains(&search))
        .collect();
    let total = found.len() as u64;
    let before = (page - 1).saturating_mul(per_page).min(total);
    let on_page: Vec<_> = found
        .iter()
        .skip(before as usize)
        .take(usize::try_from(per_page).unwrap_or(usize::MAX))
        .map(|user| user.to_json())
        .collect();
    let (from, to) = if on_page.is_empty() {
        (Json::Null, Json::Null)
    } else {
        (Json::Int(before + 1), Json::Int(before + on_page.len() as u64))
    };
    let host = call.inbound.header(http::header::HOST).unwrap_or("127.0.0.1");
    let meta = Json::map([
        ("current_page", page.into()),
        ("from", from),
        ("last_page", total.div_ceil(per_page).max(1).into()),
        ("path", format!("http://{host}{}", call.inbound.path()).into()),
        ("per_page", per_page.into()),
        ("to", to),
        ("total", total.into()),
    ]);
    let body = Json::map([("data", Json::List(on_page)), ("meta", meta)]);
    Ok(Answer::json(200, &body))
}

/// `traffic` sets the balance, as the documents' sample reads; their prose reads as if it added.
fn update(world: &mut World, call: &Call<'_>) -> Handled {
    let Iproyal { balance, sub_users, .. } = &mut world.iproyal;
    let user = sub_users.get_mut(call.key)?;
    let body = call.inbound.members();
    let username = optional(&body, "username")?;
    let password = optional(&body, "password")?;
    limits(&body)?;
    if let Some(traffic) = amount(&body, "traffic")? {
        let missing = traffic - user.available;
        let moved = if missing.is_sign_negative() {
            transfer(&mut user.available, balance, -missing)
        } else {
            transfer(balance, &mut user.available, missing)
        };
        moved.map_err(|why| not_moved("traffic", why))?;
    }
    if let Some(username) = username {
        user.username = username;
    }
    if let Some(password) = password {
        user.password = password;
    }
    Ok(Answer::json(200, &user.to_json()))
}

fn delete(world: &mut World, call: &Call<'_>) -> Handled {
    let Iproyal { balance, sub_users, .. } = &mut world.iproyal;
    let returned = sub_users.get(call.key)?.available;
    *balance = exact_sum(*balance, returned).map_err(|why| not_moved("traffic", why))?;
    sub_users.remove(call.key);
    Ok(Answer::empty(204))
}

fn give(world: &mut World, call: &Call<'_>) -> Handled {
    let Iproyal { balance, sub_users, .. } = &mut world.iproyal;
    let user = sub_users.get_mut(call.key)?;
    transfer(balance, &mut user.available, moved(call)?).map_err(|why| not_moved("amount", why))?;
    Ok(Answer::json(200, &user.to_json()))
}

fn take(world: &mut World, call: &Call<'_>) -> Handled {
    let Iproyal { balance, sub_users, .. } = &mut world.iproyal;
    let user = sub_users.get_mut(call.key)?;
    transfer(&mut user.available, balance, moved(call)?).map_err(|why| not_moved("amount", why))?;
    Ok(Answer::json(200, &user.to_json()))
}

fn account(world: &mut World, _call: &Call<'_>) -> Handled {
    let iproyal = &world.iproyal;
    let body = Json::map([
        ("available_traffic", iproyal.balance.into()),
        ("subusers_count", (iproyal.sub_users.len() as u64).into()),
        ("residential_user_hash", (&iproyal.hash).into()),
    ]);
    Ok(Answer::json(200, &body))
}

fn required(body: &Members, name: &'static str) -> Result<String, Answer> {
    optional(body, name)?.ok_or_else(|| invalid(name, "This field is required."))
}

fn optional(body: &Members, name: &'static str) -> Result<Option<String>, Answer> {
    if !body.has(name) {
        return Ok(None);
    }
    body.text(name)
        .filter(|text| !text.is_empty())
        .map(Some)
        .ok_or_else(|| invalid(name, "This field is a text that is not empty."))
}

fn amount(body: &Members, name: &'static str) -> Result<Option<Decimal>, Answer> {
    if !body.has(name) {
        return Ok(None);
    }
    body.decimal(name)
        .filter(|amount| *amount >= Decimal::ZERO)
        .map(Some)
        .ok_or_else(|| invalid(name, "This field is a number of GB, 0 or more, of at most 28 digits."))
}

fn moved(call: &Call<'_>) -> Result<Decimal, Answer> {
    amount(&call.inbound.members(), "amount")?
        .filter(|amount| *amount > Decimal::ZERO)
        .ok_or_else(|| invalid("amount", "This field is required, and greater than 0."))
}

/// The documents call `limits` an array and show an object; only an object is taken, and no answer shows it again.
fn limits(body: &Members) -> Result<(), Answer> {
    if !body.has("limits") {
        return Ok(());
    }
    let limits = body.object("limits").ok_or_else(|| invalid("limits", "This field is an object."))?;
    let known = ["daily_limit", "monthly_limit", "lifetime_limit"];
    if known.into_iter().any(|name| limits.has(name) && limits.decimal(name).is_none()) {
        return Err(invalid("limits", "Every limit is a number."));
    }
    Ok(())
}

fn counted(call: &Call<'_>, name: &'static str, otherwise: u64) -> Result<u64, Answer> {
    match call.fields.get(name) {
        None => Ok(otherwise),
        Some(text) => text
            .parse()
            .ok()
            .filter(|number| *number > 0)
            .ok_or_else(|| invalid(name, "This field is a whole number, 1 or more.")),
    }
}
