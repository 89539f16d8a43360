//! From the parameters of a builder to a [`Request`]: checked whole, before anything is sent.

use std::borrow::Cow;

use http::{HeaderName, HeaderValue};
use serde::Serialize;

use crate::api::{Api, BodyEncoding, Bounds, Location, Operation, Parameter};
use crate::decimal::Decimal;
use crate::error::{Error, Result};
use crate::input::Input;
use crate::path_segment::PathSegment;
use crate::request::{Body, Field, Request, empty_body};
use crate::value::ParameterValue;

/// Collects the parameters of one call. Generated code calls it; a refusal lists everything that is wrong.
#[derive(Debug)]
pub struct Encoder {
    request: Request,
    problems: Vec<String>,
}

impl Encoder {
    /// For a call of this operation.
    #[must_use]
    pub fn new(api: &'static Api, operation: &'static Operation) -> Self {
        let request = Request {
            api,
            operation,
            method: operation.method.clone(),
            retry_safe: operation.retry_safe,
            path: operation.path.to_owned(),
            query: Vec::new(),
            headers: Vec::new(),
            body: empty_body(operation.body),
        };
        Self { request, problems: Vec::new() }
    }

    /// A parameter that is written as text: in the path, the query, a header or a form.
    pub fn text<T: ParameterValue>(&mut self, parameter: &'static Parameter, input: &Input<T>) {
        if let Some(value) = self.given(parameter, input) {
            self.check_value(parameter, value);
            value.texts(&mut |text| self.place(parameter, text));
        }
    }

    /// A scalar, wherever the operation's body and the parameter put it.
    pub(crate) fn scalar<T: ParameterValue + Serialize>(&mut self, parameter: &'static Parameter, input: &Input<T>) {
        if self.is_member(parameter) { self.json(parameter, input) } else { self.text(parameter, input) }
    }

    fn is_member(&self, parameter: &Parameter) -> bool {
        self.request.operation.body == BodyEncoding::Json && parameter.location == Location::Body
    }

    /// A scalar member of a JSON body.
    pub fn json<T: ParameterValue + Serialize>(&mut self, parameter: &'static Parameter, input: &Input<T>) {
        if let Some(value) = self.given(parameter, input) {
            self.check_value(parameter, value);
            value.texts(&mut |text| self.check(parameter, &text));
            self.member(parameter, value);
        }
    }

    /// A number or boolean that is a text in the JSON body.
    pub fn json_quoted<T: ParameterValue>(&mut self, parameter: &'static Parameter, input: &Input<T>) {
        if let Some(value) = self.given(parameter, input) {
            value.texts(&mut |text| {
                self.check(parameter, &text);
                self.member(parameter, &*text);
            });
        }
    }

    /// A member of a JSON body that is an object, a list or anything else; or the whole body.
    pub fn json_value<T: Serialize>(&mut self, parameter: &'static Parameter, input: &Input<T>) {
        if let Some(value) = self.given(parameter, input) {
            self.member(parameter, value);
        }
    }

    /// A parameter with one fixed value, written as text.
    pub fn constant(&mut self, parameter: &'static Parameter, value: &'static str) {
        if self.is_member(parameter) {
            self.member(parameter, &value);
        } else {
            self.place(parameter, Cow::Borrowed(value));
        }
    }

    /// The request, or everything that is wrong with it.
    ///
    /// # Errors
    /// [`InvalidRequest`](crate::ErrorKind::InvalidRequest) when a required parameter is missing or a value is refused.
    pub fn finish(mut self) -> Result<Request> {
        for rule in self.request.operation.required_when {
            if self.wire_value(rule.parameter).as_deref() == Some(rule.is) {
                let missing: Vec<&str> =
                    rule.require.iter().copied().filter(|name| self.wire_value(name).is_none()).collect();
                for name in missing {
                    if !self.is_named(name) {
                        self.problems.push(format!("{name} is required when {} is {}", rule.parameter, rule.is));
                    }
                }
            }
        }
        if self.problems.is_empty() {
            Ok(self.request)
        } else {
            Err(Error::invalid_request(self.request.context(), self.problems.join("; ")))
        }
    }

