//! What goes back to the client: a status, a few headers and a body, whole or endless.

use std::borrow::Cow;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use http::HeaderValue;
use http::header::{CONTENT_TYPE, HeaderName};
use hyper::body::{Body, Bytes, Frame, SizeHint};

use crate::json::Json;

pub(crate) const JSON: &str = "application/json";

/// An answer that is complete.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(HeaderName, Cow<'static, str>)>,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(status: u16, value: &Json) -> Self {
        Self::text(status, JSON, value.to_bytes())
    }

    pub(crate) fn text(status: u16, content_type: impl Into<Cow<'static, str>>, body: impl Into<Bytes>) -> Self {
        Self { status, headers: vec![(CONTENT_TYPE, content_type.into())], body: body.into() }
    }

    pub(crate) fn empty(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Bytes::new() }
    }

    pub(crate) fn with_header(mut self, name: HeaderName, value: impl Into<Cow<'static, str>>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn with_body(mut self, body: impl Into<Bytes>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn into_response(self) -> http::Response<AnswerBody> {
        let headers = self.headers;
        respond(self.status, headers, AnswerBody::Whole(Some(self.body)))
    }

    /// The answer as it goes over the wire, for the endings that hyper would not let happen. `length` is what
    /// `Content-Length` claims; without it the body ends where the connection does.
    pub(crate) fn to_wire(&self, length: Option<usize>, body: &[u8]) -> Vec<u8> {
        let status = http::StatusCode::from_u16(self.status).unwrap_or(http::StatusCode::OK);
        let reason = status.canonical_reason().unwrap_or("");
        let mut wire = format!("HTTP/1.1 {} {reason}\r\n", status.as_str()).into_bytes();
        for (name, value) in &self.headers {
            wire.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        if let Some(length) = length {
            wire.extend_from_slice(format!("content-length: {length}\r\n").as_bytes());
        }
        wire.extend_from_slice(b"connection: close\r\n\r\n");
        wire.extend_from_slice(body);
        wire
    }
}

/// Builds the response; a status or a header value that HTTP does not have is replaced or left out.
pub(crate) fn respond(
    status: u16,
    headers: Vec<(HeaderName, Cow<'static, str>)>,
    body: AnswerBody,
) -> http::Response<AnswerBody> {
    let mut response = http::Response::new(body);
    if let Ok(status) = http::StatusCode::from_u16(status) {
        *response.status_mut() = status;
    }
    for (name, value) in headers {
        let value = match value {
            // What nearly every answer has.
            Cow::Borrowed(JSON) => Ok(HeaderValue::from_static(JSON)),
            value => HeaderValue::from_str(&value),
        };
        if let Ok(value) = value {
            response.headers_mut().append(name, value);
        }
    }
    response
}

/// A body that is whole, or as long as a fault wants it without being held in memory.
#[derive(Debug)]
pub(crate) enum AnswerBody {
    Whole(Option<Bytes>),
    /// A JSON string of this many bytes, its quotes included.
    Long {
        bytes: u64,
        sent: u64,
    },
}

const CHUNK: u64 = 64 * 1024;
static FILLING: [u8; CHUNK as usize] = [b'a'; CHUNK as usize];

impl AnswerBody {
    fn next(&mut self) -> Option<Bytes> {
        match self {
            AnswerBody::Whole(body) => body.take().filter(|body| !body.is_empty()),
            AnswerBody::Long { bytes, sent } => {
                let left = *bytes - *sent;
                let chunk = match (*sent, left) {
                    (_, 0) => return None,
                    (0, _) | (_, 1) => Bytes::from_static(b"\""),
                    (_, left) => Bytes::from_static(&FILLING[..(left - 1).min(CHUNK) as usize]),
                };
                *sent += chunk.len() as u64;
                Some(chunk)
            }
        }
    }
}

impl Body for AnswerBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.next().map(|chunk| Ok(Frame::data(chunk))))
    }

    fn is_end_stream(&self) -> bool {
        match self {
            AnswerBody::Whole(body) => body.as_ref().is_none_or(Bytes::is_empty),
            AnswerBody::Long { bytes, sent } => bytes == sent,
        }
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(match self {
            AnswerBody::Whole(body) => body.as_ref().map_or(0, |body| body.len() as u64),
            AnswerBody::Long { bytes, sent } => bytes - sent,
        })
    }
}
