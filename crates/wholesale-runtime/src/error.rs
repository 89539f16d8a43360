//! The one error type, and what a caller can ask it.

use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

/// What every fallible function of a client returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What somebody above the runtime adds to an error.
type Attachment = std::sync::Arc<dyn std::any::Any + Send + Sync>;

/// What went wrong with a call, and what the caller can do about it.
///
/// `Display` is one sentence without URL query, body or secret. The untouched answer is in
/// [`body`](Self::body), which may hold secrets and personal data.
///
/// Before a call that moves value is made again, ask [`may_have_been_applied`](Self::may_have_been_applied).
pub struct Error(Box<Details>);

/// The kinds of error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The arguments cannot make a valid request. Nothing was sent.
    InvalidRequest,
    /// The provider cannot do this. Nothing was sent.
    Unsupported,
    /// The client is not set up: a credential or a base URL is missing or malformed. Nothing was sent.
    Configuration,
    /// No connection was made. Nothing was sent.
    Connect,
    /// No answer came in time.
    RequestTimeout,
    /// The connection broke, or the answer could not be read to its end.
    Transport,
    /// The provider refused, in its own words.
    Api,
    /// The provider refused the credentials, or the address the call came from.
    Authentication,
    /// The account or record does not exist.
    NotFound,
    /// The provider refused because there were too many calls.
    RateLimited,
    /// Something else than the API answered: a web firewall, a captive page, a redirect, a wrong base URL.
    NotTheApi,
    /// The answer could not be understood.
    Decode,
}

/// Whether the provider may have done what it was asked, before retry-safety is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It never got the request, or refused it.
    NotApplied,
    /// Nobody can tell from here.
    Unknown,
}

struct Details {
    kind: ErrorKind,
    reach: Reach,
    context: Context,
    what: String,
    answer: Option<Answered>,
    code: Option<String>,
    message: Option<String>,
    source: Option<Source>,
    attachment: Option<Attachment>,
    /// Another attempt would end the same way.
    is_final: bool,
}

/// Which call it was.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Context {
    pub(crate) provider: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) retry_safe: bool,
    pub(crate) attempts: u32,
}

