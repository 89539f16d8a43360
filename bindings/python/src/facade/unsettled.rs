//! What a lost answer left open, as Python has it.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyType;
use wholesale::{Direction, Unsettled};

use super::amount::PyAmount;
use super::balance;

/// What was being done when an answer was lost: all that is needed to find out whether it was done.
///
/// It can be written down with `to_json`, and settled by another process, be it one in Rust.
#[pyclass(module = "wholesale", name = "Unsettled", frozen, eq)]
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct PyUnsettled(pub(crate) Unsettled);

#[pymethods]
impl PyUnsettled {
    /// Reads what `to_json` gives.
    #[staticmethod]
    #[pyo3(signature = (text, /))]
    fn from_json(text: &str) -> PyResult<Self> {
        // The reason would repeat what stands there.
        serde_json::from_str(text).map(Self).map_err(|_| PyValueError::new_err("the text is not what to_json gives"))
    }

    /// A text of JSON, to be written down. It holds an id or a name, an amount and a balance.
    fn to_json(&self) -> PyResult<String> {
        serde_json::to_string(&self.0).map_err(|error| PyValueError::new_err(error.to_string()))
    }

    /// What was done: ``"added"``, ``"taken"``, ``"created"``, ``"deleted"``, ``"disabled"``.
    #[getter]
    fn what(&self) -> &'static str {
        match &self.0 {
            Unsettled::Movement { direction: Direction::Added, .. } => "added",
            Unsettled::Movement { direction: Direction::Taken, .. } => "taken",
            Unsettled::Creation { .. } => "created",
            Unsettled::Deletion { .. } => "deleted",
            Unsettled::Disabling { .. } => "disabled",
            _ => "unknown",
        }
    }

    /// The account's key; ``None`` for one that was to be created.
    #[getter]
    fn id(&self) -> Option<&str> {
        match &self.0 {
            Unsettled::Movement { id, .. } | Unsettled::Deletion { id, .. } | Unsettled::Disabling { id, .. } => {
                Some(id.as_str())
            }
            _ => None,
        }
    }

    /// The name of an account that was to be created.
    #[getter]
    fn name(&self) -> Option<&str> {
        match &self.0 {
            Unsettled::Creation { name, .. } => Some(name),
            _ => None,
        }
    }

    /// How much was to be moved.
    #[getter]
    fn amount(&self) -> Option<PyAmount> {
        match &self.0 {
            Unsettled::Movement { amount, .. } => Some(PyAmount(*amount)),
            _ => None,
        }
    }

    /// The reference of a movement, where it had one: yours, or the one that was made up for it.
    #[getter]
    fn reference(&self) -> Option<&str> {
        match &self.0 {
            Unsettled::Movement { reference, .. } => reference.as_deref(),
            _ => None,
        }
    }

    /// What the account had before, where it was read.
    #[getter]
    fn before<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        match &self.0 {
            Unsettled::Movement { before: Some(before), .. } => balance::to_python(py, before).map(Some),
            _ => Ok(None),
        }
    }

    fn __repr__(&self) -> String {
        let whose = self.id().or_else(|| self.name()).unwrap_or_default();
        let amount = self.amount().map(|amount| format!(" {}", amount.0)).unwrap_or_default();
        format!("<Unsettled {}{amount}: {whose}>", self.what())
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let class: Bound<'_, PyType> = py.get_type::<Self>();
        Ok((class.getattr("from_json")?, (self.to_json()?,)))
    }
}
