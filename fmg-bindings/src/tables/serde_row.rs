//! Rows that are decoded by `serde::Deserialize`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::error::DecodeErrorKind;
use crate::response::{Response, read_by_serde, reads_itself};

/// The response type of a read of one row: an object by itself, or in a list of one, as FortiOS sends rows. A reply
/// without the object is an error for which [`Error::is_not_found`](crate::Error::is_not_found) is true.
///
/// `derive(Table)` uses it for a row type that implements `serde::Deserialize`.
#[derive(Debug)]
pub struct SerdeRow<T>(Option<T>);

/// The response type of a read of many rows. Without rows the list is empty.
///
/// `derive(Table)` uses it for a row type that implements `serde::Deserialize`.
#[derive(Debug)]
pub struct SerdeRows<T>(Vec<T>);

impl<T> Default for SerdeRow<T> {
    fn default() -> Self {
        Self(None)
    }
}

impl<T> Default for SerdeRows<T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}

impl<T: DeserializeOwned + Send> Response for SerdeRow<T> {
    type Output = T;

    const LACKING: DecodeErrorKind = DecodeErrorKind::NoObject;

    reads_itself!();

    fn finish(self, _: bool) -> Option<T> {
        self.0
    }
}

read_by_serde!(SerdeRow<T> [T: DeserializeOwned] takes false, |row, data| {
    row.0 = data.deserialize_any(ObjectVisitor(PhantomData))?;
    Ok(row.0.is_some())
});

impl<T: DeserializeOwned + Send> Response for SerdeRows<T> {
    type Output = Vec<T>;

    reads_itself!();

    fn finish(self, _: bool) -> Option<Vec<T>> {
        Some(self.0)
    }
}

read_by_serde!(SerdeRows<T> [T: DeserializeOwned] takes false, |rows, data| {
    rows.0 = Vec::deserialize(data)?;
    Ok(true)
});

struct ObjectVisitor<T>(PhantomData<fn() -> T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, alone or in a list of one")
    }

    fn visit_map<A: MapAccess<'de>>(self, object: A) -> Result<Option<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(object)).map(Some)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Option<T>, A::Error> {
        let object = list.next_element()?;
        match list.next_element::<IgnoredAny>()? {
            // It is unknown which of several objects was requested.
            Some(_) => Err(A::Error::custom("a list of several objects instead of one")),
            None => Ok(object),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::response::ReadReply;
    use crate::slots::Notes;

    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Address {
        name: String,
    }

    fn read_object(results: &Value) -> Result<Option<Address>, serde_json::Error> {
        let mut response = SerdeRow::<Address>::default();
        let found = response.read_data(results, &mut Notes::refusing())?;
        let object = response.finish(found);
        assert_eq!(object.is_some(), found);
        Ok(object)
    }

    #[test]
    fn an_object_may_come_in_a_list_of_one() {
        let name = || Some(Address { name: "a".into() });
        assert_eq!(read_object(&json!({"name": "a", "more": [1]})).unwrap(), name());
        assert_eq!(read_object(&json!([{"name": "a"}])).unwrap(), name());
        assert_eq!(read_object(&json!([])).unwrap(), None);
        // A list of values is not a row.
        assert!(read_object(&json!(["a"])).is_err());
        assert!(read_object(&json!("a")).is_err());
        assert!(read_object(&json!([{"name": "a"}, {"name": "b"}])).is_err());
    }

    #[test]
    fn no_results_are_an_empty_list() {
        assert!(SerdeRows::<Address>::default().finish(false).unwrap().is_empty());
    }
}
