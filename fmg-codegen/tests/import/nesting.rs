//! Tables in tables, and tables whose description differs from their form.

use fmg_codegen::import::NoteKind;
use fmg_codegen::ir::{TableScope, TableVerb};
use serde_json::{Value, json};

use crate::described::{answer, field, fields, group, import, imported, lines, notes, row, rust, single, table, value};

fn inner(key: &str, children: Value) -> Value {
    json!({"category": "table", "mkey": key, "children": children})
}

#[test]
fn tables_in_objects_in_tables() {
    let deep = json!({
        "name": value("string"),
        "rooms": inner("id", json!({
            "id": value("integer"),
            "light": {"category": "complex", "children": {
                "watts": value("integer"),
                "lamps": inner("seq", json!({"seq": value("integer"), "colour": value("string")})),
            }},
        })),
    });
    let imported = imported(&[table("gadget/shelf", "name", deep)]);
    let types = ["Shelf", "ShelfRooms", "ShelfRoomsLight", "ShelfRoomsLightLamps"];
    let rows = &group(&imported, "cmdb::gadget").rows;
    assert_eq!(rows.iter().map(|row| row.name.as_str()).collect::<Vec<_>>(), types);
    assert_eq!(fields(&rows[1]), ["id: int", "light: ShelfRoomsLight"]);
    // The table of each row of the shelf has a url. The lamps are written with their room.
    let tables = &group(&imported, "cmdb::gadget").tables;
    assert_eq!(
        tables.iter().map(|table| &*table.path).collect::<Vec<_>>(),
        ["gadget/shelf", "rooms"]
    );
    assert!(matches!(&tables[1].scopes[..], [TableScope::RowsOf(parent)] if parent.as_str() == "Shelf"));
    assert_eq!(notes(&imported), []);
}

#[test]
fn a_table_with_one_column_is_a_list_of_keys() {
    let children = json!({
        "name": value("string"),
        "members": inner("name", json!({"name": {"type": "string", "help": "Member.", "datasource": ["gadget.shelf.name"]}})),
        "ports": inner("port", json!({"port": value("integer")})),
        "no-key": {"category": "table", "max_table_size_item": 8, "children": {"id": value("string")}},
        "other-key": inner("id", json!({"name": value("string")})),
        "odd": inner("a", json!({"a": {"category": "complex", "children": {"b": value("string")}}})),
    });
    let imported = imported(&[table("gadget/shelf", "name", children)]);
    let row = row(&imported, "cmdb::gadget", "Shelf");
    let expected = [
        "name: string",
        "members: keys",
        "no_key: keys<id>",
        "odd: list<ShelfOdd>",
        "other_key: list<ShelfOtherKey>",
        "ports: keys<port>",
    ];
    assert_eq!(fields(row), expected);
    let members = field(row, "members");
    assert_eq!(
        (&*members.doc, &members.facts.refers_to[..]),
        ("Member.", &["gadget/shelf".to_owned()][..])
    );
    assert_eq!(field(row, "no-key").facts.max_items, Some(8));
}

/// 12 attributes of a real appliance have the category of a value, and attributes inside.
#[test]
fn a_value_with_children_is_an_object() {
    let children = json!({"size": {"category": "unitary", "type": "string", "children": {"w": value("integer"), "h": value("integer")}}});
    let imported = imported(&[single("gadget/shelf", children)]);
    assert_eq!(fields(row(&imported, "cmdb::gadget", "Shelf")), ["size: ShelfSize"]);
    assert_eq!(
        fields(row(&imported, "cmdb::gadget", "ShelfSize")),
        ["h: int", "w: int"]
    );
}

#[test]
fn a_table_with_a_type_is_a_table() {
    let mut list = inner("id", json!({"id": value("integer"), "text": value("string")}));
    list["type"] = json!("string");
    let imported = imported(&[single("gadget/shelf", json!({"list": list}))]);
    assert_eq!(
        fields(row(&imported, "cmdb::gadget", "Shelf")),
        ["list: list<ShelfList>"]
    );
}

