//! Types, defaults, ranges and sizes of attributes, also of those that lie.

use fmg_codegen::import::NoteKind;
use fmg_codegen::ir::Access;
use serde_json::{Value, json};

use crate::described::{answer, faults, imported, notes, of_attribute, options, single, table, value, with};

/// The type, the default and the kinds of notes of an attribute.
fn found(schema: Value) -> (String, Option<String>, Vec<NoteKind>) {
    let (field, notes) = of_attribute("width", schema);
    (
        field.ty.to_string(),
        field.facts.default.clone(),
        notes.into_iter().map(|(kind, _, _)| kind).collect(),
    )
}

#[test]
fn values_of_every_type() {
    for (ty, expected) in [
        ("integer", "int"),
        ("string", "string"),
        ("var-string", "string"),
        ("varlen-string", "string"),
        ("user", "string"),
        ("uuid", "string"),
        ("mac-address", "string"),
        ("datetime", "string"),
        ("date", "string"),
        ("time", "string"),
        ("ether-type", "string"),
        ("ipv4-address", "string"),
        ("ipv4-classnet-any", "string"),
        ("ipv6-prefix", "string"),
        ("password", "secret"),
        ("password-3", "secret"),
        ("password_aes256", "secret"),
        ("varlen_password", "secret"),
        ("key", "secret"),
    ] {
        assert_eq!(found(value(ty)), (expected.to_owned(), None, Vec::new()), "{ty}");
    }
}

#[test]
fn an_unknown_type_is_a_text_or_a_number() {
    let unknown = vec![NoteKind::UnknownType];
    assert_eq!(found(value("hologram")), ("string".to_owned(), None, unknown.clone()));
    assert_eq!(found(json!({})), ("string".to_owned(), None, unknown.clone()));
    assert_eq!(
        found(json!({"type": 7, "default": 3})),
        ("int".to_owned(), Some("3".to_owned()), unknown)
    );
}

#[test]
fn several_values_in_one_text() {
    let many = |schema| with(schema, json!({"multiple_values": true, "max_num_values": 5}));
    for (schema, expected) in [
        (many(value("integer")), "words<int>"),
        (many(value("string")), "words<string>"),
        (many(value("user")), "words<string>"),
        (many(value("ipv4-address")), "words<string>"),
        (many(options(&["a", "b", "c"])), "words<ShelfWidth>"),
        (many(value("option")), "words<string>"),
        (many(value("hologram")), "words<string>"),
    ] {
        let (field, _) = of_attribute("width", schema);
        assert_eq!(
            (field.ty.to_string().as_str(), field.facts.max_items),
            (expected, Some(5))
        );
    }
    // A secret has one value.
    assert_eq!(found(many(value("password"))).0, "secret");
}

#[test]
fn a_default_that_fits_is_kept() {
    let with = |schema, default| found(with(schema, json!({"default": default})));
    let default = |text: &str| Some(text.to_owned());
    assert_eq!(with(value("integer"), json!(7)).1, default("7"));
    assert_eq!(with(value("string"), json!("a b")).1, default("a b"));
    assert_eq!(with(value("string"), json!(7)).1, default("7"));
    assert_eq!(with(options(&["red", "blue"]), json!("blue")).1, default("blue"));
    assert_eq!(
        with(options(&["enable", "disable"]), json!("disable")).1,
        default("false")
    );
    for empty in [json!(""), json!(null)] {
        assert_eq!(with(value("integer"), empty), ("int".to_owned(), None, Vec::new()));
    }
    let many = |default: &str| {
        let schema = crate::described::with(options(&["a", "b", "c d"]), json!({"multiple_values": true}));
        let (_, default, notes) = with(schema, json!(default));
        (default, notes)
    };
    assert_eq!(many("a b"), (default("a b"), Vec::new()));
    assert_eq!(many("c d"), (default("c d"), Vec::new()));
    assert_eq!(many("a x"), (None, vec![NoteKind::DefaultMisfits]));
}

