//! What errors show: never the body, the query of an address, or a secret - not even one that the provider echoes.

use std::error::Error as _;
use std::fmt::Write;

use tokio::net::TcpListener;
use wholesale_runtime::{Error, ErrorKind, Recorder, Result};
use wholesale_tests::clients;

use crate::{answering, failed};

/// Everything an error shows by itself: its texts and those of its sources.
fn shown(error: &Error) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut source = error.source();
    while let Some(inner) = source {
        write!(text, " {inner} {inner:?}").expect("a text");
        source = inner.source();
    }
    text
}

fn check<T>(result: Result<T>, kind: ErrorKind, what: &str) -> Error {
    let error = failed(result, kind, what);
    let text = shown(&error);
    for hidden in ["s3cr3t", "b0dy", "logicboxes-key", "iproyal-token", "api-key=", "passwd=", "?"] {
        assert!(!text.contains(hidden), "{what} shows {hidden}: {text}");
    }
    error
}

fn logicboxes(recorder: &Recorder) -> wholesale_logicboxes::Client {
    clients::logicboxes(recorder.clone()).expect("a client").with_options(|options| options.max_retries(0))
}

fn iproyal(recorder: &Recorder) -> wholesale_iproyal::Client {
    clients::iproyal(recorder.clone()).expect("a client").with_options(|options| options.max_retries(0))
}

macro_rules! sign_in {
    ($client:expr) => {
        $client.generate_token().username("jane@example.com").passwd("s3cr3t").ip("192.0.2.1").send().await
    };
}

#[tokio::test]
async fn an_error_never_shows_the_body_but_has_it() {
    for (status, body, kind) in [
        (200, r#"{"hash":["b0dy"],"password":"s3cr3t"}"#, ErrorKind::Decode),
        (200, r#"{"traffic_available":"b0dy"}"#, ErrorKind::Decode),
        (200, r#"{"b0dy":"s3cr3t""#, ErrorKind::Decode),
        (200, "<html>b0dy s3cr3t", ErrorKind::NotTheApi),
        (500, "b0dy s3cr3t", ErrorKind::Api),
        (404, r#"{"b0dy":"s3cr3t"}"#, ErrorKind::NotFound),
        (401, "b0dy", ErrorKind::Authentication),
        (302, "b0dy", ErrorKind::NotTheApi),
    ] {
        let error = check(iproyal(&answering(&[(status, body)])).get_sub_user().hash("01HQ").send().await, kind, body);
        assert_eq!(error.body().map(|kept| kept.as_ref()), Some(body.as_bytes()), "the body is at hand");
        assert_eq!(error.http_status(), Some(status));
    }
}

#[tokio::test]
async fn a_secret_that_the_provider_echoes_is_masked_in_its_words() {
    for text in [
        "Password s3cr3t is wrong",
        "key logicboxes-key, passwd s3cr3t",
        "s3cr3ts3cr3t",
        r"quoted \u0073\u0033cr3t and \/s3cr3t\/",
    ] {
        for field in ["message", "error", "msg"] {
            let body = format!(r#"{{"status":"ERROR","{field}":"{text}"}}"#);
            let error = check(sign_in!(logicboxes(&answering(&[(500, &body)]))), ErrorKind::Api, text);
            let message = error.message().expect("a text");
            assert!(message.contains("<secret>") && !message.contains("s3cr3t"), "{message}");
            assert!(!message.contains("logicboxes-key"), "{message}");
        }
    }
    let body = r#"{"error":{"code":"s3cr3t","message":"iproyal-token was refused, as was s3cr3t"}}"#;
    let call = iproyal(&answering(&[(422, body)])).create_sub_user().username("u").password("s3cr3t").traffic(1);
    let error = check(call.send().await, ErrorKind::Api, body);
    assert_eq!(error.code(), Some("<secret>"));
    assert_eq!(error.message(), Some("<secret> was refused, as was <secret>"));
}

#[tokio::test]
async fn an_echoed_secret_is_masked_in_the_form_it_was_sent_in_too() {
    // Providers echo the address or the form of a request, encoded.
    let body = r#"{"status":"ERROR","message":"bad request: passwd=p%26s3cr3t+%C3%A9&ip=1"}"#;
    let call = logicboxes(&answering(&[(500, body)])).generate_token().username("u").passwd("p&s3cr3t é").ip("1");
    let error = failed(call.send().await, ErrorKind::Api, body);
    assert!(!error.message().expect("a text").contains("s3cr3t"), "{error}");
    assert!(!shown(&error).contains("s3cr3t"), "{error}");
}

#[tokio::test]
async fn a_secret_inside_another_does_not_uncover_it() {
    let body = r#"{"success":false,"message":"passwords short-and-long, short"}"#;
    let client = clients::netnut(answering(&[(200, body)])).expect("a client");
    let call = client.create_sub_user().customer_dashboard_email("a@b.example").customer_name("Acme");
    let call = call.customer_login_name("a").customer_dashboard_pwd("short").customer_login_pwd("short-and-long");
    let error = failed(call.send().await, ErrorKind::Api, body);
    assert_eq!(error.message(), Some("passwords <secret>, <secret>"));
}

#[tokio::test]
async fn a_login_id_is_no_secret_and_is_not_masked() {
    // The spec says `secret: false`: masking a 5 wherever it stands would falsify what the provider says.
    let body = r#"{"result":null,"error":"At most 15 resellers for login 5"}"#;
    let client = clients::neucrm(answering(&[(200, body)])).expect("a client");
    let error = failed(client.delete_reseller().resellerid(3).send().await, ErrorKind::Api, body);
    assert_eq!(error.message(), Some("At most 15 resellers for login 5"));
}

#[tokio::test]
async fn a_connection_that_was_never_made_shows_no_address_with_a_query() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let url = format!("http://{}/api", listener.local_addr().expect("an address"));
    drop(listener);
    let client = wholesale_logicboxes::Client::builder().auth_userid(1).api_key("logicboxes-key").base_url(url);
    let client = client.max_retries(0).build().expect("a client");
    let error = check(sign_in!(client), ErrorKind::Connect, "nobody listens");
    assert!(!error.may_have_been_applied(), "nothing was sent");
    assert!(error.source().is_some(), "the reason is at hand");
}

#[tokio::test]
async fn a_connection_that_breaks_shows_no_address_with_a_query() {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let url = format!("http://{}/api", listener.local_addr().expect("an address"));
    let server = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            stream.readable().await.expect("a request");
            drop(stream);
        }
    });
    let client = wholesale_logicboxes::Client::builder().auth_userid(1).api_key("logicboxes-key").base_url(url);
    let client = client.max_retries(0).build().expect("a client");
    let error = check(sign_in!(client), ErrorKind::Transport, "the connection breaks");
    assert!(error.may_have_been_applied(), "a login may have been counted");
    server.abort();
}

#[tokio::test]
async fn a_client_that_cannot_be_built_shows_no_secret() {
    let builder = wholesale_iproyal::Client::builder().token("s3cr3t").base_url("https://me:s3cr3t@iproyal.example");
    check(builder.build(), ErrorKind::Configuration, "a password in the base URL");
    let builder = wholesale_iproyal::Client::builder().token("s3cr3t").proxy("not a proxy s3cr3t");
    check(builder.base_url("https://iproyal.example").build(), ErrorKind::Configuration, "a proxy");
}
