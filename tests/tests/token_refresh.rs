//! A credential that comes from an async closure: fetched once, renewed once after a refusal.
#![expect(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::future::pending;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use wholesale_iproyal::{Client, ErrorKind, RetryPolicy, Secret, dec};
use wholesale_runtime::{CredentialSource, Fetching};
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer};
use wholesale_tests::shown;

/// Gives `token-1`, `token-2` and so on, and counts them.
#[derive(Clone, Default)]
struct Vault {
    asked: Arc<AtomicUsize>,
    /// When there is one, a value is given only when a permit comes.
    gate: Option<Arc<Semaphore>>,
}

impl CredentialSource for Vault {
    fn fetch(&self) -> Fetching<'_> {
        Box::pin(async {
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            if let Some(gate) = &self.gate {
                gate.acquire().await?.forget();
            }
            Ok(Secret::new(format!("token-{number}")))
        })
    }
}

impl Vault {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

fn answered(status: u16, body: &str) -> Vec<Step> {
    vec![Step::Read, Step::Write(answer(status, body))]
}

const REFUSED: &str = r#"{"message":"Unauthenticated."}"#;

async fn server(scripts: impl IntoIterator<Item = Vec<Step>>) -> ScriptedServer {
    ScriptedServer::start(scripts).await.expect("a server")
}

fn client(server: &ScriptedServer, source: impl CredentialSource) -> Client {
    let policy = RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO);
    Client::builder().token_from(source).base_url(server.url()).retry(policy).build().expect("a client")
}

/// The `Authorization` of every request.
fn authorizations(server: &ScriptedServer) -> Vec<String> {
    let requests = server.requests();
    requests.iter().map(|request| request.header("authorization").unwrap_or("none").to_owned()).collect()
}

