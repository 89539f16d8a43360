//! A payload with the answer it came in.

use std::fmt;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use crate::error::Answered;

/// What `send_raw()` returns: the payload, and the answer beside it.
pub struct Response<T> {
    payload: T,
    answer: Answered,
    attempts: u32,
}

impl<T> Response<T> {
    pub(crate) fn new(payload: T, answer: Answered, attempts: u32) -> Self {
        Self { payload, answer, attempts }
    }

    /// The payload.
    pub fn payload(&self) -> &T {
        &self.payload
    }

    /// The payload, without the answer.
    pub fn into_payload(self) -> T {
        self.payload
    }

    /// HTTP status.
    pub fn status(&self) -> StatusCode {
        self.answer.status
    }

    /// Headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.answer.headers
    }

    /// The untouched body. It may hold secrets.
    pub fn body(&self) -> &Bytes {
        &self.answer.body
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.answer.status)
            .field("payload", &self.payload)
            .finish_non_exhaustive()
    }
}
