//! Journals of runs: read, and told what a person has found out.

use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::UNIX_EPOCH;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList};
use wholesale::AccountId;
use wholesale::bulk::{BulkError, Decision, Entry, EntryReader, Event, decide, read_journal};

use super::report;
use crate::facade::amount::PyAmount;
use crate::facade::balance;
use crate::process::Visit;

/// Entries read at once.
const AT_ONCE: usize = 512;

/// The entries of a journal, as they are read.
#[pyclass(module = "wholesale._native", name = "Journal", frozen)]
pub(crate) struct NativeJournal(Mutex<EntryReader>);

fn read<T: Send>(py: Python<'_>, read: impl FnOnce() -> Result<T, BulkError> + Send) -> PyResult<T> {
    let visit = Visit::begin(py)?;
    visit.outside(py, read).or_else(|error| Err(report::exception(py, &error)?))
}

#[pymethods]
impl NativeJournal {
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Self> {
        read(py, || read_journal(path)).map(|reader| Self(Mutex::new(reader)))
    }

    /// Some entries; none after the last.
    fn next<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyList>> {
        let _visit = Visit::begin(py)?;
        let entries = read(py, || {
            let mut reader = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            reader.by_ref().take(AT_ONCE).collect::<Result<Vec<_>, _>>()
        })?;
        let entries: PyResult<Vec<_>> = entries.into_iter().map(|entry| give(py, entry)).collect();
        PyList::new(py, entries?)
    }
}

fn give(py: Python<'_>, entry: Entry) -> PyResult<Bound<'_, PyAny>> {
    let fields = PyDict::new(py);
    fields.set_item("key", entry.key)?;
    let at = entry.at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64();
    let zone = py.import("datetime")?.getattr("timezone")?.getattr("utc")?;
    fields.set_item("at", py.import("datetime")?.getattr("datetime")?.call_method1("fromtimestamp", (at, zone))?)?;
    let event = match entry.event {
        Event::Begun { target, amount, before, .. } => {
            fields.set_item("target", target)?;
            fields.set_item("amount", amount.map(PyAmount))?;
            fields.set_item("before", before.map(|before| balance::to_python(py, &before)).transpose()?)?;
            "begun"
        }
        Event::Done { id, transaction, told, .. } => {
            fields.set_item("id", id.as_ref().map(AccountId::as_str))?;
            fields.set_item("transaction", transaction)?;
            fields.set_item("told_by", report::teller(told))?;
            "done"
        }
        Event::Failed { error, .. } => {
            fields.set_item("reason", error)?;
            "failed"
        }
        Event::NotApplied { told, .. } => {
            fields.set_item("told_by", report::teller(told))?;
            "not_applied"
        }
        Event::Unsettled { reason, .. } => {
            fields.set_item("reason", reason)?;
            "unsettled"
        }
        _ => "unknown",
    };
    fields.set_item("event", event)?;
    py.import("wholesale.bulk")?.getattr("Entry")?.call((), Some(&fields))
}

/// Writes down what a person has found out about an item that was left open.
#[pyfunction]
pub(super) fn decide_item(py: Python<'_>, path: PathBuf, key: &str, was_applied: bool) -> PyResult<()> {
    let decision = if was_applied { Decision::Applied } else { Decision::NotApplied };
    read(py, || decide(path, key, decision))
}
