//! Responses that consist of slots, and the one function that reads them all.

use serde::de::Deserializer;

use super::{ReadReply, Reset, skip};
use crate::slots::{self, Notes, Slot};

/// A response whose parts are read into [slots](crate::slots). It is used as `dyn Slotted`, so reading a reply is not
/// generic over the response.
#[doc(hidden)]
pub trait Slotted: Reset {
    /// The slot for the data of the reply.
    fn data_slot(&mut self) -> DataSlot<'_>;

    /// The slot for a member beside the data in the result entry.
    fn slot_beside(&mut self, name: &str) -> MemberSlot<'_> {
        let _ = name;
        MemberSlot::Unknown
    }

    /// The slot for a member at the top level of the reply. `None`: what becomes of one in the result entry, since a
    /// reply without `result` is its own result entry.
    fn slot_around(&mut self, name: &str) -> Option<MemberSlot<'_>> {
        let _ = name;
        None
    }
}

/// The slot for the data of a reply.
#[doc(hidden)]
#[allow(missing_debug_implementations, reason = "a slot has no `Debug`")]
pub enum DataSlot<'r> {
    /// It is skipped.
    Skipped {
        /// Whether it counts as found.
        is_data: bool,
    },
    /// It has to fit.
    Required(Slot<'r>),
    /// In the reply to a write, data of another kind is only recorded.
    Optional(Slot<'r>),
    /// It fills a part of a response that has other parts beside it.
    Part(Slot<'r>),
}

/// The slot for a member beside the data.
#[doc(hidden)]
#[allow(missing_debug_implementations, reason = "a slot has no `Debug`")]
pub enum MemberSlot<'r> {
    /// It is skipped.
    Unknown,
    /// It is skipped, and counts as found.
    Accepted,
    /// It is read.
    Known {
        /// Where to.
        slot: Slot<'r>,
        /// Whether it has to fit.
        is_strict: bool,
    },
}

impl MemberSlot<'_> {
    /// Decodes the member with this name, and returns whether it counts as found.
    fn read<'de, D: Deserializer<'de>>(self, name: &str, value: D, notes: &mut Notes) -> Result<bool, D::Error> {
        match self {
            Self::Unknown => skip(value).map(|()| false),
            Self::Accepted => skip(value).map(|()| true),
            Self::Known { slot, is_strict } => {
                notes.enter(name, is_strict);
                let is_there = slots::read(slot, value, notes)?;
                notes.leave();
                Ok(is_there)
            }
        }
    }
}

impl ReadReply for dyn Slotted + '_ {
    const IS_SLOTTED: bool = true;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, notes: &mut Notes) -> Result<bool, D::Error> {
        match self.data_slot() {
            DataSlot::Skipped { is_data } => skip(data).map(|()| is_data),
            DataSlot::Required(slot) => slots::read_data(slot, data, notes),
            DataSlot::Optional(slot) => slots::read_optional_data(slot, data, notes),
            DataSlot::Part(slot) => slots::read_part(slot, data, notes),
        }
    }

    fn read_beside<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
        notes: &mut Notes,
    ) -> Result<bool, D::Error> {
        self.slot_beside(name).read(name, value, notes)
    }

    fn read_envelope<'de, D: Deserializer<'de>>(
        &mut self,
        name: &str,
        value: D,
        notes: &mut Notes,
    ) -> Result<bool, D::Error> {
        if let Some(slot) = self.slot_around(name) {
            return slot.read(name, value, notes);
        }
        self.read_beside(name, value, notes)
    }
}

/// The items of a response that is [`Slotted`].
macro_rules! slotted {
    () => {
        type Reader<'r>
            = dyn $crate::response::Slotted + 'r
        where
            Self: 'r;

        fn reader(&mut self) -> &mut Self::Reader<'_> {
            self
        }
    };
}
pub(crate) use slotted;
