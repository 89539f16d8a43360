//! From JSON schemas to types: components keep their names, inline objects and enumerations get one.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{Field, NamedType, Shape, Type};
use crate::naming;

/// References are followed this far; a longer chain is a cycle.
const LONGEST_CHAIN: usize = 64;

/// Turns schemas into types and remembers every named one it meets.
pub(super) struct Schemas<'a> {
    document: &'a Value,
    types: BTreeMap<String, Option<NamedType>>,
}

impl<'a> Schemas<'a> {
    pub(super) fn new(document: &'a Value) -> Self {
        Self { document, types: BTreeMap::new() }
    }

    /// All named types met so far, by name.
    pub(super) fn into_types(self) -> Vec<NamedType> {
        self.types.into_values().flatten().collect()
    }

    /// Follows `$ref`, and `allOf` with a single entry, to the schema itself; gives the component's name on the way.
    pub(super) fn resolve(&self, schema: &'a Value) -> (&'a Value, Option<&'a str>) {
        let (mut schema, mut component) = (schema, None);
        for _ in 0..LONGEST_CHAIN {
            let next = match (reference(schema), sole_part(schema)) {
                (Some(pointer), _) => self.document.pointer(pointer),
                (None, Some(part)) => Some(part),
                (None, None) => return (schema, component),
            };
            let Some(next) = next else { return (&Value::Null, None) };
            if let Some(pointer) = reference(schema) {
                component = pointer.strip_prefix("/components/schemas/");
            }
            schema = next;
        }
        (&Value::Null, None)
    }

