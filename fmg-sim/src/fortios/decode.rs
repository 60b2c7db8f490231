//! Decodes requests to calls, for the log of calls.

use bytes::Bytes;
use fmg_template::Protocol;
use http::Request;
use serde_json::Value;

use super::FortiGate;
use super::body::Body;
use super::call::Call;
use super::calls::{Calls, Found};
use super::table_kind::TableKind;
use crate::call;

/// The call of a request to a FortiGate; `None` if the API does not have the method.
pub(super) fn decode(fgt: &FortiGate, request: &Request<Bytes>) -> Option<call::Call> {
    let asked = Call::read(request.clone()).ok()?;
    let kind = TableKind::of(&asked.path, &fgt.lock().store);
    let found = fgt
        .find_taught(&asked, kind)
        .or_else(|| found(&fgt.calls, kind, &asked));
    Some(sent(&asked, found.as_ref()))
}

/// A decoded request.
pub(super) fn sent(asked: &Call, found: Option<&Found>) -> call::Call {
    let mut sent = call::Call::new(Protocol::FortiOs, asked.method.as_str(), &asked.path);
    if let Some(found) = found {
        sent = sent.found(found);
    }
    sent.members = asked.query_members();
    if !asked.body.is_empty() {
        // A login by a form often has no `Content-Type`.
        let body = Body::read(asked).unwrap_or_else(|_| Body::form(asked));
        sent.file = body.file().cloned();
        sent.data = Some(Value::Object(body.members));
    }
    sent
}

/// The call of the specs. A table and a complex object have the same url; the action distinguishes them if it is sent.
fn found(calls: &Calls, kind: TableKind, asked: &Call) -> Option<Found> {
    let method = asked.method.as_str();
    let action = asked.parameter("action").unwrap_or_default();
    let find = |path: &str, action: &str| calls.find_on(kind, method, path, action).ok();
    let selected = || {
        let shorter = asked.path.strip_suffix("/select").filter(|_| asked.is_read())?;
        find(shorter, "select")
    };
    find(&asked.path, action)
        .or_else(|| find(&asked.path, "select"))
        .or_else(selected)
}
