//! What a call that succeeded gives.

use std::fmt;

use bytes::Bytes;

use crate::misfits::Misfits;
use crate::reading::Body;
use crate::response::Response;

/// What a call to `R` gives when it succeeds.
pub type Output<R> = <<R as crate::Endpoint>::Response as Response>::Output;

/// The value of a reply and the text that it was read from.
///
/// A typed value skips what its type has no field for; the text still holds it.
#[derive(Clone)]
pub struct Reply<T> {
    value: T,
    misfits: Misfits,
    body: Body,
}

impl<T> Reply<T> {
    pub(super) fn new((value, misfits): (T, Misfits), body: Bytes) -> Self {
        Self {
            value,
            misfits,
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

    #[cfg(feature = "web")]
    pub(super) fn into_parts(self) -> (T, Misfits) {
        (self.value, self.misfits)
    }

    /// What did not fit the fields of the value, which were left empty.
    pub fn misfits(&self) -> &Misfits {
        &self.misfits
    }

    /// The JSON text of the whole reply, envelope included.
    ///
    /// Where the appliance has sent bytes that are no UTF-8, or something else that JSON does not take, they are replaced by
    /// U+FFFD or escaped. It may hold secrets, such as the passwords of managed devices that some reads return.
    pub fn json(&self) -> &str {
        self.body.text()
    }
}

/// Shows the value; the text may hold secrets that the value's own `Debug` hides.
impl<T: fmt::Debug> fmt::Debug for Reply<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("value", &self.value)
            .field("misfits", &self.misfits)
            .finish_non_exhaustive()
    }
}
