//! Sends requests and receives responses that may contain files of any size.

use std::pin::Pin;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Request, Response, request};

use super::content::{Content, FORM, JSON};
use super::file::{self, UploadState};
use crate::connect::{Bound, Bounds, Limit};
use crate::error::ErrorKind;
use crate::transport::{Body, Limits, Sending, Transport, inflated};

/// The limits of one call, and those of its client.
#[derive(Clone, Copy)]
pub(super) struct TransferLimits {
    pub(super) call: Limit,
    /// The limits for calls that set none themselves.
    pub(super) client: Bounds,
}

/// A request that is being sent.
///
/// It is as small as a pointer to the future of the transport, because the futures of calls contain it.
pub(super) enum Transfer<'t> {
    /// The content is in memory.
    Sent(Sending<'t>),
    /// The content has a file, which is opened first.
    Upload(Uploading<'t>),
    /// The request cannot be sent.
    Failed(Box<ErrorKind>),
}

/// The future of an upload, with the state of the file.
type Uploading<'t> = Pin<Box<dyn Future<Output = Result<(Response<Body>, UploadState), ErrorKind>> + Send + 't>>;

impl<'t> Transfer<'t> {
    /// Sends a request whose whole response is wanted.
    pub(super) fn of_call(
        transport: &'t dyn Transport,
        head: request::Parts,
        content: Content,
        limits: TransferLimits,
    ) -> Self {
        let limits = match content {
            Content::File { .. } | Content::Whole(_) => limits.for_files(),
            Content::None | Content::Json(_) | Content::Form(_) => Limits {
                total: limits.bounds().timeout,
                stall: None,
            },
        };
        Self::begin(transport, head, content, limits)
    }

    /// Sends a request whose response is a file.
    pub(super) fn of_download(
        transport: &'t dyn Transport,
        mut head: request::Parts,
        content: Content,
        limits: TransferLimits,
    ) -> Self {
        // A file may have any media type.
        head.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        Self::begin(transport, head, content, limits.for_files())
    }

    fn begin(transport: &'t dyn Transport, mut head: request::Parts, content: Content, limits: Limits) -> Self {
        let (media_type, body) = match content {
            Content::None => (None, Body::default()),
            Content::Json(json) => (Some(JSON), json.into()),
            Content::Form(form) => (Some(FORM), form.into()),
            Content::File {
                members,
                name,
                part,
                file,
            } => {
                return Self::Upload(Box::pin(async move {
                    let content = file::Content::open(&members, &name, &part, &file).await?;
                    upload(transport, head, content, limits).await
                }));
            }
            Content::Whole(file) => {
                return Self::Upload(Box::pin(async move {
                    let content = file::Content::whole(&file).await?;
                    upload(transport, head, content, limits).await
                }));
            }
        };
        describe(&mut head, media_type);
        Self::Sent(transport.send(Request::from_parts(head, body), limits))
    }

    /// Waits for the response. Returns it with a streaming body, and the state of the file that is being sent.
    pub(super) async fn response(self) -> Result<(Response<Body>, UploadState), ErrorKind> {
        match self {
            Self::Sent(sending) => Ok((sending.await?, UploadState::default())),
            Self::Upload(uploading) => uploading.await,
            Self::Failed(kind) => Err(*kind),
        }
    }

    /// Waits for the whole response, whose body has at most `limit` bytes. Returns it with the state of the file that
    /// was sent.
    pub(super) async fn whole_response(self, limit: Option<u64>) -> Result<(Response<Bytes>, UploadState), ErrorKind> {
        let (mut response, upload) = self.response().await?;
        // An appliance may begin its response before it has received the whole file.
        let body = response.body_mut().take_within(limit).await;
        let body = body.map_err(|error| upload.explain(error))?;
        Ok((inflated(response.map(|_| body), limit)?, upload))
    }
}

async fn upload(
    transport: &dyn Transport,
    mut head: request::Parts,
    content: file::Content,
    limits: Limits,
) -> Result<(Response<Body>, UploadState), ErrorKind> {
    let file::Content {
        media_type,
        body,
        fault,
    } = content;
    describe(&mut head, Some(media_type));
    match transport.send(Request::from_parts(head, body), limits).await {
        Ok(response) => Ok((response, fault)),
        Err(error) => Err(fault.explain(error)),
    }
}

/// Adds the headers that describe the content.
fn describe(head: &mut request::Parts, media_type: Option<HeaderValue>) {
    if let Some(media_type) = media_type {
        head.headers.insert(CONTENT_TYPE, media_type);
    } else if head.method != http::Method::GET {
        // Without the header, the server could not tell that there is no body.
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}

impl TransferLimits {
    pub(super) fn bounds(self) -> Bounds {
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

    async fn whole(transfer: Transfer<'_>) -> Response<Bytes> {
        transfer.whole_response(None).await.unwrap().0
    }

    #[tokio::test]
    async fn a_body_of_one_piece_is_not_copied() {
        let json = Bytes::from(r#"{"id":1}"#.to_owned());
        let content = Content::Json(json.clone());
        let answer = whole(Transfer::of_call(&Echo, head(Method::POST), content, LIMITS)).await;
        assert_eq!(answer.headers()[CONTENT_TYPE], JSON);
        assert_eq!(answer.body().as_ptr(), json.as_ptr());
        let content = Content::Form(json.clone());
        let answer = whole(Transfer::of_download(&Echo, head(Method::POST), content, LIMITS)).await;
        assert_eq!(answer.headers()[CONTENT_TYPE], FORM);
        assert_eq!(answer.body().as_ptr(), json.as_ptr());
    }

    #[tokio::test]
    async fn a_request_without_content_has_no_content_type() {
        for (method, len) in [
            (Method::GET, None),
            (Method::POST, Some("0")),
            (Method::DELETE, Some("0")),
        ] {
            let answer = whole(Transfer::of_call(&Echo, head(method.clone()), Content::None, LIMITS)).await;
            let file = whole(Transfer::of_download(&Echo, head(method), Content::None, LIMITS)).await;
            for headers in [answer.headers(), file.headers()] {
                assert_eq!(headers.get(CONTENT_LENGTH).map(|len| len.to_str().unwrap()), len);
                assert!(!headers.contains_key(CONTENT_TYPE));
            }
        }
    }
}
