//! Every operation of every provider against the sandbox over a real socket: what it returns, and what it changes.
#![expect(clippy::expect_used, clippy::panic, reason = "the helpers are part of the tests")]

use std::collections::BTreeSet;
use std::time::Duration;

use wholesale_runtime::{Decimal, Response, Result, dec};
use wholesale_sandbox::{NetnutEnvelope, Sandbox, SandboxAccount};
use wholesale_tests::calls;
use wholesale_tests::scenarios::{APIS, Clients, LOGICBOXES_CUSTOMER, NETNUT_LOGIN, PASSWORD, Settings};

/// Makes a call for its payload alone, or for the answer beside it, and gives the payload of either.
macro_rules! ask {
    ($how:expr, $call:expr) => {
        match $how {
            How::Payload => $call.send().await.unwrap_or_else(|error| panic!("{}: {error}", stringify!($call))),
            How::Raw => whole($call.send_raw().await),
        }
    };
}

#[derive(Clone, Copy)]
enum How {
    Payload,
    Raw,
}

const BOTH: [How; 2] = [How::Payload, How::Raw];

fn whole<T>(answer: Result<Response<T>>) -> T {
    let answer = answer.expect("an answer");
    assert!(answer.status().is_success(), "{}", answer.status());
    assert_eq!(answer.attempts(), 1);
    assert_eq!(answer.body().is_empty(), answer.status() == 204);
    assert!(!answer.headers().is_empty());
    answer.into_payload()
}

async fn sandbox() -> Sandbox {
    Sandbox::start().await.expect("a sandbox")
}

fn clients(sandbox: &Sandbox) -> Clients {
    Clients::new(sandbox, &Settings::default()).expect("clients")
}

fn account(sandbox: &Sandbox, provider: &str, id: &str) -> SandboxAccount {
    sandbox.account(provider, id).unwrap_or_else(|| panic!("no {id} at {provider}"))
}

fn balance(sandbox: &Sandbox, provider: &str, id: &str) -> Decimal {
    account(sandbox, provider, id).balance.into()
}

fn main_balance(sandbox: &Sandbox, provider: &str) -> Decimal {
    sandbox.account_balance(provider).into()
}

/// The request that arrived last.
fn last(sandbox: &Sandbox) -> wholesale_sandbox::Arrived {
    sandbox.journal().pop().expect("a request")
}

/// The operations that were carried out and whose answer arrived.
fn succeeded(sandbox: &Sandbox, provider: &str) -> BTreeSet<&'static str> {
    let journal = sandbox.journal();
    let succeeded = journal.iter().filter(|arrived| {
        let status = arrived.status().unwrap_or_default();
        arrived.provider() == Some(provider) && arrived.applied() && (200..300).contains(&status)
    });
    succeeded.filter_map(wholesale_sandbox::Arrived::operation).collect()
}

/// Fails when a provider has an operation that was not called with success.
fn every_operation_succeeded(sandbox: &Sandbox, provider: &str) {
    let api = APIS.iter().find(|api| api.provider == provider).expect("a provider");
    let declared: BTreeSet<&str> = api.operations.iter().map(|operation| operation.id).collect();
    assert_eq!(succeeded(sandbox, provider), declared, "operations of {provider} without a round trip");
}

#[test]
fn every_provider_has_its_round_trips_here() {
    let here: BTreeSet<&str> = APIS.iter().map(|api| api.provider).collect();
    let all: BTreeSet<&str> = calls::all().expect("clients").iter().map(|suite| suite.api.provider).collect();
    assert_eq!(here, all);
}

