//! A client that sends what it is told and shows what came back, broken or not.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

use serde_json::Value;
use wholesale_sandbox::Sandbox;

/// Nothing in these tests takes as long; without it a mistake would hang them.
const PATIENCE: Duration = Duration::from_secs(20);

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (given, value) = line.split_once(':')?;
            given.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The value at a JSON pointer.
    pub(crate) fn at(&self, pointer: &str) -> Value {
        self.json().pointer(pointer).unwrap_or_else(|| panic!("no {pointer} in {}", self.text())).clone()
    }
}

/// Sends a request and reads until the connection ends. An error of any kind is an answer that never came.
pub(crate) fn send(sandbox: &Sandbox, method: &str, url: &str, headers: &[&str], body: &str) -> io::Result<Reply> {
    let mut stream = connect(sandbox)?;
    stream.write_all(request(method, url, headers, body).as_bytes())?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer)?;
    Ok(parse(&answer))
}

pub(crate) fn connect(sandbox: &Sandbox) -> io::Result<TcpStream> {
    let stream = TcpStream::connect(sandbox.address())?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(stream)
}

pub(crate) fn request(method: &str, url: &str, headers: &[&str], body: &str) -> String {
    let (host, path) = url.trim_start_matches("http://").split_once('/').unwrap();
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let length = body.len();
    format!(
        "{method} /{path} HTTP/1.1\r\nhost: {host}\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}"
    )
}

/// Sends half a request and closes that side, as a client does that dies.
pub(crate) fn send_half(sandbox: &Sandbox, request: &str) -> io::Result<()> {
    let mut stream = connect(sandbox)?;
    stream.write_all(&request.as_bytes()[..request.len() / 2])?;
    stream.shutdown(Shutdown::Both)
}

pub(crate) fn parse(answer: &[u8]) -> Reply {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap_or_else(|| {
        panic!("no whole head in {:?}", String::from_utf8_lossy(answer));
    });
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Reply { status, head, body: answer[end + 4..].to_vec() }
}

const JSON: &str = "content-type: application/json";
const FORM: &str = "content-type: application/x-www-form-urlencoded";

pub(crate) fn try_iproyal(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> io::Result<Reply> {
    let url = format!("{}{path}", sandbox.url("iproyal"));
    send(sandbox, method, &url, &["authorization: Bearer demo", JSON], body)
}

pub(crate) fn iproyal(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> Reply {
    try_iproyal(sandbox, method, path, body).unwrap()
}

pub(crate) fn netnut(sandbox: &Sandbox, method: &str, path: &str, body: &str) -> Reply {
    let url = format!("{}{path}", sandbox.url("netnut"));
    send(sandbox, method, &url, &["authorization: demo", JSON], body).unwrap()
}

pub(crate) fn neucrm(sandbox: &Sandbox, path: &str, form: &str) -> Reply {
    let url = format!("{}{path}", sandbox.url("neucrm"));
    send(sandbox, "POST", &url, &[FORM], &format!("userid=5&api_key=demo&{form}")).unwrap()
}

pub(crate) fn logicboxes_get(sandbox: &Sandbox, path: &str, query: &str) -> Reply {
    let url = format!("{}{path}?auth-userid=1&api-key=demo&{query}", sandbox.url("logicboxes"));
    send(sandbox, "GET", &url, &[], "").unwrap()
}

pub(crate) fn logicboxes_post(sandbox: &Sandbox, path: &str, form: &str) -> Reply {
    let url = format!("{}{path}", sandbox.url("logicboxes"));
    send(sandbox, "POST", &url, &[FORM], &format!("auth-userid=1&api-key=demo&{form}")).unwrap()
}

/// A sub-user of IPRoyal with some traffic, by its hash.
pub(crate) fn sub_user(sandbox: &Sandbox, name: &str, gb: &str) -> String {
    let body = format!(r#"{{"username":"{name}","password":"s3cret-pass","traffic":{gb}}}"#);
    let reply = iproyal(sandbox, "POST", "/residential-subusers", &body);
    assert_eq!(reply.status, 201, "{}", reply.text());
    reply.at("/hash").as_str().unwrap().to_owned()
}
