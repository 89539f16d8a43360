//! `wholesale.toml` and the environment: which place counts, who may read it, what a refusal says.
#![allow(clippy::expect_used, clippy::panic)] // A test fails by panicking, in its helpers too.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::process::Command;
use wholesale::{Config, ErrorKind};
use wholesale_sandbox::{Fault, Sandbox};
use wholesale_tests::scripted_server::{ScriptedServer, Step, answer};
use wholesale_tests::shown::everything;
use wholesale_tests::socks_proxy::SocksProxy;

/// Must not be seen in any refusal.
const SECRET: &str = "hunter2-s3cret";

const ACCOUNT: &str = r#"{"available_traffic":7}"#;

async fn server() -> ScriptedServer {
    ScriptedServer::start([vec![Step::Read, Step::Write(answer(200, ACCOUNT))]]).await.expect("a server")
}

/// The credentials that arrived, in the order they came.
fn tokens(server: &ScriptedServer) -> Vec<String> {
    let token = |(name, value): &(String, String)| (name == "authorization").then(|| value.clone());
    server.requests().iter().flat_map(|request| request.headers.iter().filter_map(token)).collect()
}

/// Writes a file that only its owner has rights to.
fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("a file");
    set_mode(path, 0o600);
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("a mode");
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: u32) {}

/// A folder to run a program in, and its environment: nothing but what is said.
struct Place {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let place = Self { folder, variables: Vec::new() };
        let home = place.path("home").display().to_string();
        fs::create_dir_all(place.path("here")).expect("a folder");
        place.with("HOME", &home)
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn file(self, below: &str, text: &str) -> Self {
        write(&self.path(below), text);
        self
    }

    /// What a program says that connects to this account and reads what it has left.
    async fn connect(&self, name: &str) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_account"));
        command.args(["connect", name]).env_clear().current_dir(self.path("here"));
        let output = command.envs(self.variables.iter().cloned()).output().await.expect("the program");
        assert!(output.status.success(), "{output:?}");
        String::from_utf8_lossy(&output.stdout).into_owned()
    }
}

fn profile(name: &str, token: &str, url: &str) -> String {
    format!("[profiles.{name}]\nprovider = \"iproyal\"\ntoken = \"{token}\"\nbase_url = \"{url}\"\n")
}

// --- Which place counts.

#[tokio::test]
async fn a_profile_of_its_own_name_never_uses_the_credentials_of_the_environment() {
    let (first, second) = (server().await, server().await);
    let place = Place::new()
        .with("IPROYAL_TOKEN", "of-the-environment")
        .with("IPROYAL_BASE_URL", &first.url())
        .file("here/wholesale.toml", &profile("iproyal-eu", "of-the-profile", &second.url()));
    assert!(place.connect("iproyal-eu").await.contains("iproyal"));
    assert_eq!((tokens(&first), tokens(&second)), (Vec::new(), vec!["Bearer of-the-profile".to_owned()]));
    assert!(place.connect("iproyal").await.contains("iproyal"));
    assert_eq!(tokens(&first), ["Bearer of-the-environment"]);
}

#[tokio::test]
async fn a_profile_of_its_own_name_that_lacks_a_credential_does_not_borrow_one() {
    let server = server().await;
    let place = Place::new().with("IPROYAL_TOKEN", SECRET).with("IPROYAL_TOKEN_FILE", "/dev/null").file(
        "here/wholesale.toml",
        &format!("[profiles.second]\nprovider = \"iproyal\"\nbase_url = \"{}\"\n", server.url()),
    );
    let shown = place.connect("second").await;
    assert!(shown.starts_with("Configuration"), "{shown}");
    assert!(shown.contains("no `token`") && shown.contains("the profile `second` of ./wholesale.toml"), "{shown}");
    assert!(!shown.contains("IPROYAL_TOKEN") && !shown.contains(SECRET), "{shown}");
    assert_eq!(server.count().connections, 0);
}

