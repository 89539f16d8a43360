//! May it have been applied? One row for each way a call can fail, with a real socket behind it: for a top-up, which
//! must not be sent twice, and for a reading, which nobody has to ask about.
#![expect(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::io::Write;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use wholesale_iproyal::{Client, ClientBuilder, Error, ErrorKind, RetryPolicy, dec};
use wholesale_tests::frozen_clock::FrozenClock;
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer, answer_with, head};

const ADVICE: &str = "it may have been applied - read the account before sending it again";

/// What became of a top-up and of a reading under the same circumstances.
struct Failures {
    top_up: Error,
    reading: Error,
}

impl Failures {
    /// Of a client that tries everything once.
    async fn of(client: ClientBuilder) -> Self {
        let client = client.token("iproyal-token").retry(RetryPolicy::never()).build().expect("a client");
        let top_up = top_up(&client).await.expect_err("the top-up fails");
        let reading = client.get_sub_user().hash("01HQ5K3P97").send().await.expect_err("the reading fails");
        Self { top_up, reading }
    }

    /// When every connection goes like this.
    async fn under(script: Vec<Step>) -> Self {
        let server = ScriptedServer::start([script]).await.expect("a server");
        Self::of(Client::builder().base_url(server.url())).await
    }

    /// When every connection goes like this and time is short.
    async fn in_haste(script: Vec<Step>) -> Self {
        let server = ScriptedServer::start([script]).await.expect("a server");
        Self::of(Client::builder().base_url(server.url()).timeout(Duration::from_millis(200))).await
    }

    #[track_caller]
    fn are_ambiguous(self, kind: ErrorKind) {
        let Self { top_up, reading } = self;
        assert_eq!((top_up.kind(), reading.kind()), (kind, kind), "{top_up} | {reading}");
        assert!(top_up.may_have_been_applied(), "{top_up}");
        assert!(top_up.to_string().ends_with(ADVICE), "{top_up}");
        assert!(!reading.may_have_been_applied(), "{reading}");
        assert!(!reading.to_string().contains("applied"), "{reading}");
    }

    #[track_caller]
    fn are_clear(self, kind: ErrorKind) {
        let Self { top_up, reading } = self;
        assert_eq!((top_up.kind(), reading.kind()), (kind, kind), "{top_up} | {reading}");
        for error in [top_up, reading] {
            assert!(!error.may_have_been_applied(), "{error}");
            assert!(!error.to_string().contains("may have been"), "{error}");
        }
    }

    /// Clear, and the message says that the request stayed at home.
    #[track_caller]
    fn never_left(self) {
        assert!(self.top_up.to_string().contains("nothing was sent"), "{}", self.top_up);
        self.are_clear(ErrorKind::Connect);
    }
}

async fn top_up(client: &Client) -> wholesale_iproyal::Result<wholesale_iproyal::types::SubUser> {
    client.give_traffic().hash("01HQ5K3P97").amount(dec!(2.5)).send().await
}

fn answered(status: u16, body: &str) -> Vec<Step> {
    vec![Step::Read, Step::Write(answer(status, body))]
}

// --- It never left.

#[tokio::test]
async fn a_call_that_is_refused_before_it_is_sent_was_not_applied() {
    let server = ScriptedServer::start([answered(200, "{}")]).await.expect("a server");
    let client = Client::builder().token("iproyal-token").base_url(server.url()).build().expect("a client");
    let top_up = client.give_traffic().hash("01HQ5K3P97").send().await.expect_err("no amount");
    let reading = client.get_sub_user().hash("..").send().await.expect_err("no hash");
    Failures { top_up, reading }.are_clear(ErrorKind::InvalidRequest);
    assert_eq!(server.count().connections, 0);
}

#[tokio::test]
async fn a_refused_connection_was_not_applied() {
    // A socket that is bound and does not listen keeps the port, and refuses.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let address = socket.local_addr().expect("an address");
    Failures::of(Client::builder().base_url(format!("http://{address}"))).await.never_left();
}

