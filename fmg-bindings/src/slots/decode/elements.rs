//! Reads the elements of lists.

use serde::de::{DeserializeSeed, Deserializer, Error, SeqAccess};

use super::{A_ROW, Found, Inside, Reader, SlowValue};
use crate::misfits::JsonKind;
use crate::slots::List;
use crate::slots::notes::Notes;

/// Reads the elements of a list, and returns whether it has elements and none of them is usable.
///
/// It is separate from the visitor, which is compiled once for each kind of role. So the functions that it calls for
/// every element have one caller, and are inlined.
#[inline(never)]
pub(super) fn read_elements<'de, A: SeqAccess<'de>>(
    list: &mut dyn List,
    notes: &mut Notes,
    elements: &mut A,
) -> Result<bool, A::Error> {
    if notes.is_slow() {
        return read_elements_slowly(list, notes, elements);
    }
    let (mut has_value, mut has_other) = (false, false);
    while let Some(found) = elements.next_element_seed(Element {
        list: &mut *list,
        notes: &mut *notes,
    })? {
        has_value |= found == Found::Value;
        has_other |= found != Found::Value;
    }
    Ok(has_other && !has_value)
}

/// The same, but tracks the path or expects values beyond the limits.
#[cold]
#[inline(never)]
fn read_elements_slowly<'de, A: SeqAccess<'de>>(
    list: &mut dyn List,
    notes: &mut Notes,
    elements: &mut A,
) -> Result<bool, A::Error> {
    let (mut index, mut has_value, mut has_other) = (0, false, false);
    loop {
        notes.enter_index(index);
        index += 1;
        let found = elements.next_element_seed(SlowElement {
            list: &mut *list,
            notes: &mut *notes,
        })?;
        notes.leave();
        let Some(found) = found else { break };
        has_value |= found == Found::Value;
        has_other |= found != Found::Value;
    }
    Ok(has_other && !has_value)
}

#[cold]
pub(super) fn wrong_list<E: Error>(notes: &Notes) -> E {
    let hint = notes.hinted();
    let joint = if hint.is_empty() { "" } else { "; " };
    E::custom(format_args!(
        "expected a list of rows, found one of something else{joint}{hint}"
    ))
}

/// Adds an element to a list and reads it.
struct Element<'l, 'n> {
    list: &'l mut dyn List,
    notes: &'n mut Notes,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        let place = self.list.element();
        let found = Reader {
            place: &mut *place,
            notes: &mut *self.notes,
            role: Inside,
        }
        .deserialize(deserializer)?;
        if found == Found::Value {
            return Ok(found);
        }
        let expected = place.expects();
        judge(self.list, self.notes, expected, found)
    }
}

/// The same, but tracks the path or expects values beyond the limits.
struct SlowElement<'l, 'n> {
    list: &'l mut dyn List,
    notes: &'n mut Notes,
}

impl<'de> DeserializeSeed<'de> for SlowElement<'_, '_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        let Self { list, notes } = self;
        let place = list.element();
        let found = SlowValue {
            place: &mut *place,
            notes: &mut *notes,
        }
        .deserialize(deserializer)?;
        let expected = place.expects();
        judge(list, notes, expected, found)
    }
}

/// Keeps the last element of a list, or removes it if it is not usable. A row without values would look like a real one.
#[cold]
fn judge<E: Error>(list: &mut dyn List, notes: &mut Notes, expected: &'static str, found: Found) -> Result<Found, E> {
    match found {
        Found::Value => return Ok(found),
        Found::Nothing(_) if list.takes_nothing() => return Ok(Found::Value),
        Found::Nothing(kind) => notes.misfit(expected, kind)?,
        Found::Stranger => notes.misfit(A_ROW, JsonKind::Object)?,
        Found::Misfit => {}
    }
    list.retract();
    Ok(Found::Misfit)
}
