//! Reading what providers really send: numbers in quotes, texts without, `null` for what is absent.
//!
//! [`read_record!`](crate::read_record) names these functions, one for each field of a generated record.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{DeserializeOwned, Error, MapAccess, SeqAccess, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

use crate::lent_json::LentJson;
use crate::{Decimal, Id};

/// A number or boolean that can be read from any JSON scalar. Texts are read raw: every digit counts there.
trait Scalar: Sized {
    const EXPECTED: &'static str;

    fn from_text(text: &str) -> Option<Self>;
    fn from_i64(number: i64) -> Option<Self>;
    fn from_u64(number: u64) -> Option<Self>;
    fn from_f64(number: f64) -> Option<Self>;
    fn from_bool(value: bool) -> Option<Self>;
}

impl Scalar for i64 {
    const EXPECTED: &'static str = "a whole number, or a text that holds one";

    fn from_text(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }

    fn from_i64(number: i64) -> Option<Self> {
        Some(number)
    }

    fn from_u64(number: u64) -> Option<Self> {
        number.try_into().ok()
    }

    fn from_f64(number: f64) -> Option<Self> {
        // Whole numbers up to 2^53 are exact in a float; `10.0` is ten.
        #[allow(clippy::cast_possible_truncation)]
        (number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0).then_some(number as Self)
    }

    fn from_bool(_: bool) -> Option<Self> {
        None
    }
}

impl Scalar for f64 {
    const EXPECTED: &'static str = "a number, or a text that holds one";

    fn from_text(text: &str) -> Option<Self> {
        text.trim().parse().ok()
    }

    #[allow(clippy::cast_precision_loss)]
    fn from_i64(number: i64) -> Option<Self> {
        Some(number as Self)
    }

    #[allow(clippy::cast_precision_loss)]
    fn from_u64(number: u64) -> Option<Self> {
        Some(number as Self)
    }

    fn from_f64(number: f64) -> Option<Self> {
        Some(number)
    }

    fn from_bool(_: bool) -> Option<Self> {
        None
    }
}

impl Scalar for bool {
    const EXPECTED: &'static str = "a boolean, or a text or number that stands for one";

    fn from_text(text: &str) -> Option<Self> {
        match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "y" => Some(true),
            "false" | "0" | "no" | "n" => Some(false),
            _ => None,
        }
    }

    fn from_i64(number: i64) -> Option<Self> {
        match number {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    fn from_u64(number: u64) -> Option<Self> {
        i64::try_from(number).ok().and_then(Self::from_i64)
    }

    fn from_f64(_: f64) -> Option<Self> {
        None
    }

    fn from_bool(value: bool) -> Option<Self> {
        Some(value)
    }
}

struct ScalarVisitor<T>(PhantomData<T>);

impl<T: Scalar> Visitor<'_> for ScalarVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        // The text is not repeated in the error: it may be a secret.
        T::from_text(text).ok_or_else(|| E::invalid_value(Unexpected::Other("a text"), &self))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        T::from_i64(number).ok_or_else(|| E::invalid_value(Unexpected::Signed(number), &self))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        T::from_u64(number).ok_or_else(|| E::invalid_value(Unexpected::Unsigned(number), &self))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<T, E> {
        T::from_f64(number).ok_or_else(|| E::invalid_value(Unexpected::Float(number), &self))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<T, E> {
        T::from_bool(value).ok_or_else(|| E::invalid_value(Unexpected::Bool(value), &self))
    }
}

/// The same for a value that may be absent: `null` and `""` are absent.
struct OptionVisitor<T>(PhantomData<T>);

impl<'de, T: Scalar> Visitor<'de> for OptionVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, or null", T::EXPECTED)
    }

    fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        match T::from_text(text) {
            None if text.trim().is_empty() => Ok(None),
            None => Err(E::invalid_value(Unexpected::Other("a text"), &self)),
            some => Ok(some),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        ScalarVisitor(PhantomData).visit_i64(number).map(Some)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        ScalarVisitor(PhantomData).visit_u64(number).map(Some)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        ScalarVisitor(PhantomData).visit_f64(number).map(Some)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        ScalarVisitor(PhantomData).visit_bool(value).map(Some)
    }
}

fn scalar<'de, T: Scalar, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    deserializer.deserialize_any(ScalarVisitor(PhantomData))
}

