//! What hostile, broken and merely unusual servers can do to a client, and what they cannot.
#![expect(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use wholesale_iproyal::{Client, ClientBuilder, Error, ErrorKind, RetryPolicy, dec};
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer, answer_with, head};
use wholesale_tests::shown;
use wholesale_tests::socks_proxy::SocksProxy;

const ACCOUNT: &str = r#"{"available_traffic":7}"#;

fn answered(status: u16, body: &str) -> Vec<Step> {
    vec![Step::Read, Step::Write(answer(status, body))]
}

/// Answers with these bytes and closes the connection.
fn written(bytes: Vec<u8>) -> Vec<Step> {
    vec![Step::Read, Step::Write(bytes)]
}

async fn server(script: Vec<Step>) -> ScriptedServer {
    ScriptedServer::start([script]).await.expect("a server")
}

/// A client that sends everything once.
fn iproyal(url: impl Into<String>) -> ClientBuilder {
    Client::builder().token("iproyal-token").base_url(url).retry(RetryPolicy::never())
}

/// The traffic of the account, as the server told it.
async fn reading(client: ClientBuilder) -> Result<Option<wholesale_iproyal::Decimal>, Error> {
    client.build()?.get_account().send().await.map(|account| account.available_traffic)
}

async fn top_up(client: &Client) -> Result<(), Error> {
    client.give_traffic().hash("01HQ5K3P97").amount(dec!(2.5)).send().await.map(|_| ())
}

/// What a reading of such an answer fails with.
async fn failure_of(script: Vec<Step>) -> Error {
    let server = server(script).await;
    reading(iproyal(server.url())).await.expect_err("a failure")
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).expect("compression");
    gzip.finish().expect("compression")
}

// --- Where requests go.

#[tokio::test]
async fn a_redirect_is_not_followed_and_the_credentials_stay_here() {
    let elsewhere = server(answered(200, ACCOUNT)).await;
    for status in [301, 302, 303, 307, 308] {
        for location in [format!("{}/stolen", elsewhere.url()), "/v2/elsewhere".to_owned()] {
            let here = server(written(answer_with(status, &[("location", &location)], b""))).await;
            let client = iproyal(here.url()).build().expect("a client");
            let error = client.get_account().send().await.expect_err("a redirect");
            assert_eq!((error.kind(), error.http_status()), (ErrorKind::NotTheApi, Some(status)), "{location}");
            assert!(!shown::everything(&error).contains("stolen"), "{error:?}");
            top_up(&client).await.expect_err("a redirect");
            assert_eq!(here.count().requests, 2, "each call once");
        }
    }
    assert_eq!(elsewhere.count().connections, 0);
}

#[tokio::test]
async fn the_query_of_a_redirect_is_shown_nowhere() {
    let location = "https://login.example/?api-key=logicboxes-secret";
    let server = server(written(answer_with(302, &[("location", location)], b""))).await;
    let client = wholesale_logicboxes::Client::builder().auth_userid("1").api_key("logicboxes-secret");
    let client = client.base_url(server.url()).build().expect("a client");
    let error = client.get_promo_prices().send().await.expect_err("a redirect");
    let shown = shown::everything(&error);
    assert!(shown.contains("login.example") && !shown.contains("logicboxes-secret"), "{shown}");
}

#[tokio::test]
async fn plain_http_is_refused_off_this_machine_unless_the_caller_allows_it() {
    for url in ["http://192.0.2.1/v1", "http://0.0.0.0:1", "http://provider.invalid", "HTTP://PROVIDER.INVALID"] {
        let error = iproyal(url).build().expect_err(url);
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
        assert!(error.to_string().contains("allow_insecure_http"), "{error}");
        iproyal(url).allow_insecure_http(true).build().expect(url);
    }
    let server = server(answered(200, ACCOUNT)).await;
    for host in ["127.0.0.1", "localhost"] {
        let url = format!("http://{host}:{}", server.address().port());
        assert_eq!(reading(iproyal(url)).await.expect("loopback needs no permission"), Some(dec!(7)));
    }
}

#[test]
fn a_base_url_that_no_request_could_be_sent_to_is_refused_when_the_client_is_built() {
    for url in ["https://provider.example:99999", "https://1.2.3.4.5", "https://[::1", "https://a b"] {
        assert_eq!(iproyal(url).build().expect_err(url).kind(), ErrorKind::Configuration, "{url}");
    }
}

