//! Decodes replies of JSON-RPC into the response type of a call.
//!
//! The envelope has several shapes: a list of results (the usual one), a single result (some system calls), and a reply
//! that is its own result (deleting a task). Members come in any order, and the status often follows the data, so the
//! data is read before the status is known. If the data has an unexpected shape, the reply is read again for its status
//! alone: a refusal often holds data that the call does not return.
//!
//! Success requires a status with the code 0 in the only result, or at the top level of a reply that is its own result.
//! The specs name calls with documented replies that lack a status; nothing else replaces it.

mod call_status;
mod read;
mod split;

use serde_json::Error as JsonError;

use self::call_status::{CallStatus, Id};
pub(crate) use self::read::Pieces;
pub(crate) use self::split::split;
use super::status;
#[cfg(feature = "web")]
use crate::error::ApiError;
use crate::error::{DecodeError, DecodeErrorKind, Error, ErrorKind, HttpError};
use crate::misfits::Misfits;
use crate::raw_response::{Expected, RawResponse};
use crate::reading::{self, ReadPieces};
use crate::reply::Reply;
use crate::response::{ReadReply, Response};
use crate::slots::Notes;
use crate::trace;

#[cfg(test)]
mod tests;

/// A hint for errors: the data of a read is not a row.
const OPTION_HINT: &str = "a read with an `option` such as `count`, `syntax` or `chksum` does not return rows; decode \
                           its data with `read_as`";

/// The parts of a successful reply beside its value.
struct Read {
    found_data: bool,
    misfits: Misfits,
}

/// Reads the reply to a request.
pub(crate) fn decode<R: Response>(raw: RawResponse) -> Result<Reply<R::Output>, Error> {
    decode_hinting::<R>(raw, OPTION_HINT)
}

/// Reads the reply to a REST or GUI call, which has no `option`.
#[cfg(feature = "web")]
pub(crate) fn decode_web<R: Response>(raw: RawResponse) -> Result<Reply<R::Output>, Error> {
    decode_hinting::<R>(raw, "")
}

/// This function is compiled for each response type. The functions that it calls are compiled once for most types.
fn decode_hinting<R: Response>(raw: RawResponse, hint: &'static str) -> Result<Reply<R::Output>, Error> {
    let mut response = R::default();
    let Read { found_data, misfits } = read_body(&raw, hint, response.reader())?;
    match response.finish(found_data) {
        Some(output) => Ok(Reply::new(output, misfits, (), raw.answer.into_body())),
        None => Err(lacking(R::LACKING, &raw)),
    }
}

/// The error of a reply that reports success without a part that the response needs.
fn lacking(kind: DecodeErrorKind, raw: &RawResponse) -> Error {
    let text = reading::text(raw.answer.body());
    raw.call.failed(DecodeError::new(kind).near(&text, 0))
}

