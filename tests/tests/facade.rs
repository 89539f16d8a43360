//! The facade beyond single calls: ensuring, settling what a lost answer left open, transferring.
#![expect(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::sync::Arc;
use std::time::Duration;

use rust_decimal::Decimal;
use wholesale::{
    Account, Accounts, Amount, Error, ErrorKind, Filter, Login, Movement, Settlement, ToAccounts, Unit, Unsettled,
    Whereabouts,
};
use wholesale_sandbox::{Fault, Sandbox};
use wholesale_tests::customers::{accounts, new_account, unit};
use wholesale_tests::scenarios::{Clients, Settings};
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer};

const PROVIDERS: [&str; 4] = ["iproyal", "netnut", "neucrm", "logicboxes"];

/// Those whose balance can be read.
const READABLE: [&str; 3] = ["iproyal", "netnut", "neucrm"];

fn amount(provider: &str, value: &str) -> Amount {
    Amount::new(value.parse().expect("a decimal"), unit(provider))
}

fn connect(sandbox: &Sandbox, provider: &str) -> Arc<dyn Accounts> {
    let clients = Clients::new(sandbox, &Settings::default()).expect("clients");
    accounts(&clients, provider, None).expect("a provider with an adapter")
}

fn create_operation(provider: &str) -> &'static str {
    match provider {
        "iproyal" => "iproyal.create_sub_user",
        "netnut" => "netnut.create_sub_user",
        "neucrm" => "neucrm.create_reseller",
        _ => "logicboxes.sign_up_customer",
    }
}

fn add_operation(provider: &str) -> &'static str {
    match provider {
        "iproyal" => "iproyal.give_traffic",
        "netnut" => "netnut.allocate_traffic",
        "neucrm" => "neucrm.update_wallet",
        _ => "logicboxes.add_customer_funds",
    }
}

async fn sandbox() -> Sandbox {
    Sandbox::start().await.expect("a sandbox")
}

async fn created(accounts: &Arc<dyn Accounts>, name: &str) -> Account {
    accounts.create(new_account(accounts.provider(), name)).await.expect("an account")
}

/// The accounts at a provider, without those that it has from the start.
fn accounts_of(sandbox: &Sandbox, provider: &str) -> Vec<wholesale_sandbox::SandboxAccount> {
    let made = |account: &wholesale_sandbox::SandboxAccount| account.name != "demo@example.com";
    sandbox.accounts(provider).into_iter().filter(made).collect()
}

#[track_caller]
fn balance(sandbox: &Sandbox, provider: &str, account: &Account) -> Decimal {
    sandbox.account(provider, account.id.as_str()).expect("the account").balance
}

fn decimal(text: &str) -> Decimal {
    text.parse().expect("a decimal")
}

#[tokio::test]
async fn ensuring_an_account_twice_creates_it_once() {
    for provider in PROVIDERS {
        let sandbox = sandbox().await;
        let accounts = connect(&sandbox, provider);
        let first = accounts.ensure(new_account(provider, "acme")).await.expect("created");
        let second = accounts.ensure(new_account(provider, "acme")).await.expect("found");
        assert!(first.was_created() && !second.was_created(), "{provider}");
        assert_eq!(first.account().id, second.account().id, "{provider}");
        assert_eq!(accounts_of(&sandbox, provider).len(), 1, "{provider}");
    }
}

#[tokio::test]
async fn ensuring_an_account_survives_a_lost_answer() {
    for provider in PROVIDERS {
        let sandbox = sandbox().await;
        let accounts = connect(&sandbox, provider);
        sandbox.fail(create_operation(provider), Fault::AppliedAndAnswerLost);
        let ensured = accounts.ensure(new_account(provider, "acme")).await.expect("created, and found again");
        assert!(ensured.was_created(), "{provider}");
        assert_eq!(accounts_of(&sandbox, provider)[0].id, ensured.account().id.as_str(), "{provider}");
        sandbox.fail(create_operation(provider), Fault::ResetBeforeApply);
        let lost = accounts.ensure(new_account(provider, "other")).await.expect_err("not created");
        assert!(lost.may_have_been_applied(), "{provider}: {lost}");
        assert_eq!(accounts_of(&sandbox, provider).len(), 1, "{provider}");
        assert!(accounts.settle(&lost).await.expect("settled").is_not_applied(), "{provider}");
    }
}

