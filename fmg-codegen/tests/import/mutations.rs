//! Mutated descriptions: whatever they contain, the import ends with faults or with code that parses.

pub(crate) mod identifiers;
mod nodes;

use fmg_codegen::Code;
use fmg_codegen::import::Import;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

use self::nodes::{Mutation, mutate};
use crate::described::{SERIAL, answer, call, lines, rust, single, table, value};

/// The text of a mutated description. A mutation may have copied the serial number to any place, so it has another one.
fn text(value: &Value) -> Vec<u8> {
    value.to_string().replace(SERIAL, "FGTEST0000000000").into_bytes()
}

/// Imports a text strictly and leniently, and checks the results.
fn import(text: &[u8]) {
    let strict = Import::new().text("a.json", text).read();
    match &strict {
        Ok(imported) => {
            let code = rust(&imported.api);
            if let Err(fault) = identifiers::check(&code) {
                panic!("{fault}\n{code}");
            }
            assert!(
                !imported
                    .report
                    .to_string()
                    .contains(|c: char| c.is_control() && c != '\n')
            );
            for spec in fmg_codegen::import::specs(&imported.api) {
                if let Err(fault) = spec.parse::<toml::Table>() {
                    panic!("{fault}\n{spec}");
                }
            }
        }
        Err(faults) => {
            assert!(!faults.is_empty());
            for (fault, line) in faults.iter().zip(lines(faults)) {
                assert_eq!(fault.primary.location.file, "a.json", "{line}");
                assert!(!line.contains(char::is_control), "{line:?}");
            }
        }
    }
    // Only faulty parts are left out.
    match Import::new().text("a.json", text).lenient(true).read() {
        Ok(imported) => {
            if let Err(fault) = identifiers::check(&rust(&imported.api)) {
                panic!("{fault}");
            }
            assert_eq!(imported.report.left_out.is_empty(), strict.is_ok());
        }
        // Nothing can be left out of a text that describes nothing.
        Err(faults) => assert_eq!(Some(lines(&faults)), strict.as_ref().err().map(|own| lines(own))),
    }
}

/// Descriptions with every form that schemas and calls have.
fn base() -> Vec<Value> {
    vec![
        answer(rich_table()),
        crate::described::directory(&rich_calls()),
        json!([rich_table(), single("gadget/bench", json!({"width": value("integer")}))]),
        json!({"shelf": answer(rich_table()), "bench": answer(single("gadget.old/bench", json!({})))}),
        swagger("cmdb.json"),
        swagger_calls(),
        crate::swagger::fmg::rich(),
    ]
}

/// A made-up Swagger file.
fn swagger(name: &str) -> Value {
    let path = format!("{}/tests/import/golden/swagger/{name}", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}

/// A Swagger file with every form that calls have.
fn swagger_calls() -> Value {
    let body =
        json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "enum": ["x", "y"]}}});
    let get = json!({
        "summary": "Reads.\nAccess Group: sysgrp", "deprecated": true, "x-scheduledRemoval": "8.0",
        "parameters": {"0": {"$ref": "#/parameters/p"}, "2": {"in": "query", "name": "b", "type": "integer", "minimum": 1}},
        "responses": {"200": {"schema": {"type": "array", "items": {"$ref": "#/definitions/part"}}}},
    });
    let post = json!({"parameters": [{"in": "body", "name": "body", "schema": body}], "responses": {"200": {}}});
    let part = json!({"type": "object", "properties": {
        "id": {"type": ["number", "integer"]}, "next": {"$ref": "#/definitions/part"}, "empty": {"type": "object", "properties": []}}});
    json!({
        "swagger": "2.0", "info": {"version": "7.6.5"}, "basePath": "/api/v2",
        "definitions": {"part": part}, "parameters": {"p": {"in": "query", "name": "a", "type": "array", "items": {"enum": ["k"]}}},
        "paths": {
            "/monitor/gadget/lamp": {"get": get, "post": post},
            "/monitor/gadget/plan/save": {"get": {"produces": ["application/octet-stream"]}},
            "/log/{kind}/gadget": {"get": {"parameters": [{"in": "path", "name": "kind", "type": "string", "enum": ["a"]}]}},
            "/log/disk/{kind}": {"get": {"responses": {"200": {"schema": {"type": "array", "items": {"type": "object"}}}}}},
            "/cmdb/gadget/lamp": {"get": {"responses": {"200": {"schema": {"$ref": "#/definitions/part"}}}}, "put": post},
        },
    })
}