#[tokio::test]
async fn a_request_that_does_not_fit_into_a_url_is_refused_before_it_is_sent() {
    let server = server(answered(200, "{}")).await;
    let client = wholesale_logicboxes::Client::builder().auth_userid("1").api_key("logicboxes-secret");
    let client = client.base_url(server.url()).build().expect("a client");
    let error = client.get_customer().username("x".repeat(70_000)).send().await.expect_err("too long");
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{error}");
    assert!(!error.may_have_been_applied() && error.to_string().len() < 300, "{error}");
    assert_eq!(server.count().connections, 0);
}

// --- How much is read.

#[tokio::test]
async fn an_answer_that_announces_more_than_the_cap_is_not_read() {
    let announced = head(200, [("content-length", "1001")]);
    let server = server(vec![Step::Read, Step::Write(announced), Step::Hang]).await;
    let error = reading(iproyal(server.url()).body_cap(1000)).await.expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("1000 bytes"), "{error}");
    server.wait_until(|count| count.closed == 1).await;
}

#[tokio::test]
async fn an_answer_is_read_up_to_the_cap_and_not_a_byte_further() {
    let exact = format!("{ACCOUNT:<1000}");
    let mut chunked = head(200, [("transfer-encoding", "chunked")]);
    chunked.extend_from_slice(format!("3e8\r\n{exact}\r\n0\r\n\r\n").as_bytes());
    let until_closed = [head(200, []), exact.clone().into_bytes()].concat();
    let compressed = answer_with(200, &[("content-encoding", "gzip")], &gzipped(exact.as_bytes()));
    for bytes in [answer(200, &exact), chunked, until_closed, compressed] {
        let server = server(written(bytes)).await;
        let traffic = reading(iproyal(server.url()).body_cap(1000)).await.expect("exactly the cap");
        assert_eq!(traffic, Some(dec!(7)));
        let error = reading(iproyal(server.url()).body_cap(999)).await.expect_err("one byte too many");
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    }
}

#[tokio::test]
async fn an_answer_without_an_end_is_given_up_at_the_cap() {
    let piece = vec![b' '; 64 * 1024];
    let chunk = [b"10000\r\n".to_vec(), piece.clone(), b"\r\n".to_vec()].concat();
    for (head, flood) in [(head(200, []), piece), (head(200, [("transfer-encoding", "chunked")]), chunk)] {
        let server = server(vec![Step::Read, Step::Write(head), Step::Flood(flood)]).await;
        let error = reading(iproyal(server.url()).body_cap(1_000_000)).await.expect_err("too large");
        assert_eq!(error.kind(), ErrorKind::Transport);
        server.wait_until(|count| count.closed == 1).await;
    }
}

#[tokio::test]
async fn a_small_answer_that_unpacks_to_a_large_one_is_given_up_at_the_cap() {
    let bomb = gzipped(&vec![b' '; 64 * 1024 * 1024]);
    assert!(bomb.len() < 100_000, "{}", bomb.len());
    let answer = answer_with(200, &[("content-encoding", "gzip"), ("content-type", "application/json")], &bomb);
    let server = server(written(answer)).await;
    let error = reading(iproyal(server.url())).await.expect_err("too large");
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert!(error.to_string().contains("16777216 bytes"), "{error}");
    assert!(error.body().is_none_or(|body| body.len() <= 16 * 1024 * 1024));
}

#[tokio::test]
async fn the_headers_of_an_answer_have_a_limit() {
    let many: Vec<(String, String)> = (0..1000).map(|number| (format!("x-{number}"), "y".to_owned())).collect();
    let many = head(200, many.iter().map(|(name, value)| (name.as_str(), value.as_str())));
    let large = head(200, [("x-large", "y".repeat(2_000_000).as_str())]);
    for bytes in [many, large] {
        let error = failure_of(written(bytes)).await;
        assert_eq!(error.kind(), ErrorKind::Transport, "{error}");
    }
    let endless =
        vec![Step::Read, Step::Write(b"HTTP/1.1 200 OK\r\nx-endless: ".to_vec()), Step::Flood(vec![b'y'; 4096])];
    assert_eq!(failure_of(endless).await.kind(), ErrorKind::Transport);
}

