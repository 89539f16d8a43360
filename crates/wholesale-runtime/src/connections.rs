//! Pools of connections, one for each tokio runtime that calls are made in.

use std::fmt;
use std::sync::{PoisonError, RwLock};

use tokio::runtime::{Handle, Id};

/// How many runtimes have a pool at the same time. With more, the one that was first asked for goes.
const POOLS: usize = 8;

/// Sets up a pool; a text says why it cannot be.
type SetUp = Box<dyn Fn() -> Result<reqwest::Client, String> + Send + Sync>;

/// A pool for each runtime. A connection is driven by the runtime that opened it: in another, it hangs as soon as that
/// one stands still, and breaks when it ends.
pub(crate) struct Connections {
    set_up: SetUp,
    /// The pool that was set up first belongs to whoever asks first.
    pools: RwLock<Vec<(Option<Id>, reqwest::Client)>>,
}

impl fmt::Debug for Connections {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connections").finish_non_exhaustive()
    }
}

impl Connections {
    /// No connection yet, but the certainty that pools can be set up.
    pub(crate) fn new(set_up: SetUp) -> Result<Self, String> {
        let first = set_up()?;
        Ok(Self { set_up, pools: RwLock::new(vec![(None, first)]) })
    }

    /// The pool of the runtime that this is called in.
    pub(crate) fn here(&self) -> Result<reqwest::Client, String> {
        let here = Some(Handle::try_current().map_err(|_| "a call needs a tokio runtime")?.id());
        let known = |pools: &[(Option<Id>, reqwest::Client)]| {
            pools.iter().find(|(runtime, _)| *runtime == here).map(|(_, pool)| pool.clone())
        };
        if let Some(pool) = known(&self.pools.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(pool);
        }
        let mut pools = self.pools.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(pool) = known(&pools) {
            return Ok(pool);
        }
        if let Some((runtime, pool)) = pools.iter_mut().find(|(runtime, _)| runtime.is_none()) {
            *runtime = here;
            return Ok(pool.clone());
        }
        let pool = (self.set_up)()?;
        if pools.len() == POOLS {
            pools.remove(0);
        }
        pools.push((here, pool.clone()));
        Ok(pool)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime")
    }

    fn connections() -> Connections {
        let tls = rustls::ClientConfig::builder_with_provider(rustls::crypto::ring::default_provider().into())
            .with_safe_default_protocol_versions()
            .expect("TLS")
            .with_root_certificates(rustls::RootCertStore::empty())
            .with_no_client_auth();
        let set_up = move || {
            let builder = reqwest::Client::builder().tls_backend_preconfigured(tls.clone());
            builder.build().map_err(|error| error.to_string())
        };
        Connections::new(Box::new(set_up)).expect("a pool can be set up")
    }

    fn owners(connections: &Connections) -> Vec<Option<Id>> {
        connections.pools.read().expect("nobody panicked").iter().map(|(runtime, _)| *runtime).collect()
    }

    #[test]
    fn each_runtime_has_a_pool_of_its_own() {
        let (connections, one, other) = (connections(), runtime(), runtime());
        for runtime in [&one, &other, &one] {
            runtime.block_on(async { connections.here().map(drop) }).expect("a pool");
        }
        assert_eq!(owners(&connections), [Some(one.handle().id()), Some(other.handle().id())]);
    }

    #[test]
    fn pools_of_runtimes_that_come_and_go_do_not_pile_up() {
        let (connections, runtimes) = (connections(), (0..POOLS + 3).map(|_| runtime()).collect::<Vec<_>>());
        for runtime in &runtimes {
            runtime.block_on(async { connections.here().map(drop) }).expect("a pool");
        }
        let latest: Vec<_> = runtimes[3..].iter().map(|runtime| Some(runtime.handle().id())).collect();
        assert_eq!(owners(&connections), latest);
    }

    #[test]
    fn outside_of_a_runtime_there_is_none() {
        assert_eq!(connections().here().map(drop), Err("a call needs a tokio runtime".to_owned()));
    }
}
