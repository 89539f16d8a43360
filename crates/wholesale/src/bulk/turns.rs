//! One item at a time for each account, in the order in which they come.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::OwnedMutexGuard;

type Lock = Arc<tokio::sync::Mutex<()>>;

/// Who is at work on which account, and which accounts are not to be touched.
#[derive(Debug, Default)]
pub(super) struct Turns {
    at_work: Mutex<HashMap<String, Lock>>,
    open: Mutex<HashSet<String>>,
}

/// A turn, until it is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    turns: Arc<Turns>,
    target: String,
    guard: Option<OwnedMutexGuard<()>>,
}

impl Turns {
    /// Waits until nobody else is at work on an account.
    pub(super) async fn wait(self: &Arc<Self>, target: &str) -> Turn {
        // Made before the wait: a wait that is given up is cleaned up as well.
        let mut turn = Turn { turns: Arc::clone(self), target: target.to_owned(), guard: None };
        let lock = Arc::clone(held(&self.at_work).entry(target.to_owned()).or_default());
        turn.guard = Some(lock.lock_owned().await);
        turn
    }

    /// Nobody touches the account any more: something about it is open.
    pub(super) fn leave_open(&self, target: &str) {
        held(&self.open).insert(target.to_owned());
    }

    pub(super) fn is_open(&self, target: &str) -> bool {
        held(&self.open).contains(target)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.guard = None;
        let mut at_work = held(&self.turns.at_work);
        // Whoever waits has taken a share of the lock under this same guard.
        if at_work.get(&self.target).is_some_and(|lock| Arc::strong_count(lock) == 1) {
            at_work.remove(&self.target);
        }
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use futures_util::future::{Either, ready, select};

    use super::*;

    /// The future again, which has been polled and has to wait.
    async fn waiting<F: Future + Unpin>(future: F) -> F {
        match select(future, ready(())).await {
            Either::Right(((), future)) => future,
            Either::Left(_) => panic!("it should wait"),
        }
    }

    #[tokio::test]
    async fn an_account_is_forgotten_once_nobody_is_at_work_on_it() {
        let turns = Arc::new(Turns::default());
        let first = turns.wait("a").await;
        let second = waiting(Box::pin(turns.wait("a"))).await;
        assert_eq!(held(&turns.at_work).len(), 1);
        drop(first);
        drop(second.await);
        assert!(held(&turns.at_work).is_empty());

        let first = turns.wait("a").await;
        drop(waiting(Box::pin(turns.wait("a"))).await);
        drop(first);
        assert!(held(&turns.at_work).is_empty(), "a wait that was given up leaves nothing");
    }
}
