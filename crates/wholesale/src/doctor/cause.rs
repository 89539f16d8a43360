//! Why a call failed, as far as its error tells, and what to do about it.

use std::error::Error as StdError;
use std::fmt;
use std::io;

use serde::Serialize;
use wholesale_runtime::{Error, ErrorKind};

use super::proxy::Proxy;

/// Why a check failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cause {
    /// A credential or an option is missing or malformed; nothing was sent.
    Configuration,
    /// The provider refused the key.
    Key,
    /// The provider refused the key, or the address that the call came from.
    KeyOrAddress,
    /// The host's name is not known.
    Name,
    /// Nobody listens at the host's port, or something on the way refuses.
    ConnectionRefused,
    /// There is no way to the host.
    Unreachable,
    /// No trusted TLS connection could be made.
    Tls,
    /// The proxy does not answer, or refuses.
    Proxy,
    /// No connection, or no answer, in time.
    Timeout,
    /// The connection broke before there was an answer.
    Broken,
    /// The base URL leads somewhere else than to the API.
    BaseUrl,
    /// A web page answered: a firewall, a captive portal, a wrong host.
    NotTheApi,
    /// There were too many calls.
    RateLimited,
    /// The provider failed.
    ProviderDown,
    /// The provider refused for a reason of its own.
    Refused,
    /// The answer was not understood.
    Answer,
    /// Something else.
    Other,
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Configuration => "not usable",
            Self::Key => "key refused",
            Self::KeyOrAddress => "key or address refused",
            Self::Name => "host name not found",
            Self::ConnectionRefused => "connection refused",
            Self::Unreachable => "host unreachable",
            Self::Tls => "no trusted TLS",
            Self::Proxy => "proxy failed",
            Self::Timeout => "no answer in time",
            Self::Broken => "connection broke",
            Self::BaseUrl => "wrong base URL",
            Self::NotTheApi => "not the API",
            Self::RateLimited => "too many calls",
            Self::ProviderDown => "provider failed",
            Self::Refused => "refused",
            Self::Answer => "answer not understood",
            Self::Other => "failed",
        })
    }
}

/// The cause, and a sentence on what to do.
pub(super) fn of(error: &Error, proxy: Option<&Proxy>) -> (Cause, String) {
    let status = error.http_status().unwrap_or_default();
    match error.kind() {
        ErrorKind::Configuration | ErrorKind::InvalidRequest => (Cause::Configuration, "fix what is said there".into()),
        ErrorKind::Connect => no_connection(error, proxy),
        ErrorKind::RequestTimeout => (Cause::Timeout, format!("try again, or raise `timeout`{}", through(proxy))),
        ErrorKind::Transport => {
            (Cause::Broken, format!("try again; something on the way may cut connections{}", through(proxy)))
        }
        ErrorKind::Authentication if status == 403 => (
            Cause::KeyOrAddress,
            "check the key, and then that this machine's public address is on the provider's list of allowed ones; a \
             change there can take an hour"
                .into(),
        ),
        ErrorKind::Authentication => (
            Cause::Key,
            "check the key: it may be mistyped, revoked, run out, or of another provider or account".into(),
        ),
        ErrorKind::NotFound => {
            (Cause::BaseUrl, "the host answers and does not know the call: check the path of the base URL".into())
        }
        ErrorKind::NotTheApi if status == 407 => {
            (Cause::Proxy, format!("give the proxy's user name and password{}", through(proxy)))
        }
        ErrorKind::NotTheApi if (300..400).contains(&status) => {
            (Cause::BaseUrl, "check the base URL: scheme, host and path; redirects are not followed".into())
        }
        ErrorKind::NotTheApi => (
            Cause::NotTheApi,
            format!(
                "check the base URL, and that this machine's public address is on the provider's list{}",
                through(proxy)
            ),
        ),
        ErrorKind::RateLimited => {
            let wait = error.retry_after().map(|wait| format!(" {} seconds", wait.as_secs()));
            (Cause::RateLimited, format!("wait{}, and set `rate_limit`", wait.unwrap_or_else(|| " a while".into())))
        }
        ErrorKind::Decode => (Cause::Answer, "check that the base URL is the API's and not another service's".into()),
        ErrorKind::Api if status >= 500 && error.message().is_none() => {
            (Cause::ProviderDown, "try again later; nothing here is wrong as far as one can see".into())
        }
        ErrorKind::Api => (
            Cause::Refused,
            "read what the provider says; the call had nothing in it but the credentials, so that they, or their rights, \
             are the likely reason"
                .into(),
        ),
        _ => (Cause::Other, "read the error".into()),
    }
}

