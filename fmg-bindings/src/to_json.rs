//! Values of members, without their types.

use serde::Serialize;

use crate::slots;
use crate::tables::Table;

/// A value that is written as JSON. Every type that implements `Serialize` is one.
///
/// The code that writes requests takes values as `&dyn ToJson`. So it is compiled once and not for each type of a
/// value, and takes all members of a call in one list.
pub trait ToJson {
    /// Appends the value as JSON text.
    ///
    /// # Errors
    ///
    /// The value cannot be serialised.
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error>;
}

#[diagnostic::do_not_recommend]
impl<T: Serialize + ?Sized> ToJson for T {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        serde_json::to_writer(out, self)
    }
}

/// A row of a table as a value.
pub(crate) struct RowJson<'r, T>(pub(crate) &'r T);

impl<T: Table + Serialize> ToJson for RowJson<'_, T> {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        match self.0.fields() {
            Some(fields) => slots::write_json(fields, out),
            None => serde_json::to_writer(out, self.0),
        }
    }
}

/// The value as JSON text.
///
/// # Errors
///
/// The value cannot be serialised.
pub(crate) fn json_text(value: &dyn ToJson) -> Result<String, serde_json::Error> {
    String::from_utf8(json(value)?).map_err(serde::ser::Error::custom)
}

/// The value as the bytes of its JSON text.
///
/// # Errors
///
/// The value cannot be serialised.
pub(crate) fn json(value: &dyn ToJson) -> Result<Vec<u8>, serde_json::Error> {
    let mut json = Vec::new();
    value.write_json(&mut json)?;
    Ok(json)
}
