//! From an error to the exception of the same name.

use std::error::Error as _;
use std::sync::PoisonError;

use pyo3::exceptions::{PyException, PyOSError, PyRuntimeError};
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyType};
use wholesale::Unsettled;
use wholesale_runtime::{Error, ErrorKind};

use crate::answer::headers;
use crate::caller::Raised;
use crate::facade::PyUnsettled;

/// The exception of an error; what a callable raised during the call is its cause.
pub(crate) fn exception(py: Python<'_>, error: &Error, raised: &Raised) -> PyErr {
    match build(py, error) {
        Ok(exception) => {
            let cause = raised.lock().unwrap_or_else(PoisonError::into_inner).take();
            exception.set_cause(py, cause.or_else(|| chain(error)));
            exception
        }
        Err(failure) => failure,
    }
}

/// The exception of an error that happened before anything was sent.
pub(crate) fn refused(py: Python<'_>, error: &Error) -> PyErr {
    build(py, error).unwrap_or_else(|failure| failure)
}

/// The exception of a call that is gone, which only a panic can do.
pub(crate) fn lost() -> PyErr {
    PyRuntimeError::new_err("the call was lost; it may have been applied")
}

/// An error of the client's set-up, from here.
pub(crate) fn configuration(py: Python<'_>, provider: &'static str, what: &str) -> PyErr {
    refused(py, &Error::configuration(provider, what))
}

fn build(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    let class = class(py, error.kind())?;
    let operation = Some(error.operation()).filter(|operation| !operation.is_empty());
    let fields = PyDict::new(py);
    fields.set_item("provider", error.provider())?;
    fields.set_item("operation", operation)?;
    fields.set_item("http_status", error.http_status())?;
    fields.set_item("code", error.code())?;
    fields.set_item("message", error.message())?;
    fields.set_item("retry_after", error.retry_after().map(|wait| wait.as_secs_f64()))?;
    fields.set_item("attempts", error.attempts())?;
    fields.set_item("may_have_been_applied", error.may_have_been_applied())?;
    fields.set_item("body", error.body().map(|body| PyBytes::new(py, body)))?;
    fields.set_item("headers", error.headers().map(headers))?;
    fields.set_item("unsettled", Unsettled::of(error).cloned().map(PyUnsettled))?;
    Ok(PyErr::from_value(class.call((error.to_string(),), Some(&fields))?))
}

fn class<'py>(py: Python<'py>, kind: ErrorKind) -> PyResult<&'py Bound<'py, PyType>> {
    static CLASSES: [PyOnceLock<Py<PyType>>; 13] = [const { PyOnceLock::new() }; 13];
    let (index, name) = match kind {
        ErrorKind::InvalidRequest => (0, "InvalidRequestError"),
        ErrorKind::Unsupported => (1, "UnsupportedError"),
        ErrorKind::Configuration => (2, "ConfigurationError"),
        ErrorKind::Connect => (3, "ConnectError"),
        ErrorKind::RequestTimeout => (4, "RequestTimeoutError"),
        ErrorKind::Transport => (5, "TransportError"),
        ErrorKind::Api => (6, "ApiError"),
        ErrorKind::Authentication => (7, "AuthenticationError"),
        ErrorKind::NotFound => (8, "NotFoundError"),
        ErrorKind::RateLimited => (9, "RateLimitedError"),
        ErrorKind::NotTheApi => (10, "NotTheApiError"),
        ErrorKind::Decode => (11, "DecodeError"),
        _ => (12, "Error"),
    };
    CLASSES[index].import(py, "wholesale._errors", name)
}

/// The causes of an error, in one exception: no secret is in them.
fn chain(error: &Error) -> Option<PyErr> {
    let mut parts = Vec::new();
    let mut source = error.source();
    while let Some(cause) = source {
        parts.push(cause.to_string());
        source = cause.source();
    }
    let text = (!parts.is_empty()).then(|| parts.join(": "))?;
    let is_network = matches!(error.kind(), ErrorKind::Connect | ErrorKind::RequestTimeout | ErrorKind::Transport);
    Some(if is_network { PyOSError::new_err(text) } else { PyException::new_err(text) })
}
