//! The binary, as a shell and a test in another language use it.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

use serde_json::Value;

/// A running binary that does not outlive its test.
struct Running {
    child: Child,
    out: BufReader<ChildStdout>,
}

impl Running {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_wholesale-sandbox"));
        let mut child = command.args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let out = BufReader::new(child.stdout.take().unwrap());
        Self { child, out }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(unix)]
#[test]
fn it_says_where_it_is_and_ends_cleanly_on_either_signal() {
    for signal in ["-TERM", "-INT"] {
        let mut running = Running::start(&["--json", "--seed", "7"]);
        let line: Value = serde_json::from_str(&running.line()).unwrap();
        let address = line["address"].as_str().unwrap().to_owned();
        assert_eq!(line["urls"]["neucrm"], format!("http://{address}/neucrm"));
        assert_eq!(line["credentials"]["iproyal"]["token"], "demo");
        assert_eq!(line["environment"]["NEUCRM_USERID"], "5");
        TcpStream::connect(&address).unwrap();
        let killed = Command::new("kill").args([signal, &running.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        assert!(running.child.wait().unwrap().success(), "{signal}");
    }
}

#[test]
fn it_prints_variables_that_a_shell_can_take() {
    let mut running = Running::start(&[]);
    let names: Vec<_> = (0..10)
        .map(|_| {
            let line = running.line();
            let (name, value) = line.trim_end().strip_prefix("export ").unwrap().split_once('=').unwrap();
            assert!(!value.is_empty());
            name.to_owned()
        })
        .collect();
    assert_eq!(
        names,
        [
            "IPROYAL_BASE_URL",
            "IPROYAL_TOKEN",
            "NETNUT_BASE_URL",
            "NETNUT_TOKEN",
            "NEUCRM_BASE_URL",
            "NEUCRM_USERID",
            "NEUCRM_API_KEY",
            "LOGICBOXES_BASE_URL",
            "LOGICBOXES_AUTH_USERID",
            "LOGICBOXES_API_KEY",
        ]
    );
}

#[test]
fn it_prints_the_table_and_ends() {
    let mut running = Running::start(&["--fidelity"]);
    let mut table = String::new();
    running.out.read_to_string(&mut table).unwrap();
    assert_eq!(table, wholesale_sandbox::fidelity_table());
    assert!(running.child.wait().unwrap().success());
}
