//! Credentials: what the caller supplies, and that each operation can carry it.

use serde_json::Value;

use super::bodies::FORM;
use super::node::Node;
use super::operations::Operation;
use super::title::Title;
use super::{extensions, spelling};
use crate::client::is_reserved_option;
use crate::finding::Finding;
use crate::naming;

pub(super) fn check(root: &Node<'_>, operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    security(root, operations, out);
    let Some(credentials) = root.get("x-credentials") else {
        if let Some(operation) = operations.iter().find(|operation| !operation.public) {
            let what = format!("there is no `x-credentials`, and {} needs some", operation.title());
            let instead = "write `x-credentials` at the root, or `security: []` at every operation that needs none";
            out.push(root.finding(what, instead));
        }
        return;
    };
    let mut seen: [Vec<String>; 3] = Default::default();
    for credential in credentials.items() {
        fields(&credential, out);
        let travels = (credential.text("in"), credential.text("field"));
        let unique = [
            ("name", credential.text("name").map(str::to_owned)),
            ("env", credential.text("env").map(str::to_owned)),
            ("field", travels.0.zip(travels.1).map(|(place, field)| format!("{field} in {place}"))),
        ];
        for ((key, value), seen) in unique.into_iter().zip(&mut seen) {
            let Some(value) = value else { continue };
            if seen.contains(&value) {
                let at = credential.get(key).unwrap_or_else(|| credential.clone());
                out.push(at.finding(format!("two credentials have the {key} `{value}`"), "give each one of its own"));
            }
            seen.push(value);
        }
        for operation in operations.iter().filter(|operation| !operation.public) {
            carried(&credential, operation, out);
        }
    }
    if credentials.value().as_array().is_some_and(Vec::is_empty) && operations.iter().any(|one| !one.public) {
        let what = "`x-credentials` is empty, and not every operation has `security: []`";
        out.push(credentials.finding(what, "write the credentials, or `security: []` at the root"));
    }
}

fn fields(credential: &Node<'_>, out: &mut Vec<Finding>) {
    let label = "a credential";
    for key in ["description", "field"] {
        extensions::filled(credential, key, label, out);
    }
    if let (Some(node), Some(name)) = (credential.get("name"), credential.text("name")) {
        let plain = naming::snake(name) == name && name.starts_with(|c: char| c.is_ascii_lowercase());
        if naming::is_keyword(name) {
            let what = format!("the credential name `{name}` is a keyword of Rust or Python");
            out.push(node.finding(what, format!("write a longer one, such as `{name}_key`; `field` is what is sent")));
        } else if !plain || !name.is_ascii() {
            let what = format!("the credential name `{name}` is not a snake_case name");
            out.push(node.finding(what, "write it as the client option is called, such as `api_key`"));
        } else if is_reserved_option(name) {
            let what = format!("the credential name `{name}` is an option that every client has");
            out.push(node.finding(what, "write another name; `field` is what is sent"));
        }
    }
    if let (Some(node), Some(env)) = (credential.get("env"), credential.text("env"))
        && !is_variable(env)
    {
        let what = format!("`{env}` is not the name of an environment variable");
        out.push(node.finding(what, "write capitals, digits and `_`, such as `EXAMPLE_TOKEN`"));
    }
    if let Some(example) = credential.get("example")
        && !credential.get("secret").is_some_and(|secret| secret.value() == &Value::Bool(false))
    {
        out.push(example.finding("a secret credential has an example", "leave it out, or write `secret: false`"));
    }
    let place = credential.text("in");
    if let (Some("header"), Some(node), Some(field)) = (place, credential.get("field"), credential.text("field")) {
        const CARRIED: [&str; 5] = ["accept", "content-type", "content-length", "host", "user-agent"];
        let token = field.chars().all(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c));
        if CARRIED.contains(&field.to_lowercase().as_str()) || !token {
            let what = format!("the header `{field}` cannot carry a credential");
            out.push(node.finding(what, "write the header that the provider reads, such as `Authorization`"));
        }
    }
    if let Some(prefix) = credential.get("prefix")
        && prefix.value().as_str().is_some_and(|text| text.chars().any(|c| c.is_control() || !c.is_ascii()))
    {
        out.push(
            prefix.finding("the prefix of a credential has characters that no header can have", "write it in ASCII"),
        );
    }
}

