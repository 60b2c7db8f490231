//! The error type of all calls.

mod api;
mod ask;
mod batch;
mod certificate;
mod config;
mod credentials;
mod decode;
mod encode;
mod excerpt;
mod file;
mod http;
mod login;
mod outcome;
pub(crate) mod rest;
mod row;
mod session;
mod task;
#[cfg(test)]
mod tests;
mod transport;
mod workspace;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call_record::{self, ErrorFacts};

pub use self::api::ApiError;
pub use self::batch::BatchError;
pub use self::certificate::{CertificateFault, CertificateProblem};
pub use self::config::ConfigError;
pub use self::credentials::CredentialsError;
pub use self::decode::{DecodeError, DecodeErrorKind};
#[cfg(feature = "web")]
pub use self::encode::NotInRest;
pub use self::encode::{BatchFault, EncodeError, EncodeErrorKind, MemberFault, TableFault};
pub use self::file::{FileError, FileErrorKind};
pub use self::http::HttpError;
pub use self::login::{LoginError, LoginErrorKind};
pub use self::rest::RestError;
pub(crate) use self::row::{Extent, UnfitRows};
pub use self::row::{MemberMisfit, MisfitReason};
pub(crate) use self::session::Withheld;
pub(crate) use self::task::TaskFacts;
pub use self::task::{FailedLine, TaskError, TaskErrorKind};
pub use self::transport::{TransportError, TransportErrorKind};
pub use self::workspace::{LockHolder, WorkspaceError, WorkspaceErrorKind};

/// The longest note that is kept, in characters.
const LONGEST_NOTE: usize = 300;

/// Why a call failed, or why a client could not be built.
///
/// The predicates, such as [`is_locked`](Self::is_locked), are the same for FortiManager and FortiOS;
/// [`kind`](Self::kind) has the details. The text names the call by method and url template. Text and `Debug` show
/// neither names from the url nor a password, token or session. The text does not contain the text of
/// [`source`](StdError::source).
///
/// Cloning is cheap, because each call that waited for a failed login gets a clone of its error.
///
/// ```
/// # use fmg_bindings::Error;
/// fn explain(error: &Error) -> &'static str {
///     if error.is_locked() {
///         "another session holds the lock"
///     } else if error.is_permission() {
///         "not allowed, or the session has ended"
///     } else {
///         "see the message"
///     }
/// }
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

struct Inner {
    call: Option<Context>,
    /// Shared with the errors that derive from this one.
    kind: Arc<ErrorKind>,
    /// The time to wait before the next attempt. The kind may contain it too.
    retry_after: Option<Duration>,
    /// Why a login was not sent.
    withheld: Option<Withheld>,
    /// Facts about the call beyond its template.
    facts: Option<Box<ErrorFacts>>,
    /// The reason, as far as the client has found it out.
    note: Option<Box<str>>,
    /// The members of the sent rows that contradict the known facts about their table.
    rows: Option<Arc<UnfitRows>>,
    /// The error of the logout that followed.
    logout: Option<Error>,
    /// The error of releasing the workspace lock that followed.
    unlock: Option<Error>,
    /// The task whose outcome is not known because of the error.
    task: Option<Box<TaskError>>,
    /// How often the call was sent, if it was repeated.
    attempts: u32,
    /// Whether this attempt or an earlier one may have been carried out, although the kind does not say so.
    was_lost: bool,
    /// Whether a read found another object than the call should have created.
    has_other_object: bool,
}

impl Inner {
    fn new(call: Option<Context>, kind: ErrorKind) -> Self {
        Self {
            call,
            kind: Arc::new(kind),
            retry_after: None,
            withheld: None,
            facts: None,
            note: None,
            rows: None,
            logout: None,
            unlock: None,
            task: None,
            attempts: 1,
            was_lost: false,
            has_other_object: false,
        }
    }
}

/// The method and the url template of the call that an error is about. Neither contains names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    /// The verb of FortiManager or the HTTP method.
    method: &'static str,
    template: &'static str,
}

impl Context {
    pub(crate) const fn new(method: &'static str, template: &'static str) -> Self {
        Self { method, template }
    }

    /// Whether the call only reads.
    pub(crate) fn is_read(self) -> bool {
        self.method.eq_ignore_ascii_case("get")
    }

    /// The verb of FortiManager or the HTTP method.
    pub(crate) const fn method(self) -> &'static str {
        self.method
    }

    /// The url template of the call.
    pub(crate) const fn template(self) -> &'static str {
        self.template
    }

    /// An error of this call.
    #[cold]
    pub(crate) fn failed(self, kind: impl Into<ErrorKind>) -> Error {
        Error::new(self, kind)
    }
}

