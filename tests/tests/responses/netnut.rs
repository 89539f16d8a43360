//! NetNut: envelopes, lists of one envelope, and payloads of varying shape inside.

use wholesale_netnut::Client;
use wholesale_runtime::{ErrorKind, Recorder};
use wholesale_tests::clients;

use crate::{answering, failed};

const ACME: &str = r#"{"customer_id":4711,"customer_name":"Acme","customer_active":true}"#;

fn client(recorder: &Recorder) -> Client {
    clients::netnut(recorder.clone()).expect("a client").with_options(|options| options.max_retries(0))
}

/// An envelope, and the same in a list as the documents have it.
fn enveloped(data: &str) -> [String; 2] {
    let envelope = format!(r#"{{"success":true{data}}}"#);
    let listed = format!("[{envelope}]");
    [envelope, listed]
}

#[tokio::test]
async fn a_list_is_read_from_one_envelope_and_from_a_list_of_one() {
    let several = format!(r#","data":[{ACME},{{"customer_id":"4712"}}]"#);
    let one = format!(r#","data":[{ACME}]"#);
    let alone = format!(r#","data":{ACME}"#);
    for (data, ids) in [
        (several.as_str(), &["4711", "4712"][..]),
        (&one, &["4711"]),
        (&alone, &["4711"]),
        (r#","data":[]"#, &[]),
        (r#","data":null"#, &[]),
        (r#","data":[""]"#, &[]),
        ("", &[]),
    ] {
        for body in enveloped(data) {
            let users = client(&answering(&[(200, &body)])).list_sub_users().send().await;
            let users = users.unwrap_or_else(|error| panic!("{body}: {error}"));
            let read: Vec<&str> =
                users.iter().filter_map(|user| user.customer_id.as_ref()).map(|id| id.as_str()).collect();
            assert_eq!(read, ids, "{body}");
            assert_eq!(users.len(), ids.len(), "{body}");
        }
    }
}

#[tokio::test]
async fn a_record_is_read_from_an_object_a_list_or_nothing() {
    let object = format!(r#","data":{ACME}"#);
    let list = format!(r#","data":[{ACME}]"#);
    for (data, name) in [
        (object.as_str(), Some("Acme")),
        (&list, Some("Acme")),
        (r#","data":[]"#, None),
        (r#","data":[""]"#, None),
        (r#","data":null"#, None),
        ("", None),
    ] {
        for body in enveloped(data) {
            let user = client(&answering(&[(200, &body)])).get_sub_user().id(4711).send().await;
            let user = user.unwrap_or_else(|error| panic!("{body}: {error}"));
            assert_eq!(user.customer_name.as_deref(), name, "{body}");
        }
        let [body, _] = enveloped(data);
        let call = client(&answering(&[(200, &body)])).create_sub_user().customer_dashboard_email("a@b.example");
        let call =
            call.customer_name("Acme").customer_dashboard_pwd("x").customer_login_name("a").customer_login_pwd("y");
        assert_eq!(call.send().await.expect("a user").customer_name.as_deref(), name, "{body}");
    }
}

#[tokio::test]
async fn several_records_where_one_was_asked_for_are_not_guessed_from() {
    let body = format!(r#"{{"success":true,"data":[{ACME},{ACME}]}}"#);
    let outcome = client(&answering(&[(200, &body)])).get_sub_user().id(4711).send().await;
    failed(outcome, ErrorKind::Decode, &body);
}

#[tokio::test]
async fn ids_and_marks_are_read_however_they_are_written() {
    for (id, read) in
        [("4711", "4711"), ("\"4711\"", "4711"), ("\"0042\"", "0042"), ("9007199254740993", "9007199254740993")]
    {
        for (mark, active) in [("true", true), ("\"true\"", true), ("1", true), ("false", false), ("\"false\"", false)]
        {
            let body =
                format!(r#"{{"success":true,"data":{{"customer_id":{id},"customer_active":{mark},"plan":"x"}}}}"#);
            let user = client(&answering(&[(200, &body)])).get_sub_user().id(1).send().await.expect("a user");
            assert_eq!(user.customer_id.as_ref().map(|id| id.as_str()), Some(read));
            assert_eq!((user.customer_active, &user.extra["plan"]), (Some(active), &"x".into()));
        }
    }
}

#[tokio::test]
async fn what_only_succeeds_gives_true() {
    for body in [r#"{"success":true,"token":"text"}"#, r#"{"success":true,"message":"null"}"#, r#"[{"success":true}]"#]
    {
        let answers = [(200, body); 4];
        let recorder = answering(&answers);
        let client = client(&recorder);
        assert!(client.allocate_traffic().id(1).allocate(10).product_type("*").send().await.expect("true"));
        let ips = client.allocate_ips().id(1).access_point("abc").country_code("US").ips(5).bandwidth(5);
        assert!(ips.send().await.expect("true"));
        assert!(client.change_sub_user_password().id(1).new_login_pwd("x").send().await.expect("true"));
        assert!(client.disable_sub_user().id(1).send().await.expect("true"));
    }
}

#[tokio::test]
async fn a_failure_is_a_failure_at_any_status() {
    for (status, body, kind, message) in [
        (200, r#"{"success":false,"message":"Customer not found"}"#, ErrorKind::NotFound, Some("Customer not found")),
        (200, r#"[{"success":false,"message":"Customer not found"}]"#, ErrorKind::NotFound, Some("Customer not found")),
        (200, r#"{"success":false,"message":"null"}"#, ErrorKind::Api, None),
        (200, r#"{"success":false,"message":null}"#, ErrorKind::Api, None),
        (200, r#"{"success":false}"#, ErrorKind::Api, None),
        (400, r#"{"success":false,"message":"Bad"}"#, ErrorKind::Api, Some("Bad")),
        (401, r#"{"success":false,"message":"Unauthorized"}"#, ErrorKind::Authentication, Some("Unauthorized")),
        (401, "", ErrorKind::Authentication, None),
        (401, "Unauthorized", ErrorKind::Authentication, None),
    ] {
        let recorder = answering(&[(status, body)]);
        let call = client(&recorder).allocate_traffic().id(1).allocate(10).product_type("res");
        let error = failed(call.send().await, kind, body);
        assert_eq!((error.http_status(), error.message()), (Some(status), message), "{body}");
        assert!(!error.may_have_been_applied(), "the provider refused: {body}");
        let outcome = client(&answering(&[(status, body)])).list_sub_users().send().await;
        failed(outcome, kind, body);
    }
}

#[tokio::test]
async fn an_allocation_whose_answer_says_nothing_may_have_been_made() {
    for body in ["{}", "[]", r#"{"token":"text"}"#, r#"{"success":null}"#] {
        let recorder = answering(&[(200, body)]);
        let call = client(&recorder).allocate_traffic().id(1).allocate(10).product_type("res");
        let error = failed(call.send().await, ErrorKind::Decode, body);
        assert!(error.may_have_been_applied(), "{error}");
        assert_eq!(recorder.requests().len(), 1);
    }
}
