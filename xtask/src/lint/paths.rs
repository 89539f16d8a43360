//! Paths: their templates, and that no two of them are the same.

use std::collections::BTreeMap;

use super::node::Node;
use super::operations::Operation;
use crate::finding::Finding;

pub(super) fn check(root: &Node<'_>, operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    for (path, node) in root.members_of("paths") {
        if !path.starts_with("x-") {
            form(path, &node, out);
        }
    }
    let mut taken: BTreeMap<(String, &str), &str> = BTreeMap::new();
    for operation in operations {
        templates(operation, out);
        let key = (without_names(operation.path), operation.method);
        if let Some(other) = taken.insert(key, operation.path) {
            let what = format!("{} is the same call as the one at {other}", operation.title());
            out.push(operation.node.finding(what, "keep one of them, or tell them apart with a `#fragment`"));
        }
    }
}

fn form(path: &str, node: &Node<'_>, out: &mut Vec<Finding>) {
    let (address, fragment) = match path.split_once('#') {
        Some((address, fragment)) => (address, Some(fragment)),
        None => (path, None),
    };
    let mut find = |what: &str, instead: &str| out.push(node.finding(format!("the path `{path}` {what}"), instead));
    if !address.starts_with('/') {
        find("does not begin with a slash", "write `/` before it; the base URL has none at its end");
        return;
    }
    if let Some(fragment) = fragment
        && (fragment.is_empty() || !fragment.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)))
    {
        find("has a fragment that is no word", "write `#word`, which tells two operations at one path apart");
    }
    if address.contains('?') {
        find(
            "has a query",
            "write `in: query` parameters; one that never changes is required with an `enum` of one value",
        );
    }
    if address.contains("//") {
        find("has an empty segment", "write one slash");
    }
    if address.split('/').any(|segment| segment == "." || segment == "..") {
        find("has a `.` or `..` segment, which is resolved before it is sent", "write the path that is meant");
    }
    let outside: String = literals(address).concat();
    let plain = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@/%{}?".contains(c);
    if !outside.chars().all(plain) {
        find("has a character that an address cannot have", "write it percent-encoded, such as `%20`");
    }
    match names(address) {
        Err(problem) => find(problem, "write parameters as `{name}`, whole and once"),
        Ok(names) => {
            for (index, name) in names.iter().enumerate() {
                if names[..index].contains(name) {
                    find(&format!("has `{{{name}}}` twice"), "give each parameter a name of its own");
                }
            }
        }
    }
}

/// The parts of a path that are not parameters.
fn literals(address: &str) -> Vec<&str> {
    address
        .split('{')
        .enumerate()
        .map(|(index, part)| match part.split_once('}') {
            Some((_, literal)) if index > 0 => literal,
            _ => part,
        })
        .collect()
}

/// The names of the parameters in a path.
fn names(address: &str) -> Result<Vec<&str>, &'static str> {
    let mut names = Vec::new();
    let mut rest = address;
    while let Some(open) = rest.find(['{', '}']) {
        if rest[open..].starts_with('}') {
            return Err("has a `}` without its `{`");
        }
        rest = &rest[open + 1..];
        let close = rest.find('}').ok_or("has a `{` without its `}`")?;
        let name = &rest[..close];
        if name.is_empty() {
            return Err("has a parameter without a name");
        }
        if name.contains(['/', '{']) || name.trim() != name {
            return Err("has braces inside braces, or a slash or a space");
        }
        names.push(name);
        rest = &rest[close + 1..];
    }
    Ok(names)
}

/// Checks that the path and the parameters of an operation name the same things.
fn templates(operation: &Operation<'_>, out: &mut Vec<Finding>) {
    let address = operation.path.split('#').next().unwrap_or_default();
    let Ok(names) = names(address) else { return };
    let in_path = operation.parameters.iter().filter(|node| node.text("in") == Some("path"));
    let declared: Vec<(&str, &Node<'_>)> = in_path.filter_map(|node| Some((node.text("name")?, node))).collect();
    for name in &names {
        if !declared.iter().any(|(declared, _)| declared == name) {
            let what = format!("{} has no path parameter `{name}`, which its path needs", operation.title());
            let instead = format!("write `name: {name}`, `in: path` and `required: true` under `parameters`");
            out.push(operation.node.finding(what, instead));
        }
    }
    for (name, node) in declared {
        if !names.contains(&name) {
            let what = format!("the path parameter `{name}` is not in the path of {}", operation.title());
            out.push(node.finding(what, format!("write `{{{name}}}` into the path, or leave the parameter out")));
        }
    }
}

/// The path with the names of its parameters taken out: what the server sees of it.
fn without_names(path: &str) -> String {
    let mut shape = String::new();
    let mut inside = false;
    for character in path.chars() {
        match character {
            '{' => inside = true,
            '}' => {
                inside = false;
                shape.push_str("{}");
            }
            _ if inside => {}
            _ => shape.push(character),
        }
    }
    shape
}
