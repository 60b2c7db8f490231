//! What comes back, read into what was asked for.
//!
//! FortiOS says in three places whether a call has succeeded: in the HTTP status, in `status` and in `http_status` of
//! the envelope. Any of them can make it an error. The members of the envelope come in any order, and `status` often
//! stands behind the results, so these are read before it is known what they are: if they have another shape then, the
//! reply is read once more for its verdict alone.
//!
//! A call that was made in several VDOMs is answered by a list of envelopes; `each.rs` reads that.

use http::StatusCode;
use serde_json::value::RawValue;
use serde_json::{Deserializer, Error as JsonError};

use super::read::{Pieces, Said, read};
use super::retry_after;
use crate::answered::Expected;
use crate::error::{Context, DecodeError, DecodeErrorKind, ErrorKind, RestError};
use crate::fortios::envelope::Envelope;
use crate::fortios::status;
use crate::misfits::Misfits;
use crate::slots::Notes;
use crate::web::Answer;
use crate::{ReplyWithout, Response, reading, trace};

/// What a reply gives.
pub(in crate::fortios) struct Read<T> {
    pub(in crate::fortios) output: T,
    pub(in crate::fortios) envelope: Envelope,
    pub(in crate::fortios) misfits: Misfits,
}

impl<T> Read<T> {
    /// Something that nothing stood around.
    pub(in crate::fortios) fn alone(output: T) -> Self {
        Self {
            output,
            envelope: Envelope::default(),
            misfits: Misfits::default(),
        }
    }
}

/// What to make of values that do not fit, in the first reading of the answer to `call`.
pub(super) fn notes(call: Context, expected: Expected) -> Notes {
    expected.reading.notes().of_a_write(!call.is_read()).whole_lists()
}

/// Reads the answer to a call that is answered once.
pub(in crate::fortios) fn decode<R: Response>(
    call: Context,
    answer: Answer<'_>,
    expected: Expected,
) -> Result<Read<R::Output>, ErrorKind> {
    let read = |text: &str| decode_text::<R>(call, answer, expected, text);
    let read = reading::leniently(answer.body, read, reading::is_malformed)?;
    trace::misfits(&read.misfits);
    Ok(read)
}

fn decode_text<R: Response>(
    call: Context,
    answer: Answer<'_>,
    expected: Expected,
    text: &str,
) -> Result<Read<R::Output>, ErrorKind> {
    let notes = notes(call, expected);
    Ok(match body::<R>(call, answer, expected, text)? {
        Body::Silence(output) => Read::alone(output),
        Body::Object(text) => one::<R>(&notes, expected, text)?,
        Body::List(text) => {
            let several = several(text)?;
            match several.as_slice() {
                [] => return Err(fault(DecodeErrorKind::NoResult, text)),
                [lone] => {
                    let read = one::<R>(&notes, expected, lone.get())?;
                    let misfits = in_list(0, &read.misfits);
                    Read { misfits, ..read }
                }
                _ => return Err(fault(DecodeErrorKind::SeveralResults, text)),
            }
        }
    })
}

/// The misfits of an element of a list, as those of the list.
fn in_list(index: usize, misfits: &Misfits) -> Misfits {
    let mut all = Misfits::default();
    all.extend(&format!("[{index}]"), misfits);
    all
}

/// What says no in an answer that may be one of JSON or one of anything, such as a file.
///
/// `None`: the HTTP status is one of success, and the body is no JSON that says otherwise.
pub(crate) fn refusal(answer: Answer<'_>) -> Option<ErrorKind> {
    if !answer.status.is_success() {
        return Some(refused(answer).into());
    }
    if !answer.body.trim_ascii_start().starts_with(b"{") && !answer.body.starts_with(b"\xef\xbb\xbf") {
        return None;
    }
    let pieces = pieces::<()>(&reading::text(answer.body), Notes::counting()).ok()?;
    verdict(&pieces, StatusCode::OK).map(Into::into)
}

/// A body that can be read.
pub(super) enum Body<'a, T> {
    /// None at all, from which the value was made all the same.
    Silence(T),
    Object(&'a str),
    List(&'a str),
}

pub(super) fn body<'a, R: Response>(
    call: Context,
    answer: Answer<'_>,
    expected: Expected,
    text: &'a str,
) -> Result<Body<'a, R::Output>, ErrorKind> {
    match text.trim_start().as_bytes().first() {
        // Each envelope in a list has a verdict of its own, which the one status for all of them cannot have.
        Some(b'[') if answer.status.is_success() || is_envelopes(text) => Ok(Body::List(text)),
        _ if !answer.status.is_success() => Err(refused(answer).into()),
        None => {
            let may_be_silent = !call.is_read() && expected.without.body;
            match may_be_silent.then(|| R::default().finish(false)).flatten() {
                Some(output) => Ok(Body::Silence(output)),
                None => Err(fault(DecodeErrorKind::Empty, text)),
            }
        }
        Some(b'<') => Err(fault(DecodeErrorKind::Html, text)),
        Some(_) => Ok(Body::Object(text)),
    }
}

