//! Requests and answers that are files, which may be of any size.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue};
use http::{Request, Response, request};

use super::connection::{Connection, FORM, JSON, Subject};
use super::download::Incoming;
use super::encode::{Content, Encoded};
use super::file::{self, Fault, Watcher};
use super::login::Pass;
use crate::connect::Limit;
use crate::error::{Error, ErrorKind};
use crate::trace::Trace;
use crate::transport::{Body, Limits};

impl Connection {
    /// Sends a call whose answer is a file, and gives that as it comes.
    pub(super) async fn receive(
        &self,
        subject: Subject,
        encoded: Encoded,
        pass: Option<&Pass>,
        timeout: Limit,
        watcher: Watcher,
    ) -> Result<Incoming, Error> {
        let trace = Trace::begin(subject.method.as_str(), subject.template);
        let sent = async {
            let mut head = self.prepare(&encoded, pass)?;
            // A file is of any type.
            head.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
            let (answer, _) = self.transfer(head, encoded.content, timeout).await?;
            Ok::<_, ErrorKind>(answer)
        };
        let answer = trace.over(sent).await;
        let result = match answer {
            Err(kind) => Err(subject.failed(kind)),
            Ok(answer) => {
                trace.answered(answer.status());
                trace.over(Incoming::begin(subject.context(), answer, watcher)).await
            }
        };
        trace.end(result.as_ref().err());
        result
    }

    /// Sends a request whose content is a file, and gives the whole answer.
    pub(super) async fn upload(
        &self,
        head: request::Parts,
        content: Content,
        timeout: Limit,
    ) -> Result<Response<Bytes>, ErrorKind> {
        let (answer, fault) = self.transfer(head, content, timeout).await?;
        let (head, body) = answer.into_parts();
        // An appliance may begin to answer before it has the whole file.
        let body = body.collect().await.map_err(|error| fault.explain(error))?;
        Ok(Response::from_parts(head, body))
    }

    /// Sends a request piece by piece. Gives the head of the answer, and what may still turn out to be wrong with the file
    /// that is sent.
    async fn transfer(
        &self,
        mut head: request::Parts,
        content: Content,
        timeout: Limit,
    ) -> Result<(Response<Body>, Fault), ErrorKind> {
        let (media_type, body, fault) = match content {
            Content::None => (None, Body::from(""), Fault::default()),
            Content::Json(json) => (Some(JSON), Body::from(json), Fault::default()),
            Content::Form(form) => (Some(FORM), Body::from(form), Fault::default()),
            Content::File { members, name, file } => {
                let opened = file::Content::open(&members, &name, &file).await?;
                (Some(opened.media_type), opened.body, opened.fault)
            }
        };
        if let Some(media_type) = media_type {
            head.headers.insert(CONTENT_TYPE, media_type);
        }
        let limits = limits(timeout, self.timeout);
        let answer = self.transport.transfer(Request::from_parts(head, body), limits).await;
        match answer {
            Ok(answer) => Ok((answer, fault)),
            Err(error) => Err(fault.explain(error)),
        }
    }
}

/// How long a transfer may take. What a client allows a call is no measure for a file of any size: that is how long it may
/// stand still, unless the call sets a limit to the whole.
fn limits(call: Limit, client: Option<Duration>) -> Limits {
    let mut limits = Limits::default();
    match call {
        Limit::Call(Some(total)) => limits.total = Some(total),
        Limit::Call(None) | Limit::Client => limits.stall = client,
    }
    limits
}
