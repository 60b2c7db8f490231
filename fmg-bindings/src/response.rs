//! The types that a reply can be decoded into.

use std::collections::BTreeMap;

use serde::de::value::{Error as Mismatch, UnitDeserializer};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny, IntoDeserializer};
use serde_json::{Map, Value};

use crate::error::DecodeErrorKind;
use crate::slots::{self, Need, Notes, Place, Row, Slot};

/// Receives the parts of one reply in any order, and makes the value from them.
///
/// `()` implements it for calls that return only a status; further implementations are rows, lists (`Vec`), optional
/// rows (`Option`), [`serde_json::Value`] for any JSON, and [`Data`] for types of your own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the response of a call",
    label = "a reply cannot be decoded into this type",
    note = "for a type of your own that implements `serde::Deserialize`, write `Data<{Self}>`; a row of `derive(Table)` \
            that is read implements `serde::Deserialize`"
)]
pub trait Response: Default + Send {
    /// The type of the value.
    type Output: Send;

    /// The error of a reply that reports success without the parts that [`finish`](Self::finish) needs.
    const LACKING: DecodeErrorKind = DecodeErrorKind::NoData;

    /// Whether the reply is plain text instead of JSON. The whole text is then the data.
    const IS_TEXT: bool = false;

    /// Decodes the `data` of the reply, which is not `null`, and returns whether the response could use it. An empty
    /// list is not usable if one object was requested. Values in it that do not fit are added to `notes`.
    ///
    /// # Errors
    ///
    /// The data has another shape.
    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error>;

    /// Decodes a member beside `data` in the result entry, and returns whether the response has a field for it that
    /// received a value. A member that does not fit is added to `notes`.
    ///
    /// # Errors
    ///
    /// A required member does not fit.
    fn read_beside<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
        notes: &mut Notes,
    ) -> Result<bool, D::Error> {
        let _ = (name, notes);
        skip(value).map(|()| false)
    }

    /// Decodes a member at the top level of the reply, and returns whether the response has a field for it that
    /// received a value. A member that does not fit is added to `notes`.
    ///
    /// # Errors
    ///
    /// A required member does not fit.
    fn read_envelope<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
        notes: &mut Notes,
    ) -> Result<bool, D::Error> {
        let _ = (name, notes);
        skip(value).map(|()| false)
    }

    /// Reads members around the data, after the whole reply was decoded. `member` returns the text of the member with
    /// this name. FortiOS reports the key of the written object this way.
    fn note_around(&mut self, member: &mut dyn FnMut(&str) -> Option<String>) {
        let _ = member;
    }

    /// The value, or `None` if the reply lacks a required part.
    fn finish(self, found_data: bool) -> Option<Self::Output>;
}

fn skip<'de, D: Deserializer<'de>>(value: D) -> Result<(), D::Error> {
    IgnoredAny::deserialize(value).map(drop)
}

/// Decodes the member with this name into `place`, and returns whether it has a value. If `is_strict`, a misfit is an
/// error.
fn read_member<'de, D: Deserializer<'de>>(
    place: Slot<'_>,
    (name, is_strict): (&str, bool),
    value: D,
    notes: &mut Notes,
) -> Result<bool, D::Error> {
    notes.enter(name, is_strict);
    let is_there = slots::read(place, value, notes)?;
    notes.leave();
    Ok(is_there)
}

/// Only the status.
impl Response for () {
    type Output = ();

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, _: &mut Notes) -> Result<bool, D::Error> {
        skip(data).map(|()| false)
    }

    fn finish(self, _: bool) -> Option<()> {
        Some(())
    }
}

/// One object. For some tables FortiManager sends a list of one.
impl<R: Row + Default + Send> Response for R {
    type Output = R;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error> {
        match self.data_need() {
            Need::Ignored => skip(data).map(|()| false),
            Need::Optional => slots::read_part(self, data, notes),
            Need::Required => slots::read_data(self, data, notes),
        }
    }

