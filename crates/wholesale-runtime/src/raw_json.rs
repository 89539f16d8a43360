//! Finding a value inside a JSON body without parsing or copying the rest.

use std::borrow::Cow;
use std::fmt;

use serde::Deserializer;
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::lent_json::LentText;

/// The raw JSON a pointer names, `None` where nothing stands there or the text is not JSON.
///
/// A list that holds exactly one object counts as that object while there are steps to go.
pub(crate) fn find<'a>(json: &'a str, pointer: &str) -> Option<&'a str> {
    pointer.split('/').skip(1).try_fold(json, |json, step| member(sole_item(json).unwrap_or(json), &unescaped(step)))
}

/// The name that a step of a pointer means.
pub(crate) fn unescaped(step: &str) -> Cow<'_, str> {
    if step.contains('~') { Cow::Owned(step.replace("~1", "/").replace("~0", "~")) } else { Cow::Borrowed(step) }
}

/// The raw JSON of one member of an object.
fn member<'a>(json: &'a str, name: &str) -> Option<&'a str> {
    struct Member<'n>(&'n str);

    impl<'de> Visitor<'de> for Member<'_> {
        type Value = Option<&'de RawValue>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
            let mut found = None;
            while let Some(key) = members.next_key::<LentText<'de>>()? {
                let value = members.next_value()?;
                if key.0 == self.0 {
                    found = Some(value);
                }
            }
            Ok(found)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(json);
    let found = deserializer.deserialize_map(Member(name)).ok()?;
    deserializer.end().ok()?;
    found.map(RawValue::get)
}

/// The values of an object in the order they stand, with their keys.
pub(crate) fn members(json: &str) -> Option<Vec<(Cow<'_, str>, &str)>> {
    struct Members;

    impl<'de> Visitor<'de> for Members {
        type Value = Vec<(Cow<'de, str>, &'de str)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
            let mut members = Vec::new();
            while let Some(key) = entries.next_key::<LentText<'de>>()? {
                members.push((key.0, entries.next_value::<&'de RawValue>()?.get()));
            }
            Ok(members)
        }
    }

    let mut deserializer = serde_json::Deserializer::from_str(json);
    let members = deserializer.deserialize_map(Members).ok()?;
    deserializer.end().ok()?;
    Some(members)
}

/// The only item of a list that holds exactly one.
pub(crate) fn sole_item(json: &str) -> Option<&str> {
    struct Sole;

    impl<'de> Visitor<'de> for Sole {
        type Value = Option<&'de RawValue>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
            let first = items.next_element()?;
            let mut more = false;
            while items.next_element::<serde::de::IgnoredAny>()?.is_some() {
                more = true;
            }
            Ok(first.filter(|_| !more))
        }
    }

    if kind(json) != Kind::List {
        return None;
    }
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let sole = deserializer.deserialize_seq(Sole).ok()?;
    deserializer.end().ok()?;
    sole.map(RawValue::get)
}

/// Whether brackets are nested deeper than this; a scan that needs no stack.
pub(crate) fn is_deeper_than(json: &str, levels: usize) -> bool {
    // Too few brackets to be that deep, texts included: a count is many times faster than following them.
    if opening_brackets(json) <= levels {
        return false;
    }
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_text => escaped = true,
            b'"' => in_text = !in_text,
            b'{' | b'[' if !in_text => {
                depth += 1;
                if depth > levels {
                    return true;
                }
            }
            b'}' | b']' if !in_text => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    false
}

/// The `[` and `{` of a text, wherever they stand. Counted in bytes at first, which the compiler does many at a time.
fn opening_brackets(text: &str) -> usize {
    let counts = text.as_bytes().chunks(usize::from(u8::MAX)).map(|chunk| {
        let brackets: u8 = chunk.iter().map(|byte| u8::from(matches!(byte, b'[' | b'{'))).sum();
        usize::from(brackets)
    });
    counts.sum()
}

/// What kind of JSON value a raw text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Object,
    List,
    Text,
    Null,
    Other,
}

pub(crate) fn kind(json: &str) -> Kind {
    match json.trim_start().as_bytes().first() {
        Some(b'{') => Kind::Object,
        Some(b'[') => Kind::List,
        Some(b'"') => Kind::Text,
        Some(b'n') => Kind::Null,
        _ => Kind::Other,
    }
}

/// The text of a raw JSON scalar: a string without its quotes, a number or boolean as it is written.
pub(crate) fn scalar_text(json: &str) -> Option<String> {
    match kind(json) {
        Kind::Text => serde_json::from_str(json).ok(),
        Kind::Other => Some(json.trim().to_owned()),
        Kind::Object | Kind::List | Kind::Null => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_is_found_where_it_stands() {
        let json = r#" {"a":{"b/c":[1, 2]},"\u0064":"x","e":null} "#;
        assert_eq!(find(json, "/a/b~1c"), Some("[1, 2]"));
        assert_eq!(find(json, "/d"), Some("\"x\""));
        assert_eq!(find(json, "/e"), Some("null"));
        assert_eq!(find(json, "/a/x"), None);
        assert_eq!(find(json, ""), Some(json));
        assert_eq!(find("not json", "/a"), None);
    }

    #[test]
    fn one_envelope_in_a_list_counts_as_the_envelope() {
        assert_eq!(find(r#"[{"success":true}]"#, "/success"), Some("true"));
        assert_eq!(find(r#"[{"success":true},{}]"#, "/success"), None);
        assert_eq!(find("[]", "/success"), None);
    }

    #[test]
    fn nesting_is_counted_outside_of_texts() {
        let nested = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(!is_deeper_than(&nested(120), 120));
        assert!(is_deeper_than(&nested(121), 120));
        assert!(!is_deeper_than(&format!("\"\\\"{}\"", "[".repeat(500)), 120));
    }

    #[test]
    fn more_brackets_than_fit_a_byte_are_counted() {
        assert_eq!(opening_brackets(&"[{".repeat(1_000)), 2_000);
        assert_eq!(opening_brackets("}]\"a"), 0);
    }

    #[test]
    fn depth_costs_no_stack() {
        let deep = format!("{{\"a\":{}1{}}}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(find(&deep, "/a").is_some_and(|found| found.len() == 400_001));
    }
}
