//! Responses of taught calls.

use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use http::{Response, StatusCode};
use serde_json::{Map, Value};

use crate::headers;

/// The response of a closure to a call that it was [taught](crate::fmg::FortiManager::answer).
///
/// | made by | a FortiManager sends | a FortiGate sends |
/// |---|---|---|
/// | [`data`](Self::data), or a [`Value`] | the status 0 and `data` | `"status": "success"` and `results` |
/// | [`done`](Self::done) | the status 0 | `"status": "success"` |
/// | [`status`](Self::status) | the status with this code and message | HTTP 500 with `error` and `cli_error` |
/// | [`http`](Self::http) | an HTML page with this HTTP status | an HTML page with this HTTP status |
/// | [`raw`](Self::raw) | these bytes as the body | these bytes as the body |
/// | [`file`](Self::file) | a file as an attachment | a file as an attachment |
///
/// ```
/// use fmg_sim::{Answer, StatusCode};
/// use serde_json::json;
///
/// let found = Answer::data(json!({"level": "high"}));
/// let started = Answer::data(json!({})).member("taskid", 7);
/// let refused = Answer::status(-3, "Object does not exist");
/// let busy = Answer::status(-2, "busy").http_status(StatusCode::SERVICE_UNAVAILABLE);
/// ```
#[derive(Clone, PartialEq)]
#[must_use = "a closure has to return it"]
pub struct Answer {
    pub(crate) content: Content,
    /// The members beside the data.
    pub(crate) members: Map<String, Value>,
    /// The HTTP status, if it is not the usual one.
    pub(crate) http_status: Option<StatusCode>,
}

/// The content of an answer.
#[derive(Clone, PartialEq)]
pub(crate) enum Content {
    /// A success.
    Data(Option<Value>),
    /// A status code and its message.
    Status(i64, String),
    /// Only an HTTP status.
    Http,
    /// The whole body of the response.
    Raw(Raw),
}

/// The body of a response.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Raw {
    pub(crate) content_type: String,
    pub(crate) body: Bytes,
    /// The file name of an attachment.
    pub(crate) file_name: Option<String>,
}

impl Answer {
    fn of(content: Content) -> Self {
        Self {
            content,
            members: Map::new(),
            http_status: None,
        }
    }

    /// The call succeeds and returns `data`.
    pub fn data(data: impl Into<Value>) -> Self {
        Self::of(Content::Data(Some(data.into())))
    }

    /// The call succeeds and returns no data.
    pub fn done() -> Self {
        Self::of(Content::Data(None))
    }

    /// The call ends with this status code; a code other than 0 is an error.
    pub fn status(code: i64, message: impl Into<String>) -> Self {
        Self::of(Content::Status(code, message.into()))
    }

    /// An HTML page with this HTTP status, as a web server sends it, in place of the reply. It answers the whole
    /// request: later calls in the same request are not carried out.
    pub fn http(status: StatusCode) -> Self {
        Self::of(Content::Http).http_status(status)
    }

    /// The body of the response, byte by byte. It answers the whole request: later calls in the same request are not
    /// carried out.
    ///
    /// A `content_type` that is not a valid header value is sent as `application/octet-stream`.
    pub fn raw(content_type: impl Into<String>, body: impl Into<Bytes>) -> Self {
        Self::of(Content::Raw(Raw {
            content_type: content_type.into(),
            body: body.into(),
            file_name: None,
        }))
    }

    /// A file with this name as an attachment. Like [`raw`](Self::raw), it answers the whole request.
    pub fn file(name: impl Into<String>, content: impl Into<Bytes>) -> Self {
        Self::of(Content::Raw(Raw {
            content_type: "application/octet-stream".to_owned(),
            body: content.into(),
            file_name: Some(name.into()),
        }))
    }

    /// Adds a member beside the data: to the entry of `result` of a FortiManager, or to the envelope of a FortiGate.
    /// Members that every reply has, such as `status`, are not replaced. Pages and raw bytes have no members.
    pub fn member(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.members.insert(name.into(), value.into());
        self
    }

    /// The whole response, for an answer that replaces it.
    pub(crate) fn into_whole(self) -> Result<Response<Bytes>, Self> {
        let (kind, body, file_name) = match self.content {
            Content::Data(_) | Content::Status(..) => return Err(self),
            Content::Http => {
                let status = self.http_status.unwrap_or_default();
                let title =
                    format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n");
                ("text/html".to_owned(), Bytes::from(title), None)
            }
            Content::Raw(raw) => (raw.content_type, raw.body, raw.file_name),
        };
        let mut response = Response::new(body);
        *response.status_mut() = self.http_status.unwrap_or_default();
        let kind = HeaderValue::try_from(kind);
        let kind = kind.unwrap_or(HeaderValue::from_static("application/octet-stream"));
        response.headers_mut().insert(CONTENT_TYPE, kind);
        if let Some(disposition) = file_name.as_deref().and_then(headers::attachment) {
            response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
        }
        Ok(response)
    }

    /// Sets the HTTP status. The default is 200, or 500 for a [status](Self::status) other than 0 of a FortiGate.
    pub fn http_status(mut self, status: StatusCode) -> Self {
        self.http_status = Some(status);
        self
    }
}

/// As [`Answer::data`].
impl From<Value> for Answer {
    fn from(data: Value) -> Self {
        Self::data(data)
    }
}

/// Shows no data, which may contain passwords.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match &self.content {
            Content::Data(_) => "data",
            Content::Status(..) => "status",
            Content::Http => "http",
            Content::Raw(_) => "raw",
        };
        let mut shown = f.debug_struct("Answer");
        shown.field("kind", &kind);
        if let Content::Status(code, message) = &self.content {
            shown.field("code", code).field("message", message);
        }
        shown.field("http_status", &self.http_status).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let answer = Answer::data(json!({"passwd": "hunter2"})).member("token", "hunter3");
        assert!(!format!("{answer:?}").contains("hunter"));
        assert!(!format!("{:?}", Answer::raw("text/plain", "hunter4")).contains("hunter"));
        assert!(format!("{:?}", Answer::status(-3, "no object")).contains("-3"));
    }
}