#[tokio::test]
async fn a_host_that_does_not_exist_was_not_applied() {
    Failures::of(Client::builder().base_url("https://provider.invalid")).await.never_left();
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_was_not_applied() {
    let server = ScriptedServer::start([vec![Step::Write(answer(400, "{}"))]]).await.expect("a server");
    let url = format!("https://{}", server.address());
    Failures::of(Client::builder().base_url(url)).await.never_left();
}

#[tokio::test]
async fn a_server_that_breaks_the_tls_handshake_was_not_applied() {
    let server = ScriptedServer::start([vec![Step::Reset]]).await.expect("a server");
    let url = format!("https://{}", server.address());
    Failures::of(Client::builder().base_url(url)).await.never_left();
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_was_not_applied() {
    let issued = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).expect("a certificate");
    let key = rustls::pki_types::PrivateKeyDer::try_from(issued.signing_key.serialize_der()).expect("a key");
    let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![issued.cert.der().clone()], key))
        .expect("a configuration");
    let acceptor = tokio_rustls::TlsAcceptor::from(std::sync::Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
    let url = format!("https://{}", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            assert!(acceptor.accept(stream).await.is_err(), "the client must not trust this server");
        }
    });
    Failures::of(Client::builder().base_url(url)).await.never_left();
    assert!(!server.is_finished(), "every handshake failed");
    server.abort();
}

/// A listener that accepts nothing and has no place left: further connections get no reply at all.
async fn a_full_listener() -> (tokio::net::TcpListener, Vec<TcpStream>) {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let listener = socket.listen(0).expect("a listener");
    let address = listener.local_addr().expect("an address");
    let mut waiting = Vec::new();
    while let Ok(stream) = tokio::time::timeout(Duration::from_millis(200), TcpStream::connect(address)).await {
        waiting.push(stream.expect("a place in the queue"));
    }
    (listener, waiting)
}

#[tokio::test]
async fn a_connection_that_takes_too_long_was_not_applied() {
    let (listener, _waiting) = a_full_listener().await;
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let client = Client::builder().base_url(url).connect_timeout(Duration::from_millis(100));
    Failures::of(client).await.never_left();
}

#[tokio::test]
async fn a_connection_that_takes_longer_than_the_whole_call_may_was_not_applied() {
    let (listener, _waiting) = a_full_listener().await;
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    let client = Client::builder().base_url(url).timeout(Duration::from_millis(100));
    let failures = Failures::of(client).await;
    assert!(!failures.top_up.may_have_been_applied(), "{}", failures.top_up);
    assert!(!failures.reading.may_have_been_applied(), "{}", failures.reading);
}

#[tokio::test]
async fn a_tls_handshake_that_takes_too_long_was_not_applied() {
    let server = ScriptedServer::start([vec![Step::Hang]]).await.expect("a server");
    let url = format!("https://{}", server.address());
    let client = Client::builder().base_url(url).connect_timeout(Duration::from_millis(100));
    Failures::of(client).await.never_left();
}

#[tokio::test]
async fn a_proxy_that_refuses_the_connection_was_not_applied() {
    let proxy = ScriptedServer::start([vec![Step::Read, Step::Write(answer(502, ""))]]).await.expect("a proxy");
    // Of the way to an https host, the proxy sees the CONNECT and nothing else.
    let client = Client::builder().base_url("https://provider.invalid").proxy(proxy.url());
    Failures::of(client).await.never_left();
    assert!(proxy.requests().iter().all(|request| request.method == "CONNECT"));
}

// --- It left, and nobody knows.

#[tokio::test]
async fn a_request_that_nobody_answers_in_time_may_have_been_applied() {
    Failures::in_haste(vec![Step::Read, Step::Hang]).await.are_ambiguous(ErrorKind::RequestTimeout);
}

#[tokio::test]
async fn a_request_that_nobody_reads_in_time_may_have_been_applied() {
    Failures::in_haste(vec![Step::Hang]).await.are_ambiguous(ErrorKind::RequestTimeout);
}

