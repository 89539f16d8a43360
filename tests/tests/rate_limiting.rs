//! How many calls a client allows itself: counted by the server, under a clock that is moved by hand.
#![expect(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::time::Duration;

use tokio::task::JoinSet;
use wholesale_iproyal::{Client, ClientBuilder, Error, ErrorKind, RateLimit, RetryPolicy};
use wholesale_tests::frozen_clock::FrozenClock;
use wholesale_tests::notes::Notes;
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer, answer_with};

const SECOND: Duration = Duration::from_secs(1);
const MILLISECOND: Duration = Duration::from_millis(1);

fn iproyal(server: &ScriptedServer, limit: RateLimit) -> ClientBuilder {
    let patient = RetryPolicy::default().deadline(3600 * SECOND);
    Client::builder().token("iproyal-token").base_url(server.url()).rate_limit(Some(limit)).retry(patient)
}

async fn reading(client: Client) -> Result<(), Error> {
    client.get_account().send().await.map(|_| ())
}

/// Starts this many calls, each through a clone of the client.
fn calls(client: &Client, count: usize) -> JoinSet<Result<(), Error>> {
    (0..count).map(|_| reading(client.clone())).collect()
}

/// Answers everything.
async fn answering() -> ScriptedServer {
    ScriptedServer::start([vec![Step::Read, Step::Write(answer(200, "{}"))]]).await.expect("a server")
}

/// Answers when it is told to.
async fn waiting() -> ScriptedServer {
    ScriptedServer::start([vec![Step::Read, Step::Await, Step::Write(answer(200, "{}"))]]).await.expect("a server")
}

async fn all_succeed(calls: JoinSet<Result<(), Error>>) {
    for outcome in calls.join_all().await {
        outcome.expect("an answer");
    }
}

#[tokio::test]
async fn a_burst_goes_out_at_once_and_the_rest_at_the_rate() {
    let clock = FrozenClock::new();
    let server = answering().await;
    let limit = RateLimit { per_second: 10, burst: 3, in_flight: None };
    let client = iproyal(&server, limit).build().expect("a client");
    let calls = calls(&client, 6);

    server.wait_until(|count| count.requests == 3).await;
    clock.settle().await;
    assert_eq!(server.count().requests, 3, "the burst");
    for sent in 4..=6 {
        clock.advance(90 * MILLISECOND).await;
        assert_eq!(server.count().requests, sent - 1, "not yet");
        clock.advance(11 * MILLISECOND).await;
        assert_eq!(server.count().requests, sent, "one more with every tenth of a second");
    }
    all_succeed(calls).await;
}

#[tokio::test]
async fn logicboxes_keeps_to_five_calls_a_second_unless_told_otherwise() {
    let limit = wholesale_logicboxes::API.rate_limit.expect("a limit from the spec");
    assert_eq!((limit.per_second, limit.burst), (5, 5));

    let clock = FrozenClock::new();
    let server = answering().await;
    let builder = wholesale_logicboxes::Client::builder().auth_userid("1").api_key("key").base_url(server.url());
    let client = builder.clone().build().expect("a client");
    let spawn = |client: &wholesale_logicboxes::Client| {
        let client = client.clone();
        async move { client.get_promo_prices().send().await.map(|_| ()) }
    };
    let mut limited: JoinSet<_> = (0..8).map(|_| spawn(&client)).collect();
    server.wait_until(|count| count.requests == 5).await;
    clock.settle().await;
    assert_eq!(server.count().requests, 5);

    let free = builder.rate_limit(None).build().expect("a client");
    for _ in 0..8 {
        spawn(&free).await.expect("an answer");
    }
    assert_eq!(server.count().requests, 13, "off with one option");
    limited.abort_all();
}

#[tokio::test]
async fn clones_share_one_limit_and_other_clients_do_not() {
    let clock = FrozenClock::new();
    let server = answering().await;
    let limit = RateLimit { per_second: 1, burst: 2, in_flight: None };
    let (one, other) =
        (iproyal(&server, limit).build().expect("a client"), iproyal(&server, limit).build().expect("a client"));
    let changed = one.with_options(|options| options.timeout(99 * SECOND));
    let mut all = JoinSet::new();
    for client in [one.clone(), one.clone(), one, changed, other.clone(), other] {
        all.spawn(reading(client));
    }
    server.wait_until(|count| count.requests == 4).await;
    clock.settle().await;
    assert_eq!(server.count().requests, 4, "two of each client");
    all.abort_all();
}

