//! What comes back. The other doors answer as JSON-RPC does, but for calls that are answered by text or by a file.

use http::StatusCode;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as Mismatch, StrDeserializer};

use crate::Response;
use crate::error::{Context, DecodeError, DecodeErrorKind, Error, ErrorKind, HttpError};
use crate::fmg::reply;
use crate::web::Answer;

/// Reads the answer to a call.
pub(crate) fn read<R: Response>(call: Context, status: StatusCode, body: &[u8]) -> Result<R::Output, Error> {
    if !R::IS_TEXT {
        return reply::decode::<R>(call, None, status, body);
    }
    text::<R>(status, body).map_err(|kind| Error::new(call, kind))
}

fn text<R: Response>(status: StatusCode, body: &[u8]) -> Result<R::Output, ErrorKind> {
    let text = std::str::from_utf8(body).map_err(|_| DecodeError::new(DecodeErrorKind::NotText))?;
    if let Some(refusal) = said_no(status, text) {
        return Err(refusal);
    }
    let start = text.trim_start().get(..PAGE.len()).unwrap_or_default();
    if start.eq_ignore_ascii_case(PAGE) || text.trim_start().starts_with("<html") {
        return Err(DecodeError::new(DecodeErrorKind::Html).near(text, 0).into());
    }
    let mut response = R::default();
    let data: StrDeserializer<'_, Mismatch> = text.into_deserializer();
    // A text is read as what it is, so that nothing can go wrong but a response that is no text.
    let read = response.read_data(data).is_ok();
    let output = response.finish(read);
    output.ok_or_else(|| DecodeError::new(R::LACKING).into())
}

/// How a web page begins.
const PAGE: &str = "<!doctype html";

/// What says no in an answer that may be a file.
pub(crate) fn refusal(answer: Answer<'_>) -> Option<ErrorKind> {
    let text = std::str::from_utf8(answer.body);
    match text {
        Ok(text) => said_no(answer.status, text),
        Err(_) if !answer.status.is_success() => Some(HttpError::new(answer.status.as_u16(), "").into()),
        Err(_) => None,
    }
}

/// FortiManager's refusal, or that of the web server before it, if it is one.
fn said_no(status: StatusCode, text: &str) -> Option<ErrorKind> {
    match reply::refusal(text) {
        Some(refusal) => Some(refusal.into()),
        None if !status.is_success() => Some(HttpError::new(status.as_u16(), text).into()),
        None => None,
    }
}
