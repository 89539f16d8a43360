//! What reaches beyond the spec: the whole answer, calls that no spec covers, other options for some calls.

use std::time::Duration;

use wholesale_runtime::http::{Method, Response};
use wholesale_runtime::{ErrorKind, Recorder, RetryPolicy};
use wholesale_tests::clients;
use wholesale_tests::decode::form;

use crate::{answering, failed};

fn quick() -> RetryPolicy {
    RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO)
}

#[tokio::test]
async fn send_raw_gives_status_headers_and_body_beside_the_payload() {
    let recorder = Recorder::new();
    let body = r#"{ "result" : 4 , "error" : null }"#;
    let answer = Response::builder().status(201).header("x-request-id", "r-1").body(body.into()).expect("an answer");
    recorder.answer_with(Ok(answer));
    let client = clients::neucrm(recorder).expect("a client");
    let call = client.create_reseller().invoice_by("ISP").payment_by("ISP").r#type("Reseller").name("n").code("c");
    let answer = call.mobile("1").email("a@b.example").send_raw().await.expect("an answer");
    assert_eq!((answer.status().as_u16(), answer.attempts()), (201, 1));
    assert_eq!(answer.headers()["x-request-id"], "r-1");
    assert_eq!(answer.body().as_ref(), body.as_bytes(), "untouched");
    assert_eq!(answer.payload().as_str(), "4");
}

#[tokio::test]
async fn an_error_has_status_headers_and_body_too() {
    let recorder = Recorder::new();
    let answer = Response::builder().status(404).header("x-request-id", "r-2").body("{}".into()).expect("an answer");
    recorder.answer_with(Ok(answer));
    let client = clients::iproyal(recorder).expect("a client");
    let error = failed(client.get_sub_user().hash("01HQ").send_raw().await, ErrorKind::NotFound, "no such user");
    assert_eq!(error.headers().expect("headers")["x-request-id"], "r-2");
    assert_eq!(error.body().expect("a body").as_ref(), b"{}");
}

