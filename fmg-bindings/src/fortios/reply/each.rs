//! Decodes the responses of several VDOMs to one call.
//!
//! Each envelope names its VDOM, which is compared with the requested VDOMs. A program that writes in three VDOMs and
//! gets two responses must not take that for a success in all three.

use std::collections::{BTreeMap, BTreeSet};

use super::decode::{Body, Read, body, envelopes, fault, notes, one};
use super::read::Pieces;
use crate::error::{Context, DecodeError, DecodeErrorKind, Error, ErrorKind};
use crate::fortios::Vdoms;
use crate::fortios::envelope::Envelope;
use crate::fortios::in_vdom::InVdom;
use crate::misfits::Misfits;
use crate::raw_response::Expected;
use crate::reading::{self, ReadPieces};
use crate::response::Response;
use crate::slots::Notes;
use crate::trace;
use crate::web::ResponseParts;

/// The outcomes in each VDOM.
type Outcomes<R> = Vec<InVdom<<R as Response>::Output>>;

/// Decodes the response to a call in several VDOMs.
///
/// An error in one VDOM is the outcome there. A single refusal refuses the whole call. `asked` are the VDOMs of the
/// call; `None`: those that FortiOS chooses.
pub(in crate::fortios) fn decode_each<R: Response>(
    call: Context,
    answer: ResponseParts<'_>,
    expected: Expected,
    asked: Option<&Vdoms>,
) -> Result<Read<Outcomes<R>>, ErrorKind> {
    let asked = asked.and_then(Vdoms::names);
    let read = |text: &str| decode_text::<R>(call, answer, expected, asked.as_ref(), text);
    let read = reading::leniently(answer.body, read, |result| match result {
        Ok(read) => read.output.iter().any(|vdom| match &vdom.outcome {
            Ok(_) => false,
            Err(error) => reading::is_not_json(error.kind()),
        }),
        Err(kind) => reading::is_not_json(kind),
    })?;
    trace::misfits(&read.misfits);
    Ok(read)
}

fn decode_text<R: Response>(
    call: Context,
    answer: ResponseParts<'_>,
    expected: Expected,
    asked: Option<&BTreeSet<&str>>,
    text: &str,
) -> Result<Read<Outcomes<R>>, ErrorKind> {
    let (mut outcomes, is_list) = match body(call, answer, expected, text)? {
        Body::Empty => match asked {
            // The HTTP status belongs to the one requested VDOM. With several VDOMs it does not tell the outcome of
            // each.
            Some(asked) if asked.len() == 1 => {
                let Some(output) = R::default().finish(false) else {
                    return Err(fault(DecodeErrorKind::Empty, text));
                };
                let empty = InVdom::new(Ok(output), Envelope::default(), Misfits::default());
                let named = asked.first().map(|name| empty.of(name));
                return Ok(alone::<R>(named.into_iter().collect()));
            }
            _ => return Err(fault(DecodeErrorKind::Empty, text)),
        },
        Body::Object(text) => {
            let read = envelope::<R>(&notes(call, expected), expected, text)?;
            (vec![InVdom::new(Ok(read.output), read.envelope, read.misfits)], false)
        }
        Body::List(text) => (each::<R>(call, expected, text)?, true),
    };
    check_vdoms(call, &mut outcomes, asked);
    let mut misfits = Misfits::default();
    for (index, outcome) in outcomes.iter().enumerate() {
        if is_list {
            misfits.extend(&format!("[{index}]"), &outcome.misfits);
        } else {
            misfits.clone_from(&outcome.misfits);
        }
    }
    if let Some(asked) = asked {
        add_missing(call, &mut outcomes, asked);
    }
    Ok(Read {
        misfits,
        ..alone::<R>(outcomes)
    })
}

/// Outcomes without an envelope around them.
fn alone<R: Response>(output: Outcomes<R>) -> Read<Outcomes<R>> {
    Read {
        output,
        envelope: Envelope::default(),
        misfits: Misfits::default(),
    }
}

/// Decodes one envelope.
fn envelope<R: Response>(notes: &Notes, expected: Expected, text: &str) -> Result<Read<R::Output>, ErrorKind> {
    let mut response = R::default();
    let around = one(notes, expected, text, response.reader())?;
    around.finish(response).map_err(|kind| fault(kind, text))
}

/// Decodes a list of envelopes.
fn each<R: Response>(call: Context, expected: Expected, text: &str) -> Result<Outcomes<R>, ErrorKind> {
    let envelopes = envelopes(text)?;
    if envelopes.is_empty() {
        // Without any envelope, no VDOM has a status.
        return Err(fault(DecodeErrorKind::NoResult, text));
    }
    let notes = notes(call, expected);
    let outcomes = envelopes.into_iter().map(|element| {
        match envelope::<R>(&notes, expected, element.get()) {
            Ok(read) => InVdom::new(Ok(read.output), read.envelope, read.misfits),
            Err(kind) => {
                // The envelope may still be valid.
                let envelope = Pieces::of(element.get(), Notes::counting(), ().reader())
                    .map(|pieces| pieces.envelope)
                    .unwrap_or_default();
                InVdom::new(Err(Error::new(call, kind)), envelope, Misfits::default())
            }
        }
    });
    Ok(outcomes.collect())
}

/// Turns outcomes into errors if they are of another VDOM than the requested ones, or of no VDOM. If a VDOM answered
/// twice, all its outcomes become errors, since it is unknown which of them counts.
fn check_vdoms<T>(call: Context, outcomes: &mut [InVdom<T>], asked: Option<&BTreeSet<&str>>) {
    let is_alone = outcomes.len() == 1;
    let mut answers = BTreeMap::<String, usize>::new();
    for outcome in &*outcomes {
        *answers.entry(outcome.vdom.clone()).or_default() += 1;
    }
    for outcome in outcomes {
        let kind = match (outcome.vdom.as_str(), asked) {
            ("", Some(asked)) if is_alone && asked.len() == 1 => {
                outcome.vdom = asked.first().copied().unwrap_or_default().to_owned();
                continue;
            }
            ("", None) if is_alone => continue,
            ("", _) => DecodeErrorKind::NoVdom,
            (vdom, Some(asked)) if !asked.contains(vdom) => DecodeErrorKind::ForeignVdom,
            (vdom, _) if answers.get(vdom).is_some_and(|count| *count > 1) => DecodeErrorKind::SeveralResults,
            _ => continue,
        };
        // A refusal is more specific.
        if outcome.outcome.is_ok() {
            outcome.outcome = Err(Error::new(call, DecodeError::new(kind)));
            outcome.misfits = Misfits::default();
        }
    }
}

/// Adds an error for each requested VDOM that has not answered.
fn add_missing<T>(call: Context, outcomes: &mut Vec<InVdom<T>>, asked: &BTreeSet<&str>) {
    let answered: BTreeSet<_> = outcomes.iter().map(|outcome| outcome.vdom.clone()).collect();
    for name in asked.iter().filter(|name| !answered.contains(**name)) {
        let error = Error::new(call, DecodeError::new(DecodeErrorKind::NoAnswer));
        outcomes.push(InVdom::new(Err(error), Envelope::default(), Misfits::default()).of(name));
    }
}
