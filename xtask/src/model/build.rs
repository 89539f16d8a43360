//! From a linted document to the model.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::schemas::{Schemas, described, flag, is_quoted, is_record, text};
use super::{BodyEncoding, Bounds, Field, Location, NamedType, Operation, Parameter, Provider, Shape, Type};
use crate::naming;
use crate::spec::extensions::{Paging, RequiredWhen};

const METHODS: [&str; 5] = ["get", "put", "post", "delete", "patch"];

/// The model of a document that `lint` has nothing to say against.
///
/// On any other document it still returns something, without a panic; what it returns then is not to be used.
#[must_use]
pub fn build(name: &str, document: &Value) -> Provider {
    let mut schemas = Schemas::new(document);
    let info = document.get("info").unwrap_or(&Value::Null);
    let mut operations = Vec::new();
    for (path, item) in object(document, "paths") {
        for (method, operation) in object_of(item) {
            if METHODS.contains(&method.as_str()) {
                operations.push(operation_of(&mut schemas, document, path, item, method, operation));
            }
        }
    }
    let mut types = schemas.into_types();
    keep_reachable(&mut types, &operations);
    Provider {
        name: name.to_owned(),
        title: text(info, "title").unwrap_or_default().to_owned(),
        version: text(info, "version").unwrap_or_default().to_owned(),
        description: text(info, "description").unwrap_or_default().to_owned(),
        base_url: document.pointer("/servers/0/url").and_then(Value::as_str).map(str::to_owned),
        credentials: extension(document, "x-credentials").unwrap_or_default(),
        errors: extension(document, "x-errors").unwrap_or_default(),
        client: extension(document, "x-client").unwrap_or_default(),
        operations,
        types,
    }
}

fn operation_of<'a>(
    schemas: &mut Schemas<'a>,
    document: &'a Value,
    path: &str,
    item: &'a Value,
    method: &str,
    operation: &'a Value,
) -> Operation {
    let id = text(operation, "operationId").unwrap_or_default().to_owned();
    let mut parameters = plain_parameters(schemas, item, operation, &id);
    let (mut body, members) = body_of(schemas, operation, &id);
    parameters.extend(members);
    order(&mut parameters, path);

    let authenticated = operation
        .get("security")
        .or_else(|| document.get("security"))
        .and_then(Value::as_array)
        .is_none_or(|requirements| !requirements.is_empty());
    let credentials: Vec<crate::spec::extensions::Credential> =
        extension(document, "x-credentials").unwrap_or_default();
    let form_credentials = authenticated
        && credentials.iter().any(|credential| match credential.location {
            crate::spec::extensions::CredentialLocation::Form => true,
            crate::spec::extensions::CredentialLocation::Params => !matches!(method, "get" | "delete"),
            _ => false,
        });
    if body == BodyEncoding::None && form_credentials {
        body = BodyEncoding::Form;
    }

    let response = success(schemas, operation);
    let unwrap = [response, operation, document].iter().find_map(|place| text(place, "x-unwrap")).unwrap_or_default();
    let content = response.get("content").and_then(Value::as_object).and_then(|content| content.values().next());
    let schema = content.and_then(|content| content.get("schema"));
    let payload = schema.map(|schema| {
        let payload = at_pointer(schemas, schema, unwrap);
        schemas.ty(payload, &format!("{id}_payload"))
    });
    let paging = extension::<Paging>(operation, "x-page").zip(schema).map(|(paging, schema)| {
        let items = at_pointer(schemas, schema, &paging.items);
        let item = match schemas.ty(items, &format!("{id}_items")) {
            Type::List(item) | Type::Map(item) => *item,
            // An object whose ordinal keys hold the items, beside others that count them.
            other => match schemas.resolve(items).0.get("additionalProperties") {
                Some(item) if item.as_object().is_some_and(|item| !item.is_empty()) => {
                    schemas.ty(item, &format!("{id}_item"))
                }
                _ => other,
            },
        };
        (paging, item)
    });
    let required_when: Vec<RequiredWhen> = extension(operation, "x-required-when").unwrap_or_default();
    let in_code = |wire: &String| naming::snake(wire);
    Operation {
        method: method.to_owned(),
        path: path.split('#').next().unwrap_or_default().to_owned(),
        summary: text(operation, "summary").unwrap_or_default().to_owned(),
        description: text(operation, "description").unwrap_or_default().to_owned(),
        source: text(operation, "x-source").map(str::to_owned),
        deprecated: flag(operation, "deprecated"),
        retry_safe: flag(operation, "x-retry-safe"),
        moves_value: flag(operation, "x-moves-value"),
        authenticated,
        body,
        parameters,
        required_when: required_when
            .into_iter()
            .map(|rule| RequiredWhen {
                parameter: in_code(&rule.parameter),
                is: rule.is,
                require: rule.require.iter().map(in_code).collect(),
            })
            .collect(),
        unwrap: unwrap.to_owned(),
        payload,
        errors: extension(operation, "x-errors"),
        paging,
        sample: content.and_then(|content| content.get("example")).cloned(),
        id,
    }
}

