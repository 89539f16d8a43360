//! IPRoyal: sub-users with traffic that is moved to and from the main account.

pub(crate) mod accounts;

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;
use crate::provider::DEMO_KEY;
use crate::purse::{NotMoved, transfer};
use crate::seed::Seed;
use crate::state::SandboxAccount;

/// What IPRoyal remembers.
#[derive(Debug)]
pub(crate) struct Iproyal {
    pub(crate) balance: Decimal,
    hash: String,
    next_id: u64,
    sub_users: SubUsers,
}

#[derive(Clone, Debug)]
struct SubUser {
    id: u64,
    hash: String,
    username: String,
    password: String,
    available: Decimal,
    used: Decimal,
}

impl Iproyal {
    pub(crate) fn new(balance: Decimal, ids: &mut Seed) -> Self {
        Self { balance, hash: ids.ulid(), next_id: ids.within(1, 1_000), sub_users: SubUsers::default() }
    }

    pub(crate) fn accounts(&self) -> Vec<SandboxAccount> {
        self.sub_users
            .iter()
            .map(|user| SandboxAccount {
                id: user.hash.clone(),
                name: user.username.clone(),
                balance: user.available,
                used: user.used,
                active: true,
            })
            .collect()
    }

    pub(crate) fn use_traffic(&mut self, hash: &str, amount: Decimal) -> bool {
        self.sub_users.get_mut(hash).is_ok_and(|user| transfer(&mut user.available, &mut user.used, amount).is_ok())
    }
}

/// The sub-users in the order they were created, found by hash.
#[derive(Debug, Default)]
struct SubUsers {
    by_id: BTreeMap<u64, SubUser>,
    ids: HashMap<String, u64>,
}

impl SubUsers {
    fn iter(&self) -> impl Iterator<Item = &SubUser> {
        self.by_id.values()
    }

    fn len(&self) -> usize {
        self.by_id.len()
    }

    fn get(&self, hash: &str) -> Result<&SubUser, Answer> {
        self.ids.get(hash).and_then(|id| self.by_id.get(id)).ok_or_else(not_found)
    }

    fn get_mut(&mut self, hash: &str) -> Result<&mut SubUser, Answer> {
        self.ids.get(hash).and_then(|id| self.by_id.get_mut(id)).ok_or_else(not_found)
    }

    fn insert(&mut self, user: SubUser) {
        self.ids.insert(user.hash.clone(), user.id);
        self.by_id.insert(user.id, user);
    }

    fn remove(&mut self, hash: &str) {
        if let Some(id) = self.ids.remove(hash) {
            self.by_id.remove(&id);
        }
    }
}

fn not_found() -> Answer {
    refusal(404, "not_found", "There is no sub-user with this hash.")
}

impl SubUser {
    fn to_json(&self) -> Json {
        Json::map([
            ("id", self.id.into()),
            ("hash", (&self.hash).into()),
            ("username", (&self.username).into()),
            ("password", (&self.password).into()),
            ("traffic_available", self.available.into()),
            ("traffic_used", self.used.into()),
        ])
    }
}

/// Two shapes are known for a 401; a missing header gets one and a wrong token the other.
pub(crate) fn authorise(call: &Call<'_>) -> Result<(), Answer> {
    let Some(header) = call.inbound.header(http::header::AUTHORIZATION) else {
        let body = Json::map([("message", "No token was sent.".into())]);
        return Err(Answer::json(401, &body));
    };
    match header.split_once(' ') {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") && token == DEMO_KEY => Ok(()),
        _ => Err(refusal(401, "unauthorized", "The token is not valid.")),
    }
}

/// IPRoyal's error shape.
pub(crate) fn refusal(status: u16, code: &'static str, message: &'static str) -> Answer {
    let error = Json::map([("code", code.into()), ("message", message.into())]);
    Answer::json(status, &Json::map([("error", error)]))
}

/// A 422 that names the field.
fn invalid(field: &'static str, message: &'static str) -> Answer {
    let details = Json::map([(field, Json::List(vec![message.into()]))]);
    let error =
        Json::map([("code", "failed_validation".into()), ("message", message.into()), ("detailed_messages", details)]);
    Answer::json(422, &Json::map([("error", error)]))
}

fn not_moved(field: &'static str, why: NotMoved) -> Answer {
    invalid(
        field,
        match why {
            NotMoved::Overdrawn => "There is not enough traffic available.",
            NotMoved::TooManyDigits => "The amount has more digits than the sandbox can hold.",
        },
    )
}
