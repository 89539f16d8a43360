//! Operations of providers, as generated code declares them and Python calls them.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyString, PyTuple};
use wholesale_runtime::python::{FromPython, Refused};
use wholesale_runtime::{Session, api};

pub(crate) use crate::prepared::Prepared;

/// A provider: its API, its operations and its records.
pub(crate) struct Provider {
    pub(crate) api: &'static api::Api,
    pub(crate) operations: &'static [Entry],
    /// Adds the classes of the records to a module.
    pub(crate) records: fn(&Bound<'_, PyModule>) -> PyResult<()>,
}

/// An operation: from what Python code gave to an encoded request.
pub(crate) struct Entry {
    pub(crate) id: &'static str,
    /// The names that Python code uses, by position.
    pub(crate) parameters: &'static [&'static str],
    pub(crate) prepare: fn(&Session, &Given<'_, '_>) -> PyResult<Prepared>,
}

/// The provider of this name.
pub(crate) fn provider(name: &str) -> Option<&'static Provider> {
    crate::generated::PROVIDERS.iter().copied().find(|provider| provider.api.provider == name)
}

/// A module with the records and operations of a provider.
pub(crate) fn module<'py>(py: Python<'py>, provider: &'static Provider) -> PyResult<Bound<'py, PyModule>> {
    let module = PyModule::new(py, provider.api.provider)?;
    (provider.records)(&module)?;
    for entry in provider.operations {
        module.add(entry.id, Operation { provider, entry })?;
    }
    Ok(module)
}

/// One operation of a provider.
#[pyclass(module = "wholesale._native", frozen)]
pub(crate) struct Operation {
    pub(crate) provider: &'static Provider,
    pub(crate) entry: &'static Entry,
}

#[pymethods]
impl Operation {
    fn __repr__(&self) -> String {
        format!("<operation {} of {}>", self.entry.id, self.provider.api.provider)
    }
}

impl Operation {
    /// Reads the arguments; what is wrong with their types is raised, what is wrong with their values is in the request.
    pub(crate) fn prepare(&self, session: &Session, arguments: &Bound<'_, PyTuple>) -> PyResult<Prepared> {
        if arguments.len() > self.entry.parameters.len() {
            return Err(PyTypeError::new_err(format!("{} takes no more arguments", self.entry.id)));
        }
        (self.entry.prepare)(session, &Given { entry: self.entry, arguments })
    }
}

/// The arguments of a call.
pub(crate) struct Given<'a, 'py> {
    entry: &'static Entry,
    arguments: &'a Bound<'py, PyTuple>,
}

impl Given<'_, '_> {
    /// An argument by its position; `None` where it was not given.
    pub(crate) fn take<T: FromPython>(&self, position: usize) -> PyResult<Option<T>> {
        let Ok(value) = self.arguments.get_borrowed_item(position) else { return Ok(None) };
        if value.is_none() {
            return Ok(None);
        }
        T::from_python(&value).map(Some).map_err(|refused| self.refuse(position, refused))
    }

    #[cold]
    fn refuse(&self, position: usize, refused: Refused) -> PyErr {
        let name = self.entry.parameters.get(position).copied().unwrap_or("?");
        let py = self.arguments.py();
        match refused.of(name) {
            // The value is of the right type: the same error as for a value that the provider's bounds refuse.
            Refused::Value(what) => self.invalid(py, &what).unwrap_or_else(|failure| failure),
            other => other.into(),
        }
    }

    fn invalid(&self, py: Python<'_>, what: &str) -> PyResult<PyErr> {
        let provider = crate::generated::PROVIDERS
            .iter()
            .find(|provider| provider.operations.iter().any(|entry| std::ptr::eq(entry, self.entry)))
            .map_or("", |provider| provider.api.provider);
        let text = PyString::new(py, &format!("{provider} {}: {what}", self.entry.id));
        let class = py.import("wholesale._errors")?.getattr("InvalidRequestError")?;
        let fields = pyo3::types::PyDict::new(py);
        fields.set_item("provider", provider)?;
        fields.set_item("operation", self.entry.id)?;
        Ok(PyErr::from_value(class.call((text,), Some(&fields))?))
    }
}
