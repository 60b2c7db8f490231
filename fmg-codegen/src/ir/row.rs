//! Rows and enums.

use std::borrow::Cow;

use super::{Field, VersionInterval};
use crate::name::{FieldName, TypeName, VariantName};

/// A structured value.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Row {
    /// Its name.
    pub name: TypeName,
    /// Its documentation.
    pub doc: String,
    /// Whether calls write it, too: its fields then keep, set or unset an attribute.
    pub writable: bool,
    /// Whether a request contains it, so that callers need a constructor.
    pub sent: bool,
    /// Whether a reply has its rows as members of an object, each under the name of the row.
    pub named: bool,
    /// The field for a list that a reply may have in place of the object.
    pub list: Option<FieldName>,
    /// The field with the task that a call has started, if the row is the reply to such a call. Only for FortiManager:
    /// the type of the field is the id `TaskId`.
    pub starts_task: Option<FieldName>,
    /// Its members, in the order of the description.
    pub fields: Vec<RowField>,
}

/// A member of a row, and its places in a reply.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RowField {
    /// The member.
    pub field: Field,
    /// Its places in a reply.
    pub places: Cow<'static, [ReplyPlace]>,
    /// Whether the reply cannot be decoded if the value does not fit.
    pub strict: bool,
}

impl RowField {
    /// A member in `data`.
    #[must_use]
    pub fn new(field: Field) -> Self {
        Self {
            field,
            places: Cow::Borrowed(&[ReplyPlace::Data]),
            strict: false,
        }
    }
}

/// A place in a reply.
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

    /// Its spelling in specs.
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
            starts_task: None,
            fields: Vec::new(),
        }
    }

    /// The field of rows that are written, for the attributes that are written beyond the fields.
    pub(crate) const EXTRA: &'static str = "extra_attributes";

    /// The url parameter with the number of a task.
    pub(crate) const TASK: &'static str = "TaskId";

    /// Whether callers write such rows, and may want to write attributes that no field has.
    pub(crate) fn has_extra(&self) -> bool {
        (self.writable || self.sent) && self.is_plain()
    }

    /// Whether all of its members are in `data`.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.fields.iter().all(|field| *field.places == [ReplyPlace::Data])
    }
}

/// A set of known values, which newer firmware may extend.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Enum {
    /// Its name.
    pub name: TypeName,
    /// Its documentation.
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
    /// Its meaning.
    pub doc: Option<String>,
    /// The versions that have it, of those that have the attribute; empty if all have, or if it is not known.
    pub versions: Vec<VersionInterval>,
    /// Whether some models lack it.
    pub some_models: bool,
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
            versions: Vec::new(),
            some_models: false,
        }
    }
}
