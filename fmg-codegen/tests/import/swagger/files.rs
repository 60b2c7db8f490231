//! Swagger files in all their forms, and those that cannot be read.

use fmg_codegen::import::{Import, NoteKind};
use serde_json::{Value, json};

use super::{call, cmdb, monitor, table};
use crate::described::{answer, faults, import, imported, lines, notes, rust};

fn shelf() -> Value {
    cmdb(table(
        "gadget/shelf",
        "name",
        json!({"name": {"type": "string"}, "size": {"type": "integer"}}),
    ))
}

fn lamp() -> Value {
    monitor(call("get", "gadget/lamp", json!([]), json!({"type": "string"})))
}

/// The one fault of a text in this file.
#[track_caller]
fn fault(name: &str, text: impl Into<Vec<u8>>) -> String {
    let mut found = lines(&Import::new().text(name, text).read().map(drop).unwrap_err());
    assert_eq!(found.len(), 1, "{found:#?}");
    found.remove(0)
}

#[test]
fn a_file_has_several_forms() {
    let expected = rust(&imported(&[shelf()]).api);
    for form in [
        json!({"swaggerData": shelf(), "sideMenuData": [{"title": "x"}]}),
        json!({"sideMenuData": {"swagger": "9"}, "swaggerData": shelf()}),
        json!([shelf()]),
        json!({"a": {"swaggerData": shelf()}}),
    ] {
        assert_eq!(rust(&imported(&[form]).api), expected);
    }
    let marked = format!("\u{feff}{}", shelf());
    assert_eq!(
        rust(&Import::new().text("a.json", marked).read().unwrap().api),
        expected
    );
}

/// JSON is YAML; the test of YAML itself is the golden one.
#[test]
fn yaml_is_told_by_its_name_or_its_beginning() {
    let expected = rust(&imported(&[shelf()]).api);
    let rows = "{type: object, properties: {name: {type: string}, size: {type: integer}}}";
    let yaml = format!(
        "swagger: '2.0'\ninfo: {{version: 7.6.5}}\nbasePath: /api/v2/cmdb\npaths:\n  /gadget/shelf:\n    get: {{responses: {{200: {{schema: {rows}}}}}}}\n    post: {{}}\n  /gadget/shelf/{{name}}:\n    put: {{}}\n"
    );
    for name in ["a.yaml", "a.yml", "a.txt"] {
        assert_eq!(
            rust(&Import::new().text(name, &*yaml).read().unwrap().api),
            expected,
            "{name}"
        );
    }
    assert_eq!(
        rust(&Import::new().text("a.yaml", shelf().to_string()).read().unwrap().api),
        expected
    );
    let found = fault("a.yaml", "swagger: '2.0'\npaths: [\n");
    assert!(found.starts_with("S002 a.yaml: the file is not YAML; "), "{found}");
    let found = fault("a.yaml", "a: 1\n");
    assert!(
        found.starts_with("I001 a.yaml: this is not an answer by which an appliance describes itself"),
        "{found}"
    );
}

#[test]
fn files_of_all_apis_of_one_version_are_one_description() {
    let made = imported(&[shelf(), lamp()]);
    assert_eq!((made.report.described.tables, made.report.described.calls), (1, 1));
    assert_eq!(made.report.firmware[0].to_string(), "FortiOS v7.6.5");
    // A device of the version may say more, and its build.
    let mut bench = answer(
        json!({"path": "gadget", "name": "bench", "category": "complex", "children": {"a": {"type": "string"}}}),
    );
    bench["version"] = json!("v7.6.5");
    for files in [[shelf(), bench.clone()], [bench, shelf()]] {
        assert_eq!(
            imported(&files).report.firmware[0].to_string(),
            "FortiOS v7.6.5 build 1639"
        );
    }
    // A file may stand twice.
    assert_eq!(imported(&[shelf(), shelf(), lamp()]).report.described.tables, 1);
}

