//! Every operation with every fault of the sandbox: how often it is sent, how often it is carried out, and what the
//! error says about that.
#![expect(clippy::expect_used, clippy::panic, reason = "the helpers are part of the tests")]

use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpSocket;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use wholesale_runtime::api::{Api, Operation, Payload};
use wholesale_runtime::{Error, ErrorKind, Secret};
use wholesale_sandbox::{Fault, RetryAfter, Sandbox};
use wholesale_tests::scenarios::{APIS, Clients, Ready, Settings};

/// Bytes of an answer that the clients read; the answers of the sandbox are smaller, the bombs are not.
const CAP: u64 = 64 * 1024;
/// Attempts of a retry-safe call that goes on failing.
const ALL: u32 = 3;

/// How a call ends that meets a fault with every attempt.
#[derive(Debug, Clone, Copy)]
enum End {
    /// It succeeds.
    Fine,
    /// It fails this way.
    Fails(ErrorKind),
    /// It fails this way, unless the fault leaves an answer that is good enough: a list of nothing, say.
    FailsUnlessGoodEnough(ErrorKind),
}

/// What must become of a call that meets a fault.
struct Row {
    fault: Fault,
    end: End,
    /// Attempts of a retry-safe operation; every other is sent once.
    attempts: u32,
    /// Whether it may have been applied, of an operation that is not retry-safe.
    ambiguous: bool,
}

fn row(fault: Fault, end: End, attempts: u32, ambiguous: bool) -> Row {
    Row { fault, end, attempts, ambiguous }
}

fn fails(fault: Fault, kind: ErrorKind, attempts: u32, ambiguous: bool) -> Row {
    row(fault, End::Fails(kind), attempts, ambiguous)
}

fn with_body(code: u16, body: &str) -> Fault {
    Fault::Status { code, body: Some(body.to_owned()) }
}

fn page(status: u16, content_type: &str) -> Fault {
    Fault::Html { status, content_type: content_type.to_owned() }
}

fn rated(retry_after: RetryAfter) -> Fault {
    Fault::RateLimited { retry_after: Some(retry_after) }
}

/// Every fault, and what must become of a call that meets it.
fn table() -> Vec<Row> {
    use ErrorKind::{Api, Authentication, Decode, NotFound, NotTheApi, RateLimited, RequestTimeout, Transport};
    let elsewhere = "https://elsewhere.example/login?token=x".to_owned();
    vec![
        // Instead of the provider's work: a refusal.
        fails(Fault::status(400), Api, 1, false),
        fails(with_body(422, "no"), Api, 1, false),
        fails(Fault::status(401), Authentication, 1, false),
        fails(Fault::status(403), Authentication, 1, false),
        fails(Fault::status(404), NotFound, 1, false),
        fails(Fault::ProviderError, Api, 1, false),
        fails(Fault::RateLimited { retry_after: None }, RateLimited, ALL, false),
        fails(rated(RetryAfter::Milliseconds(1)), RateLimited, ALL, false),
        fails(rated(RetryAfter::Seconds(0)), RateLimited, ALL, false),
        fails(rated(RetryAfter::HttpDate(Duration::ZERO)), RateLimited, ALL, false),
        fails(rated(RetryAfter::Text("soon".to_owned())), RateLimited, ALL, false),
        fails(Fault::rate_limited(3600), RateLimited, 1, false),
        // Something answers that does not know.
        fails(Fault::status(500), Api, 1, true),
        fails(Fault::status(502), Api, ALL, true),
        fails(Fault::status(503), Api, ALL, true),
        fails(with_body(504, "upstream request timeout"), Api, ALL, true),
        fails(Fault::html(200), NotTheApi, 1, true),
        fails(page(200, "application/json"), NotTheApi, 1, true),
        fails(Fault::html(403), NotTheApi, 1, true),
        fails(Fault::html(503), NotTheApi, ALL, true),
        fails(Fault::Redirect { location: elsewhere }, NotTheApi, 1, true),
        // An answer that cannot be read, or not in full.
        fails(Fault::HugeBody { bytes: 16 * CAP }, Transport, 1, true),
        fails(Fault::CompressedBody { bytes: 16 * CAP }, Transport, 1, true),
        row(Fault::EmptyBody, End::FailsUnlessGoodEnough(Decode), 1, true),
        row(Fault::DeepJson { depth: 10_000 }, End::FailsUnlessGoodEnough(Decode), 1, true),
        row(Fault::HugeNumber, End::FailsUnlessGoodEnough(Decode), 1, true),
        // No answer.
        fails(Fault::ResetBeforeRead, Transport, ALL, true),
        fails(Fault::ResetBeforeApply, Transport, ALL, true),
        fails(Fault::Hang, RequestTimeout, ALL, true),
        // The work is done, and the answer is not what it should be.
        fails(Fault::AppliedAndAnswerLost, Transport, ALL, true),
        fails(Fault::AppliedThenStatus(500), Api, 1, true),
        fails(Fault::AppliedThenStatus(502), Api, ALL, true),
        fails(Fault::AppliedThenStatus(504), Api, ALL, true),
        fails(Fault::AppliedThenHang, RequestTimeout, ALL, true),
        row(Fault::TruncatedJson, End::FailsUnlessGoodEnough(Transport), ALL, true),
        row(Fault::MalformedJson, End::FailsUnlessGoodEnough(Decode), 1, true),
        fails(Fault::InvalidUtf8, Decode, 1, true),
        // The right answer, on a hard way.
        row(Fault::SlowDrip { pause: Duration::from_micros(10) }, End::Fine, 1, false),
        row(Fault::NoContentLength, End::Fine, 1, false),
        row(Fault::Latency(Duration::from_millis(1)), End::Fine, 1, false),
    ]
}

