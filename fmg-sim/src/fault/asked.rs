//! What a request asks for, as far as a rule looks at it.

use std::borrow::Cow;

use bytes::Bytes;
use http::{Method, Request, Uri};
use serde::Deserialize;

use crate::product::Product;

/// The calls of a request: the one of HTTP, and those that a FortiManager finds in its body or in its query.
pub(super) struct Asked<'r> {
    pub(super) product: Product,
    pub(super) calls: Vec<(Cow<'r, str>, Cow<'r, str>)>,
}

/// As much of the envelope of JSON-RPC as says what is called.
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

/// As much of what the proxy of the GUI forwards as says what is called.
#[derive(Deserialize)]
struct Forwarded<'r> {
    #[serde(borrow)]
    method: Cow<'r, str>,
    #[serde(borrow)]
    url: Cow<'r, str>,
}

/// The parameter that carries a whole request of JSON-RPC in the query.
const CARRIED: &str = "req";

impl<'r> Asked<'r> {
    /// A body that is no envelope has no calls: what to say about it is the appliance's business.
    pub(super) fn of(product: Product, request: &'r Request<Bytes>) -> Self {
        let mut asked = Self::of_head(product, request.method(), request.uri());
        if product == Product::FortiManager {
            if let Ok(Envelope { method, params }) = serde_json::from_slice(request.body()) {
                let calls = params.into_iter().map(|entry| (method.clone(), entry.url));
                asked.calls.extend(calls);
            } else if let Ok(Forwarded { method, url }) = serde_json::from_slice(request.body()) {
                asked.calls.push((method, url));
            }
        }
        asked
    }

    /// The calls that the head of a request tells of.
    pub(super) fn of_head(product: Product, method: &'r Method, uri: &'r Uri) -> Self {
        let mut calls = vec![(method.as_str().into(), uri.path().into())];
        if product == Product::FortiManager {
            let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
            for (_, request) in query.filter(|(name, _)| name == CARRIED) {
                let Ok(Envelope { method, params }) = serde_json::from_str(&request) else {
                    continue;
                };
                let method = method.into_owned();
                let owned = |entry: Entry<'_>| (method.clone().into(), entry.url.into_owned().into());
                calls.extend(params.into_iter().map(owned));
            }
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

    #[test]
    fn what_the_gui_carries_is_a_call_as_well() {
        let body = r#"{"url":"/gui/sys/uptime","method":"get","params":{"url":"/x"}}"#;
        assert_eq!(
            calls(Product::FortiManager, body),
            ["POST /jsonrpc", "get /gui/sys/uptime"]
        );
        let url = "/cgi-bin/module/flatui/json?req=%7B%22method%22:%22get%22,%22params%22:[%7B%22url%22:%22/sys/status%22%7D]%7D";
        let request = Request::get(url).body(Bytes::new()).unwrap();
        let asked = Asked::of(Product::FortiManager, &request);
        assert_eq!(asked.calls[1..], [("get".into(), "/sys/status".into())]);
        assert_eq!(Asked::of(Product::FortiGate, &request).calls.len(), 1);
    }
}
