//! Operations: what belongs to each, and the names that callers see.

use std::collections::BTreeMap;

use serde_json::Value;

use super::node::{METHODS, Node};
use super::records;
use super::title::Title;
use crate::finding::Finding;
use crate::naming;

/// An operation with everything that it inherits or refers to.
pub(super) struct Operation<'a> {
    pub(super) node: Node<'a>,
    /// The key under `paths`, with its fragment.
    pub(super) path: &'a str,
    pub(super) method: &'a str,
    /// Its parameters and those of its path, resolved.
    pub(super) parameters: Vec<Node<'a>>,
    /// The media types of its request body, with their nodes.
    pub(super) bodies: Vec<(&'a str, Node<'a>)>,
    /// Its responses, resolved, with their keys.
    pub(super) responses: Vec<(&'a str, Node<'a>)>,
    /// Whether it needs no credentials.
    pub(super) public: bool,
}

impl<'a> Operation<'a> {
    /// All operations of the document.
    pub(super) fn all(root: &Node<'a>) -> Vec<Operation<'a>> {
        let mut all = Vec::new();
        for (path, item) in root.members_of("paths") {
            for (method, node) in item.members() {
                if METHODS[..5].contains(&method) && node.value().is_object() {
                    all.push(Operation::new(root, path, &item, method, node));
                }
            }
        }
        all
    }

    fn new(root: &Node<'a>, path: &'a str, item: &Node<'a>, method: &'a str, node: Node<'a>) -> Operation<'a> {
        let mut parameters: Vec<Node<'a>> = Vec::new();
        let own = node.items_of("parameters").into_iter().filter_map(|node| node.resolved());
        parameters.extend(own);
        let of_path = item.items_of("parameters").into_iter().filter_map(|node| node.resolved());
        for inherited in of_path {
            if !parameters.iter().any(|own| identity(own) == identity(&inherited)) {
                parameters.push(inherited);
            }
        }
        let body = node.get("requestBody").and_then(|body| body.resolved());
        let bodies = body.map(|body| body.members_of("content")).unwrap_or_default();
        let responses = node.members_of("responses").into_iter();
        let responses = responses.filter_map(|(code, response)| Some((code, response.resolved()?))).collect();
        let security = node.get("security").or_else(|| root.get("security"));
        let public = security.is_some_and(|security| security.value().as_array().is_some_and(Vec::is_empty));
        Operation { path, method, parameters, bodies, responses, public, node }
    }

    pub(super) fn title(&self) -> Title<'_> {
        self.node.title()
    }

    /// The resolved schema of the only request body, when there is only one.
    pub(super) fn body_schema(&self) -> Option<Node<'a>> {
        match self.bodies.as_slice() {
            [(_, media)] => media.get("schema")?.resolved(),
            _ => None,
        }
    }

    /// The properties of the request body that become setters, and whether each is required.
    pub(super) fn body_properties(&self) -> Vec<(&'a str, Node<'a>, bool)> {
        self.body_schema().map(|schema| records::properties(&schema)).unwrap_or_default()
    }

    /// Everything a caller can set, by its name on the wire, with the node that has its schema.
    pub(super) fn inputs(&self) -> Vec<(&'a str, Node<'a>)> {
        let parameters = self.parameters.iter().filter_map(|node| Some((node.text("name")?, node.clone())));
        let properties = self.body_properties().into_iter().map(|(name, node, _)| (name, node));
        parameters.chain(properties).collect()
    }
}

fn identity<'a>(parameter: &Node<'a>) -> (Option<&'a str>, Option<&'a str>) {
    (parameter.text("name"), parameter.text("in"))
}

/// Names of the client's own methods.
const CLIENT: &[&str] = &[
    "base_url",
    "builder",
    "new",
    "from_env",
    "from_session",
    "request",
    "session",
    "with_options",
    "with_raw_response",
    "prepare",
    "clone",
    "copy",
    "close",
    "accounts",
    "aclose",
];

/// Names of the request builder's own methods and fields.
const BUILDER: &[&str] = &["send", "send_raw", "request", "pages", "stream", "new", "client", "session"];

pub(super) fn check(operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    let mut taken: BTreeMap<String, &str> = BTreeMap::new();
    for operation in operations {
        identifier(operation, &mut taken, out);
        if !operation.node.has("x-retry-safe") {
            let what = format!("{} does not say whether it may be sent twice", operation.title());
            out.push(
                operation.node.finding(what, "write `x-retry-safe: false`, or `true` if a repetition is harmless"),
            );
        }
        setters(operation, out);
    }
}

