//! One request to the appliance and the reply to it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{HeaderMap, Response, Uri};

use super::answer::{Output, Reply};
use super::envelope::{self, Envelope};
use super::reply::{self, Expected};
use super::request::Request;
use crate::call_record::{CallRecord, Part};
use crate::connect::{Bounds, Limit};
use crate::error::{Context, Error, TransportError};
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

/// Exchanges requests and replies with the appliance; who calls is not its business.
pub(super) struct Connection {
    pub(super) transport: Arc<dyn Transport>,
    pub(super) endpoint: Uri,
    headers: HeaderMap,
    pub(super) bounds: Bounds,
    reading: Reading,
    /// What the client holds that no error is to show.
    secrets: Arc<[Secret]>,
    next_id: AtomicU64,
}

impl Connection {
    pub(super) fn new(
        transport: Arc<dyn Transport>,
        endpoint: Uri,
        headers: HeaderMap,
        bounds: Bounds,
        reading: Reading,
        secrets: Arc<[Secret]>,
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

    /// Sends `request` with the default options.
    pub(super) async fn exchange<R: Request + Send>(
        &self,
        request: R,
        session: Option<Arc<Secret>>,
    ) -> Result<Output<R>, Error> {
        self.exchange_with(request, session, Options::default())
            .await
            .map(Reply::into_value)
    }

    /// Sends `request` and reads the reply.
    pub(super) async fn exchange_with<R: Request + Send>(
        &self,
        request: R,
        session: Option<Arc<Secret>>,
        options: Options,
    ) -> Result<Reply<Output<R>>, Error> {
        let (method, template) = (request.method(), request.template());
        let call = Context::new(method.as_str(), template);
        let trace = Trace::begin(method.as_str(), template);
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let expected = Expected {
            reading: self.reading.or(options.reading),
            id: Some(id),
            without: request.reply_without(),
        };
        let (body, mut record) = CallRecord::writing(|| {
            let Options {
                verbose,
                keep_session_idle,
                ..
            } = options;
            envelope::encode(
                &request,
                Envelope {
                    id,
                    session: session.as_deref(),
                    verbose,
                    keep_session_idle,
                },
            )
        });
        // Gone before the wait, so that the future of a call is `Send` if its request is.
        drop(request);
        record.note_client(&self.secrets);
        record.note_headers(&self.headers);
        if let Some(session) = session {
            record.note_session(session);
        }
        let bounds = options.timeout.or(self.bounds);
        let result = match body {
            Err(error) => Err(error),
            Ok(body) => {
                let body = wiped(body);
                record.note_part(Part::Json(body.clone()));
                match trace.over(self.post(body, bounds)).await {
                    Err(error) => Err(record.during(|| Error::new(call, error))),
                    Ok(answer) => {
                        let read = || reply::decode::<R::Response>(call, expected, answer.status(), answer.body());
                        record
                            .during(|| trace.reading(read))
                            .map_err(|error| error.with_retry_after(retry_after(answer.headers())))
                            .map(|read| Reply::new(read, answer.into_body()))
                    }
                }
            }
        };
        trace.end(result.as_ref().err());
        result
    }

    async fn post(&self, body: Bytes, bounds: Bounds) -> Result<Response<Bytes>, TransportError> {
        let mut request = http::Request::new(body);
        *request.method_mut() = http::Method::POST;
        request.uri_mut().clone_from(&self.endpoint);
        request.headers_mut().clone_from(&self.headers);
        exchange_within(&*self.transport, request, bounds.timeout, bounds.reply).await
    }
}
