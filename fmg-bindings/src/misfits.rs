//! Values of a reply that did not fit their fields.

use std::fmt;
use std::{slice, vec};

/// A value of a reply that did not fit its field. The field was left empty; an element of a list was left out.
///
/// It has the path and the kind of the value, but not the value itself, which may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    path: Box<str>,
    expected: &'static str,
    found: JsonKind,
}

impl Misfit {
    pub(crate) fn new(path: &str, expected: &'static str, found: JsonKind) -> Self {
        Self {
            path: path.into(),
            expected,
            found,
        }
    }

    /// The path of the value in the JSON of the reply, such as `result[0].data[7].color`.
    ///
    /// A long member name is shortened, and its control characters are escaped.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The values that the field accepts, such as "a string".
    #[must_use]
    pub fn expected(&self) -> &'static str {
        self.expected
    }

    /// The kind of the value in the reply.
    #[must_use]
    pub fn found(&self) -> JsonKind {
        self.found
    }

    #[cfg(feature = "fortios")]
    fn below(mut self, prefix: &str) -> Self {
        let joint = if self.path.is_empty() || self.path.starts_with('[') {
            ""
        } else {
            "."
        };
        self.path = format!("{prefix}{joint}{}", self.path).into();
        self
    }
}

impl fmt::Display for Misfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, expected, found } = self;
        write!(f, "`{path}`: expected {expected}, found {found}")
    }
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JsonKind {
    /// `true` or `false`.
    Boolean,
    /// A number without a fraction.
    Integer,
    /// A number with a fraction.
    Fraction,
    /// A string.
    String,
    /// A list. Where a single value was expected, a list of several elements.
    List,
    /// An object. Where a row was expected, an object with none of the members of the row.
    Object,
    /// `null`, where an element of a list was expected.
    Null,
}

impl JsonKind {
    /// The kind of a value, by its JSON text.
    pub(crate) fn of(text: &str) -> Self {
        let text = text.trim_start();
        match text.as_bytes().first() {
            Some(b'"') => Self::String,
            Some(b'[') => Self::List,
            Some(b'{') => Self::Object,
            Some(b't' | b'f') => Self::Boolean,
            Some(b'n') => Self::Null,
            _ if text.contains('.') || text.contains("e-") || text.contains("E-") => Self::Fraction,
            _ => Self::Integer,
        }
    }
}

impl fmt::Display for JsonKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Boolean => "a boolean",
            Self::Integer => "an integer",
            Self::Fraction => "a number with a fraction",
            Self::String => "a string",
            Self::List => "a list",
            Self::Object => "an object",
            Self::Null => "`null`",
        })
    }
}

/// All values of one reply that did not fit.
///
/// The first [`LIMIT`](Self::LIMIT) are listed, all are counted.
///
/// ```
/// # use fmg_bindings::{Error, fmg};
/// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
/// let reply = fmg.dvmdb().list_devices().reply().await?;
/// for misfit in reply.misfits() {
///     eprintln!("left empty: {misfit}");
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Misfits {
    listed: Vec<Misfit>,
    total: usize,
}

impl Misfits {
    /// The number of misfits that are listed at most. If a column of a table does not fit, every row has a misfit.
    pub const LIMIT: usize = 100;

    /// Whether all values fitted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.total == 0
    }

    /// The number of misfits, listed or not.
    #[must_use]
    pub fn total(&self) -> usize {
        self.total
    }

    /// The first misfits, in the order of the reply.
    #[must_use]
    pub fn listed(&self) -> &[Misfit] {
        &self.listed
    }

    /// Iterates over the listed misfits.
    pub fn iter(&self) -> slice::Iter<'_, Misfit> {
        self.listed.iter()
    }

    pub(crate) fn push(&mut self, misfit: impl FnOnce() -> Misfit) {
        self.total = self.total.saturating_add(1);
        if self.listed.len() < Self::LIMIT {
            self.listed.push(misfit());
        }
    }

    /// Drops all but the first `total`.
    pub(crate) fn truncate(&mut self, total: usize) {
        self.listed.truncate(total);
        self.total = self.total.min(total);
    }

    /// Adds the misfits of the part of the reply at `prefix`.
    #[cfg(feature = "fortios")]
    pub(crate) fn extend(&mut self, prefix: &str, part: &Self) {
        self.total = self.total.saturating_add(part.total);
        let room = Self::LIMIT.saturating_sub(self.listed.len());
        self.listed
            .extend(part.iter().take(room).map(|misfit| misfit.clone().below(prefix)));
    }
}

impl<'m> IntoIterator for &'m Misfits {
    type Item = &'m Misfit;
    type IntoIter = slice::Iter<'m, Misfit>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// Iterates over the listed misfits.
impl IntoIterator for Misfits {
    type Item = Misfit;
    type IntoIter = vec::IntoIter<Misfit>;

    fn into_iter(self) -> Self::IntoIter {
        self.listed.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misfits_are_iterated_by_reference_and_by_value() {
        let mut misfits = Misfits::default();
        misfits.push(|| misfit("data[0].oid"));
        let mut seen: Vec<Misfit> = Vec::new();
        for misfit in &misfits {
            seen.push(misfit.clone());
        }
        assert_eq!(misfits.into_iter().collect::<Vec<_>>(), seen);
    }

    fn misfit(path: &str) -> Misfit {
        Misfit::new(path, "an integer", JsonKind::String)
    }

    #[test]
    fn all_are_counted_and_the_first_are_listed() {
        let mut misfits = Misfits::default();
        assert!(misfits.is_empty());
        for number in 0..Misfits::LIMIT + 5 {
            misfits.push(|| misfit(&format!("data[{number}].oid")));
        }
        assert_eq!((misfits.total(), misfits.listed().len()), (105, 100));
        assert_eq!(
            misfits.listed()[99].to_string(),
            "`data[99].oid`: expected an integer, found a string"
        );
        misfits.truncate(102);
        assert_eq!((misfits.total(), misfits.iter().count()), (102, 100));
        misfits.truncate(1);
        assert_eq!((misfits.total(), misfits.iter().count()), (1, 1));
    }

    #[cfg(feature = "fortios")]
    #[test]
    fn misfits_of_a_part_have_its_path() {
        let mut part = Misfits::default();
        for path in ["results[0].port", "[1]", ""] {
            part.push(|| misfit(path));
        }
        let mut all = Misfits::default();
        all.extend("[3]", &part);
        let paths: Vec<_> = all.iter().map(Misfit::path).collect();
        assert_eq!(paths, ["[3].results[0].port", "[3][1]", "[3]"]);
        for _ in 0..40 {
            all.extend("[4]", &part);
        }
        assert_eq!((all.total(), all.listed().len()), (123, 100));
    }
}
