//! A SOCKS5 proxy on loopback that asks for a password and answers every request in the target's place.

use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// What one connection told the proxy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The user name.
    pub user: String,
    /// The password.
    pub password: String,
    /// The port it was asked to connect to.
    pub port: u16,
    /// The first line of the request that followed.
    pub request_line: String,
}

/// The proxy. It stops when it is dropped.
#[derive(Debug)]
pub struct SocksProxy {
    address: SocketAddr,
    told: Arc<Mutex<Vec<Told>>>,
    task: JoinHandle<()>,
}

impl SocksProxy {
    /// Starts a proxy that gives this answer to whatever is asked through it.
    ///
    /// # Errors
    /// When no port of this machine can be listened on.
    pub async fn start(answer: Vec<u8>) -> io::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let told = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&told);
        let task = tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                // A connection that does not speak SOCKS5 leaves nothing behind, which the test will miss.
                if let Ok(told) = serve(&mut stream, &answer).await {
                    kept.lock().unwrap_or_else(PoisonError::into_inner).push(told);
                }
            }
        });
        Ok(Self { address, told, task })
    }

    /// Its address.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// What it was told so far.
    #[must_use]
    pub fn told(&self) -> Vec<Told> {
        self.told.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for SocksProxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// One connection, as RFC 1928 and RFC 1929 have it.
async fn serve(stream: &mut TcpStream, answer: &[u8]) -> io::Result<Told> {
    let [_version, methods] = bytes(stream).await?;
    text(stream, methods).await?;
    stream.write_all(&[5, 2]).await?;

    let [_version, length] = bytes(stream).await?;
    let user = text(stream, length).await?;
    let [length] = bytes(stream).await?;
    let password = text(stream, length).await?;
    stream.write_all(&[1, 0]).await?;

    let [_version, _command, _reserved, kind] = bytes(stream).await?;
    let length = match kind {
        1 => 4,
        4 => 16,
        _ => stream.read_u8().await?,
    };
    text(stream, length).await?;
    let port = stream.read_u16().await?;
    stream.write_all(&[5, 0, 0, 1, 0, 0, 0, 0, 0, 0]).await?;

    let mut request = Vec::new();
    while !request.windows(4).any(|window| window == b"\r\n\r\n") {
        if stream.read_buf(&mut request).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    stream.write_all(answer).await?;
    let request_line = String::from_utf8_lossy(&request).lines().next().unwrap_or_default().to_owned();
    Ok(Told { user, password, port, request_line })
}

async fn bytes<const N: usize>(stream: &mut TcpStream) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    stream.read_exact(&mut bytes).await?;
    Ok(bytes)
}

async fn text(stream: &mut TcpStream, length: u8) -> io::Result<String> {
    let mut bytes = vec![0; usize::from(length)];
    stream.read_exact(&mut bytes).await?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
