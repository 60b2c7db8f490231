//! The answer to a call that each VDOM answers.
//!
//! An envelope says which VDOM it is the answer of, and that is compared with the VDOMs that were asked. A program that writes
//! in three VDOMs and is shown two answers must not take that for a success in all of them.

use std::collections::{BTreeMap, BTreeSet};

use super::decode::{Body, Read, body, fault, notes, one, pieces, several};
use crate::answered::Expected;
use crate::error::{Context, DecodeError, DecodeErrorKind, Error, ErrorKind};
use crate::fortios::Vdoms;
use crate::fortios::envelope::Envelope;
use crate::fortios::in_vdom::InVdom;
use crate::misfits::Misfits;
use crate::slots::Notes;
use crate::web::Answer;
use crate::{Response, reading, trace};

/// What went well and what did not, in each VDOM.
type Outcomes<R> = Vec<InVdom<<R as Response>::Output>>;

/// Reads the answer to a call that each VDOM answers.
///
/// What goes wrong in one VDOM is the outcome there. A lone refusal is the refusal of the whole call. `asked` are the VDOMs
/// that the call was made in; `None`: wherever FortiOS makes it.
pub(in crate::fortios) fn decode_each<R: Response>(
    call: Context,
    answer: Answer<'_>,
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
    answer: Answer<'_>,
    expected: Expected,
    asked: Option<&BTreeSet<&str>>,
    text: &str,
) -> Result<Read<Outcomes<R>>, ErrorKind> {
    let (mut outcomes, is_list) = match body::<R>(call, answer, expected, text)? {
        Body::Silence(output) => match asked {
            // The status of HTTP is that of the one VDOM that was asked. Of several it says nothing.
            Some(asked) if asked.len() == 1 => {
                let silent = InVdom::new(Ok(output), Envelope::default(), Misfits::default());
                let named = asked.first().map(|name| silent.of(name));
                return Ok(Read::alone(named.into_iter().collect()));
            }
            _ => return Err(fault(DecodeErrorKind::Empty, text)),
        },
        Body::Object(text) => {
            let read = one::<R>(&notes(call, expected), expected, text)?;
            (vec![InVdom::new(Ok(read.output), read.envelope, read.misfits)], false)
        }
        Body::List(text) => (each::<R>(call, expected, text)?, true),
    };
    judge(call, &mut outcomes, asked);
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
        ..Read::alone(outcomes)
    })
}

/// Reads a list of envelopes.
fn each<R: Response>(call: Context, expected: Expected, text: &str) -> Result<Outcomes<R>, ErrorKind> {
    let several = several(text)?;
    if several.is_empty() {
        // No verdict, and no VDOM that could have none.
        return Err(fault(DecodeErrorKind::NoResult, text));
    }
    let notes = notes(call, expected);
    let outcomes = several.into_iter().map(|element| {
        match one::<R>(&notes, expected, element.get()) {
            Ok(read) => InVdom::new(Ok(read.output), read.envelope, read.misfits),
            Err(kind) => {
                // What is wrong with it need not be wrong with its envelope.
                let envelope = pieces::<()>(element.get(), Notes::counting())
                    .map(|pieces| pieces.envelope)
                    .unwrap_or_default();
                InVdom::new(Err(Error::new(call, kind)), envelope, Misfits::default())
            }
        }
    });
    Ok(outcomes.collect())
}

/// Makes errors of what is no answer of a VDOM that was asked: one of another VDOM, one of none, and all that come from the
/// same, since nobody knows which of them counts.
fn judge<T>(call: Context, outcomes: &mut [InVdom<T>], asked: Option<&BTreeSet<&str>>) {
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
        // A refusal says more.
        if outcome.outcome.is_ok() {
            outcome.outcome = Err(Error::new(call, DecodeError::new(kind)));
            outcome.misfits = Misfits::default();
        }
    }
}

/// Adds an error for each VDOM that was asked and has not answered.
fn add_missing<T>(call: Context, outcomes: &mut Vec<InVdom<T>>, asked: &BTreeSet<&str>) {
    let answered: BTreeSet<_> = outcomes.iter().map(|outcome| outcome.vdom.clone()).collect();
    for name in asked.iter().filter(|name| !answered.contains(**name)) {
        let error = Error::new(call, DecodeError::new(DecodeErrorKind::NoAnswer));
        outcomes.push(InVdom::new(Err(error), Envelope::default(), Misfits::default()).of(name));
    }
}
