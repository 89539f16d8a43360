//! A provider as the writers see it: plain data, every `$ref` followed, every name chosen.
//!
//! The same model feeds the Rust and the Python writer, so that both say the same.

mod build;
mod schemas;

pub use build::build;

use serde_json::Value;

use crate::spec::extensions::{ClientDefaults, Credential, ErrorRules, Paging, RequiredWhen};

/// One provider.
#[derive(Debug, Clone)]
pub struct Provider {
    /// Name in the code: `iproyal`.
    pub name: String,
    /// Title of the API.
    pub title: String,
    /// Version of the API.
    pub version: String,
    /// What the API is.
    pub description: String,
    /// Default base URL; `None` where the caller must give one.
    pub base_url: Option<String>,
    /// What the caller supplies once.
    pub credentials: Vec<Credential>,
    /// How a failure shows in a body.
    pub errors: ErrorRules,
    /// How the client behaves by default.
    pub client: ClientDefaults,
    /// Every operation, in the order of the spec.
    pub operations: Vec<Operation>,
    /// Every type that an operation reaches, by name, in alphabetical order.
    pub types: Vec<NamedType>,
}

impl Provider {
    /// A type by its name.
    #[must_use]
    pub fn named(&self, name: &str) -> Option<&NamedType> {
        self.types.iter().find(|named| named.name == name)
    }

    /// Whether a value of this type, or a part of it, must not be shown.
    #[must_use]
    pub fn holds_secret(&self, ty: &Type) -> bool {
        self.holds_secret_beside(ty, &mut Vec::new())
    }

    fn holds_secret_beside<'a>(&'a self, ty: &'a Type, seen: &mut Vec<&'a str>) -> bool {
        match ty {
            Type::Secret => true,
            Type::List(inner) | Type::Map(inner) => self.holds_secret_beside(inner, seen),
            Type::Named(name) if !seen.contains(&name.as_str()) => {
                seen.push(name);
                match self.named(name).map(|named| &named.shape) {
                    Some(Shape::Record { fields, .. }) => {
                        fields.iter().any(|field| self.holds_secret_beside(&field.ty, seen))
                    }
                    Some(Shape::Union { variants }) => {
                        variants.iter().any(|(_, ty)| self.holds_secret_beside(ty, seen))
                    }
                    _ => false,
                }
            }
            _ => false,
        }
    }
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its id, in snake_case.
    pub id: String,
    /// HTTP verb in lower case.
    pub method: String,
    /// Path with `{name}` for each path parameter, without a fragment.
    pub path: String,
    /// One line.
    pub summary: String,
    /// The whole story.
    pub description: String,
    /// The provider's page that describes it.
    pub source: Option<String>,
    /// Whether it is announced to go away.
    pub deprecated: bool,
    /// Whether sending it twice is harmless.
    pub retry_safe: bool,
    /// Whether it moves money or traffic.
    pub moves_value: bool,
    /// Whether the credentials are sent.
    pub authenticated: bool,
    /// What the body is encoded as.
    pub body: BodyEncoding,
    /// What is sent, in the order of the spec: path, query, headers, body.
    pub parameters: Vec<Parameter>,
    /// Parameters that other parameters make necessary, by their names in the code.
    pub required_when: Vec<RequiredWhen>,
    /// Pointer of the payload.
    pub unwrap: String,
    /// Type of the payload; `None` where there is none.
    pub payload: Option<Type>,
    /// Rules that replace the provider's.
    pub errors: Option<ErrorRules>,
    /// How it is read page by page, and the type of an item.
    pub paging: Option<(Paging, Type)>,
    /// The provider's own sample of a successful answer.
    pub sample: Option<Value>,
}

/// What a body is encoded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyEncoding {
    /// There is none.
    None,
    /// JSON.
    Json,
    /// A form.
    Form,
}

/// One parameter of an operation.
#[derive(Debug, Clone)]
pub struct Parameter {
    /// Name in the code.
    pub name: String,
    /// Name on the wire.
    pub wire: String,
    /// Where it travels.
    pub location: Location,
    /// Whether a call without it is refused.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// Whether a number or boolean is written as a JSON text.
    pub quoted: bool,
    /// What it is.
    pub description: String,
    /// The provider's own sample.
    pub example: Option<Value>,
    /// Its one value, where it has no other: sent on every call, not offered to the caller.
    pub constant: Option<String>,
    /// Bounds that are checked before anything is sent.
    pub bounds: Bounds,
    /// Whether it is announced to go away.
    pub deprecated: bool,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Location {
    /// A segment of the path.
    Path,
    /// The query.
    Query,
    /// A header.
    Header,
    /// A member of the body.
    Body,
    /// The whole body.
    WholeBody,
}

/// Bounds of a parameter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Smallest number.
    pub minimum: Option<String>,
    /// Largest number.
    pub maximum: Option<String>,
    /// Fewest characters.
    pub min_length: Option<u64>,
    /// Most characters.
    pub max_length: Option<u64>,
}

/// A type without a name of its own, or the name of one that has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Text.
    Text,
    /// Text that must not be shown.
    Secret,
    /// An opaque id.
    Id,
    /// An exact decimal.
    Decimal,
    /// Seconds since 1970.
    EpochSeconds,
    /// True or false.
    Boolean,
    /// A whole number of 64 bits.
    Integer,
    /// A floating-point number.
    Float,
    /// JSON of any shape.
    Any,
    /// A list.
    List(Box<Self>),
    /// A map with text keys.
    Map(Box<Self>),
    /// A type of [`Provider::types`].
    Named(String),
}

/// A type with a name.
#[derive(Debug, Clone)]
pub struct NamedType {
    /// Its name, in PascalCase.
    pub name: String,
    /// What it is.
    pub description: String,
    /// What it is made of.
    pub shape: Shape,
    /// Whether a caller makes one, to send it.
    pub is_input: bool,
}

/// What a named type is made of.
#[derive(Debug, Clone)]
pub enum Shape {
    /// An object with known fields.
    Record {
        /// Its fields, in the order of the spec.
        fields: Vec<Field>,
        /// Whether fields that are not named are kept.
        keeps_unknown: bool,
    },
    /// A text out of a list.
    Enumeration {
        /// The texts, and the names of their variants.
        values: Vec<(String, String)>,
        /// Whether other texts are kept.
        open: bool,
    },
    /// One of several types, told apart by what fits first.
    Union {
        /// The variants: name and type.
        variants: Vec<(String, Type)>,
    },
}

/// A field of a record.
#[derive(Debug, Clone)]
pub struct Field {
    /// Name in the code.
    pub name: String,
    /// Name on the wire.
    pub wire: String,
    /// Its type.
    pub ty: Type,
    /// Whether a number or boolean is written as a JSON text.
    pub quoted: bool,
    /// Whether it is always there.
    pub required: bool,
    /// What it is.
    pub description: String,
    /// A sample.
    pub example: Option<Value>,
}
