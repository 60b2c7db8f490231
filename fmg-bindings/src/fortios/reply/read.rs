//! The visitor that takes one envelope apart.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use crate::Response;
use crate::fortios::envelope::Envelope;
use crate::reading::{AnyScalar, Data, MemberName, Scalar};
use crate::slots::Notes;

/// What a reply consists of, as far as it has been read.
pub(crate) struct Pieces<R> {
    pub(super) response: R,
    /// What did not fit in it.
    pub(super) notes: Notes,
    pub(super) envelope: Envelope,
    /// Whether there are results that the response has a use for.
    pub(super) found_data: bool,
    /// How many members `results` there are.
    pub(super) results: usize,
    /// How many members `vdom` there are.
    pub(super) vdoms: usize,
    /// Whether a field of the response has taken a member beside the results.
    pub(super) found_field: bool,
    /// What `status` says.
    pub(super) said: Said,
    /// The first `http_status` that refuses.
    pub(super) stated: Option<u16>,
    /// The first `error` that is one.
    pub(super) code: Option<i64>,
    /// Whether there is an `error` that is no code.
    pub(super) error_without_code: bool,
    pub(super) cli_error: Option<String>,
}

/// What a status says. The order is that of gravity: of several the gravest counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Said {
    #[default]
    Missing,
    /// The word `success`.
    Success,
    /// A number. A login answers with one.
    Number,
    /// Something that is no status, or more than one.
    Unreadable,
    /// Another word.
    Refusal,
}

impl Said {
    fn of(status: &Scalar<'_>) -> Self {
        match status {
            Scalar::Text(word) if word == "success" => Self::Success,
            Scalar::Text(word) if word.parse::<i64>().is_err() => Self::Refusal,
            Scalar::Text(_) | Scalar::Integer(_) => Self::Number,
            // One that is `null` may take back another.
            Scalar::Null | Scalar::Boolean(_) | Scalar::Other(_) => Self::Unreadable,
        }
    }

    /// What two of them say.
    fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Missing, said) | (said, Self::Missing) => said,
            (one, another) => one.max(another).max(Self::Unreadable),
        }
    }
}

/// Takes a reply apart. Generic over the deserializer, so that errors can be traced to their place and tests can see
/// what is passed over.
pub(crate) fn read<'de, D: Deserializer<'de>, R: Response>(
    deserializer: D,
    notes: Notes,
) -> Result<Pieces<R>, D::Error> {
    let mut pieces = Pieces {
        response: R::default(),
        notes,
        envelope: Envelope::default(),
        found_data: false,
        results: 0,
        vdoms: 0,
        found_field: false,
        said: Said::default(),
        stated: None,
        code: None,
        error_without_code: false,
        cli_error: None,
    };
    deserializer.deserialize_map(Object(&mut pieces))?;
    Ok(pieces)
}

struct Object<'p, R>(&'p mut Pieces<R>);

impl<'de, R: Response> Visitor<'de> for Object<'_, R> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a reply")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<(), A::Error> {
        let pieces = self.0;
        while let Some(name) = members.next_key_seed(MemberName)? {
            match &*name {
                "results" => {
                    pieces.results += 1;
                    pieces.notes.enter("results", false);
                    let data = members.next_value_seed(Data {
                        response: &mut pieces.response,
                        notes: &mut pieces.notes,
                    })?;
                    pieces.notes.leave();
                    if let Some(found) = data {
                        pieces.found_data = found;
                    }
                }
                "error" => {
                    let said = members.next_value_seed(AnyScalar::of(&pieces.notes))?;
                    let code = said.number();
                    pieces.error_without_code |= code.is_none() && said.kind().is_some();
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
                            "status" => pieces.said = pieces.said.and(Said::of(&value)),
                            "http_status" => {
                                let refuses = |status: &u16| *status >= 400;
                                pieces.stated = pieces.stated.or_else(|| value.number().filter(refuses));
                            }
                            _ => {}
                        }
                        if let Err((expected, found)) = slot.fill(&value) {
                            pieces.notes.enter(name, false);
                            pieces.notes.misfit(expected, found)?;
                            pieces.notes.leave();
                        }
                    } else {
                        let response = &mut pieces.response;
                        let notes = &mut pieces.notes;
                        let found = members.next_value_seed(Other { name, response, notes })?;
                        pieces.found_field |= found;
                    }
                }
            }
        }
        Ok(())
    }
}

/// A member that only the response can read.
struct Other<'p, 'n, R> {
    name: &'n str,
    response: &'p mut R,
    notes: &'p mut Notes,
}

impl<'de, R: Response> DeserializeSeed<'de> for Other<'_, '_, R> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        self.response.read_envelope(self.name, deserializer, self.notes)
    }
}
