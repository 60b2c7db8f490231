//! Responses that faults send or change.

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER, TRANSFER_ENCODING};
use http::{Response, StatusCode};

use super::misfit;
use super::reply::{Reply, Rest};
use crate::content::Content;
use crate::fault::Fault;

/// The response in place of the appliance's, if the fault keeps the request from it.
pub(super) fn instead(fault: Fault) -> Option<Response<Reply>> {
    Some(match fault {
        Fault::Html(status) => page(status),
        Fault::TooManyRequests { retry_after } => {
            let mut response = page(StatusCode::TOO_MANY_REQUESTS);
            if let Some(seconds) = retry_after {
                response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
            }
            response
        }
        Fault::ServerError => plain(StatusCode::INTERNAL_SERVER_ERROR),
        _ => return None,
    })
}

/// The response as the appliance made it.
pub(super) fn whole(response: Response<Content>) -> Response<Reply> {
    let mut response = response.map(Reply::whole);
    // hyper sets these headers itself, and treats headers that disagree with the body as a bug.
    response.headers_mut().remove(CONTENT_LENGTH);
    response.headers_mut().remove(TRANSFER_ENCODING);
    response
}

/// The beginning of the response, with the `Content-Length` of all of it: this many bytes, or the first half. A
/// response that is not longer is sent whole. `None`: the response is empty and has no half.
pub(super) fn part(response: Response<Content>, bytes: Option<u64>, rest: Rest) -> Option<Response<Reply>> {
    let (mut head, content) = response.into_parts();
    let length = content.length();
    let bytes = match bytes {
        Some(bytes) => bytes,
        None if length == 0 => return None,
        None => length / 2,
    };
    if bytes >= length {
        return Some(whole(Response::from_parts(head, content)));
    }
    head.headers.remove(TRANSFER_ENCODING);
    head.headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
    Some(Response::from_parts(head, Reply::part(content.beginning(bytes), rest)))
}

/// The response with a body that is neither JSON nor text.
pub(super) fn garbled(response: Response<Content>) -> Response<Reply> {
    whole(response.map(|content| {
        // Bytes in this range never begin a character of UTF-8.
        let garbage = (0x80..0xC0_u8).cycle().step_by(7);
        garbage.take(content.held.len().max(16)).collect::<Bytes>().into()
    }))
}

/// The response with values of the wrong type in its rows.
pub(super) fn misfitting(response: Response<Content>, field: Option<&str>) -> Response<Reply> {
    whole(response.map(|content| match misfit::misfitting(&content.held, field) {
        Some(spoilt) if content.filler == 0 => Bytes::from(spoilt).into(),
        _ => content,
    }))
}

/// An HTML page that names a status. With a status for redirects, it redirects to the login.
fn page(status: StatusCode) -> Response<Reply> {
    let title = title(status);
    let text = format!(
        "<!DOCTYPE html>\n<html>\n<head><title>{title}</title></head>\n<body><h1>{title}</h1></body>\n</html>\n"
    );
    let mut response = answer(status, "text/html; charset=utf-8", text);
    if status.is_redirection() {
        response
            .headers_mut()
            .insert(LOCATION, HeaderValue::from_static("/login"));
    }
    response
}

/// A line of text that names a status.
pub(super) fn plain(status: StatusCode) -> Response<Reply> {
    answer(status, "text/plain; charset=utf-8", format!("{}\n", title(status)))
}

fn title(status: StatusCode) -> String {
    match status.canonical_reason() {
        Some(reason) => format!("{} {reason}", status.as_u16()),
        None => status.as_u16().to_string(),
    }
}

fn answer(status: StatusCode, content_type: &'static str, text: String) -> Response<Reply> {
    let mut response = Response::new(Reply::whole(Bytes::from(text)));
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_response_is_never_cut() {
        let empty = || Response::new(Content::default());
        for bytes in [0, 1] {
            let answer = part(empty(), Some(bytes), Rest::Broken);
            assert!(answer.is_some_and(|answer| answer.body().is_whole()));
        }
        assert!(part(empty(), None, Rest::Broken).is_none(), "it has no half");
    }
}
