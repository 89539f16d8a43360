//! No secret is ever shown: every operation of every provider, with a marker in place of each secret that goes in or
//! comes out, through every kind of error, with everything that is logged on the way at TRACE.
#![allow(clippy::expect_used, clippy::panic)] // A test fails by panicking, in its helpers too.

use std::io;
use std::sync::{Arc, Mutex};

use tracing_subscriber::fmt::MakeWriter;
use wholesale_runtime::ErrorKind;
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer, answer_with, head};
use wholesale_tests::shown::everything;
use wholesale_tests::{MARKER, calls};

/// Everything that is logged by this process.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("the log").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Log {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("the log")).into_owned()
    }
}

/// A bare text, which is a secret only where the spec says so: elsewhere it would be an id.
const SECRET_PAYLOAD: &str = "a secret as the payload";

/// Ends at the timeout, the same way for every operation.
const NO_ANSWER: &str = "no answer";

/// What a provider may do with a request, each with the marker wherever a secret could stand.
fn scenarios() -> Vec<(&'static str, Vec<Step>)> {
    let marked = |text: &str| text.replace("MARKER", MARKER);
    let json = |status, body: &str| vec![Step::Read, Step::Write(answer(status, &marked(body)))];
    let record =
        r#"{"password":"MARKER","pin":"MARKER","token":"MARKER","customer_login_pwd":"MARKER","new":"MARKER"}"#;
    let whole = format!(
        r#"{{"success":true,"data":[{record}],"result":[{record}],"error":null,"meta":{{}},"password":"MARKER","pin":"MARKER","token":"MARKER","1":{record}}}"#
    );
    let mut cut = answer(200, &marked(&whole));
    cut.truncate(cut.len() - 20);
    let location = marked("https://elsewhere.example/login?api-key=MARKER&passwd=MARKER");
    vec![
        ("secrets in every field", json(200, &whole)),
        (SECRET_PAYLOAD, json(200, r#""MARKER""#)),
        (
            "an echo in a refusal",
            json(422, r#"{"error":{"code":"MARKER","message":"MARKER is weak"},"message":"MARKER"}"#),
        ),
        (
            "an echo in a success that is none",
            json(
                200,
                r#"{"success":false,"message":"bad MARKER","error":"bad MARKER","result":null,"status":"ERROR"}"#,
            ),
        ),
        ("an echo of refused credentials", json(401, r#"{"message":"no MARKER","error":"no MARKER"}"#)),
        ("an echo of an unknown record", json(404, r#"{"message":"no MARKER"}"#)),
        ("an echo of too many calls", json(429, r#"{"message":"no MARKER"}"#)),
        ("an echo of a failure", json(500, r#"{"status":"ERROR","message":"no MARKER","error":"no MARKER"}"#)),
        ("a web page", json(403, "<html>MARKER</html>")),
        ("no JSON", json(200, "MARKER")),
        ("another shape", json(200, r#"{"success":"MARKER","data":"MARKER","result":{"x":"MARKER"},"meta":"MARKER"}"#)),
        (
            "another type inside",
            json(
                200,
                r#"{"data":{"traffic_available":"MARKER","customer_active":"MARKER"},"traffic_available":"MARKER","result":[[{"x":"MARKER"}]]}"#,
            ),
        ),
        ("not UTF-8", vec![Step::Read, Step::Write(answer_with(200, &[], &[MARKER.as_bytes(), b"\xff"].concat()))]),
        (
            "a redirect",
            vec![Step::Read, Step::Write(head(302, [("location", location.as_str()), ("content-length", "0")]))],
        ),
        ("not HTTP", vec![Step::Read, Step::Write(marked("MARKER\r\n\r\n").into_bytes())]),
        ("an answer cut short", vec![Step::Read, Step::Write(cut)]),
        ("a reset", vec![Step::Read, Step::Reset]),
        (NO_ANSWER, vec![Step::Read, Step::Hang]),
    ]
}

#[tokio::test]
async fn no_secret_is_ever_shown() {
    let log = Log::default();
    tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_writer(log.clone()).init();

    let mut kinds = std::collections::BTreeSet::new();
    let mut refused_port = None;
    for (scenario, script) in scenarios() {
        let server = ScriptedServer::start([script]).await.expect("a server");
        for suite in calls::all().expect("clients") {
            let operations = if scenario == NO_ANSWER { 1 } else { usize::MAX };
            for operation in suite.api.operations.iter().take(operations) {
                let (provider, id) = (suite.api.provider, operation.id);
                if scenario == SECRET_PAYLOAD && id != "generate_token" {
                    continue;
                }
                let made = calls::send_marked(provider, &server.url(), id).await;
                let (shown, result) = made.unwrap_or_else(|| panic!("{provider} {id} cannot be called"));
                let result = match result {
                    Ok(shown) => shown,
                    Err(error) => {
                        kinds.insert(format!("{:?}", error.kind()));
                        let words = format!("{:?} {:?}", error.message(), error.code());
                        format!("{} {words}", everything(&error))
                    }
                };
                for text in [shown, result] {
                    assert!(!text.contains(MARKER), "{provider} {id}, {scenario}: {text}");
                }
            }
        }
        refused_port = Some(server.url());
    }
    // Nobody listens where the last server was.
    let url = refused_port.expect("a port");
    let (_, result) = calls::send_marked("iproyal", &url, "give_traffic").await.expect("a call");
    let error = result.expect_err("nobody answers");
    assert_eq!(error.kind(), ErrorKind::Connect);
    assert!(!everything(&error).contains(MARKER));

    let logged = log.text();
    assert!(logged.contains("give_traffic"), "the calls are logged");
    let leak = logged.lines().find(|line| line.contains(MARKER));
    assert_eq!(leak, None);
    for kind in
        ["Api", "Authentication", "Decode", "NotFound", "NotTheApi", "RateLimited", "RequestTimeout", "Transport"]
    {
        assert!(kinds.contains(kind), "{kind} was provoked, {kinds:?}");
    }
}