#[tokio::test]
async fn a_balance_is_brought_to_the_least_once() {
    for provider in READABLE {
        let sandbox = sandbox().await;
        let accounts = connect(&sandbox, provider);
        let account = created(&accounts, "acme").await;
        accounts.add(&account.id, amount(provider, "2.5")).await.expect("added");
        let least = amount(provider, "10.00");
        let first = accounts.ensure_balance_at_least(&account.id, least).await.expect("replenished");
        assert_eq!(first.added.map(|receipt| receipt.amount), Some(amount(provider, "7.50")), "{provider}");
        assert_eq!(balance(&sandbox, provider, &account), decimal("10"), "{provider}");
        let second = accounts.ensure_balance_at_least(&account.id, least).await.expect("there is enough");
        assert!(second.added.is_none(), "{provider}");
        assert_eq!(sandbox.applied(add_operation(provider)), 2, "{provider}");
    }
}

#[tokio::test]
async fn a_balance_is_brought_to_the_least_once_even_if_the_answer_is_lost() {
    for provider in READABLE {
        let sandbox = sandbox().await;
        let accounts = connect(&sandbox, provider);
        let account = created(&accounts, "acme").await;
        let least = amount(provider, "10");
        sandbox.fail(add_operation(provider), Fault::AppliedAndAnswerLost);
        accounts.ensure_balance_at_least(&account.id, least).await.expect("settled");
        assert_eq!(balance(&sandbox, provider, &account), decimal("10"), "{provider}");
        sandbox.fail(add_operation(provider), Fault::ResetBeforeApply);
        let more = amount(provider, "12");
        accounts.ensure_balance_at_least(&account.id, more).await.expect_err("the connection broke");
        accounts.ensure_balance_at_least(&account.id, more).await.expect("asked again");
        assert_eq!(balance(&sandbox, provider, &account), decimal("12"), "{provider}");
    }
}

#[tokio::test]
async fn a_balance_that_cannot_be_read_or_is_of_another_unit_is_refused_before_any_request() {
    let sandbox = sandbox().await;
    let unreadable = connect(&sandbox, "logicboxes");
    let refused = unreadable.ensure_balance_at_least(&"1".into(), Amount::money(1)).await.expect_err("refused");
    assert_eq!(refused.kind(), ErrorKind::Unsupported, "{refused}");
    for provider in READABLE {
        let accounts = connect(&sandbox, provider);
        let other = match amount(provider, "1").unit() {
            Unit::Money => Amount::gb(1),
            _ => Amount::money(1),
        };
        let refused = accounts.ensure_balance_at_least(&"1".into(), other).await.expect_err("refused");
        assert_eq!(refused.kind(), ErrorKind::Unsupported, "{refused}");
        for nothing in [amount(provider, "0"), amount(provider, "-1")] {
            let refused = accounts.add(&"1".into(), nothing).await.expect_err("refused");
            assert_eq!(refused.kind(), ErrorKind::InvalidRequest, "{refused}");
        }
    }
    // What cannot be created cannot be ensured, and no list is read to find that out.
    for provider in ["netnut", "neucrm", "logicboxes"] {
        let accounts = connect(&sandbox, provider);
        let with_balance = new_account(provider, "acme").with(amount(provider, "1"));
        let refused = accounts.ensure(with_balance).await.expect_err("refused");
        assert_eq!(refused.kind(), ErrorKind::Unsupported, "{refused}");
    }
    // What makes a franchisee is checked before anything is sent.
    let accounts = connect(&sandbox, "neucrm");
    let franchisee = new_account("neucrm", "acme").detail("type", "Franchisee");
    let refused = accounts.create(franchisee).await.expect_err("refused");
    assert_eq!(refused.kind(), ErrorKind::InvalidRequest, "{refused}");
    assert!(refused.to_string().contains("commission_percent"), "{refused}");
    assert_eq!(sandbox.journal().len(), 0);
}

/// A top-up of 5 whose answer is lost.
async fn lost_top_up(sandbox: &Sandbox, accounts: &Arc<dyn Accounts>, account: &Account, fault: Fault) -> Error {
    let provider = accounts.provider();
    sandbox.fail(add_operation(provider), fault);
    accounts.add(&account.id, amount(provider, "5")).await.expect_err("the answer is lost")
}

