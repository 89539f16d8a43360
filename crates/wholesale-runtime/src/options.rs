//! What a caller can say when a client is built.

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use http::Uri;

use crate::api::{Api, RateLimit};
use crate::chain::{Chain, Fallback, Found};
use crate::credential::{Credential, CredentialSource, Renewal};
use crate::error::{Error, Result};
use crate::http_transport::{ConnectionOptions, HttpTransport};
use crate::limiter::Limiter;
use crate::line::{Line, LoginSource};
use crate::observer::Observer;
use crate::retry::RetryPolicy;
use crate::secret::Secret;
use crate::session::{CallOptions, Session, Shared};
use crate::transport::Transport;

/// Bytes of an answer's body that are read at most, unless the caller says otherwise: 16 MiB.
const BODY_CAP: u64 = 16 * 1024 * 1024;

/// The options of a client; a provider's `ClientBuilder` wraps it with a setter for each credential.
///
/// What is not given comes from the environment: each credential from its variable, or from the file that
/// `<VARIABLE>_FILE` names; the base URL from `<PROVIDER>_BASE_URL`. What is not there either comes from the
/// [`fallback`](Self::fallback), where there is one.
#[derive(Clone)]
#[must_use = "call build() to get a client"]
pub struct SessionBuilder {
    api: &'static Api,
    chain: Chain,
    timeout: Option<Duration>,
    connect_timeout: Duration,
    retry: RetryPolicy,
    rate_limit: Option<RateLimit>,
    user_agent: String,
    proxy: Option<Secret>,
    ca_bundle: Option<PathBuf>,
    body_cap: u64,
    allow_insecure_http: bool,
    transport: Option<Arc<dyn Transport>>,
    observer: Option<Arc<dyn Observer>>,
    trace_bodies: bool,
}

impl std::fmt::Debug for SessionBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionBuilder")
            .field("provider", &self.api.provider)
            .field("base_url", &self.chain.base_url.as_ref().map(|_| "<unchecked>"))
            .field("credentials", &self.chain.given)
            .finish_non_exhaustive()
    }
}