/// 65 integers of a real appliance have a text as their default.
/// `router/static.vrf` is a number or `unspecified`.
#[test]
fn a_number_whose_default_is_a_word_is_a_text() {
    let (ty, default, notes) = found(with(value("integer"), json!({"default": "unspecified"})));
    assert_eq!(
        (ty.as_str(), default.as_deref(), notes),
        ("string", Some("unspecified"), vec![NoteKind::NumberOrWord])
    );
    let (ty, ..) = found(with(value("integer"), json!({"default": "7"})));
    assert_eq!(ty, "int");
}

#[test]
fn a_default_of_another_type_is_left_out() {
    for (schema, default) in [
        (value("integer"), json!(1.5)),
        (value("integer"), json!(u64::MAX)),
        (value("integer"), json!([])),
        (value("string"), json!({})),
        (value("string"), json!(true)),
        (value("string"), json!("a\u{7}")),
        (options(&["red", "blue"]), json!("green")),
        (options(&["red", "blue"]), json!(1)),
        (options(&["enable", "disable"]), json!("on")),
    ] {
        let (_, default, notes) = found(with(schema, json!({"default": default})));
        assert_eq!((default, notes), (None, vec![NoteKind::DefaultMisfits]));
    }
}

/// 152 defaults of a real appliance are outside of their own range: most of them are 0, for "not set".
#[test]
fn a_default_outside_of_its_range_is_left_out() {
    let schema = json!({"type": "integer", "min-value": 30, "max-value": 3600, "default": 0});
    let (field, notes) = of_attribute("width", schema);
    assert_eq!(
        (field.facts.min, field.facts.max, field.facts.default.as_deref()),
        (Some(30), Some(3600), None)
    );
    assert_eq!(
        notes,
        [(NoteKind::DefaultOutOfRange, 1, "gadget/shelf.width".to_owned())]
    );
}

#[test]
fn a_range_that_is_empty_or_too_large_is_left_out() {
    for (min, max) in [
        (json!(2), json!(1)),
        (json!(0), json!(u64::MAX)),
        (json!("a"), json!(1)),
        (json!(1.5), json!(2)),
    ] {
        let schema = json!({"type": "integer", "min-value": min, "max-value": max, "default": 1});
        let (field, notes) = of_attribute("width", schema);
        assert_eq!(
            (field.facts.min, field.facts.max, field.facts.default.as_deref()),
            (None, None, Some("1"))
        );
        assert_eq!(notes, [(NoteKind::Range, 1, "gadget/shelf.width".to_owned())]);
    }
    let (field, notes) = of_attribute("width", json!({"type": "integer", "min-value": -5}));
    assert_eq!((field.facts.min, field.facts.max, notes.len()), (Some(-5), None, 0));
    // The range of a text means nothing.
    let (field, notes) = of_attribute("width", json!({"type": "string", "min-value": 2, "max-value": 1}));
    assert_eq!((field.facts.min, notes.len()), (None, 0));
}

#[test]
fn sizes_are_facts_of_texts() {
    let (field, notes) = of_attribute("width", json!({"type": "string", "size": 35}));
    assert_eq!((field.facts.max_len, notes.len()), (Some(35), 0));
    let (field, _) = of_attribute("width", json!({"type": "integer", "size": 35}));
    assert_eq!(field.facts.max_len, None);
    let (field, notes) = of_attribute("width", json!({"type": "string", "size": -1}));
    assert_eq!(
        (field.facts.max_len, notes),
        (None, vec![(NoteKind::Malformed, 1, "gadget/shelf.width".to_owned())])
    );
}

#[test]
fn a_read_only_attribute_says_so() {
    let (field, _) = of_attribute("width", json!({"type": "string", "readonly": true}));
    assert_eq!(field.facts.access, Access::ReadOnly);
}

