//! One request to the appliance and the answer to it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, IF_NONE_MATCH};
use http::{Response, request};

use super::encode::{Content, Encoded, encode};
use super::login::Pass;
use super::request::{Method, Request};
use super::vdoms::Vdoms;
use crate::base_url::BaseUrl;
use crate::connect::Limit;
use crate::error::{Context, Error, ErrorKind, TransportError, TransportErrorKind};
use crate::trace::Trace;
use crate::transport::Transport;

/// What a request is meant to be that goes as `POST` because nothing else is let through.
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");
pub(super) const FORM: HeaderValue = HeaderValue::from_static("application/x-www-form-urlencoded");

/// Exchanges requests and answers with the appliance; who calls is not its business.
pub(super) struct Connection {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) base: BaseUrl,
    /// What every request carries.
    pub(super) headers: HeaderMap,
    pub(super) only_post: bool,
    pub(super) timeout: Option<Duration>,
    /// Where calls are made that do not say so themselves.
    pub(super) home: Option<Vdoms>,
}

/// A call on its way: what can be said about it when the request itself is gone.
#[derive(Clone, Copy)]
pub(super) struct Subject {
    pub(super) method: Method,
    pub(super) template: &'static str,
}

impl Subject {
    pub(super) fn of<R: Request + ?Sized>(request: &R) -> Self {
        Self {
            method: request.method(),
            template: request.template(),
        }
    }

    pub(super) fn context(self) -> Context {
        Context::new(self.method.as_str(), self.template)
    }

    /// An error of this call.
    pub(super) fn failed(self, kind: impl Into<ErrorKind>) -> Error {
        Error::new(self.context(), kind)
    }
}

impl Connection {
    /// Writes a call, in `vdoms` or else where the client is at home.
    pub(super) fn encode<R: Request + ?Sized>(&self, request: &R, vdoms: Option<&Vdoms>) -> Result<Encoded, Error> {
        encode(request, vdoms.or(self.home.as_ref())).map_err(|kind| Subject::of(request).failed(kind))
    }

    /// The head of a request: its url, its method, and the headers that say who calls. What kind of content it has is
    /// left open.
    pub(super) fn prepare(&self, encoded: &Encoded, pass: Option<&Pass>) -> Result<request::Parts, TransportError> {
        let unfit = |error: http::Error| TransportError::new(TransportErrorKind::Request, error);
        let overridden = self.only_post && encoded.method != Method::Post;
        let mut request = http::Request::new(());
        *request.uri_mut() = self.base.join(&encoded.path_and_query).map_err(unfit)?;
        *request.method_mut() = match encoded.method {
            _ if overridden => http::Method::POST,
            Method::Get => http::Method::GET,
            Method::Post => http::Method::POST,
            Method::Put => http::Method::PUT,
            Method::Delete => http::Method::DELETE,
        };
        let headers = request.headers_mut();
        headers.clone_from(&self.headers);
        if overridden {
            headers.insert(METHOD_OVERRIDE, HeaderValue::from_static(encoded.method.as_str()));
        }
        if let Some(pass) = pass {
            // A read that goes as a `POST` looks like a write until the override is heeded.
            pass.show(headers, overridden || !encoded.method.is_read());
        }
        Ok(request.into_parts().0)
    }

    /// Sends a call and reads the answer by `read`.
    ///
    /// `known` is the mark of the state that is not to be answered again.
    pub(super) async fn exchange<T>(
        &self,
        subject: Subject,
        encoded: Encoded,
        pass: Option<&Pass>,
        known: Option<HeaderValue>,
        timeout: Limit,
        read: impl FnOnce(Response<Bytes>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let trace = Trace::begin(subject.method.as_str(), subject.template);
        let answer = trace.over(self.send(encoded, pass, known, timeout)).await;
        let result = match answer {
            Err(error) => Err(subject.failed(error)),
            Ok(answer) => {
                trace.answered(answer.status());
                read(answer)
            }
        };
        trace.end(result.as_ref().err());
        result
    }

    /// Makes a call of the client's own, in no VDOM.
    pub(super) async fn ask<R: Request + ?Sized, T>(
        &self,
        request: &R,
        pass: Option<&Pass>,
        read: impl FnOnce(&Response<Bytes>) -> Result<T, ErrorKind>,
    ) -> Result<T, Error> {
        let subject = Subject::of(request);
        let encoded = encode(request, None).map_err(|kind| subject.failed(kind))?;
        let read = |answer| read(&answer).map_err(|kind| subject.failed(kind));
        self.exchange(subject, encoded, pass, None, Limit::Client, read).await
    }

    async fn send(
        &self,
        encoded: Encoded,
        pass: Option<&Pass>,
        known: Option<HeaderValue>,
        timeout: Limit,
    ) -> Result<Response<Bytes>, ErrorKind> {
        let mut head = self.prepare(&encoded, pass)?;
        if let Some(known) = known {
            head.headers.insert(IF_NONE_MATCH, known);
        }
        let (content_type, body) = match encoded.content {
            Content::None => (None, Vec::new()),
            Content::Json(json) => (Some(JSON), json),
            Content::Form(form) => (Some(FORM), form),
            file @ Content::File { .. } => return self.upload(head, file, timeout).await,
        };
        if let Some(content_type) = content_type {
            head.headers.insert(CONTENT_TYPE, content_type);
        } else if head.method != http::Method::GET {
            // Else it would be left open whether there is more to come.
            head.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        let request = http::Request::from_parts(head, Bytes::from(body));
        Ok(self.transport.exchange(request, timeout.or(self.timeout)).await?)
    }
}
