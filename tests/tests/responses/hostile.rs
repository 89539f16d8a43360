//! Answers that nobody should send: each is an error that says so, and none a crash or a silent loss.

use wholesale_runtime::api::{Api, Payload};
use wholesale_runtime::http::Method;
use wholesale_runtime::{ErrorKind, Recorder, Result};
use wholesale_tests::{calls, clients};

use crate::{answering, failed};

/// The status that one operation of a provider gets for an answer.
async fn status(provider: &str, operation: &str, recorder: Recorder) -> Result<u16> {
    let none = |options: wholesale_runtime::CallOptions| options.max_retries(0);
    let outcome = match provider {
        "iproyal" => calls::iproyal::send(&clients::iproyal(recorder)?.with_options(none), operation).await,
        "netnut" => calls::netnut::send(&clients::netnut(recorder)?.with_options(none), operation).await,
        "neucrm" => calls::neucrm::send(&clients::neucrm(recorder)?.with_options(none), operation).await,
        _ => calls::logicboxes::send(&clients::logicboxes(recorder)?.with_options(none), operation).await,
    };
    outcome.unwrap_or_else(|| panic!("{provider} has no {operation}"))
}

/// Every operation whose answer is read, with its provider.
fn operations() -> impl Iterator<Item = (&'static str, &'static str)> {
    let apis: [&'static Api; 4] =
        [&wholesale_iproyal::API, &wholesale_netnut::API, &wholesale_neucrm::API, &wholesale_logicboxes::API];
    apis.into_iter().flat_map(|api| {
        let read = api.operations.iter().filter(|operation| operation.payload != Payload::Nothing);
        read.map(|operation| (api.provider, operation.id))
    })
}

/// Every operation refuses a body as one that cannot be understood.
async fn refuse(body: &[u8], what: &str) {
    let mut read = Vec::new();
    for (provider, operation) in operations() {
        let recorder = Recorder::new();
        recorder.answer(200, body.to_vec());
        match status(provider, operation, recorder).await {
            Ok(_) => read.push((provider, operation)),
            Err(error) => assert_eq!(error.kind(), ErrorKind::Decode, "{provider} {operation}, {what}: {error}"),
        }
    }
    assert!(read.is_empty(), "{what} is taken for an answer by {read:?}");
}

#[tokio::test]
async fn an_empty_body_is_no_answer() {
    for body in ["", "  \n", "\u{feff}"] {
        refuse(body.as_bytes(), "an empty body").await;
    }
}

#[tokio::test]
async fn what_was_cut_short_is_no_answer() {
    for body in [
        r#"{"success":true,"data":[{"customer_id":1},"#,
        r#"[{"success":true,"data":{"customer_id":1"#,
        r#"{"success":true"#,
        r#"{"result":[{"id":"1"}"#,
        r#"{"result":"done","error":nul"#,
        r#"{"data":[{"hash":"01HQ"}],"meta":{"#,
        r#"{"1":{"promoid":"1"}"#,
        "{",
        "[",
        "\"",
        "tru",
        "-",
    ] {
        refuse(body.as_bytes(), body).await;
    }
}

#[tokio::test]
async fn no_part_of_an_answer_is_taken_for_the_whole() {
    for (provider, operation, whole) in [
        ("netnut", "list_sub_users", r#"{"success":true,"data":[{"customer_id":1},{"customer_id":2}]}"#),
        ("netnut", "get_sub_user", r#"[{"success":true,"data":{"customer_id":1}}]"#),
        ("netnut", "allocate_traffic", r#"{"success":true,"token":"text"}"#),
        ("neucrm", "list_resellers", r#"{"result":[{"id":"1"},{"id":"2"}],"error":null}"#),
        ("neucrm", "create_reseller", r#"{"result":4,"error":null}"#),
        ("iproyal", "list_sub_users", r#"{"data":[{"hash":"a"}],"meta":{"last_page":1}}"#),
        ("logicboxes", "get_promo_prices", r#"{"1":{"promoid":"1"}}"#),
        ("logicboxes", "generate_token", r#""0f1e2d3c""#),
        ("logicboxes", "change_customer_password", "true"),
    ] {
        assert!(status(provider, operation, answering(&[(200, whole)])).await.is_ok(), "{whole}");
        for end in 0..whole.len() {
            let part = &whole[..end];
            let outcome = status(provider, operation, answering(&[(200, part)])).await;
            failed(outcome, ErrorKind::Decode, &format!("{provider} {operation}: {part}"));
        }
    }
}

#[tokio::test]
async fn more_than_an_answer_is_no_answer() {
    for (provider, operation, body) in [
        ("netnut", "list_sub_users", r#"{"success":true,"data":[]}{"success":true,"data":[]}"#),
        ("neucrm", "list_resellers", r#"{"result":[],"error":null} and more"#),
        ("iproyal", "get_sub_user", r#"{"hash":"a"}}"#),
        ("logicboxes", "change_customer_password", "true false"),
    ] {
        failed(status(provider, operation, answering(&[(200, body)])).await, ErrorKind::Decode, body);
    }
}

#[tokio::test]
async fn text_that_is_not_utf_8_is_no_answer() {
    refuse(b"{\"success\":true,\"data\":[],\"result\":[],\"hash\":\"\xff\xfe\"}", "invalid UTF-8").await;
    refuse(b"\xff\xfe{\0}\0", "UTF-16").await;
    refuse(b"\"\xc3\x28\"", "a broken sequence").await;
}

#[tokio::test]
async fn a_byte_order_mark_is_stepped_over() {
    for (provider, operation, body) in [
        ("iproyal", "get_sub_user", "\u{feff}{\"hash\":\"a\"}"),
        ("netnut", "list_sub_users", "\u{feff}[{\"success\":true,\"data\":[]}]"),
        ("neucrm", "create_reseller", "\u{feff}{\"result\":4,\"error\":null}"),
        ("logicboxes", "generate_token", "\u{feff}\"0f1e\""),
    ] {
        assert_eq!(status(provider, operation, answering(&[(200, body)])).await.expect(body), 200);
    }
    let outcome = status("netnut", "list_sub_users", answering(&[(200, "\u{feff}{\"success\":false}")])).await;
    failed(outcome, ErrorKind::Api, "a failure behind a mark");
}

#[tokio::test]
async fn a_hundred_thousand_levels_are_no_answer_and_no_crash() {
    const DEEP: usize = 100_000;
    let lists = format!("{}{}", "[".repeat(DEEP), "]".repeat(DEEP));
    let objects = format!("{}1{}", "{\"a\":".repeat(DEEP), "}".repeat(DEEP));
    let known = ["data", "result", "error", "limits"];
    let inside = |deep: &str| format!("{{{}}}", known.map(|name| format!("\"{name}\":{deep}")).join(","));
    let [in_lists, in_objects] = [&lists, &objects].map(|deep| inside(deep));
    for body in [lists, in_lists, in_objects, "[".repeat(DEEP), "{\"a\":".repeat(DEEP)] {
        for (provider, operation) in [
            ("iproyal", "get_sub_user"),
            ("netnut", "list_sub_users"),
            ("neucrm", "create_reseller"),
            ("logicboxes", "get_promo_prices"),
            ("logicboxes", "generate_token"),
        ] {
            let outcome = status(provider, operation, answering(&[(200, &body)])).await;
            let Err(error) = outcome else { panic!("{provider} {operation} takes it for an answer") };
            // An `error` of any kind but null is a failure for some providers.
            assert!(matches!(error.kind(), ErrorKind::Decode | ErrorKind::Api), "{error}");
            assert!(error.to_string().len() < 500, "the text is short");
        }
    }
}

#[tokio::test]
async fn numbers_that_do_not_fit_are_no_answer() {
    for (provider, operation, body) in [
        ("iproyal", "get_sub_user", r#"{"traffic_available":1e400}"#),
        ("iproyal", "get_sub_user", r#"{"traffic_available":123456789012345678901234567890}"#),
        ("iproyal", "list_sub_users", r#"{"data":[],"meta":{"total":99999999999999999999}}"#),
        ("neucrm", "count_resellers", r#"{"result":99999999999999999999,"error":null}"#),
        ("neucrm", "count_resellers", r#"{"result":1.5,"error":null}"#),
        ("neucrm", "list_resellers", r#"{"result":[{"wallet":"1e400"}],"error":null}"#),
        ("logicboxes", "authenticate_token", r#"{"creationdt":"99999999999999999999"}"#),
    ] {
        failed(status(provider, operation, answering(&[(200, body)])).await, ErrorKind::Decode, body);
    }
}

#[tokio::test]
async fn an_id_beyond_64_bits_is_exact_or_refused() {
    let client = clients::neucrm(answering(&[(200, r#"{"result":123456789012345678901234567890,"error":null}"#)]));
    let call = client.expect("a client").create_reseller().invoice_by("ISP").payment_by("ISP").r#type("Reseller");
    match call.name("n").code("c").mobile("1").email("a@b.example").send().await {
        Ok(id) => assert_eq!(id.as_str(), "123456789012345678901234567890"),
        Err(error) => assert_eq!(error.kind(), ErrorKind::Decode),
    }
}

#[tokio::test]
async fn a_number_where_a_text_is_read_keeps_its_digits() {
    let body = r#"{"zip":6270,"telno":5550100.50,"pin":1e3}"#;
    let client = clients::logicboxes(answering(&[(200, body)])).expect("a client");
    let customer = client.authenticate_token().token("t").send().await.expect("a customer");
    assert_eq!(customer.zip.as_deref(), Some("6270"));
    assert_eq!(customer.telno.as_deref(), Some("5550100.50"));
}

#[tokio::test]
async fn of_a_key_that_stands_twice_the_last_counts_or_the_answer_is_refused() {
    for body in
        [r#"{"success":true,"success":false,"data":[]}"#, r#"{"success":false,"message":"a","message":"b","data":[]}"#]
    {
        let outcome = status("netnut", "list_sub_users", answering(&[(200, body)])).await;
        let error = failed(outcome, ErrorKind::Api, body);
        assert_ne!(error.message(), Some("a"));
    }
    // Which of two records is meant, nobody knows.
    let twice = r#"{"hash":"a","hash":"b"}"#;
    failed(status("iproyal", "get_sub_user", answering(&[(200, twice)])).await, ErrorKind::Decode, twice);
}

#[tokio::test]
async fn another_kind_of_json_is_no_answer() {
    for body in ["17", "\"text\"", "[1,2]", "[[]]", "[null]"] {
        for (provider, operation) in [
            ("iproyal", "get_sub_user"),
            ("iproyal", "list_sub_users"),
            ("netnut", "list_sub_users"),
            ("netnut", "get_sub_user"),
            ("neucrm", "list_resellers"),
            ("logicboxes", "authenticate_token"),
            ("logicboxes", "get_promo_prices"),
            ("logicboxes", "change_customer_password"),
        ] {
            let outcome = status(provider, operation, answering(&[(200, body)])).await;
            failed(outcome, ErrorKind::Decode, &format!("{provider} {operation}: {body}"));
        }
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed_and_is_not_the_api() {
    for code in [301, 302, 307, 308] {
        let recorder = Recorder::new();
        let answer = wholesale_runtime::http::Response::builder().status(code);
        let answer = answer.header("location", "https://login.example/?next=api-key%3Ds3cr3t").body("".into());
        recorder.answer_with(Ok(answer.expect("an answer")));
        let outcome = status("logicboxes", "get_promo_prices", recorder.clone()).await;
        let error = failed(outcome, ErrorKind::NotTheApi, "a redirect");
        assert!(error.to_string().contains("login.example") && !error.to_string().contains("s3cr3t"), "{error}");
        assert_eq!(recorder.requests().len(), 1);
        assert_eq!(recorder.requests()[0].method(), Method::GET);
    }
}