#[tokio::test]
async fn the_profile_of_a_provider_is_its_last_place() {
    let server = server().await;
    let url = server.url();
    let of_profile = profile("iproyal", "of-the-profile", &url).replace("provider = \"iproyal\"\n", "");
    let place = Place::new().file("here/wholesale.toml", &of_profile).file("home/token", "of-the-file\n");
    place.connect("iproyal").await;
    let token_file = place.path("home/token").display().to_string();
    let place = place.with("IPROYAL_TOKEN_FILE", &token_file);
    place.connect("iproyal").await;
    let place = place.with("IPROYAL_TOKEN", "of-the-variable");
    place.connect("iproyal").await;
    assert_eq!(tokens(&server), ["Bearer of-the-profile", "Bearer of-the-file", "Bearer of-the-variable"]);
}

#[tokio::test]
async fn the_environment_spares_what_a_profile_would_have_to_read() {
    let server = server().await;
    let text = "[profiles.iproyal]\ntoken = { file = \"/nowhere/at/all\" }\n";
    let place = Place::new().file("here/wholesale.toml", text).with("IPROYAL_BASE_URL", &server.url());
    let refused = place.connect("iproyal").await;
    assert!(refused.contains("`token` of the profile `iproyal` names the file /nowhere/at/all"), "{refused}");
    place.with("IPROYAL_TOKEN", "t").connect("iproyal").await;
    assert_eq!(tokens(&server), ["Bearer t"]);
}

#[tokio::test]
async fn a_missing_credential_names_every_place_that_was_looked_in() {
    let shown = Place::new().connect("netnut").await;
    for place in [
        "the option `token`",
        "NETNUT_TOKEN,",
        "NETNUT_TOKEN_FILE",
        "NETNUT_EMAIL",
        "NETNUT_PASSWORD",
        "the profile `netnut`",
        "WHOLESALE_CONFIG is not set",
        "./wholesale.toml",
        "home/.config/wholesale/wholesale.toml",
    ] {
        assert!(shown.contains(place), "{place} in {shown}");
    }
    let shown = Place::new().connect("neucrm").await;
    for place in ["NEUCRM_BASE_URL", "no `userid`", "NEUCRM_USERID", "no `api_key`", "NEUCRM_API_KEY"] {
        assert!(shown.contains(place), "{place} in {shown}");
    }
}

#[tokio::test]
async fn the_first_file_that_is_there_counts_alone() {
    let server = server().await;
    let url = server.url();
    let text = |token: &str| profile("second", token, &url);
    let place = Place::new().file("home/.config/wholesale/wholesale.toml", &text("of-home"));
    place.connect("second").await;
    let xdg = place.path("xdg").display().to_string();
    let place = place.file("xdg/wholesale/wholesale.toml", &text("of-xdg")).with("XDG_CONFIG_HOME", &xdg);
    place.connect("second").await;
    let place = place.file("here/wholesale.toml", &text("of-here"));
    place.connect("second").await;
    let named = place.path("named.toml").display().to_string();
    let place = place.file("named.toml", &text("of-the-named")).with("WHOLESALE_CONFIG", &named);
    place.connect("second").await;
    assert_eq!(tokens(&server), ["Bearer of-home", "Bearer of-xdg", "Bearer of-here", "Bearer of-the-named"]);

    let shown = place.with("WHOLESALE_CONFIG", "/nowhere/at/all.toml").connect("second").await;
    assert!(shown.starts_with("Configuration") && shown.contains("/nowhere/at/all.toml cannot be read"), "{shown}");
}

#[tokio::test]
async fn a_file_of_the_folder_one_runs_in_is_named_as_such_when_it_is_wrong() {
    let place = Place::new().file("here/wholesale.toml", "[profiles.second]\nprovider = \"nobody\"\n");
    let shown = place.connect("second").await;
    assert!(shown.contains("./wholesale.toml, line 2"), "{shown}");
    assert!(shown.contains("there is no provider `nobody`; there are iproyal, logicboxes"), "{shown}");
}

// --- What can be connected to.

