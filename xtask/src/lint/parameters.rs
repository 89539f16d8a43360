//! Parameters: where they travel, and whether their values can travel there.

use super::names::is_usable;
use super::node::{FARTHEST, Node};
use super::records;
use super::shape::Kind;
use super::structure::Parts;
use crate::finding::Finding;

/// Headers that the client sets itself.
const OWN_HEADERS: &[&str] = &[
    "accept",
    "authorization",
    "connection",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "transfer-encoding",
    "user-agent",
];

pub(super) fn check(root: &Node<'_>, parts: &Parts<'_>, out: &mut Vec<Finding>) {
    for parameter in parts.of(Kind::Parameter) {
        name(parameter, out);
        place(parameter, out);
        style(parameter, out);
        value(parameter, out);
    }
    twice(root, parts, out);
}

/// What a parameter is called in messages; its title may only have its component's name.
fn label(parameter: &Node<'_>) -> String {
    match parameter.text("name") {
        Some(name) => format!("parameter `{name}`"),
        None => parameter.title().to_string(),
    }
}

fn name(parameter: &Node<'_>, out: &mut Vec<Finding>) {
    let (Some(node), Some(name)) = (parameter.get("name"), parameter.text("name")) else { return };
    if !name.chars().any(char::is_alphabetic) || !is_usable(name) {
        out.push(node.finding(format!("the parameter name `{name}` has no letter"), "write its name on the wire"));
    }
    if parameter.text("in") != Some("header") {
        return;
    }
    if OWN_HEADERS.contains(&name.to_lowercase().as_str()) {
        let what = format!("the header `{name}` is set by the client itself");
        out.push(node.finding(what, "leave it out; `x-credentials` says which header carries a credential"));
    } else if !name.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)) {
        out.push(node.finding(format!("`{name}` is not a header name"), "write letters, digits and `-`"));
    }
}

fn place(parameter: &Node<'_>, out: &mut Vec<Finding>) {
    let Some(node) = parameter.get("in") else { return };
    let Some(place) = node.value().as_str() else { return };
    match place {
        "path" if !parameter.is("required") => {
            let what = format!("the path {} is not required", label(parameter));
            let at = parameter.get("required").unwrap_or_else(|| parameter.clone());
            out.push(at.finding(what, "write `required: true`; a path without it is another path"));
        }
        "path" | "query" | "header" => {}
        "cookie" => {
            let what = format!("{} travels in a cookie", label(parameter));
            out.push(node.finding(what, "use a header in `x-credentials`, or leave it out"));
        }
        "body" | "formData" => {
            let what = format!("{} is `in: {place}`, as in Swagger 2.0", label(parameter));
            out.push(node.finding(what, "write it as a property of the schema under `requestBody`"));
        }
        _ => {
            let what = format!("{} is `in: {place}`", label(parameter));
            out.push(node.finding(what, "write `path`, `query` or `header`"));
        }
    }
}

fn style(parameter: &Node<'_>, out: &mut Vec<Finding>) {
    let usual = if parameter.text("in") == Some("query") { "form" } else { "simple" };
    if let Some(style) = parameter.get("style")
        && style.value().as_str().is_some_and(|style| style != usual)
    {
        let what = format!("{} has the style {}", label(parameter), style.value());
        out.push(style.finding(what, "leave it out; lists repeat their key"));
    }
    let Some(explode) = parameter.get("explode") else { return };
    let schema = parameter.get("schema").and_then(|schema| schema.resolved());
    let list = schema.is_some_and(|schema| schema.text("type") == Some("array"));
    // In a query `true` is the default. Elsewhere it would change how a list is written, and there are no lists.
    if explode.value() == &serde_json::Value::Bool(false) && list {
        let what = format!("{} would be sent as one text with commas", label(parameter));
        out.push(
            explode.finding(what, "leave `explode` out if the key is repeated; write `type: string` if it is not"),
        );
    }
}

fn value(parameter: &Node<'_>, out: &mut Vec<Finding>) {
    let Some(schema) = parameter.get("schema") else {
        if !parameter.has("content") {
            let what = format!("{} has no schema", label(parameter));
            out.push(parameter.finding(what, "write `schema:` with a `type`"));
        }
        return;
    };
    let Some(target) = schema.resolved() else { return };
    let query = parameter.text("in") == Some("query");
    let scalar = records::is_scalar(&target, FARTHEST);
    let list = query && target.text("type") == Some("array");
    let items = || target.get("items").and_then(|items| items.resolved());
    if list && items().is_some_and(|items| !records::is_scalar(&items, FARTHEST)) {
        let what = format!("{} is a list of something that is no single value", label(parameter));
        out.push(schema.finding(what, "write a list of texts, numbers or booleans"));
    } else if !list && !scalar {
        let what = format!("{} is not a single value", label(parameter));
        let instead = match query {
            true => "write a text, a number or a boolean, or a list of one of them",
            false => "write a text, a number or a boolean",
        };
        out.push(schema.finding(what, instead));
    }
    if let Some(nullable) = target.get("nullable").filter(|_| target.is("nullable")) {
        let what = format!("{} may be null, which an address or a header cannot say", label(parameter));
        out.push(nullable.finding(what, "leave `nullable` out; what is not given is not sent"));
    }
    if let Some(default) = target.get("default") {
        let what = format!("the `default` of {} would be ignored", label(parameter));
        out.push(default.finding(what, "tell the provider's default in the description"));
    }
}

/// Finds the same parameter twice in one list.
fn twice(root: &Node<'_>, parts: &Parts<'_>, out: &mut Vec<Finding>) {
    let lists = parts.of(Kind::PathItem).chain(parts.of(Kind::Operation));
    for owner in lists.chain(std::iter::once(root)) {
        let mut seen = Vec::new();
        for item in owner.items_of("parameters") {
            let Some(parameter) = item.resolved() else { continue };
            let (Some(name), Some(place)) = (parameter.text("name"), parameter.text("in")) else { continue };
            // Names of headers are compared without case.
            let key = (if place == "header" { name.to_lowercase() } else { name.to_owned() }, place);
            if seen.contains(&key) {
                let what = format!("the {place} parameter `{name}` stands twice in {}", owner.title());
                out.push(item.finding(what, "keep one of them"));
            }
            seen.push(key);
        }
    }
}
