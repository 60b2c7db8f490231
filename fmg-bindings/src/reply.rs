//! What a call that succeeded gives.

use std::fmt;

use bytes::Bytes;

use crate::misfits::Misfits;
use crate::reading::Body;

/// The value of a reply, what stood around it, and the text that it was read from.
///
/// A typed value skips what its type has no field for; the text still holds it.
#[derive(Clone)]
pub struct Reply<T, A = ()> {
    value: T,
    misfits: Misfits,
    around: A,
    body: Body,
}

impl<T, A> Reply<T, A> {
    pub(crate) fn new(value: T, misfits: Misfits, around: A, body: Bytes) -> Self {
        Self {
            value,
            misfits,
            around,
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

    /// What did not fit the fields of the value, or what stood around it, and was left empty.
    ///
    /// With several VDOMs these are those of all of them.
    pub fn misfits(&self) -> &Misfits {
        &self.misfits
    }

    /// The text of the whole reply, envelope included; empty if the reply was.
    ///
    /// Where the appliance has sent bytes that are no UTF-8, or something else that JSON does not take, they are replaced by
    /// U+FFFD or escaped. It may hold secrets, such as the passwords of managed devices that some reads return.
    pub fn json(&self) -> &str {
        self.body.text()
    }

    /// What stood around the value.
    #[cfg(feature = "fortios")]
    pub(crate) fn around(&self) -> &A {
        &self.around
    }

    /// The same reply with another value.
    #[cfg(feature = "fortios")]
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Reply<U, A> {
        Reply {
            value: change(self.value),
            misfits: self.misfits,
            around: self.around,
            body: self.body,
        }
    }

    pub(crate) fn into_parts(self) -> (T, Misfits) {
        (self.value, self.misfits)
    }
}

/// Shows the value and what stood around it; the text may hold secrets that the value's own `Debug` hides.
impl<T: fmt::Debug, A: fmt::Debug> fmt::Debug for Reply<T, A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Reply");
        shown.field("value", &self.value).field("misfits", &self.misfits);
        if size_of::<A>() > 0 {
            shown.field("around", &self.around);
        }
        shown.finish_non_exhaustive()
    }
}
