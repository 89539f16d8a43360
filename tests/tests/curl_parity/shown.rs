//! Runs a sample with the real curl, against another host than it names.

use std::process::Stdio;

use tokio::process::Command;

use crate::samples::{Form, Sample};

/// Neither the user's `.curlrc` nor a proxy of the environment may change what is sent.
const CURL: [&str; 8] = ["-q", "--noproxy", "*", "--silent", "--show-error", "--max-time", "30", "--output=/dev/null"];

/// Whether curl sent what the line shows; `false` when it refuses the line.
pub(crate) async fn run(sample: &Sample, line: &str, server: &str) -> bool {
    let line = sample.fill_in(line).replace(sample.host, server);
    let mut command = match sample.form {
        Form::Curl => shell(&line, server),
        Form::Http => http(&line, server),
        Form::Url(method) => {
            let mut command = curl();
            if method != "GET" {
                command.args(["-X", method]);
            }
            command.arg(&line);
            command
        }
    };
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().await;
    match status.expect("curl, which these tests need").code() {
        Some(0) => true,
        // A malformed URL.
        Some(3) => false,
        other => panic!("{}: curl ended with {other:?}", sample.operation),
    }
}

fn curl() -> Command {
    let mut command = Command::new("curl");
    command.args(options());
    command
}

fn options() -> impl Iterator<Item = &'static str> {
    CURL.into_iter().flat_map(|option| option.split('='))
}

/// A command line, read by a shell as a reader of the documents would have it read.
fn shell(line: &str, server: &str) -> Command {
    let options: Vec<String> = options().map(|option| format!("'{option}'")).collect();
    let script = format!("curl() {{ command curl {} \"$@\"; }}\n{line}\n", options.join(" "));
    let mut command = Command::new("sh");
    command.args(["-c", &script]).env("BASE_URL", server);
    command
}

/// A request written out: its first line, headers and body, handed to curl. The length is left to curl, because the
/// documents give that of the body without its line breaks.
fn http(text: &str, server: &str) -> Command {
    let (head, body) = text.split_once("\n\n").unwrap_or((text, ""));
    let mut lines = head.lines();
    let mut words = lines.next().unwrap_or_default().split(' ');
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let mut command = curl();
    command.args(["-X", method, &format!("{server}{target}")]);
    for header in lines.filter(|line| !line.starts_with("Host:") && !line.starts_with("Content-Length:")) {
        command.args(["-H", header]);
    }
    if !body.is_empty() {
        command.args(["--data-binary", body]);
    }
    command
}