impl SessionBuilder {
    /// The options of a provider's client.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            chain: Chain::new(),
            timeout: None,
            connect_timeout: Duration::from_secs(10),
            retry: RetryPolicy::default(),
            rate_limit: api.rate_limit,
            user_agent: concat!("wholesale/", env!("CARGO_PKG_VERSION")).to_owned(),
            proxy: None,
            ca_bundle: None,
            body_cap: BODY_CAP,
            allow_insecure_http: false,
            transport: None,
            observer: None,
            trace_bodies: false,
        }
    }

    /// A credential by its name in the spec.
    pub fn credential(mut self, name: &'static str, value: Secret) -> Self {
        self.chain.give(name, Credential::Fixed(value));
        self
    }

    /// A credential that is fetched when it is needed, and again after it was refused.
    pub fn credential_from(mut self, name: &'static str, source: impl CredentialSource) -> Self {
        self.chain.give(name, Credential::Renewed(Renewal::new(Arc::new(source))));
        self
    }

    /// The URL that the operations' paths are appended to.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.chain.base_url = Some(url.into());
        self
    }

    /// The place that is looked in last, for what neither an option nor the environment has.
    pub fn fallback(mut self, place: impl Fallback) -> Self {
        self.chain.fallback = Some(Arc::new(place));
        self
    }

    /// Leaves the provider's environment variables out: for a second account at a provider, which would otherwise
    /// silently be the first.
    pub fn without_environment(mut self) -> Self {
        self.chain.environment = false;
        self
    }

    /// Time one attempt may take, from sending to the last byte of the answer.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Time connecting may take, TLS included. Default 10 s, and never more than half of the timeout, so that a
    /// connection that was not made is told from an answer that did not come.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Times a retry-safe request may be sent again. Default 2; 0 sends everything once, but for a call that is
    /// repeated because its credential was refused and renewed.
    pub fn max_retries(mut self, retries: u32) -> Self {
        self.retry = self.retry.attempts(retries.saturating_add(1));
        self
    }

    /// The whole retry policy.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Calls the client allows itself; `None` for no limit. The default is the provider's, where it has one.
    pub fn rate_limit(mut self, limit: Option<RateLimit>) -> Self {
        self.rate_limit = limit;
        self
    }

    /// The `User-Agent` header.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// A proxy for every request, `http://`, `https://` or `socks5://`, credentials included. Without it the
    /// proxies of the environment count.
    pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// A PEM file of the certificate authorities to trust, in place of the platform's.
    pub fn ca_bundle(mut self, path: impl Into<PathBuf>) -> Self {
        self.ca_bundle = Some(path.into());
        self
    }

    /// Bytes of an answer's body that are read at most, after decompression. Default 16 MiB.
    pub fn body_cap(mut self, bytes: u64) -> Self {
        self.body_cap = bytes;
        self
    }

    /// Allows plain http to hosts that are not this machine. Credentials then travel in clear.
    pub fn allow_insecure_http(mut self, allow: bool) -> Self {
        self.allow_insecure_http = allow;
        self
    }

    /// Another transport than HTTP over the network: a recorder, or the user's own.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Told of every request, answer and retry of the client, without secrets.
    pub fn observer(mut self, observer: impl Observer) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Whether requests and answers are traced, at TRACE, without their secrets. They hold personal data all the same.
    pub fn trace_bodies(mut self, trace: bool) -> Self {
        self.trace_bodies = trace;
        self
    }

    /// Checks the options and sets the client up. Nothing is sent.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) when a credential or the base URL is missing or
    /// malformed, or an option cannot be used; a missing one names every place that was looked in.
    pub fn build(self) -> Result<Session> {
        let refuse = |what: String| Error::configuration(self.api.provider, what);
        let (base_url, found) = self.resolve().map_err(&refuse)?;
        let timeout = self.attempt_timeout();
        let uri = base_url.parse::<Uri>().unwrap_or_default();
        let transport = match &self.transport {
            Some(transport) => Arc::clone(transport),
            None => Arc::new(
                HttpTransport::new(ConnectionOptions {
                    connect_timeout: self.connect_timeout.min(timeout / 2),
                    user_agent: self.user_agent.clone(),
                    proxy: self.proxy.clone(),
                    ca_bundle: self.ca_bundle.clone(),
                    is_loopback: uri.host().is_some_and(is_loopback),
                    base_url: uri,
                })
                .map_err(&refuse)?,
            ),
        };
        let line = Arc::new(Line {
            api: self.api,
            base_url,
            transport,
            body_cap: self.body_cap,
            trace_bodies: self.trace_bodies,
        });
        let credentials = found.into_iter().map(|found| self.credential_of(found, &line)).collect();
        let options = CallOptions { timeout, retry: self.retry };
        let limiter = self.rate_limit.map(Limiter::new);
        Ok(Session::new(Shared { line, credentials, limiter, observer: self.observer }, options))
    }

    /// The same options with what the environment and the fallback say written into them: every session that is built
    /// from them, at any time and in any process, has the same base URL and credentials.
    ///
    /// # Errors
    /// [`Configuration`](crate::ErrorKind::Configuration) when a credential or the base URL is missing or malformed.
    pub fn resolved(mut self) -> Result<Self> {
        let (base_url, found) = self.resolve().map_err(|what| Error::configuration(self.api.provider, what))?;
        for (credential, found) in self.api.credentials.iter().zip(found) {
            match found {
                Found::Value(value) => self.chain.give(credential.name, value),
                Found::Login(_, parameters) => {
                    for (name, value) in parameters {
                        self.chain.give(name, Credential::Fixed(value));
                    }
                }
            }
        }
        self.chain.base_url = Some(base_url);
        self.chain.environment = false;
        self.chain.fallback = None;
        Ok(self)
    }

    fn attempt_timeout(&self) -> Duration {
        self.timeout.unwrap_or(self.api.timeout)
    }

    /// The base URL and the credentials, or everything that is missing or wrong.
    fn resolve(&self) -> Result<(String, Vec<Found>), String> {
        let mut problems = Vec::new();
        let base_url = self.resolve_base_url().map_err(|what| problems.push(what)).unwrap_or_default();
        let mut found = Vec::new();
        for credential in self.api.credentials {
            match self.chain.credential(credential) {
                Ok(credential) => found.push(credential),
                Err(what) => problems.push(what),
            }
        }
        if problems.is_empty() { Ok((base_url, found)) } else { Err(problems.join("; and ")) }
    }

    fn resolve_base_url(&self) -> Result<String, String> {
        let (url, place) = self.chain.base_url(self.api)?;
        check_base_url(&url, self.allow_insecure_http)
            .map_err(|what| place.map_or(what.clone(), |place| format!("{place}: {what}")))?;
        Ok(url.trim_end_matches('/').to_owned())
    }

    fn credential_of(&self, found: Found, line: &Arc<Line>) -> Credential {
        match found {
            // Each session renews for itself: in a process that forked, the other's lock may be held for ever.
            Found::Value(Credential::Renewed(renewal)) => Credential::Renewed(renewal.anew()),
            Found::Value(fixed) => fixed,
            Found::Login(login, parameters) => {
                let line = Arc::clone(line);
                let source = LoginSource::new(line, login.operation, parameters, self.attempt_timeout());
                Credential::Renewed(Renewal::new(Arc::new(source)))
            }
        }
    }
}

