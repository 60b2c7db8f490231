//! Tests of a FortiManager that a Swagger file describes.

use fmg_sim::Sim;
use serde_json::{Value, json};

use super::Admin;

const SHELVES: &str = "/pm/config/adom/demo/obj/gadget/shelf";

/// The paths of the calls on a table and on its rows.
fn paths(url: &str, row: &Value) -> Value {
    let list = |of: &Value| json!({"type": "array", "items": of});
    let params = |properties: Value| {
        let entry = json!({"type": "object", "properties": properties});
        let body = json!({"type": "object", "properties": {"params": list(&entry)}});
        json!({"post": {"parameters": [{"in": "body", "name": "body", "schema": body}]}})
    };
    let mut paths = json!({});
    for method in ["add", "set", "update", "get"] {
        paths[format!("{url} ({method})")] = params(json!({"data": list(row)}));
    }
    for method in ["set", "update", "get", "delete"] {
        paths[format!("{url}/{{key}} ({method})")] = params(json!({"data": row}));
    }
    paths
}

async fn start() -> Sim {
    let shelf = json!({"type": "object", "properties": {
        "name": {"type": "string"},
        "wood": {"type": "string", "enum": ["oak", "elm"]},
        "load": {"type": "integer"},
        "pin": {"type": "string", "format": "password", "default": "hush"},
    }});
    let paths = paths("/pm/config/adom/{adom}/obj/gadget/shelf", &shelf);
    let file = json!({"swagger": "2.0", "basePath": "/jsonrpc", "info": {"version": "6.2.0"}, "paths": paths});
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("swagger.json");
    std::fs::write(&path, file.to_string()).unwrap();
    let sim = Sim::builder().schema(path).start().await.unwrap();
    sim.fmg().set_workspace_mode(fmg_sim::fmg::WorkspaceMode::Disabled);
    sim
}

async fn call(admin: &Admin<'_>, method: &str, url: &str, members: Value) -> (i64, Value) {
    let mut entry = members;
    entry["url"] = json!(url);
    let result = admin.call(method, entry).await;
    (result["status"]["code"].as_i64().unwrap(), result["data"].clone())
}

#[tokio::test]
async fn a_described_table_has_rows() {
    let sim = start().await;
    let admin = Admin::of(&sim).await;
    let row = json!({"data": {"name": "s-1", "wood": "elm", "load": 4, "pin": "1234"}});
    assert_eq!(call(&admin, "add", SHELVES, row).await.0, 0);
    let (code, read) = call(&admin, "get", &format!("{SHELVES}/s-1"), json!({})).await;
    assert_eq!((code, &read["wood"], &read["load"]), (0, &json!("elm"), &json!(4)));
    assert!(!read.to_string().contains("hush"));
    let change = json!({"data": {"load": 5}});
    assert_eq!(call(&admin, "update", &format!("{SHELVES}/s-1"), change).await.0, 0);
    assert_eq!(
        call(&admin, "get", &format!("{SHELVES}/s-1"), json!({})).await.1["load"],
        5
    );
    assert_eq!(
        call(&admin, "add", SHELVES, json!({"data": {"name": "s-2", "colour": 1}}))
            .await
            .0,
        -10
    );
    assert_eq!(call(&admin, "delete", &format!("{SHELVES}/s-1"), json!({})).await.0, 0);
    assert_eq!(call(&admin, "get", &format!("{SHELVES}/s-1"), json!({})).await.0, -3);
    // The file has no schema, so the one that is answered is made of the table.
    let (code, schema) = call(&admin, "get", SHELVES, json!({"option": ["syntax"]})).await;
    assert_eq!(code, 0);
    assert!(schema["gadget shelf"]["attr"]["wood"].is_object(), "{schema}");
}