#[test]
fn rows_without_attributes_are_empty() {
    let bare = json!({"path": "gadget", "name": "summary", "category": "table"});
    let odd = json!({"path": "gadget", "name": "odd", "category": "complex", "children": []});
    let part = single(
        "gadget/whole",
        json!({"part": {"category": "complex", "children": {}}, "list": {"category": "table"}}),
    );
    let imported = imported(&[bare, odd, part]);
    assert!(row(&imported, "cmdb::gadget", "Summary").fields.is_empty());
    assert!(row(&imported, "cmdb::gadget", "Odd").fields.is_empty());
    assert!(row(&imported, "cmdb::gadget", "WholePart").fields.is_empty());
    assert_eq!(
        fields(row(&imported, "cmdb::gadget", "Whole")),
        ["list: list<json>", "part: WholePart"]
    );
    let expected = [
        (NoteKind::EmptyRow, 3, "gadget/odd, gadget/summary, gadget/whole.part"),
        (NoteKind::NoKey, 1, "gadget/summary"),
        (NoteKind::Malformed, 2, "gadget/odd, gadget/whole.list"),
    ];
    assert_eq!(
        notes(&imported),
        expected.map(|(kind, count, items)| (kind, count, items.to_owned()))
    );
    assert_eq!(crate::mutations::identifiers::check(&rust(&imported.api)), Ok(()));
}

#[test]
fn a_single_object_has_no_key() {
    let mut schema = single("gadget/shelf", json!({"name": value("string")}));
    schema["mkey"] = json!("name");
    let imported = imported(&[schema]);
    assert!(group(&imported, "cmdb::gadget").tables[0].is_single());
    assert_eq!(
        notes(&imported),
        [(NoteKind::KeyOfSingle, 1, "gadget/shelf".to_owned())]
    );
}

#[test]
fn a_read_only_table_has_no_verbs_that_write() {
    let mut schema = table(
        "gadget/shelf",
        "name",
        json!({
            "name": value("string"),
            "parts": {"category": "table", "mkey": "id", "readonly": true, "children": {"id": value("integer"), "text": value("string")}},
        }),
    );
    let verbs = |schema: &Value| {
        let imported = imported(std::slice::from_ref(schema));
        let tables = group(&imported, "cmdb::gadget").tables.clone();
        tables.iter().map(|table| table.verbs.clone()).collect::<Vec<_>>()
    };
    let reads = vec![TableVerb::List, TableVerb::Get];
    let all = verbs(&schema);
    assert!(all[0].len() > 4, "{all:?}");
    assert_eq!(all[1], reads);
    schema["readonly"] = json!(true);
    assert_eq!(verbs(&schema)[0], reads);
    let mut object = single("gadget/shelf", json!({"size": value("integer")}));
    object["readonly"] = json!(true);
    assert_eq!(verbs(&object), [[TableVerb::Get]]);
}

#[test]
fn limits_are_documented() {
    let limited = |vdom: Value, global: Value| {
        let mut schema = table("gadget/shelf", "name", json!({"name": value("string")}));
        schema["max_table_size_vdom"] = vdom;
        schema["max_table_size_global"] = global;
        group(&imported(&[schema]), "cmdb::gadget").tables[0].doc.clone()
    };
    assert_eq!(
        limited(json!(20), json!(500)),
        "At most 20 rows in a VDOM, and 500 in all."
    );
    assert_eq!(limited(json!(20), json!(20)), "At most 20 rows in a VDOM.");
    assert_eq!(limited(json!(0), json!(20)), "At most 20 rows in all.");
    assert_eq!(limited(json!(0), json!("many")), "");
}

