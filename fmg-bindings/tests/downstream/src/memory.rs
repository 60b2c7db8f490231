//! A transport that answers from memory, and the little it takes to wait for it.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use fmg_bindings::error::{TransportError, TransportErrorKind};
use fmg_bindings::serde_json::{Value, from_slice, json};
use fmg_bindings::transport::bytes::Bytes;
use fmg_bindings::transport::http::{Request, Response};
use fmg_bindings::transport::{Exchange, Transport};

/// Says yes to everything and remembers what it was asked.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    requests: Arc<Mutex<Vec<Value>>>,
}

impl Memory {
    /// The requests so far, as JSON.
    #[must_use]
    pub fn requests(&self) -> Vec<Value> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn answer(&self, request: &Request<Bytes>) -> Result<Response<Bytes>, TransportError> {
        let asked: Value =
            from_slice(request.body()).map_err(|error| TransportError::new(TransportErrorKind::Request, error))?;
        let entry =
            json!({"status": {"code": 0, "message": "OK"}, "url": asked["params"][0]["url"], "data": {"ok": 1}});
        let reply = json!({"id": asked["id"], "result": [entry]});
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
        Ok(Response::new(Bytes::from(reply.to_string())))
    }
}

impl Transport for Memory {
    fn exchange(&self, request: Request<Bytes>, _timeout: Option<Duration>) -> Exchange<'_> {
        Box::pin(std::future::ready(self.answer(&request)))
    }
}

/// Waits for a future that only waits for [`Memory`], and so never really does: no runtime is needed.
///
/// `None` if it waits for anything else.
pub fn block_on<F: Future>(future: F) -> Option<F::Output> {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(output) => Some(output),
        Poll::Pending => None,
    }
}
