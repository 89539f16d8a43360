//! How a request reaches the provider: a trait, so that tests and users can put something else in its place.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What [`Transport::send`] returns.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<Response<Bytes>, TransportFailure>> + Send + 'a>>;

/// Sends one request and reads the whole answer.
///
/// An implementation must not follow redirects, must not send the request a second time, and must stop reading
/// at the limit.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request whose URL is absolute.
    fn send(&self, request: Request<Bytes>, limits: Limits) -> Sending<'_>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> Sending<'_> {
        (**self).send(request, limits)
    }
}

/// Bounds of one exchange.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Time from the start of sending to the last byte of the answer.
    pub timeout: Duration,
    /// Bytes of an answer's body after decompression.
    pub body_bytes: u64,
}

/// Why there is no whole answer, and how far the request got.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportFailure {
    /// No connection was made: the request never left.
    NotConnected(Source),
    /// Time ran out; `connected` is false where the request provably never left.
    TimedOut {
        /// Whether the request may have left.
        connected: bool,
    },
    /// The connection broke, before the request left or after; or the answer was not HTTP.
    Broken(Source),
    /// The answer has more bytes than the limit.
    TooLarge,
}

/// A transport for tests: keeps what was sent and answers from a list.
///
/// Clones share what they keep.
#[derive(Clone, Default)]
pub struct Recorder {
    state: Arc<Mutex<Recorded>>,
}

#[derive(Default)]
struct Recorded {
    requests: Vec<Request<Bytes>>,
    answers: std::collections::VecDeque<Result<Response<Bytes>, TransportFailure>>,
}

impl Recorder {
    /// A recorder that answers `200 {}` until it is given something else.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds an answer; they are given in the order they were added.
    pub fn answer(&self, status: u16, body: impl Into<Bytes>) {
        let mut response = Response::new(body.into());
        if let Ok(status) = http::StatusCode::from_u16(status) {
            *response.status_mut() = status;
        }
        self.answer_with(Ok(response));
    }

    /// Adds an answer with headers, or a failure.
    pub fn answer_with(&self, answer: Result<Response<Bytes>, TransportFailure>) {
        self.lock().answers.push_back(answer);
    }

    /// Everything that was sent, with the credentials in it.
    #[must_use]
    pub fn requests(&self) -> Vec<Request<Bytes>> {
        self.lock().requests.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Recorded> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Recorder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recorder").field("requests", &self.lock().requests.len()).finish_non_exhaustive()
    }
}

impl Transport for Recorder {
    fn send(&self, request: Request<Bytes>, _: Limits) -> Sending<'_> {
        let mut recorded = self.lock();
        recorded.requests.push(request);
        let answer = recorded.answers.pop_front().unwrap_or_else(|| Ok(Response::new(Bytes::from_static(b"{}"))));
        Box::pin(std::future::ready(answer))
    }
}
