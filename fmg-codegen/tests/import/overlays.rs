//! Overlays: their changes, and faults of entries that change nothing.

use camino::Utf8Path;
use fmg_codegen::import::Imported;
use serde_json::{Value, json};

use crate::described::{
    call, directory, field, fields, group, import, lines, options, row, rust, single, table, value,
};

fn descriptions() -> Vec<Value> {
    let shelf = json!({
        "name": value("string"),
        "width": value("string"),
        "hint": {"type": "string", "default": "x", "help": "A hint."},
        "kind": options(&["a", "b", "c"]),
        "refs": {"category": "table", "mkey": "name", "children": {"name": value("string")}},
        "books": {"category": "table", "mkey": "id", "children": {"id": value("integer"), "title": value("string")}},
    });
    vec![
        table("gadget/shelf", "name", shelf),
        single("gadget/bench", json!({"size": value("integer")})),
        directory(&[
            call("GET", "gadget/status", json!({})),
            call("POST", "gadget/status/clear", json!({})),
        ]),
    ]
}

/// The bindings of the descriptions with this overlay, or the faults.
fn judged(overlay: &str, only: &[&str]) -> Result<Imported, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    std::fs::write(root.join("overlay.toml"), overlay).unwrap();
    let import = import(&descriptions())
        .root(root)
        .overlay("overlay.toml")
        .only(only.iter().copied());
    let found = import.read();
    let in_text = |fault: &fmg_codegen::Diagnostic| {
        let at = &fault.primary.location;
        at.file != "overlay.toml" || overlay.get(at.span.clone()).is_some()
    };
    if let Err(faults) = &found {
        assert!(faults.iter().all(in_text));
    }
    found.map_err(|faults| {
        let places = faults
            .iter()
            .map(|fault| match overlay.get(fault.primary.location.span.clone()) {
                Some(text) if fault.primary.location.file == "overlay.toml" => format!(" at {text:?}"),
                _ => String::new(),
            });
        lines(&faults)
            .into_iter()
            .zip(places)
            .map(|(line, place)| line + &place)
            .collect()
    })
}

#[track_caller]
fn expect(overlay: &str, faults: &[&str]) {
    let found = judged(overlay, &[]).map(|imported| rust(&imported.api));
    assert_eq!(found, Err(faults.iter().map(|fault| (*fault).to_owned()).collect()));
}

#[test]
fn corrections_change_tables_fields_and_calls() {
    let overlay = r#"
        [[table]]
        path = "gadget/shelf"
        rename = "Rack"
        key = "width"
        doc = "A rack of ours."

        [[field]]
        table = "gadget/shelf"
        path = "width"
        rename = "breadth"
        type = "int"
        doc = "In mm."

        [[field]]
        table = "gadget/shelf"
        path = "hint"
        secret = true

        [[field]]
        table = "gadget/shelf"
        path = "books.title"
        skip = true

        [[field]]
        table = "gadget/shelf"
        path = "kind"
        type = "words<string>"

        [[table]]
        path = "gadget/bench"
        skip = true

        [[call]]
        path = "gadget/status"
        rename = "ReadStatus"
        doc = "Reads it."

        [[call]]
        path = "gadget/status/clear"
        skip = true
    "#;
    let imported = judged(overlay, &[]).unwrap();
    let rack = row(&imported, "cmdb::gadget", "Rack");
    let expected = [
        "breadth: int",
        "books: list<RackBooks>",
        "hint: secret",
        "kind: words<string>",
        "name: string",
        "refs: keys",
    ];
    assert_eq!(fields(rack), expected);
    assert_eq!(rack.doc, "A rack of ours.");
    assert_eq!(&*field(rack, "width").doc, "In mm.");
    assert_eq!(fields(row(&imported, "cmdb::gadget", "RackBooks")), ["id: int"]);
    let tables = &group(&imported, "cmdb::gadget").tables;
    assert_eq!(
        tables.iter().map(|table| &*table.path).collect::<Vec<_>>(),
        ["gadget/shelf", "books"]
    );
    let calls = &group(&imported, "monitor::gadget").endpoints;
    let calls: Vec<_> = calls
        .iter()
        .map(|own| (own.type_name.as_str(), own.method_name.as_str(), &*own.doc))
        .collect();
    assert_eq!(calls, [("ReadStatus", "read_status", "Reads it.")]);
}