    fn read_beside<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
        notes: &mut Notes,
    ) -> Result<bool, D::Error> {
        let is_strict = self.is_strict(name);
        match self.entry_slot(name) {
            Some(place) => read_member(place, (name, is_strict), value, notes),
            None => skip(value).map(|()| false),
        }
    }

    fn read_envelope<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
        notes: &mut Notes,
    ) -> Result<bool, D::Error> {
        let is_strict = self.is_strict(name);
        match self.envelope_slot(name) {
            Some(place) => read_member(place, (name, is_strict), value, notes),
            // A reply without `result` is its own result entry.
            None => self.read_beside(name, value, notes),
        }
    }

    fn finish(self, found_data: bool) -> Option<R> {
        (found_data || self.data_need() != Need::Required).then_some(self)
    }
}

/// A value that may be missing. In the reply to a write, data of another shape is a [misfit](crate::Misfit).
impl<T: Place + Send> Response for Option<T> {
    type Output = Self;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error> {
        slots::read_optional_data(self, data, notes)
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

/// A list, empty without `data`. In the reply to a write, data of another shape gives an empty list, because the write
/// succeeded.
impl<T: Place + Send> Response for Vec<T> {
    type Output = Self;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error> {
        slots::read_optional_data(self, data, notes)
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

/// Accepts every member beside the data, because the caller has the text of the reply.
macro_rules! takes_anything {
    () => {
        fn read_beside<'de, D: Deserializer<'de>>(
            &mut self,
            _: &str,
            value: D,
            _: &mut Notes,
        ) -> Result<bool, D::Error> {
            skip(value).map(|()| true)
        }

        fn read_envelope<'de, D: Deserializer<'de>>(
            &mut self,
            _: &str,
            value: D,
            _: &mut Notes,
        ) -> Result<bool, D::Error> {
            skip(value).map(|()| true)
        }
    };
}

/// Any data; `null` without data.
impl Response for Value {
    type Output = Self;

    takes_anything!();

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error> {
        slots::read_data(self, data, notes)
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

/// An object with any members, empty without `data`.
impl Response for Map<String, Value> {
    type Output = Self;

    takes_anything!();

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, _: &mut Notes) -> Result<bool, D::Error> {
        *self = Self::deserialize(data)?;
        Ok(true)
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

/// An object whose members all have one type, empty without `data`.
impl<T: Place + Send> Response for BTreeMap<String, T> {
    type Output = Self;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error> {
        slots::read_data(self, data, notes)
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

macro_rules! lone_value {
    ($($(#[$doc:meta])* $scalar:ty),*) => {
        $(
            $(#[$doc])*
            impl Response for $scalar {
                type Output = Self;

                fn read_data<'de, D: Deserializer<'de>>(
                    &mut self,
                    data: D,
                    notes: &mut Notes,
                ) -> Result<bool, D::Error> {
                    slots::read_data(self, data, notes)
                }

                fn finish(self, found_data: bool) -> Option<Self> {
                    found_data.then_some(self)
                }
            }
        )*
    };
}

lone_value! {
    /// A number, such as the count that `option: "count"` requests.
    i64,
    /// A text.
    String,
    /// A boolean.
    bool
}

/// The data as a type of your own, decoded by its [`serde::Deserialize`].
///
/// ```
/// use fmg_bindings::{Data, Endpoint};
///
/// #[derive(serde::Deserialize)]
/// struct Clock {
///     now: String,
/// }
///
/// #[derive(Endpoint)]
/// #[endpoint(get, "/cli/global/system/clock", response = Data<Clock>)]
/// struct GetClock {}
/// ```
#[derive(Debug)]
pub struct Data<T>(Option<T>);

impl<T> Default for Data<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T: DeserializeOwned + Send> Response for Data<T> {
    type Output = T;

    takes_anything!();

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, _: &mut Notes) -> Result<bool, D::Error> {
        self.0 = Some(T::deserialize(data)?);
        Ok(true)
    }

    fn finish(self, _: bool) -> Option<T> {
        // A type that accepts `null`, such as an `Option`, needs no data.
        let absent: UnitDeserializer<Mismatch> = ().into_deserializer();
        self.0.or_else(|| T::deserialize(absent).ok())
    }
}
