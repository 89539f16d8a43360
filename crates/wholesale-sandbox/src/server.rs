//! The listener on its own thread with its own runtime, so that it outlives whatever runtime a test has.

use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::oneshot;

use crate::ending::Ending;
use crate::exchange::{Shared, exchange};

/// A running server; dropping it stops it and releases the port.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    stop: Option<oneshot::Sender<Infallible>>,
    thread: Option<JoinHandle<()>>,
}

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 4096;
/// How long to hold on when the system has no sockets left.
const BREATH: Duration = Duration::from_millis(5);

impl Server {
    /// Returns as soon as the port is open.
    pub(crate) fn start(port: u16, shared: Arc<Shared>) -> io::Result<Server> {
        let (stop, stopped) = oneshot::channel();
        let (bound, is_bound) = mpsc::sync_channel(1);
        let thread = std::thread::Builder::new()
            .name("wholesale-sandbox".to_owned())
            .spawn(move || run(port, shared, stopped, &bound))?;
        match is_bound.recv() {
            Ok(Ok(address)) => Ok(Server { address, stop: Some(stop), thread: Some(thread) }),
            Ok(Err(error)) => Err(error),
            Err(_) => Err(io::Error::other("the sandbox's thread ended before it had opened its port")),
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // A panic on that thread has been printed already.
            let _ = thread.join();
        }
    }
}

fn run(
    port: u16,
    shared: Arc<Shared>,
    stopped: oneshot::Receiver<Infallible>,
    bound: &mpsc::SyncSender<io::Result<SocketAddr>>,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            let _ = bound.send(Err(error));
            return;
        }
    };
    runtime.block_on(async {
        let listener = match listen(port) {
            Ok((listener, address)) => {
                let _ = bound.send(Ok(address));
                listener
            }
            Err(error) => {
                let _ = bound.send(Err(error));
                return;
            }
        };
        tokio::select! {
            _ = stopped => {}
            () = accept(listener, shared) => {}
        }
    });
    // The runtime goes here and takes every connection with it.
}

fn listen(port: u16) -> io::Result<(TcpListener, SocketAddr)> {
    let socket = TcpSocket::new_v4()?;
    // A port that was just released can be taken again; elsewhere than on Unix the option means more than that.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
    let listener = socket.listen(BACKLOG)?;
    let address = listener.local_addr()?;
    Ok((listener, address))
}

async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let _ = stream.set_nodelay(true);
                tokio::spawn(connection(stream, Arc::clone(&shared)));
            }
            Err(_) => tokio::time::sleep(BREATH).await,
        }
    }
}

/// What the service returns instead of an answer; the ending itself is left in the connection's slot.
#[derive(Debug)]
struct Ended;

impl std::fmt::Display for Ended {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.write_str("the connection ends without an answer")
    }
}

impl std::error::Error for Ended {}

/// Serves a connection until the client leaves or an exchange ends it. hyper gives the socket back when the service
/// fails, and has then written nothing.
async fn connection(stream: TcpStream, shared: Arc<Shared>) {
    let slot: Mutex<Option<Ending>> = Mutex::new(None);
    let service = service_fn(|request| async {
        exchange(&shared, request).await.map_err(|ending| {
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(ending);
            Ended
        })
    });
    let mut serving = http1::Builder::new().pipeline_flush(true).serve_connection(TokioIo::new(stream), service);
    let _ = (&mut serving).await;
    let ending = slot.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(ending) = ending {
        ending.perform(serving.into_parts().io.into_inner()).await;
    }
}
