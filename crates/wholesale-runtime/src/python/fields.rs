//! The fields of a record, taken one by one from what Python code gave.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyMapping};

use super::refused::Refused;
use super::value::FromPython;

/// What was given for the fields of a record, by name. Each is taken once; what is left over is refused.
#[derive(Debug)]
pub struct Fields<'py> {
    record: &'static str,
    given: Bound<'py, PyDict>,
}

impl<'py> Fields<'py> {
    /// From the keywords of a call.
    ///
    /// # Errors
    /// When Python runs out of memory.
    pub fn of_keywords(record: &'static str, py: Python<'py>, given: Option<&Bound<'py, PyDict>>) -> PyResult<Self> {
        let given = given.map_or_else(|| Ok(PyDict::new(py)), |given| given.copy())?;
        Ok(Self { record, given })
    }

    /// From a mapping.
    ///
    /// # Errors
    /// When it is none.
    pub fn of_mapping(record: &'static str, mapping: &Bound<'py, PyAny>) -> Result<Self, Refused> {
        let refused = || Refused::Type(format!("must be a {record} or a dict of its fields"));
        let mapping = mapping.cast::<PyMapping>().map_err(|_| refused())?;
        let given = PyDict::new(mapping.py());
        given.update(mapping)?;
        Ok(Self { record, given })
    }

    /// Takes a field.
    ///
    /// # Errors
    /// When it is missing though required, or refused.
    pub fn take<T: FromPython>(&mut self, name: &str) -> Result<T, Refused> {
        let value = self.given.get_item(name)?;
        if value.is_some() {
            self.given.del_item(name)?;
        }
        match value.filter(|value| !value.is_none()) {
            Some(value) => T::from_python(&value).map_err(|refused| refused.of(&format!("{}.{name}", self.record))),
            None => T::absent().ok_or_else(|| Refused::Type(format!("{}.{name} is required", self.record))),
        }
    }

    /// Refuses whatever was not taken.
    ///
    /// # Errors
    /// When something is left.
    pub fn finish(self) -> Result<(), Refused> {
        let left: Vec<String> = self.given.keys().iter().map(|name| name.to_string()).collect();
        if left.is_empty() {
            return Ok(());
        }
        Err(Refused::Type(format!(
            "{} has no field {}; what the provider sends besides goes into `extra`",
            self.record,
            left.join(", ")
        )))
    }
}
