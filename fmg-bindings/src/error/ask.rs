//! The predicates of errors.

use std::time::Duration;

use super::{
    ApiError, CertificateFault, DecodeErrorKind, EncodeErrorKind, Error, ErrorKind, LoginError, LoginErrorKind,
    TransportErrorKind, WorkspaceErrorKind,
};
use crate::code::{Code, CodeClass};

impl Error {
    /// The status code, if FortiManager reported the error.
    ///
    /// For FortiOS see [`RestError::code`](super::RestError::code), whose codes are different.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.api().map(ApiError::code)
    }

    /// The message of FortiManager, or of the CLI of FortiOS, if the response has one.
    ///
    /// It may quote names and values of the request. Messages differ between versions, so use the predicates instead.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self.kind() {
            ErrorKind::Api(api) => Some(api.message()),
            ErrorKind::Rest(rest) => rest.cli_error(),
            _ => None,
        }
    }

    /// The HTTP status of the error: that of FortiOS, of the web server of FortiManager, or of a gateway.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        match self.kind() {
            ErrorKind::Http(http) => Some(http.status()),
            ErrorKind::Rest(rest) => Some(rest.http_status()),
            _ => None,
        }
    }

    /// The response is a redirect, such as to a login page. A gateway sends one, or an appliance whose session has
    /// ended. [`redirect`](Self::redirect) has the target.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        self.http_status().is_some_and(crate::call_record::is_redirect)
    }

    /// The object does not exist.
    ///
    /// FortiOS reports the same for a url that it does not know, and often for a reference to a missing object.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is_class(CodeClass::NotFound) || self.is_without_object()
    }

    /// The object exists already.
    #[must_use]
    pub fn is_exists(&self) -> bool {
        self.is_class(CodeClass::Exists)
    }

    /// Another session, or another guard of this program, holds the lock.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        use WorkspaceErrorKind::{Held, HeldInThisSession};
        self.is_class(CodeClass::Locked) || matches!(self.workspace_kind(), Some(Held | HeldInThisSession))
    }

    /// The user has no permission, **or the session has ended**: FortiManager does not distinguish the two.
    ///
    /// FortiOS distinguishes them: for FortiOS the access profile or the VDOM of the user does not permit the call. The
    /// other case is [`is_session_ended`](Self::is_session_ended).
    #[must_use]
    pub fn is_permission(&self) -> bool {
        match self.kind() {
            ErrorKind::Http(http) => matches!(http.status(), 401 | 403),
            _ => self.is_class(CodeClass::Permission),
        }
    }

    /// FortiOS does not accept the session or the token: the session has ended, or the token is wrong or no longer
    /// valid.
    ///
    /// A client logs in again only if it was told to. FortiManager reports an ended session as
    /// [a missing permission](Self::is_permission).
    #[must_use]
    pub fn is_session_ended(&self) -> bool {
        self.is_class(CodeClass::SessionEnded)
    }

    /// The login was refused: user, password, key or second factor is wrong.
    #[must_use]
    pub fn is_login_failed(&self) -> bool {
        use LoginErrorKind::{Refused, SecondFactorRefused};
        self.is_class(CodeClass::LoginFailed) || self.login_in(&[Refused, SecondFactorRefused])
    }

    /// FortiOS refuses all logins for a while, because too many have failed. Another attempt lengthens the wait.
    #[must_use]
    pub fn is_locked_out(&self) -> bool {
        self.login_in(&[LoginErrorKind::LockedOut])
    }

    /// User and password are right, and FortiOS also needs the code of the second factor.
    #[must_use]
    pub fn is_second_factor_needed(&self) -> bool {
        self.login_in(&[LoginErrorKind::SecondFactorNeeded])
    }

    /// The appliance accepts no more requests for now; [`retry_after`](Self::retry_after) is the time to wait, if
    /// known.
    ///
    /// FortiOS also reports this to an address with too many failed logins, so stop sending requests with a wrong
    /// token.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        match self.kind() {
            ErrorKind::Http(http) => http.status() == 429,
            _ => self.is_class(CodeClass::RateLimited),
        }
    }

    /// The time to wait before the next attempt, counted from the arrival of the response, if the appliance sent the
    /// header `Retry-After`. Never more than a year.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        if let Some(left) = self.wait_left() {
            return Some(left);
        }
        let of_kind = match self.kind() {
            ErrorKind::Rest(rest) => rest.retry_after(),
            ErrorKind::Login(login) => login.retry_after(),
            ErrorKind::Http(http) => http.retry_after(),
            _ => None,
        };
        of_kind.or(self.0.retry_after)
    }

    /// The appliance does not know this url, or does not support this verb or method for it.
    ///
    /// FortiOS reports an unknown url as [not found](Self::is_not_found).
    #[must_use]
    pub fn is_invalid_url(&self) -> bool {
        self.is_class(CodeClass::InvalidUrl)
    }

    /// The data is not valid for the url. FortiManager seldom reports which part of it; FortiOS may, in its
    /// [message](Self::message). [`misfits`](Self::misfits) has the members that contradict the known facts about the
    /// row.
    ///
    /// Also of a row that the client [refuses](crate::RowCheck::Refuse) before it is sent.
    #[must_use]
    pub fn is_invalid_data(&self) -> bool {
        let is_unfit = matches!(self.kind(), ErrorKind::Encode(encode) if encode.kind() == EncodeErrorKind::UnfitRow);
        is_unfit || self.is_class(CodeClass::InvalidData)
    }

    /// A backup was requested without a password, which FortiManager 7.0.11, 7.2.5, 7.4.2 and later require.
    #[must_use]
    pub fn is_password_missing(&self) -> bool {
        self.is_class(CodeClass::PasswordMissing)
    }

    /// Other objects refer to the object.
    #[must_use]
    pub fn is_in_use(&self) -> bool {
        self.is_class(CodeClass::InUse)
    }

    /// The data refers to an object that does not exist.
    #[must_use]
    pub fn is_bad_reference(&self) -> bool {
        self.is_class(CodeClass::BadReference)
    }

    /// The ADOM is not in a workspace mode, so nothing can be locked or committed.
    #[must_use]
    pub fn is_workspace_off(&self) -> bool {
        self.is_class(CodeClass::WorkspaceOff)
    }

    /// The call got no response, for whatever reason.
    #[must_use]
    pub fn is_transport(&self) -> bool {
        self.transport().is_some()
    }

    /// The response did not arrive within the timeout.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        use TransportErrorKind::{ConnectTimeout, Timeout};
        self.transport()
            .is_some_and(|kind| matches!(kind, Timeout | ConnectTimeout))
    }

    /// The reply exceeds the limit of the call: [`TransportErrorKind::ReplyTooLong`].
    #[must_use]
    pub fn is_reply_too_long(&self) -> bool {
        self.transport() == Some(TransportErrorKind::ReplyTooLong)
    }

    /// The connection failed, so the request was not sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        use TransportErrorKind::{Connect, ConnectTimeout};
        self.transport()
            .is_some_and(|kind| matches!(kind, Connect | ConnectTimeout))
    }

    /// The certificate of the appliance with its fingerprint, and why it is not trusted, if that is the error and the
    /// transport knows it.
    ///
    /// ```
    /// # use fmg_bindings::{Error, fmg};
    /// # async fn example(fmg: fmg::Client) {
    /// if let Err(error) = fmg.login().await
    ///     && let Some(certificate) = error.certificate()
    /// {
    ///     // To be compared with the one that the appliance itself shows, and given to `pin_certificate` then.
    ///     println!("{}", certificate.fingerprint());
    /// }
    /// # }
    /// ```
    #[must_use]
    pub fn certificate(&self) -> Option<&CertificateFault> {
        match self.kind() {
            ErrorKind::Transport(transport) => transport.certificate(),
            _ => None,
        }
    }

    /// The response could not be decoded, or belongs to another call.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.kind(), ErrorKind::Decode(_)) && !self.is_without_object()
    }

    /// Whether the same call may succeed later, for example after a lock is released, or when a device or server is
    /// available again.
    ///
    /// That does not mean that the call is safe to repeat. After a [timeout](Self::is_timeout) or a broken connection
    /// the appliance may have done the work ([`is_outcome_unknown`](Self::is_outcome_unknown)), so repeat only reads and
    /// idempotent calls; a [`Retry`](crate::Retry) does so. A [locked-out](Self::is_locked_out) login is never
    /// retryable: each attempt lengthens the wait.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.kind() {
            ErrorKind::Api(_) => self.is_passing(),
            // The web server itself has failed, and not the call.
            ErrorKind::Http(http) => http.status() == 500 || is_busy(http.status()),
            ErrorKind::Rest(rest) => is_busy(rest.http_status()) || self.is_passing(),
            ErrorKind::Transport(transport) => !matches!(
                transport.kind(),
                TransportErrorKind::Certificate
                    | TransportErrorKind::ClientCertificate
                    | TransportErrorKind::Request
                    | TransportErrorKind::Body
                    | TransportErrorKind::ReplyTooLong
            ),
            ErrorKind::Workspace(_) => self.is_locked(),
            ErrorKind::Login(_)
            | ErrorKind::Decode(_)
            | ErrorKind::Encode(_)
            | ErrorKind::File(_)
            | ErrorKind::Config(_)
            | ErrorKind::Credentials(_)
            | ErrorKind::Task(_)
            | ErrorKind::Batch(_)
            | ErrorKind::Other(_) => false,
        }
    }

    fn api(&self) -> Option<&ApiError> {
        match self.kind() {
            ErrorKind::Api(api) => Some(api),
            _ => None,
        }
    }

    fn login(&self) -> Option<&LoginError> {
        match self.kind() {
            ErrorKind::Login(login) => Some(login),
            _ => None,
        }
    }

    fn login_in(&self, kinds: &[LoginErrorKind]) -> bool {
        self.login().is_some_and(|login| kinds.contains(&login.kind()))
    }

    /// The reply reports success without an object.
    fn is_without_object(&self) -> bool {
        matches!(self.kind(), ErrorKind::Decode(decode) if decode.kind() == DecodeErrorKind::NoObject)
    }

    fn is_class(&self, class: CodeClass) -> bool {
        match self.kind() {
            ErrorKind::Api(api) => api.class() == class,
            ErrorKind::Rest(rest) => rest.class() == class,
            _ => false,
        }
    }

    /// Whether a step that may be repeated may succeed then. A reply that was damaged on the network counts as well.
    pub(crate) fn may_pass(&self) -> bool {
        self.is_retryable() || self.is_decode() || self.http_status().is_some_and(|status| status >= 500)
    }

    /// The state that causes the error is temporary.
    fn is_passing(&self) -> bool {
        [CodeClass::Locked, CodeClass::NotReady, CodeClass::Unreachable]
            .into_iter()
            .any(|class| self.is_class(class))
    }

    fn transport(&self) -> Option<TransportErrorKind> {
        match self.kind() {
            ErrorKind::Transport(transport) => Some(transport.kind()),
            _ => None,
        }
    }
}

/// The server is overloaded, or the server behind it does not respond.
fn is_busy(status: u16) -> bool {
    matches!(status, 429 | 502..=504)
}
