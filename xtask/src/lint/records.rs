//! Records: objects with properties, and what becomes of each property's name.

use super::names::is_usable;
use super::node::Node;
use crate::finding::Finding;
use crate::naming;

/// The properties of a record, of what it refers to and of all it is composed of, and whether each is required.
pub(super) fn properties<'a>(schema: &Node<'a>) -> Vec<(&'a str, Node<'a>, bool)> {
    let mut properties: Vec<(&str, Node<'a>)> = Vec::new();
    let mut required: Vec<&str> = Vec::new();
    for part in parts(schema) {
        for (name, node) in part.members_of("properties") {
            if !properties.iter().any(|(known, _)| *known == name) {
                properties.push((name, node));
            }
        }
        required.extend(part.items_of("required").iter().filter_map(|item| item.value().as_str()));
    }
    properties.into_iter().map(|(name, node)| (name, node, required.contains(&name))).collect()
}

/// A schema and all that it is composed of by `allOf`, each once, be they composed in circles.
pub(super) fn parts<'a>(schema: &Node<'a>) -> Vec<Node<'a>> {
    let mut parts: Vec<Node<'a>> = Vec::new();
    let mut left: Vec<Node<'a>> = vec![schema.clone()];
    while let Some(node) = left.pop() {
        let Some(node) = node.resolved() else { continue };
        if parts.iter().all(|part| part.pointer() != node.pointer()) {
            left.extend(node.items_of("allOf").into_iter().rev());
            parts.push(node);
        }
    }
    parts
}

/// The schema of a parameter, or of a property, which is one.
pub(super) fn schema_of<'a>(node: &Node<'a>) -> Option<Node<'a>> {
    match node.get("schema").filter(|_| node.has("in")) {
        Some(schema) => schema.resolved(),
        None => node.resolved(),
    }
}

/// Whether a schema is a text, a number or a boolean, be it through an `allOf` with one entry.
pub(super) fn is_scalar(schema: &Node<'_>, budget: usize) -> bool {
    let Some(budget) = budget.checked_sub(1) else { return false };
    match schema.text("type") {
        Some(type_name) => matches!(type_name, "string" | "number" | "integer" | "boolean"),
        None => match schema.items_of("allOf").as_slice() {
            [only] => only.resolved().is_some_and(|only| is_scalar(&only, budget)),
            _ => false,
        },
    }
}

pub(super) fn check(schema: &Node<'_>, out: &mut Vec<Finding>) {
    let properties = properties(schema);
    names(schema, &properties, out);
    required(schema, &properties, out);
    others(schema, out);
}

fn names(schema: &Node<'_>, properties: &[(&str, Node<'_>, bool)], out: &mut Vec<Finding>) {
    let title = schema.title();
    // What a reference brings is reported where it is written, unless it clashes here.
    let own = |node: &Node<'_>| node.pointer().starts_with(schema.pointer());
    let keeps_others = schema.get("additionalProperties").is_some_and(|other| other.value().is_object());
    let fields: Vec<String> = properties.iter().map(|(name, ..)| naming::snake(name)).collect();
    for (index, (name, node, _)) in properties.iter().enumerate() {
        let field = &fields[index];
        if !own(node) && schema.items_of("allOf").len() < 2 {
            continue;
        }
        let at = if own(node) { node } else { schema };
        if !is_usable(name) {
            out.push(at.finding(
                format!("the property name `{name}` of {title} makes no name"),
                "leave it out and keep it with `additionalProperties: {}`",
            ));
        } else if keeps_others && field == "extra" {
            let what =
                format!("the property `{name}` of {title} has the name of the field that keeps unknown properties");
            out.push(at.finding(what, "leave the property out; it is then found among the unknown ones"));
        } else if matches!(field.as_str(), "to_dict" | "from_dict" | "replace") {
            let what =
                format!("the property `{name}` of {title} has the name of a method that every record has in Python");
            out.push(at.finding(what, "leave it out and keep it with `additionalProperties: {}`"));
        }
        let clash = fields[..index].iter().position(|other| other == field).map(|at| properties[at].0);
        if let Some(other) = clash.filter(|_| is_usable(name)) {
            let what =
                format!("the properties `{other}` and `{name}` of {title} are both called `{field}` in snake_case");
            out.push(at.finding(
                what,
                "keep the one that the provider sends; unknown ones are kept with `additionalProperties: {}`",
            ));
        }
    }
}

fn required(schema: &Node<'_>, properties: &[(&str, Node<'_>, bool)], out: &mut Vec<Finding>) {
    let mut seen: Vec<&str> = Vec::new();
    for item in schema.items_of("required") {
        let Some(name) = item.value().as_str() else { continue };
        if seen.contains(&name) {
            let what = format!("`required` of {} lists `{name}` twice", schema.title());
            out.push(item.finding(what, "keep one"));
        } else if !properties.iter().any(|(known, ..)| *known == name) && !elsewhere(schema, name) {
            let known: Vec<&str> = properties.iter().map(|(name, ..)| *name).collect();
            let what = format!("`required` of {} names `{name}`, which is no property", schema.title());
            let instead = match known.as_slice() {
                [] => "write it under `properties`".to_owned(),
                known => super::spelling::suggestion(name, known),
            };
            out.push(item.finding(what, instead));
        }
        seen.push(name);
    }
}

/// Whether a branch of an `allOf` requires what another branch brings.
fn elsewhere(schema: &Node<'_>, name: &str) -> bool {
    let mut around = schema.pointer();
    while let Some(end) = around.rfind("/allOf/") {
        around = &around[..end];
        let whole = schema.at(around).map(|whole| properties(&whole)).unwrap_or_default();
        if whole.iter().any(|(known, ..)| *known == name) {
            return true;
        }
    }
    false
}

fn others(schema: &Node<'_>, out: &mut Vec<Finding>) {
    let Some(other) = schema.get("additionalProperties") else { return };
    match other.value().as_bool() {
        Some(true) => {
            let what = format!("`additionalProperties: true` drops the unknown fields of {}", schema.title());
            out.push(other.finding(what, "write `{}` so that unknown fields are kept"));
        }
        Some(false) => {
            let what = format!("`additionalProperties: false` fails all of {} on one unknown field", schema.title());
            out.push(other.finding(what, "write `{}` so that unknown fields are kept, or leave it out in a request"));
        }
        None => {}
    }
}
