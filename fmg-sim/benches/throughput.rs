//! Measures the requests per second of a sim, and of a minimal server in the same run.
//!
//! ```text
//! cargo bench -p fmg-sim --bench throughput
//! ```
//!
//! Each server has one thread, and the clients share the rest of the machine. The minimal server is hyper with the same
//! TLS, and always sends a constant copy of the FortiManager's response: the difference between the two is the cost of
//! the sim.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a benchmark reports by panicking"
)]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use fmg_sim::{Account, Product, Sim};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

/// The number of connections, each of which sends its next request as soon as it has a response.
const CLIENTS: usize = 32;
/// The duration of a round.
const ROUND: Duration = Duration::from_secs(3);
/// The number of rounds per server, which alternate. The best round counts, since other load only slows a server down.
const ROUNDS: usize = 3;

/// A server, and the request to send.
struct Server {
    name: &'static str,
    address: SocketAddr,
    trust: TlsConnector,
    request: String,
    best: f64,
}

fn main() {
    let sim = Sim::builder().threads(1).start_blocking().unwrap();
    let clients = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let mut servers = clients.block_on(servers(&sim));
    let answer = clients.block_on(first_answer(&servers[0]));
    servers.insert(0, plain(&servers[0], answer));

    for _ in 0..ROUNDS {
        for server in &mut servers {
            let rate = clients.block_on(measure(server));
            server.best = server.best.max(rate);
        }
    }
    println!("{CLIENTS} connections, {ROUND:?} a round, best of {ROUNDS}\n");
    println!("{:<44} {:>10} {:>9}", "", "requests/s", "µs each");
    for server in &servers {
        println!("{:<44} {:>10.0} {:>9.1}", server.name, server.best, 1e6 / server.best);
    }
}

/// The servers of the sim, with one read call each.
async fn servers(sim: &Sim) -> Vec<Server> {
    let trust = trusting(sim.certificate_pem());
    let fmg = sim.address(Product::FortiManager).unwrap();
    let session = log_in(sim, fmg, &trust).await;
    let call = json!({"id": 1, "method": "get", "params": [{"url": "/sys/status"}], "session": session});
    let token = sim
        .accounts(Product::FortiGate)
        .into_iter()
        .find_map(|account| match account {
            Account::Token { token, .. } => Some(token),
            Account::User { .. } => None,
        });
    let status = format!(
        "GET /api/v2/cmdb/firewall/address HTTP/1.1\r\nHost: fgt\r\nAuthorization: Bearer {}\r\n\r\n",
        token.expect("the FortiGate has a token")
    );
    vec![
        Server {
            name: "FortiManager, get /sys/status",
            address: fmg,
            trust: trust.clone(),
            request: post(&call),
            best: 0.0,
        },
        Server {
            name: "FortiGate, GET /api/v2/cmdb/firewall/address",
            address: sim.address(Product::FortiGate).unwrap(),
            trust,
            request: status,
            best: 0.0,
        },
    ]
}

fn post(body: &Value) -> String {
    let body = body.to_string();
    format!(
        "POST /jsonrpc HTTP/1.1\r\nHost: fmg\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

async fn log_in(sim: &Sim, address: SocketAddr, trust: &TlsConnector) -> Value {
    let user = sim
        .accounts(Product::FortiManager)
        .into_iter()
        .find_map(|account| match account {
            Account::User { name, password, .. } => Some(json!({"user": name, "passwd": password})),
            Account::Token { .. } => None,
        });
    let login = json!({"id": 1, "method": "exec", "params": [{"url": "/sys/login/user", "data": user}]});
    let mut stream = connect(address, trust).await;
    let answer = ask(&mut stream, &post(&login), &mut Vec::new()).await;
    let answer: Value = serde_json::from_slice(&answer).unwrap();
    answer["session"].clone()
}

/// A minimal server that always sends the same response as `model`.
fn plain(model: &Server, answer: Vec<u8>) -> Server {
    let rcgen::CertifiedKey { cert, signing_key } =
        rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(signing_key.serialize_der()));
    let tls = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![cert.der().clone()], key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(tls));
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    socket.set_nonblocking(true).unwrap();
    let address = socket.local_addr().unwrap();
    let answer = Bytes::from(answer);
    std::thread::spawn(move || {
        let threads = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        threads.block_on(async {
            let listener = TcpListener::from_std(socket).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve_plainly(stream, acceptor.clone(), answer.clone()));
            }
        });
    });
    Server {
        name: "plain hyper, a constant",
        address,
        trust: trusting(&cert.pem()),
        request: model.request.clone(),
        best: 0.0,
    }
}