#[tokio::test]
async fn an_answer_that_ends_with_the_connection_is_read() {
    let server = server(written([head(200, []), ACCOUNT.as_bytes().to_vec()].concat())).await;
    assert_eq!(reading(iproyal(server.url())).await.expect("an answer"), Some(dec!(7)));
}

#[tokio::test]
async fn an_answer_that_drips_in_pieces_is_read() {
    let mut chunked = head(200, [("transfer-encoding", "chunked")]);
    chunked.extend_from_slice(b"8\r\n{\"availa\r\ne\r\nble_traffic\":7\r\n1\r\n}\r\n0\r\n\r\n");
    let server = server(vec![Step::Read, Step::Drip(chunked)]).await;
    assert_eq!(reading(iproyal(server.url())).await.expect("an answer"), Some(dec!(7)));
}

#[tokio::test]
async fn an_answer_that_drips_forever_ends_at_the_time_limit() {
    for beginning in [b"HTTP/1.1 200 OK\r\nx-drip: ".to_vec(), head(200, [])] {
        let drip = vec![Step::Read, Step::Write(beginning), Step::Drip(vec![b' '; 1_000_000])];
        let server = server(drip).await;
        let error = reading(iproyal(server.url()).timeout(Duration::from_millis(300))).await.expect_err("too slow");
        assert_eq!(error.kind(), ErrorKind::RequestTimeout, "{error}");
        server.wait_until(|count| count.closed == 1).await;
    }
}

// --- What is read.

#[tokio::test]
async fn a_web_page_is_not_the_api_whatever_it_says_of_itself() {
    for status in [200, 403, 404, 503] {
        for content_type in ["text/html", "application/json"] {
            for page in ["<html><body>Log in to the Wi-Fi</body></html>", "\u{feff}\r\n <!doctype html>"] {
                let answer = answer_with(status, &[("content-type", content_type)], page.as_bytes());
                let error = failure_of(written(answer)).await;
                assert_eq!((error.kind(), error.http_status()), (ErrorKind::NotTheApi, Some(status)), "{page}");
                assert!(error.to_string().contains("captive portal"), "the hint of the spec: {error}");
                assert!(!shown::everything(&error).contains("Wi-Fi"), "{error:?}");
                assert_eq!(error.body().map(|body| body.as_ref()), Some(page.as_bytes()));
            }
        }
    }
}

#[tokio::test]
async fn logicboxes_hints_at_the_whitelist_when_a_firewall_answers() {
    let server = server(answered(403, "<html>Access denied</html>")).await;
    let client = wholesale_logicboxes::Client::builder().auth_userid("1").api_key("k").base_url(server.url());
    let error = client.build().expect("a client").get_promo_prices().send().await.expect_err("a page");
    assert_eq!(error.kind(), ErrorKind::NotTheApi);
    assert!(error.to_string().contains("whitelist"), "{error}");
}

#[tokio::test]
async fn an_answer_that_is_no_text_cannot_be_decoded() {
    for bytes in [&b"\xff\xfe\x00"[..], b"{\"available_traffic\":\"\xc3\x28\"}", b"\x1f\x8b\x08\x00"] {
        let error = failure_of(written(answer_with(200, &[], bytes))).await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert_eq!(error.body().map(|body| body.as_ref()), Some(bytes));
    }
}

