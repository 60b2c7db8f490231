//! Response schemas of Monitor calls.

use fmg_codegen::import::NoteKind;
use fmg_codegen::ir::Response;
use serde_json::{Value, json};

use crate::described::{Notes, call, directory, field, fields, group, imported, notes, row, rust};

/// The type of a response, the types of its module with their fields, and the notes.
fn response_of(method: &str, schema: Value) -> (String, Vec<String>, Notes) {
    let imported = imported(&[directory(&[call(method, "gadget/status", schema)])]);
    let group = group(&imported, "monitor::gadget");
    let ty = match &group.endpoints[0].response {
        Response::Required(ty) => ty.to_string(),
        Response::Optional(ty) => format!("{ty}?"),
        Response::None => "none".to_owned(),
        other => panic!("{other:?}"),
    };
    let rows = group
        .rows
        .iter()
        .map(|row| format!("{} {{ {} }}", row.name, fields(row).join(", ")));
    assert_eq!(crate::mutations::identifiers::check(&rust(&imported.api)), Ok(()));
    (ty, rows.collect(), notes(&imported))
}

#[track_caller]
fn expect(schema: Value, ty: &str, rows: &[&str], kinds: &[NoteKind]) {
    let (found, found_rows, notes) = response_of("GET", schema);
    let found_kinds: Vec<_> = notes.iter().map(|(kind, _, _)| *kind).collect();
    assert_eq!(
        (
            found.as_str(),
            found_rows.iter().map(String::as_str).collect::<Vec<_>>(),
            found_kinds
        ),
        (ty, rows.to_vec(), kinds.to_vec())
    );
}

fn object(properties: Value) -> Value {
    json!({"type": "object", "properties": properties})
}

#[test]
fn values_lists_and_objects() {
    expect(json!({"type": "string"}), "string", &[], &[]);
    expect(
        json!({"type": "array", "items": {"type": "integer"}}),
        "list<int>",
        &[],
        &[],
    );
    expect(
        json!({"type": "array", "items": object(json!({"id": {"type": "integer"}, "on": {"type": "boolean"}}))}),
        "list<StatusEntry>",
        &["StatusEntry { id: int, on: bool }"],
        &[],
    );
    expect(
        object(
            json!({"a": {"type": "number"}, "b": object(json!({"c": {"type": "array", "items": {"type": "string"}}}))}),
        ),
        "StatusResults",
        &[
            "StatusResults { a: float, b: StatusResultsB }",
            "StatusResultsB { c: list<string> }",
        ],
        &[],
    );
}

#[test]
fn what_is_not_known_is_json() {
    expect(json!({}), "none", &[], &[]);
    expect(json!({"title": "Status", "id": "x"}), "none", &[], &[]);
    expect(json!({"type": "object"}), "object", &[], &[]);
    expect(object(json!({})), "object", &[], &[]);
    // `properties: []` occurs twice in real descriptions.
    expect(object(json!([])), "object", &[], &[]);
    expect(json!({"type": "hologram"}), "json", &[], &[NoteKind::UntypedResponse]);
    expect(
        object(json!({"a": 7, "+": {"type": "string"}, "a\nb": {"type": "string"}})),
        "StatusResults",
        &["StatusResults {  }"],
        &[NoteKind::Malformed],
    );
}

#[test]
fn writes_may_lack_a_result() {
    assert_eq!(response_of("POST", json!({"type": "string"})).0, "string?");
    assert_eq!(response_of("POST", json!({"type": "object"})).0, "object");
    assert_eq!(response_of("POST", json!({})).0, "none");
}

#[test]
fn lists_without_items() {
    expect(json!({"type": "array"}), "list<json>", &[], &[]);
    expect(
        json!({"type": "array", "items": {}}),
        "list<json>",
        &[],
        &[NoteKind::UntypedResponse],
    );
    expect(
        json!({"type": "array", "items": [{"type": "string"}]}),
        "list<json>",
        &[],
        &[NoteKind::UntypedResponse],
    );
    expect(json!({"items": {"type": "string"}}), "list<string>", &[], &[]);
}

/// `ips/anomaly` says that it is a list and has the members of its entries.
#[test]
fn a_list_with_members() {
    let schema = json!({"type": "array", "properties": {"id": {"type": "integer"}}});
    expect(schema, "list<StatusResults>", &["StatusResults { id: int }"], &[]);
}

#[test]
fn maps() {
    let part = object(json!({"n": {"type": "integer"}}));
    expect(
        json!({"type": "object", "additionalProperties": {"type": "integer"}}),
        "map<int>",
        &[],
        &[],
    );
    expect(
        json!({"type": "object", "additionalProperties": part}),
        "map<StatusResults>",
        &["StatusResults { n: int }"],
        &[],
    );
    expect(
        json!({"type": "object", "patternProperties": {"^[a-z]+$": {"type": "string"}}}),
        "map<string>",
        &[],
        &[],
    );
    expect(
        object(
            json!({"by": {"type": "object", "additionalProperties": {"type": "array", "items": {"type": "string"}}}}),
        ),
        "StatusResults",
        &["StatusResults { by: map<list<string>> }"],
        &[],
    );
    expect(
        json!({"type": "object", "additionalProperties": true}),
        "object",
        &[],
        &[],
    );
}

