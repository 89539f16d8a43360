//! When a request is sent again, how long the client waits before, and when it does not.
//!
//! Where a wait matters the clock is frozen and moved by hand; the server's count tells what was sent.
#![expect(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use tokio::net::TcpSocket;
use wholesale_iproyal::{Client, ClientBuilder, Error, ErrorKind, RetryPolicy, dec};
use wholesale_runtime::{Observer, RetryInfo};
use wholesale_tests::frozen_clock::FrozenClock;
use wholesale_tests::notes::Notes;
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer, answer_with};

const SECOND: Duration = Duration::from_secs(1);
const USER: &str = r#"{"hash":"01HQ5K3P97"}"#;
const MILLISECOND: Duration = Duration::from_millis(1);

/// The default policy with waits of no length to speak of.
fn hasty() -> RetryPolicy {
    RetryPolicy::default().backoff(MILLISECOND, MILLISECOND)
}

fn iproyal(server: &ScriptedServer) -> ClientBuilder {
    Client::builder().token("iproyal-token").base_url(server.url()).retry(hasty())
}

fn logicboxes(server: &ScriptedServer) -> wholesale_logicboxes::Client {
    wholesale_logicboxes::Client::builder()
        .auth_userid("1")
        .api_key("logicboxes-key")
        .base_url(server.url())
        .retry(hasty())
        .timeout(Duration::from_millis(500))
        .build()
        .expect("a client")
}

async fn top_up(client: &Client) -> Result<(), Error> {
    client.give_traffic().hash("01HQ5K3P97").amount(dec!(2.5)).send().await.map(|_| ())
}

async fn reading(client: &Client) -> Result<u32, Error> {
    client.get_account().send_raw().await.map(|response| response.attempts())
}

fn answered(status: u16, body: &str) -> Vec<Step> {
    vec![Step::Read, Step::Write(answer(status, body))]
}

fn asked_to_wait(status: u16, name: &str, value: &str) -> Vec<Step> {
    vec![Step::Read, Step::Write(answer_with(status, &[(name, value)], b""))]
}

async fn server(scripts: impl IntoIterator<Item = Vec<Step>>) -> ScriptedServer {
    ScriptedServer::start(scripts).await.expect("a server")
}

/// Every fault after which another attempt could help.
fn passing_faults() -> Vec<Vec<Step>> {
    let mut faults: Vec<_> = [429, 502, 503, 504].map(|status| answered(status, "")).into();
    faults.push(answered(503, "<html>maintenance</html>"));
    faults.push(vec![Step::Read, Step::Hang]);
    faults.push(vec![Step::Reset]);
    faults.push(vec![Step::Read, Step::Reset]);
    faults.push(vec![Step::Read]);
    faults
}

#[tokio::test]
async fn a_reading_is_sent_again_after_every_passing_fault() {
    for fault in passing_faults() {
        let server = server([fault.clone(), answered(200, USER)]).await;
        let client = iproyal(&server).timeout(Duration::from_millis(500)).build().expect("a client");
        let attempts = reading(&client).await.expect("the second attempt");
        assert_eq!((attempts, server.count().connections), (2, 2), "{fault:?}");
    }
}

