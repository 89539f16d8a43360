//! Pointers into answers: the payload of `x-unwrap`, and the items and totals of `x-page`.

use super::node::Node;
use super::operations::{self, Operation};
use super::{extensions, records, responses};
use crate::finding::Finding;

/// What stands at a pointer in the bodies that a schema describes.
enum Reach<'a> {
    Schema(Node<'a>),
    /// The schema takes anything on the way, so anything may be there.
    Anything,
    Nothing,
}

pub(super) fn check(root: &Node<'_>, operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    if let Some(unwrap) = root.get("x-unwrap") {
        extensions::pointer(&unwrap, "`x-unwrap`", out);
    }
    for operation in operations {
        if let Some(unwrap) = operation.node.get("x-unwrap") {
            extensions::pointer(&unwrap, "`x-unwrap`", out);
        }
        for (code, response) in operation.responses.iter().filter(|(code, _)| responses::is_success(code)) {
            unwrapped(root, operation, code, response, out);
        }
        page(operation, out);
    }
}

/// The schema of a success, whole.
fn body<'a>(response: &Node<'a>) -> Option<Node<'a>> {
    match response.members_of("content").as_slice() {
        [(_, media)] => media.get("schema"),
        _ => None,
    }
}

/// The pointer of the payload: the nearest one counts.
fn unwrap<'a>(root: &Node<'a>, operation: &Operation<'a>, response: &Node<'a>) -> Option<Node<'a>> {
    let nearest = response.get("x-unwrap").or_else(|| operation.node.get("x-unwrap"));
    nearest.or_else(|| root.get("x-unwrap"))
}

/// The schema of what the caller gets of a success.
pub(super) fn payload<'a>(root: &Node<'a>, operation: &Operation<'a>, response: &Node<'a>) -> Option<Node<'a>> {
    let body = body(response)?;
    let pointer = unwrap(root, operation, response);
    match pointer.as_ref().and_then(|node| node.value().as_str()) {
        None | Some("") => Some(body),
        Some(pointer) => match reach(&body, pointer) {
            Reach::Schema(schema) => Some(schema),
            Reach::Anything | Reach::Nothing => None,
        },
    }
}

fn unwrapped<'a>(root: &Node<'a>, operation: &Operation<'a>, code: &str, response: &Node<'a>, out: &mut Vec<Finding>) {
    let (Some(body), Some(node)) = (body(response), unwrap(root, operation, response)) else { return };
    let own = node.pointer() != "/x-unwrap";
    if own && node.pointer().starts_with(response.pointer()) && !extensions::pointer(&node, "`x-unwrap`", out) {
        return;
    }
    let Some(pointer) = node.value().as_str().filter(|pointer| pointer.starts_with('/')) else { return };
    if matches!(reach(&body, pointer), Reach::Nothing) {
        let what = format!(
            "response {code} of {} has nothing at `{pointer}`, where `x-unwrap` says the payload is",
            operation.title()
        );
        let instead = match own {
            true => "write the pointer of a property of its schema",
            false => {
                "write the property into its schema, or `x-unwrap` with its own pointer, or \"\" for none, at the operation"
            }
        };
        let at = if own { node } else { body };
        out.push(at.finding(what, instead));
    }
}

/// Follows a pointer through a schema. One envelope in a list counts as the envelope.
fn reach<'a>(schema: &Node<'a>, pointer: &str) -> Reach<'a> {
    let steps: Vec<String> =
        pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect();
    let whole = schema.resolved();
    let inside =
        whole.as_ref().filter(|whole| whole.text("type") == Some("array")).and_then(|whole| whole.get("items"));
    match inside {
        Some(envelope) if !steps.is_empty() => follow(&envelope, &steps),
        _ => follow(schema, &steps),
    }
}

fn follow<'a>(schema: &Node<'a>, steps: &[String]) -> Reach<'a> {
    let Some(schema) = schema.resolved() else { return Reach::Anything };
    let [step, rest @ ..] = steps else { return Reach::Schema(schema) };
    let parts = records::parts(&schema);
    let property = parts.iter().find_map(|part| part.get("properties")?.get(step));
    if let Some(property) = property {
        return follow(&property, rest);
    }
    // What a choice or a map holds has no type of its own that a payload could have.
    let known = ["type", "properties", "allOf", "oneOf", "anyOf"].iter().any(|key| schema.has(key));
    let any_map =
        schema.text("type") == Some("object") && !schema.has("properties") && !schema.has("additionalProperties");
    if known && !any_map { Reach::Nothing } else { Reach::Anything }
}

