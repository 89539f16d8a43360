//! A provider's API as data: the `&'static` tables that generated code declares and the session reads.

use std::time::Duration;

use crate::error::ErrorKind;

/// A provider's API: everything the session needs to know that is not in a single call.
#[derive(Debug)]
pub struct Api {
    /// Name of the provider: `iproyal`.
    pub provider: &'static str,
    /// Base URL when the caller gives none; `None` where every tenant has a host of its own.
    pub base_url: Option<&'static str>,
    /// Environment variable that holds the base URL.
    pub base_url_env: &'static str,
    /// What the caller supplies once, when the client is built.
    pub credentials: &'static [Credential],
    /// How a failure shows in a body, unless an operation has rules of its own.
    pub errors: ErrorRules,
    /// Time one attempt may take, unless the caller says otherwise.
    pub timeout: Duration,
    /// Calls the client allows itself, unless the caller says otherwise.
    pub rate_limit: Option<RateLimit>,
    /// What to tell the caller when an answer is a web page and not the API.
    pub not_the_api: &'static str,
    /// Every operation, in the order of the spec.
    pub operations: &'static [&'static Operation],
}

/// Calls a client allows itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Calls a second; 0 where only the calls in flight are limited.
    pub per_second: u32,
    /// Calls that may be made at once before the rate counts.
    pub burst: u32,
    /// Calls in flight at the same time.
    pub in_flight: Option<u32>,
}

/// One credential of a provider.
#[derive(Debug)]
pub struct Credential {
    /// Name of the client option.
    pub name: &'static str,
    /// Environment variable that is read when the option is not given.
    pub env: &'static str,
    /// Whether the value must never be shown.
    pub secret: bool,
    /// Where the value travels.
    pub location: CredentialLocation,
    /// Name of the header, query parameter or form field that carries it.
    pub field: &'static str,
    /// Text put before the value.
    pub prefix: &'static str,
    /// How the value can be obtained from the provider, where it has a call for that.
    pub login: Option<Login>,
}

/// A call that gives a credential.
#[derive(Debug)]
pub struct Login {
    /// The operation; its payload is the value.
    pub operation: &'static Operation,
    /// What it needs from the caller.
    pub parameters: &'static [LoginParameter],
}

/// What a login needs from the caller.
#[derive(Debug)]
pub struct LoginParameter {
    /// Name of the client option and of the operation's parameter.
    pub name: &'static str,
    /// Environment variable that is read when the option is not given.
    pub env: &'static str,
}

/// Where a credential travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialLocation {
    /// A request header.
    Header,
    /// A query parameter.
    Query,
    /// A field of the form body.
    Form,
    /// A query parameter of a GET or DELETE, a form field of anything else.
    Params,
}

/// One operation of a provider.
#[derive(Debug)]
pub struct Operation {
    /// Its id, the name callers see: `give_traffic`.
    pub id: &'static str,
    /// HTTP verb.
    pub method: http::Method,
    /// Path below the base URL, with `{name}` for each path parameter.
    pub path: &'static str,
    /// What the body is encoded as.
    pub body: BodyEncoding,
    /// Whether sending the request twice is harmless.
    pub retry_safe: bool,
    /// Whether the call moves money or traffic.
    pub moves_value: bool,
    /// Whether the credentials are sent.
    pub authenticated: bool,
    /// Pointer of the payload inside its envelope; `""` for none.
    pub unwrap: &'static str,
    /// What the payload is.
    pub payload: Payload,
    /// Rules that replace the provider's for this operation.
    pub errors: Option<ErrorRules>,
    /// How a long list is read page by page.
    pub paging: Option<Paging>,
    /// What the caller can set.
    pub parameters: &'static [Parameter],
    /// Parameters that other parameters make necessary.
    pub required_when: &'static [RequiredWhen],
}

/// What a request body is encoded as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyEncoding {
    /// There is none.
    None,
    /// `application/json`
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
}

/// What a payload is; tells apart what a provider leaves out from what it must send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Payload {
    /// Nothing: any body, or none, will do.
    Nothing,
    /// One object; a list holding one counts, and an absent one is an object without fields.
    Record,
    /// A list; a single object counts as a list of one, and an absent one is empty.
    List,
    /// A map; an empty list counts as an empty one.
    Map,
    /// A text, number, boolean, or anything else: exactly what stands there.
    Value,
    /// Any JSON; no body is `null`.
    Anything,
}

