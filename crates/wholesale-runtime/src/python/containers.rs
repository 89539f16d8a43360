//! Options, boxes, lists and maps from and to Python.

use std::collections::BTreeMap;

use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyBytes, PyDict, PyList, PyMapping, PyString};

use super::refused::Refused;
use super::value::{FromPython, ToPython, expected, text};

impl<T: ToPython> ToPython for Option<T> {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.as_ref().map_or_else(|| ().to_python(py), |value| value.to_python(py))
    }

    fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        self.map_or_else(|| ().to_python(py), |value| value.into_python(py))
    }

    fn to_plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.as_ref().map_or_else(|| ().to_python(py), |value| value.to_plain(py))
    }

    fn shown(&self, py: Python<'_>) -> PyResult<String> {
        self.as_ref().map_or_else(|| Ok("None".to_owned()), |value| value.shown(py))
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: FromPython> FromPython for Option<T> {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        if value.is_none() { Ok(None) } else { T::from_python(value).map(Some) }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

impl<T: ToPython> ToPython for Box<T> {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        (**self).to_python(py)
    }

    fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        (*self).into_python(py)
    }

    fn to_plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        (**self).to_plain(py)
    }

    fn shown(&self, py: Python<'_>) -> PyResult<String> {
        (**self).shown(py)
    }

    fn is_absent(&self) -> bool {
        (**self).is_absent()
    }
}

impl<T: FromPython> FromPython for Box<T> {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        T::from_python(value).map(Self::new)
    }

    fn absent() -> Option<Self> {
        T::absent().map(Self::new)
    }
}

impl<T: ToPython> ToPython for Vec<T> {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let items: PyResult<Vec<_>> = self.iter().map(|item| item.to_python(py)).collect();
        Ok(PyList::new(py, items?)?.into_any())
    }

    fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let items: PyResult<Vec<_>> = self.into_iter().map(|item| item.into_python(py)).collect();
        Ok(PyList::new(py, items?)?.into_any())
    }

    fn to_plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let items: PyResult<Vec<_>> = self.iter().map(|item| item.to_plain(py)).collect();
        Ok(PyList::new(py, items?)?.into_any())
    }

    fn shown(&self, py: Python<'_>) -> PyResult<String> {
        let items: PyResult<Vec<_>> = self.iter().map(|item| item.shown(py)).collect();
        Ok(format!("[{}]", items?.join(", ")))
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: FromPython> FromPython for Vec<T> {
    /// Any iterable but a text, bytes or a mapping, which are iterable by accident.
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        let by_accident = value.is_instance_of::<PyString>()
            || value.is_instance_of::<PyBytes>()
            || value.is_instance_of::<PyByteArray>()
            || value.cast::<PyMapping>().is_ok();
        let items = value.try_iter().ok().filter(|_| !by_accident).ok_or_else(|| expected("a list", value))?;
        items
            .enumerate()
            .map(|(index, item)| T::from_python(&item?).map_err(|refused| refused.of(&format!("item {index}"))))
            .collect()
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

impl<T: ToPython> ToPython for BTreeMap<String, T> {
    fn to_python<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let entries = PyDict::new(py);
        for (name, value) in self {
            entries.set_item(name, value.to_python(py)?)?;
        }
        Ok(entries.into_any())
    }

    fn into_python(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let entries = PyDict::new(py);
        for (name, value) in self {
            entries.set_item(name, value.into_python(py)?)?;
        }
        Ok(entries.into_any())
    }

    fn to_plain<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let entries = PyDict::new(py);
        for (name, value) in self {
            entries.set_item(name, value.to_plain(py)?)?;
        }
        Ok(entries.into_any())
    }

    fn shown(&self, py: Python<'_>) -> PyResult<String> {
        let entries: PyResult<Vec<_>> = self
            .iter()
            .map(|(name, value)| Ok(format!("{}: {}", PyString::new(py, name).repr()?, value.shown(py)?)))
            .collect();
        Ok(format!("{{{}}}", entries?.join(", ")))
    }

    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: FromPython> FromPython for BTreeMap<String, T> {
    fn from_python(value: &Bound<'_, PyAny>) -> Result<Self, Refused> {
        Ok(entries(value)?.into_iter().collect())
    }

    fn absent() -> Option<Self> {
        Some(Self::new())
    }
}

/// The entries of a mapping whose keys are texts.
pub(super) fn entries<T: FromPython>(value: &Bound<'_, PyAny>) -> Result<Vec<(String, T)>, Refused> {
    let mapping = value.cast::<PyMapping>().map_err(|_| expected("a dict", value))?;
    let entry = |item: Bound<'_, PyAny>| {
        let (key, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let name = text(&key).map_err(|refused| refused.of("a key"))?;
        let value = T::from_python(&value).map_err(|refused| refused.of(&name))?;
        Ok((name, value))
    };
    mapping.items()?.iter().map(entry).collect()
}
