use super::*;
use crate::fmg::shape::{kept_row, row_of};
use crate::generated::fmg::calls::Address;
use crate::generated::fmg::{CallId, ROUTES, Route};

fn shape() -> HeldRow {
    let route = Route::of(ROUTES, CallId::Address(Address::List)).unwrap();
    row_of(route.response.as_ref().unwrap()).unwrap()
}

fn rows() -> Vec<Row> {
    let rows = json!([
        {"name": "b", "color": 2, "oid": 11, "type": "fqdn"},
        {"name": "a", "color": 10, "oid": 12, "type": "ipmask", "allow-routing": "enable"},
        {
            "name": "c", "color": 2, "oid": 13, "type": "iprange", "meta fields": {"owner": "me", "site": "x"},
            "list": [{"ip": "1.1.1.1"}, {"ip": "2.2.2.2"}],
        },
    ]);
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| kept_row(&shape(), row.as_object().unwrap())).collect()
}

fn read(given: Value, verbose: bool) -> Result<Value, Refusal> {
    let Value::Object(given) = given else { panic!() };
    let rows = rows();
    Options::read(&given, Some(shape()), "name", verbose).table("firewall address", rows.iter())
}

fn names(given: Value) -> Vec<String> {
    let rows = read(given, false).unwrap();
    let rows = rows.as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn fields_are_selected_and_the_key_is_included() {
    assert_eq!(
        read(json!({"fields": ["color"], "filter": ["name", "==", "a"]}), false).unwrap(),
        json!([{"name": "a", "color": 10, "oid": 12}])
    );
    assert_eq!(
        read(json!({"fields": [["type"]], "filter": ["name", "==", "a"]}), true).unwrap(),
        json!([{"name": "a", "oid": 12, "type": "ipmask"}])
    );
}

#[test]
fn rows_are_sorted_before_the_range_applies() {
    assert_eq!(names(json!({"sortings": [{"name": 1}]})), ["a", "b", "c"]);
    assert_eq!(
        names(json!({"sortings": [{"color": -1}, {"name": -1}]})),
        ["a", "c", "b"]
    );
    assert_eq!(names(json!({"range": [1, 1]})), ["a"]);
    assert_eq!(names(json!({"range": [2, 5]})), ["c"]);
    assert_eq!(names(json!({"range": [9, 5]})), [""; 0]);
    assert_eq!(
        names(json!({"range": [1, i64::MAX], "sortings": [{"name": 1}]})),
        ["b", "c"]
    );
}

#[test]
fn invalid_options_are_refused() {
    for given in [
        json!({"range": [1]}),
        json!({"range": [-1, 5]}),
        json!({"range": "all"}),
        json!({"sortings": ["name"]}),
        json!({"sortings": [{"name": 2}]}),
        json!({"filter": "name"}),
    ] {
        assert!(read(given.clone(), false).is_err(), "{given}");
    }
}

#[test]
fn a_count_replaces_the_rows() {
    assert_eq!(
        read(json!({"option": "count", "range": [0, 1]}), false).unwrap(),
        json!(3)
    );
    assert_eq!(
        read(json!({"option": ["count"], "filter": ["color", "==", 2]}), false).unwrap(),
        json!(2)
    );
    assert!(read(json!({"option": ["chksum"]}), false).unwrap().is_u64());
}

#[test]
fn sub_tables_can_be_omitted_or_selected_from() {
    let only_c = json!(["name", "==", "c"]);
    let whole = read(json!({"filter": only_c}), false).unwrap();
    assert_eq!(whole[0]["list"].as_array().unwrap().len(), 2);
    let without = read(json!({"filter": only_c, "loadsub": 0}), false).unwrap();
    assert_eq!(without[0].get("list"), None);
    let picked = json!({"list": {"fields": ["ip"], "filter": ["ip", "==", "2.2.2.2"]}});
    let picked = read(json!({"filter": only_c, "sub fetch": picked}), false).unwrap();
    assert_eq!(picked[0]["list"], json!([{"ip": "2.2.2.2"}]));
    let none = json!({"list": {"filter": ["ip", "==", "2.2.2.2"]}});
    assert_eq!(names(json!({"sub fetch": none, "subfetch filter": 1})), ["c"]);
    let hidden = json!({"list": {"subfetch hidden": 1}});
    let hidden = read(
        json!({"filter": only_c, "sub fetch": hidden, "subfetch filter": 1}),
        false,
    )
    .unwrap();
    assert_eq!((hidden[0]["name"].clone(), hidden[0].get("list")), (json!("c"), None));
    for (count, rows) in [
        (json!(["==", 2]), vec!["c"]),
        (json!(["==", 1]), vec![]),
        (json!(["<", 2]), vec!["b", "a"]),
    ] {
        let counted = json!({"list": {"subfetch count": count}});
        assert_eq!(
            names(json!({"sub fetch": counted, "subfetch filter": 1})),
            rows,
            "{count}"
        );
    }
}

#[test]
fn all_or_some_meta_fields_are_returned() {
    let only_c = json!(["name", "==", "c"]);
    let all = read(json!({"filter": only_c}), false).unwrap();
    assert_eq!(all[0]["meta fields"], json!({"owner": "me", "site": "x"}));
    let some = read(json!({"filter": only_c, "meta fields": ["site"]}), false).unwrap();
    assert_eq!(some[0]["meta fields"], json!({"site": "x"}));
}

#[test]
fn a_schema_has_types_and_values() {
    let syntax = read(json!({"option": "syntax"}), false).unwrap();
    let attributes = &syntax["firewall address"]["attr"];
    assert_eq!(attributes["type"]["opts"]["iprange"], 1);
    assert_eq!(attributes["color"]["max"], 32);
    assert_eq!(attributes["dynamic_mapping"]["type"], "table");
    let template = read(json!({"object template": 1}), true).unwrap();
    assert_eq!(template["type"], "ipmask");
}
