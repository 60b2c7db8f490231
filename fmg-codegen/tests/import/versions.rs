//! Several versions of one model become one description.

use std::fs;

use camino::Utf8Path;
use fmg_codegen::Diagnostic;
use fmg_codegen::import::{Difference, Import, Imported, NoteKind, specs};
use fmg_codegen::ir::{Enum, Field, ProductId, Table, VersionInterval};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::described::{
    call, field, fields, group, lines, notes, options, row, rust, shown, single, table, value, with,
};
use crate::snapshots::is_expected;

/// The model of most versions here.
const MODEL: &str = "FGTEST";

/// A version of a firmware, as its file has it: a map of the answers for each table.
fn version(version: &str, build: u64, tables: &[Value]) -> Value {
    of_model(MODEL, version, build, tables)
}

fn of_model(model: &str, version: &str, build: u64, tables: &[Value]) -> Value {
    let answer = |schema: &Value| {
        json!({
            "http_method": "GET", "status": "success", "http_status": 200, "serial": format!("{model}7777888899"),
            "version": format!("v{version}"), "build": build, "results": schema,
        })
    };
    let answers = tables
        .iter()
        .map(|schema| (schema["name"].as_str().unwrap().to_owned(), answer(schema)));
    Value::Object(answers.collect())
}

/// An import of these versions, each in a file: `0.json`, `1.json`.
fn merging(versions: &[Value]) -> Import {
    versions
        .iter()
        .enumerate()
        .fold(Import::new(), |import, (index, version)| {
            import.version_text(format!("{index}.json"), version.to_string())
        })
}

#[track_caller]
fn merged(versions: &[Value]) -> Imported {
    match merging(versions).read() {
        Ok(imported) => imported,
        Err(faults) => panic!("{}", shown(&faults)),
    }
}

#[track_caller]
fn faults(versions: &[Value]) -> Vec<String> {
    lines(&merging(versions).read().map(drop).unwrap_err())
}

/// A table with these attributes beside its key.
fn shelf(attributes: Value) -> Value {
    table(
        "gadget/shelf",
        "name",
        with(json!({"name": value("string")}), attributes),
    )
}

/// The bindings on one line, so that sentences are found in documentation of several lines.
fn words(imported: &Imported) -> String {
    let text = rust(&imported.api).replace("///", "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The versions: `>=6.4.4, not on every model`.
fn told(versions: &[VersionInterval], some_models: bool) -> String {
    let mut words: Vec<_> = versions.iter().map(ToString::to_string).collect();
    if some_models {
        words.push("not on every model".to_owned());
    }
    words.join(", ")
}

fn of_field(own: &Field) -> String {
    told(&own.facts.versions, own.facts.some_models)
}

fn of_attribute(imported: &Imported, wire: &str) -> String {
    of_field(field(row(imported, "cmdb::gadget", "Shelf"), wire))
}

fn of_table<'a>(imported: &'a Imported, path: &str) -> &'a Table {
    group(imported, "cmdb::gadget")
        .tables
        .iter()
        .find(|own| own.path == path)
        .unwrap()
}

fn enumeration<'a>(imported: &'a Imported, name: &str) -> &'a Enum {
    group(imported, "cmdb::gadget")
        .enums
        .iter()
        .find(|own| own.name.as_str() == name)
        .unwrap()
}

/// The values of an enum: `oak`, `pine: <=6.2.0`.
fn of_values(item: &Enum) -> Vec<String> {
    let values = item.values.iter();
    let shown = |wire: &str, told: String| {
        if told.is_empty() {
            wire.to_owned()
        } else {
            format!("{wire}: {told}")
        }
    };
    values
        .map(|own| shown(&own.wire, told(&own.versions, own.some_models)))
        .collect()
}

/// Three versions of one model, with parts that are added and removed.
fn three() -> [Value; 3] {
    let depth = |most: u32| {
        with(
            value("integer"),
            json!({"min-value": 1, "max-value": most, "default": most}),
        )
    };
    let boards = |more: Value| {
        let rows = with(json!({"id": value("integer")}), more);
        json!({"category": "table", "mkey": "id", "children": rows})
    };
    [
        version(
            "6.2.7",
            1190,
            &[
                shelf(json!({
                    "depth": depth(40), "varnish": value("string"), "wood": options(&["oak", "pine"]),
                    "boards": boards(json!({"cut": value("string")})),
                })),
                single("gadget/door", json!({"colour": value("string")})),
            ],
        ),
        version(
            "7.0.6",
            366,
            &[
                shelf(json!({
                    "depth": depth(60), "wood": options(&["oak", "ash"]), "wheels": value("integer"),
                    "boards": boards(json!({"cut": value("string"), "glue": value("string")})),
                })),
                table("gadget/lamp", "name", json!({"name": value("string")})),
            ],
        ),
        version(
            "7.2.8",
            1639,
            &[
                shelf(json!({
                    "depth": depth(50), "varnish": value("string"), "wood": options(&["elm", "oak"]),
                    "boards": boards(json!({"glue": value("string")})),
                    "hooks": boards(json!({"load": value("integer")})),
                })),
                table("gadget/lamp", "name", json!({"name": value("string")})),
            ],
        ),
    ]
}

