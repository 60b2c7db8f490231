//! Decodes responses into the response type of a call.
//!
//! FortiOS reports success or failure in three places: in the HTTP status, and in `status` and `http_status` of the
//! envelope. Each of them can report an error. The members of the envelope come in any order, and `status` often
//! follows the results, so the results are read before the status is known. If they have an unexpected shape, the reply
//! is read again for its status alone.
//!
//! A call in several VDOMs is answered by a list of envelopes, which `each.rs` decodes.

use http::StatusCode;
use serde_json::Error as JsonError;
use serde_json::value::RawValue;

use super::read::{CallStatus, Pieces};
use super::retry_after;
use crate::call_record;
use crate::error::{Context, DecodeError, DecodeErrorKind, ErrorKind, RestError};
use crate::fortios::envelope::Envelope;
use crate::fortios::status;
use crate::misfits::Misfits;
use crate::raw_response::Expected;
use crate::reading::{self, ReadPieces};
use crate::response::{ReadReply, Response};
use crate::slots::Notes;
use crate::web::ResponseParts;
use crate::{ReplyWithout, trace};

/// A decoded reply.
pub(in crate::fortios) struct Read<T> {
    pub(in crate::fortios) output: T,
    pub(in crate::fortios) envelope: Envelope,
    pub(in crate::fortios) misfits: Misfits,
}

/// The parts of a reply beside those of the response.
#[derive(Default)]
pub(super) struct Around {
    pub(super) found_data: bool,
    /// Whether the body is empty, which is a success for some calls.
    pub(super) is_silent: bool,
    pub(super) envelope: Envelope,
    pub(super) misfits: Misfits,
}

impl Around {
    /// Makes the value of the response, whose parts were read.
    pub(super) fn finish<R: Response>(self, mut response: R) -> Result<Read<R::Output>, DecodeErrorKind> {
        let mut envelope = self.envelope;
        response.note_around(&mut |name| envelope.slot(name)?.text());
        match response.finish(self.found_data) {
            Some(output) => Ok(Read {
                output,
                envelope,
                misfits: self.misfits,
            }),
            None if self.is_silent => Err(DecodeErrorKind::Empty),
            None => Err(R::LACKING),
        }
    }
}

/// How the first reading of the response to `call` treats values that do not fit.
pub(super) fn notes(call: Context, expected: Expected) -> Notes {
    expected.reading.notes().of_a_write(!call.is_read()).whole_lists()
}

/// Decodes the response to a call that is answered once.
///
/// This function is compiled for each response type. The functions that it calls are compiled once for most types.
pub(in crate::fortios) fn decode<R: Response>(
    call: Context,
    answer: ResponseParts<'_>,
    expected: Expected,
) -> Result<Read<R::Output>, ErrorKind> {
    let mut response = R::default();
    let around = read_body(call, answer, expected, response.reader())?;
    around
        .finish(response)
        .map_err(|kind| fault(kind, &reading::text(answer.body)))
}

fn read_body<R>(
    call: Context,
    answer: ResponseParts<'_>,
    expected: Expected,
    response: &mut R,
) -> Result<Around, ErrorKind>
where
    R: ReadReply + ?Sized,
{
    let read = |text: &str| read_text(call, answer, expected, text, &mut *response);
    let read = reading::leniently(answer.body, read, reading::is_malformed)?;
    trace::misfits(&read.misfits);
    Ok(read)
}

fn read_text<R>(
    call: Context,
    answer: ResponseParts<'_>,
    expected: Expected,
    text: &str,
    response: &mut R,
) -> Result<Around, ErrorKind>
where
    R: ReadReply + ?Sized,
{
    let notes = notes(call, expected);
    Ok(match body(call, answer, expected, text)? {
        Body::Empty => Around {
            is_silent: true,
            ..Around::default()
        },
        Body::Object(text) => one(&notes, expected, text, response)?,
        Body::List(text) => {
            let envelopes = envelopes(text)?;
            match envelopes.as_slice() {
                [] => return Err(fault(DecodeErrorKind::NoResult, text)),
                [lone] => {
                    let around = one(&notes, expected, lone.get(), response)?;
                    let misfits = in_list(0, &around.misfits);
                    Around { misfits, ..around }
                }
                _ => return Err(fault(DecodeErrorKind::SeveralResults, text)),
            }
        }
    })
}

/// Prefixes the misfits of a list element with its index.
fn in_list(index: usize, misfits: &Misfits) -> Misfits {
    let mut all = Misfits::default();
    all.extend(&format!("[{index}]"), misfits);
    all
}

/// The refusal in a response that may be JSON or something else, such as a file.
///
/// `None`: the HTTP status is a success, and the body is not JSON that reports an error.
pub(crate) fn refusal(answer: ResponseParts<'_>) -> Option<ErrorKind> {
    if !answer.status.is_success() {
        return Some(refused(answer).into());
    }
    if !answer.body.trim_ascii_start().starts_with(b"{") && !answer.body.starts_with(b"\xef\xbb\xbf") {
        return None;
    }
    let pieces = Pieces::of(&reading::text(answer.body), Notes::counting(), ().reader()).ok()?;
    refusal_of(&pieces, StatusCode::OK).map(Into::into)
}

