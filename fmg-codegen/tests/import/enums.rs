//! The values of attributes.

use fmg_codegen::import::NoteKind;
use serde_json::{Value, json};

use crate::described::{
    Notes, fields, group, imported, notes, of_attribute, options, row, rust, single, table, value, with,
};

/// Variants, with their values.
type Variants = Vec<(String, String)>;

/// The variants of the one enum of an attribute with these values, and the notes.
fn variants(values: &[&str]) -> (Variants, Notes) {
    let imported = imported(&[single("gadget/shelf", json!({"kind": options(values)}))]);
    let enums = &group(&imported, "cmdb::gadget").enums;
    assert_eq!(enums.len(), 1);
    let variants = enums[0]
        .values
        .iter()
        .map(|value| (value.variant.to_string(), value.wire.clone()));
    assert_eq!(crate::mutations::identifiers::check(&rust(&imported.api)), Ok(()));
    (variants.collect(), notes(&imported))
}

#[track_caller]
fn expect(values: &[(&str, &str)], kinds: &[(NoteKind, usize)]) {
    let (variants, notes) = variants(&values.iter().map(|(_, wire)| *wire).collect::<Vec<_>>());
    let variants: Vec<_> = variants.iter().map(|(name, wire)| (&**name, &**wire)).collect();
    assert_eq!(variants, values);
    let expected: Vec<_> = kinds
        .iter()
        .map(|(kind, count)| (*kind, *count, vec!["gadget/shelf.kind"; *count].join(", ")))
        .collect();
    assert_eq!(notes, expected);
}

#[test]
fn signs_have_names() {
    expect(
        &[
            ("GreaterEqual", ">="),
            ("Equal", "="),
            ("LessEqual", "<="),
            ("DashDash", "--"),
            ("Any", "*any*"),
        ],
        &[],
    );
}

#[test]
fn digits_and_keywords_have_variants() {
    expect(
        &[
            ("_768", "768"),
            ("_4X", "4.x"),
            ("Self_", "self"),
            ("Other", "other"),
            ("Type", "type"),
            ("None", "none"),
        ],
        &[],
    );
}

#[test]
fn values_that_differ_in_case_or_in_signs_have_variants_of_their_own() {
    expect(
        &[("RADIUS", "RADIUS"), ("Radius", "radius")],
        &[(NoteKind::RenamedValue, 1)],
    );
    let dates = [
        ("DdMmYyyy", "dd/MM/yyyy"),
        ("DdDashMmDashYyyy", "dd-MM-yyyy"),
        ("YyyyMmDd", "yyyy/MM/dd"),
    ];
    expect(&dates, &[(NoteKind::RenamedValue, 1)]);
}

/// It is not known whether a blank at the end of a value is a slip or on the wire.
#[test]
fn blanks_at_the_end_stay() {
    expect(&[("_2min", "2min "), ("_5min", "5min")], &[]);
}

#[test]
fn a_value_that_is_listed_twice_is_one() {
    let (variants, notes) = variants(&["a", "b", "a", "b"]);
    assert_eq!(variants.len(), 2);
    let items = "gadget/shelf.kind".to_owned();
    assert_eq!(notes, [(NoteKind::RepeatedValue, 2, items)]);
}

#[test]
fn the_last_values_may_repeat_and_differ_at_once() {
    let (variants, notes) = variants(&["A", "a", "-", "a", "", " "]);
    let names: Vec<_> = variants.iter().map(|(name, _)| &**name).collect();
    assert_eq!(names, ["A", "A2", "Dash", "Empty", "Blank"]);
    let kinds: Vec<_> = notes.iter().map(|(kind, count, _)| (*kind, *count)).collect();
    assert_eq!(kinds, [(NoteKind::RepeatedValue, 1), (NoteKind::RenamedValue, 1)]);
}

#[test]
fn enable_and_disable_are_a_switch() {
    for values in [["enable", "disable"], ["disable", "enable"]] {
        let (field, notes) = of_attribute("lit", with(options(&values), json!({"default": "enable"})));
        assert_eq!(
            (field.ty.to_string().as_str(), field.facts.default.as_deref()),
            ("toggle", Some("true"))
        );
        assert_eq!(notes, []);
    }
    let (field, _) = of_attribute("lit", options(&["enable", "disable", "auto"]));
    assert_eq!(field.ty.to_string(), "ShelfLit");
    let (field, _) = of_attribute(
        "lit",
        with(options(&["enable", "disable"]), json!({"multiple_values": true})),
    );
    assert_eq!(field.ty.to_string(), "words<ShelfLit>");
}

#[test]
fn no_values_are_a_text() {
    for schema in [
        options(&[]),
        value("option"),
        json!({"type": "option", "options": "red"}),
        json!({"type": "option", "options": [7, {}]}),
    ] {
        let (field, notes) = of_attribute("paint", schema);
        assert_eq!((field.ty.to_string().as_str(), notes), ("string", Vec::new()));
    }
}

/// Four such tables have one shape on a real appliance.
#[test]
fn equal_values_of_a_module_are_one_enum() {
    let children = json!({"kind": options(&["a", "b", "c"]), "status": options(&["c", "b", "a"])});
    let tables = ["log.one/setting", "log.one/filter", "log.two/setting"].map(|id| single(id, children.clone()));
    let imported = imported(&tables);
    let names = |module: &str| -> Vec<_> {
        group(&imported, module)
            .enums
            .iter()
            .map(|own| own.name.to_string())
            .collect()
    };
    assert_eq!(names("cmdb::log_one"), ["FilterKind", "FilterStatus"]);
    assert_eq!(names("cmdb::log_two"), ["SettingKind", "SettingStatus"]);
    assert_eq!(
        fields(row(&imported, "cmdb::log_one", "Setting")),
        ["kind: FilterKind", "status: FilterStatus"]
    );
    let doc = &group(&imported, "cmdb::log_one").enums[0].doc;
    assert_eq!(doc, "Values of `kind` in `Filter` and `kind` in `Setting`.");
}

/// The meaning of a value is shown only if it is the same for all fields of the enum.
#[test]
fn a_value_that_means_two_things_has_no_documentation() {
    let of =
        |help: &str| json!({"type": "option", "options": [{"name": "a", "help": "same"}, {"name": "b", "help": help}]});
    let imported = imported(&[single("gadget/shelf", json!({"one": of("this"), "two": of("that")}))]);
    let values = &group(&imported, "cmdb::gadget").enums[0].values;
    let docs: Vec<_> = values.iter().map(|value| value.doc.as_deref()).collect();
    assert_eq!(docs, [Some("Same."), None]);
}

#[test]
fn a_key_with_values_is_an_enum_and_without_a_secret() {
    let children = |key: Value| json!({"name": value("string"), "kind": key});
    let key = json!({"type": "key", "options": [{"name": "a"}, {"name": "b"}, {"name": "c"}]});
    let listed = imported(&[table("gadget/shelf", "name", children(key))]);
    assert_eq!(fields(row(&listed, "cmdb::gadget", "Shelf"))[1], "kind: ShelfKind");
    let bare = imported(&[table("gadget/shelf", "name", children(value("key")))]);
    assert_eq!(fields(row(&bare, "cmdb::gadget", "Shelf"))[1], "kind: secret");
}