#[tokio::test]
async fn a_lost_top_up_is_settled_by_what_the_account_had_before() {
    for provider in PROVIDERS {
        let sandbox = sandbox().await;
        let accounts = connect(&sandbox, provider);
        let account = created(&accounts, "acme").await;
        let error = lost_top_up(&sandbox, &accounts, &account, Fault::AppliedAndAnswerLost).await;
        assert!(error.may_have_been_applied(), "{error}");
        let settled = accounts.settle(&error).await.expect("settled");
        assert!(settled.is_applied(), "{provider}: {settled:?}");
        let error = lost_top_up(&sandbox, &accounts, &account, Fault::ResetBeforeApply).await;
        let settled = accounts.settle(&error).await.expect("settled");
        assert!(settled.is_not_applied(), "{provider}: {settled:?}");
        assert_eq!(balance(&sandbox, provider, &account), decimal("5"), "{provider}");
    }
}

#[tokio::test]
async fn what_arrives_late_is_waited_for_and_not_given_back() {
    let sandbox = sandbox().await;
    let clients = Clients::new(&sandbox, &Settings::default()).expect("clients");
    let accounts = accounts(&clients, "iproyal", None).expect("iproyal");
    let accounts = accounts.with_patience(Duration::from_secs(20));
    let (from, to) = (created(&accounts, "from").await, created(&accounts, "to").await);
    accounts.add(&from.id, Amount::gb(10)).await.expect("added");
    // The connection breaks, and the provider comes to the request a while later.
    sandbox.fail("iproyal.give_traffic", Fault::ResetBeforeApply);
    let late = async {
        while sandbox.journal().iter().all(|arrived| arrived.fault().is_none()) {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        tokio::time::sleep(Duration::from_millis(400)).await;
        clients.iproyal.give_traffic().hash(to.id.as_str()).amount("2.5").send().await
    };
    let (transferred, late) = tokio::join!(accounts.transfer(&from.id, &to.id, Amount::gb("2.5")), late);
    late.expect("it arrives");
    transferred.expect("it is seen to have arrived");
    assert_eq!(balance(&sandbox, "iproyal", &from), decimal("7.5"));
    assert_eq!(balance(&sandbox, "iproyal", &to), decimal("2.5"));
}

#[tokio::test]
async fn a_transaction_key_is_made_up_once_and_kept_for_the_next_attempt() {
    let sandbox = sandbox().await;
    let accounts = connect(&sandbox, "logicboxes");
    let account = created(&accounts, "acme").await;
    let error = lost_top_up(&sandbox, &accounts, &account, Fault::AppliedAndAnswerLost).await;
    let Some(Unsettled::Movement { reference: Some(key), .. }) = Unsettled::of(&error) else { panic!("{error:?}") };
    let same = Movement::default().reference(key);
    accounts.add_with(&account.id, Amount::money(5), same).await.expect("the sandbox knows the key");
    assert_eq!(balance(&sandbox, "logicboxes", &account), decimal("5"));
}

#[tokio::test]
async fn a_plan_that_runs_out_does_not_hide_an_allocation() {
    let say = |body: &str| [Step::Read, Step::Write(answer(200, body))];
    let one_plan = r#"{"success":true,"data":[{"plan_gb":10,"total_gb_used":4,"is_active":true}]}"#;
    let sub_user = r#"{"success":true,"data":{"customer_id":7,"customer_active":true}}"#;
    let two_plans = r#"{"success":true,"data":[{"plan_gb":10,"total_gb_used":4,"is_active":false},
        {"plan_gb":10,"total_gb_used":0,"is_active":true}]}"#;
    let before = [say(one_plan), [Step::Read, Step::Reset]].concat();
    let after = [say(sub_user), say(two_plans)].concat();
    let server = ScriptedServer::start([before, after]).await.expect("a server");
    let client = wholesale::netnut::Client::builder().token("demo").base_url(server.url()).build().expect("a client");
    let accounts = client.to_accounts().with_patience(Duration::ZERO);
    let error = accounts.add(&"7".into(), Amount::gb(10)).await.expect_err("the answer is lost");
    let settled = accounts.settle(&error).await.expect("settled");
    assert!(settled.is_applied(), "{settled:?}");
}