fn identifier<'a>(operation: &Operation<'a>, taken: &mut BTreeMap<String, &'a str>, out: &mut Vec<Finding>) {
    let title = operation.title();
    let Some(node) = operation.node.get("operationId") else {
        let what = format!("{title} has no operationId");
        out.push(operation.node.finding(what, "write `operationId: verb_noun`"));
        return;
    };
    let Some(id) = node.value().as_str() else { return };
    let snake = id.starts_with(|c: char| c.is_ascii_lowercase())
        && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    // What is not its own snake_case has another name in the generator.
    if !snake || naming::snake(id) != id {
        let what = format!("the operationId `{id}` of {title} is not snake_case");
        let better = naming::snake(id);
        let instead = if better.is_ascii() && naming::is_nameable(id) { better } else { "verb_noun".to_owned() };
        out.push(node.finding(what, format!("write `operationId: {instead}`")));
    } else if naming::is_keyword(id) {
        let what = format!("the operationId `{id}` is a keyword of Rust or Python");
        out.push(node.finding(what, format!("write `operationId: {id}_noun`")));
    } else if CLIENT.contains(&id) {
        let what = format!("the operationId `{id}` is a method that every client has");
        out.push(node.finding(what, format!("write `operationId: {id}_noun`")));
    }
    let type_name = naming::pascal(id);
    match taken.get(&type_name) {
        Some(other) if *other == id => {
            out.push(
                node.finding(format!("the operationId `{id}` is used twice"), "give one of them another verb or noun"),
            );
        }
        Some(other) => {
            let what = format!("the operationIds `{other}` and `{id}` are both called `{type_name}` as types");
            out.push(node.finding(what, "give one of them another verb or noun"));
        }
        None => {
            taken.insert(type_name, id);
        }
    }
}

/// Checks that everything a caller can set has a name of its own.
fn setters(operation: &Operation<'_>, out: &mut Vec<Finding>) {
    let title = operation.title();
    let mut taken: Vec<(&str, String, Option<&str>)> = Vec::new();
    for (name, node) in operation.inputs() {
        let place = node.text("in").filter(|_| node.has("schema"));
        let setter = naming::snake(name);
        if BUILDER.contains(&setter.as_str()) || setter == "body" && !operation.bodies.is_empty() {
            let what = format!("`{name}` of {title} would be set with `{setter}`, which a request uses itself");
            out.push(
                node.finding(what, "leave it out; a name on the wire cannot be changed, so this one cannot be offered"),
            );
        }
        let clash = taken.iter().find(|(_, other, _)| *other == setter);
        // The same parameter twice is reported where parameters are.
        let again =
            clash.is_some_and(|(other, _, of)| place.is_some() && *of == place && other.eq_ignore_ascii_case(name));
        if let Some((other, ..)) = clash.filter(|_| !again) {
            let what = match *other == name {
                true => format!("`{name}` stands twice among the parameters and body properties of {title}"),
                false => format!("`{other}` and `{name}` of {title} are both called `{setter}` in snake_case"),
            };
            out.push(node.finding(what, "keep the one that the provider reads"));
        }
        taken.push((name, setter, place));
    }
}

/// Checks that parameters named in `x-required-when` exist.
pub(super) fn required_when(operation: &Operation<'_>, out: &mut Vec<Finding>) {
    let inputs = operation.inputs();
    let known: Vec<&str> = inputs.iter().map(|(name, _)| *name).collect();
    for rule in operation.node.items_of("x-required-when") {
        let decides = rule.get("parameter").into_iter();
        for named in decides.chain(rule.items_of("require")) {
            missing_input(operation, &named, &known, "x-required-when", out);
        }
        if let Some(list) = rule.get("require")
            && list.value().as_array().is_some_and(Vec::is_empty)
        {
            out.push(list.finding("`require` is empty, so the rule asks for nothing", "write what is then required"));
        }
        let decider = rule.text("parameter").and_then(|name| inputs.iter().find(|(known, _)| *known == name));
        let schema = decider.and_then(|(_, node)| records::schema_of(node));
        let values = schema.filter(|schema| !schema.is("x-open-enum")).and_then(|schema| schema.get("enum"));
        if let (Some(is), Some(values)) = (rule.get("is"), values)
            && let Some(list) = values.value().as_array()
            && is.value().is_string()
            && !list.contains(is.value())
        {
            let what = format!("`is` names {}, which is not a value of that parameter", is.value());
            let texts: Vec<&str> = list.iter().filter_map(Value::as_str).collect();
            out.push(is.finding(what, super::spelling::suggestion(is.value().as_str().unwrap_or_default(), &texts)));
        }
    }
}

/// Reports a name that is none of the operation's inputs.
pub(super) fn missing_input(
    operation: &Operation<'_>,
    named: &Node<'_>,
    known: &[&str],
    extension: &str,
    out: &mut Vec<Finding>,
) {
    let Some(name) = named.value().as_str().filter(|name| !known.contains(name)) else { return };
    let what = format!("`{extension}` names `{name}`, which is no parameter or body property of {}", operation.title());
    let instead = match known {
        [] => "leave it out; the operation takes nothing".to_owned(),
        _ => super::spelling::suggestion(name, known),
    };
    out.push(named.finding(what, instead));
}
