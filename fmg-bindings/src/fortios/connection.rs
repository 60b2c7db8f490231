//! One request to the appliance and the answer to it.

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue, IF_NONE_MATCH};
use http::{Response, request};

use super::encode::{Encoded, encode};
use super::login::Pass;
use super::reply::refusal;
use super::request::{Method, Request};
use super::vdoms::Vdoms;
use crate::connect::Limit;
use crate::error::{Error, ErrorKind, TransportError};
use crate::web::download::{Incoming, Options};
use crate::web::file::Watcher;
use crate::web::{Line, Subject};

/// What a request is meant to be that goes as `POST` because nothing else is let through.
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// Exchanges requests and answers with the appliance; who calls is not its business.
pub(super) struct Connection {
    pub(super) line: Line,
    pub(super) only_post: bool,
    /// Where calls are made that do not say so themselves.
    pub(super) home: Option<Vdoms>,
}

/// What can be said of a call when the request itself is gone.
pub(super) fn subject<R: Request + ?Sized>(request: &R) -> Subject {
    Subject {
        method: request.method().as_str(),
        template: request.template(),
    }
}

impl Connection {
    /// Writes a call, in `vdoms` or else where the client is at home.
    pub(super) fn encode<R: Request + ?Sized>(&self, request: &R, vdoms: Option<&Vdoms>) -> Result<Encoded, Error> {
        encode(request, vdoms.or(self.home.as_ref())).map_err(|kind| subject(request).failed(kind))
    }

    /// The head of a request: its url, its method, and the headers that say who calls. What kind of content it has is
    /// left open.
    pub(super) fn prepare(&self, encoded: &mut Encoded, pass: Option<&Pass>) -> Result<request::Parts, TransportError> {
        let overridden = self.only_post && encoded.method != Method::Post;
        let method = match encoded.method {
            _ if overridden => http::Method::POST,
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
            Method::Put => http::Method::PUT,
            Method::Delete => http::Method::DELETE,
        };
        let mut head = self.line.head(method, &encoded.path_and_query)?;
        let headers = &mut head.headers;
        if overridden {
            headers.insert(METHOD_OVERRIDE, HeaderValue::from_static(encoded.method.as_str()));
        }
        if let Some(pass) = pass {
            // A read that goes as a `POST` looks like a write until the override is heeded.
            pass.show(headers, overridden || !encoded.method.is_read());
        }
        head.extensions.insert(std::mem::take(&mut encoded.record));
        Ok(head)
    }

    /// Sends a call and reads the answer by `read`.
    ///
    /// `known` is the mark of the state that is not to be answered again.
    pub(super) async fn exchange<T>(
        &self,
        subject: Subject,
        mut encoded: Encoded,
        pass: Option<&Pass>,
        known: Option<HeaderValue>,
        timeout: Limit,
        read: impl FnOnce(Response<Bytes>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut head = self.prepare(&mut encoded, pass);
        if let (Ok(head), Some(known)) = (&mut head, known) {
            head.headers.insert(IF_NONE_MATCH, known);
        }
        self.line.exchange(subject, head, encoded.content, timeout, read).await
    }

    /// Makes a call of the client's own, in no VDOM.
    pub(super) async fn ask<R: Request + ?Sized, T>(
        &self,
        request: &R,
        pass: Option<&Pass>,
        read: impl FnOnce(&Response<Bytes>) -> Result<T, ErrorKind>,
    ) -> Result<T, Error> {
        let subject = subject(request);
        let encoded = encode(request, None).map_err(|kind| subject.failed(kind))?;
        let read = |answer| read(&answer).map_err(|kind| subject.failed(kind));
        self.exchange(subject, encoded, pass, None, Limit::SESSION, read).await
    }

    /// Sends a call whose answer is a file, and gives that as it comes.
    pub(super) async fn receive(
        &self,
        subject: Subject,
        mut encoded: Encoded,
        pass: Option<&Pass>,
        options: &Options,
        watcher: Watcher,
    ) -> Result<Incoming, Error> {
        let head = self.prepare(&mut encoded, pass);
        self.line
            .receive(subject, head, encoded.content, options, watcher, refusal)
            .await
    }
}
