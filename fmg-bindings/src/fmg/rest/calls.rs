//! Calls of a client to the REST API.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderValue};

use super::Rest;
use crate::Secret;
use crate::client::{CallOptions, ClientFor, FileClientFor, FileOptions, Sending};
use crate::credentials::{Credentials, Source};
use crate::error::{ConfigError, Context, Error};
use crate::fmg::{Client, web};
use crate::raw_response::PendingCall;
use crate::retry::{self, Attempt, CallPreparation, Decoder, Outgoing, ReceiveAttempt, Stage};
use crate::session::Refused;
use crate::web::cookies::sensitive;
use crate::web::download::Incoming;
use crate::web::{Draft, Encoded, HttpClient};

/// Access to the REST API, which requires user and password in every request.
pub(in crate::fmg) enum RestAccess {
    Basic(Box<Basic>),
    /// The client cannot call; with the reason.
    Unavailable(&'static str),
}

/// HTTP basic authentication: user and password in each request.
pub(in crate::fmg) struct Basic {
    http: HttpClient,
    credentials: Source,
    /// Credentials that were refused and are not sent again: an appliance locks a user out after some wrong passwords.
    refused: Mutex<Option<Refused>>,
}

/// The HTTP client of one call, with its credentials.
struct AuthenticatedRest<'w> {
    basic: &'w Basic,
    http: Cow<'w, HttpClient>,
    credentials: Arc<Credentials>,
}

impl RestAccess {
    /// For a client without user and password.
    pub(in crate::fmg) const NO_CREDENTIALS: Self = Self::Unavailable(
        "the REST API needs a user and a password, which this client does not have; it accepts no API key",
    );

    /// Sends by `http`, with these credentials.
    pub(in crate::fmg) fn new(mut http: HttpClient, credentials: Source) -> Self {
        if let Source::Fixed(credentials) = &credentials {
            match authorization(credentials) {
                Ok(header) => http.headers.extend(header.map(|header| (AUTHORIZATION, header))),
                Err(reason) => return Self::Unavailable(reason),
            }
        }
        Self::Basic(Box::new(Basic {
            http,
            credentials,
            refused: Mutex::default(),
        }))
    }

    /// Checks that calls are possible.
    ///
    /// # Errors
    ///
    /// The client has no usable user and password.
    pub(in crate::fmg) fn check(&self) -> Result<(), ConfigError> {
        match self {
            Self::Basic(_) => Ok(()),
            Self::Unavailable(reason) => Err(unavailable(reason)),
        }
    }

    /// Adds url, protocol and user to a `Debug` output.
    pub(in crate::fmg) fn show(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        if let Self::Basic(basic) = self {
            shown
                .field("url", &basic.http.base)
                .field("protocol", &format_args!("REST"))
                .field("user", &basic.credentials);
        }
    }

    /// Forgets that credentials were refused, so that they may be sent once more.
    pub(in crate::fmg) fn forget_refusal(&self) {
        if let Self::Basic(basic) = self {
            *basic.refused() = None;
        }
    }

    /// The HTTP client for one call, with its credentials.
    ///
    /// # Errors
    ///
    /// The client has no usable user and password, or they were refused before.
    async fn authenticated(&self, call: Context) -> Result<AuthenticatedRest<'_>, Error> {
        match self {
            Self::Basic(basic) => basic.authenticated(call).await,
            Self::Unavailable(reason) => Err(call.failed(unavailable(reason))),
        }
    }
}

impl AuthenticatedRest<'_> {
    /// Notes how the call failed: refused credentials are not sent again.
    fn note(&self, error: &Error) {
        if let Some(refused) = Refused::of_request(&self.credentials, error) {
            let mut remembered = self.basic.refused();
            *remembered = Some(refused.after(remembered.take()));
        }
    }
}

