//! A load for measuring a server: the same bytes again and again, and no more of the answer read than its length.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::hyper_floor::authority_and_prefix;
use crate::side::{Outcome, Side};

/// What the sandbox's IPRoyal accepts.
const SANDBOX_TOKEN: &str = "demo";

/// Reads the one thing that its URL names.
pub(crate) struct Socket {
    stream: TcpStream,
    authority: String,
    prefix: String,
    request: Vec<u8>,
    buffer: Vec<u8>,
}

impl Socket {
    async fn connect(authority: String, prefix: String) -> Outcome<Self> {
        let stream = TcpStream::connect(&authority).await?;
        stream.set_nodelay(true)?;
        let request = format!(
            "GET {prefix} HTTP/1.1\r\nhost: {authority}\r\naccept: application/json\r\n\
             authorization: Bearer {SANDBOX_TOKEN}\r\n\r\n"
        );
        Ok(Self { stream, authority, prefix, request: request.into_bytes(), buffer: vec![0; 64 * 1024] })
    }
}

impl Side for Socket {
    async fn new(url: &str) -> Outcome<Self> {
        let (authority, prefix) = authority_and_prefix(url)?;
        Self::connect(authority, prefix).await
    }

    async fn another(&self) -> Outcome<Self> {
        Self::connect(self.authority.clone(), self.prefix.clone()).await
    }

    async fn one(&mut self) -> Outcome<()> {
        self.stream.write_all(&self.request).await?;
        let mut filled = 0;
        loop {
            match self.stream.read(&mut self.buffer[filled..]).await? {
                0 => return Err("the server left".into()),
                read => filled += read,
            }
            if is_whole(&self.buffer[..filled])? {
                return Ok(());
            }
        }
    }

    async fn list(&mut self) -> Outcome<u64> {
        Err("a socket knows no lists".into())
    }

    async fn crawl(&mut self) -> Outcome<u64> {
        Err("a socket knows no pages".into())
    }
}

/// Whether an answer is there to its last byte.
fn is_whole(answer: &[u8]) -> Outcome<bool> {
    let Some(head) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return Ok(false) };
    let text = std::str::from_utf8(&answer[..head])?;
    if !text.starts_with("HTTP/1.1 200") {
        return Err(format!("the server answered {}", text.lines().next().unwrap_or_default()).into());
    }
    let mut lengths = text.lines().filter_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    let length = lengths.next().ok_or("the answer has no length")?;
    Ok(answer.len() >= head + 4 + length)
}
