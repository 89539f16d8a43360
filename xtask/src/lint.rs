//! Rules that a spec keeps before anything is generated from it.
//!
//! The generator behind `codegen` panics on some valid OpenAPI and leaves other parts out without a word. What it
//! cannot express, and what our own writers cannot, is refused here first, all at once, each with its line and with
//! what to write instead.

mod bodies;
mod capabilities;
mod compositions;
mod credentials;
mod documentation;
mod enumerations;
mod extensions;
mod logins;
mod names;
mod node;
mod operations;
mod paging;
mod parameters;
mod paths;
mod records;
mod references;
mod refusal;
mod responses;
mod root;
mod schemas;
mod shape;
mod spelling;
mod structure;
mod title;
mod types;
mod values;

pub use capabilities::capabilities;

use serde::Deserialize;

use crate::document::Document;
use crate::finding::Finding;
use node::Node;
use operations::Operation;

/// Everything that is wrong with a spec, in the order of its lines.
pub fn lint(document: &Document) -> Vec<Finding> {
    let mut out = Vec::new();
    let root = Node::root(document);
    let parts = structure::walk(&root, &mut out);
    let operations = Operation::all(&root);
    root::check(&root, &operations, &mut out);
    references::names(&root, &parts, &mut out);
    credentials::check(&root, &operations, &mut out);
    logins::check(&root, &operations, &mut out);
    paths::check(&root, &operations, &mut out);
    operations::check(&operations, &mut out);
    parameters::check(&root, &parts, &mut out);
    bodies::check(&parts, &operations, &mut out);
    responses::check(&parts, &operations, &mut out);
    paging::check(&root, &operations, &mut out);
    schemas::check(&root, &parts, &mut out);
    types::check(&root, &operations, &mut out);
    values::examples(&parts, &operations, &mut out);
    documentation::check(&root, &parts, &operations, &mut out);
    for rules in [&root].into_iter().chain(operations.iter().map(|operation| &operation.node)) {
        if let Some(errors) = rules.get("x-errors") {
            extensions::errors(&errors, &mut out);
        }
    }
    for operation in &operations {
        operations::required_when(operation, &mut out);
    }
    if let Some(client) = root.get("x-client") {
        extensions::client(&client, &mut out);
    }
    if out.is_empty() {
        parsed(document, &root, &mut out);
    }
    out.sort();
    out.dedup();
    out
}

/// Reads the document as the generator will. What is wrong with it has been said before, and better, if it was foreseen.
fn parsed(document: &Document, root: &Node<'_>, out: &mut Vec<Finding>) {
    if let Err(error) = openapiv3::OpenAPI::deserialize(document.json()) {
        let what = format!("the document is not OpenAPI 3.0: {error}");
        out.push(root.finding(what, "correct what the message names"));
    }
}
