//! The one visitor that reads JSON into places.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::notes::{Notes, mismatch};
use super::{Fit, List, Object, Place, Slot};
use crate::misfits::JsonKind;

/// Reads one value into a place of its type.
///
/// # Errors
///
/// Whatever the deserializer reports, and a value that does not fit: there is nobody here to tell of it. The message
/// names kinds, never values.
pub fn deserialize<'de, P: Place, D: Deserializer<'de>>(deserializer: D) -> Result<P, D::Error> {
    let mut place = P::blank();
    read(&mut place, deserializer, &mut Notes::refusing())?;
    Ok(place)
}

/// Reads a member of a reply into `place`. A value that does not fit leaves the place empty and goes to `notes`.
///
/// # Errors
///
/// Whatever the deserializer reports, and a value that does not fit if `notes` say that it has to.
pub(crate) fn read<'de, D: Deserializer<'de>>(
    place: Slot<'_>,
    deserializer: D,
    notes: &mut Notes,
) -> Result<bool, D::Error> {
    Reader {
        place,
        notes,
        role: Inside,
    }
    .deserialize(deserializer)
    .map(Found::is_answer)
}

/// Reads the data of a reply into `place`, and says whether it was an answer: `null` is none, an
/// object without members is none where a list is meant, and an empty list is none where one value is.
///
/// # Errors
///
/// As [`read`]; and data that as a whole is not what the place takes: a field may be left empty, an answer may not.
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

/// Reads the data of a reply into `place`, where it may be missing: in the reply to a write, data that is something else
/// is noted, since what was written is written.
///
/// # Errors
///
/// As [`read_data`].
pub(crate) fn read_optional_data<'de, D: Deserializer<'de>>(
    place: Slot<'_>,
    deserializer: D,
    notes: &mut Notes,
) -> Result<bool, D::Error> {
    let role = if notes.is_of_a_write() { Role::Key } else { Role::Data };
    Reader { place, notes, role }
        .deserialize(deserializer)
        .map(Found::is_answer)
}

/// Reads the data of a reply into a `place` that takes members from elsewhere in the reply too.
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
    Reader { place, notes, role }
        .deserialize(deserializer)
        .map(Found::is_answer)
}

/// What became of a value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Found {
    /// It is in its place.
    Value,
    /// It is in its place, and all that there is to it are members that no field takes.
    Stranger,
    /// There was none.
    Nothing,
    /// It did not fit.
    Misfit,
}

impl Found {
    fn is_answer(self) -> bool {
        matches!(self, Self::Value | Self::Stranger)
    }
}

/// What a value is to the reply.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// A member, or an element of a list.
    Member,
    /// All the data of a reply.
    Data,
    /// All the data of a reply that could do without it.
    Key,
    /// The data of a reply whose answer may stand beside it as well: what has been read there stays.
    Part,
}

/// Tells the role of a value. That of nearly all is known when this is compiled, which keeps a [`Reader`] small.
trait AsRole: Copy {
    fn role(self) -> Role;
}

impl AsRole for Role {
    #[inline]
    fn role(self) -> Role {
        self
    }
}