fn check_base_url(url: &str, allow_insecure_http: bool) -> Result<(), String> {
    let advice = "write it as `https://host/path`";
    let uri: Uri = url.parse().map_err(|_| format!("the base URL is not a URL; {advice}"))?;
    let host =
        uri.host().filter(|host| !host.is_empty()).ok_or_else(|| format!("the base URL has no host; {advice}"))?;
    if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
        return Err(format!("the base URL holds a user name or password; {advice} and give credentials as options"));
    }
    if uri.query().is_some() || url.contains('#') {
        return Err(format!("the base URL has a query or fragment; {advice}"));
    }
    let port = uri.authority().and_then(|authority| authority.as_str().rsplit_once(':')).map(|(_, port)| port);
    if port.is_some_and(|port| !port.ends_with(']') && port.parse::<u16>().is_err()) {
        return Err(format!("the base URL has a port that does not exist; {advice}"));
    }
    if reqwest::Url::parse(url).is_err() {
        return Err(format!("the base URL has a host that cannot be; {advice}"));
    }
    match uri.scheme_str().map(str::to_ascii_lowercase).as_deref() {
        Some("https") => Ok(()),
        Some("http") if allow_insecure_http || is_loopback(host) => Ok(()),
        Some("http") => Err(format!(
            "the base URL is plain http to {host}, where the credentials could be read on the way; use https, or `allow_insecure_http`"
        )),
        _ => Err(format!("the base URL is neither https nor http; {advice}")),
    }
}

fn is_loopback(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_leaves_the_machine_only_when_told_to() {
        for url in [
            "https://api.example/v1",
            "HTTPS://api.example",
            "http://127.0.0.1:8080/x",
            "http://[::1]:80",
            "http://localhost",
        ] {
            assert_eq!(check_base_url(url, false), Ok(()), "{url}");
        }
        for url in ["http://api.example", "http://127.0.0.1.example", "http://10.0.0.1", "http://localhost.example"] {
            assert!(check_base_url(url, false).is_err(), "{url}");
            assert_eq!(check_base_url(url, true), Ok(()), "{url}");
        }
    }

    #[test]
    fn a_base_url_that_would_leak_or_lose_something_is_refused() {
        for url in [
            "",
            "api.example",
            "ftp://x",
            "https://user:pw@api.example",
            "https://a/?k=v",
            "https://a/#x",
            "https://",
            "https://a:99999",
        ] {
            let refused = check_base_url(url, true).expect_err(url);
            assert!(!refused.contains("pw"), "{refused}");
        }
    }
}
