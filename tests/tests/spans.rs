//! What a client tells `tracing`: one span for each call.
#![expect(clippy::expect_used, reason = "the helpers are part of the tests")]

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread::{ThreadId, current};
use std::time::Duration;

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;
use wholesale_iproyal::{Client, RetryPolicy};
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer, answer_with};

fn hasty() -> RetryPolicy {
    RetryPolicy::default().backoff(Duration::ZERO, Duration::ZERO)
}

fn answered(status: u16, body: &str) -> Vec<Step> {
    vec![Step::Read, Step::Write(answer(status, body))]
}

async fn server(scripts: impl IntoIterator<Item = Vec<Step>>) -> ScriptedServer {
    ScriptedServer::start(scripts).await.expect("a server")
}

/// A client of a server, once what it traces is kept.
fn iproyal(server: &ScriptedServer) -> Client {
    LazyLock::force(&COLLECTING);
    Client::builder().token("t").base_url(server.url()).retry(hasty()).build().expect("a client")
}

/// Collects for the whole process. A subscriber of each thread would do, if `tracing` did not decide once for all
/// threads whether a span interests anybody.
static COLLECTING: LazyLock<()> = LazyLock::new(|| {
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Collector)).expect("the only one");
});

/// What each thread, which is to say each test, has traced.
static TRACED: Mutex<BTreeMap<String, Traced>> = Mutex::new(BTreeMap::new());

/// Spans with their fields, and everything that was ever said as one text.
#[derive(Default)]
struct Traced {
    spans: Vec<(u64, &'static str, Fields)>,
    said: String,
}

#[derive(Debug, Clone, Default)]
struct Fields(BTreeMap<&'static str, String>);

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.0.insert(field.name(), format!("{value:?}").trim_matches('"').to_owned());
    }
}

struct Collector;

fn traced() -> MutexGuard<'static, BTreeMap<String, Traced>> {
    TRACED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn this_test() -> String {
    let id: ThreadId = current().id();
    format!("{id:?}")
}

fn keep(fields: Fields, and: impl FnOnce(&mut Traced, Fields)) {
    let mut traced = traced();
    let traced = traced.entry(this_test()).or_default();
    traced.said.push_str(&format!("{fields:?}\n"));
    and(traced, fields);
}

/// The spans of this test's calls, each as `name=value` in the order of the names.
fn calls() -> Vec<String> {
    let mut traced = traced();
    let traced = traced.entry(this_test()).or_default();
    let calls = traced.spans.iter().filter(|(_, name, _)| *name == "call");
    let text = |fields: &Fields| {
        let mut fields = fields.clone();
        assert!(fields.0.remove("duration_ms").is_some(), "every call says how long it took");
        let fields: Vec<_> = fields.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        fields.join(" ")
    };
    calls.map(|(_, _, fields)| text(fields)).collect()
}

impl<S: tracing::Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Collector {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, _: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        keep(fields, |traced, fields| traced.spans.push((id.into_u64(), attributes.metadata().name(), fields)));
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        values.record(&mut fields);
        keep(fields, |traced, fields| {
            // Ids are used again once a span is closed: the latest one is meant.
            let known = traced.spans.iter_mut().rev().find(|(known, ..)| *known == id.into_u64());
            if let Some((_, _, known)) = known {
                known.0.extend(fields.0);
            }
        });
    }

    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        keep(fields, |_, _| ());
    }
}

#[tokio::test]
async fn a_span_carries_the_id_that_the_provider_gave_the_request() {
    let server =
        server([vec![Step::Read, Step::Write(answer_with(200, &[("x-request-id", "req-4711")], b"{}"))]]).await;
    iproyal(&server).get_account().send().await.expect("an answer");
    assert_eq!(calls(), ["attempts=1 operation=get_account provider=iproyal request_id=req-4711 status=200"]);
}

#[tokio::test]
async fn a_span_carries_provider_operation_attempts_and_status() {
    let server = server([answered(503, ""), answered(201, "{}"), answered(200, r#"{"hash":"01HQ5K3P97"}"#)]).await;
    let client = iproyal(&server);
    client.get_account().send().await.expect("the second attempt");
    client.give_traffic().hash("01HQ5K3P97").amount(1).send().await.expect("an answer");
    assert_eq!(
        calls(),
        [
            "attempts=2 operation=get_account provider=iproyal status=201",
            "attempts=1 operation=give_traffic provider=iproyal status=200",
        ]
    );
}

#[tokio::test]
async fn the_span_of_a_failed_call_carries_attempts_and_status_too() {
    let server = server([answered(503, "")]).await;
    let client = iproyal(&server);
    client.get_account().send().await.expect_err("three failures");
    client.give_traffic().hash("01HQ5K3P97").amount(1).send().await.expect_err("a failure");
    assert_eq!(
        calls(),
        [
            "attempts=3 operation=get_account provider=iproyal status=503",
            "attempts=1 operation=give_traffic provider=iproyal status=503",
        ]
    );
}

#[tokio::test]
async fn the_span_of_a_call_without_an_answer_has_no_status() {
    let server = server([vec![Step::Read, Step::Reset]]).await;
    let client = iproyal(&server);
    client.get_account().send().await.expect_err("three resets");
    assert_eq!(calls(), ["attempts=3 operation=get_account provider=iproyal"]);
}

#[tokio::test]
async fn nothing_that_is_traced_at_any_level_by_any_library_holds_a_secret() {
    let echo = r#"{"status":"ERROR","message":"bad api-key logicboxes-secret for hunter2"}"#;
    let server = server([answered(503, echo), vec![Step::Read, Step::Reset], answered(500, echo)]).await;
    LazyLock::force(&COLLECTING);
    let client = wholesale_logicboxes::Client::builder()
        .auth_userid("1")
        .api_key("logicboxes-secret")
        .base_url(server.url())
        .retry(hasty())
        .build()
        .expect("a client");
    client.get_promo_prices().send().await.expect_err("a refusal");
    let token = client.generate_token().username("jane@example.com").passwd("hunter2").ip("1.1.1.1");
    token.send().await.expect_err("a refusal");
    let said = traced().entry(this_test()).or_default().said.clone();
    assert!(said.contains("get_promo_prices") && said.contains("sending again"), "{said}");
    assert!(!said.contains("logicboxes-secret") && !said.contains("hunter2"), "{said}");
}
