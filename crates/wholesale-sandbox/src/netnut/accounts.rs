//! The operations of NetNut.

use rust_decimal::Decimal;

use super::{Netnut, NetnutEnvelope, Plan, SubUser, TOKEN_LASTS, failure};
use crate::answer::Answer;
use crate::call::Call;
use crate::json::{Json, Members};
use crate::provider::{DEMO_EMAIL, NETNUT_PASSWORD};
use crate::purse::{NotMoved, transfer};
use crate::routes::{Handled, Route};
use crate::state::World;

pub(crate) const ROUTES: &[Route] = &[
    Route::new("list_sub_users", "GET", "/customer/sub-user/", list),
    Route::new("create_sub_user", "POST", "/customer/sub-user/", create),
    Route::new("get_sub_user", "GET", "/customer/sub-user/{}", get),
    Route::new("change_sub_user_password", "PATCH", "/customer/sub-user/{}/password", change_password),
    Route::new("allocate_traffic", "POST", "/customer/sub-user/{}/allocate", allocate),
    Route::new("allocate_ips", "POST", "/customer/sub-user/{}/allocateIps", allocate_ips),
    Route::new("disable_sub_user", "PUT", "/customer/sub-user/{}/disabled", disable),
    Route::new("get_usage", "GET", "/customer/usage/{}", usage),
    Route::new("login", "POST", "/auth/login", login).open(),
];

const PRODUCT_TYPES: [&str; 5] = ["*", "dc", "res", "stc", "mob"];

fn list(world: &mut World, call: &Call<'_>) -> Handled {
    let wanted = match call.fields.get("is_active") {
        None => None,
        Some("true" | "1") => Some(true),
        Some("false" | "0") => Some(false),
        Some(_) => return Err(failure(400, "is_active is true or false.")),
    };
    let users = world
        .netnut
        .sub_users
        .values()
        .filter(|user| wanted.is_none_or(|active| user.active == active))
        .map(SubUser::to_json)
        .collect();
    let envelope = enveloped(Json::List(users));
    Ok(Answer::json(
        200,
        &match world.netnut.envelope {
            NetnutEnvelope::List => Json::List(vec![envelope]),
            NetnutEnvelope::Object => envelope,
        },
    ))
}

fn get(world: &mut World, call: &Call<'_>) -> Handled {
    let user = world.netnut.sub_user(call.key)?.to_json();
    Ok(Answer::json(
        200,
        &match world.netnut.envelope {
            NetnutEnvelope::List => Json::List(vec![enveloped(Json::List(vec![user]))]),
            NetnutEnvelope::Object => enveloped(user),
        },
    ))
}

fn create(world: &mut World, call: &Call<'_>) -> Handled {
    let body = call.inbound.members();
    required(&body, "customer_dashboard_pwd", "customer_dashboard_pwd is required.")?;
    if body.has("snkrs_private_pool") && body.decimal("snkrs_private_pool").is_none() {
        return Err(failure(400, "snkrs_private_pool is a number."));
    }
    let user = SubUser {
        id: world.netnut.next_id,
        email: required(&body, "customer_dashboard_email", "customer_dashboard_email is required.")?,
        name: required(&body, "customer_name", "customer_name is required.")?,
        login_name: required(&body, "customer_login_name", "customer_login_name is required.")?,
        login_password: required(&body, "customer_login_pwd", "customer_login_pwd is required.")?,
        active: true,
        plans: Default::default(),
        ips: 0,
    };
    let answer = changed(&world.netnut, user.to_json());
    world.netnut.next_id += 1;
    world.netnut.sub_users.insert(user.id, user);
    Ok(answer)
}

fn change_password(world: &mut World, call: &Call<'_>) -> Handled {
    let user = world.netnut.sub_user(call.key)?;
    user.login_password = required(&call.inbound.members(), "new_login_pwd", "new_login_pwd is required.")?;
    let user = user.to_json();
    Ok(changed(&world.netnut, user))
}