#[test]
fn alternatives() {
    let any = |all: Value| object(json!({"a": {"anyOf": all}}));
    let is = |ty: &str| format!("StatusResults {{ a: {ty} }}");
    for (all, ty, kinds) in [
        (json!([{"type": "string"}, {"type": "null"}]), "string", &[][..]),
        (json!([{"type": "integer"}, {"type": "number"}]), "float", &[]),
        (
            json!([{"type": "string", "enum": ["a"]}, {"type": "string", "enum": ["b"]}]),
            "string",
            &[],
        ),
        (
            json!([{"type": "string"}, {"type": "array", "items": {"type": "string"}}]),
            "list<string>",
            &[],
        ),
        (
            json!([{"type": "string"}, {"type": "integer"}]),
            "json",
            &[NoteKind::UntypedResponse],
        ),
        (
            json!([{"type": "array"}, {"type": "string"}]),
            "list<json>",
            &[NoteKind::UntypedResponse],
        ),
        (json!([]), "json", &[NoteKind::UntypedResponse]),
        (json!([{"type": "null"}]), "json", &[NoteKind::UntypedResponse]),
    ] {
        expect(any(all), "StatusResults", &[&is(ty)], kinds);
    }
    // The members of objects are put together.
    let one = object(json!({"a": {"type": "string"}, "b": {"type": "integer"}}));
    let two = object(json!({"a": {"type": "string"}, "b": {"type": "string"}, "c": {"type": "boolean"}}));
    for key in ["anyOf", "oneOf", "allOf"] {
        let row = "StatusResults { a: string, b: json, c: bool }";
        expect(
            json!({key: [one, two]}),
            "StatusResults",
            &[row],
            &[NoteKind::UntypedResponse],
        );
    }
    // Alternatives that only say which members there are have no types.
    let required = json!({"type": "object", "properties": {"a": {"type": "string"}}, "anyOf": [{"required": ["a"]}, {"required": []}]});
    expect(required, "StatusResults", &["StatusResults { a: string }"], &[]);
}

#[test]
fn lists_of_types() {
    let of = |ty: Value| object(json!({"a": {"type": ty}}));
    for (ty, expected, kinds) in [
        (json!(["string", "null"]), "string", &[][..]),
        (json!(["number", "integer"]), "float", &[]),
        (json!(["integer", "null"]), "int", &[]),
        (json!(["string", "integer"]), "json", &[NoteKind::UntypedResponse]),
        (json!(["null"]), "json", &[NoteKind::UntypedResponse]),
        (json!("null"), "json", &[NoteKind::UntypedResponse]),
        (json!([]), "json", &[NoteKind::UntypedResponse]),
    ] {
        expect(
            of(ty),
            "StatusResults",
            &[&format!("StatusResults {{ a: {expected} }}")],
            kinds,
        );
    }
}

#[test]
fn references_to_definitions() {
    let mut schema = object(
        json!({"one": {"$ref": "#/definitions/part"}, "two": {"type": "array", "items": {"$ref": "#/definitions/part"}}}),
    );
    schema["definitions"] = json!({"part": object(json!({"id": {"type": "integer"}}))});
    let (ty, rows, notes) = response_of("GET", schema);
    assert_eq!((ty.as_str(), rows.len(), notes.len()), ("StatusResults", 2, 0));
    // Both members have the same type.
    let members: Vec<_> = rows[0].split(['{', '}', ',']).map(str::trim).collect();
    let types: Vec<_> = members[1..3]
        .iter()
        .map(|own| own.split(": ").nth(1).unwrap())
        .collect();
    assert_eq!(format!("list<{}>", types[0]), types[1]);
}

/// Seven references of a real description lead nowhere.
#[test]
fn references_to_nothing_and_to_themselves_are_json() {
    for reference in [
        json!("#/definitions/none"),
        json!("other.json#/a"),
        json!("#"),
        json!(7),
        json!(null),
    ] {
        let schema = object(json!({"a": {"$ref": reference}}));
        expect(
            schema,
            "StatusResults",
            &["StatusResults { a: json }"],
            &[NoteKind::Unresolved],
        );
    }
    let mut cycle = object(json!({"first": {"$ref": "#/definitions/node"}}));
    cycle["definitions"] = json!({
        "node": object(json!({"id": {"type": "integer"}, "next": {"$ref": "#/definitions/node"}, "all": {"type": "array", "items": {"$ref": "#/definitions/node"}}})),
    });
    let (_, rows, notes) = response_of("GET", cycle);
    assert!(
        rows[1].ends_with("{ all: list<json>, id: int, next: json }"),
        "{rows:?}"
    );
    assert_eq!((notes[0].0, notes[0].1), (NoteKind::Unresolved, 2));
    // Two that lead to each other, in alternatives.
    let mut cycle = json!({"$ref": "#/definitions/a"});
    cycle["definitions"] = json!({"a": {"anyOf": [{"$ref": "#/definitions/b"}]}, "b": {"oneOf": [{"$ref": "#/definitions/a"}, {"type": "null"}]}});
    let (ty, _, notes) = response_of("GET", cycle);
    assert_eq!((ty.as_str(), notes[0].0), ("json", NoteKind::Unresolved));
}

