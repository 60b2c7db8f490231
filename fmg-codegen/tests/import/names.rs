//! Names that are no identifiers.

use fmg_codegen::import::NoteKind;
use serde_json::{Map, Value, json};

use crate::described::{
    Notes, fields, fortios, group, import, imported, lines, notes, options, row, rust, single, table, value,
};

/// The children of a table with these attributes, all of them texts.
fn texts(names: &[&str]) -> Value {
    let children: Map<String, Value> = names.iter().map(|name| ((*name).to_owned(), value("string"))).collect();
    children.into()
}

/// The fields of a table with the key `name` and these attributes, without their types.
fn names(attributes: &[&str]) -> (Vec<String>, Notes) {
    let mut children = texts(attributes);
    children["name"] = value("string");
    let imported = imported(&[table("gadget/shelf", "name", children)]);
    let fields = fields(row(&imported, "cmdb::gadget", "Shelf"));
    let mut names: Vec<_> = fields
        .iter()
        .map(|field| field.split(':').next().unwrap().to_owned())
        .collect();
    assert_eq!(names.remove(0), "name", "the key comes first");
    names.sort();
    (names, notes(&imported))
}

#[test]
fn attributes_with_signs_blanks_digits_and_capitals_have_fields() {
    let wires = [
        "tacacs+-shelf",
        "802.1-tags",
        "limit(default)",
        "default value",
        "3gpp-shelf",
        "dont-send-GR1",
        "_scope",
        "User-Shelf",
    ];
    let expected = [
        "_3gpp_shelf",
        "_802_1_tags",
        "_scope",
        "default_value",
        "dont_send_gr1",
        "limit_default",
        "tacacs_shelf",
        "user_shelf",
    ];
    assert_eq!(names(&wires), (expected.map(str::to_owned).to_vec(), Vec::new()));
}

#[test]
fn the_names_on_the_wire_stay_as_they_are() {
    let wires = ["tacacs+-shelf", "limit(default)", "default value", "3gpp-shelf"];
    let mut children = texts(&wires);
    children["name"] = value("string");
    let code = rust(&imported(&[table("gadget/shelf", "name", children)]).api);
    for wire in [
        "\"tacacs+-shelf\"",
        "\"limit(default)\"",
        "\"default value\"",
        "\"3gpp-shelf\"",
    ] {
        assert!(code.contains(wire), "{wire}\n{code}");
    }
}

#[test]
fn keywords_have_fields() {
    let (fields, notes) = names(&["type", "match", "self", "Self", "crate", "async", "in"]);
    assert_eq!(
        fields,
        ["async_", "crate_", "in_", "match_", "self_", "self_2", "type_"]
    );
    assert_eq!(notes, [(NoteKind::RenamedField, 1, "gadget/shelf.self".to_owned())]);
}

/// The words that requests of FortiOS have in their query are attributes of many tables.
#[test]
fn reserved_words_are_attributes() {
    let wires = [
        "action",
        "filter",
        "format",
        "start",
        "count",
        "mkey",
        "path",
        "scope",
        "vdom",
        "datasource",
        "new",
        "url",
    ];
    let mut expected = wires.map(str::to_owned).to_vec();
    expected.sort();
    assert_eq!(names(&wires), (expected, Vec::new()));
}

#[test]
fn attributes_that_become_one_field_have_a_number() {
    let (fields, notes) = names(&["a-b", "a_b", "a b", "extra-attributes"]);
    assert_eq!(fields, ["a_b", "a_b_2", "a_b_3", "extra_attributes_2"]);
    let items = "gadget/shelf.a-b, gadget/shelf.a_b, gadget/shelf.extra-attributes";
    assert_eq!(notes, [(NoteKind::RenamedField, 3, items.to_owned())]);
}

#[test]
fn tables_with_odd_names_have_types_and_modules() {
    let ids = [
        "log.tacacs+accounting/setting",
        "shelf-controller.security/802-1X",
        "system.3g-shelf/custom",
        "gadget/self",
        "gadget/DoS-shelf6",
        "gadget/type",
        "type/match",
    ];
    let tables: Vec<_> = ids.iter().map(|id| table(id, "name", texts(&["name"]))).collect();
    let imported = imported(&tables);
    for (id, module, name) in [
        (ids[0], "cmdb::log_tacacs_accounting", "Setting"),
        (ids[1], "cmdb::shelf_controller_security", "_8021x"),
        (ids[2], "cmdb::system_3g_shelf", "Custom"),
        (ids[3], "cmdb::gadget", "SelfRow"),
        (ids[4], "cmdb::gadget", "DosShelf6"),
        (ids[5], "cmdb::gadget", "Type"),
        (ids[6], "cmdb::type_", "Match"),
    ] {
        let tables = &group(&imported, module).tables;
        let table = tables.iter().find(|table| table.row.as_str() == name);
        assert_eq!(table.unwrap_or_else(|| panic!("{tables:?}")).path, id);
    }
}