#[tokio::test]
async fn an_async_closure_is_a_source_for_every_provider_with_a_token() {
    let server = server([answered(200, r#"{"success":true,"data":[]}"#)]).await;
    let fetch = async || Ok(Secret::from("fresh"));
    let iproyal = Client::builder().token_from(fetch).base_url(server.url()).build().expect("a client");
    iproyal.get_account().send().await.expect("an answer");
    let netnut = wholesale_netnut::Client::builder()
        .token_from(|| async { Ok(Secret::from("fresh")) })
        .base_url(server.url())
        .build()
        .expect("a client");
    netnut.list_sub_users().send().await.expect("an answer");
    assert_eq!(authorizations(&server), ["Bearer fresh", "fresh"]);
}

#[tokio::test]
async fn nothing_is_fetched_before_the_first_call() {
    let (server, vault) = (server([answered(200, "{}")]).await, Vault::default());
    let client = client(&server, vault.clone());
    client.give_traffic().hash("01HQ5K3P97").send().await.expect_err("no amount");
    assert_eq!(vault.asked(), 0);
    client.get_account().send().await.expect("an answer");
    client.clone().get_account().send().await.expect("an answer");
    assert_eq!((vault.asked(), authorizations(&server)), (1, vec!["Bearer token-1".to_owned(); 2]));
}

#[tokio::test]
async fn fifty_calls_at_once_fetch_one_token() {
    let gate = Arc::new(Semaphore::new(0));
    let (server, vault) =
        (server([answered(200, "{}")]).await, Vault { gate: Some(Arc::clone(&gate)), ..Vault::default() });
    let client = client(&server, vault.clone());
    let calls: JoinSet<_> = (0..50).map(|_| client.get_account().send()).collect();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!((vault.asked(), server.count().requests), (1, 0), "all wait for one value");
    gate.add_permits(50);
    for outcome in calls.join_all().await {
        outcome.expect("an answer");
    }
    assert_eq!((vault.asked(), authorizations(&server)), (1, vec!["Bearer token-1".to_owned(); 50]));
}

#[tokio::test]
async fn fifty_calls_that_are_refused_together_fetch_one_new_token() {
    let refusals = (0..50).map(|_| vec![Step::Read, Step::Await, Step::Write(answer(401, REFUSED))]);
    let (server, vault) = (server(refusals.chain([answered(200, "{}")])).await, Vault::default());
    let client = client(&server, vault.clone());
    let calls: JoinSet<_> = (0..50).map(|_| client.get_account().send()).collect();
    server.wait_until(|count| count.requests == 50).await;
    server.release(50);
    for outcome in calls.join_all().await {
        outcome.expect("an answer to the second token");
    }
    assert_eq!((vault.asked(), server.count().requests), (2, 100));
}

#[tokio::test]
async fn a_refused_token_is_renewed_and_the_call_repeated_even_a_top_up() {
    let user = r#"{"hash":"01HQ5K3P97"}"#;
    let (server, vault) = (server([answered(401, REFUSED), answered(200, user)]).await, Vault::default());
    let client = client(&server, vault.clone());
    let response = client.give_traffic().hash("01HQ5K3P97").amount(dec!(2.5)).send_raw().await.expect("an answer");
    assert_eq!((response.attempts(), vault.asked()), (2, 2));
    assert_eq!(authorizations(&server), ["Bearer token-1", "Bearer token-2"]);
    let requests = server.requests();
    assert_eq!((&requests[0].target, &requests[0].body), (&requests[1].target, &requests[1].body));
    assert_eq!(requests[1].text(), Some(r#"{"amount":2.5}"#));
}

#[tokio::test]
async fn a_renewal_is_not_one_of_the_retries() {
    let (server, vault) = (server([answered(401, REFUSED), answered(200, "{}")]).await, Vault::default());
    let client = client(&server, vault).with_options(|options| options.max_retries(0));
    client.get_account().send().await.expect("an answer");
}

#[tokio::test]
async fn a_second_refusal_is_the_answer() {
    let (server, vault) = (server([answered(401, REFUSED)]).await, Vault::default());
    let client = client(&server, vault.clone());
    let error = client.get_account().send().await.expect_err("refused twice");
    assert_eq!((error.kind(), error.http_status(), error.attempts()), (ErrorKind::Authentication, Some(401), 2));
    assert!(!error.may_have_been_applied() && !shown::everything(&error).contains("token-"), "{error:?}");
    assert_eq!((vault.asked(), server.count().requests), (2, 2));
}

#[tokio::test]
async fn a_token_that_was_renewed_and_refused_is_not_kept() {
    let (server, vault) =
        (server([answered(401, REFUSED), answered(401, REFUSED), answered(200, "{}")]).await, Vault::default());
    let client = client(&server, vault.clone());
    client.get_account().send().await.expect_err("refused twice");
    client.get_account().send().await.expect("an answer, with whatever renewal that takes");
    assert!(vault.asked() <= 3, "{}", vault.asked());
}

#[tokio::test]
async fn only_the_refusal_of_a_credential_renews_it() {
    for (status, body) in
        [(403, REFUSED), (400, REFUSED), (404, REFUSED), (200, "nonsense"), (401, "<html>captive portal</html>")]
    {
        let (server, vault) = (server([answered(status, body)]).await, Vault::default());
        client(&server, vault.clone()).get_account().send().await.expect_err("a failure");
        assert_eq!((vault.asked(), server.count().requests), (1, 1), "{status} {body}");
    }
}

#[tokio::test]
async fn a_fixed_token_is_not_tried_again() {
    let server = server([answered(401, REFUSED)]).await;
    let client = Client::builder().token("fixed").base_url(server.url()).build().expect("a client");
    let error = client.get_account().send().await.expect_err("refused");
    assert!(error.is_authentication());
    assert_eq!((error.attempts(), server.count().requests), (1, 1));
}

#[tokio::test]
async fn a_source_that_fails_is_an_authentication_error_and_nothing_is_sent() {
    let server = server([answered(200, "{}")]).await;
    let client = client(&server, || async { Err("the vault is sealed".into()) });
    let error = client.give_traffic().hash("01HQ5K3P97").amount(dec!(1)).send().await.expect_err("no token");
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Authentication, 0));
    assert!(!error.may_have_been_applied() && error.to_string().contains("nothing was sent"), "{error}");
    let source = std::error::Error::source(&error).expect("what the source said");
    assert_eq!(source.to_string(), "the vault is sealed");
    assert_eq!(server.count().connections, 0);
}

#[tokio::test]
async fn a_source_that_fails_is_asked_again_by_the_next_call() {
    let (server, asked) = (server([answered(200, "{}")]).await, Arc::new(AtomicUsize::new(0)));
    let client = client(&server, move || {
        let first = asked.fetch_add(1, Ordering::SeqCst) == 0;
        async move { if first { Err("not yet".into()) } else { Ok(Secret::from("fresh")) } }
    });
    client.get_account().send().await.expect_err("no token");
    client.get_account().send().await.expect("a token");
}

#[tokio::test]
async fn a_call_that_is_given_up_while_it_fetches_leaves_the_source_usable() {
    let gate = Arc::new(Semaphore::new(0));
    let (server, vault) =
        (server([answered(200, "{}")]).await, Vault { gate: Some(Arc::clone(&gate)), ..Vault::default() });
    let client = client(&server, vault);
    let given_up = tokio::spawn(client.get_account().send());
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    given_up.abort();
    assert!(given_up.await.expect_err("given up").is_cancelled());
    gate.add_permits(1);
    client.get_account().send().await.expect("a token");
}

#[tokio::test]
async fn a_source_that_never_answers_ends_with_the_deadline() {
    let server = server([answered(200, "{}")]).await;
    let client = client(&server, || async { pending().await });
    let client = client.with_options(|options| options.retry(RetryPolicy::never().deadline(Duration::from_millis(50))));
    let call = tokio::time::timeout(Duration::from_secs(5), client.get_account().send());
    let error = call.await.expect("the deadline of the call ends it").expect_err("no token");
    assert!(!error.may_have_been_applied(), "{error}");
    assert_eq!(server.count().connections, 0);
}

#[tokio::test]
async fn a_token_that_cannot_stand_in_a_header_is_refused_without_being_shown() {
    let server = server([answered(200, "{}")]).await;
    let client = client(&server, || async { Ok(Secret::from("hunter2\r\nx-injected: 1")) });
    let error = client.get_account().send().await.expect_err("not a header");
    assert!(!error.may_have_been_applied() && !shown::everything(&error).contains("hunter2"), "{error:?}");
    assert_eq!(server.count().connections, 0);
}

#[tokio::test]
async fn a_login_that_is_refused_counts_once_even_where_the_key_could_be_renewed() {
    // The refusal may be of the customer's password, and the provider counts how often that happens.
    let refused = r#"{"status":"ERROR","message":"Invalid credentials","remainingLoginAttempts":4}"#;
    for status in [401, 403, 500] {
        let (server, vault) = (server([answered(status, refused)]).await, Vault::default());
        let client = wholesale_logicboxes::Client::builder().auth_userid("1").api_key_from(vault);
        let client = client.base_url(server.url()).build().expect("a client");
        let call = client.generate_token().username("jane@example.com").passwd("customerpassword").ip("1.1.1.1");
        call.send().await.expect_err("refused");
        assert_eq!(server.count().requests, 1, "HTTP {status}");
    }
}
