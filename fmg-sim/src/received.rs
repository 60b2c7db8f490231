//! The requests that came in, kept for tests to look at.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Uri};

use crate::product::Product;

/// How large the requests may be together, in bytes: heads and bodies.
const BYTES: usize = 64 << 20;

/// How many requests there may be.
const REQUESTS: usize = 65_536;

/// A request as it came in, whatever became of it.
///
/// [`Sim::received`](crate::Sim::received) has them, if the sim was told to
/// [keep them](crate::Builder::keep_requests).
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// Whom it was sent to.
    pub product: Product,
    /// The method of HTTP.
    pub method: Method,
    /// Path and query, as they came: encoded.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, as it came: that of a FortiManager holds the calls. Of a file that is larger than
    /// [`Limits::body`](crate::Limits::body), it is the beginning. Of one that did not come whole, be it that a fault
    /// cut it or that it went beyond the [`Limits`](crate::Limits), nothing is kept.
    pub body: Bytes,
}

/// The requests that a sim keeps, for all of its appliances. Clones are the same requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Kept {
    /// `None`: it keeps none.
    requests: Option<Arc<Mutex<Requests>>>,
}

#[derive(Debug, Default)]
struct Requests {
    all: VecDeque<Received>,
    /// How large they are together.
    bytes: usize,
}

impl Kept {
    /// Keeps the requests that come.
    pub(crate) fn begun() -> Self {
        Self {
            requests: Some(Arc::default()),
        }
    }

    pub(crate) fn note(&self, product: Product, request: &Request<Bytes>) {
        let Some(mut requests) = self.lock() else { return };
        requests.push(Received {
            product,
            method: request.method().clone(),
            uri: request.uri().clone(),
            headers: request.headers().clone(),
            body: request.body().clone(),
        });
    }

    /// All of them, the latest one last.
    pub(crate) fn all(&self) -> Vec<Received> {
        self.lock()
            .map(|requests| requests.all.iter().cloned().collect())
            .unwrap_or_default()
    }

    fn lock(&self) -> Option<MutexGuard<'_, Requests>> {
        let requests = self.requests.as_ref()?;
        // Whoever panicked in between left a list of requests.
        Some(requests.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Requests {
    /// Keeps one more, and lets the oldest go if they are too many.
    fn push(&mut self, received: Received) {
        self.bytes += received.size();
        self.all.push_back(received);
        while self.all.len() > REQUESTS || (self.bytes > BYTES && self.all.len() > 1) {
            let oldest = self.all.pop_front();
            self.bytes -= oldest.map_or(0, |oldest| oldest.size());
        }
    }
}

impl Received {
    /// How many bytes it has in all.
    fn size(&self) -> usize {
        let uri = self.uri.path_and_query().map_or(0, |path| path.as_str().len());
        let headers = self.headers.iter();
        let headers: usize = headers.map(|(name, value)| name.as_str().len() + value.len()).sum();
        self.method.as_str().len() + uri + headers + self.body.len()
    }
}

/// Names the call and no more: headers and bodies hold passwords and tokens.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("product", &self.product)
            .field("method", &self.method)
            .field("path", &self.uri.path())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::{BYTES, Kept, REQUESTS};
    use crate::product::Product;

    fn note(kept: &Kept, uri: &str, body: usize) {
        let request = Request::post(uri).body(Bytes::from(vec![b'x'; body])).unwrap();
        kept.note(Product::FortiGate, &request);
    }

    fn paths(kept: &Kept) -> Vec<String> {
        kept.all()
            .iter()
            .map(|received| received.uri.path().to_owned())
            .collect()
    }

    #[test]
    fn nothing_is_kept_unless_it_is_asked_for() {
        let kept = Kept::default();
        note(&kept, "/a", 1);
        assert!(kept.all().is_empty());
    }

    #[test]
    fn the_oldest_go_when_they_are_too_many_or_too_large() {
        let kept = Kept::begun();
        note(&kept, "/a", 1);
        // "POST" and the path count as well.
        note(&kept, "/b", BYTES - 6);
        assert_eq!(paths(&kept), ["/b"]);
        note(&kept, "/c", 1);
        assert_eq!(paths(&kept), ["/c"]);
        note(&kept, "/d", BYTES + 1);
        assert_eq!(paths(&kept), ["/d"], "the latest one is kept, however large");
        for _ in 0..REQUESTS {
            note(&kept, "/e", 0);
        }
        assert_eq!((kept.all().len(), paths(&kept)[0].as_str()), (REQUESTS, "/e"));
    }

    #[test]
    fn the_head_of_a_request_counts() {
        let kept = Kept::begun();
        let request = Request::get(format!("/a?{}", "q".repeat(10_000)))
            .header("x", "h".repeat(10_000))
            .body(Bytes::new())
            .unwrap();
        for _ in 0..=BYTES / 20_000 {
            kept.note(Product::FortiGate, &request);
        }
        assert_eq!(kept.all().len(), BYTES / 20_007);
    }

    #[test]
    fn what_is_secret_is_not_shown() {
        let kept = Kept::begun();
        note(&kept, "/logincheck?access_token=hunter2", 8);
        let shown = format!("{:?}", kept.all());
        assert!(
            shown.contains("/logincheck") && !shown.contains("hunter2") && !shown.contains("xxx"),
            "{shown}"
        );
    }
}
