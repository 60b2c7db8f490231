//! An encoded HTTP request, without the headers that authenticate it.

use std::fmt;

use fmg_template::HttpMethod;
use http::{HeaderMap, Method};

use super::{Content, HttpClient, OutgoingRequest, http_method, query};
use crate::ReplyWithout;
use crate::call_record::CallRecord;
use crate::endpoint::{DynEndpoint, Protocol, Repeatable};
use crate::error::{Context, EncodeError, EncodeErrorKind, Error, ErrorKind};
use crate::extra_members::ExtraMembers;
use crate::web::members::Members;

/// An encoded HTTP call.
#[cfg_attr(
    not(feature = "web"),
    allow(unreachable_pub, reason = "it is the draft of a protocol")
)]
pub struct Draft {
    pub(crate) call: Context,
    pub(crate) method: Method,
    pub(crate) url: String,
    pub(crate) members: Members,
    /// The facts for the errors of the call.
    pub(crate) record: CallRecord,
    /// The id that the reply must repeat, in protocols that have one.
    pub(crate) id: Option<u64>,
    pub(crate) without: ReplyWithout,
}

/// The request of one call.
pub(crate) struct Encoded {
    pub(crate) call: Context,
    pub(crate) method: Method,
    /// Percent-encoded, and therefore ASCII. It contains names, and in a few calls secrets, so it is not shown.
    pub(crate) path_and_query: String,
    pub(crate) content: Content,
    pub(crate) record: CallRecord,
    pub(crate) id: Option<u64>,
    pub(crate) without: ReplyWithout,
}

impl Draft {
    /// Encodes a call with this HTTP method.
    ///
    /// # Errors
    ///
    /// A value cannot be encoded, or required members are missing.
    pub(crate) fn write<P>(
        request: &dyn DynEndpoint<P>,
        method: HttpMethod,
        extra: &ExtraMembers<P::Place>,
    ) -> Result<Self, EncodeError>
    where
        P: for<'b> Protocol<Members<'b> = Members>,
    {
        let url = request.url();
        let (members, mut record) = CallRecord::writing(|| members(request, extra));
        record.note_path(url.clone());
        Ok(Self {
            call: request.context(),
            method: http_method(method),
            url,
            members: members?,
            record,
            id: None,
            without: request.reply_without(),
        })
    }

    /// Prepares this request to forward another call: errors then name that call.
    #[cfg(feature = "web")]
    pub(crate) fn prepare_forwarding(&mut self, call: Context, record: CallRecord, without: ReplyWithout) {
        self.call = call;
        self.record.note_forwarded(record);
        self.without = without;
    }

    /// As [`Encoded::check`].
    #[cfg(feature = "web")]
    pub(crate) fn check(&self, http: &HttpClient) -> Result<(), Error> {
        if self.url.len() + self.members.query.len() < LONG {
            return Ok(());
        }
        check(http, self.call, &query::joined(self.url.clone(), &self.members.query))
    }

    /// The request.
    pub(crate) fn encoded(self) -> Encoded {
        Encoded {
            call: self.call,
            method: self.method,
            path_and_query: query::joined(self.url, &self.members.query),
            content: self.members.into(),
            record: self.record,
            id: self.id,
            without: self.without,
        }
    }
}

impl Repeatable for Draft {
    fn repeat(&self) -> Option<Self> {
        Some(Self {
            call: self.call,
            method: self.method.clone(),
            url: self.url.clone(),
            members: self.members.repeat()?,
            record: self.record.clone(),
            id: self.id,
            without: self.without,
        })
    }

    fn record(&mut self) -> Option<&mut CallRecord> {
        Some(&mut self.record)
    }
}

/// The members of a call, which include one complete required set, and the added ones.
pub(crate) fn members<P>(request: &dyn DynEndpoint<P>, extra: &ExtraMembers<P::Place>) -> Result<Members, EncodeError>
where
    P: for<'b> Protocol<Members<'b> = Members>,
{
    let mut members = Members::default();
    request.write(extra, &mut members)?;
    if let Some(fault) = members.fault() {
        return Err(fault);
    }
    let is_whole = |set: &&[&str]| set.iter().all(|name| members.has(name));
    let one_of = request.one_of();
    if !one_of.is_empty() && !one_of.iter().any(is_whole) {
        return Err(EncodeErrorKind::Incomplete(one_of).into());
    }
    Ok(members)
}

/// The length in bytes from which a url may be too long for HTTP.
const LONG: usize = 16 * 1024;

/// Checks that this url can be sent by `http`.
fn check(http: &HttpClient, call: Context, url: &str) -> Result<(), Error> {
    http.head(Method::GET, url)
        .map(drop)
        .map_err(|error| call.failed(error))
}

impl Encoded {
    /// Checks that the request can be sent by `http`. This is called before a login.
    ///
    /// # Errors
    ///
    /// The url is longer than HTTP allows.
    pub(crate) fn check(&self, http: &HttpClient) -> Result<(), Error> {
        if self.path_and_query.len() < LONG {
            return Ok(());
        }
        check(http, self.call, &self.path_and_query)
    }

    /// The request for `http`. `session` has the headers that authenticate the call.
    pub(crate) fn on(self, http: &HttpClient, session: Option<&HeaderMap>) -> OutgoingRequest {
        let mut head = http.head(self.method, &self.path_and_query);
        if let Ok(head) = &mut head {
            for (name, value) in session.into_iter().flatten() {
                head.headers.insert(name, value.clone());
            }
        }
        OutgoingRequest {
            call: self.call,
            head: head.map_err(ErrorKind::from),
            content: self.content,
            record: self.record,
            id: self.id,
            without: self.without,
        }
    }
}

/// Shows only method and template: names and values may be secrets.
impl fmt::Debug for Draft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Draft")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Encoded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoded")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}
