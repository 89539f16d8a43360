//! LogicBoxes: bare payloads, failures at any status in many spellings, web pages of a firewall.

use wholesale_logicboxes::Client;
use wholesale_runtime::http::Response;
use wholesale_runtime::{ErrorKind, Recorder};
use wholesale_tests::clients;

use crate::{answering, digits, failed};

fn client(recorder: &Recorder) -> Client {
    clients::logicboxes(recorder.clone()).expect("a client").with_options(|options| options.max_retries(0))
}

fn one(status: u16, body: &str) -> Client {
    client(&answering(&[(status, body)]))
}

macro_rules! change_password {
    ($client:expr) => {
        $client.change_customer_password().customer_id(1).new_passwd("n3w-passwd").send().await
    };
}

macro_rules! sign_in {
    ($client:expr) => {
        $client.generate_token().username("jane@example.com").passwd("x").ip("192.0.2.1").send().await
    };
}

#[tokio::test]
async fn a_change_answers_true() {
    for body in ["true", " true\n", "\u{feff}true"] {
        assert!(change_password!(one(200, body)).expect("true"));
    }
}

#[tokio::test]
async fn a_change_that_answers_false_is_no_success() {
    // The documents say `true` on success and an error otherwise; `false` is neither.
    let outcome = change_password!(one(200, "false"));
    assert!(!outcome.unwrap_or(false));
}

#[tokio::test]
async fn a_token_is_a_text_and_a_secret() {
    let token = sign_in!(one(200, r#""0f1e2d3c-aaaa-4bbb-8ccc-0123456789ab""#)).expect("a token");
    assert_eq!(token.expose(), "0f1e2d3c-aaaa-4bbb-8ccc-0123456789ab");
    assert!(!format!("{token:?} {token}").contains("0f1e"));
}

const CUSTOMER: &str = r#"{"customerid":"17824872","username":"jane@example.com","resellerid":"400001","parentid":"1",
    "name":"Jane Doe","telnocc":"001","telno":"0555010","address1":"1 Example Street","zip":"06270","pin":"0417",
    "creationdt":"1745369822","customerstatus":"Active","salesrepresentative":{},"langpref":"en","totalreceipts":"0.0",
    "iswebpro":"false","isDiamondCustomer":false,"websitecount":"0","twofactorauth_enabled":"false"}"#;

#[tokio::test]
async fn a_customer_is_a_flat_object_of_texts() {
    let customer = one(200, CUSTOMER).authenticate_token().token("t").send().await.expect("a customer");
    assert_eq!(customer.customerid.as_ref().map(|id| id.as_str()), Some("17824872"));
    assert_eq!((customer.telnocc.as_deref(), customer.telno.as_deref()), (Some("001"), Some("0555010")));
    assert_eq!((customer.zip.as_deref(), customer.address2.as_deref()), (Some("06270"), None));
    assert_eq!(customer.pin.as_ref().map(|pin| pin.expose()), Some("0417"));
    assert_eq!(customer.creationdt.map(|time| time.seconds()), Some(1_745_369_822));
    assert_eq!(digits(customer.totalreceipts).as_deref(), Some("0.0"));
    assert_eq!(customer.iswebpro, Some(false), "the text \"false\" is false");
    assert!(customer.salesrepresentative.as_ref().is_some_and(|value| value.is_object()));
    assert_eq!(customer.extra["isDiamondCustomer"], false);
    assert_eq!(customer.extra["twofactorauth_enabled"], "false", "what nobody knows is not interpreted");
}

#[tokio::test]
async fn promo_prices_are_a_map_of_ordinals_to_texts() {
    let body = r#"{"10":{"promoid":"9007199254740993","resellerpriceone":"528.00","resellerpricetwo":"680.0",
        "starttime":"1486393372","isactive":"true","istrickleallow":"false","period":"1"},"2":{"isactive":"false"}}"#;
    let prices = one(200, body).get_promo_prices().send().await.expect("prices");
    assert_eq!(prices.keys().collect::<Vec<_>>(), ["10", "2"]);
    let price = &prices["10"];
    assert_eq!(price.promoid.as_ref().map(|id| id.as_str()), Some("9007199254740993"));
    assert_eq!(digits(price.resellerpriceone).as_deref(), Some("528.00"));
    assert_eq!(digits(price.resellerpricetwo).as_deref(), Some("680.0"));
    assert_eq!((price.isactive, price.istrickleallow, prices["2"].isactive), (Some(true), Some(false), Some(false)));
    for body in ["{}", "[]", " [ ] "] {
        assert!(one(200, body).get_promo_prices().send().await.expect("no prices").is_empty());
        let gateways = one(200, body).list_allowed_payment_gateways().customer_id(1).send().await;
        assert!(gateways.expect("no gateways").is_empty());
    }
}

#[tokio::test]
async fn gateways_take_numbers_and_texts() {
    let body = r#"{"1":{"gatewaytype":"PayPal","paymenttypeid":11,"displayposition":1,"customeraccesslevel":"All"}}"#;
    let gateways = one(200, body).list_allowed_payment_gateways().customer_id(1).send().await.expect("gateways");
    assert_eq!(gateways["1"].paymenttypeid.as_ref().map(|id| id.as_str()), Some("11"));
    assert_eq!(gateways["1"].displayposition.as_ref().map(|value| value.to_string()).as_deref(), Some("1"));
}

