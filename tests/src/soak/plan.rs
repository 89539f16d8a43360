//! What goes wrong, and which call is made when.

use std::sync::Arc;
use std::time::Duration;

use wholesale_runtime::Error;
use wholesale_sandbox::{Decimal, Fault, Plan, RetryAfter, Sandbox};

use super::books::{Effect, Made, Outcome};
use super::chance::Chance;
use crate::scenarios::Clients;

/// What goes wrong with about every seventh request.
pub(super) fn faults(sandbox: &Sandbox) -> Vec<Plan> {
    let html = |status, content_type: &str| Fault::Html { status, content_type: content_type.to_owned() };
    let rated = |after| Fault::RateLimited { retry_after: Some(RetryAfter::Milliseconds(after)) };
    [
        (Fault::ResetBeforeRead, 0.01),
        (Fault::ResetBeforeApply, 0.01),
        (Fault::AppliedAndAnswerLost, 0.02),
        (Fault::AppliedThenStatus(502), 0.01),
        (Fault::AppliedThenStatus(503), 0.005),
        (Fault::AppliedThenStatus(504), 0.01),
        (Fault::status(502), 0.01),
        (Fault::status(503), 0.01),
        (Fault::status(504), 0.01),
        (rated(1), 0.01),
        (rated(3), 0.01),
        (Fault::TruncatedJson, 0.01),
        (Fault::MalformedJson, 0.005),
        (html(200, "application/json"), 0.005),
        (html(503, "text/html"), 0.005),
        (Fault::ProviderError, 0.01),
        (Fault::Latency(Duration::from_millis(2)), 0.01),
    ]
    .map(|(fault, share)| sandbox.fail("*", fault).probability(share))
    .into()
}

/// The key and the name of accounts of each provider.
#[derive(Debug, Clone, Default)]
pub(super) struct Accounts {
    pub(super) iproyal: Vec<(String, String)>,
    pub(super) netnut: Vec<(String, String)>,
    pub(super) neucrm: Vec<(String, String)>,
    pub(super) logicboxes: Vec<(String, String)>,
}

/// Makes calls, one after the other.
pub(super) struct Maker {
    clients: Arc<Clients>,
    /// Those that live all the time.
    fixed: Arc<Accounts>,
    /// Those that this maker made, to be deleted by it.
    own: Accounts,
    seed: u64,
}

impl Maker {
    pub(super) fn new(clients: Arc<Clients>, fixed: Arc<Accounts>, seed: u64) -> Self {
        Self { clients, fixed, own: Accounts::default(), seed }
    }

    /// Makes the call of this number. Its amount is like no other's, so that it is known again in the journal.
    pub(super) async fn make(&mut self, number: u64) -> Made {
        let mut chance = Chance::new(self.seed, number);
        // A millionth for each number: every sum of them is exact.
        let amount = Decimal::new(i64::try_from(number).unwrap_or_default(), 6);
        match chance.below(4) {
            0 => self.iproyal(number, amount, &mut chance).await,
            1 => self.netnut(number, amount, &mut chance).await,
            2 => self.neucrm(number, amount, &mut chance).await,
            _ => self.logicboxes(number, amount, &mut chance).await,
        }
    }

    async fn iproyal(&mut self, number: u64, amount: Decimal, chance: &mut Chance) -> Made {
        let (client, provider) = (&self.clients.iproyal, "iproyal");
        let (id, name) = chance.one_of(&self.fixed.iproyal).cloned().unwrap_or_default();
        match chance.below(20) {
            0..7 => {
                let result = client.give_traffic().hash(&id).amount(amount).send().await;
                Made::new(provider, Effect::moves(name, amount), number, result)
            }
            7..12 => {
                let result = client.take_traffic().hash(&id).amount(amount).send().await;
                Made::new(provider, Effect::moves(name, -amount), number, result)
            }
            12..14 => {
                let name = format!("soak-{number}");
                let result =
                    client.create_sub_user().username(&name).password("s3cret-pass").traffic(amount).send().await;
                self.own.iproyal.extend(result.iter().map(|user| (user.hash.clone(), name.clone())));
                Made::new(provider, Effect::Creates { name, balance: amount }, number, result)
            }
            14 if !self.own.iproyal.is_empty() => {
                let (id, name) = self.own.iproyal.swap_remove(0);
                let result = client.delete_sub_user().hash(&id).send().await;
                Made::new(provider, Effect::Deletes { id, name }, number, result)
            }
            15 => Made::new(provider, Effect::Nothing, number, client.list_sub_users().per_page(10).send().await),
            16 => Made::new(provider, Effect::Nothing, number, client.get_account().send().await),
            _ => Made::new(provider, Effect::Nothing, number, client.get_sub_user().hash(&id).send().await),
        }
    }

