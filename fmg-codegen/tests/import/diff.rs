//! Differences of two descriptions.

use fmg_codegen::import::{Aspect, Difference, FieldDifference, Import, ItemChange};
use fmg_codegen::ir::ProductId;
use serde_json::{Value, json};

use crate::described::{answer, call, import, imported, lines, options, single, syntax, table, value, with};
use crate::snapshots::is_expected;

fn between(old: &[Value], new: &[Value]) -> Difference {
    Difference::between(&imported(old), &imported(new))
}

/// The differences of the attributes of one table: `size type: text → number`.
fn of_attributes(old: Value, new: Value) -> Vec<String> {
    let name = value("string");
    let shelf = |more: Value| table("gadget/shelf", "name", with(json!({"name": name}), more));
    let difference = between(&[shelf(old)], &[shelf(new)]);
    let mut items = difference.items.into_iter();
    let Some(item) = items.next() else { return Vec::new() };
    assert!(items.next().is_none());
    let ItemChange::Changed(changes) = item.change else {
        panic!("{item:?}")
    };
    changes.iter().map(shown).collect()
}

fn shown(own: &FieldDifference) -> String {
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "none".to_owned());
    let (field, aspect) = (own.field.join("."), own.aspect.as_str());
    format!("{field} {aspect}: {} → {}", text(&own.old), text(&own.new))
}

fn number(min: i64, max: i64) -> Value {
    with(value("integer"), json!({"min-value": min, "max-value": max}))
}

/// A description, and a later one of the same device.
fn before() -> Vec<Value> {
    let shelf = json!({
        "name": with(value("string"), json!({"size": 35})),
        "depth": number(1, 40),
        "wood": with(options(&["oak", "pine"]), json!({"default": "oak"})),
        "label": with(value("string"), json!({"datasource": ["gadget.lamp.name"]})),
        "varnish": value("string"),
        "boards": {"category": "table", "mkey": "id", "children": {"id": value("integer"), "cut": value("string")}},
    });
    let reset = call("POST", "gadget/shelf/reset", json!({}));
    vec![
        answer(table("gadget/shelf", "name", shelf)),
        answer(table("gadget/lamp", "name", json!({"name": value("string")}))),
        answer(single("gadget/door", json!({"colour": value("string")}))),
        json!({"directory": [
            reset,
            with(call("GET", "gadget/shelf", json!({"type": "object", "properties": {"load": {"type": "string"}}})),
                json!({"request": {"http_method": "GET", "parameters": [{"name": "unit", "type": "string"}]}})),
        ]}),
    ]
}

fn after() -> Vec<Value> {
    let shelf = json!({
        "name": with(value("string"), json!({"size": 63})),
        "depth": number(1, 60),
        "wood": with(options(&["oak", "ash", "elm"]), json!({"default": "ash"})),
        "label": with(value("string"), json!({"datasource": ["gadget.lamp.name", "gadget.sign.name"]})),
        "boards": {"category": "table", "mkey": "id", "children": {
            "id": value("integer"), "cut": value("integer"), "glue": options(&["enable", "disable"]),
            "screws": {"category": "table", "mkey": "id", "children": {"id": value("integer"), "size": value("integer")}},
        }},
    });
    let answers = [
        answer(table("gadget/shelf", "name", shelf)),
        answer(with(
            table("gadget/sign", "name", json!({"name": value("string")})),
            json!({"object_range": "global"}),
        )),
        answer(single("gadget/door", json!({"colour": value("string")}))),
        json!({"directory": [
            with(call("GET", "gadget/shelf", json!({"type": "object", "properties": {"load": {"type": "integer"}, "age": {"type": "integer"}}})),
                json!({"access_group": "any", "request": {"http_method": "GET", "parameters": [
                    {"name": "unit", "type": "string", "required": true}, {"name": "count", "type": "int"}]}})),
        ]}),
    ];
    let newer = |answer: Value| with(answer, json!({"version": "v7.4.1", "build": 2463}));
    answers.into_iter().map(newer).collect()
}

#[test]
fn the_table_for_readers() {
    let difference = between(&before(), &after());
    is_expected("difference", &difference.to_string());
}

/// In the other direction, additions are removals, and no other change is listed.
#[test]
fn a_downgrade_is_the_reverse() {
    let (there, back) = (between(&before(), &after()), between(&after(), &before()));
    assert_eq!((&there.old, &there.new), (&back.new, &back.old));
    assert_eq!(there.items.len(), back.items.len());
    for (one, other) in there.items.iter().zip(&back.items) {
        assert_eq!(one.name, other.name);
        match (&one.change, &other.change) {
            (ItemChange::Came(fields), ItemChange::Went(others))
            | (ItemChange::Went(fields), ItemChange::Came(others)) => {
                assert_eq!(fields, others);
            }
            (ItemChange::Changed(own), ItemChange::Changed(others)) => {
                let key = |own: &FieldDifference| (own.field.clone(), own.aspect, own.old.clone(), own.new.clone());
                let reversed =
                    |own: &FieldDifference| (own.field.clone(), own.aspect, own.new.clone(), own.old.clone());
                let (mut one, mut other): (Vec<_>, Vec<_>) =
                    (own.iter().map(key).collect(), others.iter().map(reversed).collect());
                one.sort();
                other.sort();
                assert_eq!(one, other);
            }
            changes => panic!("{changes:?}"),
        }
    }
}