fn optional<'de, T: Scalar, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    deserializer.deserialize_any(OptionVisitor(PhantomData))
}

/// The text of a scalar that has been read as it is written: without a backslash it stands there as it is.
fn text_of(raw: &str) -> Option<String> {
    match raw.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(text) if !text.contains('\\') => Some(text.to_owned()),
        _ => crate::raw_json::scalar_text(raw),
    }
}

/// A text; a number or boolean gives its text.
///
/// # Errors
/// On a list, an object or `null`.
pub fn string<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let raw = LentJson::deserialize(deserializer)?;
    text_of(raw.get()).ok_or_else(|| D::Error::custom("expected a text"))
}

/// A text that may be `null`.
///
/// # Errors
/// On a list or an object.
pub fn option_string<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let raw = LentJson::deserialize(deserializer)?;
    if raw.get() == "null" {
        return Ok(None);
    }
    text_of(raw.get()).map(Some).ok_or_else(|| D::Error::custom("expected a text, or null"))
}

/// A whole number, in quotes or not.
///
/// # Errors
/// On anything that is not a whole number of 64 bits.
pub fn integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i64, D::Error> {
    scalar(deserializer)
}

/// A whole number that may be `null` or `""`.
///
/// # Errors
/// On anything else that is not a whole number of 64 bits.
pub fn option_integer<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<i64>, D::Error> {
    optional(deserializer)
}

/// A floating-point number, in quotes or not.
///
/// # Errors
/// On anything that is not a number.
pub fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    scalar(deserializer)
}

/// A floating-point number that may be `null` or `""`.
///
/// # Errors
/// On anything else that is not a number.
pub fn option_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    optional(deserializer)
}

/// A boolean; also `"true"`, `"false"`, `1`, `0`, `"yes"`, `"no"`.
///
/// # Errors
/// On anything else.
pub fn boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    scalar(deserializer)
}

/// A boolean that may be `null` or `""`.
///
/// # Errors
/// On anything else that does not stand for a boolean.
pub fn option_boolean<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<bool>, D::Error> {
    optional(deserializer)
}

/// How providers write that a value is absent.
const ABSENT: [&str; 3] = ["null", "\"\"", "[]"];

/// Any type as it reads itself.
///
/// # Errors
/// When the type refuses what it finds.
pub fn value<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    T::deserialize(deserializer)
}

/// What may be absent: `null`, `""` or `[]`.
fn unless_absent<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    read: impl FnOnce(&str) -> Result<T, D::Error>,
) -> Result<Option<T>, D::Error> {
    let raw = LentJson::deserialize(deserializer)?;
    if ABSENT.contains(&raw.get()) { Ok(None) } else { read(raw.get()).map(Some) }
}

/// Any type that reads itself from JSON, where `null`, `""` and `[]` mean absent: times, records.
///
/// # Errors
/// When the type refuses what it finds.
pub fn option_value<'de, T: DeserializeOwned, D: Deserializer<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    unless_absent(deserializer, |json| serde_json::from_str(json).map_err(Error::custom))
}

/// A decimal, in quotes or not, that may be absent: `null`, `""` or `[]`.
///
/// # Errors
/// On anything else that is not a number of up to 28 digits.
pub fn option_decimal<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Decimal>, D::Error> {
    unless_absent(deserializer, Decimal::from_json)
}

/// An id, in quotes or not, that may be absent: `null`, `""` or `[]`.
///
/// # Errors
/// On a list or an object.
pub fn option_id<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Id>, D::Error> {
    unless_absent(deserializer, |json| {
        text_of(json).map(Id::from).ok_or_else(|| D::Error::custom("expected a text, or null"))
    })
}

/// A list; `null` is an empty one.
///
/// # Errors
/// When an item cannot be read.
pub fn list<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    struct ListVisitor<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for ListVisitor<T> {
        type Value = Vec<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list, or null")
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(Vec::new())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            // The hint comes from the body and is not trusted with memory.
            let mut list = Vec::with_capacity(items.size_hint().unwrap_or(0).min(1_024));
            while let Some(item) = items.next_element()? {
                list.push(item);
            }
            Ok(list)
        }
    }

    deserializer.deserialize_any(ListVisitor(PhantomData))
}

