//! The run itself: what was left open first, then the items, a few at a time.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Poll, ready};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use futures_core::Stream;
use futures_util::StreamExt;
use futures_util::stream::{self, poll_fn};
use wholesale_runtime::{ErrorKind, Result};

use super::item::Item;
use super::journal::{Header, History, Journal};
use super::options::{Bulk, BulkError};
use super::outcome::{ItemResult, Outcome};
use super::progress::{Progress, Report, Stopped};
use super::task::Task;
use super::worker::Worker;

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
    let worker = Arc::new(Worker::new(Arc::clone(&bulk.accounts), task, bulk.settling, journal, history.keys));
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
    let passed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    patience.saturating_sub(passed.saturating_sub(Duration::from_millis(since)))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_is_resumed_waits_for_what_is_left_of_its_patience() {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64);
        let hour = Duration::from_secs(3600);
        assert_eq!(left_of(hour, 17), Duration::ZERO, "a long time ago");
        let left = left_of(hour, now() - 60_000);
        assert!(left > hour / 2 && left <= hour - Duration::from_secs(60), "{left:?}");
        assert_eq!(left_of(hour, now() + 60_000_000), hour, "a clock that was set back costs no more than that");
        assert_eq!(left_of(hour, u64::MAX), hour);
    }
}
