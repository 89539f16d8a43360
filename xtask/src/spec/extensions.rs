//! The `x-` extensions: what a spec says that OpenAPI cannot.
//!
//! Each type here is one extension. `specs/extensions.schema.json` is exported from them, so that an
//! editor completes and checks a spec while it is written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Every extension by name, for the exported schema.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Extensions {
    /// Root. The fields a caller supplies, and where each one travels.
    #[serde(rename = "x-credentials")]
    pub credentials: Option<Vec<Credential>>,
    /// Root or operation. How a failure shows in a body of any HTTP status.
    #[serde(rename = "x-errors")]
    pub errors: Option<ErrorRules>,
    /// Root, operation or response. JSON pointer of the payload inside its envelope; `""` for none.
    #[serde(rename = "x-unwrap")]
    pub unwrap: Option<String>,
    /// Root. How the client behaves unless its caller says otherwise.
    #[serde(rename = "x-client")]
    pub client: Option<ClientDefaults>,
    /// Every operation. Whether sending the request twice is harmless; never derived from the verb.
    #[serde(rename = "x-retry-safe")]
    pub retry_safe: Option<bool>,
    /// Operation. Whether the call moves money or traffic.
    #[serde(rename = "x-moves-value")]
    pub moves_value: Option<bool>,
    /// Operation. How a long list is read page by page.
    #[serde(rename = "x-page")]
    pub page: Option<Paging>,
    /// Operation. Parameters that other parameters make necessary.
    #[serde(rename = "x-required-when")]
    pub required_when: Option<Vec<RequiredWhen>>,
    /// Operation. The page and section of the provider's documentation that describes it.
    #[serde(rename = "x-source")]
    pub source: Option<String>,
    /// Anything that is not documented: where the fact comes from.
    #[serde(rename = "x-evidence")]
    pub evidence: Option<Evidence>,
    /// String enumeration. Values that are not listed are kept, not refused.
    #[serde(rename = "x-open-enum")]
    pub open_enum: Option<bool>,
}

/// One credential: a field the caller supplies once, when the client is built.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Credential {
    /// Name of the client option, in snake_case: `token`, `api_key`.
    pub name: String,
    /// What it is, for the option's documentation.
    pub description: String,
    /// Environment variable that is read when the option is not given.
    pub env: String,
    /// Whether the value must never be shown. A numeric login id is not a secret; a key is.
    #[serde(default = "yes")]
    pub secret: bool,
    /// A made-up value, for a credential that is not a secret.
    pub example: Option<String>,
    /// Where the value travels.
    #[serde(rename = "in")]
    pub location: CredentialLocation,
    /// Name of the header, query parameter or form field that carries it.
    pub field: String,
    /// Text put before the value, with its space: `"Bearer "`.
    #[serde(default)]
    pub prefix: String,
    /// The call that gives the value, where the provider has one: then what it needs is enough.
    pub login: Option<Login>,
}

/// A call that gives a credential. It is made when the credential is not given, and again when it was refused.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Login {
    /// Id of a public operation (`security: []`) whose payload is the value.
    pub operation: String,
    /// Its parameters, all texts, and the environment variable of each; each is a client option too.
    pub parameters: BTreeMap<String, String>,
}

fn yes() -> bool {
    true
}

/// Where a credential travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CredentialLocation {
    /// A request header.
    Header,
    /// A query parameter of every request.
    Query,
    /// A field of the form body of every request.
    Form,
    /// A query parameter of a GET or DELETE, a form field of a POST, PUT or PATCH.
    Params,
}

/// How a failure shows in a body, whatever the HTTP status.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ErrorRules {
    /// The body is a failure when any of these holds, even with HTTP status 200.
    #[serde(default)]
    pub failures: Vec<FailureRule>,
    /// JSON pointers of the provider's text; the first that holds a text wins.
    #[serde(default)]
    pub message: Vec<String>,
    /// JSON pointers of the provider's error code; the first that holds one wins.
    #[serde(default)]
    pub code: Vec<String>,
    /// Texts and codes that say more than the HTTP status about the kind of the failure.
    #[serde(default)]
    pub kinds: Vec<KindRule>,
}

/// One sign of a failure. Exactly one of `is` and `unless` stands beside `at`.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FailureRule {
    /// JSON pointer of the value that is looked at. A list that holds one envelope counts as the envelope.
    pub at: String,
    /// Values that mean failure: texts (compared without case), numbers or booleans (compared exactly).
    #[serde(default)]
    pub is: Vec<serde_json::Value>,
    /// Any value but `null`, `""` and these texts (compared without case) means failure.
    #[serde(default)]
    pub unless: Option<Vec<String>>,
}

/// A text or code that tells the kind of a failure.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct KindRule {
    /// The kind that the caller gets.
    pub kind: ErrorKind,
    /// Parts of the provider's text, or its whole code, compared without case.
    pub when: Vec<String>,
}

/// The kinds a provider's answer can be told apart into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// The credentials, or the address the call comes from, are not accepted.
    Authentication,
    /// The account or record does not exist.
    NotFound,
    /// Too many calls.
    RateLimited,
    /// Any other refusal.
    Api,
}

/// How the client behaves unless its caller says otherwise.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ClientDefaults {
    /// Seconds one attempt may take. Default 30.
    pub timeout_seconds: Option<u32>,
    /// Calls a second that the client allows itself; no limit when absent.
    pub requests_per_second: Option<u32>,
    /// Calls that may be made at once before the rate counts. Default: one second's worth.
    pub burst: Option<u32>,
    /// Calls in flight at the same time; no limit when absent.
    pub in_flight: Option<u32>,
    /// What to tell the caller when an answer is a web page and not the API.
    pub not_the_api: Option<String>,
}

/// How a long list is read page by page.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Paging {
    /// Whether the position counts pages or rows.
    pub style: PagingStyle,
    /// The parameter that carries the position.
    pub position: String,
    /// The position of the first page: usually 1 for pages, 0 for rows.
    pub first: u32,
    /// The parameter that carries the number of items on a page.
    pub size: String,
    /// Items on a page when the caller does not say.
    pub default_size: u32,
    /// The most items the provider puts on a page, where it is known.
    pub max_size: Option<u32>,
    /// JSON pointer of the items in the body. An object there counts by its ordinal keys.
    pub items: String,
    /// JSON pointer of the number of the last page, where the body has it.
    pub last_page: Option<String>,
    /// JSON pointer of the number of all items, where the body has it.
    pub total: Option<String>,
}

/// What a position counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PagingStyle {
    /// Page numbers: the next page is the position plus one.
    Page,
    /// Row offsets: the next page is the position plus the number of items read.
    Offset,
}

/// Parameters that other parameters make necessary.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RequiredWhen {
    /// The parameter that decides.
    pub parameter: String,
    /// The value that makes the others necessary.
    pub is: String,
    /// The parameters that are then required.
    pub require: Vec<String>,
}

/// Where a fact comes from that the provider's documents do not state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Public clients send or read it.
    Client,
    /// Somebody saw it on the wire.
    Wire,
    /// It follows from something else; tolerated, never relied on.
    Inferred,
}
