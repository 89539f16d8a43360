//! The doctor, for Python: what it found as data and as a table.

use std::path::PathBuf;

use pyo3::prelude::*;
use wholesale::Config;
use wholesale::doctor::Report;

use super::outcome::{Given, Outcome};
use crate::answer::{Answer, Wanted, Work};
use crate::session::Logger;

impl Outcome for Report {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let text =
            serde_json::to_string(&self).map_err(|error| pyo3::exceptions::PyValueError::new_err(error.to_string()))?;
        py.import("wholesale._doctor")?.getattr("read_report")?.call1((text, self.to_string()))
    }
}

fn work(py: Python<'_>, path: Option<PathBuf>) -> PyResult<Work> {
    let config: Option<Config> = match path {
        Some(path) => Some(crate::options::config(py, Some(path))?),
        // The environment is read here, where no other thread of Python changes it at the same time. What cannot be read
        // is for the report.
        None => Config::load().ok(),
    };
    Ok(Box::pin(async move {
        let report = match config {
            Some(config) => config.doctor().await,
            None => wholesale::doctor().await,
        };
        Ok(Box::new(Given(report)) as Box<dyn Answer>)
    }))
}

/// Checks every account that is configured.
#[pyfunction]
pub(super) fn doctor(py: Python<'_>, path: Option<PathBuf>) -> PyResult<Bound<'_, PyAny>> {
    crate::call::call(py, work(py, path)?, Wanted::Payload, &Logger::of(py, "doctor")?)
}

/// An awaitable of the same.
#[pyfunction]
pub(super) fn doctor_soon(py: Python<'_>, path: Option<PathBuf>) -> PyResult<Bound<'_, PyAny>> {
    crate::spawn::spawn(py, work(py, path)?, Wanted::Payload, &Logger::of(py, "doctor")?)
}
