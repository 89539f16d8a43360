//! LogicBoxes: parameters anywhere, flat records of strings, HTTP 500 for every refusal.

use std::time::Duration;

use serde_json::Value;
use wholesale_sandbox::{Decimal, Sandbox};

use crate::client::{Reply, logicboxes_get as get, logicboxes_post as post, send};

const ACME: &str = "name=Acme&company=Acme+Ltd&address-line-1=1+High+St&city=Leeds&state=Not+Applicable&country=GB\
    &zipcode=00501&phone-cc=001&phone=5550100&lang-pref=en";

fn sign_up(sandbox: &Sandbox, username: &str) -> u64 {
    let reply = post(sandbox, "/customers/signup.json", &format!("username={username}&passwd=s3cret-pass&{ACME}"));
    reply.json().as_u64().unwrap_or_else(|| panic!("{}", reply.text()))
}

fn failed(reply: &Reply, status: u16) {
    assert_eq!((reply.status, reply.at("/status")), (status, "ERROR".into()), "{}", reply.text());
    assert!(reply.at("/message").is_string());
}

#[test]
fn a_token_lasts_120_seconds() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let login = "username=demo%40example.com&passwd=demo-password&ip=1.1.1.1";
    let token = get(&sandbox, "/customers/generate-token.json", login).json();
    let token = token.as_str().unwrap();
    assert_eq!(token.len(), 36);
    let ask = || get(&sandbox, "/customers/authenticate-token.json", &format!("token={token}"));
    assert_eq!(ask().at("/username"), "demo@example.com");
    sandbox.advance(Duration::from_secs(60));
    assert_eq!(ask().status, 200);
    sandbox.advance(Duration::from_secs(60));
    failed(&ask(), 500);
}

#[test]
fn failed_logins_count_down_and_lock_the_customer_until_it_has_a_new_password() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let id = sandbox.accounts("logicboxes")[0].id.clone();
    let login = |password: &str| {
        let query = format!("username=demo%40example.com&passwd={password}&ip=1.1.1.1");
        get(&sandbox, "/customers/generate-token.json", &query)
    };
    for remaining in (0..5).rev() {
        let reply = login("wrong");
        failed(&reply, 500);
        assert_eq!((reply.at("/maxAttempts"), reply.at("/remainingLoginAttempts")), ("5".into(), remaining.into()));
    }
    failed(&login("demo-password"), 500);
    let changed = post(&sandbox, "/customers/change-password.json", &format!("customer-id={id}&new-passwd=new-one"));
    assert_eq!(changed.text(), "true");
    assert!(login("new-one").json().is_string());
}

#[test]
fn a_customer_goes_in_kebab_case_and_comes_out_run_together() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let id = sign_up(&sandbox, "acme%40example.com");
    assert!(id > 1 << 24);
    let by_id = get(&sandbox, "/customers/details-by-id.json", &format!("customer-id={id}"));
    let by_name = get(&sandbox, "/customers/details.json", "username=acme%40example.com");
    assert_eq!(by_id.json(), by_name.json());
    let record = by_id.json();
    for (name, value) in
        [("address1", "1 High St"), ("telnocc", "001"), ("zip", "00501"), ("langpref", "en"), ("totalreceipts", "0.0")]
    {
        assert_eq!(record[name], value, "{name}");
    }
    assert_eq!(record["customerid"], id.to_string());
    assert!(record.get("address2").is_none());
    let others: Vec<_> = record.as_object().unwrap().values().filter(|value| !value.is_string()).collect();
    assert_eq!(others.len(), 2, "one boolean and one object");
    failed(&post(&sandbox, "/customers/signup.json", &format!("username=acme%40example.com&passwd=x&{ACME}")), 500);
}

#[test]
fn modify_replaces_the_whole_set() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let id = sign_up(&sandbox, "acme%40example.com");
    let modify = |form: &str| post(&sandbox, "/customers/modify.json", &format!("customer-id={id}&{form}"));
    let full = format!("username=acme%40example.com&{ACME}");
    assert_eq!(modify(&format!("{full}&address-line-2=Flat+2&other-state=Kent")).text(), "true");
    let read = || get(&sandbox, "/customers/details-by-id.json", &format!("customer-id={id}")).json();
    assert_eq!((&read()["address2"], &read()["otherstate"]), (&"Flat 2".into(), &"Kent".into()));
    assert_eq!(modify(&full).text(), "true");
    assert!(read().get("address2").is_none());
    failed(&modify("username=acme%40example.com&name=Acme"), 500);
    failed(&modify(&format!("username=demo%40example.com&{ACME}")), 500);
}

