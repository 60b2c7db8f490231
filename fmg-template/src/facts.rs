//! The known facts about the members of a row: ranges, lengths, references, versions. The generator writes them as one
//! text for each table, and the runtime reads the text after an appliance has refused a row.
//!
//! # The text
//!
//! A line for each member of which something is known: its name on the wire, and its facts, with blanks between them.
//! A member that holds rows has their members in braces. Blanks at the beginning of a line mean nothing.
//!
//! ```text
//! * >=6.2.0
//! cache-ttl 0..86400
//! fabric-object >=6.4.4
//! "meta fields" chars<=255
//! dynamic_mapping items<=16 {
//!     comment chars<=255
//! }
//! ```
//!
//! | fact | the member |
//! |---|---|
//! | `>=6.4.4` `<=7.0.6` `6.2.0-6.2.9` `<=6.2.9,>=6.4.4` | exists in these versions, of those that have the row |
//! | `0..86400` `1..` `..32` | is a number, or a list of numbers, from the first to the last |
//! | `chars<=255` | is a text, or a list of texts, of at most so many characters |
//! | `items<=16` | has at most so many elements |
//! | `read-only` | is set by the appliance alone |
//! | `some-models` | is missing on some models |
//! | `secret` | is a secret: messages say nothing of its value |
//! | `->firewall/address,firewall/addrgrp` | is the key of a row of one of these tables |
//! | `=geography@>=6.4.0` | has this value only in these versions |
//!
//! The line of `*` is about the table itself. A name, value or path that contains a blank, a control character or one of
//! `"\@,{}`, or that is `*` or empty, is in quotes, with `\"`, `\\` and `\u{7f}` inside. A name may contain `*` for the part
//! that a pattern matches. A fact of another form means nothing to the reader.

use std::fmt;

mod parse;
mod version;
mod write;

pub use self::parse::BadFacts;
pub use self::version::{FirmwareVersion, VersionInterval, is_in};

/// The known facts about a table and the members of its rows.
///
/// ```
/// use fmg_template::facts::RowFacts;
///
/// let facts = RowFacts::parse("cache-ttl 0..86400\nfabric-object >=6.4.4\n")?;
/// assert_eq!(facts.members[0].range, Some((Some(0), Some(86_400))));
/// assert_eq!(facts.to_string(), "cache-ttl 0..86400\nfabric-object >=6.4.4\n");
/// # Ok::<(), fmg_template::facts::BadFacts>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RowFacts {
    /// The versions that have the table; empty: all, or it is not known.
    pub versions: Vec<VersionInterval>,
    /// The members of which something is known.
    pub members: Vec<MemberFacts>,
}

/// The known facts about one member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MemberFacts {
    /// Its name on the wire, with `*` for the part that a pattern matches.
    pub name: String,
    /// The versions that have it; empty: all that have the row, or it is not known.
    pub versions: Vec<VersionInterval>,
    /// The smallest and the largest value.
    pub range: Option<(Option<i128>, Option<i128>)>,
    /// The largest number of characters.
    pub max_chars: Option<u32>,
    /// The largest number of elements.
    pub max_items: Option<u32>,
    /// Whether only the appliance sets it.
    pub is_read_only: bool,
    /// Whether some models lack it.
    pub is_on_some_models: bool,
    /// Whether its value is a secret.
    pub is_secret: bool,
    /// The tables of which its value is a key.
    pub refers_to: Vec<String>,
    /// Values that only some of the versions have that have the member.
    pub values: Vec<ValueFacts>,
    /// The members of the rows in it.
    pub rows: Vec<MemberFacts>,
}

/// The versions that have a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValueFacts {
    /// The value on the wire.
    pub value: String,
    /// The versions that have it.
    pub versions: Vec<VersionInterval>,
}

impl RowFacts {
    /// Reads the text of the facts.
    ///
    /// # Errors
    ///
    /// A line of the text is malformed: a quote or a brace is missing.
    pub fn parse(text: &str) -> Result<Self, BadFacts> {
        parse::parse(text)
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.versions.is_empty() && self.members.is_empty()
    }
}

impl MemberFacts {
    /// A member of which nothing is known yet.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    /// Whether it has no fact that a value could contradict, and no references.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        let Self {
            name: _,
            versions,
            range,
            max_chars,
            max_items,
            is_read_only,
            is_on_some_models,
            // By itself it does not limit the value.
            is_secret: _,
            refers_to,
            values,
            rows,
        } = self;
        let has_limits = range.is_some() || max_chars.is_some() || max_items.is_some() || *is_read_only;
        !has_limits
            && !is_on_some_models
            && versions.is_empty()
            && refers_to.is_empty()
            && values.is_empty()
            && rows.is_empty()
    }

    /// Whether a member of this name is meant.
    #[must_use]
    pub fn is_of(&self, name: &str) -> bool {
        match self.name.split_once('*') {
            None => self.name == name,
            Some((prefix, suffix)) => {
                name.len() > prefix.len() + suffix.len() && name.starts_with(prefix) && name.ends_with(suffix)
            }
        }
    }
}

/// The text of the facts.
impl fmt::Display for RowFacts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write::row(self, f)
    }
}

#[cfg(test)]
mod tests;
