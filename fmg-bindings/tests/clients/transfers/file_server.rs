//! An HTTPS server on loopback for bodies of any size, in both directions. It keeps no body in memory.

use std::convert::Infallible;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use http_body_util::BodyExt;
use http_body_util::combinators::BoxBody;
use hyper::body::{Body, Bytes, Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use crate::authority::Authority;

pub(crate) type Answer = Response<BoxBody<Bytes, io::Error>>;
type Served = Pin<Box<dyn Future<Output = Answer> + Send>>;

/// The server. It runs on its own thread until it is dropped, so that blocking tests may use it as well.
pub(crate) struct FileServer {
    pub(crate) authority: Authority,
    address: SocketAddr,
    runtime: Option<tokio::runtime::Runtime>,
}

impl FileServer {
    pub(crate) fn start<F: Future<Output = Answer> + Send + 'static>(
        serve: impl Fn(Request<Incoming>) -> F + Send + Sync + 'static,
    ) -> Self {
        let serve: Arc<dyn Fn(Request<Incoming>) -> Served + Send + Sync> =
            Arc::new(move |request| Box::pin(serve(request)));
        let authority = Authority::new();
        let acceptor = TlsAcceptor::from(authority.server(&["127.0.0.1"], None));
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .unwrap();
        let socket = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        let address = socket.local_addr().unwrap();
        runtime.spawn(async move {
            let listener = TcpListener::from_std(socket).unwrap();
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, serve) = (acceptor.clone(), Arc::clone(&serve));
                tokio::spawn(async move {
                    let Ok(stream) = acceptor.accept(stream).await else {
                        return;
                    };
                    let service = service_fn(move |request| {
                        let answer = serve(request);
                        async move { Ok::<_, Infallible>(answer.await) }
                    });
                    // An error here is a connection that one side broke, which some tests do on purpose.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Self {
            authority,
            address,
            runtime: Some(runtime),
        }
    }

    /// Answers every request with the same head and the body that `body` makes.
    pub(crate) fn answering(
        head: &'static [(&'static str, &'static str)],
        body: impl Fn() -> Pieces + Send + Sync + 'static,
    ) -> Self {
        Self::start(move |_| std::future::ready(answer(200, head, body())))
    }

    pub(crate) fn url(&self) -> String {
        format!("https://{}", self.address)
    }

    pub(crate) fn client(&self) -> fmg_bindings::fortios::Client {
        fmg_bindings::fortios::Client::builder(self.url())
            .root_certificate(self.authority.pem())
            .no_proxy()
            .token("token")
            .build()
            .unwrap()
    }
}

impl Drop for FileServer {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            // A plain drop would wait, which is not allowed inside the runtime of an async test.
            runtime.shutdown_background();
        }
    }
}

pub(crate) fn answer(status: u16, head: &[(&str, &str)], body: Pieces) -> Answer {
    let mut answer = Response::builder().status(status);
    for (name, value) in head {
        answer = answer.header(*name, *value);
    }
    answer.body(body.boxed()).unwrap()
}

/// The response of FortiOS to a successful call.
pub(crate) fn success() -> Answer {
    let json = r#"{"http_method":"POST","results":{"ok":true},"status":"success"}"#;
    answer(200, &[("content-type", "application/json")], Pieces::of([json.into()]))
}

/// The next step of a body.
pub(crate) enum Piece {
    Data(Bytes),
    /// Breaks the connection.
    Cut,
    /// Sends nothing for this long.
    Pause(Duration),
}

impl From<&'static str> for Piece {
    fn from(text: &'static str) -> Self {
        Self::Data(text.into())
    }
}

/// A body of these pieces. Unless the head declares its length it is sent in chunks.
pub(crate) struct Pieces {
    next: Box<dyn Iterator<Item = Piece> + Send + Sync>,
    pause: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Pieces {
    pub(crate) fn of(pieces: impl IntoIterator<Item = Piece, IntoIter: Send + Sync + 'static>) -> Self {
        Self {
            next: Box::new(pieces.into_iter()),
            pause: None,
        }
    }
}

impl Body for Pieces {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        loop {
            if let Some(pause) = &mut self.pause {
                std::task::ready!(pause.as_mut().poll(context));
                self.pause = None;
            }
            match self.next.next() {
                None => return Poll::Ready(None),
                Some(Piece::Data(data)) => return Poll::Ready(Some(Ok(Frame::data(data)))),
                Some(Piece::Cut) => return Poll::Ready(Some(Err(io::Error::other("cut on purpose")))),
                Some(Piece::Pause(time)) => self.pause = Some(Box::pin(tokio::time::sleep(time))),
            }
        }
    }
}
