//! Everything the four providers remember, in one place behind one lock, and the settings it starts from.

use std::collections::BTreeMap;
use std::time::SystemTime;

use rust_decimal::Decimal;

use crate::call::{Call, Inbound};
use crate::clock::Clock;
use crate::iproyal::{self, Iproyal};
use crate::journal::Journal;
use crate::logicboxes::{self, Logicboxes};
use crate::netnut::{self, Netnut, NetnutEnvelope};
use crate::neucrm::{self, Neucrm};
use crate::plans::Plans;
use crate::provider::Provider;
use crate::routes::{Access, Handled, Route};
use crate::seed::Seed;

/// What a sandbox starts from, and starts over from.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    pub(crate) seed: u64,
    pub(crate) balances: BTreeMap<Provider, Decimal>,
    pub(crate) journal_limit: usize,
    pub(crate) netnut_envelope: NetnutEnvelope,
    /// The instant at which the clock stands; it runs if there is none.
    pub(crate) standing_at: Option<SystemTime>,
}

impl Settings {
    pub(crate) fn balance(&self, provider: Provider) -> Decimal {
        self.balances.get(&provider).copied().unwrap_or_else(|| default_balance(provider))
    }
}

fn default_balance(provider: Provider) -> Decimal {
    match provider {
        Provider::Iproyal | Provider::Netnut => Decimal::from(1_000),
        Provider::Neucrm | Provider::Logicboxes => Decimal::from(10_000),
    }
}

/// An account below the main account, the same for every provider.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SandboxAccount {
    /// The provider's key: the hash of an IPRoyal sub-user, the decimal number elsewhere.
    pub id: String,
    /// The username, login name, reseller name or e-mail address.
    pub name: String,
    /// What is left: GB for IPRoyal and NetNut, money for the others.
    pub balance: Decimal,
    /// What was used up, in the same unit.
    pub used: Decimal,
    /// False for a NetNut sub-user that was disabled.
    pub active: bool,
}

/// The state of all four providers.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) settings: Settings,
    /// Counts the times the world started over, so that a request that was held up does not reach the next one.
    pub(crate) generation: u64,
    pub(crate) clock: Clock,
    pub(crate) ids: Seed,
    pub(crate) iproyal: Iproyal,
    pub(crate) netnut: Netnut,
    pub(crate) neucrm: Neucrm,
    pub(crate) logicboxes: Logicboxes,
    pub(crate) journal: Journal,
    pub(crate) plans: Plans,
    applied: BTreeMap<(Provider, &'static str), u64>,
}

impl World {
    pub(crate) fn new(settings: Settings) -> Self {
        let mut ids = Seed::new(settings.seed);
        let clock = match settings.standing_at {
            Some(instant) => Clock::standing(instant),
            None => Clock::running(),
        };
        Self {
            generation: 0,
            iproyal: Iproyal::new(settings.balance(Provider::Iproyal), &mut ids),
            netnut: Netnut::new(settings.balance(Provider::Netnut), settings.netnut_envelope, &mut ids),
            neucrm: Neucrm::new(settings.balance(Provider::Neucrm)),
            logicboxes: Logicboxes::new(settings.balance(Provider::Logicboxes), &clock, &mut ids),
            journal: Journal::new(settings.journal_limit),
            // Of its own, so that a plan with a probability does not change the ids.
            plans: Plans::new(settings.seed),
            applied: BTreeMap::new(),
            clock,
            ids,
            settings,
        }
    }

    /// Starts over. Plans that are forgotten break the connections they held.
    pub(crate) fn reset(&mut self) {
        let (generation, plans) = (self.generation + 1, self.plans.next_id());
        *self = World::new(self.settings.clone());
        self.generation = generation;
        self.plans.continue_from(plans);
    }

    /// Lets the provider work on a request and counts it if it was carried out.
    pub(crate) fn run(&mut self, provider: Provider, route: &Route, call: &Call<'_>) -> Handled {
        if route.access == Access::Credentials {
            match provider {
                Provider::Iproyal => iproyal::authorise(call),
                Provider::Netnut => netnut::authorise(self, call),
                Provider::Neucrm => neucrm::authorise(call),
                Provider::Logicboxes => logicboxes::authorise(call),
            }?;
        }
        let answer = (route.run)(self, call)?;
        *self.applied.entry((provider, route.operation)).or_default() += 1;
        Ok(answer)
    }

    pub(crate) fn applied(&self, provider: Provider, operation: &str) -> u64 {
        self.applied.iter().find(|((of, name), _)| *of == provider && *name == operation).map_or(0, |(_, times)| *times)
    }

    pub(crate) fn account_balance(&self, provider: Provider) -> Decimal {
        match provider {
            Provider::Iproyal => self.iproyal.balance,
            Provider::Netnut => self.netnut.balance,
            Provider::Neucrm => self.neucrm.balance,
            Provider::Logicboxes => self.logicboxes.balance,
        }
    }

    pub(crate) fn accounts(&self, provider: Provider) -> Vec<SandboxAccount> {
        match provider {
            Provider::Iproyal => self.iproyal.accounts(),
            Provider::Netnut => self.netnut.accounts(),
            Provider::Neucrm => self.neucrm.accounts(),
            Provider::Logicboxes => self.logicboxes.accounts(),
        }
    }

    /// Uses up traffic of an account, as its owner would; false if it has not that much or does not exist.
    pub(crate) fn use_traffic(&mut self, provider: Provider, id: &str, amount: Decimal) -> bool {
        match provider {
            Provider::Iproyal => self.iproyal.use_traffic(id, amount),
            Provider::Netnut => self.netnut.use_traffic(id, amount),
            Provider::Neucrm | Provider::Logicboxes => false,
        }
    }
}

/// What a provider reads parameters from: the forms of NeuCRM and LogicBoxes are as good as a query, to the second.
pub(crate) fn fields(provider: Provider, inbound: &Inbound) -> crate::call::Fields {
    match provider {
        Provider::Iproyal | Provider::Netnut => inbound.query(),
        Provider::Neucrm => inbound.form(),
        Provider::Logicboxes => inbound.query().and(inbound.form()),
    }
}
