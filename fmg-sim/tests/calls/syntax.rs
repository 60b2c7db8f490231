//! Tests of a described FortiManager.

use std::path::{Path, PathBuf};

use fmg_sim::{Sim, StartError};
use serde_json::{Value, json};

use super::Admin;

const OBJECTS: &str = "/pm/config/adom/demo/obj";
const SHELVES: &str = "/pm/config/adom/demo/obj/gadget/shelf";
const RULES: &str = "/pm/config/adom/demo/pkg/default/gadget/rule";

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/calls/descriptions/syntax.json")
}

fn description() -> Value {
    serde_json::from_str(&std::fs::read_to_string(path()).unwrap()).unwrap()
}

async fn start() -> Sim {
    let sim = Sim::builder().schema(path()).start().await.unwrap();
    sim.fmg().set_workspace_mode(fmg_sim::fmg::WorkspaceMode::Disabled);
    sim
}

/// The code and the data of a reply.
async fn call(admin: &Admin<'_>, method: &str, url: &str, members: Value) -> (i64, Value) {
    let mut entry = members;
    entry["url"] = json!(url);
    let result = admin.call(method, entry).await;
    (result["status"]["code"].as_i64().unwrap(), result["data"].clone())
}

#[tokio::test]
async fn a_described_table_has_rows_and_child_rows() {
    let sim = start().await;
    let admin = Admin::of(&sim).await;
    let data = |data: Value| json!({ "data": data });
    let (code, _) = call(
        &admin,
        "add",
        "/pm/config/adom/demo/obj/gadget/person",
        data(json!({"name": "ada"})),
    )
    .await;
    assert_eq!(code, 0);
    let shelf = json!({"name": "s-1", "wood": "elm", "lit": "enable", "load": 9, "labels": ["a", "b"], "owner": ["ada"], "pin": "hush"});
    assert_eq!(
        call(&admin, "add", SHELVES, data(shelf)).await,
        (0, json!({"name": "s-1"}))
    );
    let (_, read) = call(&admin, "get", &format!("{SHELVES}/s-1"), json!({})).await;
    assert_eq!(
        (&read["wood"], &read["lit"], &read["load"], &read["owner"]),
        (&json!("elm"), &json!("enable"), &json!(9), &json!(["ada"]))
    );
    assert!(!read.to_string().contains("hush"));
    let (code, _) = call(
        &admin,
        "add",
        &format!("{SHELVES}/s-1/hook"),
        data(json!({"id": 4, "note": "left"})),
    )
    .await;
    assert_eq!(code, 0);
    let (_, hook) = call(&admin, "get", &format!("{SHELVES}/s-1/hook/4"), json!({})).await;
    assert_eq!(hook["note"], "left");
    let (_, count) = call(&admin, "get", SHELVES, json!({"option": "count"})).await;
    assert_eq!(count, 1);
    // A single object exists from the start.
    let setting = format!("{OBJECTS}/gadget/setting");
    assert_eq!(call(&admin, "get", &setting, json!({})).await.1["level"], 1);
    assert_eq!(call(&admin, "set", &setting, data(json!({"level": 3}))).await.0, 0);
    assert_eq!(call(&admin, "get", &setting, json!({})).await.1["level"], 3);
    // The rows of a package have an order.
    for id in [1, 2] {
        let row = data(json!({"policyid": id, "shelf": ["s-1"]}));
        assert_eq!(call(&admin, "add", RULES, row).await.0, 0);
    }
    let before = json!({"option": "before", "target": "1"});
    assert_eq!(call(&admin, "move", &format!("{RULES}/2"), before).await.0, 0);
    let (_, rules) = call(&admin, "get", RULES, json!({})).await;
    assert_eq!(rules[0]["policyid"], 2);
    // A row that another row refers to cannot be deleted.
    assert_eq!(
        call(&admin, "delete", &format!("{SHELVES}/s-1"), json!({})).await.0,
        -10015
    );
}

#[tokio::test]
async fn a_described_table_refuses_what_its_description_rules_out() {
    let sim = start().await;
    let admin = Admin::of(&sim).await;
    for (row, code) in [
        (json!({"name": "s-1", "load": 61}), -9001),
        (json!({"name": "s-1", "load": 0}), -9001),
        (json!({"name": "too-long-a-name"}), -9001),
        (json!({"name": "s-1", "labels": ["a", "b", "c"]}), -9001),
        (json!({"name": "s-1", "owner": ["nobody"]}), -10131),
        (json!({"name": "s-1", "colour": 1}), -10),
        (json!({"wood": "elm"}), -10),
    ] {
        let found = call(&admin, "add", SHELVES, json!({"data": row})).await;
        assert_eq!(found.0, code, "{row}");
    }
    assert_eq!(call(&admin, "get", &format!("{SHELVES}/none"), json!({})).await.0, -3);
}

#[tokio::test]
async fn a_schema_is_answered_as_it_was_given() {
    let sim = start().await;
    let admin = Admin::of(&sim).await;
    let given = description();
    let syntax = json!({"option": ["syntax"]});
    let (_, shelf) = call(&admin, "get", SHELVES, syntax.clone()).await;
    let of = |name: &str| &given["result"][0]["data"][name];
    assert_eq!(
        shelf,
        json!({"gadget shelf": of("gadget shelf"), "gadget shelf hook": of("gadget shelf hook")})
    );
    // With all others of the scope.
    let (_, objects) = call(&admin, "get", OBJECTS, syntax.clone()).await;
    assert_eq!(objects["gadget person"], *of("gadget person"));
    assert_eq!(objects["gadget shelf hook"], *of("gadget shelf hook"));
    assert!(objects["firewall address"].is_object());
    // The tables of the specs are there, too.
    let (code, _) = call(&admin, "get", "/pm/config/adom/demo/obj/firewall/address", json!({})).await;
    assert_eq!(code, 0);
}

#[tokio::test]
async fn a_refused_description_is_a_fault() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("refused.json");
    std::fs::write(
        &file,
        r#"{"result": [{"status": {"code": -11, "message": "No permission"}, "url": "/pm/config/adom/demo/obj"}]}"#,
    )
    .unwrap();
    let fault = Sim::builder().schema(&file).start().await.unwrap_err();
    assert!(matches!(fault, StartError::Specs(_)));
    let text = fault.to_string()
        + &std::error::Error::source(&fault)
            .map(ToString::to_string)
            .unwrap_or_default();
    assert!(text.contains("status code -11"), "{text}");
}
