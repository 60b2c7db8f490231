//! The reply to a write.

use super::Mkey;
use crate::response::{DataSlot, Response, Slotted, slotted};

/// The reply of FortiOS to a successful write.
///
/// Every field may be missing: FortiOS 5.6 returns less than newer firmware, and so does the read by which a
/// [`Retry`](crate::Retry) settles a creation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// The key of the written object. For an object created without a number, it is the assigned number.
    pub mkey: Option<Mkey>,
    /// The key of the written row of a sub table.
    pub child_mkey: Option<Mkey>,
    /// The revision of the table after the write.
    pub revision: Option<String>,
    /// The revision of the table before the write.
    pub old_revision: Option<String>,
    /// Whether the write changed anything. `false`: the object already had these values.
    pub revision_changed: Option<bool>,
    /// The VDOM of the write.
    pub vdom: Option<String>,
}

impl Response for Written {
    type Output = Self;

    slotted!();

    fn note_around(&mut self, member: &mut dyn FnMut(&str) -> Option<String>) {
        // A key that is not valid in a url cannot be used.
        let key = |text: String| Mkey::new(text).ok();
        *self = Self {
            mkey: member("mkey").and_then(key),
            child_mkey: member("child_mkey").and_then(key),
            revision: member("revision"),
            old_revision: member("old_revision"),
            revision_changed: member("revision_changed").map(|text| text == "true"),
            vdom: member("vdom"),
        };
    }

    fn finish(self, _: bool) -> Option<Self> {
        Some(self)
    }
}

impl Slotted for Written {
    fn data_slot(&mut self) -> DataSlot<'_> {
        DataSlot::Skipped { is_data: true }
    }
}
