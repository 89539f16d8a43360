//! Values that a spec gives itself, defaults and examples: whether they are what their schema says.

use std::collections::BTreeMap;

use serde_json::Value;

use super::node::{FARTHEST, Node, kind_of};
use super::operations::Operation;
use super::records;
use super::shape::Kind;
use super::structure::Parts;
use super::title::Title;
use crate::finding::Finding;

/// Checks the default and the example of a schema.
pub(super) fn check(schema: &Node<'_>, out: &mut Vec<Finding>) {
    for key in ["default", "example"] {
        if let Some(node) = schema.get(key) {
            report(&node, key, schema.title(), schema, out);
        }
    }
}

/// Checks the examples of parameters and of request bodies. Those of responses show what the wire has, which may differ
/// from what is documented.
pub(super) fn examples(parts: &Parts<'_>, operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    for parameter in parts.of(Kind::Parameter) {
        let Some(schema) = parameter.get("schema") else { continue };
        for example in examples_of(parameter) {
            report(&example, "example", parameter.title(), &schema, out);
        }
    }
    for operation in operations {
        for (_, media) in &operation.bodies {
            let Some(schema) = media.get("schema") else { continue };
            for example in examples_of(media) {
                report(&example, "example", media.title(), &schema, out);
            }
        }
    }
}

/// The values of `example` and `examples` of a parameter or a media type.
pub(super) fn examples_of<'a>(node: &Node<'a>) -> Vec<Node<'a>> {
    let named = node.members_of("examples").into_iter();
    let named = named.filter_map(|(_, example)| example.resolved()?.get("value"));
    node.get("example").into_iter().chain(named).collect()
}

fn report(value: &Node<'_>, key: &str, title: Title<'_>, schema: &Node<'_>, out: &mut Vec<Finding>) {
    if let Err((at, problem)) = Judge::default().fits(value, schema, FARTHEST) {
        let inside = at.pointer().strip_prefix(value.pointer()).unwrap_or_default();
        let place = if inside.is_empty() { String::new() } else { format!(" at {inside}") };
        let what = format!("the {key} of {title}{place} is {problem}");
        out.push(at.finding(what, "write a value that the schema allows, or correct the schema"));
    }
}

/// Why a value is none of the schema's, and where.
type Misfit<'a> = (Node<'a>, String);

/// Judges values by schemas, each pair once: choices among choices would be judged without end.
#[derive(Default)]
struct Judge {
    /// By the pointers of schema and value, whether they fit; as long as nobody knows, they do.
    judged: BTreeMap<(String, String), bool>,
}

impl Judge {
    fn fits<'a>(&mut self, value: &Node<'a>, schema: &Node<'_>, budget: usize) -> Result<(), Misfit<'a>> {
        let (Some(schema), Some(budget)) = (schema.resolved(), budget.checked_sub(1)) else { return Ok(()) };
        let pair = (schema.pointer().to_owned(), value.pointer().to_owned());
        match self.judged.insert(pair.clone(), true) {
            Some(true) => return Ok(()),
            Some(false) => {
                self.judged.insert(pair, false);
                return Err((value.clone(), format!("{}, which does not fit", shown(value.value()))));
            }
            None => {}
        }
        let verdict = self.judge(value, &schema, budget);
        self.judged.insert(pair, verdict.is_ok());
        verdict
    }

    fn judge<'a>(&mut self, value: &Node<'a>, schema: &Node<'_>, budget: usize) -> Result<(), Misfit<'a>> {
        if value.value().is_null() && (schema.is("nullable") || schema.get("type").is_none()) {
            return Ok(());
        }
        for word in ["oneOf", "anyOf"] {
            let branches = schema.items_of(word);
            if !branches.is_empty() && branches.iter().all(|branch| self.fits(value, branch, budget).is_err()) {
                return Err((value.clone(), format!("{}, which is no branch of its `{word}`", shown(value.value()))));
            }
        }
        if let [only] = schema.items_of("allOf").as_slice() {
            return self.fits(value, only, budget);
        }
        match schema.text("type") {
            Some("object") => self.record(value, schema, budget),
            None if schema.has("allOf") => self.record(value, schema, budget),
            Some("array") => self.list(value, schema, budget),
            Some(type_name) => scalar(value, schema, type_name),
            None => Ok(()),
        }
    }

