//! Request bodies: one media type, and a schema whose properties can become setters.

use super::node::{FARTHEST, Node};
use super::operations::Operation;
use super::records;
use super::shape::Kind;
use super::structure::Parts;
use crate::finding::Finding;

/// The media type of a JSON body.
pub(super) const JSON: &str = "application/json";
/// The media type of a form.
pub(super) const FORM: &str = "application/x-www-form-urlencoded";

pub(super) fn check(parts: &Parts<'_>, operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    for operation in operations {
        if let Some(body) = operation.node.get("requestBody").filter(|_| operation.method == "get") {
            let what = format!("{} has a request body, which a GET cannot have", operation.title());
            out.push(body.finding(what, "write query parameters"));
        }
    }
    for body in parts.of(Kind::RequestBody) {
        if !body.is("required") {
            let what = format!("{} may be left out, which no client offers", body.title());
            let at = body.get("required").unwrap_or_else(|| body.clone());
            out.push(at.finding(what, "write `required: true`; a body without any value is then sent empty"));
        }
        let Some(content) = body.get("content") else { continue };
        match content.members().as_slice() {
            [] if content.value().is_object() => {
                out.push(
                    content.finding(
                        format!("{} has no media type", body.title()),
                        format!("write `{JSON}:` or `{FORM}:`"),
                    ),
                );
            }
            [] => {}
            [(media, node)] => media_type(body, media, node, out),
            [_, (media, node), ..] => {
                let what = format!("{} has a second media type, `{media}`", body.title());
                out.push(node.finding(what, "keep the one that the samples use"));
            }
        }
    }
}

fn media_type(body: &Node<'_>, media: &str, node: &Node<'_>, out: &mut Vec<Finding>) {
    if media != JSON && media != FORM {
        let what = format!("{} has the media type `{media}`", body.title());
        let instead = match media.split(';').next().map(str::trim) {
            Some(JSON) => format!("write `{JSON}` without parameters"),
            Some(FORM) => format!("write `{FORM}` without parameters"),
            _ => format!("write `{JSON}` or `{FORM}`; others cannot be sent"),
        };
        out.push(node.finding(what, instead));
        return;
    }
    let Some(schema) = node.get("schema") else {
        if node.value().is_object() {
            out.push(node.finding(format!("{} has no schema", body.title()), "write `schema:`"));
        }
        return;
    };
    let Some(target) = schema.resolved() else { return };
    let properties = records::properties(&target);
    if properties.is_empty() && media == FORM {
        let what = format!("the form of {} has no properties", body.title());
        out.push(schema.finding(what, "write `type: object` with the fields as `properties`"));
    }
    if properties.is_empty() {
        return;
    }
    if let Some(other) = target.get("additionalProperties") {
        let what = format!("`additionalProperties` stands beside the properties of {}", body.title());
        out.push(other.finding(what, "leave it out; each property becomes a setter and others cannot be given"));
    }
    if let Some(nullable) = target.get("nullable").filter(|_| target.is("nullable")) {
        out.push(nullable.finding(format!("{} may be null as a whole", body.title()), "leave `nullable` out"));
    }
    for (name, property, _) in properties {
        setter(name, &property, out);
        if media == FORM {
            field(name, &property, out);
        }
    }
}

/// Checks that a property can be set, and that what it says is kept.
fn setter(name: &str, property: &Node<'_>, out: &mut Vec<Finding>) {
    let Some(schema) = property.resolved() else { return };
    if let Some(default) = schema.get("default") {
        let what = format!("the `default` of the body property `{name}` would be ignored");
        out.push(default.finding(what, "tell the provider's default in the description"));
    }
    if let Some(nullable) = schema.get("nullable").filter(|_| schema.is("nullable")) {
        let what = format!("the body property `{name}` may be null, which no setter can say");
        out.push(nullable.finding(what, "leave `nullable` out; what is not given is not sent"));
    }
    if let Some(flag) = schema.get("readOnly").filter(|_| schema.is("readOnly")) {
        let what = format!("the property `{name}` is read-only and stands in a request body");
        out.push(flag.finding(what, "write one schema for what is sent and one for what comes back"));
    }
}

/// Checks that a property can be a field of a form.
fn field(name: &str, property: &Node<'_>, out: &mut Vec<Finding>) {
    let Some(schema) = property.resolved() else { return };
    let items = schema.get("items").and_then(|items| items.resolved());
    let list = schema.text("type") == Some("array") && items.is_none_or(|items| records::is_scalar(&items, FARTHEST));
    if !list && !records::is_scalar(&schema, FARTHEST) {
        let what = format!("the form field `{name}` is not a single value");
        let instead = "write a text, a number, a boolean or a list of them, or one property for each part";
        out.push(property.finding(what, instead));
    }
}
