//! The head of the document: version, servers, and that there is something to generate.

use super::node::Node;
use super::operations::Operation;
use crate::finding::Finding;

pub(super) fn check(root: &Node<'_>, operations: &[Operation<'_>], out: &mut Vec<Finding>) {
    version(root, out);
    for server in root.items_of("servers") {
        self::server(&server, out);
    }
    if let Some(servers) = root.get("servers")
        && servers.value().as_array().is_some_and(Vec::is_empty)
    {
        let what = "`servers` is an empty list";
        out.push(servers.finding(what, "write the base URL, or leave it out when each customer has one of their own"));
    }
    if let Some(paths) = root.get("paths")
        && paths.value().is_object()
        && operations.is_empty()
    {
        out.push(paths.finding("`paths` has no operation", "write at least one"));
    }
    if let Some(info) = root.get("info") {
        super::extensions::filled(&info, "title", "`info`", out);
        super::extensions::filled(&info, "version", "`info`", out);
    }
}

fn version(root: &Node<'_>, out: &mut Vec<Finding>) {
    let Some(version) = root.get("openapi") else { return };
    let Some(text) = version.value().as_str() else { return };
    let patch = text.strip_prefix("3.0.");
    if patch.is_none_or(|patch| patch.is_empty() || !patch.chars().all(|c| c.is_ascii_digit())) {
        let what = format!("`openapi` is {text}");
        out.push(version.finding(what, "write 3.0.3, and the document in that version's words"));
    }
}

fn server(server: &Node<'_>, out: &mut Vec<Finding>) {
    let Some(url) = server.get("url") else { return };
    let Some(text) = url.value().as_str() else { return };
    let host = text.split_once("://").map(|(_, rest)| rest.split(['/', ':']).next().unwrap_or_default());
    let problem = if text.contains(['{', '}']) {
        Some(("has variables", "leave `servers` out; the caller then has to give the base URL"))
    } else if host.is_none_or(str::is_empty) {
        Some(("is not absolute", "write it with `https://` and the host"))
    } else if !text.starts_with("https://") && !matches!(host, Some("localhost" | "127.0.0.1")) {
        Some(("is not https", "write `https://`; credentials are not sent in clear"))
    } else if text.contains(['?', '#', ' ']) {
        Some(("has a query, a fragment or a space", "write scheme, host and path only"))
    } else if text.ends_with('/') {
        Some(("ends in a slash", "leave the slash out; every path begins with one"))
    } else {
        None
    };
    if let Some((what, instead)) = problem {
        out.push(url.finding(format!("the server `{text}` {what}"), instead));
    }
}