#[tokio::test]
async fn every_operation_of_iproyal_makes_a_round_trip() {
    for how in BOTH {
        let sandbox = sandbox().await;
        let client = clients(&sandbox).iproyal;
        let name = "iproyal";

        let created = ask!(how, client.create_sub_user().username("acme").password("s3cret-pass").traffic(dec!(10.25)));
        let hash = created.hash;
        assert_eq!(created.username.as_deref(), Some("acme"));
        assert_eq!(created.password.expect("a password").expose(), "s3cret-pass");
        assert_eq!((created.traffic_available, created.traffic_used), (Some(dec!(10.25)), Some(dec!(0))));
        assert_eq!(account(&sandbox, name, &hash).name, "acme");
        assert_eq!((balance(&sandbox, name, &hash), main_balance(&sandbox, name)), (dec!(10.25), dec!(989.75)));

        let main = ask!(how, client.get_account());
        assert_eq!((main.available_traffic, main.subusers_count), (Some(dec!(989.75)), Some(1)));

        let read = ask!(how, client.get_sub_user().hash(&hash));
        assert_eq!((read.hash.as_str(), read.traffic_available), (hash.as_str(), Some(dec!(10.25))));

        let page = ask!(how, client.list_sub_users().page(1).per_page(10).search("acm"));
        assert_eq!(page.data.len(), 1);
        assert_eq!(page.data[0].hash, hash);
        let meta = page.meta.expect("what the page is");
        assert_eq!(
            (meta.current_page, meta.per_page, meta.total, meta.last_page),
            (Some(1), Some(10), Some(1), Some(1))
        );
        let none = ask!(how, client.list_sub_users().search("nobody"));
        assert_eq!(none.data.len(), 0);

        let updated =
            ask!(how, client.update_sub_user().hash(&hash).username("acme-2").password("n3w-pass").traffic(20));
        assert_eq!((updated.username.as_deref(), updated.traffic_available), (Some("acme-2"), Some(dec!(20))));
        assert_eq!(updated.password.expect("a password").expose(), "n3w-pass");
        assert_eq!((balance(&sandbox, name, &hash), main_balance(&sandbox, name)), (dec!(20), dec!(980)));

        let given = ask!(how, client.give_traffic().hash(&hash).amount(dec!(2.5)));
        assert_eq!(given.traffic_available, Some(dec!(22.5)));
        assert_eq!((balance(&sandbox, name, &hash), main_balance(&sandbox, name)), (dec!(22.5), dec!(977.5)));

        assert!(sandbox.use_traffic(name, &hash, wholesale_sandbox::Decimal::ONE));
        let taken = ask!(how, client.take_traffic().hash(&hash).amount(dec!(0.125)));
        assert_eq!((taken.traffic_available, taken.traffic_used), (Some(dec!(21.375)), Some(dec!(1))));
        assert_eq!((balance(&sandbox, name, &hash), main_balance(&sandbox, name)), (dec!(21.375), dec!(977.625)));

        ask!(how, client.delete_sub_user().hash(&hash));
        assert_eq!(sandbox.account(name, &hash), None);
        assert_eq!(main_balance(&sandbox, name), dec!(999), "all but what was used");
        assert!(client.get_sub_user().hash(&hash).send().await.expect_err("it is gone").is_not_found());

        every_operation_succeeded(&sandbox, name);
    }
}

