//! The descriptions that a FortiManager gives of its tables: the answers to `option: ["syntax"]`.

use camino::Utf8Path;
use fmg_codegen::import::{Import, Imported, NoteKind, specs};
use fmg_codegen::ir::{Group, Product, ProductId, Table, TableVerb};
use serde_json::{Value, json};

use crate::described::{Notes, faults, import, lines, notes, rust, syntax};
use crate::snapshots::{self, snapshots};

const OBJECTS: &str = "/pm/config/adom/demo/obj";

/// The import of `golden/syntax.json`.
fn golden() -> Imported {
    snapshots::golden().description("syntax.json").read().unwrap()
}

fn file(path: &str) -> String {
    snapshots::file(&golden(), path)
}

snapshots! {
    syntax_objects: file("src/own/fmg/obj/gadget.rs"),
    syntax_package: file("src/own/fmg/pkg/gadget.rs"),
    syntax_dvmdb: file("src/own/fmg/dvmdb.rs"),
    syntax_product: file("src/own/fmg.rs"),
    syntax_report: golden().report,
    syntax_spec: specs(&golden().api).concat(),
}

fn product(imported: &Imported) -> &Product {
    let mut products = imported.api.products().iter();
    products.find(|product| product.id == ProductId::FortiManager).unwrap()
}

fn group<'a>(imported: &'a Imported, module: &str) -> &'a Group {
    let groups = &mut product(imported).groups.iter();
    groups.find(|group| group.module.to_string() == module).unwrap()
}

fn table<'a>(imported: &'a Imported, module: &str, row: &str) -> &'a Table {
    let tables = &group(imported, module).tables;
    tables.iter().find(|table| table.row.as_str() == row).unwrap()
}

#[track_caller]
fn imported(answers: &[Value]) -> Imported {
    import(answers)
        .read()
        .unwrap_or_else(|faults| panic!("{:#?}", lines(&faults)))
}

/// The type of an attribute with this schema, its default, and the notes about it.
#[track_caller]
fn attribute(schema: Value) -> (String, Option<String>, Notes) {
    let table = json!({"gadget shelf": {"attr": {"name": {"type": "string"}, "own": schema}}});
    let imported = imported(&[syntax(OBJECTS, table)]);
    let row = &group(&imported, "obj::gadget").rows[0];
    let own = &row.fields.iter().find(|own| own.field.wire.fits("own")).unwrap().field;
    let kept = |note: &(NoteKind, usize, String)| !matches!(note.0, NoteKind::GuessedKey | NoteKind::AssumedVerbs);
    (
        own.ty.to_string(),
        own.facts.default.clone(),
        notes(&imported).into_iter().filter(kept).collect(),
    )
}

/// A value keeps its name also if its number has another form.
#[test]
fn listed_values_in_other_forms_are_noted() {
    let malformed = |count| (NoteKind::Malformed, count, "obj gadget/shelf.own".to_owned());
    for (options, ty, expected) in [
        (json!({"red": 1, "blue": "2"}), "ShelfOwn", vec![]),
        (
            json!({"red": 1.5, "blue": null, "green": [3]}),
            "ShelfOwn",
            vec![malformed(3)],
        ),
        (json!(["red", "blue"]), "ShelfOwn", vec![]),
        (json!(["red", 7]), "ShelfOwn", vec![malformed(1)]),
        (json!("red"), "string", vec![malformed(1)]),
        (json!(null), "string", vec![]),
        (json!({}), "string", vec![]),
        (json!([]), "string", vec![]),
    ] {
        let (found, _, noted) = attribute(json!({"type": "string", "opts": options}));
        assert_eq!((found.as_str(), noted), (ty, expected), "{options}");
    }
}