/// Why there is no connection, from the chain of sources.
fn no_connection(error: &Error, proxy: Option<&Proxy>) -> (Cause, String) {
    let found = sources(error);
    let certificate = found.iter().find_map(|source| source.downcast_ref::<rustls::Error>());
    if let Some(problem) = certificate {
        return (Cause::Tls, format!("{problem}; {}", tls_advice(problem, proxy)));
    }
    let system = found.iter().rev().find_map(|source| source.downcast_ref::<io::Error>()).map(io::Error::kind);
    let why = found.last().map(|source| source.to_string()).unwrap_or_else(|| "it took too long".into());
    if let Some(proxy) = proxy {
        let Proxy { address, said_by } = proxy;
        return (
            Cause::Proxy,
            format!("the call goes through the proxy {address}, as {said_by} says ({why}): check it"),
        );
    }
    // hyper names the step in which connecting failed; a failed lookup has no kind of its own.
    if found.iter().any(|source| source.to_string().starts_with("dns error")) {
        let advice = format!("check the host of the base URL, and that this machine can look names up ({why})");
        return (Cause::Name, advice);
    }
    match system {
        Some(io::ErrorKind::ConnectionRefused) => {
            (Cause::ConnectionRefused, "check host and port of the base URL, and firewalls on the way".into())
        }
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown) => {
            (Cause::Unreachable, format!("check this machine's network ({why})"))
        }
        None | Some(io::ErrorKind::TimedOut) if found.is_empty() || system == Some(io::ErrorKind::TimedOut) => {
            (Cause::Timeout, "a firewall may drop what is sent, or the host is down; check the base URL".into())
        }
        // The other end spoke, and not TLS, or hung up in the middle of it.
        _ if is_handshake(error) => {
            (Cause::Tls, format!("the host does not answer in TLS ({why}): check scheme and port of the base URL"))
        }
        _ => (Cause::Unreachable, format!("check this machine's network and the base URL ({why})")),
    }
}

fn is_handshake(error: &Error) -> bool {
    sources(error).iter().any(|source| {
        source.downcast_ref::<io::Error>().is_some_and(|error| {
            matches!(
                error.kind(),
                io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::InvalidData
            )
        })
    })
}

fn tls_advice(problem: &rustls::Error, proxy: Option<&Proxy>) -> String {
    use rustls::CertificateError::{
        Expired, ExpiredContext, NotValidForName, NotValidForNameContext, NotValidYet, NotValidYetContext,
        UnknownIssuer,
    };
    match problem {
        rustls::Error::InvalidCertificate(
            Expired | ExpiredContext { .. } | NotValidYet | NotValidYetContext { .. },
        ) => "check this machine's clock and date; if they are right, the provider has to renew".into(),
        rustls::Error::InvalidCertificate(UnknownIssuer) => format!(
            "if a proxy or firewall of yours opens TLS, give its authority as `ca_bundle`; if not, somebody is in between{}",
            through(proxy)
        ),
        rustls::Error::InvalidCertificate(NotValidForName | NotValidForNameContext { .. }) => {
            "check the host of the base URL".into()
        }
        rustls::Error::InvalidMessage(_) => "the host does not speak TLS there: check scheme and port".into(),
        _ => "check the base URL, and what stands between".into(),
    }
}

fn through(proxy: Option<&Proxy>) -> String {
    let tell =
        |Proxy { address, said_by }: &Proxy| format!("; the call went through the proxy {address}, as {said_by} says");
    proxy.map(tell).unwrap_or_default()
}

/// The sources of an error, the nearest first, with those that an I/O error wraps: its own `source` leaves them out.
fn sources(error: &Error) -> Vec<&(dyn StdError + 'static)> {
    let mut found = Vec::new();
    let mut next = error.source();
    while let Some(source) = next {
        found.push(source);
        let wrapped = source.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match wrapped {
            Some(wrapped) => Some(wrapped as &(dyn StdError + 'static)),
            None => source.source(),
        };
    }
    found
}
