//! What comes back, read into what was asked for.
//!
//! The envelope has several shapes: a result in a list (the rule), a lone result (some system calls), and a
//! reply that is its own result (deleting a task). Members come in any order, and the status often comes after the
//! data, so the data is read before it is known whether the call succeeded. If it has another shape then, the reply is
//! read once more for its status alone: a refusal often comes with data that the call would not return.
//!
//! Success needs a status with the code 0 in the only result, or at the top level of a reply that is its own result. Some
//! calls are documented with replies that have none, which the specs say; nothing else takes the place of a status.

mod read;
mod said;

use serde_json::{Deserializer, Error as JsonError};

use self::read::Pieces;
pub(crate) use self::read::read;
use self::said::{Id, Verdict};
use super::status;
use crate::answered::{Arrived, Expected};
#[cfg(feature = "web")]
use crate::error::ApiError;
use crate::error::{DecodeError, DecodeErrorKind, Error, ErrorKind, HttpError};
use crate::misfits::Misfits;
use crate::reply::Reply;
use crate::slots::Notes;
use crate::{Response, reading, trace};

#[cfg(test)]
mod tests;

/// What to say beside it if the data of a read is no row.
const OPTION_HINT: &str = "a read with an `option` such as `count`, `syntax` or `chksum` is answered by something that \
                           is no row, which `read_as` can read";

/// What a reply gives: the answer, and what did not fit in it.
pub(crate) type Read<T> = (T, Misfits);

/// Reads the reply to a request.
pub(crate) fn decode<R: Response>(arrived: Arrived) -> Result<Reply<R::Output>, Error> {
    decode_hinting::<R>(arrived, OPTION_HINT)
}

/// Reads the reply to a call of the REST counterpart's own or of the GUI, which take no `option`.
#[cfg(feature = "web")]
pub(crate) fn decode_web<R: Response>(arrived: Arrived) -> Result<Reply<R::Output>, Error> {
    decode_hinting::<R>(arrived, "")
}

fn decode_hinting<R: Response>(arrived: Arrived, hint: &'static str) -> Result<Reply<R::Output>, Error> {
    let Arrived { call, expected, answer } = arrived;
    let (status, body) = (answer.status(), answer.into_body());
    let http = |text: &str| ErrorKind::from(HttpError::new(status.as_u16(), text));
    let is_write = !call.is_read();
    let notes = expected.reading.notes().of_a_write(is_write).hint(hint);
    let read = |text: &str| decode_text::<R>(notes.clone(), expected, text);
    let result = match reading::leniently(&body, read, reading::is_malformed) {
        // Whatever the web server holds for a failure, a status of FortiManager's own says more.
        Err(error) if !status.is_success() && !matches!(error, ErrorKind::Api(_)) => Err(http(&reading::text(&body))),
        Ok(_) if !status.is_success() => Err(http("")),
        result => result,
    };
    let (value, misfits) = result.map_err(|kind| call.failed(kind))?;
    trace::misfits(&misfits);
    Ok(Reply::new(value, misfits, (), body))
}

fn decode_text<R: Response>(notes: Notes, expected: Expected, text: &str) -> Result<Read<R::Output>, ErrorKind> {
    let fault = |kind| ErrorKind::from(DecodeError::new(kind));
    match text.trim_start().as_bytes().first() {
        None => Err(fault(DecodeErrorKind::Empty)),
        Some(b'<') => Err(DecodeError::new(DecodeErrorKind::Html).near(text, 0).into()),
        Some(_) => match pieces::<R>(text, notes.clone()) {
            Ok(pieces) => {
                let misfits = pieces.notes.count();
                let output = finish(pieces, expected, text)?;
                let misfits = match misfits {
                    0 => Misfits::default(),
                    _ => locate::<R>(&notes.tracing(), text)?,
                };
                Ok((output, misfits))
            }
            Err(error) => Err(explain::<R>(&error, notes, expected, text)),
        },
    }
}

fn pieces<R: Response>(text: &str, notes: Notes) -> Result<Pieces<R>, JsonError> {
    reading::within_limits(text, notes, |notes| {
        let mut json = Deserializer::from_str(text);
        let pieces = read(&mut json, notes)?;
        json.end()?;
        Ok(pieces)
    })
}

/// Reads once more, to find out what did not fit where.
fn locate<R: Response>(notes: &Notes, text: &str) -> Result<Misfits, ErrorKind> {
    match pieces::<R>(text, notes.clone()) {
        Ok(pieces) => Ok(pieces.notes.into_misfits()),
        // What did not fit had to.
        Err(error) => Err(reading::fault(&error, text, || path::<R>(notes.clone(), text)).into()),
    }
}

