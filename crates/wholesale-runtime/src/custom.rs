//! A call that no spec covers yet.

use std::borrow::Cow;

use http::Method;
use serde::Serialize;

use crate::api::{BodyEncoding, Operation, Payload};
use crate::error::{Error, Result};
use crate::extra::Json;
use crate::request::{Body, Field, Request};
use crate::response::Response;
use crate::session::Session;

/// The operation that stands for all such calls: the body as it is, applied twice only when the caller says so.
static CUSTOM: Operation = Operation {
    id: "request",
    method: Method::GET,
    path: "",
    body: BodyEncoding::None,
    retry_safe: false,
    moves_value: true,
    authenticated: true,
    unwrap: "",
    payload: Payload::Anything,
    errors: None,
    paging: None,
    parameters: &[],
    required_when: &[],
};

/// A call to a path of the caller's choice, with the session's credentials, limits, retries and errors in force.
#[derive(Debug, Clone)]
#[must_use = "nothing is sent until send() is called"]
pub struct CustomCall {
    session: Session,
    request: Request,
    problem: Option<String>,
}

impl CustomCall {
    /// A call below the base URL. The path begins with `/` and is percent-encoded where it must be; it has no query.
    pub fn new(session: Session, method: Method, path: String) -> Self {
        let well_formed = path.starts_with('/')
            && !path.contains(['?', '#', '\\'])
            && !path.split('/').any(|segment| matches!(segment, "." | ".."))
            && path.chars().all(|character| character.is_ascii_graphic());
        let problem = (!well_formed).then(|| {
            "the path must begin with `/`, be percent-encoded, and hold no query, fragment or dot segment; use query()".to_owned()
        });
        let request = Request {
            api: session.api(),
            operation: &CUSTOM,
            // Where the credentials of a form-only provider have no body to travel in, they get one.
            body: if session.api().needs_form(&method) { Body::Form(Vec::new()) } else { Body::Empty },
            method,
            retry_safe: false,
            path,
            query: Vec::new(),
            headers: Vec::new(),
        };
        Self { session, request, problem }
    }

    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.request.query.push(plain(name.into(), value.into()));
        self
    }

    /// Adds a field to the form body.
    pub fn form(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let field = plain(name.into(), value.into());
        match &mut self.request.body {
            Body::Form(fields) => fields.push(field),
            Body::Empty => self.request.body = Body::Form(vec![field]),
            _ => self.problem = Some("the body is JSON; it cannot be a form too".to_owned()),
        }
        self
    }

    /// Sets a JSON body. A provider whose credentials travel in a form takes none.
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        if matches!(self.request.body, Body::Form(_)) {
            self.problem = Some("the body is a form, with the credentials in it; it cannot be JSON too".to_owned());
            return self;
        }
        match serde_json::to_string(body) {
            // Nothing says which parts of it are secrets.
            Ok(json) => self.request.body = Body::Json(json, true),
            Err(_) => self.problem = Some("the body cannot be written as JSON".to_owned()),
        }
        self
    }

    /// Says that sending the request twice is harmless, so that it is retried like a reading.
    pub fn retry_safe(mut self) -> Self {
        self.request.retry_safe = true;
        self
    }

    /// Sends the request and gives the whole answer as JSON, with status, headers and body beside it.
    ///
    /// # Errors
    /// Those of any operation of the provider.
    pub async fn send(self) -> Result<Response<Json>> {
        match self.problem {
            Some(problem) => Err(Error::invalid_request(self.request.context(), problem)),
            None => self.session.call(self.request).await,
        }
    }
}

fn plain(name: String, value: String) -> Field {
    // Nothing says which parameters of an unknown call are secrets: none of them is shown.
    Field { name: Cow::Owned(name), value, secret: true }
}
