//! What a request asks for, as far as a rule looks at it.

use std::borrow::Cow;

use bytes::Bytes;
use http::Request;
use serde::Deserialize;

use crate::product::Product;

/// The calls of a request: the one of HTTP, and those of FortiManager's envelope in its body.
pub(super) struct Asked<'r> {
    pub(super) product: Product,
    pub(super) calls: Vec<(Cow<'r, str>, Cow<'r, str>)>,
}

/// As much of FortiManager's envelope as says what is called.
#[derive(Deserialize)]
struct Envelope<'r> {
    #[serde(borrow)]
    method: Cow<'r, str>,
    #[serde(borrow)]
    params: Vec<Entry<'r>>,
}

#[derive(Deserialize)]
struct Entry<'r> {
    #[serde(borrow)]
    url: Cow<'r, str>,
}

impl<'r> Asked<'r> {
    /// A body that is no envelope has no calls: what to say about it is the appliance's business.
    pub(super) fn of(product: Product, request: &'r Request<Bytes>) -> Self {
        let path = (request.method().as_str().into(), request.uri().path().into());
        let mut calls = vec![path];
        if product == Product::FortiManager
            && let Ok(Envelope { method, params }) = serde_json::from_slice(request.body())
        {
            calls.extend(params.into_iter().map(|entry| (method.clone(), entry.url)));
        }
        Self { product, calls }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::Request;

    use super::Asked;
    use crate::product::Product;

    fn calls(product: Product, body: &'static str) -> Vec<String> {
        let request = Request::post("/jsonrpc?x=1").body(Bytes::from(body)).unwrap();
        let asked = Asked::of(product, &request);
        asked
            .calls
            .iter()
            .map(|(method, url)| format!("{method} {url}"))
            .collect()
    }

    #[test]
    fn every_entry_of_an_envelope_is_a_call() {
        let body =
            r#"{"id":1,"method":"get","params":[{"url":"\/sys\/status","x":[1]},{"url":"/dvmdb/adom"}],"session":"s"}"#;
        assert_eq!(
            calls(Product::FortiManager, body),
            ["POST /jsonrpc", "get /sys/status", "get /dvmdb/adom"]
        );
        assert_eq!(calls(Product::FortiGate, body), ["POST /jsonrpc"]);
    }

    #[test]
    fn what_is_no_envelope_is_a_request_all_the_same() {
        for body in [
            "",
            "{",
            "[]",
            r#"{"method":1,"params":[]}"#,
            r#"{"method":"get","params":[3]}"#,
        ] {
            assert_eq!(calls(Product::FortiManager, body), ["POST /jsonrpc"], "{body}");
        }
    }
}
