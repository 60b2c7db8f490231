//! The types that a reply can be decoded into.

mod slotted;

use std::collections::BTreeMap;

use serde::de::value::{Error as Mismatch, UnitDeserializer};
use serde::de::{Deserialize, DeserializeOwned, Deserializer, IgnoredAny, IntoDeserializer};
use serde_json::{Map, Value};

pub(crate) use self::slotted::slotted;
pub(crate) use self::slotted::{DataSlot, MemberSlot, Slotted};
use crate::error::DecodeErrorKind;
use crate::slots::{Need, Notes, Place, Row};

/// The value of a reply, made from its parts.
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

    /// The type that receives the parts of a reply. It is `dyn Slotted` for most types, so that the code that reads
    /// replies is compiled once for all of them.
    #[doc(hidden)]
    type Reader<'r>: ReadReply + ?Sized
    where
        Self: 'r;

    /// The error of a reply that reports success without the parts that [`finish`](Self::finish) needs.
    const LACKING: DecodeErrorKind = DecodeErrorKind::NoData;

    /// Whether the reply is plain text instead of JSON. The whole text is then the data.
    const IS_TEXT: bool = false;

    /// The place that receives the parts of a reply.
    #[doc(hidden)]
    fn reader(&mut self) -> &mut Self::Reader<'_>;

    /// Reads members around the data, after the whole reply was decoded. `member` returns the text of the member with
    /// this name. FortiOS reports the key of the written object this way.
    fn note_around(&mut self, member: &mut dyn FnMut(&str) -> Option<String>) {
        let _ = member;
    }

    /// The value, or `None` if the reply lacks a required part.
    fn finish(self, found_data: bool) -> Option<Self::Output>;
}

/// Forgets everything that was read, because a reply is read again.
#[doc(hidden)]
pub trait Reset {
    /// Puts the default in place of it.
    fn reset(&mut self);
}

impl<T: Default> Reset for T {
    fn reset(&mut self) {
        *self = Self::default();
    }
}

/// Receives the parts of one reply in any order.
#[doc(hidden)]
pub trait ReadReply: Reset {
    /// Whether the code that reads the parts is compiled once for all such responses.
    const IS_SLOTTED: bool = false;

    /// Decodes the `data` of the reply, which is not `null`, and returns whether the response could use it. An empty
    /// list is not usable if one object was requested. Values in it that do not fit are added to `notes`.
    ///
    /// # Errors
    ///
    /// The data has another shape.
    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error>;

    /// Decodes a member beside `data` in the result entry, and returns whether it counts as found: a field received its
    /// value, or the response accepts any member. A member that does not fit is added to `notes`.
    ///
    /// # Errors
    ///
    /// A required member does not fit.
    fn read_beside<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
        notes: &mut Notes,
    ) -> Result<bool, D::Error>;

    /// Decodes a member at the top level of the reply, and returns whether it counts as found: a field received its
    /// value, or the response accepts any member. A member that does not fit is added to `notes`.
    ///
    /// # Errors
    ///
    /// A required member does not fit.
    fn read_envelope<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
        notes: &mut Notes,
    ) -> Result<bool, D::Error>;
}

fn skip<'de, D: Deserializer<'de>>(value: D) -> Result<(), D::Error> {
    IgnoredAny::deserialize(value).map(drop)
}

/// Implements [`ReadReply`] for a response that `serde` decodes. The members beside the data are skipped. With `$takes`,
/// they count as found, since the caller can read them from the text of the reply.
macro_rules! read_by_serde {
    ($Response:ty [$($generics:tt)*] takes $takes:literal, |$response:ident, $data:ident| $read:expr) => {
        impl<$($generics)*> $crate::response::ReadReply for $Response {
            fn read_data<'de, D: ::serde::Deserializer<'de>>(
                &mut self,
                $data: D,
                _: &mut $crate::slots::Notes,
            ) -> Result<bool, D::Error> {
                let $response = self;
                $read
            }

            fn read_beside<'de, D: ::serde::Deserializer<'de>>(
                &mut self,
                _: &str,
                value: D,
                _: &mut $crate::slots::Notes,
            ) -> Result<bool, D::Error> {
                <::serde::de::IgnoredAny as ::serde::Deserialize>::deserialize(value).map(|_| $takes)
            }

            fn read_envelope<'de, D: ::serde::Deserializer<'de>>(
                &mut self,
                name: &str,
                value: D,
                notes: &mut $crate::slots::Notes,
            ) -> Result<bool, D::Error> {
                self.read_beside(name, value, notes)
            }
        }
    };
}
pub(crate) use read_by_serde;

