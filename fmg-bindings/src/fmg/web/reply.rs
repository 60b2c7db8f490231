//! Decodes replies of REST and of the GUI. They have the form of JSON-RPC, except for calls that answer with text or a
//! file.

use http::StatusCode;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as Mismatch, StrDeserializer};

use crate::error::{DecodeError, DecodeErrorKind, Error, ErrorKind, HttpError};
use crate::fmg::reply;
use crate::misfits::Misfits;
use crate::raw_response::RawResponse;
use crate::reading;
use crate::reply::Reply;
use crate::response::{ReadReply, Response};
use crate::slots::Notes;
use crate::web::{ResponseParts, is_page};

#[cfg(test)]
mod properties;

/// Decodes the response to a call.
pub(crate) fn read<R: Response>(raw: RawResponse) -> Result<Reply<R::Output>, Error> {
    if !R::IS_TEXT {
        return reply::decode_web::<R>(raw);
    }
    let (status, body) = (raw.answer.status(), raw.answer.into_body());
    let output = text::<R>(status, &body).map_err(|kind| raw.call.failed(kind))?;
    Ok(Reply::new(output, Misfits::default(), (), body))
}

fn text<R: Response>(status: StatusCode, body: &[u8]) -> Result<R::Output, ErrorKind> {
    let utf16 = reading::decode_utf16(body);
    let body = utf16.as_deref().map_or(body, str::as_bytes);
    let text = match std::str::from_utf8(body) {
        Ok(text) => text.into(),
        Err(_) if !status.is_success() => return Err(HttpError::new(status.as_u16(), "").into()),
        Err(_) => {
            let text = String::from_utf8_lossy(body);
            let lost = text.matches(char::REPLACEMENT_CHARACTER).count();
            // Invalid bytes cost single characters of a text; if most are invalid, the body is not text.
            if lost * 2 > text.chars().count() {
                return Err(DecodeError::new(DecodeErrorKind::NotText).into());
            }
            text
        }
    };
    let text = &*text;
    if let Some(refusal) = refusal_in(status, text) {
        return Err(refusal);
    }
    if is_page(text.as_bytes()) {
        return Err(DecodeError::new(DecodeErrorKind::Html).near(text, 0).into());
    }
    let mut response = R::default();
    let data: StrDeserializer<'_, Mismatch> = text.into_deserializer();
    // A text is taken unchanged, so this fails only if the response type does not accept text.
    let read = response.reader().read_data(data, &mut Notes::refusing()).is_ok();
    let output = response.finish(read);
    output.ok_or_else(|| DecodeError::new(R::LACKING).into())
}

/// The refusal in a response that may be a file.
pub(crate) fn refusal(answer: ResponseParts<'_>) -> Option<ErrorKind> {
    let unmarked = answer.body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(answer.body);
    let may_be_text = !answer.status.is_success() || unmarked.trim_ascii_start().starts_with(b"{");
    let text = match std::str::from_utf8(answer.body) {
        Ok(text) => text.into(),
        Err(_) if may_be_text => String::from_utf8_lossy(answer.body),
        Err(_) => return None,
    };
    // A file from FortiManager is never empty and never a web page, whatever its headers say.
    refusal_in(answer.status, &text).or_else(|| {
        let kind = match text.trim_ascii_start() {
            "" => DecodeErrorKind::Empty,
            _ if is_page(answer.body) => DecodeErrorKind::Html,
            _ => return None,
        };
        Some(DecodeError::new(kind).near(&text, 0).into())
    })
}

/// The refusal of FortiManager or of its web server, if it is one.
fn refusal_in(status: StatusCode, text: &str) -> Option<ErrorKind> {
    match reply::refusal(text) {
        Some(refusal) => Some(refusal.into()),
        None if !status.is_success() => Some(HttpError::new(status.as_u16(), text).into()),
        None if reply::is_reply(text) => Some(DecodeError::new(DecodeErrorKind::NoData).near(text, 0).into()),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use http::HeaderMap;

    use super::*;

    fn refused(status: u16, body: &[u8]) -> Option<ErrorKind> {
        refusal(ResponseParts {
            status: StatusCode::from_u16(status).unwrap(),
            headers: &HeaderMap::new(),
            body,
        })
    }

    #[test]
    fn a_refusal_is_not_taken_for_a_file() {
        let decode = |body: &str| match refused(200, body.as_bytes()) {
            Some(ErrorKind::Decode(error)) => error.kind(),
            other => panic!("{body}: {other:?}"),
        };
        let done = r#"{"result": [{"status": {"code": 0, "message": "OK"}, "url": "/sys/backup"}]}"#;
        assert_eq!(decode(done), DecodeErrorKind::NoData);
        assert_eq!(decode(" \n"), DecodeErrorKind::Empty);
        assert_eq!(decode("<!DOCTYPE html><title>Login</title>"), DecodeErrorKind::Html);
        assert_eq!(decode("<HTML>"), DecodeErrorKind::Html);
        let failed = r#"{"result": {"status": {"code": -10, "message": "no"}}}"#;
        assert!(matches!(refused(200, failed.as_bytes()), Some(ErrorKind::Api(_))));
        let damaged = b"\xef\xbb\xbf{\"result\": [{\"status\": {\"code\": -10, \"message\": \"caf\xe9\"}}]}";
        for damaged in [&damaged[..], &damaged[3..]] {
            assert!(matches!(refused(200, damaged), Some(ErrorKind::Api(_))));
        }
        assert!(matches!(refused(503, b"\xff"), Some(ErrorKind::Http(_))));
        for file in [
            &b"\xff\x00"[..],
            b"policyid,name\n",
            br#"{"templates": [{"status": 1}]}"#,
            b"{",
        ] {
            assert!(refused(200, file).is_none(), "{file:?}");
        }
    }

    #[test]
    fn a_text_is_taken_unchanged_unless_the_http_status_is_an_error() {
        type Read = crate::fmg::web::Text;
        let read = |status, body: &[u8]| text::<Read>(StatusCode::from_u16(status).unwrap(), body);
        assert_eq!(read(200, b"a log\n").unwrap(), "a log\n");
        assert_eq!(read(200, b"").unwrap(), "");
        assert_eq!(read(200, b"caf\xe9\t\"\n").unwrap(), "caf\u{fffd}\t\"\n");
        assert!(matches!(read(503, b"\xff"), Err(ErrorKind::Http(error)) if error.status() == 503));
        assert!(matches!(read(200, b"<HTML>"), Err(ErrorKind::Decode(error)) if error.kind() == DecodeErrorKind::Html));
    }
}
