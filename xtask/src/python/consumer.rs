//! A file that uses all of a provider as its users do, for the type checkers: what they say of it is what users see.

use super::annotations::Annotations;
use super::imports::{Kind, code_of, imports, names};
use super::layout::Code;
use super::literals::arguments;
use super::names::identifier;
use super::signatures::payload;
use crate::model::{Operation, Parameter, Provider, Shape};
use crate::naming::snake;

/// `bindings/python/tests/generated/consumer_<provider>.py`, without its header.
pub(super) fn file(provider: &Provider) -> String {
    let name = &provider.name;
    let mut body = String::new();
    for (head, awaited, pager) in [
        (format!("def make_every_call(client: {name}.Client) -> None:"), "", "Pager"),
        (format!("async def await_every_call(client: {name}.AsyncClient) -> None:"), "await ", "AsyncPager"),
    ] {
        body.push_str(&format!("\n\n{head}\n"));
        for operation in &provider.operations {
            body.push_str(&made(provider, operation, awaited, pager));
        }
    }
    for named in &provider.types {
        let Shape::Record { fields, keeps_unknown } = &named.shape else { continue };
        body.push_str(&format!("\n\ndef read_{}(record: {name}.{}) -> None:\n", snake(&named.name), named.name));
        let annotations = Annotations::new(provider);
        for field in fields {
            let ty = qualified(provider, &annotations.attribute(field));
            body.push_str(&asserted(Code::Atom(format!("record.{}", identifier(&field.name))), &ty));
        }
        if *keeps_unknown {
            body.push_str(&asserted(Code::Atom("record.extra".to_owned()), "dict[str, JsonValue]"));
        }
        body.push_str("    assert_type(record.to_dict(), dict[str, Any])\n");
        let class = format!("{name}.{}", named.name);
        body.push_str(&asserted(Code::Atom(format!("{class}.from_dict(record.to_dict())")), &class));
        body.push_str(&asserted(Code::Atom("record.replace()".to_owned()), &class));
    }
    let code = code_of(&body);
    let mut used: Vec<&str> =
        ["AsyncPager", "Pager", "RawResponse", "Request"].into_iter().filter(|class| names(&code, class)).collect();
    used.push(name);
    let imports = imports(&body, Kind::Consumer, &[format!("from wholesale import {}", used.join(", "))]);
    format!(
        "\"\"\"Every operation and record of {name} as a user writes it, for the type checkers.\"\"\"\n\n{imports}{body}"
    )
}

/// One operation, called with everything: for its payload, for the whole answer, and as a request.
fn made(provider: &Provider, operation: &Operation, awaited: &str, pager: &str) -> String {
    let wanted = |parameter: &Parameter| parameter.required || parameter.example.is_some();
    let annotations = Annotations::new(provider);
    let payload = qualified(provider, &payload(&annotations, operation));
    let call = |prefix: &str| {
        let items = arguments(provider, operation, wanted);
        let items = items.into_iter().map(|(name, value)| value.after(&format!("{name}="))).collect();
        Code::group(format!("{prefix}{}(", operation.id), items, ")")
    };
    let mut text = match &operation.paging {
        Some((_, item)) => {
            let item = qualified(provider, &annotations.returned(item));
            asserted(call("client."), &format!("{pager}[{item}]"))
        }
        None if operation.payload.is_none() => call(&format!("{awaited}client.")).lines(1, ""),
        None => asserted(call(&format!("{awaited}client.")), &payload),
    };
    text.push_str(&asserted(call(&format!("{awaited}client.with_raw_response.")), &format!("RawResponse[{payload}]")));
    text.push_str(&asserted(call("client.prepare."), "Request"));
    text
}

fn asserted(value: Code, ty: &str) -> String {
    Code::group("assert_type(", vec![value, Code::Atom(ty.to_owned())], ")").lines(1, "")
}

/// An annotation as it is written outside of the provider's module.
fn qualified(provider: &Provider, annotation: &str) -> String {
    let mut text = String::new();
    let mut word = String::new();
    for character in annotation.chars().chain(std::iter::once(' ')) {
        if character.is_alphanumeric() || character == '_' {
            word.push(character);
            continue;
        }
        if provider.named(&word).is_some() {
            text.push_str(&format!("{}.", provider.name));
        }
        text.push_str(&word);
        word.clear();
        text.push(character);
    }
    text.trim_end().to_owned()
}
