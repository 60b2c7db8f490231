//! Carries requests to an appliance over HTTPS, and its answers back. Over plain HTTP for programs on the appliance itself.
//!
//! HTTP/1.1 only, as the web servers of appliances are mostly met: there a request has a connection to itself while it
//! is under way, so that a fault of the connection is one of that request.

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

/// How many connections may wait to be accepted: a thousand clients begin at the same time in a load test.
const BACKLOG: u32 = 4096;

/// How long to wait when no connection can be accepted, for want of file descriptors or memory.
const BREATH: Duration = Duration::from_millis(50);

/// What all connections to one appliance share.
pub(crate) struct Server {
    product: Product,
    appliance: Arc<dyn Appliance>,
    faults: Faults,
    log: RequestLog,
    limits: Limits,
    /// `None`: plain HTTP.
    tls: Option<TlsAcceptor>,
    /// Whether it is the way that only programs on the appliance itself have.
    local: bool,
    /// A permit for each byte of the bodies that are held.
    room: Arc<Semaphore>,
}

/// Listens at `address`; needs a runtime to be entered.
pub(crate) fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()
    } else {
        TcpSocket::new_v6()
    }?;
    // On Windows the option would let another program take the port over.
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

    /// The same appliance as programs on it reach it: over plain HTTP, and trusted.
    pub(crate) fn local(self) -> Self {
        Self {
            tls: None,
            local: true,
            ..self
        }
    }

    /// Serves the connections that come, until its task is dropped.
    pub(crate) async fn serve(self, listener: TcpListener) {
        let places = Arc::new(Semaphore::new(self.limits.connections.min(Semaphore::MAX_PERMITS)));
        let server = Arc::new(self);
        loop {
            match listener.accept().await {
                Ok((stream, _)) => {
                    // One too many is closed rather than kept waiting: its client learns at once.
                    let Ok(place) = Arc::clone(&places).try_acquire_owned() else {
                        continue;
                    };
                    let server = Arc::clone(&server);
                    tokio::spawn(async move {
                        server.connection(stream).await;
                        drop(place);
                    });
                }
                Err(error) if gone(&error) => {}
                Err(_) => tokio::time::sleep(BREATH).await,
            }
        }
    }
}

/// Whether a client gave up before its connection was accepted, which says nothing about the next one.
fn gone(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused
    )
}
