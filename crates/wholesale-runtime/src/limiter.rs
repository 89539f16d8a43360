//! How many calls a client allows itself.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::Clock;
use governor::middleware::NoOpMiddleware;
use governor::state::{InMemoryState, NotKeyed};
use governor::{Quota, RateLimiter};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use crate::api::RateLimit;

/// The clock of the runtime that makes the calls, which is the one that waits.
#[derive(Debug, Clone)]
struct RuntimeClock {
    origin: Instant,
}

impl Clock for RuntimeClock {
    type Instant = Duration;

    fn now(&self) -> Duration {
        self.origin.elapsed()
    }
}

type Rate = RateLimiter<NotKeyed, InMemoryState, RuntimeClock, NoOpMiddleware<Duration>>;

/// A rate with a burst, and a number of calls in flight; shared by all clones of a client.
#[derive(Debug)]
pub(crate) struct Limiter {
    rate: Option<Rate>,
    clock: RuntimeClock,
    in_flight: Option<Arc<Semaphore>>,
}

impl Limiter {
    pub(crate) fn new(limit: RateLimit) -> Self {
        let clock = RuntimeClock { origin: Instant::now() };
        let rate = NonZeroU32::new(limit.per_second).map(|per_second| {
            let burst = NonZeroU32::new(limit.burst).unwrap_or(NonZeroU32::MIN);
            RateLimiter::direct_with_clock(Quota::per_second(per_second).allow_burst(burst), clock.clone())
        });
        let in_flight = limit.in_flight.map(|calls| Arc::new(Semaphore::new(calls.max(1) as usize)));
        Self { rate, clock, in_flight }
    }

    /// Waits for a turn; `None` when there is none within the time left. The permit is held while the call is made.
    pub(crate) async fn turn(&self, left: Duration) -> Option<Option<OwnedSemaphorePermit>> {
        let until = Instant::now().checked_add(left);
        let permit = match &self.in_flight {
            None => None,
            Some(slots) => {
                let slot = tokio::time::timeout(left, Arc::clone(slots).acquire_owned()).await.ok()?;
                Some(slot.ok()?)
            }
        };
        if let Some(rate) = &self.rate {
            while let Err(refused) = rate.check() {
                let wait = refused.wait_time_from(self.clock.now());
                let at = Instant::now().checked_add(wait)?;
                if until.is_some_and(|until| at > until) {
                    return None;
                }
                tokio::time::sleep_until(at).await;
            }
        }
        Some(permit)
    }
}