/// Whether the provider has not done its work and the answer says nothing about it, so that its absence is an answer too.
fn leaves_no_trace(fault: &Fault) -> bool {
    matches!(fault, Fault::EmptyBody | Fault::DeepJson { .. } | Fault::HugeNumber)
}

/// Whether a made-up answer is word for word one that the provider gives when all is well: `success: true` in huge numbers, and
/// anything at all where no payload is expected.
fn passes_for_done(operation: &Operation, fault: &Fault) -> bool {
    *fault == Fault::HugeNumber || operation.payload == Payload::Nothing
}

fn hangs(fault: &Fault) -> bool {
    matches!(fault, Fault::Hang | Fault::AppliedThenHang)
}

/// What became of one call.
struct Outcome {
    result: Result<u32, Error>,
    /// Requests that arrived.
    arrived: u32,
    /// Times the operation was carried out.
    applied: u64,
}

/// Makes one call that meets a fault, in a sandbox of its own: with every attempt, or with the first alone.
async fn meet(api: &'static Api, operation: &'static Operation, fault: &Fault, always: bool) -> Outcome {
    let (provider, id) = (api.provider, operation.id);
    let name = format!("{provider}.{id}");
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let mut settings = Settings { body_cap: CAP, ..Settings::default() };
    let ready = Clients::new(&sandbox, &settings).expect("clients").prepare(provider).await.expect("an account");
    let before = sandbox.applied(&name);
    sandbox.clear_journal();

    if hangs(fault) {
        settings.timeout = Duration::from_millis(600);
    }
    let clients = Clients::new(&sandbox, &settings).expect("clients");
    let plan = sandbox.fail(&name, fault.clone());
    let plan = if always { plan.always() } else { plan };
    let call = clients.call(provider, id, &ready).await;
    let result = call.unwrap_or_else(|| panic!("{name} has no scenario"));
    assert!(plan.hits() > 0, "{name} never met {fault}");
    Outcome {
        result,
        arrived: u32::try_from(sandbox.journal().len()).expect("a small number"),
        applied: sandbox.applied(&name) - before,
    }
}

/// Everything that is wrong with what became of a call that met a fault with every attempt.
fn complaints(operation: &Operation, row: &Row, outcome: &Outcome) -> Vec<String> {
    let mut complaints = Vec::new();
    let mut check = |holds: bool, what: String| {
        if !holds {
            complaints.push(what);
        }
    };
    let Outcome { result, arrived, applied } = outcome;
    let expected = if operation.retry_safe { row.attempts } else { 1 };
    match result {
        Ok(attempts) => {
            let allowed = match row.end {
                End::Fine => true,
                End::Fails(_) => false,
                End::FailsUnlessGoodEnough(_) => {
                    *applied > 0 || operation.retry_safe || passes_for_done(operation, &row.fault)
                }
            };
            check(allowed, "succeeded".to_owned());
            check(*attempts == 1 && *arrived == 1, format!("sent {attempts} times, arrived {arrived} times"));
            check(*applied == 1 || leaves_no_trace(&row.fault), format!("succeeded and was applied {applied} times"));
        }
        Err(error) => {
            let kind = match row.end {
                End::Fine => None,
                End::Fails(kind) | End::FailsUnlessGoodEnough(kind) => Some(kind),
            };
            check(Some(error.kind()) == kind, format!("is {:?}, not {kind:?}: {error}", error.kind()));
            check(error.attempts() == expected, format!("says {} attempts, not {expected}", error.attempts()));
            check(*arrived == expected, format!("arrived {arrived} times, not {expected}"));
            let ambiguous = row.ambiguous && !operation.retry_safe;
            let says = error.may_have_been_applied();
            check(says == ambiguous, format!("says {says} of having been applied: {error}"));
            let hidden = *applied > 0 && !operation.retry_safe && !says;
            check(!hidden, "was applied, and the error says that it was not".to_owned());
            let times = if row.fault.applies() { u64::from(expected) } else { 0 };
            check(*applied == times, format!("was applied {applied} times, not {times}"));
        }
    }
    check(operation.retry_safe || *applied <= 1, format!("was applied {applied} times"));
    check(operation.retry_safe || *arrived == 1, format!("arrived {arrived} times"));
    complaints
}

