//! Calls of the Monitor API of FortiOS.

use fmg_codegen::import::{Imported, NoteKind};
use fmg_codegen::ir::{Endpoint, Response};
use serde_json::{Value, json};

use super::{call, monitor};
use crate::described::{fields, group, imported, notes, row};

fn of<'a>(imported: &'a Imported, name: &str) -> &'a Endpoint {
    let calls = &group(imported, "monitor::gadget").endpoints;
    calls.iter().find(|call| call.type_name.as_str() == name).unwrap()
}

fn members(call: &Endpoint) -> Vec<String> {
    let members = call.members.iter();
    members
        .map(|own| format!("{} {}: {}", own.place.as_str(), own.field.wire, own.field.ty))
        .collect()
}

/// A call with these parameters.
fn with_parameters(method: &str, parameters: Value) -> (Vec<String>, Vec<(NoteKind, usize, String)>) {
    let made = imported(&[monitor(call(
        method,
        "gadget/lamp",
        parameters,
        json!({"type": "object"}),
    ))]);
    (members(of(&made, "Lamp")), notes(&made))
}

#[test]
fn urls_are_those_of_the_device() {
    let mut paths = call("get", "gadget/lamp/select", json!([]), json!({"type": "object"}));
    for (method, id) in [
        ("post", "gadget/lamp/reset/select"),
        ("post", "gadget/select"),
        ("get", "gadget/a/b/c"),
    ] {
        for (url, own) in call(method, id, json!([]), json!({})).as_object().unwrap() {
            paths[url] = own.clone();
        }
    }
    let made = imported(&[monitor(paths)]);
    let calls = group(&made, "monitor::gadget").endpoints.iter();
    let mut urls: Vec<_> = calls
        .map(|call| format!("{} {}", call.method.as_str(), call.template))
        .collect();
    urls.sort();
    let expected = [
        "GET /api/v2/monitor/gadget/a/b/c",
        "GET /api/v2/monitor/gadget/lamp",
        "POST /api/v2/monitor/gadget/lamp/reset",
        "POST /api/v2/monitor/gadget/select",
    ];
    assert_eq!(urls, expected);
}

#[test]
fn parameters_are_in_the_query_or_in_the_body() {
    let query = json!([
        {"in": "query", "name": "kind", "type": "string", "enum": ["new", "old"]},
        {"in": "query", "name": "count", "type": "integer", "minimum": 1, "maximum": 9},
        {"in": "query", "name": "list", "type": "array", "items": {"type": "string"}},
        {"in": "header", "name": "Authorization", "type": "string"},
        {"in": "query", "name": "vdom", "type": "string"},
    ]);
    let (found, _) = with_parameters("get", query.clone());
    assert_eq!(
        found,
        ["query kind: string", "query count: int", "query list: list<string>"]
    );
    let made = imported(&[monitor(call("get", "gadget/lamp", query, json!({})))]);
    let [kind, count, _] = &*of(&made, "Lamp").members else {
        panic!("the call has three members");
    };
    assert_eq!(kind.field.facts.choice.as_ref().unwrap().name.as_str(), "LampKind");
    assert_eq!((count.field.facts.min, count.field.facts.max), (Some(1), Some(9)));
    let body = json!([{"in": "body", "name": "body", "schema": {"type": "object", "required": ["mkey"], "properties": {
        "mkey": {"type": "string"}, "password": {"type": "string"}, "ids": {"type": "array", "items": {"type": "integer"}}}}}]);
    let (found, _) = with_parameters("post", body.clone());
    assert_eq!(
        found,
        ["body ids: list<string>", "body mkey: string", "body password: secret"]
    );
    let made = imported(&[monitor(call("post", "gadget/lamp", body, json!({})))]);
    let required: Vec<_> = of(&made, "Lamp").members.iter().map(|own| own.field.required).collect();
    assert_eq!(required, [false, true, false]);
}

#[test]
fn parameters_have_several_forms() {
    let map = json!({"0": {"in": "query", "name": "b", "type": "string"}, "10": {"in": "query", "name": "c", "type": "integer"},
        "3": {"in": "query", "name": "a", "type": "boolean"}});
    let (found, noted) = with_parameters("get", map);
    assert_eq!(found, ["query b: string", "query a: bool", "query c: int"]);
    assert_eq!(noted, [(NoteKind::ParameterMap, 1, "gadget/lamp".to_owned())]);
    let twice =
        json!([{"in": "query", "name": "a", "type": "string"}, {"in": "query", "name": "a", "type": "integer"}]);
    let (found, noted) = with_parameters("get", twice);
    assert_eq!(found, ["query a: string"]);
    assert_eq!(noted, [(NoteKind::RepeatedParameter, 1, "gadget/lamp?a".to_owned())]);
    let (found, noted) = with_parameters("get", json!([{"$ref": "#/parameters/none"}, 7]));
    assert!(found.is_empty());
    assert_eq!(
        noted,
        [
            (NoteKind::Malformed, 2, "gadget/lamp".to_owned()),
            (NoteKind::DanglingDefinition, 1, "0.json → #/parameters/none".to_owned()),
        ]
    );
}

