//! IPRoyal: traffic is moved, never made.

use wholesale_sandbox::{Decimal, Sandbox};

use crate::client::{iproyal, send, sub_user};

fn gb(text: &str) -> Decimal {
    text.parse().unwrap()
}

#[test]
fn creating_takes_from_the_main_account_and_deleting_returns_it() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let hash = sub_user(&sandbox, "acme", "10.5");
    assert_eq!(sandbox.account_balance("iproyal"), gb("989.5"));
    assert_eq!(sandbox.accounts("iproyal")[0].balance, gb("10.5"));
    let reply = iproyal(&sandbox, "DELETE", &format!("/residential-subusers/{hash}"), "");
    assert_eq!((reply.status, reply.text()), (204, ""));
    assert_eq!(sandbox.account_balance("iproyal"), gb("1000"));
    assert_eq!(sandbox.accounts("iproyal"), []);
    let again = iproyal(&sandbox, "DELETE", &format!("/residential-subusers/{hash}"), "");
    assert_eq!(again.status, 404);
    assert_eq!(sandbox.applied("iproyal.delete_sub_user"), 1);
}

#[test]
fn giving_and_taking_are_deltas_and_keep_every_digit() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let hash = sub_user(&sandbox, "acme", "10");
    let give = |amount: &str| {
        iproyal(
            &sandbox,
            "POST",
            &format!("/residential-subusers/{hash}/give-traffic"),
            &format!(r#"{{"amount":{amount}}}"#),
        )
    };
    assert!(
        give("0.1000000000000000055511151").text().contains(r#""traffic_available":10.1000000000000000055511151,"#)
    );
    assert!(give("\"1.25\"").text().contains(r#""traffic_available":11.3500000000000000055511151,"#));
    let body = r#"{"amount":1.3500000000000000055511151}"#;
    let reply = iproyal(&sandbox, "POST", &format!("/residential-subusers/{hash}/take-traffic"), body);
    assert!(reply.text().contains(r#""traffic_available":10,"#), "{}", reply.text());
    assert_eq!(sandbox.account_balance("iproyal"), gb("990"));
}

#[test]
fn an_overdraft_is_refused_either_way_and_moves_nothing() {
    let sandbox = Sandbox::builder().balance("iproyal", 20).start_blocking().unwrap();
    let hash = sub_user(&sandbox, "acme", "15");
    for (verb, amount) in [("give-traffic", "5.01"), ("take-traffic", "15.01")] {
        let path = format!("/residential-subusers/{hash}/{verb}");
        let reply = iproyal(&sandbox, "POST", &path, &format!(r#"{{"amount":{amount}}}"#));
        assert_eq!(reply.status, 422);
        assert_eq!(reply.at("/error/code"), "failed_validation");
        assert!(reply.at("/error/detailed_messages/amount").is_array());
    }
    let body = r#"{"username":"more","password":"s3cret-pass","traffic":6}"#;
    assert_eq!(iproyal(&sandbox, "POST", "/residential-subusers", body).status, 422);
    assert_eq!(sandbox.account_balance("iproyal"), gb("5"));
    assert_eq!(sandbox.accounts("iproyal").len(), 1);
    assert_eq!(sandbox.applied("iproyal.give_traffic"), 0);
}

#[test]
fn amounts_that_are_no_amounts_are_refused() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let hash = sub_user(&sandbox, "acme", "1");
    for amount in ["0", "-1", "\"ten\"", "null", "[]", "1e-400", "1e400", "0.00000000000000000000000000000001"] {
        let path = format!("/residential-subusers/{hash}/give-traffic");
        let reply = iproyal(&sandbox, "POST", &path, &format!(r#"{{"amount":{amount}}}"#));
        assert_eq!(reply.status, 422, "{amount}");
    }
    assert_eq!(sandbox.account_balance("iproyal"), gb("999"));
}

#[test]
fn an_update_sets_what_it_names_and_moves_the_difference() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let hash = sub_user(&sandbox, "acme", "10");
    let path = format!("/residential-subusers/{hash}");
    let reply = iproyal(&sandbox, "PUT", &path, r#"{"username":"renamed","traffic":4,"limits":{"daily_limit":5000}}"#);
    assert_eq!((reply.at("/username"), reply.at("/password")), ("renamed".into(), "s3cret-pass".into()));
    assert_eq!(reply.at("/traffic_available"), 4);
    assert_eq!(sandbox.account_balance("iproyal"), gb("996"));
    assert_eq!(iproyal(&sandbox, "PUT", &path, r#"{"limits":[1]}"#).status, 422);
    assert_eq!(iproyal(&sandbox, "PUT", &path, r#"{"traffic":2000}"#).status, 422);
}

#[test]
fn the_list_pages_searches_and_has_nulls_past_its_end() {
    let sandbox = Sandbox::start_blocking().unwrap();
    for number in 0..23 {
        sub_user(&sandbox, &format!("user-{number:02}"), "0");
    }
    let page = |query: &str| iproyal(&sandbox, "GET", &format!("/residential-subusers{query}"), "");
    let first = page("");
    assert_eq!(first.at("/data").as_array().unwrap().len(), 20);
    assert_eq!((first.at("/meta/from"), first.at("/meta/to")), (1.into(), 20.into()));
    assert_eq!((first.at("/meta/last_page"), first.at("/meta/total")), (2.into(), 23.into()));
    assert_eq!(first.at("/meta/path"), format!("{}/residential-subusers", sandbox.url("iproyal")));
    let second = page("?page=2&per_page=20");
    assert_eq!((second.at("/meta/from"), second.at("/data/2/username")), (21.into(), "user-22".into()));
    let beyond = page("?page=9");
    assert!(beyond.at("/meta/from").is_null() && beyond.at("/meta/to").is_null());
    assert_eq!(beyond.at("/data").as_array().unwrap().len(), 0);
    assert_eq!(page("?search=USER-1").at("/meta/total"), 10);
    for query in ["?page=0", "?per_page=x", "?search=", "?search=0123456789012345678901234567890"] {
        assert_eq!(page(query).status, 422, "{query}");
    }
}

#[test]
fn the_account_itself_is_at_two_paths() {
    let sandbox = Sandbox::start_blocking().unwrap();
    sub_user(&sandbox, "acme", "0.25");
    for path in ["/residential/me", "/me"] {
        let reply = iproyal(&sandbox, "GET", path, "");
        assert!(reply.text().contains(r#""available_traffic":999.75,"subusers_count":1,"#), "{}", reply.text());
        assert_eq!(reply.at("/residential_user_hash").as_str().unwrap().len(), 26);
    }
}

#[test]
fn used_traffic_is_no_longer_available() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let hash = sub_user(&sandbox, "acme", "10");
    assert!(sandbox.use_traffic("iproyal", &hash, gb("2.5")));
    assert!(!sandbox.use_traffic("iproyal", &hash, gb("7.6")));
    let reply = iproyal(&sandbox, "GET", &format!("/residential-subusers/{hash}"), "");
    assert!(reply.text().contains(r#""traffic_available":7.5,"traffic_used":2.5"#), "{}", reply.text());
}

#[test]
fn a_wrong_token_and_a_missing_one_get_401_in_two_shapes() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let url = format!("{}/residential-subusers", sandbox.url("iproyal"));
    let missing = send(&sandbox, "GET", &url, &[], "").unwrap();
    assert_eq!((missing.status, missing.json().get("message").is_some()), (401, true));
    for header in ["authorization: Bearer wrong", "authorization: demo"] {
        let wrong = send(&sandbox, "GET", &url, &[header], "").unwrap();
        assert_eq!((wrong.status, wrong.at("/error/code")), (401, "unauthorized".into()));
    }
}

#[test]
fn a_body_that_does_not_say_it_is_json_is_not_read() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let url = format!("{}/residential-subusers", sandbox.url("iproyal"));
    let body = r#"{"username":"acme","password":"s3cret-pass"}"#;
    let reply = send(&sandbox, "POST", &url, &["authorization: Bearer demo"], body).unwrap();
    assert_eq!((reply.status, reply.at("/error/code")), (422, "failed_validation".into()));
}
