//! A call that is ready to be sent: encoded, and with the way to decode its answer.

use pyo3::prelude::*;
use pyo3::types::PyBytes;
use serde::de::DeserializeOwned;
use wholesale_runtime::python::ToPython;
use wholesale_runtime::{Request, Result, Session};

use crate::answer::{Answer, Work};
use crate::pages::{Begin, walk};

/// What can travel from the network to Python.
pub(crate) trait Payload: DeserializeOwned + ToPython + Send + 'static {}

impl<T: DeserializeOwned + ToPython + Send + 'static> Payload for T {}

/// An encoded request and what becomes of it.
pub(crate) struct Prepared {
    /// The request, or what is wrong with it.
    pub(crate) request: Result<Request>,
    /// Sends the request and decodes the answer.
    pub(crate) send: fn(Session, Request) -> Work,
    /// Reads a list page by page.
    pub(crate) walk: Option<Begin>,
}

impl Prepared {
    /// A call whose payload is a `T`.
    pub(crate) fn new<T: Payload>(request: Result<Request>) -> Self {
        Self { request, send: send::<T>, walk: None }
    }

    /// A call whose payload is a `T`, one page of a list of `I`.
    pub(crate) fn paged<T: Payload, I: Payload>(request: Result<Request>) -> Self {
        Self { request, send: send::<T>, walk: Some(walk::<I>) }
    }

    /// The request, or the exception that says what is wrong with it.
    pub(crate) fn request(self, py: Python<'_>) -> PyResult<Request> {
        self.request.map_err(|error| crate::error::refused(py, &error))
    }
}

fn send<T: Payload>(session: Session, request: Request) -> Work {
    Box::pin(async move {
        let response = session.call::<T>(request).await?;
        Ok(Box::new(response) as Box<dyn Answer>)
    })
}

/// A request as plain data: encoded, not sent.
///
/// It holds everything but the credentials. ``str`` shows it as it will look on the wire, with each credential as ``<name>`` and
/// each secret parameter as ``<secret>``. It cannot be pickled, as it may hold secrets.
#[pyclass(module = "wholesale", name = "Request", frozen)]
pub(crate) struct PreparedRequest(pub(crate) Request);

#[pymethods]
impl PreparedRequest {
    /// Name of the provider.
    #[getter]
    fn provider(&self) -> &'static str {
        self.0.provider()
    }

    /// Id of the operation.
    #[getter]
    fn operation(&self) -> &'static str {
        self.0.operation()
    }

    /// HTTP verb.
    #[getter]
    fn method(&self) -> &str {
        self.0.method().as_str()
    }

    /// Path below the base URL, percent-encoded.
    #[getter]
    fn path(&self) -> &str {
        self.0.path()
    }

    /// Query without the credentials, encoded; ``""`` when there is none. It may hold secrets.
    #[getter]
    fn query(&self) -> String {
        self.0.query()
    }

    /// Body without the credentials, as it is sent. It may hold secrets.
    #[getter]
    fn body<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.body())
    }

    /// Media type of the body, where there is one.
    #[getter]
    fn content_type(&self) -> Option<&'static str> {
        self.0.content_type()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        format!("<Request {} {}: {} {}>", self.0.provider(), self.0.operation(), self.0.method(), self.0.path())
    }
}