#[tokio::test]
async fn what_was_left_open_can_be_written_down_and_settled_elsewhere() {
    let sandbox = sandbox().await;
    let accounts = connect(&sandbox, "neucrm");
    let account = created(&accounts, "acme").await;
    let error = lost_top_up(&sandbox, &accounts, &account, Fault::AppliedAndAnswerLost).await;
    let written = serde_json::to_string(Unsettled::of(&error).expect("left open")).expect("JSON");
    let read: Unsettled = serde_json::from_str(&written).expect("left open");
    let settled = connect(&sandbox, "neucrm").settle_unsettled(&read).await.expect("settled");
    assert!(settled.is_applied(), "{settled:?}");
}

#[tokio::test]
async fn use_by_the_owner_does_not_confuse_the_settling_of_traffic() {
    for provider in ["iproyal", "netnut"] {
        let sandbox = sandbox().await;
        let accounts = connect(&sandbox, provider);
        let account = created(&accounts, "acme").await;
        accounts.add(&account.id, Amount::gb(10)).await.expect("added");
        let error = lost_top_up(&sandbox, &accounts, &account, Fault::AppliedAndAnswerLost).await;
        assert!(sandbox.use_traffic(provider, account.id.as_str(), decimal("3")), "{provider}");
        assert!(accounts.settle(&error).await.expect("settled").is_applied(), "{provider}");
    }
}

#[tokio::test]
async fn what_cannot_be_told_is_said_to_be_so() {
    let sandbox = sandbox().await;
    let accounts = connect(&sandbox, "neucrm");
    let account = created(&accounts, "acme").await;
    let error = lost_top_up(&sandbox, &accounts, &account, Fault::AppliedAndAnswerLost).await;
    accounts.add(&account.id, Amount::money(1)).await.expect("somebody else's top-up");
    let settled = accounts.settle(&error).await.expect("settled");
    assert!(matches!(settled, Settlement::CannotTell { .. }), "{settled:?}");

    sandbox.fail(add_operation("neucrm"), Fault::AppliedAndAnswerLost);
    let unread = Movement::default().without_reading();
    let error = accounts.add_with(&account.id, Amount::money(5), unread).await.expect_err("the answer is lost");
    let settled = accounts.settle(&error).await.expect("settled");
    assert!(matches!(settled, Settlement::CannotTell { .. }), "{settled:?}");
}

#[tokio::test]
async fn an_error_that_left_nothing_open_is_settled_without_a_request() {
    let sandbox = sandbox().await;
    let accounts = connect(&sandbox, "iproyal");
    let refused = accounts.get(&"unknown".into()).await.expect_err("not found");
    sandbox.clear_journal();
    assert!(accounts.settle(&refused).await.expect("settled").is_not_applied());
    let elsewhere = connect(&sandbox, "netnut").settle(&refused).await.expect_err("of another provider");
    assert_eq!(elsewhere.kind(), ErrorKind::InvalidRequest, "{elsewhere}");
    assert_eq!(sandbox.journal().len(), 0);
}

#[tokio::test]
async fn a_lost_closing_is_settled_by_looking_for_the_account() {
    let operations = [
        ("iproyal", "iproyal.delete_sub_user"),
        ("neucrm", "neucrm.delete_reseller"),
        ("logicboxes", "logicboxes.delete_customer"),
        ("netnut", "netnut.disable_sub_user"),
    ];
    for (provider, operation) in operations {
        let sandbox = sandbox().await;
        let accounts = connect(&sandbox, provider);
        let account = created(&accounts, "acme").await;
        let close = || async {
            if provider == "netnut" { accounts.disable(&account.id).await } else { accounts.delete(&account.id).await }
        };
        let plan = sandbox.fail(operation, Fault::ResetBeforeApply).always();
        let error = close().await.expect_err("the connection broke");
        plan.cancel();
        if error.may_have_been_applied() {
            let settled = accounts.settle(&error).await.expect("settled");
            assert!(settled.is_not_applied(), "{provider}: {settled:?}");
        }
        sandbox.fail(operation, Fault::AppliedAndAnswerLost);
        match close().await {
            Err(error) if error.may_have_been_applied() => {
                let settled = accounts.settle(&error).await.expect("settled");
                assert!(settled.is_applied(), "{provider}: {settled:?}");
            }
            // Disabling is sent again by the client: twice is as good as once.
            other => assert_eq!(provider, "netnut", "{other:?}"),
        }
    }
}

