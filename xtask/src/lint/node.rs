//! A value and where it stands: what every rule looks at.

use serde_json::Value;

use super::title::Title;
use crate::document::{Document, below};
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
        Title::of(self)
    }

    fn child(&self, key: &str, value: &'a Value) -> Node<'a> {
        Node { document: self.document, pointer: below(&self.pointer, key), value }
    }
}

/// The methods that OpenAPI knows.
pub(super) const METHODS: [&str; 8] = ["get", "put", "post", "delete", "patch", "head", "options", "trace"];

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
