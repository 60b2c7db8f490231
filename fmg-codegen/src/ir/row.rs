//! Rows and enums.

use super::Field;
use crate::name::{FieldName, TypeName, VariantName};

/// A structured value.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Row {
    /// Its name.
    pub name: TypeName,
    /// What it is.
    pub doc: String,
    /// Whether it is written as well: its fields keep, set or unset an attribute.
    pub writable: bool,
    /// Whether some request sends it, so that callers have to make one.
    pub sent: bool,
    /// Whether some reply gives it by its name.
    pub named: bool,
    /// The field that takes a list which comes in place of the object.
    pub list: Option<FieldName>,
    /// Its members, in the order of the description.
    pub fields: Vec<RowField>,
}

/// A member of a row and where in a reply it stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RowField {
    /// The member.
    pub field: Field,
    /// Where it is looked for.
    pub places: Vec<ReplyPlace>,
    /// Whether a reply is of no use if it does not fit.
    pub strict: bool,
}

impl RowField {
    /// A member that stands in `data`.
    #[must_use]
    pub fn new(field: Field) -> Self {
        Self {
            field,
            places: vec![ReplyPlace::Data],
            strict: false,
        }
    }
}

/// Where in a reply a member stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum ReplyPlace {
    /// In `data`.
    Data,
    /// In the entry of `result`, beside `data`.
    Entry,
    /// On the top level.
    Envelope,
}

impl ReplyPlace {
    /// Every place.
    pub const ALL: [Self; 3] = [Self::Data, Self::Entry, Self::Envelope];

    /// How specs spell it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Data => "data",
            Self::Entry => "entry",
            Self::Envelope => "envelope",
        }
    }
}

impl Row {
    /// A type without fields.
    #[must_use]
    pub fn new(name: TypeName) -> Self {
        Self {
            name,
            doc: String::new(),
            writable: false,
            sent: false,
            named: false,
            list: None,
            fields: Vec::new(),
        }
    }

    /// Whether all of it stands in `data`.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.fields.iter().all(|field| field.places == [ReplyPlace::Data])
    }
}

/// A set of known values that others may join.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Enum {
    /// Its name.
    pub name: TypeName,
    /// What it is.
    pub doc: String,
    /// The known values, in the order of the description.
    pub values: Vec<EnumValue>,
    /// Whether its values are numbers on the wire.
    pub numeric: bool,
}

impl Enum {
    /// An enum without values.
    #[must_use]
    pub fn new(name: TypeName) -> Self {
        Self {
            name,
            doc: String::new(),
            values: Vec::new(),
            numeric: false,
        }
    }
}

/// A known value of an enum.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EnumValue {
    /// The variant.
    pub variant: VariantName,
    /// The name on the wire.
    pub wire: String,
    /// The number that FortiManager sends without `verbose`.
    pub number: Option<i64>,
    /// What it means.
    pub doc: Option<String>,
}

impl EnumValue {
    /// A value of this name in Rust and on the wire.
    #[must_use]
    pub fn new(variant: VariantName, wire: &str) -> Self {
        Self {
            variant,
            wire: wire.to_owned(),
            number: None,
            doc: None,
        }
    }
}
