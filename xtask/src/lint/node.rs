//! A value and where it stands: what every rule looks at.

use std::fmt;

use serde_json::Value;

use crate::document::{Document, step};
use crate::finding::Finding;

/// The most steps a rule takes along references and compositions before it gives up.
pub(super) const FARTHEST: usize = 32;

/// A value of the document with its JSON pointer.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    document: &'a Document,
    pointer: String,
    value: &'a Value,
}

impl<'a> Node<'a> {
    pub(super) fn root(document: &'a Document) -> Node<'a> {
        Node { document, pointer: String::new(), value: document.json() }
    }

    pub(super) fn at(&self, pointer: &str) -> Option<Node<'a>> {
        let value = self.document.json().pointer(pointer)?;
        Some(Node { document: self.document, pointer: pointer.to_owned(), value })
    }

    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    pub(super) fn pointer(&self) -> &str {
        &self.pointer
    }

    pub(super) fn line(&self) -> usize {
        self.document.line(&self.pointer)
    }

    /// A member of a mapping.
    pub(super) fn get(&self, key: &str) -> Option<Node<'a>> {
        let value = self.value.as_object()?.get(key)?;
        Some(self.child(key, value))
    }

    pub(super) fn has(&self, key: &str) -> bool {
        self.value.as_object().is_some_and(|object| object.contains_key(key))
    }

    pub(super) fn text(&self, key: &str) -> Option<&'a str> {
        self.value.as_object()?.get(key)?.as_str()
    }

    /// Whether a member is `true`.
    pub(super) fn is(&self, key: &str) -> bool {
        self.value.as_object().and_then(|object| object.get(key)) == Some(&Value::Bool(true))
    }

    /// The members of a mapping; none for anything else.
    pub(super) fn members(&self) -> Vec<(&'a str, Node<'a>)> {
        let members = self.value.as_object().into_iter().flatten();
        members.map(|(key, value)| (key.as_str(), self.child(key, value))).collect()
    }

    /// The members of a member.
    pub(super) fn members_of(&self, key: &str) -> Vec<(&'a str, Node<'a>)> {
        self.get(key).map(|node| node.members()).unwrap_or_default()
    }

    /// The items of a list; none for anything else.
    pub(super) fn items(&self) -> Vec<Node<'a>> {
        let items = self.value.as_array().into_iter().flatten().enumerate();
        items.map(|(index, value)| self.child(&index.to_string(), value)).collect()
    }

    /// The items of a member.
    pub(super) fn items_of(&self, key: &str) -> Vec<Node<'a>> {
        self.get(key).map(|node| node.items()).unwrap_or_default()
    }

    /// The node itself, or what its references end at.
    pub(super) fn resolved(&self) -> Option<Node<'a>> {
        if !self.has("$ref") {
            return Some(self.clone());
        }
        self.at(&self.document.resolve_pointer(self.value)?)
    }

    /// The last step of the pointer, as it is written in the file.
    pub(super) fn name(&self) -> String {
        self.steps().pop().unwrap_or_default()
    }

    pub(super) fn steps(&self) -> Vec<String> {
        self.pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
    }

    pub(super) fn finding(&self, what: impl Into<String>, instead: impl Into<String>) -> Finding {
        let file = self.document.file().to_owned();
        Finding { file, line: self.line(), what: what.into(), instead: instead.into() }
    }

    /// What a person calls it, put together when it is written: most nodes have nothing to be said about.
    pub(super) fn title(&self) -> Title<'_> {
        Title { node: self }
    }

    fn child(&self, key: &str, value: &'a Value) -> Node<'a> {
        Node { document: self.document, pointer: format!("{}{}", self.pointer, step(key)), value }
    }
}

/// What a person calls a node: ``property `name` of schema `SubUser` ``.
#[derive(Clone, Copy)]
pub(super) struct Title<'n> {
    node: &'n Node<'n>,
}

impl fmt::Display for Title<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&name(self.node))
    }
}

fn name(node: &Node<'_>) -> String {
    let steps = node.steps();
    let steps: Vec<&str> = steps.iter().map(String::as_str).collect();
    let (mut parts, mut rest, mut pointer) = match steps.as_slice() {
        [] => return "the document".to_owned(),
        ["components", section, name, rest @ ..] => {
            let pointer = format!("/components/{section}{}", step(name));
            (vec![(format!("{} `{name}`", component(section)), true)], rest, pointer)
        }
        ["paths", path, method, rest @ ..] if METHODS.contains(method) => {
            let pointer = format!("/paths{}/{method}", step(path));
            (vec![(format!("operation {} {path}", method.to_uppercase()), true)], rest, pointer)
        }
        ["paths", path, rest @ ..] => (vec![(format!("path {path}"), true)], rest, format!("/paths{}", step(path))),
        [name, rest @ ..] => (vec![(format!("`{name}`"), true)], rest, step(name)),
    };
    loop {
        let (part, taken) = match rest {
            [] => break,
            ["properties", name, ..] => (Some((format!("property `{name}`"), true)), 2),
            ["parameters", index, ..] => {
                (Some((parameter_name(node, &format!("{pointer}/parameters/{index}"), index), true)), 2)
            }
            ["responses", code, ..] => (Some((format!("response {code}"), true)), 2),
            ["headers", name, ..] => (Some((format!("header `{name}`"), true)), 2),
            ["requestBody", ..] => (Some(("the request body".to_owned(), true)), 1),
            ["items", ..] => (Some(("the items".to_owned(), false)), 1),
            ["additionalProperties", ..] => (Some(("the other values".to_owned(), false)), 1),
            ["schema", ..] => (Some(("the schema".to_owned(), false)), 1),
            [word @ ("allOf" | "oneOf" | "anyOf"), index, ..] => {
                let number = index.parse::<usize>().map_or(0, |index| index + 1);
                (Some((format!("branch {number} of `{word}`"), false)), 2)
            }
            ["content", _, ..] => (None, 2),
            _ => (None, 1),
        };
        parts.extend(part);
        let (done, left) = rest.split_at(taken.min(rest.len()));
        done.iter().for_each(|name| pointer.push_str(&step(name)));
        rest = left;
    }
    compose(&parts)
}

fn parameter_name(node: &Node<'_>, pointer: &str, index: &str) -> String {
    let parameter = node.at(pointer).and_then(|node| node.resolved());
    match parameter.as_ref().and_then(|node| node.text("name")) {
        Some(name) => format!("parameter `{name}`"),
        None => format!("parameter {}", index.parse::<usize>().map_or(0, |index| index + 1)),
    }
}

/// The methods that OpenAPI knows.
pub(super) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];

fn component(section: &str) -> &str {
    match section {
        "schemas" => "schema",
        "parameters" => "parameter",
        "responses" => "response",
        "requestBodies" => "request body",
        "headers" => "header",
        "examples" => "example",
        "securitySchemes" => "security scheme",
        _ => section,
    }
}

/// The innermost part, the innermost one with a name, and the outermost.
fn compose(parts: &[(String, bool)]) -> String {
    let mut chosen: Vec<&str> = Vec::new();
    if let Some((text, false)) = parts.last() {
        chosen.push(text);
    }
    if let Some((text, _)) = parts.iter().rev().find(|(_, named)| *named) {
        chosen.push(text);
    }
    if let Some((text, _)) = parts.first()
        && chosen.last() != Some(&text.as_str())
    {
        chosen.push(text);
    }
    chosen.join(" of ")
}

/// What kind of JSON a value is, in words.
pub(super) fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "empty",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