fn rich_table() -> Value {
    let word = |name: &str| json!({"name": name, "help": format!("The word {name}.")});
    let mut schema = table(
        "gadget/shelf",
        "name",
        json!({
            "name": {"category": "unitary", "type": "string", "size": 35, "help": "Name."},
            "width": {"category": "unitary", "type": "integer", "min-value": 1, "max-value": 9, "default": 4},
            "paint": {"category": "unitary", "type": "option", "options": [word("red"), word("blue")], "default": "red"},
            "lit": {"category": "unitary", "type": "option", "options": [word("enable"), word("disable")]},
            "tags": {"category": "unitary", "type": "option", "multiple_values": true, "options": [word("a"), word("b")]},
            "psk": {"category": "unitary", "type": "password", "default": "hush"},
            "maker": {"category": "unitary", "type": "string", "datasource": ["gadget.maker.name", "no.such.name"]},
            "members": {"category": "table", "mkey": "name", "children": {"name": value("string")}},
            "books": {"category": "table", "mkey": "id", "help": "Books.", "children": {
                "id": value("integer"),
                "title": value("var-string"),
                "pages": {"category": "complex", "children": {"count": value("integer"), "size": value("string")}},
                "notes": {"category": "table", "mkey": "seq", "children": {"seq": value("integer"), "text": value("string")}},
            }},
        }),
    );
    schema["max_table_size_vdom"] = json!(500);
    schema["access_group"] = json!("fwgrp");
    schema["object_range"] = json!("global");
    schema
}

fn rich_calls() -> Vec<Value> {
    let part =
        json!({"type": "object", "properties": {"id": {"type": "integer"}, "next": {"$ref": "#/definitions/part"}}});
    let response = json!({
        "title": "Status", "type": "object", "definitions": {"part": part},
        "properties": {
            "name": {"type": "string", "description": "The name."},
            "state": {"type": "string", "enum": ["up", "down"]},
            "load": {"type": ["number", "null"], "minimum": 0},
            "parts": {"type": "array", "items": {"$ref": "#/definitions/part"}},
            "by_name": {"type": "object", "additionalProperties": {"type": "object", "properties": {"n": {"type": "integer"}}}},
            "either": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
        },
    });
    let mut read = call("GET", "gadget/status", response);
    read["request"]["parameters"] = json!([
        {"name": "kind", "type": "string", "summary": "Kind [all|some*].", "required": false},
        {"name": "count", "type": "int", "required": true},
        {"name": "kind", "type": "array"},
    ]);
    read["etag"] = json!(true);
    let mut load = call(
        "POST",
        "gadget/firmware/upload",
        json!({"type": "array", "items": {"type": "object"}}),
    );
    load["request"]["file_upload"] = json!(true);
    load["request"]["parameters"] =
        json!([{"name": "file_content", "type": "string"}, {"name": "password", "type": "string"}]);
    let mut save = call("GET", "gadget/config/backup", json!({}));
    save["response"]["file_download"] = json!(true);
    vec![read, load, save]
}

