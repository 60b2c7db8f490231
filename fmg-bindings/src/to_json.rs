//! Values of members, without their types.

use serde::Serialize;

/// A value that is written as JSON. Whatever serialises is one.
///
/// What writes requests takes values by this trait, so that it is compiled once and not for each type of a value, and so
/// that all members of a call can be handed over in one list.
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

/// The value as JSON text.
///
/// # Errors
///
/// The value cannot be serialised.
pub(crate) fn json_text(value: &dyn ToJson) -> Result<String, serde_json::Error> {
    let mut json = Vec::new();
    value.write_json(&mut json)?;
    String::from_utf8(json).map_err(serde::ser::Error::custom)
}
