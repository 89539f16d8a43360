//! The calls of the snapshot tests: every operation with what is required, and with everything.

use crate::examples::{is_needed, setters};
use crate::identifiers::ident;
use crate::model::{Operation, Parameter, Provider, Type};
use crate::spec::extensions::Credential;

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
    let marked: String = provider.operations.iter().map(|operation| marked(provider, operation, &crate_name)).collect();
    let credentials = |secret: &dyn Fn(&Credential) -> String| -> String {
        let value = |credential: &Credential| match &credential.example {
            Some(example) => format!("{example:?}"),
            None => secret(credential),
        };
        provider
            .credentials
            .iter()
            .map(|credential| format!("        .{}({})\n", ident(&credential.name), value(credential)))
            .collect()
    };
    let marked_credentials = credentials(&|_| "crate::MARKER".to_owned());
    let credentials = credentials(&|credential| {
        let last = credential.name.rsplit('_').next().unwrap_or_default();
        format!("\"{}-{last}\"", provider.name)
    });
    format!(
        "//! Calls of {0}, from the examples of its spec.\n\nuse {crate_name}::{{Client, Request, Result}};\n\
         use wholesale_runtime::Transport;\n\n\
         /// A client with made-up credentials over a transport.\n\
         ///\n/// # Errors\n/// `Configuration`, when an option is refused.\n\
         pub fn client(transport: impl Transport) -> Result<Client> {{\n    Client::builder()\n{credentials}\
         \x20       .base_url(\"https://{0}.example/base\")\n        .rate_limit(None)\n        .transport(transport)\n\
         \x20       .build()\n}}\n\n\
         /// A client that sends to this base URL, with [`MARKER`](crate::MARKER) in place of every secret.\n\
         ///\n/// # Errors\n/// `Configuration`, when an option is refused.\n\
         pub fn marked_client(base_url: &str) -> Result<Client> {{\n    Client::builder()\n{marked_credentials}\
         \x20       .base_url(base_url)\n        .rate_limit(None)\n        .trace_bodies(true)\n        .max_retries(0)\n\
         \x20       .timeout(std::time::Duration::from_millis(250))\n        .build()\n}}\n\n\
         /// Every operation with what is required.\n\
         pub fn minimal(client: &Client) -> Vec<(&'static str, Result<Request>)> {{\n    vec![\n{minimal}    ]\n}}\n\n\
         /// Every operation with everything.\n\
         pub fn full(client: &Client) -> Vec<(&'static str, Result<Request>)> {{\n    vec![\n{full}    ]\n}}\n\n\
         /// Sends one operation with everything, and gives the status of its answer; `None` for another id.\n\
         pub async fn send(client: &Client, operation: &str) -> Option<Result<u16>> {{\n    Some(match operation {{\n\
         {sent}        _ => return None,\n    }})\n}}\n\n\
         /// Sends one operation with [`MARKER`](crate::MARKER) in place of every secret: what Debug shows of the builder \
         and the request,\n/// and what it shows of the answer; `None` for another id.\n\
         pub async fn send_marked(client: &Client, operation: &str) -> Option<(String, Result<String>)> {{\n    \
         Some(match operation {{\n{marked}        _ => return None,\n    }})\n}}\n",
        provider.name
    )
}

/// A call whose secrets are a marker that a test looks for afterwards.
fn marked(provider: &Provider, operation: &Operation, crate_name: &str) -> String {
    let mut marked = operation.clone();
    for parameter in marked.parameters.iter_mut().filter(|parameter| parameter.ty == Type::Secret) {
        parameter.example = Some(MARKER.into());
    }
    let call = call(provider, &marked, crate_name, true).replace(&format!("{MARKER:?}"), "crate::MARKER");
    format!(
        "        \"{}\" => {{ let call = {call}; let shown = format!(\"{{call:?}} {{:?}}\", call.request()); \
         (shown, call.send_raw().await.map(|answer| format!(\"{{answer:?}} {{:?}}\", answer.payload()))) }}\n",
        operation.id
    )
}

/// Stands for `wholesale_tests::MARKER` until the call is written.
const MARKER: &str = "the marker";

/// `tests/src/calls.rs` and `tests/src/clients.rs`: every provider that has a spec.
#[must_use]
pub fn index(providers: &[&str]) -> (String, String) {
    let modules: String = providers.iter().map(|name| format!("#[rustfmt::skip]\npub mod {name};\n")).collect();
    let clients: String =
        providers.iter().map(|name| format!("pub use crate::calls::{name}::client as {name};\n")).collect();
    let suites: String = providers
        .iter()
        .map(|name| {
            format!(
                "    let client = {name}::client(Recorder::new())?;\n    suites.push(Suite {{ api: &wholesale_{name}::API, \
                 minimal: {name}::minimal(&client), full: {name}::full(&client) }});\n"
            )
        })
        .collect();
    let marked: String = providers
        .iter()
        .map(|name| {
            format!(
                "        \"{name}\" => {{ let client = {name}::marked_client(base_url).ok()?; \
                 let (shown, result) = {name}::send_marked(&client, operation).await?; \
                 Some((format!(\"{{client:?}} {{:?}} {{shown}}\", client.session()), result)) }}\n"
            )
        })
        .collect();
    let calls = format!(
        "//! Every operation of every provider as a call, from the examples of the specs.\n\n{modules}\n\
         use wholesale_runtime::api::Api;\nuse wholesale_runtime::{{Recorder, Request, Result}};\n\n\
         /// The calls of one provider, not sent.\n#[derive(Debug)]\npub struct Suite {{\n    /// The provider.\n    \
         pub api: &'static Api,\n    /// Every operation with what is required.\n    \
         pub minimal: Vec<(&'static str, Result<Request>)>,\n    /// Every operation with everything.\n    \
         pub full: Vec<(&'static str, Result<Request>)>,\n}}\n\n\
         /// The calls of all providers.\n///\n/// # Errors\n/// `Configuration`, when a client cannot be built.\n\
         pub fn all() -> Result<Vec<Suite>> {{\n    let mut suites = Vec::new();\n{suites}    Ok(suites)\n}}\n\n\
         /// Sends one operation of one provider to this base URL with [`MARKER`](crate::MARKER) in place of every \
         secret: what\n/// Debug shows of client, builder and request, and what it shows of the answer.\n\
         pub async fn send_marked(provider: &str, base_url: &str, operation: &str) -> Option<(String, Result<String>)> \
         {{\n    match provider {{\n{marked}        _ => None,\n    }}\n}}\n"
    );
    (calls, format!("//! A client of each provider with made-up credentials, for tests.\n\n{clients}"))
}

fn call(provider: &Provider, operation: &Operation, crate_name: &str, full: bool) -> String {
    let wanted = |parameter: &Parameter| is_needed(operation, parameter) || (full && parameter.example.is_some());
    let setters: String = setters(provider, operation, crate_name, wanted).lines().map(str::trim).collect();
    format!("client.{}(){setters}", ident(&operation.id))
}
