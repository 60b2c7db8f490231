//! `Debug` and `PartialEq` of rows.

use std::fmt;

use super::{Entries, Fields, Items, Out, each};

/// Prints a struct: its type, and the fields that have a value, by their Rust names.
///
/// Rows have dozens of optional fields, of which a reply contains a few.
///
/// # Errors
///
/// The error of the formatter.
pub fn debug(fields: &dyn Fields, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut type_name = "";
    fields.visit(&mut |names, _| type_name = names.type_name);
    let mut shown = f.debug_struct(type_name);
    fields.visit(&mut |names, values| {
        for (field, value) in names.rust.split_ascii_whitespace().zip(values) {
            if !matches!(value, Out::Absent) {
                shown.field(field, value);
            }
        }
    });
    shown.finish()
}

/// Whether two structs of one type have the same values.
#[must_use]
pub fn equal(left: &dyn Fields, right: &dyn Fields) -> bool {
    let mut expected = Vec::new();
    each(left, |member, out| expected.push((member, out)));
    let mut expected = expected.into_iter();
    let mut same = true;
    each(right, |member, out| {
        same &= expected.next() == Some((member, out));
    });
    same && expected.next().is_none()
}

impl fmt::Debug for Out<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Absent => f.write_str("absent"),
            Self::Unset => f.write_str("unset"),
            Self::Bool(value, _) => value.fmt(f),
            Self::Int(value) => value.fmt(f),
            Self::Unsigned(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
            Self::Text(value) => value.fmt(f),
            Self::Secret(value) => value.fmt(f),
            Self::Json(value) => value.fmt(f),
            Self::Written(value) => value.write_json(f),
            Self::Object(fields) => debug(fields, f),
            Self::Extra(attributes) => attributes.fmt(f),
            Self::List(items) | Self::Keys(items, _) | Self::Words(items) => f
                .debug_list()
                .entries((0..items.count()).map(|index| items.item(index)))
                .finish(),
            Self::Map(entries) => {
                let mut map = f.debug_map();
                entries.each(&mut |key, out| {
                    map.entry(&key, &out);
                });
                map.finish()
            }
        }
    }
}

impl PartialEq for Out<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (*self, *other) {
            (Self::Absent, Self::Absent) | (Self::Unset, Self::Unset) => true,
            (Self::Bool(left, _), Self::Bool(right, _)) => left == right,
            (Self::Int(left), Self::Int(right)) => left == right,
            (Self::Unsigned(left), Self::Unsigned(right)) => left == right,
            (Self::Float(left), Self::Float(right)) => left == right,
            (Self::Text(left), Self::Text(right)) => left == right,
            (Self::Secret(left), Self::Secret(right)) => left == right,
            (Self::Json(left), Self::Json(right)) => left == right,
            (Self::Written(left), Self::Written(right)) => left.json() == right.json(),
            (Self::Object(left), Self::Object(right)) => equal(left, right),
            (Self::List(left), Self::List(right))
            | (Self::Keys(left, _), Self::Keys(right, _))
            | (Self::Words(left), Self::Words(right)) => equal_lists(left, right),
            (Self::Map(left), Self::Map(right)) => equal_maps(left, right),
            (Self::Extra(left), Self::Extra(right)) => left == right,
            _ => false,
        }
    }
}

fn equal_lists(left: &dyn Items, right: &dyn Items) -> bool {
    left.count() == right.count() && (0..left.count()).all(|index| left.item(index) == right.item(index))
}

fn equal_maps(left: &dyn Entries, right: &dyn Entries) -> bool {
    let mut expected = Vec::new();
    left.each(&mut |key, out| expected.push((key, out)));
    let mut expected = expected.into_iter();
    let mut same = true;
    right.each(&mut |key, out| same &= expected.next() == Some((key, out)));
    same && expected.next().is_none()
}
