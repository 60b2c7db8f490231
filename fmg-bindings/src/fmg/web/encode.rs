//! A request as it goes over the wire, but for what identifies the caller.

use std::fmt;

use http::HeaderMap;
use http::request::Parts;
use serde_json::Value;

use super::{Line, Members, Method, Request};
use crate::Secret;
use crate::call_record::CallRecord;
use crate::error::{EncodeError, EncodeErrorKind, ErrorKind, TransportError};
use crate::web::Content;
use crate::web::query;

/// A call that can be sent, once it is known in which session.
pub(crate) struct Draft {
    method: http::Method,
    url: String,
    members: Members,
    record: CallRecord,
    csrf_members: &'static [&'static str],
}

/// What is sent for one call.
pub(crate) struct Encoded {
    pub(crate) method: http::Method,
    /// Percent-encoded, and therefore ASCII. It holds names, and in a few calls secrets: not to be shown.
    pub(crate) path_and_query: String,
    pub(crate) content: Content,
    /// What errors of the call are to know about it.
    pub(crate) record: CallRecord,
}

impl Encoded {
    /// The head of the request on this line, and its content. `session` are the headers by which the call is known to
    /// belong to it.
    pub(crate) fn on(self, line: &Line, session: Option<&HeaderMap>) -> (Result<Parts, TransportError>, Content) {
        let mut head = line.head(self.method, &self.path_and_query);
        if let Ok(head) = &mut head {
            for (name, value) in session.into_iter().flatten() {
                head.headers.insert(name, value.clone());
            }
            head.extensions.insert(self.record);
        }
        (head, self.content)
    }
}

/// What a call of the GUI says that goes through its proxy.
pub(crate) struct Proxied {
    pub(crate) url: String,
    pub(crate) method: &'static str,
    pub(crate) params: Option<Value>,
}

impl Draft {
    /// Writes a call of HTTP.
    ///
    /// # Errors
    ///
    /// A value cannot be written, or the members lack what is needed.
    pub(crate) fn new<R: Request + ?Sized>(request: &R) -> Result<Self, ErrorKind> {
        let (members, mut record) = CallRecord::writing(|| members(request));
        record.note_url(request.url());
        Ok(Self {
            method: match request.method() {
                Method::Get => http::Method::GET,
                Method::Post | Method::Proxied(_) => http::Method::POST,
            },
            url: request.url(),
            members: members?,
            record,
            csrf_members: R::CSRF_MEMBERS,
        })
    }

    /// Notes what was found to be secret before the request was given this form.
    pub(crate) fn noting(mut self, record: CallRecord) -> Self {
        self.record.note_request(record);
        self
    }

    /// What is sent as JSON, if anything is.
    pub(crate) fn json(&self) -> Option<Value> {
        self.members.json().ok()?
    }

    /// Fills in what the session gives.
    pub(crate) fn seal(mut self, csrf_token: Option<&Secret>) -> Encoded {
        for name in self.csrf_members {
            if self.members.form.is_empty() {
                self.members.body_member(*name, &csrf_token);
            } else {
                self.members.form(*name, &csrf_token);
            }
        }
        Encoded {
            method: self.method,
            path_and_query: query::joined(self.url, &self.members.query),
            content: self.members.into(),
            record: self.record,
        }
    }
}

impl Proxied {
    /// Writes a call that goes through the proxy of the GUI; `None` if it is one of HTTP.
    ///
    /// # Errors
    ///
    /// As for a call of HTTP.
    pub(crate) fn new<R: Request + ?Sized>(request: &R) -> Result<Option<Self>, ErrorKind> {
        let Method::Proxied(method) = request.method() else {
            return Ok(None);
        };
        let params = members(request)?.json().map_err(EncodeError::from)?;
        Ok(Some(Self {
            url: request.url(),
            method,
            params,
        }))
    }
}

fn members<R: Request + ?Sized>(request: &R) -> Result<Members, ErrorKind> {
    let mut members = Members::default();
    request.write_members(&mut members);
    if let Some(fault) = members.fault() {
        return Err(EncodeError::from(fault).into());
    }
    let is_whole = |set: &&[&str]| set.iter().all(|name| members.has(name));
    if !R::ONE_OF.is_empty() && !R::ONE_OF.iter().any(is_whole) {
        return Err(EncodeError::from(EncodeErrorKind::Incomplete(R::ONE_OF)).into());
    }
    Ok(members)
}

/// Shows what leads nowhere: names and values may be secrets.
impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoded")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}