#[tokio::test]
async fn a_top_up_is_never_sent_twice() {
    for fault in passing_faults().into_iter().chain([answered(500, ""), answered(400, "")]) {
        let server = server([fault.clone(), answered(200, USER)]).await;
        let client = iproyal(&server).timeout(Duration::from_millis(500)).build().expect("a client");
        let error = top_up(&client).await.expect_err("the fault");
        assert_eq!((error.attempts(), server.count().connections), (1, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn a_login_token_is_never_generated_twice() {
    for fault in passing_faults().into_iter().chain([answered(500, r#"{"status":"ERROR","message":"x"}"#)]) {
        let server = server([fault.clone(), answered(200, "\"token\"")]).await;
        let client = logicboxes(&server);
        let call = client.generate_token().username("jane@example.com").passwd("customerpassword").ip("1.1.1.1");
        let error = call.send().await.expect_err("the fault");
        assert_eq!((error.attempts(), server.count().connections), (1, 1), "{fault:?}");
    }
}

#[tokio::test]
async fn a_call_like_a_top_up_is_repeated_only_when_the_caller_says_that_it_is_harmless() {
    for (harmless, requests) in [(false, 1), (true, 2)] {
        let server = server([answered(503, ""), answered(200, USER)]).await;
        let client = iproyal(&server).build().expect("a client");
        let call = client.request(wholesale_iproyal::http::Method::GET, "/somewhere/else");
        let call = if harmless { call.retry_safe() } else { call };
        assert_eq!(call.send().await.is_ok(), harmless);
        assert_eq!(server.count().requests, requests);
    }
}

/// Lets a bound socket listen when the first attempt was refused.
struct ListensLate {
    socket: Mutex<Option<TcpSocket>>,
    listening: Mutex<Option<ScriptedServer>>,
}

impl Observer for &'static ListensLate {
    fn on_retry(&self, retry: &RetryInfo) {
        assert_eq!(retry.error, ErrorKind::Connect);
        if let Some(socket) = self.socket.lock().expect("a socket").take() {
            let listener = socket.listen(16).expect("a listener");
            let server = ScriptedServer::on(listener, [answered(200, USER)]).expect("a server");
            *self.listening.lock().expect("a place") = Some(server);
        }
    }
}

#[tokio::test]
async fn a_top_up_whose_connection_was_refused_is_sent_once_the_provider_listens() {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let url = format!("http://{}", socket.local_addr().expect("an address"));
    let late: &'static ListensLate =
        Box::leak(Box::new(ListensLate { socket: Mutex::new(Some(socket)), listening: Mutex::new(None) }));
    let client = Client::builder().token("t").base_url(url).retry(hasty()).observer(late).build().expect("a client");
    top_up(&client).await.expect("the second attempt");
    let server = late.listening.lock().expect("a place").take().expect("a server");
    assert_eq!(server.count().requests, 1);
}

#[tokio::test]
async fn a_connection_that_is_always_refused_is_tried_three_times() {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let url = format!("http://{}", socket.local_addr().expect("an address"));
    let client = Client::builder().token("t").base_url(url).retry(hasty()).build().expect("a client");
    let error = top_up(&client).await.expect_err("nobody listens");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, 3));
}

#[tokio::test]
async fn an_answer_that_says_what_is_wrong_is_not_asked_for_again() {
    for (status, body) in [(400, "{}"), (404, "{}"), (422, "{}"), (500, ""), (501, ""), (200, "nonsense"), (200, "<p>")]
    {
        let server = server([answered(status, body)]).await;
        let client = iproyal(&server).build().expect("a client");
        let error = reading(&client).await.expect_err("a failure");
        assert_eq!((error.attempts(), server.count().requests), (1, 1), "{status} {body}");
    }
}

#[tokio::test]
async fn a_logicboxes_error_with_status_500_is_an_answer_and_not_a_fault() {
    for body in [
        r#"{"status":"ERROR","message":"Customer 1 does not exist"}"#,
        r#"{"status":"error","error":"Customer 1 does not exist"}"#,
        r#"{"response":{"status":"Failed","msg":"Customer 1 does not exist"}}"#,
    ] {
        let server = server([answered(500, body), answered(200, "true")]).await;
        let client = logicboxes(&server);
        let error = client.change_customer_password().customer_id("1").new_passwd("password1").send().await;
        let error = error.expect_err("a refusal");
        assert_eq!((error.attempts(), server.count().requests), (1, 1), "{body}");
        assert_eq!(error.message(), Some("Customer 1 does not exist"), "{body}");
        assert!(!error.may_have_been_applied() && error.is_refused_by_provider(), "{error}");
    }
}

// --- Limits.

#[tokio::test]
async fn there_are_three_attempts_unless_the_caller_says_otherwise() {
    let server = server([answered(503, "")]).await;
    let client = iproyal(&server).build().expect("a client");
    let once = iproyal(&server).max_retries(0).build().expect("a client");
    let four = iproyal(&server).retry(hasty().attempts(4).deadline(60 * SECOND)).build().expect("a client");
    let mut seen = 0;
    for (client, attempts) in [
        (client.clone(), 3),
        (once.clone(), 1),
        (four, 4),
        (client.with_options(|options| options.max_retries(4)), 5),
        (client.with_options(|options| options.retry(RetryPolicy::never())), 1),
        (once.with_options(|options| options.retry(hasty().attempts(2))), 2),
        (client, 3),
    ] {
        let error = reading(&client).await.expect_err("a failure");
        let sent = server.count().requests - seen;
        seen += sent;
        assert_eq!((error.attempts(), sent), (u32::try_from(sent).expect("few"), attempts));
        assert_eq!((error.kind(), error.http_status()), (ErrorKind::Api, Some(503)));
    }
}

#[tokio::test]
async fn the_deadline_holds_for_an_attempt_too() {
    let server = server([vec![Step::Read, Step::Hang]]).await;
    let client = iproyal(&server).retry(hasty().deadline(Duration::from_millis(200))).build().expect("a client");
    let error = reading(&client).await.expect_err("a timeout");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RequestTimeout, 1));
}

#[tokio::test]
async fn a_wait_that_would_pass_the_deadline_is_not_begun() {
    // Nothing moves this clock: a client that waited would wait forever.
    let _clock = FrozenClock::new();
    let server = server([asked_to_wait(503, "retry-after", "10")]).await;
    let client = iproyal(&server).retry(hasty().deadline(5 * SECOND)).build().expect("a client");
    let error = reading(&client).await.expect_err("a failure");
    assert_eq!((error.attempts(), error.retry_after()), (1, Some(10 * SECOND)));
}

#[tokio::test]
async fn the_deadline_includes_the_waits() {
    let clock = FrozenClock::new();
    let server = server([asked_to_wait(503, "retry-after", "40")]).await;
    let notes = Notes::new();
    let client = iproyal(&server).observer(notes.clone()).build().expect("a client");
    let client = client.with_options(|options| options.retry(hasty().attempts(9).deadline(100 * SECOND)));
    let call = tokio::spawn(async move { reading(&client).await });
    // At 0, 40 and 80 seconds there is time for another wait of 40; then there is not.
    for retry in 1..=2 {
        notes.wait_for_retries(retry).await;
        clock.advance(41 * SECOND).await;
    }
    server.wait_until(|count| count.requests == 3).await;
    clock.settle().await;
    assert_eq!(notes.retries().len(), 2, "a third wait would end after the deadline");
    let error = call.await.expect("no panic").expect_err("a failure");
    assert_eq!((error.attempts(), server.count().requests), (3, 3));
}

// --- Waits.

#[tokio::test]
async fn a_wait_lasts_as_long_as_the_provider_asks() {
    for (name, value, wait) in [
        ("retry-after", "7", 7 * SECOND),
        ("retry-after-ms", "1500", 1500 * MILLISECOND),
        ("Retry-After-Ms", "250", 250 * MILLISECOND),
        ("retry-after", "0.5", 500 * MILLISECOND),
    ] {
        let clock = FrozenClock::new();
        let server = server([asked_to_wait(429, name, value), answered(200, USER)]).await;
        let notes = Notes::new();
        let client = iproyal(&server).observer(notes.clone()).build().expect("a client");
        let call = tokio::spawn(async move { reading(&client).await });
        notes.wait_for_retries(1).await;
        assert_eq!(notes.retries()[0].wait, wait, "{name}: {value}");

        clock.advance(wait - 10 * MILLISECOND).await;
        assert_eq!(server.count().requests, 1, "{name}: {value}");
        clock.advance(20 * MILLISECOND).await;
        assert_eq!(call.await.expect("no panic").expect("the second attempt"), 2);
        tokio::time::resume();
    }
}

#[tokio::test]
async fn a_wait_lasts_until_the_date_the_provider_names() {
    let clock = FrozenClock::new();
    let until = httpdate::fmt_http_date(SystemTime::now() + 1000 * SECOND);
    let server = server([asked_to_wait(503, "retry-after", &until), answered(200, USER)]).await;
    let notes = Notes::new();
    let policy = hasty().deadline(5000 * SECOND).longest_retry_after(2000 * SECOND);
    let client = iproyal(&server).retry(policy).observer(notes.clone()).build().expect("a client");
    let call = tokio::spawn(async move { reading(&client).await });
    notes.wait_for_retries(1).await;
    let wait = notes.retries()[0].wait;
    assert!(wait > 500 * SECOND && wait <= 1000 * SECOND, "{wait:?}");
    clock.advance(1001 * SECOND).await;
    assert_eq!(call.await.expect("no panic").expect("the second attempt"), 2);
}

#[tokio::test]
async fn a_provider_that_asks_for_too_long_a_wait_ends_the_call() {
    let _clock = FrozenClock::new();
    let tomorrow = httpdate::fmt_http_date(SystemTime::now() + 86_400 * SECOND);
    for (name, value) in [
        ("retry-after", "61"),
        ("retry-after", "86400"),
        ("retry-after-ms", "60001"),
        ("retry-after-ms", "18446744073709551615"),
        ("retry-after", tomorrow.as_str()),
    ] {
        let server = server([asked_to_wait(429, name, value)]).await;
        let client = iproyal(&server).retry(hasty().deadline(Duration::MAX)).build().expect("a client");
        let error = reading(&client).await.expect_err("too long");
        assert!(error.is_rate_limited() && error.retry_after() > Some(60 * SECOND), "{name}: {value}");
        assert_eq!(server.count().requests, 1, "{name}: {value}");
    }
}

#[tokio::test]
async fn a_retry_after_that_makes_no_sense_counts_as_none() {
    for value in ["soon", "-5", "NaN", "1e300", "", "99999999999999999999999999"] {
        let server = server([asked_to_wait(503, "retry-after", value), answered(200, USER)]).await;
        let client = iproyal(&server).build().expect("a client");
        assert_eq!(reading(&client).await.expect("the second attempt"), 2, "{value}");
    }
}

#[tokio::test]
async fn waits_are_random_below_a_ceiling_that_doubles() {
    let server = server([answered(503, "")]).await;
    let notes = Notes::new();
    let policy = RetryPolicy::default().attempts(12).backoff(MILLISECOND, 8 * MILLISECOND);
    let client = iproyal(&server).retry(policy).observer(notes.clone()).build().expect("a client");
    reading(&client).await.expect_err("a failure");

    let waits: Vec<Duration> = notes.retries().iter().map(|retry| retry.wait).collect();
    assert_eq!(waits.len(), 11);
    for (wait, ceiling) in waits.iter().zip([1, 2, 4, 8, 8, 8, 8, 8, 8, 8, 8]) {
        assert!(*wait <= ceiling * MILLISECOND, "{waits:?}");
    }
    let distinct: std::collections::BTreeSet<_> = waits.iter().collect();
    assert!(distinct.len() > 3, "{waits:?}");
}

#[tokio::test]
async fn a_policy_is_a_value_that_composes() {
    let policy = RetryPolicy::default().attempts(4).deadline(30 * SECOND);
    assert_eq!(policy, RetryPolicy::default().deadline(30 * SECOND).attempts(4));
    assert_eq!(policy.attempts(0), RetryPolicy::default().attempts(1).deadline(30 * SECOND));
    assert_ne!(policy, RetryPolicy::default());
    assert_eq!(RetryPolicy::never(), RetryPolicy::default().attempts(1));
}
