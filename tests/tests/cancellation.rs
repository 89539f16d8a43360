//! A call that is dropped, at every point at which it can be: nothing is stuck afterwards.
#![expect(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;
use std::time::Duration;

use wholesale_iproyal::{Client, ClientBuilder, RateLimit, RetryPolicy, Secret, dec};
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer, answer_with, head};

/// More polls than any of these calls needs to come as far as it can.
const POLLS: usize = 24;

const USER: &str = r#"{"hash":"01HQ5K3P97"}"#;

/// One call at a time: a place that is not given back stops every later call.
const ONE: RateLimit = RateLimit { per_second: 0, burst: 0, in_flight: Some(1) };

/// Polls a future this many times, whether it asked for it or not, and drops it; `true` when it has ended by then.
async fn polled<F: Future>(future: F, times: usize) -> bool {
    let mut future = pin!(future);
    for _ in 0..times {
        let poll = std::future::poll_fn(|context| Poll::Ready(future.as_mut().poll(context))).await;
        if poll.is_ready() {
            return true;
        }
        tokio::task::yield_now().await;
    }
    false
}

fn iproyal(server: &ScriptedServer) -> ClientBuilder {
    let brief = RetryPolicy::default().deadline(Duration::from_secs(20));
    Client::builder().token("iproyal-token").base_url(server.url()).rate_limit(Some(ONE)).retry(brief)
}

async fn top_up(client: Client) -> wholesale_iproyal::Result<()> {
    client.give_traffic().hash("01HQ5K3P97").amount(dec!(2.5)).send().await.map(|_| ())
}

async fn reading(client: Client) -> wholesale_iproyal::Result<()> {
    client.get_account().send().await.map(|_| ())
}

/// Drops a call to a server that gets stuck like this, after every number of polls, and calls again.
async fn dropped_while(stuck: Vec<Step>) {
    for polls in 0..POLLS {
        // What comes first is stuck; a call that is dropped before it connects leaves that to the next one.
        let server = ScriptedServer::start([stuck.clone()]).await.expect("a server");
        let working =
            ScriptedServer::start([vec![Step::Read, Step::Write(answer(200, USER))]]).await.expect("a server");
        let client = iproyal(&server).build().expect("a client");
        assert!(!polled(top_up(client.clone()), polls).await, "stuck");
        assert!(!polled(reading(client.clone()), polls).await, "stuck, and not for want of a place");
        if polls == POLLS - 1 {
            assert_eq!(server.count().connections, 2, "both had their turn");
        }
        drop(client);
        // Everything that was begun comes to an end with the client.
        server.wait_until(|count| count.closed == count.connections).await;
        reading(iproyal(&working).build().expect("a client")).await.expect("an answer");
    }
}

#[tokio::test]
async fn a_call_is_dropped_while_nobody_reads_it() {
    dropped_while(vec![Step::Hang]).await;
}

#[tokio::test]
async fn a_call_is_dropped_while_it_waits_for_an_answer() {
    dropped_while(vec![Step::Read, Step::Hang]).await;
}

#[tokio::test]
async fn a_call_is_dropped_in_the_head_of_an_answer() {
    dropped_while(vec![Step::Read, Step::Write(b"HTTP/1.1 200 OK\r\ncontent-".to_vec()), Step::Hang]).await;
}

#[tokio::test]
async fn a_call_is_dropped_in_the_body_of_an_answer() {
    let begun = [head(200, [("content-length", "100")]), b"{\"hash\":".to_vec()].concat();
    dropped_while(vec![Step::Read, Step::Write(begun), Step::Hang]).await;
}

#[tokio::test]
async fn a_call_is_dropped_while_it_waits_to_be_repeated() {
    for polls in 0..POLLS {
        let busy = vec![Step::Read, Step::Write(answer_with(503, &[("retry-after", "15")], b""))];
        let fine = vec![Step::Read, Step::Write(answer(200, USER))];
        let server = ScriptedServer::start([busy, fine]).await.expect("a server");
        let client = iproyal(&server).build().expect("a client");
        assert!(!polled(reading(client.clone()), polls).await, "waits for 15 seconds");
        if server.count().connections == 0 {
            continue;
        }
        reading(client).await.expect("the place is free again");
    }
}

