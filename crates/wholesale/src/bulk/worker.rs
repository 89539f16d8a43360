//! What is done with each item.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wholesale_runtime::Error;

use super::item::{Confirmed, Item};
use super::journal::{Begun, Journal, Teller, What};
use super::keys::{Admission, Keys, State};
use super::options::Settling;
use super::outcome::{ItemResult, Outcome};
use super::progress::Stopped;
use super::task::Task;
use super::turns::Turns;
use crate::accounts::Accounts;
use crate::movement::Unsettled;
use crate::settle::Settlement;

/// What the items of a run share.
pub(super) struct Worker {
    accounts: Arc<dyn Accounts>,
    task: Task,
    settling: Settling,
    journal: Option<Journal>,
    keys: Mutex<Keys>,
    turns: Arc<Turns>,
    stopped: Mutex<Option<Stopped>>,
}

impl Worker {
    pub(super) fn new(
        accounts: Arc<dyn Accounts>,
        task: Task,
        settling: Settling,
        journal: Option<Journal>,
        keys: Keys,
    ) -> Self {
        let (keys, turns, stopped) = (Mutex::new(keys), Arc::default(), Mutex::new(None));
        Self { accounts, task, settling, journal, keys, turns, stopped }
    }

    pub(super) fn stopped(&self) -> MutexGuard<'_, Option<Stopped>> {
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn is_stopped(&self) -> bool {
        self.stopped().is_some()
    }

    /// Begins nothing more. The first reason is the one that counts.
    pub(super) fn stop(&self, why: Stopped) {
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
    pub(super) async fn process(self: Arc<Self>, item: Item) -> Option<ItemResult> {
        let target = item.target().to_owned();
        let outcome = match self.admission(&item) {
            Admission::Do => {
                let _turn = self.turns.wait(&target).await;
                if self.is_stopped() {
                    Outcome::NotBegun
                } else if self.turns.is_open(&target) {
                    Outcome::HeldBack
                } else {
                    self.attempt(&item).await
                }
            }
            Admission::WasDone => Outcome::WasDone,
            Admission::WasReported => return None,
            Admission::Twice => self.refused("its key has come before in this run; every item needs one of its own"),
            Admission::Another => self.refused(
                "the journal has another account or amount under its key; a key is for one thing, in every run",
            ),
            Admission::OtherTask => {
                self.refused(&format!("it is to {}, in a run of the task {}", item.task(), self.task))
            }
        };
        Some(ItemResult { key: item.into_key(), target, outcome })
    }

    fn admission(&self, item: &Item) -> Admission {
        if item.task() == self.task { self.keys().admit(item) } else { Admission::OtherTask }
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
            // It begins with a look, so that the next run can simply do it again, once the provider has come to an end.
            None if error.may_have_been_applied() => {
                self.turns.leave_open(&begun.target);
                Outcome::Unsettled {
                    reason: "the answer was lost; the next run does it again".to_owned(),
                    error: Some(error),
                }
            }
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
                    Found::Done(confirmed) => return self.done(key, *confirmed, Teller::Account).await,
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
    pub(super) async fn look_into(self: Arc<Self>, key: String, begun: Begun, open: Unsettled) -> Option<ItemResult> {
        let outcome = match self.read(&begun, &open).await {
            Found::Done(confirmed) => self.done(&key, *confirmed, Teller::Account).await,
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
            Ok(Settlement::Applied { account: Some(account) }) => Found::Done(Box::new(Confirmed::account(account))),
            Ok(Settlement::Applied { account: None }) => {
                Found::Done(Box::new(Confirmed::id(&begun.target.as_str().into())))
            }
            Ok(Settlement::NotApplied) => Found::Undone,
            Ok(Settlement::CannotTell { reason }) => Found::Unknown(reason, None),
            Err(error) => Found::Unknown(format!("the account could not be read: {error}"), Some(error)),
        }
    }
}

/// What an account shows.
enum Found {
    Done(Box<Confirmed>),
    Undone,
    Unknown(String, Option<Error>),
}