/// One parameter of an operation.
#[derive(Debug)]
pub struct Parameter {
    /// Name the caller uses: `new_passwd`.
    pub name: &'static str,
    /// Name on the wire: `new-passwd`.
    pub wire: &'static str,
    /// Where it travels.
    pub location: Location,
    /// Whether a call without it is refused.
    pub required: bool,
    /// Whether its value, or a part of it, must not be shown.
    pub secret: bool,
    /// Bounds that are checked before anything is sent.
    pub bounds: Bounds,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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

/// Bounds of a parameter; `None` and `0` where the provider states none.
#[derive(Debug, Clone, Copy, Default)]
pub struct Bounds {
    /// Smallest number.
    pub minimum: Option<&'static str>,
    /// Largest number.
    pub maximum: Option<&'static str>,
    /// Fewest characters.
    pub min_length: Option<usize>,
    /// Most characters.
    pub max_length: Option<usize>,
}

impl Bounds {
    /// No bounds.
    pub const NONE: Self = Self { minimum: None, maximum: None, min_length: None, max_length: None };
}

/// Parameters that another parameter makes necessary.
#[derive(Debug)]
pub struct RequiredWhen {
    /// Name of the parameter that decides.
    pub parameter: &'static str,
    /// The value that makes the others necessary.
    pub is: &'static str,
    /// Names of the parameters that are then required.
    pub require: &'static [&'static str],
}

/// How a failure shows in a body, whatever the HTTP status.
#[derive(Debug, Clone, Copy)]
pub struct ErrorRules {
    /// The body is a failure when any of these holds.
    pub failures: &'static [FailureRule],
    /// Pointers of the provider's text; the first that holds one wins.
    pub message: &'static [&'static str],
    /// Pointers of the provider's code; the first that holds one wins.
    pub code: &'static [&'static str],
    /// Texts and codes that say more than the HTTP status about the kind.
    pub kinds: &'static [KindRule],
}

/// One sign of a failure.
#[derive(Debug)]
pub struct FailureRule {
    /// Pointer of the value that is looked at.
    pub at: &'static str,
    /// What makes it a failure.
    pub when: FailureWhen,
}

/// What makes a value a sign of failure.
#[derive(Debug)]
pub enum FailureWhen {
    /// It is one of these.
    Is(&'static [Literal]),
    /// It is anything but `null`, `""` and these texts, compared without case.
    Unless(&'static [&'static str]),
}

/// A JSON scalar.
#[derive(Debug)]
pub enum Literal {
    /// A text, compared without case.
    Text(&'static str),
    /// A number or boolean as it is written in JSON.
    Bare(&'static str),
}

/// A text or code that tells the kind of a failure.
#[derive(Debug)]
pub struct KindRule {
    /// The kind that the caller gets.
    pub kind: ErrorKind,
    /// Parts of the provider's text, or its whole code, compared without case.
    pub when: &'static [&'static str],
}

/// How a long list is read page by page.
#[derive(Debug)]
pub struct Paging {
    /// Whether the position counts pages or rows.
    pub style: PagingStyle,
    /// Wire name of the parameter that carries the position.
    pub position: &'static str,
    /// The position of the first page.
    pub first: u64,
    /// Wire name of the parameter that carries the number of items on a page.
    pub size: &'static str,
    /// Items on a page when the caller does not say.
    pub default_size: u64,
    /// The most items the provider puts on a page.
    pub max_size: Option<u64>,
    /// Pointer of the items in the body.
    pub items: &'static str,
    /// Pointer of the number of the last page.
    pub last_page: Option<&'static str>,
    /// Pointer of the number of all items.
    pub total: Option<&'static str>,
}

/// What a position counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PagingStyle {
    /// Pages: the next position is one more.
    Page,
    /// Rows: the next position is as many more as were read.
    Offset,
}

impl Api {
    /// Whether some credential travels in the form body of a request with this verb.
    pub(crate) fn needs_form(&self, method: &http::Method) -> bool {
        let reads = matches!(*method, http::Method::GET | http::Method::DELETE);
        self.credentials.iter().any(|credential| match credential.location {
            CredentialLocation::Form => true,
            CredentialLocation::Params => !reads,
            CredentialLocation::Header | CredentialLocation::Query => false,
        })
    }
}
