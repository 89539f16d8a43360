//! The way of one call: credentials, limiter, transport, attempts, classification, payload.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::HeaderMap;
use serde::de::DeserializeOwned;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;
use tracing::Instrument;

use crate::api::Api;
use crate::credential::{Credential, Values};
use crate::error::{Answered, Context, Error, ErrorKind, Reach, Result};
use crate::limiter::Limiter;
use crate::line::Line;
use crate::observer::{Observer, RequestInfo, ResponseInfo, RetryInfo};
use crate::payload;
use crate::request::Request;
use crate::response::Response;
use crate::retry::RetryPolicy;

/// A provider, reached with one set of credentials; what every generated `Client` holds.
///
/// Clones share connections and limits. It is cheap to clone and safe to use from many tasks.
#[derive(Clone)]
pub struct Session {
    shared: Arc<Shared>,
    options: CallOptions,
}

pub(crate) struct Shared {
    pub(crate) line: Arc<Line>,
    /// In the order of the spec's credentials.
    pub(crate) credentials: Vec<Credential>,
    pub(crate) limiter: Option<Limiter>,
    pub(crate) observer: Option<Arc<dyn Observer>>,
}

/// Time for all attempts and the waits between them, unless the caller says otherwise.
const DEADLINE: Duration = Duration::from_secs(120);

/// What can differ from call to call with the same client.
#[derive(Debug, Clone, Copy)]
pub struct CallOptions {
    pub(crate) timeout: Duration,
    pub(crate) retry: RetryPolicy,
}

impl CallOptions {
    /// Time one attempt may take.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// The whole retry policy.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Times a retry-safe request may be sent again.
    #[must_use]
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.retry = self.retry.attempts(retries.saturating_add(1));
        self
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session")
            .field("provider", &self.shared.line.api.provider)
            .field("base_url", &self.shared.line.base_url)
            .field("credentials", &self.shared.credentials)
            .finish_non_exhaustive()
    }
}

/// What can be wrong with the payload of a success.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Misfit {
    /// What was asked for is not among what was answered. Why, without a value of the body.
    NotFound(String),
    /// It lacks something, or is of another kind. What, without a value of the body.
    Undecodable(String),
}

impl Misfit {
    /// The same as an error of a call that reads.
    #[must_use]
    pub fn into_error(self, provider: &'static str, operation: &'static str) -> Error {
        let (kind, what) = match self {
            Self::NotFound(what) => (ErrorKind::NotFound, what),
            Self::Undecodable(what) => (ErrorKind::Decode, what),
        };
        let context = Context { provider, operation, retry_safe: true, ..Context::default() };
        Error::new(kind, Reach::NotApplied, context, what)
    }
}

/// A successful answer, not yet decoded.
struct Success {
    answer: Answered,
    attempts: u32,
}

impl Session {
    pub(crate) fn new(shared: Shared, options: CallOptions) -> Self {
        Self { shared: Arc::new(shared), options }
    }

