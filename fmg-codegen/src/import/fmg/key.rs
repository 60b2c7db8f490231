//! The keys of FortiManager's tables, which most sources do not state.

use super::{Attribute, Form, Object, Values};

/// The attributes that are keys of most tables, the likeliest first. A description of FortiOS 7.0.6 states the keys of
/// 1,197 tables. This list, or the only attribute of the row, gives 1,114 of them.
const USUAL: [&str; 14] = [
    "policyid",
    "seq-num",
    "id",
    "name",
    "index",
    "msg-type",
    "ip",
    "tag",
    "vrf",
    "protocol",
    "server-name",
    "profile-name",
    "serial-number",
    "userid",
];

/// The member by which FortiManager names the device and VDOM of a row.
const SCOPE: &str = "_scope";

/// The known facts about the key of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// The source, or the overlay, states it.
    Stated(String),
    /// Attributes of other tables refer to it.
    Referred(String),
    /// It is the usual key of tables with such attributes.
    Guessed(String),
    /// It is a device and a VDOM, which no attribute of its own holds.
    Mapping,
    /// The object has rows, whose key nobody states.
    Unknown,
    /// The object is a single one, as the source says.
    None,
    /// The object has no attribute that could be a key, so it counts as a single one.
    NoneGuessed,
}

impl Key {
    /// The key of an object. `judged` is that of the overlay, `referred` the one by which others refer to the rows.
    pub(super) fn of(object: &Object, judged: Option<&str>, referred: Option<&str>) -> Self {
        if let Some(key) = judged.or(object.key.as_deref()) {
            return Self::Stated(key.to_owned());
        }
        if object.form == Form::Single {
            return Self::None;
        }
        let is_key = |name: &&str| object.attribute(name).is_some_and(Attribute::can_be_key);
        if let Some(key) = referred.filter(is_key) {
            return Self::Referred(key.to_owned());
        }
        if object.attribute(SCOPE).is_some() {
            return Self::Mapping;
        }
        if let Some(key) = USUAL.into_iter().find(is_key) {
            return Self::Guessed(key.to_owned());
        }
        match (object.form, object.attributes.as_slice()) {
            (Form::Rows, [only]) if only.can_be_key() => Self::Guessed(only.name.clone()),
            (Form::Rows, _) => Self::Unknown,
            _ => Self::NoneGuessed,
        }
    }

    /// Whether the object is a single one.
    pub(super) fn is_none(&self) -> bool {
        matches!(self, Self::None | Self::NoneGuessed)
    }

    /// The attribute.
    pub(super) fn attribute(&self) -> Option<&str> {
        match self {
            Self::Stated(name) | Self::Referred(name) | Self::Guessed(name) => Some(name),
            Self::Mapping | Self::Unknown | Self::None | Self::NoneGuessed => None,
        }
    }
}

impl Attribute {
    /// Whether it is one value, of a kind that can be a key.
    pub(super) fn can_be_key(&self) -> bool {
        let is_value = !matches!(
            self.values,
            Values::Object(_)
                | Values::Json
                | Values::Unresolved
                | Values::Open
                | Values::Bits(_)
                | Values::Secret
                | Values::Float
        );
        is_value && !self.is_list
    }

    /// Whether it is a number in urls.
    pub(super) fn is_number(&self) -> bool {
        matches!(self.values, Values::Integer | Values::Unsigned)
    }
}
