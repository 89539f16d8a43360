//! The doctor tells causes apart, each of them made for real: servers that refuse, ports that nobody listens at, names that
//! do not exist, proxies that are dead, certificates that nobody trusts, clocks that are off.
#![allow(clippy::expect_used, clippy::panic)] // A test fails by panicking, in its helpers too.

use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::process::Command;
use wholesale::Config;
use wholesale::doctor::{Cause, Check, Outcome, Report};
use wholesale_sandbox::{Fault, Sandbox};
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer, answer_with};

/// Must not be seen in any report.
const SECRET: &str = "hunter2-s3cret";

const ACCOUNT: &str = r#"{"available_traffic":7}"#;

/// The report about one account at iproyal, with these lines in its profile.
async fn report(lines: &str) -> Report {
    let text = format!("[profiles.second]\nprovider = \"iproyal\"\ntoken = \"{SECRET}\"\n{lines}\n");
    let report = Config::from_toml(&text).expect("a configuration").doctor().await;
    let shown = format!("{report}\n{report:?}\n{}", serde_json::to_string(&report).expect("JSON"));
    assert!(!shown.contains(SECRET), "{shown}");
    report
}

/// What it found about that account.
async fn check(lines: &str) -> Check {
    report(lines).await.check("second").expect("a check").clone()
}

async fn check_at(url: impl std::fmt::Display) -> Check {
    check(&format!("base_url = \"{url}\"\ntimeout = \"2s\"")).await
}

/// What it found about an account whose server does this.
async fn check_with(script: Vec<Step>) -> Check {
    let server = ScriptedServer::start([script]).await.expect("a server");
    let check = check_at(server.url()).await;
    assert_eq!(server.count().requests, 1, "once, whatever comes of it");
    check
}

async fn check_answered(answer: Vec<u8>) -> Check {
    check_with(vec![Step::Read, Step::Write(answer)]).await
}

#[track_caller]
fn failed(check: &Check, cause: Cause, advice: &str) {
    assert_eq!(check.cause(), Some(cause), "{check:?}");
    assert!(check.advice.iter().any(|text| text.contains(advice)), "{advice:?} in {check:?}");
}

/// An address that nobody listens at.
async fn closed_port() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
    listener.local_addr().expect("an address").to_string()
}

// --- What works.

#[tokio::test]
async fn every_provider_is_checked_with_one_call_that_changes_nothing() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let mut text = String::new();
    for provider in Sandbox::providers() {
        let url = sandbox.url(provider);
        text.push_str(&format!("[profiles.my-{provider}]\nprovider = \"{provider}\"\nbase_url = \"{url}\"\n"));
        for (name, value) in sandbox.credentials(provider) {
            text.push_str(&format!("{name} = \"{value}\"\n"));
        }
    }
    let before =
        Sandbox::providers().map(|provider| (sandbox.accounts(provider).len(), sandbox.account_balance(provider)));
    let report = Config::from_toml(&text).expect("a configuration").doctor().await;
    let after =
        Sandbox::providers().map(|provider| (sandbox.accounts(provider).len(), sandbox.account_balance(provider)));
    assert_eq!(before, after);
    assert_eq!(sandbox.journal().len(), 4, "{:?}", sandbox.journal());
    for (provider, call) in [
        ("iproyal", "get_account"),
        ("logicboxes", "get_promo_prices"),
        ("netnut", "list_sub_users"),
        ("neucrm", "count_resellers"),
    ] {
        let check = report.check(&format!("my-{provider}")).expect(provider);
        assert_eq!(check.outcome, Outcome::Works { call }, "{report}");
        assert_eq!((check.provider.as_str(), &check.advice), (provider, &Vec::new()));
        assert_eq!(check.host, Some(sandbox.address().to_string()));
        assert!(check.works() && check.latency.is_some());
        assert!(check.clock_ahead_seconds.is_some_and(|seconds| seconds.abs() <= 2), "{check:?}");
    }
}

#[tokio::test]
async fn the_report_is_a_table_and_is_data() {
    let server = ScriptedServer::start([vec![Step::Read, Step::Write(answer(401, "{}"))]]).await.expect("a server");
    let report = report(&format!("base_url = \"{}\"", server.url())).await;
    assert!(!report.is_healthy());
    let shown = report.to_string();
    let line = shown.lines().find(|line| line.starts_with("second")).expect("a line");
    for cell in ["iproyal", "key refused", &server.address().to_string(), " ms"] {
        assert!(line.contains(cell), "{cell} in {line}");
    }
    assert!(shown.contains("\n    iproyal get_account: ") && shown.contains("\n    check the key"), "{shown}");
    let data = serde_json::to_value(&report).expect("JSON");
    let check = data["checks"].as_array().and_then(|checks| checks.iter().find(|check| check["account"] == "second"));
    let check = check.expect("the check");
    assert_eq!((check["outcome"].as_str(), check["cause"].as_str()), (Some("failed"), Some("key")));
    assert!(check["latency_ms"].is_u64() && check["host"].is_string(), "{check}");
}

