//! The encoded requests as snapshots, and what an independent decoder makes of them.

use std::fmt::Write;

use wholesale_iproyal::Request;
use wholesale_runtime::{ErrorKind, Recorder, Result};
use wholesale_tests::clients;
use wholesale_tests::decode::{Json, form, percent};
use wholesale_tests::recording_server::RecordingServer;

use super::HOSTILE;

/// Every hostile value in one place: the snapshot's text. `read` finds the value again in the encoded request.
fn all(encode: impl Fn(&str) -> Result<Request>, read: impl Fn(&Request) -> Option<String>) -> String {
    let mut text = String::new();
    for (what, value) in HOSTILE {
        writeln!(text, "=== {what}: {value:?}").expect("a line");
        match encode(value) {
            Ok(request) => {
                assert_eq!(read(&request).as_deref(), Some(*value), "{what} arrives as it was given: {request}");
                writeln!(text, "{}", request.to_string().trim_end()).expect("a line");
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{what}: {error}");
                writeln!(text, "refused: {error}").expect("a line");
            }
        }
    }
    text
}

fn in_path(request: &Request, segment: usize) -> Option<String> {
    percent(request.path().split('/').nth(segment)?)
}

fn in_query(request: &Request, name: &str) -> Option<String> {
    only(&form(&request.query())?, name)
}

fn in_form(request: &Request, name: &str) -> Option<String> {
    only(&form(&String::from_utf8(request.body()).ok()?)?, name)
}

fn in_json(request: &Request, name: &str) -> Option<String> {
    match Json::read(&String::from_utf8(request.body()).ok()?)?.member(name)? {
        Json::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn only(pairs: &[(String, String)], name: &str) -> Option<String> {
    let mut values = pairs.iter().filter(|(known, _)| known == name).map(|(_, value)| value.clone());
    values.next().filter(|_| values.next().is_none())
}

#[test]
fn a_hostile_value_stays_one_segment_of_the_path() {
    let client = clients::iproyal(Recorder::new()).expect("a client");
    let hash = |value: &str| client.give_traffic().hash(value).amount(1).request();
    insta::assert_snapshot!("iproyal__path__hash", all(hash, |request| in_path(request, 2)));

    let client = clients::netnut(Recorder::new()).expect("a client");
    let id = |value: &str| client.change_sub_user_password().id(value).new_login_pwd("x").request();
    insta::assert_snapshot!("netnut__path__id", all(id, |request| in_path(request, 3)));
}

#[test]
fn a_hostile_value_stays_one_parameter_of_the_query() {
    let client = clients::iproyal(Recorder::new()).expect("a client");
    let search = |value: &str| client.list_sub_users().search(value).page(2).request();
    insta::assert_snapshot!("iproyal__query__search", all(search, |request| in_query(request, "search")));

    let client = clients::logicboxes(Recorder::new()).expect("a client");
    let sign_in = |username: &str, ip: &str| client.generate_token().username(username).passwd("x").ip(ip).request();
    let username = |value: &str| sign_in(value, "1.1.1.1");
    insta::assert_snapshot!("logicboxes__query__username", all(username, |request| in_query(request, "username")));
    let ip = |value: &str| sign_in("jane@example.com", value);
    insta::assert_snapshot!("logicboxes__query__ip", all(ip, |request| in_query(request, "ip")));
}

#[test]
fn a_hostile_value_stays_one_member_of_a_json_body() {
    let client = clients::iproyal(Recorder::new()).expect("a client");
    let create = |value: &str| client.create_sub_user().username(value).password("x").traffic(1).request();
    insta::assert_snapshot!("iproyal__json__create", all(create, |request| in_json(request, "username")));
    let update = |value: &str| client.update_sub_user().hash("01HQ").username(value).request();
    insta::assert_snapshot!("iproyal__json__update", all(update, |request| in_json(request, "username")));
}

#[test]
fn a_hostile_value_stays_one_field_of_a_form() {
    let client = clients::neucrm(Recorder::new()).expect("a client");
    let update = |value: &str| client.update_reseller().resellerid("4").name(value).mobile("007").request();
    insta::assert_snapshot!("neucrm__form__name", all(update, |request| in_form(request, "name")));
    let delete = |value: &str| client.delete_reseller().resellerid(value).request();
    insta::assert_snapshot!("neucrm__form__resellerid", all(delete, |request| in_form(request, "resellerid")));

    let client = clients::logicboxes(Recorder::new()).expect("a client");
    let modify = |value: &str| {
        let call = client.modify_customer().customer_id(1).username("jane@example.com").name("Jane").company(value);
        let call = call.address_line_1("1 Example Street").city("Springfield").state("Illinois").country("US");
        call.zipcode("06270").phone_cc("001").phone("0555").lang_pref("en").request()
    };
    insta::assert_snapshot!("logicboxes__form__company", all(modify, |request| in_form(request, "company")));
}

#[test]
fn every_digit_of_an_amount_is_sent() {
    let digits = ["0.1", "10.10", "9007199254740993", "0.0000000000000000000000000001", "-2.50", "1e3", "0"];
    let plain = |digits: &str| if digits == "1e3" { "1000".to_owned() } else { digits.to_owned() };
    let iproyal = clients::iproyal(Recorder::new()).expect("a client");
    let neucrm = clients::neucrm(Recorder::new()).expect("a client");
    for amount in digits {
        if !amount.starts_with('-') {
            let request = iproyal.give_traffic().hash("01HQ").amount(amount).request().expect("a request");
            assert_eq!(String::from_utf8(request.body()), Ok(format!("{{\"amount\":{}}}", plain(amount))));
        }
        let request = neucrm.update_wallet().resellerid(3).action("TopUp").amt(amount).request().expect("a request");
        assert_eq!(in_form(&request, "amt"), Some(plain(amount)));
    }
}

#[test]
fn an_id_given_as_a_number_or_a_text_is_the_same_request() {
    let client = clients::netnut(Recorder::new()).expect("a client");
    let [number, text] = [
        client.disable_sub_user().id(9_007_199_254_740_993_i64).request(),
        client.disable_sub_user().id("9007199254740993").request(),
    ]
    .map(|request| request.expect("a request").to_string());
    assert_eq!(number, text);
    assert!(text.contains("/customer/sub-user/9007199254740993/disabled"), "{text}");
}

#[tokio::test]
async fn what_the_request_shows_is_what_arrives_over_http() {
    let server = RecordingServer::start("{}").await.expect("a server");
    let builder = || wholesale_iproyal::Client::builder().token("token").base_url(format!("{}/v1", server.url()));
    let client = builder().build().expect("a client");
    for (what, value) in HOSTILE.iter().filter(|(_, value)| !value.is_empty()) {
        let call = client.get_sub_user().hash(*value);
        let request = call.request().expect("a request");
        let _ = call.send().await;
        let call = client.list_sub_users().search(*value);
        let listing = call.request().expect("a request");
        let _ = call.send().await;
        let arrived = server.take();
        assert_eq!(arrived.len(), 2, "{what}");
        assert_eq!(arrived[0].target, format!("/v1{}", request.path()), "{what}");
        assert_eq!(arrived[1].target, format!("/v1{}?{}", listing.path(), listing.query()), "{what}");
    }
}
