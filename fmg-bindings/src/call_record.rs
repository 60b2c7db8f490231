//! What errors of a call are to know about it, beyond its method and its url template.
//!
//! An error is made deep inside the reader of an answer, and often in a place that knows nothing of the request. So the
//! record of a call is laid out while its answer is read ([`CallRecord::during`]): [`Error::new`](crate::error::Error)
//! takes from it what the error is to say, and whatever quotes the appliance asks [`blanked`] first. Reading is never
//! suspended, so that a thread reads one answer at a time.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::{Arc, OnceLock};

use http::StatusCode;
use http::header::{HeaderMap, HeaderValue};
use zeroize::Zeroizing;

use crate::client_secrets::ClientSecrets;
use crate::redaction::Redactor;
use crate::secret::{self, Secret};

mod members;
mod told;

pub(crate) use self::members::Part;
pub(crate) use self::told::{Told, is_redirect};

thread_local! {
    static CURRENT: RefCell<Option<CallRecord>> = const { RefCell::new(None) };
}

/// What is known about a call. It is small, since it lives in the futures of calls.
#[derive(Clone, Default)]
pub(crate) struct CallRecord(Option<Box<Facts>>);

#[derive(Clone, Default)]
struct Facts {
    /// What the client holds, whatever is called.
    client: Option<ClientSecrets>,
    session: Option<Arc<Secret>>,
    /// What the request holds as secrets.
    request: Vec<Secret>,
    /// The headers that are not to be shown.
    headers: Vec<HeaderValue>,
    /// What was sent, in which members with the names of secrets are found if need be.
    parts: Vec<Part>,
    /// What errors tell of the call.
    told: Told,
    /// Made when it is first needed, which is in the case of an error.
    redactor: OnceLock<Arc<Redactor>>,
}

impl CallRecord {
    /// Runs `write`, which writes the request, and notes the secrets that it writes.
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

    /// Notes what the client holds.
    pub(crate) fn note_client(&mut self, secrets: &ClientSecrets) {
        self.facts().client = Some(secrets.clone());
    }

    /// Notes the session that the call is made in, where that is no header.
    pub(crate) fn note_session(&mut self, session: Arc<Secret>) {
        self.facts().session = Some(session);
    }

    /// Notes the secrets that another part of the request was found to have.
    #[cfg(feature = "web")]
    pub(crate) fn note_request(&mut self, other: Self) {
        if let Some(other) = other.0.map(|facts| *facts) {
            self.facts().request.extend(other.request);
            // The url of the GUI's own is not that of the call.
            self.facts().told.url = other.told.url;
        }
    }

    /// Notes the url, with what fills its placeholders.
    pub(crate) fn note_url(&mut self, url: String) {
        self.facts().told.url = Some(url);
    }

    /// Notes the url of a request of HTTP, without its query, which errors do not show.
    pub(crate) fn note_path(&mut self, mut url: String) {
        url.truncate(url.find('?').unwrap_or(url.len()));
        self.note_url(url);
    }

    /// The url that was noted; empty before.
    #[cfg(feature = "web")]
    pub(crate) fn url(&self) -> &str {
        let facts = self.0.as_deref();
        facts.and_then(|facts| facts.told.url.as_deref()).unwrap_or_default()
    }

    /// Notes the table that the url names, as `firewall/address`.
    #[cfg(feature = "fortios")]
    pub(crate) fn note_table(&mut self, table: String) {
        self.facts().told.table = Some(table);
    }

    /// Notes the access group that the call needs, if it is known.
    #[cfg(feature = "fortios")]
    pub(crate) fn note_access_group(&mut self, group: Option<&'static str>) {
        if group.is_some() {
            self.facts().told.access_group = group;
        }
    }

    /// Notes where the answer leads, if it leads elsewhere.
    pub(crate) fn note_answer(&mut self, status: StatusCode, headers: &HeaderMap) {
        if is_redirect(status.as_u16()) {
            self.facts().told.redirect = told::location(headers);
        }
    }

    /// Notes the headers that are sent and not to be shown.
    pub(crate) fn note_headers(&mut self, headers: &HeaderMap) {
        self.facts()
            .headers
            .extend(headers.values().filter(|value| value.is_sensitive()).cloned());
    }

    /// Notes a part of what is sent.
    pub(crate) fn note_part(&mut self, part: Part) {
        self.facts().parts.push(part);
    }

    /// Runs `read`, which reads the answer: errors that it makes know this call and show none of its secrets.
    pub(crate) fn during<T>(&mut self, read: impl FnOnce() -> T) -> T {
        let _current = self.make_current();
        read()
    }

    /// As [`during`](Self::during), until what this gives is dropped.
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
        let headers = self.headers.iter().flat_map(header_secrets);
        Redactor::new(
            own.map(Secret::expose)
                .chain(found.iter().map(|secret| secret.as_str()))
                .chain(headers),
        )
    }
}

/// Takes the record back when the answer is read, or its reader panics.
pub(crate) struct CurrentRecord<'r> {
    record: &'r mut CallRecord,
    outer: Option<CallRecord>,
}

impl Drop for CurrentRecord<'_> {
    fn drop(&mut self) {
        *self.record = CURRENT.replace(self.outer.take()).unwrap_or_default();
    }
}

/// The parts of a header that are secrets.
fn header_secrets(value: &HeaderValue) -> Vec<&str> {
    let Ok(text) = value.to_str() else {
        return Vec::new();
    };
    // `Basic …`, `Bearer …`
    let credentials = text.split_once(' ').map(|(_, credentials)| credentials);
    // `name=value; name=value`
    let cookies = text.split("; ").filter_map(|cookie| cookie.split_once('='));
    let values = cookies.flat_map(|(_, value)| [value, value.trim_matches('"')]);
    let parts = credentials.into_iter().chain(values);
    // A gateway sets cookies with values such as `0`.
    [text]
        .into_iter()
        .chain(parts.filter(|part| part.len() >= members::SHORTEST))
        .collect()
}

/// What an error of the call whose answer is being read is to tell.
pub(crate) fn told() -> Option<Box<Told>> {
    CURRENT.with_borrow(|current| match current {
        Some(CallRecord(Some(facts))) => Some(Box::new(
            facts
                .told
                .clone()
                .map(|text| facts.redactor().blanked(&text).into_owned()),
        )),
        _ => None,
    })
}

/// `text` without the secrets of the call whose answer is being read.
pub(crate) fn blanked(text: &str) -> Cow<'_, str> {
    CURRENT.with_borrow(|current| match current {
        Some(CallRecord(Some(facts))) => facts.redactor().blanked(text),
        _ => text.into(),
    })
}

/// `text` without those secrets, and where the byte at `offset` has gone.
pub(crate) fn blanked_near(text: &str, offset: usize) -> (Cow<'_, str>, usize) {
    CURRENT.with_borrow(|current| match current {
        Some(CallRecord(Some(facts))) => facts.redactor().blanked_near(text, offset),
        _ => (text.into(), offset),
    })
}
