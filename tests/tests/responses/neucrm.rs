//! NeuCRM: one envelope for everything, failures at any status, numbers as texts.

use wholesale_neucrm::Client;
use wholesale_runtime::{ErrorKind, Recorder};
use wholesale_tests::clients;

use crate::{answering, digits, failed};

fn client(recorder: &Recorder) -> Client {
    clients::neucrm(recorder.clone()).expect("a client").with_options(|options| options.max_retries(0))
}

macro_rules! create {
    ($client:expr) => {{
        let call = $client.create_reseller().invoice_by("ISP").payment_by("ISP").r#type("Reseller").name("n");
        call.code("c").mobile("1").email("a@b.example").send().await
    }};
}

#[tokio::test]
async fn a_creation_gives_the_id_as_an_opaque_text() {
    for (result, id) in [("4", "4"), ("\"4\"", "4"), ("9007199254740993", "9007199254740993"), ("\"007\"", "007")] {
        let body = format!(r#"{{ "result": {result}, "error": null }}"#);
        assert_eq!(create!(client(&answering(&[(200, &body)]))).expect("an id").as_str(), id);
    }
    let empty = create!(client(&answering(&[(200, r#"{"result":null,"error":null}"#)])));
    assert!(failed(empty, ErrorKind::Decode, "no id").may_have_been_applied());
}

#[tokio::test]
async fn what_changes_something_gives_done() {
    let recorder = answering(&[(200, r#"{ "result": "done", "error": null }"#); 3]);
    let client = client(&recorder);
    assert_eq!(client.update_reseller().resellerid(4).name("n").send().await.expect("done"), "done");
    assert_eq!(client.update_wallet().resellerid(4).action("TopUp").amt(10).send().await.expect("done"), "done");
    assert_eq!(client.delete_reseller().resellerid(4).send().await.expect("done"), "done");
}

#[tokio::test]
async fn a_count_is_a_number() {
    let recorder = answering(&[(200, r#"{"result":17,"error":null}"#), (200, r#"{"result":0,"error":null}"#)]);
    let client = client(&recorder);
    assert_eq!(client.count_resellers().send().await.expect("a count"), 17);
    assert_eq!(client.count_wallet_transactions().send().await.expect("a count"), 0);
}

#[tokio::test]
async fn a_count_in_quotes_is_a_number_too() {
    // Every value of the provider's other answers is a text.
    let recorder = answering(&[(200, r#"{"result":"17","error":null}"#)]);
    assert_eq!(client(&recorder).count_resellers().send().await.expect("a count"), 17);
}

#[tokio::test]
async fn records_of_texts_are_read_exactly() {
    let body = r#"{"result":[{"id":"14","cash_balance":"0.00","wallet":"10.10","commission_percent":"50.00",
        "credit_limit":null,"type":"Franchisee","payment_by":"ISP+Reseller","mobile":"0012344444","invoice_by":"Nobody",
        "created_at":"2024-01-31 23:59:59","tags":[],"plans":{"1":"a"}}],"error":null}"#;
    let resellers = client(&answering(&[(200, body)])).list_resellers().send().await.expect("resellers");
    let [reseller] = &resellers[..] else { panic!("one reseller: {resellers:?}") };
    assert_eq!(reseller.id.as_ref().map(|id| id.as_str()), Some("14"));
    assert_eq!(digits(reseller.wallet).as_deref(), Some("10.10"));
    assert_eq!((digits(reseller.commission_percent).as_deref(), reseller.credit_limit), (Some("50.00"), None));
    assert_eq!(reseller.mobile.as_deref(), Some("0012344444"));
    assert_eq!(reseller.r#type, Some("Franchisee".into()));
    assert_eq!(reseller.invoice_by.as_ref().map(|word| word.as_str()), Some("Nobody"), "an unknown word is kept");
    for (field, value) in [("cash_balance", "\"0.00\""), ("created_at", "\"2024-01-31 23:59:59\""), ("tags", "[]")] {
        assert_eq!(reseller.extra[field].to_string(), value);
    }
}

#[tokio::test]
async fn a_list_without_records_is_empty() {
    for body in [r#"{"result":[],"error":null}"#, r#"{"result":[],"error":""}"#, r#"{"result":null,"error":null}"#] {
        let transactions = client(&answering(&[(200, body)])).list_wallet_transactions().send().await;
        assert!(transactions.expect("a list").is_empty(), "{body}");
    }
}

#[tokio::test]
async fn an_error_text_is_a_failure_at_any_status() {
    for (status, kind) in [
        (200, ErrorKind::Api),
        (201, ErrorKind::Api),
        (400, ErrorKind::Api),
        (401, ErrorKind::Authentication),
        (403, ErrorKind::Authentication),
        (404, ErrorKind::NotFound),
        (429, ErrorKind::RateLimited),
        (500, ErrorKind::Api),
        (503, ErrorKind::Api),
    ] {
        let body = r#"{"result":null,"error":"Insufficient balance"}"#;
        let recorder = answering(&[(status, body)]);
        let call = client(&recorder).update_wallet().resellerid(3).action("TopUp").amt("10.00");
        let error = failed(call.send().await, kind, body);
        assert_eq!((error.http_status(), error.message()), (Some(status), Some("Insufficient balance")));
        // What a gateway says with a 503 may look like this too.
        assert_eq!(error.may_have_been_applied(), status == 503, "{status}: the provider refused");
        assert_eq!(recorder.requests().len(), 1);
    }
}

#[tokio::test]
async fn an_error_that_is_not_a_text_is_a_failure_too() {
    for error in [r#"["a","b"]"#, r#"{"name":["taken"]}"#, "1", "true"] {
        let body = format!(r#"{{"result":null,"error":{error}}}"#);
        let outcome = create!(client(&answering(&[(200, &body)])));
        failed(outcome, ErrorKind::Api, &body);
    }
}

#[tokio::test]
async fn a_bare_status_of_failure_without_a_text_leaves_a_top_up_open() {
    for (status, body) in [(500, r#"{"result":null,"error":null}"#), (502, ""), (504, "{}")] {
        let recorder = answering(&[(status, body)]);
        let call = client(&recorder).update_wallet().resellerid(3).action("TopUp").amt(10);
        let error = failed(call.send().await, ErrorKind::Api, body);
        assert!(error.may_have_been_applied(), "{status}: {error}");
        assert_eq!(recorder.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_login_page_is_not_the_api() {
    let page = "<!DOCTYPE html><html><form action='/login'>";
    let outcome = client(&answering(&[(200, page)])).list_resellers().send().await;
    let error = failed(outcome, ErrorKind::NotTheApi, page);
    assert!(error.to_string().contains("base URL"), "{error}");
}
