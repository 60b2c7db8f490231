//! Writes fields as JSON text.
//!
//! It writes the rows of requests without a serializer. So names are not searched for characters to escape, and values
//! are searched eight bytes at once. serde writes the rare kinds of values, and alone decides their form.

use serde_json::Error;

use super::member::FieldNames;
use super::{Fields, Items, Out};
use crate::plain_text::is_plain;

/// Appends a struct as an object, exactly as [`serialize`](super::serialize) writes it.
///
/// # Errors
///
/// A value cannot be serialised.
pub(crate) fn write_json(fields: &dyn Fields, out: &mut Vec<u8>) -> Result<(), Error> {
    let start = out.len();
    // Each member begins with a comma. The brace replaces the first one.
    let mut is_written = Ok(true);
    fields.visit(&mut |names, values| {
        if let Ok(true) = is_written {
            is_written = write_members(out, names, values);
        }
    });
    if !is_written? {
        out.truncate(start);
        return serde_json::to_writer(out, &Out::Object(fields));
    }
    begin(out, start, b'{');
    out.push(b'}');
    Ok(())
}

/// Appends the members that have a value. `false`: a field is an attribute to reset, a pattern or additional
/// attributes, so it is not written as one member.
fn write_members(out: &mut Vec<u8>, names: &FieldNames, values: &[Out<'_>]) -> Result<bool, Error> {
    for (name, value) in names.json.iter().zip(values) {
        match value {
            Out::Absent => {}
            Out::Text(text) => write_text_member(out, name, text)?,
            other => {
                if !write_other_member(out, names, name, *other)? {
                    return Ok(false);
                }
            }
        }
    }
    // Behind the fields are the additional attributes of a row.
    let rest = values.get(names.json.len()..).unwrap_or_default();
    Ok(rest.iter().all(|value| matches!(value, Out::Absent)))
}

/// Not inlined, so that texts need no jump through a table, which processors predict less well.
#[inline(never)]
fn write_other_member(out: &mut Vec<u8>, names: &FieldNames, name: &str, value: Out<'_>) -> Result<bool, Error> {
    match value {
        Out::Unset => return Ok(false),
        Out::Map(_) if names.suffix(name).is_some() => return Ok(false),
        _ => {}
    }
    write_named(out, name, value)?;
    Ok(true)
}

/// Appends `,"name":` and the value. The generator refuses names with characters that JSON escapes.
fn write_named(out: &mut Vec<u8>, name: &str, value: Out<'_>) -> Result<(), Error> {
    append(out, &[b",\"", name.as_bytes(), b"\":"]);
    write_other(out, value)
}

/// Appends `,"name":` and the text.
#[inline]
fn write_text_member(out: &mut Vec<u8>, name: &str, text: &str) -> Result<(), Error> {
    if is_plain(text.as_bytes()) {
        append(out, &[b",\"", name.as_bytes(), b"\":\"", text.as_bytes(), b"\""]);
        return Ok(());
    }
    write_named(out, name, Out::Text(text))
}

#[inline]
fn write_value(out: &mut Vec<u8>, value: Out<'_>) -> Result<(), Error> {
    match value {
        Out::Text(text) => write_text(out, text),
        other => write_other(out, other),
    }
}

#[inline]
fn write_text(out: &mut Vec<u8>, text: &str) -> Result<(), Error> {
    if !is_plain(text.as_bytes()) {
        return serde_json::to_writer(out, text);
    }
    append(out, &[b"\"", text.as_bytes(), b"\""]);
    Ok(())
}

#[inline(never)]
fn write_other(out: &mut Vec<u8>, value: Out<'_>) -> Result<(), Error> {
    match value {
        Out::Object(fields) => write_json(fields, out),
        Out::List(items) => write_list(items, None, out),
        Out::Keys(keys, name) => write_list(keys, Some(name), out),
        Out::Int(value) => serde_json::to_writer(out, &value),
        Out::Bool(value, form) => {
            out.extend_from_slice(form.json(value).as_bytes());
            Ok(())
        }
        other => serde_json::to_writer(out, &other),
    }
}

/// Appends several pieces of text, with one check of the capacity.
#[inline]
fn append(out: &mut Vec<u8>, pieces: &[&[u8]]) {
    out.reserve(pieces.iter().map(|piece| piece.len()).sum());
    for piece in pieces {
        out.extend_from_slice(piece);
    }
}

/// Appends a list of values, or of rows in which the values are the attribute `key`.
fn write_list(items: &dyn Items, key: Option<&str>, out: &mut Vec<u8>) -> Result<(), Error> {
    let Some(key) = key else {
        return match items.texts() {
            Some(texts) => write_elements(out, texts.len(), |out, index| write_text(out, &texts[index])),
            None => write_elements(out, items.count(), |out, index| write_value(out, items.item(index))),
        };
    };
    write_elements(out, items.count(), |out, index| {
        let row = out.len();
        match items.item(index) {
            Out::Text(text) => write_text_member(out, key, text)?,
            other => write_named(out, key, other)?,
        }
        begin(out, row, b'{');
        out.push(b'}');
        Ok(())
    })
}

/// Appends a list of `count` elements, each by a call of `write` with its index.
///
/// # Errors
///
/// The error of an element.
pub(crate) fn write_elements(
    out: &mut Vec<u8>,
    count: usize,
    mut write: impl FnMut(&mut Vec<u8>, usize) -> Result<(), Error>,
) -> Result<(), Error> {
    let start = out.len();
    for index in 0..count {
        out.push(b',');
        write(out, index)?;
        if count > FEW {
            reserve_rest(out, start, index + 1, count);
        }
    }
    begin(out, start, b'[');
    out.push(b']');
    Ok(())
}

/// Lists of so few elements need no memory in advance.
const FEW: usize = 8;

/// Reserves memory for the rest of a list, of which `done` of `count` elements were written since `start`.
///
/// A buffer that grows is copied to other memory. The memory that it leaves is not wiped, and may hold secrets.
fn reserve_rest(out: &mut Vec<u8>, start: usize, done: usize, count: usize) {
    if done.is_power_of_two() {
        let rest = ((out.len() - start) / done).saturating_mul(count - done);
        if out.capacity() - out.len() < rest {
            out.reserve_exact(rest.saturating_add(rest / 8));
        }
    }
}

/// Puts a bracket in place of the comma before the first element, or at the end of the text if there is no element.
fn begin(out: &mut Vec<u8>, start: usize, bracket: u8) {
    match out.get_mut(start) {
        Some(comma) => *comma = bracket,
        None => out.push(bracket),
    }
}
