//! What can go wrong on purpose.

use std::fmt;
use std::time::{Duration, SystemTime};

use http::header;

use crate::answer::{Answer, JSON};
use crate::provider::Provider;
use crate::{gzip, iproyal, logicboxes, netnut, neucrm};

/// Something that goes wrong with a request or its answer.
///
/// Three groups, and the difference is money:
///
/// - what happens **instead** of the provider's work: the request changes nothing;
/// - what happens **to the answer** of a provider that has done its work: [`Fault::applies`] is true, and whoever
///   sends the request again does it twice;
/// - [`Fault::Latency`], which only delays and goes together with any other fault.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Fault {
    /// Another status and body instead. Without a body it is empty.
    Status {
        /// The HTTP status.
        code: u16,
        /// The body; its content type is `application/json` if it starts like JSON, else `text/plain`.
        body: Option<String>,
    },
    /// 429 in the shape the provider has for it: `{}` from IPRoyal, its own error shape from any other.
    RateLimited {
        /// When to come back, if the answer says so.
        retry_after: Option<RetryAfter>,
    },
    /// A web page instead, as a firewall or a captive portal answers.
    Html {
        /// The HTTP status.
        status: u16,
        /// What the answer claims to be; firewalls were seen to say `application/json`.
        content_type: String,
    },
    /// A redirect (307) to another place instead.
    Redirect {
        /// The value of the `Location` header.
        location: String,
    },
    /// The provider's own error shape instead: HTTP 200 from those that hide failures behind it (all but IPRoyal).
    ProviderError,
    /// HTTP 200 with an empty body instead.
    EmptyBody,
    /// A JSON string of this many bytes instead, quotes included.
    HugeBody {
        /// The length of the body.
        bytes: u64,
    },
    /// A gzip body instead that unfolds to a JSON string of this many bytes, about 150 times its size.
    CompressedBody {
        /// The length after unpacking.
        bytes: u64,
    },
    /// JSON lists nested this deep instead.
    DeepJson {
        /// How many lists.
        depth: usize,
    },
    /// JSON instead whose every number has 400 digits or an exponent that no type holds.
    HugeNumber,
    /// The connection is reset as soon as the method and the path are known; the body is not read.
    ///
    /// Two operations that share a method and a path (a NeuCRM list and its count) cannot be told apart that early: a
    /// plan for either hits both.
    ResetBeforeRead,
    /// The request is read, then the connection is reset.
    ResetBeforeApply,
    /// No answer until the plan is released, and then the right one; a client that leaves before was never served.
    Hang,
    /// The provider does its work, and the connection is reset without an answer.
    AppliedAndAnswerLost,
    /// The provider does its work, and the answer is this status with an empty body: a gateway that lost patience.
    AppliedThenStatus(u16),
    /// The provider does its work, and there is no answer until the plan is released.
    AppliedThenHang,
    /// The right answer promises its whole length, ends in the middle, and the connection is closed.
    TruncatedJson,
    /// The right answer with something behind it that makes it no JSON.
    MalformedJson,
    /// The right answer with a byte in it that is not UTF-8.
    InvalidUtf8,
    /// The right answer, a byte at a time.
    SlowDrip {
        /// The time between two bytes.
        pause: Duration,
    },
    /// The right answer, without a length: it ends where the connection does.
    NoContentLength,
    /// This long before anything else happens.
    Latency(Duration),
}

/// What a 429 says about coming back.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RetryAfter {
    /// `Retry-After` in seconds.
    Seconds(u64),
    /// `Retry-After` as a date, this long from now by the real clock and not the sandbox's: the client compares it with its own.
    HttpDate(Duration),
    /// `retry-after-ms`, which some providers send.
    Milliseconds(u64),
    /// `Retry-After` with any text.
    Text(String),
}

impl Fault {
    /// A status with an empty body.
    pub fn status(code: u16) -> Self {
        Fault::Status { code, body: None }
    }

    /// 429 that asks for some seconds of patience.
    pub fn rate_limited(seconds: u64) -> Self {
        Fault::RateLimited { retry_after: Some(RetryAfter::Seconds(seconds)) }
    }

    /// A web page that says it is one.
    pub fn html(status: u16) -> Self {
        Fault::Html { status, content_type: "text/html; charset=utf-8".to_owned() }
    }

    /// Whether the provider does its work all the same.
    ///
    /// For [`Fault::Latency`] that is decided by what comes after it; a [`Fault::Hang`] is applied when it is
    /// released. Both are false here.
    pub fn applies(&self) -> bool {
        matches!(
            self,
            Fault::AppliedAndAnswerLost
                | Fault::AppliedThenStatus(_)
                | Fault::AppliedThenHang
                | Fault::TruncatedJson
                | Fault::MalformedJson
                | Fault::InvalidUtf8
                | Fault::SlowDrip { .. }
                | Fault::NoContentLength
        )
    }

