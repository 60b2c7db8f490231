//! The device's directory of its Monitor calls: `GET /api/v2/monitor?action=schema`.

use indexmap::IndexMap;
use serde_json::{Value, json};

use crate::fortios::call::Call;
use crate::fortios::calls::Calls;
use crate::fortios::firmware::Firmware;
use crate::fortios::refusal::Refusal;
use crate::fortios::state::State;
use crate::generated::fortios::Route;
use crate::route::{Member, Shape};

/// The directory, in the format of a device; that of a described device as it was given.
pub(in crate::fortios) fn directory(calls: &Calls, call: &Call, state: &State) -> Result<Value, Refusal> {
    if !call.is_read() || call.action() != "schema" {
        return Err(Refusal::http(404));
    }
    let described = calls.described();
    let entries = if described.has_calls() {
        described.directory.clone()
    } else {
        entries(calls, state.firmware)
    };
    Ok(json!({
        "directory": entries, "serial": state.serial, "version": state.version(), "build": state.build(),
    }))
}

/// The entries of the calls of the specs.
fn entries(calls: &Calls, firmware: Firmware) -> Vec<Value> {
    let taken = calls
        .routes()
        .filter(|route| firmware.knows(route.id) && firmware.takes(route.id));
    // A device states a call once: with the newer method, if it accepts both.
    let entries: IndexMap<&str, Value> = taken.filter_map(|route| Some((&*route.url, entry(route)?))).collect();
    entries.into_values().collect()
}

fn entry(route: &Route) -> Option<Value> {
    let uri = route.url.strip_prefix("/api/v2/monitor/")?;
    let mut segments = uri.splitn(3, '/');
    let (path, name, action) = (segments.next()?, segments.next()?, segments.next().unwrap_or("select"));
    let mut request = json!({
        "http_method": *route.method,
        "parameters": route.members.iter().map(parameter).collect::<Vec<_>>(),
    });
    let mut response = json!({"type": route.response.as_ref().map_or("object", kind)});
    if route.upload {
        request["file_upload"] = json!(true);
    }
    if route.download.is_some() {
        response["file_download"] = json!(true);
    }
    let mut entry = json!({
        "path": path, "name": name, "action": action, "supported": true, "access_group": route.access_group.as_deref(),
        "request": request, "response": response,
    });
    if route.etag {
        entry["etag"] = json!(true);
    }
    Some(entry)
}

fn parameter(member: &Member) -> Value {
    let mut parameter = json!({"name": *member.name, "type": kind(&member.shape)});
    if member.required {
        parameter["required"] = json!(true);
    }
    parameter
}

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Int | Shape::Id => "int",
        Shape::Bool | Shape::Flag => "boolean",
        Shape::List(_) => "array",
        Shape::Json
        | Shape::Object
        | Shape::Map(_)
        | Shape::ByName(_)
        | Shape::Row(_)
        | Shape::Listed(_)
        | Shape::Union(_) => "object",
        Shape::String
        | Shape::Float
        | Shape::Toggle
        | Shape::Secret
        | Shape::Enum(_)
        | Shape::Name
        | Shape::File
        | Shape::Text => "string",
    }
}