fn plain_parameters<'a>(schemas: &mut Schemas<'a>, item: &'a Value, operation: &'a Value, id: &str) -> Vec<Parameter> {
    let mut found: Vec<&'a Value> = Vec::new();
    for list in [item, operation] {
        for parameter in list.get("parameters").and_then(Value::as_array).into_iter().flatten() {
            let parameter = schemas.follow(parameter);
            // An operation's parameter replaces the path item's of the same name and place.
            found.retain(|known| {
                text(known, "name") != text(parameter, "name") || text(known, "in") != text(parameter, "in")
            });
            found.push(parameter);
        }
    }
    found
        .into_iter()
        .map(|parameter| {
            let wire = text(parameter, "name").unwrap_or_default();
            let schema = parameter.get("schema").unwrap_or(&Value::Null);
            let location = match text(parameter, "in") {
                Some("path") => Location::Path,
                Some("header") => Location::Header,
                _ => Location::Query,
            };
            let mut described = one_parameter(schemas, id, wire, schema, location, flag(parameter, "required"));
            if let Some(description) = text(parameter, "description") {
                description.clone_into(&mut described.description);
            }
            described.example = parameter.get("example").cloned().or(described.example);
            described.deprecated |= flag(parameter, "deprecated");
            described
        })
        .collect()
}

fn one_parameter<'a>(
    schemas: &mut Schemas<'a>,
    id: &str,
    wire: &str,
    schema: &'a Value,
    location: Location,
    required: bool,
) -> Parameter {
    let (resolved, _) = schemas.resolve(schema);
    let constant = match resolved.get("enum").and_then(Value::as_array).map(Vec::as_slice) {
        Some([Value::String(only)]) if required => Some(only.clone()),
        _ => None,
    };
    let ty = if constant.is_some() { Type::Text } else { schemas.ty(schema, &format!("{id}_{wire}")) };
    let in_json = matches!(location, Location::Body | Location::WholeBody);
    let ty = match ty {
        Type::Any if !in_json => Type::Text,
        // An id is a text to the caller; as a member of a JSON body this one is a number.
        Type::Id if in_json && text(resolved, "type") == Some("integer") => Type::Integer,
        other => other,
    };
    let number = |key: &str| resolved.get(key).filter(|value| value.is_number()).map(Value::to_string);
    let length = |key: &str| resolved.get(key).and_then(Value::as_u64);
    Parameter {
        name: naming::snake(wire),
        wire: wire.to_owned(),
        location,
        required,
        quoted: is_quoted(resolved, &ty),
        ty,
        description: described(schema, resolved),
        example: schema.get("example").or_else(|| resolved.get("example")).cloned(),
        constant,
        bounds: Bounds {
            minimum: number("minimum"),
            maximum: number("maximum"),
            min_length: length("minLength"),
            max_length: length("maxLength"),
        },
        deprecated: flag(resolved, "deprecated"),
    }
}

fn body_of<'a>(schemas: &mut Schemas<'a>, operation: &'a Value, id: &str) -> (BodyEncoding, Vec<Parameter>) {
    let Some(body) = operation.get("requestBody").map(|body| schemas.follow(body)) else {
        return (BodyEncoding::None, Vec::new());
    };
    let Some((media_type, content)) = object(body, "content").next() else {
        return (BodyEncoding::None, Vec::new());
    };
    let encoding = if media_type.starts_with("application/json") { BodyEncoding::Json } else { BodyEncoding::Form };
    let schema = content.get("schema").unwrap_or(&Value::Null);
    let (resolved, _) = schemas.resolve(schema);
    let example = content.get("example").or_else(|| resolved.get("example"));
    if encoding == BodyEncoding::Json && !is_record(resolved) {
        let mut whole = one_parameter(schemas, id, "body", schema, Location::WholeBody, flag(body, "required"));
        whole.example = example.cloned().or(whole.example);
        return (encoding, vec![whole]);
    }
    let (fields, _) = schemas.fields(resolved, &naming::pascal(&format!("{id}_body")));
    let members: Vec<Parameter> = fields
        .into_iter()
        .map(|Field { wire, required, description, example: own, .. }| {
            let property = find_property(schemas, resolved, &wire);
            let mut member = one_parameter(schemas, id, &wire, property, Location::Body, required);
            member.description = description;
            if encoding == BodyEncoding::Form && text(schemas.resolve(property).0, "format") == Some("id") {
                member.ty = Type::Id;
            }
            if encoding == BodyEncoding::Form && member.ty == Type::Any {
                member.ty = Type::Text;
            }
            member.example = example.and_then(|example| example.get(&wire)).cloned().or(own);
            member
        })
        .collect();
    (encoding, members)
}