/// The [`Reader`](Response::Reader) of a response that `serde` decodes: the response itself.
macro_rules! reads_itself {
    () => {
        type Reader<'r>
            = Self
        where
            Self: 'r;

        fn reader(&mut self) -> &mut Self {
            self
        }
    };
}
pub(crate) use reads_itself;

/// Only the status.
impl Response for () {
    type Output = ();

    slotted!();

    fn finish(self, _: bool) -> Option<()> {
        Some(())
    }
}

impl Slotted for () {
    fn data_slot(&mut self) -> DataSlot<'_> {
        DataSlot::Skipped { is_data: false }
    }
}

/// One object. For some tables FortiManager sends a list of one.
impl<R: Row + Default + Send> Response for R {
    type Output = R;

    slotted!();

    fn finish(self, found_data: bool) -> Option<R> {
        (found_data || self.data_need() != Need::Required).then_some(self)
    }
}

impl<R: Row + Default> Slotted for R {
    fn data_slot(&mut self) -> DataSlot<'_> {
        match self.data_need() {
            Need::Ignored => DataSlot::Skipped { is_data: false },
            Need::Optional => DataSlot::Part(self),
            Need::Required => DataSlot::Required(self),
        }
    }

    fn slot_beside(&mut self, name: &str) -> MemberSlot<'_> {
        let is_strict = self.is_strict(name);
        self.entry_slot(name)
            .map_or(MemberSlot::Unknown, |slot| MemberSlot::Known { slot, is_strict })
    }

    fn slot_around(&mut self, name: &str) -> Option<MemberSlot<'_>> {
        let is_strict = self.is_strict(name);
        self.envelope_slot(name)
            .map(|slot| MemberSlot::Known { slot, is_strict })
    }
}

/// A value that may be missing. In the reply to a write, data of another shape is a [misfit](crate::Misfit).
impl<T: Place + Send> Response for Option<T> {
    type Output = Self;

    slotted!();

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

impl<T: Place> Slotted for Option<T> {
    fn data_slot(&mut self) -> DataSlot<'_> {
        DataSlot::Optional(self)
    }
}

/// A list, empty without `data`. In the reply to a write, data of another shape gives an empty list, because the write
/// succeeded.
impl<T: Place + Send> Response for Vec<T> {
    type Output = Self;

    slotted!();

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

impl<T: Place> Slotted for Vec<T> {
    fn data_slot(&mut self) -> DataSlot<'_> {
        DataSlot::Optional(self)
    }
}

/// Any data; `null` without data.
impl Response for Value {
    type Output = Self;

    slotted!();

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

impl Slotted for Value {
    fn data_slot(&mut self) -> DataSlot<'_> {
        DataSlot::Required(self)
    }

    // Any member counts as found, since the caller can read it from the text of the reply.
    fn slot_beside(&mut self, _: &str) -> MemberSlot<'_> {
        MemberSlot::Accepted
    }
}

/// An object with any members, empty without `data`.
impl Response for Map<String, Value> {
    type Output = Self;

    reads_itself!();

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

read_by_serde!(Map<String, Value> [] takes true, |object, data| {
    *object = Self::deserialize(data)?;
    Ok(true)
});

/// An object whose members all have one type, empty without `data`.
impl<T: Place + Send> Response for BTreeMap<String, T> {
    type Output = Self;

    slotted!();

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

impl<T: Place> Slotted for BTreeMap<String, T> {
    fn data_slot(&mut self) -> DataSlot<'_> {
        DataSlot::Required(self)
    }
}

macro_rules! single_value {
    ($($(#[$doc:meta])* $scalar:ty),*) => {
        $(
            $(#[$doc])*
            impl Response for $scalar {
                type Output = Self;

                slotted!();

                fn finish(self, found_data: bool) -> Option<Self> {
                    found_data.then_some(self)
                }
            }

            impl Slotted for $scalar {
                fn data_slot(&mut self) -> DataSlot<'_> {
                    DataSlot::Required(self)
                }
            }
        )*
    };
}

single_value! {
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

    reads_itself!();

    fn finish(self, _: bool) -> Option<T> {
        // A type that accepts `null`, such as an `Option`, needs no data.
        let absent: UnitDeserializer<Mismatch> = ().into_deserializer();
        self.0.or_else(|| T::deserialize(absent).ok())
    }
}

read_by_serde!(Data<T> [T: DeserializeOwned] takes true, |response, data| {
    response.0 = Some(T::deserialize(data)?);
    Ok(true)
});
