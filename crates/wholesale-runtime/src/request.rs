//! A request as plain data: encoded, inspectable, not sent.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderName, HeaderValue, Method};
use zeroize::Zeroize;

use crate::api::{Api, BodyEncoding, CredentialLocation, Operation};
use crate::error::Context;
use crate::secret::{MASK, Secret};

/// A request, encoded and not sent: what a builder's `request()` returns.
///
/// It holds everything but the credentials, which the session adds when it sends. `Display` shows it as it will
/// look on the wire, with each credential as `<name>` and each secret parameter as `<secret>`.
#[derive(Clone)]
pub struct Request {
    pub(crate) api: &'static Api,
    pub(crate) operation: &'static Operation,
    pub(crate) method: Method,
    pub(crate) retry_safe: bool,
    pub(crate) path: String,
    pub(crate) query: Vec<Field>,
    pub(crate) headers: Vec<(HeaderName, HeaderValue)>,
    pub(crate) body: Body,
}

/// One name and value of a query or form.
#[derive(Clone)]
pub(crate) struct Field {
    pub(crate) name: Cow<'static, str>,
    pub(crate) value: String,
    pub(crate) secret: bool,
}

impl Drop for Field {
    fn drop(&mut self) {
        if self.secret {
            self.value.zeroize();
        }
    }
}

/// A request body before it is written.
#[derive(Clone)]
pub(crate) enum Body {
    Empty,
    /// The members of a JSON object, each value already JSON.
    Members(Vec<Field>),
    /// One JSON value, and whether it must not be shown.
    Json(String, bool),
    Form(Vec<Field>),
}

impl Request {
    /// Name of the provider.
    #[must_use]
    pub fn provider(&self) -> &'static str {
        self.api.provider
    }

    /// Id of the operation.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.operation.id
    }

    /// HTTP verb.
    #[must_use]
    pub fn method(&self) -> &Method {
        &self.method
    }

    /// Path below the base URL, percent-encoded.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Query without the credentials, encoded; `""` when there is none. It may hold secrets.
    #[must_use]
    pub fn query(&self) -> String {
        encode_form(&[], &self.query)
    }

    /// Body without the credentials, as it is sent. It may hold secrets.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        self.encode_body(&[])
    }

    /// Media type of the body, where there is one.
    #[must_use]
    pub fn content_type(&self) -> Option<&'static str> {
        match self.body {
            Body::Empty => None,
            Body::Members(_) | Body::Json(..) => Some("application/json"),
            Body::Form(_) => Some("application/x-www-form-urlencoded"),
        }
    }

    /// Replaces or adds a query or form parameter; how a pager moves on.
    pub(crate) fn set_parameter(&mut self, wire: &'static str, value: String) {
        let fields = match &mut self.body {
            Body::Form(fields) => fields,
            _ => &mut self.query,
        };
        match fields.iter_mut().find(|field| field.name == wire) {
            Some(field) => field.value = value,
            None => fields.push(Field { name: Cow::Borrowed(wire), value, secret: false }),
        }
    }

    /// A query or form parameter as text.
    pub(crate) fn parameter(&self, wire: &str) -> Option<&str> {
        let fields = match &self.body {
            Body::Form(fields) => fields,
            _ => &self.query,
        };
        fields.iter().find(|field| field.name == wire).map(|field| field.value.as_str())
    }

    /// The secrets among the parameters, to be masked in whatever the provider echoes.
    pub(crate) fn secrets(&self) -> Vec<Secret> {
        let mut secrets = Vec::new();
        let plain = |fields: &[Field], secrets: &mut Vec<Secret>| {
            secrets.extend(fields.iter().filter(|field| field.secret).map(|field| Secret::new(field.value.as_str())));
        };
        plain(&self.query, &mut secrets);
        match &self.body {
            Body::Form(fields) => plain(fields, &mut secrets),
            Body::Members(members) => {
                members.iter().filter(|member| member.secret).for_each(|member| texts_in(&member.value, &mut secrets));
            }
            Body::Json(json, true) => texts_in(json, &mut secrets),
            Body::Json(_, false) | Body::Empty => {}
        }
        secrets
    }

    pub(crate) fn context(&self) -> Context {
        Context { provider: self.api.provider, operation: self.operation.id, retry_safe: self.retry_safe, attempts: 0 }
    }

    /// Where a credential of this location travels in this request; `None` for a header.
    pub(crate) fn in_query(&self, location: CredentialLocation) -> Option<bool> {
        match location {
            CredentialLocation::Header => None,
            CredentialLocation::Query => Some(true),
            CredentialLocation::Form => Some(false),
            CredentialLocation::Params => Some(matches!(self.method, Method::GET | Method::DELETE)),
        }
    }

    pub(crate) fn encode_query(&self, credentials: &[(&str, &str)]) -> String {
        encode_form(credentials, &self.query)
    }

    pub(crate) fn encode_body(&self, credentials: &[(&str, &str)]) -> Vec<u8> {
        match &self.body {
            Body::Empty => Vec::new(),
            Body::Json(json, _) => json.clone().into_bytes(),
            Body::Members(members) => encode_members(members, |member| &member.value),
            Body::Form(fields) => encode_form(credentials, fields).into_bytes(),
        }
    }
}

