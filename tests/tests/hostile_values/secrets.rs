//! Hostile secrets: they arrive as they were given, and are shown nowhere.

use wholesale_iproyal::Request;
use wholesale_runtime::{Recorder, Result};
use wholesale_tests::clients;
use wholesale_tests::decode::{Json, Pair, form, percent};

use super::HOSTILE;

/// A text that cannot be mistaken for anything else in a request.
fn secrets() -> impl Iterator<Item = String> {
    HOSTILE.iter().map(|(_, value)| format!("s3cr3t{value}t3rc3s"))
}

fn text_of(request: &Request) -> String {
    String::from_utf8(request.body()).expect("UTF-8")
}

fn check(encode: impl Fn(&str) -> Result<Request>, read: impl Fn(&Request) -> Option<String>) {
    for secret in secrets() {
        let request = encode(&secret).expect("a request");
        assert_eq!(read(&request).as_deref(), Some(secret.as_str()), "it arrives as it was given");
        let shown = format!("{request} {request:?} {request:#?}");
        assert!(shown.contains("<secret>"), "{shown}");
        assert!(!shown.contains("s3cr3t"), "{shown}");
    }
}

fn value(pairs: &[Pair], name: &str) -> Option<String> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
}

fn member(request: &Request, name: &str) -> Option<String> {
    match Json::read(&text_of(request))?.member(name)? {
        Json::Text(text) => Some(text.clone()),
        _ => None,
    }
}

#[test]
fn a_secret_in_a_json_body_arrives_and_is_not_shown() {
    let iproyal = clients::iproyal(Recorder::new()).expect("a client");
    let create = |secret: &str| iproyal.create_sub_user().username("u").password(secret).traffic(1).request();
    check(create, |request| member(request, "password"));
    let update = |secret: &str| iproyal.update_sub_user().hash("01HQ").password(secret).request();
    check(update, |request| member(request, "password"));

    let netnut = clients::netnut(Recorder::new()).expect("a client");
    let change = |secret: &str| netnut.change_sub_user_password().id(1).new_login_pwd(secret).request();
    check(change, |request| member(request, "new_login_pwd"));
    for name in ["customer_dashboard_pwd", "customer_login_pwd"] {
        let create = |secret: &str| {
            let call = netnut.create_sub_user().customer_dashboard_email("a@b.example").customer_name("Acme");
            let call = call.customer_login_name("acme").customer_dashboard_pwd(secret).customer_login_pwd(secret);
            call.request()
        };
        check(create, |request| member(request, name));
    }
}

#[test]
fn a_secret_in_a_query_arrives_and_is_not_shown() {
    let client = clients::logicboxes(Recorder::new()).expect("a client");
    let sign_in = |secret: &str| client.generate_token().username("u").passwd(secret).ip("1.1.1.1").request();
    check(sign_in, |request| value(&form(&request.query())?, "passwd"));
    let authenticate = |secret: &str| client.authenticate_token().token(secret).request();
    check(authenticate, |request| value(&form(&request.query())?, "token"));
}

#[test]
fn a_secret_in_a_form_arrives_and_is_not_shown() {
    let client = clients::logicboxes(Recorder::new()).expect("a client");
    let change = |secret: &str| client.change_customer_password().customer_id(1).new_passwd(secret).request();
    check(change, |request| value(&form(&text_of(request))?, "new-passwd"));
}

#[test]
fn a_builder_and_a_client_do_not_show_what_they_hold() {
    let recorder = Recorder::new();
    let client = wholesale_logicboxes::Client::builder()
        .auth_userid(1)
        .api_key("s3cr3t-key")
        .base_url("https://logicboxes.example")
        .transport(recorder);
    let shown = format!("{client:?}");
    let client = client.build().expect("a client");
    let builder = client.generate_token().username("u").passwd("s3cr3t-password").ip("1.1.1.1");
    let shown = format!("{shown} {client:?} {builder:#?}");
    assert!(!shown.contains("s3cr3t"), "{shown}");
}

#[tokio::test]
async fn hostile_credentials_travel_whole_where_they_can() {
    for secret in secrets().filter(|secret| !secret.chars().any(char::is_control)) {
        let recorder = Recorder::new();
        let client = wholesale_neucrm::Client::builder()
            .userid(5)
            .api_key(&secret)
            .base_url("https://neucrm.example")
            .transport(recorder.clone())
            .build()
            .expect("a client");
        let _ = client.delete_reseller().resellerid(3).send().await;
        let sent = recorder.requests();
        let body = std::str::from_utf8(sent[0].body()).expect("UTF-8");
        assert_eq!(value(&form(body).expect("a form"), "api_key"), Some(secret.clone()));
        assert_eq!(sent[0].uri().query(), None);

        let recorder = Recorder::new();
        let client = wholesale_logicboxes::Client::builder()
            .auth_userid(1)
            .api_key(&secret)
            .base_url("https://logicboxes.example/api")
            .rate_limit(None)
            .transport(recorder.clone())
            .build()
            .expect("a client");
        let _ = client.get_promo_prices().send().await;
        let sent = recorder.requests();
        let query = sent[0].uri().query().expect("a query");
        assert_eq!(value(&form(query).expect("a query"), "api-key"), Some(secret));
        assert_eq!(percent(sent[0].uri().path()).as_deref(), Some("/api/resellers/promo-details.json"));
    }
}

#[test]
fn a_credential_with_a_control_character_makes_no_client() {
    for token in ["a\nb", "a\r\nX-Injected: 1", "a\0b", "a\u{7f}b"] {
        let builder = wholesale_iproyal::Client::builder().token(token).base_url("https://iproyal.example");
        let error = builder.transport(Recorder::new()).build().expect_err("refused");
        assert_eq!(error.kind(), wholesale_runtime::ErrorKind::Configuration);
        assert!(!error.to_string().contains("Injected"), "{error}");
    }
}