    async fn netnut(&mut self, number: u64, amount: Decimal, chance: &mut Chance) -> Made {
        let (client, provider) = (&self.clients.netnut, "netnut");
        let (id, name) = chance.one_of(&self.fixed.netnut).cloned().unwrap_or_default();
        match chance.below(20) {
            0..12 => {
                let result = client.allocate_traffic().id(&id).allocate(amount).product_type("res").send().await;
                Made::new(provider, Effect::moves(name, amount), number, result)
            }
            12 => {
                let name = format!("soak-{number}");
                let result = self.clients.create_netnut(&name).await;
                Made::new(provider, Effect::Creates { name, balance: Decimal::ZERO }, number, result)
            }
            13..15 => {
                let result = client.change_sub_user_password().id(&id).new_login_pwd("n3w-login").send().await;
                Made::new(provider, Effect::Nothing, number, result)
            }
            15..18 => Made::new(provider, Effect::Nothing, number, client.get_usage().id(&id).send().await),
            _ => Made::new(provider, Effect::Nothing, number, client.get_sub_user().id(&id).send().await),
        }
    }

    async fn neucrm(&mut self, number: u64, amount: Decimal, chance: &mut Chance) -> Made {
        let (client, provider) = (&self.clients.neucrm, "neucrm");
        let (id, name) = chance.one_of(&self.fixed.neucrm).cloned().unwrap_or_default();
        let wallet = |action: &'static str| client.update_wallet().resellerid(&id).action(action).amt(amount);
        match chance.below(20) {
            0..7 => Made::new(provider, Effect::moves(name, amount), number, wallet("TopUp").send().await),
            7..12 => Made::new(provider, Effect::moves(name, -amount), number, wallet("Settlement").send().await),
            12..14 => {
                let name = format!("soak-{number}");
                let result = self.clients.create_neucrm(&name).await;
                self.own.neucrm.extend(result.iter().map(|id| (id.clone(), name.clone())));
                Made::new(provider, Effect::Creates { name, balance: Decimal::ZERO }, number, result)
            }
            14 if !self.own.neucrm.is_empty() => {
                let (id, name) = self.own.neucrm.swap_remove(0);
                let result = client.delete_reseller().resellerid(&id).send().await;
                Made::new(provider, Effect::Deletes { id, name }, number, result)
            }
            15 => {
                let result = client.update_reseller().resellerid(&id).address("1 Example Street").send().await;
                Made::new(provider, Effect::Nothing, number, result)
            }
            16 => Made::new(provider, Effect::Nothing, number, client.count_resellers().send().await),
            _ => {
                let result = client.list_resellers().resellerid(&id).send().await;
                Made::new(provider, Effect::Nothing, number, result)
            }
        }
    }

    async fn logicboxes(&mut self, number: u64, amount: Decimal, chance: &mut Chance) -> Made {
        let (client, provider) = (&self.clients.logicboxes, "logicboxes");
        let (id, name) = chance.one_of(&self.fixed.logicboxes).cloned().unwrap_or_default();
        match chance.below(20) {
            0..12 => {
                let result = self.clients.add_funds(&id, amount.into(), &format!("soak-{number}")).await;
                Made::new(provider, Effect::moves(name, amount), number, result)
            }
            12..14 => {
                let name = format!("soak-{number}@example.com");
                let result = self.clients.create_logicboxes(&name).await;
                self.own.logicboxes.extend(result.iter().map(|id| (id.clone(), name.clone())));
                Made::new(provider, Effect::Creates { name, balance: Decimal::ZERO }, number, result)
            }
            14 if !self.own.logicboxes.is_empty() => {
                let (id, name) = self.own.logicboxes.swap_remove(0);
                let result = client.delete_customer().customer_id(&id).send().await;
                Made::new(provider, Effect::Deletes { id, name }, number, result)
            }
            15 => Made::new(provider, Effect::Nothing, number, client.get_promo_prices().send().await),
            16 => {
                let result = client.change_customer_password().customer_id(&id).new_passwd("n3w-passw0rd").send().await;
                Made::new(provider, Effect::Nothing, number, result)
            }
            _ => {
                Made::new(provider, Effect::Nothing, number, client.get_customer_by_id().customer_id(&id).send().await)
            }
        }
    }
}

impl Made {
    fn new<T>(provider: &'static str, effect: Effect, number: u64, result: Result<T, Error>) -> Self {
        let outcome = match result {
            Ok(_) => Outcome::Succeeded,
            Err(error) if error.may_have_been_applied() => Outcome::Ambiguous,
            Err(_) => Outcome::Refused,
        };
        Self { provider, effect, number, outcome }
    }
}
