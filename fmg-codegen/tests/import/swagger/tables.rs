//! Tables of the configuration of FortiOS.

use fmg_codegen::import::NoteKind;
use fmg_codegen::ir::{Table, TableVerb};
use serde_json::{Value, json};

use super::{cmdb, single, table};
use crate::described::{self, faults, field, fields, group, imported, notes, row};

fn of(imported: &fmg_codegen::import::Imported, name: &str) -> Table {
    let tables = &group(imported, "cmdb::gadget").tables;
    tables.iter().find(|table| table.row.as_str() == name).unwrap().clone()
}

/// A field of a table with this attribute.
fn attribute(schema: Value) -> (String, Vec<(NoteKind, usize, String)>) {
    let made = imported(&[cmdb(table(
        "gadget/shelf",
        "name",
        json!({"name": {"type": "string"}, "a": schema}),
    ))]);
    let ty = field(row(&made, "cmdb::gadget", "Shelf"), "a").ty.to_string();
    (ty, notes(&made))
}

/// A Swagger file says the same of a table as a device, so the same bindings come of it.
#[test]
fn a_table_is_that_of_a_device() {
    let file = cmdb(table(
        "gadget/shelf",
        "name",
        json!({
            "name": {"type": "string", "maxLength": 35, "description": "Name."},
            "width": {"type": "integer", "minimum": 1, "maximum": 9, "default": 4},
            "paint": {"type": "string", "enum": ["red", "blue"], "default": "red"},
            "lit": {"type": "string", "enum": ["enable", "disable"]},
            "lock": {"type": "string", "format": "password", "maxLength": 64},
            "makers": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
            "lamp": {"type": "object", "properties": {"power": {"type": "integer"}}},
        }),
    ));
    let mut device = described::table(
        "gadget/shelf",
        "name",
        json!({
            "name": {"category": "unitary", "type": "string", "size": 35, "help": "Name."},
            "width": {"category": "unitary", "type": "integer", "min-value": 1, "max-value": 9, "default": 4},
            "paint": described::with(described::options(&["red", "blue"]), json!({"default": "red"})),
            "lit": described::options(&["enable", "disable"]),
            "lock": {"category": "unitary", "type": "password", "size": 64},
            "makers": {"category": "table", "children": {"name": described::value("string")}},
            "lamp": {"category": "complex", "children": {"power": described::value("integer")}},
        }),
    );
    device["version"] = json!("v7.6.5");
    let answer = json!({"http_method": "GET", "version": "v7.6.5", "results": device});
    let (one, other) = (imported(&[file]), imported(&[answer]));
    assert_eq!(described::rust(&one.api), described::rust(&other.api));
}

#[test]
fn a_url_without_a_key_is_a_single_object() {
    let made = imported(&[cmdb(single("gadget/bench", json!({"size": {"type": "integer"}})))]);
    assert!(of(&made, "Bench").is_single());
    assert_eq!(of(&made, "Bench").verbs, [TableVerb::Get, TableVerb::Update]);
    assert_eq!(made.report.firmware[0].version, "v7.6.5");
}

#[test]
fn a_table_without_writes_is_read_only() {
    let row = json!({"type": "object", "properties": {"id": {"type": "integer"}, "a": {"type": "string"}}});
    let read = json!({"get": {"responses": {"200": {"schema": row}}}});
    let made = imported(&[cmdb(json!({"/gadget/shelf": read, "/gadget/shelf/{id}": read}))]);
    assert_eq!(of(&made, "Shelf").verbs, [TableVerb::List, TableVerb::Get]);
}

#[test]
fn a_row_is_found_in_lists_envelopes_and_definitions() {
    let properties = json!({"name": {"type": "string"}, "size": {"type": "integer"}});
    let row_schema = json!({"type": "object", "properties": properties});
    for schema in [
        row_schema.clone(),
        json!({"type": "array", "items": row_schema}),
        json!({"type": "object", "properties": {"http_status": {"type": "integer"}, "results": {"type": "array", "items": row_schema}}}),
        json!({"$ref": "#/definitions/shelf"}),
        json!({"allOf": [{"$ref": "#/definitions/shelf"}]}),
    ] {
        let read = json!({"get": {"responses": {"200": {"schema": schema}}}, "post": {}});
        let mut file = cmdb(json!({"/gadget/shelf": read, "/gadget/shelf/{name}": {"delete": {}}}));
        file["definitions"] = json!({"shelf": row_schema});
        let made = imported(&[file]);
        assert_eq!(
            fields(row(&made, "cmdb::gadget", "Shelf")),
            ["name: string", "size: int"],
            "{schema}"
        );
        assert!(notes(&made).is_empty());
    }
}

