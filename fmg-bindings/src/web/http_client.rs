//! Sends HTTP requests to one appliance and receives their responses.

use std::sync::Arc;

use http::header::HeaderMap;
use http::{Method, Uri, request};

use super::download::{Incoming, Wanted};
use super::transfer::{Transfer, TransferLimits};
use super::{Content, Refusal};
use crate::ReplyWithout;
use crate::base_url::BaseUrl;
use crate::call_record::CallRecord;
use crate::client::{CallOptions, FileOptions};
use crate::client_secrets::ClientSecrets;
use crate::connect::{Bounds, Connect, Limit};
use crate::error::{ConfigError, Context, Error, ErrorKind, TransportError, TransportErrorKind};
use crate::raw_response::{Expected, PendingCall, RawResponse};
use crate::reading::Reading;
use crate::retry::CallPreparation;
use crate::retry_after::retry_after;
use crate::row_check::RowChecks;
use crate::trace::Trace;
use crate::transport::Transport;

/// Sends requests to one appliance. It adds no session and no password.
#[derive(Clone)]
pub(crate) struct HttpClient {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) base: BaseUrl,
    /// The headers of every request.
    pub(crate) headers: HeaderMap,
    pub(crate) bounds: Bounds,
    /// How replies are decoded, if a call does not override it.
    pub(crate) reading: Reading,
    /// The secrets of the client, which errors leave out.
    pub(crate) secrets: ClientSecrets,
    /// How its calls are prepared.
    pub(crate) preparation: CallPreparation,
}

/// An HTTP request that is ready to be sent.
pub(crate) struct OutgoingRequest {
    pub(crate) call: Context,
    /// The head of the request. An error here fails the call.
    pub(crate) head: Result<request::Parts, ErrorKind>,
    pub(crate) content: Content,
    /// The facts for the errors of the call.
    pub(crate) record: CallRecord,
    /// The id that the reply must repeat, in protocols that have one.
    pub(crate) id: Option<u64>,
    pub(crate) without: ReplyWithout,
}

impl HttpClient {
    /// A client with the settings of a builder. `copied` is the path that users often leave at the end of a base url.
    pub(crate) fn new(connect: Connect, copied: &str) -> Result<Self, ConfigError> {
        let base = connect.base_url(copied)?;
        let headers = connect.headers()?;
        let (bounds, reading) = (connect.bounds, connect.reading);
        let secrets = connect.secrets();
        let preparation = CallPreparation {
            rows: Arc::new(RowChecks::new(connect.row_check, connect.firmware)),
            ..connect.preparation.clone()
        };
        let unfit = |error: http::Error| ConfigError::new("base url", "is not a url").because(error);
        let root = base.join("/").map_err(unfit)?;
        Ok(Self {
            transport: connect.into_transport(&root)?,
            base,
            headers,
            bounds,
            reading,
            secrets,
            preparation,
        })
    }

    /// The head of a request: its url, its method, and the headers of every request, without those of the content.
    pub(crate) fn head(&self, method: Method, path_and_query: &str) -> Result<request::Parts, TransportError> {
        let unfit = |error: http::Error| TransportError::new(TransportErrorKind::Request, error);
        let url = self.base.join(path_and_query).map_err(unfit)?;
        Ok(self.head_at(method, url))
    }

    /// As [`head`](Self::head), for a url that is parsed already.
    pub(crate) fn head_at(&self, method: Method, url: Uri) -> request::Parts {
        let (mut head, ()) = http::Request::new(()).into_parts();
        head.uri = url;
        head.method = method;
        head.headers.clone_from(&self.headers);
        head
    }

    /// Sends a request and waits for the whole response.
    ///
    /// Not an `async fn`, whose future would contain the request. This one contains only the converted request, and so
    /// do the futures of calls.
    pub(crate) fn exchange<'c>(
        &self,
        outgoing: OutgoingRequest,
        options: CallOptions,
    ) -> impl Future<Output = Result<PendingCall<'c>, Error>> + use<'_, 'c> {
        let OutgoingRequest {
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
        let limits = self.transfer_limits(options.limit);
        let transport = &*self.transport;
        let transfer = trace.within(|| match head {
            Ok(head) => Transfer::of_call(transport, head, content, limits),
            Err(kind) => Transfer::Failed(Box::new(kind)),
        });
        let limit = limits.bounds().reply;
        async move {
            match trace.over(transfer.whole_response(limit)).await {
                Ok((answer, upload)) => {
                    let raw = RawResponse { call, expected, answer };
                    Ok(PendingCall::new(raw, record, trace, upload))
                }
                Err(kind) => {
                    let error = record.during(|| Error::new(call, kind));
                    trace.end(Some(&error));
                    Err(error)
                }
            }
        }
    }

    /// Sends a request whose response is a file, and streams that file. `refusal` recognises an error response.
    ///
    /// Not an `async fn`, as [`exchange`](Self::exchange).
    pub(crate) fn receive(
        &self,
        outgoing: OutgoingRequest,
        options: FileOptions,
        refusal: Refusal,
    ) -> impl Future<Output = Result<Incoming, Error>> {
        let OutgoingRequest {
            call,
            head,
            content,
            record,
            ..
        } = outgoing;
        let trace = Trace::begin(call.method(), call.template());
        let mut record = self.complete(record, &head, &content);
        let limits = self.transfer_limits(options.limit);
        let transport = &*self.transport;
        let transfer = trace.within(|| match head {
            Ok(head) => Transfer::of_download(transport, head, content, limits),
            Err(kind) => Transfer::Failed(Box::new(kind)),
        });
        let wanted = Wanted {
            kind: options.kind,
            limit: limits.bounds().reply,
            refusal,
        };
        async move {
            let result = match trace.over(transfer.response()).await {
                Err(kind) => Err(record.during(|| Error::new(call, kind))),
                Ok((answer, upload)) => {
                    trace.answered(answer.status());
                    record.note_answer(answer.status(), answer.headers());
                    let retry_after = retry_after(answer.headers());
                    let incoming = Incoming::begin(call, record, answer, options.watcher, wanted, upload);
                    let incoming = trace.over(incoming).await;
                    incoming.map_err(|error| error.with_retry_after(retry_after))
                }
            };
            trace.end(result.as_ref().err());
            result
        }
    }

    /// Adds the headers, the query and the content to the record of the call.
    fn complete(
        &self,
        mut record: CallRecord,
        head: &Result<request::Parts, ErrorKind>,
        content: &Content,
    ) -> CallRecord {
        if let Ok(head) = head {
            record.note_headers(&head.headers);
            if let Some(query) = head.uri.query() {
                record.note_query(query);
            }
        }
        content.note(&mut record);
        record.note_client(&self.secrets);
        record
    }

    fn transfer_limits(&self, call: Limit) -> TransferLimits {
        let client = self.bounds;
        TransferLimits { call, client }
    }
}