/// Each step would double the number of types.
#[test]
fn cycles_in_alternatives_end() {
    let next = json!({"anyOf": [{"$ref": "#/definitions/node"}, {"type": "null"}]});
    let mut cycle = next.clone();
    cycle["definitions"] = json!({"node": object(json!({"left": next, "right": next, "id": {"type": "integer"}}))});
    let (ty, rows, notes) = response_of("GET", cycle);
    assert_eq!(
        (ty.as_str(), rows),
        (
            "StatusNode",
            vec!["StatusNode { id: int, left: json, right: json }".to_owned()]
        )
    );
    assert_eq!((notes[0].0, notes[0].1), (NoteKind::Unresolved, 2));
    // The members of alternatives are put together, so they are no definition any more.
    let next = json!({"anyOf": [{"$ref": "#/definitions/node"}, {"$ref": "#/definitions/other"}]});
    let mut cycle = next.clone();
    let node = |id: &str| object(json!({"left": next, "right": next, id: {"type": "integer"}}));
    cycle["definitions"] = json!({"node": node("a"), "other": node("b")});
    let (_, rows, notes) = response_of("GET", cycle);
    assert_eq!(rows, ["StatusResults { a: int, b: int, left: json, right: json }"]);
    assert_eq!((notes[0].0, notes[0].1), (NoteKind::Unresolved, 2));
    // Alternatives with members of their own are new ones at each step.
    let mut cycle = object(json!({"first": {"$ref": "#/definitions/node"}}));
    let next = json!({"anyOf": [{"$ref": "#/definitions/node"}, object(json!({"c": {"type": "string"}}))]});
    cycle["definitions"] = json!({"node": object(json!({"left": next, "right": next}))});
    let (_, rows, notes) = response_of("GET", cycle);
    assert!(rows.len() < 5_000, "{}", rows.len());
    assert!(notes.iter().any(|(kind, _, _)| *kind == NoteKind::Unresolved));
}

#[test]
fn deep_schemas_end() {
    let mut deep = json!({"type": "string"});
    for _ in 0..35 {
        deep = object(json!({"in": deep}));
    }
    let (_, rows, notes) = response_of("GET", deep);
    assert_eq!((rows.len(), notes.len()), (35, 0));
    let mut wide = json!({"type": "string"});
    for _ in 0..60 {
        wide = json!({"anyOf": [wide]});
    }
    let (ty, _, notes) = response_of("GET", wide);
    assert_eq!((ty.as_str(), notes[0].0), ("json", NoteKind::Unresolved));
}

#[test]
fn members_have_odd_names_and_facts() {
    let schema = object(json!({
        "logoff time": {"type": "string", "description": "time of the *logoff*"},
        "EMPTY_STRING": {"type": "integer", "minimum": 1, "maximum": 5},
        "802-1x": {"type": "integer", "minimum": 5, "maximum": 1},
        "type": {"type": "string", "enum": ["a", ">=", "", 7, "a"]},
        "camelCase": {"type": "boolean", "title": "Camel"},
    }));
    let imported = imported(&[directory(&[call("GET", "gadget/status", schema)])]);
    let row = row(&imported, "monitor::gadget", "StatusResults");
    let expected = [
        "_802_1x: int",
        "empty_string: int",
        "camelcase: bool",
        "logoff_time: string",
        "type_: StatusResultsType",
    ];
    let mut found = fields(row);
    found.sort();
    let mut wanted = expected.map(str::to_owned).to_vec();
    wanted.sort();
    assert_eq!(found, wanted);
    assert_eq!(
        (field(row, "EMPTY_STRING").facts.min, field(row, "802-1x").facts.min),
        (Some(1), None)
    );
    assert_eq!(&*field(row, "logoff time").doc, "Time of the \\*logoff\\*.");
    assert_eq!(&*field(row, "camelCase").doc, "Camel.");
    let wires: Vec<_> = group(&imported, "monitor::gadget").enums[0]
        .values
        .iter()
        .map(|value| &*value.wire)
        .collect();
    assert_eq!(wires, ["a", ">=", ""]);
}