    /// The name of the kind of fault, in snake_case.
    pub fn name(&self) -> &'static str {
        match self {
            Fault::Status { .. } => "status",
            Fault::RateLimited { .. } => "rate_limited",
            Fault::Html { .. } => "html",
            Fault::Redirect { .. } => "redirect",
            Fault::ProviderError => "provider_error",
            Fault::EmptyBody => "empty_body",
            Fault::HugeBody { .. } => "huge_body",
            Fault::CompressedBody { .. } => "compressed_body",
            Fault::DeepJson { .. } => "deep_json",
            Fault::HugeNumber => "huge_number",
            Fault::ResetBeforeRead => "reset_before_read",
            Fault::ResetBeforeApply => "reset_before_apply",
            Fault::Hang => "hang",
            Fault::AppliedAndAnswerLost => "applied_and_answer_lost",
            Fault::AppliedThenStatus(_) => "applied_then_status",
            Fault::AppliedThenHang => "applied_then_hang",
            Fault::TruncatedJson => "truncated_json",
            Fault::MalformedJson => "malformed_json",
            Fault::InvalidUtf8 => "invalid_utf8",
            Fault::SlowDrip { .. } => "slow_drip",
            Fault::NoContentLength => "no_content_length",
            Fault::Latency(_) => "latency",
        }
    }

    /// The answer that stands in for the provider's, for the faults that are just that.
    pub(crate) fn answer(&self, provider: Provider) -> Option<Answer> {
        Some(match self {
            Fault::Status { code, body: None } => Answer::empty(*code),
            Fault::Status { code, body: Some(body) } => {
                let is_json = body.trim_start().starts_with(['{', '[', '"']);
                Answer::text(*code, if is_json { JSON } else { "text/plain" }, body.clone())
            }
            Fault::RateLimited { retry_after } => match retry_after {
                None => too_many(provider),
                Some(RetryAfter::Seconds(seconds)) => {
                    too_many(provider).with_header(header::RETRY_AFTER, seconds.to_string())
                }
                Some(RetryAfter::HttpDate(after)) => {
                    let date = httpdate::fmt_http_date(SystemTime::now() + *after);
                    too_many(provider).with_header(header::RETRY_AFTER, date)
                }
                Some(RetryAfter::Milliseconds(milliseconds)) => {
                    let name = header::HeaderName::from_static("retry-after-ms");
                    too_many(provider).with_header(name, milliseconds.to_string())
                }
                Some(RetryAfter::Text(text)) => too_many(provider).with_header(header::RETRY_AFTER, text.clone()),
            },
            Fault::Html { status, content_type } => Answer::text(*status, content_type.clone(), PAGE),
            Fault::Redirect { location } => Answer::empty(307).with_header(header::LOCATION, location.clone()),
            Fault::ProviderError => refusal(provider),
            Fault::EmptyBody => Answer::text(200, JSON, ""),
            Fault::CompressedBody { bytes } => {
                Answer::text(200, JSON, gzip::long_text(*bytes)).with_header(header::CONTENT_ENCODING, "gzip")
            }
            Fault::DeepJson { depth } => Answer::text(200, JSON, ["[".repeat(*depth), "]".repeat(*depth)].concat()),
            Fault::HugeNumber => Answer::text(200, JSON, huge_numbers()),
            _ => return None,
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

const PAGE: &str = "<!DOCTYPE html>\n<html><head><title>Request blocked</title></head>\
    <body><h1>Request blocked</h1><p>This page comes from a firewall, not from the API.</p></body></html>\n";

fn too_many(provider: Provider) -> Answer {
    match provider {
        Provider::Iproyal => Answer::text(429, JSON, "{}"),
        _ => {
            let mut answer = refusal(provider);
            answer.status = 429;
            answer
        }
    }
}

fn refusal(provider: Provider) -> Answer {
    const TEXT: &str = "The sandbox was told to refuse this.";
    match provider {
        Provider::Iproyal => iproyal::refusal(400, "refused", TEXT),
        Provider::Netnut => netnut::failure(200, TEXT),
        Provider::Neucrm => neucrm::failure(TEXT),
        Provider::Logicboxes => logicboxes::error(200, TEXT),
    }
}

/// Every name that a provider uses for an amount, so that some decoder meets one.
fn huge_numbers() -> String {
    let digits = "9".repeat(400);
    format!(
        r#"{{"traffic_available":{digits},"traffic_used":1e999999,"available_traffic":{digits},"success":true,"result":{digits},"error":null,"amount":-1e999999}}"#
    )
}
