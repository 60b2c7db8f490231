//! Calls of a client to the REST counterpart.

use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, HeaderValue};

use super::Rest;
use crate::Secret;
use crate::answered::Answered;
use crate::carries::{CallOptions, Carries, CarriesFiles, FileOptions, Sending};
use crate::credentials::{Credentials, Source};
use crate::error::{ConfigError, Context, Error};
use crate::fmg::{Client, web};
use crate::session::Refused;
use crate::web::cookies::sensitive;
use crate::web::download::Incoming;
use crate::web::{Draft, Encoded, Line};

/// How a client reaches the REST counterpart, which asks every request for user and password.
pub(in crate::fmg) enum Way {
    As(Box<Basic>),
    /// There is nobody to call as, for this reason.
    Barred(&'static str),
}

/// Somebody who shows user and password in each request.
pub(in crate::fmg) struct Basic {
    line: Line,
    credentials: Source,
    /// What was refused, and is not sent again: an appliance locks out whoever shows a wrong password too often.
    refused: Mutex<Option<Refused>>,
}

/// What a call goes by.
struct Admission<'w> {
    basic: &'w Basic,
    line: Cow<'w, Line>,
    credentials: Arc<Credentials>,
}

impl Way {
    /// The way for a client that has no user and no password.
    pub(in crate::fmg) const NOBODY: Self = Self::Barred(
        "the REST counterpart takes a user and a password, which this client does not have; it takes no API key",
    );

    /// The way of `line`, with these credentials.
    pub(in crate::fmg) fn new(mut line: Line, credentials: Source) -> Self {
        if let Source::Fixed(credentials) = &credentials {
            match authorization(credentials) {
                Ok(header) => line.headers.extend(header.map(|header| (AUTHORIZATION, header))),
                Err(reason) => return Self::Barred(reason),
            }
        }
        Self::As(Box::new(Basic {
            line,
            credentials,
            refused: Mutex::default(),
        }))
    }

    /// Whether there is a way.
    ///
    /// # Errors
    ///
    /// There is nobody to call as.
    pub(in crate::fmg) fn check(&self) -> Result<(), ConfigError> {
        match self {
            Self::As(_) => Ok(()),
            Self::Barred(reason) => Err(barred(reason)),
        }
    }

    /// Shows where it leads, and as whom it calls.
    pub(in crate::fmg) fn show(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        if let Self::As(basic) = self {
            shown
                .field("url", &basic.line.base)
                .field("door", &format_args!("REST"))
                .field("user", &basic.credentials);
        }
    }

    /// Lets what was refused be sent once more.
    pub(in crate::fmg) fn retry(&self) {
        if let Self::As(basic) = self {
            *basic.refused() = None;
        }
    }

    /// What a call goes by.
    ///
    /// # Errors
    ///
    /// There is nobody to call as, or these credentials were refused before.
    async fn admit(&self, call: Context) -> Result<Admission<'_>, Error> {
        match self {
            Self::As(basic) => basic.admit(call).await,
            Self::Barred(reason) => Err(call.failed(barred(reason))),
        }
    }
}

impl Admission<'_> {
    /// The call has failed so.
    fn note(&self, error: &Error) {
        if let Some(refused) = Refused::of_request(&self.credentials, error) {
            let mut remembered = self.basic.refused();
            *remembered = Some(refused.after(remembered.take()));
        }
    }
}

impl Basic {
    async fn admit(&self, call: Context) -> Result<Admission<'_>, Error> {
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
        let mut line = Cow::Borrowed(&self.line);
        if matches!(self.credentials, Source::Asked { .. }) {
            let header = authorization(&credentials).map_err(|reason| call.failed(barred(reason)))?;
            line.to_mut()
                .headers
                .extend(header.map(|header| (AUTHORIZATION, header)));
        }
        Ok(Admission {
            basic: self,
            line,
            credentials,
        })
    }

    fn refused(&self) -> MutexGuard<'_, Option<Refused>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn barred(reason: &'static str) -> ConfigError {
    ConfigError::new("identity", reason)
}

/// The header that says who calls; an error says why there can be none.
fn authorization(credentials: &Credentials) -> Result<Option<HeaderValue>, &'static str> {
    let (user, password) = (credentials.user(), credentials.password());
    if user.contains(':') {
        return Err("the user has a colon in its name, which HTTP basic authentication cannot express");
    }
    let pair = Secret::from(format!("{user}:{}", password.expose()));
    let encoded = Secret::from(format!("Basic {}", STANDARD.encode(pair.expose())));
    // Base64 always can be a header.
    Ok(sensitive(encoded.expose()))
}

impl Way {
    /// Sends a call and waits for the answer.
    pub(in crate::fmg) async fn exchange(&self, encoded: Encoded, options: CallOptions) -> Result<Answered<'_>, Error> {
        let admission = self.admit(encoded.call).await?;
        let outgoing = encoded.on(&admission.line, None);
        let answered = admission.line.exchange(outgoing, options).await?;
        Ok(answered.told(move |error| admission.note(error)))
    }

    async fn receive(&self, encoded: Encoded, options: FileOptions) -> Result<Incoming, Error> {
        let admission = self.admit(encoded.call).await?;
        let outgoing = encoded.on(&admission.line, None);
        let incoming = admission.line.receive(outgoing, options, web::refusal).await;
        if let Err(error) = &incoming {
            admission.note(error);
        }
        incoming
    }
}

impl Carries<Rest> for Client {
    fn exchange(&self, draft: Draft, options: CallOptions) -> Sending<'_, Answered<'_>> {
        Box::pin(self.inner.rest.exchange(draft.encoded(), options))
    }
}

impl CarriesFiles<Rest> for Client {
    fn receive(&self, draft: Draft, options: FileOptions) -> Sending<'_, Incoming> {
        Box::pin(self.inner.rest.receive(draft.encoded(), options))
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
            panic!("it would read the devices of an ADOM");
        };
        assert_eq!(error.kind(), EncodeErrorKind::NotInRest(NotInRest::Slash));
    }
}
