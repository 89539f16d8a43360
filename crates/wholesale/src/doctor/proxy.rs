//! The proxy that a call goes through, and who says so.

use http::Uri;
use hyper_util::client::proxy::matcher::Matcher;
use wholesale_runtime::Secret;

/// A proxy.
pub(super) struct Proxy {
    /// Its host and port.
    pub(super) address: String,
    /// Who says so.
    pub(super) said_by: String,
}

impl Proxy {
    /// The proxy for a base URL: that of the profile, or else one of the environment.
    pub(super) fn of(base_url: &str, of_profile: Option<Secret>) -> Option<Self> {
        if let Some(url) = of_profile {
            return Some(Self { address: address(url.expose()), said_by: "`proxy` of the profile".to_owned() });
        }
        let url: Uri = base_url.parse().ok()?;
        // The transport leaves the environment's proxies out there.
        if is_this_machine(url.host()?) {
            return None;
        }
        let proxy = Matcher::from_env().intercept(&url)?;
        let own = if url.scheme_str() == Some("http") {
            ["HTTP_PROXY", "http_proxy"]
        } else {
            ["HTTPS_PROXY", "https_proxy"]
        };
        let set = |name: &&str| std::env::var(name).is_ok_and(|value| !value.is_empty());
        let variable = own.into_iter().chain(["ALL_PROXY", "all_proxy"]).find(set)?;
        Some(Self { address: address(&proxy.uri().to_string()), said_by: format!("the variable {variable}") })
    }
}

/// Host and port, without user and password.
fn address(url: &str) -> String {
    let authority = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    authority.rsplit_once('@').map_or(authority, |(_, address)| address).to_owned()
}

fn is_this_machine(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    let is_loopback = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
    host.eq_ignore_ascii_case("localhost") || is_loopback
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_a_proxy_is_not_in_its_address() {
        assert_eq!(address("http://user:p@ss@proxy.example:3128/x"), "proxy.example:3128");
        assert_eq!(address("socks5://127.0.0.1:1080"), "127.0.0.1:1080");
        assert_eq!(address("proxy.example:3128"), "proxy.example:3128");
    }
}