/// Whether a text is the name of an environment variable.
pub(super) fn is_variable(name: &str) -> bool {
    let plain = name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_');
    plain && name.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Checks that a credential can travel with an operation, and that the operation does not ask for it as well.
fn carried(credential: &Node<'_>, operation: &Operation<'_>, out: &mut Vec<Finding>) {
    let (Some(place), Some(field)) = (credential.text("in"), credential.text("field")) else { return };
    let title = operation.title();
    let has_form = matches!(operation.method, "post" | "put" | "patch");
    let in_form = place == "form" || place == "params" && has_form;
    if place == "form" && operation.method == "get" {
        let what = format!("the credential `{field}` travels in a form, and {title} cannot have one");
        out.push(operation.node.finding(what, "write `in: params`, which uses the query of a GET"));
    }
    if in_form
        && let [(media, node)] = operation.bodies.as_slice()
        && *media != FORM
    {
        let what = format!("the credential `{field}` travels in a form, and the body of {title} is `{media}`");
        out.push(node.finding(what, format!("write `{FORM}`, or another `in:` for the credential")));
    }
    let in_query = matches!(place, "query" | "params");
    for parameter in &operation.parameters {
        let Some(name) = parameter.text("name") else { continue };
        let same = match parameter.text("in") {
            Some("header") => place == "header" && name.eq_ignore_ascii_case(field),
            Some("query") => in_query && name == field,
            _ => false,
        };
        if same {
            asked(parameter, name, title, out);
        }
    }
    for (name, property, _) in operation.body_properties() {
        if in_form && name == field {
            asked(&property, name, title, out);
        }
    }
}

fn asked(node: &Node<'_>, name: &str, title: Title<'_>, out: &mut Vec<Finding>) {
    let what = format!("{title} asks for `{name}`, which the client sends as a credential");
    out.push(node.finding(what, "leave it out"));
}

/// Checks that `security` says no more than `x-credentials` can: the same for all operations, or nothing.
fn security(root: &Node<'_>, operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    let schemes = root.at("/components/securitySchemes");
    let schemes: Vec<&str> = schemes.iter().flat_map(Node::members).map(|(name, _)| name).collect();
    let of_root = root.get("security");
    for operation in operations {
        let Some(own) = operation.node.get("security") else { continue };
        let empty = own.value().as_array().is_some_and(Vec::is_empty);
        if !empty && of_root.as_ref().is_none_or(|of_root| of_root.value() != own.value()) {
            let what = format!("{} has `security` of its own, which is not read", operation.title());
            out.push(own.finding(what, "write `security: []` if it needs no credentials, or leave it out"));
        }
    }
    let own = operations.iter().filter_map(|operation| operation.node.get("security"));
    for requirement in of_root.into_iter().chain(own).flat_map(|list| list.items()) {
        if requirement.value().as_object().is_some_and(|members| members.is_empty()) {
            out.push(requirement.finding("credentials are optional here", "write two operations, or require them"));
        }
        for (name, scheme) in requirement.members() {
            if !schemes.contains(&name) {
                let what = format!("`security` names `{name}`, which is not in `components/securitySchemes`");
                let instead = match schemes.as_slice() {
                    [] => format!("write `{name}` there"),
                    known => spelling::suggestion(name, known),
                };
                out.push(scheme.finding(what, instead));
            }
            if scheme.value() != &Value::Array(Vec::new()) && scheme.value().is_array() {
                out.push(scheme.finding(format!("scopes of `{name}` are not asked for"), "write `[]`"));
            }
        }
    }
}
