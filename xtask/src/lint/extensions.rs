//! The `x-` words: known ones, in their places, with the content that their types ask for.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::node::{Node, kind_of};
use super::shape::Kind;
use super::spelling;
use super::title::Title;
use crate::finding::Finding;
use crate::spec::extensions::{Credential, Extensions, FailureRule, KindRule, RequiredWhen};

/// Every extension with the places it may stand in, and what they are called.
const PLACES: &[(&str, &[Kind], &str)] = &[
    ("x-credentials", &[Kind::Root], "at the root"),
    ("x-errors", &[Kind::Root, Kind::Operation], "at the root or at an operation"),
    ("x-unwrap", &[Kind::Root, Kind::Operation, Kind::Response], "at the root, an operation or a response"),
    ("x-client", &[Kind::Root], "at the root"),
    ("x-retry-safe", &[Kind::Operation], "at an operation"),
    ("x-moves-value", &[Kind::Operation], "at an operation"),
    ("x-page", &[Kind::Operation], "at an operation"),
    ("x-required-when", &[Kind::Operation], "at an operation"),
    ("x-source", &[Kind::Operation], "at an operation"),
    ("x-open-enum", &[Kind::Schema], "beside the `enum` of a schema"),
];

/// Checks one extension: its name, its place and its content.
pub(super) fn check(node: &Node<'_>, key: &str, kind: Kind, title: Title<'_>, out: &mut Vec<Finding>) {
    match PLACES.iter().find(|(name, ..)| *name == key) {
        None if key == "x-evidence" => content(node, key, out),
        None => {
            let known: Vec<&str> = PLACES.iter().map(|(name, ..)| *name).chain(["x-evidence"]).collect();
            let what = format!("{title} has the unknown extension `{key}`");
            let instead = match spelling::nearest(key, known.iter().copied()) {
                Some(near) => format!("write `{near}`"),
                None => format!("leave it out; the known ones are {}", known.join(", ")),
            };
            out.push(node.finding(what, instead));
        }
        Some((_, kinds, _)) if kinds.contains(&kind) => content(node, key, out),
        Some((.., places)) => {
            out.push(node.finding(format!("`{key}` says nothing at {title}"), format!("write it {places}")));
        }
    }
}

/// Reads the content as the generator will, item by item where there are items, so that the line is the right one.
fn content(node: &Node<'_>, key: &str, out: &mut Vec<Finding>) {
    if node.value().is_null() {
        out.push(node.finding(format!("`{key}` is empty"), "write its value, or leave it out"));
        return;
    }
    let before = out.len();
    match key {
        "x-credentials" => read_each::<Credential>(&node.items(), key, out),
        "x-required-when" => read_each::<RequiredWhen>(&node.items(), key, out),
        "x-errors" => {
            read_each::<FailureRule>(&node.items_of("failures"), key, out);
            read_each::<KindRule>(&node.items_of("kinds"), key, out);
        }
        _ => {}
    }
    if out.len() == before {
        let alone = Value::Object(Map::from_iter([(key.to_owned(), node.value().clone())]));
        read::<Extensions>(node, &alone, key, out);
    }
}

fn read_each<T: DeserializeOwned>(items: &[Node<'_>], key: &str, out: &mut Vec<Finding>) {
    for item in items {
        read::<T>(item, item.value(), key, out);
    }
}

fn read<T: DeserializeOwned>(node: &Node<'_>, value: &Value, key: &str, out: &mut Vec<Finding>) {
    let Err(error) = serde_json::from_value::<T>(value.clone()) else { return };
    let message = error.to_string().replace(['\n', '\r'], " ");
    // The message names an unknown field in backticks; its line is better than that of the whole.
    let field = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next()).unwrap_or_default();
    let member = node.get(field);
    let what = format!("`{key}` cannot be read: {message}");
    out.push(member.as_ref().unwrap_or(node).finding(what, "see `specs/extensions.schema.json` for what it holds"));
}

