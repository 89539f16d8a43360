//! IPRoyal: bare records, two shapes of error.

use std::time::Duration;

use wholesale_iproyal::Client;
use wholesale_runtime::http::Response;
use wholesale_runtime::{ErrorKind, Recorder};
use wholesale_tests::clients;

use crate::{answering, digits, failed};

fn client(recorder: &Recorder) -> Client {
    clients::iproyal(recorder.clone()).expect("a client").with_options(|options| options.max_retries(0))
}

#[tokio::test]
async fn traffic_is_exact_as_a_whole_number_a_fraction_or_a_text() {
    for (number, read) in [("10", "10"), ("10.10", "10.10"), ("0.25", "0.25"), ("\"2.50\"", "2.50"), ("0", "0")] {
        let body = format!(r#"{{"hash":"01HQ","traffic_available":{number},"traffic_used":0}}"#);
        let user = client(&answering(&[(200, &body)])).get_sub_user().hash("01HQ").send().await.expect("a user");
        assert_eq!(digits(user.traffic_available).as_deref(), Some(read));
        assert_eq!(digits(user.traffic_used).as_deref(), Some("0"));
    }
}

#[tokio::test]
async fn the_old_id_may_be_a_number_a_text_null_or_missing() {
    for (id, read) in [(r#""id":5,"#, Some("5")), (r#""id":"005","#, Some("005")), (r#""id":null,"#, None), ("", None)]
    {
        let body = format!(r#"{{{id}"hash":"01HQ"}}"#);
        let user = client(&answering(&[(200, &body)])).get_sub_user().hash("01HQ").send().await.expect("a user");
        assert_eq!(user.id.as_ref().map(|id| id.as_str()), read);
        assert_eq!(user.hash.as_str(), "01HQ");
    }
}

#[tokio::test]
async fn an_empty_page_has_no_first_and_no_last_item() {
    let body = r#"{"data":[],"meta":{"current_page":1,"from":null,"last_page":1,"per_page":20,"to":null,"total":0}}"#;
    let page = client(&answering(&[(200, body)])).list_sub_users().send().await.expect("a page");
    let meta = page.meta.expect("the place of the page");
    assert!(page.data.is_empty());
    assert_eq!((meta.from, meta.to, meta.total, meta.path), (None, None, Some(0), None));
}

#[tokio::test]
async fn fields_that_nobody_knows_are_kept() {
    let body = r#"{"data":[{"hash":"01HQ","status":"active","tags":["a",{"b":1}]}],
        "meta":{"total":1,"links":[]},"links":{"next":null}}"#;
    let page = client(&answering(&[(200, body)])).list_sub_users().send().await.expect("a page");
    assert_eq!(page.data[0].extra["status"], "active");
    assert_eq!(page.data[0].extra["tags"][1]["b"], 1);
    assert!(page.meta.expect("meta").extra.contains_key("links"));
    assert!(page.extra.contains_key("links"));
}

#[tokio::test]
async fn limits_are_read_when_they_come_and_not_missed_when_they_do_not() {
    let body = r#"{"hash":"01HQ","limits":{"daily_limit":5000,"weekly_limit":7}}"#;
    let user = client(&answering(&[(200, body)])).get_sub_user().hash("01HQ").send().await.expect("a user");
    let limits = user.limits.expect("limits");
    assert_eq!((digits(limits.daily_limit).as_deref(), limits.monthly_limit), (Some("5000"), None));
    assert_eq!(limits.extra["weekly_limit"], 7);
    for body in [r#"{"hash":"01HQ"}"#, r#"{"hash":"01HQ","limits":null}"#] {
        let user = client(&answering(&[(200, body)])).get_sub_user().hash("01HQ").send().await.expect("a user");
        assert_eq!(user.limits, None);
    }
}

#[tokio::test]
async fn limits_without_a_limit_may_come_as_an_empty_list() {
    // The documents type them as an array, and PHP writes an empty map so.
    let body = r#"{"hash":"01HQ","limits":[]}"#;
    let user = client(&answering(&[(200, body)])).get_sub_user().hash("01HQ").send().await.expect("a user");
    assert_eq!(user.hash.as_str(), "01HQ");
    assert!(user.limits.is_none_or(|limits| limits.daily_limit.is_none()));
}

#[tokio::test]
async fn a_creation_answers_200_or_201() {
    for status in [200, 201] {
        let recorder = answering(&[(status, r#"{"id":5,"hash":"02JV","password":"s3cr3t"}"#)]);
        let call = client(&recorder).create_sub_user().username("u").password("s3cr3t").traffic(10);
        let answer = call.send_raw().await.expect("a user");
        assert_eq!(answer.status().as_u16(), status);
        let user = answer.into_payload();
        assert_eq!(user.password.as_ref().map(|password| password.expose()), Some("s3cr3t"));
        assert!(!format!("{user:?}").contains("s3cr3t"));
    }
}

#[tokio::test]
async fn a_deletion_answers_200_or_204_with_any_body_or_none() {
    for (status, body) in [(200, ""), (204, ""), (200, "{}"), (200, "null"), (200, "OK"), (200, r#"{"message":"x"}"#)] {
        let outcome = client(&answering(&[(status, body)])).delete_sub_user().hash("01HQ").send().await;
        outcome.unwrap_or_else(|error| panic!("{status} {body}: {error}"));
    }
}

#[tokio::test]
async fn both_shapes_of_an_error_are_read() {
    let detailed = r#"{"error":{"code":"failed_validation","message":"The request is not valid.",
        "detailed_messages":{"username":["taken"]}}}"#;
    let by_field = r#"{"message":"The given data was invalid.","errors":{"traffic":["too much"]}}"#;
    for (status, body, kind, code, message) in [
        (422, detailed, ErrorKind::Api, Some("failed_validation"), "The request is not valid."),
        (422, by_field, ErrorKind::Api, None, "The given data was invalid."),
        (401, r#"{"message":"Unauthenticated."}"#, ErrorKind::Authentication, None, "Unauthenticated."),
        (403, r#"{"error":{"code":"forbidden","message":"No."}}"#, ErrorKind::Authentication, Some("forbidden"), "No."),
        (404, r#"{"error":{"code":"not_found","message":"Gone."}}"#, ErrorKind::NotFound, Some("not_found"), "Gone."),
        (500, r#"{"error":{"code":"broken","message":"Oh."}}"#, ErrorKind::Api, Some("broken"), "Oh."),
    ] {
        let call = client(&answering(&[(status, body)])).create_sub_user().username("u").password("x").traffic(1);
        let error = failed(call.send().await, kind, body);
        assert_eq!((error.http_status(), error.code(), error.message()), (Some(status), code, Some(message)));
        assert_eq!(error.body().map(|body| body.as_ref()), Some(body.as_bytes()));
        assert_eq!((error.provider(), error.operation()), ("iproyal", "create_sub_user"));
        assert!(!error.may_have_been_applied(), "the provider refused: {error}");
    }
}

#[tokio::test]
async fn too_many_requests_come_with_an_empty_body_or_an_empty_object() {
    for body in ["", "{}", "[]"] {
        let recorder = answering(&[(429, body)]);
        let error = client(&recorder).give_traffic().hash("01HQ").amount(1).send().await;
        let error = failed(error, ErrorKind::RateLimited, body);
        assert_eq!((error.message(), error.code(), error.retry_after()), (None, None, None));
        assert!(error.is_rate_limited() && !error.may_have_been_applied());
        assert_eq!(recorder.requests().len(), 1, "what moves traffic is not sent again");
    }
    let recorder = Recorder::new();
    let answer = Response::builder().status(429).header("retry-after", "7").body("{}".into()).expect("an answer");
    recorder.answer_with(Ok(answer));
    let error = client(&recorder).take_traffic().hash("01HQ").amount(1).send().await;
    let error = failed(error, ErrorKind::RateLimited, "with a wait");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn a_gateway_that_speaks_for_the_provider_does_not_know_what_became_of_a_top_up() {
    for (status, body) in [(502, ""), (503, "{}"), (504, "upstream timed out"), (500, "")] {
        let recorder = answering(&[(status, body)]);
        let error = client(&recorder).give_traffic().hash("01HQ").amount(1).send().await;
        let error = failed(error, ErrorKind::Api, body);
        assert!(error.may_have_been_applied(), "{status}: {error}");
        assert!(error.to_string().contains("may have been applied"), "{error}");
        assert_eq!(recorder.requests().len(), 1);
    }
}
