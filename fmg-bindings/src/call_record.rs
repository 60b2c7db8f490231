//! The facts about a call that its errors report, beyond method and url template.
//!
//! An error is made deep inside the decoder of a response, often in code that does not know the request. So the record
//! of a call is current while its response is decoded ([`CallRecord::during`]). [`Error::new`](crate::error::Error)
//! takes the facts from it, and code that quotes the appliance calls [`blanked`] first. Decoding is never suspended, so
//! a thread decodes one response at a time.

use std::borrow::Cow;
use std::cell::RefCell;
use std::fmt;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use http::StatusCode;
use http::header::HeaderMap;
use zeroize::Zeroizing;

use crate::client_secrets::ClientSecrets;
use crate::redaction::Redactor;
use crate::secret::{self, Secret};

mod error_facts;
mod members;
mod rows;

pub(crate) use self::error_facts::{ErrorFacts, is_redirect};
pub(crate) use self::members::Part;
use self::rows::Rows;
#[cfg(feature = "fortios")]
pub(crate) use self::rows::note_firmware;
pub(crate) use self::rows::unfit_rows;

thread_local! {
    static CURRENT: RefCell<Option<CallRecord>> = const { RefCell::new(None) };
}

/// The facts about a call. It is one pointer in size, because the futures of calls contain it.
#[derive(Clone, Default)]
pub struct CallRecord(Option<Box<Facts>>);

#[derive(Clone, Default)]
struct Facts {
    /// The secrets of the client, for all of its calls.
    client: Option<ClientSecrets>,
    session: Option<Arc<Secret>>,
    /// The secrets of the request.
    request: Vec<Secret>,
    /// The parts of the request. An error searches them for members with the names of secrets.
    parts: Vec<Part>,
    /// The facts that errors report.
    shown: ErrorFacts,
    /// The rows that the call sends, if facts about them are known.
    rows: Option<Box<Rows>>,
    /// Made when an error first needs it.
    redactor: OnceLock<Arc<Redactor>>,
}

/// Shows nothing: the facts are those of one call, and some are secrets.
impl fmt::Debug for CallRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallRecord").finish_non_exhaustive()
    }
}

impl CallRecord {
    /// Runs `write`, which encodes the request, and notes the secrets that it writes.
    pub(crate) fn writing<T>(write: impl FnOnce() -> T) -> (T, Self) {
        let (written, request) = secret::collected(write);
        let mut record = Self::default();
        if !request.is_empty() {
            record.facts().request = request;
        }
        (written, record)
    }

    fn facts(&mut self) -> &mut Facts {
        self.0.get_or_insert_default()
    }

    /// Notes the secrets of the client.
    pub(crate) fn note_client(&mut self, secrets: &ClientSecrets) {
        self.facts().client = Some(secrets.clone());
    }

    /// Notes the session of the call, where no header contains it.
    pub(crate) fn note_session(&mut self, session: Arc<Secret>) {
        self.facts().session = Some(session);
    }

    /// Notes the secrets of the call that this request forwards. Errors are about that call.
    #[cfg(any(feature = "fortios", feature = "web"))]
    pub(crate) fn note_forwarded(&mut self, other: Self) {
        if let Some(other) = other.0.map(|facts| *facts) {
            let facts = self.facts();
            facts.request.extend(other.request);
            facts.parts.extend(other.parts);
            facts.shown = other.shown;
            facts.rows = other.rows;
        }
    }

    /// The record of a request that contains the calls of these records. It has no url of its own.
    pub(crate) fn joined(records: impl IntoIterator<Item = Self>) -> Self {
        let mut joined = Self::default();
        for (index, record) in records.into_iter().enumerate() {
            let Some(facts) = record.0 else { continue };
            let all = joined.facts();
            all.request.extend(facts.request);
            all.parts.extend(facts.parts);
            if let Some(rows) = facts.rows {
                Rows::join(&mut all.rows, *rows, index);
            }
        }
        joined
    }

    /// Notes the url with its placeholders filled in.
    pub(crate) fn note_url(&mut self, url: String) {
        self.facts().shown.url = Some(url);
    }

    /// Notes the url of an HTTP request without its query, which errors do not show.
    pub(crate) fn note_path(&mut self, mut url: String) {
        url.truncate(url.find('?').unwrap_or(url.len()));
        self.note_url(url);
    }

    /// The url, or empty if none was noted.
    #[cfg(feature = "web")]
    pub(crate) fn url(&self) -> &str {
        let facts = self.0.as_deref();
        facts.and_then(|facts| facts.shown.url.as_deref()).unwrap_or_default()
    }

    /// Notes the table in the url, such as `firewall/address`.
    #[cfg(feature = "fortios")]
    pub(crate) fn note_table(&mut self, table: String) {
        self.facts().shown.table = Some(table);
    }

