//! The guard: ports, runtimes, seeds, clocks, and paths that nobody knows.

use std::io::{Read, Write};
use std::time::{Duration, UNIX_EPOCH};

use wholesale_sandbox::{Decimal, Fault, Sandbox};

use crate::client::{connect, iproyal, logicboxes_get, send, sub_user};

#[test]
fn an_unknown_path_answers_501_and_names_it() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let base = format!("http://{}", sandbox.address());
    for path in [
        "/iproyal/v1/residential-subusers/a/b",
        "/oxylabs/v2",
        "/neucrm/api/reseller/credits_usage",
        "/",
        "/iproyal/v12",
    ] {
        let reply = send(&sandbox, "POST", &format!("{base}{path}"), &[], "").unwrap();
        assert_eq!((reply.status, reply.at("/path")), (501, path.into()));
        assert!(reply.at("/message").as_str().unwrap().contains("sandbox"));
    }
    assert_eq!(sandbox.journal()[1].provider(), None);
    assert_eq!((sandbox.journal()[0].provider(), sandbox.journal()[0].operation()), (Some("iproyal"), None));
}

#[test]
fn a_wrong_method_answers_405_and_says_which_are_right() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let reply = iproyal(&sandbox, "UPDATE", "/residential-subusers/abc", "");
    assert_eq!((reply.status, reply.header("allow")), (405, Some("DELETE, GET, PUT")));
}

#[test]
fn the_same_seed_gives_the_same_ids_and_another_gives_others() {
    let ids = |seed| {
        let sandbox = Sandbox::builder().seed(seed).start_blocking().unwrap();
        let login = "username=demo%40example.com&passwd=demo-password&ip=1.1.1.1";
        let token = logicboxes_get(&sandbox, "/customers/generate-token.json", login).json();
        (sub_user(&sandbox, "acme", "1"), sub_user(&sandbox, "acme", "1"), sandbox.accounts("logicboxes"), token)
    };
    assert_eq!(ids(3), ids(3));
    assert_ne!(ids(3), ids(4));
}

#[test]
fn starting_over_is_starting_again() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let first = sub_user(&sandbox, "acme", "1");
    sandbox.fail("*", Fault::status(500)).always();
    sandbox.advance(Duration::from_secs(1_000_000));
    let late = sandbox.now();
    sandbox.reset();
    assert!(sandbox.journal().is_empty() && sandbox.accounts("iproyal").is_empty() && sandbox.now() < late);
    assert_eq!(
        (sandbox.account_balance("iproyal"), sandbox.applied("iproyal.create_sub_user")),
        (Decimal::ONE_THOUSAND, 0)
    );
    assert_eq!(sub_user(&sandbox, "acme", "1"), first);
}

#[test]
fn a_clock_can_stand_still() {
    let instant = UNIX_EPOCH + Duration::from_secs(86_400);
    let sandbox = Sandbox::builder().clock_stands_at(instant).start_blocking().unwrap();
    assert_eq!(sandbox.now(), instant);
    sandbox.advance(Duration::from_secs(5));
    assert_eq!(sandbox.now(), instant + Duration::from_secs(5));
}

#[test]
fn it_outlives_the_runtime_it_was_started_in_and_may_be_dropped_in_another() {
    let runtime = || tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let sandbox = runtime().block_on(Sandbox::start()).unwrap();
    assert_eq!(iproyal(&sandbox, "GET", "/me", "").status, 200);
    runtime().block_on(async move { drop(sandbox) });
}

#[test]
fn dropping_it_closes_its_connections() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let mut open = connect(&sandbox).unwrap();
    let plan = sandbox.fail("*", Fault::Hang);
    open.write_all(b"GET /iproyal/v1/me HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    while plan.hits() == 0 {
        std::thread::yield_now();
    }
    drop(sandbox);
    assert!(matches!(open.read(&mut [0; 1]), Ok(0) | Err(_)));
}

#[test]
fn dropping_it_releases_the_port() {
    // Another test may happen to be given the port at once, but not every time.
    let released = || {
        let sandbox = Sandbox::start_blocking().unwrap();
        let port = sandbox.address().port();
        iproyal(&sandbox, "GET", "/me", "");
        drop(sandbox);
        Sandbox::builder().port(port).start_blocking().is_ok()
    };
    assert!((0..5).any(|_| released()));
}

#[test]
fn a_port_that_is_taken_is_an_error() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let error = Sandbox::builder().port(sandbox.address().port()).start_blocking().unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::AddrInUse);
}

#[test]
fn a_connection_serves_many_requests() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let mut stream = connect(&sandbox).unwrap();
    let request = "GET /iproyal/v1/me HTTP/1.1\r\nhost: x\r\nauthorization: Bearer demo\r\n\r\n";
    let last = request.replace("\r\n\r\n", "\r\nconnection: close\r\n\r\n");
    stream.write_all(format!("{request}{request}{last}").as_bytes()).unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 3);
}

#[test]
fn names_of_providers_give_urls_and_credentials() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let port = sandbox.address().port();
    let urls = Sandbox::providers().map(|provider| sandbox.url(provider));
    let paths = ["iproyal/v1", "netnut/v1", "neucrm", "logicboxes/api"];
    assert_eq!(urls, paths.map(|path| format!("http://127.0.0.1:{port}/{path}")));
    assert_eq!(sandbox.credentials("logicboxes"), [("auth_userid", "1"), ("api_key", "demo")]);
    assert_eq!(sandbox.credentials("netnut")[0], ("token", "demo"));
}

#[test]
#[should_panic(expected = "no provider \"oxylabs\"")]
fn a_misspelt_provider_panics_with_its_name() {
    let sandbox = Sandbox::start_blocking().unwrap();
    let _ = sandbox.url("oxylabs");
}
