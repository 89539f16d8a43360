//! The way of one call: credentials, limiter, transport, attempts, classification, payload.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderName, HeaderValue};
use serde::de::DeserializeOwned;
use tracing::Instrument;

use crate::api::{Api, CredentialLocation};
use crate::classify::classify;
use crate::error::{Answered, Error, ErrorKind, Reach, Result};
use crate::limiter::Limiter;
use crate::observer::{Observer, RequestInfo, ResponseInfo, RetryInfo};
use crate::payload;
use crate::request::Request;
use crate::response::Response;
use crate::retry::RetryPolicy;
use crate::secret::Secret;
use crate::transport::{Limits, Transport, TransportFailure};

/// A provider, reached with one set of credentials; what every generated `Client` holds.
///
/// Clones share connections and limits. It is cheap to clone and safe to use from many tasks.
#[derive(Clone)]
pub struct Session {
    shared: Arc<Shared>,
    options: CallOptions,
}

pub(crate) struct Shared {
    pub(crate) api: &'static Api,
    pub(crate) base_url: String,
    /// In the order of the spec's credentials.
    pub(crate) credentials: Vec<Secret>,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) limiter: Option<Limiter>,
    pub(crate) body_cap: u64,
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
            .field("provider", &self.shared.api.provider)
            .field("base_url", &self.shared.base_url)
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
        self.shared.api
    }

    /// The URL that paths are appended to.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
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
        match payload::decode(request.operation, body_text(&answer.body)) {
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
        let mut attempts = 0;
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
            self.observe(|observer| observer.on_request(&RequestInfo::new(request, attempts)));
            let sent = Instant::now();
            let outcome = self.attempt(request, timeout).await;
            self.observe(|observer| {
                observer.on_response(&ResponseInfo::new(request, attempts, &outcome, sent.elapsed()))
            });
            let error = match outcome {
                Ok(answer) => {
                    let span = tracing::Span::current();
                    span.record("attempts", attempts).record("status", answer.status.as_u16());
                    return Ok(Success { answer, attempts });
                }
                Err(error) => error.with_attempts(attempts),
            };
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

    fn observe(&self, tell: impl FnOnce(&dyn Observer)) {
        if let Some(observer) = &self.shared.observer {
            tell(observer.as_ref());
        }
    }

    async fn attempt(&self, request: &Request, timeout: Duration) -> Result<Answered> {
        let wire = self.wire(request)?;
        let limits = Limits { timeout, body_bytes: self.shared.body_cap };
        let answer = match self.shared.transport.send(wire, limits).await {
            Ok(answer) => {
                let (head, body) = answer.into_parts();
                Answered { status: head.status, headers: head.headers, body }
            }
            Err(failure) => return Err(self.broken(request, failure)),
        };
        let secrets = || self.shared.credentials.iter().cloned().chain(request.secrets()).collect();
        classify(request.api, request.operation, request.context(), &answer, secrets)?;
        Ok(answer)
    }

    /// The request as it goes out, with the credentials.
    fn wire(&self, request: &Request) -> Result<http::Request<Bytes>> {
        let invalid = |what: &str| Error::invalid_request(request.context(), what);
        let credentials = || {
            let declared = if request.operation.authenticated { request.api.credentials } else { &[] };
            declared.iter().zip(&self.shared.credentials)
        };
        let placed = |in_query: bool| -> Vec<(&str, &str)> {
            let here = credentials().filter(|(credential, _)| request.in_query(credential.location) == Some(in_query));
            here.map(|(credential, value)| (credential.field, value.expose())).collect()
        };

        let query = request.encode_query(&placed(true));
        let separator = if query.is_empty() { "" } else { "?" };
        let url = format!("{}{}{separator}{query}", self.shared.base_url, request.path);
        let body = request.encode_body(&placed(false));
        let mut wire = http::Request::new(Bytes::from(body));
        *wire.method_mut() = request.method.clone();
        *wire.uri_mut() = url.parse().map_err(|_| invalid("the parameters do not fit into a URL: it is too long"))?;

        let headers = wire.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(content_type) = request.content_type() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        for (name, value) in &request.headers {
            headers.append(name, value.clone());
        }
        for (credential, value) in credentials() {
            if credential.location == CredentialLocation::Header {
                let unusable = || invalid("a credential cannot stand in a header");
                let name = HeaderName::from_bytes(credential.field.as_bytes()).map_err(|_| unusable())?;
                let text = format!("{}{}", credential.prefix, value.expose());
                let mut value = HeaderValue::from_str(&text).map_err(|_| unusable())?;
                value.set_sensitive(true);
                headers.insert(name, value);
            }
        }
        Ok(wire)
    }

    fn broken(&self, request: &Request, failure: TransportFailure) -> Error {
        let new = |kind, reach, what: String| Error::new(kind, reach, request.context(), what);
        let host = self.shared.base_url.parse::<http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
        let host = host.unwrap_or_default();
        match failure {
            TransportFailure::NotConnected(source) => {
                new(ErrorKind::Connect, Reach::NotApplied, format!("no connection to {host}; nothing was sent"))
                    .with_source(source)
            }
            TransportFailure::TimedOut { connected: false } => new(
                ErrorKind::Connect,
                Reach::NotApplied,
                format!("connecting to {host} took too long; nothing was sent"),
            ),
            TransportFailure::TimedOut { connected: true } => {
                new(ErrorKind::RequestTimeout, Reach::Unknown, "no whole answer came in time".into())
            }
            TransportFailure::Broken(source) => {
                let what = "the connection broke before the whole answer was there".into();
                new(ErrorKind::Transport, Reach::Unknown, what).with_source(source)
            }
            TransportFailure::TooLarge => {
                let what = format!("the answer is larger than {} bytes, the cap on a body", self.shared.body_cap);
                new(ErrorKind::Transport, Reach::Unknown, what)
            }
        }
    }
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

/// The body as text; classification has found it to be UTF-8.
pub(crate) fn body_text(body: &Bytes) -> &str {
    std::str::from_utf8(body).unwrap_or_default().trim_start_matches('\u{feff}').trim()
}

pub(crate) fn undecodable(request: &Request, what: String, answer: Answered, attempts: u32) -> Error {
    let context = request.context();
    Error::new(ErrorKind::Decode, Reach::Unknown, context, what).with_answer(answer).with_attempts(attempts)
}
