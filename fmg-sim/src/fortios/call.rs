//! A parsed request.

use bytes::Bytes;
use fmg_template::{HttpMethod, Protocol, Verb};
use http::{HeaderMap, Request};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::appliance::Managed;
use crate::headers;

/// All characters except the unreserved ones of RFC 3986. Urls in this encoding are compared with those of the specs.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The header by which a program that can only send `POST` selects another method.
const METHOD_OVERRIDE: &str = "x-http-method-override";

/// A request to the API, without its parsed body, whose form depends on the call.
#[derive(Debug)]
pub(super) struct Call {
    pub(super) method: HttpMethod,
    /// Path without slashes at its end, with each segment encoded as in the specs.
    pub(super) path: String,
    query: Vec<(String, String)>,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    /// Whether the FortiManager that manages the device forwards it.
    pub(super) is_managed: bool,
}

impl Call {
    /// Parses a request.
    ///
    /// # Errors
    ///
    /// The API does not have the method.
    pub(super) fn read(request: Request<Bytes>) -> Result<Self, Refusal> {
        let (head, body) = request.into_parts();
        let method = match known(head.method.as_str()) {
            Some(HttpMethod::Post) => match head.headers.get(METHOD_OVERRIDE) {
                Some(meant) => meant.to_str().ok().and_then(known),
                None => Some(HttpMethod::Post),
            },
            method => method,
        };
        let query = head.uri.query().unwrap_or_default();
        Ok(Self {
            method: method.ok_or_else(|| Refusal::http(405))?,
            path: normal(head.uri.path()),
            query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
            headers: head.headers,
            body,
            is_managed: head.extensions.get::<Managed>().is_some(),
        })
    }

    pub(super) fn is_read(&self) -> bool {
        self.method.is_read()
    }

    /// The first parameter of this name in the query.
    pub(super) fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters(name).next()
    }

    /// All parameters of this name in the query.
    pub(super) fn parameters(&self, name: &str) -> impl Iterator<Item = &str> {
        let own = self.query.iter().filter(move |(own, _)| own == name);
        own.map(|(_, value)| value.as_str())
    }

    /// Whether a parameter is true: `skip=1`, `skip=true`.
    pub(super) fn switch(&self, name: &str) -> bool {
        matches!(self.parameter(name), Some("1" | "true" | "enable"))
    }

    /// The parameter `action`; by default `select`.
    pub(super) fn action(&self) -> &str {
        self.parameter("action").unwrap_or("select")
    }

    /// The query as members: a repeated parameter becomes a list.
    pub(super) fn query_members(&self) -> Map<String, Value> {
        members(&self.query)
    }

    /// The value of a header.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        headers::text(&self.headers, name)
    }

    /// The value of a cookie, without its quotes.
    pub(super) fn cookie(&self, name: &str) -> Option<&str> {
        headers::cookie(&self.headers, name)
    }
}

/// The pairs of a query or a form as members: a repeated name becomes a list.
pub(super) fn members(pairs: &[(String, String)]) -> Map<String, Value> {
    let mut members: Map<String, Value> = Map::new();
    for (name, value) in pairs {
        match members.get_mut(name) {
            None => {
                members.insert(name.clone(), value.clone().into());
            }
            Some(Value::Array(values)) => values.push(value.clone().into()),
            Some(first) => *first = Value::Array(vec![first.take(), value.clone().into()]),
        }
    }
    members
}

pub(super) fn known(method: &str) -> Option<HttpMethod> {
    match Verb::of(Protocol::FortiOs, method)? {
        Verb::Http(method) => Some(method),
        Verb::JsonRpc(_) | Verb::GuiProxy(_) => None,
    }
}

/// Two slashes in a row are kept: no name matches an empty segment.
fn normal(path: &str) -> String {
    let segments = path.trim_end_matches('/').split('/').map(|segment| {
        let decoded = percent_decode_str(segment).decode_utf8_lossy();
        encoded(&decoded)
    });
    segments.collect::<Vec<_>>().join("/")
}

/// A segment of a path, encoded as in the paths of calls.
pub(super) fn encoded(segment: &str) -> String {
    utf8_percent_encode(segment, ESCAPED).to_string()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn call(method: &str, uri: &str, headers: &[(&str, &str)]) -> Result<Call, Refusal> {
        let mut request = Request::builder().method(method).uri(uri);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Call::read(request.body(Bytes::new()).unwrap())
    }

    #[test]
    fn a_path_is_normalised() {
        for (sent, path) in [
            ("/api/v2/cmdb/firewall/policy/1/", "/api/v2/cmdb/firewall/policy/1"),
            ("/a/10.0.0.0%2F8", "/a/10.0.0.0%2F8"),
            ("/a/10.0.0.0%2f8", "/a/10.0.0.0%2F8"),
            ("/a/wan:1,2", "/a/wan%3A1%2C2"),
            ("/a/%ff", "/a/%EF%BF%BD"),
            ("/", ""),
        ] {
            assert_eq!(call("GET", sent, &[]).unwrap().path, path);
        }
    }

    #[test]
    fn parameters_are_decoded_and_may_be_repeated() {
        let call = call("GET", "/a?filter=a%3D%3Db+c&filter=d&skip=1&x", &[]).unwrap();
        assert_eq!(call.parameters("filter").collect::<Vec<_>>(), ["a==b c", "d"]);
        assert!(call.switch("skip") && !call.switch("x"));
        assert_eq!(
            Value::from(call.query_members()),
            json!({"filter": ["a==b c", "d"], "skip": "1", "x": ""})
        );
    }

    #[test]
    fn a_post_may_override_its_method() {
        let meant = |method, meant| call(method, "/", &[(METHOD_OVERRIDE, meant)]).map(|call| call.method.as_str());
        assert_eq!(meant("POST", "DELETE"), Ok("DELETE"));
        assert_eq!(meant("GET", "DELETE"), Ok("GET"));
        assert_eq!(meant("POST", "BREW"), Err(Refusal::http(405)));
        assert_eq!(call("PATCH", "/", &[]).unwrap_err(), Refusal::http(405));
    }

    #[test]
    fn cookies_lose_their_quotes() {
        let call = call("GET", "/", &[("cookie", "a=1; b=\"x=y\""), ("cookie", "c")]).unwrap();
        assert_eq!(
            (call.cookie("a"), call.cookie("b"), call.cookie("c")),
            (Some("1"), Some("x=y"), None)
        );
    }
}
