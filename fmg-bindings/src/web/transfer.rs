//! Requests and answers that may be files of any size.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Request, Response, request};

use super::content::{Content, FORM, JSON};
use super::file::{self, Fault};
use crate::connect::Limit;
use crate::error::ErrorKind;
use crate::transport::{Body, Limits, Transport};

/// How long one call may take.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    pub(super) call: Limit,
    /// What the client allows a call that does not say so itself.
    pub(super) client: Option<Duration>,
}

/// Sends a request and gives the whole answer.
pub(super) async fn send(
    transport: &dyn Transport,
    mut head: request::Parts,
    content: Content,
    patience: Patience,
) -> Result<Response<Bytes>, ErrorKind> {
    let (content_type, body) = match content {
        Content::None => (None, Vec::new()),
        Content::Json(json) => (Some(JSON), json),
        Content::Form(form) => (Some(FORM), form),
        file @ (Content::File { .. } | Content::Whole(_)) => {
            let (answer, fault) = transfer(transport, head, file, patience).await?;
            let (head, body) = answer.into_parts();
            // An appliance may begin to answer before it has the whole file.
            let body = body.collect().await.map_err(|error| fault.explain(error))?;
            return Ok(Response::from_parts(head, body));
        }
    };
    if let Some(content_type) = content_type {
        head.headers.insert(CONTENT_TYPE, content_type);
    } else if head.method != http::Method::GET {
        // Else it would be left open whether there is more to come.
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    let request = Request::from_parts(head, Bytes::from(body));
    Ok(transport.exchange(request, patience.call.or(patience.client)).await?)
}

/// Sends a request whose answer is a file, and gives that as it comes.
pub(super) async fn receive(
    transport: &dyn Transport,
    mut head: request::Parts,
    content: Content,
    patience: Patience,
) -> Result<Response<Body>, ErrorKind> {
    // A file is of any type.
    head.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    let (answer, _) = transfer(transport, head, content, patience).await?;
    Ok(answer)
}

/// Sends a request piece by piece. Gives the head of the answer, and what may still turn out to be wrong with the file
/// that is sent.
async fn transfer(
    transport: &dyn Transport,
    mut head: request::Parts,
    content: Content,
    patience: Patience,
) -> Result<(Response<Body>, Fault), ErrorKind> {
    let (media_type, body, fault) = match content {
        Content::None => (None, Body::from(""), Fault::default()),
        Content::Json(json) => (Some(JSON), Body::from(json), Fault::default()),
        Content::Form(form) => (Some(FORM), Body::from(form), Fault::default()),
        Content::File {
            members,
            name,
            part,
            file,
        } => opened(file::Content::open(&members, &name, &part, &file).await?),
        Content::Whole(file) => opened(file::Content::whole(&file).await?),
    };
    if let Some(media_type) = media_type {
        head.headers.insert(CONTENT_TYPE, media_type);
    }
    let request = Request::from_parts(head, body);
    match transport.transfer(request, patience.limits()).await {
        Ok(answer) => Ok((answer, fault)),
        Err(error) => Err(fault.explain(error)),
    }
}

fn opened(content: file::Content) -> (Option<HeaderValue>, Body, Fault) {
    (Some(content.media_type), content.body, content.fault)
}

impl Patience {
    /// How long a transfer may take. What a client allows a call is no measure for a file of any size: that is how long
    /// it may stand still, unless the call sets a limit to the whole.
    fn limits(self) -> Limits {
        let mut limits = Limits::default();
        match self.call {
            Limit::Call(Some(total)) => limits.total = Some(total),
            Limit::Call(None) | Limit::Client => limits.stall = self.client,
        }
        limits
    }
}
