//! Values of any scalar type, and names of members.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::is_beyond_limits;
use crate::misfits::JsonKind;
use crate::slots::Notes;

/// A value that is not a list or an object.
pub(crate) enum Scalar<'de> {
    Text(Cow<'de, str>),
    Integer(i128),
    Boolean(bool),
    Null,
    /// A fraction, a list or an object.
    Other(JsonKind),
}

impl Scalar<'_> {
    /// The text, or the digits of an integer.
    pub(crate) fn text(&self) -> Option<String> {
        match self {
            Self::Text(text) => Some(text.clone().into_owned()),
            Self::Integer(number) => Some(number.to_string()),
            Self::Boolean(_) | Self::Null | Self::Other(_) => None,
        }
    }

    /// The kind of the value; `None` for null.
    #[cfg(feature = "fortios")]
    pub(crate) fn kind(&self) -> Option<JsonKind> {
        match self {
            Self::Text(_) => Some(JsonKind::String),
            Self::Integer(_) => Some(JsonKind::Integer),
            Self::Boolean(_) => Some(JsonKind::Boolean),
            Self::Null => None,
            Self::Other(kind) => Some(*kind),
        }
    }

    /// The integer, which may be in quotes.
    pub(crate) fn number<N: TryFrom<i128>>(&self) -> Option<N> {
        let number = match self {
            Self::Text(text) => text.trim().parse().ok()?,
            Self::Integer(number) => *number,
            Self::Boolean(_) | Self::Null | Self::Other(_) => return None,
        };
        N::try_from(number).ok()
    }
}

/// Decodes a [`Scalar`].
#[derive(Clone, Copy)]
pub(crate) struct AnyScalar {
    /// Whether unsupported values are allowed, which become [`Scalar::Other`].
    is_careful: bool,
}

impl AnyScalar {
    /// For a reply that is decoded with these notes.
    pub(crate) fn of(notes: &Notes) -> Self {
        let is_careful = notes.is_careful();
        Self { is_careful }
    }

    /// For a reply that is decoded only once.
    #[cfg(feature = "fortios")]
    pub(crate) fn careful() -> Self {
        Self { is_careful: true }
    }
}

impl<'de> DeserializeSeed<'de> for AnyScalar {
    type Value = Scalar<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Scalar<'de>, D::Error> {
        if !self.is_careful {
            return deserializer.deserialize_any(self);
        }
        let text = <&'de RawValue>::deserialize(deserializer)?.get();
        match serde_json::Deserializer::from_str(text).deserialize_any(self) {
            Err(error) if is_beyond_limits(&error) => Ok(Scalar::Other(JsonKind::of(text))),
            scalar => scalar.map_err(D::Error::custom),
        }
    }
}

impl<'de> Visitor<'de> for AnyScalar {
    type Value = Scalar<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Boolean(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Integer(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Integer(value.into()))
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Other(JsonKind::Fraction))
    }

    fn visit_unit<E: Error>(self) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Null)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(value.to_owned().into()))
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Scalar<'de>, E> {
        Ok(Scalar::Text(value.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Scalar<'de>, A::Error> {
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other(JsonKind::List))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Scalar<'de>, A::Error> {
        while members.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar::Other(JsonKind::Object))
    }
}

/// The name of a member, borrowed from the text unless it is escaped there.
pub(crate) struct MemberName;

impl<'de> DeserializeSeed<'de> for MemberName {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_identifier(self)
    }
}

impl<'de> Visitor<'de> for MemberName {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the name of a member")
    }

    fn visit_borrowed_str<E: Error>(self, name: &'de str) -> Result<Self::Value, E> {
        Ok(name.into())
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        Ok(name.to_owned().into())
    }
}