#[tokio::test]
async fn all_accounts_are_checked_at_the_same_time() {
    let server = ScriptedServer::start([vec![Step::Read, Step::Await, Step::Write(answer(200, ACCOUNT))]]).await;
    let server = server.expect("a server");
    let profile = |name: &str| {
        format!("[profiles.{name}]\nprovider = \"iproyal\"\ntoken = \"t\"\nbase_url = \"{}\"\n", server.url())
    };
    let text: String = ["a", "b", "c", "d"].map(profile).concat();
    let config = Config::from_toml(&text).expect("a configuration");
    let (report, ()) = tokio::join!(config.doctor(), async {
        server.wait_until(|count| count.requests == 4).await;
        server.release(4);
    });
    for name in ["a", "b", "c", "d"] {
        assert!(report.check(name).is_some_and(Check::works), "{report}");
    }
}

// --- What the provider says.

#[tokio::test]
async fn a_refused_key_is_told_from_a_refused_address() {
    failed(&check_answered(answer(401, r#"{"message":"no"}"#)).await, Cause::Key, "check the key");
    let refused = check_answered(answer(403, r#"{"message":"no"}"#)).await;
    failed(&refused, Cause::KeyOrAddress, "list of allowed ones");
}

#[tokio::test]
async fn a_wrong_key_is_found_at_every_provider() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let mut text = String::new();
    for provider in Sandbox::providers() {
        let url = sandbox.url(provider);
        text.push_str(&format!("[profiles.my-{provider}]\nprovider = \"{provider}\"\nbase_url = \"{url}\"\n"));
        let fields: &[&str] = match provider {
            "iproyal" | "netnut" => &["token"],
            "neucrm" => &["userid", "api_key"],
            _ => &["auth_userid", "api_key"],
        };
        for name in fields {
            text.push_str(&format!("{name} = \"99999\"\n"));
        }
    }
    let report = Config::from_toml(&text).expect("a configuration").doctor().await;
    for provider in Sandbox::providers() {
        let check = report.check(&format!("my-{provider}")).expect(provider);
        match provider {
            // In which words it refuses a key is not documented.
            "neucrm" => failed(check, Cause::Refused, "nothing in it but the credentials"),
            _ => assert!(matches!(check.cause(), Some(Cause::Key | Cause::KeyOrAddress)), "{check:?}"),
        }
    }
}

#[tokio::test]
async fn another_answer_than_the_apis_is_told_by_what_it_is() {
    let page = answer_with(200, &[("content-type", "application/json")], b"<html>blocked</html>");
    failed(&check_answered(page).await, Cause::NotTheApi, "public address is on the provider's list");
    let redirect = answer_with(301, &[("location", "https://elsewhere.example/")], b"");
    failed(&check_answered(redirect).await, Cause::BaseUrl, "redirects are not followed");
    failed(&check_answered(answer(404, "{}")).await, Cause::BaseUrl, "path of the base URL");
    failed(&check_answered(answer(200, "OK")).await, Cause::Answer, "another service");
    failed(&check_answered(answer(407, "")).await, Cause::Proxy, "user name and password");
}

#[tokio::test]
async fn a_provider_that_fails_limits_or_refuses_is_told_as_such() {
    let limited = answer_with(429, &[("retry-after", "7")], b"{}");
    failed(&check_answered(limited).await, Cause::RateLimited, "wait 7 seconds");
    failed(&check_answered(answer(503, "")).await, Cause::ProviderDown, "later");
    let refused = check_answered(answer(422, r#"{"error":{"code":"x","message":"not today"}}"#)).await;
    failed(&refused, Cause::Refused, "what the provider says");
    assert!(matches!(&refused.outcome, Outcome::Failed { error, .. } if error.contains("not today")), "{refused:?}");
}

#[tokio::test]
async fn the_faults_of_the_sandbox_are_told_apart() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let lines = format!("base_url = \"{}\"\ntimeout = \"500ms\"", sandbox.url("iproyal"));
    for (fault, cause) in [
        (Fault::html(200), Cause::NotTheApi),
        (Fault::Redirect { location: "https://a.example/".into() }, Cause::BaseUrl),
        (Fault::rate_limited(3), Cause::RateLimited),
        (Fault::ResetBeforeApply, Cause::Broken),
        (Fault::Hang, Cause::Timeout),
        (Fault::TruncatedJson, Cause::Broken),
        (Fault::MalformedJson, Cause::Answer),
        (Fault::status(502), Cause::ProviderDown),
    ] {
        let name = fault.name();
        let plan = sandbox.fail("iproyal.*", fault);
        let text = format!("[profiles.second]\nprovider = \"iproyal\"\ntoken = \"demo\"\n{lines}\n");
        let report = Config::from_toml(&text).expect("a configuration").doctor().await;
        assert_eq!(report.check("second").and_then(Check::cause), Some(cause), "{name}: {report}");
        assert_eq!(plan.hits(), 1, "{name}: once");
        sandbox.release();
    }
}

// --- What keeps a call from getting there.

#[tokio::test]
async fn a_port_that_nobody_listens_at_and_a_name_that_does_not_exist_are_two_things() {
    let address = closed_port().await;
    failed(&check_at(format!("http://{address}")).await, Cause::ConnectionRefused, "host and port of the base URL");
    failed(&check_at("https://nonexistent.invalid/v1").await, Cause::Name, "look names up");
}

#[tokio::test]
async fn a_dead_proxy_of_the_profile_is_named_without_its_password() {
    let address = closed_port().await;
    for (scheme, url) in
        [("http", "https://api.example"), ("socks5", "https://192.0.2.1"), ("http", "http://192.0.2.1")]
    {
        let proxy = format!("proxy = \"{scheme}://me:{SECRET}@{address}\"\nallow_insecure_http = true");
        let check = check(&format!("base_url = \"{url}\"\n{proxy}")).await;
        failed(&check, Cause::Proxy, &format!("the proxy {address}, as `proxy` of the profile says"));
    }
}

#[tokio::test]
async fn a_proxy_that_refuses_is_the_proxys_refusal() {
    for (status, why) in [(407, "proxy authorization required"), (403, "unsuccessful")] {
        let script = vec![Step::Read, Step::Write(answer(status, ""))];
        let proxy = ScriptedServer::start([script]).await.expect("a proxy");
        let check = check(&format!("base_url = \"https://192.0.2.1\"\nproxy = \"{}\"", proxy.url())).await;
        failed(&check, Cause::Proxy, why);
    }
}

#[tokio::test]
async fn a_certificate_that_nobody_vouches_for_or_that_has_run_out_is_explained() {
    let (url, _, untrusted) = tls_server(false).await;
    failed(&check_at(&url).await, Cause::Tls, "`ca_bundle`");
    untrusted.abort();

    let (url, certificate, expired) = tls_server(true).await;
    let folder = tempfile::tempdir().expect("a folder");
    let bundle = folder.path().join("authorities.pem");
    std::fs::write(&bundle, certificate).expect("a file");
    let bundle = bundle.display();
    let check = check(&format!("base_url = \"{url}\"\nca_bundle = '{bundle}'")).await;
    failed(&check, Cause::Tls, "clock and date");
    expired.abort();
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_told_as_such() {
    let script = vec![Step::Write(answer(400, "{}")), Step::Hang];
    let server = ScriptedServer::start([script]).await.expect("a server");
    failed(&check_at(server.url().replace("http:", "https:")).await, Cause::Tls, "scheme and port");
}

/// A server with a certificate of its own making for `localhost`, good for now or run out long ago, and it as PEM.
async fn tls_server(expired: bool) -> (String, String, tokio::task::JoinHandle<()>) {
    let mut parameters = rcgen::CertificateParams::new(["localhost".to_owned()]).expect("parameters");
    if expired {
        parameters.not_after = rcgen::date_time_ymd(2000, 1, 1);
    }
    let key = rcgen::KeyPair::generate().expect("a key");
    let certificate = parameters.self_signed(&key).expect("a certificate");
    let private = rustls::pki_types::PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
    let config = rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|config| config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], private))
        .expect("a configuration");
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
    let port = listener.local_addr().expect("an address").port();
    let task = tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // The client ends the handshake: its test sees why.
            let _ = acceptor.accept(stream).await;
        }
    });
    (format!("https://localhost:{port}"), certificate.pem(), task)
}

