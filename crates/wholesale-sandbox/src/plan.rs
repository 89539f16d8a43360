//! The caller's hand on one planned fault.

use std::fmt;
use std::sync::Arc;

use crate::exchange::Shared;
use crate::provider::Provider;

/// A fault that was planned with [`Sandbox::fail`](crate::Sandbox::fail). It hits the next matching request, once, unless
/// it is told otherwise, and stays planned when this handle is dropped.
pub struct Plan {
    shared: Arc<Shared>,
    id: u64,
}

impl Plan {
    pub(crate) fn new(shared: Arc<Shared>, id: u64) -> Self {
        Self { shared, id }
    }

    /// Hits this many requests.
    pub fn times(self, times: u64) -> Self {
        self.shared.world().plans.set_times(self.id, Some(times));
        self
    }

    /// Hits every request.
    pub fn always(self) -> Self {
        self.shared.world().plans.set_times(self.id, None);
        self
    }

    /// Lets this many matching requests through first.
    pub fn after(self, requests: u64) -> Self {
        self.shared.world().plans.set_skip(self.id, requests);
        self
    }

    /// Hits this share of the requests (0 to 1), chosen by the seed: all the time, or until [`Plan::times`] were hit.
    pub fn probability(self, share: f64) -> Self {
        self.shared.world().plans.set_probability(self.id, share);
        self
    }

    /// How many requests it has hit.
    pub fn hits(&self) -> u64 {
        self.shared.world().plans.hits(self.id)
    }

    /// How many requests it makes hang at the moment. One whose client has left is no longer among them.
    pub fn waiting(&self) -> usize {
        self.shared.world().plans.waiting(self.id)
    }

    /// Lets the requests go on that this plan made hang; those it hits later are not held up.
    pub fn release(&self) {
        self.shared.world().plans.open(self.id);
    }

    /// Hits nothing more. Requests that hang go on hanging until they are released.
    pub fn cancel(&self) {
        self.shared.world().plans.set_times(self.id, Some(0));
    }
}

impl fmt::Debug for Plan {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Plan").field("id", &self.id).finish_non_exhaustive()
    }
}

/// There is no operation of this name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownOperation(String);

impl UnknownOperation {
    pub(crate) fn new(name: &str) -> Self {
        Self(name.to_owned())
    }
}

impl fmt::Display for UnknownOperation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let providers = Provider::ALL.map(Provider::name).join(", ");
        write!(
            formatter,
            "the sandbox has no operation {:?}; write provider.operation or provider.* with one of {providers}, or *, and see \
             Sandbox::operations() for all of them",
            self.0
        )
    }
}

impl std::error::Error for UnknownOperation {}
