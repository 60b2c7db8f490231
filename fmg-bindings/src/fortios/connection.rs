//! One request to the appliance and the answer to it.

use bytes::Bytes;
use http::Response;
use http::header::{HeaderName, HeaderValue, IF_NONE_MATCH};

use super::Method;
use super::pass::Pass;
use super::protocol::{Draft, Finished, FortiOs, Options};
use super::reply::refusal;
use super::vdoms::Vdoms;
use crate::answered::Answered;

use crate::carries::{CallOptions, FileOptions};
use crate::endpoint::DynEndpoint;
use crate::error::{Error, ErrorKind};
use crate::extra_members::ExtraMembers;
use crate::web::download::Incoming;
use crate::web::{Encoded, Line, Outgoing};

/// What a request is meant to be that goes as `POST` because nothing else is let through.
const METHOD_OVERRIDE: HeaderName = HeaderName::from_static("x-http-method-override");

/// Exchanges requests and answers with the appliance; who calls is not its business.
pub(super) struct Connection {
    pub(super) line: Line,
    pub(super) only_post: bool,
    /// Where calls are made that do not say so themselves.
    pub(super) home: Option<Vdoms>,
}

impl Connection {
    /// A request: its url, its method, its content, and the headers that say who calls.
    fn prepare(&self, call: Finished, pass: Option<&Pass>) -> Outgoing {
        let Finished { method, encoded, known } = call;
        let overridden = self.only_post && method != Method::Post;
        let mut outgoing = Encoded {
            method: if overridden { http::Method::POST } else { encoded.method },
            ..encoded
        }
        .on(&self.line, None);
        if let Ok(head) = &mut outgoing.head {
            let headers = &mut head.headers;
            if overridden {
                headers.insert(METHOD_OVERRIDE, HeaderValue::from_static(method.as_str()));
            }
            if let Some(pass) = pass {
                // A read that goes as a `POST` looks like a write until the override is heeded.
                pass.show(headers, overridden || !method.is_read());
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
        let call = draft.in_vdoms(self.home.as_ref())?;
        call.encoded.check(&self.line)?;
        Ok(call)
    }

    /// Sends a call and waits for the answer.
    pub(super) async fn exchange<'c>(
        &self,
        call: Finished,
        pass: Option<&Pass>,
        options: CallOptions,
    ) -> Result<Answered<'c>, Error> {
        self.line.exchange(self.prepare(call, pass), options).await
    }

    /// Makes a call of the client's own, in no VDOM.
    pub(super) async fn ask<T>(
        &self,
        request: &(dyn DynEndpoint<FortiOs> + Sync),
        pass: Option<&Pass>,
        read: impl FnOnce(&Response<Bytes>) -> Result<T, ErrorKind>,
    ) -> Result<T, Error> {
        let written: &dyn DynEndpoint<FortiOs> = request;
        let draft = written.draft(&Options::default(), &ExtraMembers::NONE)?;
        let call = draft.in_vdoms(None)?;
        let answered = self.exchange(call, pass, CallOptions::SESSION).await?;
        answered.read(|arrived| read(&arrived.answer).map_err(|kind| arrived.call.failed(kind)))
    }

    /// Sends a call whose answer is a file, and gives that as it comes.
    pub(super) async fn receive(
        &self,
        call: Finished,
        pass: Option<&Pass>,
        options: FileOptions,
    ) -> Result<Incoming, Error> {
        self.line.receive(self.prepare(call, pass), options, refusal).await
    }
}
