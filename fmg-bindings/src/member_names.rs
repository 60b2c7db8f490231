//! Searches the member names of a JSON object without decoding its values.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};

/// Whether the object `json` has a member whose name `is_meant` accepts, however it is escaped; `None` if it is not an
/// object.
pub(crate) fn any(json: &[u8], is_meant: impl Fn(&str) -> bool) -> Option<bool> {
    serde_json::Deserializer::from_slice(json)
        .deserialize_map(Names(is_meant))
        .ok()
}

struct Names<F>(F);

impl<'de, F: Fn(&str) -> bool> Visitor<'de> for Names<F> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<bool, A::Error> {
        let mut found = false;
        while let Some(name) = members.next_key::<Cow<'_, str>>()? {
            found |= (self.0)(&name);
            members.next_value::<IgnoredAny>()?;
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::any;

    #[test]
    fn an_escaped_name_is_found() {
        let has = |json: &str, name: &str| any(json.as_bytes(), |known| known == name);
        assert_eq!(has(r#"{"a":{"b":1},"c":[{"d":2}]}"#, "c"), Some(true));
        assert_eq!(has(r#"{"a":{"b":1},"c":[{"d":2}]}"#, "b"), Some(false));
        assert_eq!(has(r#" { "\u0061" : "b" } "#, "a"), Some(true));
        assert_eq!(has("{}", "a"), Some(false));
        for other in ["[]", "\"a\"", "3", "null", "", "{", "{\"a\":"] {
            assert_eq!(has(other, "a"), None, "{other}");
        }
        let deep = format!("{{\"a\":{}{}}}", "[".repeat(10_000), "]".repeat(10_000));
        assert_eq!(has(&deep, "a"), Some(true));
    }
}
