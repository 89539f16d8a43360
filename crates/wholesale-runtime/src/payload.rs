//! From the body of a success to the payload: out of its envelope as raw JSON, then decoded once.

use std::borrow::Cow;

use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::api::{Operation, Payload};
use crate::envelope::Envelope;
use crate::raw_json::{self, Kind};

/// The body as text; classification has found it to be UTF-8.
pub(crate) fn text(body: &Bytes) -> &str {
    std::str::from_utf8(body).unwrap_or_default().trim_start_matches('\u{feff}').trim()
}

/// Levels of nesting that are read; a type that contains itself would otherwise follow a body into any depth.
const DEEPEST: usize = 120;

/// Decodes the payload of a successful answer.
pub(crate) fn decode<T: DeserializeOwned>(operation: &Operation, body: &str) -> Result<T, String> {
    if operation.payload != Payload::Nothing && raw_json::is_deeper_than(body, DEEPEST) {
        return Err(format!("the answer is nested deeper than {DEEPEST} levels"));
    }
    let found = if operation.unwrap.is_empty() {
        Some(body)
    } else {
        let envelope = Envelope::new(body);
        if envelope.is_empty() && operation.payload != Payload::Nothing {
            return Err("the answer is no envelope, or was cut short".into());
        }
        envelope.find(operation.unwrap)
    };
    let json = shape(operation, found.filter(|json| !json.is_empty()))?;
    let read = serde_json::from_str(&json).or_else(|error| match raw_json::kind(&json) {
        // A number or boolean in quotes; what reads texts has read it by now.
        Kind::Text => raw_json::scalar_text(&json).and_then(|text| serde_json::from_str(text.trim()).ok()).ok_or(error),
        _ => Err(error),
    });
    read.map_err(|error| {
        let place = if operation.unwrap.is_empty() {
            "the answer".to_owned()
        } else {
            format!("`{}` of the answer", operation.unwrap)
        };
        format!("{place} is not what the spec says: {}", reason(&error))
    })
}

/// The reason without what was found: serde repeats values of the body, which may be secrets.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let told = if text.starts_with("missing field") {
        text
    } else if let Some(expected) = text.rfind("expected ") {
        &text[expected..]
    } else if error.is_data() {
        "another value was expected"
    } else {
        "it is not JSON, or was cut short"
    };
    format!("{told}, at line {}, column {}", error.line(), error.column())
}

/// Brings a payload to the kind of JSON its type reads, where providers are known to differ.
fn shape<'a>(operation: &Operation, found: Option<&'a str>) -> Result<Cow<'a, str>, String> {
    let enveloped = !operation.unwrap.is_empty();
    let kind = found.map_or(Kind::Null, raw_json::kind);
    Ok(match (operation.payload, kind, found) {
        (Payload::Nothing, ..) | (Payload::Anything, _, None) => Cow::Borrowed("null"),
        (Payload::Record, Kind::List, Some(list)) => record_in(list)?,
        (Payload::List, Kind::Object, Some(object)) if enveloped => Cow::Owned(format!("[{object}]")),
        (Payload::List, Kind::List, Some(list)) if enveloped => records_of(list),
        (Payload::Map, Kind::List, Some(list)) if is_empty_list(list) => Cow::Borrowed("{}"),
        // An envelope without its payload says that there is none; no envelope at all says nothing.
        (Payload::Record | Payload::Map, Kind::Null, _) if enveloped => Cow::Borrowed("{}"),
        (Payload::List, Kind::Null, _) if enveloped => Cow::Borrowed("[]"),
        (_, _, Some(json)) => Cow::Borrowed(json),
        (_, _, None) if enveloped => return Err(format!("the answer has no `{}`", operation.unwrap)),
        (_, _, None) => return Err("the answer is empty".into()),
    })
}

/// The record in a list of at most one; the placeholder `""` of the documents stands for a record without fields.
fn record_in(list: &str) -> Result<Cow<'_, str>, String> {
    if is_empty_list(list) {
        return Ok(Cow::Borrowed("{}"));
    }
    match raw_json::sole_item(list) {
        Some("\"\"") => Ok(Cow::Borrowed("{}")),
        Some(item) => Ok(Cow::Borrowed(item)),
        None => Err("the answer holds several records where the spec says one".into()),
    }
}

fn records_of(list: &str) -> Cow<'_, str> {
    match raw_json::sole_item(list) {
        Some("\"\"") => Cow::Borrowed("[]"),
        _ => Cow::Borrowed(list),
    }
}

fn is_empty_list(list: &str) -> bool {
    list.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).is_some_and(|inside| inside.trim().is_empty())
}
