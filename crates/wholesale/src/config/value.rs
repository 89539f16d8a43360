//! A secret as it is written in the file: the text, or where the text is.

use std::fmt;
use std::path::{Path, PathBuf};

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use wholesale_runtime::Secret;

/// What a credential of a profile is, or where it is.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// The text itself.
    Text(Secret),
    /// The only line of a file.
    File(PathBuf),
    /// An environment variable.
    Variable(String),
}

impl Value {
    /// The text; what goes wrong reads on from the name of the credential.
    pub(super) fn read(&self, folder: &Path) -> Result<Secret, String> {
        match self {
            Self::Text(text) => Ok(text.clone()),
            Self::File(path) => {
                let path = folder.join(path);
                let text = std::fs::read_to_string(&path)
                    .map_err(|error| format!("names the file {}, which cannot be read: {error}", path.display()))?;
                Ok(Secret::new(text.trim_end_matches(['\r', '\n'])))
            }
            Self::Variable(name) => match std::env::var(name) {
                Ok(text) if !text.is_empty() => Ok(Secret::new(text)),
                Ok(_) => Err(format!("names the variable {name}, which is empty")),
                Err(std::env::VarError::NotPresent) => Err(format!("names the variable {name}, which is not set")),
                Err(_) => Err(format!("names the variable {name}, which is not UTF-8")),
            },
        }
    }

    pub(super) fn text(&self) -> Option<&Secret> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a text, `{ file = \"..\" }` or `{ env = \"..\" }`")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }

    fn visit_string<E: Error>(self, text: String) -> Result<Value, E> {
        Ok(Value::Text(text.into()))
    }

    // Ids are digits, and nobody quotes them.
    fn visit_i64<E: Error>(self, number: i64) -> Result<Value, E> {
        Ok(Value::Text(number.to_string().into()))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Value, E> {
        Ok(Value::Text(number.to_string().into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut value = None;
        while let Some(key) = map.next_key::<String>()? {
            let text: String = map.next_value()?;
            let read = match key.as_str() {
                "file" => Value::File(text.into()),
                "env" => Value::Variable(text),
                _ => return Err(A::Error::custom("neither `file` nor `env`")),
            };
            if value.replace(read).is_some() {
                return Err(A::Error::custom("both `file` and `env`"));
            }
        }
        value.ok_or_else(|| A::Error::custom("neither `file` nor `env`"))
    }
}
