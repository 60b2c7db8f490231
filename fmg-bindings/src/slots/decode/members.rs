//! Reads the members of objects.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, Visitor};

use super::{Inside, Reader, SlowValue};
use crate::slots::notes::Notes;
use crate::slots::{Object, Slot};

/// Reads the members of an object, and returns whether one of them has a place, and whether the object is empty.
#[inline(never)]
pub(super) fn read_members<'de, A: MapAccess<'de>>(
    object: &mut dyn Object,
    notes: &mut Notes,
    members: &mut A,
) -> Result<(bool, bool), A::Error> {
    if notes.is_slow() {
        return read_members_slowly(object, notes, members);
    }
    let (mut is_known, mut is_empty) = (false, true);
    while let Some(slot) = members.next_key_seed(Name(&mut *object))? {
        is_empty = false;
        match slot {
            Some(place) => {
                is_known = true;
                members.next_value_seed(Reader {
                    place,
                    notes: &mut *notes,
                    role: Inside,
                })?;
            }
            None => {
                members.next_value::<IgnoredAny>()?;
            }
        }
    }
    Ok((is_known, is_empty))
}

/// The same, but tracks the path or expects values beyond the limits.
#[cold]
#[inline(never)]
fn read_members_slowly<'de, A: MapAccess<'de>>(
    object: &mut dyn Object,
    notes: &mut Notes,
    members: &mut A,
) -> Result<(bool, bool), A::Error> {
    let (mut is_known, mut is_empty) = (false, true);
    while let Some(slot) = members.next_key_seed(TracedName {
        name: Name(&mut *object),
        notes: &mut *notes,
    })? {
        is_empty = false;
        match slot {
            Some(place) => {
                is_known = true;
                let notes = &mut *notes;
                members.next_value_seed(SlowValue { place, notes })?;
            }
            None => {
                members.next_value::<IgnoredAny>()?;
            }
        }
        notes.leave();
    }
    Ok((is_known, is_empty))
}

/// Finds the place of a member by its name, which is not copied.
struct Name<'o>(&'o mut dyn Object);

impl<'de, 'o> DeserializeSeed<'de> for Name<'o> {
    type Value = Option<Slot<'o>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'o> Visitor<'_> for Name<'o> {
    type Value = Option<Slot<'o>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.member(name))
    }
}

/// The same, and adds the name to the path.
struct TracedName<'o, 'n> {
    name: Name<'o>,
    notes: &'n mut Notes,
}

impl<'de, 'o> DeserializeSeed<'de> for TracedName<'o, '_> {
    type Value = Option<Slot<'o>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'o> Visitor<'_> for TracedName<'o, '_> {
    type Value = Option<Slot<'o>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.name.expecting(f)
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        self.notes.enter(name, self.name.0.is_strict(name));
        self.name.visit_str(name)
    }
}
