//! Requests and answers that may be files of any size.

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use http::{Request, Response, request};

use super::content::{Content, FORM, JSON};
use super::file::{self, Fault};
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

/// Sends a request and gives the whole answer, and what is known of the file that was sent.
pub(super) async fn send(
    transport: &dyn Transport,
    head: request::Parts,
    content: Content,
    limits: TransferLimits,
) -> Result<(Response<Bytes>, Fault), ErrorKind> {
    let Bounds { timeout, reply } = limits.bounds();
    let limits = match content {
        Content::File { .. } | Content::Whole(_) => limits.limits(),
        Content::None | Content::Json(_) | Content::Form(_) => Limits {
            total: timeout,
            stall: None,
        },
    };
    let (answer, fault) = transfer(transport, head, content, limits).await?;
    let (head, body) = answer.into_parts();
    // An appliance may begin to answer before it has the whole of a file.
    let body = body.collect_within(reply).await;
    let body = body.map_err(|error| fault.explain(error))?;
    Ok((inflated(Response::from_parts(head, body), reply)?, fault))
}

/// Sends a request whose answer is a file, and gives that as it comes, and what is known of the file that was sent.
pub(super) async fn receive(
    transport: &dyn Transport,
    mut head: request::Parts,
    content: Content,
    limits: TransferLimits,
) -> Result<(Response<Body>, Fault), ErrorKind> {
    // A file is of any type.
    head.headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
    transfer(transport, head, content, limits.limits()).await
}

/// Sends a request. Gives the head of the answer, and what may still turn out to be wrong with the file that is sent.
async fn transfer(
    transport: &dyn Transport,
    mut head: request::Parts,
    content: Content,
    limits: Limits,
) -> Result<(Response<Body>, Fault), ErrorKind> {
    // The opening of a file is boxed: most calls send none, and their futures need no room for it.
    let (media_type, body, fault) = match content {
        Content::None => (None, Body::default(), Fault::default()),
        Content::Json(json) => (Some(JSON), Body::from(json), Fault::default()),
        Content::Form(form) => (Some(FORM), Body::from(form), Fault::default()),
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
        // Else it would be left open whether there is more to come.
        head.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    match transport.send(Request::from_parts(head, body), limits).await {
        Ok(answer) => Ok((answer, fault)),
        Err(error) => Err(fault.explain(error)),
    }
}

fn opened(content: file::Content) -> (Option<HeaderValue>, Body, Fault) {
    (Some(content.media_type), content.body, content.fault)
}

impl TransferLimits {
    fn bounds(self) -> Bounds {
        self.call.or(self.client)
    }

    /// How long a call with a file may take. What a client allows a call is no measure for a file of any size: that is how long
    /// it may stand still, unless the call sets a limit to the whole.
    fn limits(self) -> Limits {
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

    /// Answers with the head and the body of what was sent.
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
    async fn what_is_one_piece_is_never_copied() {
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
    async fn nothing_is_sent_as_nothing() {
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
