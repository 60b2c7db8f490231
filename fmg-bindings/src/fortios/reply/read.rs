//! The visitor that decodes one envelope.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use crate::fortios::envelope::Envelope;
use crate::reading::{AnyScalar, Data, MemberName, ReadPieces, Scalar};
use crate::response::ReadReply;
use crate::slots::Notes;

/// The parts of a reply that have been read so far.
pub(crate) struct Pieces {
    /// The misfits.
    pub(super) notes: Notes,
    pub(super) envelope: Envelope,
    /// Whether there are results that the response uses.
    pub(super) found_data: bool,
    /// The number of members `results`.
    pub(super) results: usize,
    /// The number of members `vdom`.
    pub(super) vdoms: usize,
    /// Whether a field of the response has taken a member beside the results.
    pub(super) found_field: bool,
    /// The status of the call.
    pub(super) call_status: CallStatus,
    /// The first `http_status` that is an error.
    pub(super) http_status: Option<u16>,
    /// The first valid `error`.
    pub(super) code: Option<i64>,
    /// Whether there is an `error` that is not a code.
    pub(super) error_without_code: bool,
    pub(super) cli_error: Option<String>,
}

/// The status of a call. Ordered by severity: of several, the most severe counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum CallStatus {
    #[default]
    Missing,
    /// The word `success`.
    Success,
    /// A number, as in the reply to a login.
    Number,
    /// A value that is not a status, or several statuses.
    Unreadable,
    /// Another word.
    Refusal,
}

impl CallStatus {
    fn of(status: &Scalar<'_>) -> Self {
        match status {
            Scalar::Text(word) if word == "success" => Self::Success,
            Scalar::Text(word) if word.parse::<i64>().is_err() => Self::Refusal,
            Scalar::Text(_) | Scalar::Integer(_) => Self::Number,
            // A second status that is `null` contradicts the first.
            Scalar::Null | Scalar::Boolean(_) | Scalar::Other(_) => Self::Unreadable,
        }
    }

    /// Combines two statuses.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Missing, status) | (status, Self::Missing) => status,
            (one, another) => one.max(another).max(Self::Unreadable),
        }
    }
}

impl ReadPieces for Pieces {
    fn read<'de, D, R>(deserializer: D, notes: Notes, response: &mut R) -> Result<Self, D::Error>
    where
        D: Deserializer<'de>,
        R: ReadReply + ?Sized,
    {
        response.reset();
        let mut pieces = Self {
            notes,
            envelope: Envelope::default(),
            found_data: false,
            results: 0,
            vdoms: 0,
            found_field: false,
            call_status: CallStatus::default(),
            http_status: None,
            code: None,
            error_without_code: false,
            cli_error: None,
        };
        deserializer.deserialize_map(Object {
            pieces: &mut pieces,
            response,
        })?;
        Ok(pieces)
    }

    fn notes(&self) -> &Notes {
        &self.notes
    }

    fn into_notes(self) -> Notes {
        self.notes
    }
}

struct Object<'p, R: ?Sized> {
    pieces: &'p mut Pieces,
    response: &'p mut R,
}

impl<'de, R: ReadReply + ?Sized> Visitor<'de> for Object<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a reply")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let Self { pieces, response } = self;
        while let Some(name) = members.next_key_seed(MemberName)? {
            match &*name {
                "results" => {
                    pieces.results += 1;
                    pieces.notes.enter("results", false);
                    let data = members.next_value_seed(Data {
                        response: &mut *response,
                        notes: &mut pieces.notes,
                    })?;
                    pieces.notes.leave();
                    if let Some(found) = data {
                        pieces.found_data = found;
                    }
                }
                "error" => {
                    let value = members.next_value_seed(AnyScalar::of(&pieces.notes))?;
                    let code = value.number();
                    pieces.error_without_code |= code.is_none() && value.kind().is_some();
                    pieces.code = pieces.code.filter(|code| *code != 0).or(code);
                }
                "cli_error" => {
                    let text = members.next_value_seed(AnyScalar::of(&pieces.notes))?.text();
                    pieces.cli_error = pieces.cli_error.take().or(text);
                }
                name => {
                    if let Some(slot) = pieces.envelope.slot(name) {
                        let value = members.next_value_seed(AnyScalar::of(&pieces.notes))?;
                        match name {
                            "vdom" => pieces.vdoms += 1,
                            "status" => pieces.call_status = pieces.call_status.and(CallStatus::of(&value)),
                            "http_status" => {
                                let refuses = |status: &u16| *status >= 400;
                                pieces.http_status = pieces.http_status.or_else(|| value.number().filter(refuses));
                            }
                            _ => {}
                        }
                        if let Err((expected, found)) = slot.fill(&value) {
                            pieces.notes.enter(name, false);
                            pieces.notes.misfit(expected, found)?;
                            pieces.notes.leave();
                        }
                    } else {
                        let found = members.next_value_seed(Other {
                            name,
                            response: &mut *response,
                            notes: &mut pieces.notes,
                        })?;
                        pieces.found_field |= found;
                    }
                }
            }
        }
        Ok(())
    }
}

/// A member that only the response can decode.
struct Other<'p, 'n, R: ?Sized> {
    name: &'n str,
    response: &'p mut R,
    notes: &'p mut Notes,
}

impl<'de, R: ReadReply + ?Sized> DeserializeSeed<'de> for Other<'_, '_, R> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        self.response.read_envelope(self.name, deserializer, self.notes)
    }
}
