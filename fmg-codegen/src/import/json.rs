//! Reads JSON, and finds members that stand twice in an object.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Value};

use super::answer::below;

/// How many repeated members are named.
const MOST: usize = 100;

/// The value of a text, and the JSON pointers of the members that stand twice in it. The last one counts.
pub(super) fn parse(text: &str) -> serde_json::Result<(Value, Vec<String>)> {
    let mut repeated = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Read(&mut repeated).deserialize(&mut deserializer)?;
    deserializer.end()?;
    Ok((value, repeated))
}

/// Reads a value. The pointers begin at it.
struct Read<'r>(&'r mut Vec<String>);

impl<'de> DeserializeSeed<'de> for Read<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Adds the place of a value to the pointers that were found inside of it.
fn put_below(found: &mut [String], place: impl FnOnce() -> String) {
    if !found.is_empty() {
        let place = place();
        for own in found {
            own.insert_str(0, &place);
        }
    }
}

impl<'de> Visitor<'de> for Read<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        loop {
            let before = self.0.len();
            let Some(item) = items.next_element_seed(Read(self.0))? else {
                return Ok(list.into());
            };
            put_below(&mut self.0[before..], || format!("/{}", list.len()));
            list.push(item);
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            let before = self.0.len();
            let value = members.next_value_seed(Read(self.0))?;
            put_below(&mut self.0[before..], || below("", &name));
            match object.entry(name) {
                Entry::Vacant(entry) => drop(entry.insert(value)),
                Entry::Occupied(mut entry) => {
                    if self.0.len() < MOST {
                        self.0.push(below("", entry.key()));
                    }
                    entry.insert(value);
                }
            }
        }
        Ok(object.into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn members_that_stand_twice_are_found() {
        let text = r#"{"a": 1, "b/c": [{}, {"d": [], "e": null, "d": -2, "d": 1.5}], "a": {"f": true, "f": "x"}}"#;
        let (value, repeated) = parse(text).unwrap();
        assert_eq!(value, json!({"a": {"f": "x"}, "b/c": [{}, {"d": 1.5, "e": null}]}));
        assert_eq!(repeated, ["/b~1c/1/d", "/b~1c/1/d", "/a/f", "/a"]);
    }

    #[test]
    fn a_value_is_that_of_serde_json() {
        let text = r#" [18446744073709551615, -9223372036854775808, 1e300, 0.1, "\u00e4\n", null, false, {"": {}}] "#;
        let (value, repeated) = parse(text).unwrap();
        assert_eq!(value, serde_json::from_str::<Value>(text).unwrap());
        assert!(repeated.is_empty());
        assert!(parse("{} {}").is_err() && parse(&"[".repeat(1_000)).is_err());
    }
}
