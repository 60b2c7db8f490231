//! Facts of sources that are not devices, in schemas of the form of a device: members and types that no device has.

use serde_json::{Map, Value};

/// The type of an attribute of which nothing is known.
pub(in crate::import) const ANY: &str = "any";

/// The type of an attribute that is `true` or `false`.
pub(in crate::import) const BOOLEAN: &str = "boolean";

/// The member of a table whose source does not state the key: `mkey` is the likeliest attribute.
pub(in crate::import) const GUESSED_KEY: &str = "guessed-key";

/// The member of an attribute whose default was a secret.
pub(in crate::import) const DROPPED_DEFAULT: &str = "dropped-default";

/// The member of a request whose parameters were a map with the numbers of a list as names.
pub(in crate::import) const PARAMETER_MAP: &str = "parameter-map";

/// The member of a call that is not in the Monitor API, and its value for a call on logs.
pub(in crate::import) const API: &str = "api";
pub(in crate::import) const LOG: &str = "log";

/// The member of a parameter that is a placeholder of the url, and its value.
pub(in crate::import) const PLACE: &str = "in";
pub(in crate::import) const PATH: &str = "path";

/// Whether a schema has one of these members.
pub(in crate::import) fn flag(schema: &Map<String, Value>, name: &str) -> bool {
    schema.get(name) == Some(&Value::Bool(true))
}
