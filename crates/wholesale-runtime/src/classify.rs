//! Is an answer a success, and if not, what is it? Decided from the spec's table, not from the status alone.

use std::borrow::Cow;

use http::StatusCode;

use crate::api::{Api, ErrorRules, FailureWhen, Literal, Operation};
use crate::envelope::Envelope;
use crate::error::{Answered, Context, Error, ErrorKind, Reach};
use crate::raw_json;
use crate::secret::{Secret, redact};

/// Nothing where the answer is a success; otherwise the error it is.
pub(crate) fn classify(
    api: &'static Api,
    operation: &'static Operation,
    context: Context,
    answer: &Answered,
    secrets: impl Fn() -> Vec<Secret>,
) -> Result<(), Error> {
    let fail = |kind, reach, what: String| Error::new(kind, reach, context, what).with_answer(answer.clone());
    let status = answer.status;

    if status.is_redirection() {
        let host = redirect_host(answer).unwrap_or_else(|| "elsewhere".into());
        let what = format!(
            "answered with a redirect to {host}, which is not followed (HTTP {}): {}",
            status.as_u16(),
            api.not_the_api
        );
        return Err(fail(ErrorKind::NotTheApi, Reach::Unknown, what));
    }
    let start = answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&answer.body).trim_ascii_start();
    if start.starts_with(b"<") {
        let what = format!("a web page answered, not the API (HTTP {}): {}", status.as_u16(), api.not_the_api);
        return Err(fail(ErrorKind::NotTheApi, Reach::Unknown, what));
    }
    if status == StatusCode::PROXY_AUTHENTICATION_REQUIRED {
        let what = "a proxy on the way wants credentials (HTTP 407); give them with the `proxy` option".to_owned();
        return Err(fail(ErrorKind::NotTheApi, Reach::NotApplied, what));
    }
    let body = match std::str::from_utf8(&answer.body) {
        Ok(body) => Cow::Borrowed(body),
        Err(_) if status.is_success() => {
            let what = format!("the answer is not UTF-8 text (HTTP {})", status.as_u16());
            return Err(fail(ErrorKind::Decode, Reach::Unknown, what));
        }
        Err(_) => String::from_utf8_lossy(&answer.body),
    };
    let body = body.trim_start_matches('\u{feff}').trim();

    let rules = operation.errors.as_ref().unwrap_or(&api.errors);
    let refused = !rules.failures.is_empty() && {
        let envelope = Envelope::new(body);
        rules.failures.iter().any(|rule| envelope.find(rule.at).is_some_and(|found| holds(&rule.when, found)))
    };
    if !refused && status.is_success() {
        return Ok(());
    }

    let secrets = secrets();
    let words = |pointers: &[&str]| {
        let text = pointers.iter().find_map(|pointer| words_at(rules, body, pointer))?;
        Some(redact(&text, &secrets))
    };
    let (code, message) = (words(rules.code), words(rules.message));
    let kind = kind_of(rules, status, code.as_deref(), message.as_deref());
    // A gateway knows nothing of what became of the request, and a bare text may be a framework's or a gateway's: only
    // the provider's own sign of failure, or its code, says that it refused.
    let provider_spoke = (refused || code.is_some()) && !is_gateway(status);
    let reach = if status.is_server_error() && !provider_spoke { Reach::Unknown } else { Reach::NotApplied };
    let what = sentence(kind, status, code.as_deref(), message.as_deref());
    Err(fail(kind, reach, what).with_provider_words(code, message))
}

/// The statuses that something before the provider answers with: 502 to 504, and 520 to 530 of content networks.
fn is_gateway(status: StatusCode) -> bool {
    matches!(status.as_u16(), 502..=504 | 520..=530)
}

fn holds(when: &FailureWhen, found: &str) -> bool {
    match when {
        FailureWhen::Is(literals) => literals.iter().any(|literal| match literal {
            Literal::Text(text) => {
                raw_json::kind(found) == raw_json::Kind::Text
                    && raw_json::scalar_text(found).is_some_and(|found| found.trim().eq_ignore_ascii_case(text))
            }
            Literal::Bare(bare) => found.trim() == *bare,
        }),
        FailureWhen::Unless(allowed) => match raw_json::kind(found) {
            raw_json::Kind::Null => false,
            raw_json::Kind::Text => {
                raw_json::scalar_text(found).is_some_and(|text| !text.trim().is_empty() && !is_allowed(allowed, &text))
            }
            // The other ways to say nothing.
            _ => !matches!(found.split_whitespace().collect::<String>().as_str(), "false" | "0" | "[]" | "{}"),
        },
    }
}

fn is_allowed(allowed: &[&str], text: &str) -> bool {
    allowed.iter().any(|allowed| text.trim().eq_ignore_ascii_case(allowed))
}

/// A text or code of the provider; `null`, `""`, the text "null" and words that mean success are none.
fn words_at(rules: &ErrorRules, body: &str, pointer: &str) -> Option<String> {
    let found = raw_json::find(body, pointer)?;
    let text = raw_json::scalar_text(found)?;
    let text = text.trim();
    let means_success = rules.failures.iter().any(|rule| match rule.when {
        FailureWhen::Unless(allowed) => rule.at == pointer && is_allowed(allowed, text),
        FailureWhen::Is(_) => false,
    });
    (!text.is_empty() && !text.eq_ignore_ascii_case("null") && !means_success).then(|| text.to_owned())
}

fn kind_of(rules: &ErrorRules, status: StatusCode, code: Option<&str>, message: Option<&str>) -> ErrorKind {
    let message = message.unwrap_or_default().to_lowercase();
    let by_words = rules.kinds.iter().find(|rule| {
        rule.when.iter().any(|words| {
            code.is_some_and(|code| code.eq_ignore_ascii_case(words)) || message.contains(&words.to_lowercase())
        })
    });
    if let Some(rule) = by_words {
        return rule.kind;
    }
    match status {
        StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => ErrorKind::Authentication,
        StatusCode::NOT_FOUND => ErrorKind::NotFound,
        StatusCode::TOO_MANY_REQUESTS => ErrorKind::RateLimited,
        _ => ErrorKind::Api,
    }
}

/// The most of a provider's text that goes into a sentence; the whole is in the error's `message`.
const LONGEST_QUOTE: usize = 300;

fn sentence(kind: ErrorKind, status: StatusCode, code: Option<&str>, message: Option<&str>) -> String {
    let what = match kind {
        ErrorKind::Authentication => "the credentials or the calling address were refused",
        ErrorKind::NotFound => "there is no such record",
        ErrorKind::RateLimited => "too many calls",
        _ if status.is_server_error() && message.is_none() => "the provider or a gateway before it failed",
        _ => "the provider refused",
    };
    let mut sentence = format!("{what} (HTTP {}", status.as_u16());
    if let Some(code) = code {
        sentence.push_str(", code ");
        sentence.extend(code.chars().take(LONGEST_QUOTE));
    }
    sentence.push(')');
    if let Some(message) = message {
        sentence.push_str(": ");
        sentence.extend(message.chars().take(LONGEST_QUOTE).map(|c| if c.is_control() { ' ' } else { c }));
    }
    sentence
}

/// The host a redirect points at; the rest of the address may hold a secret.
fn redirect_host(answer: &Answered) -> Option<String> {
    let location = answer.headers.get(http::header::LOCATION)?.to_str().ok()?;
    let uri: http::Uri = location.parse().ok()?;
    Some(uri.host()?.to_owned())
}