#[test]
fn every_type_can_be_named() {
    for ty in [
        "string",
        "int",
        "float",
        "bool",
        "toggle",
        "secret",
        "json",
        "keys<id>",
        "words<string>",
        "words<int>",
        "list<string>",
        "list<int>",
    ] {
        let overlay = format!("[[field]]\ntable = 'gadget/bench'\npath = 'size'\ntype = '{ty}'\n");
        let found = judged(&overlay, &["cmdb *"]);
        match ty {
            "int" => assert!(found.unwrap_err()[0].starts_with("I006 "), "it is one already"),
            _ => assert_eq!(
                fields(row(&found.unwrap(), "cmdb::gadget", "Bench")),
                [format!("size: {ty}")]
            ),
        }
    }
}

#[test]
fn an_unknown_key_is_a_fault() {
    let found = judged(
        "[[table]]\npath = 'gadget/shelf'\nrenam = 'X'\n[[tabel]]\npath = 'a'\n",
        &[],
    )
    .unwrap_err();
    assert_eq!(found.len(), 2, "{found:#?}");
    assert!(
        found[0].starts_with("S003 overlay.toml: ") && found[0].ends_with(" at \"renam\""),
        "{}",
        found[0]
    );
    assert!(
        found[1].starts_with("S003 overlay.toml: ") && found[1].ends_with(" at \"tabel\""),
        "{}",
        found[1]
    );
}

#[test]
fn what_is_not_toml_is_a_fault() {
    let found = judged("[[table]\npath = 'a'", &[]).unwrap_err();
    assert!(
        found[0].starts_with("S002 overlay.toml: this is not TOML"),
        "{found:#?}"
    );
}

#[test]
fn entries_about_nothing_are_faults() {
    expect(
        "[[table]]\npath = 'gadget/shelv'\nskip = true\n\n[[call]]\npath = 'gadget/state'\nskip = true\n\n\
         [[field]]\ntable = 'gadget/shef'\npath = 'width'\nskip = true\n\n\
         [[field]]\ntable = 'gadget/shelf'\npath = 'widht'\nskip = true\n",
        &[
            "I006 overlay.toml: the descriptions have no table `gadget/shelv`; did you mean `gadget/shelf`?; help: remove the entry if the appliance has it no more at \"'gadget/shelv'\"",
            "I006 overlay.toml: the descriptions have no call `gadget/state`; did you mean `gadget/status`?; help: remove the entry if the appliance has it no more at \"'gadget/state'\"",
            "I006 overlay.toml: the descriptions have no table `gadget/shef`; did you mean `gadget/shelf`?; help: remove the entry if the appliance has it no more at \"'width'\"",
            "I006 overlay.toml: the table `gadget/shelf` has no attribute `widht`; help: write the attribute as the device spells it, and `list.ip` for one of a table or object inside; remove the entry if the device has it no more at \"'widht'\"",
        ],
    );
}

#[test]
fn entries_that_change_nothing_are_faults() {
    let stale = |place: &str| {
        format!(
            "I006 overlay.toml: the entry changes nothing: the description says so itself; help: remove the entry at \"'{place}'\""
        )
    };
    let overlay = "[[table]]\npath = 'gadget/shelf'\nkey = 'name'\n\n[[field]]\ntable = 'gadget/bench'\npath = 'size'\ntype = 'int'\n\n\
                   [[field]]\ntable = 'gadget/shelf'\npath = 'hint'\ndoc = 'A hint.'\n\n[[call]]\npath = 'gadget/status'\nskip = false\n";
    expect(
        overlay,
        &[
            &stale("gadget/shelf"),
            &stale("size"),
            &stale("hint"),
            &stale("gadget/status"),
        ],
    );
}

/// A correction beside others may change nothing, or would have changed the type of an attribute that is no secret.
#[test]
fn secrets_and_keys_that_are_none_are_faults() {
    let stale = "I006 overlay.toml: the entry changes nothing: the description says so itself; help: remove the entry at \"'size'\"";
    expect(
        "[[field]]\ntable = 'gadget/bench'\npath = 'size'\nsecret = false\n",
        &[stale],
    );
    let key = "I006 overlay.toml: `gadget/bench` is a single object, which has no key; help: remove `key` at \"'gadget/bench'\"";
    expect("[[table]]\npath = 'gadget/bench'\nkey = 'size'\n", &[key]);
    expect(
        "[[table]]\npath = 'gadget/bench'\nkey = 'size'\nrename = 'Desk'\n",
        &[key],
    );
}

/// The overlay can turn an attribute with the name or the type of a secret into a text.
#[test]
fn a_secret_may_be_none() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let schema = json!({"pin-secret": value("string"), "lock": value("password"), "size": value("integer")});
    let overlay = ["pin-secret", "lock"]
        .map(|path| format!("[[field]]\ntable = 'gadget/shelf'\npath = '{path}'\nsecret = false\n"));
    std::fs::write(root.join("overlay.toml"), overlay.concat()).unwrap();
    let imported = import(&[single("gadget/shelf", schema)])
        .root(root)
        .overlay("overlay.toml")
        .read()
        .unwrap();
    assert_eq!(
        fields(row(&imported, "cmdb::gadget", "Shelf")),
        ["lock: string", "pin_secret: string", "size: int"]
    );
}