/// Bodies lack attributes that replies have, and the other way round.
#[test]
fn a_row_has_the_attributes_of_all_requests_and_replies() {
    let with =
        |name: &str| json!({"type": "object", "properties": {"name": {"type": "string"}, name: {"type": "integer"}}});
    let whole = json!({"get": {"responses": {"200": {"schema": with("read")}}},
        "post": {"parameters": [{"in": "body", "name": "body", "schema": with("made")}]}});
    let one = json!({"put": {"parameters": {"0": {"in": "path", "name": "name"}, "4": {"in": "body", "name": "body", "schema": with("changed")}}}});
    let made = imported(&[cmdb(json!({"/gadget/shelf": whole, "/gadget/shelf/{name}": one}))]);
    let names = fields(row(&made, "cmdb::gadget", "Shelf"));
    assert_eq!(names, ["name: string", "changed: int", "made: int", "read: int"]);
}

#[test]
fn attributes_have_the_types_of_the_file() {
    for (schema, ty) in [
        (json!({"type": "string"}), "string"),
        (json!({"type": ["string", "integer"]}), "string"),
        (json!({"type": "integer"}), "int"),
        (json!({"type": "boolean"}), "bool"),
        (json!({"type": "string", "format": "password"}), "secret"),
        (json!({"type": "string", "enum": ["a", "b"]}), "ShelfA"),
        (
            json!({"type": "array", "items": {"properties": {"id": {"type": "integer"}}}}),
            "keys<id>",
        ),
        (
            json!({"type": "array", "properties": {"id": {"type": "integer"}, "b": {"type": "string"}}}),
            "list<ShelfA>",
        ),
        (
            json!({"type": "object", "properties": {"b": {"type": "string"}}}),
            "ShelfA",
        ),
    ] {
        assert_eq!(attribute(schema.clone()).0, ty, "{schema}");
    }
}