fn encode_form(credentials: &[(&str, &str)], fields: &[Field]) -> String {
    if credentials.is_empty() && fields.is_empty() {
        return String::new();
    }
    let mut encoded = form_urlencoded::Serializer::new(String::new());
    encoded.extend_pairs(credentials);
    encoded.extend_pairs(fields.iter().map(|field| (&field.name, &field.value)));
    encoded.finish()
}

fn encode_members<'a>(members: &'a [Field], value: impl Fn(&'a Field) -> &'a str) -> Vec<u8> {
    let mut json = Vec::with_capacity(members.iter().map(|member| member.name.len() + member.value.len() + 4).sum());
    json.push(b'{');
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            json.push(b',');
        }
        json.extend_from_slice(json_text(&member.name).as_bytes());
        json.push(b':');
        json.extend_from_slice(value(member).as_bytes());
    }
    json.push(b'}');
    json
}

/// Every text inside some JSON.
fn texts_in(json: &str, secrets: &mut Vec<Secret>) {
    fn gather(value: serde_json::Value, secrets: &mut Vec<Secret>) {
        match value {
            serde_json::Value::String(text) => secrets.push(Secret::new(text)),
            serde_json::Value::Array(items) => items.into_iter().for_each(|item| gather(item, secrets)),
            serde_json::Value::Object(members) => members.into_iter().for_each(|(_, item)| gather(item, secrets)),
            _ => {}
        }
    }
    if let Ok(value) = serde_json::from_str(json) {
        gather(value, secrets);
    }
}

/// A text as a JSON string.
pub(crate) fn json_text(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

impl fmt::Display for Request {
    /// The request as it will look on the wire, without its secrets.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let placeholder = |in_query: bool| -> Vec<String> {
            let credentials = if self.operation.authenticated { self.api.credentials } else { &[] };
            let here = credentials.iter().filter(|credential| self.in_query(credential.location) == Some(in_query));
            here.map(|credential| format!("{}=<{}>", credential.field, credential.name)).collect()
        };
        let shown = |field: &Field| {
            if field.secret {
                return format!("{}={MASK}", field.name);
            }
            encode_form(&[], std::slice::from_ref(field))
        };
        let list = |in_query: bool, fields: &[Field]| {
            let mut parts = placeholder(in_query);
            parts.extend(fields.iter().map(shown));
            parts.join("&")
        };

        let query = list(true, &self.query);
        let separator = if query.is_empty() { "" } else { "?" };
        writeln!(f, "{} {}{separator}{query}", self.method, self.path)?;
        if self.operation.authenticated {
            for credential in self.api.credentials {
                if credential.location == CredentialLocation::Header {
                    let field = credential.field.to_ascii_lowercase();
                    writeln!(f, "{field}: {}<{}>", credential.prefix, credential.name)?;
                }
            }
        }
        for (name, value) in &self.headers {
            writeln!(f, "{name}: {}", if value.is_sensitive() { MASK } else { value.to_str().unwrap_or("<bytes>") })?;
        }
        if let Some(content_type) = self.content_type() {
            writeln!(f, "content-type: {content_type}\n")?;
        }
        match &self.body {
            Body::Empty => Ok(()),
            Body::Json(_, true) => f.write_str(MASK),
            Body::Json(json, false) => f.write_str(json),
            Body::Members(members) => {
                let masked = json_text(MASK);
                let json = encode_members(members, |member| if member.secret { &masked } else { &member.value });
                f.write_str(&String::from_utf8_lossy(&json))
            }
            Body::Form(fields) => f.write_str(&list(false, fields)),
        }
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A fresh body for an operation.
pub(crate) fn empty_body(encoding: BodyEncoding) -> Body {
    match encoding {
        BodyEncoding::None => Body::Empty,
        BodyEncoding::Json => Body::Members(Vec::new()),
        BodyEncoding::Form => Body::Form(Vec::new()),
    }
}