async fn serve_plainly(stream: TcpStream, acceptor: TlsAcceptor, answer: Bytes) {
    stream.set_nodelay(true).unwrap();
    let stream = acceptor.accept(stream).await.unwrap();
    let service = service_fn(|request: Request<Incoming>| {
        let answer = answer.clone();
        async move {
            request.into_body().collect().await.unwrap();
            Ok::<_, Infallible>(Response::new(Full::new(answer)))
        }
    });
    // The clients close their connections at the end of a round, in the middle of a response.
    let _ = hyper::server::conn::http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

async fn first_answer(server: &Server) -> Vec<u8> {
    let mut stream = connect(server.address, &server.trust).await;
    let answer = ask(&mut stream, &server.request, &mut Vec::new()).await;
    let text = String::from_utf8(answer.clone()).unwrap();
    assert!(text.replace(' ', "").contains("\"code\":0"), "{text}");
    answer
}

/// Measures the requests per second in one round.
async fn measure(server: &Server) -> f64 {
    let over = Arc::new(AtomicBool::new(false));
    let count = Arc::new(AtomicU64::new(0));
    let mut streams = Vec::new();
    for _ in 0..CLIENTS {
        streams.push(connect(server.address, &server.trust).await);
    }
    let begin = Instant::now();
    let clients: Vec<_> = streams
        .into_iter()
        .map(|mut stream| {
            let (over, count, request) = (Arc::clone(&over), Arc::clone(&count), server.request.clone());
            tokio::spawn(async move {
                let mut buffer = Vec::new();
                while !over.load(Ordering::Relaxed) {
                    ask(&mut stream, &request, &mut buffer).await;
                    count.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    tokio::time::sleep(ROUND).await;
    over.store(true, Ordering::Relaxed);
    for client in clients {
        client.await.unwrap();
    }
    let responses = u32::try_from(count.load(Ordering::Relaxed)).unwrap();
    f64::from(responses) / begin.elapsed().as_secs_f64()
}

fn trusting(pem: &str) -> TlsConnector {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(pem.as_bytes()).unwrap())
        .unwrap();
    let config = ClientConfig::builder()
        .with_root_certificates(roots)
        .with_no_client_auth();
    TlsConnector::from(Arc::new(config))
}

async fn connect(address: SocketAddr, trust: &TlsConnector) -> TlsStream<TcpStream> {
    let stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    trust
        .connect(ServerName::try_from("localhost").unwrap(), stream)
        .await
        .unwrap()
}

/// Sends a request and returns the body of the response, which has to be HTTP 200 with a `Content-Length`.
async fn ask(stream: &mut TlsStream<TcpStream>, request: &str, buffer: &mut Vec<u8>) -> Vec<u8> {
    buffer.clear();
    stream.write_all(request.as_bytes()).await.unwrap();
    stream.flush().await.unwrap();
    loop {
        assert!(stream.read_buf(buffer).await.unwrap() > 0, "closed");
        let Some(end) = buffer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else {
            continue;
        };
        let head = std::str::from_utf8(&buffer[..end]).unwrap();
        assert!(head.starts_with("HTTP/1.1 200"), "{head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length: usize = length.unwrap().parse().unwrap();
        let body = end + 4;
        while buffer.len() < body + length {
            assert!(stream.read_buf(buffer).await.unwrap() > 0, "closed");
        }
        return buffer[body..].to_vec();
    }
}
