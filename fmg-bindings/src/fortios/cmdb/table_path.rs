//! Addresses tables by path and name.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use super::child_place::{InComplex, InRow};
use super::table::ChildTable;
use super::{ChildName, CmdbPath, ComplexName, Mkey, TableName};
use crate::ValueFault;
use crate::tables::{Single, Table};

/// Path and name of a table, for tables without a row type.
///
/// ```
/// use fmg_bindings::fortios::cmdb::TablePath;
///
/// let table = TablePath::new("firewall.schedule/recurring")?;
/// assert_eq!(table.path().as_str(), "firewall.schedule");
/// assert_eq!(table.name().as_str(), "recurring");
/// # Ok::<(), fmg_bindings::fortios::cmdb::TablePathFault>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TablePath {
    path: CmdbPath,
    name: TableName,
}

impl TablePath {
    /// Checks a text such as `firewall/address`.
    ///
    /// # Errors
    ///
    /// The text does not have two segments, or one of them is invalid: empty, `.` or `..`, or with a backslash or a
    /// control character in it.
    pub fn new(text: &str) -> Result<Self, TablePathFault> {
        if text.contains('\\') {
            return Err(TablePathFault::Backslash);
        }
        match text.split_once('/') {
            Some((path, name)) if !name.contains('/') => Ok(Self {
                path: CmdbPath::try_from(path)?,
                name: TableName::try_from(name)?,
            }),
            _ => Err(TablePathFault::Segments {
                found: text.split('/').count(),
            }),
        }
    }

    /// The path, such as `firewall`.
    #[must_use]
    pub const fn path(&self) -> &CmdbPath {
        &self.path
    }

    /// The name, such as `address`.
    #[must_use]
    pub const fn name(&self) -> &TableName {
        &self.name
    }

    /// Takes path and name that a macro has checked at compile time.
    #[doc(hidden)]
    #[must_use]
    pub const fn __from_literal(path: &'static str, name: &'static str) -> Self {
        Self {
            path: CmdbPath::__from_literal(path),
            name: TableName::__from_literal(name),
        }
    }

    /// The table whose rows are `T`s.
    ///
    /// Path and name are checked at compile time, so that they are valid in a url:
    ///
    /// ```compile_fail
    /// use fmg_bindings::fortios::{Mkey, Table, cmdb::TablePath};
    ///
    /// struct Escaping;
    ///
    /// impl Table for Escaping {
    ///     const PATH: &'static str = "firewall/../system/admin";
    ///     const PLACEHOLDER: &'static str = "<mkey>";
    ///     const KEY: Option<&'static str> = None;
    ///     type Key = Mkey;
    ///     type One = ();
    ///     type Many = ();
    /// }
    ///
    /// let table = TablePath::of::<Escaping>();
    /// ```
    #[must_use]
    pub fn of<T: Table>() -> Self {
        let (path, name) = const { segments(T::PATH) };
        Self::__from_literal(path, name)
    }

    /// The complex table of the type `S`.
    #[must_use]
    pub fn of_complex<S: Single>() -> Self {
        let (path, name) = const { segments(S::PATH) };
        Self::__from_literal(path, name)
    }

    /// The name of the child table whose rows are `T`s, which is checked at compile time.
    pub(super) fn child_of<T: ChildTable>() -> ChildName {
        const {
            assert!(
                is_segment(T::NAME),
                "the name of this child table is not valid in a url"
            );
        };
        ChildName::__from_literal(T::NAME)
    }

    pub(super) fn into_parts(self) -> (CmdbPath, TableName) {
        (self.path, self.name)
    }

    /// The row with this key, as the place of sub tables.
    pub(super) fn in_row(self, mkey: Mkey) -> InRow {
        InRow {
            path: self.path,
            name: self.name,
            mkey,
        }
    }

    /// The object of this complex table, as the place of sub tables.
    pub(super) fn in_complex(self) -> InComplex {
        InComplex {
            path: self.path,
            name: ComplexName::__from_name(self.name.__into_name()),
        }
    }
}

/// The table in the url of a CMDB call, such as `firewall/address`, if the template has a placeholder for it.
pub(in crate::fortios) fn table_in(template: &str, url: &str) -> Option<String> {
    let mut parts = template.split('/').zip(url.split('/'));
    let path = parts.find(|(placeholder, _)| *placeholder == "<path>")?.1;
    let name = parts
        .next()
        .filter(|(placeholder, _)| matches!(*placeholder, "<name>" | "<complex>"))?
        .1;
    Some(format!("{path}/{name}"))
}