#[tokio::test]
async fn an_answer_whose_body_does_not_come_in_time_may_have_been_applied() {
    let script = vec![Step::Read, Step::Write(head(200, [("content-length", "9")])), Step::Hang];
    Failures::in_haste(script).await.are_ambiguous(ErrorKind::RequestTimeout);
}

#[tokio::test]
async fn a_deadline_that_ends_in_the_middle_of_a_call_may_have_been_applied() {
    let server = ScriptedServer::start([vec![Step::Read, Step::Hang]]).await.expect("a server");
    let policy = RetryPolicy::default().deadline(Duration::from_millis(200));
    let client = Client::builder().token("t").base_url(server.url()).retry(policy).build().expect("a client");
    let error = top_up(&client).await.expect_err("a timeout");
    assert_eq!((error.kind(), error.may_have_been_applied()), (ErrorKind::RequestTimeout, true), "{error}");
    assert_eq!(server.count().requests, 1);
}

#[tokio::test]
async fn a_reset_before_the_request_is_read_may_have_been_applied() {
    // The client cannot tell whether somebody has read it.
    Failures::under(vec![Step::Reset]).await.are_ambiguous(ErrorKind::Transport);
}

#[tokio::test]
async fn a_reset_after_the_request_was_read_may_have_been_applied() {
    Failures::under(vec![Step::Read, Step::Reset]).await.are_ambiguous(ErrorKind::Transport);
}

#[tokio::test]
async fn a_connection_closed_without_an_answer_may_have_been_applied() {
    Failures::under(vec![Step::Read]).await.are_ambiguous(ErrorKind::Transport);
}

#[tokio::test]
async fn an_answer_cut_in_its_head_may_have_been_applied() {
    let script = vec![Step::Read, Step::Write(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec())];
    Failures::under(script).await.are_ambiguous(ErrorKind::Transport);
}