#[tokio::test]
async fn every_operation_of_netnut_makes_a_round_trip_in_either_envelope() {
    for (how, envelope) in
        BOTH.into_iter().flat_map(|how| [NetnutEnvelope::List, NetnutEnvelope::Object].map(|envelope| (how, envelope)))
    {
        let sandbox = Sandbox::builder().netnut_envelope(envelope).start().await.expect("a sandbox");
        let client = clients(&sandbox).netnut;
        let name = "netnut";

        let created = ask!(
            how,
            client
                .create_sub_user()
                .customer_dashboard_email("it@acme.example")
                .customer_name("Acme")
                .customer_dashboard_pwd("s3cret-dashboard")
                .customer_login_name("acme")
                .customer_login_pwd("s3cret-login")
                .snkrs_private_pool(1)
        );
        let id = created.customer_id.map(String::from).expect("an id");
        assert_eq!(created.customer_name.as_deref(), Some("Acme"));
        assert_eq!(created.customer_login_name.as_deref(), Some("acme"));
        assert_eq!(created.customer_dashboard_email.as_deref(), Some("it@acme.example"));
        assert_eq!(created.customer_active, Some(true));
        assert_eq!(account(&sandbox, name, &id).name, "acme");

        let read = ask!(how, client.get_sub_user().id(&id));
        assert_eq!(read.customer_login_name.as_deref(), Some("acme"));
        let all = ask!(how, client.list_sub_users());
        assert_eq!(all.len(), 1);
        assert!(all[0].customer_id.as_ref().is_some_and(|found| *found == *id));

        assert!(ask!(how, client.change_sub_user_password().id(&id).new_login_pwd("n3w-login")));
        assert_eq!(last(&sandbox).parameter("new_login_pwd").as_deref(), Some("n3w-login"));

        assert!(ask!(how, client.allocate_traffic().id(&id).allocate(dec!(12.75)).product_type("res")));
        assert!(ask!(how, client.allocate_traffic().id(&id).allocate(dec!(0.25)).product_type("mob")));
        assert_eq!((balance(&sandbox, name, &id), main_balance(&sandbox, name)), (dec!(13), dec!(987)));

        assert!(sandbox.use_traffic(name, &id, wholesale_sandbox::Decimal::ONE));
        let plans = ask!(how, client.get_usage().id(&id));
        let mut shown: Vec<_> = plans.iter().map(|plan| (plan.plan_gb, plan.total_gb_used, plan.is_active)).collect();
        shown.sort_by_key(|(gb, ..)| *gb);
        let expected = [(dec!(0.25), dec!(0)), (dec!(12.75), dec!(1))];
        assert_eq!(shown, expected.map(|(gb, used)| (Some(gb), Some(used), Some(true))));

        assert!(ask!(how, client.allocate_ips().id(&id).access_point("abc").country_code("US").ips(5).bandwidth(5)));
        let read = ask!(how, client.get_sub_user().id(&id));
        assert_eq!(read.extra.get("ips_allocated").and_then(serde_json::Value::as_i64), Some(5));

        assert!(ask!(how, client.disable_sub_user().id(&id)));
        assert!(!account(&sandbox, name, &id).active);
        assert_eq!(ask!(how, client.list_sub_users().is_active(true)).len(), 0);
        assert_eq!(ask!(how, client.list_sub_users().is_active(false)).len(), 1);

        let token = ask!(how, client.login().email(NETNUT_LOGIN.0).password(NETNUT_LOGIN.1));
        let other = wholesale_netnut::Client::builder().token(token).base_url(sandbox.url(name)).build();
        assert_eq!(ask!(how, other.expect("a client").list_sub_users()).len(), 1);

        every_operation_succeeded(&sandbox, name);
    }
}

#[tokio::test]
async fn a_netnut_login_is_made_by_itself_and_renewed_when_its_token_has_expired() {
    let sandbox = sandbox().await;
    let builder = wholesale_netnut::Client::builder().email(NETNUT_LOGIN.0).password(NETNUT_LOGIN.1);
    let client = builder.base_url(sandbox.url("netnut")).build().expect("a client");
    assert_eq!(sandbox.journal().len(), 0, "nothing is sent before the first call");

    client.list_sub_users().send().await.expect("a list");
    client.list_sub_users().send().await.expect("a list");
    assert_eq!((sandbox.applied("netnut.login"), sandbox.applied("netnut.list_sub_users")), (1, 2));

    sandbox.advance(Duration::from_secs(25 * 60 * 60));
    let again = client.list_sub_users().send_raw().await.expect("a list, with a new token");
    assert_eq!(again.attempts(), 2);
    assert_eq!((sandbox.applied("netnut.login"), sandbox.applied("netnut.list_sub_users")), (2, 3));
    let arrived: Vec<_> = sandbox.journal().iter().map(|arrived| (arrived.operation(), arrived.status())).collect();
    let (login, list) = (Some("login"), Some("list_sub_users"));
    let expected = [(login, 200), (list, 200), (list, 200), (list, 401), (login, 200), (list, 200)];
    assert_eq!(arrived, expected.map(|(operation, status)| (operation, Some(status))));
}

#[tokio::test]
async fn a_top_up_whose_netnut_token_has_expired_is_applied_once() {
    let sandbox = sandbox().await;
    let id = clients(&sandbox).create_netnut("acme").await.expect("a sub-user");
    let builder = wholesale_netnut::Client::builder().email(NETNUT_LOGIN.0).password(NETNUT_LOGIN.1);
    let client = builder.base_url(sandbox.url("netnut")).build().expect("a client");
    for day in 1..=3 {
        assert!(
            client.allocate_traffic().id(&id).allocate(dec!(2.5)).product_type("res").send().await.expect("a top-up")
        );
        assert_eq!((sandbox.applied("netnut.login"), sandbox.applied("netnut.allocate_traffic")), (day, day));
        sandbox.advance(Duration::from_secs(25 * 60 * 60));
    }
    assert_eq!(balance(&sandbox, "netnut", &id), dec!(7.5));
}