/// The two segments of a table that a type names.
const fn segments(table: &'static str) -> (&'static str, &'static str) {
    let bytes = table.as_bytes();
    let mut at = 0;
    while at < bytes.len() && bytes[at] != b'/' {
        at += 1;
    }
    assert!(
        at < bytes.len(),
        "this table has no two segments, such as `firewall/address`"
    );
    let (path, rest) = table.split_at(at);
    let (_, name) = rest.split_at(1);
    assert!(is_segment(path), "the path of this table is not valid in a url");
    assert!(is_segment(name), "the name of this table is not valid in a url");
    (path, name)
}

/// Whether a text can be a url segment without encoding. This holds for all tables of FortiOS.
const fn is_segment(text: &str) -> bool {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if !(bytes[at].is_ascii_alphanumeric() || matches!(bytes[at], b'-' | b'_' | b'.' | b'+')) {
            return false;
        }
        at += 1;
    }
    !matches!(bytes, b"" | b"." | b"..")
}

impl fmt::Display for TablePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.path, self.name)
    }
}

impl FromStr for TablePath {
    type Err = TablePathFault;

    fn from_str(text: &str) -> Result<Self, TablePathFault> {
        Self::new(text)
    }
}

/// A [`TablePath`] from a literal, which is checked at compile time.
///
/// ```
/// let table = fmg_bindings::table!("firewall/address");
/// assert_eq!(table.to_string(), "firewall/address");
/// ```
#[macro_export]
macro_rules! table {
    ($text:literal) => {
        $crate::codegen::checked_literal!(table, $crate::fortios::cmdb::TablePath, $text)
    };
}

/// Why a text is not the path and name of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TablePathFault {
    /// It does not have two segments.
    Segments {
        /// The number of segments found.
        found: usize,
    },
    /// It contains a backslash, which only keys may contain.
    Backslash,
    /// A segment is invalid.
    Value(ValueFault),
}

impl From<ValueFault> for TablePathFault {
    fn from(fault: ValueFault) -> Self {
        Self::Value(fault)
    }
}

impl fmt::Display for TablePathFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Segments { found } => write!(
                f,
                "a table has two segments, its path and its name, such as `firewall/address`; found {found}"
            ),
            Self::Backslash => f.write_str(
                "a table name cannot contain a backslash; a slash separates path and name, as in `firewall/address`",
            ),
            Self::Value(fault) => fault.fmt(f),
        }
    }
}

/// The fault of a segment is part of the message, so `source` does not return it.
impl Error for TablePathFault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(crate::Table)]
    #[table("firewall.schedule/recurring")]
    struct Recurring;

    #[test]
    fn every_constructor_makes_the_same_path() {
        let parsed = TablePath::new("firewall.schedule/recurring").unwrap();
        assert_eq!(parsed, TablePath::of::<Recurring>());
        assert_eq!(parsed, TablePath::__from_literal("firewall.schedule", "recurring"));
        assert_eq!(parsed.to_string().parse(), Ok(parsed));
    }

    #[test]
    fn a_text_that_is_not_a_table_is_refused() {
        for (text, found) in [
            ("", 1),
            ("firewall", 1),
            ("/firewall/address", 3),
            ("firewall/address/", 3),
        ] {
            assert_eq!(TablePath::new(text), Err(TablePathFault::Segments { found }), "{text}");
        }
        for text in [
            "/address",
            "firewall/",
            "../address",
            "firewall/..",
            "fire\nwall/address",
        ] {
            let fault = TablePath::new(text).unwrap_err();
            assert!(matches!(fault, TablePathFault::Value(_)), "{text}: {fault}");
        }
        for text in ["firewall/a\\b", "firewall\\address"] {
            assert_eq!(TablePath::new(text), Err(TablePathFault::Backslash), "{text}");
        }
    }

    #[test]
    fn segments_of_types_are_checked_when_they_are_compiled() {
        assert!(is_segment("vpn.ssl") && is_segment("3g-modem") && is_segment("tacacs+"));
        for bad in ["", ".", "..", "a/b", "a b", "a?b", "é", "a\\b", "a%2Fb"] {
            assert!(!is_segment(bad), "{bad}");
        }
        assert_eq!(segments("vpn.ssl.web/portal"), ("vpn.ssl.web", "portal"));
        for bad in ["firewall", "firewall/", "/address", "firewall/address/a", ""] {
            assert!(std::panic::catch_unwind(|| segments(bad)).is_err(), "{bad}");
        }
    }
}
