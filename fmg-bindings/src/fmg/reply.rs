//! What comes back, read into what was asked for.
//!
//! The envelope has several shapes: a result in a list (the rule), a lone result (some system calls), and a
//! reply that is its own result (deleting a task, a cloud login). Members come in any order, and the status
//! often comes after the data, so the data is read before it is known whether the call succeeded. If it has
//! another shape then, the reply is read once more for its status alone: a refusal often comes with data that
//! the call would not return.

mod read;

use http::StatusCode;
use serde_json::{Deserializer, Error as JsonError};

use self::read::Pieces;
pub(crate) use self::read::read;
#[cfg(feature = "web")]
use crate::error::ApiError;
use crate::error::{Context, DecodeError, DecodeErrorKind, Error, ErrorKind, HttpError};
use crate::misfits::Misfits;
use crate::reading::Reading;
use crate::slots::Notes;
use crate::{Response, reading, trace};

#[cfg(test)]
mod tests;

/// What to say beside it if the data of a read is no row.
const OPTION_HINT: &str = "a read with an `option` such as `count`, `syntax` or `chksum` is answered by something that \
                           is no row, which `read_as` can read";

/// What a reply gives: the answer, and what did not fit in it.
pub(crate) type Read<T> = (T, Misfits);

/// Reads the reply to the request with this `id`, or to one without.
pub(crate) fn decode<R: Response>(
    call: Context,
    reading: Reading,
    id: Option<u64>,
    status: StatusCode,
    body: &[u8],
) -> Result<Read<R::Output>, Error> {
    let http = |text: &str| ErrorKind::from(HttpError::new(status.as_u16(), text));
    let is_write = !call.is_read();
    let notes = reading.notes().of_a_write(is_write).hint(OPTION_HINT);
    let result = match decode_text::<R>(notes, id, body) {
        // Whatever the web server holds for a failure, a status of FortiManager's own says more.
        Err(error) if !status.is_success() && !matches!(error, ErrorKind::Api(_)) => {
            Err(http(&String::from_utf8_lossy(body)))
        }
        Ok(_) if !status.is_success() => Err(http("")),
        result => result,
    };
    if let Ok((_, misfits)) = &result {
        trace::misfits(misfits);
    }
    result.map_err(|kind| Error::new(call, kind))
}

fn decode_text<R: Response>(notes: Notes, id: Option<u64>, body: &[u8]) -> Result<Read<R::Output>, ErrorKind> {
    let fault = |kind| ErrorKind::from(DecodeError::new(kind));
    // Once for the whole text: reading JSON from bytes would check each string by itself, which takes longer.
    let text = std::str::from_utf8(body).map_err(|_| fault(DecodeErrorKind::NotText))?;
    match text.trim_start().as_bytes().first() {
        None => Err(fault(DecodeErrorKind::Empty)),
        Some(b'<') => Err(DecodeError::new(DecodeErrorKind::Html).near(text, 0).into()),
        Some(_) => match pieces::<R>(text, notes.clone()) {
            Ok(pieces) => {
                let misfits = pieces.notes.count();
                let output = finish(pieces, id, text)?;
                let misfits = match misfits {
                    0 => Misfits::default(),
                    _ => locate::<R>(&notes.tracing(), text)?,
                };
                Ok((output, misfits))
            }
            Err(error) => Err(explain::<R>(&error, notes, id, text)),
        },
    }
}

fn pieces<R: Response>(text: &str, notes: Notes) -> Result<Pieces<R>, JsonError> {
    let mut json = Deserializer::from_str(text);
    let pieces = read(&mut json, notes)?;
    json.end()?;
    Ok(pieces)
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
fn finish<R: Response>(pieces: Pieces<R>, id: Option<u64>, text: &str) -> Result<R::Output, ErrorKind> {
    let fault = |kind| Err(DecodeError::new(kind).near(text, 0).into());
    if let (Some(found), Some(id)) = (pieces.id, id)
        && u64::try_from(found) != Ok(id)
    {
        return fault(DecodeErrorKind::ForeignId);
    }
    if let Some(refusal) = pieces.refusal() {
        return Err(refusal.into());
    }
    if pieces.results > 1 {
        return fault(DecodeErrorKind::SeveralResults);
    }
    if pieces.status.code.is_none() && !pieces.found_data && !pieces.found_other {
        return fault(if pieces.results == 0 {
            DecodeErrorKind::NoResult
        } else {
            DecodeErrorKind::NoStatus
        });
    }
    match pieces.response.finish(pieces.found_data) {
        Some(output) => Ok(output),
        None => fault(R::LACKING),
    }
}

/// FortiManager's refusal in an answer that may be anything, if it is one.
#[cfg(feature = "web")]
pub(crate) fn refusal(text: &str) -> Option<ApiError> {
    pieces::<()>(text, Notes::counting()).ok()?.refusal()
}

/// Whether an answer that may be anything is a reply: the status of a call, and no file and no text.
#[cfg(feature = "web")]
pub(crate) fn is_reply(text: &str) -> bool {
    pieces::<()>(text, Notes::counting()).is_ok_and(|pieces| pieces.results > 0 && pieces.status.code.is_some())
}

/// Says why the reply could not be read: because FortiManager refused the call, or for what reason else.
fn explain<R: Response>(error: &JsonError, notes: Notes, id: Option<u64>, text: &str) -> ErrorKind {
    if let Ok(pieces) = pieces::<()>(text, Notes::counting())
        && let Some(refusal) = pieces.refusal()
    {
        // A refusal of another request would be no answer to this one.
        return finish(pieces, id, text).err().unwrap_or_else(|| refusal.into());
    }
    reading::fault(error, text, || path::<R>(notes, text)).into()
}

/// Reads once more, with an eye on where in the JSON it fails.
fn path<R: Response>(notes: Notes, text: &str) -> Option<String> {
    let mut track = serde_path_to_error::Track::new();
    let mut json = Deserializer::from_str(text);
    let deserializer = serde_path_to_error::Deserializer::new(&mut json, &mut track);
    read::<_, R>(deserializer, notes).err()?;
    Some(track.path().to_string())
}