/// Everything that is wrong with what became of a call that met a fault with its first attempt and no other.
fn complaints_after_one(operation: &Operation, row: &Row, outcome: &Outcome) -> Vec<String> {
    // What is not sent again ends as if the fault were there for good.
    if row.attempts == 1 || !operation.retry_safe {
        return complaints(operation, row, outcome);
    }
    let Outcome { result, arrived, applied } = outcome;
    let expected = 1 + u64::from(row.fault.applies());
    match result {
        Ok(2) if *arrived == 2 && *applied == expected => Vec::new(),
        other => vec![format!("ended with {other:?}, arrived {arrived} times and was applied {applied} times")],
    }
}

async fn every_operation_meets_every_fault(
    always: bool,
    judge: fn(&Operation, &Row, &Outcome) -> Vec<String>,
) -> Vec<String> {
    let at_once = Arc::new(Semaphore::new(16));
    let table: Arc<Vec<Row>> = Arc::new(table());
    let mut cases = JoinSet::new();
    for api in APIS {
        for operation in api.operations {
            for index in 0..table.len() {
                let (at_once, table) = (Arc::clone(&at_once), Arc::clone(&table));
                cases.spawn(async move {
                    let _turn = at_once.acquire().await.expect("a turn");
                    let row = &table[index];
                    let outcome = meet(api, operation, &row.fault, always).await;
                    let which = format!("{}.{} with {:?}", api.provider, operation.id, row.fault);
                    judge(operation, row, &outcome)
                        .into_iter()
                        .map(|what| format!("{which}: {what}"))
                        .collect::<Vec<_>>()
                });
            }
        }
    }
    let mut complaints = cases.join_all().await.concat();
    complaints.sort();
    complaints
}

#[tokio::test]
async fn a_fault_that_goes_on_ends_every_operation_as_it_should() {
    let complaints = every_operation_meets_every_fault(true, complaints).await;
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[tokio::test]
async fn a_fault_that_passes_is_survived_by_what_is_retry_safe_and_by_nothing_else() {
    let complaints = every_operation_meets_every_fault(false, complaints_after_one).await;
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), complaints.join("\n"));
}

#[test]
fn every_fault_of_the_sandbox_stands_in_the_table() {
    let table = table();
    let mut names: Vec<_> = table.iter().map(|row| row.fault.name()).collect();
    names.sort_unstable();
    names.dedup();
    let all = [
        "applied_and_answer_lost",
        "applied_then_hang",
        "applied_then_status",
        "compressed_body",
        "deep_json",
        "empty_body",
        "hang",
        "html",
        "huge_body",
        "huge_number",
        "invalid_utf8",
        "latency",
        "malformed_json",
        "no_content_length",
        "provider_error",
        "rate_limited",
        "redirect",
        "reset_before_apply",
        "reset_before_read",
        "slow_drip",
        "status",
        "truncated_json",
    ];
    assert_eq!(names, all);
}

#[tokio::test]
async fn a_connection_that_is_never_made_is_tried_again_by_every_operation_and_never_ambiguous() {
    // Bound and not listening: nobody is there, and nobody else can be.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(([127, 0, 0, 1], 0).into()).expect("a port");
    let url = format!("http://{}", socket.local_addr().expect("an address"));
    let clients = Clients::at(|_| url.clone(), &Settings::default()).expect("clients");
    let ready = Ready { id: "4711".to_owned(), token: Secret::new("token") };
    for api in APIS {
        for operation in api.operations {
            let call = clients.call(api.provider, operation.id, &ready).await.expect("a scenario");
            let error = call.expect_err("nobody is there");
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Connect, ALL), "{error}");
            assert!(!error.may_have_been_applied(), "{error}");
        }
    }
}
