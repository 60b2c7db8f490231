//! What can go wrong, in one type for all calls.

mod api;
mod ask;
mod certificate;
mod config;
mod credentials;
mod decode;
mod encode;
mod excerpt;
mod file;
mod http;
mod login;
pub(crate) mod rest;
mod session;
#[cfg(test)]
mod tests;
mod transport;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::call_record::{self, Told};

pub use self::api::ApiError;
pub use self::certificate::{CertificateFault, CertificateProblem};
pub use self::config::ConfigError;
pub use self::credentials::CredentialsError;
pub use self::decode::{DecodeError, DecodeErrorKind};
#[cfg(feature = "web")]
pub use self::encode::NotInRest;
pub use self::encode::{EncodeError, EncodeErrorKind, MemberFault};
pub use self::file::{FileError, FileErrorKind};
pub use self::http::HttpError;
pub use self::login::{LoginError, LoginErrorKind};
pub use self::rest::RestError;
pub(crate) use self::session::Withheld;
pub use self::transport::{TransportError, TransportErrorKind};

/// Why a call failed, or why there is no client to make one.
///
/// The predicates answer what programs ask, of FortiManager and FortiOS alike; [`kind`](Self::kind) has the
/// details. The text names the call by method and url template. Neither it nor the `Debug` form holds names
/// that were filled into the url, a password, a token or a session, and the text never repeats that of
/// [`source`](StdError::source).
///
/// Cloning is cheap: one failed login is the failure of every call that waited for it.
///
/// ```
/// # use fmg_bindings::Error;
/// fn explain(error: &Error) -> &'static str {
///     if error.is_locked() {
///         "somebody else is editing"
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
    /// Shared with the errors that are made of this one.
    kind: Arc<ErrorKind>,
    /// How long the answer says to wait before trying again, where the kind does not know it.
    retry_after: Option<Duration>,
    /// For a login that was not sent: why.
    withheld: Option<Withheld>,
    /// What is known about the call beyond its template.
    told: Option<Box<Told>>,
    /// The logout that followed failed too.
    logout: Option<Error>,
}

impl Inner {
    fn new(call: Option<Context>, kind: ErrorKind) -> Self {
        Self {
            call,
            kind: Arc::new(kind),
            retry_after: None,
            withheld: None,
            told: None,
            logout: None,
        }
    }
}

/// The call that an error is about, without anything that was filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    /// The verb of FortiManager or the method of HTTP, as it is sent.
    method: &'static str,
    template: &'static str,
}

impl Context {
    pub(crate) const fn new(method: &'static str, template: &'static str) -> Self {
        Self { method, template }
    }

    /// Whether the call reads, and changes nothing.
    pub(crate) fn is_read(self) -> bool {
        self.method.eq_ignore_ascii_case("get")
    }

    /// The verb of FortiManager or the method of HTTP, as it is sent.
    pub(crate) const fn method(self) -> &'static str {
        self.method
    }

    /// The url template of the call.
    pub(crate) const fn template(self) -> &'static str {
        self.template
    }

    /// An error of this call.
    pub(crate) fn failed(self, kind: impl Into<ErrorKind>) -> Error {
        Error::new(self, kind)
    }
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// FortiManager has answered that it did not do it.
    Api(ApiError),
    /// FortiOS has answered that it did not do it.
    Rest(RestError),
    /// FortiOS has not let the user in.
    Login(LoginError),
    /// An answer came that is none.
    Decode(DecodeError),
    /// The web server before FortiManager has answered in its stead.
    Http(HttpError),
    /// No answer came.
    Transport(TransportError),
    /// The request could not be written.
    Encode(EncodeError),
    /// The file that was to be sent could not be read, or the one that came could not be kept.
    File(FileError),
    /// The client could not be built.
    Config(ConfigError),
    /// There are no credentials to log in with.
    Credentials(CredentialsError),
    /// An error of the user's own, by [`Error::other`].
    Other(Box<dyn StdError + Send + Sync>),
}

impl Error {
    /// An error of this call.
    pub(crate) fn new(call: Context, kind: impl Into<ErrorKind>) -> Self {
        let kind = match kind.into() {
            ErrorKind::Api(refusal) => ErrorKind::Api(refusal.of(call.template)),
            ErrorKind::Rest(refusal) => ErrorKind::Rest(refusal.of(call.method, call.template)),
            kind => kind,
        };
        let mut inner = Inner::new(Some(call), kind);
        inner.told = call_record::told();
        Self(Arc::new(inner))
    }

