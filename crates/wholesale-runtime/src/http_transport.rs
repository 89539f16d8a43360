//! The transport of production: reqwest over HTTP/1.1, TLS by rustls.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::uri::{Authority, Scheme};
use http::{Request, Response, Uri};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;

use crate::connections::Connections;
use crate::transport::{Limits, Sending, Transport, TransportFailure};

type Source = Box<dyn std::error::Error + Send + Sync>;

/// What shapes the connections of a client.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionOptions {
    pub(crate) connect_timeout: Duration,
    pub(crate) user_agent: String,
    pub(crate) proxy: Option<crate::Secret>,
    pub(crate) ca_bundle: Option<PathBuf>,
    /// What paths are appended to. Where it is not https no certificate is loaded.
    pub(crate) base_url: Uri,
    /// Whether the base URL is on this machine.
    pub(crate) is_loopback: bool,
}

/// Sends with pools of connections that clones of a client share.
#[derive(Debug)]
pub(crate) struct HttpTransport {
    connections: Connections,
    origin: Option<Origin>,
}

/// Scheme, host and port of the base URL, parsed for all requests.
#[derive(Debug, Clone)]
struct Origin {
    scheme: Scheme,
    authority: Authority,
    url: reqwest::Url,
}

impl HttpTransport {
    /// Connections with these options; a text says what is wrong with them.
    pub(crate) fn new(options: ConnectionOptions) -> Result<Self, String> {
        let (tls, origin) = (tls_config(&options)?, Origin::of(&options.base_url));
        let connections = Connections::new(Box::new(move || pool(&options, tls.clone())))?;
        Ok(Self { connections, origin })
    }

    /// Takes the cap alone: with all limits in it the future would be larger than what allocators keep at hand, 1,032 bytes.
    async fn exchange(&self, request: Request<Bytes>, body_bytes: u64) -> Result<Response<Bytes>, TransportFailure> {
        let request = self.as_reqwest(request).map_err(TransportFailure::NotConnected)?;
        let pool = self.connections.here().map_err(|what| TransportFailure::NotConnected(what.into()))?;
        let mut answer = pool.execute(request).await.map_err(failure)?;
        let announced = answer.content_length();
        if announced.is_some_and(|bytes| bytes > body_bytes) {
            return Err(TransportFailure::TooLarge);
        }
        let body = match answer.chunk().await.map_err(failure)? {
            None => Bytes::new(),
            // The whole of a short answer arrives in one piece: nothing is copied then.
            Some(first) if announced == u64::try_from(first.len()).ok() => first,
            Some(first) => {
                let expected = announced.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or_default();
                let mut body = BytesMut::with_capacity(expected.min(BELIEVED).max(first.len()));
                body.extend_from_slice(&first);
                check(&body, body_bytes)?;
                while let Some(chunk) = answer.chunk().await.map_err(failure)? {
                    body.extend_from_slice(&chunk);
                    check(&body, body_bytes)?;
                }
                body.freeze()
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = answer.status();
        std::mem::swap(response.headers_mut(), answer.headers_mut());
        Ok(response)
    }

    /// What reqwest's own conversion does, without parsing the origin again for each request.
    fn as_reqwest(&self, request: Request<Bytes>) -> Result<reqwest::Request, Source> {
        let (head, body) = request.into_parts();
        let url = match self.origin.as_ref().and_then(|origin| origin.url(&head.uri)) {
            Some(url) => url,
            None => reqwest::Url::parse(&head.uri.to_string())?,
        };
        let mut request = reqwest::Request::new(head.method, url);
        *request.headers_mut() = head.headers;
        *request.body_mut() = Some(body.into());
        Ok(request)
    }
}

/// A pool of connections.
fn pool(options: &ConnectionOptions, tls: rustls::ClientConfig) -> Result<reqwest::Client, String> {
    let mut builder = reqwest::Client::builder()
        .connect_timeout(options.connect_timeout)
        .user_agent(&options.user_agent)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .http1_only()
        .tcp_nodelay(true)
        .pool_idle_timeout(Duration::from_secs(30))
        .tls_backend_preconfigured(tls);
    if let Some(proxy) = &options.proxy {
        let known = ["http", "https", "socks5", "socks5h"];
        let proxy = reqwest::Url::parse(proxy.expose())
            .ok()
            .filter(|url| known.contains(&url.scheme()) && url.has_host())
            .and_then(|url| reqwest::Proxy::all(url).ok())
            .ok_or("the proxy is not a URL that can be used; write `http://host:port` or `socks5://host:port`")?;
        builder = builder.proxy(proxy);
    }
    // A proxy of the environment is for the network; to this machine it would carry the credentials in clear.
    if options.proxy.is_none() && options.is_loopback {
        builder = builder.no_proxy();
    }
    builder.build().map_err(|error| format!("the HTTP client cannot be set up: {}", error.without_url()))
}

/// Bytes of an answer that are made room for on the word of its head alone.
const BELIEVED: usize = 256 * 1024;

impl Origin {
    fn of(uri: &Uri) -> Option<Self> {
        let (scheme, authority) = (uri.scheme()?.clone(), uri.authority()?.clone());
        let url = reqwest::Url::parse(&format!("{scheme}://{authority}/")).ok()?;
        Some(Self { scheme, authority, url })
    }

    /// The URL that a URI of this origin is, which is what parsing it would give.
    fn url(&self, uri: &Uri) -> Option<reqwest::Url> {
        let authority = uri.authority()?.as_str();
        if uri.scheme()? != &self.scheme || authority != self.authority.as_str() {
            return None;
        }
        let mut url = self.url.clone();
        url.set_path(uri.path());
        if uri.query().is_some() {
            url.set_query(uri.query());
        }
        Some(url)
    }
}

fn check(body: &BytesMut, most: u64) -> Result<(), TransportFailure> {
    if u64::try_from(body.len()).is_ok_and(|bytes| bytes <= most) { Ok(()) } else { Err(TransportFailure::TooLarge) }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            // One clock around everything: connecting has a shorter one of its own, so that running out here
            // means the request may have left.
            match tokio::time::timeout(limits.timeout, self.exchange(request, limits.body_bytes)).await {
                Ok(result) => result,
                Err(_) => Err(TransportFailure::TimedOut { connected: true }),
            }
        })
    }
}

