//! What is wrong with `specs/capabilities.yaml`: the table of what the facade can do at which provider.

use std::collections::BTreeMap;

use serde_json::Value;

use super::node::{Node, kind_of};
use super::spelling::suggestion;
use crate::capabilities::{ACTIONS, Action, SpecOperations};
use crate::document::Document;
use crate::finding::Finding;

/// Everything that is wrong with it, beside these specs, in the order of its lines.
pub fn capabilities(document: &Document, specs: &BTreeMap<String, SpecOperations>) -> Vec<Finding> {
    let mut out = Vec::new();
    let root = Node::root(document);
    let names: Vec<&str> = specs.keys().map(String::as_str).collect();
    if mapping(&root, "the document", "the providers", &mut out) {
        for (provider, block) in root.members() {
            match specs.get(provider) {
                Some(operations) => check_provider(&Place { provider, operations }, &block, &mut out),
                None => {
                    let what = format!("there is no specs/{provider}.yaml");
                    out.push(block.finding(what, suggestion(provider, &names)));
                }
            }
        }
        for missing in names.iter().filter(|name| !root.has(name)) {
            let what = format!("nothing is said about {missing}, which is a spec");
            let actions: Vec<&str> = ACTIONS.iter().map(|action| action.name).collect();
            out.push(root.finding(what, format!("write `{missing}:` with {}", actions.join(", "))));
        }
    }
    out.sort();
    out.dedup();
    out
}

/// What a line may refer to.
struct Place<'a> {
    provider: &'a str,
    operations: &'a SpecOperations,
}

fn check_provider(place: &Place<'_>, block: &Node<'_>, out: &mut Vec<Finding>) {
    let Place { provider, .. } = place;
    if !mapping(block, &format!("`{provider}`"), "the actions", out) {
        return;
    }
    let names: Vec<&str> = ACTIONS.iter().map(|action| action.name).collect();
    for (name, entry) in block.members() {
        match ACTIONS.iter().find(|action| action.name == name) {
            Some(action) => check_action(place, action, &entry, out),
            None => {
                let what = format!("{provider} has `{name}`, which is no action");
                out.push(entry.finding(what, suggestion(name, &names)));
            }
        }
    }
    for missing in names.iter().filter(|name| !block.has(name)) {
        let what = format!("nothing is said about {missing} of {provider}");
        out.push(
            block.finding(what, format!("write `{missing}:` with `can:`, and with `reason` and `source` if it cannot")),
        );
    }
}

/// What a line says about itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Can {
    Yes,
    /// No, or not yet.
    Not,
}

const WORDS: [(&str, Can); 3] = [("yes", Can::Yes), ("no", Can::Not), ("not yet", Can::Not)];

fn check_action(place: &Place<'_>, action: &Action, entry: &Node<'_>, out: &mut Vec<Finding>) {
    let title = format!("{} of {}", action.name, place.provider);
    let Some(can) =
        check_line(&title, entry, &["can", "note", "reason", "instead", "operations", "source", "with"], out)
    else {
        return;
    };
    match can {
        Can::Yes => {
            refused(&title, entry, "source", "leave it out: its operations have their sources in the spec", out);
            check_operations(place, &title, action, entry, out);
            check_arguments(&title, action, entry, out);
        }
        Can::Not => {
            needed(&title, entry, "source", "write `source:` with the page of the provider's documents, in words", out);
            for key in ["operations", "with"] {
                refused(&title, entry, key, "leave it out: what cannot be done is done by nothing", out);
            }
        }
    }
}

/// What an action and an argument have in common.
fn check_line(title: &str, entry: &Node<'_>, known: &[&str], out: &mut Vec<Finding>) -> Option<Can> {
    if !mapping(entry, title, "`can:`", out) {
        return None;
    }
    for (key, member) in entry.members() {
        if !known.contains(&key) {
            out.push(member.finding(format!("{title} has `{key}`, which nobody reads"), suggestion(key, known)));
        } else if ["note", "reason", "instead", "source"].contains(&key) {
            check_text(&format!("`{key}` of {title}"), &member, out);
        }
    }
    let instead = "write `can: \"yes\"`, `can: \"no\"` or `can: not yet`";
    let Some(can) = entry.get("can") else {
        out.push(entry.finding(format!("{title} does not say whether it can be done"), instead));
        return None;
    };
    let word = can.value().as_str();
    let Some((_, can)) = WORDS.iter().find(|(known, _)| Some(*known) == word) else {
        out.push(can.finding(format!("`can` of {title} is {}", shown(can.value())), instead));
        return None;
    };
    match can {
        Can::Yes => {
            for key in ["reason", "instead"] {
                refused(title, entry, key, "write it as `note:`, or leave it out: it can be done", out);
            }
        }
        Can::Not => {
            needed(title, entry, "reason", "write `reason:` with a clause that says why it cannot be done", out);
            refused(title, entry, "note", "write it as `reason:` or `instead:`", out);
        }
    }
    Some(*can)
}

