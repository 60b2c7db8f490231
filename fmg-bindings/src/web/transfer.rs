//! Sends requests and receives responses that may contain files of any size.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Request, Response, request};

use super::content::{Content, FORM, JSON};
use super::file::{self, UploadState};
use crate::connect::{Bound, Bounds, Limit};
use crate::error::ErrorKind;
use crate::transport::{Body, Limits, Transport, inflated};

/// The limits of one call, and those of its client.
#[derive(Clone, Copy)]
pub(super) struct TransferLimits {
    pub(super) call: Limit,
    /// The limits for calls that set none themselves.
    pub(super) client: Bounds,
}

/// Sends a request and returns the whole response, with the state of the file that was sent.
pub(super) async fn send(
    transport: &dyn Transport,
    head: request::Parts,
    content: Content,
    limits: TransferLimits,
) -> Result<(Response<Bytes>, UploadState), ErrorKind> {
    let Bounds { timeout, reply } = limits.bounds();
    let limits = match content {
        Content::File { .. } | Content::Whole(_) => limits.for_files(),
        Content::None | Content::Json(_) | Content::Form(_) => Limits {
            total: timeout,
            stall: None,
        },
    };
    let (answer, fault) = transfer(transport, head, content, limits).await?;
    let (head, body) = answer.into_parts();
    // An appliance may begin its response before it has received the whole file.
    let body = body.collect_within(reply).await;
    let body = body.map_err(|error| fault.explain(error))?;
    Ok((inflated(Response::from_parts(head, body), reply)?, fault))
}

/// Sends a request whose response is a file. Returns the response with a streaming body, and the state of the file that
/// was sent.
pub(super) async fn receive(
    transport: &dyn Transport,
    mut head: request::Parts,
    content: Content,
    limits: TransferLimits,
) -> Result<(Response<Body>, UploadState), ErrorKind> {
    // A file may have any media type.
    head.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    transfer(transport, head, content, limits.for_files()).await
}

/// Sends a request. Returns the head of the response, and the state of the file that is being sent.
async fn transfer(
    transport: &dyn Transport,
    mut head: request::Parts,
    content: Content,
    limits: Limits,
) -> Result<(Response<Body>, UploadState), ErrorKind> {
    // Opening the file is boxed, because most calls send none and their futures should be small.
    let (media_type, body, fault) = match content {
        Content::None => (None, Body::default(), UploadState::default()),
        Content::Json(json) => (Some(JSON), Body::from(json), UploadState::default()),
        Content::Form(form) => (Some(FORM), Body::from(form), UploadState::default()),
        Content::File {
            members,
            name,
            part,
            file,
        } => opened(Box::pin(file::Content::open(&members, &name, &part, &file)).await?),
        Content::Whole(file) => opened(Box::pin(file::Content::whole(&file)).await?),
    };
    if let Some(media_type) = media_type {
        head.headers.insert(CONTENT_TYPE, media_type);
    } else if head.method != http::Method::GET {
        // Without the header, the server could not tell that there is no body.
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    match transport.send(Request::from_parts(head, body), limits).await {
        Ok(answer) => Ok((answer, fault)),
        Err(error) => Err(fault.explain(error)),
    }
}

fn opened(content: file::Content) -> (Option<HeaderValue>, Body, UploadState) {
    (Some(content.media_type), content.body, content.fault)
}

impl TransferLimits {
    fn bounds(self) -> Bounds {
        self.call.or(self.client)
    }

    /// The timeouts of a call with a file. The client's timeout is not a limit for the whole transfer, because files
    /// have any size. It limits the time without progress, unless the call sets a total timeout.
    fn for_files(self) -> Limits {
        let mut limits = Limits::default();
        match self.call.timeout {
            Bound::Call(Some(total)) => limits.total = Some(total),
            Bound::Call(None) | Bound::Client | Bound::AtLeast(_) => limits.stall = self.client.timeout,
        }
        limits
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;
    use crate::transport::Sending;

    /// Answers with the headers and the body of the request.
    #[derive(Debug)]
    struct Echo;

    impl Transport for Echo {
        fn send(&self, request: Request<Body>, _: Limits) -> Sending<'_> {
            let (head, body) = request.into_parts();
            let mut answer = Response::new(body);
            *answer.headers_mut() = head.headers;
            Box::pin(std::future::ready(Ok(answer)))
        }
    }

    const LIMITS: TransferLimits = TransferLimits {
        call: Limit::CLIENT,
        client: Bounds {
            timeout: None,
            reply: None,
        },
    };

    fn head(method: Method) -> request::Parts {
        let mut request = Request::new(());
        *request.method_mut() = method;
        request.into_parts().0
    }

    #[tokio::test]
    async fn a_body_of_one_piece_is_not_copied() {
        let json = Bytes::from(r#"{"id":1}"#.to_owned());
        let content = Content::Json(json.clone());
        let (answer, _) = send(&Echo, head(Method::POST), content, LIMITS).await.unwrap();
        assert_eq!(answer.headers()[CONTENT_TYPE], JSON);
        assert_eq!(answer.body().as_ptr(), json.as_ptr());
        let content = Content::Form(json.clone());
        let (answer, _) = receive(&Echo, head(Method::POST), content, LIMITS).await.unwrap();
        assert_eq!(answer.headers()[CONTENT_TYPE], FORM);
        assert_eq!(answer.into_body().into_bytes().unwrap().as_ptr(), json.as_ptr());
    }

    #[tokio::test]
    async fn a_request_without_content_has_no_content_type() {
        for (method, len) in [
            (Method::GET, None),
            (Method::POST, Some("0")),
            (Method::DELETE, Some("0")),
        ] {
            let (answer, _) = send(&Echo, head(method.clone()), Content::None, LIMITS).await.unwrap();
            let (file, _) = receive(&Echo, head(method), Content::None, LIMITS).await.unwrap();
            for headers in [answer.headers(), file.headers()] {
                assert_eq!(headers.get(CONTENT_LENGTH).map(|len| len.to_str().unwrap()), len);
                assert!(!headers.contains_key(CONTENT_TYPE));
            }
        }
    }
}
