//! How a reply becomes a value.

use std::collections::BTreeMap;

use serde::de::value::{Error as Mismatch, UnitDeserializer};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny, IntoDeserializer};
use serde_json::{Map, Value};

use crate::error::DecodeErrorKind;
use crate::slots::{self, Need, Notes, Place, Row, Slot};

/// Takes the pieces of one reply, in whatever order they come, and makes the answer of them.
///
/// Implemented by `()` for calls that answer with a status only, by rows, by lists (`Vec`), by rows that
/// may be missing (`Option`), by [`serde_json::Value`] for anything, and by [`Data`] for types of your own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the response of a call",
    label = "a reply does not become this type",
    note = "for a type of your own that implements `serde::Deserialize`, write `Data<{Self}>`"
)]
pub trait Response: Default + Send {
    /// What the caller gets.
    type Output: Send;

    /// What is wrong with a reply that reports success, but that there is nothing to [`finish`](Self::finish) from.
    const LACKING: DecodeErrorKind = DecodeErrorKind::NoData;

    /// Whether the reply is plain text instead of JSON, all of which is then the data.
    const IS_TEXT: bool = false;

    /// Reads the `data` of the reply, which is not `null`, and says whether that was an answer: an empty
    /// list is none where one object was asked for, and what the response has no use for is none. What does not fit inside
    /// of it goes to `notes`.
    ///
    /// # Errors
    ///
    /// The data as a whole has another shape.
    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error>;

    /// Reads a member that stands beside `data` in the result entry, and says whether the response has a field for it that
    /// has taken a value. If it does not fit, it goes to `notes`.
    ///
    /// # Errors
    ///
    /// The member does not fit, and has to.
    fn read_beside<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
        notes: &mut Notes,
    ) -> Result<bool, D::Error> {
        let _ = (name, notes);
        skip(value).map(|()| false)
    }

    /// Reads a member at the top level of the reply, and says whether the response has a field for it that has taken a
    /// value. If it does not fit, it goes to `notes`.
    ///
    /// # Errors
    ///
    /// The member does not fit, and has to.
    fn read_envelope<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
        notes: &mut Notes,
    ) -> Result<bool, D::Error> {
        let _ = (name, notes);
        skip(value).map(|()| false)
    }

    /// Takes note of what a reply says around its data, once all of it has been read: `member` gives the text of the member
    /// with this name. The envelopes of FortiOS tell that way which object was written.
    fn note_around(&mut self, member: &mut dyn FnMut(&str) -> Option<String>) {
        let _ = member;
    }

    /// The answer, or `None` if the reply lacked what there is no answer without.
    fn finish(self, found_data: bool) -> Option<Self::Output>;
}

fn skip<'de, D: Deserializer<'de>>(value: D) -> Result<(), D::Error> {
    IgnoredAny::deserialize(value).map(drop)
}

/// Reads one member, of this name, which has to fit if it `is_strict`, and says whether there is a value.
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

/// Nothing but success.
impl Response for () {
    type Output = ();

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, _: &mut Notes) -> Result<bool, D::Error> {
        skip(data).map(|()| false)
    }

    fn finish(self, _: bool) -> Option<()> {
        Some(())
    }
}

/// One object. FortiManager wraps it in a list of one for some tables.
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
            // A reply without `result` is its own entry.
            None => self.read_beside(name, value, notes),
        }
    }

    fn finish(self, found_data: bool) -> Option<R> {
        (found_data || self.data_need() != Need::Required).then_some(self)
    }
}

/// An answer that may be missing. In the reply to a write, data that is something else is a [misfit](crate::Misfit).
impl<T: Place + Send> Response for Option<T> {
    type Output = Self;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error> {
        slots::read_optional_data(self, data, notes)
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

/// A list; without `data`, an empty one. So is what a write answers in place of a list: what was written is written.
impl<T: Place + Send> Response for Vec<T> {
    type Output = Self;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error> {
        slots::read_optional_data(self, data, notes)
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

/// Says of every member beside the data that the response has a field for it, since the caller has the text to look into.
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

/// Whatever the data is; without any, `null`.
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

/// An object of any members; without `data`, an empty one.
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

/// An object whose members are all alike; without `data`, an empty one.
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
    /// A number, such as the count that `option: "count"` asks for.
    i64,
    /// A text.
    String,
    /// Yes or no.
    bool
}

/// The data as a type of your own, read by its [`serde::Deserialize`].
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
        // A type that has a value for `null`, such as an `Option`, needs no data.
        let absent: UnitDeserializer<Mismatch> = ().into_deserializer();
        self.0.or_else(|| T::deserialize(absent).ok())
    }
}
