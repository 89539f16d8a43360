//! Numbers and booleans that are texts in JSON: the `serialize_with` of generated records.

use std::borrow::Cow;

use serde::{Serialize, Serializer};

use crate::value::ParameterValue;

fn text<T: ParameterValue>(value: &T) -> Option<String> {
    let mut whole = None;
    value.texts(&mut |text: Cow<'_, str>| whole = Some(text.into_owned()));
    whole
}

/// Writes a value as a JSON text.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<T: ParameterValue, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    text(value).serialize(serializer)
}

/// Writes a value that may be absent as a JSON text or `null`.
///
/// # Errors
/// Those of the serializer.
pub fn serialize_option<T: ParameterValue, S: Serializer>(value: &Option<T>, serializer: S) -> Result<S::Ok, S::Error> {
    value.as_ref().and_then(text).serialize(serializer)
}
