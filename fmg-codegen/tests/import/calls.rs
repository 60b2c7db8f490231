//! Calls of the Monitor directory.

use fmg_codegen::import::NoteKind;
use fmg_codegen::ir::{Endpoint, Field, RequestPlace};
use serde_json::{Value, json};

use crate::described::{Notes, call, directory, fortios, group, import, imported, lines, notes, rust};

/// The call of a directory with it alone.
fn one(entry: Value) -> (Endpoint, Notes) {
    let imported = imported(&[directory(&[entry])]);
    let endpoints = &group(&imported, "monitor::gadget").endpoints;
    assert_eq!(endpoints.len(), 1);
    assert_eq!(crate::mutations::identifiers::check(&rust(&imported.api)), Ok(()));
    (endpoints[0].clone(), notes(&imported))
}

/// The parameters of a call.
fn parameters(method: &str, parameters: Value) -> (Vec<Field>, Notes) {
    let mut entry = call(method, "gadget/status", json!({}));
    entry["request"]["parameters"] = parameters;
    let (endpoint, notes) = one(entry);
    let place = match method {
        "GET" | "DELETE" => RequestPlace::Query,
        _ => RequestPlace::Body,
    };
    assert!(endpoint.members.iter().all(|member| member.place == place));
    (endpoint.members.into_iter().map(|member| member.field).collect(), notes)
}

fn shown(field: &Field) -> String {
    let required = if field.required { "!" } else { "" };
    let lone = if field.lone { " or one" } else { "" };
    format!("{}{required}: {}{lone}", field.name, field.ty)
}

#[test]
fn a_call_has_its_url_and_method() {
    for (method, id, url, name) in [
        ("GET", "gadget/status", "/api/v2/monitor/gadget/status", "Status"),
        (
            "POST",
            "gadget/status/clear-all",
            "/api/v2/monitor/gadget/status/clear-all",
            "StatusClearAll",
        ),
        ("PUT", "gadget/802-1x", "/api/v2/monitor/gadget/802-1x", "_8021x"),
        ("DELETE", "gadget/type", "/api/v2/monitor/gadget/type", "Type"),
    ] {
        let (endpoint, notes) = one(call(method, id, json!({})));
        let found = (
            endpoint.method.to_string(),
            endpoint.template.to_string(),
            endpoint.type_name.to_string(),
        );
        assert_eq!(found, (method.to_owned(), url.to_owned(), name.to_owned()));
        assert_eq!((endpoint.access_group.as_deref(), notes.len()), (Some("sysgrp"), 0));
    }
}

#[test]
fn parameters_have_types() {
    let (fields, notes) = parameters(
        "GET",
        json!([
            {"name": "count", "type": "int", "required": true},
            {"name": "rate", "type": "number"},
            {"name": "all", "type": "boolean"},
            {"name": "ids", "type": "array"},
            {"name": "filter", "type": "object"},
            {"name": "mkey", "type": "string"},
            {"name": "odd", "type": "hologram"},
            {"name": "none"},
        ]),
    );
    let expected = [
        "count!: int",
        "rate: float",
        "all: bool",
        "ids: list<string>",
        "filter: json",
        "mkey: string",
        "odd: string",
        "none: string",
    ];
    assert_eq!(
        (fields.iter().map(shown).collect::<Vec<_>>(), notes),
        (expected.map(str::to_owned).to_vec(), Vec::new())
    );
}

/// The client sends the token and the VDOM itself. A request has methods such as `new`.
#[test]
fn parameters_of_the_client_are_left_out() {
    let (fields, notes) = parameters(
        "POST",
        json!([{"name": "access_token"}, {"name": "vdom"}, {"name": "new"}, {"name": "url"}, {"name": "type"}]),
    );
    assert_eq!(
        fields.iter().map(shown).collect::<Vec<_>>(),
        ["new_2: string", "url_2: string", "type_: string"]
    );
    assert_eq!(
        notes,
        [(
            NoteKind::RenamedField,
            2,
            "gadget/status?new, gadget/status?url".to_owned()
        )]
    );
}