/// An import can select other tables than those of its overlay.
#[test]
fn entries_about_what_is_not_selected_are_no_faults() {
    let overlay = "[[table]]\npath = 'gadget/bench'\nrename = 'Desk'\n[[field]]\ntable = 'gadget/bench'\npath = 'size'\ntype = 'string'\n\
                   [[call]]\npath = 'gadget/status'\nskip = true\n";
    assert!(judged(overlay, &["cmdb gadget/shelf"]).is_ok());
}

#[test]
fn bad_types_and_names_are_faults() {
    let help = "help: write `string`, `int`, `float`, `bool`, `toggle`, `secret`, `json`, `keys`, or `words<…>` or `list<…>` of `string` or `int`";
    let bad = ["strin", "list<bool>", "Shelf", "string?", "words<"];
    let bad = bad.map(|ty| format!("[[field]]\ntable = 'gadget/shelf'\npath = 'width'\ntype = '{ty}'\n"));
    let mut overlay = bad.concat();
    overlay += "[[table]]\npath = 'gadget/shelf'\nrename = 'rack'\n[[field]]\ntable = 'gadget/shelf'\npath = 'hint'\nrename = 'type'\n\
                [[call]]\npath = 'gadget/status'\nrename = '3'\n";
    let found = judged(&overlay, &[]).unwrap_err();
    let types: Vec<_> = found.iter().filter(|line| line.starts_with("S009")).collect();
    assert_eq!(types.len(), 5, "{found:#?}");
    assert!(types.iter().all(|line| line.contains(help)), "{types:#?}");
    let names: Vec<_> = found.iter().filter(|line| line.starts_with("S014")).collect();
    assert_eq!(names.len(), 3, "{found:#?}");
}

#[test]
fn a_type_and_a_secret_contradict_each_other() {
    let overlay = "[[field]]\ntable = 'gadget/shelf'\npath = 'hint'\ntype = 'int'\nsecret = true\n";
    let found = judged(overlay, &[]).unwrap_err();
    assert!(
        found[0].starts_with("S006 overlay.toml: a field has `type` or `secret`, not both"),
        "{found:#?}"
    );
}

#[test]
fn two_entries_about_one_thing_are_a_fault() {
    let overlay = "[[table]]\npath = 'gadget/shelf'\nrename = 'A'\n[[table]]\npath = 'gadget/shelf'\nrename = 'B'\n\
                   [[field]]\ntable = 'gadget/shelf'\npath = 'hint'\nskip = true\n[[field]]\ntable = 'gadget/shelf'\npath = 'hint'\nsecret = true\n\
                   [[call]]\npath = 'gadget/status'\nskip = true\n[[call]]\npath = 'gadget/status'\nskip = true\n";
    let found = judged(overlay, &[]).unwrap_err();
    assert_eq!(
        found
            .iter()
            .filter(|line| line.starts_with("S015 overlay.toml: "))
            .count(),
        3,
        "{found:#?}"
    );
}

/// A name that the overlay wants may be taken.
#[test]
fn a_wanted_name_that_is_taken_is_a_fault() {
    for overlay in [
        "[[field]]\ntable = 'gadget/shelf'\npath = 'hint'\nrename = 'width'\n",
        "[[field]]\ntable = 'gadget/shelf'\npath = 'width'\nrename = 'hint'\n",
        "[[field]]\ntable = 'gadget/shelf'\npath = 'width'\nrename = 'extra_attributes'\n",
        "[[table]]\npath = 'gadget/shelf'\nrename = 'Bench'\n",
        "[[table]]\npath = 'gadget/shelf'\nrename = 'Vec'\n",
        "[[call]]\npath = 'gadget/status/clear'\nrename = 'Status'\n",
        "[[call]]\npath = 'gadget/status'\nrename = 'Value'\n",
        // Items that come later would get another name.
        "[[table]]\npath = 'gadget/bench'\nrename = 'Shelf'\n",
        "[[table]]\npath = 'gadget/bench'\nrename = 'ShelfBooks'\n",
        "[[table]]\npath = 'gadget/bench'\nrename = 'ShelfKind'\n",
        "[[call]]\npath = 'gadget/status'\nrename = 'StatusClear'\n",
    ] {
        let found = judged(overlay, &[]).map(|imported| rust(&imported.api)).unwrap_err();
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with("S014 overlay.toml: "), "{found:#?}");
    }
}

