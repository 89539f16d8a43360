//! Balances from and to Python: a known amount, `"unlimited"`, or `None` for what the provider does not say.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDict, PyString, PyType};
use wholesale::{Balance, Quantity};
use wholesale_runtime::python::Refused;

use super::amount::{self, PyAmount};

/// What stands for as much as is asked for.
const UNLIMITED: &str = "unlimited";

fn class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    CLASS.import(py, "wholesale._account", "Balance")
}

fn quantity(py: Python<'_>, quantity: Quantity) -> PyResult<Bound<'_, PyAny>> {
    Ok(match quantity {
        Quantity::Known(amount) => Bound::new(py, PyAmount(amount))?.into_any(),
        Quantity::Unlimited => PyString::new(py, UNLIMITED).into_any(),
        Quantity::Unknown => py.None().into_bound(py),
    })
}

/// A balance as the dataclass of that name.
pub(super) fn to_python<'py>(py: Python<'py>, balance: &Balance) -> PyResult<Bound<'py, PyAny>> {
    let fields = PyDict::new(py);
    fields.set_item("available", quantity(py, balance.available)?)?;
    fields.set_item("used", quantity(py, balance.used)?)?;
    fields.set_item("limit", quantity(py, balance.limit)?)?;
    fields.set_item("funded", quantity(py, balance.funded)?)?;
    class(py)?.call((), Some(&fields))
}

/// The balance that a dataclass of that name describes.
pub(super) fn from_python(value: &Bound<'_, PyAny>) -> Result<Balance, Refused> {
    if !value.is_instance(class(value.py())?.as_any())? {
        return Err(Refused::Type("must be a Balance, \"read\" or \"ignored\"".to_owned()));
    }
    let read = |name: &str| {
        let field = value.getattr(name)?;
        if field.is_none() {
            return Ok(Quantity::Unknown);
        }
        if field.cast::<PyString>().is_ok_and(|word| word.to_str().is_ok_and(|word| word == UNLIMITED)) {
            return Ok(Quantity::Unlimited);
        }
        amount::read(&field).map(Quantity::Known).map_err(|refused| refused.of(name))
    };
    let mut balance = Balance::default();
    balance.available = read("available")?;
    balance.used = read("used")?;
    balance.limit = read("limit")?;
    balance.funded = read("funded")?;
    Ok(balance)
}