/// The status and a fetch tell which appliance has answered.
#[test]
fn answers_of_a_fortianalyzer_are_refused() {
    let tables = syntax(
        "/dvmdb",
        json!({"adom": {"mkey": "name", "attr": {"name": {"type": "string"}}}}),
    );
    let status = |data: Value| json!({"result": [{"url": "/sys/status", "status": {"code": 0}, "data": data}]});
    for data in [
        json!({"Version": "v7.4.1-build2308", "Serial Number": "FAZ-VMTM00000000"}),
        json!({"Version": "v7.4.1-build2308", "Platform Type": "FAZVM64-KVM"}),
        json!({"Version": "v7.4.1-build2308", "Platform Full Name": "FortiAnalyzer-VM64"}),
    ] {
        let found = faults(&[tables.clone(), status(data)]);
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(
            found[0].starts_with("I001 1.json: this is the status of a FortiAnalyzer; help: "),
            "{found:#?}"
        );
    }
    let mut fetched = tables.clone();
    fetched["serial"] = json!("FAZ-VM");
    let found = faults(&[fetched]);
    assert!(
        found[0].starts_with("I001 0.json: this is an answer of a FortiAnalyzer; help: "),
        "{found:#?}"
    );
    let data = json!({"Version": "v7.4.1-build2308", "Serial Number": "FMG-VM0000000000", "Platform Type": "FMG-VM64"});
    imported(&[tables, status(data)]);
}

#[test]
fn attributes_have_the_types_of_the_schema() {
    let many = json!({"a": 0, "b": 1, "c": 2});
    for (schema, ty, default) in [
        (json!({"type": "string", "sz": 9, "default": "x"}), "string", Some("x")),
        (json!({"type": "uint32", "max": 9, "default": 4}), "int", Some("4")),
        (json!({"type": "uint32", "default": "4"}), "int", Some("4")),
        (json!({"type": "uint64", "default": 4}), "uint", Some("4")),
        (json!({"type": "float"}), "float", None),
        (
            json!({"type": "uint32", "opts": many, "default": 2}),
            "ShelfOwn",
            Some("c"),
        ),
        (
            json!({"type": "uint32", "opts": many, "default": "b"}),
            "ShelfOwn",
            Some("b"),
        ),
        (
            json!({"type": "uint32", "opts": many, "max_argv": -1}),
            "list<ShelfOwn>",
            None,
        ),
        (
            json!({"type": "uint32", "opts": {"enable": 1, "disable": 0}, "default": 1}),
            "toggle",
            Some("true"),
        ),
        // The numbers are those of other values.
        (
            json!({"type": "uint32", "opts": {"enable": 0, "disable": 1}}),
            "ShelfOwn",
            None,
        ),
        (json!({"type": "datasrc", "default": ""}), "list<string>", None),
        (json!({"type": "string", "max_argv": 4}), "list<string>", None),
        (json!({"type": "string", "max_argv": 1}), "string", None),
        (json!({"type": "ipv4_mask_prefix", "default": []}), "list<string>", None),
        (json!({"type": "ipv4_addr"}), "string", None),
        (json!({"type": "password", "sz": 12}), "secret", None),
        (json!({"type": "json"}), "json", None),
        (json!({"type": "table"}), "json", None),
    ] {
        let (own, own_default, notes) = attribute(schema.clone());
        assert_eq!((own.as_str(), own_default.as_deref()), (ty, default), "{schema}");
        assert_eq!(notes, [], "{schema}");
    }
}

#[test]
fn what_a_schema_says_oddly_is_noted() {
    for (schema, ty, kind) in [
        (json!({"type": "hologram"}), "string", NoteKind::UnknownType),
        (json!({"type": "hologram", "default": 3}), "int", NoteKind::UnknownType),
        (
            json!({"type": "uint32", "default": "many"}),
            "int",
            NoteKind::DefaultMisfits,
        ),
        (
            json!({"type": "uint32", "min": 5, "default": 4}),
            "int",
            NoteKind::DefaultOutOfRange,
        ),
        (json!({"type": "uint32", "min": 5, "max": 4}), "int", NoteKind::Range),
        (
            json!({"type": "uint64", "opts": {"a": 1, "b": 2}}),
            "list<ShelfOwn>",
            NoteKind::GuessedBits,
        ),
        (
            json!({"type": "uint32", "opts": {"a": 1, "b": 8}}),
            "list<ShelfOwn>",
            NoteKind::GuessedBits,
        ),
        (json!({"type": "uint32", "max": "x"}), "int", NoteKind::Malformed),
        (json!({"type": "string", "ref": [{}]}), "string", NoteKind::Malformed),
        (json!(7), "json", NoteKind::Malformed),
    ] {
        let (own, default, notes) = attribute(schema.clone());
        let expected = schema["default"].as_i64().filter(|_| kind == NoteKind::UnknownType);
        assert_eq!(
            (own.as_str(), default),
            (ty, expected.map(|own| own.to_string())),
            "{schema}"
        );
        assert_eq!(notes, [(kind, 1, "obj gadget/shelf.own".to_owned())], "{schema}");
    }
}

