//! The body of a write.

use std::fmt;

use serde::Serialize;
use serde::ser::Error as _;
use serde_json::{Map, Value};

use super::requests::RESERVED;
use crate::member_names;
use crate::secret::WipedBytes;
use crate::slots::{Fields, Out, each};
use crate::tables::Table;
use crate::to_json::{RowJson, ToJson, json};

/// The attributes of an object, as JSON in the order in which the row type writes them.
///
/// FortiOS 5.6 confuses members of a body with parameters of the url: it answers a firewall policy that has an `action`
/// with HTTP status 405. Later firmware accepts either form. A body with such a member is therefore wrapped: it becomes
/// the member `json` of another object, which FortiOS takes for the whole body. Other bodies are sent unchanged.
#[derive(Clone)]
pub(super) struct Body {
    /// The JSON, or the error with which the call fails. It may contain a password.
    json: Result<WipedBytes, Box<str>>,
    pub(super) wrapped: bool,
}

impl Body {
    /// An object that any type is written as.
    pub(super) fn new(object: &(impl Serialize + ?Sized)) -> Self {
        let json = json(&object);
        let wrapped = json.as_ref().is_ok_and(|json| has_reserved_member(json));
        Self::of(json, wrapped)
    }

    /// A row of a table.
    pub(super) fn row<T: Table + Serialize>(row: &T) -> Self {
        match row.fields() {
            Some(fields) => Self::of(json(&RowJson(row)), has_reserved_field(fields)),
            None => Self::new(row),
        }
    }

    fn of(json: Result<Vec<u8>, serde_json::Error>, wrapped: bool) -> Self {
        let json = json.map(WipedBytes::from).map_err(|error| error.to_string().into());
        Self { json, wrapped }
    }
}

impl ToJson for Body {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        let json = self.json.as_ref().map_err(serde_json::Error::custom)?;
        out.reserve(json.len() + "{\"json\":}".len());
        if self.wrapped {
            out.extend_from_slice(b"{\"json\":");
        }
        out.extend_from_slice(json);
        if self.wrapped {
            out.push(b'}');
        }
        Ok(())
    }
}

/// The member that holds a wrapped object.
const WRAPPED: &str = "json";

/// The object in the body of a write, wrapped or not.
pub(in crate::fortios) fn object_in(body: Value) -> Option<Map<String, Value>> {
    let Value::Object(mut members) = body else {
        return None;
    };
    let is_wrapped = members.len() == 1 && members.get(WRAPPED).is_some_and(Value::is_object);
    match is_wrapped.then(|| members.remove(WRAPPED)) {
        Some(Some(Value::Object(object))) => Some(object),
        _ => Some(members),
    }
}

/// Shows no content of the object, which may hold a password.
impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body")
            .field("wrapped", &self.wrapped)
            .finish_non_exhaustive()
    }
}

fn has_reserved_member(json: &[u8]) -> bool {
    member_names::any(json, |name| RESERVED.contains(&name)).unwrap_or(false)
}

fn has_reserved_field(fields: &dyn Fields) -> bool {
    let mut any = false;
    each(fields, |member, value| {
        any |= match value {
            Out::Extra(attributes) => attributes.names().any(|name| RESERVED.contains(&name)),
            _ => RESERVED.contains(&member.wire),
        };
    });
    any
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serde_json::value::RawValue;

    use super::*;

    fn sent(body: &Body) -> String {
        String::from_utf8(json(body).unwrap()).unwrap()
    }

    #[derive(serde::Serialize)]
    struct Policy {
        policyid: u32,
        name: &'static str,
        action: &'static str,
    }

    #[test]
    fn a_body_keeps_the_member_order_of_its_type() {
        #[derive(serde::Serialize)]
        struct Entry {
            id: u32,
            application: [u32; 1],
        }
        let body = Body::new(&Entry {
            id: 1,
            application: [2],
        });
        assert_eq!(sent(&body), r#"{"id":1,"application":[2]}"#);
    }

    #[test]
    fn a_body_with_a_reserved_name_is_wrapped() {
        let policy = Policy {
            policyid: 1,
            name: "p",
            action: "accept",
        };
        let mut body = Body::new(&policy);
        assert_eq!(sent(&body), r#"{"json":{"policyid":1,"name":"p","action":"accept"}}"#);
        body.wrapped = false;
        assert_eq!(sent(&body), r#"{"policyid":1,"name":"p","action":"accept"}"#);
        for name in RESERVED {
            assert!(Body::new(&json!({ *name: 1 })).wrapped, "{name}");
        }
    }

    #[test]
    fn other_bodies_are_sent_unchanged() {
        for plain in [
            json!({"name": "a"}),
            json!({"entries": [{"id": 1, "action": "block"}]}),
            json!({"Action": 1, "actions": 1}),
            json!([{"action": 1}]),
            json!("action"),
            Value::Null,
        ] {
            let body = Body::new(&plain);
            assert!(!body.wrapped, "{plain}");
            assert_eq!(sent(&body), plain.to_string());
        }
        // An escaped name is recognised too.
        let raw = RawValue::from_string(r#"{"act\u0069on":1}"#.into()).unwrap();
        assert!(Body::new(&raw).wrapped);
    }

    #[test]
    fn a_value_that_json_cannot_express_fails_when_it_is_written() {
        let body = Body::new(&std::collections::BTreeMap::from([([1_u8], 1)]));
        assert!(json(&body).is_err());
    }

    #[test]
    fn debug_shows_nothing_of_the_object() {
        let body = Body::new(&json!({"passwd": "hush"}));
        assert_eq!(format!("{body:?}"), "Body { wrapped: false, .. }");
    }
}
