//! What a write answers.

use serde::de::{Deserialize, Deserializer, IgnoredAny};

use super::Mkey;
use crate::Response;
use crate::slots::Notes;

/// What FortiOS says about a write that it did.
///
/// All of it may be missing: FortiOS 5.6 says less than newer firmware.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Written {
    /// The key of the object that was written: of one that was created without a number, the number that it got.
    pub mkey: Option<Mkey>,
    /// The key of the row of a sub table that was written.
    pub child_mkey: Option<Mkey>,
    /// The revision of the table after the write.
    pub revision: Option<String>,
    /// The revision of the table before the write.
    pub old_revision: Option<String>,
    /// Whether the write made a difference. `false`: everything was so already.
    pub revision_changed: Option<bool>,
    /// The VDOM that was written to.
    pub vdom: Option<String>,
}

impl Response for Written {
    type Output = Self;

    fn read_data<'de, D: Deserializer<'de>>(&mut self, data: D, _: &mut Notes) -> Result<bool, D::Error> {
        IgnoredAny::deserialize(data).map(|_| true)
    }

    fn note_around(&mut self, member: &mut dyn FnMut(&str) -> Option<String>) {
        // A key that could not stand in a url is of no use.
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
