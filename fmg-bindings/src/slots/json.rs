//! Writes fields as JSON text.
//!
//! It writes the rows of requests without a serializer. So names are not searched for characters to escape, and values
//! are searched eight bytes at once. serde writes the rare kinds of values, and alone decides their form.

use serde_json::Error;

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
    let mut state = Ok(true);
    fields.each(&mut |member, value| {
        if let Ok(true) = state {
            state = match value {
                // The form of these depends on other members.
                Out::Unset | Out::Extra(_) => Ok(false),
                Out::Map(_) if !member.suffix.is_empty() => Ok(false),
                value => write_member(out, member.wire, value).map(|()| true),
            };
        }
    });
    if !state? {
        out.truncate(start);
        return serde_json::to_writer(out, &Out::Object(fields));
    }
    begin(out, start, b'{');
    out.push(b'}');
    Ok(())
}

/// Appends `,"name":` and the value. The generator refuses names with characters that JSON escapes.
fn write_member(out: &mut Vec<u8>, name: &str, value: Out<'_>) -> Result<(), Error> {
    if let Out::Text(text) = value
        && is_plain(text.as_bytes())
    {
        append(out, &[b",\"", name.as_bytes(), b"\":\"", text.as_bytes(), b"\""]);
        return Ok(());
    }
    append(out, &[b",\"", name.as_bytes(), b"\":"]);
    write_value(out, value)
}

fn write_value(out: &mut Vec<u8>, value: Out<'_>) -> Result<(), Error> {
    match value {
        Out::Text(text) if is_plain(text.as_bytes()) => {
            append(out, &[b"\"", text.as_bytes(), b"\""]);
            Ok(())
        }
        Out::Object(fields) => write_json(fields, out),
        Out::List(items) => write_list(items, None, out),
        Out::Keys(keys, name) => write_list(keys, Some(name), out),
        Out::Int(value) => serde_json::to_writer(out, &value),
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
    write_elements(out, items.count(), |out, index| {
        let Some(key) = key else {
            return write_value(out, items.item(index));
        };
        let row = out.len();
        write_member(out, key, items.item(index))?;
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
        reserve_rest(out, start, index + 1, count);
    }
    begin(out, start, b'[');
    out.push(b']');
    Ok(())
}

/// Reserves memory for the rest of a list, of which `done` of `count` elements were written since `start`.
///
/// A buffer that grows is copied to other memory. The memory that it leaves is not wiped, and may hold secrets.
fn reserve_rest(out: &mut Vec<u8>, start: usize, done: usize, count: usize) {
    // A few elements are enough to estimate the mean length.
    if done.is_power_of_two() && count > 8 {
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