/// 14 calls of a real appliance have a parameter twice, with different types.
#[test]
fn a_parameter_that_comes_twice_takes_both() {
    for (one, two, expected) in [
        (
            json!({"type": "string"}),
            json!({"type": "array"}),
            "p: list<string> or one",
        ),
        (
            json!({"type": "array"}),
            json!({"type": "string"}),
            "p: list<string> or one",
        ),
        (json!({"type": "int"}), json!({"type": "array"}), "p: list<int> or one"),
        (json!({"type": "int"}), json!({"type": "string"}), "p: string"),
        (json!({"type": "object"}), json!({"type": "array"}), "p: json"),
        (
            json!({"type": "string", "required": true}),
            json!({"type": "string"}),
            "p: string",
        ),
        (
            json!({"type": "string", "required": true}),
            json!({"type": "string", "required": true}),
            "p!: string",
        ),
    ] {
        let named = |mut parameter: Value| {
            parameter["name"] = json!("p");
            parameter
        };
        let (fields, notes) = parameters("POST", json!([named(one), named(two)]));
        assert_eq!(fields.iter().map(shown).collect::<Vec<_>>(), [expected]);
        assert_eq!(notes, [(NoteKind::RepeatedParameter, 1, "gadget/status?p".to_owned())]);
    }
}

#[test]
fn values_in_prose_are_an_enum() {
    let summaries = json!([
        {"name": "unit", "type": "string", "summary": "Unit of time ['second'|'minute*'|hour|...]."},
        {"name": "bits", "type": "int", "summary": "Length [1024|2048]."},
        {"name": "free", "type": "string", "summary": "One of a|b, or [<text>|auto]."},
        {"name": "same", "type": "string", "summary": "[A|a|b]."},
    ]);
    let (fields, _) = parameters("GET", summaries);
    let values: Vec<_> = fields.iter().map(|field| field.facts.values.join(" ")).collect();
    assert_eq!(values, ["second minute hour", "1024 2048", "", "A b"]);
}

#[test]
fn malformed_parameters_are_left_out() {
    let (fields, notes) = parameters(
        "GET",
        json!([7, {"type": "string"}, {"name": "+"}, {"name": ""}, {"name": "a\nb"}, {"name": "ok"}]),
    );
    assert_eq!(fields.iter().map(shown).collect::<Vec<_>>(), ["ok: string"]);
    let items = "gadget/status, gadget/status?+, gadget/status?".to_owned();
    assert_eq!(notes, [(NoteKind::Malformed, 5, items)]);
    assert!(parameters("GET", json!({"name": "a"})).0.is_empty());
    assert!(parameters("GET", json!(null)).0.is_empty());
}

#[test]
fn an_upload_has_a_file() {
    let mut entry = call("POST", "gadget/firmware/upload", json!({}));
    entry["request"] = json!({
        "http_method": "POST", "file_upload": true,
        "parameters": [{"name": "file_content", "type": "string", "summary": "Provided with [a|b]."}, {"name": "source", "type": "string"}],
    });
    let (endpoint, notes) = one(entry.clone());
    let files: Vec<_> = endpoint.members.iter().map(|member| member.field.file).collect();
    assert_eq!((endpoint.upload, files, notes.len()), (true, vec![true, false], 0));
    entry["request"]["parameters"] = json!([{"name": "source", "type": "string"}]);
    let (endpoint, notes) = one(entry);
    assert_eq!(
        (endpoint.upload, notes),
        (
            false,
            vec![(NoteKind::Malformed, 1, "gadget/firmware/upload".to_owned())]
        )
    );
}

/// A `DELETE` has no body, and neither it nor a `GET` takes a file.
#[test]
fn methods_without_a_body_have_their_parameters_in_the_query() {
    for method in ["GET", "DELETE"] {
        let (fields, _) = parameters(method, json!([{"name": "mkey", "type": "string", "required": true}]));
        assert_eq!(fields.iter().map(shown).collect::<Vec<_>>(), ["mkey!: string"]);
        let mut entry = call(method, "gadget/plan", json!({}));
        entry["request"]["file_upload"] = json!(true);
        entry["request"]["parameters"] = json!([{"name": "file_content", "type": "string"}]);
        let (endpoint, notes) = one(entry);
        assert_eq!(
            (endpoint.upload, endpoint.members[0].field.file, notes[0].0),
            (false, false, NoteKind::Malformed)
        );
    }
    let (fields, _) = parameters("PUT", json!([{"name": "mkey"}]));
    assert_eq!(fields.len(), 1);
}

#[test]
fn a_download_is_a_file() {
    for method in ["GET", "POST"] {
        let mut entry = call(
            method,
            "gadget/config/backup",
            json!({"type": "object", "properties": {"a": {"type": "string"}}}),
        );
        entry["response"]["file_download"] = json!(true);
        let (endpoint, _) = one(entry);
        assert!(endpoint.download);
    }
}

