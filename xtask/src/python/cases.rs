//! The operations of a provider as data of the Python tests: arguments, requests on record, the answer of the documents.

use serde_json::Value;

use super::imports::{Kind, code_of, imports, names};
use super::layout::{Code, literal};
use super::literals::arguments;
use crate::examples::is_needed;
use crate::model::{Operation, Parameter, Provider, Shape, Type};
use crate::operations::offered;
use crate::spec::extensions::Credential;

/// `bindings/python/tests/generated/calls_<provider>.py`, without its header.
pub(super) fn file(provider: &Provider) -> String {
    let calls = provider.operations.iter().map(|operation| call(provider, operation)).collect();
    let value = |credential: &Credential| {
        let last = credential.name.rsplit('_').next().unwrap_or_default();
        literal(&credential.example.clone().unwrap_or_else(|| format!("{}-{last}", provider.name)))
    };
    let by = |key: &dyn Fn(&Credential) -> String| -> Vec<Code> {
        let entry =
            |credential: &Credential| Code::Atom(format!("{}: {}", literal(&key(credential)), value(credential)));
        provider.credentials.iter().map(entry).collect()
    };
    let (credentials, environment) = (by(&|one| one.name.clone()), by(&|one| one.env.clone()));
    let body = format!(
        "{}{}{}",
        Code::group("CREDENTIALS = {", credentials, "}").lines(0, ""),
        Code::group("ENVIRONMENT = {", environment, "}").lines(0, ""),
        exploded(Code::group("\nCALLS = (", calls, ")"))
    );
    let is_paged = provider.operations.iter().any(|operation| operation.paging.is_some());
    let mut own = vec![format!("from calls import Call{}, Sample", if is_paged { ", Paging" } else { "" })];
    if names(&code_of(&body), &provider.name) {
        own.push(format!("from wholesale import {}", provider.name));
    }
    format!(
        "\"\"\"Every operation of {} as a call, from the examples of its spec.\"\"\"\n\n{}\n{body}",
        provider.name,
        imports(&body, Kind::Data, &own)
    )
}

/// The items of a tuple of calls, each exploded whatever its length: a difference then shows the parameter it is in.
fn exploded(code: Code) -> String {
    let Code::Group { open, items, close } = code else { return String::new() };
    let items: String = items.iter().map(|item| each_on_its_line(item, 1)).collect();
    format!("{open}\n{items}{close}\n")
}

fn each_on_its_line(code: &Code, level: usize) -> String {
    let indent = super::layout::indent(level);
    match code {
        Code::Group { open, items, close } => {
            let items: String = items.iter().map(|item| item.lines(level + 1, ",")).collect();
            format!("{indent}{open}\n{items}{indent}{close},\n")
        }
        Code::Atom(text) => format!("{indent}{text},\n"),
    }
}

fn call(provider: &Provider, operation: &Operation) -> Code {
    let minimal = |parameter: &Parameter| is_needed(operation, parameter);
    let full = |parameter: &Parameter| is_needed(operation, parameter) || parameter.example.is_some();
    let (given, all) = (dict(provider, operation, &minimal), dict(provider, operation, &full));
    let secrets: Vec<Code> = offered(operation)
        .filter(|parameter| provider.holds_secret(&parameter.ty))
        .map(|parameter| Code::Atom(literal(&super::names::identifier(&parameter.name))))
        .collect();
    let payload = operation.payload.as_ref().map_or_else(|| "None".to_owned(), |ty| runtime_type(provider, ty));
    let mut items = vec![
        Code::Atom(format!("provider={}", literal(&provider.name))),
        Code::Atom(format!("operation={}", literal(&operation.id))),
        given.after("minimal="),
        all.after("full="),
        Code::group("secrets=[", secrets, "]"),
        Code::Atom(format!("payload={payload}")),
    ];
    if let Some((_, item)) = &operation.paging {
        items.push(Code::Atom(format!("item={}", runtime_type(provider, item))));
    }
    items.push(sample(operation));
    Code::group("Call(", items, ")")
}

fn dict(provider: &Provider, operation: &Operation, wanted: &dyn Fn(&Parameter) -> bool) -> Code {
    let entries = arguments(provider, operation, wanted);
    let entries = entries.into_iter().map(|(name, value)| value.after(&format!("{}: ", literal(&name)))).collect();
    Code::group("{", entries, "}")
}

/// What the provider's documents say it answers, and how its request is told from others.
fn sample(operation: &Operation) -> Code {
    let constants: Vec<Code> = operation
        .parameters
        .iter()
        .filter_map(|parameter| Some((&parameter.wire, parameter.constant.as_ref()?)))
        .map(|(wire, value)| Code::Atom(format!("{}: {}", literal(wire), literal(value))))
        .collect();
    let body = operation.sample.as_ref().map(Value::to_string).unwrap_or_default();
    let mut items = vec![
        Code::Atom(format!("method={}", literal(&operation.method.to_uppercase()))),
        Code::Atom(format!("path={}", literal(&operation.path))),
        Code::Atom(format!("body={}", literal(&body))),
    ];
    if !constants.is_empty() {
        items.push(Code::group("constants={", constants, "}"));
    }
    if let Some((paging, _)) = &operation.paging {
        items.push(Code::Atom(format!(
            "paging=Paging(position={}, first={}, items={})",
            literal(&paging.position),
            paging.first,
            literal(&paging.items)
        )));
    }
    Code::group("sample=Sample(", items, ")")
}

/// A type as `isinstance` can use it, inside a list or dict too.
fn runtime_type(provider: &Provider, ty: &Type) -> String {
    match ty {
        Type::Text | Type::Secret | Type::Id => "str".to_owned(),
        Type::Decimal => "Decimal".to_owned(),
        Type::EpochSeconds | Type::Integer => "int".to_owned(),
        Type::Boolean => "bool".to_owned(),
        Type::Float => "float".to_owned(),
        Type::Any => "object".to_owned(),
        Type::List(item) => format!("list[{}]", runtime_type(provider, item)),
        Type::Map(value) => format!("dict[str, {}]", runtime_type(provider, value)),
        Type::Named(name) => match provider.named(name).map(|named| &named.shape) {
            Some(Shape::Record { .. }) => format!("{}.{name}", provider.name),
            Some(Shape::Enumeration { .. }) => "str".to_owned(),
            _ => "object".to_owned(),
        },
    }
}