fn page(operation: &Operation<'_>, out: &mut Vec<Finding>) {
    let Some(page) = operation.node.get("x-page").filter(|page| page.value().is_object()) else { return };
    let inputs = operation.inputs();
    let known: Vec<&str> = inputs.iter().map(|(name, _)| *name).collect();
    for key in ["position", "size"] {
        let Some(named) = page.get(key) else { continue };
        operations::missing_input(operation, &named, &known, "x-page", out);
        let input = inputs.iter().find(|(name, _)| named.value().as_str() == Some(name));
        let Some((name, node)) = input else { continue };
        let schema = records::schema_of(node);
        if schema.is_some_and(|schema| schema.text("type") != Some("integer")) {
            let what = format!("`x-page` counts with `{name}`, which is no integer");
            out.push(named.finding(what, "write `type: integer` with `format: int64` at that parameter"));
        }
        if node.text("in") == Some("path") {
            let what = format!("`x-page` counts with `{name}`, which stands in the path");
            out.push(named.finding(what, "name a query parameter or a body property"));
        }
    }
    numbers(&page, out);
    for key in ["items", "last-page", "total"] {
        if let Some(node) = page.get(key) {
            place(operation, key, &node, out);
        }
    }
    if page.text("style") == Some("offset")
        && let Some(last) = page.get("last-page")
    {
        let what = "`x-page` counts rows and has the number of a last page";
        out.push(last.finding(what, "write `total` with the number of all items, or `style: page`"));
    }
}

fn numbers(page: &Node<'_>, out: &mut Vec<Finding>) {
    let number = |key: &str| page.get(key).and_then(|node| node.value().as_u64());
    if let (Some(position), Some(size)) = (page.text("position"), page.get("size"))
        && size.value().as_str() == Some(position)
    {
        out.push(
            size.finding(format!("`x-page` has `{position}` as position and as size"), "name the other parameter"),
        );
    }
    for key in ["default-size", "max-size"] {
        if number(key) == Some(0)
            && let Some(node) = page.get(key)
        {
            out.push(node.finding(format!("`{key}` of `x-page` is 0, so no page would end"), "write at least 1"));
        }
    }
    if let (Some(size), Some(most), Some(node)) = (number("default-size"), number("max-size"), page.get("default-size"))
        && size > most
    {
        out.push(node.finding("`default-size` of `x-page` is above its `max-size`", "correct one of them"));
    }
}

/// Checks that a pointer of `x-page` finds what it names in the successes of the operation.
fn place(operation: &Operation<'_>, key: &str, node: &Node<'_>, out: &mut Vec<Finding>) {
    if !extensions::pointer(node, &format!("`{key}` of `x-page`"), out) {
        return;
    }
    let pointer = node.value().as_str().unwrap_or_default();
    let successes = operation.responses.iter().filter(|(code, _)| responses::is_success(code));
    for body in successes.filter_map(|(_, response)| body(response)) {
        let fits = match reach(&body, pointer) {
            Reach::Anything => true,
            Reach::Nothing => {
                let what =
                    format!("`{key}` of `x-page` is `{pointer}`, and {} answers nothing there", operation.title());
                out.push(node.finding(what, "write the pointer of a property of its success schema"));
                return;
            }
            Reach::Schema(schema) => holds(&schema, key),
        };
        if !fits {
            let what = format!(
                "`{key}` of `x-page` is `{pointer}`, which is no {}",
                if key == "items" { "list or map" } else { "number" }
            );
            out.push(node.finding(what, "write the pointer of the one that is meant"));
            return;
        }
    }
}

fn holds(schema: &Node<'_>, key: &str) -> bool {
    match schema.text("type") {
        None => true,
        Some("array") => key == "items",
        Some("object") => {
            let map = schema.get("additionalProperties").is_some_and(|values| values.value().is_object());
            key == "items" && (map || !schema.has("properties"))
        }
        Some("boolean") => false,
        // Numbers come in strings as well.
        Some(_) => key != "items",
    }
}