#[tokio::test]
async fn a_dropped_call_does_not_hurt_the_next_one_on_the_same_client() {
    for polls in 0..POLLS {
        let slow = vec![Step::Read, Step::Await, Step::Write(answer(200, USER))];
        let fine = vec![Step::Read, Step::Write(answer(200, USER))];
        let server = ScriptedServer::start([slow, fine]).await.expect("a server");
        let client = iproyal(&server).build().expect("a client");
        assert!(!polled(top_up(client.clone()), polls).await, "nobody answers it");
        server.release(1);
        top_up(client).await.expect("an answer of its own");
        let dropped_and_answered = server.count().requests;
        assert!((1..=2).contains(&dropped_and_answered), "{dropped_and_answered} requests for two calls");
    }
}

#[tokio::test]
async fn a_dropped_call_does_not_leave_its_answer_to_the_next_one() {
    for polls in 0..POLLS {
        // Both on one connection, if the client were careless: the late answer to the first must not be read as the second's.
        let late = vec![
            Step::Read,
            Step::Await,
            Step::Write(answer(200, r#"{"available_traffic":1}"#)),
            Step::Read,
            Step::Write(answer(200, r#"{"available_traffic":2}"#)),
        ];
        let fine = vec![Step::Read, Step::Write(answer(200, r#"{"available_traffic":2}"#))];
        let server = ScriptedServer::start([late, fine]).await.expect("a server");
        let client = iproyal(&server).build().expect("a client");
        polled(top_up(client.clone()), polls).await;
        if server.count().requests == 0 {
            continue;
        }
        server.release(1);
        let account = client.get_account().send().await.expect("an answer");
        assert_eq!(account.available_traffic, Some(dec!(2)), "after {polls} polls");
    }
}

#[tokio::test]
async fn a_call_is_dropped_while_it_waits_for_its_turn() {
    for polls in 0..POLLS {
        let slow = vec![Step::Read, Step::Await, Step::Write(answer(200, USER))];
        let server = ScriptedServer::start([slow]).await.expect("a server");
        let client = iproyal(&server).build().expect("a client");
        let first = tokio::spawn(reading(client.clone()));
        server.wait_until(|count| count.requests == 1).await;
        assert!(!polled(reading(client.clone()), polls).await, "the place is taken");
        server.release(2);
        first.await.expect("no panic").expect("an answer");
        reading(client).await.expect("the place is free again");
    }
}

#[tokio::test]
async fn a_call_is_dropped_while_it_fetches_a_credential() {
    for polls in 0..POLLS {
        let server = ScriptedServer::start([vec![Step::Read, Step::Write(answer(200, USER))]]).await.expect("a server");
        let sealed = Arc::new(AtomicBool::new(true));
        let vault = Arc::clone(&sealed);
        let source = move || {
            let sealed = vault.load(Ordering::SeqCst);
            async move { if sealed { pending().await } else { Ok(Secret::from("fresh")) } }
        };
        let client = iproyal(&server).token_from(source).build().expect("a client");
        assert!(!polled(top_up(client.clone()), polls).await, "the vault is sealed");
        sealed.store(false, Ordering::SeqCst);
        top_up(client).await.expect("the place and the source are free again");
        assert_eq!(server.count().requests, 1);
    }
}

#[tokio::test]
async fn a_call_that_loses_a_race_is_over() {
    let server = ScriptedServer::start([vec![Step::Read, Step::Hang]]).await.expect("a server");
    let client = iproyal(&server).build().expect("a client");
    tokio::select! {
        biased;
        outcome = top_up(client.clone()) => outcome.expect_err("nobody answers"),
        () = server.wait_until(|count| count.requests == 1) => {
            // The connection is closed although the client lives on: the server is told that nobody waits.
            server.wait_until(|count| count.closed == 1).await;
            return;
        }
    };
}
