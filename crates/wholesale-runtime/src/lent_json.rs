//! A JSON value as it is written, lent by the text it stands in wherever that can lend.
//!
//! `Box<RawValue>` copies the value, `&RawValue` refuses texts that cannot be lent: this is both, in one.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

/// The name by which serde_json knows that a value is wanted as it is written. Should it change, a newtype of an unknown
/// name is what is read, and the value is copied as a `Box<RawValue>`.
const RAW: &str = "$serde_json::private::RawValue";

/// A JSON value, as it is written and without space around it.
pub(crate) struct LentJson<'a>(Cow<'a, str>);

impl LentJson<'_> {
    pub(crate) fn get(&self) -> &str {
        &self.0
    }
}

impl<'de> Deserialize<'de> for LentJson<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, ValueVisitor).map(Self)
    }
}

struct ValueVisitor;

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any valid JSON value")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        let copied: Box<str> = Box::<RawValue>::deserialize(deserializer)?.into();
        Ok(Cow::Owned(copied.into()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        match members.next_key::<LentText<'de>>()? {
            Some(key) if key.0 == RAW => Ok(members.next_value::<LentText<'de>>()?.0),
            _ => Err(A::Error::custom("expected any valid JSON value")),
        }
    }
}

/// A text, lent by the JSON it stands in unless it is escaped there.
#[derive(Debug)]
pub struct LentText<'a>(pub(crate) Cow<'a, str>);

impl LentText<'_> {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, for whoever keeps it.
    #[must_use]
    pub fn into_owned(self) -> String {
        self.0.into_owned()
    }
}

impl<'de> Deserialize<'de> for LentText<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;

        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Cow<'de, str>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a text")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
                Ok(Cow::Borrowed(text))
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text.to_owned()))
            }

            fn visit_string<E: Error>(self, text: String) -> Result<Self::Value, E> {
                Ok(Cow::Owned(text))
            }
        }

        deserializer.deserialize_str(TextVisitor).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_lent_by_a_text_and_copied_from_a_reader_or_a_tree() {
        let json = r#"[ 1.50 , {"a" : "b\n"} ]"#;
        let lent: Vec<LentJson<'_>> = serde_json::from_str(json).expect("a list");
        assert!(lent.iter().all(|value| matches!(value.0, Cow::Borrowed(_))));
        let read: Vec<String> = lent.iter().map(|value| value.get().to_owned()).collect();
        assert_eq!(read, ["1.50", r#"{"a" : "b\n"}"#]);

        let mut reader = serde_json::Deserializer::from_reader(json.as_bytes());
        let copied = Vec::<LentJson<'_>>::deserialize(&mut reader).expect("a list");
        assert!(copied.iter().zip(&read).all(|(value, text)| value.get() == text));
        let tree = serde_json::json!({"a": "b"});
        assert_eq!(LentJson::deserialize(tree).expect("a value").get(), r#"{"a":"b"}"#);
    }

    #[test]
    fn what_is_no_json_is_refused() {
        assert!(serde_json::from_str::<LentJson<'_>>(r#"{"a":"#).is_err());
        assert!(serde_json::from_str::<LentJson<'_>>("nul").is_err());
    }
}