#[test]
fn equal_descriptions_have_no_difference() {
    for own in [before(), after()] {
        let difference = between(&own, &own);
        assert!(difference.is_empty(), "{difference}");
        assert!(difference.to_string().ends_with("\nno difference\n"), "{difference}");
    }
}

#[test]
fn a_field_is_told_with_those_inside_of_it() {
    let row = |inside: Value| json!({"category": "table", "mkey": "id", "children": with(json!({"id": value("integer")}), inside)});
    let deep = row(json!({"deep": row(json!({"size": value("integer")}))}));
    // A table that comes brings its attributes.
    assert_eq!(
        of_attributes(json!({}), json!({"list": deep})),
        ["list field: none → table"]
    );
    // A text that has become a table has had no attributes.
    assert_eq!(
        of_attributes(json!({"list": value("string")}), json!({"list": deep})),
        ["list type: text → table"]
    );
    let wide = row(json!({"deep": row(json!({"size": value("integer"), "colour": value("string")}))}));
    assert_eq!(
        of_attributes(json!({"list": deep}), json!({"list": wide})),
        ["list.deep.colour field: none → text"]
    );
    // Names may have dots: these are two fields.
    assert_eq!(
        of_attributes(
            json!({"list": deep}),
            json!({"list": deep, "list.deep": value("string")})
        ),
        ["list.deep field: none → text"]
    );
}

#[test]
fn a_switch_is_a_choice_of_two_values() {
    let switch = with(options(&["enable", "disable"]), json!({"default": "disable"}));
    let choice = with(options(&["disable", "enable", "auto"]), json!({"default": "auto"}));
    assert_eq!(
        of_attributes(json!({"lit": switch}), json!({"lit": choice})),
        ["lit values: none → auto", "lit default: disable → auto"]
    );
    // The order of values, and the name of the enum, are no difference.
    let (one, other) = (options(&["a", "b", "c"]), options(&["c", "b", "a"]));
    assert!(of_attributes(json!({"lit": one}), json!({"lit": other})).is_empty());
}

#[test]
fn several_values_of_one_type_are_compared_as_that_type() {
    let one = number(1, 10);
    let several = with(number(1, 20), json!({"multiple_values": true}));
    assert_eq!(
        of_attributes(json!({"ports": one}), json!({"ports": several})),
        [
            "ports type: number → several of: number",
            "ports range: 1 to 10 → 1 to 20"
        ]
    );
    // Ranges and lengths of different types are not compared.
    let text = with(value("string"), json!({"size": 9, "default": "all"}));
    assert_eq!(
        of_attributes(json!({"ports": one}), json!({"ports": text})),
        ["ports type: number → text"]
    );
}

/// Old firmware states no defaults and no `object_range`: this is one remark, and not a difference of everything.
#[test]
fn what_one_description_never_states_is_not_compared() {
    let lamp = |more: Value, range: Value| {
        let watts = with(number(0, 60), more);
        with(single("gadget/lamp", json!({"watts": watts, "volts": watts})), range)
    };
    let plain = [lamp(json!({}), json!({}))];
    let stated = [lamp(json!({"default": 40}), json!({"object_range": "global"}))];
    let difference = between(&plain, &stated);
    assert!(difference.is_empty());
    assert_eq!(difference.untold, [Aspect::Vdoms, Aspect::Default]);
    assert!(
        difference
            .to_string()
            .contains("not compared, since one description never states it: VDOMs, default"),
        "{difference}"
    );
    assert!(between(&plain, &plain).untold.is_empty());
    let other = lamp(json!({"default": 25}), json!({"object_range": "both"}));
    let difference = between(&stated, &[other]).to_string();
    assert!(
        difference.contains("default: 40 → 25") && difference.contains("VDOMs: global → both"),
        "{difference}"
    );
}

/// A default of a text may be the secret that it holds in the other version, in both directions.
#[test]
fn secrets_are_not_shown() {
    let text = || with(value("string"), json!({"default": "hush"}));
    let secret = || with(value("password"), json!({"default": "hush"}));
    let by_name = |default: &str| with(value("string"), json!({"default": default}));
    for (old, new) in [(text(), secret()), (secret(), text()), (secret(), value("password"))] {
        let (old, new) = (
            json!({"lock": old, "passwd": by_name("hush")}),
            json!({"lock": new, "passwd": by_name("hush2")}),
        );
        let found = of_attributes(old.clone(), new.clone()).join("\n");
        assert!(!found.contains("hush"), "{found}");
    }
    // Neither as a field that came or went.
    let found = of_attributes(json!({"a-passwd": by_name("hush")}), json!({"lock": secret()})).join("\n");
    assert_eq!(found, "a-passwd field: secret → none\nlock field: none → secret");
}

