//! The shape of the document: every object has the members that OpenAPI 3.0 gives it, and each has its type.
//!
//! The walk finds the objects of each kind on its way, so that the rules that follow need not search for them.

use serde_json::Value;

use super::node::{FARTHEST, Node, kind_of};
use super::refusal::refusal;
use super::shape::{Kind, Shape, free_members, members, required};
use super::title::Title;
use super::{extensions, references, spelling};
use crate::finding::Finding;

/// Every object of the document by its kind. A referenced object is there once, where it is written.
pub(super) struct Parts<'a> {
    nodes: Vec<(Kind, Node<'a>)>,
}

impl<'a> Parts<'a> {
    pub(super) fn of(&self, kind: Kind) -> impl Iterator<Item = &Node<'a>> {
        self.nodes.iter().filter(move |(found, _)| *found == kind).map(|(_, node)| node)
    }
}

/// Walks the whole document.
pub(super) fn walk<'a>(root: &Node<'a>, out: &mut Vec<Finding>) -> Parts<'a> {
    let mut walk = Walk { nodes: Vec::new(), out };
    walk.object(root, Kind::Root, &|| root.title().to_string());
    Parts { nodes: walk.nodes }
}

struct Walk<'a, 'o> {
    nodes: Vec<(Kind, Node<'a>)>,
    out: &'o mut Vec<Finding>,
}

impl<'a> Walk<'a, '_> {
    fn object(&mut self, node: &Node<'a>, kind: Kind, label: &dyn Fn() -> String) {
        if !node.value().is_object() {
            self.wrong(node, label, "a mapping");
            return;
        }
        self.nodes.push((kind, node.clone()));
        let title = node.title();
        for (key, instead) in required(kind) {
            if !node.has(key) {
                self.out.push(node.finding(format!("{title} has no `{key}`"), *instead));
            }
        }
        for (key, member) in node.members() {
            self.member(&member, key, kind, title);
        }
    }

    fn member(&mut self, member: &Node<'a>, key: &str, kind: Kind, title: Title<'_>) {
        let label = || format!("`{key}` of {title}");
        if let Some((_, shape)) = members(kind).iter().find(|(name, _)| *name == key) {
            self.shape(member, *shape, &label);
        } else if let Some((what, instead)) = refusal(kind, key) {
            self.out.push(member.finding(format!("{} {what}", label()), instead));
        } else if key.starts_with("x-") {
            extensions::check(member, key, kind, title, self.out);
        } else if let Some(shape) = free_members(kind) {
            self.shape(member, shape, &label);
        } else {
            let known: Vec<&str> = members(kind).iter().map(|(name, _)| *name).collect();
            let instead = match spelling::nearest(key, known) {
                Some(near) => format!("write `{near}`"),
                None => "leave it out; OpenAPI 3.0 knows no such key there".to_owned(),
            };
            self.out.push(member.finding(format!("{title} has the unknown key `{key}`"), instead));
        }
    }

    fn shape(&mut self, node: &Node<'a>, shape: Shape, label: &dyn Fn() -> String) {
        let value = node.value();
        let expected = match shape {
            Shape::Anything => return,
            Shape::Text if value.is_string() => return,
            Shape::Text => "a text",
            Shape::Flag if value.is_boolean() => return,
            Shape::Flag => "`true` or `false`",
            Shape::Number if value.is_number() => return,
            Shape::Number => "a number",
            Shape::Count if value.as_u64().is_some_and(|count| u32::try_from(count).is_ok()) => return,
            Shape::Count => "a whole number that is not negative",
            Shape::One(kind) => return self.object(node, kind, label),
            Shape::Either(kind) => return self.either(node, kind, label),
            Shape::SchemaOrFlag if value.is_boolean() => return,
            Shape::SchemaOrFlag => return self.either(node, Kind::Schema, label),
            Shape::List(inner) if value.is_array() => {
                return node
                    .items()
                    .iter()
                    .for_each(|item| self.shape(item, *inner, &|| format!("an item of {}", label())));
            }
            Shape::List(_) => "a list",
            Shape::Map(inner) if value.is_object() => {
                return node.members().iter().for_each(|(key, member)| {
                    self.shape(member, *inner, &|| format!("`{key}` in {}", label()));
                });
            }
            Shape::Map(_) => "a mapping",
        };
        self.wrong(node, label, expected);
    }

    fn either(&mut self, node: &Node<'a>, kind: Kind, label: &dyn Fn() -> String) {
        if node.has("$ref") {
            references::check(node, kind, self.out);
        } else if kind == Kind::Schema && nesting(node) > FARTHEST / 2 {
            let what = format!("{} is nested too deeply", node.title());
            self.out.push(node.finding(what, "give it a name under `components/schemas` and use a `$ref`"));
        } else {
            self.object(node, kind, label);
        }
    }

    fn wrong(&mut self, node: &Node<'a>, label: &dyn Fn() -> String, expected: &str) {
        let label = label();
        let what = format!("{label} is {}", kind_of(node.value()));
        let instead = match (node.value(), expected) {
            (Value::Null, _) => format!("write {expected}, or leave the key out"),
            (Value::Number(_), "a text") if label.starts_with("`openapi`") => "write 3.0.3".to_owned(),
            (Value::Number(_) | Value::Bool(_), "a text") if label.starts_with("`type`") => {
                "write string, number, integer, boolean, object or array".to_owned()
            }
            (Value::Number(_) | Value::Bool(_), "a text") => format!("write \"{}\", in quotes", node.value()),
            (Value::Array(items), "a text") if items.iter().all(Value::is_string) && label.starts_with("`type`") => {
                "OpenAPI 3.1 has lists of types; write one type, and `nullable: true` for null".to_owned()
            }
            (Value::Number(_), "`true` or `false`") if label.starts_with("`exclusive") => {
                "OpenAPI 3.1 has numbers there; write the number as `minimum` or `maximum`, and `true` here".to_owned()
            }
            (Value::Bool(_), "a list") if label.starts_with("`required`") => {
                "write the name into the `required` list of the object around it".to_owned()
            }
            _ => format!("write {expected}"),
        };
        self.out.push(node.finding(what, instead));
    }
}

/// How many schemas stand around a schema.
fn nesting(node: &Node<'_>) -> usize {
    // None of these is spelled otherwise in a pointer.
    let steps = node.pointer().split('/');
    steps.filter(|step| matches!(*step, "properties" | "items" | "allOf" | "oneOf" | "anyOf")).count()
}
