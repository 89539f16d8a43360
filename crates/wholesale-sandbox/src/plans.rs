//! Which request meets which fault: plans in the order they were made, each with its own count.

use std::time::Duration;

use tokio::sync::watch;

use crate::faults::Fault;
use crate::provider::Provider;
use crate::seed::Seed;

/// What a plan is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Aim {
    Everything,
    Provider(Provider),
    Operation(Provider, &'static str),
}

impl Aim {
    /// Reads `*`, `iproyal.*` or `iproyal.give_traffic`; nothing if there is no such provider or operation.
    pub(crate) fn read(text: &str) -> Option<Aim> {
        if text == "*" {
            return Some(Aim::Everything);
        }
        let (provider, operation) = text.split_once('.')?;
        let provider = Provider::from_name(provider)?;
        if operation == "*" {
            return Some(Aim::Provider(provider));
        }
        crate::routes::operations()
            .find(|known| *known == (provider, operation))
            .map(|(_, operation)| Aim::Operation(provider, operation))
    }

    fn hits(self, provider: Provider, operations: &[&'static str]) -> bool {
        match self {
            Aim::Everything => true,
            Aim::Provider(aimed) => aimed == provider,
            Aim::Operation(aimed, operation) => aimed == provider && operations.contains(&operation),
        }
    }
}

/// What a request waits for when it hangs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Gate {
    Closed,
    Open,
}

/// The point in a request's life at which plans are looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Method and path are known.
    Head,
    /// The whole request is there.
    Whole,
}

#[derive(Debug)]
struct Planned {
    id: u64,
    aim: Aim,
    fault: Fault,
    /// Requests to let through first.
    skip: u64,
    /// None: as often as it is met.
    left: Option<u64>,
    /// Whether the caller said how often; a probability alone means every time.
    counted: bool,
    probability: Option<f64>,
    hits: u64,
    gate: watch::Sender<Gate>,
}

/// What befalls one request.
#[derive(Debug, Default)]
pub(crate) struct Struck {
    pub(crate) delay: Duration,
    /// The names of all that hit, in order.
    pub(crate) names: Vec<&'static str>,
    pub(crate) fault: Option<(Fault, watch::Receiver<Gate>)>,
}

/// All plans.
#[derive(Debug)]
pub(crate) struct Plans {
    plans: Vec<Planned>,
    next_id: u64,
    chance: Seed,
}

impl Plans {
    pub(crate) fn new(seed: u64) -> Self {
        Self { plans: Vec::new(), next_id: 0, chance: Seed::new(!seed) }
    }

    pub(crate) fn next_id(&self) -> u64 {
        self.next_id
    }

    /// Ids are never given twice, so that a handle from before a reset reaches nothing.
    pub(crate) fn continue_from(&mut self, next_id: u64) {
        self.next_id = next_id;
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.plans.is_empty()
    }

    /// A plan that hits once.
    pub(crate) fn add(&mut self, aim: Aim, fault: Fault) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        self.plans.push(Planned {
            id,
            aim,
            fault,
            skip: 0,
            left: Some(1),
            counted: false,
            probability: None,
            hits: 0,
            gate: watch::Sender::new(Gate::Closed),
        });
        id
    }

    pub(crate) fn set_times(&mut self, id: u64, times: Option<u64>) {
        self.change(id, |plan| {
            plan.left = times;
            plan.counted = true;
        });
    }

    pub(crate) fn set_skip(&mut self, id: u64, skip: u64) {
        self.change(id, |plan| plan.skip = skip);
    }

    pub(crate) fn set_probability(&mut self, id: u64, probability: f64) {
        self.change(id, |plan| {
            plan.probability = Some(probability);
            if !plan.counted {
                plan.left = None;
            }
        });
    }

    pub(crate) fn open(&mut self, id: u64) {
        self.change(id, |plan| {
            plan.gate.send_replace(Gate::Open);
        });
    }

    pub(crate) fn open_all(&mut self) {
        for plan in &self.plans {
            plan.gate.send_replace(Gate::Open);
        }
    }

    pub(crate) fn hits(&self, id: u64) -> u64 {
        self.plans.iter().find(|plan| plan.id == id).map_or(0, |plan| plan.hits)
    }

    /// Requests that this plan holds up at the moment.
    pub(crate) fn waiting(&self, id: u64) -> usize {
        self.plans.iter().find(|plan| plan.id == id).map_or(0, |plan| plan.gate.receiver_count())
    }

    fn change(&mut self, id: u64, change: impl FnOnce(&mut Planned)) {
        if let Some(plan) = self.plans.iter_mut().find(|plan| plan.id == id) {
            change(plan);
        }
    }

    /// The faults a request meets: every latency that is due, and the first of the others.
    pub(crate) fn strike(&mut self, stage: Stage, provider: Provider, operations: &[&'static str]) -> Struck {
        let mut struck = Struck::default();
        for plan in &mut self.plans {
            let at = match plan.fault {
                Fault::ResetBeforeRead => Stage::Head,
                _ => Stage::Whole,
            };
            if at != stage || plan.left == Some(0) || !plan.aim.hits(provider, operations) {
                continue;
            }
            let is_latency = matches!(plan.fault, Fault::Latency(_));
            if struck.fault.is_some() && !is_latency {
                continue;
            }
            if plan.skip > 0 {
                plan.skip -= 1;
                continue;
            }
            if plan.probability.is_some_and(|share| !self.chance.chance(share)) {
                continue;
            }
            plan.left = plan.left.map(|left| left - 1);
            plan.hits += 1;
            struck.names.push(plan.fault.name());
            match plan.fault {
                Fault::Latency(delay) => struck.delay = struck.delay.saturating_add(delay),
                _ => struck.fault = Some((plan.fault.clone(), plan.gate.subscribe())),
            }
        }
        struck
    }
}
