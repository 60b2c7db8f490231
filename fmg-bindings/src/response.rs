//! How a reply becomes a value.

use serde::de::value::{Error as Mismatch, UnitDeserializer};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny, IntoDeserializer};
use serde_json::{Map, Value};

use crate::error::DecodeErrorKind;
use crate::slots::{self, Need, Place, Row};

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
    /// list is none where one object was asked for.
    ///
    /// # Errors
    ///
    /// The data has another shape.
    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D) -> Result<bool, D::Error>;

    /// Reads a member that stands beside `data` in the result entry.
    ///
    /// # Errors
    ///
    /// The member has another shape.
    fn read_beside<'de, D: Deserializer<'de>>(&mut self, name: &str, value: D) -> Result<(), D::Error> {
        let _ = name;
        skip(value)
    }

    /// Reads a member at the top level of the reply.
    ///
    /// # Errors
    ///
    /// The member has another shape.
    fn read_envelope<'de, D: Deserializer<'de>>(&mut self, name: &str, value: D) -> Result<(), D::Error> {
        let _ = name;
        skip(value)
    }

    /// Takes note of what a reply of FortiOS says beside its results, once all of it has been read.
    #[cfg(feature = "fortios")]
    fn note_envelope(&mut self, envelope: &crate::fortios::Envelope) {
        let _ = envelope;
    }

    /// The answer, or `None` if the reply lacked what there is no answer without.
    fn finish(self, found_data: bool) -> Option<Self::Output>;
}

fn skip<'de, D: Deserializer<'de>>(value: D) -> Result<(), D::Error> {
    IgnoredAny::deserialize(value).map(drop)
}

/// Nothing but success.
impl Response for () {
    type Output = ();

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D) -> Result<bool, D::Error> {
        skip(data).map(|()| true)
    }

    fn finish(self, _: bool) -> Option<()> {
        Some(())
    }
}

/// One object. FortiManager wraps it in a list of one for some tables.
impl<R: Row + Default + Send> Response for R {
    type Output = R;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D) -> Result<bool, D::Error> {
        match self.data_need() {
            Need::Ignored => skip(data).map(|()| true),
            Need::Required | Need::Optional => slots::read(self, data),
        }
    }

    fn read_beside<'de, D: Deserializer<'de>>(&mut self, name: &str, value: D) -> Result<(), D::Error> {
        match self.entry_slot(name) {
            Some(place) => slots::read(place, value).map(drop),
            None => skip(value),
        }
    }

    fn read_envelope<'de, D: Deserializer<'de>>(&mut self, name: &str, value: D) -> Result<(), D::Error> {
        match self.envelope_slot(name) {
            Some(place) => slots::read(place, value).map(drop),
            // A reply without `result` is its own entry.
            None => self.read_beside(name, value),
        }
    }

    fn finish(self, found_data: bool) -> Option<R> {
        (found_data || self.data_need() != Need::Required).then_some(self)
    }
}

/// An answer that may be missing.
impl<T: Place + Send> Response for Option<T> {
    type Output = Self;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D) -> Result<bool, D::Error> {
        slots::read(self, data)
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

/// A list; without `data`, an empty one.
impl<T: Place + Send> Response for Vec<T> {
    type Output = Self;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D) -> Result<bool, D::Error> {
        slots::read(self, data)
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

/// Whatever the data is; without any, `null`.
impl Response for Value {
    type Output = Self;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D) -> Result<bool, D::Error> {
        slots::read(self, data)
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

/// An object of any members; without `data`, an empty one.
impl Response for Map<String, Value> {
    type Output = Self;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D) -> Result<bool, D::Error> {
        *self = Self::deserialize(data)?;
        Ok(true)
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

                fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D) -> Result<bool, D::Error> {
                    slots::read(self, data)
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

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D) -> Result<bool, D::Error> {
        self.0 = Some(T::deserialize(data)?);
        Ok(true)
    }

    fn finish(self, _: bool) -> Option<T> {
        // A type that has a value for `null`, such as an `Option`, needs no data.
        let absent: UnitDeserializer<Mismatch> = ().into_deserializer();
        self.0.or_else(|| T::deserialize(absent).ok())
    }
}