#[test]
fn files_of_two_versions_are_not_mixed() {
    let mut newer = lamp();
    newer["info"]["version"] = json!("8.0.1");
    let found = faults(&[shelf(), newer]);
    assert_eq!(
        found,
        [
            "I003 1.json: the answer is of FortiOS v8.0.1, an earlier one of FortiOS v7.6.5; help: import the answers of one appliance with one firmware; to merge versions, give each a file or folder of its own and name the folder around them by `versions`, or `--versions`"
        ]
    );
    let mut wrapped = lamp();
    wrapped["info"]["version"] = json!("v7.4.1");
    let found = faults(&[shelf(), json!({"swaggerData": wrapped})]);
    assert!(
        found[0].starts_with("I003 1.json#/swaggerData: the answer is of FortiOS v7.4.1"),
        "{found:?}"
    );
}

#[test]
fn a_version_that_cannot_be_read_is_noted() {
    let mut file = shelf();
    for version in [json!("latest"), json!("x\ny")] {
        file["info"]["version"] = version;
        let made = imported(&[file.clone()]);
        assert_eq!(made.report.firmware, []);
        assert_eq!(notes(&made), [(NoteKind::UnreadableVersion, 1, "0.json".to_owned())]);
    }
    for version in [json!([]), json!(""), Value::Null] {
        file["info"]["version"] = version;
        assert!(notes(&imported(&[file.clone()])).is_empty());
    }
    file["info"] = json!(7);
    assert!(
        imported(&[file])
            .report
            .to_string()
            .starts_with("FortiOS of an unknown version\n")
    );
}

#[test]
fn files_about_something_else_say_so() {
    let other = json!({"swagger": "2.0", "basePath": "/v1", "paths": {"/pets": {"get": {}}}});
    assert!(
        fault("a.json", other.to_string())
            .starts_with("I001 a.json: this is a Swagger file about another product; help: ")
    );
    let old = json!({"swagger": "1.2", "basePath": "/api/v2/cmdb"});
    assert!(
        fault("a.json", old.to_string())
            .starts_with("I001 a.json: this is a file of Swagger 1.2, and the import reads 2.0")
    );
    let openapi = json!({"openapi": "3.0.1", "paths": {}});
    assert!(
        fault("a.json", openapi.to_string())
            .starts_with("I001 a.json: this is an OpenAPI file, and the import reads Swagger 2.0")
    );
    for empty in [
        cmdb(json!({})),
        cmdb(json!([])),
        monitor(json!(7)),
        monitor(json!({"/a": {"get": {}}})),
    ] {
        let found = fault("a.json", empty.to_string());
        assert!(found.starts_with("I0"), "{found}");
    }
    let cut = shelf().to_string();
    let found = fault("a.json", &cut[..cut.len() / 2]);
    assert!(
        found.starts_with("S002 a.json: the file is not JSON; EOF while parsing"),
        "{found}"
    );
}

#[test]
fn a_file_about_a_fortianalyzer_is_none_about_a_fortimanager() {
    let paths = json!({"/dvmdb/adom (get)": {"post": {}}, "/logview/adom/{adom}/logsearch (add)": {"post": {}}});
    let mut file = json!({"swagger": "2.0", "info": {"title": "FortiAnalyzer 7.4.1 DVMDB", "version": "7.4.1"},
        "basePath": "/jsonrpc", "paths": paths});
    let found = fault("a.json", file.to_string());
    assert!(
        found.starts_with("I001 a.json: this is a Swagger file about a FortiAnalyzer; help: remove the file"),
        "{found}"
    );
    // A FortiManager has the urls of a FortiAnalyzer if the features of one are on.
    file["info"]["title"] = json!("FortiManager and FortiAnalyzer");
    let made = imported(&[file]);
    let url = "/logview/adom/{adom}/logsearch (add)".to_owned();
    assert!(
        notes(&made).contains(&(NoteKind::AnalyzerUrl, 1, url)),
        "{:?}",
        notes(&made)
    );
}