/// Makes the answer of the pieces, or says what they lack.
fn finish<R: Response>(pieces: Pieces<R>, expected: Expected, text: &str) -> Result<R::Output, ErrorKind> {
    let fault = |kind| Err(DecodeError::new(kind).near(text, 0).into());
    if is_foreign(pieces.id, expected) {
        return fault(DecodeErrorKind::ForeignId);
    }
    if let Some(refusal) = pieces.refusal {
        return Err(refusal.into());
    }
    if let Some(code) = pieces.code.filter(|code| code.value() != 0)
        && (pieces.result_members > 0 || (expected.without.status && pieces.verdict() != Verdict::Success))
    {
        return Err(status::refused(code, pieces.message.as_deref().unwrap_or_default()).into());
    }
    if let Some(kind) = lack(&pieces, expected) {
        return fault(kind);
    }
    match pieces.response.finish(pieces.found.data) {
        Some(output) => Ok(output),
        None => fault(R::LACKING),
    }
}

/// Whether it is the reply to another request. One that is refused before it was read whole is answered without its id.
fn is_foreign(id: Id, expected: Expected) -> bool {
    let Some(sent) = expected.id else { return false };
    match id {
        Id::Missing | Id::Null => false,
        Id::Number(number) => number != i128::from(sent),
        Id::Other => true,
    }
}

/// What a reply that does not refuse lacks to be a success.
fn lack<R>(pieces: &Pieces<R>, expected: Expected) -> Option<DecodeErrorKind> {
    let without = expected.without;
    let said = [pieces.on_top, pieces.of_result];
    // A reply without a verdict is known by what it has to say.
    let is_known = without.status && (pieces.found.data || pieces.found.field);
    let has_result = pieces.result_members > 0;
    Some(if pieces.error_without_code {
        DecodeErrorKind::ErrorWithoutCode
    } else if pieces.results > 1
        || pieces.result_members > 1
        || pieces.found.data_members > 1
        || (has_result && pieces.found.data_on_top)
    {
        // Data beside a result is that of another one, and of two nobody knows which is the answer.
        DecodeErrorKind::SeveralResults
    } else if has_result && pieces.results == 0 {
        DecodeErrorKind::NoResult
    } else if said.contains(&Verdict::Unreadable) || (said.contains(&Verdict::Word) && !without.status) {
        DecodeErrorKind::NoStatus
    } else if pieces.verdict() != Verdict::Success && !is_known {
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

/// FortiManager's refusal in an answer that may be anything, if it is one.
#[cfg(feature = "web")]
pub(crate) fn refusal(text: &str) -> Option<ApiError> {
    match pieces_of_anything(text) {
        Ok(pieces) => pieces.refusal,
        // What stands behind a refusal does not take it back.
        Err(_) => read::first_refusal(&mut Deserializer::from_str(text)),
    }
}

#[cfg(feature = "web")]
fn pieces_of_anything(text: &str) -> Result<Pieces<()>, JsonError> {
    pieces(text, Notes::counting()).or_else(|error| match reading::repaired(text) {
        Some(repaired) => pieces(&repaired, Notes::counting()),
        None => Err(error),
    })
}

/// Whether an answer that may be anything is a reply: the status of a call, and no file and no text.
#[cfg(feature = "web")]
pub(crate) fn is_reply(text: &str) -> bool {
    pieces_of_anything(text).is_ok_and(|pieces| pieces.results > 0 && pieces.of_result != Verdict::Missing)
}

/// Says why the reply could not be read: because FortiManager refused the call, or for what reason else.
fn explain<R: Response>(error: &JsonError, notes: Notes, expected: Expected, text: &str) -> ErrorKind {
    if let Ok(pieces) = pieces::<()>(text, Notes::counting())
        // A refusal of another request would be no answer to this one.
        && (pieces.refusal.is_some() || is_foreign(pieces.id, expected))
        && let Err(kind) = finish(pieces, expected, text)
    {
        return kind;
    }
    // What would be no error in another reading.
    let is_misfit = notes.is_refusing() && pieces::<R>(text, notes.tracing()).is_ok();
    let fault = reading::fault(error, text, || path::<R>(notes, text));
    fault.of_misfit(is_misfit).into()
}

/// Reads once more, with an eye on where in the JSON it fails.
fn path<R: Response>(notes: Notes, text: &str) -> Option<String> {
    reading::path(text, notes, |json, notes| read::<_, R>(json, notes).map(drop))
}