#[test]
fn a_default_of_a_secret_is_dropped_and_counted() {
    for schema in [
        json!({"type": "password", "default": "hush"}),
        json!({"type": "password", "default": ["ENC", "hush"], "max_argv": 2}),
    ] {
        let (_, default, notes) = attribute(schema);
        assert_eq!((default, notes[0].0), (None, NoteKind::SecretDefault));
    }
    // A text may hold one by its name.
    let answer = syntax(
        OBJECTS,
        json!({"gadget shelf": {"attr": {"name": {"type": "string"}, "lock-password": {"type": "string", "default": "hush"}}}}),
    );
    let imported = imported(&[answer]);
    let text = format!("{}{}{:?}", rust(&imported.api), imported.report, imported.report);
    assert!(
        text.contains("lock_password: Field<Secret>") && !text.contains("hush"),
        "{text}"
    );
    assert!(!specs(&imported.api).concat().contains("hush"));
}

#[test]
fn a_key_is_stated_or_referred_to_or_guessed() {
    let of = |extra: Value| {
        let mut tables = json!({"gadget shelf": extra});
        tables["gadget user"] = json!({"attr": {"name": {"type": "string"}, "shelf": {"type": "datasrc",
            "ref": [{"category": "gadget shelf", "mkey": "label"}]}}});
        let imported = imported(&[syntax(OBJECTS, tables)]);
        let table = table(&imported, "obj::gadget", "Shelf");
        table
            .key
            .as_ref()
            .map(|key| (key.attribute.clone(), key.placeholder.ty.name.to_string()))
    };
    let text = json!({"type": "string"});
    let number = json!({"type": "uint32"});
    let key = |attribute: &str, ty: &str| Some((Some(attribute.to_owned()), ty.to_owned()));
    assert_eq!(
        of(json!({"mkey": "size", "attr": {"size": text, "label": text}})),
        key("size", "ObjectName")
    );
    assert_eq!(
        of(json!({"attr": {"label": text, "name": text}})),
        key("label", "ObjectName")
    );
    assert_eq!(
        of(json!({"attr": {"size": text, "name": text}})),
        key("name", "ObjectName")
    );
    assert_eq!(of(json!({"attr": {"id": number, "name": text}})), key("id", "RowId"));
    assert_eq!(of(json!({"attr": {"policyid": number}})), key("policyid", "PolicyId"));
    assert_eq!(
        of(json!({"attr": {"_scope": {"type": "table"}, "size": text}})),
        Some((None, "MappingKey".to_owned()))
    );
    assert_eq!(
        of(json!({"alimit": 9, "attr": {"size": text, "depth": text}})),
        Some((None, "ObjectName".to_owned()))
    );
    assert_eq!(of(json!({"attr": {"size": text}})), None);
}

#[test]
fn a_key_that_cannot_be_one_is_a_fault() {
    let answer = syntax(
        OBJECTS,
        json!({"gadget shelf": {"mkey": "none", "attr": {"name": {"type": "string"}}}}),
    );
    let found = lines(&import(&[answer]).read().unwrap_err());
    assert_eq!(
        found,
        [
            "I004 0.json#/result/0/data/gadget shelf: the table `obj gadget/shelf` has no attribute `none` of one value, which is its key; help: name the key by an overlay: `[[table]]` with `path = \"obj gadget/shelf\"` and `key = \"…\"`"
        ]
    );
}

