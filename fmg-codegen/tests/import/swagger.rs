//! Imports of Swagger files, all of them made up.

mod calls;
mod files;
pub(crate) mod fmg;
mod golden;
mod logs;
mod tables;

use serde_json::{Value, json};

/// A Swagger file about the configuration of FortiOS with these urls.
pub(crate) fn cmdb(paths: Value) -> Value {
    json!({"swagger": "2.0", "info": {"version": "7.6.5"}, "basePath": "/api/v2/cmdb", "paths": paths})
}

/// A Swagger file about the Monitor API of FortiOS with these urls.
pub(crate) fn monitor(paths: Value) -> Value {
    json!({"swagger": "2.0", "info": {"version": "7.6.5"}, "basePath": "/api/v2/monitor", "paths": paths})
}

/// The urls of a table with this key and these attributes.
pub(crate) fn table(id: &str, key: &str, properties: Value) -> Value {
    let row = json!({"type": "object", "properties": properties});
    let body = json!([{"in": "body", "name": "body", "schema": row}]);
    let reply = json!({"200": {"schema": row}});
    let whole = json!({"get": {"responses": reply}, "post": {"parameters": body}});
    let one = json!({"get": {"responses": reply}, "put": {"parameters": body}, "delete": {}});
    json!({format!("/{id}"): whole, format!("/{id}/{{{key}}}"): one})
}

/// The url of a single object with these attributes.
pub(crate) fn single(id: &str, properties: Value) -> Value {
    let row = json!({"type": "object", "properties": properties});
    let whole = json!({"get": {"responses": {"200": {"schema": row}}},
        "put": {"parameters": [{"in": "body", "name": "body", "schema": row}]}});
    json!({format!("/{id}"): whole})
}

/// The url of a call with this schema of its reply.
pub(crate) fn call(method: &str, id: &str, parameters: Value, schema: Value) -> Value {
    let operation =
        json!({"summary": "Reads gadgets.", "parameters": parameters, "responses": {"200": {"schema": schema}}});
    json!({format!("/{id}"): {method: operation}})
}
