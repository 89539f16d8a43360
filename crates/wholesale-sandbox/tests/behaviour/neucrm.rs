//! NeuCRM: forms in, one envelope out, money as text.

use std::time::{Duration, UNIX_EPOCH};

use wholesale_sandbox::{Decimal, Sandbox};

use crate::client::{Reply, neucrm, send};

fn form(name: &str, code: &str) -> String {
    format!(
        "invoice_by=ISP&payment_by=ISP%2BReseller&type=Reseller&name={name}&code={code}&mobile=0123&email=a%40example.com"
    )
}

fn create(sandbox: &Sandbox, name: &str, code: &str) -> u64 {
    let reply = neucrm(sandbox, "/api/reseller/create", &form(name, code));
    assert!(reply.at("/error").is_null(), "{}", reply.text());
    reply.at("/result").as_u64().unwrap()
}

fn failed(reply: &Reply) {
    assert_eq!(reply.status, 200);
    assert!(reply.at("/result").is_null() && reply.at("/error").is_string(), "{}", reply.text());
}

#[test]
fn a_record_is_all_strings() {
    let instant = UNIX_EPOCH + Duration::from_secs(1_767_225_600);
    let sandbox = Sandbox::builder().clock_stands_at(instant).start_blocking().unwrap();
    assert_eq!(create(&sandbox, "North", "N1"), 1);
    let reply = neucrm(&sandbox, "/api/reseller/list", "");
    let record = reply.at("/result/0");
    assert!(record.as_object().unwrap().values().all(serde_json::Value::is_string), "{record}");
    for (name, value) in
        [("id", "1"), ("wallet", "0.00"), ("payment_by", "ISP+Reseller"), ("created_on", "2026-01-01 00:00:00")]
    {
        assert_eq!(record[name], value);
    }
}

#[test]
fn pages_hold_ten_and_never_more_than_a_hundred_and_a_count_ignores_them() {
    let sandbox = Sandbox::start_blocking().unwrap();
    for number in 0..105 {
        create(&sandbox, &format!("name{number}"), &format!("C{}", number % 2));
    }
    let list = |form: &str| neucrm(&sandbox, "/api/reseller/list", form).at("/result");
    assert_eq!(list("").as_array().unwrap().len(), 10);
    assert_eq!(list("rows_limit=500").as_array().unwrap().len(), 100);
    assert_eq!(list("rows_limit=100&rows_offset=100").as_array().unwrap().len(), 5);
    assert_eq!(list("show_count=1&rows_limit=1"), 105);
    assert_eq!(list("show_count=1&code=c1"), 52);
    assert_eq!(list("show_count=0&resellerid=7")[0]["id"], "7");
    assert_eq!(list("sort_order=desc&rows_limit=1")[0]["id"], "105");
    assert_eq!(list("sort_field=name&rows_limit=3")[2]["name"], "name10");
    assert_eq!(sandbox.applied("neucrm.count_resellers"), 2);
    failed(&neucrm(&sandbox, "/api/reseller/list", "sort_field=colour"));
    failed(&neucrm(&sandbox, "/api/reseller/list", "rows_limit=x"));
}

#[test]
fn a_franchisee_needs_a_commission_and_a_credit_limit() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let franchisee = form("North", "N1").replace("type=Reseller", "type=Franchisee");
    let create = |more: &str| neucrm(&sandbox, "/api/reseller/create", &format!("{franchisee}{more}"));
    failed(&create(""));
    failed(&create("&commission_percent=101&credit_limit=0"));
    assert_eq!(create("&commission_percent=50&credit_limit=0").at("/result"), 1);
    failed(&neucrm(&sandbox, "/api/reseller/create", "name=North"));
    failed(&neucrm(&sandbox, "/api/reseller/create", &form("North", "N1").replace("invoice_by=ISP", "invoice_by=Me")));
}

#[test]
fn an_update_changes_what_it_names() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let id = create(&sandbox, "North", "N1");
    let update = |form: &str| neucrm(&sandbox, "/api/reseller/update", form);
    assert_eq!(update(&format!("resellerid={id}&name=South")).at("/result"), "done");
    let record = neucrm(&sandbox, "/api/reseller/list", "").at("/result/0");
    assert_eq!((&record["name"], &record["code"]), (&"South".into(), &"N1".into()));
    failed(&update("name=South"));
    failed(&update("resellerid=99&name=South"));
    failed(&update(&format!("resellerid={id}&type=Other")));
}

#[test]
fn the_wallet_moves_and_every_move_is_a_transaction() {
    let sandbox = Sandbox::builder().balance("neucrm", 100).start_blocking().unwrap();
    let id = create(&sandbox, "North", "N1");
    let update = |action: &str, amount: &str| {
        neucrm(&sandbox, "/api/reseller/wallet_update", &format!("resellerid={id}&action={action}&amt={amount}"))
    };
    assert_eq!(update("TopUp", "50.255").at("/result"), "done");
    assert_eq!(update("Settlement", "10").at("/result"), "done");
    assert_eq!(update("Adj", "-0.255").at("/result"), "done");
    assert_eq!(sandbox.accounts("neucrm")[0].balance, Decimal::from(40));
    assert_eq!(sandbox.account_balance("neucrm"), Decimal::from(60));
    for (action, amount) in [("Topup", "1"), ("TopUp", "60.01"), ("Settlement", "40.01"), ("TopUp", "-1"), ("Adj", "0")]
    {
        failed(&update(action, amount));
    }
    let list = |form: &str| neucrm(&sandbox, "/api/reseller/wallet_txn", form).at("/result");
    let amounts: Vec<_> = list("").as_array().unwrap().iter().map(|record| record["amt"].clone()).collect();
    assert_eq!(amounts, ["50.255", "-10.00", "-0.255"]);
    assert_eq!(list("txn_code=Topup&show_count=1"), 1);
    failed(&neucrm(&sandbox, "/api/reseller/wallet_txn", "txn_code=TopUp"));
    assert_eq!(sandbox.applied("neucrm.update_wallet"), 3);
}

#[test]
fn deleting_returns_the_wallet() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let id = create(&sandbox, "North", "N1");
    neucrm(&sandbox, "/api/reseller/wallet_update", &format!("resellerid={id}&action=TopUp&amt=10"));
    assert_eq!(sandbox.account_balance("neucrm"), Decimal::from(9_990));
    assert_eq!(neucrm(&sandbox, "/api/reseller/delete", &format!("resellerid={id}")).at("/result"), "done");
    assert_eq!(sandbox.account_balance("neucrm"), Decimal::from(10_000));
    failed(&neucrm(&sandbox, "/api/reseller/delete", &format!("resellerid={id}")));
}

#[test]
fn credentials_count_only_in_the_form() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let url = format!("{}/api/reseller/list?userid=5&api_key=demo", sandbox.url("neucrm"));
    failed(
        &send(&sandbox, "POST", &url, &["content-type: application/x-www-form-urlencoded"], "rows_limit=1").unwrap(),
    );
}
