//! A description with every oddity that a report names.

use std::collections::BTreeMap;

use fmg_codegen::import::NoteKind;
use serde_json::{Value, json};

use crate::described::{answer, call, directory, import, options, single, syntax, table, value};

/// Descriptions with each kind of oddity, and the item that the report names for it.
fn descriptions() -> Vec<Value> {
    let posing = |parent: &str| {
        let mut own = answer(table("gadget/rail", "id", json!({"id": value("integer")})));
        own["name"] = json!(parent);
        own["child_path"] = json!("rail");
        own
    };
    let shelf = json!({
        "name": value("string"),
        "a-b": value("string"),
        "a_b": {"type": "hologram"},
        "misfit": {"type": "string", "default": true},
        "word": {"type": "integer", "default": "unset"},
        "outside": {"type": "integer", "min-value": 5, "max-value": 9, "default": 0},
        "range": {"type": "integer", "min-value": 9, "max-value": 5},
        "lock": {"type": "password", "default": "hush"},
        "pin-secret": value("string"),
        "kind": options(&["A", "a", "a"]),
        "maker": {"type": "string", "datasource": ["no.such.name"]},
        "odd": 7,
    });
    let mut keyed = single("gadget/keyed", json!({"a": value("integer")}));
    keyed["mkey"] = json!("a");
    let mut lift = call("GET", "gadget/lift", json!({}));
    lift["supported"] = json!(false);
    let mut status = call(
        "GET",
        "gadget/status",
        json!({"type": "object", "properties": {"a": {"type": "magic"}, "b": {"$ref": "#/definitions/b"}}}),
    );
    status["request"]["parameters"] = json!([{"name": "p"}, {"name": "p"}]);
    vec![
        answer(table("gadget/shelf", "name", shelf)),
        single("gadget/SHELF", json!({"size": value("integer")})),
        json!({"path": "gadget", "name": "bare", "category": "table"}),
        keyed,
        table("gadget/broken", "none", json!({})),
        posing("keyed"),
        posing("unknown"),
        directory(&[status, lift]),
        json!({"swagger": "2.0", "info": {"version": "new"}, "basePath": "/api/v2", "paths": {
            "/service/gadget": {},
            "/monitor/gadget/belt": {"get": {"parameters": {"0": {"in": "query", "name": "a"}}}},
            "/cmdb/gadget/rope": {"post": {"parameters": [{"in": "body", "name": "body", "schema": {"properties": {
                "id": {"type": "integer"}, "a": {"type": "string"}, "b": {"$ref": "#/definitions/none"}}}}]}},
        }}),
        syntax(
            "/pm/config/adom/demo/obj",
            json!({
                "gadget wall": {"attr": {"name": {"type": "string"}, "bits": {"type": "uint64", "opts": {"a": 1}},
                    "paint": {"type": "uint32", "opts": {"red": 1, "blue": 2, "crimson": 1}}}},
                "gadget wall hook": {"alimit": 9, "attr": {"size": {"type": "string"}, "depth": {"type": "uint32"}}},
                "gadget floor": {"attr": {"size": {"type": "uint32"}}},
            }),
        ),
        syntax(
            "/pm/config/global/obj",
            json!({"gadget floor": {"attr": {"depth": {"type": "uint32"}}}}),
        ),
        json!({"gadget roof": {"mkey": "a", "attr": {"a": {"type": "string"}}}}),
        swagger_of_fmg(),
    ]
}

/// A single object with an object of texts, and two calls of which one could be the other.
fn swagger_of_fmg() -> Value {
    let row = json!({"type": "object", "properties": {"text": {"type": "object", "additionalProperties": {}}}});
    let params = json!({"type": "array", "items": {"type": "object", "properties": {"data": row}}});
    let body = json!({"type": "object", "properties": {"params": params}});
    let set = json!({"post": {"parameters": [{"in": "body", "name": "body", "schema": body}]}});
    json!({"swagger": "2.0", "basePath": "/jsonrpc", "paths": {
        "/cli/global/gadget/chime (set)": set, "/sys/gadget (exec)": {"post": {}}, "/sys/{x} (exec)": {"post": {}},
        "/logview/gadget (exec)": {"post": {}}}})
}