/// The kind of an error.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// FortiManager refused the call.
    Api(ApiError),
    /// FortiOS refused the call.
    Rest(RestError),
    /// FortiOS refused the login.
    Login(LoginError),
    /// The response could not be decoded.
    Decode(DecodeError),
    /// The web server of FortiManager, or a gateway, answered with an HTTP error and without a status of FortiManager.
    Http(HttpError),
    /// The call got no response.
    Transport(TransportError),
    /// The request could not be encoded.
    Encode(EncodeError),
    /// The file to send could not be read, or the received file could not be stored.
    File(FileError),
    /// A workspace lock could not be taken, kept or released, its changes were not saved, or the work under it was
    /// stopped.
    Workspace(WorkspaceError),
    /// The client could not be built, or a blocking client was called where it cannot wait.
    Config(ConfigError),
    /// The function that was passed to `credentials_from` returned an error.
    Credentials(CredentialsError),
    /// A task did not succeed, or was not over in time.
    Task(TaskError),
    /// The request was not sent, because an earlier HTTP request of its batch got no usable response.
    Batch(BatchError),
    /// An error of the program that uses this crate, from [`Error::other`]. Also a name or path that cannot be part of a
    /// url, and work that panicked, was stopped or was not started.
    Other(Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// An error of this call.
    #[cold]
    pub(crate) fn new(call: Context, kind: impl Into<ErrorKind>) -> Self {
        let kind = match kind.into() {
            ErrorKind::Api(refusal) => ErrorKind::Api(refusal.of(call.template)),
            ErrorKind::Rest(refusal) => ErrorKind::Rest(refusal.of(call.method, call.template)),
            kind => kind,
        };
        let mut inner = Inner::new(Some(call), kind);
        inner.facts = call_record::error_facts();
        inner.rows = inner.kind.extent(call).and_then(call_record::unfit_rows);
        Self(Arc::new(inner))
    }

    /// An error without a call.
    pub(crate) fn of_no_call(kind: ErrorKind) -> Self {
        Self(Arc::new(Inner::new(None, kind)))
    }

    /// Sets the time to wait before the next attempt, if the response names one.
    #[cold]
    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        // The error was just made, so it is not shared.
        if let (Some(inner), Some(_)) = (Arc::get_mut(&mut self.0), retry_after) {
            if let Some(ErrorKind::Http(http)) = Arc::get_mut(&mut inner.kind) {
                http.keep_retry_after(retry_after);
            }
            inner.retry_after = retry_after;
        }
        self
    }

    /// Adds the reason that the client has found out, such as the owner of the object.
    pub(crate) fn with_note(self, note: &str) -> Self {
        Self(Arc::new(Inner {
            note: Some(excerpt::message(note, LONGEST_NOTE).into()),
            ..self.parts()
        }))
    }

    /// The kind of the error.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The verb or method of the call: a verb of FortiManager such as `exec`, or an HTTP method such as `PUT`.
    #[must_use]
    pub fn method(&self) -> Option<&'static str> {
        self.0.call.map(|call| call.method)
    }

    /// The url of the call as it was sent, with names filled in and escaped, but without a query. Programs can find out
    /// from it which object the call was about. `None` for errors without a call, such as those of building a client.
    ///
    /// Neither the text of the error nor its `Debug` form contains it, because names may be confidential.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.0.facts.as_ref()?.url.as_deref()
    }

    /// The target of a [redirect](Self::is_redirect) without its query, if the response names it. The client does not
    /// follow redirects, because requests contain secrets.
    #[must_use]
    pub fn redirect(&self) -> Option<&str> {
        self.0
            .facts
            .as_ref()?
            .redirect
            .as_deref()
            .filter(|_| self.is_redirect())
    }

    /// The access group that the administrator needs for the call, such as `fwgrp.address`, if FortiOS refuses the call
    /// and the group is known.
    #[must_use]
    pub fn access_group(&self) -> Option<&'static str> {
        let group = self.0.facts.as_ref()?.access_group;
        group.filter(|_| matches!(self.kind(), ErrorKind::Rest(_)) && self.is_permission())
    }

    /// The table of the CMDB that the administrator may not access.
    fn table_refused(&self) -> Option<&str> {
        let table = self.0.facts.as_ref()?.table.as_deref();
        table.filter(|_| matches!(self.kind(), ErrorKind::Rest(_)) && self.is_permission())
    }

    /// The url template of the call.
    #[must_use]
    pub fn template(&self) -> Option<&'static str> {
        self.0.call.map(|call| call.template)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Context { method, template }) = self.0.call {
            write!(f, "{method} `{template}`")?;
            if let Some(table) = self.0.facts.as_ref().and_then(|facts| facts.table.as_ref()) {
                write!(f, " of `{table}`")?;
            }
            f.write_str(": ")?;
        }
        self.kind().fmt(f)?;
        if let Some(location) = self.redirect() {
            write!(f, "; it redirects to `{location}`, which is not followed")?;
        }
        if let (Some(group), Some(call)) = (self.access_group(), self.0.call) {
            let access = if call.is_read() { "read" } else { "read and write" };
            write!(f, "; the administrator needs {access} access to the group `{group}`")?;
        } else if let (Some(table), Some(call)) = (self.table_refused(), self.0.call) {
            let access = if call.is_read() { "read" } else { "read and write" };
            write!(f, "; the administrator needs {access} access to the group of `{table}`")?;
        }
        self.fmt_misfits(f)?;
        if let Some(note) = &self.0.note {
            write!(f, "; {note}")?;
        }
        if let Some(withheld) = self.0.withheld {
            withheld.fmt(f)?;
        }
        if let Some(task) = &self.0.task {
            task.write_last_seen(f)?;
        }
        self.0.fmt_attempts(f)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        if let Some(Context { method, template }) = &self.0.call {
            shown.field("method", method).field("url", template);
        }
        if let Some(table) = self.0.facts.as_ref().and_then(|facts| facts.table.as_ref()) {
            shown.field("table", table);
        }
        shown.field("kind", self.kind());
        if let Some(retry_after) = self.0.retry_after {
            shown.field("retry_after", &retry_after);
        }
        if !self.misfits().is_empty() {
            shown.field("misfits", &self.misfits());
        }
        if let Some(note) = &self.0.note {
            shown.field("note", note);
        }
        if let Some(withheld) = &self.0.withheld {
            shown.field("withheld", withheld);
        }
        if let Some(logout) = &self.0.logout {
            shown.field("logout", logout);
        }
        if let Some(unlock) = &self.0.unlock {
            shown.field("unlock", unlock);
        }
        if let Some(task) = &self.0.task {
            shown.field("task", task);
        }
        if self.0.attempts > 1 {
            shown
                .field("attempts", &self.0.attempts)
                .field("was_lost", &self.0.was_lost);
        }
        if self.0.has_other_object {
            shown.field("has_other_object", &true);
        }
        shown.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The text of this error contains that of the kind, so the chain continues with the source of the kind.
        match self.kind() {
            ErrorKind::Transport(error) => error.source(),
            ErrorKind::Encode(error) => error.source(),
            ErrorKind::File(error) => error.source(),
            ErrorKind::Config(error) => error.source(),
            ErrorKind::Credentials(error) => error.source(),
            ErrorKind::Batch(error) => error.source(),
            ErrorKind::Other(error) => error.source(),
            ErrorKind::Api(_)
            | ErrorKind::Rest(_)
            | ErrorKind::Login(_)
            | ErrorKind::Decode(_)
            | ErrorKind::Http(_)
            | ErrorKind::Workspace(_)
            | ErrorKind::Task(_) => None,
        }
    }
}