#[test]
fn what_comes_and_goes_has_its_versions() {
    let imported = merged(&three());
    for (wire, expected) in [
        ("name", ""),
        ("depth", ""),
        ("varnish", "<=6.2.7, >=7.2.8"),
        ("wheels", "7.0.6-7.0.6"),
        ("hooks", ">=7.2.8"),
    ] {
        assert_eq!(of_attribute(&imported, wire), expected, "{wire}");
    }
    // Parts of a table name only versions that have the table.
    let boards = row(&imported, "cmdb::gadget", "ShelfBoards");
    let inside = ["id", "cut", "glue"].map(|wire| of_field(field(boards, wire)));
    assert_eq!(inside, ["", "<=7.0.6", ">=7.0.6"]);
    assert_eq!(
        of_field(field(row(&imported, "cmdb::gadget", "ShelfHooks"), "load")),
        ""
    );
    // The newest has its values first, then come those of older ones.
    assert_eq!(
        of_values(enumeration(&imported, "ShelfWood")),
        ["elm: >=7.2.8", "oak", "ash: 7.0.6-7.0.6", "pine: <=6.2.7"]
    );
    for (path, expected) in [
        ("gadget/shelf", ""),
        ("gadget/door", "<=6.2.7"),
        ("gadget/lamp", ">=7.0.6"),
        ("hooks", ">=7.2.8"),
        ("boards", ""),
    ] {
        let own = of_table(&imported, path);
        assert_eq!(told(&own.versions, own.some_models), expected, "{path}");
    }
}

/// An attribute that one version marks as secret is a secret in both directions, and its defaults are not shown.
#[test]
fn a_secret_of_one_version_is_a_secret() {
    let door = |ty: &str, default: &str| json!({"lock": with(value(ty), json!({"default": default}))});
    let old = version("7.0.6", 1, &[single("gadget/door", door("password", "hush-old"))]);
    let new = version("7.2.8", 1, &[single("gadget/door", door("string", "hush-new"))]);
    for versions in [[old.clone(), new.clone()], [new.clone(), old.clone()]] {
        let imported = merged(&versions);
        let code = rust(&imported.api);
        assert!(
            code.contains("pub lock: Option<Secret>") && !code.contains("hush"),
            "{code}"
        );
        assert!(!imported.report.to_string().contains("hush"));
    }
}

/// A spec to start from has the intervals in its own form.
#[test]
fn a_spec_has_the_versions_of_fields() {
    let text = specs(&merged(&three()).api).concat();
    for line in [
        "  { name = \"varnish\", type = \"string\", versions = [\"<=6.2.7\", \">=7.2.8\"] },",
        "  { name = \"wheels\", type = \"int\", versions = [\"7.0.6-7.0.6\"] },",
        "  { name = \"name\", type = \"string\" },",
    ] {
        assert!(text.contains(line), "{text}");
    }
}

#[test]
fn ranges_are_the_widest_and_defaults_those_of_the_newest() {
    let imported = merged(&three());
    let depth = field(row(&imported, "cmdb::gadget", "Shelf"), "depth");
    assert_eq!((depth.facts.min, depth.facts.max), (Some(1), Some(60)));
    assert_eq!(depth.facts.default.as_deref(), Some("50"));
    let widest = (NoteKind::WidestOfVersions, 1, "gadget/shelf.depth".to_owned());
    assert_eq!(notes(&imported), [widest]);
    // A version without a limit allows everything.
    let label = |size: Option<u32>| {
        let size = size.map_or(json!({}), |size| json!({"size": size}));
        shelf(json!({"label": with(value("string"), size)}))
    };
    let of = |sizes: [Option<u32>; 2]| {
        let [old, new] = sizes.map(label);
        let imported = merged(&[version("7.0.0", 1, &[old]), version("7.2.0", 2, &[new])]);
        field(row(&imported, "cmdb::gadget", "Shelf"), "label").facts.max_len
    };
    assert_eq!(of([Some(35), Some(63)]), Some(63));
    assert_eq!(of([Some(63), Some(35)]), Some(63));
    assert_eq!(of([None, Some(63)]), None);
    assert_eq!(of([Some(63), None]), None);
}

#[test]
fn the_files_that_are_emitted() {
    let imported = merged(&three());
    is_expected("versions", &rust(&imported.api));
    is_expected("versions_report", &imported.report.to_string());
}

