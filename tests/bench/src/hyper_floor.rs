//! The floor: hyper on one connection, without a pool, a URL to parse, a timeout or a type to decode into.

use http_body_util::{BodyExt, Empty};
use hyper::Request;
use hyper::body::Bytes;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

use crate::answers::{HASH, LISTED};
use crate::side::{Outcome, Side};

pub(crate) struct HyperFloor {
    sender: SendRequest<Empty<Bytes>>,
    authority: String,
    prefix: String,
}

impl HyperFloor {
    async fn connect(authority: String, prefix: String) -> Outcome<Self> {
        let stream = TcpStream::connect(&authority).await?;
        stream.set_nodelay(true)?;
        let (sender, connection) = handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        Ok(Self { sender, authority, prefix })
    }

    async fn get(&mut self, path: &str) -> Outcome<Bytes> {
        let request = Request::get(format!("{}{path}", self.prefix))
            .header("host", &self.authority)
            .header("accept", "application/json")
            .header("accept-encoding", "gzip")
            .header("authorization", "Bearer benchmark-token-0123456789")
            .header("user-agent", "benchmark/1.0")
            .body(Empty::new())?;
        self.sender.ready().await?;
        Ok(self.sender.send_request(request).await?.into_body().collect().await?.to_bytes())
    }
}

impl Side for HyperFloor {
    async fn new(url: &str) -> Outcome<Self> {
        let (authority, prefix) = authority_and_prefix(url)?;
        Self::connect(authority, prefix).await
    }

    async fn another(&self) -> Outcome<Self> {
        Self::connect(self.authority.clone(), self.prefix.clone()).await
    }

    async fn one(&mut self) -> Outcome<()> {
        let body = self.get(&format!("/residential-subusers/{HASH}")).await?;
        if body.is_empty() { Err("nothing came".into()) } else { Ok(()) }
    }

    async fn list(&mut self) -> Outcome<u64> {
        self.get("/residential-subusers").await.map(|body| if body.is_empty() { 0 } else { LISTED })
    }

    async fn crawl(&mut self) -> Outcome<u64> {
        Err("hyper alone knows no pages".into())
    }
}

/// `127.0.0.1:80` and `/v1` of `http://127.0.0.1:80/v1`.
pub(crate) fn authority_and_prefix(url: &str) -> Outcome<(String, String)> {
    let rest = url.strip_prefix("http://").ok_or("the URL is not http")?;
    let (authority, prefix) = rest.split_once('/').unwrap_or((rest, ""));
    let prefix = if prefix.is_empty() { String::new() } else { format!("/{prefix}") };
    Ok((authority.to_owned(), prefix))
}