/// A name or path that cannot be part of a url.
impl From<crate::ValueFault> for Error {
    fn from(fault: crate::ValueFault) -> Self {
        Self::other(fault)
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self::of_no_call(ErrorKind::Config(error))
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(f),
            Self::Rest(error) => error.fmt(f),
            Self::Login(error) => error.fmt(f),
            Self::Decode(error) => error.fmt(f),
            Self::Http(error) => error.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Encode(error) => error.fmt(f),
            Self::File(error) => error.fmt(f),
            Self::Workspace(error) => error.fmt(f),
            Self::Config(error) => error.fmt(f),
            Self::Credentials(error) => error.fmt(f),
            Self::Task(error) => error.fmt(f),
            Self::Batch(error) => error.fmt(f),
            Self::Other(error) => error.fmt(f),
        }
    }
}

macro_rules! kinds {
    ($($kind:ident($error:ty)),*) => {
        $(impl From<$error> for ErrorKind {
            #[cold]
            fn from(error: $error) -> Self {
                Self::$kind(error)
            }
        })*
    };
}

kinds! {
    Api(ApiError), Rest(RestError), Login(LoginError), Decode(DecodeError), Http(HttpError),
    Transport(TransportError), Encode(EncodeError), File(FileError), Config(ConfigError),
    Credentials(CredentialsError), Workspace(WorkspaceError), Task(TaskError), Batch(BatchError)
}
