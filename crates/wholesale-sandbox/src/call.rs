//! One request as it arrived, and what a provider reads from it.

use http::{HeaderMap, Method, Uri, header};
use hyper::body::Bytes;

use crate::json::Members;

/// A request, whole.
#[derive(Debug)]
pub(crate) struct Inbound {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// What a body says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyKind {
    Json,
    Form,
    Other,
}

impl Inbound {
    pub(crate) fn header(&self, name: header::HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn body_kind(&self) -> BodyKind {
        let kind = self.header(header::CONTENT_TYPE).unwrap_or("");
        let kind = kind.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        match kind.as_str() {
            "application/json" => BodyKind::Json,
            "application/x-www-form-urlencoded" => BodyKind::Form,
            _ => BodyKind::Other,
        }
    }

    pub(crate) fn query(&self) -> Fields {
        Fields::read(self.uri.query().unwrap_or("").as_bytes())
    }

    /// The form in the body; empty if the body does not say that it is one.
    pub(crate) fn form(&self) -> Fields {
        match self.body_kind() {
            BodyKind::Form => Fields::read(&self.body),
            BodyKind::Json | BodyKind::Other => Fields::default(),
        }
    }

    /// The members of the JSON object in the body; none if the body does not say that it is JSON, or is not.
    pub(crate) fn members(&self) -> Members {
        match self.body_kind() {
            BodyKind::Json => Members::read(&self.body).unwrap_or_default(),
            BodyKind::Form | BodyKind::Other => Members::default(),
        }
    }

    /// Every parameter, wherever it travelled: query first, then body.
    pub(crate) fn parameters(&self) -> Vec<(String, String)> {
        let mut all = self.query().0;
        all.extend(self.form().0);
        all.extend(self.members().pairs());
        all
    }
}

/// Decoded pairs of a query or a form, in the order they came in.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    fn read(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    pub(crate) fn and(mut self, other: Fields) -> Self {
        self.0.extend(other.0);
        self
    }

    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let (_, value) = self.0.iter().find(|(given, _)| given == name)?;
        Some(value)
    }

    /// Every value of a name that is repeated.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// A value that is there and is not empty.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }
}

/// A request on its way to the provider it addresses.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(crate) inbound: &'a Inbound,
    /// The variable segment of the path; empty on a path that has none.
    pub(crate) key: &'a str,
    /// The query, and for a provider that is called with forms the form as well.
    pub(crate) fields: &'a Fields,
}
