//! The calls of the snapshot tests: every operation with what is required, and with everything.

use crate::examples::{is_needed, setters};
use crate::identifiers::ident;
use crate::model::{Operation, Parameter, Provider};
use crate::operations::offered;

/// `tests/src/calls/<provider>.rs`: every operation of the provider, as a request that is not sent.
#[must_use]
pub fn file(provider: &Provider) -> String {
    let crate_name = format!("wholesale_{}", provider.name);
    let requests = |full: bool| -> String {
        provider
            .operations
            .iter()
            .map(|operation| {
                let call = call(provider, operation, &crate_name, full);
                format!("        (\"{}\", {}.request()),\n", operation.id, call)
            })
            .collect()
    };
    let (minimal, full) = (requests(false), requests(true));
    let sent: String = provider
        .operations
        .iter()
        .map(|operation| {
            let call = call(provider, operation, &crate_name, true);
            format!(
                "        \"{}\" => {}.send_raw().await.map(|answer| answer.status().as_u16()),\n",
                operation.id, call
            )
        })
        .collect();
    format!(
        "//! Calls of {}, from the examples of its spec.\n\nuse {crate_name}::{{Client, Request, Result}};\n\n\
         /// Every operation with what is required.\n\
         pub fn minimal(client: &Client) -> Vec<(&'static str, Result<Request>)> {{\n    vec![\n{minimal}    ]\n}}\n\n\
         /// Every operation with everything.\n\
         pub fn full(client: &Client) -> Vec<(&'static str, Result<Request>)> {{\n    vec![\n{full}    ]\n}}\n\n\
         /// Sends one operation with everything, and gives the status of its answer; `None` for another id.\n\
         pub async fn send(client: &Client, operation: &str) -> Option<Result<u16>> {{\n    Some(match operation {{\n\
         {sent}        _ => return None,\n    }})\n}}\n",
        provider.name
    )
}

fn call(provider: &Provider, operation: &Operation, crate_name: &str, full: bool) -> String {
    let wanted = |parameter: &Parameter| is_needed(operation, parameter) || (full && parameter.example.is_some());
    let setters: String = setters(provider, operation, crate_name, wanted).lines().map(str::trim).collect();
    format!("client.{}(){setters}", ident(&operation.id))
}

/// Optional parameters without an example: the snapshots of such an operation would not be full.
#[must_use]
pub fn without_example(operation: &Operation) -> Vec<&str> {
    offered(operation)
        .filter(|parameter| parameter.example.is_none())
        .map(|parameter| parameter.name.as_str())
        .collect()
}