#[test]
fn the_newest_type_wins() {
    let of = |old: Value, new: Value| {
        let imported = merged(&[
            version("7.0.0", 1, &[shelf(json!({"a": old}))]),
            version("7.2.0", 2, &[shelf(json!({"a": new}))]),
        ]);
        (
            field(row(&imported, "cmdb::gadget", "Shelf"), "a").ty.to_string(),
            notes(&imported),
        )
    };
    let keys = json!({"category": "table", "mkey": "name", "children": {"name": value("string")}});
    let rows =
        json!({"category": "table", "mkey": "id", "children": {"id": value("integer"), "load": value("string")}});
    let other = |kind| vec![(kind, 1, "gadget/shelf.a".to_owned())];
    assert_eq!(
        of(value("integer"), value("string")),
        ("string".to_owned(), other(NoteKind::OtherType))
    );
    assert_eq!(
        of(value("string"), value("integer")),
        ("int".to_owned(), other(NoteKind::OtherType))
    );
    // A text is read as a list of one key.
    assert_eq!(
        of(value("string"), keys.clone()),
        ("keys".to_owned(), other(NoteKind::TextOrKeys))
    );
    assert_eq!(
        of(keys, value("string")),
        ("string".to_owned(), other(NoteKind::OtherType))
    );
    assert_eq!(
        of(value("string"), rows.clone()),
        ("list<ShelfA>".to_owned(), other(NoteKind::OtherType))
    );
    // The text keeps nothing of the table that a text cannot have.
    let (ty, _) = of(rows, value("string"));
    assert_eq!(ty, "string");
    // Kinds of texts are one type, and so are one and several values.
    assert_eq!(
        of(value("user"), value("ipv4-address")),
        ("string".to_owned(), Vec::new())
    );
    let several = with(value("integer"), json!({"multiple_values": true}));
    assert_eq!(of(value("integer"), several), ("words<int>".to_owned(), Vec::new()));
    // A switch with a third value in one version is a choice.
    let (ty, found) = of(options(&["enable", "disable", "auto"]), options(&["enable", "disable"]));
    assert_eq!((ty.as_str(), found), ("ShelfA", Vec::new()));
}

/// The values of a choice that was a text are not younger than the attribute: the text could have had them.
#[test]
fn a_text_with_values_in_newer_versions() {
    let text = || value("string");
    let wood = |values: &[&str]| shelf(json!({"wood": options(values)}));
    let imported = merged(&[
        version("6.2.0", 1, &[shelf(json!({"wood": text()}))]),
        version("7.0.0", 2, &[wood(&["oak", "ash", "fir"])]),
        version("7.2.0", 3, &[wood(&["oak", "ash", "elm"])]),
    ]);
    assert_eq!(of_attribute(&imported, "wood"), "");
    assert_eq!(
        of_values(enumeration(&imported, "ShelfWood")),
        ["oak", "ash", "elm: >=7.2.0", "fir: <=7.0.0"]
    );
}

/// Values that came at different times make enums of their own, also if they are equal.
#[test]
fn attributes_share_an_enum_if_its_values_have_the_same_versions() {
    let both = |old: &[&str], other: &[&str]| shelf(json!({"a": options(old), "b": options(other), "c": options(old)}));
    let imported = merged(&[
        version("7.0.0", 1, &[both(&["x", "y", "z"], &["x", "y"])]),
        version("7.2.0", 2, &[both(&["x", "y", "z"], &["x", "y", "z"])]),
    ]);
    let shelf = row(&imported, "cmdb::gadget", "Shelf");
    let types = ["a", "b", "c"].map(|wire| field(shelf, wire).ty.to_string());
    assert_eq!(types, ["ShelfA", "ShelfB", "ShelfA"]);
    assert_eq!(of_values(enumeration(&imported, "ShelfA")), ["x", "y", "z"]);
    assert_eq!(of_values(enumeration(&imported, "ShelfB")), ["x", "y", "z: >=7.2.0"]);
}

#[test]
fn a_difference_of_models_is_no_version() {
    let plain = || shelf(json!({"wood": options(&["oak", "ash", "elm"])}));
    let with_wheels = || shelf(json!({"wheels": value("integer"), "wood": options(&["oak", "ash", "elm", "fir"])}));
    let lamp = || table("gadget/lamp", "name", json!({"name": value("string")}));
    let imported = merged(&[
        version("7.0.6", 1, &[plain()]),
        version("7.2.8", 2, &[plain()]),
        of_model("FGHARD", "7.2.8", 2, &[with_wheels(), lamp()]),
    ]);
    assert_eq!(of_attribute(&imported, "wheels"), "not on every model");
    let wood = of_values(enumeration(&imported, "ShelfWood"));
    assert_eq!(wood, ["oak", "ash", "elm", "fir: not on every model"]);
    let lamp = of_table(&imported, "gadget/lamp");
    assert_eq!(told(&lamp.versions, lamp.some_models), "not on every model");
    let some = (
        NoteKind::SomeModels,
        3,
        "gadget/lamp, gadget/shelf.wheels, gadget/shelf.wood: fir".to_owned(),
    );
    assert_eq!(notes(&imported), [some]);
    let words = words(&imported);
    assert_eq!(words.matches("Not every model has it.").count(), 3, "{words}");
}

