//! What every generated wholesale client calls, written by hand once.
//!
//! A generated crate declares its provider as `'static` data ([`api`]) and one builder for each operation. A
//! builder hands its parameters to an [`Encoder`], which gives a [`Request`] (plain data); a [`Session`] adds
//! the credentials, sends it through a [`Transport`], tells success from failure by the spec's table, takes the
//! payload out of its envelope as raw JSON and decodes it once.
//!
//! Nothing here knows a provider by name.

pub mod api;
mod chain;
mod classify;
mod connections;
mod credential;
mod custom;
mod decimal;
mod encoder;
mod envelope;
mod error;
mod extra;
mod http_transport;
mod identifier;
mod input;
pub mod lenient;
mod lent_json;
mod limiter;
mod line;
mod observer;
mod options;
mod pages;
mod path_segment;
mod payload;
#[cfg(feature = "python")]
pub mod python;
pub mod quoted;
mod raw_json;
mod record;
mod request;
mod response;
mod retry;
mod secret;
mod session;
mod timestamp;
mod traced_body;
mod transport;
mod untouched;
mod value;

pub use api::RateLimit;
pub use chain::Fallback;
pub use credential::{CredentialSource, Fetching};
pub use custom::CustomCall;
pub use decimal::{Decimal, ParseDecimalError};
pub use encoder::Encoder;
pub use error::{Error, ErrorKind, Result};
pub use extra::{Extra, Json};
pub use identifier::Id;
pub use input::Input;
#[doc(hidden)] // What `read_record!` names.
pub use lent_json::LentText;
pub use observer::{Observer, RequestInfo, ResponseInfo, RetryInfo};
pub use options::SessionBuilder;
pub use pages::{Items, Page, Pages};
pub use path_segment::{InvalidPathSegment, PathSegment};
pub use request::Request;
pub use response::Response;
pub use retry::RetryPolicy;
pub use secret::Secret;
pub use session::{CallOptions, Misfit, Session};
pub use timestamp::EpochSeconds;
pub use transport::{Limits, Recorder, Sending, Transport, TransportFailure};
pub use untouched::Untouched;
pub use value::ParameterValue;

#[cfg(feature = "python")]
#[doc(no_inline)]
pub use pyo3;
#[doc(no_inline)]
pub use {http, serde_json};