    /// An error that belongs to no call.
    pub(crate) fn of_no_call(kind: ErrorKind) -> Self {
        Self(Arc::new(Inner::new(None, kind)))
    }

    /// Keeps how long the answer says to wait before trying again, if it does.
    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        // Nobody else has an error yet that is being made.
        if let (Some(inner), Some(_)) = (Arc::get_mut(&mut self.0), retry_after) {
            if let Some(ErrorKind::Http(http)) = Arc::get_mut(&mut inner.kind) {
                http.keep_retry_after(retry_after);
            }
            inner.retry_after = retry_after;
        }
        self
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// What the call does, as it is sent: a verb of FortiManager such as `exec`, or a method of HTTP such as `PUT`.
    #[must_use]
    pub fn method(&self) -> Option<&'static str> {
        self.0.call.map(|call| call.method)
    }

    /// The url of the call as it was sent, with names filled in and escaped as its protocol has it, but without a query:
    /// for programs that want to know which object it was about. `None` where no call was being made, as when a client is built.
    ///
    /// Neither the text of the error nor its `Debug` form holds it, since names may be nobody else's business.
    #[must_use]
    pub fn url(&self) -> Option<&str> {
        self.0.told.as_ref()?.url.as_deref()
    }

    /// Where the answer leads that [is a redirect](Self::is_redirect), without its query, if it says so. Redirects are
    /// not followed, because requests hold secrets.
    #[must_use]
    pub fn redirect(&self) -> Option<&str> {
        self.0.told.as_ref()?.redirect.as_deref().filter(|_| self.is_redirect())
    }

    /// The access group in which the administrator has to be allowed to make the call, such as `fwgrp.address`, where
    /// FortiOS refuses it and the group is known.
    #[must_use]
    pub fn access_group(&self) -> Option<&'static str> {
        let group = self.0.told.as_ref()?.access_group;
        group.filter(|_| matches!(self.kind(), ErrorKind::Rest(_)) && self.is_permission())
    }

    /// The table of the CMDB that the administrator may not call, where its access group is not known.
    fn table_refused(&self) -> Option<&str> {
        let table = self.0.told.as_ref()?.table.as_deref();
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
            if let Some(table) = self.0.told.as_ref().and_then(|told| told.table.as_ref()) {
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
        match self.0.withheld {
            Some(withheld) => withheld.fmt(f),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        if let Some(Context { method, template }) = &self.0.call {
            shown.field("method", method).field("url", template);
        }
        if let Some(table) = self.0.told.as_ref().and_then(|told| told.table.as_ref()) {
            shown.field("table", table);
        }
        shown.field("kind", self.kind());
        if let Some(retry_after) = self.0.retry_after {
            shown.field("retry_after", &retry_after);
        }
        if let Some(withheld) = &self.0.withheld {
            shown.field("withheld", withheld);
        }
        if let Some(logout) = &self.0.logout {
            shown.field("logout", logout);
        }
        shown.finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The text of the kind is part of that of this error, so the chain goes on behind it.
        match self.kind() {
            ErrorKind::Transport(error) => error.source(),
            ErrorKind::Encode(error) => error.source(),
            ErrorKind::File(error) => error.source(),
            ErrorKind::Config(error) => error.source(),
            ErrorKind::Credentials(error) => error.source(),
            ErrorKind::Other(error) => error.source(),
            ErrorKind::Api(_)
            | ErrorKind::Rest(_)
            | ErrorKind::Login(_)
            | ErrorKind::Decode(_)
            | ErrorKind::Http(_) => None,
        }
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
            Self::Config(error) => error.fmt(f),
            Self::Credentials(error) => error.fmt(f),
            Self::Other(error) => error.fmt(f),
        }
    }
}

macro_rules! kinds {
    ($($kind:ident($error:ty)),*) => {
        $(impl From<$error> for ErrorKind {
            fn from(error: $error) -> Self {
                Self::$kind(error)
            }
        })*
    };
}

kinds! {
    Api(ApiError), Rest(RestError), Login(LoginError), Decode(DecodeError), Http(HttpError),
    Transport(TransportError), Encode(EncodeError), File(FileError), Config(ConfigError),
    Credentials(CredentialsError)
}
