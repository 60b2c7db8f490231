//! A request as it came in.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Uri};

use crate::product::Product;

/// A request as it came in, whatever became of it. [`Sim::received`](crate::Sim::received) has them.
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// Its number among the requests to the sim, from 0 on. The [calls](crate::Call::request) that it holds have the same.
    pub number: u64,
    /// When it came, by the clock of the sim.
    pub at: SystemTime,
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

impl Received {
    /// How many bytes it has in all.
    pub(crate) fn size(&self) -> usize {
        let uri = self.uri.path_and_query().map_or(0, |path| path.as_str().len());
        let headers = self.headers.iter();
        let headers: usize = headers.map(|(name, value)| name.as_str().len() + value.len()).sum();
        self.method.as_str().len() + uri + headers + self.body.len()
    }

    /// The request that it was.
    pub(crate) fn to_request(&self) -> Request<Bytes> {
        let mut request = Request::new(self.body.clone());
        request.method_mut().clone_from(&self.method);
        request.uri_mut().clone_from(&self.uri);
        request.headers_mut().clone_from(&self.headers);
        request
    }
}

/// Names the call and no more: headers and bodies hold passwords and tokens.
impl fmt::Debug for Received {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Received")
            .field("number", &self.number)
            .field("product", &self.product)
            .field("method", &self.method)
            .field("path", &self.uri.path())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_secret_is_not_shown() {
        let received = Received {
            number: 0,
            at: SystemTime::UNIX_EPOCH,
            product: Product::FortiGate,
            method: Method::POST,
            uri: Uri::from_static("/logincheck?access_token=hunter2"),
            headers: HeaderMap::new(),
            body: Bytes::from_static(b"secretkey=hunter3"),
        };
        let shown = format!("{received:?}");
        assert!(shown.contains("/logincheck") && !shown.contains("hunter"), "{shown}");
    }
}
