//! The journal: everything that arrived, and nothing secret by accident.

use wholesale_sandbox::Sandbox;

use crate::client::{connect, iproyal, logicboxes_get, netnut, neucrm, request, send_half, sub_user};

#[test]
fn it_says_what_arrived_and_what_became_of_it() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let hash = sub_user(&sandbox, "acme", "1.50");
    iproyal(&sandbox, "GET", "/residential-subusers/nobody?page=2", "");
    let [first, second] = &sandbox.journal()[..] else { panic!("two requests") };
    assert_eq!((first.number(), first.provider(), first.operation()), (1, Some("iproyal"), Some("create_sub_user")));
    assert_eq!((first.method(), first.path()), ("POST", "/iproyal/v1/residential-subusers"));
    assert_eq!((first.status(), first.applied(), first.fault()), (Some(201), true, None));
    assert_eq!(first.parameter("traffic").as_deref(), Some("1.50"), "as it was written");
    assert_eq!(first.body(), br#"{"username":"acme","password":"s3cret-pass","traffic":1.50}"#);
    assert_eq!((second.query(), second.status(), second.applied()), (Some("page=2"), Some(404), false));
    assert_eq!(second.parameter("page").as_deref(), Some("2"));
    assert!(second.headers().iter().any(|(name, _)| *name == "host"));
    assert_eq!(hash.len(), 26);
}

#[test]
fn secrets_are_out_of_sight_and_within_reach() {
    let sandbox = Sandbox::start_blocking().unwrap();
    sub_user(&sandbox, "acme", "1");
    netnut(&sandbox, "PATCH", "/customer/sub-user/1/password", r#"{"new_login_pwd":"s3cret-login"}"#);
    neucrm(&sandbox, "/api/reseller/list", "name=acme");
    let query = "username=acme&passwd=s3cret-passwd&ip=1.1.1.1&token=s3cret-token";
    logicboxes_get(&sandbox, "/customers/generate-token.json", query);
    let journal = sandbox.journal();
    for arrived in &journal {
        for shown in [format!("{arrived:?}"), format!("{arrived:#?}"), arrived.to_string()] {
            assert!(!shown.contains("s3cret") && !shown.contains("demo"), "{shown}");
            assert!(shown.contains("***"), "{shown}");
            assert!(shown.contains("acme") || shown.contains("PATCH"), "{shown}");
        }
    }
    assert_eq!(journal[0].header("Authorization").as_deref(), Some("Bearer demo"));
    assert_eq!(journal[0].parameter("password").as_deref(), Some("s3cret-pass"));
    assert_eq!(journal[2].parameter("api_key").as_deref(), Some("demo"));
    assert!(journal[3].query().unwrap().contains("s3cret-passwd"));
}

#[test]
fn it_keeps_the_last_ones_and_numbers_go_on() {
    let sandbox = Sandbox::builder().journal_limit(2).start_blocking().unwrap();
    let numbers = || sandbox.journal().iter().map(|arrived| arrived.number()).collect::<Vec<_>>();
    for _ in 0..3 {
        iproyal(&sandbox, "GET", "/me", "");
    }
    assert_eq!(numbers(), [2, 3]);
    sandbox.clear_journal();
    assert!(numbers().is_empty());
    iproyal(&sandbox, "GET", "/me", "");
    assert_eq!(numbers(), [4]);
    sandbox.reset();
    iproyal(&sandbox, "GET", "/me", "");
    assert_eq!(numbers(), [1]);
}

#[test]
fn a_request_that_never_came_whole_is_not_in_it() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let url = format!("{}/residential-subusers", sandbox.url("iproyal"));
    send_half(&sandbox, &request("POST", &url, &[], r#"{"username":"acme"}"#)).unwrap();
    drop(connect(&sandbox).unwrap());
    iproyal(&sandbox, "GET", "/me", "");
    assert_eq!(sandbox.journal().len(), 1);
}

#[test]
fn a_journal_of_nothing_keeps_nothing() {
    let sandbox = Sandbox::builder().journal_limit(0).start_blocking().unwrap();
    assert_eq!(iproyal(&sandbox, "GET", "/me", "").status, 200);
    assert!(sandbox.journal().is_empty());
}
