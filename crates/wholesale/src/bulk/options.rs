//! How a run is to go, and why it may not begin.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use futures_core::Stream;
use wholesale_runtime::{Error, Result};

use super::driver;
use super::item::Item;
use super::journal::Durability;
use super::outcome::ItemResult;
use super::progress::{Progress, Report};
use super::task::Task;
use crate::accounts::Accounts;
use crate::adapter::PATIENCE;

/// Items done at once unless told otherwise.
const LIMIT: usize = 8;
/// Refusals of the credentials in a row that end a run unless told otherwise.
const REFUSED_CREDENTIALS: u32 = 3;

/// What happens when the answer to an item is lost and it may have been done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Settling {
    /// The account is read, after a wait for the provider to come to an end.
    After(Duration),
    /// It is left open, for the next run with the same journal.
    Later,
}

type OnResult = Box<dyn FnMut(ItemResult) + Send>;
type OnProgress = Box<dyn FnMut(&Progress) + Send>;

/// A run over many items, yet to begin.
#[must_use = "nothing is done until it runs"]
pub struct Bulk {
    pub(super) accounts: Arc<dyn Accounts>,
    pub(super) limit: usize,
    pub(super) journal: Option<PathBuf>,
    pub(super) run: Option<String>,
    pub(super) durability: Durability,
    pub(super) settling: Settling,
    pub(super) patience: Duration,
    pub(super) stop_after_failures: Option<u64>,
    pub(super) stop_after_refused_credentials: Option<u32>,
    pub(super) total: Option<u64>,
    pub(super) on_result: Option<OnResult>,
    pub(super) on_progress: Option<OnProgress>,
}

impl Bulk {
    /// Eight items at once, without a journal.
    pub fn new(accounts: &Arc<dyn Accounts>) -> Self {
        Self {
            // A run has a patience of its own, and waits once for all items.
            accounts: accounts.with_patience(Duration::ZERO),
            limit: LIMIT,
            journal: None,
            run: None,
            durability: Durability::default(),
            settling: Settling::After(PATIENCE),
            patience: PATIENCE,
            stop_after_failures: None,
            stop_after_refused_credentials: Some(REFUSED_CREDENTIALS),
            total: None,
            on_result: None,
            on_progress: None,
        }
    }

    /// Items done at once, at least one. The client's own rate limit stays in force.
    pub fn limit(mut self, items: usize) -> Self {
        self.limit = items.max(1);
        self
    }

    /// Where every item is written down: a file that does not exist yet, or that of an earlier run to go on with.
    pub fn journal(mut self, path: impl Into<PathBuf>) -> Self {
        self.journal = Some(path.into());
        self
    }

    /// What the run is called. A journal of a run that is called otherwise is refused: tells November from December, and one
    /// of your accounts at a provider from another.
    pub fn named(mut self, run: impl Into<String>) -> Self {
        self.run = Some(run.into());
        self
    }

    /// What a line of the journal survives; a loss of power unless told otherwise.
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// What happens when an answer is lost; the account is read after five seconds unless told otherwise.
    pub fn settling(mut self, settling: Settling) -> Self {
        self.settling = settling;
        self
    }

    /// How long, since the last line of its journal, a run that is resumed waits before it looks into what was left open:
    /// the provider may still be at work on requests of a run that was killed a moment ago. Five seconds unless told
    /// otherwise.
    pub fn patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Begins nothing more once so many items have failed; goes on to the end unless told otherwise.
    pub fn stop_after_failures(mut self, failures: u64) -> Self {
        self.stop_after_failures = Some(failures.max(1));
        self
    }

    /// Begins nothing more once the credentials were refused so many times in a row, which every further item would be as
    /// well; three unless told otherwise, `None` for never.
    pub fn stop_after_refused_credentials(mut self, in_a_row: impl Into<Option<u32>>) -> Self {
        self.stop_after_refused_credentials = in_a_row.into().map(|times| times.max(1));
        self
    }

    /// How many items there are, for the progress, where their source does not say.
    pub fn total(mut self, items: u64) -> Self {
        self.total = Some(items);
        self
    }

    /// Is given what becomes of each item, as it comes.
    pub fn on_result(mut self, callback: impl FnMut(ItemResult) + Send + 'static) -> Self {
        self.on_result = Some(Box::new(callback));
        self
    }

    /// Is told how far the run is, after each item.
    pub fn on_progress(mut self, callback: impl FnMut(&Progress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(callback));
        self
    }

    /// Does it. Dropping the future stops the run: what was in the middle is open in the journal, for the next run.
    ///
    /// # Errors
    /// Before anything is done: [`BulkError::Unsupported`] when the provider cannot, the others when the journal is
    /// not to be had. What happens later is in the report.
    pub async fn run<I>(self, task: Task, items: I) -> Result<Report, BulkError>
    where
        I: IntoIterator<Item = Item>,
        I::IntoIter: Send,
    {
        let items = items.into_iter().map(Ok);
        self.run_stream(task, futures_util::stream::iter(items)).await
    }

    /// The same for items that come with time and may fail to: from a [list](crate::Accounts::list) of accounts, say. An
    /// error of the source ends the run.
    ///
    /// # Errors
    /// As [`run`](Self::run).
    pub async fn run_stream<S>(self, task: Task, items: S) -> Result<Report, BulkError>
    where
        S: Stream<Item = Result<Item>> + Send,
    {
        driver::run(self, task, items).await
    }
}

impl fmt::Debug for Bulk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("accounts", &self.accounts)
            .field("limit", &self.limit)
            .field("journal", &self.journal)
            .field("run", &self.run)
            .finish_non_exhaustive()
    }
}

/// Why a run cannot begin, or go on.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BulkError {
    /// The provider cannot do this. Nothing was done, and no journal was begun.
    #[error(transparent)]
    Unsupported(Error),
    /// Another run, here or in another process, is at work with this journal.
    #[error("the journal {} is in use by another run", path.display())]
    #[non_exhaustive]
    InUse {
        /// The journal.
        path: PathBuf,
    },
    /// The journal is of another run.
    #[error("the journal {} is of another run: {what}", path.display())]
    #[non_exhaustive]
    AnotherRun {
        /// The journal.
        path: PathBuf,
        /// What is different.
        what: String,
    },
    /// The journal cannot be understood.
    #[error("the journal {}, line {line}: {what}", path.display())]
    #[non_exhaustive]
    Malformed {
        /// The journal.
        path: PathBuf,
        /// Which of its lines, from 1.
        line: u64,
        /// What is wrong with it.
        what: String,
    },
    /// An item that is to be decided is not open.
    #[error("the journal {} has no open item `{key}`", path.display())]
    #[non_exhaustive]
    NotOpen {
        /// The journal.
        path: PathBuf,
        /// The item's key.
        key: String,
    },
    /// The journal cannot be read or written.
    #[error("the journal {}: {error}", path.display())]
    #[non_exhaustive]
    Io {
        /// The journal.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}
