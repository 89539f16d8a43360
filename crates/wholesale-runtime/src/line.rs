//! One attempt: credentials put in, sent, read, told success from failure. No retries, no limits.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, HeaderValue};

use crate::api::{Api, Credential, CredentialLocation, Operation};
use crate::classify::classify;
use crate::credential::{CredentialSource, Fetching, Value};
use crate::encoder::Encoder;
use crate::error::{Answered, Error, ErrorKind, Reach, Result};
use crate::input::Input;
use crate::payload;
use crate::request::Request;
use crate::secret::Secret;
use crate::traced_body;
use crate::transport::{Limits, Transport, TransportFailure};

/// The way to a provider.
pub(crate) struct Line {
    pub(crate) api: &'static Api,
    pub(crate) base_url: String,
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) body_cap: u64,
    /// Whether bodies are traced, without their secrets.
    pub(crate) trace_bodies: bool,
}

impl Line {
    /// Sends a request once, with these values of the credentials.
    pub(crate) async fn attempt(&self, request: &Request, values: &[Value<'_>], timeout: Duration) -> Result<Answered> {
        let wire = self.wire(request, values)?;
        let limits = Limits { timeout, body_bytes: self.body_cap };
        let answer = match self.transport.send(wire, limits).await {
            Ok(answer) => {
                let (head, body) = answer.into_parts();
                Answered { status: head.status, headers: head.headers, body }
            }
            Err(failure) => return Err(self.broken(request, failure)),
        };
        let masked = || -> Vec<Secret> {
            let declared = request.api.credentials.iter().zip(values);
            let secret = declared.filter(|(credential, _)| credential.secret).map(|(_, value)| value.secret().clone());
            secret.chain(request.secrets()).collect()
        };
        if self.trace_bodies {
            let body = traced_body::shown(&answer.body, &masked());
            tracing::trace!(%request, status = answer.status.as_u16(), body, "an exchange");
        }
        classify(request.api, request.operation, request.context(), &answer, masked)?;
        Ok(answer)
    }

    /// The request as it goes out, with the credentials.
    fn wire(&self, request: &Request, values: &[Value<'_>]) -> Result<http::Request<Bytes>> {
        let invalid = |what: &str| Error::invalid_request(request.context(), what);
        let declared = if request.operation.authenticated { request.api.credentials } else { &[] };
        let credentials = || declared.iter().zip(values.iter().map(Value::secret));
        let placed = |in_query: bool| -> Vec<(&str, &str)> {
            let here = credentials().filter(|(credential, _)| request.in_query(credential.location) == Some(in_query));
            here.map(|(credential, value)| (credential.field, value.expose())).collect()
        };

        let query = request.encode_query(&placed(true));
        let separator = if query.is_empty() { "" } else { "?" };
        // Of its exact length, so that the URL takes it without a copy.
        let url = [&self.base_url, &request.path, separator, &query].concat();
        let mut wire = http::Request::new(Bytes::from(request.encode_body(&placed(false))));
        *wire.method_mut() = request.method.clone();
        *wire.uri_mut() =
            url.try_into().map_err(|_| invalid("the parameters do not fit into a URL: it is too long"))?;

        let headers = wire.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(content_type) = request.content_type() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        for (name, value) in &request.headers {
            headers.append(name, value.clone());
        }
        for (credential, value) in credentials() {
            if credential.location == CredentialLocation::Header {
                put_header(headers, credential, value)
                    .ok_or_else(|| invalid("a credential cannot stand in a header"))?;
            }
        }
        Ok(wire)
    }

    fn broken(&self, request: &Request, failure: TransportFailure) -> Error {
        let new = |kind, reach, what: String| Error::new(kind, reach, request.context(), what);
        let host = self.base_url.parse::<http::Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
        let host = host.unwrap_or_default();
        match failure {
            TransportFailure::NotConnected(source) => {
                let what = format!("no connection to {host}; nothing was sent");
                new(ErrorKind::Connect, Reach::NotApplied, what).with_source(source)
            }
            TransportFailure::TimedOut { connected: false } => {
                let what = format!("connecting to {host} took too long; nothing was sent");
                new(ErrorKind::Connect, Reach::NotApplied, what)
            }
            TransportFailure::TimedOut { connected: true } => {
                new(ErrorKind::RequestTimeout, Reach::Unknown, "no whole answer came in time".into())
            }
            TransportFailure::Broken(source) => {
                let what = "the connection broke before the whole answer was there".into();
                new(ErrorKind::Transport, Reach::Unknown, what).with_source(source)
            }
            TransportFailure::TooLarge => {
                let what = format!("the answer is larger than {} bytes, the cap on a body", self.body_cap);
                new(ErrorKind::Transport, Reach::Unknown, what).finally()
            }
        }
    }
}

fn put_header(headers: &mut HeaderMap, credential: &Credential, value: &Secret) -> Option<()> {
    let name = HeaderName::from_bytes(credential.field.as_bytes()).ok()?;
    let mut value = HeaderValue::try_from([credential.prefix, value.expose()].concat()).ok()?;
    value.set_sensitive(true);
    headers.insert(name, value);
    Some(())
}

/// A credential that the provider itself gives for others.
pub(crate) struct LoginSource {
    line: Arc<Line>,
    operation: &'static Operation,
    parameters: Vec<(&'static str, Secret)>,
    timeout: Duration,
}

impl LoginSource {
    pub(crate) fn new(
        line: Arc<Line>,
        operation: &'static Operation,
        parameters: Vec<(&'static str, Secret)>,
        timeout: Duration,
    ) -> Self {
        Self { line, operation, parameters, timeout }
    }

    async fn log_in(&self) -> Result<Secret> {
        let mut encoder = Encoder::new(self.line.api, self.operation);
        for parameter in self.operation.parameters {
            let mut input = Input::<Secret>::default();
            if let Some((_, value)) = self.parameters.iter().find(|(name, _)| *name == parameter.name) {
                input.set(value);
            }
            encoder.scalar(parameter, &input);
        }
        let request = encoder.finish()?;
        let answer = self.line.attempt(&request, &[], self.timeout).await?;
        payload::decode(self.operation, payload::text(&answer.body)).map_err(|what| {
            Error::new(ErrorKind::Decode, Reach::NotApplied, request.context(), what).with_answer(answer)
        })
    }
}

impl CredentialSource for LoginSource {
    fn fetch(&self) -> Fetching<'_> {
        Box::pin(async { self.log_in().await.map_err(Into::into) })
    }
}
