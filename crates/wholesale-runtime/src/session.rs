//! The way of one call: credentials, limiter, transport, attempts, classification, payload.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;
use tracing::Instrument;

use crate::api::Api;
use crate::credential::{Credential, Values};
use crate::error::{Answered, Error, ErrorKind, Reach, Result};
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
        let Success { answer, attempts } = self.exchange(&request).await?;
        match payload::decode(request.operation, payload::text(&answer.body)) {
            Ok(payload) => Ok(Response::new(payload, answer, attempts)),
            Err(what) => Err(undecodable(&request, what, answer, attempts)),
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
        );
        self.attempts(request).instrument(span).await
    }

    async fn attempts(&self, request: &Request) -> Result<Success> {
        let started = Instant::now();
        let policy = self.options.retry;
        let (mut attempts, mut renewed) = (0, false);
        loop {
            let left = policy.total().saturating_sub(started.elapsed());
            let _turn = match &self.shared.limiter {
                None => None,
                Some(limiter) => match limiter.turn(left).await {
                    Some(turn) => turn,
                    None => {
                        let what = "waited for the client's own rate limit until the deadline; nothing was sent";
                        let error = Error::new(ErrorKind::RequestTimeout, Reach::NotApplied, request.context(), what);
                        return Err(error.with_attempts(attempts));
                    }
                },
            };
            attempts += 1;
            let timeout = self.options.timeout.min(policy.total().saturating_sub(started.elapsed()));
            let values = self.values(request).await.map_err(|error| error.with_attempts(attempts - 1))?;
            self.observe(|observer| observer.on_request(&RequestInfo::new(request, attempts)));
            let sent = Instant::now();
            let outcome = self.shared.line.attempt(request, &values.secrets, timeout).await;
            self.observe(|observer| {
                observer.on_response(&ResponseInfo::new(request, attempts, &outcome, sent.elapsed()));
            });
            let error = match outcome {
                Ok(answer) => {
                    let span = tracing::Span::current();
                    span.record("attempts", attempts).record("status", answer.status.as_u16());
                    return Ok(Success { answer, attempts });
                }
                Err(error) => error.with_attempts(attempts),
            };
            if !renewed && is_expired(&error) && values.forget(&self.shared.credentials).await {
                renewed = true;
                tracing::debug!(attempts, "the credential was refused: renewing it once");
                continue;
            }
            let left = policy.total().saturating_sub(started.elapsed());
            let wait = sent_again(request, &error).then(|| policy.wait(attempts, error.retry_after(), left)).flatten();
            match wait {
                None => {
                    tracing::debug!(kind = ?error.kind(), status = error.http_status(), attempts, "the call failed");
                    return Err(error);
                }
                Some(wait) => {
                    self.observe(|observer| observer.on_retry(&RetryInfo::new(request, &error, wait)));
                    tracing::debug!(kind = ?error.kind(), status = error.http_status(), attempts, ?wait, "sending again");
                    drop(_turn);
                    tokio::time::sleep(wait).await;
                }
            }
        }
    }

    /// The values of the credentials for one attempt; none where the operation is public.
    async fn values(&self, request: &Request) -> Result<Values> {
        let credentials: &[Credential] = if request.operation.authenticated { &self.shared.credentials } else { &[] };
        Values::of(credentials).await.map_err(|source| {
            let what = "the credential could not be obtained; nothing was sent";
            Error::new(ErrorKind::Authentication, Reach::NotApplied, request.context(), what).with_source(source)
        })
    }

    fn observe(&self, tell: impl FnOnce(&dyn Observer)) {
        if let Some(observer) = &self.shared.observer {
            tell(observer.as_ref());
        }
    }
}

/// Whether the provider refused a credential that may have run out. Such a refusal was not applied, so that the call
/// may be repeated with a fresh one.
fn is_expired(error: &Error) -> bool {
    error.http_status() == Some(401) && error.is_authentication() && !error.may_have_been_applied()
}

/// Whether another attempt is harmless, and could help.
fn sent_again(request: &Request, error: &Error) -> bool {
    match error.kind() {
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
