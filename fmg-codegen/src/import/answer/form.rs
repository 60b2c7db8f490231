//! Recognises the kind of an object in a file by its members.

use serde_json::{Map, Value};

/// Whether an object is the schema of a table.
pub(super) fn is_schema(members: &Map<String, Value>) -> bool {
    let is_text = |name: &str| members.get(name).is_some_and(Value::is_string);
    is_text("name") && (is_text("category") || members.get("children").is_some_and(Value::is_object))
}

/// Whether an object is an answer of FortiOS to a request.
pub(super) fn is_envelope(members: &Map<String, Value>) -> bool {
    ["http_method", "status", "http_status", "version", "vdom"]
        .iter()
        .any(|name| members.contains_key(*name))
}

/// The reason why an answer is a refusal.
pub(super) fn refusal(members: &Map<String, Value>) -> Option<String> {
    let status = members.get("http_status").and_then(Value::as_u64);
    let is_error = members.get("status").is_some_and(|status| status == "error");
    let is_refused = status.is_some_and(|status| status >= 400);
    if !is_error && !is_refused {
        return None;
    }
    let error = members.get("error").and_then(Value::as_i64);
    Some(match (status, error) {
        (Some(status), Some(error)) => format!("HTTP status {status}, error {error}"),
        (Some(status), None) => format!("HTTP status {status}"),
        (None, Some(error)) => format!("error {error}"),
        (None, None) => "status `error`".to_owned(),
    })
}

/// The message and the help about a description in another format.
pub(super) fn other_format(members: &Map<String, Value>) -> Option<(&'static str, &'static str)> {
    let has = |name: &str| members.contains_key(name);
    has("openapi").then_some((
        "this is an OpenAPI file, and the import reads Swagger 2.0",
        "take the file of Swagger 2.0, or save what the appliance says itself: `GET /api/v2/cmdb/?action=schema` and \
         `GET /api/v2/monitor/?action=schema`",
    ))
}