#[test]
fn a_report_names_every_kind_of_oddity_with_its_place() {
    let twice = r#"{"path": "gadget", "name": "twice", "category": "complex", "children": {"size": {}, "size": {"type": "integer"}}}"#;
    let import = import(&descriptions()).text("13.json", twice);
    let imported = import.lenient(true).read().unwrap();
    let found: BTreeMap<_, _> = imported
        .report
        .notes
        .iter()
        .map(|note| (note.kind, note.examples.join(", ")))
        .collect();
    let expected = [
        (NoteKind::ChildAsTable, "gadget/keyed/rail"),
        (NoteKind::ChildAlone, "gadget/unknown/rail"),
        (NoteKind::EmptyRow, "gadget/bare"),
        (NoteKind::NoKey, "gadget/bare"),
        (NoteKind::KeyOfSingle, "gadget/keyed"),
        (NoteKind::UnknownType, "gadget/shelf.a_b"),
        (NoteKind::NumberOrWord, "gadget/shelf.word"),
        (NoteKind::Malformed, "gadget/shelf.odd"),
        (NoteKind::DefaultMisfits, "gadget/shelf.misfit"),
        (NoteKind::DefaultOutOfRange, "gadget/shelf.outside"),
        (NoteKind::Range, "gadget/shelf.range"),
        (NoteKind::SecretDefault, "gadget/shelf.lock"),
        (NoteKind::SecretName, "gadget/shelf.pin-secret"),
        (NoteKind::RepeatedValue, "gadget/shelf.kind"),
        (NoteKind::RepeatedNumber, "obj gadget/wall.paint"),
        (NoteKind::RenamedValue, "gadget/shelf.kind"),
        (NoteKind::RenamedField, "gadget/shelf.a_b"),
        (NoteKind::RenamedType, "gadget/shelf"),
        (NoteKind::DanglingReference, "gadget/shelf.maker → no/such"),
        (NoteKind::Unsupported, "gadget/lift"),
        (NoteKind::RepeatedParameter, "gadget/status?p"),
        (
            NoteKind::UntypedResponse,
            "gadget/belt → results, gadget/status → results.a",
        ),
        (NoteKind::Unresolved, "gadget/rope.b, gadget/status → results.b"),
        (NoteKind::ParameterMap, "gadget/belt"),
        (NoteKind::StrangeUrl, "/service/gadget"),
        (NoteKind::AnalyzerUrl, "/logview/gadget (exec)"),
        (NoteKind::RepeatedMember, "13.json#/children/size"),
        (NoteKind::DanglingDefinition, "8.json → #/definitions/none"),
        (NoteKind::ConfusedUrl, "/sys/<x>"),
        (NoteKind::UnreadableVersion, "8.json"),
        (NoteKind::GuessedScope, "obj gadget/roof"),
        (NoteKind::TwinsDiffer, "obj gadget/floor"),
        (NoteKind::GuessedChild, "obj gadget/wall/hook"),
        (NoteKind::GuessedKey, "gadget/rope, obj gadget/wall"),
        (NoteKind::OpenObject, "cli gadget/chime.text"),
        (NoteKind::UnknownKey, "obj gadget/wall.hook"),
        (NoteKind::GuessedSingle, "obj gadget/floor"),
        (
            NoteKind::AssumedVerbs,
            "obj gadget/floor, obj gadget/roof, obj gadget/wall.hook",
        ),
        (NoteKind::GuessedBits, "obj gadget/wall.bits"),
        (NoteKind::Broken, "gadget/broken"),
    ];
    for (kind, items) in &expected {
        assert_eq!(found.get(kind).map(String::as_str), Some(*items), "{kind:?}");
    }
    let kinds = expected.map(|(kind, _)| kind);
    let (of_one, of_several) = NoteKind::ALL.split_at(kinds.len());
    assert_eq!(of_one, kinds);
    // `versions.rs` tests those.
    let merged = [
        NoteKind::SomeModels,
        NoteKind::SomeBuilds,
        NoteKind::SecretInVersion,
        NoteKind::OtherType,
        NoteKind::TextOrKeys,
        NoteKind::WidestOfVersions,
    ];
    assert_eq!(of_several, merged);
    // Each line of the report has the text of the kind.
    let report = imported.report.to_string();
    assert!(kinds.iter().all(|kind| report.contains(kind.as_str())), "{report}");
}

/// A report counts all, and names the first three.
#[test]
fn a_report_counts_what_it_does_not_name() {
    let children: serde_json::Map<String, Value> =
        (0..7).map(|index| (format!("f{index}"), value("hologram"))).collect();
    let imported = import(&[single("gadget/shelf", children.into())]).read().unwrap();
    let line = "     7 × unknown type: read as a text, or as a number if the default is one (gadget/shelf.f0, gadget/shelf.f1, gadget/shelf.f2, …)\n";
    assert!(imported.report.to_string().contains(line), "{}", imported.report);
}