#[tokio::test]
async fn an_activation_is_read_bare_and_inside_a_response() {
    let bare = one(200, r#"{"status":"Success","error":"NoError"}"#).activate_free_email().order_id(1).send().await;
    assert_eq!(bare.expect("an activation").status.as_deref(), Some("Success"));
    let inside = one(200, r#"{"response":{"status":"Success","error":"NoError"}}"#);
    let inside = inside.activate_free_email().order_id(1).send().await.expect("an activation");
    assert_eq!(inside.response.and_then(|response| response.status).as_deref(), Some("Success"));
}

#[tokio::test]
async fn every_spelling_of_a_failure_counts_at_any_status() {
    for word in ["ERROR", "error", "Error", "Failed", "FAILED", "FAILURE", "failure"] {
        for body in [
            format!(r#"{{"status":"{word}","message":"No such customer"}}"#),
            format!(r#"{{"response":{{"status":"{word}","message":"No such customer"}}}}"#),
        ] {
            for status in [200, 500] {
                let error = failed(change_password!(one(status, &body)), ErrorKind::Api, &body);
                assert_eq!((error.http_status(), error.message()), (Some(status), Some("No such customer")), "{body}");
                let outcome = one(status, &body).activate_free_email().order_id(1).send().await;
                assert!(!failed(outcome, ErrorKind::Api, &body).may_have_been_applied(), "{body}");
            }
        }
    }
}

#[tokio::test]
async fn a_status_deeper_down_is_data() {
    let body = r#"{"1":{"promoid":"7","status":"ERROR","error":"x"}}"#;
    let prices = one(200, body).get_promo_prices().send().await.expect("prices");
    assert_eq!(prices["1"].extra["status"], "ERROR");
    let body = r#"{"customerid":"1","lastorder":{"status":"Failed"}}"#;
    one(200, body).authenticate_token().token("t").send().await.expect("a customer");
}

#[tokio::test]
async fn the_text_of_a_failure_is_the_first_there_is() {
    let all = r#""msg":"fourth","actionstatusdesc":"third","error":"second","message":"first""#;
    let last = r#""msg":"fourth""#;
    for (fields, text) in [
        (all, Some("first")),
        (r#""msg":"fourth","actionstatusdesc":"third","error":"second""#, Some("second")),
        (r#""msg":"fourth","actionstatusdesc":"third""#, Some("third")),
        (r#""msg":"fourth","actionstatusdesc":"","message":null"#, Some("fourth")),
        (last, Some("fourth")),
        (r#""x":1"#, None),
    ] {
        let body = format!(r#"{{"status":"ERROR",{fields}}}"#);
        let error = failed(change_password!(one(500, &body)), ErrorKind::Api, &body);
        assert_eq!(error.message(), text, "{body}");
    }
}

#[tokio::test]
async fn the_error_field_alone_is_a_failure_and_no_error_is_none() {
    let error = failed(change_password!(one(200, r#"{"error":"Not allowed"}"#)), ErrorKind::Api, "error");
    assert_eq!(error.message(), Some("Not allowed"));
    for word in ["NoError", "noerror", ""] {
        let body = format!(r#"{{"status":"Success","error":"{word}"}}"#);
        one(200, &body).activate_free_email().order_id(1).send().await.expect("a success");
    }
}

#[tokio::test]
async fn refused_credentials_and_addresses_are_authentication() {
    for (status, body) in [
        (403, r#"{"status":"ERROR","message":"Access Denied: You are not authorized"}"#),
        (403, r#"{"status":"ERROR","message":"Invalid credentials"}"#),
        (200, r#"{"status":"ERROR","message":"Access Denied"}"#),
        (500, r#"{"status":"error","error":"invalid credentials."}"#),
        (403, "Access Denied"),
        (403, ""),
    ] {
        let error = failed(change_password!(one(status, body)), ErrorKind::Authentication, body);
        assert!(error.is_authentication());
        assert!(error.to_string().contains("the calling address"), "{error}");
    }
}

#[tokio::test]
async fn a_web_page_is_not_the_api_whatever_its_status_and_type() {
    let pages = [
        "<html><head><title>403 Forbidden</title></head>",
        "<!DOCTYPE html>\n<html>",
        "\u{feff}  <HTML>",
        "\n\n<!-- blocked --><html>",
        "<?xml version=\"1.0\"?><html/>",
    ];
    for page in pages {
        for (status, media) in [(200, "application/json"), (200, "text/html"), (403, "text/html"), (503, "text/plain")]
        {
            let recorder = Recorder::new();
            let answer = Response::builder().status(status).header("content-type", media).body(page.into());
            recorder.answer_with(Ok(answer.expect("an answer")));
            let error = failed(change_password!(client(&recorder)), ErrorKind::NotTheApi, page);
            assert!(error.to_string().contains("whitelist"), "{error}");
            assert_eq!(error.http_status(), Some(status));
            assert!(!error.to_string().contains("Forbidden"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_web_page_in_another_encoding_is_a_web_page_all_the_same() {
    let recorder = Recorder::new();
    recorder.answer(403, &b"<html><title>Zugriff verweigert f\xfcr Ihre Adresse</title>"[..]);
    let error = failed(change_password!(client(&recorder)), ErrorKind::NotTheApi, "a page in Latin-1");
    assert!(error.to_string().contains("whitelist"), "{error}");
}

#[tokio::test]
async fn a_failed_login_is_sent_once_and_tells_how_many_are_left() {
    for left in ["4", "\"4\""] {
        let body = format!(
            r#"{{"status":"ERROR","message":"Wrong password","maxAttempts":5,"remainingLoginAttempts":{left}}}"#
        );
        for status in [200, 500, 503] {
            let recorder = answering(&[(status, &body)]);
            let client = clients::logicboxes(recorder.clone()).expect("a client");
            let error = failed(sign_in!(client), ErrorKind::Api, &body);
            assert_eq!((error.message(), error.attempts()), (Some("Wrong password"), 1));
            assert!(error.body().is_some_and(|kept| kept.as_ref() == body.as_bytes()));
            assert_eq!(recorder.requests().len(), 1, "a login is never repeated: failed ones are counted");
        }
    }
}