/// Whether it is a list of more than one envelope, each of which says how it went.
fn is_envelopes(text: &str) -> bool {
    several(text).is_ok_and(|several| {
        several.len() > 1
            && several.iter().all(|element| {
                pieces::<()>(element.get(), Notes::counting()).is_ok_and(|pieces| pieces.said != Said::Missing)
            })
    })
}

pub(super) fn several(text: &str) -> Result<Vec<&RawValue>, ErrorKind> {
    serde_json::from_str(text).map_err(|error| reading::fault(&error, text, || None).into())
}

/// Reads one envelope, which came with an HTTP status of success.
pub(super) fn one<R: Response>(notes: &Notes, expected: Expected, text: &str) -> Result<Read<R::Output>, ErrorKind> {
    let mut pieces = pieces::<R>(text, notes.clone()).map_err(|error| explain::<R>(&error, notes.clone(), text))?;
    let misfits = pieces.notes.count();
    if let Some(refusal) = verdict(&pieces, StatusCode::OK) {
        return Err(refusal.into());
    }
    if let Some(kind) = lack(&pieces, expected.without) {
        return Err(fault(kind, text));
    }
    let mut response = pieces.response;
    response.note_around(&mut |name| pieces.envelope.slot(name)?.text());
    match response.finish(pieces.found_data) {
        Some(output) => Ok(Read {
            output,
            envelope: pieces.envelope,
            misfits: match misfits {
                0 => Misfits::default(),
                _ => locate::<R>(&notes.tracing(), text)?,
            },
        }),
        None => Err(fault(R::LACKING, text)),
    }
}

pub(super) fn pieces<R: Response>(text: &str, notes: Notes) -> Result<Pieces<R>, JsonError> {
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

/// Says why the reply could not be read: because FortiOS refused the call, or for what reason else.
fn explain<R: Response>(error: &JsonError, notes: Notes, text: &str) -> ErrorKind {
    let refusal = pieces::<()>(text, Notes::counting())
        .ok()
        .and_then(|pieces| verdict(&pieces, StatusCode::OK));
    if let Some(refusal) = refusal {
        return refusal.into();
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

/// What an envelope that does not refuse lacks to be a success.
fn lack<R>(pieces: &Pieces<R>, without: ReplyWithout) -> Option<DecodeErrorKind> {
    if pieces.error_without_code {
        return Some(DecodeErrorKind::ErrorWithoutCode);
    }
    // Of two nobody knows which is the answer, or whose.
    if pieces.results > 1 || pieces.vdoms > 1 {
        return Some(DecodeErrorKind::SeveralResults);
    }
    match pieces.said {
        Said::Success => None,
        // A reply without a verdict is known by what it has to say.
        Said::Missing | Said::Number if without.status && (pieces.found_data || pieces.found_field) => None,
        Said::Missing if !pieces.found_data => Some(DecodeErrorKind::NoResult),
        Said::Missing | Said::Number | Said::Unreadable | Said::Refusal => Some(DecodeErrorKind::NoStatus),
    }
}

/// The refusal, if it is one.
fn verdict<R>(pieces: &Pieces<R>, status: StatusCode) -> Option<RestError> {
    let stated = pieces.stated;
    let is_refused = pieces.said == Said::Refusal || pieces.code.is_some_and(|code| code != 0);
    if status.is_success() && stated.is_none() && !is_refused {
        return None;
    }
    // The status of the whole answer may be success where that of one VDOM is not.
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

/// What an answer says whose HTTP status is not one of success.
fn refused(answer: Answer<'_>) -> RestError {
    let text = reading::text(answer.body);
    let object = match serde_json::from_str::<Vec<&RawValue>>(&text).as_deref() {
        Ok([lone]) => lone.get(),
        _ => &text,
    };
    let said = pieces::<()>(object, Notes::counting())
        .ok()
        .filter(|pieces| pieces.said != Said::Missing || pieces.code.is_some() || pieces.cli_error.is_some());
    let refusal = said.and_then(|pieces| verdict(&pieces, answer.status));
    // A web page, the words of something in between, or nothing: FortiOS itself has not said more than the status.
    refusal
        .unwrap_or_else(|| status::refused(answer.status.as_u16()).with_body(&text))
        .with_retry_after(retry_after(answer.headers))
}

pub(super) fn fault(kind: DecodeErrorKind, text: &str) -> ErrorKind {
    DecodeError::new(kind).near(text, 0).into()
}