    /// Any other object with `$ref`: a parameter, a response, a body.
    pub(super) fn follow(&self, value: &'a Value) -> &'a Value {
        let mut value = value;
        for _ in 0..LONGEST_CHAIN {
            match reference(value).map(|pointer| self.document.pointer(pointer)) {
                Some(Some(next)) => value = next,
                Some(None) => return &Value::Null,
                None => return value,
            }
        }
        &Value::Null
    }

    /// The type of a schema; `hint` names it where it needs a name and has none.
    pub(super) fn ty(&mut self, schema: &'a Value, hint: &str) -> Type {
        self.ty_within(schema, hint, 0)
    }

    fn ty_within(&mut self, schema: &'a Value, hint: &str, depth: usize) -> Type {
        let (resolved, component) = self.resolve(schema);
        // A list of itself without a record between has no finite type.
        if depth > LONGEST_CHAIN {
            return Type::Any;
        }
        let name = || naming::pascal(component.unwrap_or(hint));
        if let Some(parts) = union_parts(resolved) {
            return match parts {
                [only] => self.ty_within(only, hint, depth + 1),
                parts => self.name_union(name(), resolved, parts),
            };
        }
        if is_record(resolved) {
            return self.name_record(name(), resolved);
        }
        let format = text(resolved, "format").unwrap_or_default();
        match text(resolved, "type").unwrap_or_default() {
            "string" if resolved.get("enum").is_some() => self.name_enumeration(name(), resolved),
            "string" | "number" | "integer" | "boolean" => scalar(text(resolved, "type").unwrap_or_default(), format),
            "array" => {
                let item = resolved.get("items").unwrap_or(&Value::Null);
                Type::List(Box::new(self.ty_within(item, &format!("{hint}_item"), depth + 1)))
            }
            "object" => match resolved.get("additionalProperties") {
                Some(values @ Value::Object(_)) => {
                    Type::Map(Box::new(self.ty_within(values, &format!("{hint}_value"), depth + 1)))
                }
                _ => Type::Map(Box::new(Type::Any)),
            },
            _ => Type::Any,
        }
    }

    fn name_record(&mut self, name: String, schema: &'a Value) -> Type {
        if self.reserve(&name) {
            let (fields, keeps_unknown) = self.fields(schema, &name);
            self.define(&name, schema, Shape::Record { fields, keeps_unknown });
        }
        Type::Named(name)
    }

    fn name_union(&mut self, name: String, schema: &'a Value, parts: &'a [Value]) -> Type {
        if self.reserve(&name) {
            let mut variants: Vec<(String, Type)> = Vec::new();
            for part in parts {
                let ty = self.ty(part, &format!("{name}_{}", variants.len() + 1));
                if variants.iter().any(|(_, known)| *known == ty) {
                    continue;
                }
                variants.push((free_name(&variants, &variant_name(&ty)), ty));
            }
            self.define(&name, schema, Shape::Union { variants });
        }
        Type::Named(name)
    }

    fn name_enumeration(&mut self, name: String, schema: &'a Value) -> Type {
        if self.reserve(&name) {
            let values = strings(schema, "enum").map(|value| (value.to_owned(), naming::variant(value))).collect();
            let open = schema.get("x-open-enum").and_then(Value::as_bool).unwrap_or(false);
            self.define(&name, schema, Shape::Enumeration { values, open });
        }
        Type::Named(name)
    }

    /// Whether the name is new; from then on it is taken, so that a type may contain itself.
    fn reserve(&mut self, name: &str) -> bool {
        if self.types.contains_key(name) {
            return false;
        }
        self.types.insert(name.to_owned(), None);
        true
    }

    fn define(&mut self, name: &str, schema: &Value, shape: Shape) {
        let description = text(schema, "description").unwrap_or_default().to_owned();
        let named = NamedType { name: name.to_owned(), description, shape, is_input: false };
        self.types.insert(name.to_owned(), Some(named));
    }

    /// The fields of a record, those of its `allOf` parts included, and whether unknown ones are kept.
    pub(super) fn fields(&mut self, schema: &'a Value, name: &str) -> (Vec<Field>, bool) {
        let mut properties: Vec<(&'a str, &'a Value)> = Vec::new();
        let mut required: Vec<&'a str> = Vec::new();
        let mut keeps_unknown = false;
        self.gather(schema, &mut properties, &mut required, &mut keeps_unknown, 0);
        let fields = properties
            .into_iter()
            .map(|(wire, property)| {
                let (resolved, _) = self.resolve(property);
                let nullable = flag(resolved, "nullable") || flag(property, "nullable");
                let ty = self.ty(property, &format!("{name}_{wire}"));
                Field {
                    name: naming::snake(wire),
                    wire: wire.to_owned(),
                    quoted: is_quoted(resolved, &ty),
                    ty,
                    required: required.contains(&wire) && !nullable,
                    description: described(property, resolved),
                    example: property.get("example").or_else(|| resolved.get("example")).cloned(),
                }
            })
            .collect();
        (fields, keeps_unknown)
    }

    fn gather(
        &self,
        schema: &'a Value,
        properties: &mut Vec<(&'a str, &'a Value)>,
        required: &mut Vec<&'a str>,
        keeps_unknown: &mut bool,
        depth: usize,
    ) {
        if depth > LONGEST_CHAIN {
            return;
        }
        let (schema, _) = self.resolve(schema);
        for part in schema.get("allOf").and_then(Value::as_array).into_iter().flatten() {
            self.gather(part, properties, required, keeps_unknown, depth + 1);
        }
        for (wire, property) in schema.get("properties").and_then(Value::as_object).into_iter().flat_map(Map::iter) {
            if !properties.iter().any(|(known, _)| known == wire) {
                properties.push((wire, property));
            }
        }
        required.extend(strings(schema, "required"));
        *keeps_unknown |= matches!(schema.get("additionalProperties"), Some(Value::Object(_) | Value::Bool(true)));
    }
}

/// The local pointer of a `$ref`.
fn reference(value: &Value) -> Option<&str> {
    value.get("$ref")?.as_str()?.strip_prefix('#')
}

/// The only part of an `allOf` that adds nothing but words to it.
fn sole_part(schema: &Value) -> Option<&Value> {
    match schema.get("allOf")?.as_array()?.as_slice() {
        [only] if schema.get("properties").is_none() && schema.get("required").is_none() => Some(only),
        _ => None,
    }
}

fn union_parts(schema: &Value) -> Option<&[Value]> {
    let parts = schema.get("oneOf").or_else(|| schema.get("anyOf"))?.as_array()?;
    (!parts.is_empty()).then_some(parts.as_slice())
}

/// An object with known fields; one without is a map.
pub(super) fn is_record(schema: &Value) -> bool {
    let has_properties = schema.get("properties").and_then(Value::as_object).is_some_and(|map| !map.is_empty());
    has_properties || schema.get("allOf").and_then(Value::as_array).is_some_and(|parts| !parts.is_empty())
}

fn scalar(ty: &str, format: &str) -> Type {
    match (ty, format) {
        (_, "decimal") => Type::Decimal,
        (_, "id") => Type::Id,
        (_, "password") => Type::Secret,
        (_, "loose-bool") | ("boolean", _) => Type::Boolean,
        (_, "epoch-seconds") => Type::EpochSeconds,
        ("integer", _) => Type::Integer,
        ("number", _) => Type::Float,
        _ => Type::Text,
    }
}

/// Whether a number or boolean is a text on the wire.
pub(super) fn is_quoted(schema: &Value, ty: &Type) -> bool {
    text(schema, "type") == Some("string") && matches!(ty, Type::Decimal | Type::EpochSeconds | Type::Boolean)
}

fn variant_name(ty: &Type) -> String {
    match ty {
        Type::Text => "Text".into(),
        Type::Secret => "Secret".into(),
        Type::Id => "Id".into(),
        Type::Decimal => "Decimal".into(),
        Type::EpochSeconds => "EpochSeconds".into(),
        Type::Boolean => "Boolean".into(),
        Type::Integer => "Integer".into(),
        Type::Float => "Float".into(),
        Type::Any => "Other".into(),
        Type::List(item) => format!("{}List", variant_name(item)),
        Type::Map(value) => format!("{}Map", variant_name(value)),
        Type::Named(name) => name.clone(),
    }
}

fn free_name(taken: &[(String, Type)], wanted: &str) -> String {
    let is_free = |name: &str| !taken.iter().any(|(known, _)| known == name);
    if is_free(wanted) {
        return wanted.to_owned();
    }
    (2..).map(|number| format!("{wanted}{number}")).find(|name| is_free(name)).unwrap_or_else(|| wanted.to_owned())
}

pub(super) fn described(outer: &Value, resolved: &Value) -> String {
    text(outer, "description").or_else(|| text(resolved, "description")).unwrap_or_default().to_owned()
}

pub(super) fn text<'a>(value: &'a Value, key: &str) -> Option<&'a str> {
    value.get(key)?.as_str()
}

pub(super) fn flag(value: &Value, key: &str) -> bool {
    value.get(key).and_then(Value::as_bool).unwrap_or(false)
}

fn strings<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a str> {
    value.get(key).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
}
