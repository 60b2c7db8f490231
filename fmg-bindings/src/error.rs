//! What can go wrong, in one type for all calls.

mod api;
mod config;
mod decode;
mod encode;
mod excerpt;
mod http;
mod transport;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::code::{Code, CodeClass};
use crate::fmg::Method;

pub use self::api::ApiError;
pub use self::config::ConfigError;
pub use self::decode::{DecodeError, DecodeErrorKind};
pub use self::encode::EncodeError;
pub use self::http::HttpError;
pub use self::transport::{TransportError, TransportErrorKind};

/// Why a call failed, or why there is no client to make one.
///
/// The predicates answer what programs ask; [`kind`](Self::kind) has the details. The text names the
/// call by method and url template. Neither it nor the `Debug` form holds names that were filled into
/// the url, a password, a token or a session, and the text never repeats that of
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
    kind: ErrorKind,
}

/// The call that an error is about, without anything that was filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Context {
    method: Method,
    template: &'static str,
}

impl Context {
    pub(crate) const fn new(method: Method, template: &'static str) -> Self {
        Self { method, template }
    }
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// FortiManager has answered that it did not do it.
    Api(ApiError),
    /// An answer came that is none.
    Decode(DecodeError),
    /// The web server before FortiManager has answered in its stead.
    Http(HttpError),
    /// No answer came.
    Transport(TransportError),
    /// The request could not be written.
    Encode(EncodeError),
    /// The client could not be built.
    Config(ConfigError),
}

impl Error {
    /// An error of this call.
    pub(crate) fn new(call: Context, kind: impl Into<ErrorKind>) -> Self {
        Self(Arc::new(Inner {
            call: Some(call),
            kind: kind.into(),
        }))
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// The verb of the call.
    #[must_use]
    pub fn method(&self) -> Option<Method> {
        self.0.call.map(|call| call.method)
    }

    /// The url template of the call.
    #[must_use]
    pub fn template(&self) -> Option<&'static str> {
        self.0.call.map(|call| call.template)
    }

