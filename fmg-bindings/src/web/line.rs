//! Requests to an appliance over HTTP, and the answers to them.

use std::sync::Arc;

use http::header::HeaderMap;
use http::{Method, Uri, request};

use super::download::{Incoming, Wanted};
use super::transfer::{self, Patience};
use super::{Content, Refusal};
use crate::ReplyWithout;
use crate::answered::{Answered, Arrived, Expected};
use crate::base_url::BaseUrl;
use crate::call_record::{CallRecord, Part};
use crate::carries::{CallOptions, FileOptions};
use crate::client_secrets::ClientSecrets;
use crate::connect::{Bounds, Connect, Limit};
use crate::error::{ConfigError, Context, Error, TransportError, TransportErrorKind};
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

/// A request of HTTP on its way to a line.
pub(crate) struct Outgoing {
    pub(crate) call: Context,
    /// An error is one of the call.
    pub(crate) head: Result<request::Parts, TransportError>,
    pub(crate) content: Content,
    /// What errors of the call are to know about it.
    pub(crate) record: CallRecord,
    /// By which the reply is known to belong to the request, in protocols that have such.
    pub(crate) id: Option<u64>,
    pub(crate) without: ReplyWithout,
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
        let url = self.base.join(path_and_query).map_err(unfit)?;
        Ok(self.head_at(method, url))
    }

    /// The same for a url that is known already.
    pub(crate) fn head_at(&self, method: Method, url: Uri) -> request::Parts {
        let mut request = http::Request::new(());
        *request.uri_mut() = url;
        *request.method_mut() = method;
        request.headers_mut().clone_from(&self.headers);
        request.into_parts().0
    }

    /// Sends a call and waits for the answer.
    pub(crate) async fn exchange<'c>(&self, outgoing: Outgoing, options: CallOptions) -> Result<Answered<'c>, Error> {
        let Outgoing {
            call,
            head,
            content,
            record,
            id,
            without,
        } = outgoing;
        let expected = Expected {
            reading: self.reading.or(options.reading),
            id,
            without,
        };
        let trace = Trace::begin(call.method(), call.template());
        let mut record = self.complete(record, &head, &content);
        let sent = async { transfer::send(&*self.transport, head?, content, self.patience(options.limit)).await };
        match trace.over(sent).await {
            Ok((answer, file)) => {
                let arrived = Arrived { call, expected, answer };
                Ok(Answered::new(arrived, record, trace, file))
            }
            Err(kind) => {
                let error = record.during(|| Error::new(call, kind));
                trace.end(Some(&error));
                Err(error)
            }
        }
    }

    /// Sends a call whose answer is a file unless `refusal` finds that it is none, and gives that as it comes.
    pub(crate) async fn receive(
        &self,
        outgoing: Outgoing,
        options: FileOptions,
        refusal: Refusal,
    ) -> Result<Incoming, Error> {
        let Outgoing {
            call,
            head,
            content,
            record,
            ..
        } = outgoing;
        let trace = Trace::begin(call.method(), call.template());
        let mut record = self.complete(record, &head, &content);
        let sent = async { transfer::receive(&*self.transport, head?, content, self.patience(options.limit)).await };
        let result = match trace.over(sent).await {
            Err(kind) => Err(record.during(|| Error::new(call, kind))),
            Ok((answer, file)) => {
                trace.answered(answer.status());
                record.note_answer(answer.status(), answer.headers());
                let retry_after = retry_after(answer.headers());
                let wanted = Wanted {
                    kind: options.kind,
                    limit: options.limit.or(self.bounds).reply,
                    refusal,
                };
                let incoming = Incoming::begin(call, record, answer, options.watcher, wanted, file);
                let incoming = trace.over(incoming).await;
                incoming.map_err(|error| error.with_retry_after(retry_after))
            }
        };
        trace.end(result.as_ref().err());
        result
    }

    /// Adds to what errors of a call are to know about it.
    fn complete(
        &self,
        mut record: CallRecord,
        head: &Result<request::Parts, TransportError>,
        content: &Content,
    ) -> CallRecord {
        if let Ok(head) = head {
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
