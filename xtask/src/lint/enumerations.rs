//! Enumerations: texts that make distinct names in both languages.

use serde_json::Value;

use super::names::is_identifier;
use super::node::{Node, kind_of};
use super::title::Title;
use crate::finding::Finding;
use crate::naming;

pub(super) fn check(schema: &Node<'_>, out: &mut Vec<Finding>) {
    let title = schema.title();
    let Some(list) = schema.get("enum") else {
        if let Some(open) = schema.get("x-open-enum") {
            out.push(
                open.finding(format!("{title} has `x-open-enum` and no `enum`"), "write `enum:` with the known values"),
            );
        }
        return;
    };
    let Some(values) = list.value().as_array() else { return };
    if values.is_empty() {
        out.push(list.finding(format!("the `enum` of {title} is empty"), "write its values, or leave it out"));
        return;
    }
    if let Some(type_name) = schema.text("type").filter(|name| matches!(*name, "integer" | "number" | "boolean")) {
        let what = format!("the `enum` of {title} is of the type {type_name}");
        out.push(list.finding(what, "leave `enum` out and describe the values in words"));
        return;
    }
    if let Some(format) = schema.get("format") {
        let what = format!("{title} has an `enum` and a format");
        out.push(format.finding(what, "leave the format out; the values say it all"));
    }
    if values.len() > 1 && !schema.has("x-open-enum") {
        let what = format!("{title} does not say what happens to values that its `enum` does not list");
        let instead = "write `x-open-enum: true` to keep them, or `false` if there can be no others";
        out.push(list.finding(what, instead));
    }
    let mut texts: Vec<&str> = Vec::new();
    for item in list.items() {
        match item.value() {
            Value::String(text) => {
                value(title, text, &item, &texts, out);
                texts.push(text);
            }
            Value::Null => {
                let what = format!("the `enum` of {title} lists null");
                out.push(item.finding(what, "write `nullable: true` and leave null out"));
            }
            other => {
                let what = format!("the `enum` of {title} lists {}, {other}", kind_of(other));
                out.push(item.finding(what, "write texts in quotes, or describe the values in words"));
            }
        }
    }
}

fn value(title: Title<'_>, text: &str, item: &Node<'_>, before: &[&str], out: &mut Vec<Finding>) {
    let name = naming::variant(text);
    if before.contains(&text) {
        out.push(item.finding(format!("the `enum` of {title} lists `{text}` twice"), "keep one"));
    } else if !is_identifier(&name) || name == "Unnamed" {
        let what = format!("the value `{text}` of the `enum` of {title} makes no name");
        out.push(item.finding(what, "leave `enum` out and describe the values in words"));
    } else if let Some(other) = before.iter().find(|other| naming::variant(other) == name) {
        let what = format!("the values `{other}` and `{text}` of the `enum` of {title} are both called `{name}`");
        out.push(
            item.finding(what, "keep the one that the provider sends, or leave `enum` out and describe the values"),
        );
    }
}
