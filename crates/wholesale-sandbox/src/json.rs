//! JSON with exact numbers, written and read without ever passing through a float.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;

use rust_decimal::Decimal;
use serde_json::value::RawValue;

/// A value to be written. Members keep their order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Int(u64),
    Number(Decimal),
    Text(Cow<'static, str>),
    List(Vec<Json>),
    Map(Vec<(Cow<'static, str>, Json)>),
}

impl Json {
    pub(crate) fn map<const N: usize>(members: [(&'static str, Json); N]) -> Json {
        Json::Map(members.into_iter().map(|(name, value)| (Cow::Borrowed(name), value)).collect())
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(256);
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut Vec<u8>) {
        match self {
            Json::Null => out.extend_from_slice(b"null"),
            Json::Bool(true) => out.extend_from_slice(b"true"),
            Json::Bool(false) => out.extend_from_slice(b"false"),
            Json::Int(number) => write_whole(*number, out),
            // A whole number is written as an integer: that is what IPRoyal does, `10` but `0.25`.
            Json::Number(number) => write_number(number.normalize(), out),
            Json::Text(text) => write_text(text, out),
            Json::List(items) => {
                out.push(b'[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    item.write(out);
                }
                out.push(b']');
            }
            Json::Map(members) => {
                out.push(b'{');
                for (index, (name, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(b',');
                    }
                    write_text(name, out);
                    out.push(b':');
                    value.write(out);
                }
                out.push(b'}');
            }
        }
    }
}

fn write_whole(number: u64, out: &mut Vec<u8>) {
    // Writing to a vector cannot fail.
    let _ = serde_json::to_writer(out, &number);
}

fn write_number(number: Decimal, out: &mut Vec<u8>) {
    match u64::try_from(number.mantissa()) {
        // Most amounts; many times faster than a decimal.
        Ok(whole) if number.scale() == 0 => write_whole(whole, out),
        // Writing to a vector cannot fail.
        _ => drop(write!(out, "{number}")),
    }
}

fn write_text(text: &str, out: &mut Vec<u8>) {
    // Looked at without stopping, which the compiler does many bytes at a time.
    let needs_escapes = text.bytes().fold(false, |found, byte| found | matches!(byte, ..b' ' | b'"' | b'\\'));
    if needs_escapes {
        // Writing to a vector cannot fail.
        let _ = serde_json::to_writer(out, text);
    } else {
        out.push(b'"');
        out.extend_from_slice(text.as_bytes());
        out.push(b'"');
    }
}

impl From<&'static str> for Json {
    fn from(text: &'static str) -> Self {
        Json::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Text(Cow::Owned(text))
    }
}

impl From<&String> for Json {
    fn from(text: &String) -> Self {
        Json::Text(Cow::Owned(text.clone()))
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Json::Bool(value)
    }
}

impl From<u64> for Json {
    fn from(number: u64) -> Self {
        Json::Int(number)
    }
}

impl From<Decimal> for Json {
    fn from(number: Decimal) -> Self {
        Json::Number(number)
    }
}

/// The members of a JSON object, each still as it came.
#[derive(Debug, Default)]
pub(crate) struct Members(BTreeMap<String, Box<RawValue>>);

impl Members {
    /// Nothing if the text is not a JSON object.
    pub(crate) fn read(text: &[u8]) -> Option<Members> {
        serde_json::from_slice(text).ok().map(Members)
    }

    /// The text of a member that is a string.
    pub(crate) fn text(&self, name: &str) -> Option<String> {
        serde_json::from_str(self.0.get(name)?.get()).ok()
    }

    /// Whether the member is there and is not null.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|value| value.get() != "null")
    }

    /// An exact number, written as a JSON number or as a string.
    pub(crate) fn decimal(&self, name: &str) -> Option<Decimal> {
        exact(&plain(self.0.get(name)?))
    }

    /// A member that is an object.
    pub(crate) fn object(&self, name: &str) -> Option<Members> {
        Members::read(self.0.get(name)?.get().as_bytes())
    }

    /// Every member as name and text; strings without their quotes.
    pub(crate) fn pairs(&self) -> Vec<(String, String)> {
        self.0.iter().map(|(name, value)| (name.clone(), plain(value).into_owned())).collect()
    }
}

fn plain(value: &RawValue) -> Cow<'_, str> {
    serde_json::from_str(value.get()).map_or(Cow::Borrowed(value.get()), Cow::Owned)
}

/// A decimal number with every digit it was written with; nothing if it is no number or has more than 28 digits.
pub(crate) fn exact(text: &str) -> Option<Decimal> {
    let looks_like_a_number = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'-' | b'+' | b'e' | b'E'));
    if !looks_like_a_number {
        return None;
    }
    if text.contains(['e', 'E']) { Decimal::from_scientific(text).ok() } else { Decimal::from_str_exact(text).ok() }
}

/// An amount of money or of a total as text with at least `places` decimal places, and all it has.
pub(crate) fn with_places(amount: Decimal, places: u32) -> String {
    let mut amount = amount.normalize();
    if amount.scale() < places {
        amount.rescale(places);
    }
    amount.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_digit_of_a_number_survives_both_ways() {
        let members =
            Members::read(br#"{"amount": 0.1000000000000000055511151231, "other": "2.50", "more": 5.0}"#).unwrap();
        let amount = members.decimal("amount").unwrap();
        assert_eq!(Json::from(amount).to_bytes(), b"0.1000000000000000055511151231");
        assert_eq!(Json::from(members.decimal("other").unwrap()).to_bytes(), b"2.5");
        assert_eq!(Json::from(members.decimal("more").unwrap()).to_bytes(), b"5");
        for written in ["0", "-3", "18446744073709551616", "0.25", "100"] {
            assert_eq!(Json::from(exact(written).unwrap()).to_bytes(), written.as_bytes());
        }
        assert_eq!(Json::from(exact("-0.00").unwrap()).to_bytes(), b"0");
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for text in ["", "ten", "1_000", "NaN", "0x10", "--1"] {
            assert_eq!(exact(text), None, "{text:?}");
        }
        assert_eq!(exact("1e1"), Some(Decimal::TEN));
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(Json::from("a\"\n").to_bytes(), br#""a\"\n""#);
    }

    #[test]
    fn money_has_two_places_or_more() {
        assert_eq!(with_places(Decimal::TEN, 2), "10.00");
        assert_eq!(with_places(Decimal::new(12_345, 3), 2), "12.345");
    }
}