// --- The clock.

#[tokio::test]
async fn a_clock_that_is_off_is_told_with_how_much_whether_the_call_works_or_not() {
    for (status, behind) in [(200, 400), (401, 400), (200, -3600)] {
        let now = std::time::SystemTime::now();
        let shift = std::time::Duration::from_secs(u64::try_from(i64::abs(behind)).expect("seconds"));
        let date = httpdate::fmt_http_date(if behind > 0 { now + shift } else { now - shift });
        let check = check_answered(answer_with(status, &[("date", &date)], ACCOUNT.as_bytes())).await;
        assert!(check.clock_ahead_seconds.is_some_and(|ahead| (ahead + behind).abs() <= 2), "{check:?}");
        let direction = if behind > 0 { "seconds behind" } else { "seconds ahead of" };
        assert!(check.advice.iter().any(|text| text.contains(direction)), "{check:?}");
        assert_eq!(check.works(), status == 200);
    }
}

// --- What is not configured, and what is only in part.

#[tokio::test]
async fn a_profile_that_lacks_a_credential_is_a_failure_that_says_where_to_put_it() {
    let text = "[profiles.second]\nprovider = \"neucrm\"\nbase_url = \"https://a.example\"\nuserid = 14\n";
    let report = Config::from_toml(text).expect("a configuration").doctor().await;
    let check = report.check("second").expect("a check");
    assert_eq!((check.cause(), &check.host), (Some(Cause::Configuration), &None));
    assert!(
        report.to_string().contains("no `api_key`: looked at the option `api_key`; at last at the profile"),
        "{report}"
    );
}