/// The answers tell their version, whatever the files are called and in whatever order they are read.
#[test]
fn the_order_of_versions_does_not_matter() {
    let expected = rust(&merged(&three()).api);
    let [one, two, three] = three();
    for order in [
        [&one, &three, &two],
        [&two, &one, &three],
        [&two, &three, &one],
        [&three, &one, &two],
        [&three, &two, &one],
    ] {
        let versions = order.map(Clone::clone);
        let imported = merged(&versions);
        assert_eq!(rust(&imported.api), expected);
    }
}

#[test]
fn one_version_and_one_twice_are_that_version() {
    for own in three() {
        let alone = Import::new().text("0.json", own.to_string()).read().unwrap();
        for versions in [vec![own.clone()], vec![own.clone(), own.clone()]] {
            let imported = merged(&versions);
            assert_eq!(rust(&imported.api), rust(&alone.api));
            assert_eq!(imported.report.to_string(), alone.report.to_string());
        }
    }
}

#[test]
fn two_files_of_one_version_are_one_version() {
    let [.., newest] = three();
    let (shelf, lamp) = (newest["shelf"].clone(), newest["lamp"].clone());
    let parts = [json!({"a": shelf}), json!({"b": lamp})];
    assert_eq!(rust(&merged(&parts).api), rust(&merged(&[newest]).api));
    // Files of one version that contradict each other have no order.
    let other = version(
        "7.2.8",
        1639,
        &[table(
            "gadget/lamp",
            "name",
            json!({"name": value("string"), "watts": value("integer")}),
        )],
    );
    let found = faults(&[parts[0].clone(), parts[1].clone(), other]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with("S015 2.json#/lamp/results: the table `gadget/lamp` has two descriptions; help: "),
        "{found:#?}"
    );
}

#[test]
fn a_version_that_cannot_be_read_is_a_fault_with_its_file() {
    let good = version("7.2.8", 1639, &[shelf(json!({}))]);
    let silent = json!([shelf(json!({}))]);
    let found = faults(&[good.clone(), silent.clone()]);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0].starts_with("I007 1.json: no answer states its version; help: save the answers"),
        "{found:#?}"
    );
    let odd = version("7-beta", 1, &[shelf(json!({}))]);
    let found = faults(&[good.clone(), odd]);
    assert!(
        found[0].starts_with("I007 1.json: the version `v7-beta` has no numbers"),
        "{found:#?}"
    );
    let found = lines(&Import::new().version_text("page.json", "<html>").read().unwrap_err());
    assert!(found[0].starts_with("I001 page.json: "), "{found:#?}");
    // A lenient import leaves the version out, and says so.
    let imported = merging(&[good, silent]).lenient(true).read().unwrap();
    assert_eq!(lines(&imported.report.left_out).len(), 1);
    assert_eq!(of_attribute(&imported, "name"), "");
}

#[test]
fn versions_and_descriptions_are_not_mixed() {
    let own = version("7.2.8", 1639, &[shelf(json!({}))]).to_string();
    let import = Import::new()
        .text("one.json", own.clone())
        .version_text("two.json", own);
    let found = lines(&import.read().unwrap_err());
    assert!(
        found[0].starts_with("I003 : an import has descriptions of one appliance or of several versions, not both"),
        "{found:#?}"
    );
}

/// Files of two versions in one import, or in the folder of one version.
#[test]
fn a_mixed_folder_names_the_way_to_merge() {
    let [one, two, _] = three();
    let help = "to merge versions, give each a file or folder of its own";
    let import = Import::new()
        .text("a.json", one.to_string())
        .text("b.json", two.to_string());
    let found = lines(&import.read().unwrap_err());
    assert!(
        found
            .iter()
            .any(|fault| fault.starts_with("I003 b.json") && fault.contains(help)),
        "{found:#?}"
    );
    let found = faults(&[json!({"a": one, "b": two})]);
    assert!(
        found
            .iter()
            .any(|fault| fault.starts_with("I003 0.json") && fault.contains(help)),
        "{found:#?}"
    );
}

/// A folder with a folder, a file and something else.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let [one, two, three] = three();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    for (name, answer) in one.as_object().unwrap() {
        write(&format!("all/some/{name}.json"), &answer.to_string());
    }
    write("all/b.json", &two.to_string());
    write("all/a.json", &three.to_string());
    write("all/readme.txt", "not a description");
    write("all/overlay.toml", "");
    fs::create_dir_all(folder.path().join("empty")).unwrap();
    fs::create_dir_all(folder.path().join("hole/7.2.8")).unwrap();
    folder
}

fn read(import: &Import) -> Result<Imported, Vec<Diagnostic>> {
    import.read()
}

