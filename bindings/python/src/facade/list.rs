//! Accounts as they are read, page after page.

use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use pyo3::{PyTraverseError, PyVisit};
use tokio::sync::Mutex;
use wholesale::AccountStream;

use super::arguments::Arguments;
use super::outcome::Given;
use crate::answer::{Answer, Wanted, Work};
use crate::session::{NativeSession, leave_to_parent};

/// A walk through all accounts.
#[pyclass(module = "wholesale._native", name = "AccountList", frozen)]
pub(crate) struct NativeAccountList {
    session: Py<NativeSession>,
    walk: Arc<Mutex<AccountStream>>,
    /// The process that the walk began in: its connections are not those of another.
    generation: u64,
}

impl NativeAccountList {
    fn work(&self) -> PyResult<Work> {
        if self.generation != crate::process::generation() {
            return Err(crate::process::forked_inside());
        }
        let walk = Arc::clone(&self.walk);
        // One by one: to look whether another is at hand would begin to read the next page.
        Ok(Box::pin(async move {
            let account = walk.lock().await.next().await.transpose()?;
            Ok(Box::new(Given(account)) as Box<dyn Answer>)
        }))
    }
}

impl Drop for NativeAccountList {
    fn drop(&mut self) {
        leave_to_parent(self.generation, &self.walk);
    }
}

#[pymethods]
impl NativeAccountList {
    fn __traverse__(&self, visit: PyVisit<'_>) -> Result<(), PyTraverseError> {
        visit.call(&self.session)
    }

    /// The next account, or `None` after the last.
    fn next<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        crate::call::call(py, self.work()?, Wanted::Payload, self.session.get().logger())
    }

    /// An awaitable of the next account, or of `None` after the last.
    fn next_soon<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        crate::spawn::spawn(py, self.work()?, Wanted::Payload, self.session.get().logger())
    }
}

/// A walk through all accounts; nothing is sent until the first is asked for.
#[pyfunction]
pub(super) fn list_accounts(
    session: &Bound<'_, NativeSession>,
    given: &Bound<'_, PyDict>,
) -> PyResult<NativeAccountList> {
    let _visit = crate::process::Visit::begin(session.py())?;
    let accounts = super::accounts(session)?.list(Arguments::of(given).filter()?);
    Ok(NativeAccountList {
        session: session.clone().unbind(),
        walk: Arc::new(Mutex::new(accounts)),
        generation: crate::process::generation(),
    })
}