/// The answer, as far as there was one.
#[derive(Debug, Clone)]
pub(crate) struct Answered {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, reach: Reach, context: Context, what: impl Into<String>) -> Self {
        Self(Box::new(Details {
            kind,
            reach,
            context,
            what: what.into(),
            answer: None,
            code: None,
            message: None,
            source: None,
            attachment: None,
            is_final: false,
        }))
    }

    /// The arguments of a call cannot make a valid request; nothing was sent.
    pub(crate) fn invalid_request(context: Context, what: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, Reach::NotApplied, context, what)
    }

    /// A client cannot be built.
    #[must_use]
    pub fn configuration(provider: &'static str, what: impl Into<String>) -> Self {
        let context = Context { provider, ..Context::default() };
        Self::new(ErrorKind::Configuration, Reach::NotApplied, context, what)
    }

    /// The provider cannot do this; `what` says why and what to use instead.
    #[must_use]
    pub fn unsupported(provider: &'static str, operation: &'static str, what: impl Into<String>) -> Self {
        let context = Context { provider, operation, ..Context::default() };
        Self::new(ErrorKind::Unsupported, Reach::NotApplied, context, what)
    }

    /// What was asked of the provider makes no sense; nothing was sent.
    #[must_use]
    pub fn invalid(provider: &'static str, operation: &'static str, what: impl Into<String>) -> Self {
        Self::invalid_request(Context { provider, operation, ..Context::default() }, what)
    }

    /// The same error with something its caller needs to know besides.
    #[must_use]
    pub fn with_attachment(mut self, attachment: impl std::any::Any + Send + Sync) -> Self {
        self.0.attachment = Some(std::sync::Arc::new(attachment));
        self
    }

    /// What was added to the error, where it is of this type.
    #[must_use]
    pub fn attachment<T: std::any::Any>(&self) -> Option<&T> {
        self.0.attachment.as_deref()?.downcast_ref()
    }

    pub(crate) fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// The same error, which another attempt would not change.
    pub(crate) fn finally(mut self) -> Self {
        self.0.is_final = true;
        self
    }

    pub(crate) fn is_final(&self) -> bool {
        self.0.is_final
    }

    /// The call could not be made because a credential could not be obtained: what went wrong with that, where it was
    /// a call of ours.
    pub(crate) fn of_credential(context: Context, source: std::sync::Arc<dyn std::error::Error + Send + Sync>) -> Self {
        let login = source.downcast_ref::<Self>();
        let kind = login.map_or(ErrorKind::Authentication, Self::kind);
        let what = "a credential could not be obtained, so that nothing was sent";
        let mut error = Self::new(kind, Reach::NotApplied, context, what);
        if let Some(login) = login {
            error.0.what = format!("{what}: {}: {}", login.operation(), login.0.what);
            error.0.answer.clone_from(&login.0.answer);
            error.0.code.clone_from(&login.0.code);
            error.0.message.clone_from(&login.0.message);
        }
        error.with_source(SharedSource(source))
    }

    pub(crate) fn with_answer(mut self, answer: Answered) -> Self {
        self.0.answer = Some(answer);
        self
    }

    pub(crate) fn with_provider_words(mut self, code: Option<String>, message: Option<String>) -> Self {
        self.0.code = code;
        self.0.message = message;
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.0.context.attempts = attempts;
        self
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Whether the provider may have done what it was asked, although the call failed.
    ///
    /// `false` for every retry-safe operation, for a request that provably never left, and for one that the
    /// provider answered with a refusal. When it is `true`, read the account before making the call again.
    #[must_use]
    pub fn may_have_been_applied(&self) -> bool {
        self.0.reach == Reach::Unknown && !self.0.context.retry_safe
    }

    /// Name of the provider, `iproyal`.
    #[must_use]
    pub fn provider(&self) -> &'static str {
        self.0.context.provider
    }

    /// Id of the operation, `give_traffic`; `""` while a client is built.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.context.operation
    }

    /// HTTP status of the answer, where there was one.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        self.0.answer.as_ref().map(|answer| answer.status.as_u16())
    }

    /// The provider's own code, where it gave one. Secrets of the call are masked in it.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The provider's own text, where it gave one. Secrets of the call are masked in it.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// How long the provider asks to wait before the next call.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.answer.as_ref().and_then(|answer| crate::retry::retry_after(&answer.headers))
    }

    /// How many times the request was sent, or tried to be.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.context.attempts
    }

    /// Headers of the answer, where there was one.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.0.answer.as_ref().map(|answer| &answer.headers)
    }

    /// The untouched body of the answer, where there was one. It may hold secrets.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.0.answer.as_ref().map(|answer| &answer.body)
    }

    /// Whether the credentials, or the calling address, were refused.
    #[must_use]
    pub fn is_authentication(&self) -> bool {
        self.0.kind == ErrorKind::Authentication
    }

    /// Whether the account or record does not exist.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.0.kind == ErrorKind::NotFound
    }

    /// Whether there were too many calls.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.0.kind == ErrorKind::RateLimited
    }

    /// Whether no answer came in time.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.0.kind == ErrorKind::RequestTimeout
    }

    /// Whether the provider answered, in its own words, that it refuses.
    #[must_use]
    pub fn is_refused_by_provider(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Api | ErrorKind::Authentication | ErrorKind::NotFound | ErrorKind::RateLimited)
    }
}

/// The error of a credential's source, which every call that waited for it gets.
#[derive(Clone)]
struct SharedSource(std::sync::Arc<dyn std::error::Error + Send + Sync>);

impl fmt::Display for SharedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for SharedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for SharedSource {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Context { provider, operation, .. } = self.0.context;
        f.write_str(provider)?;
        if !operation.is_empty() {
            write!(f, " {operation}")?;
        }
        write!(f, ": {}", self.0.what)?;
        if self.may_have_been_applied() {
            f.write_str("; it may have been applied - read the account before sending it again")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("kind", &self.0.kind)
            .field("text", &self.to_string())
            .field("http_status", &self.http_status())
            .field("code", &self.0.code)
            .field("attempts", &self.0.context.attempts)
            .field("may_have_been_applied", &self.may_have_been_applied())
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn std::error::Error + 'static))
    }
}