    fn given<'a, T>(&mut self, parameter: &Parameter, input: &'a Input<T>) -> Option<&'a T> {
        match input.get() {
            Ok(None) if parameter.required => self.problem(parameter, "is required"),
            Ok(value) => return value,
            Err(reason) => self.problem(parameter, reason),
        }
        None
    }

    fn is_refused(&self, parameter: &Parameter) -> bool {
        self.is_named(parameter.name)
    }

    fn is_named(&self, name: &str) -> bool {
        self.problems.iter().any(|problem| problem.strip_prefix(name).is_some_and(|rest| rest.starts_with(' ')))
    }

    fn problem(&mut self, parameter: &Parameter, what: &str) {
        self.problems.push(format!("{} {what}", parameter.name));
    }

    fn check(&mut self, parameter: &Parameter, text: &str) {
        if self.is_refused(parameter) {
            return;
        }
        if let Some(what) = violation(&parameter.bounds, text) {
            self.problem(parameter, &what);
        }
    }

    /// What no bound of a spec can say: a list with nothing in it, an id that is empty, a float that is no number.
    fn check_value<T: ParameterValue>(&mut self, parameter: &Parameter, value: &T) {
        if let Some(what) = value.problem() {
            self.problem(parameter, what);
        }
        let mut is_empty = true;
        value.texts(&mut |_| is_empty = false);
        if is_empty && parameter.required {
            self.problem(parameter, "must have at least one item");
        }
    }

    fn place(&mut self, parameter: &'static Parameter, text: Cow<'_, str>) {
        self.check(parameter, &text);
        let secret = parameter.secret;
        match parameter.location {
            Location::Path => match PathSegment::encoded(&text) {
                Ok(segment) => {
                    if let Some((before, after)) = around_placeholder(&self.request.path, parameter.wire) {
                        self.request.path = [before, &segment, after].concat();
                    }
                }
                // An empty one has been refused by its bounds or as an id already, where the spec has them.
                Err(reason) => {
                    if !self.is_refused(parameter) {
                        self.problem(parameter, &reason.to_string());
                    }
                }
            },
            Location::Header => match header(parameter.wire, &text, secret) {
                Some(header) => self.request.headers.push(header),
                None => self.problem(parameter, "cannot stand in a header: only printable characters can"),
            },
            Location::Query => self.request.query.push(field(parameter.wire, text, secret)),
            Location::Body | Location::WholeBody => {
                if let Body::Form(fields) = &mut self.request.body {
                    fields.push(field(parameter.wire, text, secret));
                }
            }
        }
    }

    fn member<T: Serialize + ?Sized>(&mut self, parameter: &'static Parameter, value: &T) {
        let secret = parameter.secret;
        match serde_json::to_string(value) {
            Ok(json) if parameter.location == Location::WholeBody => self.request.body = Body::Json(json, secret),
            Ok(json) => {
                if let Body::Members(members) = &mut self.request.body {
                    members.push(field(parameter.wire, Cow::Owned(json), secret));
                }
            }
            Err(_) => self.problem(parameter, "cannot be written as JSON"),
        }
    }

    /// The text of a parameter that has been placed in the query or body.
    fn wire_value(&self, name: &str) -> Option<String> {
        let parameter = self.request.operation.parameters.iter().find(|parameter| parameter.name == name)?;
        let member = match &self.request.body {
            Body::Members(members) => members.iter().find(|member| member.name == parameter.wire),
            _ => None,
        };
        match member {
            Some(member) => Some(serde_json::from_str(&member.value).unwrap_or_else(|_| member.value.clone())),
            None => self.request.parameter(parameter.wire).map(str::to_owned),
        }
    }
}

/// What stands before and after `{name}` in a path. No segment that has been filled in holds a brace.
fn around_placeholder<'a>(path: &'a str, name: &str) -> Option<(&'a str, &'a str)> {
    path.match_indices('{').find_map(|(at, _)| {
        let after = path[at + 1..].strip_prefix(name)?.strip_prefix('}')?;
        Some((&path[..at], after))
    })
}

fn field(wire: &'static str, value: Cow<'_, str>, secret: bool) -> Field {
    Field { name: Cow::Borrowed(wire), value: value.into_owned(), secret }
}

fn header(name: &str, text: &str, secret: bool) -> Option<(HeaderName, HeaderValue)> {
    let name = HeaderName::from_bytes(name.as_bytes()).ok()?;
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(secret);
    Some((name, value))
}

fn violation(bounds: &Bounds, text: &str) -> Option<String> {
    let number = |text: &str| text.parse::<Decimal>().ok();
    if let Some(minimum) = bounds.minimum
        && let (Some(least), Some(value)) = (number(minimum), number(text))
        && value < least
    {
        return Some(format!("must be at least {minimum}"));
    }
    if let Some(maximum) = bounds.maximum
        && let (Some(most), Some(value)) = (number(maximum), number(text))
        && value > most
    {
        return Some(format!("must be at most {maximum}"));
    }
    if bounds.min_length.is_some() || bounds.max_length.is_some() {
        let length = text.chars().count();
        if let Some(fewest) = bounds.min_length.filter(|fewest| length < *fewest) {
            return Some(match fewest {
                1 => "must not be empty".to_owned(),
                fewest => format!("must have at least {fewest} characters"),
            });
        }
        if let Some(most) = bounds.max_length.filter(|most| length > *most) {
            return Some(format!("must have at most {most} characters"));
        }
    }
    None
}
