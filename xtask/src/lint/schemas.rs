//! Schemas: one type each, with keywords and formats that mean something for it.

use super::node::Node;
use super::shape::Kind;
use super::structure::Parts;
use super::{compositions, enumerations, records, spelling, values};
use crate::finding::Finding;

/// The types, and the keywords that say something about a value of each.
const TYPES: &[(&str, &[&str])] = &[
    ("string", &["format", "enum", "minLength", "maxLength", "pattern"]),
    ("number", NUMERIC),
    ("integer", NUMERIC),
    ("boolean", &["format", "enum"]),
    ("object", &["properties", "required", "additionalProperties", "minProperties", "maxProperties"]),
    ("array", &["items", "minItems", "maxItems", "uniqueItems"]),
];

/// An `enum` of numbers is refused with a better message than this table has.
const NUMERIC: &[&str] =
    &["format", "enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];

/// The formats, and the types that each can stand beside.
const FORMATS: &[(&str, &[&str])] = &[
    ("decimal", &["number", "string"]),
    ("id", &["string", "integer"]),
    ("password", &["string"]),
    ("loose-bool", &["boolean", "string"]),
    ("epoch-seconds", &["integer", "string"]),
    ("int32", &["integer"]),
    ("int64", &["integer"]),
    ("float", &["number"]),
    ("double", &["number"]),
    ("date", &["string"]),
    ("date-time", &["string"]),
    ("uuid", &["string"]),
    ("email", &["string"]),
    ("uri", &["string"]),
    ("hostname", &["string"]),
    ("ipv4", &["string"]),
    ("ipv6", &["string"]),
    ("byte", &["string"]),
];

pub(super) fn check(root: &Node<'_>, parts: &Parts<'_>, out: &mut Vec<Finding>) {
    for schema in parts.of(Kind::Schema) {
        keywords(schema, out);
        format(schema, out);
        bounds(schema, out);
        enumerations::check(schema, out);
        records::check(schema, out);
        compositions::check(schema, out);
        values::check(schema, out);
        if schema.text("type") == Some("array") && !schema.has("items") {
            let what = format!("the list {} has no `items`", schema.title());
            out.push(schema.finding(what, "write `items:` with the schema of an item, or `items: {}` for anything"));
        }
    }
    compositions::circles(root, out);
}

fn all_keywords() -> impl Iterator<Item = (&'static str, &'static str)> {
    TYPES.iter().flat_map(|(type_name, keywords)| keywords.iter().map(|keyword| (*keyword, *type_name)))
}

/// Checks that there is a type where there are keywords, and that it is theirs.
fn keywords(schema: &Node<'_>, out: &mut Vec<Finding>) {
    let title = schema.title();
    let Some(node) = schema.get("type") else {
        if compositions::is_one(schema) {
            return;
        }
        let typed = schema.members().into_iter().find_map(|(key, member)| {
            let (_, type_name) = all_keywords().find(|(keyword, _)| *keyword == key)?;
            Some((key, member, type_name))
        });
        if let Some((key, member, type_name)) = typed {
            let of_format = schema.text("format").and_then(|format| FORMATS.iter().find(|(name, _)| *name == format));
            let type_name = of_format.and_then(|(_, types)| types.first()).map_or(type_name, |name| *name);
            let what = format!("{title} has `{key}` and no type");
            out.push(member.finding(what, format!("write `type: {type_name}`")));
        }
        return;
    };
    let Some(type_name) = node.value().as_str() else { return };
    let Some((_, allowed)) = TYPES.iter().find(|(name, _)| *name == type_name) else {
        let known: Vec<&str> = TYPES.iter().map(|(name, _)| *name).collect();
        let instead = match type_name {
            "null" => "that is OpenAPI 3.1; write the type of the other value and `nullable: true`".to_owned(),
            "any" => "leave `type` out; a schema without one takes anything".to_owned(),
            "file" => "uploads and downloads are not supported; leave the operation out".to_owned(),
            "float" | "double" | "decimal" => format!("write `type: number` with `format: {type_name}`"),
            "int" | "long" | "int32" | "int64" => "write `type: integer` with `format: int64`".to_owned(),
            "date" | "date-time" | "uuid" | "password" => format!("write `type: string` with `format: {type_name}`"),
            _ => spelling::suggestion(type_name, &known),
        };
        out.push(node.finding(format!("{title} has the unknown type `{type_name}`"), instead));
        return;
    };
    for (key, member) in schema.members() {
        let elsewhere = all_keywords().any(|(keyword, _)| keyword == key);
        if elsewhere && !allowed.contains(&key) {
            let what = format!("`{key}` says nothing about the type {type_name} of {title}");
            out.push(
                member.finding(what, format!("leave it out, or correct the type; it allows {}", allowed.join(", "))),
            );
        }
    }
}

fn format(schema: &Node<'_>, out: &mut Vec<Finding>) {
    let Some(node) = schema.get("format") else { return };
    let Some(format) = node.value().as_str() else { return };
    let title = schema.title();
    let Some((_, types)) = FORMATS.iter().find(|(name, _)| *name == format) else {
        let known: Vec<&str> = FORMATS.iter().map(|(name, _)| *name).collect();
        let instead = match format {
            "binary" => "write `byte` for base64; plain bytes cannot travel in JSON".to_owned(),
            "money" | "currency" | "bigdecimal" => "write `decimal`".to_owned(),
            "timestamp" | "unix-time" | "unixtime" | "epoch" => "write `epoch-seconds`".to_owned(),
            _ => spelling::suggestion(format, &known),
        };
        out.push(node.finding(format!("{title} has the unknown format `{format}`"), instead));
        return;
    };
    if let Some(type_name) = schema.text("type")
        && !types.contains(&type_name)
        && TYPES.iter().any(|(name, _)| *name == type_name)
    {
        let what = format!("the format `{format}` of {title} does not go with the type {type_name}");
        out.push(node.finding(what, format!("write `type: {}`", types.join("` or `type: "))));
    }
}

/// Checks that bounds leave something to be a value.
fn bounds(schema: &Node<'_>, out: &mut Vec<Finding>) {
    let title = schema.title();
    let number = |key: &str| schema.get(key).and_then(|node| node.value().as_f64());
    let pairs = [
        ("minimum", "maximum"),
        ("minLength", "maxLength"),
        ("minItems", "maxItems"),
        ("minProperties", "maxProperties"),
    ];
    for (low, high) in pairs {
        if let (Some(least), Some(most), Some(node)) = (number(low), number(high), schema.get(low))
            && least > most
        {
            let what = format!("`{low}` of {title} is above its `{high}`");
            out.push(node.finding(what, "exchange them, or correct one"));
        }
    }
    for (flag, bound) in [("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")] {
        if schema.is(flag)
            && !schema.has(bound)
            && let Some(node) = schema.get(flag)
        {
            let what = format!("{title} has `{flag}` without `{bound}`");
            out.push(node.finding(what, format!("write `{bound}` with the number beside it")));
        }
    }
    if let Some(step) = schema.get("multipleOf")
        && step.value().as_f64().is_some_and(|step| step <= 0.0)
    {
        out.push(step.finding(format!("`multipleOf` of {title} is not above 0"), "write a number above 0"));
    }
    for key in ["minimum", "maximum", "multipleOf"] {
        if schema.text("type") == Some("integer")
            && let Some(node) = schema.get(key)
            && node.value().is_number()
            && !node.value().is_i64()
        {
            let what = format!("`{key}` of the integer {title} is {}", node.value());
            out.push(node.finding(what, "write a whole number of at most 64 bits, or `type: number`"));
        }
    }
}