#[tokio::test]
async fn every_operation_of_neucrm_makes_a_round_trip() {
    for how in BOTH {
        let sandbox = sandbox().await;
        let client = clients(&sandbox).neucrm;
        let name = "neucrm";

        let id = ask!(
            how,
            client
                .create_reseller()
                .invoice_by("ISP")
                .payment_by("ISP+Reseller")
                .r#type("Franchisee")
                .name("Acme")
                .code("ACME")
                .address("1 Example Street & Sons")
                .mobile("12344444")
                .email("it@acme.example")
                .state("Karnataka")
                .commission_percent(dec!(12.5))
                .credit_limit(0)
        );
        let id = String::from(id);
        assert_eq!(account(&sandbox, name, &id).name, "Acme");

        assert_eq!(ask!(how, client.count_resellers()), 1);
        assert_eq!(ask!(how, client.count_resellers().name("nobody")), 0);
        let all = ask!(how, client.list_resellers().name("acme").rows_limit(10).rows_offset(0));
        assert_eq!(all.len(), 1);
        assert!(all[0].id.as_ref().is_some_and(|found| *found == *id));
        assert_eq!(all[0].address.as_deref(), Some("1 Example Street & Sons"));
        assert_eq!(all[0].payment_by.as_ref().map(|by| by.as_str()), Some("ISP+Reseller"));
        assert_eq!((all[0].commission_percent, all[0].wallet), (Some(dec!(12.5)), Some(dec!(0.00))));

        assert_eq!(ask!(how, client.update_reseller().resellerid(&id).name("Acme Ltd")), "done");
        assert_eq!(account(&sandbox, name, &id).name, "Acme Ltd");

        assert_eq!(ask!(how, client.update_wallet().resellerid(&id).action("TopUp").amt(dec!(10.10))), "done");
        assert_eq!((balance(&sandbox, name, &id), main_balance(&sandbox, name)), (dec!(10.1), dec!(9989.9)));
        assert_eq!(ask!(how, client.update_wallet().resellerid(&id).action("Settlement").amt(dec!(0.05))), "done");
        assert_eq!(ask!(how, client.update_wallet().resellerid(&id).action("Adj").amt(dec!(-1))), "done");
        assert_eq!((balance(&sandbox, name, &id), main_balance(&sandbox, name)), (dec!(9.05), dec!(9990.95)));

        assert_eq!(ask!(how, client.count_wallet_transactions().resellerid(&id)), 3);
        assert_eq!(ask!(how, client.count_wallet_transactions().txn_code("Topup")), 1);
        let moved = ask!(how, client.list_wallet_transactions().resellerid(&id).rows_limit(10).rows_offset(0));
        let amounts: Vec<_> = moved.iter().map(|transaction| transaction.amt).collect();
        assert_eq!(amounts, [dec!(10.1), dec!(-0.05), dec!(-1)].map(Some));

        assert_eq!(ask!(how, client.delete_reseller().resellerid(&id)), "done");
        assert_eq!(sandbox.account(name, &id), None);
        assert_eq!(main_balance(&sandbox, name), dec!(10000));

        every_operation_succeeded(&sandbox, name);
    }
}

