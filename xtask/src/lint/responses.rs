//! Responses: one success type for each operation, in JSON.

use serde_json::Value;

use super::node::Node;
use super::operations::Operation;
use super::shape::Kind;
use super::structure::Parts;
use crate::finding::Finding;

pub(super) fn check(parts: &Parts<'_>, operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    for responses in parts.of(Kind::Responses) {
        keys(responses, out);
    }
    for operation in operations {
        successes(operation, out);
    }
}

/// The class of a response key: the first digit, or 0 for `default`.
fn class(code: &str) -> Option<u32> {
    if code == "default" {
        return Some(0);
    }
    let digits = code.chars().skip(1);
    let range = code.len() == 3 && (code.ends_with("XX") || digits.clone().all(|c| c.is_ascii_digit()));
    code.chars().next()?.to_digit(10).filter(|class| range && (1..=5).contains(class))
}

/// Whether a response key is a success.
pub(super) fn is_success(code: &str) -> bool {
    class(code) == Some(2)
}

fn keys(responses: &Node<'_>, out: &mut Vec<Finding>) {
    for (code, response) in responses.members() {
        if class(code).is_none() && !code.starts_with("x-") {
            let what = format!("`{code}` is not a response code");
            let upper = code.to_uppercase();
            let instead = match class(&upper) {
                Some(_) => format!("write `{upper}`"),
                None => "write three digits, `4XX` for a class, or `default`".to_owned(),
            };
            out.push(response.finding(what, instead));
        }
    }
}

fn successes(operation: &Operation<'_>, out: &mut Vec<Finding>) {
    let title = operation.title();
    let successes: Vec<_> = operation.responses.iter().filter(|(code, _)| is_success(code)).collect();
    let Some((first_code, first)) = successes.first() else {
        if let Some(responses) = operation.node.get("responses").filter(|node| node.value().is_object()) {
            let what = format!("{title} has no success response");
            out.push(responses.finding(what, "write `200:` with its schema, or `204:` without content"));
        }
        return;
    };
    for (code, response) in &successes {
        content(operation, code, response, out);
    }
    for (code, response) in &successes[1..] {
        if promise(first) != promise(response) {
            let what = format!("responses {first_code} and {code} of {title} have different content");
            let instead = "write the same `$ref` in both, or keep the one that the caller needs";
            out.push(of_operation(operation, code, response).finding(what, instead));
        }
    }
}

/// What a caller gets of a response: the schema of each of its media types. Examples do not count.
fn promise<'a>(response: &Node<'a>) -> Vec<(&'a str, Option<&'a Value>)> {
    let content = response.members_of("content").into_iter();
    content.map(|(media, node)| (media, node.get("schema").map(|schema| schema.value()))).collect()
}

/// The response as the operation has it, which may be a reference.
fn of_operation<'a>(operation: &Operation<'a>, code: &str, resolved: &Node<'a>) -> Node<'a> {
    let own = operation.node.get("responses").and_then(|responses| responses.get(code));
    own.unwrap_or_else(|| resolved.clone())
}

fn is_json(media: &str) -> bool {
    media == "application/json" || media.ends_with("+json") && !media.contains(';')
}

fn content(operation: &Operation<'_>, code: &str, response: &Node<'_>, out: &mut Vec<Finding>) {
    let title = operation.title();
    let content = response.members_of("content");
    let Some((media, node)) = content.first() else { return };
    if code == "204" {
        out.push(node.finding(format!("response 204 of {title} has content"), "write 200, or leave the content out"));
    }
    if let Some((media, node)) = content.get(1) {
        let what = format!("response {code} of {title} has a second media type, `{media}`");
        out.push(node.finding(what, "keep the JSON one; the client asks for JSON"));
    } else if !is_json(media) {
        let what = format!("response {code} of {title} has the media type `{media}`");
        let instead = match media.starts_with("application/json") {
            true => "write `application/json` without parameters",
            false => "write `application/json`; a success that is not JSON cannot be read",
        };
        out.push(node.finding(what, instead));
    }
    if node.value().is_object() && !node.has("schema") {
        let what = format!("response {code} of {title} has content without a schema");
        out.push(node.finding(what, "write `schema:`; `schema: {}` takes any JSON"));
    }
}
