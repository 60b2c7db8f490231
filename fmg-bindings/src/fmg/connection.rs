//! Sends one JSON-RPC request to the appliance and receives its response.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use http::Uri;
use http::header::CONTENT_TYPE;

use super::json_rpc::{Draft, JsonRpc, Options};
use crate::client::CallOptions;
use crate::endpoint::{DynEndpoint, Endpoint, Output, ResponseFor};
use crate::error::Error;
use crate::extra_members::ExtraMembers;
use crate::raw_response::PendingCall;
use crate::reply::Reply;
use crate::secret::Secret;
use crate::web::{Content, HttpClient, JSON, OutgoingRequest};

/// Exchanges requests and responses with the appliance. The caller passes the session.
pub(super) struct Connection {
    pub(super) http: HttpClient,
    /// The url of all requests.
    endpoint: Uri,
    next_id: AtomicU64,
}

impl Connection {
    pub(super) fn new(mut http: HttpClient, endpoint: Uri) -> Self {
        // Set here once, so that no request has to reallocate its header map.
        http.headers.insert(CONTENT_TYPE, JSON);
        Self {
            http,
            endpoint,
            next_id: AtomicU64::new(1),
        }
    }

    /// Whether every request carries an API key.
    pub(super) fn has_api_key(&self) -> bool {
        self.http.headers.contains_key(http::header::AUTHORIZATION)
    }

    /// Sends a request of the client itself, which opens, checks or closes its session.
    pub(super) async fn ask<E>(&self, request: E, session: Option<&Arc<Secret>>) -> Result<Output<E>, Error>
    where
        E: Endpoint<Protocol = JsonRpc>,
    {
        let options = Options::default();
        let written: &dyn DynEndpoint<JsonRpc> = &request;
        let draft = written.draft(&options, &ExtraMembers::NONE);
        // Dropped before the wait: the request may hold a password.
        drop(request);
        let pending = self.exchange(draft?, session, CallOptions::SESSION).await?;
        let reply = pending.read(|raw| E::Response::read(raw, &options));
        reply.map(Reply::into_value)
    }

    /// Sends a request and waits for the response.
    ///
    /// Not an `async fn`, whose future would contain the draft.
    pub(super) fn exchange<'s, 'c>(
        &'s self,
        draft: Draft,
        session: Option<&Arc<Secret>>,
        options: CallOptions,
    ) -> impl Future<Output = Result<PendingCall<'c>, Error>> + use<'s, 'c> {
        let Draft {
            call,
            text,
            mut record,
            without,
            ..
        } = draft;
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        if let Some(session) = session {
            record.note_session(Arc::clone(session));
        }
        let (head, content) = match text.seal(id, session.map(|session| &**session)) {
            Ok(json) => (
                Ok(self.http.head_at(http::Method::POST, self.endpoint.clone())),
                Content::Json(json),
            ),
            Err(error) => (Err(error.into()), Content::None),
        };
        let outgoing = OutgoingRequest {
            call,
            head,
            content,
            record,
            id: Some(id),
            without,
        };
        self.http.exchange(outgoing, options)
    }
}
