//! JSON of any shape from and to Python.

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple};
use serde_json::value::RawValue;
use serde_json::{Map, Number, Value};

use super::refused::Refused;
use super::value::{FromPython, ToPython, decimal_class};

/// Numbers become `int`, or `Decimal` where they have a fraction or an exponent, or more than 64 bits. Those are
/// floats in a [`Value`], and right to 15 digits.
pub(super) fn to_python<'py>(value: &Value, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
    match value {
        Value::Null => ().to_python(py),
        Value::Bool(flag) => flag.to_python(py),
        Value::Number(number) => match (number.as_i64(), number.as_u64()) {
            (Some(number), _) => number.to_python(py),
            (None, Some(number)) => Ok(number.into_pyobject(py)?.into_any()),
            (None, None) => decimal_class(py)?.call1((number.to_string(),)),
        },
        Value::String(text) => text.to_python(py),
        Value::Array(items) => {
            let items: PyResult<Vec<_>> = items.iter().map(|item| to_python(item, py)).collect();
            Ok(PyList::new(py, items?)?.into_any())
        }
        Value::Object(members) => {
            let dict = PyDict::new(py);
            for (name, member) in members {
                dict.set_item(name, to_python(member, py)?)?;
            }
            Ok(dict.into_any())
        }
    }
}

/// Deeper than this, a value is refused: it would need more stack than a thread may have. No answer
/// is deeper.
const DEPTH: usize = 120;

/// Refuses floats, and decimals whose digits a 64-bit float does not hold: what is kept is what was given.
pub(super) fn from_python(value: &Bound<'_, PyAny>) -> Result<Value, Refused> {
    read(value, DEPTH)
}

fn read(value: &Bound<'_, PyAny>, depth: usize) -> Result<Value, Refused> {
    let below = || depth.checked_sub(1).ok_or_else(|| Refused::Value("is nested too deep".to_owned()));
    if value.is_none() {
        return Ok(Value::Null);
    }
    if value.is_instance_of::<PyBool>() {
        return bool::from_python(value).map(Value::Bool);
    }
    if value.is_instance_of::<PyString>() {
        return String::from_python(value).map(Value::String);
    }
    if value.is_instance_of::<PyInt>() {
        return match (value.extract::<i64>(), value.extract::<u64>()) {
            (Ok(number), _) => Ok(Value::from(number)),
            (_, Ok(number)) => Ok(Value::from(number)),
            _ => Err(Refused::Value("holds an int of more than 64 bits; write it as a str".to_owned())),
        };
    }
    if value.is_instance_of::<PyFloat>() {
        return Err(Refused::Type("holds a float, which is not exact; write Decimal(\"2.5\")".to_owned()));
    }
    if value.is_instance(decimal_class(value.py())?.as_any())? {
        // Python compares exactly, and numbers of any size: whatever `to_python` gave is taken again.
        let number = value.str()?.to_str()?.parse().ok().and_then(Number::from_f64);
        let read = number.as_ref().map(|number| decimal_class(value.py())?.call1((number.to_string(),)));
        let is_exact = read.transpose()?.map_or(Ok(false), |read| read.eq(value))?;
        return number.filter(|_| is_exact).map(Value::Number).ok_or_else(|| {
            Refused::Value("holds a Decimal beyond what a 64-bit float keeps; write it as a str".to_owned())
        });
    }
    if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let depth = below()?;
        return value.try_iter()?.map(|item| read(&item?, depth)).collect::<Result<_, _>>().map(Value::Array);
    }
    if let Ok(mapping) = value.cast::<PyMapping>() {
        let depth = below()?;
        let mut members = Map::new();
        for item in mapping.items()?.iter() {
            let (key, member): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
            let key = String::from_python(&key).map_err(|refused| refused.of("a key"))?;
            members.insert(key, read(&member, depth)?);
        }
        return Ok(Value::Object(members));
    }
    Err(Refused::Type("holds what JSON cannot express: only None, bool, int, Decimal, str, list and dict".to_owned()))
}

/// A Python value as the JSON text that is sent: every digit of a `Decimal` and of an `int` as it was given.
///
/// # Errors
/// When it holds a float, or what JSON cannot express.
pub fn json_text(value: &Bound<'_, PyAny>) -> Result<Box<RawValue>, Refused> {
    let mut text = String::new();
    write(value, DEPTH, &mut text)?;
    RawValue::from_string(text).map_err(|_| Refused::Value("cannot be written as JSON".to_owned()))
}

fn write(value: &Bound<'_, PyAny>, depth: usize, text: &mut String) -> Result<(), Refused> {
    let below = || depth.checked_sub(1).ok_or_else(|| Refused::Value("is nested too deep".to_owned()));
    let is_number = value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>();
    if is_number {
        text.push_str(value.str()?.to_str()?);
    } else if value.is_instance(decimal_class(value.py())?.as_any())? {
        text.push_str(&crate::Decimal::from_python(value)?.to_string());
    } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        let depth = below()?;
        text.push('[');
        for (index, item) in value.try_iter()?.enumerate() {
            if index > 0 {
                text.push(',');
            }
            write(&item?, depth, text)?;
        }
        text.push(']');
    } else if let Ok(mapping) = value.cast::<PyMapping>() {
        let depth = below()?;
        text.push('{');
        for (index, item) in mapping.items()?.iter().enumerate() {
            let (key, member): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
            let key = String::from_python(&key).map_err(|refused| refused.of("a key"))?;
            if index > 0 {
                text.push(',');
            }
            text.push_str(&crate::request::json_text(&key));
            text.push(':');
            write(&member, depth, text)?;
        }
        text.push('}');
    } else {
        // Texts, booleans, nothing; and the refusals, which are the same.
        text.push_str(&read(value, depth)?.to_string());
    }
    Ok(())
}
