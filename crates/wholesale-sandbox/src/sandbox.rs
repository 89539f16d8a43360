//! The guard a test holds: where the sandbox is, what it should do wrong, and what it has seen.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use rust_decimal::Decimal;

use crate::builder::Builder;
use crate::exchange::Shared;
use crate::faults::Fault;
use crate::journal::Arrived;
use crate::plan::{Plan, UnknownOperation};
use crate::plans::Aim;
use crate::provider::Provider;
use crate::routes::operations;
use crate::server::Server;
use crate::state::{SandboxAccount, Settings, World};

/// The four providers, running on a port of this machine until this guard is dropped.
///
/// The server has a thread and a runtime of its own: the guard may be made and dropped in synchronous code and outlives
/// any runtime. Names of providers are those of [`Sandbox::providers`]; a method that takes one panics on any other, as
/// that is a mistake in the test.
pub struct Sandbox {
    shared: Arc<Shared>,
    // Last: it joins the thread.
    server: Server,
}

impl Sandbox {
    /// Starts a sandbox with the settings that [`Builder`] documents as the usual ones.
    ///
    /// # Errors
    /// If no port or no thread is to be had.
    pub async fn start() -> io::Result<Sandbox> {
        Builder::new().start().await
    }

    /// The same as [`Sandbox::start`] for a caller that has no runtime.
    ///
    /// # Errors
    /// If no port or no thread is to be had.
    pub fn start_blocking() -> io::Result<Sandbox> {
        Builder::new().start_blocking()
    }

    /// Settings for a sandbox that differs from the usual one.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn with(port: u16, settings: Settings) -> io::Result<Sandbox> {
        let shared = Arc::new(Shared(Mutex::new(World::new(settings))));
        let server = Server::start(port, Arc::clone(&shared))?;
        Ok(Sandbox { shared, server })
    }

    /// The names of the providers.
    pub fn providers() -> [&'static str; 4] {
        Provider::ALL.map(Provider::name)
    }

    /// Every operation, as `provider.operation`: what [`Sandbox::fail`] takes.
    pub fn operations() -> Vec<String> {
        let mut all: Vec<_> = operations().map(|(provider, operation)| format!("{provider}.{operation}")).collect();
        // An operation that has two paths stands in two rows.
        all.dedup();
        all
    }

    /// The base URL of a provider, to be given to its client.
    #[track_caller]
    pub fn url(&self, provider: &str) -> String {
        format!("http://{}{}", self.server.address, named(provider).prefix())
    }

    /// Where the sandbox listens.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// The credentials a provider accepts, by the names that the clients have for them: `token` for IPRoyal; `token`,
    /// `email` and `password` for NetNut; `userid` and `api_key` for NeuCRM; `auth_userid` and `api_key` for LogicBoxes.
    #[track_caller]
    pub fn credentials(&self, provider: &str) -> &'static [(&'static str, &'static str)] {
        named(provider).credentials()
    }

    /// Plans that something goes wrong with the next request to an operation: `iproyal.give_traffic` for one operation,
    /// `iproyal.*` for one provider, `*` for all. The [`Plan`] that is returned can make it happen more often, later, or
    /// by chance. Of several plans for a request the one that was made first happens, and [`Fault::Latency`] besides.
    ///
    /// # Panics
    /// If there is no such operation; see [`Sandbox::try_fail`].
    #[track_caller]
    #[allow(clippy::panic, reason = "a misspelt operation would never be hit and the test would pass for nothing")]
    pub fn fail(&self, operation: &str, fault: Fault) -> Plan {
        match self.try_fail(operation, fault) {
            Ok(plan) => plan,
            Err(error) => panic!("{error}"),
        }
    }

    /// [`Sandbox::fail`] for names that come from elsewhere.
    ///
    /// # Errors
    /// If there is no such operation.
    pub fn try_fail(&self, operation: &str, fault: Fault) -> Result<Plan, UnknownOperation> {
        let aim = Aim::read(operation).ok_or_else(|| UnknownOperation::new(operation))?;
        let id = self.shared.world().plans.add(aim, fault);
        Ok(Plan::new(Arc::clone(&self.shared), id))
    }

    /// Lets every request go on that hangs, of all plans.
    pub fn release(&self) {
        self.shared.world().plans.open_all();
    }

    /// The requests that arrived, oldest first; the last 10,000 unless the builder was told otherwise.
    pub fn journal(&self) -> Vec<Arrived> {
        self.shared.world().journal.entries()
    }

    /// Forgets the requests that arrived. Their numbers go on.
    pub fn clear_journal(&self) {
        self.shared.world().journal.clear();
    }

    /// Starts over: accounts, balances, ids, tokens, journal, plans and clock are as they were at the start. Requests that
    /// hang are broken off.
    pub fn reset(&self) {
        self.shared.world().reset();
    }

    /// Moves the sandbox's clock forward, for tokens to expire: those of LogicBoxes last 120 seconds, those of the NetNut
    /// login 24 hours.
    pub fn advance(&self, by: Duration) {
        self.shared.world().clock.advance(by);
    }

    /// The time by the sandbox's clock.
    pub fn now(&self) -> SystemTime {
        UNIX_EPOCH + self.shared.world().clock.now()
    }

    /// What the main account has left: GB at IPRoyal and NetNut, money at the others.
    #[track_caller]
    pub fn account_balance(&self, provider: &str) -> Decimal {
        let provider = named(provider);
        self.shared.world().account_balance(provider)
    }

    /// The accounts below the main account, in the order they were made.
    #[track_caller]
    pub fn accounts(&self, provider: &str) -> Vec<SandboxAccount> {
        let provider = named(provider);
        self.shared.world().accounts(provider)
    }

    /// One account, by the provider's key.
    #[track_caller]
    pub fn account(&self, provider: &str, id: &str) -> Option<SandboxAccount> {
        self.accounts(provider).into_iter().find(|account| account.id == id)
    }

    /// How often an operation was carried out, `provider.operation`; whether its answer arrived does not matter.
    ///
    /// # Panics
    /// If there is no such operation.
    #[track_caller]
    #[allow(clippy::panic, reason = "a misspelt operation would be reported as never carried out")]
    pub fn applied(&self, operation: &str) -> u64 {
        match Aim::read(operation) {
            Some(Aim::Operation(provider, operation)) => self.shared.world().applied(provider, operation),
            _ => panic!("{}", UnknownOperation::new(operation)),
        }
    }

    /// Uses up GB of a sub-user of IPRoyal or NetNut, as its owner would. False if it has not that much, does not exist, or
    /// the provider does not sell traffic.
    #[track_caller]
    pub fn use_traffic(&self, provider: &str, id: &str, gb: Decimal) -> bool {
        let provider = named(provider);
        gb > Decimal::ZERO && self.shared.world().use_traffic(provider, id, gb)
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Sandbox").field("address", &self.server.address).finish_non_exhaustive()
    }
}

#[track_caller]
#[allow(clippy::panic, reason = "a misspelt provider is a mistake in the test that no test should survive")]
pub(crate) fn named(provider: &str) -> Provider {
    match Provider::from_name(provider) {
        Some(provider) => provider,
        None => panic!("the sandbox has no provider {provider:?}; it has {}", Sandbox::providers().join(", ")),
    }
}
