//! Members that OpenAPI or its next version know and a generated client cannot express, with a way out of each.

use super::shape::Kind;

/// Why a member is refused, and what to write instead. `None` for a member that nobody knows.
pub(super) fn refusal(kind: Kind, key: &str) -> Option<(&'static str, &'static str)> {
    Some(match (kind, key) {
        (Kind::Root, "webhooks") => (NEWER, "leave webhooks out: a client does not receive calls"),
        (Kind::Root, "jsonSchemaDialect") => (NEWER, "leave it out"),
        (Kind::Root, "swagger") => ("belongs to Swagger 2.0", "write `openapi: 3.0.3` and the document in that form"),
        (Kind::Info, "summary") => (NEWER, "write it into `description`"),
        (Kind::License, "identifier") => (NEWER, "write `url` instead"),
        (Kind::Components, "pathItems") => (NEWER, "write the operations under `paths`"),
        (Kind::Components, "callbacks") => (CALLBACKS, "leave it out and describe the callback in words"),
        (Kind::Components, "links") => ("is not read", "leave it out"),
        (Kind::PathItem, "$ref") => ("is not followed", "write the operations here"),
        (Kind::PathItem | Kind::Operation, "servers") => {
            ("would be ignored, since the client has one base URL", "put the difference into the path")
        }
        (Kind::PathItem, "head" | "options" | "trace") => {
            ("is a method that no client offers", "leave it out, or use get, put, post, delete or patch")
        }
        (Kind::Operation, "callbacks") => (CALLBACKS, "leave it out and describe the callback in words"),
        (Kind::Parameter | Kind::Header, "content") => {
            ("would have to be encoded twice", "write `schema:` with `type: string` and describe the text inside")
        }
        (Kind::Parameter, "allowReserved") => {
            ("would be ignored, since reserved characters are always escaped", "leave it out")
        }
        (Kind::Parameter, "allowEmptyValue") => ("would be ignored", "leave it out; an empty text is sent as it is"),
        (Kind::Parameter, "type" | "format" | "enum" | "items" | "default" | "minimum" | "maximum" | "pattern") => {
            ("says nothing there, as in Swagger 2.0", "write it inside `schema:`")
        }
        (Kind::MediaType, "encoding") => ("would be ignored", "leave it out; lists repeat their key"),
        (Kind::Response | Kind::RequestBody, "schema") => {
            ("says nothing there, as in Swagger 2.0", "write it under `content:` and its media type")
        }
        (Kind::Schema, "const") => (NEWER, "write `enum:` with one value"),
        (Kind::Schema, "examples") => (NEWER, "write `example:` with one of them"),
        (Kind::Schema, "title") => (
            "would become the name of a type",
            "write it into `description`, or name the schema under `components/schemas`",
        ),
        (Kind::Schema, "not") => ("has no type in any language", "describe in words what is not allowed"),
        (Kind::Schema, "xml") => ("would be ignored, since only JSON is read", "leave it out"),
        (Kind::Schema, "if" | "then" | "else" | "dependentRequired" | "dependentSchemas") => {
            (NEWER, "write `x-required-when` at the operation, or describe it in words")
        }
        (Kind::Schema, "patternProperties" | "propertyNames" | "unevaluatedProperties") => {
            (NEWER, "write `additionalProperties:` with the schema of the values")
        }
        (Kind::Schema, "prefixItems" | "contains" | "unevaluatedItems" | "additionalItems") => {
            (NEWER, "write `items:` with one schema for all items")
        }
        (Kind::Schema, "$defs" | "definitions") => (NEWER, "write the schemas under `components/schemas`"),
        (Kind::Schema, "contentEncoding" | "contentMediaType" | "contentSchema") => {
            (NEWER, "write `format: byte` for base64, or describe it in words")
        }
        (Kind::Schema, "$schema" | "$id" | "$anchor" | "$comment" | "$dynamicRef" | "$dynamicAnchor") => {
            (NEWER, "leave it out, or write a comment")
        }
        _ => return None,
    })
}

const NEWER: &str = "is OpenAPI 3.1";
const CALLBACKS: &str = "would be ignored, since a client does not receive calls";
