//! Methods and urls of the calls in a request, for rules to match.

use std::borrow::Cow;

use bytes::Bytes;
use http::{Method, Request, Uri};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::fmg;
use crate::product::Product;

/// The calls of a request: the HTTP request itself, and the calls that a FortiManager finds in its body or query.
pub(super) struct Asked<'r> {
    pub(super) product: Product,
    pub(super) calls: Vec<Calls<'r>>,
}

/// Calls with the same method.
pub(super) struct Calls<'r> {
    pub(super) method: Cow<'r, str>,
    pub(super) urls: Vec<Cow<'r, str>>,
}

/// The members of a JSON-RPC envelope, or of the GUI proxy's body, that say which calls it contains.
#[derive(Deserialize)]
struct Envelope<'r> {
    #[serde(borrow)]
    method: Cow<'r, str>,
    /// The url of a forwarded call, whose `params` are its members.
    #[serde(borrow)]
    url: Option<Cow<'r, str>>,
    #[serde(borrow)]
    params: Option<&'r RawValue>,
}

#[derive(Deserialize)]
struct Entry<'r> {
    #[serde(borrow)]
    url: Cow<'r, str>,
}

/// The query parameter that contains a whole JSON-RPC request.
const CARRIED: &str = "req";

impl<'r> Asked<'r> {
    /// A body that is not an envelope has no calls; the appliance reports the error.
    pub(super) fn of(product: Product, request: &'r Request<Bytes>) -> Self {
        let mut asked = Self::of_head(product, request.method(), request.uri());
        if product == Product::FortiManager
            && let Ok(envelope) = serde_json::from_slice::<Envelope<'_>>(request.body())
        {
            asked.calls.push(envelope.calls());
        }
        asked
    }

    /// The calls that the head of a request names.
    pub(super) fn of_head(product: Product, method: &'r Method, uri: &'r Uri) -> Self {
        let mut calls = vec![Calls {
            method: method.as_str().into(),
            urls: vec![uri.path().into()],
        }];
        if product == Product::FortiManager {
            let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
            for (_, request) in query.filter(|(name, _)| name == CARRIED) {
                if let Ok(envelope) = serde_json::from_str::<Envelope<'_>>(&request) {
                    calls.push(envelope.calls().into_owned());
                }
            }
        }
        Self { product, calls }
    }
}

impl<'r> Envelope<'r> {
    /// Urls get a leading slash if they have none, as the appliance treats both alike.
    fn calls(self) -> Calls<'r> {
        let params = self.params.map(RawValue::get).unwrap_or_default();
        let urls = match (serde_json::from_str::<Vec<&RawValue>>(params), self.url) {
            // An entry without a url is no call, and does not affect the others.
            (Ok(entries), _) => entries.into_iter().filter_map(|entry| url(entry.get())).collect(),
            (Err(_), Some(forwarded)) => vec![plain(forwarded)],
            (Err(_), None) => url(params).into_iter().collect(),
        };
        let method = self.method;
        Calls { method, urls }
    }
}

impl Calls<'_> {
    fn into_owned(self) -> Calls<'static> {
        Calls {
            method: self.method.into_owned().into(),
            urls: self.urls.into_iter().map(|url| url.into_owned().into()).collect(),
        }
    }
}

/// The url of an entry of `params`.
fn url(entry: &str) -> Option<Cow<'_, str>> {
    let entry: Entry<'_> = serde_json::from_str(entry).ok()?;
    Some(plain(entry.url))
}

fn plain(url: Cow<'_, str>) -> Cow<'_, str> {
    let plain = fmg::plain_url(&url);
    if plain == url { url } else { plain.into() }
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
            .flat_map(|calls| calls.urls.iter().map(|url| format!("{} {url}", calls.method)))
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
    fn urls_are_found_where_the_appliance_finds_them() {
        for (body, found) in [
            (
                r#"{"method":"get","params":[{"url":"dvmdb/adom"}]}"#,
                &["get /dvmdb/adom"][..],
            ),
            (
                r#"{"method":"get","params":{"url":"/dvmdb/adom/"}}"#,
                &["get /dvmdb/adom"],
            ),
            (
                r#"{"method":"get","params":[{},3,{"url":5},{"url":"/a"},null,{"url":"/b"}]}"#,
                &["get /a", "get /b"],
            ),
            (r#"{"method":"get","url":"gui/sys/uptime"}"#, &["get /gui/sys/uptime"]),
            (r#"{"method":"get","params":{}}"#, &[]),
        ] {
            assert_eq!(calls(Product::FortiManager, body)[1..], *found, "{body}");
        }
    }

    #[test]
    fn a_body_without_an_envelope_is_still_a_request() {
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
    fn calls_through_the_gui_are_found() {
        let body = r#"{"url":"/gui/sys/uptime","method":"get","params":{"url":"/x"}}"#;
        assert_eq!(
            calls(Product::FortiManager, body),
            ["POST /jsonrpc", "get /gui/sys/uptime"]
        );
        let url = "/cgi-bin/module/flatui/json?req=%7B%22method%22:%22get%22,%22params%22:[%7B%22url%22:%22/sys/status%22%7D]%7D";
        let request = Request::get(url).body(Bytes::new()).unwrap();
        let asked = Asked::of(Product::FortiManager, &request);
        assert_eq!(asked.calls[1].method, "get");
        assert_eq!(asked.calls[1].urls, ["/sys/status"]);
        assert_eq!(Asked::of(Product::FortiGate, &request).calls.len(), 1);
    }
}