fn read_body<R>(raw: &RawResponse, hint: &'static str, response: &mut R) -> Result<Read, Error>
where
    R: ReadReply + ?Sized,
{
    let (call, expected) = (raw.call, raw.expected);
    let (status, body) = (raw.answer.status(), raw.answer.body());
    let http = |text: &str| ErrorKind::from(HttpError::new(status.as_u16(), text));
    let is_write = !call.is_read();
    let notes = expected.reading.notes().of_a_write(is_write).hint(hint);
    let read = |text: &str| read_text(notes.clone(), expected, text, &mut *response);
    let result = match reading::leniently(body, read, reading::is_malformed) {
        // For an HTTP error, only a FortiManager status is more specific than the HTTP status.
        Err(error) if !status.is_success() && !matches!(error, ErrorKind::Api(_)) => Err(http(&reading::text(body))),
        Ok(_) if !status.is_success() => Err(http("")),
        result => result,
    };
    let read = result.map_err(|kind| call.failed(kind))?;
    trace::misfits(&read.misfits);
    Ok(read)
}

fn read_text<R>(notes: Notes, expected: Expected, text: &str, response: &mut R) -> Result<Read, ErrorKind>
where
    R: ReadReply + ?Sized,
{
    let fault = |kind| ErrorKind::from(DecodeError::new(kind));
    match text.trim_start().as_bytes().first() {
        None => Err(fault(DecodeErrorKind::Empty)),
        Some(b'<') => Err(DecodeError::new(DecodeErrorKind::Html).near(text, 0).into()),
        Some(_) => match Pieces::of(text, notes.clone(), response) {
            Ok(pieces) => {
                check(&pieces, expected, text)?;
                Ok(Read {
                    found_data: pieces.found.data,
                    misfits: pieces.misfits(&notes, text, response)?,
                })
            }
            Err(error) => Err(explain(&error, notes, expected, text, response)),
        },
    }
}

/// Reports the missing part of a reply without success, or its refusal.
fn check(pieces: &Pieces, expected: Expected, text: &str) -> Result<(), ErrorKind> {
    let fault = |kind| Err(DecodeError::new(kind).near(text, 0).into());
    if is_foreign(pieces.id, expected) {
        return fault(DecodeErrorKind::ForeignId);
    }
    if let Some(refusal) = &pieces.refusal {
        return Err(refusal.clone().into());
    }
    if let Some(code) = pieces.code.filter(|code| code.value() != 0)
        && (pieces.result_members > 0 || (expected.without.status && pieces.call_status() != CallStatus::Success))
    {
        return Err(status::refused(code, pieces.message.as_deref().unwrap_or_default()).into());
    }
    match lack(pieces, expected) {
        Some(kind) => fault(kind),
        None => Ok(()),
    }
}

/// Whether the reply belongs to another request. FortiManager omits the id if it refuses a request before it has read
/// all of it.
fn is_foreign(id: Id, expected: Expected) -> bool {
    let Some(sent) = expected.id else { return false };
    match id {
        Id::Missing | Id::Null => false,
        Id::Number(number) => number != i128::from(sent),
        Id::Other => true,
    }
}

/// The part that a reply without a refusal lacks for a success.
fn lack(pieces: &Pieces, expected: Expected) -> Option<DecodeErrorKind> {
    let without = expected.without;
    let statuses = [pieces.on_top, pieces.of_result];
    // A reply that is documented without a status is a success if it holds data or a known member.
    let is_known = without.status && (pieces.found.data || pieces.found.field);
    let has_result = pieces.result_members > 0;
    Some(if pieces.error_without_code {
        DecodeErrorKind::ErrorWithoutCode
    } else if pieces.results > 1
        || pieces.result_members > 1
        || pieces.found.data_members > 1
        || (has_result && pieces.found.data_on_top)
    {
        // Data beside a result belongs to another result, and it is unknown which of the two answers the call.
        DecodeErrorKind::SeveralResults
    } else if has_result && pieces.results == 0 {
        DecodeErrorKind::NoResult
    } else if statuses.contains(&CallStatus::Unreadable)
        || (statuses.contains(&CallStatus::SuccessWord) && !without.status)
    {
        DecodeErrorKind::NoStatus
    } else if pieces.call_status() != CallStatus::Success && !is_known {
        if has_result {
            DecodeErrorKind::NoStatus
        } else {
            DecodeErrorKind::NoResult
        }
    } else if expected.id.is_some() && pieces.id == Id::Null {
        DecodeErrorKind::ForeignId
    } else if expected.id.is_some() && pieces.id == Id::Missing && !without.id {
        DecodeErrorKind::NoId
    } else {
        return None;
    })
}

/// The refusal of FortiManager in a response of any kind, if it holds one.
#[cfg(feature = "web")]
pub(crate) fn refusal(text: &str) -> Option<ApiError> {
    match pieces_of_anything(text) {
        Ok(pieces) => pieces.refusal,
        // A refusal counts even if the rest cannot be decoded.
        Err(_) => read::first_refusal(&mut serde_json::Deserializer::from_str(text)),
    }
}

#[cfg(feature = "web")]
fn pieces_of_anything(text: &str) -> Result<Pieces, JsonError> {
    Pieces::of(text, Notes::counting(), ().reader()).or_else(|error| match reading::repaired(text) {
        Some(repaired) => Pieces::of(&repaired, Notes::counting(), ().reader()),
        None => Err(error),
    })
}

/// Whether a response of any kind is a reply with a status, rather than a file or text.
#[cfg(feature = "web")]
pub(crate) fn is_reply(text: &str) -> bool {
    pieces_of_anything(text).is_ok_and(|pieces| pieces.results > 0 && pieces.of_result != CallStatus::Missing)
}

/// Reports why the reply could not be decoded: because FortiManager refused the call, or for another reason.
fn explain<R>(error: &JsonError, notes: Notes, expected: Expected, text: &str, response: &mut R) -> ErrorKind
where
    R: ReadReply + ?Sized,
{
    if let Ok(pieces) = Pieces::of(text, Notes::counting(), ().reader())
        // A refusal of another request does not answer this one.
        && (pieces.refusal.is_some() || is_foreign(pieces.id, expected))
        && let Err(kind) = check(&pieces, expected, text)
    {
        return kind;
    }
    Pieces::fault(error, notes, text, response).into()
}
