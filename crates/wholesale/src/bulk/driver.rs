//! The run itself: what was left open first, then the items, a few at a time.

use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, ready};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::{self, poll_fn};
use wholesale_runtime::{Error, ErrorKind, Result};

use super::item::{Confirmed, Item, Task};
use super::journal::{Begun, Header, History, Journal, Teller, What};
use super::keys::{Keys, State, Turn};
use super::options::{Bulk, BulkError, Settling};
use super::outcome::{ItemResult, Outcome};
use super::progress::{Progress, Report, Stopped};
use super::turns::Turns;
use crate::accounts::Accounts;
use crate::movement::Unsettled;
use crate::settle::Settlement;

pub(super) async fn run<S>(mut bulk: Bulk, task: Task, items: S) -> Result<Report, BulkError>
where
    S: Stream<Item = Result<Item>> + Send,
{
    let capabilities = bulk.accounts.capabilities();
    for action in task.needs() {
        capabilities.require(*action, &[]).map_err(BulkError::Unsupported)?;
    }
    let header = Header::new(capabilities.provider(), task, bulk.run.take());
    let (journal, history) = match bulk.journal.take() {
        None => (None, History::new(header)),
        Some(path) => {
            let (journal, history) = Journal::open(path, header, bulk.durability).await?;
            (Some(journal), history)
        }
    };
    let worker = Arc::new(Worker {
        accounts: Arc::clone(&bulk.accounts),
        task,
        settling: bulk.settling,
        journal,
        keys: Mutex::new(history.keys),
        turns: Arc::default(),
        stopped: Mutex::new(None),
    });
    let total = bulk.total.or_else(|| match items.size_hint() {
        (least, Some(most)) if least == most => u64::try_from(least).ok(),
        _ => None,
    });
    let limit = bulk.limit;
    let mut tally = Tally { progress: Progress::new(total), refused_in_a_row: 0, bulk };

    if !history.open.is_empty() {
        tokio::time::sleep(left_of(tally.bulk.patience, history.last)).await;
    }
    let open =
        history.open.into_iter().filter_map(|(key, begun)| task.unsettled(&begun).map(|open| (key, begun, open)));
    let looked_into = open.map(|(key, begun, open)| Box::pin(Arc::clone(&worker).look_into(key, begun, open)));
    let mut results = stream::iter(looked_into).buffer_unordered(limit);
    while let Some(result) = results.next().await {
        tally.count(result, &worker);
    }

    let mut items = pin!(items);
    let source = poll_fn(|context| {
        if worker.is_stopped() {
            return Poll::Ready(None);
        }
        Poll::Ready(match ready!(items.as_mut().poll_next(context)) {
            Some(Ok(item)) => Some(Box::pin(Arc::clone(&worker).process(item))),
            Some(Err(error)) => {
                worker.stop(Stopped::Source(error));
                None
            }
            None => None,
        })
    });
    let mut results = pin!(source.buffer_unordered(limit));
    while let Some(result) = results.next().await {
        tally.count(result, &worker);
    }
    tally.progress.touch();
    Ok(Report { progress: tally.progress, stopped: worker.stopped().take() })
}

/// What is left of a time since a moment in milliseconds since 1970. A moment in the future is a clock that was moved.
fn left_of(patience: Duration, since: u64) -> Duration {
    let passed = SystemTime::now().duration_since(UNIX_EPOCH + Duration::from_millis(since));
    patience.saturating_sub(passed.unwrap_or_default())
}

/// Counts what becomes of the items, and tells the caller.
struct Tally {
    progress: Progress,
    refused_in_a_row: u32,
    bulk: Bulk,
}

impl Tally {
    fn count(&mut self, result: Option<ItemResult>, worker: &Worker) {
        let Some(result) = result else { return };
        self.progress.count(&result.outcome);
        match result.outcome.error() {
            Some(error) if matches!(error.kind(), ErrorKind::Authentication | ErrorKind::Configuration) => {
                self.refused_in_a_row += 1;
                if self.bulk.stop_after_refused_credentials.is_some_and(|most| self.refused_in_a_row >= most) {
                    worker.stop(Stopped::RefusedCredentials(self.refused_in_a_row));
                }
            }
            // The provider has let the credentials pass and refused something else.
            Some(error) if error.is_refused_by_provider() => self.refused_in_a_row = 0,
            Some(_) => {}
            None if matches!(result.outcome, Outcome::Done { .. }) => self.refused_in_a_row = 0,
            None => {}
        }
        let failures = self.progress.failed;
        if failures > 0 && self.bulk.stop_after_failures.is_some_and(|most| failures >= most) {
            worker.stop(Stopped::Failures(failures));
        }
        if let Some(on_result) = &mut self.bulk.on_result {
            on_result(result);
        }
        if let Some(on_progress) = &mut self.bulk.on_progress {
            on_progress(&self.progress);
        }
    }
}

/// What the items of a run share.
struct Worker {
    accounts: Arc<dyn Accounts>,
    task: Task,
    settling: Settling,
    journal: Option<Journal>,
    keys: Mutex<Keys>,
    turns: Arc<Turns>,
    stopped: Mutex<Option<Stopped>>,
}

