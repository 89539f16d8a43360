//! What a call gives, on its way to Python.

use std::pin::Pin;

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBytes, PyDict, PyType};
use wholesale_runtime::python::ToPython;
use wholesale_runtime::{Json, Page, Response, Result};

/// A call under way.
pub(crate) type Work = Working<'static>;

/// A call under way that borrows something.
pub(crate) type Working<'a> = Pin<Box<dyn Future<Output = Result<Box<dyn Answer>>> + Send + 'a>>;

/// What a caller wants of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The payload.
    Payload,
    /// Status, headers and body beside it.
    Raw,
}

/// An answer that can be given to Python, on the thread of the caller.
pub(crate) trait Answer: Send {
    /// The Python value.
    fn into_python<'py>(self: Box<Self>, py: Python<'py>, wanted: Wanted) -> PyResult<Bound<'py, PyAny>>;
}

impl<T: ToPython + Send> Answer for Response<T> {
    fn into_python<'py>(self: Box<Self>, py: Python<'py>, wanted: Wanted) -> PyResult<Bound<'py, PyAny>> {
        match wanted {
            Wanted::Payload => self.into_payload().into_python(py),
            Wanted::Raw => {
                let payload = self.payload().to_python(py)?;
                raw(py, &self, payload)
            }
        }
    }
}

/// The answer to a call that no spec covers: its payload is read by Python, which keeps every digit of it.
pub(crate) struct Custom(pub(crate) Response<Json>);

impl Answer for Custom {
    fn into_python<'py>(self: Box<Self>, py: Python<'py>, _: Wanted) -> PyResult<Bound<'py, PyAny>> {
        let payload = crate::custom::payload(py, self.0.body())?;
        raw(py, &self.0, payload)
    }
}

/// A page of a list, or nothing after the last.
pub(crate) struct NextPage<T>(pub(crate) Option<Page<T>>);

impl<T: ToPython + Send> Answer for NextPage<T> {
    fn into_python<'py>(self: Box<Self>, py: Python<'py>, _: Wanted) -> PyResult<Bound<'py, PyAny>> {
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let Some(page) = self.0 else { return ().to_python(py) };
        CLASS.import(py, "wholesale._answers", "Page")?.call1((page.items.into_python(py)?, page.total))
    }
}

fn raw<'py, T>(py: Python<'py>, response: &Response<T>, payload: Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    let fields = PyDict::new(py);
    fields.set_item("payload", payload)?;
    fields.set_item("status", response.status().as_u16())?;
    fields.set_item("headers", headers(response.headers()))?;
    fields.set_item("body", PyBytes::new(py, response.body()))?;
    fields.set_item("attempts", response.attempts())?;
    CLASS.import(py, "wholesale._answers", "RawResponse")?.call((), Some(&fields))
}

/// Names and values, in the order they came.
pub(crate) fn headers(headers: &http::HeaderMap) -> Vec<(String, String)> {
    let value = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers.iter().map(|(name, text)| (name.as_str().to_owned(), value(text))).collect()
}
