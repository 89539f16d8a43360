//! The public module of a provider, `wholesale/<provider>.py`: its clients, a native call behind each method.

use super::annotations::{Annotations, alias};
use super::docstrings::{self, Docstring, Mode};
use super::imports::{Kind, imports};
use super::layout::{bracketed, call, exploded, indent, literal, wrapped};
use super::names::{identifier, offered};
use super::signatures::{Declared, OPTIONS, constructor, method, payload, supplied};
use crate::docs::or;
use crate::model::{NamedType, Operation, Provider, Shape};

/// The text of the module, without its header.
pub(super) fn file(provider: &Provider) -> String {
    let body = [
        types(provider),
        client(provider, Mode::Sync),
        raw(provider, Mode::Sync),
        requests(provider),
        client(provider, Mode::Async),
        raw(provider, Mode::Async),
    ]
    .concat();
    let about = or(&provider.description, &provider.title);
    let docs = Docstring::new(&format!("Client for {}, version {}", provider.title, provider.version))
        .prose(about)
        .prose("Every operation stands in `Client` and, to be awaited, in `AsyncClient`.")
        .write(0);
    let imports = imports(&body, Kind::Module, &["from wholesale import _client, _native".to_owned()]);
    format!(
        "{docs}\n{imports}\n{}\n_api = _native.load({})\n\n{}\n",
        exports(provider),
        literal(&provider.name),
        body.trim_end()
    )
}

/// The names that the module is for.
pub(super) fn exports(provider: &Provider) -> String {
    let mut names: Vec<String> = CLASSES.iter().map(|name| (*name).to_owned()).collect();
    names.extend(provider.types.iter().map(|named| named.name.clone()));
    names.sort();
    let names: Vec<String> = names.iter().map(|name| literal(name)).collect();
    bracketed(0, "__all__ = [", &names, "]")
}

const CLASSES: [&str; 5] =
    ["AsyncClient", "AsyncClientWithRawResponse", "Client", "ClientRequests", "ClientWithRawResponse"];

/// Records, and the names of what is a text or one of several types.
fn types(provider: &Provider) -> String {
    let records = provider.types.iter().filter(|named| matches!(named.shape, Shape::Record { .. }));
    let records: String = records.map(|named| format!("{0} = _api.{0}\n", named.name)).collect();
    let aliases: String = provider.types.iter().filter_map(|named| aliased(provider, named, true)).collect();
    let gap = if aliases.is_empty() || records.is_empty() { "" } else { "\n" };
    match provider.types.is_empty() {
        true => "\n".to_owned(),
        false => format!("{records}{gap}{aliases}\n\n"),
    }
}

/// The alias of an enumeration or union, with what it is; `quoted` where its parts may not be there yet.
pub(super) fn aliased(provider: &Provider, named: &NamedType, quoted: bool) -> Option<String> {
    let value = alias(provider, &named.shape)?;
    let name = &named.name;
    let value = if quoted && matches!(named.shape, Shape::Union { .. }) { literal(&value) } else { value };
    let line = format!("{name}: TypeAlias = {value}\n");
    let line = match &named.shape {
        Shape::Enumeration { values, open } if line.chars().count() > super::layout::WIDTH + 1 => {
            let texts: Vec<String> = values.iter().map(|(text, _)| literal(text)).collect();
            match open {
                true => {
                    let list = exploded(1, "Literal[", &texts, "]");
                    format!("{name}: TypeAlias = (\n{list}    | str\n)\n")
                }
                false => exploded(0, &format!("{name}: TypeAlias = Literal["), &texts, "]"),
            }
        }
        _ => line,
    };
    let about = or(&named.description, "One of a list of texts.");
    let about: String =
        wrapped(about, 116).into_iter().map(|line| format!("# {line}").trim_end().to_owned() + "\n").collect();
    Some(format!("{about}{line}"))
}

fn client(provider: &Provider, mode: Mode) -> String {
    let name = mode.client();
    let base = if mode == Mode::Async { "_client.AsyncClient" } else { "_client.SyncClient" };
    let about = or(&provider.description, &provider.title);
    let supplied = supplied(provider);
    let credentials = supplied.iter().map(|one| (one.name.to_owned(), one.about.clone()));
    let options = OPTIONS.iter().map(|option| (option.name.to_owned(), option.about.to_owned()));
    let needs_url = provider.base_url.is_none().then(|| {
        let variable = format!("{}_BASE_URL", provider.name.to_uppercase());
        format!(
            "`base_url`, or the environment variable `{variable}`, is required: every customer has a host of its own."
        )
    });
    let first = if mode == Mode::Async { "Async client" } else { "Client" };
    let docs = Docstring::new(&format!("{first} for {}, version {}", provider.title, provider.version))
        .prose(about)
        .prose(needs_url.as_deref().unwrap_or_default())
        .prose("Copies and `with_options` share connections and limits. Threads may share a client.")
        .section("Args", &credentials.chain(options).collect::<Vec<_>>())
        .section(
            "Raises",
            &[(
                "ConfigurationError".to_owned(),
                "a credential or the base URL is missing or malformed; the error names every place that was looked in."
                    .to_owned(),
            )],
        )
        .write(1);
    let named = |name: &str| format!("{name}={name}");
    let given: Vec<String> = supplied.iter().map(|one| named(one.name)).collect();
    let given = call(2, "credentials = _client.Given", &given, "");
    let options: Vec<String> = OPTIONS.iter().map(|option| named(option.name)).collect();
    let options = call(2, "options = _client.Given", &options, "");
    // What is secret has no place in the variables that a traceback shows; a proxy may have a password.
    let secrets: String = supplied.iter().map(|one| format!("{}, ", one.name)).collect();
    let init = format!(
        "{}\n{given}{options}        del {secrets}proxy\n        super().__init__(credentials, options)\n",
        constructor(provider, mode == Mode::Async)
    );
    let operations: String =
        provider.operations.iter().map(|operation| format!("\n{}", client_method(provider, operation, mode))).collect();
    format!(
        "class {name}({base}):\n{docs}\n    _provider = {}\n\n{init}{}{operations}\n\n",
        literal(&provider.name),
        views(name, false)
    )
}

