//! Sends one request to the appliance and receives its response.

use bytes::Bytes;
use http::Response;
use http::header::{HeaderName, HeaderValue, IF_NONE_MATCH};

use super::Method;
use super::protocol::{Draft, EncodedCall, FortiOs, Options};
use super::reply::refusal;
use super::session_token::SessionToken;
use super::vdoms::Vdoms;
use crate::raw_response::PendingCall;

use crate::client::{CallOptions, FileOptions};
use crate::endpoint::DynEndpoint;
use crate::error::{Error, ErrorKind};
use crate::extra_members::ExtraMembers;
use crate::web::download::Incoming;
use crate::web::{Encoded, HttpClient, OutgoingRequest};

/// Holds the intended method of a request that is sent as `POST`, because the network blocks other methods.
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// Exchanges requests and responses with the appliance; does not log in.
pub(super) struct Connection {
    pub(super) http: HttpClient,
    pub(super) only_post: bool,
}

impl Connection {
    /// Builds a request: url, method, content, and the headers that authenticate it.
    fn prepare(&self, call: EncodedCall, token: Option<&SessionToken>) -> OutgoingRequest {
        let EncodedCall { method, encoded, known } = call;
        let overridden = self.only_post && method != Method::Post;
        let mut outgoing = Encoded {
            method: if overridden { http::Method::POST } else { encoded.method },
            ..encoded
        }
        .on(&self.http, None);
        if let Ok(head) = &mut outgoing.head {
            let headers = &mut head.headers;
            if overridden {
                headers.insert(METHOD_OVERRIDE, HeaderValue::from_static(method.as_str()));
            }
            if let Some(token) = token {
                // A read that is sent as `POST` counts as a write until FortiOS applies the override.
                token.add_headers(headers, overridden || !method.is_read());
            }
            headers.extend(known.map(|known| (IF_NONE_MATCH, known)));
        }
        outgoing
    }

    /// Encodes a call, as far as possible before the login.
    ///
    /// # Errors
    ///
    /// A list of VDOMs is empty, or the url is too long.
    pub(super) fn encode(&self, draft: Draft, default_vdoms: Option<&Vdoms>) -> Result<EncodedCall, Error> {
        let call = draft.call();
        let call = draft.in_vdoms(default_vdoms).map_err(|error| call.failed(error))?;
        call.encoded.check(&self.http)?;
        Ok(call)
    }

    /// Sends a request and waits for the response.
    pub(super) fn exchange<'s, 'c>(
        &'s self,
        call: EncodedCall,
        token: Option<&SessionToken>,
        options: CallOptions,
    ) -> impl Future<Output = Result<PendingCall<'c>, Error>> + use<'s, 'c> {
        self.http.exchange(self.prepare(call, token), options)
    }

    /// Sends a request of the client itself, without a VDOM.
    pub(super) async fn ask<T>(
        &self,
        request: &(dyn DynEndpoint<FortiOs> + Sync),
        token: Option<&SessionToken>,
        read: impl FnOnce(&Response<Bytes>) -> Result<T, ErrorKind>,
    ) -> Result<T, Error> {
        let written: &dyn DynEndpoint<FortiOs> = request;
        let draft = written.draft(&Options::default(), &ExtraMembers::NONE)?;
        let call = self.encode(draft, None)?;
        let pending = self.exchange(call, token, CallOptions::SESSION).await?;
        pending.read(|raw| read(&raw.answer).map_err(|kind| raw.call.failed(kind)))
    }

    /// Sends a request whose response is a file, and streams that file.
    pub(super) fn receive<'s>(
        &'s self,
        call: EncodedCall,
        token: Option<&SessionToken>,
        options: FileOptions,
    ) -> impl Future<Output = Result<Incoming, Error>> + use<'s> {
        self.http.receive(self.prepare(call, token), options, refusal)
    }
}
