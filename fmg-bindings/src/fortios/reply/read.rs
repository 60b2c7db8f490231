//! The visitor that takes one envelope apart.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};

use crate::Response;
use crate::fortios::envelope::Envelope;
use crate::reading::{AnyScalar, Data, MemberName};
use crate::slots::Notes;

/// What a reply consists of, as far as it has been read.
pub(crate) struct Pieces<R> {
    pub(super) response: R,
    /// What did not fit in it.
    pub(super) notes: Notes,
    pub(super) envelope: Envelope,
    /// Whether there are results that the response has a use for.
    pub(super) found_data: bool,
    /// Whether there are members that belong neither to the protocol nor to the results.
    pub(super) found_other: bool,
    pub(super) code: Option<i64>,
    pub(super) cli_error: Option<String>,
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
        found_other: false,
        code: None,
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
                "error" => pieces.code = members.next_value_seed(AnyScalar)?.number(),
                "cli_error" => pieces.cli_error = members.next_value_seed(AnyScalar)?.text(),
                name => {
                    if let Some(slot) = pieces.envelope.slot(name) {
                        let value = members.next_value_seed(AnyScalar)?;
                        if let Err((expected, found)) = slot.fill(&value) {
                            pieces.notes.enter(name, false);
                            pieces.notes.misfit(expected, found)?;
                            pieces.notes.leave();
                        }
                    } else {
                        pieces.found_other = true;
                        let response = &mut pieces.response;
                        let notes = &mut pieces.notes;
                        members.next_value_seed(Other { name, response, notes })?;
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
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        self.response
            .read_envelope(self.name, deserializer, self.notes)
            .map(drop)
    }
}