    fn record<'a>(&mut self, value: &Node<'a>, schema: &Node<'_>, budget: usize) -> Result<(), Misfit<'a>> {
        if !value.value().is_object() {
            return Err((value.clone(), format!("{}, not an object", shown(value.value()))));
        }
        let properties = records::properties(schema);
        for (name, _, required) in &properties {
            if *required && !value.has(name) {
                return Err((value.clone(), format!("without `{name}`, which is required")));
            }
        }
        let others = records::parts(schema).iter().find_map(|part| part.get("additionalProperties"));
        for (name, member) in value.members() {
            match (properties.iter().find(|(known, ..)| *known == name), &others) {
                (Some((_, schema, _)), _) | (None, Some(schema)) => self.fits(&member, schema, budget)?,
                (None, None) if properties.is_empty() => {}
                (None, None) => return Err((member, "no property that the schema has".to_owned())),
            }
        }
        Ok(())
    }

    fn list<'a>(&mut self, value: &Node<'a>, schema: &Node<'_>, budget: usize) -> Result<(), Misfit<'a>> {
        if !value.value().is_array() {
            return Err((value.clone(), format!("{}, not a list", shown(value.value()))));
        }
        let Some(items) = schema.get("items") else { return Ok(()) };
        value.items().iter().try_for_each(|item| self.fits(item, &items, budget))
    }
}

fn scalar<'a>(value: &Node<'a>, schema: &Node<'_>, type_name: &str) -> Result<(), Misfit<'a>> {
    let format = schema.text("format").unwrap_or_default();
    let json = value.value();
    let digits = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    let right = match (format, json) {
        ("decimal", Value::String(text)) => is_decimal(text),
        ("decimal", other) => other.is_number(),
        ("id", other) => other.is_string() || other.is_i64() || other.is_u64(),
        ("loose-bool", Value::String(text)) => matches!(text.to_lowercase().as_str(), "true" | "false" | "0" | "1"),
        ("loose-bool", Value::Number(number)) => matches!(number.as_u64(), Some(0 | 1)),
        ("loose-bool", other) => other.is_boolean(),
        ("epoch-seconds", Value::String(text)) => digits(text.strip_prefix('-').unwrap_or(text)),
        ("epoch-seconds", other) => other.is_i64(),
        ("int32", other) => other.as_i64().is_some_and(|number| i32::try_from(number).is_ok()),
        (_, other) => match type_name {
            "string" => other.is_string(),
            "integer" => other.is_i64(),
            "number" => other.is_number(),
            "boolean" => other.is_boolean(),
            _ => true,
        },
    };
    if !right {
        let wanted = if format.is_empty() { type_name } else { format };
        return Err((value.clone(), format!("{}, not of the {}", shown(json), kind(wanted, format))));
    }
    let listed = schema.get("enum").and_then(|list| list.value().as_array());
    if let Some(listed) = listed
        && !listed.contains(json)
        && !schema.is("x-open-enum")
    {
        return Err((value.clone(), format!("{json}, which its `enum` does not list")));
    }
    bounds(value, schema)
}

fn bounds<'a>(value: &Node<'a>, schema: &Node<'_>) -> Result<(), Misfit<'a>> {
    let bound = |key: &str| schema.get(key).and_then(|node| node.value().as_f64());
    let length = value.value().as_str().map(|text| text.chars().count() as f64);
    let number = value.value().as_f64();
    let checks = [
        (number, bound("minimum"), "minimum", 1.0),
        (number, bound("maximum"), "maximum", -1.0),
        (length, bound("minLength"), "minLength", 1.0),
        (length, bound("maxLength"), "maxLength", -1.0),
    ];
    for (size, bound, key, sign) in checks {
        if let (Some(size), Some(bound)) = (size, bound)
            && (size - bound) * sign < 0.0
        {
            return Err((value.clone(), format!("{}, beyond its `{key}` of {bound}", value.value())));
        }
    }
    Ok(())
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
    let numeric = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit());
    numeric(whole) && numeric(part)
}

fn kind(wanted: &str, format: &str) -> String {
    if format.is_empty() { format!("type {wanted}") } else { format!("format {wanted}") }
}

fn shown(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Array(_) | Value::Object(_) => kind_of(value).to_owned(),
        scalar => format!("{} `{scalar}`", kind_of(scalar)),
    }
}