/// The overlay can name an attribute that has no letter or digit.
#[test]
fn an_overlay_names_what_has_no_name() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let overlay = "[[field]]\ntable = 'gadget/shelf'\npath = '+'\nrename = 'plus'\n";
    std::fs::write(root.join("overlay.toml"), overlay).unwrap();
    let schema = single("gadget/shelf", json!({"+": value("integer")}));
    let imported = import(&[schema]).root(root).overlay("overlay.toml").read().unwrap();
    assert_eq!(fields(row(&imported, "cmdb::gadget", "Shelf")), ["plus: int"]);
}

#[test]
fn a_key_or_type_of_the_overlay_may_be_wrong() {
    let found = judged("[[table]]\npath = 'gadget/shelf'\nkey = 'nam'\n", &[]).unwrap_err();
    assert!(
        found[0].starts_with("I004 0.json: the table `gadget/shelf` has no attribute `nam`"),
        "{found:#?}"
    );
}

/// An entry is about a url, which can have several methods.
#[test]
fn an_entry_names_all_methods_of_a_url() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    let overlay = "[[call]]\npath = 'gadget/status'\nrename = 'Condition'\n";
    std::fs::write(root.join("overlay.toml"), overlay).unwrap();
    let calls = ["GET", "POST"].map(|method| call(method, "gadget/status", json!({})));
    let imported = import(&[directory(&calls)])
        .root(root)
        .overlay("overlay.toml")
        .read()
        .unwrap();
    let calls = &group(&imported, "monitor::gadget").endpoints;
    let names: Vec<_> = calls.iter().map(|own| own.type_name.as_str()).collect();
    assert_eq!(names, ["Condition", "ConditionPost"]);
}

#[test]
fn a_key_cannot_be_left_out() {
    let fault = "I006 overlay.toml: `name` is the key of the table, which its rows need; help: remove `skip`, or leave out the whole table at \"'name'\"";
    expect(
        "[[field]]\ntable = 'gadget/shelf'\npath = 'name'\nskip = true\n",
        &[fault],
    );
    let stale = "I006 overlay.toml: the entry changes nothing: the description says so itself; help: remove the entry at \"'name'\"";
    expect("[[field]]\ntable = 'gadget/shelf'\npath = 'name'\n", &[stale]);
}

#[test]
fn documentation_is_made_of_printable_sentences() {
    for (doc, code) in [("A bell\\u0007.", "S006"), ("no sentence", "S022"), ("", "S022")] {
        let found = judged(&format!("[[call]]\npath = 'gadget/status'\ndoc = \"{doc}\"\n"), &[]).unwrap_err();
        assert_eq!(found.len(), 1, "{found:#?}");
        assert!(found[0].starts_with(&format!("{code} overlay.toml: ")), "{found:#?}");
    }
}

#[test]
fn keys_need_an_attribute() {
    for ty in ["keys<>", "keys< >", "keys<a\\u0007>", "keys<\\u0022>"] {
        let found = judged(
            &format!("[[field]]\ntable = 'gadget/bench'\npath = 'size'\ntype = \"{ty}\"\n"),
            &[],
        );
        let found = found.map(|imported| rust(&imported.api)).unwrap_err();
        assert!(found[0].starts_with("S009 overlay.toml: "), "{ty}: {found:#?}");
    }
}

#[test]
fn a_missing_overlay_is_a_fault() {
    let found = lines(
        &import(&descriptions())
            .overlay("no-such-overlay.toml")
            .read()
            .map(drop)
            .unwrap_err(),
    );
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("S001 no-such-overlay.toml: cannot read `no-such-overlay.toml`: "),
        "{found:?}"
    );
}

/// An overlay with faults has not been compared with the descriptions. Both are reported.
#[test]
fn faults_of_overlay_descriptions_and_patterns_come_together() {
    let folder = tempfile::tempdir().unwrap();
    let root = Utf8Path::from_path(folder.path()).unwrap();
    std::fs::write(
        root.join("overlay.toml"),
        "[[table]]\npath = 'gadget/nowhere'\nskip = true\n",
    )
    .unwrap();
    let broken = table("gadget/wall", "none", json!({"name": value("string")}));
    let import = import(&[broken, json!({"odd": 7})])
        .root(root)
        .overlay("overlay.toml")
        .only(["cmdb gadget/wall", "cmdb no/such"]);
    let found = lines(&import.read().map(drop).unwrap_err());
    let codes: Vec<_> = found.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(codes, ["I005", "I004", "I001", "I006"], "{found:#?}");
    // Faults of the caller are reported in any case.
    let found = lines(&import.lenient(true).read().map(drop).unwrap_err());
    let codes: Vec<_> = found.iter().map(|line| line.split(' ').next().unwrap()).collect();
    assert_eq!(codes, ["I005", "I006"], "{found:#?}");
}