#[test]
fn the_url_tells_the_scope() {
    let shelf = json!({"gadget shelf": {"attr": {"name": {"type": "string"}}}});
    for (url, module, scopes) in [
        (OBJECTS, "obj::gadget", &["Objects"][..]),
        ("/pm/config/global/obj/gadget/shelf", "obj::gadget", &["Objects"]),
        ("pm/config/adom/demo/pkg/a/b", "pkg::gadget", &["Package"]),
        ("/pm/config/global/pkg/a", "pkg::gadget", &["GlobalPackage"]),
        ("/pm/config/device/d/global", "device::gadget", &["DeviceGlobal"]),
        (
            "/pm/config/device/d/vdom/root/gadget/shelf",
            "vdom::gadget",
            &["DeviceVdom"],
        ),
        (
            "/pm/config/device/d/global/_syntax/cli_only",
            "device::gadget",
            &["DeviceGlobal", "DeviceVdom"],
        ),
        ("/pm/config/adom/demo/devprof/p", "devprof::gadget", &["DeviceProfile"]),
        ("/pm/config/adom/demo/wanprof/p", "wanprof::gadget", &["WanProfile"]),
        ("/cli/global", "cli::gadget", &["Cli"]),
        ("/dvmdb", "dvmdb", &["Dvmdb"]),
        ("/dvmdb/adom/demo", "dvmdb", &["AdomDvmdb"]),
        ("/sys/other", "obj::gadget", &["Objects"]),
    ] {
        let imported = imported(&[syntax(url, shelf.clone())]);
        let row = if module == "dvmdb" { "GadgetShelf" } else { "Shelf" };
        let own = table(&imported, module, row);
        let below: Vec<_> = own
            .scopes
            .iter()
            .map(|scope| match scope {
                fmg_codegen::ir::TableScope::Below(name) | fmg_codegen::ir::TableScope::RowsOf(name) => name.as_str(),
            })
            .collect();
        assert_eq!((below.as_slice(), &own.written), (scopes, &own.scopes), "{url}");
        let is_guessed = notes(&imported).iter().any(|note| note.0 == NoteKind::GuessedScope);
        assert_eq!(is_guessed, url.contains("_syntax") || url.contains("other"), "{url}");
    }
}

#[test]
fn a_table_in_several_scopes_is_one() {
    let shelf = |more: Value| {
        let mut attributes = json!({"name": {"type": "string"}});
        attributes
            .as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        json!({"gadget shelf": {"attr": attributes}})
    };
    let equal = imported(&[
        syntax("/dvmdb", shelf(json!({}))),
        syntax("/dvmdb/adom/demo", shelf(json!({}))),
    ]);
    assert_eq!(table(&equal, "dvmdb", "GadgetShelf").scopes.len(), 2);
    assert!(!notes(&equal).iter().any(|note| note.0 == NoteKind::TwinsDiffer));
    // Those of the global database may differ, and have the attributes of both.
    let differ = imported(&[
        syntax(OBJECTS, shelf(json!({"a": {"type": "string"}}))),
        syntax("/pm/config/global/obj", shelf(json!({"b": {"type": "string"}}))),
    ]);
    assert_eq!(group(&differ, "obj::gadget").rows[0].fields.len(), 3);
    assert!(notes(&differ).iter().any(|note| note.0 == NoteKind::TwinsDiffer));
    // In one scope, a table has one description.
    let twice = import(&[
        syntax(OBJECTS, shelf(json!({"a": {"type": "string"}}))),
        syntax(OBJECTS, shelf(json!({"b": {"type": "string"}}))),
    ]);
    let found = lines(&twice.read().unwrap_err());
    assert!(
        found[0]
            .starts_with("S015 1.json#/result/0/data/gadget shelf: the table `obj gadget/shelf` has two descriptions"),
        "{found:#?}"
    );
}

