//! What is refused before anything is sent, with everything that is wrong at once.

use wholesale_runtime::{Error, ErrorKind, Recorder, Request, Result};
use wholesale_tests::clients;

fn refused<T>(result: Result<T>, recorder: &Recorder, what: &str) -> Error {
    let Err(error) = result else { panic!("{what} was not refused") };
    assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{what}: {error}");
    assert!(!error.may_have_been_applied(), "{what}");
    assert_eq!((error.attempts(), error.http_status()), (0, None), "{what}");
    assert!(recorder.requests().is_empty(), "{what}: nothing is sent");
    error
}

fn complaint(result: Result<Request>, what: &str) -> String {
    refused(result, &Recorder::new(), what).to_string()
}

fn accepted(result: Result<Request>, what: &str) {
    if let Err(error) = result {
        panic!("{what}: {error}");
    }
}

#[tokio::test]
async fn a_key_that_would_address_another_resource_is_refused_and_nothing_is_sent() {
    let recorder = Recorder::new();
    let iproyal = clients::iproyal(recorder.clone()).expect("a client");
    let netnut = clients::netnut(recorder.clone()).expect("a client");
    for key in ["", ".", ".."] {
        refused(iproyal.get_sub_user().hash(key).send().await, &recorder, key);
        refused(iproyal.update_sub_user().hash(key).username("u").send().await, &recorder, key);
        refused(iproyal.delete_sub_user().hash(key).send().await, &recorder, key);
        refused(iproyal.give_traffic().hash(key).amount(1).send().await, &recorder, key);
        refused(iproyal.take_traffic().hash(key).amount(1).send().await, &recorder, key);
        refused(netnut.get_sub_user().id(key).send().await, &recorder, key);
        refused(netnut.change_sub_user_password().id(key).new_login_pwd("x").send().await, &recorder, key);
        refused(netnut.allocate_traffic().id(key).allocate(1).product_type("dc").send().await, &recorder, key);
        let ips = netnut.allocate_ips().id(key).access_point("abc").country_code("US").ips(1).bandwidth(1);
        refused(ips.send().await, &recorder, key);
        refused(netnut.disable_sub_user().id(key).send().await, &recorder, key);
    }
}

#[tokio::test]
async fn a_page_walk_over_a_refused_request_sends_nothing() {
    let recorder = Recorder::new();
    let client = clients::iproyal(recorder.clone()).expect("a client");
    let mut pages = client.list_sub_users().search("").pages();
    refused(pages.next().await.expect("the refusal"), &recorder, "an empty search");
    assert!(pages.next().await.is_none());
}

#[test]
fn a_search_has_1_to_30_characters() {
    let client = clients::iproyal(Recorder::new()).expect("a client");
    let search = |text: &str| client.list_sub_users().search(text).request();
    for text in ["a", &"a".repeat(30), &"日".repeat(30), &"🦀".repeat(30)] {
        accepted(search(text), text);
    }
    for text in ["", &"a".repeat(31), &"日".repeat(31)] {
        assert!(complaint(search(text), text).contains("search"));
    }
}

#[test]
fn positions_and_sizes_of_pages_have_bounds() {
    let iproyal = clients::iproyal(Recorder::new()).expect("a client");
    accepted(iproyal.list_sub_users().page(1).per_page(1).request(), "the first page");
    assert!(complaint(iproyal.list_sub_users().page(0).request(), "page 0").contains("page must be at least 1"));
    assert!(complaint(iproyal.list_sub_users().per_page(0).request(), "no items").contains("per_page"));

    let neucrm = clients::neucrm(Recorder::new()).expect("a client");
    accepted(neucrm.list_resellers().rows_limit(100).rows_offset(0).request(), "the largest page");
    for limit in [0, 101] {
        assert!(complaint(neucrm.list_resellers().rows_limit(limit).request(), "limit").contains("rows_limit"));
        let listing = neucrm.list_wallet_transactions().rows_limit(limit);
        assert!(complaint(listing.request(), "limit").contains("rows_limit"));
    }
    assert!(complaint(neucrm.list_resellers().rows_offset(-1).request(), "offset").contains("rows_offset"));
}