#[test]
fn an_unknown_name_is_answered_with_those_that_there_are() {
    let text = "[profiles.iproyal-eu]\nprovider = \"iproyal\"\n[profiles.netnut]\n";
    let config = Config::from_toml(text).expect("a configuration");
    let error = config.connect("iproyal-us").expect_err("no such account");
    assert_eq!(error.kind(), ErrorKind::Configuration);
    let shown = error.to_string();
    assert!(shown.contains("`iproyal-us`") && shown.contains("are iproyal-eu, netnut"), "{shown}");
    assert!(shown.contains("the providers are iproyal, logicboxes, netnut, neucrm"), "{shown}");
}

#[tokio::test]
async fn an_unknown_name_without_a_file_is_answered_with_where_one_could_be() {
    let shown = Place::new().connect("iproyal-eu").await;
    for part in ["neither a profile nor a provider `iproyal-eu`", "WHOLESALE_CONFIG is not set", "iproyal, logicboxes"]
    {
        assert!(shown.contains(part), "{part} in {shown}");
    }
}

#[tokio::test]
async fn every_provider_is_connected_to_by_a_profile() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let mut text = String::new();
    for provider in Sandbox::providers() {
        let url = sandbox.url(provider);
        text.push_str(&format!("[profiles.my-{provider}]\nprovider = \"{provider}\"\nbase_url = \"{url}\"\n"));
        for (name, value) in sandbox.credentials(provider) {
            text.push_str(&format!("{name} = \"{value}\"\n"));
        }
    }
    let config = Config::from_toml(&text).expect("a configuration");
    for provider in Sandbox::providers() {
        let accounts = config.connect(&format!("my-{provider}")).expect(provider);
        assert_eq!(accounts.provider(), provider);
        let first = accounts.list(wholesale::Filter::default()).next().await;
        assert!(first.is_none_or(|account| account.is_ok()), "{provider}");
    }
}

#[tokio::test]
async fn a_profile_can_log_in_in_place_of_a_token_and_the_environment_can_give_the_half_of_it() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let value = |name: &str| {
        let found = sandbox.credentials("netnut").iter().find(|(known, _)| *known == name);
        found.map(|(_, value)| *value).expect(name)
    };
    let (email, password) = (value("email"), value("password"));
    let url = sandbox.url("netnut");
    let text = format!("provider = \"netnut\"\nbase_url = \"{url}\"\nemail = \"{email}\"\n");
    let whole = format!("[profiles.second]\n{text}password = \"{password}\"\n");
    let accounts = Config::from_toml(&whole).expect("a configuration").connect("second").expect("accounts");
    assert!(accounts.list(wholesale::Filter::default()).next().await.is_none_or(|account| account.is_ok()));
    assert_eq!(sandbox.applied("netnut.login"), 1);

    let error = Config::from_toml(&format!("[profiles.second]\n{text}")).expect("a configuration").connect("second");
    let shown = error.expect_err("no password").to_string();
    assert!(shown.contains("no `token`") && shown.contains("for a login at the option `password`;"), "{shown}");

    let place = Place::new().file("here/wholesale.toml", &format!("[profiles.netnut]\n{text}"));
    let place = place.with("NETNUT_PASSWORD", password);
    let shown = place.connect("netnut").await;
    assert!(shown.starts_with("Unsupported"), "it was built; NetNut has no balance of the own account: {shown}");
}

#[tokio::test]
async fn an_option_of_the_program_counts_before_the_profile() {
    let server = server().await;
    let config = Config::from_toml(&profile("second", "of-the-profile", &server.url())).expect("a configuration");
    let client = config.iproyal("second").expect("its options").token("of-the-program").build().expect("a client");
    client.get_account().send().await.expect("an answer");
    assert_eq!(tokens(&server), ["Bearer of-the-program"]);
    let error = config.netnut("second").expect_err("another provider's");
    assert!(error.to_string().contains("is of iproyal, not of netnut"), "{error}");
}

// --- What a profile can say.

/// A line for every setting.
const SETTINGS: [&str; 12] = [
    "provider = \"iproyal\"",
    "base_url = \"https://provider.example/v1\"",
    "timeout = \"45s\"",
    "connect_timeout = \"500ms\"",
    "max_retries = 0",
    "rate_limit = { per_second = 5, burst = 10, in_flight = 3 }",
    "user_agent = \"acme/1.0\"",
    "proxy = \"socks5://127.0.0.1:1080\"",
    "ca_bundle = \"authorities.pem\"",
    "body_cap = 1000",
    "allow_insecure_http = true",
    "trace_bodies = false",
];

