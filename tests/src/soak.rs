//! Mixed calls over all four providers at once with faults by chance, and then the books: every call against the journal of
//! the sandbox, every account's balance to the last digit.

mod books;
mod chance;
mod plan;

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::task::JoinSet;
use wholesale_runtime::{Error, dec};
use wholesale_sandbox::{Decimal, Sandbox, SandboxAccount};

use crate::scenarios::{APIS, Clients, Settings};
use books::Made;
use plan::{Accounts, Maker};

/// What to do.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Calls to make.
    pub calls: u64,
    /// Calls to make at once.
    pub concurrency: u64,
    /// What everything that is left to chance comes from.
    pub seed: u64,
}

/// What came of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Report {
    /// Calls made.
    pub calls: u64,
    /// Those that succeeded.
    pub succeeded: u64,
    /// Those that failed, and whose error said that nothing was applied.
    pub refused: u64,
    /// Those that failed, and whose error said that they may have been applied.
    pub ambiguous: u64,
    /// Those of the ambiguous ones that the sandbox had applied.
    pub ambiguous_and_applied: u64,
    /// Requests that arrived at the sandbox.
    pub requests: u64,
    /// Faults that hit a request.
    pub faults: u64,
    /// Requests that the clients sent again.
    pub retries: u64,
    /// Calls that change something and were applied more than once.
    pub duplicates: u64,
    /// Calls that succeeded and were not applied.
    pub lost: u64,
    /// Calls that were applied although their error said that they were not.
    pub hidden: u64,
    /// Accounts that exist, or not, against what the calls said.
    pub wrong_accounts: u64,
    /// Sum of the differences between the balance of every account and what the calls make of it.
    pub difference: Decimal,
    /// What the providers together have more than, or less than, at the start.
    pub main_difference: Decimal,
}

impl Report {
    /// Whether nothing is there twice, lost, hidden or wrong.
    #[must_use]
    pub fn balances(&self) -> bool {
        (self.duplicates, self.lost, self.hidden, self.wrong_accounts) == (0, 0, 0, 0)
            && self.difference.is_zero()
            && self.main_difference.is_zero()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows: [(&str, &dyn fmt::Display); 14] = [
            ("calls", &self.calls),
            ("succeeded", &self.succeeded),
            ("refused, nothing applied", &self.refused),
            ("ambiguous", &self.ambiguous),
            ("  of these applied", &self.ambiguous_and_applied),
            ("requests that arrived", &self.requests),
            ("faults hit", &self.faults),
            ("sent again", &self.retries),
            ("duplicates (must be 0)", &self.duplicates),
            ("lost (must be 0)", &self.lost),
            ("applied unsaid (must be 0)", &self.hidden),
            ("wrong accounts (must be 0)", &self.wrong_accounts),
            ("difference (must be 0)", &self.difference),
            ("main balances (must be 0)", &self.main_difference),
        ];
        for (what, value) in rows {
            writeln!(f, "{what:<28}{value:>10}")?;
        }
        Ok(())
    }
}

/// Why there is no report.
#[derive(Debug)]
pub enum Failure {
    /// The sandbox did not start.
    Sandbox(io::Error),
    /// A client could not be built, or an account not made before the faults began.
    Setup(Box<Error>),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sandbox(error) => write!(f, "the sandbox did not start: {error}"),
            Self::Setup(error) => write!(f, "nothing could be prepared: {error}"),
        }
    }
}

impl std::error::Error for Failure {}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Setup(Box::new(error))
    }
}

/// Accounts of each provider that live all the time.
const ACCOUNTS: usize = 16;

/// Makes the calls and does the books.
///
/// # Errors
/// When the sandbox cannot be started, or nothing prepared.
pub async fn soak(options: Options) -> Result<Report, Failure> {
    let kept = usize::try_from(options.calls).unwrap_or(usize::MAX).saturating_mul(4).saturating_add(1_000);
    let mut builder = Sandbox::builder().seed(options.seed).journal_limit(kept);
    for api in APIS {
        builder = builder.balance(api.provider, 1_000_000_000);
    }
    let sandbox = builder.start().await.map_err(Failure::Sandbox)?;
    let settings = Settings::default();
    let clients = Arc::new(Clients::new(&sandbox, &settings)?);
    let accounts = Arc::new(prepare(&clients).await?);
    let before = Snapshot::take(&sandbox);
    sandbox.clear_journal();

    let faults = plan::faults(&sandbox);
    let made = call(options, &clients, &accounts).await;
    let mut report = books::balance(&made, &sandbox.journal(), &before, &Snapshot::take(&sandbox));
    report.faults = faults.iter().map(wholesale_sandbox::Plan::hits).sum();
    report.retries = settings.retries.count();
    Ok(report)
}

/// Accounts with enough on them that no settlement overdraws one.
async fn prepare(clients: &Clients) -> Result<Accounts, Failure> {
    let mut accounts = Accounts::default();
    for number in 0..ACCOUNTS {
        let name = format!("fixed-{number}");
        let user = clients.iproyal.create_sub_user().username(&name).password("s3cret-pass").traffic(100_000);
        accounts.iproyal.push((user.send().await?.hash, name.clone()));
        accounts.netnut.push((clients.create_netnut(&name).await?, name.clone()));
        let id = clients.create_neucrm(&name).await?;
        clients.neucrm.update_wallet().resellerid(&id).action("TopUp").amt(100_000).send().await?;
        accounts.neucrm.push((id, name.clone()));
        let username = format!("{name}@example.com");
        let id = clients.create_logicboxes(&username).await?;
        clients.add_funds(&id, dec!(1), &name).await?;
        accounts.logicboxes.push((id, username));
    }
    Ok(accounts)
}

/// Makes every call, and says what each said of itself.
async fn call(options: Options, clients: &Arc<Clients>, accounts: &Arc<Accounts>) -> Vec<Made> {
    let next = Arc::new(AtomicU64::new(1));
    let made = Arc::new(Mutex::new(Vec::new()));
    let mut workers = JoinSet::new();
    for _ in 0..options.concurrency.max(1) {
        let (next, made) = (Arc::clone(&next), Arc::clone(&made));
        let mut maker = Maker::new(Arc::clone(clients), Arc::clone(accounts), options.seed);
        workers.spawn(async move {
            let mut mine = Vec::new();
            loop {
                let number = next.fetch_add(1, Ordering::SeqCst);
                if number > options.calls {
                    break;
                }
                mine.push(maker.make(number).await);
            }
            made.lock().unwrap_or_else(PoisonError::into_inner).append(&mut mine);
        });
    }
    workers.join_all().await;
    std::mem::take(&mut *made.lock().unwrap_or_else(PoisonError::into_inner))
}

/// What everybody has at one moment.
struct Snapshot {
    /// By provider and name.
    accounts: BTreeMap<(&'static str, String), Vec<Decimal>>,
    total: Decimal,
}

impl Snapshot {
    fn take(sandbox: &Sandbox) -> Self {
        let mut accounts: BTreeMap<_, Vec<_>> = BTreeMap::new();
        let mut total = Decimal::ZERO;
        for api in APIS {
            total += sandbox.account_balance(api.provider);
            for SandboxAccount { name, balance, .. } in sandbox.accounts(api.provider) {
                total += balance;
                accounts.entry((api.provider, name)).or_default().push(balance);
            }
        }
        Self { accounts, total }
    }
}
