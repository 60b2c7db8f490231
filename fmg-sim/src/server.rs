//! Serves an appliance over HTTPS, and over plain HTTP for programs on the appliance itself.
//!
//! HTTP/1.1 only, as most web servers of appliances. Each connection then carries one request at a time, so that a
//! fault of the connection affects only that request.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

use crate::appliance::Appliance;
use crate::fault::Faults;
use crate::product::Product;
use crate::request_log::RequestLog;

pub use self::limits::Limits;

mod connection;
mod damage;
mod exchange;
mod limits;
mod misfit;
mod reply;
mod upload;

/// The number of connections that may wait to be accepted: in a load test, a thousand clients start at the same time.
const BACKLOG: u32 = 4096;

/// The delay before the next attempt when no connection can be accepted, for lack of file descriptors or memory.
const ACCEPT_RETRY: Duration = Duration::from_millis(50);

/// The state that all connections to one appliance share.
pub(crate) struct Server {
    product: Product,
    appliance: Arc<dyn Appliance>,
    faults: Faults,
    log: RequestLog,
    limits: Limits,
    /// `None`: plain HTTP.
    tls: Option<TlsAcceptor>,
    /// Whether this is the address for programs on the appliance itself.
    local: bool,
    /// A permit for each byte of the bodies in memory.
    room: Arc<Semaphore>,
}

/// Listens at `address`. Has to be called within a tokio runtime.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    // On Windows, the option would let another program take over the port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

impl Server {
    pub(crate) fn new(
        product: Product,
        appliance: Arc<dyn Appliance>,
        faults: Faults,
        log: RequestLog,
        limits: Limits,
        tls: Arc<ServerConfig>,
    ) -> Self {
        Self {
            product,
            appliance,
            faults,
            log,
            limits,
            tls: Some(TlsAcceptor::from(tls)),
            local: false,
            room: Arc::new(Semaphore::new(limits.all_bodies.min(Semaphore::MAX_PERMITS))),
        }
    }

    /// Serves programs on the appliance itself: over plain HTTP, and without a session.
    pub(crate) fn local(self) -> Self {
        Self {
            tls: None,
            local: true,
            ..self
        }
    }

    /// Accepts and serves connections, until its task is dropped.
    pub(crate) async fn serve(self, listener: TcpListener) {
        let places = Arc::new(Semaphore::new(self.limits.connections.min(Semaphore::MAX_PERMITS)));
        let server = Arc::new(self);
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    // At the limit, a connection is closed at once, so that its client need not wait.
                    let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                        continue;
                    };
                    let server = Arc::clone(&server);
                    tokio::spawn(async move {
                        server.connection(stream).await;
                        drop(place);
                    });
                }
                Err(error) if is_client_gone(&error) => {}
                Err(_) => tokio::time::sleep(ACCEPT_RETRY).await,
            }
        }
    }
}

/// Whether a client gave up before its connection was accepted. The next connection may still succeed.
fn is_client_gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}
