//! Places in a state.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::value::RawValue;
use serde_path_to_error::{Path, Segment};

/// A place in a state, such as `fmg.users[2].name`. Empty: the whole state.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Place(Vec<Step>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Member(String),
    Index(usize),
}

impl Place {
    /// A member of the whole state.
    pub(crate) fn root(name: impl Into<String>) -> Self {
        Self::default().member(name)
    }

    /// A member of the object at this place.
    pub(crate) fn member(mut self, name: impl Into<String>) -> Self {
        self.0.push(Step::Member(name.into()));
        self
    }

    /// An element of the list at this place, counted from 0.
    pub(crate) fn index(mut self, index: usize) -> Self {
        self.0.push(Step::Index(index));
        self
    }

    /// The place that a decoder reports, below this one.
    pub(crate) fn followed_by(self, path: &Path) -> Self {
        path.iter().fold(self, |place, segment| match segment {
            Segment::Seq { index } => place.index(*index),
            Segment::Map { key } => place.member(key.as_str()),
            Segment::Enum { .. } | Segment::Unknown => place,
        })
    }

    /// The member of a product's part of the state that contains the place, such as `users`.
    pub(crate) fn member_of_product(&self) -> Option<&str> {
        match self.0.get(1)? {
            Step::Member(name) => Some(name),
            Step::Index(_) => None,
        }
    }

    /// The offset in a JSON text at which the value at this place begins, in bytes. If the text lacks the value, this
    /// is the offset of the innermost value around it.
    pub(super) fn offset_in(&self, text: &str) -> usize {
        let mut value = text.trim_start();
        for step in &self.0 {
            let inner = match step {
                Step::Member(name) => members(value).and_then(|members| members.get(name).copied()),
                Step::Index(index) => elements(value).and_then(|elements| elements.get(*index).copied()),
            };
            match inner {
                Some(inner) => value = inner.get(),
                None => break,
            }
        }
        value.as_ptr().addr().saturating_sub(text.as_ptr().addr())
    }
}

fn members(text: &str) -> Option<BTreeMap<String, &RawValue>> {
    serde_json::from_str(text).ok()
}

fn elements(text: &str) -> Option<Vec<&RawValue>> {
    serde_json::from_str(text).ok()
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Member(name) if !is_plain(name) => write!(f, "[{name:?}]")?,
                Step::Member(name) if at == 0 => f.write_str(name)?,
                Step::Member(name) => write!(f, ".{name}")?,
            }
        }
        Ok(())
    }
}

/// Whether a name can follow a dot without quotes.
fn is_plain(name: &str) -> bool {
    !name.is_empty()
        && name
            .chars()
            .all(|own| own.is_alphanumeric() || matches!(own, '_' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_with_special_characters_are_quoted() {
        let place = Place::root("fmg")
            .member("tables")
            .member("/a/b")
            .index(1)
            .member("name");
        assert_eq!(place.to_string(), "fmg.tables[\"/a/b\"][1].name");
        assert_eq!(Place::default().to_string(), "");
        assert_eq!(Place::root("a b").to_string(), "[\"a b\"]");
    }
}
