//! `$ref`s: local ones, to the right kind of component, that end somewhere.

use super::names::is_usable;
use super::node::Node;
use super::shape::Kind;
use super::structure::Parts;
use crate::finding::Finding;
use crate::naming;

/// Checks one `$ref` that stands where an object of a kind may stand.
pub(super) fn check(node: &Node<'_>, kind: Kind, out: &mut Vec<Finding>) {
    let Some(reference) = node.get("$ref") else { return };
    let title = node.title();
    let Some(target) = reference.value().as_str() else {
        out.push(reference.finding(format!("the `$ref` of {title} is not a text"), "write \"#/components/..\""));
        return;
    };
    for (key, sibling) in node.members() {
        if key != "$ref" {
            let what = format!("`{key}` beside a `$ref` is dropped by OpenAPI 3.0, in {title}");
            out.push(sibling.finding(what, beside(key, kind)));
        }
    }
    let section = section(kind);
    let form = format!("#/components/{section}/");
    let Some(name) = target.strip_prefix(&form).filter(|name| !name.is_empty() && !name.contains('/')) else {
        let what = format!("the `$ref` of {title} is `{target}`");
        out.push(reference.finding(what, format!("write `{form}Name` and put what it names there")));
        return;
    };
    if node.at(&target[1..]).is_none() {
        let components = node.at(&format!("/components/{section}"));
        let names: Vec<&str> = components.iter().flat_map(Node::members).map(|(name, _)| name).collect();
        let instead = match super::spelling::nearest(name, names) {
            Some(near) => format!("write `{form}{near}`"),
            None => format!("write `{name}` under `components/{section}`"),
        };
        out.push(reference.finding(format!("the `$ref` of {title} names `{name}`, which does not exist"), instead));
    } else if node.resolved().is_none() {
        let what = format!("the `$ref` of {title} leads through other `$ref`s to nothing but itself");
        out.push(reference.finding(what, "write the object that is meant at one of them"));
    }
}

fn beside(key: &str, kind: Kind) -> &'static str {
    match (kind, key) {
        (Kind::Schema, "nullable" | "description" | "example" | "deprecated" | "x-evidence") => {
            "write the `$ref` as the one entry of an `allOf`"
        }
        (Kind::Schema, _) => "write the `$ref` as the one entry of an `allOf`, or put the key where it points",
        _ => "put it where the `$ref` points",
    }
}

fn section(kind: Kind) -> &'static str {
    match kind {
        Kind::Parameter => "parameters",
        Kind::Response => "responses",
        Kind::RequestBody => "requestBodies",
        Kind::Header => "headers",
        Kind::Example => "examples",
        _ => "schemas",
    }
}

/// Checks the names of components.
pub(super) fn names(root: &Node<'_>, parts: &Parts<'_>, out: &mut Vec<Finding>) {
    for section in parts.of(Kind::Components).flat_map(Node::members).map(|(_, section)| section) {
        for (name, component) in section.members() {
            let plain = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
            if name.is_empty() || !name.chars().all(plain) {
                let what = format!("the component name `{name}` is not one that OpenAPI allows");
                out.push(component.finding(what, "write letters, digits, `.`, `_` and `-` only"));
            }
        }
    }
    let mut taken: Vec<(String, &str)> = Vec::new();
    for (name, schema) in root.at("/components/schemas").iter().flat_map(Node::members) {
        let type_name = naming::pascal(name);
        if !is_usable(name) || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            out.push(schema.finding(format!("the schema name `{name}` makes no type name"), "begin it with a letter"));
        } else if TAKEN.contains(&type_name.as_str()) {
            let what = format!("the schema `{name}` would hide `{type_name}`, which generated code uses itself");
            out.push(schema.finding(what, "give it a longer name that says whose it is"));
        } else if let Some((_, other)) = taken.iter().find(|(taken, _)| *taken == type_name) {
            let what = format!("the schemas `{other}` and `{name}` are both called `{type_name}` as types");
            out.push(schema.finding(what, "rename one of them"));
        }
        taken.push((type_name, name));
    }
}

/// Names that generated Rust or Python uses for something else.
const TAKEN: &[&str] = &[
    "Any",
    "AsyncClient",
    "AsyncClientWithRawResponse",
    "Awaitable",
    "Box",
    "Callable",
    "Client",
    "ClientBuilder",
    "ClientRequests",
    "ClientWithRawResponse",
    "Decimal",
    "EpochSeconds",
    "Error",
    "False",
    "Id",
    "Json",
    "JsonValue",
    "Literal",
    "Mapping",
    "None",
    "Option",
    "Result",
    "Secret",
    "Self_",
    "Sequence",
    "String",
    "True",
    "TypeAlias",
    "Vec",
    "WholesaleAnyJson",
];