    /// The provider's API.
    #[must_use]
    pub fn api(&self) -> &'static Api {
        self.shared.line.api
    }

    /// The URL that paths are appended to.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.shared.line.base_url
    }

    /// The same session with other options for the calls made through it.
    #[must_use]
    pub fn with_options(&self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        Self { shared: Arc::clone(&self.shared), options: change(self.options) }
    }

    /// Makes a call and decodes its payload.
    ///
    /// # Errors
    /// Every kind but `Unsupported` and `Configuration`.
    pub async fn call<T: DeserializeOwned>(&self, request: Request) -> Result<Response<T>> {
        self.call_for(request, Ok::<T, Misfit>).await
    }

    /// Makes a call, decodes its payload and makes what the caller needs of it.
    ///
    /// # Errors
    /// Those of [`call`](Self::call), and what `read` finds wrong with the payload, with the answer beside it.
    pub async fn call_for<T: DeserializeOwned, U>(
        &self,
        request: Request,
        read: impl FnOnce(T) -> Result<U, Misfit>,
    ) -> Result<Response<U>> {
        if !std::ptr::eq(request.api, self.api()) {
            let what = format!(
                "this session is of {}: the credentials of one provider are not sent to another",
                self.api().provider
            );
            return Err(Error::invalid_request(request.context(), what));
        }
        let Success { answer, attempts } = self.exchange(&request).await?;
        let payload = payload::decode(request.operation, payload::text(&answer.body)).map_err(Misfit::Undecodable);
        match payload.and_then(read) {
            Ok(payload) => Ok(Response::new(payload, answer, attempts)),
            Err(Misfit::Undecodable(what)) => Err(undecodable(&request, what, answer, attempts)),
            Err(Misfit::NotFound(what)) => {
                Err(Error::new(ErrorKind::NotFound, Reach::NotApplied, request.context(), what)
                    .with_answer(answer)
                    .with_attempts(attempts))
            }
        }
    }

    /// Makes a call and gives the body of its success, for a pager.
    pub(crate) async fn fetch(&self, request: &Request) -> Result<(Answered, u32)> {
        self.exchange(request).await.map(|success| (success.answer, success.attempts))
    }

    async fn exchange(&self, request: &Request) -> Result<Success> {
        let span = tracing::debug_span!(
            "call",
            provider = request.api.provider,
            operation = request.operation.id,
            attempts = tracing::field::Empty,
            status = tracing::field::Empty,
            request_id = tracing::field::Empty,
            duration_ms = tracing::field::Empty,
        );
        let started = Instant::now();
        let outcome = self.attempts(request).instrument(span.clone()).await;
        span.record("duration_ms", u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX));
        outcome
    }

    async fn attempts(&self, request: &Request) -> Result<Success> {
        let policy = self.options.retry;
        // The whole of a first attempt fits, however long the caller lets one take.
        let total = policy.total().unwrap_or(DEADLINE.max(self.options.timeout));
        let deadline = Deadline { begun: Instant::now(), total };
        let (mut attempts, mut tries, mut renewed, mut last) = (0, 0, false, None::<Error>);
        loop {
            let turn = match self.turn(request, deadline).await {
                Ok(turn) => turn,
                // What went wrong with the attempt before says more than that there is no time for another.
                Err(error) => return Err(last.unwrap_or(error)),
            };
            let error = match self.values(request, deadline).await {
                Err(error) => match last.take() {
                    Some(refused) => refused.with_source(error),
                    None => error.with_attempts(attempts),
                },
                Ok(values) => {
                    attempts += 1;
                    let error = match self.attempt(request, &values, attempts, deadline).await {
                        Ok(answer) => return Ok(Success { answer, attempts }),
                        Err(error) => error.with_attempts(attempts),
                    };
                    if !renewed && is_refused(request, &error) && values.forget(&self.shared.credentials).await {
                        renewed = true;
                        tracing::debug!(attempts, "the credential was refused: renewing it once");
                        last = Some(error);
                        continue;
                    }
                    error
                }
            };
            tries += 1;
            let wait =
                sent_again(request, &error).then(|| policy.wait(tries, error.retry_after(), deadline.left())).flatten();
            let Some(wait) = wait else {
                tracing::debug!(kind = ?error.kind(), status = error.http_status(), attempts, "the call failed");
                return Err(error);
            };
            self.observe(|observer| observer.on_retry(&RetryInfo::new(request, &error, wait)));
            tracing::debug!(kind = ?error.kind(), status = error.http_status(), attempts, ?wait, "sending again");
            last = Some(error);
            drop(turn);
            tokio::time::sleep(wait).await;
        }
    }

    /// One attempt, observed.
    async fn attempt(
        &self,
        request: &Request,
        values: &Values<'_>,
        attempt: u32,
        deadline: Deadline,
    ) -> Result<Answered> {
        let mut sent = None;
        self.observe(|observer| {
            observer.on_request(&RequestInfo::new(request, attempt));
            sent = Some(Instant::now());
        });
        let outcome = self.shared.line.attempt(request, values.get(), self.options.timeout.min(deadline.left())).await;
        self.observe(|observer| {
            let duration = sent.map_or(Duration::ZERO, |sent| sent.elapsed());
            observer.on_response(&ResponseInfo::new(request, attempt, &outcome, duration));
        });
        let span = tracing::Span::current();
        // Looking for the id costs more than the rest of the span: not for nobody.
        if !span.is_disabled() {
            record(&span, attempt, &outcome);
        }
        outcome
    }

    /// A turn within the client's own limits.
    async fn turn(&self, request: &Request, deadline: Deadline) -> Result<Option<OwnedSemaphorePermit>> {
        let Some(limiter) = &self.shared.limiter else { return Ok(None) };
        limiter.turn(deadline.left()).await.ok_or_else(|| {
            let what = "waited for the client's own rate limit until the deadline; nothing was sent";
            Error::new(ErrorKind::RequestTimeout, Reach::NotApplied, request.context(), what)
        })
    }

    /// The values of the credentials for one attempt; none where the operation is public.
    async fn values(&self, request: &Request, deadline: Deadline) -> Result<Values<'_>> {
        let credentials: &[Credential] = if request.operation.authenticated { &self.shared.credentials } else { &[] };
        if let Some(values) = Values::fixed(credentials) {
            return Ok(values);
        }
        match tokio::time::timeout(deadline.left(), Values::of(credentials)).await {
            Ok(values) => values.map_err(|failure| Error::of_credential(request.context(), failure)),
            Err(_) => {
                let what = "a credential was not obtained before the deadline; nothing was sent";
                Err(Error::new(ErrorKind::RequestTimeout, Reach::NotApplied, request.context(), what).finally())
            }
        }
    }

    fn observe(&self, tell: impl FnOnce(&dyn Observer)) {
        if let Some(observer) = &self.shared.observer {
            tell(observer.as_ref());
        }
    }
}

