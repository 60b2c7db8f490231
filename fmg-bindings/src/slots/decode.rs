//! Reads JSON into places, by one visitor for all types.

mod careful;
mod elements;
mod members;

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use self::careful::carefully;
use self::elements::{read_elements, wrong_list};
use self::members::read_members;
use super::notes::{Notes, mismatch};
use super::{Fit, Place, Slot};
use crate::misfits::JsonKind;

/// The expected form, in the message about an object without any known member of a row.
const A_ROW: &str = "a row";

/// Reads one value into a place of its type.
///
/// # Errors
///
/// The error of the deserializer, or a value that does not fit, because a misfit cannot be reported here. The message
/// names kinds, never values.
pub fn deserialize<'de, P: Place, D: Deserializer<'de>>(deserializer: D) -> Result<P, D::Error> {
    let mut place = P::blank();
    read_whole(&mut place, deserializer)?;
    Ok(place)
}

/// Not inlined, so that it is compiled once for all types of places.
#[inline(never)]
fn read_whole<'de, D: Deserializer<'de>>(place: Slot<'_>, deserializer: D) -> Result<(), D::Error> {
    read(place, deserializer, &mut Notes::refusing()).map(drop)
}

/// Reads a member of a reply into `place`. If the value does not fit, the place stays empty and `notes` records it.
///
/// # Errors
///
/// The error of the deserializer, or a value that must fit according to `notes` and does not.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    place: Slot<'_>,
    deserializer: D,
    notes: &mut Notes,
) -> Result<bool, D::Error> {
    let found = if notes.is_careful() {
        carefully(place, notes, Role::Member, deserializer)
    } else {
        let role = Inside;
        Reader { place, notes, role }.deserialize(deserializer)
    };
    found.map(Found::is_answer)
}

/// Reads the data of a reply into `place`, and returns whether there was any. `null` is no data. An empty object is no
/// data for a list, and an empty list is no data for one value.
///
/// # Errors
///
/// As [`read`], or data whose kind the place does not take. Only fields may stay empty.
pub(crate) fn read_data<'de, D: Deserializer<'de>>(
    place: Slot<'_>,
    deserializer: D,
    notes: &mut Notes,
) -> Result<bool, D::Error> {
    Reader {
        place,
        notes,
        role: Role::Data,
    }
    .deserialize(deserializer)
    .map(Found::is_answer)
}

/// Reads the data of a reply into `place`, if there is any. In the reply to a write, data of another kind is only
/// recorded, because the write has succeeded.
///
/// # Errors
///
/// As [`read_data`].
pub(crate) fn read_optional_data<'de, D: Deserializer<'de>>(
    place: Slot<'_>,
    deserializer: D,
    notes: &mut Notes,
) -> Result<bool, D::Error> {
    if !notes.is_of_a_write() {
        return read_data(place, deserializer, notes);
    }
    let role = Role::Key;
    let found = if notes.is_careful() {
        carefully(place, notes, role, deserializer)
    } else {
        Reader { place, notes, role }.deserialize(deserializer)
    };
    found.map(Found::is_answer)
}

/// Reads the data of a reply into a `place` that also takes members from elsewhere in the reply, and returns whether
/// the data had one of its members.
///
/// # Errors
///
/// As [`read`].
pub(crate) fn read_part<'de, D: Deserializer<'de>>(
    place: Slot<'_>,
    deserializer: D,
    notes: &mut Notes,
) -> Result<bool, D::Error> {
    let role = Role::Part;
    let found = if notes.is_careful() {
        carefully(place, notes, role, deserializer)
    } else {
        Reader { place, notes, role }.deserialize(deserializer)
    };
    found.map(|found| found == Found::Value)
}

/// The result of reading a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// The place has it.
    Value,
    /// The place has an object without any member that a field takes.
    Stranger,
    /// It was `null`, an empty list or an empty object.
    Nothing(JsonKind),
    /// It did not fit.
    Misfit,
}

impl Found {
    fn is_answer(self) -> bool {
        matches!(self, Self::Value | Self::Stranger)
    }
}

/// The part of the reply that a value is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A member, or an element of a list.
    Member,
    /// All the data of a reply.
    Data,
    /// All the data of a reply that may have none.
    Key,
    /// The data of a reply with further members beside it. The values of those members are kept.
    Part,
}

/// Has the role of a value. Most roles are known at compile time, which keeps a [`Reader`] small.
trait AsRole: Copy {
    fn role(self) -> Role;
}

impl AsRole for Role {
    #[inline]
    fn role(self) -> Role {
        self
    }
}

/// The role of values inside the data.
#[derive(Clone, Copy)]
struct Inside;

impl AsRole for Inside {
    #[inline]
    fn role(self) -> Role {
        Role::Member
    }
}

struct Reader<'p, 'n, A> {
    place: Slot<'p>,
    notes: &'n mut Notes,
    role: A,
}

impl<A: AsRole> Reader<'_, '_, A> {
    #[inline]
    fn fit<E: Error>(self, fit: Fit, found: JsonKind) -> Result<Found, E> {
        match fit {
            Ok(()) if self.lacks_its_list() => self.unfit(found),
            Ok(()) => Ok(Found::Value),
            Err(_) => self.unfit(found),
        }
    }

    /// Whether the place needs a list, and a single element is not accepted instead.
    fn lacks_its_list(&self) -> bool {
        self.role.role() != Role::Member && self.notes.has_whole_lists() && self.place.is_list()
    }

    #[cold]
    fn unfit<E: Error>(self, found: JsonKind) -> Result<Found, E> {
        let expected = self.place.expects();
        if self.role.role() == Role::Data {
            return Err(self.wrong_data(found));
        }
        self.notes.misfit(expected, found)?;
        Ok(self.without(Found::Misfit))
    }