#[test]
fn references_name_tables() {
    let sources = json!([
        "gadget.maker.name",
        "gadget.old.maker.id",
        "gadget.maker.name",
        "x",
        "",
        7,
        "a b.c.d",
        "a`.b.c"
    ]);
    let shelf = json!({"name": value("string"), "maker": {"type": "string", "datasource": sources}});
    let maker = table("gadget/maker", "name", json!({"name": value("string")}));
    let imported = imported(&[table("gadget/shelf", "name", shelf), maker]);
    let row = crate::described::row(&imported, "cmdb::gadget", "Shelf");
    let field = crate::described::field(row, "maker");
    assert_eq!(field.facts.refers_to, ["gadget/maker", "gadget.old/maker"]);
    let item = "gadget/shelf.maker → gadget.old/maker".to_owned();
    assert_eq!(notes(&imported), [(NoteKind::DanglingReference, 1, item)]);
}

/// A table inside of a table can be referred to. So can one that no pattern selects.
#[test]
fn references_to_inner_and_unselected_tables_are_known() {
    let refer = |to: &str| json!({"name": value("string"), "of": {"type": "string", "datasource": [to]}});
    let inner = json!({"parts": {"category": "table", "mkey": "id", "children": {"id": value("integer"), "text": value("string")}}});
    let import = crate::described::import(&[
        table("gadget/shelf", "name", refer("gadget.bench.parts.id")),
        table("gadget/wall", "name", refer("gadget.maker.name")),
        single("gadget/bench", inner),
        table("gadget/maker", "name", json!({"name": value("string")})),
    ]);
    let imported = import.only(["cmdb gadget/shelf", "cmdb gadget/wall"]).read().unwrap();
    assert_eq!(notes(&imported), []);
}

#[test]
fn a_malformed_attribute_is_left_out() {
    let imported = imported(&[single(
        "gadget/shelf",
        json!({"size": value("integer"), "odd": 7, "also": []}),
    )]);
    assert_eq!(
        crate::described::fields(crate::described::row(&imported, "cmdb::gadget", "Shelf")),
        ["size: int"]
    );
    assert_eq!(
        notes(&imported),
        [(NoteKind::Malformed, 2, "gadget/shelf.also, gadget/shelf.odd".to_owned())]
    );
}

/// Help texts become documentation, as plain text in Markdown.
#[test]
fn help_is_documentation() {
    let help = "width of the [shelf]<br/>in *mm*; see <a href=\"https://a.example/b\">manual</a>\n\n# not a title";
    let (field, _) = of_attribute("width", json!({"type": "integer", "help": help}));
    assert_eq!(
        &*field.doc,
        "Width of the [shelf] in \\*mm\\*; see manual # not a title."
    );
    let code = crate::described::rust(
        &imported(&[single(
            "gadget/shelf",
            json!({"width": {"type": "integer", "help": help}}),
        )])
        .api,
    );
    assert!(
        code.contains(r"Width of the \[shelf\] in \*mm\*; see manual # not a title."),
        "{code}"
    );
}

#[test]
fn a_key_that_is_no_attribute_is_a_fault() {
    let key = |key: &str, children: Value| answer(table("gadget/shelf", key, children));
    let help = "name the key by an overlay: `[[table]]` with `path = \"gadget/shelf\"` and `key = \"…\"`";
    for (schema, fault) in [
        (
            key("id", json!({"name": value("string")})),
            "the table `gadget/shelf` has no attribute `id`, which is its key",
        ),
        (
            key("name", json!({"name": 7})),
            "the attribute `name` of the table `gadget/shelf` cannot be its key: it is not one value with a name",
        ),
        (
            key(
                "name",
                json!({"name": {"category": "table", "children": {"a": value("string")}}}),
            ),
            "the attribute `name` of the table `gadget/shelf` cannot be its key: it is not one value with a name",
        ),
    ] {
        assert_eq!(
            faults(std::slice::from_ref(&schema)),
            [format!("I004 0.json#/results: {fault}; help: {help}")]
        );
        let lenient = crate::described::import(&[schema]).lenient(true).read().unwrap();
        assert_eq!(notes(&lenient), [(NoteKind::Broken, 1, "gadget/shelf".to_owned())]);
        // A table whose key is unknown is not a single object.
        assert!(crate::described::fortios(&lenient).groups.is_empty());
    }
}
