//! Lowers a documented response to the value that the bindings decode.

use serde_json::{Map, Value};

use crate::ir::fitting::{Shapes, Walk};
use crate::ir::{DocumentedResponse, Endpoint, KeyReply, ReplyPlace, ReplyWithout, Response, Row, Type};

/// The members on the top level of a reply that the runtime reads itself.
const REPLY_ENVELOPE: [&str; 9] = [
    "cid", "data", "id", "jsonrpc", "method", "result", "status", "url", "verbose",
];
/// The members of an entry of `result` that the runtime reads itself.
const REPLY_ENTRY: [&str; 4] = ["data", "id", "status", "url"];

/// A documented response, as a value of the type of its endpoint.
pub(super) fn documented_response(
    endpoint: &Endpoint,
    value: &Value,
    shapes: &Shapes<'_>,
    walk: &mut Walk,
) -> Option<DocumentedResponse> {
    match (&endpoint.response, value) {
        // The contents of files are not described.
        (_, Value::String(_)) if endpoint.download => return None,
        (Response::Required(Type::Text), Value::String(_)) => return Some(DocumentedResponse::Text),
        _ => {}
    }
    let Some(envelope) = value.as_object() else {
        walk.mismatch("a response must be an object");
        return None;
    };
    // `result` is a list or an object. Some replies have no `result`; their top level is the entry.
    let entry = match envelope.get("result") {
        Some(Value::Array(entries)) if entries.len() == 1 => entries[0].as_object(),
        Some(Value::Object(entry)) => Some(entry),
        Some(_) => None,
        None => Some(envelope),
    };
    let Some(entry) = entry else {
        walk.below("result", |walk| {
            walk.mismatch("`result` must be an object or a list of one object");
        });
        return None;
    };
    let status = entry.get("status");
    let code = status.and_then(|status| status.get("code")).and_then(Value::as_i64);
    match code {
        None if endpoint.reply_without.status && !status.is_some_and(Value::is_object) => {}
        None => {
            walk.below("status", |walk| {
                walk.mismatch(
                    "a response needs a status with a code, unless the endpoint has `reply_without = { status = … }`",
                );
            });
            return None;
        }
        Some(0) => {}
        Some(code) => {
            return Some(DocumentedResponse::Error {
                code,
                message: status
                    .and_then(|status| status.get("message"))
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
            });
        }
    }
    if endpoint.download || matches!(endpoint.response, Response::Required(Type::Text)) {
        walk.mismatch("the reply is a text or a file, so the exchange must have it as a string");
        return None;
    }
    let reply = Reply::new(envelope, entry, code.is_some());
    let value = reply.received(endpoint, shapes, walk);
    let as_documented = *entry.get("data").unwrap_or(&Value::Null) == value;
    Some(DocumentedResponse::Value { value, as_documented })
}

/// The parts that a response lacks, though other replies have them.
pub(super) fn lacks(value: &Value) -> ReplyWithout {
    let Some(envelope) = value.as_object() else {
        return ReplyWithout::default();
    };
    let status = match envelope.get("result") {
        Some(Value::Array(entries)) => entries.first().and_then(|entry| entry.get("status")),
        Some(entry) => entry.get("status"),
        None => envelope.get("status"),
    };
    ReplyWithout {
        status: !status.is_some_and(Value::is_object),
        id: !envelope.contains_key("id"),
        body: false,
    }
}

/// A successful reply, without the members that the runtime reads itself.
struct Reply<'a> {
    data: Option<&'a Value>,
    /// The members beside `data`.
    beside: Map<String, Value>,
    /// The members on the top level of a reply with a `result`.
    top: Map<String, Value>,
    /// Whether the reply has no `result`, so that its top level is the entry.
    bare: bool,
}

impl<'a> Reply<'a> {
    fn new(envelope: &'a Map<String, Value>, entry: &'a Map<String, Value>, has_status: bool) -> Self {
        let bare = !envelope.contains_key("result");
        let without = |object: &Map<String, Value>, own: &[&str], has_status: bool| -> Map<String, Value> {
            object
                .iter()
                .filter(|(name, _)| !own.contains(&name.as_str()) || (*name == "status" && !has_status))
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect()
        };
        Self {
            data: entry.get("data").filter(|data| !data.is_null()),
            beside: without(entry, &REPLY_ENTRY, has_status),
            top: if bare {
                Map::new()
            } else {
                without(envelope, &REPLY_ENVELOPE, true)
            },
            bare,
        }
    }