    /// Empties the place.
    fn without(self, found: Found) -> Found {
        if self.role.role() != Role::Part {
            self.place.absent();
        }
        found
    }

    /// The error of data whose kind is not the requested one.
    fn wrong_data<E: Error>(self, found: JsonKind) -> E {
        let expected = self.place.expects();
        let hint = self.notes.hinted();
        if hint.is_empty() || !(self.place.is_list() || self.place.object().is_some()) {
            return mismatch(expected, found);
        }
        E::custom(format_args!("expected {expected}, found {found}; {hint}"))
    }

    /// Handles an object for a row that has none of the row's members.
    #[cold]
    fn no_member<E: Error>(self, is_empty: bool) -> Result<Found, E> {
        match self.role.role() {
            // As a member, any object can be a row without values, unless a list is expected. In a list it is a misfit.
            Role::Member if !self.place.is_list() => Ok(Found::Stranger),
            Role::Part => Ok(Found::Stranger),
            // Appliances write an empty list as an empty object.
            _ if is_empty && self.place.is_list() => Ok(self.without(Found::Nothing(JsonKind::Object))),
            _ if is_empty => Ok(Found::Value),
            Role::Data => {
                let hint = self.notes.hinted();
                let joint = if hint.is_empty() { "" } else { "; " };
                Err(E::custom(format_args!(
                    "expected {A_ROW}, found an object that has none of its members{joint}{hint}"
                )))
            }
            Role::Member | Role::Key => {
                self.notes.misfit(A_ROW, JsonKind::Object)?;
                Ok(self.without(Found::Misfit))
            }
        }
    }

    /// Handles a list for one value whose only element is `null` or empty.
    #[cold]
    fn lone_nothing<E: Error>(self, found: JsonKind) -> Result<Found, E> {
        if self.role.role() == Role::Data {
            return Err(self.wrong_data(found));
        }
        self.notes.misfit(self.place.expects(), found)?;
        Ok(self.without(Found::Misfit))
    }
}

impl<'de, A: AsRole> DeserializeSeed<'de> for Reader<'_, '_, A> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, K: AsRole> Visitor<'de> for Reader<'_, '_, K> {
    type Value = Found;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.place.expects())
    }

    fn visit_unit<E: Error>(self) -> Result<Found, E> {
        Ok(self.without(Found::Nothing(JsonKind::Null)))
    }

    fn visit_none<E: Error>(self) -> Result<Found, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Found, E> {
        let fit = self.place.boolean(value);
        self.fit(fit, JsonKind::Boolean)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Found, E> {
        let fit = self.place.integer(value.into());
        self.fit(fit, JsonKind::Integer)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Found, E> {
        let fit = self.place.integer(value.into());
        self.fit(fit, JsonKind::Integer)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Found, E> {
        let fit = self.place.float(value);
        // `serde_json` returns an integer that is too large for the integer types as a float.
        let kind = if value.fract() == 0.0 {
            JsonKind::Integer
        } else {
            JsonKind::Fraction
        };
        self.fit(fit, kind)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Found, E> {
        let fit = self.place.text(value);
        self.fit(fit, JsonKind::String)
    }

    // Not inlined, so that single values do not need its stack space.
    #[inline(never)]
    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Found, A::Error> {
        let Self { place, notes, role } = self;
        if let Some(list) = place.list() {
            let holds_another = read_elements(list, notes, &mut elements)?;
            // A list with elements, none of which is usable, is an error.
            if holds_another && role.role() == Role::Data {
                return Err(wrong_list(notes));
            }
            return Ok(Found::Value);
        }
        let noted = notes.count();
        notes.enter_index(0);
        let mut found = elements.next_element_seed(Reader {
            place: &mut *place,
            notes: &mut *notes,
            role,
        })?;
        if let Some(Found::Nothing(kind)) = found {
            let lone = Reader {
                place: &mut *place,
                notes: &mut *notes,
                role,
            };
            found = Some(lone.lone_nothing(kind)?);
        }
        notes.leave();
        let Some(found) = found else {
            return Ok(Reader { place, notes, role }.without(Found::Nothing(JsonKind::List)));
        };
        if elements.next_element::<IgnoredAny>()?.is_none() {
            return Ok(found);
        }
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        notes.back_to(noted);
        Reader { place, notes, role }.unfit(JsonKind::List)
    }

    #[inline(never)]
    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Found, A::Error> {
        if self.lacks_its_list() {
            // Appliances write empty lists as an empty object.
            let is_empty = members.next_entry::<IgnoredAny, IgnoredAny>()?.is_none();
            while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return if is_empty {
                Ok(self.without(Found::Nothing(JsonKind::Object)))
            } else {
                self.unfit(JsonKind::Object)
            };
        }
        let Self { place, notes, role } = self;
        let Some(object) = place.object() else {
            while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
            return Reader { place, notes, role }.unfit(JsonKind::Object);
        };
        let (is_known, is_empty) = read_members(object, notes, &mut members)?;
        if is_known || !object.is_row() {
            return Ok(Found::Value);
        }
        Reader { place, notes, role }.no_member(is_empty)
    }
}

/// A member or an element that is read while the path is tracked, or values beyond the limits are expected.
struct SlowValue<'p, 'n> {
    place: Slot<'p>,
    notes: &'n mut Notes,
}

impl<'de> DeserializeSeed<'de> for SlowValue<'_, '_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        let Self { place, notes } = self;
        if notes.is_careful() {
            carefully(place, notes, Role::Member, deserializer)
        } else {
            let role = Inside;
            Reader { place, notes, role }.deserialize(deserializer)
        }
    }
}
