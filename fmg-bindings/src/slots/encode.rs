//! Writes fields as JSON, by one function for all types.

use std::fmt;

use serde::ser::{Error, Serialize, SerializeMap, SerializeSeq, Serializer};
use serde_json::value::RawValue;

use super::out::BoolForm;
use super::{Entries, Fields, Items, Member, Out, each};

/// The member of an object that lists the attributes to reset.
pub(crate) const UNSET_ATTRIBUTES: &str = "unset attrs";

/// Writes a struct as an object of the fields that have a value.
///
/// # Errors
///
/// The error of the serializer.
pub fn serialize<S: Serializer>(fields: &dyn Fields, serializer: S) -> Result<S::Ok, S::Error> {
    let mut object = serializer.serialize_map(None)?;
    let mut unset = Vec::new();
    let mut extra = None;
    let mut result = Ok(());
    each(fields, |member, out| match out {
        Out::Extra(attributes) => extra = Some(attributes),
        out if result.is_ok() => result = write_member(&mut object, &mut unset, member, out),
        _ => {}
    });
    result?;
    if let Some(attributes) = extra {
        attributes.write(fields, &mut object)?;
    }
    if !unset.is_empty() {
        object.serialize_entry(UNSET_ATTRIBUTES, &unset)?;
    }
    object.end()
}

fn write_member<M: SerializeMap>(
    object: &mut M,
    unset: &mut Vec<&'static str>,
    member: Member,
    out: Out<'_>,
) -> Result<(), M::Error> {
    match (out, member.suffix) {
        (Out::Unset, _) => {
            unset.push(member.wire);
            Ok(())
        }
        // Most members are texts and integers. Written directly, they need no call of `Out::serialize`.
        (Out::Text(text), _) => object.serialize_entry(member.wire, text),
        (Out::Int(value), _) => object.serialize_entry(member.wire, &value),
        (Out::Map(entries), Some(suffix)) => write_entries(object, entries, member.wire, suffix),
        (out, _) => object.serialize_entry(member.wire, &out),
    }
}

fn write_entries<M: SerializeMap>(
    object: &mut M,
    entries: &dyn Entries,
    prefix: &str,
    suffix: &str,
) -> Result<(), M::Error> {
    let mut result = Ok(());
    entries.each(&mut |key, out| {
        if result.is_ok() {
            result = object.serialize_entry(&format_args!("{prefix}{key}{suffix}"), &out);
        }
    });
    result
}

impl Serialize for Out<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match *self {
            // `serialize` of the object handles them.
            Self::Absent | Self::Unset | Self::Extra(_) => serializer.serialize_unit(),
            Self::Bool(value, BoolForm::Json) => serializer.serialize_bool(value),
            Self::Bool(value, BoolForm::Flag) => serializer.serialize_u8(value.into()),
            Self::Bool(value, BoolForm::Toggle) => serializer.serialize_str(if value { "enable" } else { "disable" }),
            Self::Int(value) => serializer.serialize_i64(value),
            Self::Unsigned(value) => serializer.serialize_u64(value),
            Self::Float(value) => serializer.serialize_f64(value),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Secret(value) => value.serialize(serializer),
            Self::Json(value) => value.serialize(serializer),
            Self::Written(value) => {
                if let Some(fault) = value.fault() {
                    return Err(S::Error::custom(fault));
                }
                let json = RawValue::from_string(value.json()).map_err(S::Error::custom)?;
                json.serialize(serializer)
            }
            Self::Object(fields) => serialize(fields, serializer),
            Self::List(items) => write_list(items, serializer),
            Self::Keys(keys, name) => {
                let rows = (0..keys.count()).map(|index| KeyRow(name, keys.item(index)));
                serializer.collect_seq(rows)
            }
            Self::Words(words) => serializer.collect_str(&Joined(words)),
            Self::Map(entries) => {
                let mut object = serializer.serialize_map(None)?;
                write_entries(&mut object, entries, "", "")?;
                object.end()
            }
        }
    }
}

/// A row with this one attribute.
struct KeyRow<'r>(&'static str, Out<'r>);

impl Serialize for KeyRow<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map([(self.0, self.1)])
    }
}

/// Values as one text, with a blank between them.
struct Joined<'r>(&'r dyn Items);

impl fmt::Display for Joined<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for index in 0..self.0.count() {
            if index > 0 {
                f.write_str(" ")?;
            }
            match self.0.item(index) {
                Out::Text(text) => f.write_str(text)?,
                other => fmt::Debug::fmt(&other, f)?,
            }
        }
        Ok(())
    }
}

fn write_list<S: Serializer>(items: &dyn Items, serializer: S) -> Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(items.count()))?;
    for index in 0..items.count() {
        match items.item(index) {
            Out::Text(text) => list.serialize_element(text)?,
            other => list.serialize_element(&other)?,
        }
    }
    list.end()
}