#[tokio::test]
async fn json_as_deep_as_it_is_long_cannot_be_decoded_and_costs_no_stack() {
    let deep = "[".repeat(500_000);
    let closed = format!("{deep}{}", "]".repeat(500_000));
    let objects = r#"{"a":"#.repeat(300_000);
    for body in [
        deep.clone(),
        closed.clone(),
        objects,
        format!(r#"{{"available_traffic":{closed}}}"#),
        format!(r#"{{"unknown":{closed}}}"#),
    ] {
        for status in [200, 400] {
            let error = failure_of(answered(status, &body)).await;
            let expected = if status == 200 { ErrorKind::Decode } else { ErrorKind::Api };
            assert_eq!(error.kind(), expected, "{error}");
            assert!(shown::everything(&error).len() < 2_000);
        }
    }
}

#[tokio::test]
async fn a_number_that_does_not_fit_cannot_be_decoded() {
    for number in ["1e400", "-1e400", "1e999999999999", &"9".repeat(100_000), &format!("0.{}1", "0".repeat(100_000))] {
        let error = failure_of(answered(200, &format!(r#"{{"available_traffic":{number}}}"#))).await;
        assert_eq!(error.kind(), ErrorKind::Decode, "{error}");
        assert!(shown::everything(&error).len() < 2_000);
    }
}

#[tokio::test]
async fn an_informational_answer_comes_before_the_answer() {
    let early = b"HTTP/1.1 103 Early Hints\r\nlink: </x>\r\n\r\n".to_vec();
    let server = server(written([early, answer(200, ACCOUNT)].concat())).await;
    assert_eq!(reading(iproyal(server.url())).await.expect("an answer"), Some(dec!(7)));
}

// --- Connections that are kept.

#[tokio::test]
async fn one_connection_carries_call_after_call() {
    let script = (0..5).flat_map(|_| answered(200, ACCOUNT)).collect();
    let server = server(script).await;
    let client = iproyal(server.url()).build().expect("a client");
    for _ in 0..5 {
        client.clone().get_account().send().await.expect("an answer");
    }
    assert_eq!((server.count().connections, server.count().requests), (1, 5));
}

/// How a server ends a connection after one answer that promised to keep it open.
fn ends() -> [Vec<Step>; 2] {
    let answered = answered(200, r#"{"hash":"01HQ5K3P97"}"#);
    [answered.clone(), [answered, vec![Step::Reset]].concat()]
}

#[tokio::test]
async fn a_connection_that_died_while_idle_neither_fails_nor_doubles_the_next_call() {
    for script in ends() {
        let server = server(script).await;
        let client = iproyal(server.url()).build().expect("a client");
        for call in 1..=20 {
            top_up(&client).await.expect("an answer");
            server.wait_until(|count| count.closed == call).await;
            // Over on the side of the server: the news reaches the client while nothing is sent.
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!((server.count().connections, server.count().requests), (20, 20));
    }
}

#[tokio::test]
async fn a_connection_that_dies_as_the_next_call_begins_doubles_nothing() {
    for script in ends() {
        let server = server(script).await;
        let client = iproyal(server.url()).build().expect("a client");
        let mut answered = 0;
        for _ in 0..50 {
            // Whether the client learns of the end before it sends, or after, is left to chance.
            match top_up(&client).await {
                Ok(()) => answered += 1,
                Err(error) => assert!(error.may_have_been_applied(), "{error}"),
            }
        }
        assert_eq!(server.count().requests, answered, "each request that arrived was answered, and none came twice");
    }
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for_is_not_taken_for_the_next_one() {
    let smuggled = [answer(200, "{}"), answer(200, r#"{"available_traffic":666}"#)].concat();
    let first = vec![Step::Read, Step::Write(smuggled), Step::Hang];
    let server = ScriptedServer::start([first, answered(200, ACCOUNT)]).await.expect("a server");
    let client = iproyal(server.url()).build().expect("a client");
    client.get_account().send().await.expect("an answer");
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    if let Ok(account) = client.get_account().send().await {
        assert_eq!(account.available_traffic, Some(dec!(7)));
    }
}

// --- Proxies.

/// What a secret of a proxy must not show up as: itself, and itself beside its user in Base64.
#[track_caller]
fn masked(text: &str) {
    for secret in ["hunter2", "aHVudGVyMg", "bWU6aHVudGVyMg"] {
        assert!(!text.contains(secret), "{text}");
    }
}

#[tokio::test]
async fn an_http_proxy_gets_the_request_and_the_password_that_is_for_it() {
    let proxy = server(answered(200, ACCOUNT)).await;
    let target = server(answered(500, "")).await;
    let url = format!("http://me:hunter2@{}", proxy.address());
    let client = iproyal(target.url()).proxy(url);
    masked(&format!("{client:?} {client:#?}"));
    let client = client.build().expect("a client");
    masked(&format!("{client:?} {client:#?}"));
    client.get_account().send().await.expect("the answer of the proxy");

    let requests = proxy.requests();
    assert_eq!(requests[0].target, format!("{}/residential/me", target.url()));
    assert_eq!(requests[0].header("proxy-authorization"), Some("Basic bWU6aHVudGVyMg=="));
    assert_eq!(target.count().connections, 0);
}

#[tokio::test]
async fn a_socks_proxy_gets_the_request_and_the_password_that_is_for_it() {
    let proxy = SocksProxy::start(answer_with(200, &[("connection", "close")], ACCOUNT.as_bytes())).await;
    let proxy = proxy.expect("a proxy");
    let target = server(answered(500, "")).await;
    let url = format!("socks5://me:hunter2@{}", proxy.address());
    let client = iproyal(target.url()).proxy(url);
    masked(&format!("{client:?}"));
    assert_eq!(reading(client).await.expect("the answer of the proxy"), Some(dec!(7)));
    let told = &proxy.told()[0];
    assert_eq!((told.user.as_str(), told.password.as_str(), told.port), ("me", "hunter2", target.address().port()));
    assert_eq!(told.request_line, "GET /residential/me HTTP/1.1");
    assert_eq!(target.count().connections, 0);
}

#[tokio::test]
async fn a_proxy_for_https_sees_the_host_and_nothing_of_the_request() {
    let proxy = server(answered(407, "")).await;
    let client = iproyal("https://provider.invalid").proxy(format!("http://me:hunter2@{}", proxy.address()));
    let error = reading(client).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Connect, "{error}");
    let requests = proxy.requests();
    assert_eq!((requests[0].method.as_str(), requests[0].target.as_str()), ("CONNECT", "provider.invalid:443"));
    assert_eq!(requests[0].header("authorization"), None);
    masked(&shown::everything(&error));
}

#[tokio::test]
async fn the_password_of_a_proxy_is_shown_in_no_error() {
    let refusing = tokio::net::TcpSocket::new_v4().expect("a socket");
    refusing.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let address = refusing.local_addr().expect("an address");
    for scheme in ["http", "https", "socks5", "socks5h"] {
        let client = iproyal("http://127.0.0.1:9").proxy(format!("{scheme}://me:hunter2@{address}"));
        let error = reading(client).await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::Connect, "{scheme}: {error}");
        masked(&shown::everything(&error));
    }
    for url in ["me:hunter2@:x", "http://me:hunter2@[::1", "http://me:hunter2@:1", ""] {
        let error = iproyal("http://127.0.0.1:9").proxy(url).build().expect_err(url);
        assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
        masked(&shown::everything(&error));
    }
}

#[tokio::test]
async fn a_proxy_of_an_unknown_kind_is_refused_and_not_passed_by() {
    let target = server(answered(200, ACCOUNT)).await;
    for scheme in ["ftp", "htpp", "socks6"] {
        let client = iproyal(target.url()).proxy(format!("{scheme}://me:hunter2@127.0.0.1:9")).build();
        if let Ok(client) = &client {
            let outcome = client.get_account().send().await;
            assert_eq!(target.count().connections, 0, "{scheme}: the request went past the proxy: {outcome:?}");
        }
        let error = client.expect_err("refused when the client is built");
        assert_eq!(error.kind(), ErrorKind::Configuration, "{scheme}");
        masked(&shown::everything(&error));
    }
}

/// Runs [`a_child_reads_its_account`] in a process of its own, because the environment belongs to the whole process.
async fn child(url: &str, environment: &[(&str, &str)]) -> bool {
    let mut child = tokio::process::Command::new(std::env::current_exe().expect("this program"));
    child.args(["--ignored", "--exact", "a_child_reads_its_account"]);
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUEST_METHOD"] {
        child.env_remove(name).env_remove(name.to_lowercase());
    }
    child.env("IPROYAL_BASE_URL", url).env("IPROYAL_TOKEN", "iproyal-token").envs(environment.iter().copied());
    child.output().await.expect("a child").status.success()
}

#[tokio::test]
#[ignore = "it is run by other tests, in an environment of their making"]
async fn a_child_reads_its_account() {
    let client = Client::builder().retry(RetryPolicy::never()).allow_insecure_http(true).build().expect("a client");
    let account = client.get_account().send().await.expect("an answer");
    assert_eq!(account.available_traffic, Some(dec!(7)));
}

#[tokio::test]
async fn the_proxies_of_the_environment_count() {
    let proxy = server(answered(200, ACCOUNT)).await;
    let url = format!("http://me:hunter2@{}", proxy.address());
    let provider = "http://provider.invalid";
    // What is set, whether the call reaches the proxy, which alone can answer it.
    for (environment, reaches) in [
        (&[][..], false),
        (&[("HTTPS_PROXY", url.as_str())], false),
        (&[("http_proxy", &url)], true),
        (&[("ALL_PROXY", &url)], true),
        (&[("ALL_PROXY", &url), ("NO_PROXY", "provider.invalid")], false),
    ] {
        let before = proxy.count().requests;
        assert_eq!(child(provider, environment).await, reaches, "{environment:?}");
        assert_eq!(proxy.count().requests - before, usize::from(reaches), "{environment:?}");
    }
    let request = &proxy.requests()[0];
    assert_eq!(request.target, "http://provider.invalid/residential/me");
    assert_eq!(request.header("proxy-authorization"), Some("Basic bWU6aHVudGVyMg=="));
}

#[tokio::test]
async fn a_proxy_of_the_environment_gets_nothing_that_is_for_this_machine() {
    let target = server(answered(200, ACCOUNT)).await;
    let proxy = server(answered(200, ACCOUNT)).await;
    let url = format!("http://{}", proxy.address());
    assert!(child(&target.url(), &[("http_proxy", &url), ("ALL_PROXY", &url)]).await);
    assert_eq!((target.count().requests, proxy.count().connections), (1, 0));
}

// --- TLS.

/// A server with a certificate of its own making for `localhost`, and the certificate as PEM.
async fn tls_server() -> (String, String, tokio::task::JoinHandle<()>) {
    let issued = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let key = rustls::pki_types::PrivateKeyDer::try_from(issued.signing_key.serialize_der()).expect("a key");
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![issued.cert.der().clone()], key))
        .expect("a configuration");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
    let port = listener.local_addr().expect("an address").port();
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that does not trust the certificate ends the handshake: its test will see that.
            let _ = serve_tls(&acceptor, stream).await;
        }
    });
    (format!("https://localhost:{port}"), issued.cert.pem(), task)
}

async fn serve_tls(acceptor: &tokio_rustls::TlsAcceptor, stream: TcpStream) -> std::io::Result<()> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    let mut stream = acceptor.accept(stream).await?;
    let mut request = Vec::new();
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    stream.write_all(&answer_with(200, &[("connection", "close")], ACCOUNT.as_bytes())).await?;
    stream.shutdown().await
}

/// A file with this text.
fn file(text: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    file.write_all(text.as_bytes()).expect("a file");
    file
}

#[tokio::test]
async fn a_server_is_trusted_by_its_ca_bundle_and_by_nothing_else() {
    let (url, certificate, task) = tls_server().await;
    let bundle = file(&format!("# what stands around a certificate does not matter\n{certificate}"));
    assert_eq!(reading(iproyal(&url).ca_bundle(bundle.path())).await.expect("trusted"), Some(dec!(7)));

    let error = reading(iproyal(&url)).await.expect_err("nobody vouches for it");
    assert_eq!(error.kind(), ErrorKind::Connect);
    let (_, other, other_task) = tls_server().await;
    let error = reading(iproyal(&url).ca_bundle(file(&other).path())).await.expect_err("another certificate");
    assert_eq!(error.kind(), ErrorKind::Connect);
    let elsewhere = url.replace("localhost", "127.0.0.1");
    let error = reading(iproyal(elsewhere).ca_bundle(bundle.path())).await.expect_err("another name");
    assert_eq!(error.kind(), ErrorKind::Connect);
    task.abort();
    other_task.abort();
}

#[track_caller]
fn bundle_is_refused(path: &Path, because: &str) {
    let error = iproyal("https://provider.invalid").ca_bundle(path).build().expect_err("no certificate");
    assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    assert!(error.to_string().contains(because) && error.to_string().contains("CA bundle"), "{error}");
}

#[test]
fn a_ca_bundle_without_a_certificate_is_refused_when_the_client_is_built() {
    bundle_is_refused(Path::new("/nowhere/bundle.pem"), "cannot be read");
    bundle_is_refused(&std::env::temp_dir(), "cannot be read");
    bundle_is_refused(file("").path(), "holds no certificate");
    bundle_is_refused(file("not a certificate at all").path(), "holds no certificate");
    bundle_is_refused(file("-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n").path(), "is not PEM");
    bundle_is_refused(file("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").path(), "");
}
