//! A client that sends any bytes over TLS.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use fmg_sim::{Product, Sim};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

/// The timeout of the tests, which no read should reach.
const TIMEOUT: Duration = Duration::from_secs(30);

/// A call that a FortiManager answers with HTTP 200, with or without a session.
pub(crate) const CALL: &str = "POST /jsonrpc HTTP/1.1\r\nHost: fmg\r\nContent-Type: application/json\r\n\
                               Content-Length: 57\r\n\r\n\
                               {\"id\":1,\"method\":\"get\",\"params\":[{\"url\":\"/sys/status\"}]}\n";

/// A connection to the FortiManager of a sim.
pub(crate) struct Raw {
    stream: TlsStream<TcpStream>,
    /// Bytes that were read but not yet parsed.
    ahead: Vec<u8>,
}

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// With `close_notify` of TLS.
    Orderly,
    /// Without it.
    Silent,
    /// By a reset.
    Reset,
}

/// A received response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(':'));
        lines
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim())
    }
}

/// A TLS connector that trusts the authority of one sim.
pub(crate) fn connector(pem: &str) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
        .unwrap();
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

/// Opens a TLS connection.
pub(crate) async fn connect(connector: &TlsConnector, address: SocketAddr) -> io::Result<TlsStream<TcpStream>> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    connector
        .connect(ServerName::try_from("localhost").unwrap(), stream)
        .await
}

/// The address of the FortiManager of a sim.
pub(crate) fn address(sim: &Sim) -> SocketAddr {
    sim.address(Product::FortiManager).unwrap()
}

impl Raw {
    pub(crate) async fn to(sim: &Sim) -> Self {
        let stream = connect(&connector(sim.certificate_pem()), address(sim)).await.unwrap();
        Self::over(stream)
    }

    pub(crate) fn over(stream: TlsStream<TcpStream>) -> Self {
        Self {
            stream,
            ahead: Vec::new(),
        }
    }

    /// Sends bytes as a separate TLS record.
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.stream.write_all(bytes.as_ref()).await?;
        self.stream.flush().await
    }

    /// Reads until the connection ends.
    pub(crate) async fn rest(&mut self) -> (Vec<u8>, End) {
        let end = match self.read_at_least(usize::MAX).await {
            Ok(()) => End::Orderly,
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => End::Silent,
            Err(error) if error.kind() == io::ErrorKind::ConnectionReset => End::Reset,
            Err(error) => panic!("{error:?}"),
        };
        (std::mem::take(&mut self.ahead), end)
    }

    /// Reads one response with a `Content-Length`.
    pub(crate) async fn answer(&mut self) -> Option<Answer> {
        let head = loop {
            if let Some(end) = self.ahead.windows(4).position(|bytes| bytes == b"\r\n\r\n") {
                break self.ahead.drain(..end + 4).collect();
            }
            self.more().await?;
        };
        let head = String::from_utf8(head).unwrap();
        let status = head.get(9..12).unwrap().parse().unwrap();
        let mut answer = Answer {
            status,
            head,
            body: Vec::new(),
        };
        let length = answer
            .header("content-length")
            .map_or(0, |length| length.parse().unwrap());
        while self.ahead.len() < length {
            self.more().await?;
        }
        answer.body = self.ahead.drain(..length).collect();
        Some(answer)
    }

    /// Sends bytes and reads the response.
    pub(crate) async fn ask(&mut self, bytes: impl AsRef<[u8]>) -> Option<Answer> {
        self.send(bytes).await.ok()?;
        self.answer().await
    }

    async fn more(&mut self) -> Option<()> {
        let before = self.ahead.len();
        self.read_at_least(1).await.ok()?;
        (self.ahead.len() > before).then_some(())
    }

    /// Reads at least `count` more bytes, or to the end.
    async fn read_at_least(&mut self, count: usize) -> io::Result<()> {
        let reading = async {
            let wanted = self.ahead.len().saturating_add(count);
            while self.ahead.len() < wanted && self.stream.read_buf(&mut self.ahead).await? > 0 {}
            Ok(())
        };
        tokio::time::timeout(TIMEOUT, reading)
            .await
            .expect("the server does not end it")
    }
}