#[test]
fn tables_inside_of_rows_come_in_several_forms() {
    let id = json!({"id": {"type": "uint32"}});
    for tables in [
        json!({"gadget shelf": {"attr": {"name": {"type": "string"}}}, "gadget shelf hook": {"attr": id}}),
        json!({"gadget shelf": {"attr": {"name": {"type": "string"}, "hook": {"type": "table"}}}, "gadget shelf hook": {"attr": id}}),
        json!({"gadget shelf": {"attr": {"name": {"type": "string"}}, "subobj": {"hook": {"attr": id}}}}),
        json!({"gadget shelf": {"attr": {"name": {"type": "string"}, "hook": {"type": "table", "attr": id}}}}),
        json!({"gadget shelf": {"attr": {"name": {"type": "string"}, "hook": {"type": "table", "children": {"x": {"attr": id}}, "attr": id}}}}),
    ] {
        let imported = imported(&[syntax(OBJECTS, tables.clone())]);
        let hook = table(&imported, "obj::gadget", "ShelfHook");
        assert_eq!(hook.parent().unwrap().as_str(), "Shelf", "{tables}");
        assert_eq!((hook.path.as_str(), hook.is_single()), ("hook", false), "{tables}");
        let shelf = &group(&imported, "obj::gadget").rows[0];
        let own = shelf.fields.iter().find(|own| own.field.wire.fits("hook")).unwrap();
        assert_eq!(own.field.ty.to_string(), "list<ShelfHook>", "{tables}");
    }
    // The tables of a single object have urls of their own.
    let tables = json!({"gadget lamp": {"attr": {"watts": {"type": "uint32"}}}, "gadget lamp bulb": {"attr": id}});
    let imported = imported(&[syntax(OBJECTS, tables)]);
    let bulb = table(&imported, "obj::gadget", "LampBulb");
    assert_eq!((bulb.parent(), bulb.path.as_str()), (None, "gadget/lamp/bulb"));
}

#[test]
fn policies_have_an_order_and_tables_of_the_device_manager_no_copies() {
    let rule = json!({"gadget rule": {"attr": {"policyid": {"type": "uint32"}}}});
    let of = |url: &str, module: &str, row: &str| {
        let imported = imported(&[syntax(url, rule.clone())]);
        let verbs = &table(&imported, module, row).verbs;
        (verbs.contains(&TableVerb::CloneTo), verbs.contains(&TableVerb::MoveTo))
    };
    assert_eq!(of("/pm/config/adom/demo/pkg/p", "pkg::gadget", "Rule"), (true, true));
    assert_eq!(of(OBJECTS, "obj::gadget", "Rule"), (true, false));
    assert_eq!(of("/dvmdb", "dvmdb", "GadgetRule"), (false, false));
}

#[test]
fn answers_come_alone_in_lists_and_as_bare_data() {
    let tables = json!({"gadget shelf": {"attr": {"name": {"type": "string"}}}});
    let whole = syntax(OBJECTS, tables.clone());
    for answer in [
        whole.clone(),
        json!([whole]),
        json!({"obj": whole}),
        whole["result"][0].clone(),
        json!({"id": 1, "result": whole["result"][0]}),
        tables,
    ] {
        let imported = imported(std::slice::from_ref(&answer));
        assert_eq!(
            table(&imported, "obj::gadget", "Shelf").path,
            "gadget/shelf",
            "{answer}"
        );
    }
}

#[test]
fn refused_and_strange_answers_are_faults() {
    let status = |code: i64| json!({"code": code, "message": "No permission for the hush resource"});
    for (answer, expected) in [
        (
            json!({"result": [{"status": status(-11), "url": OBJECTS}]}),
            "I002 0.json#/result/0: the appliance has refused this request: status code -11; help: ask again with an administrator",
        ),
        (
            json!({"result": [{"status": status(0), "url": OBJECTS, "data": [{"name": "a"}]}]}),
            "I001 0.json#/result/0/data: this is an answer of JSON-RPC, but not the schema of a table; help: save the answer",
        ),
        (
            json!({"result": [7]}),
            "I001 0.json#/result/0: this is an answer of JSON-RPC",
        ),
        (
            json!({"result": []}),
            "I001 0.json: the file describes no table and no call",
        ),
    ] {
        let found = lines(&import(&[answer]).read().unwrap_err());
        assert!(found.len() == 1 && found[0].starts_with(expected), "{found:#?}");
        assert!(!found[0].contains("hush"));
    }
    // One of several is refused alone.
    let shelf = json!({"gadget shelf": {"attr": {"name": {"type": "string"}}}});
    let mut answer = syntax(OBJECTS, shelf);
    answer["result"]
        .as_array_mut()
        .unwrap()
        .push(json!({"status": status(-3), "url": "/cli/global"}));
    let lenient = import(&[answer]).lenient(true).read().unwrap();
    assert_eq!(lenient.report.left_out.len(), 1);
    assert_eq!(group(&lenient, "obj::gadget").tables.len(), 1);
}

