//! Single values from and to Python, without a float where digits count.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyString, PyType};

use super::containers::entries;
use super::json;
use super::refused::Refused;
use crate::secret::MASK;
use crate::{Decimal, EpochSeconds, Extra, Id, Json, Secret};

/// What Python code can be given.
pub trait ToPython: Sized {
    /// The Python value.
    ///
    /// # Errors
    /// When Python runs out of memory, or a class cannot be imported.
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;

    /// The Python value, without a copy where that can be.
    ///
    /// # Errors
    /// Those of [`to_python`](Self::to_python).
    fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        self.to_python(py)
    }

    /// The value with dicts in place of records, for `to_dict`.
    ///
    /// # Errors
    /// Those of [`to_python`](Self::to_python).
    fn to_plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.to_python(py)
    }

    /// The text that stands for the value in the `repr` of a record; no secret is in it.
    ///
    /// # Errors
    /// Those of [`to_python`](Self::to_python).
    fn shown(&self, py: Python<'_>) -> PyResult<String> {
        Ok(self.to_python(py)?.repr()?.to_string())
    }

    /// Whether there is nothing to show.
    fn is_absent(&self) -> bool {
        false
    }
}

/// What can be taken from Python code.
pub trait FromPython: Sized {
    /// Reads a Python value.
    ///
    /// # Errors
    /// When it has a type or a value that is not taken.
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused>;

    /// What stands for a value that was not given; `None` where one is required.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

/// The name of a value's type, for a refusal.
fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "?".to_owned(), |name| name.to_string())
}

pub(super) fn expected(what: &str, value: &Bound<'_, PyAny>) -> Refused {
    Refused::Type(format!("must be {what}, not {}", type_name(value)))
}

pub(super) fn text(value: &Bound<'_, PyAny>) -> Result<String, Refused> {
    let text = value.cast::<PyString>().map_err(|_| expected("a str", value))?;
    text.to_str().map(str::to_owned).map_err(|_| Refused::Value("holds characters that are no Unicode text".to_owned()))
}

impl ToPython for String {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyString::new(py, self).into_any())
    }
}

impl FromPython for String {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        text(value)
    }
}

impl ToPython for bool {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyBool::new(py, *self).to_owned().into_any())
    }
}

impl FromPython for bool {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        value.cast::<PyBool>().map(|flag| flag.is_true()).map_err(|_| expected("True or False", value))
    }
}

impl ToPython for i64 {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(self.into_pyobject(py)?.into_any())
    }
}

impl FromPython for i64 {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        let number = whole(value, "an int")?;
        number.extract().map_err(|_| Refused::Value("is larger than any such number".to_owned()))
    }
}

/// An `int` that is no `bool`.
fn whole<'a, 'py>(value: &'a Bound<'py, PyAny>, what: &str) -> Result<&'a Bound<'py, PyInt>, Refused> {
    match value.cast::<PyInt>() {
        Ok(number) if !value.is_instance_of::<PyBool>() => Ok(number),
        _ => Err(expected(what, value)),
    }
}

impl ToPython for f64 {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyFloat::new(py, *self).into_any())
    }
}

impl FromPython for f64 {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        if value.is_instance_of::<PyFloat>() {
            Ok(value.extract()?)
        } else {
            Ok(whole(value, "a float or an int")?.extract()?)
        }
    }
}

/// The class `decimal.Decimal`.
pub(super) fn decimal_class(py: Python<'_>) -> PyResult<&Bound<'_, PyType>> {
    static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
    CLASS.import(py, "decimal", "Decimal")
}

impl ToPython for Decimal {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        decimal_class(py)?.call1((self.to_string(),))
    }
}

/// The digits of a number; Python itself writes out only so many of an int.
fn digits<'py>(number: &Bound<'py, PyAny>) -> Result<Bound<'py, PyString>, Refused> {
    number.str().map_err(|error| {
        if error.is_instance_of::<PyValueError>(number.py()) {
            Refused::Value("cannot be taken: it has too many digits".to_owned())
        } else {
            Refused::Failed(error)
        }
    })
}

impl FromPython for Decimal {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        if value.is_instance_of::<PyFloat>() {
            return Err(Refused::Type(
                "must be a Decimal or an int, not a float: a float is not exact; write Decimal(\"2.5\")".to_owned(),
            ));
        }
        let is_number = value.is_instance(decimal_class(value.py())?.as_any())?;
        if !is_number {
            whole(value, "a Decimal or an int")?;
        }
        let digits = digits(value)?;
        digits
            .to_str()?
            .parse()
            .map_err(|error: crate::ParseDecimalError| Refused::Value(format!("cannot be taken: {error}")))
    }
}

impl ToPython for Id {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyString::new(py, self.as_str()).into_any())
    }
}

impl FromPython for Id {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        if value.is_instance_of::<PyString>() {
            return text(value).map(Self::from);
        }
        let number = whole(value, "a str or an int")?;
        Ok(Self::from(digits(number)?.to_str()?))
    }
}

impl ToPython for Secret {
    /// In clear: whoever reads the attribute asks for it.
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(PyString::new(py, self.expose()).into_any())
    }

    fn shown(&self, _: Python<'_>) -> PyResult<String> {
        Ok(MASK.to_owned())
    }
}

impl FromPython for Secret {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        text(value).map(Self::new)
    }
}

impl ToPython for EpochSeconds {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.seconds().to_python(py)
    }
}

impl FromPython for EpochSeconds {
    /// An `int`, or a `datetime` that knows its time zone; fractions of a second are cut off.
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        static CLASS: PyOnceLock<Py<PyType>> = PyOnceLock::new();
        let class = CLASS.import(value.py(), "datetime", "datetime")?;
        if !value.is_instance(class.as_any())? {
            return i64::from_python(value)
                .map(Self::new)
                .map_err(|_| expected("an int of seconds since 1970, or a datetime", value));
        }
        if value.call_method0("utcoffset")?.is_none() {
            return Err(Refused::Value("must be a datetime with a time zone: datetime.now(timezone.utc)".to_owned()));
        }
        let seconds = value.call_method0("timestamp")?.call_method0("__floor__")?;
        Ok(Self::new(seconds.extract()?))
    }
}

impl ToPython for Json {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        json::to_python(&self.0, py)
    }

    fn shown(&self, _: Python<'_>) -> PyResult<String> {
        Ok("...".to_owned())
    }
}

impl FromPython for Json {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        json::from_python(value).map(Self)
    }
}

impl ToPython for Extra {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let fields = PyDict::new(py);
        for (name, value) in self.iter() {
            fields.set_item(name, json::to_python(value, py)?)?;
        }
        Ok(fields.into_any())
    }

    /// The names alone: nobody knows which of the values are secrets.
    fn shown(&self, py: Python<'_>) -> PyResult<String> {
        let names: PyResult<Vec<String>> =
            self.keys().map(|name| Ok(format!("{}: ...", PyString::new(py, name).repr()?))).collect();
        Ok(format!("{{{}}}", names?.join(", ")))
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl FromPython for Extra {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        let mut extra = Self::default();
        extra.extend(entries::<Json>(value)?.into_iter().map(|(name, value)| (name, value.0)));
        Ok(extra)
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

impl ToPython for () {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        Ok(py.None().into_bound(py))
    }
}