#[test]
fn a_pattern_selects_something_in_one_of_the_descriptions() {
    let of = |patterns: &[&str]| {
        let import = |own: &[Value]| import(own).only(patterns.iter().copied());
        Difference::of(&import(&before()), &import(&after()))
    };
    // Only the newer one has the sign, and only the older one the lamp.
    let names =
        |patterns: &[&str]| -> Vec<String> { of(patterns).unwrap().items.into_iter().map(|item| item.name).collect() };
    assert_eq!(names(&["cmdb gadget/sign"]), ["cmdb gadget/sign"]);
    assert_eq!(
        names(&["gadget/lamp", "gadget/sign"]),
        ["cmdb gadget/lamp", "cmdb gadget/sign"]
    );
    assert_eq!(
        names(&["monitor *"]),
        ["monitor gadget/shelf GET", "monitor gadget/shelf/reset POST"]
    );
    let faults = lines(&of(&["gadget/lamp", "gadget/wall"]).unwrap_err());
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert!(
        faults[0].starts_with("I005 : the pattern `gadget/wall` selects nothing"),
        "{faults:?}"
    );
}

#[test]
fn the_faults_of_both_descriptions_are_told() {
    let page = |name: &str| Import::new().text(name, "<html>");
    let faults = lines(&Difference::of(&page("old.json"), &page("new.json")).unwrap_err());
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert!(
        faults[0].contains("old.json") && faults[1].contains("new.json"),
        "{faults:?}"
    );
}

/// Names of descriptions cannot add lines to the table, or colours.
#[test]
fn names_are_one_line() {
    let odd = json!({"a\u{1b}[1mb": value("string"), "list": options(&["x\u{7}", "y"])});
    let shelf = |more: Value| table("gadget/shelf", "name", with(json!({"name": value("string")}), more));
    let import = |own: Value| import(&[own]).lenient(true);
    let difference = Difference::of(&import(shelf(json!({}))), &import(shelf(odd)))
        .unwrap()
        .to_string();
    assert!(
        !difference.replace('\n', "").contains(char::is_control),
        "{difference:?}"
    );
}

/// Tables of FortiManager have the names that patterns have.
#[test]
fn tables_of_fortimanager_are_compared_too() {
    let answer = |attributes: Value| {
        json!({"id": 1, "result": [{"status": {"code": 0, "message": "OK"}, "url": "/pm/config/adom/demo/obj/gadget/wall",
            "data": {"gadget wall": {"mkey": "name", "alimit": 9, "attr": attributes}}}]})
    };
    let name = json!({"type": "string", "sz": 35});
    let old = answer(json!({"name": name, "rail": {"type": "string", "sz": 10}}));
    let new = answer(json!({"name": name, "rail": {"type": "string", "sz": 20}, "hook": {"type": "string", "sz": 8}}));
    let difference = between(&[old], &[new]);
    let names: Vec<_> = difference.items.iter().map(|item| item.name.as_str()).collect();
    assert_eq!(names, ["obj gadget/wall"]);
    let text = difference.to_string();
    assert!(
        text.contains("  + hook  text, at most 8 characters\n  ~ rail  length: 10 → 20\n"),
        "{text}"
    );
}

/// Nothing of one product can be compared with anything of another.
#[test]
fn descriptions_of_different_products_are_a_fault() {
    let fortios = [single("gadget/door", json!({"colour": value("string")}))];
    let rows = json!({"gadget shelf": {"mkey": "name", "attr": {"name": {"type": "string"}}}});
    let fmg = [syntax("/pm/config/adom/demo/obj", rows)];
    let found = Difference::of(&import(&fortios), &import(&fmg)).unwrap_err();
    assert_eq!(
        lines(&found),
        [
            "I003 : the older description is of FortiOS of an unknown version, and the newer one of FortiManager of an unknown version; help: compare descriptions of one product"
        ]
    );
    // One of both products has something in common with each.
    let both = [fortios[0].clone(), fmg[0].clone()];
    let difference = Difference::of(&import(&both), &import(&fmg)).unwrap();
    assert_eq!(difference.of_one, [ProductId::FortiOs]);
    let text = difference.to_string();
    assert!(
        text.contains("\nonly one description is of FortiOS: nothing of it was compared\n"),
        "{text}"
    );
    assert!(between(&both, &both).of_one.is_empty());
}

/// A call on logs is named as the pattern that selects it, with its method.
#[test]
fn calls_on_logs_have_the_names_of_patterns() {
    let file = |paths: Value| json!({"swagger": "2.0", "basePath": "/api/v2", "paths": paths});
    let (old, new) = (
        file(json!({"/log/disk/{type}": {"get": {}}})),
        file(json!({"/log/disk/{type}": {"get": {}}, "/log/disk/{type}/raw": {"get": {}}})),
    );
    let found = between(&[old], &[new]);
    let names: Vec<_> = found.items.iter().map(|item| &*item.name).collect();
    assert_eq!(names, ["log disk/<type>/raw GET"]);
}