#[test]
fn replies_are_those_inside_of_an_envelope() {
    let result = json!({"type": "object", "properties": {"power": {"type": "integer"}}});
    let envelope = json!({"type": "object", "properties": {"http_status": {"type": "integer"}, "results": result}});
    for schema in [result, envelope] {
        let made = imported(&[monitor(call("get", "gadget/lamp", json!([]), schema))]);
        assert_eq!(fields(row(&made, "monitor::gadget", "LampResults")), ["power: int"]);
    }
}

#[test]
fn replies_refer_to_definitions_and_to_nothing() {
    let mut file = monitor(call(
        "get",
        "gadget/lamp",
        json!([]),
        json!({"type": "array", "items": {"$ref": "#/definitions/lamp"}}),
    ));
    file["definitions"] = json!({"lamp": {"type": "object", "properties": {
        "user": {"$ref": "#/definitions/user_info"}, "lamps": {"type": "array", "items": {"$ref": "#/definitions/lamp"}},
        "empty": {"type": "object", "properties": []}, "open": {"type": "array"},
        "rows": {"type": "array", "properties": {"a": {"type": ["number", "string"]}}},
    }}});
    let made = imported(&[file]);
    assert_eq!(
        fields(row(&made, "monitor::gadget", "LampLamp")),
        [
            "empty: json",
            "lamps: list<json>",
            "open: list<json>",
            "rows: list<LampLampRows>",
            "user: json"
        ]
    );
    let item = |name: &str| format!("gadget/lamp → results.{name}");
    assert_eq!(
        notes(&made),
        [
            (NoteKind::UntypedResponse, 1, item("rows.a")),
            (NoteKind::Unresolved, 2, format!("{}, {}", item("lamps"), item("user"))),
            (
                NoteKind::DanglingDefinition,
                1,
                "0.json → #/definitions/user_info".to_owned()
            ),
        ]
    );
}

#[test]
fn a_read_without_a_schema_is_json_and_a_change_is_a_status() {
    let made = imported(&[monitor(
        json!({"/gadget/lamp": {"get": {}, "post": {"responses": {"200": {"description": "Done"}}}}}),
    )]);
    assert!(matches!(of(&made, "Lamp").response, Response::Required(_)));
    assert_eq!(of(&made, "LampPost").response, Response::None);
}

#[test]
fn files_go_both_ways() {
    let paths = json!({
        "/gadget/plan/get": {"get": {"produces": ["application/octet-stream"]}},
        "/gadget/plan/also": {"get": {"responses": {"200": {"schema": {"type": "file"}}}}},
        "/gadget/plan/put": {"post": {"parameters": [{"in": "formData", "name": "plan", "type": "file"}]}},
    });
    let made = imported(&[monitor(paths)]);
    assert!(of(&made, "PlanGet").download && of(&made, "PlanAlso").download);
    assert!(of(&made, "PlanPut").upload);
}

#[test]
fn texts_have_the_access_group_and_the_removal_apart() {
    let operation =
        json!({"summary": "Read lamps\nAccess Group: sysgrp.cfg", "deprecated": true, "x-scheduledRemoval": "8.0"});
    let made = imported(&[monitor(json!({"/gadget/lamp": {"get": operation}}))]);
    let lamp = of(&made, "Lamp");
    assert_eq!(lamp.access_group.as_deref(), Some("sysgrp.cfg"));
    assert_eq!(lamp.doc, "Read lamps. Deprecated. Its removal is scheduled: 8.0.");
}

#[test]
fn patterns_and_overlays_judge_calls_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let root = camino::Utf8Path::from_path(folder.path()).unwrap();
    let mut paths = call("get", "gadget/lamp", json!([]), json!({"type": "string"}));
    paths["/gadget/fan"] = json!({"get": {}});
    std::fs::write(root.join("a.json"), monitor(paths).to_string()).unwrap();
    std::fs::write(
        root.join("overlay.toml"),
        "[[call]]\npath = \"gadget/lamp\"\nrename = \"Bulb\"\n",
    )
    .unwrap();
    let import = fmg_codegen::import::Import::new()
        .root(root)
        .description("a.json")
        .overlay("overlay.toml");
    let made = import.only(["monitor gadget/l*"]).read().unwrap();
    let calls = group(&made, "monitor::gadget").endpoints.iter();
    assert_eq!(
        calls.map(|call| call.type_name.to_string()).collect::<Vec<_>>(),
        ["Bulb"]
    );
}
