//! Compositions: `allOf` that merges records, `oneOf` and `anyOf` that choose, and circles among schemas.

use serde_json::Value;

use super::node::Node;
use super::records;
use super::title::Title;
use crate::finding::Finding;

const WORDS: [&str; 3] = ["allOf", "oneOf", "anyOf"];

/// Whether a schema is composed of others.
pub(super) fn is_one(schema: &Node<'_>) -> bool {
    WORDS.iter().any(|word| schema.has(word))
}

pub(super) fn check(schema: &Node<'_>, out: &mut Vec<Finding>) {
    discriminator(schema, out);
    let present: Vec<&str> = WORDS.into_iter().filter(|word| schema.has(word)).collect();
    let Some(word) = present.first() else { return };
    let title = schema.title();
    if let Some(second) = present.get(1).and_then(|word| schema.get(word)) {
        let what = format!("{title} has `{word}` and `{}`", present[1]);
        out.push(second.finding(what, "keep one, and give the other a name under `components/schemas`"));
    }
    const BESIDE: [&str; 15] = [
        "type",
        "format",
        "enum",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "minimum",
        "maximum",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "multipleOf",
    ];
    for key in BESIDE {
        if let Some(member) = schema.get(key) {
            let what = format!("`{key}` stands beside `{word}` in {title}");
            let instead = match *word {
                "allOf" => "write it into a branch of its own",
                _ => "write it into each branch",
            };
            out.push(member.finding(what, instead));
        }
    }
    let Some(list) = schema.get(word) else { return };
    let branches = list.items();
    if list.value().is_array() && branches.is_empty() {
        out.push(list.finding(format!("`{word}` of {title} has no branch"), "write at least one"));
    }
    for (index, branch) in branches.iter().enumerate() {
        if branches[..index].iter().any(|other| other.value() == branch.value()) {
            out.push(branch.finding(format!("`{word}` of {title} has the same branch twice"), "keep one"));
        }
    }
    if *word == "allOf" && branches.len() > 1 {
        merged(title, &branches, out);
    }
}

/// Checks that the branches of an `allOf` can be one record.
fn merged(title: Title<'_>, branches: &[Node<'_>], out: &mut Vec<Finding>) {
    let mut seen: Vec<(&str, Node<'_>)> = Vec::new();
    for branch in branches {
        if !is_record(branch) {
            let what = format!("a branch of the `allOf` of {title} is no record");
            out.push(branch.finding(what, "merge objects with properties only; use `oneOf` for a choice"));
        }
        for (name, property, _) in records::properties(branch) {
            let other = seen.iter().find(|(other, node)| *other == name && meaning(node) != meaning(&property));
            if other.is_some() {
                let what = format!("the branches of the `allOf` of {title} disagree about the property `{name}`");
                out.push(branch.finding(what, "write it once, in one of the branches"));
            }
            seen.push((name, property));
        }
    }
}

/// Whether a schema is an object with properties, or says which of a record's are required.
fn is_record(schema: &Node<'_>) -> bool {
    records::parts(schema).iter().all(|part| {
        let map = part.get("additionalProperties").is_some_and(|other| other.value().is_object());
        let composed = part.has("allOf") || part.has("properties");
        let constraint = part.has("required") && !part.has("type");
        composed || constraint || part.text("type") == Some("object") && !map
    })
}

/// What a schema says about values, without what it says to people.
fn meaning(schema: &Node<'_>) -> Value {
    let mut value = schema.value().clone();
    if let Some(object) = value.as_object_mut() {
        object.retain(|key, _| {
            !matches!(key.as_str(), "description" | "example" | "deprecated") && !key.starts_with("x-")
        });
    }
    value
}

fn discriminator(schema: &Node<'_>, out: &mut Vec<Finding>) {
    let Some(discriminator) = schema.get("discriminator") else { return };
    if !schema.has("oneOf") && !schema.has("anyOf") {
        let what = format!("the `discriminator` of {} has no `oneOf` beside it", schema.title());
        out.push(discriminator.finding(what, "write the `oneOf` with its branches here, or leave it out"));
    }
    for (value, target) in discriminator.members_of("mapping") {
        let Some(text) = target.value().as_str() else { continue };
        let pointer = match text.strip_prefix('#') {
            Some(pointer) => pointer.to_owned(),
            None => format!("/components/schemas{}", crate::document::step(text)),
        };
        if schema.at(&pointer).is_none() {
            let what = format!("the `discriminator` maps `{value}` to `{text}`, which does not exist");
            out.push(target.finding(what, "write `#/components/schemas/Name`"));
        }
    }
}

/// Finds schemas that have no values, or whose reading would never end.
pub(super) fn circles(root: &Node<'_>, out: &mut Vec<Finding>) {
    for (name, schema) in root.at("/components/schemas").iter().flat_map(Node::members) {
        if schema.has("$ref") {
            continue;
        }
        if reaches(&schema, composed) {
            let what = format!("the schema `{name}` is composed of itself");
            out.push(schema.finding(what, "put a property or a list in between, or leave the branch out"));
        } else if reaches(&schema, nested) {
            let what = format!("the schema `{name}` is a list or a map of itself, which has no type");
            out.push(schema.finding(what, "put a record with properties in between, or `items: {}` for any JSON"));
        } else if reaches(&schema, necessary) {
            let what = format!("the schema `{name}` requires itself, so no value of it can end");
            out.push(schema.finding(what, "take a property on the way out of `required`, or make it nullable"));
        }
    }
}

/// Whether a walk along some of its parts comes back to a schema.
fn reaches<'a>(start: &Node<'a>, next: fn(&Node<'a>) -> Vec<Node<'a>>) -> bool {
    let mut seen: Vec<String> = Vec::new();
    let mut left = next(start);
    while let Some(node) = left.pop() {
        let Some(node) = node.resolved() else { continue };
        if node.pointer() == start.pointer() {
            return true;
        }
        if !seen.iter().any(|pointer| pointer == node.pointer()) {
            seen.push(node.pointer().to_owned());
            left.extend(next(&node));
        }
    }
    false
}

/// What a value is at the same time, or may be instead.
fn composed<'a>(schema: &Node<'a>) -> Vec<Node<'a>> {
    WORDS.iter().flat_map(|word| schema.items_of(word)).collect()
}

/// What a list or a map is made of; records and choices have names, where a type can refer to itself.
fn nested<'a>(schema: &Node<'a>) -> Vec<Node<'a>> {
    let values = schema.get("additionalProperties").filter(|_| !schema.has("properties"));
    let parts = WORDS.iter().map(|word| schema.items_of(word)).filter(|branches| branches.len() == 1).flatten();
    schema.get("items").into_iter().chain(values).chain(parts).collect()
}

/// What every value of a schema must hold.
fn necessary<'a>(schema: &Node<'a>) -> Vec<Node<'a>> {
    if schema.is("nullable") {
        return Vec::new();
    }
    let mut parts = schema.items_of("allOf");
    for word in ["oneOf", "anyOf"] {
        let branches = schema.items_of(word);
        if branches.len() == 1 {
            parts.extend(branches);
        }
    }
    let required: Vec<&str> = schema.items_of("required").iter().filter_map(|item| item.value().as_str()).collect();
    let properties = schema.members_of("properties").into_iter();
    parts.extend(properties.filter(|(name, _)| required.contains(name)).map(|(_, node)| node));
    parts
}