/// Until when all attempts of a call may take.
#[derive(Clone, Copy)]
struct Deadline {
    begun: Instant,
    total: Duration,
}

impl Deadline {
    /// The time that is left. It asks for the time: not where nobody waits.
    fn left(self) -> Duration {
        self.total.saturating_sub(self.begun.elapsed())
    }
}

/// What became of an attempt, for whoever reads the span.
fn record(span: &tracing::Span, attempt: u32, outcome: &Result<Answered>) {
    span.record("attempts", attempt);
    let status = outcome.as_ref().map_or_else(Error::http_status, |answer| Some(answer.status.as_u16()));
    if let Some(status) = status {
        span.record("status", status);
    }
    let headers = outcome.as_ref().map_or_else(Error::headers, |answer| Some(&answer.headers));
    if let Some(id) = headers.and_then(request_id) {
        span.record("request_id", id);
    }
}

/// The id that the provider, or the network before it, gave the request: what its support asks for.
fn request_id(headers: &HeaderMap) -> Option<&str> {
    ["x-request-id", "request-id", "x-amzn-requestid", "cf-ray"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok())
}

/// Whether the provider refused a credential, which may have run out, so that the call may be repeated with a fresh one:
/// what it refused was not applied. Where the request has secrets of its own - a customer's password, say - the refusal
/// may be of those, and be counted; and 403 speaks of a right or of the calling address, which no fresh credential
/// changes.
fn is_refused(request: &Request, error: &Error) -> bool {
    error.is_authentication()
        && error.http_status() != Some(403)
        && !error.may_have_been_applied()
        && (request.retry_safe || request.secrets().is_empty())
}

/// Whether another attempt is harmless, and could help.
fn sent_again(request: &Request, error: &Error) -> bool {
    match error.kind() {
        _ if error.is_final() => false,
        ErrorKind::Connect => true,
        _ if !request.retry_safe => false,
        ErrorKind::RequestTimeout | ErrorKind::Transport => true,
        _ => matches!(error.http_status(), Some(429 | 502 | 503 | 504)),
    }
}

pub(crate) fn undecodable(request: &Request, what: String, answer: Answered, attempts: u32) -> Error {
    let context = request.context();
    Error::new(ErrorKind::Decode, Reach::Unknown, context, what).with_answer(answer).with_attempts(attempts)
}