#[tokio::test]
async fn an_answer_shorter_than_it_said_may_have_been_applied() {
    let mut cut = answer(200, r#"{"hash":"01HQ5K3P97"}"#);
    cut.truncate(cut.len() - 3);
    Failures::under(vec![Step::Read, Step::Write(cut)]).await.are_ambiguous(ErrorKind::Transport);
}

#[tokio::test]
async fn a_refusal_shorter_than_it_said_may_have_been_applied() {
    let mut cut = answer(422, r#"{"error":{"code":"failed_validation"}}"#);
    cut.truncate(cut.len() - 3);
    Failures::under(vec![Step::Read, Step::Write(cut)]).await.are_ambiguous(ErrorKind::Transport);
}

#[tokio::test]
async fn a_chunked_answer_without_its_last_chunk_may_have_been_applied() {
    let mut cut = head(200, [("transfer-encoding", "chunked")]);
    cut.extend_from_slice(b"2\r\n{}\r\n");
    Failures::under(vec![Step::Read, Step::Write(cut)]).await.are_ambiguous(ErrorKind::Transport);
}

#[tokio::test]
async fn a_compressed_answer_without_its_end_may_have_been_applied() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(br#"{"hash":"01HQ5K3P97"}"#).expect("compression");
    let mut gzip = gzip.finish().expect("compression");
    gzip.truncate(gzip.len() - 9);
    let whole = answer_with(200, &[("content-encoding", "gzip")], &gzip);
    Failures::under(vec![Step::Read, Step::Write(whole)]).await.are_ambiguous(ErrorKind::Transport);
}

#[tokio::test]
async fn an_answer_that_is_not_http_may_have_been_applied() {
    let script = vec![Step::Read, Step::Write(b"220 mail.example ESMTP\r\n".to_vec())];
    Failures::under(script).await.are_ambiguous(ErrorKind::Transport);
}

#[tokio::test]
async fn an_answer_too_large_to_read_may_have_been_applied() {
    let server = ScriptedServer::start([answered(200, &" ".repeat(100))]).await.expect("a server");
    let client = Client::builder().base_url(server.url()).body_cap(99);
    Failures::of(client).await.are_ambiguous(ErrorKind::Transport);
}

#[tokio::test]
async fn a_server_error_without_the_providers_words_may_have_been_applied() {
    for status in [500, 502, 503, 504] {
        for body in ["", "{}", "null", "upstream connect error"] {
            Failures::under(answered(status, body)).await.are_ambiguous(ErrorKind::Api);
        }
    }
}

#[tokio::test]
async fn a_gateway_that_speaks_json_does_not_speak_for_the_provider() {
    // What gateways in front of an API say of their own when the API has not answered them.
    for (status, body) in [
        (502, r#"{"message": "Internal server error"}"#),
        (503, r#"{"message":"Service Unavailable"}"#),
        (504, r#"{"message": "Endpoint request timed out"}"#),
    ] {
        Failures::under(answered(status, body)).await.are_ambiguous(ErrorKind::Api);
    }
}

#[tokio::test]
async fn a_web_page_may_have_been_applied() {
    for status in [200, 403, 502] {
        let page = answered(status, "<!DOCTYPE html><title>Attention Required!</title>");
        Failures::under(page).await.are_ambiguous(ErrorKind::NotTheApi);
    }
}

#[tokio::test]
async fn a_redirect_may_have_been_applied() {
    for status in [301, 302, 303, 307, 308] {
        let redirect = answer_with(status, &[("location", "https://elsewhere.example/login")], b"");
        Failures::under(vec![Step::Read, Step::Write(redirect)]).await.are_ambiguous(ErrorKind::NotTheApi);
    }
}

#[tokio::test]
async fn a_success_that_cannot_be_understood_may_have_been_applied() {
    for body in ["", "nonsense", r#"{"hash":"#, r#""done""#, "[{},{}]", r#"{"traffic_available":{}}"#] {
        Failures::under(answered(200, body)).await.are_ambiguous(ErrorKind::Decode);
    }
}

// --- The provider answered.

#[tokio::test]
async fn a_refusal_was_not_applied() {
    let message = r#"{"message":"Nope."}"#;
    for (status, kind) in [
        (400, ErrorKind::Api),
        (401, ErrorKind::Authentication),
        (403, ErrorKind::Authentication),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Api),
        (422, ErrorKind::Api),
        (429, ErrorKind::RateLimited),
    ] {
        Failures::under(answered(status, message)).await.are_clear(kind);
        Failures::under(answered(status, "")).await.are_clear(kind);
        Failures::under(answered(status, "{}")).await.are_clear(kind);
    }
}

#[tokio::test]
async fn a_server_error_in_the_providers_own_words_was_not_applied() {
    let body = r#"{"error":{"code":"insufficient_balance","message":"Not enough traffic."}}"#;
    Failures::under(answered(500, body)).await.are_clear(ErrorKind::Api);
}

// --- The client's own limits.

#[tokio::test]
async fn a_call_that_never_got_its_turn_was_not_applied() {
    let clock = FrozenClock::new();
    let server = ScriptedServer::start([vec![Step::Read, Step::Hang]]).await.expect("a server");
    let one = wholesale_iproyal::RateLimit { per_second: 0, burst: 0, in_flight: Some(1) };
    let client = Client::builder().token("t").base_url(server.url()).rate_limit(Some(one)).build().expect("a client");
    let busy = tokio::spawn({
        let client = client.clone();
        async move { client.get_account().send().await }
    });
    server.wait_until(|count| count.requests == 1).await;

    let brief = client.with_options(|options| options.retry(RetryPolicy::default().deadline(Duration::from_secs(5))));
    let waiting = tokio::spawn(async move { top_up(&brief).await });
    clock.settle().await;
    clock.advance(Duration::from_secs(6)).await;
    let error = waiting.await.expect("no panic").expect_err("no turn");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RequestTimeout, 0), "{error}");
    assert!(!error.may_have_been_applied() && error.to_string().contains("nothing was sent"), "{error}");
    assert_eq!(server.count().requests, 1);
    busy.abort();
}