/// The report of a program with nothing but this in its environment, and this as its configuration.
async fn child(file: Option<&str>, variables: &[(&str, &str)]) -> serde_json::Value {
    let folder = tempfile::tempdir().expect("a folder");
    if let Some(text) = file {
        std::fs::write(folder.path().join("wholesale.toml"), text).expect("a file");
    }
    let mut command = Command::new(env!("CARGO_BIN_EXE_account"));
    command.arg("doctor").env_clear().env("HOME", folder.path()).current_dir(folder.path());
    let output = command.envs(variables.iter().copied()).output().await.expect("the program");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn outcome<'a>(report: &'a serde_json::Value, account: &str) -> &'a serde_json::Value {
    let checks = report["checks"].as_array().expect("checks");
    checks.iter().find(|check| check["account"] == account).expect("a check")
}

#[tokio::test]
async fn a_provider_of_which_nothing_is_configured_is_no_failure_and_names_the_places() {
    let report = child(None, &[("NEUCRM_USERID", "14")]).await;
    for (provider, variable) in
        [("iproyal", "IPROYAL_TOKEN"), ("netnut", "NETNUT_EMAIL"), ("logicboxes", "LOGICBOXES_API_KEY")]
    {
        let check = outcome(&report, provider);
        assert_eq!(check["outcome"], "not_configured", "{check}");
        let looked_at = check["looked_at"].as_str().expect("places");
        assert!(looked_at.contains(variable) && looked_at.contains("WHOLESALE_CONFIG"), "{looked_at}");
    }
    let check = outcome(&report, "neucrm");
    assert_eq!((check["outcome"].as_str(), check["cause"].as_str()), (Some("failed"), Some("configuration")));
    let error = check["error"].as_str().expect("an error");
    assert!(
        error.contains("NEUCRM_API_KEY") && error.contains("NEUCRM_BASE_URL") && !error.contains("no `userid`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_dead_proxy_of_the_environment_is_named_with_its_variable() {
    let address = closed_port().await;
    let proxy = format!("http://me:{SECRET}@{address}");
    let token = [("IPROYAL_TOKEN", "t"), ("NETNUT_TOKEN", "t"), ("NETNUT_BASE_URL", "https://nonexistent.invalid")];
    for variable in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
        let more = [(variable, proxy.as_str()), ("NO_PROXY", "nonexistent.invalid")];
        let report = child(None, &[&token[..], &more].concat()).await;
        assert!(!report.to_string().contains(SECRET));
        let check = outcome(&report, "iproyal");
        assert_eq!(check["cause"], "proxy", "{check}");
        let advice = check["advice"][0].as_str().expect("advice");
        assert!(advice.contains(&format!("the proxy {address}, as the variable {variable} says")), "{advice}");
        assert_eq!(outcome(&report, "netnut")["cause"], "name", "NO_PROXY spares it: {report}");
    }
}

#[tokio::test]
async fn a_configuration_file_that_cannot_be_used_is_what_the_report_says() {
    let report = child(Some("[profiles.iproyal]\ntimeout = 30\n"), &[("IPROYAL_TOKEN", "t")]).await;
    let checks = report["checks"].as_array().expect("checks");
    assert_eq!((checks.len(), checks[0]["cause"].as_str()), (1, Some("configuration")));
    let error = checks[0]["error"].as_str().expect("an error");
    assert!(error.contains("./wholesale.toml, line 2") && error.contains("timeout = \"30s\""), "{error}");
}