/// The schema of a property, looked for in the `allOf` parts too.
fn find_property<'a>(schemas: &Schemas<'a>, schema: &'a Value, wire: &str) -> &'a Value {
    let (schema, _) = schemas.resolve(schema);
    let parts = schema.get("allOf").and_then(Value::as_array).into_iter().flatten();
    schema
        .get("properties")
        .and_then(|properties| properties.get(wire))
        .or_else(|| parts.map(|part| find_property(schemas, part, wire)).find(|found| !found.is_null()))
        .unwrap_or(&Value::Null)
}

/// The success response that has a payload, or else the first success response.
fn success<'a>(schemas: &Schemas<'a>, operation: &'a Value) -> &'a Value {
    let successes: Vec<&'a Value> = object(operation, "responses")
        .filter(|(status, _)| status.starts_with('2'))
        .map(|(_, response)| schemas.follow(response))
        .collect();
    let with_content = successes.iter().find(|response| response.get("content").is_some());
    with_content.or(successes.first()).copied().unwrap_or(&Value::Null)
}

/// The schema a pointer into a body leads to; a list of envelopes counts as the envelope while there are steps to go.
fn at_pointer<'a>(schemas: &Schemas<'a>, schema: &'a Value, pointer: &str) -> &'a Value {
    pointer.split('/').skip(1).fold(schema, |schema, step| {
        let (mut resolved, _) = schemas.resolve(schema);
        if let Some(items) = resolved.get("items") {
            resolved = schemas.resolve(items).0;
        }
        find_property(schemas, resolved, &step.replace("~1", "/").replace("~0", "~"))
    })
}

/// Path parameters by their place in the path, then query, headers and body in the order of the spec.
fn order(parameters: &mut [Parameter], path: &str) {
    parameters.sort_by_key(|parameter| {
        let place = match parameter.location {
            Location::Path => path.find(&format!("{{{}}}", parameter.wire)).unwrap_or(usize::MAX),
            _ => 0,
        };
        (parameter.location, place)
    });
}

/// Drops types that no operation reaches, and marks those a caller makes.
fn keep_reachable(types: &mut Vec<NamedType>, operations: &[Operation]) {
    let mut inputs = BTreeSet::new();
    let mut reached = BTreeSet::new();
    for operation in operations {
        for parameter in operation.parameters.iter().filter(|parameter| parameter.constant.is_none()) {
            reach(types, &parameter.ty, &mut inputs);
        }
        for ty in operation.payload.iter().chain(operation.paging.iter().map(|(_, item)| item)) {
            reach(types, ty, &mut reached);
        }
    }
    types.retain(|named| reached.contains(&named.name) || inputs.contains(&named.name));
    for named in types {
        named.is_input = inputs.contains(&named.name);
    }
}

fn reach(types: &[NamedType], ty: &Type, reached: &mut BTreeSet<String>) {
    match ty {
        Type::List(inner) | Type::Map(inner) => reach(types, inner, reached),
        Type::Named(name) if reached.insert(name.clone()) => {
            let Some(named) = types.iter().find(|named| named.name == *name) else { return };
            match &named.shape {
                Shape::Record { fields, .. } => fields.iter().for_each(|field| reach(types, &field.ty, reached)),
                Shape::Union { variants } => variants.iter().for_each(|(_, ty)| reach(types, ty, reached)),
                Shape::Enumeration { .. } => {}
            }
        }
        _ => {}
    }
}

fn extension<T: DeserializeOwned>(place: &Value, name: &str) -> Option<T> {
    serde_json::from_value(place.get(name)?.clone()).ok()
}

fn object<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
    object_of(value.get(key).unwrap_or(&Value::Null))
}

fn object_of(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flat_map(Map::iter)
}
