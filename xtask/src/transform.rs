//! From the model to the OpenAPI document that the generator can take.
//!
//! The generator has a smaller language than OpenAPI. What it would panic on, drop or mistake is not in its input:
//! payloads stand in place of envelopes, there is one success and no error response, every type is a component with
//! a name, enumerations and unions are references that [`generate`](crate::generate) replaces, and each scalar of
//! ours has a format of its own.

use openapiv3::OpenAPI;
use serde_json::{Map, Value, json};

use crate::model::{NamedType, Operation, Provider, Shape, Type};

/// Formats of the generator's input that stand for types of the runtime: the format, and the type.
pub const RUNTIME_FORMATS: [(&str, &str); 4] = [
    ("wholesale-decimal", "::wholesale_runtime::Decimal"),
    ("wholesale-id", "::wholesale_runtime::Id"),
    ("wholesale-secret", "::wholesale_runtime::Secret"),
    ("wholesale-epoch-seconds", "::wholesale_runtime::EpochSeconds"),
];

/// Name of the component that stands for JSON of any shape.
pub const ANY: &str = "WholesaleAnyJson";

/// The document for the generator.
///
/// # Errors
/// When what was built is no OpenAPI document, which is a mistake of this module.
pub fn transform(provider: &Provider) -> Result<OpenAPI, serde_json::Error> {
    let mut schemas: Map<String, Value> =
        provider.types.iter().map(|named| (named.name.clone(), component(named))).collect();
    schemas.insert(ANY.to_owned(), json!({}));
    let paths: Map<String, Value> = provider.operations.iter().map(path_item).collect();
    serde_json::from_value(json!({
        "openapi": "3.0.3",
        "info": {"title": provider.title, "version": provider.version},
        "paths": paths,
        "components": {"schemas": schemas},
    }))
}

/// One operation under a path of its own: two may share one in the spec.
fn path_item(operation: &Operation) -> (String, Value) {
    let mut response = json!({"description": "The payload."});
    if let Some(payload) = &operation.payload {
        response["content"] = json!({"application/json": {"schema": schema(payload)}});
    }
    let item = json!({"get": {"operationId": operation.id, "responses": {"2XX": response}}});
    (format!("/{}", operation.id), item)
}

fn component(named: &NamedType) -> Value {
    match &named.shape {
        Shape::Record { fields, keeps_unknown } => {
            let properties: Map<String, Value> =
                fields.iter().map(|field| (field.wire.clone(), schema(&field.ty))).collect();
            let required: Vec<&str> =
                fields.iter().filter(|field| field.required).map(|field| field.wire.as_str()).collect();
            let mut record = json!({"type": "object", "properties": properties, "required": required});
            record["additionalProperties"] = if *keeps_unknown { json!({}) } else { json!(false) };
            record
        }
        // Never looked into: the generator replaces the reference.
        Shape::Enumeration { .. } | Shape::Union { .. } => json!({"type": "string"}),
    }
}

fn schema(ty: &Type) -> Value {
    match ty {
        Type::Text => json!({"type": "string"}),
        Type::Secret => json!({"type": "string", "format": "wholesale-secret"}),
        Type::Id => json!({"type": "string", "format": "wholesale-id"}),
        Type::Decimal => json!({"type": "string", "format": "wholesale-decimal"}),
        Type::EpochSeconds => json!({"type": "string", "format": "wholesale-epoch-seconds"}),
        Type::Boolean => json!({"type": "boolean"}),
        Type::Integer => json!({"type": "integer", "format": "int64"}),
        Type::Float => json!({"type": "number", "format": "double"}),
        Type::Any => json!({"$ref": format!("#/components/schemas/{ANY}")}),
        Type::List(item) => json!({"type": "array", "items": schema(item)}),
        Type::Map(value) => json!({"type": "object", "additionalProperties": schema(value)}),
        Type::Named(name) => json!({"$ref": format!("#/components/schemas/{name}")}),
    }
}