#[test]
fn a_folder_of_versions() {
    let folder = folder();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let expected = rust(&merged(&three()).api);
    let imported = read(&Import::new().root(root).versions("all")).unwrap();
    assert_eq!(rust(&imported.api), expected);
    let each = Import::new()
        .root(root)
        .version("all/some")
        .version("all/a.json")
        .version("all/b.json");
    assert_eq!(rust(&read(&each).unwrap().api), expected);
    for (name, start) in [
        ("empty", "S001 empty: the folder has no version"),
        (
            "hole",
            "S001 hole/7.2.8: the folder has no `.json`, `.yaml` or `.yml` file",
        ),
        ("none", "S001 none: cannot read `none`"),
        (
            "all/a.json",
            "S001 all/a.json: this is a file, not a folder of versions",
        ),
    ] {
        let found = lines(&read(&Import::new().root(root).versions(name)).unwrap_err());
        assert!(found.iter().any(|fault| fault.starts_with(start)), "{found:#?}");
    }
}

/// A version that describes no tables does not count for tables.
#[test]
fn calls_and_parameters_have_their_versions() {
    let directory = |version: &str, calls: &[Value]| json!({"directory": calls, "serial": "FGTEST7777888899", "version": format!("v{version}"), "build": 1});
    let parameters = |names: &[&str]| {
        let all: Vec<_> = names
            .iter()
            .map(|name| json!({"name": name, "type": "string"}))
            .collect();
        json!({"request": {"http_method": "GET", "parameters": all}})
    };
    let response = |names: &[&str]| {
        let all: serde_json::Map<_, _> = names
            .iter()
            .map(|name| ((*name).to_owned(), json!({"type": "string"})))
            .collect();
        json!({"type": "array", "items": {"type": "object", "properties": all}})
    };
    let state =
        |names: &[&str], members: &[&str]| with(call("GET", "gadget/state", response(members)), parameters(names));
    let reset = || call("POST", "gadget/shelf/reset", json!({}));
    let imported = merged(&[
        directory("7.0.0", &[state(&["unit", "old"], &["load", "rust"]), reset()]),
        directory(
            "7.2.0",
            &[
                state(&["unit", "count"], &["load", "age"]),
                call("GET", "gadget/lamp", json!({})),
            ],
        ),
        version("6.4.0", 1, &[shelf(json!({}))]),
        version("7.2.0", 1, &[shelf(json!({}))]),
    ]);
    let module = group(&imported, "monitor::gadget");
    let of_call = |name: &str| {
        let own = module
            .endpoints
            .iter()
            .find(|own| own.type_name.as_str() == name)
            .unwrap();
        told(&own.versions, own.some_models)
    };
    assert_eq!(["State", "ShelfReset", "Lamp"].map(of_call), ["", "<=7.0.0", ">=7.2.0"]);
    let state = module
        .endpoints
        .iter()
        .find(|own| own.type_name.as_str() == "State")
        .unwrap();
    let members: Vec<_> = state
        .members
        .iter()
        .map(|own| (own.field.wire.to_string(), of_field(&own.field)))
        .collect();
    let expected = [("unit", ""), ("count", ">=7.2.0"), ("old", "<=7.0.0")];
    assert_eq!(members, expected.map(|(name, told)| (name.to_owned(), told.to_owned())));
    let entry = row(&imported, "monitor::gadget", "StateEntry");
    let told: Vec<_> = entry
        .fields
        .iter()
        .map(|own| (own.field.wire.to_string(), of_field(&own.field)))
        .collect();
    let expected = [("age", ">=7.2.0"), ("load", ""), ("rust", "<=7.0.0")];
    assert_eq!(told, expected.map(|(name, told)| (name.to_owned(), told.to_owned())));
    let text = rust(&imported.api);
    assert!(
        text.contains("`GET /api/v2/monitor/gadget/lamp`. The response is not documented: it is untyped JSON."),
        "{text}"
    );
    assert!(text.contains("Available from version 7.2.0 on."), "{text}");
    assert_eq!(of_table(&imported, "gadget/shelf").versions, []);
}

/// The newest version decides whether there is a response, and of which form.
#[test]
fn the_response_is_that_of_the_newest() {
    let directory = |version: &str, response: Value| json!({"directory": [call("GET", "gadget/state", response)], "serial": "FGTEST7777888899", "version": version, "build": 1});
    let object = json!({"type": "object", "properties": {"load": {"type": "string"}}});
    let list = json!({"type": "array", "items": {"type": "string"}});
    for (old, new, expected) in [
        (object.clone(), Value::Null, "None"),
        (Value::Null, list.clone(), "Required(List(String))"),
        (object.clone(), list.clone(), "Required(List(String))"),
        (list, json!({"type": "string"}), "Required(String)"),
        (object, json!({"type": "object", "properties": {}}), "Required(Object)"),
    ] {
        let imported = merged(&[directory("v7.0.0", old), directory("v7.2.0", new)]);
        let response = &group(&imported, "monitor::gadget").endpoints[0].response;
        assert_eq!(format!("{response:?}"), expected);
    }
}