fn failure(error: reqwest::Error) -> TransportFailure {
    let error = error.without_url();
    match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportFailure::TimedOut { connected: false },
        (true, false) => TransportFailure::NotConnected(error.into()),
        (false, true) => TransportFailure::TimedOut { connected: true },
        (false, false) => TransportFailure::Broken(error.into()),
    }
}

/// TLS by rustls with ring, trusting what the platform trusts, or exactly what is in the bundle.
fn tls_config(options: &ConnectionOptions) -> Result<rustls::ClientConfig, String> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let wants_verifier = rustls::ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS cannot be set up: {error}"))?;
    if let Some(path) = &options.ca_bundle {
        let bundle =
            std::fs::read(path).map_err(|error| format!("the CA bundle {} cannot be read: {error}", path.display()))?;
        let mut roots = rustls::RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(&bundle) {
            let certificate = certificate.map_err(|_| format!("the CA bundle {} is not PEM", path.display()))?;
            roots.add(certificate).map_err(|error| format!("the CA bundle {}: {error}", path.display()))?;
        }
        if roots.is_empty() {
            return Err(format!("the CA bundle {} holds no certificate", path.display()));
        }
        return Ok(wants_verifier.with_root_certificates(roots).with_no_client_auth());
    }
    if options.base_url.scheme() != Some(&Scheme::HTTPS) {
        return Ok(wants_verifier.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth());
    }
    let verifier =
        Verifier::new(provider).map_err(|error| format!("the platform's certificates cannot be read: {error}"))?;
    Ok(wants_verifier.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_of_the_origin_is_what_parsing_it_gives() {
        for base in ["http://127.0.0.1:8080", "https://API.example", "https://api.example:443/v1", "http://[::1]:80/a"]
        {
            let origin = Origin::of(&base.parse().expect("a URI")).expect("an origin");
            for rest in [
                "",
                "/",
                "//",
                "/residential-subusers/01HQ5K3P97DY8EX9Y90YT1K6XA",
                "/a/../b/./c/",
                "/..",
                "/%2e%2E/a%2Fb/%zz",
                "/a\\b/^`{|}'",
                "/a;b=c/d:e@f",
                "/%E6%97%A5",
                "?",
                "/x?",
                "/x?a=b&c=%20+d&e='/?:@",
                "?q=/../x",
            ] {
                let text = format!("{base}{rest}");
                let Ok(uri) = text.parse::<Uri>() else { continue };
                let parsed = reqwest::Url::parse(&uri.to_string()).expect("a URL");
                let url = origin.url(&uri).expect("of the origin");
                assert_eq!(url, parsed, "{text}");
                assert_eq!((url.path(), url.query(), url.fragment()), (parsed.path(), parsed.query(), None), "{text}");
            }
        }
    }

    #[test]
    fn a_uri_of_another_origin_is_not_taken_for_one_of_this() {
        let origin = Origin::of(&"https://api.example/v1".parse().expect("a URI")).expect("an origin");
        for other in ["http://api.example/v1", "https://api.example:8443/v1", "https://api.example.org/", "/v1"] {
            assert!(origin.url(&other.parse().expect("a URI")).is_none(), "{other}");
        }
    }
}