/// Generated modules import types of these names.
#[test]
fn tables_with_names_of_imported_types_have_others() {
    let ids = [
        "gadget/file",
        "gadget/default",
        "gadget/open",
        "gadget/key-list",
        "gadget/word-list",
        "gadget/option",
        "gadget/vec",
        "gadget/string",
        "gadget/extra-attributes",
    ];
    let children = json!({
        "name": value("string"), "kind": options(&["a", "b"]), "tags": {"type": "string", "multiple_values": true}, "refs": {"category": "table", "children": {"name": value("string")}},
    });
    let tables: Vec<_> = ids.iter().map(|id| table(id, "name", children.clone())).collect();
    let imported = imported(&tables);
    let names: Vec<_> = group(&imported, "cmdb::gadget")
        .tables
        .iter()
        .map(|table| table.row.to_string())
        .collect();
    let expected = [
        "DefaultRow",
        "ExtraAttributesRow",
        "FileRow",
        "KeyListRow",
        "OpenRow",
        "OptionRow",
        "StringRow",
        "VecRow",
        "WordListRow",
    ];
    assert_eq!(names, expected);
    assert_eq!(crate::mutations::identifiers::check(&rust(&imported.api)), Ok(()));
}

#[test]
fn tables_that_become_one_type_have_a_number() {
    let tables = ["gadget/a-b", "gadget/a_b", "gadget/A.b"].map(|id| table(id, "name", texts(&["name"])));
    let imported = imported(&tables);
    let tables = &group(&imported, "cmdb::gadget").tables;
    let names: Vec<_> = tables.iter().map(|table| (&*table.path, table.row.as_str())).collect();
    assert_eq!(
        names,
        [("gadget/A.b", "AB"), ("gadget/a-b", "AB2"), ("gadget/a_b", "AB3")]
    );
    let items = "gadget/a-b, gadget/a_b".to_owned();
    assert_eq!(notes(&imported), [(NoteKind::RenamedType, 2, items)]);
}

#[test]
fn paths_that_become_one_module_share_it() {
    let imported = imported(&["a.b/one", "a-b/two"].map(|id| single(id, texts(&["size"]))));
    let tables = &group(&imported, "cmdb::a_b").tables;
    assert_eq!(
        tables.iter().map(|table| &*table.path).collect::<Vec<_>>(),
        ["a-b/two", "a.b/one"]
    );
}

/// The modules of calls and the products have modules and methods of their own.
#[test]
fn modules_have_any_name() {
    let ids = [
        "new/a",
        "status/a",
        "parameters/a",
        "cmdb/a",
        "monitor/a",
        "client/a",
        "super/a",
    ];
    let imported = imported(&ids.map(|id| single(id, texts(&["size"]))));
    assert_eq!(fortios(&imported).groups.len(), ids.len());
    assert_eq!(crate::mutations::identifiers::check(&rust(&imported.api)), Ok(()));
}

#[test]
fn a_name_without_a_letter_is_a_fault() {
    let schemas = [
        table("gadget/shelf", "name", texts(&["name", "+", "a\nb", "a\"b"])),
        table("gadget/--", "name", texts(&["name"])),
        table("+/shelf", "name", texts(&["name"])),
        table("a b/shelf", "name", texts(&["name"])),
    ];
    let import = import(&[schemas[0].clone(), json!(schemas[1..])]);
    assert_eq!(
        lines(&import.read().map(drop).unwrap_err()),
        [
            r#"S014 0.json#/children/+: the attribute `gadget/shelf.+` cannot have a name in Rust: it has no letter or digit; help: judge it by an overlay: `[[field]]` with `table = "gadget/shelf"`, `path = "+"` and a `rename`, or `skip = true`"#,
            r#"S014 0.json#/children/a"b: the attribute `gadget/shelf.a"b` cannot have a name in Rust: it has a quotation mark or a backslash; help: judge it by an overlay: `[[field]]` with `table = "gadget/shelf"`, `path = "a"b"` and a `rename`, or `skip = true`"#,
            r#"S014 0.json#/children/a\nb: the attribute `gadget/shelf.a\nb` cannot have a name in Rust: it has a control character; help: judge it by an overlay: `[[field]]` with `table = "gadget/shelf"`, `path = "a\nb"` and a `rename`, or `skip = true`"#,
            r#"S014 1.json#/0: the table `gadget/--` cannot have a name in Rust: it has no letter or digit; help: leave it out by an overlay: `[[table]]` with `path = "gadget/--"` and `skip = true`"#,
            r#"S014 1.json#/1: the table `+/shelf` cannot have a name in Rust: it has no letter or digit; help: leave it out by an overlay: `[[table]]` with `path = "+/shelf"` and `skip = true`"#,
            r"I004 1.json#/2: `a b/shelf` is not the path of a table of FortiOS; help: paths are made of letters, digits, `-`, `_`, `.` and `+`: `vpn.ssl.web/portal`",
        ]
    );
    let imported = import.lenient(true).read().unwrap();
    assert_eq!(imported.report.left_out.len(), 6);
    assert_eq!(fields(row(&imported, "cmdb::gadget", "Shelf")), ["name: string"]);
    assert_eq!(fortios(&imported).groups.len(), 1);
    let items = "+/shelf, a b/shelf, gadget/--".to_owned();
    assert_eq!(notes(&imported), [(NoteKind::Broken, 6, items)]);
}