    /// The status code, if FortiManager has answered.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.api().map(ApiError::code)
    }

    /// What FortiManager says about it, if it has answered.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.api().map(ApiError::message)
    }

    /// The object is not there.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is_class(CodeClass::NotFound)
    }

    /// The object is there already.
    #[must_use]
    pub fn is_exists(&self) -> bool {
        self.is_class(CodeClass::Exists)
    }

    /// Somebody else holds the lock.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.is_class(CodeClass::Locked)
    }

    /// The user may not do this, **or the session has ended**: FortiManager does not tell the two apart.
    #[must_use]
    pub fn is_permission(&self) -> bool {
        self.is_class(CodeClass::Permission) || self.http_status().is_some_and(|status| matches!(status, 401 | 403))
    }

    /// User or password is wrong.
    #[must_use]
    pub fn is_login_failed(&self) -> bool {
        self.is_class(CodeClass::LoginFailed)
    }

    /// FortiManager knows no such url, or not this verb for it.
    #[must_use]
    pub fn is_invalid_url(&self) -> bool {
        self.is_class(CodeClass::InvalidUrl)
    }

    /// The data does not suit the url. FortiManager seldom says which part of it.
    #[must_use]
    pub fn is_invalid_data(&self) -> bool {
        self.is_class(CodeClass::InvalidData)
    }

    /// Other objects refer to the object.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        self.is_class(CodeClass::InUse)
    }

    /// The data refers to an object that is not there.
    #[must_use]
    pub fn is_bad_reference(&self) -> bool {
        self.is_class(CodeClass::BadReference)
    }

    /// The ADOM is not in a workspace mode, so there is nothing to lock or commit.
    #[must_use]
    pub fn is_workspace_off(&self) -> bool {
        self.is_class(CodeClass::WorkspaceOff)
    }

    /// No answer came, for whatever reason.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        self.transport().is_some()
    }

    /// No answer came in the time allowed.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        use TransportErrorKind::{ConnectTimeout, Timeout};
        self.transport()
            .is_some_and(|kind| matches!(kind, Timeout | ConnectTimeout))
    }

    /// There was no connection, so the request was not sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        use TransportErrorKind::{Connect, ConnectTimeout};
        self.transport()
            .is_some_and(|kind| matches!(kind, Connect | ConnectTimeout))
    }

    /// An answer came that is none, or not one to this call.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.kind(), ErrorKind::Decode(_))
    }

    /// Whether the same call may succeed later: a lock is given back, a device answers again, a server is
    /// less busy.
    ///
    /// That is not to say that it is safe to repeat. After a [time-out](Self::is_timeout) or a broken
    /// connection the appliance may have done what it was asked to, so repeat reads, and calls that end in
    /// the same state however often they are made.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.kind() {
            ErrorKind::Api(api) => {
                matches!(
                    api.code().class(),
                    CodeClass::Locked | CodeClass::NotReady | CodeClass::Unreachable
                )
            }
            ErrorKind::Http(http) => matches!(http.status(), 429 | 502 | 503 | 504),
            ErrorKind::Transport(transport) => !matches!(
                transport.kind(),
                TransportErrorKind::Certificate | TransportErrorKind::ClientCertificate | TransportErrorKind::Request
            ),
            ErrorKind::Decode(_) | ErrorKind::Encode(_) | ErrorKind::Config(_) => false,
        }
    }

    fn api(&self) -> Option<&ApiError> {
        match self.kind() {
            ErrorKind::Api(api) => Some(api),
            _ => None,
        }
    }

    fn is_class(&self, class: CodeClass) -> bool {
        self.code().is_some_and(|code| code.class() == class)
    }

    fn http_status(&self) -> Option<u16> {
        match self.kind() {
            ErrorKind::Http(http) => Some(http.status()),
            _ => None,
        }
    }

    fn transport(&self) -> Option<TransportErrorKind> {
        match self.kind() {
            ErrorKind::Transport(transport) => Some(transport.kind()),
            _ => None,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Context { method, template }) = self.0.call {
            write!(f, "{method} `{template}`: ")?;
        }
        match self.kind() {
            ErrorKind::Api(error) => error.fmt(f),
            ErrorKind::Decode(error) => error.fmt(f),
            ErrorKind::Http(error) => error.fmt(f),
            ErrorKind::Transport(error) => error.fmt(f),
            ErrorKind::Encode(error) => error.fmt(f),
            ErrorKind::Config(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        if let Some(Context { method, template }) = &self.0.call {
            shown.field("method", method).field("url", template);
        }
        shown.field("kind", self.kind()).finish()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        // The text of the kind is part of that of this error, so the chain goes on behind it.
        match self.kind() {
            ErrorKind::Transport(error) => error.source(),
            ErrorKind::Encode(error) => error.source(),
            ErrorKind::Config(error) => error.source(),
            ErrorKind::Api(_) | ErrorKind::Decode(_) | ErrorKind::Http(_) => None,
        }
    }
}

impl From<ConfigError> for Error {
    fn from(error: ConfigError) -> Self {
        Self(Arc::new(Inner {
            call: None,
            kind: ErrorKind::Config(error),
        }))
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
    Api(ApiError), Decode(DecodeError), Http(HttpError), Transport(TransportError), Encode(EncodeError),
    Config(ConfigError)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CALL: Context = Context::new(Method::Exec, "/dvmdb/adom/<adom>/workspace/lock");

    fn api(code: i64, message: &str) -> Error {
        Error::new(CALL, ApiError::new(Code::new(code), message))
    }

    #[test]
    fn an_error_is_small_and_can_cross_threads() {
        fn is_error<E: StdError + Send + Sync + Clone + 'static>() {}
        is_error::<Error>();
        assert_eq!(size_of::<Error>(), size_of::<usize>());
    }

    #[test]
    fn the_text_says_which_call_failed_and_how() {
        assert_eq!(
            api(-20055, "Workspace is locked by other user").to_string(),
            "exec `/dvmdb/adom/<adom>/workspace/lock`: FortiManager answers -20055: Workspace is locked by other user"
        );
        assert!(
            api(-11, "No permission for the resource")
                .to_string()
                .ends_with("or the session has ended)")
        );
        assert!(api(-12_345, "").to_string().ends_with("FortiManager answers -12345"));
    }

    #[test]
    fn predicates_follow_the_code() {
        assert!(api(-3, "").is_not_found());
        assert!(api(-6, "").is_invalid_url());
        assert!(api(-11, "").is_permission());
        assert!(api(-22, "").is_login_failed());
        assert!(api(-20055, "").is_locked() && api(-20055, "").is_retryable());
        let unknown = api(-4711, "");
        assert!(!unknown.is_not_found() && !unknown.is_retryable() && !unknown.is_decode());
        assert_eq!(unknown.code(), Some(Code::new(-4711)));
    }

    #[test]
    fn the_web_server_can_refuse_or_be_busy() {
        let http = |status| Error::new(CALL, HttpError::new(status, ""));
        assert!(http(401).is_permission() && http(403).is_permission());
        assert!(http(503).is_retryable() && http(429).is_retryable());
        assert!(!http(404).is_retryable() && !http(500).is_permission());
    }

    #[test]
    fn a_lost_connection_is_not_a_refused_certificate() {
        let transport = |kind: TransportErrorKind| Error::new(CALL, TransportError::from(kind));
        assert!(transport(TransportErrorKind::Timeout).is_timeout());
        assert!(transport(TransportErrorKind::Connect).is_connect());
        assert!(transport(TransportErrorKind::Interrupted).is_retryable());
        assert!(!transport(TransportErrorKind::Certificate).is_retryable());
    }

    #[test]
    fn no_text_repeats_that_of_its_source() {
        let error = Error::new(
            CALL,
            TransportError::new(TransportErrorKind::Connect, "connection refused"),
        );
        assert_eq!(error.source().unwrap().to_string(), "connection refused");
        assert!(!error.to_string().contains("connection refused"));
    }
}
