//! Calls of a client to the REST counterpart.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::Response;
use http::header::AUTHORIZATION;

use super::{Download, DownloadCall, Request};
use crate::Secret;
use crate::error::{ConfigError, Error};
use crate::fmg::reply::Expected;
use crate::fmg::web::{self, Call, Draft, Line};
use crate::fmg::{Client, Output, Reply};
use crate::web::cookies::sensitive;
use crate::web::download::{Incoming, Options};
use crate::web::file::Watcher;

/// How a client reaches the REST counterpart, which asks every request for user and password.
pub(in crate::fmg) enum Way {
    As(Box<Line>),
    /// There is nobody to call as, for this reason.
    Barred(&'static str),
}

impl Way {
    /// The way for a client that has no user and no password.
    pub(in crate::fmg) const NOBODY: Self = Self::Barred(
        "the REST counterpart takes a user and a password, which this client does not have; it takes no API key",
    );

    /// The way of `line`, as this user.
    pub(in crate::fmg) fn new(mut line: Line, user: &str, password: &Secret) -> Self {
        if user.contains(':') {
            return Self::Barred("the user has a colon in its name, which HTTP basic authentication cannot express");
        }
        let pair = Secret::from(format!("{user}:{}", password.expose()));
        let encoded = Secret::from(format!("Basic {}", STANDARD.encode(pair.expose())));
        // Base64 always can be a header.
        line.headers
            .extend(sensitive(encoded.expose()).map(|header| (AUTHORIZATION, header)));
        Self::As(Box::new(line))
    }

    /// The way itself.
    ///
    /// # Errors
    ///
    /// There is nobody to call as.
    pub(in crate::fmg) fn line(&self) -> Result<&Line, ConfigError> {
        match self {
            Self::As(line) => Ok(line),
            Self::Barred(reason) => Err(ConfigError::new("identity", reason)),
        }
    }
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
        let draft = Draft::new(&request).map_err(|kind| subject.failed(kind))?;
        let without = request.reply_without();
        // Gone before the wait, so that the future of a call is `Send` if its request is.
        drop(request);
        let line = self.inner.rest.line().map_err(|error| subject.failed(error))?;
        let expected = Expected::over_http(line.reading.or(options.reading), without);
        let read = |answer: Response<Bytes>| {
            web::read::<R::Response>(subject.context(), expected, answer.status(), answer.body())
                .map(|read| Reply::new(read, answer.into_body()))
        };
        let (head, content) = draft.seal(None).on(line, None);
        line.exchange(subject, head, content, options.timeout, read).await
    }

    /// Sends a call that is to be answered by a file.
    pub(in crate::fmg) async fn receive<R: Request + Download + Send>(
        &self,
        request: R,
        options: Options,
        watcher: Watcher,
    ) -> Result<Incoming, Error> {
        let subject = web::subject(&request);
        let draft = Draft::new(&request).map_err(|kind| subject.failed(kind))?;
        drop(request);
        let line = self.inner.rest.line().map_err(|error| subject.failed(error))?;
        let (head, content) = draft.seal(None).on(line, None);
        line.receive(subject, head, content, options.timeout, watcher, web::refusal)
            .await
    }
}
