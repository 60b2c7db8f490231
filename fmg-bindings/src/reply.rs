//! The result of a successful call.

use std::fmt;

use bytes::Bytes;

use crate::misfits::Misfits;
use crate::reading::Body;

/// The value of a reply, its misfits, the metadata of its protocol, and its text.
///
/// A typed value skips members without a field; the text still contains them.
#[derive(Clone)]
pub struct Reply<T, M = ()> {
    // Boxed, because several functions return a reply, each to the next one, and rows are large.
    value: Box<T>,
    misfits: Misfits,
    metadata: M,
    body: Body,
}

impl<T, M> Reply<T, M> {
    pub(crate) fn new(value: T, misfits: Misfits, metadata: M, body: Bytes) -> Self {
        Self {
            value: Box::new(value),
            misfits,
            metadata,
            body: body.into(),
        }
    }

    /// The value.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The value alone.
    pub fn into_value(self) -> T {
        *self.value
    }

    /// The values that did not fit their fields, and were left empty.
    ///
    /// A call to several VDOMs has the misfits of all of them.
    pub fn misfits(&self) -> &Misfits {
        &self.misfits
    }

    /// The text of the whole reply, including the envelope. Empty if the reply was empty.
    ///
    /// Bytes that are not UTF-8 are replaced by U+FFFD, and characters that JSON does not allow are escaped. The text
    /// may contain secrets, such as the passwords of managed devices that some reads return.
    pub fn json(&self) -> &str {
        self.body.text()
    }

    /// The metadata.
    #[cfg(feature = "fortios")]
    pub(crate) fn metadata(&self) -> &M {
        &self.metadata
    }

    /// The same reply with another value.
    #[cfg(feature = "fortios")]
    pub(crate) fn map<U>(self, change: impl FnOnce(T) -> U) -> Reply<U, M> {
        Reply {
            value: Box::new(change(*self.value)),
            misfits: self.misfits,
            metadata: self.metadata,
            body: self.body,
        }
    }

    pub(crate) fn into_parts(self) -> (T, Misfits) {
        (*self.value, self.misfits)
    }
}

/// Shows the value, the misfits and the metadata, but not the text, which may contain secrets that the value hides.
impl<T: fmt::Debug, M: fmt::Debug> fmt::Debug for Reply<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Reply");
        shown.field("value", &self.value).field("misfits", &self.misfits);
        if size_of::<M>() > 0 {
            shown.field("metadata", &self.metadata);
        }
        shown.finish_non_exhaustive()
    }
}
