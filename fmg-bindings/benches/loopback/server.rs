//! A FortiManager on loopback that answers at once, on a thread of its own.

use std::convert::Infallible;
use std::net::SocketAddr;

use http_body_util::{BodyExt, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::runtime::{Builder, Runtime};

/// Appends the reply to a request, behind its id.
pub(crate) type Answer = fn(&str, &mut String);

/// Starts the server, which never ends.
pub(crate) fn start(answer: Answer) -> SocketAddr {
    let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    socket.set_nonblocking(true).unwrap();
    let address = socket.local_addr().unwrap();
    std::thread::spawn(move || {
        runtime().block_on(async move {
            let listener = tokio::net::TcpListener::from_std(socket).unwrap();
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                tokio::spawn(
                    hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service_fn(move |request| reply(request, answer))),
                );
            }
        });
    });
    address
}

async fn reply(request: Request<Incoming>, answer: Answer) -> Result<Response<Full<Bytes>>, Infallible> {
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let text = std::str::from_utf8(&body).unwrap();
    let id = text.split_once(r#""id":"#).unwrap().1;
    let id = &id[..id.find(|c: char| !c.is_ascii_digit()).unwrap()];
    let mut reply = [r#"{"id":"#, id].concat();
    answer(text, &mut reply);
    Ok(Response::new(Full::from(reply)))
}

pub(crate) fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}
