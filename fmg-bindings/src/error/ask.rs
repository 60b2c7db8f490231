//! What programs ask of an error.

use std::time::Duration;

use super::{
    ApiError, CertificateFault, DecodeErrorKind, Error, ErrorKind, LoginError, LoginErrorKind, TransportErrorKind,
};
use crate::code::{Code, CodeClass};

impl Error {
    /// The status code, if FortiManager has answered.
    ///
    /// FortiOS counts differently: see [`RestError::code`](super::RestError::code).
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        self.api().map(ApiError::code)
    }

    /// What FortiManager, or the CLI of FortiOS, says about it, if it has answered with words.
    ///
    /// They may quote names and values of the request. They differ between versions; go by the predicates.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        match self.kind() {
            ErrorKind::Api(api) => Some(api.message()),
            ErrorKind::Rest(rest) => rest.cli_error(),
            _ => None,
        }
    }

    /// The HTTP status that says no: that of FortiOS, or of the web server before FortiManager.
    #[must_use]
    pub fn http_status(&self) -> Option<u16> {
        match self.kind() {
            ErrorKind::Http(http) => Some(http.status()),
            ErrorKind::Rest(rest) => Some(rest.http_status()),
            _ => None,
        }
    }

    /// The answer is a redirect, such as to the page of a login, which a gateway or a session that has ended gives.
    /// [`redirect`](Self::redirect) says where it leads.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        self.http_status().is_some_and(crate::call_record::is_redirect)
    }

    /// The object is not there.
    ///
    /// FortiOS says the same of a url that it does not know, and often of a reference that leads nowhere.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.is_class(CodeClass::NotFound) || self.is_without_object()
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
    ///
    /// FortiOS does: here it says that the access profile or the VDOM of the user does not allow the call, and
    /// [`is_session_ended`](Self::is_session_ended) is the other.
    #[must_use]
    pub fn is_permission(&self) -> bool {
        match self.kind() {
            ErrorKind::Http(http) => matches!(http.status(), 401 | 403),
            _ => self.is_class(CodeClass::Permission),
        }
    }

    /// FortiOS does not know who calls: the session has ended, or the token is not, or no longer, one that it accepts.
    ///
    /// No client logs in again by itself. FortiManager reports a lost session as
    /// [a lack of permission](Self::is_permission).
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

    /// FortiOS lets nobody in for a while, because too many logins have failed. To try again lengthens the wait.
    #[must_use]
    pub fn is_locked_out(&self) -> bool {
        self.login_in(&[LoginErrorKind::LockedOut])
    }

    /// User and password are right, and FortiOS wants the code of the second factor with them.
    #[must_use]
    pub fn is_second_factor_needed(&self) -> bool {
        self.login_in(&[LoginErrorKind::SecondFactorNeeded])
    }

    /// The appliance takes no more requests for now; [`retry_after`](Self::retry_after) says for how long if it does.
    ///
    /// FortiOS says so too of an address that has failed to log in too often, so that requests with a wrong token are
    /// better stopped than repeated.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        match self.kind() {
            ErrorKind::Http(http) => http.status() == 429,
            _ => self.is_class(CodeClass::RateLimited),
        }
    }

    /// How long to wait before trying again, from the time that the answer came, if the appliance has named it in the
    /// header `Retry-After`, whatever else it has answered. Never more than a year.
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

    /// The appliance knows no such url, or not this verb or method for it.
    ///
    /// Of a url that it does not know at all, FortiOS says that it is [not found](Self::is_not_found).
    #[must_use]
    pub fn is_invalid_url(&self) -> bool {
        self.is_class(CodeClass::InvalidUrl)
    }

    /// The data does not suit the url. FortiManager seldom says which part of it; FortiOS may, in its
    /// [message](Self::message).
    #[must_use]
    pub fn is_invalid_data(&self) -> bool {
        self.is_class(CodeClass::InvalidData)
    }

    /// A backup was asked for without a password, which FortiManager 7.0.11, 7.2.5, 7.4.2 and later do not give.
    #[must_use]
    pub fn is_password_missing(&self) -> bool {
        self.is_class(CodeClass::PasswordMissing)
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

    /// The reply is longer than the client takes: [`TransportErrorKind::ReplyTooLong`].
    #[must_use]
    pub fn is_reply_too_long(&self) -> bool {
        self.transport() == Some(TransportErrorKind::ReplyTooLong)
    }

    /// There was no connection, so the request was not sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        use TransportErrorKind::{Connect, ConnectTimeout};
        self.transport()
            .is_some_and(|kind| matches!(kind, Connect | ConnectTimeout))
    }

    /// The certificate that the appliance showed, its fingerprint, and why it is not trusted, if that is what went wrong
    /// and the transport knows it.
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

    /// An answer came that is none, or not one to this call.
    #[must_use]
    pub fn is_decode(&self) -> bool {
        matches!(self.kind(), ErrorKind::Decode(_)) && !self.is_without_object()
    }

    /// Whether the same call may succeed later: a lock is given back, a device answers again, a server is
    /// less busy.
    ///
    /// That is not to say that it is safe to repeat. After a [time-out](Self::is_timeout) or a broken
    /// connection the appliance may have done what it was asked to, so repeat reads, and calls that end in
    /// the same state however often they are made. A login that is [locked out](Self::is_locked_out) is never
    /// retryable: each try lengthens the wait.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match self.kind() {
            ErrorKind::Api(_) => self.is_passing(),
            ErrorKind::Http(http) => is_busy(http.status()),
            ErrorKind::Rest(rest) => is_busy(rest.http_status()) || self.is_passing(),
            ErrorKind::Transport(transport) => !matches!(
                transport.kind(),
                TransportErrorKind::Certificate
                    | TransportErrorKind::ClientCertificate
                    | TransportErrorKind::Request
                    | TransportErrorKind::Body
                    | TransportErrorKind::ReplyTooLong
            ),
            ErrorKind::Login(_)
            | ErrorKind::Decode(_)
            | ErrorKind::Encode(_)
            | ErrorKind::File(_)
            | ErrorKind::Config(_)
            | ErrorKind::Credentials(_)
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

    /// Success was reported, and nothing was there.
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

    /// It is the state of something that comes and goes.
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

/// The server has too much to do, or the one behind it does not answer.
fn is_busy(status: u16) -> bool {
    matches!(status, 429 | 502..=504)
}