#[tokio::test]
async fn no_more_calls_are_in_flight_than_allowed() {
    let clock = FrozenClock::new();
    let server = waiting().await;
    let limit = RateLimit { per_second: 0, burst: 0, in_flight: Some(3) };
    let client = iproyal(&server, limit).build().expect("a client");
    let calls = calls(&client, 10);
    for answered in 0..=7 {
        server.wait_until(|count| count.requests == answered + 3).await;
        clock.settle().await;
        assert_eq!(server.count().requests, answered + 3, "three wait for the server, the others for their turn");
        server.release(1);
    }
    server.release(2);
    all_succeed(calls).await;
}

#[tokio::test]
async fn a_call_that_waits_before_it_is_repeated_leaves_its_place_to_others() {
    let clock = FrozenClock::new();
    let busy = vec![Step::Read, Step::Write(answer_with(503, &[("retry-after", "30")], b""))];
    let fine = vec![Step::Read, Step::Write(answer(200, "{}"))];
    let server = ScriptedServer::start([busy, fine]).await.expect("a server");
    let notes = Notes::new();
    let limit = RateLimit { per_second: 0, burst: 0, in_flight: Some(1) };
    let client = iproyal(&server, limit).observer(notes.clone()).build().expect("a client");
    let repeated = tokio::spawn(reading(client.clone()));
    notes.wait_for_retries(1).await;
    reading(client).await.expect("a free place");
    clock.advance(31 * SECOND).await;
    repeated.await.expect("no panic").expect("the second attempt");
}

#[tokio::test]
async fn a_repeated_call_counts_again() {
    let clock = FrozenClock::new();
    let busy = vec![Step::Read, Step::Write(answer_with(503, &[("retry-after", "0")], b""))];
    let server = ScriptedServer::start([busy]).await.expect("a server");
    let limit = RateLimit { per_second: 1, burst: 1, in_flight: None };
    let client = iproyal(&server, limit).build().expect("a client");
    let call = tokio::spawn(reading(client));
    for attempts in 1..=3 {
        server.wait_until(|count| count.requests == attempts).await;
        clock.settle().await;
        assert_eq!(server.count().requests, attempts);
        clock.advance(1001 * MILLISECOND).await;
    }
    assert_eq!(call.await.expect("no panic").expect_err("three failures").attempts(), 3);
}

/// The failure of a call whose turn does not come within its deadline.
#[track_caller]
fn never_got_its_turn(error: &Error) {
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RequestTimeout, 0), "{error}");
    assert!(!error.may_have_been_applied(), "{error}");
    assert!(error.to_string().contains("rate limit") && error.to_string().contains("nothing was sent"), "{error}");
}

#[tokio::test]
async fn waiting_for_the_rate_honours_the_deadline() {
    // Nothing moves this clock: a client that began to wait would wait forever.
    let _clock = FrozenClock::new();
    let server = answering().await;
    let limit = RateLimit { per_second: 1, burst: 1, in_flight: None };
    let client = iproyal(&server, limit).build().expect("a client");
    reading(client.clone()).await.expect("the burst");
    let hasty = RetryPolicy::default().deadline(100 * MILLISECOND);
    let client = client.with_options(|options| options.retry(hasty));
    let top_up = client.give_traffic().hash("01HQ5K3P97").amount(wholesale_iproyal::dec!(1)).send().await;
    never_got_its_turn(&top_up.expect_err("no turn"));
    never_got_its_turn(&reading(client).await.expect_err("no turn"));
    assert_eq!(server.count().requests, 1);
}

#[tokio::test]
async fn waiting_for_a_place_honours_the_deadline() {
    let clock = FrozenClock::new();
    let server = waiting().await;
    let limit = RateLimit { per_second: 0, burst: 0, in_flight: Some(1) };
    let client = iproyal(&server, limit).build().expect("a client");
    let first = tokio::spawn(reading(client.clone()));
    server.wait_until(|count| count.requests == 1).await;
    let hasty = client.with_options(|options| options.retry(RetryPolicy::default().deadline(SECOND)));
    let second = tokio::spawn(reading(hasty));
    clock.settle().await;
    assert!(!second.is_finished());
    clock.advance(1001 * MILLISECOND).await;
    never_got_its_turn(&second.await.expect("no panic").expect_err("no turn"));
    assert_eq!(server.count().requests, 1);
    server.release(1);
    first.await.expect("no panic").expect("the first is none the worse for it");
}
