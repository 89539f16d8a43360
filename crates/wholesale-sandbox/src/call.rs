//! One request as it arrived, and what a provider reads from it.

use http::request::Parts;
use http::{HeaderName, Method, header};

use crate::json::Members;

/// A request, whole, in no more memory than its text takes: the journal keeps thousands. What hyper gives are slices of a
/// connection's read buffer; kept, each would keep all of it, and the connection would need another for its next request.
#[derive(Debug)]
pub(crate) struct Inbound {
    pub(crate) method: Method,
    /// The path, and behind a question mark the query if there is one.
    target: Box<str>,
    path_length: usize,
    /// Names and values in turn, one behind the other.
    headers: Box<[u8]>,
    /// Where each of them ends.
    ends: Box<[usize]>,
    pub(crate) body: Box<[u8]>,
}

/// What a body says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyKind {
    Json,
    Form,
    Other,
}

impl Inbound {
    pub(crate) fn new(head: &Parts, body: &[u8]) -> Self {
        let path = head.uri.path();
        let target = match head.uri.query() {
            Some(query) => [path, "?", query].concat(),
            None => path.to_owned(),
        };
        let length = head.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        let mut headers = Vec::with_capacity(length);
        let mut ends = Vec::with_capacity(2 * head.headers.len());
        for (name, value) in &head.headers {
            for part in [name.as_str().as_bytes(), value.as_bytes()] {
                headers.extend_from_slice(part);
                ends.push(headers.len());
            }
        }
        Self {
            method: head.method.clone(),
            target: target.into(),
            path_length: path.len(),
            headers: headers.into(),
            ends: ends.into(),
            body: body.into(),
        }
    }

    /// The path, with the prefix of the provider.
    pub(crate) fn path(&self) -> &str {
        &self.target[..self.path_length]
    }

    /// What stands behind the question mark.
    pub(crate) fn query_text(&self) -> Option<&str> {
        self.target.get(self.path_length + 1..)
    }

    /// Every header, its name in lower case.
    pub(crate) fn headers(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        let mut start = 0;
        self.ends.chunks_exact(2).map(move |ends| {
            let (name, value) = (&self.headers[start..ends[0]], &self.headers[ends[0]..ends[1]]);
            start = ends[1];
            (name, value)
        })
    }

    /// The first header of this name, if it is of visible ASCII characters only.
    pub(crate) fn header(&self, name: HeaderName) -> Option<&str> {
        let (_, value) = self.headers().find(|(given, _)| *given == name.as_str().as_bytes())?;
        let is_visible = value.iter().all(|byte| matches!(byte, b' '..=b'~' | b'\t'));
        is_visible.then(|| std::str::from_utf8(value).ok()).flatten()
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
        Fields::read(self.query_text().unwrap_or("").as_bytes())
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_of_a_request_is_what_came() {
        let request = http::Request::post("/iproyal/v1/me?a=1&b=")
            .header("Host", "x:1")
            .header("x-two", "one:of two")
            .header("x-empty", "")
            .header("x-bytes", &b"\xff"[..])
            .header("X-Two", "the other");
        let (head, ()) = request.body(()).unwrap().into_parts();
        let inbound = Inbound::new(&head, b"body");
        assert_eq!((inbound.path(), inbound.query_text()), ("/iproyal/v1/me", Some("a=1&b=")));
        let headers: Vec<_> = inbound.headers().map(|(name, value)| [name, b"=", value].concat()).collect();
        let expected: [&[u8]; 5] = [b"host=x:1", b"x-two=one:of two", b"x-two=the other", b"x-empty=", b"x-bytes=\xff"];
        assert_eq!(headers, expected);
        assert_eq!(inbound.header(header::HOST), Some("x:1"));
        assert_eq!(inbound.header(HeaderName::from_static("x-two")), Some("one:of two"));
        assert_eq!(inbound.header(HeaderName::from_static("x-bytes")), None);
        assert_eq!((inbound.header(header::COOKIE), &*inbound.body), (None, &b"body"[..]));
    }

    #[test]
    fn no_query_and_an_empty_one_are_two_things() {
        for (target, query) in [("/a", None), ("/a?", Some("")), ("/a??b", Some("?b"))] {
            let (head, ()) = http::Request::get(target).body(()).unwrap().into_parts();
            assert_eq!(Inbound::new(&head, &[]).query_text(), query, "{target}");
        }
    }
}