/// A table of a single object that was answered as if it were a table.
#[test]
fn tables_of_single_objects_are_merged() {
    let child = |version: &str, attributes: Value| {
        let schema = table("gadget/board", "id", with(json!({"id": value("integer")}), attributes));
        json!({
            "http_method": "GET", "path": "gadget", "name": "rack", "child_path": "board", "serial": "FGTEST7777888899",
            "version": version, "build": 1, "results": schema,
        })
    };
    let imported = merged(&[
        child("v7.0.0", json!({"cut": value("string")})),
        child("v7.2.0", json!({"glue": value("string")})),
    ]);
    assert_eq!(
        fields(row(&imported, "cmdb::gadget", "RackBoard")),
        ["id: int", "cut: string", "glue: string"]
    );
}

/// A name of an old version that cannot be one in Rust has the place in the file of that version.
#[test]
fn a_fault_has_the_place_of_the_version_that_has_it() {
    let found = faults(&[
        version("7.0.0", 1, &[shelf(json!({"+": value("string")}))]),
        version("7.2.0", 2, &[shelf(json!({"-": value("string")}))]),
    ]);
    let starts: Vec<_> = found.iter().filter_map(|fault| fault.split(": ").next()).collect();
    assert_eq!(
        starts,
        [
            "S014 0.json#/shelf/results/children/+",
            "S014 1.json#/shelf/results/children/-"
        ]
    );
}

#[test]
fn patterns_overlay_and_secrets_work_as_for_one_version() {
    let lock = |ty: &str| shelf(json!({"lock": with(value(ty), json!({"default": "hush"}))}));
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    fs::write(
        root.join("overlay.toml"),
        "[[field]]\ntable = 'gadget/shelf'\npath = 'lock'\nrename = 'padlock'\n",
    )
    .unwrap();
    let versions = [
        version("7.0.0", 1, &[lock("string"), single("gadget/door", json!({}))]),
        version("7.2.0", 2, &[lock("password")]),
    ];
    let imported = merging(&versions)
        .root(root)
        .overlay("overlay.toml")
        .only(["gadget/shelf"])
        .read()
        .unwrap();
    let text = rust(&imported.api);
    assert!(
        text.contains("pub padlock: Option<Secret>") && !text.contains("hush") && !text.contains("Door"),
        "{text}"
    );
}

/// An older and a newer version that differ only in aspects that a comparison lists.
#[test]
fn a_difference_and_a_union_tell_the_same() {
    let [old, _, new] = three();
    let import = |own: &Value| Import::new().text("0.json", own.to_string());
    let difference = Difference::of(&import(&old), &import(&new)).unwrap();
    let imported = merged(&[old, new]);
    let came = difference.to_string().matches("\n  + ").count();
    let words = words(&imported);
    // `hooks`, `boards.glue`; and the rows of `hooks`, the table `gadget/lamp`, the value `elm`.
    assert_eq!(came, 2, "{difference}");
    assert_eq!(
        words.matches("Available from version 7.2.8 on.").count(),
        came + 3,
        "{words}"
    );
}

/// An attribute of any kind.
fn any_attribute() -> impl Strategy<Value = Value> {
    let values = proptest::sample::subsequence(vec!["a", "b", "c", "d"], 0..4).prop_shuffle();
    let leaf = prop_oneof![
        Just(value("string")),
        (0u32..3).prop_map(|size| with(value("string"), json!({"size": size * 10}))),
        (0i64..3, 3i64..6).prop_map(|(min, max)| with(value("integer"), json!({"min-value": min, "max-value": max}))),
        values.prop_map(|values| options(&values)),
        Just(value("password")),
    ];
    leaf.prop_recursive(2, 12, 3, |inner| {
        (any::<bool>(), attributes_of(inner)).prop_map(|(is_table, children)| {
            let children = with(json!({"id": value("integer")}), children);
            if is_table {
                json!({"category": "table", "mkey": "id", "children": children})
            } else {
                json!({"category": "complex", "children": children})
            }
        })
    })
}

fn attributes_of(attribute: impl Strategy<Value = Value>) -> impl Strategy<Value = Value> {
    proptest::collection::btree_map("[a-d]", attribute, 0..4).prop_map(|all| Value::Object(all.into_iter().collect()))
}

