//! A server that speaks HTTP/2 over TLS on loopback, frame by frame: it counts requests and refuses streams, which
//! servers that are libraries do not do on demand.
#![allow(dead_code, reason = "each test binary has its own use of it")]

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::authority::Authority;

/// What the client says before its first frame (RFC 9113, 3.4).
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

/// What the server does with a request that has come whole.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Verdict {
    /// Answers with HTTP status 200 and this body.
    Answer(&'static str),
    /// The same, with headers `Set-Cookie` of these values.
    Welcome(&'static [&'static str], &'static str),
    /// Resets the stream with `REFUSED_STREAM`: the request was not processed.
    RefuseStream,
    /// Sends `GOAWAY` with stream 0 as the last one that was processed, and closes the connection.
    GoAway,
    /// Closes the connection without a word.
    Close,
}

/// A server that counts what it is sent. It runs until it is dropped.
pub(crate) struct Http2 {
    address: SocketAddr,
    requests: Arc<AtomicUsize>,
    connections: Arc<AtomicUsize>,
    certificate: String,
    server: tokio::task::JoinHandle<()>,
}

impl Http2 {
    /// One that does this with its first request, its second and so on, and the last of it with all that come later.
    pub(crate) async fn start(verdicts: &[Verdict]) -> Self {
        let authority = Authority::new();
        let mut tls = (*authority.server(&["127.0.0.1"], None)).clone();
        tls.alpn_protocols = vec![b"h2".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(tls));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (requests, connections) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let verdicts = Arc::new(Mutex::new(verdicts.to_vec()));
        let (counted, opened) = (Arc::clone(&requests), Arc::clone(&connections));
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                opened.fetch_add(1, Ordering::SeqCst);
                let (acceptor, counted, verdicts) = (acceptor.clone(), Arc::clone(&counted), Arc::clone(&verdicts));
                tokio::spawn(async move {
                    // A connection that the client breaks is over, no more.
                    let _ = serve(acceptor, stream, &counted, &verdicts).await;
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

    /// How many requests have come whole.
    pub(crate) fn requests(&self) -> usize {
        self.requests.load(Ordering::SeqCst)
    }

    /// How many connections have been opened.
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
    verdicts: &Mutex<Vec<Verdict>>,
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
        let verdict = {
            let mut verdicts = verdicts.lock().unwrap();
            if verdicts.len() > 1 {
                verdicts.remove(0)
            } else {
                verdicts[0]
            }
        };
        match verdict {
            Verdict::Answer(body) => {
                send(&mut stream, HEADERS, END_HEADERS, id, OK).await?;
                send(&mut stream, DATA, END_STREAM, id, body.as_bytes()).await?;
            }
            Verdict::Welcome(cookies, body) => {
                let mut head = OK.to_vec();
                for cookie in cookies {
                    literal("set-cookie", cookie, &mut head);
                }
                send(&mut stream, HEADERS, END_HEADERS, id, &head).await?;
                send(&mut stream, DATA, END_STREAM, id, body.as_bytes()).await?;
            }
            Verdict::RefuseStream => send(&mut stream, RST_STREAM, 0, id, &7_u32.to_be_bytes()).await?,
            Verdict::GoAway => {
                send(&mut stream, GOAWAY, 0, 0, &[0; 8]).await?;
                return stream.shutdown().await;
            }
            Verdict::Close => return stream.shutdown().await,
        }
    }
}

/// Writes a header of HPACK that no table knows (RFC 7541, 6.2.2), neither part of it longer than 126 bytes.
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