#[tokio::test]
async fn every_account_keeps_its_typed_record_and_its_untouched_json() {
    for provider in PROVIDERS {
        let sandbox = sandbox().await;
        let accounts = connect(&sandbox, provider);
        let id = created(&accounts, "acme").await.id;
        let read = accounts.get(&id).await.expect("the account");
        let listed = accounts.list(Filter::default()).collect().await.expect("accounts");
        let listed = listed.into_iter().find(|account| account.id == id).expect("it is listed");
        for account in [&read, &listed] {
            let json = account.json().expect("JSON");
            assert!(serde_json::from_str::<serde_json::Value>(json).expect("JSON").is_object(), "{provider}: {json}");
            assert_eq!(account.id, id, "{provider}");
        }
        let typed = match provider {
            "iproyal" => read.record::<wholesale::iproyal::types::SubUser>().is_some(),
            "netnut" => read.record::<wholesale::netnut::types::SubUser>().is_some(),
            "neucrm" => read.record::<wholesale::neucrm::types::Reseller>().is_some(),
            _ => read.record::<wholesale::logicboxes::types::Customer>().is_some(),
        };
        assert!(typed, "{provider}");
        let shown = format!("{read:?} {accounts:?}");
        assert!(!shown.contains("s3cret"), "{shown}");
    }
    let sandbox = sandbox().await;
    let accounts = connect(&sandbox, "iproyal");
    let account = created(&accounts, "acme").await;
    assert!(account.json().expect("JSON").contains("\"hash\""));
    assert!(accounts.client::<wholesale::iproyal::Client>().is_some());
    assert!(accounts.client::<wholesale::netnut::Client>().is_none());
}

#[tokio::test]
async fn a_list_streams_across_pages_and_filters_by_name() {
    for provider in PROVIDERS {
        let sandbox = sandbox().await;
        let accounts = connect(&sandbox, provider);
        let mut names = Vec::new();
        for number in 0..120 {
            names.push(created(&accounts, &format!("acme{number:03}")).await.name.expect("a name"));
        }
        sandbox.clear_journal();
        let mut stream = accounts.list(Filter::default());
        assert_eq!(sandbox.journal().len(), 0, "{provider}: nothing is read before it is asked for");
        let mut listed = Vec::new();
        while let Some(account) = stream.next().await {
            listed.push(account.expect("an account").name.expect("a name"));
        }
        listed.retain(|name| name != "demo@example.com");
        listed.sort();
        assert_eq!(listed, names, "{provider}");
        // The name of one is the beginning of no other, but part of what a search might find.
        let one = accounts.list(Filter::default().name(&names[7])).collect().await.expect("accounts");
        assert_eq!(one.len(), 1, "{provider}");
        let none = accounts.list(Filter::default().name("acme")).collect().await.expect("accounts");
        assert!(none.is_empty(), "{provider}: {none:?}");
    }
}

#[tokio::test]
async fn the_owner_of_an_account_is_told_by_password_or_token() {
    let sandbox = sandbox().await;
    let accounts = connect(&sandbox, "logicboxes");
    let account = created(&accounts, "acme").await;
    let name = account.name.expect("a name");
    accounts.set_password(&account.id, "n3w-passw0rd".into()).await.expect("set");
    let owner = accounts.authenticate(Login::password(&name, "n3w-passw0rd", "192.0.2.1")).await.expect("the owner");
    assert_eq!(owner.id, account.id);
    let refused = accounts.authenticate(Login::password(&name, "wrong", "192.0.2.1")).await.expect_err("refused");
    assert!(refused.is_refused_by_provider(), "{refused}");
    assert!(!format!("{refused:?}").contains("wrong\""), "{refused:?}");
}

#[tokio::test]
async fn an_update_keeps_what_it_does_not_change() {
    let sandbox = sandbox().await;
    let accounts = connect(&sandbox, "logicboxes");
    let account = created(&accounts, "acme").await;
    let before = accounts.get(&account.id).await.expect("the account");
    let city = wholesale::AccountUpdate::default().contact(wholesale::Contact::default().city("Pune"));
    accounts.update(&account.id, city).await.expect("updated");
    let after = accounts.get(&account.id).await.expect("the account");
    let mut expected: serde_json::Value = serde_json::from_str(before.json().expect("JSON")).expect("JSON");
    expected["city"] = "Pune".into();
    assert_eq!(serde_json::from_str::<serde_json::Value>(after.json().expect("JSON")).expect("JSON"), expected);
}

