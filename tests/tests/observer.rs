//! What a client tells its observer.
#![expect(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::time::Duration;

use wholesale_iproyal::{Client, RetryPolicy, Secret, dec};
use wholesale_tests::notes::{Note, Notes};
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer};

fn hasty() -> RetryPolicy {
    RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO)
}

fn answered(status: u16, body: &str) -> Vec<Step> {
    vec![Step::Read, Step::Write(answer(status, body))]
}

async fn server(scripts: impl IntoIterator<Item = Vec<Step>>) -> ScriptedServer {
    ScriptedServer::start(scripts).await.expect("a server")
}

/// The notes in short.
fn told(notes: &Notes) -> Vec<String> {
    let short = |note| match note {
        Note::Request(request) => format!("{} {} request {}", request.provider, request.operation, request.attempt),
        Note::Response(response) => {
            let (status, error) = (response.http_status, response.error);
            format!("{} {} response {} {status:?} {error:?}", response.provider, response.operation, response.attempt)
        }
        Note::Retry(retry) => {
            format!("{} {} retry after {} {:?}", retry.provider, retry.operation, retry.attempts, retry.error)
        }
    };
    notes.all().into_iter().map(short).collect()
}

#[tokio::test]
async fn an_observer_is_told_of_every_attempt_in_order() {
    let server = server([answered(503, ""), vec![Step::Read, Step::Reset], answered(200, "{}")]).await;
    let notes = Notes::new();
    let client = Client::builder().token("t").base_url(server.url()).retry(hasty()).observer(notes.clone());
    client.build().expect("a client").get_account().send().await.expect("the third attempt");
    assert_eq!(
        told(&notes),
        [
            "iproyal get_account request 1",
            "iproyal get_account response 1 Some(503) Some(Api)",
            "iproyal get_account retry after 1 Api",
            "iproyal get_account request 2",
            "iproyal get_account response 2 None Some(Transport)",
            "iproyal get_account retry after 2 Transport",
            "iproyal get_account request 3",
            "iproyal get_account response 3 Some(200) None",
        ]
    );
}

#[tokio::test]
async fn an_observer_is_told_of_a_call_that_fails_once_and_for_all() {
    let server = server([answered(422, "{}")]).await;
    let notes = Notes::new();
    let client = Client::builder().token("t").base_url(server.url()).observer(notes.clone()).build().expect("a client");
    client.give_traffic().hash("01HQ5K3P97").amount(dec!(1)).send().await.expect_err("a refusal");
    assert_eq!(told(&notes), ["iproyal give_traffic request 1", "iproyal give_traffic response 1 Some(422) Some(Api)"]);
}

#[tokio::test]
async fn an_observer_is_told_nothing_of_a_call_that_is_refused_before_it_is_sent() {
    let notes = Notes::new();
    let client = Client::builder().token("t").base_url("http://127.0.0.1:9").observer(notes.clone());
    client.build().expect("a client").give_traffic().hash("01HQ5K3P97").send().await.expect_err("no amount");
    assert!(told(&notes).is_empty());
}

#[tokio::test]
async fn an_observer_sees_a_renewed_credential_as_a_second_attempt() {
    let server = server([answered(401, "{}"), answered(200, "{}")]).await;
    let notes = Notes::new();
    let source = || async { Ok(Secret::from("fresh")) };
    let client = Client::builder().token_from(source).base_url(server.url()).observer(notes.clone());
    client.build().expect("a client").get_account().send().await.expect("the second attempt");
    let attempts: Vec<String> = told(&notes).into_iter().filter(|note| !note.contains("retry")).collect();
    assert_eq!(
        attempts,
        [
            "iproyal get_account request 1",
            "iproyal get_account response 1 Some(401) Some(Authentication)",
            "iproyal get_account request 2",
            "iproyal get_account response 2 Some(200) None",
        ]
    );
}

#[tokio::test]
async fn an_observer_is_given_no_secret() {
    let server = server([answered(503, r#"{"message":"hunter2 bearer-secret"}"#), answered(200, "{}")]).await;
    let notes = Notes::new();
    let client = Client::builder().token("bearer-secret").base_url(server.url()).retry(hasty()).observer(notes.clone());
    let client = client.build().expect("a client");
    client.create_sub_user().username("acme").password("hunter2").traffic(1).send().await.expect_err("503");
    client.get_account().send().await.expect("an answer");
    let notes = format!("{:?}", notes.all());
    assert!(!notes.contains("hunter2") && !notes.contains("bearer-secret"), "{notes}");
}