    /// The value that the bindings decode, as they would write it again.
    fn received(self, endpoint: &Endpoint, shapes: &Shapes<'_>, walk: &mut Walk) -> Value {
        let (ty, optional) = match &endpoint.response {
            Response::None => {
                self.nothing(walk);
                return Value::Null;
            }
            Response::Key(reply) => return self.key(reply, shapes, walk).unwrap_or(Value::Null),
            Response::Keys(reply) => return self.keys(reply, shapes, walk),
            Response::Required(ty) => (ty, false),
            Response::Optional(ty) => (ty, true),
        };
        let Some(row) = (match ty {
            Type::Row(reference) => shapes.row(reference),
            _ => None,
        }) else {
            return match self.data {
                Some(data) => walk.below("data", |walk| shapes.value(ty, data, walk)),
                None if matches!(ty, Type::List(_)) => Value::Array(Vec::new()),
                None => Value::Null,
            };
        };
        self.row(ty, row, optional, shapes, walk)
    }

    /// The key in the data of a reply, which has no other member.
    fn key(&self, reply: &KeyReply, shapes: &Shapes<'_>, walk: &mut Walk) -> Option<Value> {
        walk.below("data", |walk| {
            let data = self.data?;
            let row = data.as_object();
            if row.is_none() {
                walk.mismatch("the reply to a write is an object with the key of the row");
            }
            key_in(row?, reply, shapes, walk)
        })
    }

    /// The keys in the data of a reply.
    fn keys(&self, reply: &KeyReply, shapes: &Shapes<'_>, walk: &mut Walk) -> Value {
        let rows = match self.data {
            None => Vec::new(),
            Some(Value::Array(rows)) => rows.iter().collect(),
            Some(row) => vec![row],
        };
        let keys = walk.below("data", |walk| {
            let rows = rows.into_iter().filter_map(Value::as_object);
            rows.filter_map(|row| key_in(row, reply, shapes, walk)).collect()
        });
        Value::Array(keys)
    }

    /// Reports data in the reply to a call without a response. An empty object is no data.
    fn nothing(&self, walk: &mut Walk) {
        for name in self.beside.keys().chain(self.top.keys()) {
            walk.below(name, |walk| {
                walk.mismatch("the endpoint has no response for this member");
            });
        }
        let is_empty = |data: &Value| data.as_object().is_some_and(Map::is_empty);
        if self.data.is_some_and(|data| !is_empty(data)) {
            walk.below("data", |walk| walk.mismatch("the endpoint has no response for this"));
        }
    }

    fn row(self, ty: &Type, row: &Row, optional: bool, shapes: &Shapes<'_>, walk: &mut Walk) -> Value {
        let mut map = Map::new();
        // Members of a bare reply are searched as those of the top level first, and then as those of an entry.
        let on_top = |name: &str| {
            row.fields.iter().any(|field| {
                field.places.contains(&ReplyPlace::Envelope)
                    && (field.field.wire.fits(name) || field.field.facts.aliases.iter().any(|alias| alias == name))
            })
        };
        let (own, beside): (Map<_, _>, Map<_, _>) =
            self.beside.into_iter().partition(|(name, _)| self.bare && on_top(name));
        shapes.members(row, ReplyPlace::Envelope, &self.top, &mut map, walk);
        shapes.members(row, ReplyPlace::Envelope, &own, &mut map, walk);
        shapes.members(row, ReplyPlace::Entry, &beside, &mut map, walk);
        match self.data {
            Some(Value::Object(object)) => walk.below("data", |walk| {
                shapes.members(row, ReplyPlace::Data, object, &mut map, walk);
            }),
            // Some tables return a single object as a list of one.
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
}

/// The key in a row of a reply, which has no other member.
fn key_in(row: &Map<String, Value>, reply: &KeyReply, shapes: &Shapes<'_>, walk: &mut Walk) -> Option<Value> {
    let attribute = reply.attribute.as_deref();
    for name in row.keys().filter(|name| Some(name.as_str()) != attribute) {
        walk.below(name, |walk| {
            walk.mismatch("the reply to a write has only the key of the row");
        });
    }
    let attribute = attribute?;
    let value = row.get(attribute)?;
    walk.below(attribute, |walk| match &reply.ty {
        Type::Name(_) => shapes.value(&Type::String, value, walk),
        ty => shapes.value(ty, value, walk),
    })
    .into()
}
