//! Builds JSON objects.

use serde_json::Value;

use super::store::Row;

/// An object with these members.
pub(super) fn object<const N: usize>(members: [(&str, Value); N]) -> Row {
    members
        .into_iter()
        .map(|(name, value)| (name.to_owned(), value))
        .collect()
}
