//! What a person calls a place in the document, for the messages.

use std::fmt;

use super::node::{METHODS, Node};
use crate::document::step;

/// What a person calls a node: ``property `name` of schema `SubUser` ``.
#[derive(Clone, Copy)]
pub(super) struct Title<'n> {
    node: &'n Node<'n>,
}

impl<'n> Title<'n> {
    pub(super) fn of(node: &'n Node<'n>) -> Title<'n> {
        Title { node }
    }
}

impl fmt::Display for Title<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&in_words(self.node))
    }
}

/// A part for each step that says something, and whether it has a name.
fn in_words(node: &Node<'_>) -> String {
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