#[test]
fn references_to_nothing_are_named() {
    let row = json!({"type": "object", "properties": {
        "name": {"type": "string"}, "size": {"$ref": "#/definitions/size"}, "slots": {"type": "array", "items": {"$ref": "#/definitions/gone"}}}});
    let get = json!({"parameters": [{"$ref": "#/parameters/vdom"}, {"$ref": "#/parameters/none"}],
        "responses": {"200": {"schema": {"$ref": "#/definitions/whole"}}}});
    let mut file = cmdb(json!({"/gadget/shelf": {"get": get, "post": {}}}));
    file["definitions"] = json!({"size": {"type": "integer"}, "row": row});
    file["parameters"] = json!({"vdom": {"in": "query", "name": "vdom", "type": "string"}});
    let found = |made: &fmg_codegen::import::Imported| {
        let own = notes(made)
            .into_iter()
            .find(|own| own.0 == NoteKind::DanglingDefinition);
        own.map(|(_, count, examples)| (count, examples)).unwrap()
    };
    let names = ["#/definitions/gone", "#/parameters/none", "#/definitions/whole"];
    let expected = names.map(|name| format!("0.json → {name}")).join(", ");
    for file in [file.clone(), json!([file])] {
        assert_eq!(found(&imported(&[file])), (3, expected.clone()));
    }
}

/// Of a member that stands twice the last one is read, in each form of a file, and is named.
#[test]
fn members_that_stand_twice_are_named() {
    let shelf = r#"{"swagger": "2.0", "basePath": "/api/v2/cmdb", "paths": {"/gadget/shelf": {"get": {}}, "/gadget/shelf": {"get": {"responses": {"200": {"schema": {"properties": {"a": {"type": "integer"}, "a": {"type": "string"}}}}}}}}}"#;
    let answer = r#"{"path": "gadget", "name": "lamp", "category": "complex", "children": {"a": {"type": "integer"}, "a": {"type": "string"}}}"#;
    let found = |name: &str, text: &str| {
        let made = Import::new().text(name, text).read().unwrap();
        let rust = rust(&made.api);
        assert!(rust.contains("pub a: Option<String>"), "{rust}");
        let own = notes(&made).into_iter().find(|own| own.0 == NoteKind::RepeatedMember);
        own.map(|(_, _, examples)| examples).unwrap()
    };
    let inside = "/paths/~1gadget~1shelf/get/responses/200/schema/properties/a";
    for name in ["a.json", "a.yaml"] {
        let examples = found(name, shelf);
        let mut examples: Vec<_> = examples.split(", ").collect();
        examples.sort_unstable();
        assert_eq!(
            examples,
            [format!("{name}#/paths/~1gadget~1shelf"), format!("{name}#{inside}")],
        );
    }
    assert_eq!(found("a.json", answer), "a.json#/children/a");
}

#[test]
fn two_files_that_contradict_each_other_are_a_fault() {
    let other = cmdb(table("gadget/shelf", "name", json!({"name": {"type": "string"}})));
    let found = import(&[shelf(), other]).read().map(drop).unwrap_err();
    assert!(
        lines(&found)[0]
            .starts_with("S015 1.json#/paths/~1gadget~1shelf: the table `gadget/shelf` has two descriptions")
    );
}

/// Urls of an API that is not imported are counted.
#[test]
fn other_apis_are_left_out() {
    let mut file = shelf();
    file["basePath"] = json!("/api/v2");
    file["paths"] = json!({"/monitor/gadget/lamp": {"get": {}}, "/service/gadget/fan": {"get": {}}, "/api/v2/monitor/gadget/fan": {"get": {}}});
    let made = imported(&[file]);
    assert_eq!(made.report.described.calls, 2);
    assert!(notes(&made).contains(&(NoteKind::StrangeUrl, 1, "/service/gadget/fan".to_owned())));
}