/// Two accounts, the first with 10 GB.
async fn two(sandbox: &Sandbox) -> (Arc<dyn Accounts>, Account, Account) {
    let accounts = connect(sandbox, "iproyal");
    let (from, to) = (created(&accounts, "from").await, created(&accounts, "to").await);
    accounts.add(&from.id, Amount::gb(10)).await.expect("added");
    (accounts, from, to)
}

#[tokio::test]
async fn a_transfer_moves_an_amount_once_whatever_answers_are_lost() {
    let lost = [None, Some("iproyal.take_traffic"), Some("iproyal.give_traffic")];
    for operation in lost {
        let sandbox = sandbox().await;
        let (accounts, from, to) = two(&sandbox).await;
        if let Some(operation) = operation {
            sandbox.fail(operation, Fault::AppliedAndAnswerLost);
        }
        accounts.transfer(&from.id, &to.id, Amount::gb("2.5")).await.expect("transferred");
        assert_eq!(balance(&sandbox, "iproyal", &from), decimal("7.5"), "{operation:?}");
        assert_eq!(balance(&sandbox, "iproyal", &to), decimal("2.5"), "{operation:?}");
    }
}

#[tokio::test]
async fn a_transfer_that_fails_says_where_the_amount_is() {
    let refusal = || Fault::Status { code: 422, body: Some(r#"{"message":"no"}"#.into()) };
    struct Case {
        faults: Vec<(&'static str, Fault, u64)>,
        whereabouts: Whereabouts,
        left: &'static str,
        arrived: &'static str,
    }
    let case = |faults, whereabouts, left, arrived| Case { faults, whereabouts, left, arrived };
    let (take, give, get) = ("iproyal.take_traffic", "iproyal.give_traffic", "iproyal.get_sub_user");
    let cases = [
        case(vec![(take, refusal(), 1)], Whereabouts::Source, "10", "0"),
        // Refused, and given back.
        case(vec![(give, refusal(), 1)], Whereabouts::Source, "10", "0"),
        // Refused, and refused again when it is given back.
        case(vec![(give, refusal(), 2)], Whereabouts::OwnAccount, "7.5", "0"),
        // Refused, and given back with the answer lost.
        case(vec![(give, refusal(), 1), (give, Fault::AppliedAndAnswerLost, 1)], Whereabouts::Source, "10", "0"),
    ];
    for Case { faults, whereabouts, left, arrived } in cases {
        let sandbox = sandbox().await;
        let (accounts, from, to) = two(&sandbox).await;
        for (operation, fault, times) in faults {
            sandbox.fail(operation, fault).times(times);
        }
        let failed = accounts.transfer(&from.id, &to.id, Amount::gb("2.5")).await.expect_err("it fails");
        assert_eq!(failed.whereabouts, whereabouts, "{failed}");
        assert_eq!(balance(&sandbox, "iproyal", &from), decimal(left), "{failed}");
        assert_eq!(balance(&sandbox, "iproyal", &to), decimal(arrived), "{failed}");
    }
    // The answers are lost and the accounts cannot be read afterwards: one is read before each movement.
    for (operation, reads_before, whereabouts) in
        [(take, 2, Whereabouts::SourceOrOwnAccount), (give, 2, Whereabouts::OwnAccountOrTarget)]
    {
        let sandbox = sandbox().await;
        let (accounts, from, to) = two(&sandbox).await;
        sandbox.fail(operation, Fault::AppliedAndAnswerLost);
        sandbox.fail(get, refusal()).after(reads_before).always();
        let failed = accounts.transfer(&from.id, &to.id, Amount::gb("2.5")).await.expect_err("it fails");
        assert_eq!(failed.whereabouts, whereabouts, "{failed}");
    }
}

#[tokio::test]
async fn a_transfer_is_refused_before_any_request_where_a_direction_is_missing() {
    let sandbox = sandbox().await;
    for provider in ["netnut", "neucrm", "logicboxes"] {
        let accounts = connect(&sandbox, provider);
        let failed = accounts.transfer(&"1".into(), &"2".into(), amount(provider, "1")).await.expect_err("refused");
        assert_eq!(failed.error.kind(), ErrorKind::Unsupported, "{failed}");
    }
    let accounts = connect(&sandbox, "iproyal");
    accounts.transfer(&"1".into(), &"1".into(), Amount::gb(1)).await.expect_err("to itself");
    accounts.transfer(&"1".into(), &"2".into(), Amount::gb(0)).await.expect_err("nothing");
    assert_eq!(sandbox.journal().len(), 0);
}
