//! Calls of a client to the REST counterpart.

use std::borrow::Cow;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Response;
use http::header::{AUTHORIZATION, HeaderValue};

use super::{Download, DownloadCall, Request};
use crate::Secret;
use crate::credentials::{Credentials, Source};
use crate::error::{ConfigError, EncodeError, EncodeErrorKind, Error, ErrorKind, NotInRest};
use crate::fmg::reply::Expected;
use crate::fmg::web::{self, Call, Draft, Line, Subject};
use crate::fmg::{Client, Output, Reply};
use crate::session::Refused;
use crate::web::cookies::sensitive;
use crate::web::download::{Incoming, Options};
use crate::web::file::Watcher;

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
pub(in crate::fmg) struct Admission<'w> {
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

    /// The way itself, for what does not depend on who calls.
    ///
    /// # Errors
    ///
    /// There is nobody to call as.
    pub(in crate::fmg) fn line(&self) -> Result<&Line, ConfigError> {
        match self {
            Self::As(basic) => Ok(&basic.line),
            Self::Barred(reason) => Err(barred(reason)),
        }
    }

    /// As whom it calls.
    pub(in crate::fmg) fn user(&self) -> Option<&Source> {
        match self {
            Self::As(basic) => Some(&basic.credentials),
            Self::Barred(_) => None,
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
    pub(in crate::fmg) async fn admit(&self, subject: Subject) -> Result<Admission<'_>, Error> {
        match self {
            Self::As(basic) => basic.admit(subject).await,
            Self::Barred(reason) => Err(subject.failed(barred(reason))),
        }
    }
}

impl Admission<'_> {
    pub(in crate::fmg) fn line(&self) -> &Line {
        &self.line
    }

    /// The call has come out so.
    pub(in crate::fmg) fn note<T>(&self, outcome: &Result<T, Error>) {
        if let Err(error) = outcome
            && let Some(refused) = Refused::of_request(&self.credentials, error)
        {
            *self.basic.refused() = Some(refused);
        }
    }
}

impl Basic {
    async fn admit(&self, subject: Subject) -> Result<Admission<'_>, Error> {
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
            let header = authorization(&credentials).map_err(|reason| subject.failed(barred(reason)))?;
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

impl Client {
    /// A call to the REST counterpart.
    pub fn send_rest<R: Request>(&self, request: R) -> Call<'_, Self, R> {
        Call::new(self, request)
    }

    /// A call to the REST counterpart that is answered by a file. See [`DownloadCall`] for where that can go.
    pub fn download_rest<R: Request + Download>(&self, request: R) -> DownloadCall<'_, Self, R> {
        DownloadCall::new(self, request)
    }

    /// Sends a call and reads the answer.
    pub(in crate::fmg) async fn run_web<R: Request + Send>(
        &self,
        request: R,
        options: web::Options,
    ) -> Result<Reply<Output<R>>, Error> {
        let subject = web::subject(&request);
        let draft = draft(&request).map_err(|kind| subject.failed(kind))?;
        let without = request.reply_without();
        // Gone before the wait, so that the future of a call is `Send` if its request is.
        drop(request);
        let admission = self.inner.rest.admit(subject).await?;
        let line = admission.line();
        let expected = Expected::over_http(line.reading.or(options.reading), without);
        let read = |answer: Response<Bytes>| {
            web::read::<R::Response>(subject.context(), expected, answer.status(), answer.body())
                .map(|read| Reply::new(read, answer.into_body()))
        };
        let (head, content) = draft.seal(None).on(line, None);
        let answer = line.exchange(subject, head, content, options.timeout, read).await;
        admission.note(&answer);
        answer
    }

    /// Sends a call that is to be answered by a file.
    pub(in crate::fmg) async fn receive<R: Request + Download + Send>(
        &self,
        request: R,
        options: Options,
        watcher: Watcher,
    ) -> Result<Incoming, Error> {
        let subject = web::subject(&request);
        let draft = draft(&request).map_err(|kind| subject.failed(kind))?;
        drop(request);
        let admission = self.inner.rest.admit(subject).await?;
        let (head, content) = draft.seal(None).on(admission.line(), None);
        let receiving = admission
            .line()
            .receive(subject, head, content, &options, watcher, web::refusal);
        let incoming = receiving.await;
        admission.note(&incoming);
        incoming
    }
}

/// Writes a call.
///
/// # Errors
///
/// As for every call of HTTP, and when a name has a slash: no document shows how one is written here, and FortiManager
/// makes a url of JSON-RPC of the decoded path, in which the slash would lead elsewhere.
fn draft<R: Request + ?Sized>(request: &R) -> Result<Draft, ErrorKind> {
    if request.url().contains("%2F") {
        return Err(EncodeError::from(EncodeErrorKind::NotInRest(NotInRest::Slash)).into());
    }
    Draft::new(request)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fmg::AdomName;
    use crate::fmg::rest::GetAdom;

    #[test]
    fn a_name_with_a_slash_is_refused() {
        let call = |name: &'static str| draft(&GetAdom::new(AdomName::new(name).unwrap()));
        assert!(call("a b%2Fc").is_ok());
        let Err(ErrorKind::Encode(error)) = call("root/device") else {
            panic!("it would read the devices of an ADOM");
        };
        assert_eq!(error.kind(), EncodeErrorKind::NotInRest(NotInRest::Slash));
    }
}
