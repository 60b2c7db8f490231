//! What a call that succeeded gives.

mod decode;
mod each;
mod read;
#[cfg(test)]
mod tests;

use std::fmt;

use bytes::Bytes;

use super::envelope::Envelope;
use super::etag::ETag;
use crate::misfits::Misfits;
use crate::reading::Body;

pub(crate) use self::decode::refusal;
pub(super) use self::decode::{Expected, Read, decode};
pub(super) use self::each::decode_each;
pub(crate) use crate::retry_after::retry_after;
pub(crate) use crate::web::Answer;

/// The value of a reply, what stood around it, and the text that it was read from.
///
/// A typed value skips what its type has no field for; the text still holds it.
#[derive(Clone)]
pub struct Reply<T> {
    value: T,
    envelope: Envelope,
    misfits: Misfits,
    etag: Option<ETag>,
    body: Body,
}

impl<T> Reply<T> {
    pub(super) fn new(read: Read<T>, etag: Option<ETag>, body: Bytes) -> Self {
        let Read {
            output: value,
            envelope,
            misfits,
        } = read;
        Self {
            value,
            envelope,
            misfits,
            etag,
            body: body.into(),
        }
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value, by itself.
    pub fn into_value(self) -> T {
        self.value
    }

    /// What FortiOS says beside the value, such as the revision of a table or the key of a new entry.
    ///
    /// Empty if there was nothing around the value, or more than one envelope: with several VDOMs each outcome has
    /// its own.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// What did not fit the fields of the value or of the [envelope](Self::envelope), which were left empty.
    ///
    /// With several VDOMs these are those of all of them; [`InVdom::misfits`](super::InVdom::misfits) has those of one.
    pub fn misfits(&self) -> &Misfits {
        &self.misfits
    }

    /// The mark of the state that was read, if FortiOS has sent one, to ask later whether that has changed.
    pub fn etag(&self) -> Option<&ETag> {
        self.etag.as_ref()
    }

    /// The JSON text of the whole reply, envelope included; empty if the reply was.
    ///
    /// Where the appliance has sent bytes that are no UTF-8, or something else that JSON does not take, they are replaced by
    /// U+FFFD or escaped. It may hold secrets, such as keys and passwords that some reads return.
    pub fn json(&self) -> &str {
        self.body.text()
    }

    /// The same reply with another value.
    pub(super) fn map<U>(self, change: impl FnOnce(T) -> U) -> Reply<U> {
        Reply {
            value: change(self.value),
            envelope: self.envelope,
            misfits: self.misfits,
            etag: self.etag,
            body: self.body,
        }
    }
}

/// Shows the value and the envelope; the text may hold secrets that the value's own `Debug` hides.
impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("value", &self.value)
            .field("envelope", &self.envelope)
            .field("misfits", &self.misfits)
            .field("etag", &self.etag)
            .finish_non_exhaustive()
    }
}
