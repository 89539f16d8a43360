//! NetNut: sub-users with traffic plans, a raw token, and answers in envelopes.

pub(crate) mod accounts;

use std::collections::BTreeMap;
use std::time::Duration;

use rust_decimal::Decimal;

use crate::answer::Answer;
use crate::call::Call;
use crate::json::Json;
use crate::provider::DEMO_KEY;
use crate::purse::{exact_sum, transfer};
use crate::seed::Seed;
use crate::state::{SandboxAccount, World};

/// How NetNut wraps what it answers: the documents and a production client disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NetnutEnvelope {
    /// A list of envelopes on a GET, and `data` always a list. This is what the documents show.
    #[default]
    List,
    /// One envelope, with `data` a list for the list and an object for one sub-user. This is what a client was seen to
    /// read.
    Object,
}

/// How long a token from the login lasts.
const TOKEN_LASTS: Duration = Duration::from_secs(24 * 60 * 60);

/// What NetNut remembers.
#[derive(Debug)]
pub(crate) struct Netnut {
    pub(crate) balance: Decimal,
    envelope: NetnutEnvelope,
    next_id: u64,
    sub_users: BTreeMap<u64, SubUser>,
    /// Tokens from the login, with the time they end.
    tokens: BTreeMap<String, Duration>,
}

#[derive(Clone, Debug)]
struct SubUser {
    id: u64,
    name: String,
    login_name: String,
    login_password: String,
    email: String,
    active: bool,
    /// One plan for each kind of product.
    plans: BTreeMap<String, Plan>,
    /// Addresses allocated, all access points together.
    ips: u64,
}

#[derive(Clone, Debug, Default)]
struct Plan {
    left: Decimal,
    used: Decimal,
}

impl Netnut {
    pub(crate) fn new(balance: Decimal, envelope: NetnutEnvelope, ids: &mut Seed) -> Self {
        Self {
            balance,
            envelope,
            next_id: ids.within(100_000, 100_000),
            sub_users: BTreeMap::new(),
            tokens: BTreeMap::new(),
        }
    }

    pub(crate) fn accounts(&self) -> Vec<SandboxAccount> {
        self.sub_users
            .values()
            .map(|user| SandboxAccount {
                id: user.id.to_string(),
                name: user.login_name.clone(),
                balance: user.plans.values().map(|plan| plan.left).sum(),
                used: user.plans.values().map(|plan| plan.used).sum(),
                active: user.active,
            })
            .collect()
    }

    /// Uses traffic of the first plan that has enough.
    pub(crate) fn use_traffic(&mut self, id: &str, amount: Decimal) -> bool {
        let user = id.parse().ok().and_then(|id: u64| self.sub_users.get_mut(&id));
        user.is_some_and(|user| {
            user.plans.values_mut().any(|plan| transfer(&mut plan.left, &mut plan.used, amount).is_ok())
        })
    }

    fn sub_user(&mut self, key: &str) -> Result<&mut SubUser, Answer> {
        key.parse()
            .ok()
            .and_then(|id: u64| self.sub_users.get_mut(&id))
            .ok_or_else(|| failure(200, "There is no sub-user with this id."))
    }
}

impl SubUser {
    fn to_json(&self) -> Json {
        Json::map([
            ("customer_id", self.id.into()),
            ("customer_name", (&self.name).into()),
            ("customer_login_name", (&self.login_name).into()),
            ("customer_dashboard_email", (&self.email).into()),
            ("customer_active", self.active.into()),
            // Not documented: a client has to put up with more than it knows.
            ("ips_allocated", self.ips.into()),
        ])
    }

    fn usage(&self) -> Json {
        let plans = self.plans.iter().map(|(product, plan)| {
            let total = exact_sum(plan.left, plan.used).unwrap_or(plan.left);
            Json::map([
                ("product_type", product.into()),
                // GB values come as numbers and as strings; here are both.
                ("plan_gb", total.into()),
                ("total_gb_used", plan.used.normalize().to_string().into()),
                ("is_active", true.into()),
            ])
        });
        Json::List(plans.collect())
    }
}

/// The header is the token and nothing else: `Bearer` in front of it is not understood.
pub(crate) fn authorise(world: &World, call: &Call<'_>) -> Result<(), Answer> {
    let token = call.inbound.header(http::header::AUTHORIZATION).unwrap_or("");
    let logged_in = || world.netnut.tokens.get(token).is_some_and(|end| world.clock.now() < *end);
    if token == DEMO_KEY || logged_in() {
        Ok(())
    } else {
        Err(failure(401, "The token is missing, unknown or too old."))
    }
}

/// NetNut's error shape, with any status.
pub(crate) fn failure(status: u16, message: &'static str) -> Answer {
    Answer::json(status, &Json::map([("success", false.into()), ("message", message.into())]))
}
