//! A server on loopback that does what a script says, down to the byte and the reset.
//!
//! ```no_run
//! # async fn example() -> std::io::Result<()> {
//! use wholesale_tests::scripted_server::{ScriptedServer, Step, answer};
//!
//! // The first connection breaks after the request was read, every later one is answered.
//! let server = ScriptedServer::start([
//!     vec![Step::Read, Step::Reset],
//!     vec![Step::Read, Step::Write(answer(200, "{}"))],
//! ]).await?;
//! println!("{} has seen {} requests", server.url(), server.requests().len());
//! # Ok(())
//! # }
//! ```

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;

use crate::patience;
use crate::recording_server::{Recorded, parse};

/// One thing to do with a connection. When a script is at its end, the connection is closed.
#[derive(Debug, Clone)]
pub enum Step {
    /// Reads one whole request and keeps it.
    Read,
    /// Writes these bytes.
    Write(Vec<u8>),
    /// Writes these bytes one by one, with a short pause after each.
    Drip(Vec<u8>),
    /// Writes these bytes over and over, until the client closes the connection.
    Flood(Vec<u8>),
    /// Waits for [`ScriptedServer::release`].
    Await,
    /// Says nothing until the client closes the connection.
    Hang,
    /// Breaks the connection with a TCP reset; what was written before may be lost.
    Reset,
}

/// An answer with a JSON body and its length.
#[must_use]
pub fn answer(status: u16, body: &str) -> Vec<u8> {
    answer_with(status, &[("content-type", "application/json")], body.as_bytes())
}

/// An answer with these headers and a body with its length.
#[must_use]
pub fn answer_with(status: u16, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let length = body.len().to_string();
    let mut bytes = head(status, headers.iter().copied().chain([("content-length", length.as_str())]));
    bytes.extend_from_slice(body);
    bytes
}

/// The head of an answer, with nothing that says how long the body is.
#[must_use]
pub fn head<'a>(status: u16, headers: impl IntoIterator<Item = (&'a str, &'a str)>) -> Vec<u8> {
    let mut head = format!("HTTP/1.1 {status} Scripted\r\n");
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    head.into_bytes()
}

/// The server. It stops when it is dropped.
#[derive(Debug)]
pub struct ScriptedServer {
    address: SocketAddr,
    seen: Arc<Seen>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Seen {
    requests: Mutex<Vec<Recorded>>,
    count: Mutex<Count>,
    released: Semaphore,
}

/// What has happened so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// Connections that were accepted.
    pub connections: usize,
    /// Connections that are over.
    pub closed: usize,
    /// Requests that were read to their end.
    pub requests: usize,
}

impl ScriptedServer {
    /// Starts a server on a free port. The first connection gets the first script and so on; when the scripts run
    /// out, the last one is used again, so that a request too many is seen.
    ///
    /// # Errors
    /// When no port of this machine can be listened on.
    pub async fn start(scripts: impl IntoIterator<Item = Vec<Step>>) -> io::Result<Self> {
        Self::on(TcpListener::bind(("127.0.0.1", 0)).await?, scripts)
    }

    /// Serves a listener.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn on(listener: TcpListener, scripts: impl IntoIterator<Item = Vec<Step>>) -> io::Result<Self> {
        let address = listener.local_addr()?;
        let seen = Arc::new(Seen { requests: Mutex::default(), count: Mutex::default(), released: Semaphore::new(0) });
        let mut scripts = scripts.into_iter().collect::<Vec<_>>().into_iter();
        let shared = Arc::clone(&seen);
        let task = tokio::spawn(async move {
            let mut script = Vec::new();
            // Ends all connections together with the server.
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                script = scripts.next().unwrap_or(script);
                let (script, seen) = (script.clone(), Arc::clone(&shared));
                seen.count().connections += 1;
                connections.spawn(async move {
                    // A connection that the client closed early is over, and that is all there is to say.
                    let _ = play(stream, script, &seen).await;
                    seen.count().closed += 1;
                });
            }
        });
        Ok(Self { address, seen, task })
    }

    /// Its address, `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests so far, in the order they were read to their end.
    #[must_use]
    pub fn requests(&self) -> Vec<Recorded> {
        self.seen.requests().clone()
    }

    /// What has happened so far.
    #[must_use]
    pub fn count(&self) -> Count {
        *self.seen.count()
    }

    /// Waits until enough has happened.
    ///
    /// # Panics
    /// When it does not.
    pub async fn wait_until(&self, mut enough: impl FnMut(&Count) -> bool) {
        patience::until("the server to see enough", || enough(&self.count())).await;
    }

    /// Lets this many connections pass [`Step::Await`].
    pub fn release(&self, connections: usize) {
        self.seen.released.add_permits(connections);
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Seen {
    fn requests(&self) -> MutexGuard<'_, Vec<Recorded>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn count(&self) -> MutexGuard<'_, Count> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

async fn play(mut stream: TcpStream, script: Vec<Step>, seen: &Seen) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut unread = Vec::new();
    for step in script {
        match step {
            Step::Read => {
                let request = read(&mut stream, &mut unread).await?;
                seen.requests().push(request);
                seen.count().requests += 1;
            }
            Step::Write(bytes) => stream.write_all(&bytes).await?,
            Step::Drip(bytes) => {
                for byte in bytes {
                    stream.write_all(&[byte]).await?;
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
            Step::Flood(bytes) => loop {
                stream.write_all(&bytes).await?;
            },
            Step::Await => {
                if let Ok(permit) = seen.released.acquire().await {
                    permit.forget();
                }
            }
            Step::Hang => while stream.read(&mut [0; 1024]).await? > 0 {},
            Step::Reset => {
                stream.set_zero_linger()?;
                return Ok(());
            }
        }
    }
    stream.shutdown().await
}

/// The next request on a connection; what follows it stays in `unread`.
async fn read(stream: &mut TcpStream, unread: &mut Vec<u8>) -> io::Result<Recorded> {
    loop {
        if let Some((request, length)) = parse(unread) {
            unread.drain(..length);
            return Ok(request);
        }
        if stream.read_buf(unread).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_requests_in_one_piece_are_read_one_after_the_other() {
        let bytes = b"PUT /a?b=c HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET /d HTTP/1.1\r\nHost: x\r\n\r\n";
        let (first, length) = parse(bytes).expect("a request");
        assert_eq!(
            (first.method.as_str(), first.target.as_str(), first.body.as_slice()),
            ("PUT", "/a?b=c", &b"hi"[..])
        );
        let (second, rest) = parse(&bytes[length..]).expect("another");
        assert_eq!((second.target.as_str(), length + rest), ("/d", bytes.len()));
        assert!(parse(&bytes[..length - 1]).is_none());
    }
}