#[test]
fn a_commission_is_0_to_100_percent() {
    let client = clients::neucrm(Recorder::new()).expect("a client");
    let create = |percent: &str| {
        let call = client.create_reseller().invoice_by("ISP").payment_by("ISP").r#type("Franchisee").name("n");
        call.code("c").mobile("1").email("a@b.example").commission_percent(percent).credit_limit(0).request()
    };
    let update = |percent: &str| client.update_reseller().resellerid(4).commission_percent(percent).request();
    for percent in ["0", "0.00", "50.5", "100", "100.00"] {
        accepted(create(percent), percent);
        accepted(update(percent), percent);
    }
    for percent in ["-1", "-0.01", "100.01", "101", "1e3"] {
        assert!(complaint(create(percent), percent).contains("commission_percent"), "{percent}");
        assert!(complaint(update(percent), percent).contains("commission_percent"), "{percent}");
    }
}

#[test]
fn a_franchisee_needs_a_commission_and_a_credit_limit() {
    let client = clients::neucrm(Recorder::new()).expect("a client");
    let call = |kind: &str| {
        let call = client.create_reseller().invoice_by("ISP").payment_by("ISP").r#type(kind).name("n").code("c");
        call.mobile("1").email("a@b.example")
    };
    accepted(call("Reseller").request(), "a reseller needs neither");
    accepted(call("Franchisee").commission_percent(0).credit_limit(0).request(), "both");
    let text = complaint(call("Franchisee").request(), "neither");
    assert!(text.contains("commission_percent") && text.contains("credit_limit"), "{text}");
    let text = complaint(call("Franchisee").credit_limit(0).request(), "one");
    assert!(text.contains("commission_percent") && !text.contains("credit_limit"), "{text}");
}

#[test]
fn a_state_without_a_name_needs_one_in_other_words() {
    let client = clients::logicboxes(Recorder::new()).expect("a client");
    let call = |state: &str| {
        let call = client.modify_customer().customer_id(1).username("jane@example.com").name("Jane").company("Example");
        let call = call.address_line_1("1 Example Street").city("Springfield").state(state).country("US");
        call.zipcode("06270").phone_cc("001").phone("0555").lang_pref("en")
    };
    accepted(call("Illinois").request(), "a state");
    accepted(call("Not Applicable").other_state("Elsewhere").request(), "no state and other words");
    let text = complaint(call("Not Applicable").request(), "no state and no words");
    assert!(text.contains("other_state is required when state is Not Applicable"), "{text}");
}

#[test]
fn everything_that_is_wrong_is_told_at_once() {
    let neucrm = clients::neucrm(Recorder::new()).expect("a client");
    let text = complaint(neucrm.create_reseller().r#type("Franchisee").commission_percent("half").request(), "much");
    for name in
        ["invoice_by", "payment_by", "name", "code", "mobile", "email", "commission_percent `half`", "credit_limit"]
    {
        assert!(text.contains(name), "{name} is missing in: {text}");
    }

    let logicboxes = clients::logicboxes(Recorder::new()).expect("a client");
    let text = complaint(logicboxes.modify_customer().state("Not Applicable").request(), "nearly nothing");
    let names = [
        "customer_id",
        "username",
        "name",
        "company",
        "address_line_1",
        "city",
        "country",
        "zipcode",
        "phone_cc",
        "phone",
        "lang_pref",
    ];
    for name in names {
        assert!(text.contains(&format!("{name} is required")), "{name} is missing in: {text}");
    }
    assert!(text.contains("other_state is required when"), "{text}");

    let iproyal = clients::iproyal(Recorder::new()).expect("a client");
    let text = complaint(iproyal.give_traffic().hash("..").amount("1.5 GB").request(), "both");
    assert!(text.contains("hash") && text.contains("amount"), "{text}");
}

#[test]
fn a_refusal_does_not_repeat_a_secret() {
    let client = clients::iproyal(Recorder::new()).expect("a client");
    let text = complaint(client.create_sub_user().password("s3cr3t").traffic("much").request(), "no username");
    assert!(text.contains("username is required") && !text.contains("s3cr3t"), "{text}");
}

#[test]
fn an_amount_that_would_be_rounded_is_refused() {
    let client = clients::iproyal(Recorder::new()).expect("a client");
    for amount in ["", " ", "ten", "NaN", "inf", "1,5", "0.12345678901234567890123456789", "1e400", "0x10", "1 000"] {
        let text = complaint(client.give_traffic().hash("01HQ").amount(amount).request(), amount);
        assert!(text.contains("amount"), "{text}");
    }
}