/// A body that can be decoded.
pub(super) enum Body<'a> {
    /// An empty body, from which a response without data can be made.
    Empty,
    Object(&'a str),
    List(&'a str),
}

pub(super) fn body<'a>(
    call: Context,
    answer: ResponseParts<'_>,
    expected: Expected,
    text: &'a str,
) -> Result<Body<'a>, ErrorKind> {
    match text.trim_start().as_bytes().first() {
        // Each envelope in a list has its own status, so the one HTTP status does not count.
        Some(b'[') if answer.status.is_success() || is_envelopes(text) => Ok(Body::List(text)),
        _ if !answer.status.is_success() => Err(refused(answer).into()),
        None => {
            if !call.is_read() && expected.without.body {
                return Ok(Body::Empty);
            }
            Err(fault(DecodeErrorKind::Empty, text))
        }
        Some(b'<') => Err(fault(DecodeErrorKind::Html, text)),
        Some(_) => Ok(Body::Object(text)),
    }
}

/// Whether it is a list of more than one envelope, each with a status.
fn is_envelopes(text: &str) -> bool {
    envelopes(text).is_ok_and(|envelopes| {
        envelopes.len() > 1
            && envelopes.iter().all(|element| {
                Pieces::of(element.get(), Notes::counting(), ().reader())
                    .is_ok_and(|pieces| pieces.call_status != CallStatus::Missing)
            })
    })
}

pub(super) fn envelopes(text: &str) -> Result<Vec<&RawValue>, ErrorKind> {
    serde_json::from_str(text).map_err(|error| reading::fault(&error, text, || None).into())
}

/// Reads one envelope of a response with an HTTP status of success.
pub(super) fn one<R>(notes: &Notes, expected: Expected, text: &str, response: &mut R) -> Result<Around, ErrorKind>
where
    R: ReadReply + ?Sized,
{
    let pieces = match Pieces::of(text, notes.clone(), response) {
        Ok(pieces) => pieces,
        Err(error) => return Err(explain(&error, notes.clone(), text, response)),
    };
    if let Some(refusal) = refusal_of(&pieces, StatusCode::OK) {
        return Err(refusal.into());
    }
    if let Some(kind) = lack(&pieces, expected.without) {
        return Err(fault(kind, text));
    }
    Ok(Around {
        found_data: pieces.found_data,
        is_silent: false,
        misfits: pieces.misfits(notes, text, response)?,
        envelope: pieces.envelope,
    })
}

/// Reports why the reply could not be decoded: because FortiOS refused the call, or for another reason.
fn explain<R: ReadReply + ?Sized>(error: &JsonError, notes: Notes, text: &str, response: &mut R) -> ErrorKind {
    let refusal = Pieces::of(text, Notes::counting(), ().reader())
        .ok()
        .and_then(|pieces| refusal_of(&pieces, StatusCode::OK));
    if let Some(refusal) = refusal {
        return refusal.into();
    }
    Pieces::fault(error, notes, text, response).into()
}

/// The members that an envelope without a refusal lacks for a success.
fn lack(pieces: &Pieces, without: ReplyWithout) -> Option<DecodeErrorKind> {
    if pieces.error_without_code {
        return Some(DecodeErrorKind::ErrorWithoutCode);
    }
    // It is unknown which of two results, or which VDOM, counts.
    if pieces.results > 1 || pieces.vdoms > 1 {
        return Some(DecodeErrorKind::SeveralResults);
    }
    match pieces.call_status {
        CallStatus::Success => None,
        // A reply that is documented without a status is a success if it holds data or a known member.
        CallStatus::Missing | CallStatus::Number if without.status && (pieces.found_data || pieces.found_field) => None,
        CallStatus::Missing if !pieces.found_data => Some(DecodeErrorKind::NoResult),
        CallStatus::Missing | CallStatus::Number | CallStatus::Unreadable | CallStatus::Refusal => {
            Some(DecodeErrorKind::NoStatus)
        }
    }
}

/// The refusal in an envelope, if it is one.
fn refusal_of(pieces: &Pieces, status: StatusCode) -> Option<RestError> {
    let stated = pieces.http_status;
    let is_refused = pieces.call_status == CallStatus::Refusal || pieces.code.is_some_and(|code| code != 0);
    if status.is_success() && stated.is_none() && !is_refused {
        return None;
    }
    call_record::note_firmware(pieces.envelope.version.as_deref());
    // With several VDOMs, the HTTP status may be a success and the status of this VDOM not.
    let status = match (status.is_success(), stated) {
        (true, Some(stated)) => stated,
        _ => status.as_u16(),
    };
    let refusal = status::refused(status).with_code(pieces.code);
    Some(match &pieces.cli_error {
        Some(text) => refusal.with_cli_error(text),
        None => refusal,
    })
}

/// The error of a response whose HTTP status is not a success.
fn refused(answer: ResponseParts<'_>) -> RestError {
    let text = reading::text(answer.body);
    let object = match serde_json::from_str::<Vec<&RawValue>>(&text).as_deref() {
        Ok([lone]) => lone.get(),
        _ => &text,
    };
    let pieces = Pieces::of(object, Notes::counting(), ().reader())
        .ok()
        .filter(|pieces| {
            pieces.call_status != CallStatus::Missing || pieces.code.is_some() || pieces.cli_error.is_some()
        });
    let refusal = pieces.and_then(|pieces| refusal_of(&pieces, answer.status));
    // FortiOS sent nothing but the HTTP status: the body is a web page, text of a gateway, or empty.
    refusal
        .unwrap_or_else(|| status::refused(answer.status.as_u16()).with_body(&text))
        .with_retry_after(retry_after(answer.headers))
}

pub(super) fn fault(kind: DecodeErrorKind, text: &str) -> ErrorKind {
    DecodeError::new(kind).near(text, 0).into()
}