fn allocate(world: &mut World, call: &Call<'_>) -> Handled {
    let body = call.inbound.members();
    world.netnut.sub_user(call.key)?;
    let amount = positive(&body, "allocate", "allocate is a number of GB greater than 0.")?;
    let product = body
        .text("product_type")
        .filter(|product| PRODUCT_TYPES.contains(&product.as_str()))
        .ok_or_else(|| failure(400, "product_type is one of *, dc, res, stc, mob."))?;
    let mut gained = Plan::default();
    let mut main = world.netnut.balance;
    let plan = world.netnut.sub_user(call.key)?.plans.get(&product);
    gained.left = plan.map_or(Decimal::ZERO, |plan| plan.left);
    transfer(&mut main, &mut gained.left, amount).map_err(not_moved)?;
    world.netnut.sub_user(call.key)?.plans.entry(product).or_default().left = gained.left;
    world.netnut.balance = main;
    // The documents show a token here; clients found no meaning in it.
    let body = Json::map([("success", true.into()), ("token", world.ids.token().into())]);
    Ok(Answer::json(200, &body))
}

fn allocate_ips(world: &mut World, call: &Call<'_>) -> Handled {
    let body = call.inbound.members();
    let user = world.netnut.sub_user(call.key)?;
    required(&body, "access_point", "access_point is required.")?;
    required(&body, "country_code", "country_code is required.")?;
    let ips = positive(&body, "ips", "ips is a number greater than 0.")?;
    positive(&body, "bandwidth", "bandwidth is a number greater than 0.")?;
    let ips = u64::try_from(ips).map_err(|_| failure(400, "ips is a whole number."))?;
    user.ips = user.ips.saturating_add(ips);
    Ok(done("null"))
}

fn disable(world: &mut World, call: &Call<'_>) -> Handled {
    world.netnut.sub_user(call.key)?.active = false;
    Ok(done("The sub-user is disabled."))
}

fn usage(world: &mut World, call: &Call<'_>) -> Handled {
    let usage = world.netnut.sub_user(call.key)?.usage();
    Ok(Answer::json(200, &enveloped(usage)))
}

fn login(world: &mut World, call: &Call<'_>) -> Handled {
    let body = call.inbound.members();
    let email = required(&body, "email", "email is required.")?;
    let password = required(&body, "password", "password is required.")?;
    if email != DEMO_EMAIL || password != NETNUT_PASSWORD {
        return Err(failure(401, "The e-mail address or the password is wrong."));
    }
    let token = world.ids.token();
    let end = world.clock.now().saturating_add(TOKEN_LASTS);
    let body = Json::map([("success", true.into()), ("token", (&token).into())]);
    world.netnut.tokens.insert(token, end);
    Ok(Answer::json(200, &body))
}

fn enveloped(data: Json) -> Json {
    Json::map([("success", true.into()), ("data", data)])
}

/// What a call that changes one sub-user answers.
fn changed(netnut: &Netnut, user: Json) -> Answer {
    let data = match netnut.envelope {
        NetnutEnvelope::List => Json::List(vec![user]),
        NetnutEnvelope::Object => user,
    };
    Answer::json(200, &enveloped(data))
}

fn done(message: &'static str) -> Answer {
    Answer::json(200, &Json::map([("success", true.into()), ("message", message.into())]))
}

fn required(body: &Members, name: &str, otherwise: &'static str) -> Result<String, Answer> {
    body.text(name).filter(|text| !text.is_empty()).ok_or_else(|| failure(400, otherwise))
}

fn positive(body: &Members, name: &str, otherwise: &'static str) -> Result<Decimal, Answer> {
    body.decimal(name).filter(|amount| *amount > Decimal::ZERO).ok_or_else(|| failure(400, otherwise))
}

fn not_moved(why: NotMoved) -> Answer {
    match why {
        NotMoved::Overdrawn => failure(400, "The account has less traffic than that."),
        NotMoved::TooManyDigits => failure(400, "The amount has more digits than the sandbox can hold."),
    }
}