/// A map; `null` and the empty list, which PHP writes for an empty map, are empty ones.
///
/// # Errors
/// When a value cannot be read, or a list is not empty.
pub fn map<'de, T: Deserialize<'de>, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, T>, D::Error> {
    struct Entries<T>(PhantomData<T>);

    impl<'de, T: Deserialize<'de>> Visitor<'de> for Entries<T> {
        type Value = BTreeMap<String, T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object, an empty list, or null")
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(BTreeMap::new())
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            match items.next_element::<serde::de::IgnoredAny>()? {
                None => Ok(BTreeMap::new()),
                Some(_) => Err(A::Error::invalid_type(Unexpected::Seq, &self)),
            }
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut map = BTreeMap::new();
            while let Some(key) = entries.next_key()? {
                map.insert(key, entries.next_value()?);
            }
            Ok(map)
        }
    }

    deserializer.deserialize_any(Entries(PhantomData))
}

/// One of several shapes: the first that the JSON fits, tried in the order of the spec.
///
/// # Errors
/// When no shape fits.
pub fn one_of<'de, T, D: Deserializer<'de>>(
    deserializer: D,
    expected: &'static str,
    attempts: &[fn(&str) -> Option<T>],
) -> Result<T, D::Error> {
    let raw = LentJson::deserialize(deserializer)?;
    attempts
        .iter()
        .find_map(|attempt| attempt(raw.get()))
        .ok_or_else(|| D::Error::invalid_type(Unexpected::Other("another shape"), &expected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq)]
    struct Record {
        active: Option<bool>,
        count: Option<i64>,
        name: Option<String>,
        prices: BTreeMap<String, Decimal>,
        tags: Vec<String>,
        balance: Option<Decimal>,
        id: Option<Id>,
        since: Option<crate::EpochSeconds>,
    }

    crate::read_record! {
        Record {
            "active" => active: Option<bool>, optional option_boolean;
            "count" => count: Option<i64>, optional option_integer;
            "name" => name: Option<String>, optional option_string;
            "prices" => prices: BTreeMap<String, Decimal>, optional map;
            "tags" => tags: Vec<String>, optional list;
            "balance" => balance: Option<Decimal>, optional option_decimal;
            "id" => id: Option<Id>, optional option_id;
            "since" => since: Option<crate::EpochSeconds>, optional option_value;
        }
        skip
    }

    fn read(json: &str) -> Record {
        serde_json::from_str(json).expect("a record")
    }

    #[test]
    fn the_string_false_is_false() {
        assert_eq!(read(r#"{"active":"false"}"#).active, Some(false));
        assert_eq!(read(r#"{"active":true}"#).active, Some(true));
        assert_eq!(read(r#"{"active":0}"#).active, Some(false));
    }

    #[test]
    fn null_is_absent_and_an_empty_list_is_an_empty_map() {
        let absent = read("{}");
        let json =
            r#"{"active":null,"count":"","name":null,"prices":[],"tags":null,"balance":"","id":[],"since":null}"#;
        assert_eq!(read(json), absent);
        assert_eq!(absent.tags, Vec::<String>::new());
        assert_eq!(read(r#"{"unknown":{"a":[1]},"count":null}"#), absent);
        assert!(serde_json::from_str::<Record>("[]").is_err());
    }

    #[test]
    fn numbers_in_quotes_and_texts_without() {
        let record = read(
            r#"{"count":"17","name":17,"prices":{"1":"528.00"},"balance":0.10,"id":9007199254740993,"since":"1745369822"}"#,
        );
        assert_eq!((record.count, record.name.as_deref()), (Some(17), Some("17")));
        assert_eq!(record.prices["1"].to_string(), "528.00");
        assert_eq!(record.balance.map(|balance| balance.to_string()).as_deref(), Some("0.10"));
        assert_eq!(record.id.as_ref().map(Id::as_str), Some("9007199254740993"));
        assert_eq!(record.since, Some(crate::EpochSeconds::new(1_745_369_822)));
    }

    #[test]
    fn a_refused_text_is_not_repeated_in_the_error() {
        for member in ["count", "balance", "since", "active"] {
            let json = format!(r#"{{"{member}":"hunter2"}}"#);
            let error = serde_json::from_str::<Record>(&json).expect_err("another type");
            assert!(!error.to_string().contains("hunter2"), "{error}");
        }
    }
}
