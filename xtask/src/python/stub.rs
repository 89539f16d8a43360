//! The stub of a public module, `wholesale/<provider>.pyi`: its signatures, and the records that native code defines.

use super::annotations::Annotations;
use super::docstrings::{Docstring, Mode};
use super::imports::{Kind, imports};
use super::layout::{bracketed, exploded, literal};
use super::module::{aliased, client_declaration, exports, raw_declaration, request_declaration, views};
use super::names::identifier;
use super::signatures::constructor;
use crate::docs::or;
use crate::model::{Field, NamedType, Operation, Provider, Shape};

/// The text of the stub, without its header.
pub(super) fn file(provider: &Provider) -> String {
    let aliases: String = provider.types.iter().filter_map(|named| aliased(provider, named, false)).collect();
    let records: String = provider
        .types
        .iter()
        .filter_map(|named| match &named.shape {
            Shape::Record { fields, keeps_unknown } => Some(record(provider, named, fields, *keeps_unknown)),
            _ => None,
        })
        .collect();
    let members = provider.operations.iter().map(|operation| operation.id.clone());
    let annotations = Annotations::beside(provider, members);
    let methods = |declare: &dyn Fn(&Operation) -> String| -> String {
        provider
            .operations
            .iter()
            .map(|operation| format!("{}{}\n", deprecated(operation), declare(operation)))
            .collect()
    };
    let client = |mode: Mode| {
        let (name, base) = (mode.client(), if mode == Mode::Async { "AsyncClient" } else { "SyncClient" });
        format!(
            "class {name}(_client.{base}):\n{} ...\n{}{}\n",
            constructor(provider, mode == Mode::Async),
            views(name, true).trim_start_matches('\n'),
            methods(&|operation| client_declaration(&annotations, operation, mode, ": ..."))
        )
    };
    let raw = |mode: Mode| {
        format!(
            "class {}WithRawResponse(_client.View):\n{}\n",
            mode.client(),
            methods(&|operation| raw_declaration(&annotations, operation, mode, ": ..."))
        )
    };
    let requests = format!(
        "class ClientRequests(_client.View):\n{}\n",
        methods(&|operation| request_declaration(&annotations, operation, ": ..."))
    );
    let gap = if aliases.is_empty() { "" } else { "\n" };
    let body = format!(
        "{aliases}{gap}{records}{}{}{requests}{}{}",
        client(Mode::Sync),
        raw(Mode::Sync),
        client(Mode::Async),
        raw(Mode::Async)
    );
    let imports = imports(&body, Kind::Stub, &["from wholesale import _client".to_owned()]);
    format!("\n{}\n{}\n{}\n", imports, exports(provider), body.trim_end())
}

fn deprecated(operation: &Operation) -> String {
    if !operation.deprecated {
        return String::new();
    }
    format!("    @deprecated({})\n", literal("announced by the provider to go away"))
}

fn record(provider: &Provider, named: &NamedType, fields: &[Field], keeps_unknown: bool) -> String {
    let name = &named.name;
    let annotations = Annotations::beside(provider, fields.iter().map(|field| identifier(&field.name)));
    let docs = Docstring::new(or(&named.description, "A record of the provider")).write(1);
    let extra = format!("Mapping[{}, JsonValue]", annotations.builtin("str"));

    let mut parameters = vec!["cls".to_owned(), "*".to_owned()];
    let given = |field: &Field| format!("{}: {}", identifier(&field.name), annotations.given(&field.ty));
    parameters.extend(fields.iter().filter(|field| field.required).map(given));
    parameters
        .extend(fields.iter().filter(|field| !field.required).map(|field| format!("{} | None = None", given(field))));
    if keeps_unknown {
        parameters.push(format!("extra: {extra} | None = None"));
    }
    let new = match parameters.len() {
        2 => "    def __new__(cls) -> Self: ...\n".to_owned(),
        _ => exploded(1, "def __new__(", &parameters, ") -> Self: ..."),
    };
    let (property, classmethod) = (annotations.builtin("property"), annotations.builtin("classmethod"));
    let mut attributes: String = fields
        .iter()
        .map(|field| {
            let docs = Docstring::new(or(&field.description, "Not described by the provider")).write(2);
            let ty = annotations.attribute(field);
            format!("    @{property}\n    def {}(self) -> {ty}:\n{docs}", identifier(&field.name))
        })
        .collect();
    if keeps_unknown {
        let (dict, str) = (annotations.builtin("dict"), annotations.builtin("str"));
        attributes.push_str(&format!(
            "    @{property}\n    def extra(self) -> {dict}[{str}, JsonValue]:\n        \"\"\"Fields that the provider \
             sends and the spec does not name. Unlike named ones they are not exact: a number\n        with a \
             fraction, or of more than 64 bits, is right to 15 digits.\"\"\"\n"
        ));
    }
    let names: Vec<String> = fields.iter().map(|field| literal(&identifier(&field.name))).collect();
    let match_args = match names.as_slice() {
        [] => "    __match_args__ = ()\n".to_owned(),
        [only] => format!("    __match_args__ = ({only},)\n"),
        names => bracketed(1, "__match_args__ = (", names, ")"),
    };
    let (dict, str, object) = (annotations.builtin("dict"), annotations.builtin("str"), annotations.builtin("object"));
    let bool = annotations.builtin("bool");
    format!(
        "@final\nclass {name}:\n{docs}\n{match_args}{new}{attributes}    def to_dict(self) -> {dict}[{str}, Any]: ...\n    \
         @{classmethod}\n    def from_dict(cls, value: Mapping[{str}, Any], /) -> Self: ...\n    \
         def replace(self, **changes: Any) -> Self: ...\n    \
         def __replace__(self, **changes: Any) -> Self: ...\n    \
         def __copy__(self) -> Self: ...\n    \
         def __deepcopy__(self, memo: {object}) -> Self: ...\n    \
         def __eq__(self, other: {object}, /) -> {bool}: ...\n\n"
    )
}
