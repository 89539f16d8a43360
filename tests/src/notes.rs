//! An observer that keeps what it is told, and can be waited for.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use wholesale_runtime::{Observer, RequestInfo, ResponseInfo, RetryInfo};

use crate::patience;

/// What an observer was told.
#[derive(Debug, Clone)]
pub enum Note {
    /// A request is about to be sent.
    Request(RequestInfo),
    /// An attempt has ended.
    Response(ResponseInfo),
    /// The request will be sent again.
    Retry(RetryInfo),
}

/// Keeps every note in order. Clones share what they keep.
#[derive(Debug, Clone, Default)]
pub struct Notes {
    kept: Arc<Mutex<Vec<Note>>>,
}

impl Notes {
    /// An observer without notes.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Everything so far.
    #[must_use]
    pub fn all(&self) -> Vec<Note> {
        self.kept().clone()
    }

    /// The retries so far.
    #[must_use]
    pub fn retries(&self) -> Vec<RetryInfo> {
        self.all()
            .into_iter()
            .filter_map(|note| if let Note::Retry(retry) = note { Some(retry) } else { None })
            .collect()
    }

    /// Waits until there have been this many retries.
    ///
    /// # Panics
    /// When they do not come.
    pub async fn wait_for_retries(&self, count: usize) {
        patience::until("a retry", || self.retries().len() >= count).await;
    }

    fn keep(&self, note: Note) {
        self.kept().push(note);
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Note>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Observer for Notes {
    fn on_request(&self, request: &RequestInfo) {
        self.keep(Note::Request(request.clone()));
    }

    fn on_response(&self, response: &ResponseInfo) {
        self.keep(Note::Response(response.clone()));
    }

    fn on_retry(&self, retry: &RetryInfo) {
        self.keep(Note::Retry(retry.clone()));
    }
}