    /// Notes the access group that the call needs, if it is known.
    #[cfg(feature = "fortios")]
    pub(crate) fn note_access_group(&mut self, group: Option<&'static str>) {
        if group.is_some() {
            self.facts().shown.access_group = group;
        }
    }

    /// Notes the target of a redirect, if the response is one.
    pub(crate) fn note_answer(&mut self, status: StatusCode, headers: &HeaderMap) {
        if is_redirect(status.as_u16()) {
            self.facts().shown.redirect = error_facts::location(headers);
        }
    }

    /// Notes the headers of the request that are not shown.
    pub(crate) fn note_headers(&mut self, headers: &HeaderMap) {
        let hidden = headers.values().filter(|value| value.is_sensitive());
        self.facts().parts.extend(hidden.cloned().map(Part::Header));
    }

    /// Notes the secrets of the call as those of the request that contains it, which is being written.
    #[cfg(feature = "fortios")]
    pub(crate) fn note_in_outer(&self) {
        if let Some(facts) = &self.0 {
            let mut found = Vec::new();
            for part in &facts.parts {
                part.secrets(&mut found);
            }
            secret::note_written(&facts.request);
            let found = found.iter().map(|secret| Secret::new(secret.as_str()));
            secret::note_written(&found.collect::<Vec<_>>());
        }
    }

    /// Notes the query of the url.
    pub(crate) fn note_query(&mut self, query: &str) {
        self.note_part(Part::Pairs(Bytes::copy_from_slice(query.as_bytes())));
    }

    /// Notes a part of the request.
    pub(crate) fn note_part(&mut self, part: Part) {
        self.facts().parts.push(part);
    }

    /// Runs `read`, which decodes the response. Errors that it makes name this call and show none of its secrets.
    pub(crate) fn during<T>(&mut self, read: impl FnOnce() -> T) -> T {
        let _current = self.make_current();
        read()
    }

    /// As [`during`](Self::during), until the result is dropped.
    pub(crate) fn make_current(&mut self) -> CurrentRecord<'_> {
        let outer = CURRENT.replace(Some(std::mem::take(self)));
        CurrentRecord { record: self, outer }
    }
}

impl Facts {
    fn redactor(&self) -> &Redactor {
        self.redactor.get_or_init(|| Arc::new(self.new_redactor()))
    }

    fn new_redactor(&self) -> Redactor {
        let client = self.client.as_ref().map(ClientSecrets::all).unwrap_or_default();
        let own = client.iter().chain(self.session.as_deref()).chain(&self.request);
        let mut found: Vec<Zeroizing<String>> = Vec::new();
        for part in &self.parts {
            part.secrets(&mut found);
        }
        Redactor::new(
            own.map(Secret::expose)
                .chain(found.iter().map(|secret| secret.as_str())),
        )
    }
}

/// Takes the record back when the response is decoded, or when its decoder panics.
pub(crate) struct CurrentRecord<'r> {
    record: &'r mut CallRecord,
    outer: Option<CallRecord>,
}

impl Drop for CurrentRecord<'_> {
    fn drop(&mut self) {
        *self.record = CURRENT.replace(self.outer.take()).unwrap_or_default();
    }
}

/// Sets the call whose part of the current response is decoded next: its index in the request, and its url.
pub(crate) fn note_current_call(index: usize, url: &str) {
    CURRENT.with_borrow_mut(|current| {
        if let Some(record) = current {
            record.note_url(url.to_owned());
            if let Some(rows) = &mut record.facts().rows {
                rows.enter(index);
            }
        }
    });
}

/// The facts for an error of the call whose response is being decoded.
pub(crate) fn error_facts() -> Option<Box<ErrorFacts>> {
    CURRENT.with_borrow(|current| match current {
        Some(CallRecord(Some(facts))) => Some(Box::new(
            facts
                .shown
                .clone()
                .map(|text| facts.redactor().blanked(&text).into_owned()),
        )),
        _ => None,
    })
}

/// `text` without the secrets of the call whose response is being decoded.
pub(crate) fn blanked(text: &str) -> Cow<'_, str> {
    CURRENT.with_borrow(|current| match current {
        Some(CallRecord(Some(facts))) => facts.redactor().blanked(text),
        _ => text.into(),
    })
}

/// `text` without those secrets, and the new position of the byte at `offset`.
pub(crate) fn blanked_near(text: &str, offset: usize) -> (Cow<'_, str>, usize) {
    CURRENT.with_borrow(|current| match current {
        Some(CallRecord(Some(facts))) => facts.redactor().blanked_near(text, offset),
        _ => (text.into(), offset),
    })
}
