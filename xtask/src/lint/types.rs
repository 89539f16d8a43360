//! The names of types that the model makes up for schemas without a name.
//!
//! It takes two types of one name for the same type, so no two schemas may lead to one name. The walk follows
//! `model::schemas`, from which the names come.

use std::collections::BTreeMap;

use super::node::{FARTHEST, Node};
use super::operations::Operation;
use super::{paging, records, responses};
use crate::finding::Finding;
use crate::naming;

pub(super) fn check(root: &Node<'_>, operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    let mut names = Names { taken: BTreeMap::new(), out };
    for (name, schema) in root.at("/components/schemas").iter().flat_map(Node::members) {
        // A list or a scalar takes its names from where it is used.
        if is_named(&schema) {
            names.ty(&schema, name, FARTHEST);
        }
    }
    for operation in operations {
        let Some(id) = operation.node.text("operationId") else { continue };
        for (name, node) in operation.inputs() {
            let schema = node.get("schema").filter(|_| node.has("in")).unwrap_or(node);
            names.ty(&schema, &format!("{id}_{name}"), FARTHEST);
            makeable(&schema, &mut Vec::new(), names.out);
        }
        if operation.body_properties().is_empty()
            && let [(_, media)] = operation.bodies.as_slice()
            && let Some(schema) = media.get("schema")
        {
            names.ty(&schema, &format!("{id}_body"), FARTHEST);
            makeable(&schema, &mut Vec::new(), names.out);
        }
        for (_, response) in operation.responses.iter().filter(|(code, _)| responses::is_success(code)) {
            if let Some(payload) = paging::payload(root, operation, response) {
                names.ty(&payload, &format!("{id}_payload"), FARTHEST);
            }
        }
    }
}

struct Names<'a, 'o> {
    taken: BTreeMap<String, Node<'a>>,
    out: &'o mut Vec<Finding>,
}

impl<'a> Names<'a, '_> {
    /// The type of a schema, in words that tell types apart.
    fn ty(&mut self, schema: &Node<'a>, hint: &str, budget: usize) -> String {
        let (Some(budget), Some((schema, component))) = (budget.checked_sub(1), named(schema)) else {
            return String::new();
        };
        let branches = match schema.items_of("oneOf") {
            branches if branches.is_empty() => schema.items_of("anyOf"),
            branches => branches,
        };
        if let [only] = branches.as_slice() {
            return self.ty(only, hint, budget);
        }
        if is_named(&schema) {
            let name = naming::pascal(component.as_deref().unwrap_or(hint));
            if self.reserve(&name, &schema) {
                self.inside(&schema, &name, &branches, budget);
            }
            return name;
        }
        match schema.text("type") {
            Some("array") => {
                let item = schema.get("items").map(|items| self.ty(&items, &format!("{hint}_item"), budget));
                format!("list of {}", item.unwrap_or_default())
            }
            Some("object") => {
                let values = schema.get("additionalProperties");
                let value = values.map(|values| self.ty(&values, &format!("{hint}_value"), budget));
                format!("map of {}", value.unwrap_or_default())
            }
            scalar => format!("{} {}", scalar.unwrap_or_default(), schema.text("format").unwrap_or_default()),
        }
    }

    fn inside(&mut self, schema: &Node<'a>, name: &str, branches: &[Node<'a>], budget: usize) {
        let mut types: Vec<String> = Vec::new();
        for branch in branches {
            let ty = self.ty(branch, &format!("{name}_{}", types.len() + 1), budget);
            if !types.contains(&ty) {
                types.push(ty);
            }
        }
        if branches.is_empty() {
            for (property, node, _) in records::properties(schema) {
                self.ty(&node, &format!("{name}_{property}"), budget);
            }
        }
    }

    /// Whether the name is new; from then on it is the schema's.
    fn reserve(&mut self, name: &str, schema: &Node<'a>) -> bool {
        match self.taken.get(name) {
            // Two components of one name are reported where components are.
            Some(other) if component(other).is_some() && component(schema).is_some() => false,
            Some(other) if other.pointer() != schema.pointer() && other.value() != schema.value() => {
                let what = format!("{} would be the type `{name}`, as {} is", schema.title(), other.title());
                self.out.push(
                    schema.finding(what, "give it a name of its own under `components/schemas` and use a `$ref`"),
                );
                false
            }
            Some(_) => false,
            None => {
                self.taken.insert(name.to_owned(), schema.clone());
                true
            }
        }
    }
}

/// Whether the type of a schema has a name: records, choices and enumerations have.
fn is_named(schema: &Node<'_>) -> bool {
    let choice = ["oneOf", "anyOf"].iter().any(|word| schema.items_of(word).len() > 1);
    let enumeration = schema.text("type") == Some("string") && schema.has("enum");
    !schema.has("$ref") && (choice || enumeration || !records::properties(schema).is_empty())
}

/// A schema behind its references and its wrappers, and the component it is.
fn named<'a>(schema: &Node<'a>) -> Option<(Node<'a>, Option<String>)> {
    let mut schema = schema.resolved()?;
    for _ in 0..FARTHEST {
        match schema.items_of("allOf").as_slice() {
            [only] if !schema.has("properties") && !schema.has("required") => schema = only.resolved()?,
            _ => {
                let component = component(&schema);
                return Some((schema, component));
            }
        }
    }
    None
}

/// The name of the component that a schema is.
fn component(schema: &Node<'_>) -> Option<String> {
    let name = schema.pointer().strip_prefix("/components/schemas/")?;
    (!name.contains('/')).then(|| name.to_owned())
}

/// Checks that records a caller makes can have their constructor, `new`, and a setter for each other field.
fn makeable(schema: &Node<'_>, seen: &mut Vec<String>, out: &mut Vec<Finding>) {
    let Some((schema, _)) = named(schema) else { return };
    if seen.iter().any(|pointer| pointer == schema.pointer()) || seen.len() > 1000 {
        return;
    }
    seen.push(schema.pointer().to_owned());
    for (name, property, required) in records::properties(&schema) {
        if !required && naming::snake(name) == "new" {
            let what =
                format!("the property `{name}` of {} would be set with `new`, which makes the record", schema.title());
            out.push(
                property
                    .finding(what, "leave it out; a name on the wire cannot be changed, so this one cannot be offered"),
            );
        }
        makeable(&property, seen, out);
    }
    let parts = ["oneOf", "anyOf"].iter().flat_map(|word| schema.items_of(word));
    for part in parts.chain(schema.get("items")).chain(schema.get("additionalProperties")) {
        makeable(&part, seen, out);
    }
}
