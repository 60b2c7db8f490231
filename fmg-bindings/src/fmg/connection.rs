//! One request to the appliance and the reply to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{HeaderMap, Response, Uri};

use super::answer::{Output, Reply};
use super::envelope::{self, Encoded, Envelope};
use super::reply::{self, Expected};
use super::request::Request;
use crate::call_record::{CallRecord, Part};
use crate::client_secrets::ClientSecrets;
use crate::connect::{Bounds, Limit};
use crate::error::{Context, Error, ErrorKind};
use crate::reading::Reading;
use crate::retry_after::retry_after;
use crate::secret::{Secret, wiped};
use crate::trace::Trace;
use crate::transport::{Transport, exchange_within};

/// What can be set for one call.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    pub(super) timeout: Limit,
    pub(super) verbose: bool,
    pub(super) keep_session_idle: bool,
    pub(super) reading: Reading,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            timeout: Limit::CLIENT,
            verbose: true,
            keep_session_idle: false,
            reading: Reading::default(),
        }
    }
}

/// A call that can be sent, once it is known in which session.
pub(super) struct Draft {
    method: &'static str,
    template: &'static str,
    encoded: Encoded,
    record: CallRecord,
    bounds: Bounds,
    expected: Expected,
}

/// Exchanges requests and replies with the appliance; who calls is not its business.
pub(super) struct Connection {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) endpoint: Uri,
    headers: HeaderMap,
    pub(super) bounds: Bounds,
    reading: Reading,
    /// What the client holds that no error is to show.
    secrets: ClientSecrets,
    next_id: AtomicU64,
}

impl Connection {
    pub(super) fn new(
        transport: Arc<dyn Transport>,
        endpoint: Uri,
        headers: HeaderMap,
        bounds: Bounds,
        reading: Reading,
        secrets: ClientSecrets,
    ) -> Self {
        Self {
            transport,
            endpoint,
            headers,
            bounds,
            reading,
            secrets,
            next_id: AtomicU64::new(1),
        }
    }

    /// Whether every request carries a key that says who calls.
    pub(super) fn shows_key(&self) -> bool {
        self.headers.contains_key(http::header::AUTHORIZATION)
    }

    /// Sends `request`, by which the client opens, checks or closes its session.
    pub(super) async fn exchange<R: Request + Send>(
        &self,
        request: R,
        session: Option<&Arc<Secret>>,
    ) -> Result<Output<R>, Error> {
        let options = Options {
            timeout: Limit::SESSION,
            ..Options::default()
        };
        let draft = self.draft(&request, options)?;
        // Gone before the wait, so that the future of a call is `Send` if its request is.
        drop(request);
        self.send::<R>(draft, session).await.map(Reply::into_value)
    }

    /// Writes a call, but for its session.
    pub(super) fn draft<R: Request>(&self, request: &R, options: Options) -> Result<Draft, Error> {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let envelope = Envelope {
            id,
            verbose: options.verbose,
            keep_session_idle: options.keep_session_idle,
        };
        let (encoded, mut record) = CallRecord::writing(|| envelope::encode(request, envelope));
        record.note_url(request.url());
        let expected = Expected {
            reading: self.reading.or(options.reading),
            id: Some(id),
            without: request.reply_without(),
        };
        Ok(Draft {
            method: request.method().as_str(),
            template: request.template(),
            encoded: encoded?,
            record,
            bounds: options.timeout.or(self.bounds),
            expected,
        })
    }

    /// Sends a call of `R` and reads the reply.
    pub(super) async fn send<R: Request>(
        &self,
        draft: Draft,
        session: Option<&Arc<Secret>>,
    ) -> Result<Reply<Output<R>>, Error> {
        let Draft {
            encoded,
            mut record,
            bounds,
            expected,
            ..
        } = draft;
        let call = Context::new(draft.method, draft.template);
        record.note_client(&self.secrets);
        record.note_headers(&self.headers);
        if let Some(session) = session {
            record.note_session(Arc::clone(session));
        }
        let body = encoded.seal(session.map(|session| &**session));
        let body = wiped(body.map_err(|error| Error::new(call, error))?);
        record.note_part(Part::Json(body.clone()));
        let trace = Trace::begin(draft.method, draft.template);
        let result = match trace.over(self.post(body, bounds)).await {
            Err(error) => Err(record.during(|| Error::new(call, error))),
            Ok(answer) => {
                record.note_answer(answer.status(), answer.headers());
                let read = || reply::decode::<R::Response>(call, expected, answer.status(), answer.body());
                record
                    .during(|| trace.reading(read))
                    .map_err(|error| error.with_retry_after(retry_after(answer.headers())))
                    .map(|read| Reply::new(read, answer.into_body()))
            }
        };
        trace.end(result.as_ref().err());
        result
    }

    async fn post(&self, body: Bytes, bounds: Bounds) -> Result<Response<Bytes>, ErrorKind> {
        let mut request = http::Request::new(body);
        *request.method_mut() = http::Method::POST;
        request.uri_mut().clone_from(&self.endpoint);
        request.headers_mut().clone_from(&self.headers);
        exchange_within(&*self.transport, request, bounds.timeout, bounds.reply).await
    }
}
