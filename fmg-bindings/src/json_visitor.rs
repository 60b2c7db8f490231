//! Visits JSON values of any form, for readers that note some of their content and build no values.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Handles a value of each form of JSON. By default, a value is ignored.
pub(crate) trait Visit<'de>: Sized {
    /// An integer.
    fn integer(self, _: i128) {}

    /// A text.
    fn text(self, _: &str) {}

    /// A list, which has to be read to its end.
    fn list<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        skip_list(list)
    }

    /// An object, which has to be read to its end.
    fn members<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        skip_members(members)
    }
}

/// Visits a value.
pub(crate) struct Visited<V>(pub(crate) V);

impl<'de, V: Visit<'de>> DeserializeSeed<'de> for Visited<V> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, value: D) -> Result<(), D::Error> {
        value.deserialize_any(self)
    }
}

impl<'de, V: Visit<'de>> Visitor<'de> for Visited<V> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<(), E> {
        self.0.integer(number.into());
        Ok(())
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        self.0.integer(number.into());
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.0.text(text);
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<(), A::Error> {
        self.0.list(list)
    }

    fn visit_map<A: MapAccess<'de>>(self, members: A) -> Result<(), A::Error> {
        self.0.members(members)
    }
}

/// Skips the rest of a list.
pub(crate) fn skip_list<'de, A: SeqAccess<'de>>(mut list: A) -> Result<(), A::Error> {
    while list.next_element::<IgnoredAny>()?.is_some() {}
    Ok(())
}

/// Skips the rest of an object.
pub(crate) fn skip_members<'de, A: MapAccess<'de>>(mut members: A) -> Result<(), A::Error> {
    while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
    Ok(())
}
