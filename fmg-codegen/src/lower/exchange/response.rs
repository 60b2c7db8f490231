//! The documented response as the value that must come out.

use serde_json::{Map, Value};

use crate::ir::{DocumentedResponse, Endpoint, ReplyPlace, Response, Type};
use crate::lower::value::{Shapes, Walk};

/// What the runtime itself reads on the top level of a reply.
const REPLY_ENVELOPE: [&str; 9] = [
    "cid", "data", "id", "jsonrpc", "method", "result", "status", "url", "verbose",
];
/// What the runtime itself reads in an entry of `result`.
const REPLY_ENTRY: [&str; 4] = ["data", "id", "status", "url"];

/// What the documented response says.
pub(super) fn documented_response(
    endpoint: &Endpoint,
    value: &Value,
    shapes: &Shapes<'_>,
    walk: &mut Walk,
) -> Option<DocumentedResponse> {
    let Some(envelope) = value.as_object() else {
        walk.mismatch("a response is an object");
        return None;
    };
    // `result` is a list or an object; some replies have none and are an entry themselves.
    let entry = match envelope.get("result") {
        Some(Value::Array(entries)) if entries.len() == 1 => entries[0].as_object(),
        Some(Value::Object(entry)) => Some(entry),
        Some(_) => None,
        None => Some(envelope),
    };
    let Some(entry) = entry else {
        walk.below("result", |walk| {
            walk.mismatch("`result` is an object or a list of one object");
        });
        return None;
    };
    let status = entry.get("status");
    let code = status.and_then(|status| status.get("code")).and_then(Value::as_i64);
    match code {
        None => {
            walk.below("status", |walk| walk.mismatch("a response has a status code"));
            None
        }
        Some(0) => {
            let bare = !envelope.contains_key("result");
            let value = received(endpoint, envelope, entry, bare, shapes, walk);
            let as_documented = *entry.get("data").unwrap_or(&Value::Null) == value;
            Some(DocumentedResponse::Value { value, as_documented })
        }
        Some(code) => Some(DocumentedResponse::Error {
            code,
            message: status
                .and_then(|status| status.get("message"))
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned(),
        }),
    }
}

/// The value that the bindings make of the reply, as they would write it again.
fn received(
    endpoint: &Endpoint,
    envelope: &Map<String, Value>,
    entry: &Map<String, Value>,
    bare: bool,
    shapes: &Shapes<'_>,
    walk: &mut Walk,
) -> Value {
    let data = entry.get("data").filter(|data| !data.is_null());
    let without = |object: &Map<String, Value>, own: &[&str]| -> Map<String, Value> {
        object
            .iter()
            .filter(|(name, _)| !own.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect()
    };
    let beside = without(entry, &REPLY_ENTRY);
    let top = if bare {
        Map::new()
    } else {
        without(envelope, &REPLY_ENVELOPE)
    };
    let (ty, optional) = match &endpoint.response {
        Response::None => {
            for name in beside.keys().chain(top.keys()) {
                walk.below(name, |walk| {
                    walk.mismatch("the endpoint has no response for this member");
                });
            }
            if data.is_some() {
                walk.below("data", |walk| walk.mismatch("the endpoint has no response for this"));
            }
            return Value::Null;
        }
        Response::Required(ty) => (ty, false),
        Response::Optional(ty) => (ty, true),
    };
    let Some(row) = (match ty {
        Type::Row(reference) => shapes.row(reference),
        _ => None,
    }) else {
        return match data {
            Some(data) => walk.below("data", |walk| shapes.value(ty, data, walk)),
            None if matches!(ty, Type::List(_)) => Value::Array(Vec::new()),
            None => Value::Null,
        };
    };
    let mut map = Map::new();
    shapes.members(row, ReplyPlace::Envelope, &top, &mut map, walk);
    shapes.members(row, ReplyPlace::Entry, &beside, &mut map, walk);
    match data {
        Some(Value::Object(object)) => walk.below("data", |walk| {
            shapes.members(row, ReplyPlace::Data, object, &mut map, walk);
        }),
        // Some tables answer one object as a list of one.
        Some(Value::Array(items)) if matches!(items.as_slice(), [Value::Object(_)]) => {
            walk.below("data", |walk| {
                if let Some(object) = items[0].as_object() {
                    shapes.members(row, ReplyPlace::Data, object, &mut map, walk);
                }
            });
        }
        Some(other) => walk.below("data", |walk| {
            shapes.value(ty, other, walk);
        }),
        None if optional && map.is_empty() => return Value::Null,
        None if row.is_plain() => walk.mismatch("the endpoint needs `data` in the response"),
        None => {}
    }
    Value::Object(map)
}