#[tokio::test]
async fn every_operation_of_logicboxes_makes_a_round_trip() {
    for how in BOTH {
        let sandbox = sandbox().await;
        let clients = clients(&sandbox);
        let client = &clients.logicboxes;
        let name = "logicboxes";
        let user = "ada@acme.example";

        let id = ask!(
            how,
            client
                .sign_up_customer()
                .username(user)
                .passwd(PASSWORD)
                .name("Ada & Söhne")
                .company("Acme")
                .address_line_1("1 Example Street")
                .city("Bengaluru")
                .state("Karnataka")
                .country("IN")
                .zipcode("560001")
                .phone_cc("91")
                .phone("5550100")
                .lang_pref("en")
        );
        let id = String::from(id);
        assert_eq!(account(&sandbox, name, &id).name, user);

        for customer in
            [ask!(how, client.get_customer().username(user)), ask!(how, client.get_customer_by_id().customer_id(&id))]
        {
            assert!(customer.customerid.as_ref().is_some_and(|found| *found == *id));
            assert_eq!(customer.username.as_deref(), Some(user));
            assert_eq!((customer.name.as_deref(), customer.zip.as_deref()), (Some("Ada & Söhne"), Some("560001")));
            assert_eq!(customer.pin.expect("a pin").expose(), "0042");
            assert_eq!((customer.totalreceipts, customer.iswebpro), (Some(dec!(0)), Some(false)));
        }

        let page = ask!(how, client.search_customers().no_of_records(10).page_no(1));
        assert_eq!((page.recsonpage, page.recsindb), (Some(2), Some(2)));
        let mut found = client.search_customers().no_of_records(10).page_no(1).username(user).stream();
        let hit = found.next().await.expect("a customer").expect("a page");
        assert!(hit.customer_customerid.is_some_and(|found| found == *id));
        assert!(found.next().await.is_none());

        let token = ask!(how, client.generate_token().username(user).passwd(PASSWORD).ip("192.0.2.1"));
        let customer = ask!(how, client.authenticate_token().token(&token));
        assert_eq!(customer.username.as_deref(), Some(user));

        assert!(ask!(how, client.change_customer_password().customer_id(&id).new_passwd("n3w-passw0rd")));
        clients.token_of(user).await.expect_err("the old password");
        ask!(how, client.generate_token().username(user).passwd("n3w-passw0rd").ip("192.0.2.1"));

        assert!(ask!(
            how,
            client
                .modify_customer()
                .customer_id(&id)
                .username("new@acme.example")
                .name("Ada")
                .company("Acme Ltd")
                .address_line_1("2 Example Street")
                .city("Mysuru")
                .state("Karnataka")
                .country("IN")
                .zipcode("570001")
                .phone_cc("91")
                .phone("5550101")
                .lang_pref("en")
        ));
        assert_eq!(account(&sandbox, name, &id).name, "new@acme.example");
        assert_eq!(ask!(how, client.get_customer_by_id().customer_id(&id)).company.as_deref(), Some("Acme Ltd"));

        let funds = |key: &'static str| {
            client
                .add_customer_funds()
                .customer_id(&id)
                .amount(dec!(25.50))
                .description("top-up")
                .transaction_type("credit")
                .transaction_key(key)
                .update_total_receipt(true)
        };
        let first = ask!(how, funds("order-4711"));
        assert_eq!((balance(&sandbox, name, &id), main_balance(&sandbox, name)), (dec!(25.5), dec!(9974.5)));
        assert_eq!(ask!(how, funds("order-4711")), first, "the same key is the same payment");
        assert_ne!(ask!(how, funds("order-4712")), first);
        assert_eq!((balance(&sandbox, name, &id), main_balance(&sandbox, name)), (dec!(51), dec!(9949)));

        let gateways = ask!(how, client.list_allowed_payment_gateways().customer_id(&id).payment_type("AddFund"));
        let names: BTreeSet<_> = gateways.values().filter_map(|gateway| gateway.gatewayname.as_deref()).collect();
        assert_eq!(names, BTreeSet::from(["cards", "voucher"]));

        let promos = ask!(how, client.get_promo_prices());
        assert_eq!(promos.keys().collect::<Vec<_>>(), ["1", "2"]);
        assert_eq!(promos["1"].resellerprice, Some(dec!(528.00)));
        assert_eq!((promos["1"].isactive, promos["1"].istrickleallow), (Some(true), Some(false)));

        let email = ask!(how, client.activate_free_email().order_id(4711));
        assert_eq!(email.status.as_deref(), Some("Success"));

        assert!(ask!(how, client.delete_customer().customer_id(&id)));
        assert_eq!(sandbox.account(name, &id), None);
        assert_eq!(main_balance(&sandbox, name), dec!(10000));

        every_operation_succeeded(&sandbox, name);
    }
}

#[tokio::test]
async fn a_logicboxes_login_token_lasts_two_minutes() {
    let sandbox = sandbox().await;
    let client = clients(&sandbox).logicboxes;
    let (username, password) = LOGICBOXES_CUSTOMER;
    let token =
        client.generate_token().username(username).passwd(password).ip("192.0.2.1").send().await.expect("a token");
    sandbox.advance(Duration::from_secs(110));
    let customer = client.authenticate_token().token(&token).send().await.expect("a customer");
    assert_eq!(customer.username.as_deref(), Some(username));
    sandbox.advance(Duration::from_secs(11));
    let refused = client.authenticate_token().token(&token).send().await.expect_err("an old token");
    assert!(refused.is_refused_by_provider(), "{refused}");
    assert_eq!(refused.attempts(), 1);
}