impl Worker {
    fn stopped(&self) -> MutexGuard<'_, Option<Stopped>> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_stopped(&self) -> bool {
        self.stopped().is_some()
    }

    /// Begins nothing more. The first reason is the one that counts.
    fn stop(&self, why: Stopped) {
        self.stopped().get_or_insert(why);
    }

    fn keys(&self) -> MutexGuard<'_, Keys> {
        self.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn note(&self, key: &str, what: What) {
        if let Some(journal) = &self.journal
            && let Err(error) = journal.note(key, what).await
        {
            self.stop(Stopped::Journal(error));
        }
    }

    /// One item that comes; `None` when its result was given before.
    async fn process(self: Arc<Self>, item: Item) -> Option<ItemResult> {
        let target = item.target().to_owned();
        let outcome = match self.refusal(&item) {
            Turn::Do => {
                let _turn = self.turns.wait(&target).await;
                if self.is_stopped() {
                    Outcome::NotBegun
                } else if self.turns.is_open(&target) {
                    Outcome::HeldBack
                } else {
                    self.attempt(&item).await
                }
            }
            Turn::WasDone => Outcome::WasDone,
            Turn::WasReported => return None,
            Turn::Twice => self.refused("its key has come before in this run; every item needs one of its own"),
            Turn::Another => self.refused(
                "the journal has another account or amount under its key; a key is for one thing, in every run",
            ),
            Turn::OtherTask => self.refused(&format!("it is to {}, in a run of the task {}", item.task(), self.task)),
        };
        Some(ItemResult { key: item.into_key(), target, outcome })
    }

    fn refusal(&self, item: &Item) -> Turn {
        if item.task() == self.task { self.keys().turn(item) } else { Turn::OtherTask }
    }

    fn refused(&self, what: &str) -> Outcome {
        Outcome::Failed(Error::invalid(
            self.accounts.provider(),
            self.task.name(),
            format!("the item was refused: {what}"),
        ))
    }

    async fn attempt(&self, item: &Item) -> Outcome {
        let key = item.key();
        let begun = match item.begin(&self.accounts).await {
            Ok(begun) => begun,
            Err(error) => return self.failed(key, error).await,
        };
        if let Some(journal) = &self.journal
            && let Err(error) = journal.begin(key, begun.clone()).await
        {
            self.stop(Stopped::Journal(error));
            return Outcome::NotBegun;
        }
        let error = match item.perform(&self.accounts, begun.before).await {
            Ok(confirmed) => return self.done(key, confirmed, Teller::Answer).await,
            Err(error) => error,
        };
        match self.task.unsettled(&begun) {
            Some(open) if error.may_have_been_applied() => self.settle(key, &begun, &open, error).await,
            _ => self.failed(key, error).await,
        }
    }

    async fn failed(&self, key: &str, error: Error) -> Outcome {
        self.note(key, What::Failed { error: error.to_string() }).await;
        Outcome::Failed(error)
    }

    async fn done(&self, key: &str, confirmed: Confirmed, told: Teller) -> Outcome {
        let Confirmed { id, account, transaction } = confirmed;
        let written = (id.as_ref().map(ToString::to_string), transaction.as_ref().map(ToString::to_string));
        self.note(key, What::Done { id: written.0, transaction: written.1, told }).await;
        Outcome::Done { id, account: account.map(Box::new), transaction, told }
    }

    /// The answer was lost: was it done?
    async fn settle(&self, key: &str, begun: &Begun, open: &Unsettled, error: Error) -> Outcome {
        let reason = match self.settling {
            Settling::Later => "the run was told to leave it open".to_owned(),
            Settling::After(wait) => {
                tokio::time::sleep(wait).await;
                match self.read(begun, open).await {
                    Found::Done(confirmed) => return self.done(key, confirmed, Teller::Account).await,
                    Found::Undone => {
                        self.note(key, What::NotApplied { told: Teller::Account }).await;
                        return Outcome::NotApplied(error);
                    }
                    Found::Unknown(reason, _) => reason,
                }
            }
        };
        self.leave_open(key, begun, reason, Some(error)).await
    }

    /// Something that an earlier run has begun and said nothing more about; `None` when it is to be done.
    async fn look_into(self: Arc<Self>, key: String, begun: Begun, open: Unsettled) -> Option<ItemResult> {
        let outcome = match self.read(&begun, &open).await {
            Found::Done(confirmed) => self.done(&key, confirmed, Teller::Account).await,
            Found::Undone => {
                self.note(&key, What::NotApplied { told: Teller::Account }).await;
                return None;
            }
            Found::Unknown(reason, error) => self.leave_open(&key, &begun, reason, error).await,
        };
        self.keys().became(&key, State::Reported);
        Some(ItemResult { key, target: begun.target, outcome })
    }

    async fn leave_open(&self, key: &str, begun: &Begun, reason: String, error: Option<Error>) -> Outcome {
        self.turns.leave_open(&begun.target);
        self.note(key, What::Unsettled { reason: reason.clone() }).await;
        Outcome::Unsettled { reason, error }
    }

    async fn read(&self, begun: &Begun, open: &Unsettled) -> Found {
        match self.accounts.settle_unsettled(open).await {
            Ok(Settlement::Applied { account: Some(account) }) => Found::Done(Confirmed::account(account)),
            Ok(Settlement::Applied { account: None }) => Found::Done(Confirmed::id(&begun.target.as_str().into())),
            Ok(Settlement::NotApplied) => Found::Undone,
            Ok(Settlement::CannotTell { reason }) => Found::Unknown(reason, None),
            Err(error) => Found::Unknown(format!("the account could not be read: {error}"), Some(error)),
        }
    }
}

/// What an account shows.
enum Found {
    Done(Confirmed),
    Undone,
    Unknown(String, Option<Error>),
}