#[test]
fn patterns_and_overlays_name_the_kind() {
    let folder = tempfile::tempdir().unwrap();
    let overlay = Utf8Path::from_path(folder.path()).unwrap().join("overlay.toml");
    let answers = [
        syntax(
            OBJECTS,
            json!({"gadget shelf": {"attr": {"name": {"type": "string"}, "size": {"type": "string"}}}}),
        ),
        syntax(
            "/cli/global",
            json!({"gadget shelf": {"attr": {"name": {"type": "string"}}}}),
        ),
    ];
    let modules = |patterns: &[&str]| {
        let imported = import(&answers).only(patterns.iter().copied()).read();
        imported
            .map(|own| {
                product(&own)
                    .groups
                    .iter()
                    .map(|group| group.module.to_string())
                    .collect::<Vec<_>>()
            })
            .map_err(|faults| lines(&faults))
    };
    assert_eq!(modules(&["obj gadget/*"]).unwrap(), ["obj::gadget"]);
    assert_eq!(modules(&["gadget/*"]).unwrap(), ["cli::gadget", "obj::gadget"]);
    assert_eq!(
        modules(&["obj gadget/shelff"]).unwrap_err(),
        ["I005 : the pattern `obj gadget/shelff` selects nothing; help: did you mean `obj gadget/shelf`?"]
    );
    std::fs::write(
        &overlay,
        "[[table]]\npath = \"obj gadget/shelf\"\nrename = \"Board\"\nkey = \"size\"\n\n[[field]]\ntable = \"cli gadget/shelf\"\npath = \"name\"\nrename = \"title\"\n",
    )
    .unwrap();
    let imported = import(&answers).overlay(&overlay).read().unwrap();
    let board = table(&imported, "obj::gadget", "Board");
    assert_eq!(board.key.as_ref().unwrap().attribute.as_deref(), Some("size"));
    assert_eq!(
        group(&imported, "cli::gadget").rows[0].fields[0].field.name.as_str(),
        "title"
    );
    std::fs::write(&overlay, "[[table]]\npath = \"gadget/shelf\"\nskip = true\n").unwrap();
    let found = lines(&import(&answers).overlay(&overlay).read().unwrap_err());
    assert!(found[0].contains("did you mean `obj gadget/shelf`?"), "{found:#?}");
}

#[test]
fn both_products_become_modules_of_their_own() {
    let fortios = crate::described::answer(crate::described::table(
        "gadget/shelf",
        "name",
        json!({"name": crate::described::value("string")}),
    ));
    let fmg = syntax(OBJECTS, json!({"gadget shelf": {"attr": {"name": {"type": "string"}}}}));
    let both = imported(&[fortios, fmg]);
    let text = rust(&both.api);
    assert!(
        text.contains("pub mod fmg {") && text.contains("pub mod fortios {"),
        "{text}"
    );
    let report = both.report.to_string();
    assert!(
        report.starts_with("FortiManager of an unknown version\nFortiOS v7.2.8 build 1639\ndescribed: 2 (tables"),
        "{report}"
    );
}

/// No answer with a changed part makes the import panic, or emit code that does not parse.
#[test]
fn mutated_answers_are_imported_or_refused() {
    let folder = Utf8Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/import/golden/syntax.json");
    let text = std::fs::read_to_string(folder).unwrap();
    let whole: Value = serde_json::from_str(&text).unwrap();
    let mut pointers = Vec::new();
    collect(&whole, String::new(), &mut pointers);
    assert!(pointers.len() > 100);
    let mut made = 0;
    for pointer in &pointers {
        for value in [json!(null), json!("a\nb"), json!([{"x": 1}]), json!(u64::MAX)] {
            let mut changed = whole.clone();
            *changed.pointer_mut(pointer).unwrap() = value;
            let Ok(imported) = Import::new().text("a.json", changed.to_string()).read() else {
                continue;
            };
            let text = rust(&imported.api);
            assert!(syn::parse_file(&text).is_ok(), "{pointer}");
            made += 1;
        }
    }
    assert!(made > 200, "{made}");
}

fn collect(value: &Value, at: String, pointers: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| (name.replace('~', "~0").replace('/', "~1"), value))
            .collect(),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .map(|(index, item)| (index.to_string(), item))
            .collect(),
        _ => Vec::new(),
    };
    for (name, value) in inner {
        collect(value, format!("{at}/{name}"), pointers);
    }
    pointers.push(at);
}
