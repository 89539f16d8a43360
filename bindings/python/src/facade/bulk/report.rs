//! How far a run is, what became of its items and how it ended, for Python.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};
use wholesale::Id;
use wholesale::bulk::{BulkError, ItemResult, Outcome as ItemOutcome, Progress, Report, Stopped, Teller};
use wholesale_runtime::Error;

use crate::caller::Raised;
use crate::error;
use crate::facade::outcome::Outcome;

const MODULE: &str = "wholesale.bulk";

fn instance<'py>(class: &str, fields: &Bound<'py, PyDict>) -> PyResult<Bound<'py, PyAny>> {
    fields.py().import(MODULE)?.getattr(class)?.call((), Some(fields))
}

fn raised<'py>(py: Python<'py>, problem: Option<&Error>) -> Option<Py<pyo3::exceptions::PyBaseException>> {
    problem.map(|problem| error::exception(py, problem, &Raised::default()).into_value(py))
}

/// Who has told that an item was done.
pub(super) fn teller(told: Teller) -> &'static str {
    match told {
        Teller::Answer => "answer",
        Teller::Account => "account",
        _ => "person",
    }
}

/// What became of an item.
pub(super) fn result(py: Python<'_>, result: ItemResult) -> PyResult<Bound<'_, PyAny>> {
    let fields = PyDict::new(py);
    fields.set_item("key", result.key)?;
    fields.set_item("target", result.target)?;
    fields.set_item("error", raised(py, result.outcome.error()))?;
    let outcome = match result.outcome {
        ItemOutcome::Done { id, account, transaction, told, .. } => {
            fields.set_item("id", id.as_ref().map(wholesale::AccountId::as_str))?;
            fields.set_item("account", account.map(|account| *account).give(py)?)?;
            fields.set_item("transaction", transaction.as_ref().map(Id::as_str))?;
            fields.set_item("told_by", teller(told))?;
            "done"
        }
        ItemOutcome::WasDone => "was_done",
        ItemOutcome::Failed(_) => "failed",
        ItemOutcome::NotApplied(_) => "not_applied",
        ItemOutcome::Unsettled { reason, .. } => {
            fields.set_item("reason", reason)?;
            "unsettled"
        }
        ItemOutcome::HeldBack => "held_back",
        _ => "not_begun",
    };
    fields.set_item("outcome", outcome)?;
    instance("ItemResult", &fields)
}

/// How far a run is.
pub(super) fn progress<'py>(py: Python<'py>, progress: &Progress) -> PyResult<Bound<'py, PyAny>> {
    let fields = PyDict::new(py);
    fields.set_item("done", progress.done)?;
    fields.set_item("was_done", progress.was_done)?;
    fields.set_item("failed", progress.failed)?;
    fields.set_item("unsettled", progress.unsettled)?;
    fields.set_item("held_back", progress.held_back)?;
    fields.set_item("not_begun", progress.not_begun)?;
    fields.set_item("total", progress.total)?;
    fields.set_item("elapsed", progress.elapsed.as_secs_f64())?;
    fields.set_item("per_second", progress.per_second())?;
    fields.set_item("remaining", progress.remaining().map(|rest| rest.as_secs_f64()))?;
    fields.set_item("_text", progress.to_string())?;
    instance("Progress", &fields)
}

/// How a run ended.
pub(super) fn report<'py>(py: Python<'py>, report: &Report) -> PyResult<Bound<'py, PyAny>> {
    let fields = PyDict::new(py);
    let stopped = report.stopped.as_ref().map(|stopped| match stopped {
        Stopped::Failures(_) => "failures",
        Stopped::RefusedCredentials(_) => "refused_credentials",
        Stopped::Journal(_) => "journal",
        _ => "source",
    });
    fields.set_item("progress", progress(py, &report.progress)?)?;
    fields.set_item("stopped", stopped)?;
    fields.set_item("reason", report.stopped.as_ref().map(ToString::to_string))?;
    fields.set_item("is_complete", report.is_complete())?;
    instance("Report", &fields)
}

/// The exception of a run that cannot begin.
pub(super) fn exception(py: Python<'_>, problem: &BulkError) -> PyResult<PyErr> {
    let (kind, path) = match problem {
        BulkError::Unsupported(error) => return Ok(error::refused(py, error)),
        BulkError::InUse { path, .. } => ("in_use", path),
        BulkError::AnotherRun { path, .. } => ("another_run", path),
        BulkError::Malformed { path, .. } => ("malformed", path),
        BulkError::NotOpen { path, .. } => ("not_open", path),
        BulkError::Io { path, .. } => ("io", path),
        other => return Ok(pyo3::exceptions::PyRuntimeError::new_err(other.to_string())),
    };
    let fields = PyDict::new(py);
    fields.set_item("kind", kind)?;
    fields.set_item("path", path.as_os_str())?;
    let text = PyString::new(py, &problem.to_string());
    Ok(PyErr::from_value(py.import("wholesale._errors")?.getattr("JournalError")?.call((text,), Some(&fields))?))
}