#[test]
fn the_search_has_counts_as_strings_beside_ordinal_keys() {
    let sandbox = Sandbox::start_blocking().unwrap();
    for number in 0..24 {
        sign_up(&sandbox, &format!("user{number:02}%40example.com"));
    }
    let search = |query: &str| get(&sandbox, "/customers/search.json", query);
    let page = search("no-of-records=10&page-no=3");
    assert_eq!((page.at("/recsonpage"), page.at("/recsindb")), ("5".into(), "25".into()));
    assert_eq!(page.at("/5/customer.username"), "user23@example.com");
    assert!(page.at("/1/customer.customerid").is_string());
    assert_eq!(search("no-of-records=500&page-no=1&username=user1").at("/recsindb"), "10");
    let ids = sandbox.accounts("logicboxes");
    let two = format!("customer-id={}&customer-id={}", ids[3].id, ids[7].id);
    for (filter, count) in [
        (two.as_str(), "2"),
        ("reseller-id=1", "25"),
        ("reseller-id=2", "0"),
        ("status=Suspended", "0"),
        ("creation-date-start=99999999999", "0"),
        ("total-receipt-end=0", "25"),
    ] {
        assert_eq!(search(&format!("no-of-records=10&page-no=1&{filter}")).at("/recsindb"), count, "{filter}");
    }
    failed(&search("no-of-records=10&page-no=1&total-receipt-start=much"), 500);
    for query in ["no-of-records=9&page-no=1", "no-of-records=501&page-no=1", "no-of-records=10&page-no=0", "page-no=1"]
    {
        failed(&search(query), 500);
    }
}

#[test]
fn funds_are_added_once_for_a_transaction_key_and_come_back_with_the_customer() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let id = sign_up(&sandbox, "acme%40example.com");
    let add = |amount: &str, key: &str| {
        let form = format!("customer-id={id}&amount={amount}&transaction-key={key}&description=top+up");
        post(&sandbox, "/billing/add-customer-fund.json", &form)
    };
    let first = add("12.50", "k1").json();
    assert!(first.is_u64());
    assert_eq!(add("12.50", "k1").json(), first);
    assert_ne!(add("0.25", "k2").json(), first);
    assert_eq!(sandbox.applied("logicboxes.add_customer_funds"), 2);
    let id = id.to_string();
    assert_eq!(sandbox.account("logicboxes", &id).unwrap().balance, Decimal::new(1_275, 2));
    assert_eq!(sandbox.account_balance("logicboxes"), Decimal::new(998_725, 2));
    failed(&add("9988", "k3"), 500);
    failed(&add("-1", "k4"), 500);
    failed(&post(&sandbox, "/billing/add-customer-fund.json", &format!("customer-id={id}&amount=1")), 500);
    assert_eq!(post(&sandbox, "/customers/delete.json", &format!("customer-id={id}")).text(), "true");
    assert_eq!(sandbox.account_balance("logicboxes"), Decimal::from(10_000));
    failed(&post(&sandbox, "/customers/delete.json", &format!("customer-id={id}")), 500);
}

#[test]
fn promotions_and_gateways_are_maps_of_records_of_strings() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let id = sandbox.accounts("logicboxes")[0].id.clone();
    let promos = get(&sandbox, "/resellers/promo-details.json", "");
    assert!(promos.text().starts_with(r#"{"2":"#), "not in order");
    let gateways = |more: &str| get(&sandbox, "/pg/allowedlist-for-customer.json", &format!("customer-id={id}{more}"));
    assert_eq!(gateways("").json().as_object().unwrap().len(), 1);
    assert_eq!(gateways("&payment-type=AddFund").json().as_object().unwrap().len(), 2);
    for map in [promos.json(), gateways("&payment-type=Payment").json()] {
        let mut records = map.as_object().unwrap().values();
        assert!(records.all(|record| record.as_object().unwrap().values().all(Value::is_string)));
    }
    failed(&gateways("&payment-type=Gold"), 500);
    failed(&get(&sandbox, "/pg/allowedlist-for-customer.json", "customer-id=1"), 500);
    assert_eq!(post(&sandbox, "/mail/activate.json", "order-id=7").text(), r#"{"status":"Success"}"#);
    failed(&post(&sandbox, "/mail/activate.json", "order-id=seven"), 500);
}

#[test]
fn credentials_may_stand_in_the_query_of_a_post_and_are_refused_with_403() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let base = sandbox.url("logicboxes");
    let url = format!("{base}/mail/activate.json?auth-userid=1&api-key=demo&order-id=7");
    assert_eq!(send(&sandbox, "POST", &url, &[], "").unwrap().status, 200);
    let url = format!("{base}/resellers/promo-details.json?auth-userid=1&api-key=wrong");
    failed(&send(&sandbox, "GET", &url, &[], "").unwrap(), 403);
}
