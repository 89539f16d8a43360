//! What the objects of OpenAPI 3.0 hold: one table, from which unknown keys and wrong types are found.
//!
//! The OpenAPI parser downstream drops unknown keys without a word, so a slip in a key loses what it says.

/// The kinds of objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Root,
    Info,
    Contact,
    License,
    Server,
    Variable,
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    MediaType,
    Responses,
    Response,
    Header,
    Link,
    Example,
    Schema,
    Discriminator,
    ExternalDocs,
    Tag,
    Components,
    SecurityScheme,
}

/// What a member holds.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    Text,
    Flag,
    Number,
    /// A whole number that is not negative.
    Count,
    Anything,
    One(Kind),
    /// An object or a `$ref` to one.
    Either(Kind),
    List(&'static Shape),
    Map(&'static Shape),
    /// `additionalProperties`.
    SchemaOrFlag,
}

use Kind as K;
use Shape::{Anything, Count, Either, Flag, List, Map, Number, One, SchemaOrFlag, Text};

const TEXTS: Shape = List(&Text);
const SCHEMAS: Shape = List(&Either(K::Schema));
const REQUIREMENTS: Shape = List(&Map(&TEXTS));

/// The members of a kind of object.
pub(super) fn members(kind: Kind) -> &'static [(&'static str, Shape)] {
    match kind {
        K::Root => &[
            ("openapi", Text),
            ("info", One(K::Info)),
            ("servers", List(&One(K::Server))),
            ("paths", One(K::Paths)),
            ("components", One(K::Components)),
            ("security", REQUIREMENTS),
            ("tags", List(&One(K::Tag))),
            ("externalDocs", One(K::ExternalDocs)),
        ],
        K::Info => &[
            ("title", Text),
            ("description", Text),
            ("termsOfService", Text),
            ("contact", One(K::Contact)),
            ("license", One(K::License)),
            ("version", Text),
        ],
        K::Contact => &[("name", Text), ("url", Text), ("email", Text)],
        K::License => &[("name", Text), ("url", Text)],
        K::Server => &[("url", Text), ("description", Text), ("variables", Map(&One(K::Variable)))],
        K::Variable => &[("enum", TEXTS), ("default", Text), ("description", Text)],
        K::Paths | K::Responses => &[],
        K::PathItem => &[
            ("summary", Text),
            ("description", Text),
            ("get", One(K::Operation)),
            ("put", One(K::Operation)),
            ("post", One(K::Operation)),
            ("delete", One(K::Operation)),
            ("patch", One(K::Operation)),
            ("parameters", List(&Either(K::Parameter))),
        ],
        K::Operation => &[
            ("tags", TEXTS),
            ("summary", Text),
            ("description", Text),
            ("externalDocs", One(K::ExternalDocs)),
            ("operationId", Text),
            ("parameters", List(&Either(K::Parameter))),
            ("requestBody", Either(K::RequestBody)),
            ("responses", One(K::Responses)),
            ("deprecated", Flag),
            ("security", REQUIREMENTS),
        ],
        K::Parameter => &[
            ("name", Text),
            ("in", Text),
            ("description", Text),
            ("required", Flag),
            ("deprecated", Flag),
            ("style", Text),
            ("explode", Flag),
            ("schema", Either(K::Schema)),
            ("example", Anything),
            ("examples", Map(&Either(K::Example))),
        ],
        K::RequestBody => &[("description", Text), ("content", Map(&One(K::MediaType))), ("required", Flag)],
        K::MediaType => &[("schema", Either(K::Schema)), ("example", Anything), ("examples", Map(&Either(K::Example)))],
        K::Response => &[
            ("description", Text),
            ("headers", Map(&Either(K::Header))),
            ("content", Map(&One(K::MediaType))),
            ("links", Map(&One(K::Link))),
        ],
        K::Header => &[
            ("description", Text),
            ("required", Flag),
            ("deprecated", Flag),
            ("style", Text),
            ("explode", Flag),
            ("schema", Either(K::Schema)),
            ("example", Anything),
            ("examples", Map(&Either(K::Example))),
        ],
        K::Link => &[
            ("operationRef", Text),
            ("operationId", Text),
            ("parameters", Map(&Anything)),
            ("requestBody", Anything),
            ("description", Text),
            ("server", One(K::Server)),
        ],
        K::Example => &[("summary", Text), ("description", Text), ("value", Anything), ("externalValue", Text)],
        K::Schema => &[
            ("type", Text),
            ("format", Text),
            ("description", Text),
            ("nullable", Flag),
            ("deprecated", Flag),
            ("readOnly", Flag),
            ("writeOnly", Flag),
            ("default", Anything),
            ("example", Anything),
            ("externalDocs", One(K::ExternalDocs)),
            ("enum", List(&Anything)),
            ("minLength", Count),
            ("maxLength", Count),
            ("pattern", Text),
            ("minimum", Number),
            ("maximum", Number),
            ("exclusiveMinimum", Flag),
            ("exclusiveMaximum", Flag),
            ("multipleOf", Number),
            ("items", Either(K::Schema)),
            ("minItems", Count),
            ("maxItems", Count),
            ("uniqueItems", Flag),
            ("properties", Map(&Either(K::Schema))),
            ("required", TEXTS),
            ("additionalProperties", SchemaOrFlag),
            ("minProperties", Count),
            ("maxProperties", Count),
            ("allOf", SCHEMAS),
            ("oneOf", SCHEMAS),
            ("anyOf", SCHEMAS),
            ("discriminator", One(K::Discriminator)),
        ],
        K::Discriminator => &[("propertyName", Text), ("mapping", Map(&Text))],
        K::ExternalDocs => &[("description", Text), ("url", Text)],
        K::Tag => &[("name", Text), ("description", Text), ("externalDocs", One(K::ExternalDocs))],
        K::Components => &[
            ("schemas", Map(&Either(K::Schema))),
            ("responses", Map(&Either(K::Response))),
            ("parameters", Map(&Either(K::Parameter))),
            ("examples", Map(&Either(K::Example))),
            ("requestBodies", Map(&Either(K::RequestBody))),
            ("headers", Map(&Either(K::Header))),
            ("securitySchemes", Map(&One(K::SecurityScheme))),
        ],
        K::SecurityScheme => &[
            ("type", Text),
            ("description", Text),
            ("name", Text),
            ("in", Text),
            ("scheme", Text),
            ("bearerFormat", Text),
            ("flows", Anything),
            ("openIdConnectUrl", Text),
        ],
    }
}

