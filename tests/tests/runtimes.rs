//! One client in several tokio runtimes: a connection belongs to the runtime that opened it.
#![expect(clippy::expect_used, reason = "the helpers are part of the tests")]

use tokio::runtime::{Builder, Runtime};
use wholesale::iproyal::Client;
use wholesale_sandbox::Sandbox;

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().expect("a runtime")
}

fn sandbox() -> (Sandbox, Client) {
    let sandbox = Sandbox::builder().start_blocking().expect("a sandbox");
    let client = Client::builder().token("demo").base_url(sandbox.url("iproyal")).build().expect("a client");
    (sandbox, client)
}

async fn create(client: &Client, name: &str) -> String {
    let call = client.create_sub_user().username(name).password("s3cret-pass").traffic(1);
    call.send().await.expect("the call succeeds").hash
}

#[test]
fn a_client_outlives_the_runtime_of_its_first_calls() {
    let (sandbox, client) = sandbox();
    for round in 0..12 {
        // As tests do that share a client: each has a runtime of its own, which ends with it.
        runtime().block_on(create(&client, &format!("acme-{round}")));
    }
    assert_eq!(sandbox.applied("iproyal.create_sub_user"), 12);
}

#[test]
fn a_client_is_not_held_up_by_a_runtime_that_stands_still() {
    let (sandbox, client) = sandbox();
    let (one, other) = (runtime(), runtime());
    for round in 0..3 {
        // Nobody drives the one while the other works: what the one has opened must not be used there.
        one.block_on(create(&client, &format!("one-{round}")));
        other.block_on(create(&client, &format!("other-{round}")));
    }
    assert_eq!(sandbox.applied("iproyal.create_sub_user"), 6);
}
