//! How a connection ends when it does not end well: these are written past hyper, which would put them right.

use std::time::Duration;

use hyper::body::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The last thing that happens on a connection.
#[derive(Debug)]
pub(crate) enum Ending {
    /// A reset, not a close: what the client has not read yet is lost to it.
    Reset,
    /// These bytes, and the connection is closed.
    Close(Bytes),
    /// These bytes one by one, and the connection is closed.
    Drip { bytes: Bytes, pause: Duration },
}

/// How long the client has to close its side, too.
const LINGER: Duration = Duration::from_secs(1);

impl Ending {
    /// Whatever goes wrong here is the client leaving early, and that is its business.
    pub(crate) async fn perform(self, mut stream: TcpStream) {
        match self {
            Ending::Reset => {
                let _ = stream.set_zero_linger();
            }
            Ending::Close(bytes) => {
                if stream.write_all(&bytes).await.is_ok() {
                    close(stream).await;
                }
            }
            Ending::Drip { bytes, pause } => {
                for byte in bytes.chunks(1) {
                    if stream.write_all(byte).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(pause).await;
                }
                close(stream).await;
            }
        }
    }
}

/// Closes our side and waits for the client's: with unread bytes left, a plain close would become a reset.
async fn close(mut stream: TcpStream) {
    if stream.shutdown().await.is_err() {
        return;
    }
    let mut rest = [0; 1024];
    let drain = async { while matches!(stream.read(&mut rest).await, Ok(1..)) {} };
    let _ = tokio::time::timeout(LINGER, drain).await;
}
