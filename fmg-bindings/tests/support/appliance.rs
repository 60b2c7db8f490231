//! An HTTPS server on loopback with scripted responses, which records the requests. It is for responses that no
//! appliance sends; others come from the simulator.
#![allow(dead_code, reason = "not every test binary uses all of it")]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_TYPE, HeaderMap};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;

/// A recorded request.
#[derive(Clone)]
pub(crate) struct Received {
    /// The HTTP method.
    pub(crate) verb: Method,
    pub(crate) path: String,
    /// Encoded, as received; empty without a query.
    pub(crate) query: String,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Bytes,
    /// The body as JSON; `null` if it is not JSON.
    pub(crate) body: Value,
}

impl Received {
    /// A header, if the request has it.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The body as text.
    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap()
    }
}

/// The response of the server.
pub(crate) enum Answer {
    Json(Value),
    Raw {
        status: u16,
        content_type: &'static str,
        body: String,
    },
    /// Any response, including its headers.
    Http(Response<Bytes>),
}

type Script = dyn Fn(&Received) -> Answer + Send + Sync;

/// The server. It runs on its own thread until it is dropped, so that blocking tests may use it as well.
pub(crate) struct Appliance {
    address: SocketAddr,
    received: Arc<Mutex<Vec<Received>>>,
    runtime: Option<tokio::runtime::Runtime>,
}

impl Appliance {
    pub(crate) fn start(tls: Arc<ServerConfig>, script: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let address = socket.local_addr().unwrap();
        let received = Arc::new(Mutex::new(Vec::new()));
        let log = Arc::clone(&received);
        runtime.spawn(async move {
            let listener = TcpListener::from_std(socket).unwrap();
            let acceptor = TlsAcceptor::from(tls);
            let script: Arc<Script> = Arc::new(script);
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(serve(stream, acceptor.clone(), Arc::clone(&script), Arc::clone(&log)));
            }
        });
        Self {
            address,
            received,
            runtime: Some(runtime),
        }
    }

    /// The base url of the appliance.
    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    /// All requests so far.
    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }
}

impl Drop for Appliance {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A plain drop would wait, which is not allowed inside the runtime of an async test.
            runtime.shutdown_background();
        }
    }
}

async fn serve(stream: TcpStream, acceptor: TlsAcceptor, script: Arc<Script>, log: Arc<Mutex<Vec<Received>>>) {
    stream.set_nodelay(true).unwrap();
    let stream = match acceptor.accept(stream).into_fallible().await {
        Ok(stream) => stream,
        // One side refuses the certificate of the other, as some tests intend. Pending data of the client has to be
        // read: closing the socket earlier would discard the alert that tells the client why.
        Err((_, mut stream)) => {
            let _ = tokio::io::copy(&mut stream, &mut tokio::io::sink()).await;
            return;
        }
    };
    let service = service_fn(move |request| {
        let (script, log) = (Arc::clone(&script), Arc::clone(&log));
        async move {
            let received = read(request).await;
            log.lock().unwrap().push(received.clone());
            Ok::<_, Infallible>(write(script(&received)))
        }
    });
    let server = hyper::server::conn::http1::Builder::new();
    // An error here is a connection that one side broke, which some tests do on purpose.
    let _ = server.serve_connection(TokioIo::new(stream), service).await;
}

async fn read(request: Request<Incoming>) -> Received {
    let (head, body) = request.into_parts();
    let bytes = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    let body = serde_json::from_slice(&bytes).unwrap_or_default();
    Received {
        verb: head.method,
        path: head.uri.path().to_owned(),
        query: head.uri.query().unwrap_or_default().to_owned(),
        headers: head.headers,
        bytes,
        body,
    }
}

fn write(answer: Answer) -> Response<Full<Bytes>> {
    let (status, content_type, body) = match answer {
        Answer::Json(value) => (200, "application/json", value.to_string()),
        Answer::Raw {
            status,
            content_type,
            body,
        } => (status, content_type, body),
        Answer::Http(response) => return response.map(Full::new),
    };
    let mut response = Response::new(Full::new(Bytes::from(body)));
    *response.status_mut() = StatusCode::from_u16(status).unwrap();
    response
        .headers_mut()
        .insert(CONTENT_TYPE, content_type.parse().unwrap());
    response
}
