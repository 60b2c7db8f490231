//! Requests to an appliance over HTTP, and the answers to them.

use std::sync::Arc;

use bytes::Bytes;
use http::header::HeaderMap;
use http::{Method, Response, request};

use super::download::{Incoming, Options, Wanted};
use super::file::Watcher;
use super::transfer::{self, Patience};
use super::{Content, Refusal};
use crate::base_url::BaseUrl;
use crate::call_record::{CallRecord, Part};
use crate::client_secrets::ClientSecrets;
use crate::connect::{Bounds, Connect, Limit};
use crate::error::{ConfigError, Context, Error, ErrorKind, TransportError, TransportErrorKind};
use crate::reading::Reading;
use crate::retry_after::retry_after;
use crate::trace::Trace;
use crate::transport::Transport;

/// A way to an appliance. Who goes it is not its business.
#[derive(Clone)]
pub(crate) struct Line {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) base: BaseUrl,
    /// What every request carries.
    pub(crate) headers: HeaderMap,
    pub(crate) bounds: Bounds,
    /// How replies are read where a call does not say more.
    pub(crate) reading: Reading,
    /// What the client holds that no error is to show.
    pub(crate) secrets: ClientSecrets,
}

/// A call on its way: what can be said about it when the request itself is gone.
#[derive(Clone, Copy)]
pub(crate) struct Subject {
    pub(crate) method: &'static str,
    pub(crate) template: &'static str,
}

impl Subject {
    pub(crate) fn context(self) -> Context {
        Context::new(self.method, self.template)
    }

    /// An error of this call.
    pub(crate) fn failed(self, kind: impl Into<ErrorKind>) -> Error {
        Error::new(self.context(), kind)
    }
}

impl Line {
    /// The way that a builder was told; `copied` is what people leave at the end of a base url.
    pub(crate) fn new(connect: Connect, copied: &str) -> Result<Self, ConfigError> {
        let base = connect.base_url(copied)?;
        let headers = connect.headers()?;
        let (bounds, reading) = (connect.bounds, connect.reading);
        let secrets = connect.secrets();
        let unfit = |error: http::Error| ConfigError::new("base url", "is no url").because(error);
        let root = base.join("/").map_err(unfit)?;
        Ok(Self {
            transport: connect.into_transport(&root)?,
            base,
            headers,
            bounds,
            reading,
            secrets,
        })
    }

    /// The head of a request: its url, its method, and what every request carries. What kind of content it has is left
    /// open.
    pub(crate) fn head(&self, method: Method, path_and_query: &str) -> Result<request::Parts, TransportError> {
        let unfit = |error: http::Error| TransportError::new(TransportErrorKind::Request, error);
        let mut request = http::Request::new(());
        *request.uri_mut() = self.base.join(path_and_query).map_err(unfit)?;
        *request.method_mut() = method;
        request.headers_mut().clone_from(&self.headers);
        Ok(request.into_parts().0)
    }

    /// Sends a call and reads the answer by `read`.
    pub(crate) async fn exchange<T>(
        &self,
        subject: Subject,
        mut head: Result<request::Parts, TransportError>,
        content: Content,
        timeout: Limit,
        read: impl FnOnce(Response<Bytes>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let trace = Trace::begin(subject.method, subject.template);
        let mut record = self.record(&mut head, &content);
        let sent = async { transfer::send(&*self.transport, head?, content, self.patience(timeout)).await };
        let result = match trace.over(sent).await {
            Err(kind) => Err(record.during(|| subject.failed(kind))),
            Ok((answer, file)) => {
                trace.answered(answer.status());
                record.note_answer(answer.status(), answer.headers());
                let retry_after = retry_after(answer.headers());
                let read = record.during(|| trace.reading(|| read(answer)));
                let read = read.map_err(|error| error.with_retry_after(retry_after));
                // A refusal may come at any time, a success only once everything is there.
                match file.unsent() {
                    Some(unsent) if read.is_ok() => Err(subject.failed(unsent)),
                    _ => read,
                }
            }
        };
        trace.end(result.as_ref().err());
        result
    }

    /// Sends a call whose answer is a file unless `refusal` finds that it is none, and gives that as it comes.
    pub(crate) async fn receive(
        &self,
        subject: Subject,
        mut head: Result<request::Parts, TransportError>,
        content: Content,
        options: &Options,
        watcher: Watcher,
        refusal: Refusal,
    ) -> Result<Incoming, Error> {
        let trace = Trace::begin(subject.method, subject.template);
        let mut record = self.record(&mut head, &content);
        let sent = async { transfer::receive(&*self.transport, head?, content, self.patience(options.timeout)).await };
        let result = match trace.over(sent).await {
            Err(kind) => Err(record.during(|| subject.failed(kind))),
            Ok((answer, file)) => {
                trace.answered(answer.status());
                record.note_answer(answer.status(), answer.headers());
                let retry_after = retry_after(answer.headers());
                let wanted = Wanted {
                    kind: options.file,
                    limit: options.timeout.or(self.bounds).reply,
                    refusal,
                };
                let incoming = Incoming::begin(subject.context(), record, answer, watcher, wanted, file);
                let incoming = trace.over(incoming).await;
                incoming.map_err(|error| error.with_retry_after(retry_after))
            }
        };
        trace.end(result.as_ref().err());
        result
    }

    /// What errors of this call are to know about it. It came with the head, as which it is not sent.
    fn record(&self, head: &mut Result<request::Parts, TransportError>, content: &Content) -> CallRecord {
        let mut record = CallRecord::default();
        if let Ok(head) = head {
            record = head.extensions.remove().unwrap_or(record);
            record.note_headers(&head.headers);
            if head.uri.query().is_some() {
                record.note_part(Part::Query(head.uri.clone()));
            }
        }
        content.note(&mut record);
        record.note_client(&self.secrets);
        record
    }

    fn patience(&self, call: Limit) -> Patience {
        let client = self.bounds;
        Patience { call, client }
    }
}