/// A version is one interval of versions, whatever its builds have.
#[test]
fn builds_of_one_version_that_differ_are_noted() {
    let (small, large) = (shelf(json!({})), shelf(json!({"steel": value("string")})));
    let of = |build: u64, own: &Value| version("7.0.6", build, std::slice::from_ref(own));
    let newer = version("7.2.8", 1639, std::slice::from_ref(&large));
    let imported = merged(&[of(366, &small), of(400, &large), newer.clone()]);
    let note = (NoteKind::SomeBuilds, 1, "FortiOS 7.0.6, builds 366 and 400".to_owned());
    assert_eq!(notes(&imported), [note]);
    let steel = field(row(&imported, "cmdb::gadget", "Shelf"), "steel");
    assert_eq!(of_field(steel), "");
    // Builds that describe the same need no note.
    assert!(notes(&merged(&[of(366, &large), of(400, &large), newer])).is_empty());
}

/// The file that cannot be read may be the one that states the version.
#[test]
fn a_broken_version_is_one_fault() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let schema = shelf(json!({})).to_string();
    for (broken, start) in [
        ("{\"version\": ", "S002 all/7.0/b.json: the file is not JSON; "),
        (
            "{\"http_method\": \"GET\", \"status\": \"error\", \"version\": \"v7.0.6\"}",
            "I002 all/7.0/b.json: the appliance has refused this request",
        ),
    ] {
        fs::create_dir_all(root.join("all/7.0")).unwrap();
        fs::write(root.join("all/7.0/a.json"), &schema).unwrap();
        fs::write(root.join("all/7.0/b.json"), broken).unwrap();
        let found = lines(&Import::new().root(root).versions("all").read().map(drop).unwrap_err());
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with(start), "{found:#?}");
    }
    fs::remove_file(root.join("all/7.0/b.json")).unwrap();
    let found = lines(&Import::new().root(root).versions("all").read().map(drop).unwrap_err());
    assert!(
        found[0].starts_with("I007 all/7.0: no answer states its version; "),
        "{found:#?}"
    );
}

