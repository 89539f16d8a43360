//! The facade: one way to work with accounts, whoever the provider is.

mod amount;
mod arguments;
mod balance;
mod bulk;
mod capability;
mod doctor;
mod list;
mod outcome;
mod unsettled;
mod work;

use std::path::PathBuf;
use std::sync::Arc;

use pyo3::prelude::*;
use pyo3::types::PyDict;
use wholesale::Accounts;

use crate::answer::{Wanted, Work};
use crate::error;
use crate::options;
use crate::process::Visit;
use crate::session::NativeSession;
use arguments::Arguments;

pub(crate) use unsettled::PyUnsettled;

/// The accounts below the one that a session's credentials belong to.
fn accounts(session: &Bound<'_, NativeSession>) -> PyResult<Arc<dyn Accounts>> {
    let live = session.get().live(session.py())?;
    wholesale::accounts_of(&live).map_err(|problem| error::refused(session.py(), &problem))
}

fn work_of(session: &Bound<'_, NativeSession>, action: &str, given: &Bound<'_, PyDict>) -> PyResult<Work> {
    let (mut accounts, given) = (accounts(session)?, Arguments::of(given));
    if let Some(patience) = given.value("patience")? {
        accounts = accounts.with_patience(options::span("patience", &patience)?);
    }
    work::work(accounts, action, &given)
}

/// Seconds that a settlement keeps looking: these, if they can be used, or what it is unless told otherwise.
#[pyfunction]
fn patience(session: &Bound<'_, NativeSession>, seconds: Option<&Bound<'_, PyAny>>) -> PyResult<f64> {
    let _visit = Visit::begin(session.py())?;
    let patience = match seconds {
        Some(seconds) => options::span("patience", seconds)?,
        None => accounts(session)?.patience(),
    };
    Ok(patience.as_secs_f64())
}

/// Does something with accounts and waits for it.
#[pyfunction]
fn act<'py>(
    session: &Bound<'py, NativeSession>,
    action: &str,
    given: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    let _visit = Visit::begin(session.py())?;
    let work = work_of(session, action, given)?;
    crate::call::call(session.py(), work, Wanted::Payload, session.get().logger())
}

/// An awaitable of something done with accounts.
#[pyfunction]
fn act_soon<'py>(
    session: &Bound<'py, NativeSession>,
    action: &str,
    given: &Bound<'py, PyDict>,
) -> PyResult<Bound<'py, PyAny>> {
    let _visit = Visit::begin(session.py())?;
    let work = work_of(session, action, given)?;
    crate::spawn::spawn(session.py(), work, Wanted::Payload, session.get().logger())
}

/// The provider that an account of this name is of: of a profile, or the provider itself.
#[pyfunction]
fn provider_of(py: Python<'_>, name: &str, path: Option<PathBuf>) -> PyResult<String> {
    let _visit = Visit::begin(py)?;
    let config = options::config(py, path)?;
    let (api, _) = config.options(name).map_err(|problem| error::refused(py, &problem))?;
    Ok(api.provider.to_owned())
}

/// Adds the classes and functions.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<amount::PyAmount>()?;
    module.add_class::<unsettled::PyUnsettled>()?;
    module.add_class::<list::NativeAccountList>()?;
    module.add_function(wrap_pyfunction!(act, module)?)?;
    module.add_function(wrap_pyfunction!(act_soon, module)?)?;
    module.add_function(wrap_pyfunction!(patience, module)?)?;
    module.add_function(wrap_pyfunction!(list::list_accounts, module)?)?;
    module.add_function(wrap_pyfunction!(provider_of, module)?)?;
    module.add_function(wrap_pyfunction!(capability::capabilities, module)?)?;
    module.add_function(wrap_pyfunction!(doctor::doctor, module)?)?;
    module.add_function(wrap_pyfunction!(doctor::doctor_soon, module)?)?;
    bulk::register(module)
}
