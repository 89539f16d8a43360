//! The transport of production: reqwest over HTTP/1.1, TLS by rustls.

use std::fmt::Write;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls_platform_verifier::Verifier;

use crate::connections::Connections;
use crate::transport::{Limits, Sending, Transport, TransportFailure};

/// What shapes the connections of a client.
#[derive(Debug, Clone)]
pub(crate) struct ConnectionOptions {
    pub(crate) connect_timeout: Duration,
    pub(crate) user_agent: String,
    pub(crate) proxy: Option<crate::Secret>,
    pub(crate) ca_bundle: Option<PathBuf>,
    /// Whether the base URL is https; without it no certificate is loaded.
    pub(crate) tls: bool,
    /// Whether the base URL is on this machine.
    pub(crate) is_loopback: bool,
}

/// Sends with pools of connections that clones of a client share.
#[derive(Debug)]
pub(crate) struct HttpTransport {
    connections: Connections,
}

impl HttpTransport {
    /// Connections with these options; a text says what is wrong with them.
    pub(crate) fn new(options: ConnectionOptions) -> Result<Self, String> {
        let tls = tls_config(&options)?;
        let connections = Connections::new(Box::new(move || pool(&options, tls.clone())))?;
        Ok(Self { connections })
    }

    async fn exchange(&self, request: Request<Bytes>, limits: Limits) -> Result<Response<Bytes>, TransportFailure> {
        let request = as_reqwest(request).map_err(TransportFailure::NotConnected)?;
        let pool = self.connections.here().map_err(|what| TransportFailure::NotConnected(what.into()))?;
        let mut answer = pool.execute(request).await.map_err(failure)?;
        let announced = answer.content_length();
        if announced.is_some_and(|bytes| bytes > limits.body_bytes) {
            return Err(TransportFailure::TooLarge);
        }
        let body = match answer.chunk().await.map_err(failure)? {
            None => Bytes::new(),
            // The whole of a short answer arrives in one piece: nothing is copied then.
            Some(first) if announced == u64::try_from(first.len()).ok() => first,
            Some(first) => {
                let mut body = BytesMut::from(first);
                check(&body, limits)?;
                while let Some(chunk) = answer.chunk().await.map_err(failure)? {
                    body.extend_from_slice(&chunk);
                    check(&body, limits)?;
                }
                body.freeze()
            }
        };
        let mut response = Response::new(body);
        *response.status_mut() = answer.status();
        std::mem::swap(response.headers_mut(), answer.headers_mut());
        Ok(response)
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

/// What reqwest's own conversion does, without growing the URL piece by piece.
fn as_reqwest(request: Request<Bytes>) -> Result<reqwest::Request, Box<dyn std::error::Error + Send + Sync>> {
    let (head, body) = request.into_parts();
    let length = head.uri.authority().map_or(0, |authority| authority.as_str().len())
        + head.uri.path_and_query().map_or(0, |path| path.as_str().len())
        + "https://".len();
    let mut url = String::with_capacity(length);
    write!(url, "{}", head.uri)?;
    let mut request = reqwest::Request::new(head.method, reqwest::Url::parse(&url)?);
    *request.headers_mut() = head.headers;
    *request.body_mut() = Some(body.into());
    Ok(request)
}

fn check(body: &BytesMut, limits: Limits) -> Result<(), TransportFailure> {
    if u64::try_from(body.len()).is_ok_and(|bytes| bytes <= limits.body_bytes) {
        Ok(())
    } else {
        Err(TransportFailure::TooLarge)
    }
}

impl Transport for HttpTransport {
    fn send(&self, request: Request<Bytes>, limits: Limits) -> Sending<'_> {
        Box::pin(async move {
            // One clock around everything: connecting has a shorter one of its own, so that running out here
            // means the request may have left.
            match tokio::time::timeout(limits.timeout, self.exchange(request, limits)).await {
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
    if !options.tls {
        return Ok(wants_verifier.with_root_certificates(rustls::RootCertStore::empty()).with_no_client_auth());
    }
    let verifier =
        Verifier::new(provider).map_err(|error| format!("the platform's certificates cannot be read: {error}"))?;
    Ok(wants_verifier.dangerous().with_custom_certificate_verifier(Arc::new(verifier)).with_no_client_auth())
}