fn check_operations(place: &Place<'_>, title: &str, action: &Action, entry: &Node<'_>, out: &mut Vec<Finding>) {
    let ids: Vec<&str> = place.operations.keys().map(String::as_str).collect();
    let instead = || format!("write `operations:` with those of specs/{}.yaml that do it", place.provider);
    let Some(list) = entry.get("operations") else {
        out.push(entry.finding(format!("{title} does not say which operations do it"), instead()));
        return;
    };
    let items = list.items();
    if items.is_empty() {
        out.push(list.finding(format!("`operations` of {title} holds none"), instead()));
    }
    let mut seen = Vec::new();
    for item in &items {
        let Some(id) = item.value().as_str() else {
            out.push(item.finding(format!("an operation of {title} is {}", kind_of(item.value())), instead()));
            continue;
        };
        if seen.contains(&id) {
            out.push(item.finding(format!("{title} has the operation `{id}` twice"), "keep one of them"));
        } else if !place.operations.contains_key(id) {
            let what = format!("{title} is done by `{id}`, which specs/{}.yaml does not have", place.provider);
            out.push(item.finding(what, suggestion(id, &ids)));
        }
        seen.push(id);
    }
    let known: Vec<_> = seen.iter().filter_map(|id| Some((id, place.operations.get(*id)?))).collect();
    match action.moves_value {
        Some(true) if !known.is_empty() && known.iter().all(|(_, operation)| !operation.moves_value) => {
            let what = format!("{title} moves value, and none of its operations does");
            out.push(list.finding(what, "name the one that does, or mark it `x-moves-value: true` in the spec"));
        }
        Some(false) => {
            for (id, _) in known.iter().filter(|(_, operation)| operation.moves_value) {
                let what = format!("{title} only reads, and its operation `{id}` moves value");
                out.push(list.finding(what, "name one that only reads"));
            }
        }
        _ => {}
    }
}

fn check_arguments(title: &str, action: &Action, entry: &Node<'_>, out: &mut Vec<Finding>) {
    let Some(with) = entry.get("with") else {
        if !action.arguments.is_empty() {
            let what = format!("{title} says nothing about its arguments");
            out.push(entry.finding(what, format!("write `with:` and under it {}", action.arguments.join(", "))));
        }
        return;
    };
    if action.arguments.is_empty() {
        out.push(with.finding(format!("{title} has `with`, and takes no arguments"), "leave it out"));
        return;
    }
    if !mapping(&with, &format!("`with` of {title}"), "the arguments", out) {
        return;
    }
    let mut done = Vec::new();
    for (name, argument) in with.members() {
        if !action.arguments.contains(&name) {
            let what = format!("{title} takes no argument `{name}`");
            out.push(argument.finding(what, suggestion(name, action.arguments)));
            continue;
        }
        let title = format!("{name} of {title}");
        for key in ["source", "operations", "with"] {
            refused(&title, &argument, key, "leave it out: an argument has those of its action", out);
        }
        let known = ["can", "note", "reason", "instead", "source", "operations", "with"];
        // What is wrong with it is said already; it does not make the action useless as well.
        if check_line(&title, &argument, &known, out) != Some(Can::Not) {
            done.push(name);
        }
    }
    for missing in action.arguments.iter().filter(|name| !with.has(name)) {
        let what = format!("nothing is said about {missing} of {title}");
        out.push(with.finding(what, format!("write `{missing}:` with `can:`, and with `reason` if it cannot")));
        done.push(missing);
    }
    if !action.any_of.is_empty() && !action.any_of.iter().any(|name| done.contains(name)) {
        let what = format!("{title} can be done, and with none of {}", action.any_of.join(", "));
        out.push(with.finding(what, "say which of them can be given, or that it cannot be done at all"));
    }
}

/// A clause: it stands inside sentences, and in one cell of a table.
fn check_text(title: &str, node: &Node<'_>, out: &mut Vec<Finding>) {
    let Some(text) = node.value().as_str() else {
        out.push(node.finding(format!("{title} is {}", kind_of(node.value())), "write a text"));
        return;
    };
    let wrong = if text.trim().is_empty() {
        Some(("is empty", "say it, or leave it out"))
    } else if text.trim() != text {
        Some(("has spaces around it", "leave them out"))
    } else if text.contains(['\n', '\r']) {
        Some(("has more than one line", "write one"))
    } else if text.ends_with('.') {
        Some(("ends in a full stop", "leave it out: the text stands inside a sentence"))
    } else if text.contains("TODO") {
        Some(("holds a TODO", "write the answer"))
    } else {
        None
    };
    if let Some((what, instead)) = wrong {
        out.push(node.finding(format!("{title} {what}"), instead));
    }
}

fn needed(title: &str, entry: &Node<'_>, key: &str, instead: &str, out: &mut Vec<Finding>) {
    if !entry.has(key) {
        out.push(entry.finding(format!("{title} has no `{key}`"), instead));
    }
}

fn refused(title: &str, entry: &Node<'_>, key: &str, instead: &str, out: &mut Vec<Finding>) {
    if let Some(member) = entry.get(key) {
        out.push(member.finding(format!("{title} has `{key}`"), instead));
    }
}

fn mapping(node: &Node<'_>, title: &str, of: &str, out: &mut Vec<Finding>) -> bool {
    let is = node.value().is_object();
    if !is {
        let what = format!("{title} is {}", kind_of(node.value()));
        out.push(node.finding(what, format!("write a mapping with {of}")));
    }
    is
}

fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => format!("`{text}`"),
        other => kind_of(other).to_owned(),
    }
}
