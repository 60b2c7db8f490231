//! The responses of every API of a FortiManager: JSON, files, and pages.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use http::{Response, StatusCode};
use serde_json::Value;

use crate::call::Reports;
use crate::content::Content;

/// A JSON reply, with HTTP status 200 even for errors.
pub(super) fn json(reply: &Value) -> Response<Content> {
    of_kind("application/json", Bytes::from(reply.to_string()))
}

/// A response with reports on its calls.
pub(super) fn reported(mut response: Response<Content>, reports: Reports) -> Response<Content> {
    response.extensions_mut().insert(reports);
    response
}

/// The outcome of a JSON-RPC request.
#[derive(Debug)]
pub(super) struct Replied {
    /// The reply, or a closure's response in its place.
    content: Result<Value, Response<Content>>,
    /// The HTTP status, if it is not the usual one.
    http_status: Option<StatusCode>,
    pub(super) reports: Reports,
}

impl Replied {
    pub(super) fn new(reply: Value, http_status: Option<StatusCode>, reports: Reports) -> Self {
        Self {
            content: Ok(reply),
            http_status,
            reports,
        }
    }

    /// A response in place of a reply.
    pub(super) fn whole(response: Response<Content>, reports: Reports) -> Self {
        Self {
            content: Err(response),
            http_status: None,
            reports,
        }
    }

    /// The response, with the reply in the envelope that `carry` makes.
    pub(super) fn into_response(self, carry: impl FnOnce(Value) -> Value) -> Response<Content> {
        let response = self.content.map_or_else(
            |whole| whole,
            |reply| {
                let mut response = json(&carry(reply));
                *response.status_mut() = self.http_status.unwrap_or_default();
                response
            },
        );
        reported(response, self.reports)
    }
}

/// A file.
pub(super) fn file(content: impl Into<Content>) -> Response<Content> {
    of_kind("application/octet-stream", content)
}

/// Content with this media type.
pub(super) fn of_kind(kind: &'static str, content: impl Into<Content>) -> Response<Content> {
    let mut response = Response::new(content.into());
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// An HTTP error with a header.
pub(super) fn plain(status: StatusCode, name: HeaderName, value: HeaderValue) -> Response<Content> {
    let mut response = page(status);
    response.headers_mut().insert(name, value);
    response
}

/// The response to missing or wrong credentials.
pub(super) fn unauthorized() -> Response<Content> {
    let scheme = HeaderValue::from_static("Basic realm=\"jsonrpc\"");
    plain(StatusCode::UNAUTHORIZED, WWW_AUTHENTICATE, scheme)
}

/// An HTML page with a status.
pub(super) fn page(status: StatusCode) -> Response<Content> {
    let text = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n");
    let mut response = of_kind("text/html", Bytes::from(text));
    *response.status_mut() = status;
    response
}