/// Checks that a text is a JSON pointer.
pub(super) fn pointer(node: &Node<'_>, label: &str, out: &mut Vec<Finding>) -> bool {
    let Some(text) = node.value().as_str() else {
        // The type is reported where the content is read.
        return false;
    };
    let mut escapes = text.split('~').skip(1);
    if (text.is_empty() || text.starts_with('/')) && escapes.all(|rest| rest.starts_with(['0', '1'])) {
        return true;
    }
    let what = format!("{label} is `{text}`, which is not a JSON pointer");
    if text.starts_with('/') {
        out.push(node.finding(what, "write `~0` for `~` and `~1` for `/` inside a name"));
        return false;
    }
    out.push(node.finding(
        what,
        format!("write `/{}`, or \"\" for the whole body", text.trim_start_matches(['$', '.', '/', '#'])),
    ));
    false
}

/// Checks that a text is there and says something.
pub(super) fn filled(node: &Node<'_>, key: &str, label: &str, out: &mut Vec<Finding>) {
    if let Some(member) = node.get(key)
        && member.value().as_str().is_some_and(|text| text.trim().is_empty())
    {
        out.push(member.finding(format!("`{key}` of {label} is an empty text"), "write what it says"));
    }
}

/// Checks the rules of `x-errors`.
pub(super) fn errors(node: &Node<'_>, out: &mut Vec<Finding>) {
    for rule in node.items_of("failures") {
        if let Some(at) = rule.get("at") {
            pointer(&at, "`at` of a failure rule", out);
        }
        match (rule.get("is"), rule.get("unless")) {
            (Some(is), None) => failure_values(&is, out),
            (None, Some(_)) => {}
            (Some(_), Some(unless)) => {
                let what = "a failure rule has both `is` and `unless`";
                out.push(unless.finding(what, "write two rules"));
            }
            (None, None) if serde_json::from_value::<FailureRule>(rule.value().clone()).is_ok() => {
                let what = "a failure rule has neither `is` nor `unless`";
                out.push(rule.finding(what, "write `is:` with the values that mean failure"));
            }
            (None, None) => {}
        }
    }
    for list in ["message", "code"] {
        for item in node.items_of(list) {
            pointer(&item, &format!("an entry of `{list}`"), out);
        }
    }
    for rule in node.items_of("kinds") {
        let Some(when) = rule.get("when") else { continue };
        let texts = when.items();
        if when.value().is_array() && texts.is_empty() {
            out.push(when.finding("`when` of a kind is empty", "write parts of the text, or the code"));
        }
        for text in texts.iter().filter(|text| text.value().as_str().is_some_and(|text| text.trim().is_empty())) {
            out.push(text.finding("an empty `when` would match every text", "write a part of the provider's text"));
        }
    }
}

fn failure_values(is: &Node<'_>, out: &mut Vec<Finding>) {
    let values = is.items();
    if is.value().is_array() && values.is_empty() {
        out.push(is.finding("`is` without values never means failure", "write the values, or leave the rule out"));
    }
    for value in values.iter().filter(|value| value.value().is_array() || value.value().is_object()) {
        let what = format!("a value in `is` is {}", kind_of(value.value()));
        out.push(value.finding(what, "write a text, a number or a boolean"));
    }
}

/// Checks the numbers of `x-client`.
pub(super) fn client(node: &Node<'_>, out: &mut Vec<Finding>) {
    for key in ["timeout-seconds", "requests-per-second", "burst", "in-flight"] {
        if let Some(member) = node.get(key)
            && member.value().as_u64() == Some(0)
        {
            let what = format!("`{key}` of `x-client` is 0, so no call would ever be made");
            out.push(member.finding(what, "write at least 1, or leave it out for no limit"));
        }
    }
    if let Some(burst) = node.get("burst")
        && !node.has("requests-per-second")
    {
        let what = "`burst` of `x-client` says nothing without `requests-per-second`";
        out.push(burst.finding(what, "write both, or neither"));
    }
    filled(node, "not-the-api", "`x-client`", out);
}