/// 45 tables inside of single objects answer as if they were tables. Only the envelope tells.
#[test]
fn a_table_inside_of_an_object_that_poses_as_a_table() {
    let neighbor = || table("router/neighbor", "ip", json!({"ip": value("ipv4-address")}));
    let posing = |parent: &str| {
        let mut posing = answer(neighbor());
        posing["name"] = json!(parent);
        posing["child_path"] = json!("neighbor");
        posing
    };
    let parts = json!({"neighbor": inner("ip", json!({"ip": value("ipv4-address"), "as": value("integer")}))});
    let imported = imported(&[posing("one"), posing("two"), answer(single("router/one", parts))]);
    let tables = &group(&imported, "cmdb::router").tables;
    assert_eq!(
        tables.iter().map(|table| &*table.path).collect::<Vec<_>>(),
        ["router/one", "neighbor", "router/two"]
    );
    let expected = [
        (NoteKind::ChildAsTable, 1, "router/one/neighbor"),
        (NoteKind::ChildAlone, 1, "router/two/neighbor"),
    ];
    assert_eq!(
        notes(&imported),
        expected.map(|(kind, count, items)| (kind, count, items.to_owned()))
    );
}

/// Tools save `system.3g-modem/custom` as `system_3g_modem_custom.json`. Only the answer has the name of the table.
#[test]
fn file_names_say_nothing() {
    let schema = table("system.3g-shelf/custom", "id", json!({"id": value("integer")}));
    let file = answer(schema);
    let import = fmg_codegen::import::Import::new().text("a/firewall_address.json", file.to_string());
    let imported = import.read().unwrap();
    assert_eq!(
        group(&imported, "cmdb::system_3g_shelf").tables[0].path,
        "system.3g-shelf/custom"
    );
}

#[test]
fn answers_come_alone_in_lists_in_maps_and_as_a_tree() {
    let shelf = || table("gadget/shelf", "name", json!({"name": value("string")}));
    let bench = || single("gadget/bench", json!({"size": value("integer")}));
    let mut tree = answer(shelf());
    tree["results"] = json!([shelf(), bench()]);
    for description in [
        json!([answer(shelf()), answer(bench())]),
        json!([shelf(), bench()]),
        json!({"gadget_shelf": answer(shelf()), "gadget_bench": answer(bench())}),
        json!({"gadget": {"shelf": shelf(), "bench": [bench()]}}),
        tree,
    ] {
        let imported = imported(&[description]);
        assert_eq!(imported.report.described.tables, 2);
        assert_eq!(group(&imported, "cmdb::gadget").tables.len(), 2);
    }
}

#[test]
fn an_object_range_is_one_of_three() {
    let mut schema = table("gadget/shelf", "name", json!({"name": value("string")}));
    for (range, expected) in [
        ("vdom", "vdom"),
        ("global", "global"),
        ("both", "both"),
        ("galaxy", "vdom"),
    ] {
        schema["object_range"] = json!(range);
        let imported = imported(std::slice::from_ref(&schema));
        assert_eq!(group(&imported, "cmdb::gadget").tables[0].range.as_str(), expected);
        assert_eq!(notes(&imported).len(), usize::from(range == "galaxy"));
    }
}

#[test]
fn an_access_group_with_a_control_character_is_left_out() {
    let mut schema = table("gadget/shelf", "name", json!({"name": value("string")}));
    schema["access_group"] = json!("fw\ngrp");
    let imported = imported(&[schema]);
    assert_eq!(group(&imported, "cmdb::gadget").tables[0].access_group, None);
    assert_eq!(notes(&imported), [(NoteKind::Malformed, 1, "gadget/shelf".to_owned())]);
}

#[test]
fn objects_are_as_deep_as_a_file_can_have_them() {
    let mut schema = value("integer");
    for _ in 0..50 {
        schema = json!({"category": "complex", "children": {"in": schema}});
    }
    let import = import(&[single("gadget/shelf", json!({"in": schema}))]);
    match import.read() {
        Ok(imported) => assert_eq!(group(&imported, "cmdb::gadget").rows.len(), 51),
        Err(faults) => panic!("{}", lines(&faults).join("\n")),
    }
}
