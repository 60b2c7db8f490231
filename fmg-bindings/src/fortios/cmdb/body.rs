//! The body of a write.

use std::fmt;

use serde::ser::{Error as _, Serialize, Serializer};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::requests::RESERVED;
use crate::member_names;

/// The attributes of an object, as JSON in the order in which the row type writes them.
///
/// FortiOS 5.6 confuses members of a body with parameters of the url: it refuses a firewall policy that is sent with
/// its `action` with HTTP status 405. Later firmware accepts either form. A body with such a member is therefore
/// wrapped: it becomes the member `json` of another object, which FortiOS takes for the whole body. Other bodies are
/// sent unchanged.
#[derive(Clone)]
pub(super) struct Body {
    /// The JSON, or the error with which the call fails.
    json: Result<Box<RawValue>, Box<str>>,
    pub(super) wrapped: bool,
}

impl Body {
    pub(super) fn new(row: &(impl Serialize + ?Sized)) -> Self {
        let json = serde_json::value::to_raw_value(row);
        Self {
            wrapped: json.as_ref().is_ok_and(|json| has_reserved_member(json.get())),
            json: json.map_err(|error| error.to_string().into()),
        }
    }
}

impl Serialize for Body {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.json {
            Ok(json) if self.wrapped => Wrapped { json }.serialize(serializer),
            Ok(json) => json.serialize(serializer),
            Err(problem) => Err(S::Error::custom(problem)),
        }
    }
}

/// The member that holds a wrapped object.
const WRAPPED: &str = "json";

#[derive(serde::Serialize)]
struct Wrapped<'b> {
    json: &'b RawValue,
}

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

fn has_reserved_member(json: &str) -> bool {
    member_names::any(json.as_bytes(), |name| RESERVED.contains(&name)).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn sent(body: &Body) -> String {
        serde_json::to_string(body).unwrap()
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
        assert!(serde_json::to_string(&body).is_err());
    }

    #[test]
    fn debug_shows_nothing_of_the_object() {
        let body = Body::new(&json!({"passwd": "hush"}));
        assert_eq!(format!("{body:?}"), "Body { wrapped: false, .. }");
    }
}
