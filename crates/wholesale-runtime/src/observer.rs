//! Hooks for whoever wants to count, time or log calls.

use std::fmt;
use std::time::Duration;

use crate::error::{Answered, Error, ErrorKind};
use crate::request::Request;

/// Is told what a client does. Nothing it is given holds a credential, a query, a body or another secret.
///
/// The hooks run on the task that makes the call: keep them short.
pub trait Observer: Send + Sync + 'static {
    /// A request is about to be sent.
    fn on_request(&self, request: &RequestInfo) {
        let _ = request;
    }

    /// An attempt has ended, with an answer or without.
    fn on_response(&self, response: &ResponseInfo) {
        let _ = response;
    }

    /// The request will be sent again after a wait.
    fn on_retry(&self, retry: &RetryInfo) {
        let _ = retry;
    }
}

/// A request about to be sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RequestInfo {
    /// Name of the provider.
    pub provider: &'static str,
    /// Id of the operation.
    pub operation: &'static str,
    /// Which attempt this is, from 1.
    pub attempt: u32,
}

impl RequestInfo {
    pub(crate) fn new(request: &Request, attempt: u32) -> Self {
        Self { provider: request.api.provider, operation: request.operation.id, attempt }
    }
}

/// An attempt that has ended.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ResponseInfo {
    /// Name of the provider.
    pub provider: &'static str,
    /// Id of the operation.
    pub operation: &'static str,
    /// Which attempt it was, from 1.
    pub attempt: u32,
    /// HTTP status, where there was an answer.
    pub http_status: Option<u16>,
    /// What went wrong; `None` for a success.
    pub error: Option<ErrorKind>,
    /// Time from sending to the last byte.
    pub duration: Duration,
}

impl ResponseInfo {
    pub(crate) fn new(request: &Request, attempt: u32, outcome: &Result<Answered, Error>, duration: Duration) -> Self {
        let (http_status, error) = match outcome {
            Ok(answer) => (Some(answer.status.as_u16()), None),
            Err(error) => (error.http_status(), Some(error.kind())),
        };
        Self { provider: request.api.provider, operation: request.operation.id, attempt, http_status, error, duration }
    }
}

/// A request that will be sent again.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RetryInfo {
    /// Name of the provider.
    pub provider: &'static str,
    /// Id of the operation.
    pub operation: &'static str,
    /// Attempts made so far.
    pub attempts: u32,
    /// What went wrong with the last one.
    pub error: ErrorKind,
    /// How long it waits.
    pub wait: Duration,
}

impl RetryInfo {
    pub(crate) fn new(request: &Request, error: &Error, wait: Duration) -> Self {
        let (provider, operation) = (request.api.provider, request.operation.id);
        Self { provider, operation, attempts: error.attempts(), error: error.kind(), wait }
    }
}

impl fmt::Debug for dyn Observer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Observer")
    }
}