#[test]
fn what_is_odd_about_an_attribute_is_noted() {
    let item = || "gadget/shelf.a".to_owned();
    for (schema, ty, kind) in [
        (json!({"type": "array"}), "list<json>", NoteKind::Malformed),
        (
            json!({"type": "array", "items": {"type": "string"}}),
            "list<json>",
            NoteKind::Malformed,
        ),
        (
            json!({"type": "object", "properties": []}),
            "ShelfA",
            NoteKind::EmptyRow,
        ),
        (
            json!({"type": "object", "additionalProperties": {"type": "string"}}),
            "json",
            NoteKind::Unresolved,
        ),
        (json!({"$ref": "#/definitions/none"}), "json", NoteKind::Unresolved),
        (json!({"type": "number"}), "string", NoteKind::UnknownType),
        (
            json!({"type": "integer", "default": 0, "minimum": 5}),
            "int",
            NoteKind::DefaultOutOfRange,
        ),
        (
            json!({"type": "array", "items": {"properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}}),
            "list<ShelfA>",
            NoteKind::GuessedKey,
        ),
    ] {
        let mut found = attribute(schema.clone());
        // The definition has a note of its own.
        found.1.retain(|note| note.0 != NoteKind::DanglingDefinition);
        assert_eq!(found, (ty.to_owned(), vec![(kind, 1, item())]), "{schema}");
    }
}

#[test]
fn a_row_inside_of_itself_is_json() {
    let mut file = cmdb(table(
        "gadget/shelf",
        "name",
        json!({"name": {"type": "string"}, "part": {"$ref": "#/definitions/part"}}),
    ));
    file["definitions"] = json!({"part": {"type": "object", "properties": {
        "size": {"type": "integer"}, "parts": {"type": "array", "items": {"$ref": "#/definitions/part"}},
        "next": {"$ref": "#/definitions/part"}}}});
    let made = imported(&[file]);
    let part = fields(row(&made, "cmdb::gadget", "ShelfPart"));
    assert_eq!(part, ["next: json", "parts: list<json>", "size: int"]);
}

/// The key is the attribute in the url. If the url names no attribute, it is the likeliest one.
#[test]
fn keys_are_stated_or_guessed_or_a_fault() {
    let of_key = |key: &str, properties: Value| imported(&[cmdb(table("gadget/shelf", key, properties))]);
    let key = |made: &fmg_codegen::import::Imported| of(made, "Shelf").key.unwrap().attribute;
    let made = of_key(
        "seq-num",
        json!({"id": {"type": "string"}, "seq-num": {"type": "integer"}}),
    );
    assert_eq!((key(&made).as_deref(), notes(&made).len()), (Some("seq-num"), 0));
    let made = of_key("mkey", json!({"id": {"type": "integer"}, "name": {"type": "string"}}));
    assert_eq!(key(&made).as_deref(), Some("id"));
    assert_eq!(notes(&made), [(NoteKind::GuessedKey, 1, "gadget/shelf".to_owned())]);
    let found = faults(&[cmdb(table("gadget/shelf", "mkey", json!({"a": {"type": "integer"}})))]);
    assert_eq!(
        found,
        [
            "I004 0.json#/paths/~1gadget~1shelf: the table `gadget/shelf` has no attribute `mkey`, which is its key; help: name the key by an overlay: `[[table]]` with `path = \"gadget/shelf\"` and `key = \"…\"`"
        ]
    );
}

/// A device states the key of rows with one attribute, too, and the simulator needs it.
#[test]
fn rows_with_one_attribute_have_it_as_their_key() {
    let makers = json!({"type": "array", "items": {"properties": {"maker": {"type": "string"}}}});
    let file = cmdb(table(
        "gadget/shelf",
        "name",
        json!({"name": {"type": "string"}, "makers": makers}),
    ));
    let folder = tempfile::tempdir().unwrap();
    let path = camino::Utf8Path::from_path(folder.path()).unwrap().join("a.json");
    std::fs::write(&path, file.to_string()).unwrap();
    let read = fmg_codegen::import::read(&[path]).unwrap();
    assert_eq!(read.tables[0].schema["children"]["makers"]["mkey"], "maker");
    assert!(notes(&imported(&[file])).is_empty());
}

#[test]
fn texts_say_what_the_file_says_of_an_attribute() {
    let schema = json!({"type": "string", "description": "<b>Old</b> paint<br/>of it", "deprecated": true, "x-scheduledRemoval": "8.0", "readOnly": true});
    let made = imported(&[cmdb(table(
        "gadget/shelf",
        "name",
        json!({"name": {"type": "string"}, "a": schema}),
    ))]);
    let own = field(row(&made, "cmdb::gadget", "Shelf"), "a");
    assert_eq!(&*own.doc, "Old paint of it. Deprecated. Its removal is scheduled: 8.0.");
    assert_eq!(own.facts.access, fmg_codegen::ir::Access::ReadOnly);
}

#[test]
fn urls_of_no_table_are_left_out() {
    let mut paths = table("gadget/shelf", "name", json!({"name": {"type": "string"}}));
    for url in ["/gadget", "/gadget/shelf/{name}/boards/{id}", "/a/b/c", "/{x}/b"] {
        paths[url] = json!({"get": {}});
    }
    let made = imported(&[cmdb(paths)]);
    assert_eq!(made.report.described.tables, 1);
    let found = notes(&made);
    assert_eq!((found[0].0, found[0].1), (NoteKind::StrangeUrl, 4));
}

/// The default of a password is dropped where it is read, and counted.
#[test]
fn no_output_has_the_default_of_a_secret() {
    let secret = json!({"type": "string", "format": "password", "default": "ENC hush", "example": "ENC hush"});
    let file = cmdb(table(
        "gadget/shelf",
        "name",
        json!({"name": {"type": "string"}, "lock": secret, "psksecret": {"type": "string", "default": "hush"},
            "inside": {"type": "array", "items": {"properties": {"id": {"type": "integer"}, "pin": secret}}}}),
    ));
    let made = imported(std::slice::from_ref(&file));
    let found = notes(&made);
    let count = found
        .iter()
        .find(|(kind, _, _)| *kind == NoteKind::SecretDefault)
        .map(|(_, count, _)| *count);
    assert_eq!(count, Some(3));
    let folder = tempfile::tempdir().unwrap();
    let path = camino::Utf8Path::from_path(folder.path()).unwrap().join("a.json");
    std::fs::write(&path, file.to_string()).unwrap();
    let read = fmg_codegen::import::read(&[path]).unwrap();
    for output in [
        described::rust(&made.api),
        made.report.to_string(),
        format!("{made:?}"),
        format!("{read:?}"),
    ] {
        assert!(!output.contains("hush"), "{output}");
    }
}
