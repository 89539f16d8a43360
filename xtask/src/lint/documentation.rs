//! What people read: descriptions, sources and examples, and that secrets are marked as such.

use serde_json::Value;

use super::node::Node;
use super::operations::Operation;
use super::shape::Kind;
use super::structure::Parts;
use super::{responses, values};
use crate::finding::Finding;
use crate::naming;

pub(super) fn check(root: &Node<'_>, parts: &Parts<'_>, operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    for operation in operations {
        operation_texts(operation, out);
        body_examples(operation, out);
        success_example(operation, out);
    }
    for parameter in parts.of(Kind::Parameter) {
        described(parameter, out);
        let schema = parameter.get("schema").and_then(|schema| schema.resolved());
        if let (Some(name), Some(schema)) = (parameter.text("name"), &schema) {
            secret(name, schema, parameter, out);
        }
        let shown = !values::examples_of(parameter).is_empty() || schema.as_ref().is_some_and(tells_itself);
        if parameter.is("required") && !shown {
            let what = format!("the required {} has no example", parameter.title());
            out.push(parameter.finding(what, "write `example:` with a value from the provider's sample"));
        }
    }
    for schema in parts.of(Kind::Schema) {
        for (name, property) in schema.members_of("properties") {
            if property.value().is_object() && !property.has("$ref") {
                described(&property, out);
            }
            if !property.has("$ref") {
                secret(name, &property, &property, out);
            }
        }
    }
    for (_, schema) in root.at("/components/schemas").iter().flat_map(Node::members) {
        if schema.value().is_object() && !schema.has("$ref") {
            described(&schema, out);
        }
    }
    open_questions(root, out);
}

fn says(node: &Node<'_>, key: &str) -> bool {
    node.get(key).is_some_and(|text| text.value().as_str().is_none_or(|text| !text.trim().is_empty()))
}

fn described(node: &Node<'_>, out: &mut Vec<Finding>) {
    if !says(node, "description") {
        let what = format!("{} has no description", node.title());
        out.push(node.finding(what, "write `description:` with what it is, and its unit if it has one"));
    }
}

fn operation_texts(operation: &Operation<'_>, out: &mut Vec<Finding>) {
    let texts = [
        ("summary", "write `summary:` with what it does in a few words, such as `List sub-users`"),
        ("description", "write `description:` with what it does, in which unit, and what a repetition does"),
        ("x-source", "write `x-source:` with the page and section of the provider's documentation"),
    ];
    for (key, instead) in texts {
        if !says(&operation.node, key) {
            out.push(operation.node.finding(format!("{} has no {key}", operation.title()), instead));
        }
    }
}

/// Whether a schema shows a value itself: by its example, or by being a constant.
fn tells_itself(schema: &Node<'_>) -> bool {
    let inner = schema.items_of("allOf").first().and_then(Node::resolved);
    schema.has("example")
        || schema.items_of("enum").len() == 1
        || inner.is_some_and(|inner| inner.has("example") || inner.items_of("enum").len() == 1)
}

fn body_examples(operation: &Operation<'_>, out: &mut Vec<Finding>) {
    let media = operation.bodies.first().map(|(_, media)| media);
    let examples = media.map(values::examples_of).unwrap_or_default();
    for (name, property, required) in operation.body_properties() {
        let shown = examples.iter().any(|example| example.has(name))
            || property.resolved().is_none_or(|schema| tells_itself(&schema));
        if required && !shown {
            let what = format!("the required property `{name}` of the body of {} has no example", operation.title());
            out.push(property.finding(what, "write `example:` with a value from the provider's sample"));
        }
    }
}

fn success_example(operation: &Operation<'_>, out: &mut Vec<Finding>) {
    let successes = operation.responses.iter().filter(|(code, _)| responses::is_success(code));
    let media: Vec<Node<'_>> =
        successes.flat_map(|(_, response)| response.members_of("content")).map(|(_, media)| media).collect();
    let shown = |media: &Node<'_>| {
        let schema = media.get("schema").and_then(|schema| schema.resolved());
        !values::examples_of(media).is_empty() || schema.is_some_and(|schema| schema.has("example"))
    };
    if let Some(first) = media.first()
        && !media.iter().any(shown)
    {
        let what = format!("no success response of {} has an example", operation.title());
        out.push(
            first.finding(what, "write `example:` with the provider's sample, or with one of your own and a comment"),
        );
    }
}

/// Reports a plain text whose name says that it is a secret.
fn secret(name: &str, schema: &Node<'_>, at: &Node<'_>, out: &mut Vec<Finding>) {
    const SECRETS: [&str; 7] = ["password", "passwd", "pwd", "secret", "token", "api_key", "apikey"];
    // `token_type` is about a token and is none.
    const ABOUT: [&str; 10] = ["type", "id", "expires", "expiry", "ttl", "count", "length", "name", "url", "policy"];
    let folded = naming::snake(name);
    let about = folded.rsplit('_').next().is_some_and(|last| ABOUT.contains(&last));
    let plain = schema.text("type") == Some("string") && !schema.has("format") && !schema.has("enum");
    if plain && !about && SECRETS.iter().any(|word| folded.contains(word)) {
        let what = format!("{} looks like a secret and would be shown in logs", at.title());
        out.push(at.finding(what, "write `format: password`"));
    }
}

/// Finds a `TODO` that is left of the form that `new-provider` writes.
fn open_questions(node: &Node<'_>, out: &mut Vec<Finding>) {
    // Most of a document is left behind here, before anything knows where it stands.
    if !asks(node.value()) {
        return;
    }
    match node.value() {
        Value::String(text) if open(text) => {
            out.push(node.finding(format!("`{}` is still a TODO", node.name()), "write the answer"));
        }
        Value::Array(_) => node.items().iter().for_each(|item| open_questions(item, out)),
        Value::Object(_) => {
            for (key, member) in node.members() {
                if open(key) {
                    out.push(member.finding(format!("the key `{key}` is still a TODO"), "write the answer"));
                }
                open_questions(&member, out);
            }
        }
        _ => {}
    }
}

/// Whether there is a `TODO` in a value, or in a key below it.
fn asks(value: &Value) -> bool {
    match value {
        Value::String(text) => open(text),
        Value::Array(items) => items.iter().any(asks),
        Value::Object(members) => members.iter().any(|(key, member)| open(key) || asks(member)),
        _ => false,
    }
}

fn open(text: &str) -> bool {
    // The search for the letters alone is many times faster than the one for words.
    text.contains("TODO") && text.split(|c: char| !c.is_alphanumeric()).any(|word| word == "TODO")
}