/// What the members hold whose names the author chooses.
pub(super) fn free_members(kind: Kind) -> Option<Shape> {
    match kind {
        K::Paths => Some(One(K::PathItem)),
        K::Responses => Some(Either(K::Response)),
        _ => None,
    }
}

/// Members that an object cannot do without, and what to write.
pub(super) fn required(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        K::Root => &[
            ("openapi", "write `openapi: 3.0.3`"),
            ("info", "write `info:` with `title` and `version`"),
            ("paths", "write `paths:` with at least one operation"),
        ],
        K::Info => &[
            ("title", "write `title:` with the provider and what its API is for"),
            ("version", "write `version:` with the version of the provider's API, such as `v1`"),
        ],
        K::Server => &[("url", "write `url:` with the base URL")],
        K::Operation => &[("responses", "write `responses:` with at least one success")],
        K::Parameter => &[
            ("name", "write `name:` with its name on the wire"),
            ("in", "write `in: path`, `in: query` or `in: header`"),
        ],
        K::RequestBody => &[("content", "write `content:` with one media type")],
        K::Response => &[("description", "write `description:` with what the answer means")],
        K::ExternalDocs => &[("url", "write `url:`")],
        K::Tag | K::License => &[("name", "write `name:`")],
        K::Discriminator => &[("propertyName", "write `propertyName:`")],
        K::SecurityScheme => &[("type", "write `type: apiKey` or `type: http`")],
        _ => &[],
    }
}
