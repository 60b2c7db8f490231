//! A transport without a network.

use std::sync::{Arc, Mutex};

use fmg_bindings::transport::bytes::Bytes;
use fmg_bindings::transport::http::{Request, Response};
use fmg_bindings::transport::{Body, Limits, Sending, Transport};

/// Answers every call with the same bytes.
#[derive(Clone, Debug)]
pub(crate) struct Canned {
    reply: Bytes,
    /// Whether the reply begins with the id of the request, which is its first member.
    with_id: bool,
    /// The body of the last request, if it is of interest. A benchmark drops it, as a client does that has sent it.
    last: Option<Arc<Mutex<Bytes>>>,
}

impl Canned {
    pub(crate) fn new(reply: &str) -> Self {
        Self {
            reply: Bytes::copy_from_slice(reply.as_bytes()),
            with_id: false,
            last: None,
        }
    }

    /// Answers a JSON-RPC request with its id, and with these further members.
    #[allow(dead_code, reason = "only some benchmarks use JSON-RPC")]
    pub(crate) fn json_rpc(members: &str) -> Self {
        Self {
            with_id: true,
            ..Self::new(members)
        }
    }

    /// The same, and keeps the body of the last request there.
    pub(crate) fn keeping(self, last: &Arc<Mutex<Bytes>>) -> Self {
        let last = Some(Arc::clone(last));
        Self { last, ..self }
    }
}

impl Transport for Canned {
    #[allow(clippy::expect_used, reason = "a benchmark reports by panicking")]
    fn send(&self, request: Request<Body>, _: Limits) -> Sending<'_> {
        let sent = request.into_body().into_bytes().expect("the request is no stream");
        let reply = if self.with_id {
            let id = sent.split(|byte| *byte == b',').next().unwrap_or_default();
            [id, b",", &self.reply].concat().into()
        } else {
            self.reply.clone()
        };
        if let Some(last) = &self.last {
            *last.lock().expect("no sender panicked") = sent;
        }
        Box::pin(std::future::ready(Ok(Response::new(Body::from(reply)))))
    }
}
