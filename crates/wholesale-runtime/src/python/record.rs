//! What a generated record gets as a Python class.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};

use super::fields::Fields;
use super::refused::Refused;
use super::value::ToPython;

/// A record that is a Python class; implemented by [`python_record!`](crate::python_record).
pub trait Record: Sized {
    /// Name of the class.
    const NAME: &'static str;

    /// Calls `visit` with the name and the value of each field.
    ///
    /// # Errors
    /// Those of `visit`.
    fn visit(&self, visit: &mut dyn FnMut(&'static str, &dyn Field) -> PyResult<()>) -> PyResult<()>;

    /// The record from its fields.
    ///
    /// # Errors
    /// When one is missing, refused or unknown.
    fn from_fields(fields: Fields<'_>) -> Result<Self, Refused>;
}

/// A field of any type.
pub trait Field {
    /// See [`ToPython::to_plain`].
    ///
    /// # Errors
    /// Those of [`ToPython::to_plain`].
    fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
    /// See [`ToPython::to_python`].
    ///
    /// # Errors
    /// Those of [`ToPython::to_python`].
    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>>;
    /// The text to show; `None` when there is nothing.
    ///
    /// # Errors
    /// Those of [`ToPython::shown`].
    fn text(&self, py: Python<'_>) -> PyResult<Option<String>>;
}

impl<T: ToPython> Field for T {
    fn plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.to_plain(py)
    }

    fn value<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.to_python(py)
    }

    fn text(&self, py: Python<'_>) -> PyResult<Option<String>> {
        if self.is_absent() { Ok(None) } else { self.shown(py).map(Some) }
    }
}

/// `SubUser(hash='01HQ', password=<secret>)`: what is there, secrets masked.
///
/// # Errors
/// Those of the fields.
pub fn shown<R: Record>(record: &R, py: Python<'_>) -> PyResult<String> {
    let mut parts = Vec::new();
    record.visit(&mut |name, field| {
        parts.extend(field.text(py)?.map(|text| format!("{}={text}", name)));
        Ok(())
    })?;
    Ok(format!("{}({})", R::NAME, parts.join(", ")))
}

/// A dict of all fields, with dicts in place of records.
///
/// # Errors
/// Those of the fields.
pub fn plain<'py, R: Record>(record: &R, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    record.visit(&mut |name, field| dict.set_item(name, field.plain(py)?))?;
    Ok(dict)
}

/// A dict of all fields as the attributes give them.
///
/// # Errors
/// Those of the fields.
pub(super) fn state<'py, R: Record>(record: &R, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
    let dict = PyDict::new(py);
    record.visit(&mut |name, field| dict.set_item(name, field.value(py)?))?;
    Ok(dict)
}

/// The record that a mapping of its fields describes.
///
/// # Errors
/// When a field is missing, refused or unknown.
pub fn from_mapping<R: Record>(mapping: &Bound<'_, PyAny>) -> Result<R, Refused> {
    R::from_fields(Fields::of_mapping(R::NAME, mapping)?)
}

/// A record with some fields changed.
///
/// # Errors
/// When a change is refused or unknown.
pub fn replaced<R: Record>(record: &R, py: Python<'_>, changes: Option<&Bound<'_, PyDict>>) -> PyResult<R> {
    let fields = state(record, py)?;
    if let Some(changes) = changes {
        fields.update(changes.as_mapping())?;
    }
    Ok(R::from_fields(Fields::of_keywords(R::NAME, py, Some(&fields))?)?)
}

/// What pickle needs: the class's `from_dict` and what it is called with.
///
/// # Errors
/// Those of the fields.
pub fn reduce<'py, R>(record: &Bound<'py, R>) -> PyResult<Bound<'py, PyAny>>
where
    R: Record + pyo3::PyClass<Frozen = pyo3::pyclass::boolean_struct::True> + Sync,
{
    let py = record.py();
    let fields = plain(record.get(), py)?;
    Ok((record.as_any().get_type().getattr("from_dict")?, (fields,)).into_pyobject(py)?.into_any())
}

/// The names for `match` by position: the fields of the spec alone.
///
/// # Errors
/// When Python runs out of memory.
pub fn match_args<'py>(py: Python<'py>, names: &[&'static str]) -> PyResult<Bound<'py, PyTuple>> {
    let named: Vec<&str> = names.iter().copied().filter(|name| *name != "extra").collect();
    PyTuple::new(py, named)
}
