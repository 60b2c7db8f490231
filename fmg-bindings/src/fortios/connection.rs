//! One request to the appliance and the answer to it.

use bytes::Bytes;
use http::Response;
use http::header::{HeaderName, HeaderValue, IF_NONE_MATCH};

use super::Method;
use super::protocol::{Draft, Finished, FortiOs, Options};
use super::reply::refusal;
use super::session_token::SessionToken;
use super::vdoms::Vdoms;
use crate::answered::Answered;

use crate::carries::{CallOptions, FileOptions};
use crate::endpoint::DynEndpoint;
use crate::error::{Error, ErrorKind};
use crate::extra_members::ExtraMembers;
use crate::web::download::Incoming;
use crate::web::{Encoded, HttpClient, OutgoingRequest};

/// What a request is meant to be that goes as `POST` because nothing else is let through.
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// Exchanges requests and answers with the appliance; who calls is not its business.
pub(super) struct Connection {
    pub(super) http: HttpClient,
    pub(super) only_post: bool,
    /// Where calls are made that do not say so themselves.
    pub(super) default_vdoms: Option<Vdoms>,
}

impl Connection {
    /// A request: its url, its method, its content, and the headers that say who calls.
    fn prepare(&self, call: Finished, token: Option<&SessionToken>) -> OutgoingRequest {
        let Finished { method, encoded, known } = call;
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
                // A read that goes as a `POST` looks like a write until the override is heeded.
                token.show(headers, overridden || !method.is_read());
            }
            headers.extend(known.map(|known| (IF_NONE_MATCH, known)));
        }
        outgoing
    }

    /// What is sent for a call, as far as that is known before the login.
    ///
    /// # Errors
    ///
    /// The VDOMs are none, or the url is too long.
    pub(super) fn finish(&self, draft: Draft) -> Result<Finished, Error> {
        let call = draft.in_vdoms(self.default_vdoms.as_ref())?;
        call.encoded.check(&self.http)?;
        Ok(call)
    }

    /// Sends a call and waits for the answer.
    pub(super) async fn exchange<'c>(
        &self,
        call: Finished,
        token: Option<&SessionToken>,
        options: CallOptions,
    ) -> Result<Answered<'c>, Error> {
        self.http.exchange(self.prepare(call, token), options).await
    }

    /// Makes a call of the client's own, in no VDOM.
    pub(super) async fn ask<T>(
        &self,
        request: &(dyn DynEndpoint<FortiOs> + Sync),
        token: Option<&SessionToken>,
        read: impl FnOnce(&Response<Bytes>) -> Result<T, ErrorKind>,
    ) -> Result<T, Error> {
        let written: &dyn DynEndpoint<FortiOs> = request;
        let draft = written.draft(&Options::default(), &ExtraMembers::NONE)?;
        let call = draft.in_vdoms(None)?;
        let answered = self.exchange(call, token, CallOptions::SESSION).await?;
        answered.read(|arrived| read(&arrived.answer).map_err(|kind| arrived.call.failed(kind)))
    }

    /// Sends a call whose answer is a file, and gives that as it comes.
    pub(super) async fn receive(
        &self,
        call: Finished,
        token: Option<&SessionToken>,
        options: FileOptions,
    ) -> Result<Incoming, Error> {
        self.http.receive(self.prepare(call, token), options, refusal).await
    }
}
