//! Amounts, as Python has them.

use std::hash::{DefaultHasher, Hash, Hasher};

use pyo3::basic::CompareOp;
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::{PyString, PyType};
use wholesale::{Amount, AmountError, Decimal, Unit};
use wholesale_runtime::python::{FromPython, Refused, ToPython};

/// An exact amount of traffic, in GB of 10^9 bytes, or of money, in the currency of your account at the provider.
///
/// There is no way from a float to an amount. Two amounts of different units are never equal, and have no sum, no
/// difference and no order: `TypeError`.
#[pyclass(module = "wholesale", name = "Amount", frozen)]
#[derive(Clone, Copy)]
pub(crate) struct PyAmount(pub(crate) Amount);

/// A number that is exact: a `Decimal`, an `int`, or a text.
fn number(value: &Bound<'_, PyAny>) -> PyResult<Decimal> {
    let read = match value.cast::<PyString>() {
        Ok(text) => {
            text.to_str()?.parse().map_err(|_| Refused::Value("is no decimal number: write \"2.5\"".to_owned()))
        }
        Err(_) => Decimal::from_python(value),
    };
    Ok(read.map_err(|refused| refused.of("value"))?)
}

fn uncountable(error: &AmountError) -> PyErr {
    match error {
        AmountError::MixedUnits(..) => PyTypeError::new_err(error.to_string()),
        _ => PyValueError::new_err(error.to_string()),
    }
}

#[pymethods]
impl PyAmount {
    /// Traffic in GB of 10^9 bytes.
    #[staticmethod]
    #[pyo3(signature = (value, /))]
    fn gb(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(Amount::new(number(value)?, Unit::Gigabytes)))
    }

    /// Money, in the currency of your account at the provider.
    #[staticmethod]
    #[pyo3(signature = (value, /))]
    fn money(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        Ok(Self(Amount::new(number(value)?, Unit::Money)))
    }

    /// Reads what ``str`` gives: ``"2.5 GB"``, ``"10.00"``.
    #[staticmethod]
    #[pyo3(signature = (text, /))]
    fn parse(text: &str) -> PyResult<Self> {
        text.parse().map(Self).map_err(|error| uncountable(&error))
    }

    /// The number, without its unit.
    #[getter]
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.0.value().to_python(py)
    }

    /// What it is counted in: ``"GB"`` of 10^9 bytes, or ``"money"``.
    #[getter]
    fn unit(&self) -> String {
        self.0.unit().to_string()
    }

    /// Whether it is nothing.
    #[getter]
    fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// Whether it is more than nothing.
    #[getter]
    fn is_positive(&self) -> bool {
        self.0.is_positive()
    }

    /// Whether it is less than nothing.
    #[getter]
    fn is_negative(&self) -> bool {
        self.0.is_negative()
    }

    fn __add__(&self, other: &Self) -> PyResult<Self> {
        self.0.checked_add(other.0).map(Self).map_err(|error| uncountable(&error))
    }

    fn __sub__(&self, other: &Self) -> PyResult<Self> {
        self.0.checked_sub(other.0).map(Self).map_err(|error| uncountable(&error))
    }

    fn __richcmp__(&self, other: &Self, operator: CompareOp) -> PyResult<bool> {
        match operator {
            CompareOp::Eq => Ok(self.0 == other.0),
            CompareOp::Ne => Ok(self.0 != other.0),
            _ => {
                let order = self.0.partial_cmp(&other.0).map(|order| operator.matches(order));
                order.ok_or_else(|| uncountable(&AmountError::MixedUnits(self.0, other.0)))
            }
        }
    }

    fn __hash__(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.0.hash(&mut hasher);
        hasher.finish()
    }

    fn __str__(&self) -> String {
        self.0.to_string()
    }

    fn __repr__(&self) -> String {
        let constructor = if self.0.unit() == Unit::Gigabytes { "gb" } else { "money" };
        format!("Amount.{constructor}(\"{}\")", self.0.value())
    }

    fn __format__<'py>(&self, py: Python<'py>, specification: &str) -> PyResult<Bound<'py, PyAny>> {
        PyString::new(py, &self.0.to_string()).call_method1("__format__", (specification,))
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let class: Bound<'_, PyType> = py.get_type::<Self>();
        Ok((class.getattr("parse")?, (self.0.to_string(),)))
    }

    fn __copy__(slf: &Bound<'_, Self>) -> Py<Self> {
        slf.clone().unbind()
    }

    fn __deepcopy__(slf: &Bound<'_, Self>, memo: &Bound<'_, PyAny>) -> Py<Self> {
        let _ = memo;
        slf.clone().unbind()
    }
}

/// An amount that was given for something.
pub(super) fn read(value: &Bound<'_, PyAny>) -> Result<Amount, Refused> {
    value.cast::<PyAmount>().map(|amount| amount.get().0).map_err(|_| {
        let class = value.get_type().name().map_or_else(|_| "?".to_owned(), |name| name.to_string());
        Refused::Type(format!("must be an Amount, not {class}: write Amount.gb(\"2.5\") or Amount.money(\"10.00\")"))
    })
}
