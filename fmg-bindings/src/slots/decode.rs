//! The one visitor that reads JSON into places.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::{Fit, List, Object, Place, Slot};

/// Reads one value into a place of its type.
///
/// # Errors
///
/// Whatever the deserializer reports, and a value that does not fit. The message names kinds, never
/// values.
pub fn deserialize<'de, P: Place, D: Deserializer<'de>>(deserializer: D) -> Result<P, D::Error> {
    let mut place = P::blank();
    read(&mut place, deserializer)?;
    Ok(place)
}

/// Reads one value into `place`. Says whether there was one: `null` and, for a place that is no list,
/// an empty list are none.
///
/// # Errors
///
/// As [`deserialize`].
pub fn read<'de, D: Deserializer<'de>>(place: Slot<'_>, deserializer: D) -> Result<bool, D::Error> {
    Reader(place).deserialize(deserializer)
}

struct Reader<'p>(Slot<'p>);

impl Reader<'_> {
    fn fit<E: Error>(&self, fit: Fit, found: &str) -> Result<bool, E> {
        match fit {
            Ok(()) => Ok(true),
            // `Error::invalid_type` would print the value, and the value may be a password.
            Err(_) => Err(E::custom(format_args!("expected {}, found {found}", self.0.expects()))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.expects())
    }

    fn visit_unit<E: Error>(self) -> Result<bool, E> {
        self.0.absent();
        Ok(false)
    }

    fn visit_none<E: Error>(self) -> Result<bool, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        self.deserialize(deserializer)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<bool, E> {
        let fit = self.0.boolean(value);
        self.fit(fit, "a boolean")
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<bool, E> {
        let fit = self.0.integer(value.into());
        self.fit(fit, "an integer")
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<bool, E> {
        let fit = self.0.integer(value.into());
        self.fit(fit, "an integer")
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<bool, E> {
        let fit = self.0.float(value);
        self.fit(fit, "a number with a fraction")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<bool, E> {
        let fit = self.0.text(value);
        self.fit(fit, "a string")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<bool, A::Error> {
        if let Some(list) = self.0.list() {
            while elements.next_element_seed(Element(list))?.is_some() {}
            return Ok(true);
        }
        let found = elements.next_element_seed(Reader(self.0))?;
        if elements.next_element::<IgnoredAny>()?.is_some() {
            return Err(A::Error::custom(format_args!(
                "expected {}, found a list of several",
                self.0.expects()
            )));
        }
        if found.is_none() {
            self.0.absent();
        }
        Ok(found.unwrap_or(false))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        let Some(object) = self.0.object() else {
            return Err(A::Error::custom(format_args!(
                "expected {}, found an object",
                self.0.expects()
            )));
        };
        while let Some(slot) = members.next_key_seed(Name(object))? {
            match slot {
                Some(place) => {
                    members.next_value_seed(Reader(place))?;
                }
                None => {
                    members.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(true)
    }
}

/// Adds one element, but only once there is one.
struct Element<'l>(&'l mut dyn List);

impl<'de> DeserializeSeed<'de> for Element<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        if !read(self.0.element(), deserializer)? {
            self.0.retract();
        }
        Ok(())
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