impl Basic {
    async fn authenticated(&self, call: Context) -> Result<AuthenticatedRest<'_>, Error> {
        let held = self
            .refused()
            .as_ref()
            .and_then(|refused| refused.holds(Instant::now()));
        if let Some(error) = held {
            return Err(error);
        }
        let credentials = self.credentials.get().await?;
        let refused = self
            .refused()
            .as_ref()
            .and_then(|refused| refused.applies_to(&credentials));
        if let Some(error) = refused {
            return Err(error);
        }
        let mut http = Cow::Borrowed(&self.http);
        if matches!(self.credentials, Source::Asked { .. }) {
            let header = authorization(&credentials).map_err(|reason| call.failed(unavailable(reason)))?;
            http.to_mut()
                .headers
                .extend(header.map(|header| (AUTHORIZATION, header)));
        }
        Ok(AuthenticatedRest {
            basic: self,
            http,
            credentials,
        })
    }

    fn refused(&self) -> MutexGuard<'_, Option<Refused>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unavailable(reason: &'static str) -> ConfigError {
    ConfigError::new("identity", reason)
}

/// The `Authorization` header. The error tells why these credentials cannot be sent.
fn authorization(credentials: &Credentials) -> Result<Option<HeaderValue>, &'static str> {
    let (user, password) = (credentials.user(), credentials.password());
    if user.contains(':') {
        return Err("the user name contains a colon, which HTTP basic authentication cannot express");
    }
    let pair = Secret::from(format!("{user}:{}", password.expose()));
    let encoded = Secret::from(format!("Basic {}", STANDARD.encode(pair.expose())));
    // Base64 text is always a valid header.
    Ok(sensitive(encoded.expose()))
}

impl RestAccess {
    /// Sends a request and waits for the response.
    pub(in crate::fmg) async fn exchange(
        &self,
        encoded: Encoded,
        options: CallOptions,
        stage: &mut Stage,
    ) -> Result<PendingCall<'_>, Error> {
        let access = self.authenticated(encoded.call).await?;
        stage.send();
        let outgoing = encoded.on(&access.http, None);
        let pending = access.http.exchange(outgoing, options).await?;
        Ok(pending.on_failure(move |error| access.note(error)))
    }

    async fn receive(&self, encoded: Encoded, options: FileOptions, stage: &mut Stage) -> Result<Incoming, Error> {
        let access = self.authenticated(encoded.call).await?;
        stage.send();
        let outgoing = encoded.on(&access.http, None);
        let incoming = access.http.receive(outgoing, options, web::refusal).await;
        if let Err(error) = &incoming {
            access.note(error);
        }
        incoming
    }
}

impl Attempt<Rest> for Client {
    fn attempt<'s, 'c: 's>(
        &'c self,
        draft: Draft,
        options: CallOptions,
        stage: &'s mut Stage,
    ) -> impl Future<Output = Result<PendingCall<'c>, Error>> + Send + 's {
        self.inner.rest.exchange(draft.encoded(), options, stage)
    }
}

impl ReceiveAttempt<Rest> for Client {
    fn receive_attempt(
        &self,
        draft: Draft,
        options: FileOptions,
        stage: &mut Stage,
    ) -> impl Future<Output = Result<Incoming, Error>> + Send {
        self.inner.rest.receive(draft.encoded(), options, stage)
    }
}

impl ClientFor<Rest> for Client {
    fn preparation(&self) -> &CallPreparation {
        &self.inner.preparation
    }

    fn exchange<'a>(&'a self, outgoing: Outgoing<Rest>, options: CallOptions, read: Decoder<'a>) -> Sending<'a, ()> {
        retry::exchange(self, outgoing, options, read)
    }
}

impl FileClientFor<Rest> for Client {
    fn receive(&self, outgoing: Outgoing<Rest>, options: FileOptions) -> Sending<'_, Incoming> {
        Box::pin(retry::receive(self, outgoing, options))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::endpoint::Protocol;
    use crate::error::{EncodeErrorKind, ErrorKind, NotInRest};
    use crate::extra_members::ExtraMembers;
    use crate::fmg::AdomName;
    use crate::fmg::rest::GetAdom;

    #[test]
    fn a_name_with_a_slash_is_refused() {
        let call =
            |name: &'static str| Rest::draft(&GetAdom::new(AdomName::new(name).unwrap()), &(), &ExtraMembers::NONE);
        assert!(call("a b%2Fc").is_ok());
        let Err(ErrorKind::Encode(error)) = call("root/device") else {
            panic!("the slash would address the devices of an ADOM");
        };
        assert_eq!(error.kind(), EncodeErrorKind::NotInRest(NotInRest::Slash));
    }
}