#[test]
fn the_schema_has_every_setting_and_every_credential_and_is_the_one_that_is_checked_in() {
    let schema = Config::json_schema();
    let checked_in = fs::read_to_string("../docs/config.schema.json").expect("the schema");
    let checked_in: serde_json::Value = serde_json::from_str(&checked_in).expect("JSON");
    let update = "run `cargo run -p wholesale --example config_schema > docs/config.schema.json`";
    assert_eq!(checked_in, schema, "stale: {update}");

    let properties = schema["$defs"]["Profile"]["properties"].as_object().expect("properties");
    let mut known: Vec<&str> = SETTINGS.iter().filter_map(|line| line.split(" = ").next()).collect();
    known.extend(["token", "email", "password", "userid", "api_key", "auth_userid"]);
    known.sort_unstable();
    let mut described: Vec<&str> = properties.keys().map(String::as_str).collect();
    described.sort_unstable();
    assert_eq!(described, known);
    Config::from_toml(&format!("[profiles.all]\n{}\ntoken = \"t\"\n", SETTINGS.join("\n"))).expect("all settings");
}

#[tokio::test]
async fn the_settings_of_a_profile_reach_the_wire() {
    let proxy = SocksProxy::start(answer(200, ACCOUNT)).await.expect("a proxy");
    let text = format!(
        "{}allow_insecure_http = true\nuser_agent = \"acme/1.0\"\nproxy = \"socks5://me:pass@{}\"\n",
        profile("second", "t", "http://192.0.2.1:81"),
        proxy.address()
    );
    let accounts = Config::from_toml(&text).expect("a configuration").connect("second").expect("accounts");
    accounts.own_balance().await.expect("an answer by the proxy");
    let told = proxy.told();
    assert_eq!((told[0].user.as_str(), told[0].password.as_str(), told[0].port), ("me", "pass", 81));

    let server = server().await;
    let text = format!("{}user_agent = \"acme/1.0\"\n", profile("second", "t", &server.url()));
    let accounts = Config::from_toml(&text).expect("a configuration").connect("second").expect("accounts");
    accounts.own_balance().await.expect("an answer");
    let agent = ("user-agent".to_owned(), "acme/1.0".to_owned());
    assert!(server.requests()[0].headers.contains(&agent), "{:?}", server.requests()[0].headers);
}

#[tokio::test]
async fn a_profile_decides_about_repetitions_and_patience() {
    let sandbox = Sandbox::start().await.expect("a sandbox");
    let connect = |line: &str| {
        let text = format!("{}{line}\n", profile("second", "demo", &sandbox.url("iproyal")));
        Config::from_toml(&text).expect(line).connect("second").expect(line)
    };
    let plan = sandbox.fail("iproyal.get_account", Fault::status(503)).always();
    connect("max_retries = 0").own_balance().await.expect_err("unavailable");
    assert_eq!(sandbox.journal().len(), 1);
    plan.cancel();

    sandbox.fail("iproyal.get_account", Fault::Hang);
    let error = connect("timeout = \"100ms\"\nmax_retries = 0").own_balance().await.expect_err("no answer");
    assert_eq!(error.kind(), ErrorKind::RequestTimeout);
    sandbox.release();
}

#[tokio::test]
async fn a_secret_can_stand_in_a_file_beside_the_configuration_or_in_a_variable() {
    let server = server().await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("wholesale.toml");
    let text = profile("second", "x", &server.url()).replace("\"x\"", "{ file = \"token.txt\" }");
    write(&path, &text);
    write(&folder.path().join("token.txt"), "of-the-file\r\n");
    // As an orchestrator mounts them: readable for all.
    set_mode(&path, 0o644);
    set_mode(&folder.path().join("token.txt"), 0o444);
    let accounts = Config::read(&path).expect("a configuration").connect("second").expect("accounts");
    accounts.own_balance().await.expect("an answer");
    assert_eq!(tokens(&server), ["Bearer of-the-file"]);

    let by_variable = profile("second", "x", &server.url()).replace("\"x\"", "{ env = \"ACME_KEY\" }");
    let place = Place::new().file("here/wholesale.toml", &by_variable);
    let refused = place.connect("second").await;
    assert!(
        refused.contains("`token` of the profile `second` names the variable ACME_KEY, which is not set"),
        "{refused}"
    );
    place.with("ACME_KEY", "of-the-variable").connect("second").await;
    assert_eq!(tokens(&server)[1..], ["Bearer of-the-variable"]);
}