#[tokio::test]
async fn a_call_of_ones_own_has_the_credentials_where_the_provider_wants_them() {
    let recorder = Recorder::new();
    let client = clients::iproyal(recorder.clone()).expect("a client");
    let answer = client.request(Method::GET, "/residential/me").query("a b", "1&2").send().await.expect("an answer");
    assert_eq!(answer.payload().to_string(), "{}");
    let sent = recorder.requests().remove(0);
    assert_eq!(sent.uri(), "https://iproyal.example/base/residential/me?a+b=1%262");
    assert_eq!(sent.headers()["authorization"], "Bearer iproyal-token");

    let recorder = Recorder::new();
    let client = clients::neucrm(recorder.clone()).expect("a client");
    client.request(Method::POST, "/api/plan/list").form("name", "x&y").send().await.expect("an answer");
    let sent = recorder.requests().remove(0);
    let pairs = form(std::str::from_utf8(sent.body()).expect("UTF-8")).expect("a form");
    let expected = [("userid", "5"), ("api_key", "neucrm-key"), ("name", "x&y")];
    assert_eq!(pairs, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    assert_eq!(sent.uri().query(), None);

    let recorder = Recorder::new();
    let client = clients::logicboxes(recorder.clone()).expect("a client");
    client.request(Method::GET, "/customers/details.json").query("username", "j@x.example").send().await.expect("ok");
    client.request(Method::POST, "/customers/delete.json").form("customer-id", "1").send().await.expect("ok");
    let sent = recorder.requests();
    let names = |encoded: &str| form(encoded).expect("pairs").into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    assert_eq!(names(sent[0].uri().query().expect("a query")), ["auth-userid", "api-key", "username"]);
    assert_eq!(sent[1].uri().query(), None, "nothing goes into the address of a POST");
    let body = std::str::from_utf8(sent[1].body()).expect("UTF-8");
    assert_eq!(names(body), ["auth-userid", "api-key", "customer-id"]);
}

#[tokio::test]
async fn a_call_of_ones_own_can_have_a_json_body() {
    let recorder = Recorder::new();
    let client = clients::netnut(recorder.clone()).expect("a client");
    let body = std::collections::BTreeMap::from([("email", "a@b.example")]);
    client.request(Method::POST, "/auth/login").json(&body).send().await.expect("an answer");
    let sent = recorder.requests().remove(0);
    assert_eq!(sent.body().as_ref(), br#"{"email":"a@b.example"}"#);
    assert_eq!(sent.headers()["content-type"], "application/json");
    assert_eq!(sent.headers()["authorization"], "netnut-token", "the token alone, without Bearer");
}

#[tokio::test]
async fn a_call_of_ones_own_fails_as_any_other() {
    let recorder = answering(&[(200, r#"{"success":false,"message":"No"}"#), (200, "<html>"), (200, "{")]);
    let client = clients::netnut(recorder).expect("a client");
    let error = failed(client.request(Method::GET, "/customer").send().await, ErrorKind::Api, "refused");
    assert_eq!((error.message(), error.operation()), (Some("No"), "request"));
    failed(client.request(Method::GET, "/customer").send().await, ErrorKind::NotTheApi, "a page");
    failed(client.request(Method::GET, "/customer").send().await, ErrorKind::Decode, "half an answer");
}

#[tokio::test]
async fn a_call_of_ones_own_that_answers_204_has_succeeded() {
    let recorder = answering(&[(204, "")]);
    let client = clients::iproyal(recorder).expect("a client");
    let answer = client.request(Method::DELETE, "/residential/x").send().await.expect("a success without a body");
    assert!(answer.payload().is_null());
}

#[tokio::test]
async fn a_call_of_ones_own_is_repeated_only_when_the_caller_says_so() {
    let recorder = answering(&[(503, "")]);
    let client = clients::iproyal(recorder.clone()).expect("a client").with_options(|options| options.retry(quick()));
    let error = failed(client.request(Method::GET, "/me").send().await, ErrorKind::Api, "once");
    assert!(error.may_have_been_applied(), "nobody knows what an unknown call does");
    assert_eq!(recorder.requests().len(), 1);

    let recorder = answering(&[(503, ""), (429, "")]);
    let client = clients::iproyal(recorder.clone()).expect("a client").with_options(|options| options.retry(quick()));
    let answer = client.request(Method::GET, "/me").retry_safe().send().await.expect("the third answer");
    assert_eq!((answer.attempts(), recorder.requests().len()), (3, 3));
}

#[tokio::test]
async fn a_path_that_leads_elsewhere_is_refused_and_nothing_is_sent() {
    let recorder = Recorder::new();
    let client = clients::iproyal(recorder.clone()).expect("a client");
    for path in ["", "me", "/a/../b", "/..", "/./a", "/a?b=c", "/a#b", "/a\\b", "/a b", "/é", "//evil.example/a", "@x"]
    {
        let outcome = client.request(Method::GET, path).send().await;
        if path.starts_with("//") {
            // Appended to the base URL, it is a path and no other host.
            continue;
        }
        failed(outcome, ErrorKind::InvalidRequest, path);
    }
    for sent in recorder.requests() {
        assert_eq!(sent.uri().host(), Some("iproyal.example"));
    }
}

#[tokio::test]
async fn other_options_hold_for_the_calls_made_with_them_alone() {
    let recorder = answering(&[(503, ""), (503, ""), (503, "")]);
    let client = clients::iproyal(recorder.clone()).expect("a client");
    let once = client.with_options(|options| options.max_retries(0));
    failed(once.list_sub_users().send().await, ErrorKind::Api, "once");
    assert_eq!(recorder.requests().len(), 1);
    let thrice = client.with_options(|options| options.retry(quick().attempts(3)));
    let answer = thrice.list_sub_users().send_raw().await.expect("the third answer");
    assert_eq!((answer.attempts(), recorder.requests().len()), (3, 4), "the first client was not changed");
}