#[test]
fn only_reads_have_entity_tags() {
    for (method, expected) in [("GET", true), ("POST", false)] {
        let mut entry = call(method, "gadget/status", json!({}));
        entry["etag"] = json!(true);
        assert_eq!(one(entry).0.etag, expected);
    }
}

#[test]
fn what_the_model_does_not_support_is_left_out() {
    let mut entry = call("GET", "gadget/status", json!({}));
    entry["supported"] = json!(false);
    let imported = imported(&[directory(&[entry])]);
    assert!(fortios(&imported).groups.is_empty());
    assert_eq!(imported.report.described.calls, 1);
    assert_eq!(
        notes(&imported),
        [(NoteKind::Unsupported, 1, "gadget/status".to_owned())]
    );
}

/// A url can have several methods, and calls can have one name.
#[test]
fn calls_of_one_name_have_names_of_their_own() {
    let typed = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    let calls = [
        call("GET", "gadget/status", typed.clone()),
        call("POST", "gadget/status", typed.clone()),
        call("GET", "gadget/sta-tus", typed.clone()),
        call("GET", "gadget/sta_tus", typed.clone()),
        call("GET", "gadget/sta_tus/results", typed.clone()),
        call("GET", "gadget/new", typed.clone()),
        call("GET", "gadget/value", typed),
    ];
    let imported = imported(&[directory(&calls)]);
    let endpoints = &group(&imported, "monitor::gadget").endpoints;
    let names: Vec<_> = endpoints
        .iter()
        .map(|own| format!("{} {}", own.type_name, own.method_name))
        .collect();
    let expected = [
        "NewGet new_get",
        "StaTus sta_tus",
        "Status status",
        "StatusPost status_post",
        "ValueGet value_get",
        "StaTusGet sta_tus_get",
        "StaTusResultsGet sta_tus_results_get",
    ];
    let mut sorted = names.clone();
    sorted.sort();
    let mut wanted = expected.map(str::to_owned).to_vec();
    wanted.sort();
    assert_eq!(sorted, wanted);
    assert_eq!(crate::mutations::identifiers::check(&rust(&imported.api)), Ok(()));
}

#[test]
fn calls_that_cannot_be_made_are_faults() {
    let mut nameless = call("GET", "gadget/status", json!({}));
    nameless["name"] = json!(7);
    let calls = [
        call("BREW", "gadget/tea", json!({})),
        call("GET", "gadget/a b", json!({})),
        call("GET", "gadget/<name>", json!({})),
        call("GET", "gadget/+", json!({})),
        call("GET", "--/status", json!({})),
        call("GET", "new/status", json!({})),
        nameless,
        json!(7),
    ];
    let import = import(&[directory(&calls)]);
    let skip = "help: leave it out by an overlay: `[[call]]` with its `path` and `skip = true`";
    let path = "is not the path of a call of FortiOS: paths are made of letters, digits, `-`, `_`, `.` and `+`";
    let found = lines(&import.read().map(drop).unwrap_err());
    assert_eq!(found.len(), 8, "{found:#?}");
    assert_eq!(
        found[0],
        "I004 0.json#/directory/0: the call `gadget/tea` has no HTTP method; help: `request.http_method` is `GET`, `POST`, `PUT` or `DELETE`"
    );
    assert_eq!(
        found[1],
        format!("I004 0.json#/directory/1: `gadget/a b` {path}; {skip}")
    );
    assert!(found[2].starts_with("I004 0.json#/directory/2: "), "{}", found[2]);
    assert_eq!(
        found[3],
        format!(
            "S014 0.json#/directory/3: the call `gadget/+` cannot be imported: not the name of a call: it has no letter or digit; {skip}"
        )
    );
    assert_eq!(
        found[4],
        format!(
            "S014 0.json#/directory/4: the call `--/status` cannot be in a module of Rust: it has no letter or digit; {skip}"
        )
    );
    assert_eq!(
        found[6],
        "I004 0.json#/directory/6: a call of the directory needs `path` and `name`; help: save the answer of the appliance again, unchanged"
    );
    assert!(
        found[7].starts_with("I001 0.json#/directory/7: this is not an answer"),
        "{}",
        found[7]
    );
    let lenient = import.lenient(true).read().unwrap();
    assert_eq!(lenient.report.left_out.len(), 8);
}
