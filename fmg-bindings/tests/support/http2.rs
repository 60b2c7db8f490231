//! An HTTP/2 server over TLS on loopback that works frame by frame. It counts requests and refuses streams, which
//! server libraries do not do on demand.
#![allow(dead_code, reason = "not every test binary uses all of it")]

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::authority::Authority;

/// The preface that the client sends before its first frame (RFC 9113, 3.4).
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const GOAWAY: u8 = 7;

/// Of `DATA` and `HEADERS`; of `SETTINGS` the same bit is `ACK`.
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;

/// `:status: 200`, from the static table of HPACK.
const OK: &[u8] = &[0x88];

/// The response of the server to a complete request.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reaction {
    /// Answers with HTTP status 200 and this body.
    Answer(&'static str),
    /// Answers like `Answer`, with these `Set-Cookie` headers.
    Welcome(&'static [&'static str], &'static str),
    /// Resets the stream with `REFUSED_STREAM`: the request was not processed.
    RefuseStream,
    /// Sends `GOAWAY` with stream 0 as the last one that was processed, and closes the connection.
    GoAway,
    /// Closes the connection without a response.
    Close,
}

/// A server that counts requests. It runs until it is dropped.
pub(crate) struct Http2 {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
    certificate: String,
    server: tokio::task::JoinHandle<()>,
}

impl Http2 {
    /// Starts a server with a response for its first request, its second and so on; the last one applies to all further
    /// requests.
    pub(crate) async fn start(reactions: &[Reaction]) -> Self {
        let authority = Authority::new();
        let mut tls = (*authority.server(&["127.0.0.1"], None)).clone();
        tls.alpn_protocols = vec![b"h2".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, connections) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let reactions = Arc::new(Mutex::new(reactions.to_vec()));
        let (counted, opened) = (Arc::clone(&requests), Arc::clone(&connections));
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                opened.fetch_add(1, Ordering::SeqCst);
                let (acceptor, counted, reactions) = (acceptor.clone(), Arc::clone(&counted), Arc::clone(&reactions));
                tokio::spawn(async move {
                    // An error ends the connection, which clients may break.
                    let _ = serve(acceptor, stream, &counted, &reactions).await;
                });
            }
        });
        Self {
            address,
            requests,
            connections,
            certificate: authority.pem(),
            server,
        }
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// The authority that signed its certificate, as PEM.
    pub(crate) fn certificate_pem(&self) -> &str {
        &self.certificate
    }

    /// The number of complete requests.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// The number of connections.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Http2 {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn serve(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    requests: &AtomicUsize,
    reactions: &Mutex<Vec<Reaction>>,
) -> std::io::Result<()> {
    let mut stream = acceptor.accept(stream).await?;
    let mut preface = [0; PREFACE.len()];
    stream.read_exact(&mut preface).await?;
    assert_eq!(preface, PREFACE);
    send(&mut stream, SETTINGS, 0, 0, &[]).await?;
    loop {
        let mut head = [0; 9];
        stream.read_exact(&mut head).await?;
        let len = u32::from_be_bytes([0, head[0], head[1], head[2]]);
        let (kind, flags) = (head[3], head[4]);
        let id = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
        let mut payload = vec![0; len as usize];
        stream.read_exact(&mut payload).await?;
        match kind {
            SETTINGS if flags & END_STREAM == 0 => send(&mut stream, SETTINGS, END_STREAM, 0, &[]).await?,
            DATA | HEADERS if flags & END_STREAM != 0 => {}
            _ => continue,
        }
        if kind == SETTINGS {
            continue;
        }
        requests.fetch_add(1, Ordering::SeqCst);
        let reaction = {
            let mut reactions = reactions.lock().unwrap();
            if reactions.len() > 1 {
                reactions.remove(0)
            } else {
                reactions[0]
            }
        };
        match reaction {
            Reaction::Answer(body) => {
                send(&mut stream, HEADERS, END_HEADERS, id, OK).await?;
                send(&mut stream, DATA, END_STREAM, id, body.as_bytes()).await?;
            }
            Reaction::Welcome(cookies, body) => {
                let mut head = OK.to_vec();
                for cookie in cookies {
                    literal("set-cookie", cookie, &mut head);
                }
                send(&mut stream, HEADERS, END_HEADERS, id, &head).await?;
                send(&mut stream, DATA, END_STREAM, id, body.as_bytes()).await?;
            }
            Reaction::RefuseStream => send(&mut stream, RST_STREAM, 0, id, &7_u32.to_be_bytes()).await?,
            Reaction::GoAway => {
                send(&mut stream, GOAWAY, 0, 0, &[0; 8]).await?;
                return stream.shutdown().await;
            }
            Reaction::Close => return stream.shutdown().await,
        }
    }
}

/// Writes an HPACK header that no table contains (RFC 7541, 6.2.2), with name and value of at most 126 bytes.
fn literal(name: &str, value: &str, head: &mut Vec<u8>) {
    head.push(0);
    for text in [name, value] {
        head.push(u8::try_from(text.len()).unwrap());
        head.extend_from_slice(text.as_bytes());
    }
}

async fn send(stream: &mut TlsStream<TcpStream>, kind: u8, flags: u8, id: u32, payload: &[u8]) -> std::io::Result<()> {
    let len = u32::try_from(payload.len()).unwrap().to_be_bytes();
    let mut frame = vec![len[1], len[2], len[3], kind, flags];
    frame.extend_from_slice(&id.to_be_bytes());
    frame.extend_from_slice(payload);
    stream.write_all(&frame).await?;
    stream.flush().await
}
