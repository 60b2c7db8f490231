//! A transport that answers from memory, and the little it takes to wait for it.

use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};

use fmg_bindings::error::{TransportError, TransportErrorKind};
use fmg_bindings::serde_json::{Value, from_slice, json};
use fmg_bindings::transport::http::{Request, Response};
use fmg_bindings::transport::{Body, Limits, Sending, Transport};

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

    async fn answer(&self, request: Request<Body>) -> Result<Response<Body>, TransportError> {
        let body = request.into_body().collect().await?;
        let asked: Value =
            from_slice(&body).map_err(|error| TransportError::new(TransportErrorKind::Request, error))?;
        let entry =
            json!({"status": {"code": 0, "message": "OK"}, "url": asked["params"][0]["url"], "data": {"ok": 1}});
        let reply = json!({"id": asked["id"], "result": [entry]});
        self.requests.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
        Ok(Response::new(Body::from(reply.to_string())))
    }
}

impl Transport for Memory {
    fn send(&self, request: Request<Body>, _limits: Limits) -> Sending<'_> {
        Box::pin(self.answer(request))
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
