//! Calls that no spec covers yet.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict};
use wholesale_runtime::python::{FromPython, Refused, json_text};
use wholesale_runtime::{CustomCall, Decimal, Session};

use crate::answer::{Answer, Custom, Work};

/// The call that `client.request(..)` describes.
pub(crate) fn work(session: Session, call: &Bound<'_, PyDict>) -> PyResult<Work> {
    let given = |name: &str| call.get_item(name).map(|value| value.filter(|value| !value.is_none()));
    let text = |name: &'static str| -> PyResult<String> {
        let value = given(name)?.ok_or_else(|| PyTypeError::new_err(format!("{name} is required")))?;
        Ok(String::from_python(&value).map_err(|refused| refused.of(name))?)
    };
    let method = text("method")?;
    let method = http::Method::from_bytes(method.to_ascii_uppercase().as_bytes())
        .map_err(|_| pyo3::exceptions::PyValueError::new_err("method must be an HTTP verb: \"GET\""))?;
    let mut custom = CustomCall::new(session, method, text("path")?);
    if let Some(query) = given("query")? {
        for (name, value) in pairs("query", &query)? {
            custom = custom.query(name, value);
        }
    }
    if let Some(form) = given("form")? {
        for (name, value) in pairs("form", &form)? {
            custom = custom.form(name, value);
        }
    }
    if let Some(json) = given("json")? {
        custom = custom.json(&json_text(&json).map_err(|refused| refused.of("json"))?);
    }
    if given("retry_safe")?.is_some_and(|flag| flag.is_truthy().unwrap_or(false)) {
        custom = custom.retry_safe();
    }
    Ok(Box::pin(async move {
        let response = custom.send().await?;
        Ok(Box::new(Custom(response)) as Box<dyn Answer>)
    }))
}

/// The names and values of a dict, or of a list of pairs.
fn pairs(what: &str, given: &Bound<'_, PyAny>) -> PyResult<Vec<(String, String)>> {
    let items = match given.cast::<PyDict>() {
        Ok(dict) => dict.items().into_any(),
        Err(_) => given.clone(),
    };
    let refused =
        || PyTypeError::new_err(format!("{what} must be a dict, or a list of pairs, of str, int, bool and Decimal"));
    let mut pairs = Vec::new();
    for item in items.try_iter().map_err(|_| refused())? {
        let (name, value): (String, Bound<'_, PyAny>) = item?.extract().map_err(|_| refused())?;
        let value = scalar(&value).map_err(|reason| reason.of(&format!("{what} {name}")))?;
        pairs.push((name, value));
    }
    Ok(pairs)
}

pub(crate) fn scalar(value: &Bound<'_, PyAny>) -> Result<String, Refused> {
    if let Ok(text) = String::from_python(value) {
        return Ok(text);
    }
    if let Ok(flag) = bool::from_python(value) {
        return Ok(flag.to_string());
    }
    Decimal::from_python(value).map(|number| number.to_string())
}

/// A body as Python reads it: `int` and `Decimal`, every digit kept; `None` for an empty one.
pub(crate) fn payload<'py>(py: Python<'py>, body: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    py.import("wholesale._answers")?.call_method1("read_json", (PyBytes::new(py, body),))
}
