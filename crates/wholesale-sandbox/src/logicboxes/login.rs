//! How a LogicBoxes customer logs in: a password for a token, a token for the customer.

use std::time::Duration;

use super::{done, failure, required};
use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;
use crate::routes::Handled;
use crate::state::World;

const TOKEN_LASTS: Duration = Duration::from_secs(120);
/// How many wrong passwords a customer has. The number is a guess; that there is one is not.
const MAX_ATTEMPTS: u64 = 5;

pub(super) fn generate_token(world: &mut World, call: &Call<'_>) -> Handled {
    let username = required(call.fields, "username")?;
    let password = required(call.fields, "passwd")?;
    required(call.fields, "ip")?;
    let id = world
        .logicboxes
        .by_username(username)
        .map(|customer| customer.id)
        .ok_or_else(|| failure("The username or the password is wrong."))?;
    let customer = world.logicboxes.customers.get_mut(&id);
    let Some(customer) = customer else {
        return Err(failure("The username or the password is wrong."));
    };
    if customer.failed_logins >= MAX_ATTEMPTS || customer.password != password {
        customer.failed_logins = (customer.failed_logins + 1).min(MAX_ATTEMPTS);
        return Err(refused(MAX_ATTEMPTS - customer.failed_logins));
    }
    customer.failed_logins = 0;
    let token = world.ids.uuid();
    let end = world.clock.now().saturating_add(TOKEN_LASTS);
    world.logicboxes.tokens.insert(token.clone(), (id, end));
    Ok(Answer::json(200, &token.into()))
}

/// One count as a number and one as a string: both were seen.
fn refused(remaining: u64) -> Answer {
    let body = Json::map([
        ("status", "ERROR".into()),
        ("message", "The username or the password is wrong.".into()),
        ("maxAttempts", MAX_ATTEMPTS.to_string().into()),
        ("remainingLoginAttempts", remaining.into()),
    ]);
    Answer::json(500, &body)
}

pub(super) fn authenticate_token(world: &mut World, call: &Call<'_>) -> Handled {
    let token = required(call.fields, "token")?;
    let now = world.clock.now();
    let logicboxes = &world.logicboxes;
    logicboxes
        .tokens
        .get(token)
        .filter(|(_, end)| now < *end)
        .and_then(|(id, _)| logicboxes.customers.get(id))
        .map(|customer| Answer::json(200, &customer.to_json()))
        .ok_or_else(|| failure("The token is unknown or too old."))
}

/// A new password also gives the customer its attempts back.
pub(super) fn change_password(world: &mut World, call: &Call<'_>) -> Handled {
    let password = required(call.fields, "new-passwd")?.to_owned();
    let customer = world.logicboxes.customer(call.fields)?;
    customer.password = password;
    customer.failed_logins = 0;
    Ok(done())
}