/// What stands inside of data.
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

    /// Whether what comes is to be a list, and its lone element will not do.
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

    /// Leaves the place empty.
    fn without(self, found: Found) -> Found {
        if self.role.role() != Role::Part {
            self.place.absent();
        }
        found
    }

    /// The whole of the data is not what was asked for.
    fn wrong_data<E: Error>(self, found: JsonKind) -> E {
        let expected = self.place.expects();
        let hint = self.notes.hinted();
        if hint.is_empty() || !(self.place.is_list() || self.place.object().is_some()) {
            return mismatch(expected, found);
        }
        E::custom(format_args!("expected {expected}, found {found}; {hint}"))
    }

    /// An object that is to be a row has none of the members of one.
    #[cold]
    fn no_member<E: Error>(self, is_empty: bool) -> Result<Found, E> {
        const EXPECTED: &str = "a row";
        match self.role.role() {
            // Any object can be a row whose fields are all absent, unless it stands where a list is meant.
            Role::Member if !self.place.is_list() => Ok(if is_empty { Found::Value } else { Found::Stranger }),
            Role::Part => Ok(Found::Stranger),
            // Nothing says that an object without members is something else. Appliances write empty lists that way.
            _ if is_empty && self.place.is_list() => Ok(self.without(Found::Nothing)),
            _ if is_empty => Ok(Found::Value),
            Role::Data => {
                let hint = self.notes.hinted();
                let joint = if hint.is_empty() { "" } else { "; " };
                Err(E::custom(format_args!(
                    "expected {EXPECTED}, found an object that has none of its members{joint}{hint}"
                )))
            }
            Role::Member | Role::Key => {
                self.notes.misfit(EXPECTED, JsonKind::Object)?;
                Ok(self.without(Found::Misfit))
            }
        }
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
        Ok(self.without(Found::Nothing))
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
        // An integer that is too large for any other type comes as one of these.
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

    // By itself, so that a value without members does not pay for the room that this takes.
    #[inline(never)]
    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Found, A::Error> {
        let Self { place, notes, role } = self;
        if let Some(list) = place.list() {
            let holds_another = read_elements(list, notes, &mut elements)?;
            // A list that holds something, and nothing of what was asked for, is no list of that.
            if holds_another && role.role() == Role::Data {
                return Err(wrong_list(notes));
            }
            return Ok(Found::Value);
        }
        let noted = notes.count();
        notes.enter_index(0);
        let found = elements.next_element_seed(Reader {
            place: &mut *place,
            notes: &mut *notes,
            role,
        })?;
        notes.leave();
        let Some(found) = found else {
            return Ok(Reader { place, notes, role }.without(Found::Nothing));
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
                Ok(self.without(Found::Nothing))
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

/// Reads the elements of a list, and says whether it holds something and nothing that was asked for.
///
/// Apart from the visitor, which there is once for each kind of role, so that what is called for every element and
/// every member is called from one place and becomes part of it.
#[inline(never)]
fn read_elements<'de, A: SeqAccess<'de>>(
    list: &mut dyn List,
    notes: &mut Notes,
    elements: &mut A,
) -> Result<bool, A::Error> {
    let is_tracing = notes.is_tracing();
    let (mut index, mut has_value, mut has_doubt) = (0, false, false);
    loop {
        if is_tracing {
            notes.enter_index(index);
            index += 1;
        }
        let found = elements.next_element_seed(Element {
            list: &mut *list,
            notes: &mut *notes,
        })?;
        if is_tracing {
            notes.leave();
        }
        match found {
            None => break,
            Some(found) => {
                has_value |= found == Found::Value;
                has_doubt |= matches!(found, Found::Stranger | Found::Misfit);
            }
        }
    }
    Ok(has_doubt && !has_value)
}

/// Reads the members of an object, and says whether one of them has a place, and whether there are none at all.
#[inline(never)]
fn read_members<'de, A: MapAccess<'de>>(
    object: &mut dyn Object,
    notes: &mut Notes,
    members: &mut A,
) -> Result<(bool, bool), A::Error> {
    let is_tracing = notes.is_tracing();
    let (mut is_known, mut is_empty) = (false, true);
    loop {
        let name = Name(&mut *object);
        let slot = if is_tracing {
            let notes = &mut *notes;
            members.next_key_seed(TracedName { name, notes })?
        } else {
            members.next_key_seed(name)?
        };
        let Some(slot) = slot else { break };
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
        if is_tracing {
            notes.leave();
        }
    }
    Ok((is_known, is_empty))
}

#[cold]
fn wrong_list<E: Error>(notes: &Notes) -> E {
    let hint = notes.hinted();
    let joint = if hint.is_empty() { "" } else { "; " };
    E::custom(format_args!(
        "expected a list of rows, found one of something else{joint}{hint}"
    ))
}

/// Adds one element, but only once there is one.
struct Element<'l, 'n> {
    list: &'l mut dyn List,
    notes: &'n mut Notes,
}

impl<'de> DeserializeSeed<'de> for Element<'_, '_> {
    type Value = Found;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Found, D::Error> {
        let found = Reader {
            place: self.list.element(),
            notes: self.notes,
            role: Inside,
        }
        .deserialize(deserializer)?;
        if !found.is_answer() {
            self.list.retract();
        }
        Ok(found)
    }
}

/// Finds the place of a member by its name, without keeping the name.
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

/// The same, and goes there with the path.
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