/// The properties that lead to the other ways of making a call.
pub(super) fn views(name: &str, is_stub: bool) -> String {
    let view = |property: &str, class: &str, about: &str| {
        let head = format!("\n    @property\n    def {property}(self) -> {class}:");
        match is_stub {
            true => format!("{head} ...\n"),
            false => format!("{head}\n        \"\"\"{about}\"\"\"\n        return {class}(self)\n"),
        }
    };
    let raw = format!("{name}WithRawResponse");
    let views = [
        view("with_raw_response", &raw, "The same operations, with status, headers and body beside each payload."),
        view("prepare", "ClientRequests", "The same operations as requests that are encoded and not sent."),
    ];
    // A stub has no empty lines between members of one line.
    if is_stub { views.concat().replace("\n\n", "\n") } else { views.concat() }
}

/// How a method of a client is declared.
pub(super) fn client_declaration(
    annotations: &Annotations<'_>,
    operation: &Operation,
    mode: Mode,
    end: &str,
) -> String {
    let payload = payload(annotations, operation);
    let (keyword, returned) = match (&operation.paging, mode) {
        (Some((_, item)), Mode::Sync) => ("def", format!("_client.Pager[{}]", annotations.returned(item))),
        (Some((_, item)), Mode::Async) => ("def", format!("_client.AsyncPager[{}]", annotations.returned(item))),
        (None, Mode::Sync) => ("def", payload),
        (None, Mode::Async) => ("async def", payload),
    };
    method(annotations, operation, &Declared { keyword, returned: &returned, end })
}

/// How a method that gives the whole answer is declared.
pub(super) fn raw_declaration(annotations: &Annotations<'_>, operation: &Operation, mode: Mode, end: &str) -> String {
    let returned = format!("_client.RawResponse[{}]", payload(annotations, operation));
    let keyword = if mode == Mode::Async { "async def" } else { "def" };
    method(annotations, operation, &Declared { keyword, returned: &returned, end })
}

/// How a method that gives a request is declared.
pub(super) fn request_declaration(annotations: &Annotations<'_>, operation: &Operation, end: &str) -> String {
    method(annotations, operation, &Declared { keyword: "def", returned: "_client.Request", end })
}

fn client_method(provider: &Provider, operation: &Operation, mode: Mode) -> String {
    let declared = client_declaration(&Annotations::new(provider), operation, mode, ":");
    let docs = docstrings::operation(provider, operation, mode).write(2);
    let door = match (&operation.paging, mode) {
        (Some(_), Mode::Sync) => "return self._session.pages",
        (Some(_), Mode::Async) => "return self._session.async_pages",
        (None, Mode::Sync) if operation.payload.is_none() => "self._session.call",
        (None, Mode::Sync) => "return self._session.call",
        (None, Mode::Async) if operation.payload.is_none() => "await self._session.spawn",
        (None, Mode::Async) => "return await self._session.spawn",
    };
    format!("{declared}\n{docs}{}{}", warning(operation), through(operation, door))
}

fn raw(provider: &Provider, mode: Mode) -> String {
    let name = mode.client();
    let door =
        if mode == Mode::Async { "return await self._session.spawn_raw" } else { "return self._session.call_raw" };
    let methods: String = provider
        .operations
        .iter()
        .map(|operation| {
            let declared = raw_declaration(&Annotations::new(provider), operation, mode, ":");
            let docs = view_docs(operation, "Gives status, headers and body beside the payload.");
            format!("\n{declared}\n{docs}{}{}", warning(operation), through(operation, door))
        })
        .collect();
    format!(
        "class {name}WithRawResponse(_client.View):\n    \"\"\"The operations of `{name}`, with status, headers and body \
         beside each payload.\"\"\"\n{methods}\n\n"
    )
}

fn requests(provider: &Provider) -> String {
    let methods: String = provider
        .operations
        .iter()
        .map(|operation| {
            let declared = request_declaration(&Annotations::new(provider), operation, ":");
            let docs = view_docs(operation, "Encodes the request and does not send it.");
            format!("\n{declared}\n{docs}{}", through(operation, "return self._session.prepare"))
        })
        .collect();
    format!(
        "class ClientRequests(_client.View):\n    \"\"\"The operations as requests that are encoded and not \
         sent.\"\"\"\n{methods}\n\n"
    )
}

fn view_docs(operation: &Operation, gives: &str) -> String {
    let summary = or(&operation.summary, &operation.id).trim().trim_end_matches('.');
    Docstring::new(summary).prose(&format!("{gives} Otherwise as `Client.{}`.", operation.id)).write(2)
}

/// Says at run time what the documentation says.
fn warning(operation: &Operation) -> String {
    if !operation.deprecated {
        return String::new();
    }
    let text = literal(&format!("{}: announced by the provider to go away", operation.id));
    call(2, "warnings.warn", &[text, "DeprecationWarning".to_owned(), "stacklevel=2".to_owned()], "")
}

/// The one native call behind a method: positions as the glue counts them.
fn through(operation: &Operation, door: &str) -> String {
    let mut arguments = vec![format!("_api.{}", operation.id)];
    arguments.extend(offered(operation).iter().map(|parameter| identifier(&parameter.name)));
    let line = call(2, door, &arguments, "");
    debug_assert!(line.starts_with(&indent(2)));
    line
}