#[test]
fn a_secret_of_a_profile_is_not_shown() {
    let text =
        format!("{}proxy = \"http://me:{SECRET}@127.0.0.1:1\"\n", profile("second", SECRET, "https://a.example"));
    let config = Config::from_toml(&text).expect("a configuration");
    let client = config.iproyal("second").expect("options");
    for shown in [format!("{config:?}"), format!("{config:#?}"), format!("{client:?}")] {
        assert!(!shown.contains(SECRET), "{shown}");
    }
}

// --- Who may read it.

#[cfg(unix)]
#[test]
fn a_file_with_a_secret_that_others_may_read_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("wholesale.toml");
    let harmless = "[profiles.a]\nprovider = \"neucrm\"\nuserid = 14\nbase_url = \"https://a.example\"\n\
                    api_key = { env = \"KEY\" }\nproxy = \"http://127.0.0.1:1\"\n";
    let secret = harmless.replace("{ env = \"KEY\" }", &format!("\"{SECRET}\""));
    let proxy = harmless.replace("127.0.0.1:1", &format!("me:{SECRET}@127.0.0.1:1"));
    let outcome = |text: &str, mode: u32| {
        write(&path, text);
        set_mode(&path, mode);
        Config::read(&path).map(|_| ()).map_err(|error| everything(&error))
    };
    for text in [&secret, &proxy] {
        for mode in [0o600, 0o400, 0o700] {
            assert_eq!(outcome(text, mode), Ok(()), "{mode:o}");
        }
        for mode in [0o644, 0o640, 0o604, 0o660, 0o444, 0o610] {
            let refused = outcome(text, mode).expect_err("others have rights to it");
            assert!(refused.contains(&format!("chmod 600 {}", path.display())), "{refused}");
            assert!(refused.contains(&format!("mode {mode:03o}")) && !refused.contains(SECRET), "{refused}");
        }
    }
    for mode in [0o644, 0o444, 0o640, 0o664] {
        assert_eq!(outcome(harmless, mode), Ok(()), "{mode:o}");
    }
    let refused = outcome(harmless, 0o666).expect_err("everybody can send the key elsewhere");
    assert!(refused.contains("chmod 600"), "{refused}");
}

// --- What is wrong with it.

#[track_caller]
fn refused(text: &str, line: usize, because: &[&str]) {
    let error = Config::from_toml(text).map(|_| ()).expect_err(text);
    assert_eq!(error.kind(), ErrorKind::Configuration, "{text}");
    let shown = everything(&error);
    assert!(shown.contains(&format!("line {line}: ")), "line {line} in {shown} for {text}");
    assert!(!shown.contains(SECRET), "{shown}");
    for because in because {
        assert!(shown.contains(because), "{because} in {shown}");
    }
}