/// Fails with the first line that differs.
fn similar(one: &str, other: &str) -> Result<(), TestCaseError> {
    for (one, other) in one.lines().zip(other.lines()) {
        prop_assert_eq!(one, other);
    }
    prop_assert_eq!(one.lines().count(), other.lines().count());
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn every_mutation_is_understood_or_a_fault(
        which in any::<Index>(),
        mutations in proptest::collection::vec(Mutation::any(), 0..12),
    ) {
        let mut value = which.get(&base()).clone();
        for mutation in &mutations {
            mutate(&mut value, mutation);
        }
        import(&text(&value));
    }

    /// One version is taken apart and put together again. The result has to be the version itself.
    #[test]
    fn every_mutation_is_the_same_as_a_version(
        which in any::<Index>(),
        mutations in proptest::collection::vec(Mutation::any(), 0..12),
    ) {
        let mut value = which.get(&base()).clone();
        for mutation in &mutations {
            mutate(&mut value, mutation);
        }
        let text = text(&value);
        let alone = Import::new().text("a.json", &*text).read();
        let version = Import::new().version_text("a.json", &*text).read();
        match (alone, version) {
            (Ok(alone), Ok(version)) => {
                prop_assert_eq!(rust(&alone.api), rust(&version.api));
                prop_assert_eq!(alone.report.to_string(), version.report.to_string());
            }
            (Ok(_), Err(faults)) => prop_assert!(faults.iter().all(|fault| fault.code == Code::UnknownVersion)),
            (Err(_), Ok(_)) => prop_assert!(false, "a version has fewer faults"),
            (Err(_), Err(_)) => {}
        }
    }

    /// A version that differs from another in anything is merged with it, in any order, or is a fault.
    #[test]
    fn every_mutated_version_is_merged_or_a_fault(
        which in any::<Index>(),
        mutations in proptest::collection::vec(Mutation::any(), 0..12),
    ) {
        let old = which.get(&base()).clone();
        let mut new: Value = serde_json::from_str(&old.to_string().replace("7.2.8", "7.4.1").replace("7.6.5", "8.0.0").replace("\"6.2.0\"", "\"7.0.0\"")).unwrap();
        for mutation in &mutations {
            mutate(&mut new, mutation);
        }
        let (old, new) = (text(&old), text(&new));
        let there = Import::new().version_text("old.json", &*old).version_text("new.json", &*new).lenient(true);
        let back = Import::new().version_text("new.json", &*new).version_text("old.json", &*old).lenient(true);
        match (there.read(), back.read()) {
            (Ok(there), Ok(back)) => {
                let code = rust(&there.api);
                if let Err(fault) = identifiers::check(&code) {
                    panic!("{fault}\n{code}");
                }
                similar(&code, &rust(&back.api))?;
                prop_assert_eq!(there.report.to_string(), back.report.to_string());
            }
            // Neither describes anything.
            (Err(there), Err(back)) => prop_assert_eq!(lines(&there), lines(&back)),
            (Err(faults), Ok(_)) | (Ok(_), Err(faults)) => panic!("{}", lines(&faults).join("\n")),
        }
    }

    #[test]
    fn every_damaged_text_is_understood_or_a_fault(
        which in any::<Index>(),
        at in any::<Index>(),
        bytes in proptest::collection::vec(any::<u8>(), 0..3),
        cut in any::<bool>(),
    ) {
        let mut damaged = text(which.get(&base()));
        let at = at.index(damaged.len());
        let end = if cut { damaged.len() } else { (at + bytes.len()).min(damaged.len()) };
        damaged.splice(at..end, bytes);
        import(&damaged);
    }
}

/// Imports mutations of the descriptions in a folder: `FMG_DESCRIPTIONS=folder cargo test … -- --ignored`.
#[test]
#[ignore = "reads a folder that the caller names"]
fn mutations_of_real_descriptions_are_understood_or_a_fault() {
    let folder = std::env::var("FMG_DESCRIPTIONS").expect("FMG_DESCRIPTIONS names a folder with descriptions");
    let mut answers = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let Ok(value) = serde_json::from_str::<Value>(&text) else {
            continue;
        };
        match value {
            Value::Object(mut own) if own.contains_key("directory") => {
                let Some(Value::Array(calls)) = own.remove("directory") else {
                    continue;
                };
                answers.extend(calls.into_iter().map(|call| json!({"directory": [call]})));
            }
            Value::Object(own) if own.contains_key("results") => answers.push(own.into()),
            Value::Object(own) => answers.extend(own.into_iter().map(|(_, answer)| answer)),
            other => answers.push(other),
        }
    }
    let cases = std::env::var("FMG_CASES").map_or(2_000, |cases| cases.parse().unwrap());
    let config = ProptestConfig {
        cases,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let several = proptest::collection::vec(any::<Index>(), 1..6);
    let strategy = (several, proptest::collection::vec(Mutation::any(), 1..40));
    proptest::test_runner::TestRunner::new(config)
        .run(&strategy, |(which, mutations)| {
            let mut value: Value = which.iter().map(|which| which.get(&answers).clone()).collect();
            for mutation in &mutations {
                mutate(&mut value, mutation);
            }
            import(&text(&value));
            Ok(())
        })
        .unwrap();
}