/// Versions of two models, which have some of two tables.
fn any_versions() -> impl Strategy<Value = Vec<Value>> {
    let tables = (
        any::<bool>(),
        attributes_of(any_attribute()),
        attributes_of(any_attribute()),
    );
    proptest::collection::vec((tables, any::<bool>()), 1..5).prop_map(|all| {
        let all = all.into_iter().enumerate();
        let version = all.map(|(index, ((has_lamp, own, other), is_hard))| {
            let lamp = table("gadget/lamp", "name", with(json!({"name": value("string")}), other));
            let tables: Vec<_> = std::iter::once(shelf(own)).chain(has_lamp.then_some(lamp)).collect();
            of_model(
                if is_hard { "FGHARD" } else { MODEL },
                &format!("7.{}.0", index / 2),
                index as u64,
                &tables,
            )
        });
        version.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_order_of_any_versions_gives_the_same(
        (versions, shuffled) in any_versions().prop_flat_map(|own| (Just(own.clone()), Just(own).prop_shuffle()))
    ) {
        let (one, other) = (merged(&versions), merged(&shuffled));
        prop_assert_eq!(rust(&one.api), rust(&other.api));
        let told = |imported: &Imported| imported.report.to_string();
        prop_assert_eq!(told(&one), told(&other));
    }

    #[test]
    fn a_version_merged_with_itself_is_that_version(versions in any_versions()) {
        for own in versions {
            let alone = Import::new().text("0.json", own.to_string()).read().unwrap();
            let twice = merged(&[own.clone(), own]);
            prop_assert_eq!(rust(&alone.api), rust(&twice.api));
            prop_assert_eq!(alone.report.to_string(), twice.report.to_string());
        }
    }

    /// Everything that a version describes is in the union: a version that is added again changes nothing.
    #[test]
    fn the_union_has_everything_of_each_version(versions in any_versions()) {
        let union = merged(&versions);
        for own in &versions {
            let alone = Import::new().text("0.json", own.to_string()).read().unwrap();
            for table in &group(&alone, "cmdb::gadget").tables {
                prop_assert!(group(&union, "cmdb::gadget").tables.iter().any(|own| own.path == table.path) || table.parent().is_some());
            }
            let wires = |imported: &Imported| -> Vec<String> {
                row(imported, "cmdb::gadget", "Shelf").fields.iter().map(|own| own.field.wire.to_string()).collect()
            };
            let all = wires(&union);
            prop_assert!(wires(&alone).iter().all(|wire| all.contains(wire)));
        }
    }
}

/// A version of a FortiManager: the answer about itself, and those about tables.
fn of_fmg(version: &str, tables: Value) -> Value {
    let result = |url: &str, data: Value| json!({"status": {"code": 0, "message": "OK"}, "url": url, "data": data});
    let status =
        json!({"Version": format!("{version} 220202 (GA)"), "Serial Number": "FMGVMS7777888899", "Hostname": "depot"});
    json!([
        {"id": 1, "result": [result("/sys/status", status)]},
        {"id": 2, "result": [result("/pm/config/adom/demo/obj", tables)]},
    ])
}

fn wall(attributes: Value) -> Value {
    json!({"mkey": "name", "alimit": 9, "attr": with(json!({"name": {"type": "string", "sz": 35}}), attributes)})
}

#[test]
fn versions_of_fortimanager_are_merged_too() {
    let paint = |options: Value| json!({"type": "uint32", "opts": options});
    let hook = |attributes: Value| json!({"mkey": "id", "attr": with(json!({"id": {"type": "uint32"}}), attributes)});
    let text = |size: u32| json!({"type": "string", "sz": size});
    let old = of_fmg(
        "v7.0.3-build0254",
        json!({
            "gadget wall": wall(json!({"rail": text(10), "old": text(5), "paint": paint(json!({"red": 0, "blue": 1}))})),
            "gadget wall hook": hook(json!({"load": text(8)})),
            "gadget door": wall(json!({})),
        }),
    );
    let new = of_fmg(
        "v7.2.1-build1215",
        json!({
            "gadget wall": wall(json!({"rail": text(20), "new": text(5), "paint": paint(json!({"red": 0, "green": 1}))})),
            "gadget wall hook": hook(json!({"load": text(8), "depth": {"type": "uint32"}})),
        }),
    );
    let imported = merged(&[old.clone(), new.clone()]);
    let report = imported.report.to_string();
    assert!(
        report.starts_with("FortiManager v7.0.3 to v7.2.1\nmerged:    v7.0.3 build 254, v7.2.1 build 1215\n"),
        "{report}"
    );
    let product = imported
        .api
        .products()
        .iter()
        .find(|own| own.id == ProductId::FortiManager)
        .unwrap();
    let group = product
        .groups
        .iter()
        .find(|own| own.module.to_string() == "obj::gadget")
        .unwrap();
    let row = |name: &str| group.rows.iter().find(|own| own.name.as_str() == name).unwrap();
    let told_of = |name: &str| -> Vec<String> {
        let fields = row(name)
            .fields
            .iter()
            .map(|own| (own.field.wire.to_string(), of_field(&own.field)));
        fields
            .map(|(wire, told)| format!("{wire}: {told}").trim_end_matches(": ").to_owned())
            .collect()
    };
    assert_eq!(
        told_of("Wall"),
        ["name", "new: >=7.2.1", "paint", "rail", "old: <=7.0.3", "hook"]
    );
    // A table inside of rows that was described apart from them.
    assert_eq!(told_of("WallHook"), ["id", "depth: >=7.2.1", "load"]);
    let rail = row("Wall")
        .fields
        .iter()
        .find(|own| own.field.wire.fits("rail"))
        .unwrap();
    assert_eq!(rail.field.facts.max_len, Some(20));
    // The number of a value that has gone is that of another one now.
    let paint = group.enums.iter().find(|own| own.name.as_str() == "WallPaint").unwrap();
    let numbers: Vec<_> = paint.values.iter().map(|own| (own.wire.as_str(), own.number)).collect();
    assert_eq!(numbers, [("red", Some(0)), ("green", Some(1)), ("blue", None)]);
    assert_eq!(of_values(paint), ["red", "green: >=7.2.1", "blue: <=7.0.3"]);
    let door = group.tables.iter().find(|own| own.path == "gadget/door").unwrap();
    assert_eq!(told(&door.versions, door.some_models), "<=7.0.3");
    let code = rust(&imported.api);
    assert!(!code.contains("FMGVMS") && !code.contains("depot"), "{code}");
    assert_eq!(rust(&merged(&[new.clone(), old]).api), code);
    let alone = Import::new().text("0.json", new.to_string()).read().unwrap();
    assert_eq!(rust(&alone.api), rust(&merged(&[new.clone(), new]).api));
}

#[test]
fn a_version_of_fortimanager_needs_its_status() {
    let mut silent = of_fmg("v7.0.3-build0254", json!({"gadget wall": wall(json!({}))}));
    silent[0] = json!([]);
    let found = faults(&[silent]);
    assert!(found[0].starts_with("I007 0.json: no answer states its version; help: save the answer of the FortiManager to `get` on `/sys/status`"), "{found:#?}");
    // The status alone describes nothing, but is no fault beside other files.
    let [status, tables] =
        [0, 1].map(|index| of_fmg("v7.0.3-build0254", json!({"gadget wall": wall(json!({}))}))[index].clone());
    let import = Import::new()
        .text("status.json", status.to_string())
        .text("tables.json", tables.to_string());
    assert!(
        import
            .read()
            .unwrap()
            .report
            .to_string()
            .starts_with("FortiManager v7.0.3 build 254\n")
    );
    // Two files of one version that contradict each other.
    let two = [json!({"hook": {"type": "string"}}), json!({})]
        .map(|own| of_fmg("v7.0.3-build0254", json!({"gadget wall": wall(own)})));
    let found = faults(&two);
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(
        found[0]
            .starts_with("S015 1.json#/1/result/0/data/gadget wall: the table `obj gadget/wall` has two descriptions"),
        "{found:#?}"
    );
}
