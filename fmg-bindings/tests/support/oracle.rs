//! What a reply has to hold to be a success, told from its JSON alone and not by the code that is tested.

use serde_json::Value;

/// Whether a reply of JSON-RPC to the request with this id, or to one without, holds the verdict of success.
pub fn json_rpc(reply: &Value, id: Option<u64>) -> bool {
    let Some(top) = reply.as_object() else { return false };
    let entry = match top.get("result") {
        None => reply,
        Some(Value::Array(entries)) if entries.len() == 1 => &entries[0],
        Some(entry @ Value::Object(_)) => entry,
        Some(_) => return false,
    };
    let is_zero = |code: Option<&Value>| {
        code.is_some_and(|code| code.is_i64() || code.is_u64()) && code.and_then(Value::as_i64) == Some(0)
    };
    let succeeds = |status: &Value| is_zero(status.get("code"));
    let no_error = |object: &Value| object.get("error").is_none_or(Value::is_null);
    entry.is_object()
        && entry.get("status").is_some_and(succeeds)
        && top
            .get("status")
            .is_none_or(|status| status.is_null() || succeeds(status))
        && no_error(reply)
        && no_error(entry)
        && id.is_none_or(|id| top.get("id").and_then(Value::as_u64) == Some(id))
}

/// Whether a reply of FortiOS holds the verdict of success.
pub fn fortios(reply: &Value) -> bool {
    let envelope = match reply {
        Value::Array(envelopes) if envelopes.len() == 1 => &envelopes[0],
        envelope => envelope,
    };
    let refuses = |status: &Value| status.as_i64().is_some_and(|status| (400..=999).contains(&status));
    envelope.get("status").and_then(Value::as_str) == Some("success")
        && !envelope.get("http_status").is_some_and(refuses)
        && envelope
            .get("error")
            .and_then(Value::as_i64)
            .is_none_or(|code| code == 0)
}

/// The JSON of a body; `None` if it is none as it stands.
pub fn parsed(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok()
}

/// The JSON of a body that is read as appliances send it: with a byte order mark, bytes that are no UTF-8 and control
/// characters in strings. None of these changes a verdict.
pub fn parsed_leniently(body: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(body).replace(|c: char| c < ' ', " ");
    serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(&text)).ok()
}

/// Whether a reply of JSON-RPC refuses: the only entry has a status with another code than 0.
pub fn json_rpc_refuses(reply: &Value) -> bool {
    let entry = match reply.get("result") {
        Some(Value::Array(entries)) if entries.len() == 1 => &entries[0],
        Some(entry @ Value::Object(_)) => entry,
        _ => return false,
    };
    let code = entry.get("status").and_then(|status| status.get("code"));
    code.and_then(Value::as_i64).is_some_and(|code| code != 0)
}

/// Whether an answer of the JSON url of the GUI holds the verdict of success of the request with this id.
pub fn flat_ui(answer: &Value, id: u64) -> bool {
    let member = |name| answer.get(name).filter(|value| !value.is_null());
    let is_carried = answer.get("code").is_none_or(|code| code.as_i64() == Some(0));
    is_carried
        && match member("data") {
            Some(data) => member("error").is_none() && member("status").is_none() && json_rpc(data, Some(id)),
            None => json_rpc(answer, Some(id)),
        }
}
