//! Reads texts with values that `serde_json` does not support: too large numbers, and lists and objects that are nested too
//! deeply.
//!
//! `serde_json` can skip such a value, but reading it makes the whole text an error. After that error the text is read
//! again: the text of each value is extracted first, and decoded separately.

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error};
use serde_json::value::RawValue;

use super::{Found, Reader, Role};
use crate::misfits::JsonKind;
use crate::reading::is_beyond_limits;
use crate::slots::{Notes, Slot};

/// Why the text of a value could not be read.
enum Fault {
    /// It contains a value beyond the limits.
    BeyondLimits,
    Other(String),
}

/// Reads one value. Of a list or an object with values beyond the limits, reads the other parts.
#[cold]
pub(super) fn carefully<'de, D: Deserializer<'de>>(
    place: Slot<'_>,
    notes: &mut Notes,
    role: Role,
    deserializer: D,
) -> Result<Found, D::Error> {
    let text = <&RawValue>::deserialize(deserializer)?.get();
    piece(place, notes, role, text).map_err(D::Error::custom)
}

fn piece(place: Slot<'_>, notes: &mut Notes, role: Role, text: &str) -> Result<Found, String> {
    let mark = notes.mark();
    // Nearly all values are within the limits.
    let careful = notes.take_careful();
    let whole = attempt(&mut *place, notes, role, text);
    notes.give_back(careful);
    let kind = JsonKind::of(text);
    match whole {
        Ok(found) => return Ok(found),
        Err(Fault::Other(message)) => return Err(message),
        Err(Fault::BeyondLimits) => notes.back_to_mark(mark),
    }
    if matches!(kind, JsonKind::List | JsonKind::Object) && notes.descend() {
        let parts = attempt(&mut *place, notes, role, text);
        notes.ascend();
        match parts {
            Ok(found) => return Ok(found),
            Err(Fault::Other(message)) => return Err(message),
            Err(Fault::BeyondLimits) => notes.back_to_mark(mark),
        }
    }
    let unfit: Result<Found, serde_json::Error> = Reader { place, notes, role }.unfit(kind);
    unfit.map_err(|error| error.to_string())
}

fn attempt(place: Slot<'_>, notes: &mut Notes, role: Role, text: &str) -> Result<Found, Fault> {
    if role != Role::Part {
        // A failed attempt may have left values there.
        place.absent();
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let found = Reader { place, notes, role }.deserialize(&mut json);
    found.map_err(|error| {
        if is_beyond_limits(&error) {
            return Fault::BeyondLimits;
        }
        let message = error.to_string();
        // The line number is relative to the extracted text.
        let message = message.rsplit_once(" at line ").map_or(&*message, |(said, _)| said);
        Fault::Other(message.to_owned())
    })
}
