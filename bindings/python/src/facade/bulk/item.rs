//! What is to be done for one account, from Python.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyDict;
use wholesale::Secret;
use wholesale::bulk::{Item, Task};

use crate::facade::amount::PyAmount;
use crate::facade::arguments::Arguments;

/// Something to be done for one account, under a key.
#[pyclass(module = "wholesale._native", name = "Item", frozen)]
pub(crate) struct PyItem(pub(super) Item);

/// The task of this name.
pub(super) fn task(name: &str) -> PyResult<Task> {
    Ok(match name {
        "create" => Task::Create,
        "ensure" => Task::Ensure,
        "add" => Task::Add,
        "take" => Task::Take,
        "ensure_balance_at_least" => Task::EnsureBalanceAtLeast,
        "update" => Task::Update,
        "set_password" => Task::SetPassword,
        "disable" => Task::Disable,
        "delete" => Task::Delete,
        _ => return Err(PyValueError::new_err(format!("there is no task {name:?}"))),
    })
}

#[pymethods]
impl PyItem {
    #[new]
    fn new(name: &str, given: &Bound<'_, PyDict>) -> PyResult<Self> {
        let given = Arguments::of(given);
        let key: String = given.required("key")?;
        Ok(Self(match task(name)? {
            Task::Create => Item::create(key, given.new_account()?),
            Task::Ensure => Item::ensure(key, given.new_account()?),
            Task::Add => Item::add_with(key, given.id("id")?, given.amount()?, given.movement()?),
            Task::Take => Item::take_with(key, given.id("id")?, given.amount()?, given.movement()?),
            Task::EnsureBalanceAtLeast => Item::ensure_balance_at_least(key, given.id("id")?, given.amount()?),
            Task::Update => Item::update(key, given.id("id")?, given.update()?),
            Task::SetPassword => Item::set_password(key, given.id("id")?, given.required::<Secret>("password")?),
            Task::Disable => Item::disable(key, given.id("id")?),
            Task::Delete => Item::delete(key, given.id("id")?),
            other => return Err(PyValueError::new_err(format!("there are no items for {other}"))),
        }))
    }

    #[getter]
    fn key(&self) -> &str {
        self.0.key()
    }

    #[getter]
    fn task(&self) -> &'static str {
        self.0.task().name()
    }

    #[getter]
    fn target(&self) -> &str {
        self.0.target()
    }

    #[getter]
    fn amount(&self) -> Option<PyAmount> {
        self.0.amount().map(PyAmount)
    }
}