#[test]
fn a_refusal_names_the_line_and_what_to_write_and_repeats_no_value() {
    let below = |line: &str| format!("# accounts\n\n[profiles.iproyal]\ntoken = \"{SECRET}\"\n{line}\n");
    for name in ["timeout", "connect_timeout"] {
        for value in ["30", "30.5", "\"30\"", "\"0s\"", "\"soon\"", &format!("\"{SECRET}\"")] {
            refused(&below(&format!("{name} = {value}")), 5, &[&format!("`{name}` takes"), "ms, s or m"]);
        }
    }
    refused(&below(&format!("max_retries = \"{SECRET}\"")), 5, &["`max_retries = 2`"]);
    refused(&below("max_retries = -1"), 5, &["`max_retries = 2`"]);
    refused(&below("allow_insecure_http = \"yes\""), 5, &["true or false"]);
    for value in ["true", "{}", "{ per_second = 0 }", "{ burst = 3 }", "{ per_second = 3, bust = 3 }", "5"] {
        refused(&below(&format!("rate_limit = {value}")), 5, &["`rate_limit` takes", "per_second = 5"]);
    }
    refused(&below(&format!("timout = \"{SECRET}\"")), 5, &["no setting `timout`", "timeout, connect_timeout"]);
    refused(&below(&format!("api_key = \"{SECRET}\"")), 5, &["`api_key` of `iproyal`", "it takes token"]);
    refused(&below(&format!("proxy = {{ path = \"{SECRET}\" }}")), 5, &["`proxy = { file"]);
    refused("[profiles.netnut]\ntoken = true\n", 2, &["`token` takes a text"]);
    refused(&format!("[profiles.netnut]\ntoken = [\"{SECRET}\"]\n"), 2, &["`token` takes a text"]);
    let both = format!("[profiles.netnut]\ntoken = {{ file = \"{SECRET}\", env = \"x\" }}\n");
    refused(&both, 2, &["`token = { file"]);
}

#[test]
fn what_is_no_toml_or_no_profile_is_refused_without_repeating_it() {
    for (text, line) in [
        (format!("[profiles.iproyal]\ntoken = {SECRET}\n"), 2),
        (format!("[profiles.iproyal]\n\ntoken = \"{SECRET}\n"), 3),
        (format!("[profiles.iproyal]\n{SECRET}\n"), 2),
        (format!("[profiles.iproyal]\ntoken = \"a\" {SECRET}\n"), 2),
        (format!("[profiles.iproyal]\ntoken = \"a\"\ntoken = \"{SECRET}\"\n"), 3),
        (format!("[profiles.iproyal]\ntoken = \"{SECRET}\\q\"\n"), 2),
    ] {
        refused(&text, line, &[]);
    }
    refused(&format!("profiles = \"{SECRET}\"\n"), 1, &["here goes"]);
    refused(&format!("[profiles]\niproyal = \"{SECRET}\"\n"), 2, &["`[profiles.NAME]`"]);
    refused(&format!("[profiles]\niproyal = \"{SECRET}, expected {SECRET}\"\n"), 2, &["`[profiles.NAME]`"]);
    refused(&format!("[iproyal]\ntoken = \"{SECRET}\"\n"), 1, &["`iproyal` stands outside", "`[profiles.NAME]`"]);
    refused("[profiles.iproyal]\n\n[profiles.my-own]\n", 3, &["add `provider = \"..\"`, one of iproyal"]);
    let another = "[profiles.iproyal]\ntoken = \"a\"\nprovider = \"netnut\"\n";
    refused(another, 3, &["a profile called `iproyal` is of iproyal"]);
}

#[test]
fn a_credential_that_cannot_be_one_is_refused_before_anything_is_sent() {
    for (value, because) in [("\"\"", "`token` is empty"), ("\"a\\nb\"", "control character")] {
        let text = format!("[profiles.second]\nprovider = \"iproyal\"\ntoken = {value}\n");
        let error = Config::from_toml(&text).expect("a configuration").connect("second").expect_err("no credential");
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(error.to_string().contains(because), "{error}");
    }
    let text = profile("second", "t", "http://provider.example").replace("[profiles", "\n[profiles");
    let error = Config::from_toml(&text).expect("a configuration").connect("second").expect_err("plain http");
    assert!(
        error.to_string().contains("the profile `second` of the configuration: the base URL is plain http"),
        "{error}"
    );
}

#[test]
fn a_configuration_can_be_a_part_of_another() {
    let config: Config = serde_json::from_value(serde_json::json!({
        "profiles": { "second": { "provider": "neucrm", "userid": 14, "api_key": "k", "base_url": "https://a.example",
                                  "timeout": "1m", "rate_limit": { "in_flight": 2 } } }
    }))
    .expect("a configuration");
    assert_eq!(config.profile("second").and_then(wholesale::Profile::provider), Some("neucrm"));
    let client = config.neucrm("second").expect("options").timeout(Duration::from_secs(1)).build().expect("a client");
    assert_eq!(client.session().base_url(), "https://a.example");
}
