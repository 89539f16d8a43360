//! NetNut: a raw token, envelopes, traffic that only ever goes one way.

use std::time::Duration;

use wholesale_sandbox::{Decimal, NetnutEnvelope, Sandbox};

use crate::client::{Reply, netnut, send};

const ACME: &str = r#"{"customer_dashboard_email":"acme@example.com","customer_name":"Acme","customer_dashboard_pwd":"s3cret-one",
    "customer_login_name":"acme","customer_login_pwd":"s3cret-two","snkrs_private_pool":1}"#;

fn create(sandbox: &Sandbox) -> String {
    let reply = netnut(sandbox, "POST", "/customer/sub-user/", ACME);
    assert_eq!(reply.at("/success"), true, "{}", reply.text());
    sandbox.accounts("netnut").last().unwrap().id.clone()
}

fn failed(reply: &Reply, status: u16) {
    assert_eq!((reply.status, reply.at("/success")), (status, false.into()), "{}", reply.text());
    assert!(reply.at("/message").is_string());
}

#[test]
fn reads_come_as_lists_of_envelopes_with_records_in_data() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let id = create(&sandbox);
    for path in ["/customer/sub-user/".to_owned(), format!("/customer/sub-user/{id}")] {
        let reply = netnut(&sandbox, "GET", &path, "");
        assert_eq!(reply.at("/0/success"), true);
        assert_eq!(reply.at("/0/data/0/customer_id").to_string(), id);
        assert_eq!(reply.at("/0/data/0/customer_active"), true);
        assert!(!reply.text().contains("s3cret"), "no password is read back");
    }
}

#[test]
fn the_other_envelope_is_an_object_and_one_sub_user_is_an_object_too() {
    let sandbox = Sandbox::builder().netnut_envelope(NetnutEnvelope::Object).start_blocking().unwrap();
    let id = create(&sandbox);
    let list = netnut(&sandbox, "GET", "/customer/sub-user/", "");
    assert_eq!(list.at("/data/0/customer_login_name"), "acme");
    let one = netnut(&sandbox, "GET", &format!("/customer/sub-user/{id}"), "");
    assert_eq!(one.at("/data/customer_login_name"), "acme");
}

#[test]
fn an_allocation_adds_to_a_plan_and_takes_from_the_main_account() {
    let sandbox = Sandbox::builder().balance("netnut", 30).start_blocking().unwrap();
    let id = create(&sandbox);
    let path = format!("/customer/sub-user/{id}/allocate");
    for amount in ["10", "2.5"] {
        let body = format!(r#"{{"allocate":{amount},"product_type":"res"}}"#);
        let reply = netnut(&sandbox, "POST", &path, &body);
        assert_eq!((reply.status, reply.at("/success")), (200, true.into()));
    }
    assert!(sandbox.use_traffic("netnut", &id, Decimal::TWO));
    let usage = netnut(&sandbox, "GET", &format!("/customer/usage/{id}"), "");
    assert!(usage.text().contains(r#""plan_gb":12.5,"total_gb_used":"2","is_active":true"#), "{}", usage.text());
    let account = sandbox.account("netnut", &id).unwrap();
    assert_eq!((account.balance, account.used), (Decimal::new(105, 1), Decimal::TWO));
    assert_eq!(sandbox.account_balance("netnut"), Decimal::new(175, 1));
    failed(&netnut(&sandbox, "POST", &path, r#"{"allocate":17.6,"product_type":"res"}"#), 400);
    failed(&netnut(&sandbox, "POST", &path, r#"{"allocate":1,"product_type":"other"}"#), 400);
    failed(&netnut(&sandbox, "POST", &path, r#"{"allocate":0,"product_type":"*"}"#), 400);
    assert_eq!(sandbox.account_balance("netnut"), Decimal::new(175, 1));
    assert_eq!(sandbox.applied("netnut.allocate_traffic"), 2);
}

#[test]
fn a_disabled_sub_user_is_found_among_the_inactive() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let id = create(&sandbox);
    create(&sandbox);
    let reply = netnut(&sandbox, "PUT", &format!("/customer/sub-user/{id}/disabled"), "");
    assert_eq!((reply.status, reply.at("/success")), (200, true.into()));
    let count = |query: &str| {
        netnut(&sandbox, "GET", &format!("/customer/sub-user/{query}"), "").at("/0/data").as_array().unwrap().len()
    };
    assert_eq!((count(""), count("?is_active=true"), count("?is_active=false")), (2, 1, 1));
    failed(&netnut(&sandbox, "GET", "/customer/sub-user/?is_active=maybe", ""), 400);
    assert!(!sandbox.account("netnut", &id).unwrap().active);
}

#[test]
fn an_unknown_id_is_a_failure_with_status_200() {
    let sandbox = Sandbox::start_blocking().unwrap();
    failed(&netnut(&sandbox, "GET", "/customer/sub-user/1", ""), 200);
    failed(&netnut(&sandbox, "PUT", "/customer/sub-user/abc/disabled", ""), 200);
}

#[test]
fn every_required_field_is_missed() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let id = create(&sandbox);
    failed(&netnut(&sandbox, "POST", "/customer/sub-user/", r#"{"customer_name":"Acme"}"#), 400);
    failed(&netnut(&sandbox, "PATCH", &format!("/customer/sub-user/{id}/password"), "{}"), 400);
    let ips = format!("/customer/sub-user/{id}/allocateIps");
    failed(&netnut(&sandbox, "POST", &ips, r#"{"access_point":"abc","country_code":"US","ips":5}"#), 400);
    let whole = r#"{"access_point":"abc","country_code":"US","ips":5,"bandwidth":5}"#;
    assert_eq!(netnut(&sandbox, "POST", &ips, whole).at("/message"), "null");
    let changed = netnut(&sandbox, "PATCH", &format!("/customer/sub-user/{id}/password"), r#"{"new_login_pwd":"new"}"#);
    assert_eq!(changed.at("/success"), true);
}

#[test]
fn the_token_is_raw_and_one_from_the_login_lasts_24_hours() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let url = format!("{}/customer/sub-user/", sandbox.url("netnut"));
    let with = |header: &str| send(&sandbox, "GET", &url, &[header], "").unwrap();
    failed(&with("authorization: Bearer demo"), 401);
    failed(&with("accept: */*"), 401);

    let login = format!("{}/auth/login", sandbox.url("netnut"));
    let log_in = |password: &str| {
        let body = format!(r#"{{"email":"demo@example.com","password":"{password}"}}"#);
        send(&sandbox, "POST", &login, &["content-type: application/json"], &body).unwrap()
    };
    failed(&log_in("wrong"), 401);
    let token = log_in("demo").at("/token").as_str().unwrap().to_owned();
    let header = format!("authorization: {token}");
    assert_eq!(with(&header).status, 200);
    sandbox.advance(Duration::from_secs(24 * 60 * 60 - 60));
    assert_eq!(with(&header).status, 200);
    sandbox.advance(Duration::from_secs(60));
    failed(&with(&header), 401);
    assert_eq!(with("authorization: demo").status, 200);
}
