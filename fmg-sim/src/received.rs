//! Received requests.

use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Uri};

use crate::product::Product;

/// A request as it was received, whether or not the appliance answered it. [`Sim::received`](crate::Sim::received)
/// returns them.
#[derive(Clone)]
#[non_exhaustive]
pub struct Received {
    /// Its number among the requests to the sim, from 0 on. The [calls](crate::Call::request) in it have the same
    /// number.
    pub number: u64,
    /// The time of receipt, by the clock of the sim.
    pub at: SystemTime,
    /// The product that received it.
    pub product: Product,
    /// The HTTP method.
    pub method: Method,
    /// Path and query, still encoded.
    pub uri: Uri,
    /// The headers.
    pub headers: HeaderMap,
    /// The body as received; that of a FortiManager request contains its calls. Of a file that is larger than
    /// [`Limits::body`](crate::Limits::body), only the beginning is kept. A body that a fault cut off, or that exceeded
    /// the [`Limits`](crate::Limits), is not kept.
    pub body: Bytes,
}

impl Received {
    /// The total size in bytes.
    pub(crate) fn size(&self) -> usize {
        let uri = self.uri.path_and_query().map_or(0, |path| path.as_str().len());
        let headers = self.headers.iter();
        let headers: usize = headers.map(|(name, value)| name.as_str().len() + value.len()).sum();
        self.method.as_str().len() + uri + headers + self.body.len()
    }

    /// Restores the request.
    pub(crate) fn to_request(&self) -> Request<Bytes> {
        let mut request = Request::new(self.body.clone());
        request.method_mut().clone_from(&self.method);
        request.uri_mut().clone_from(&self.uri);
        request.headers_mut().clone_from(&self.headers);
        request
    }
}

/// Shows method and path only: headers and bodies contain passwords and tokens.
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
    fn secrets_are_not_shown() {
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
