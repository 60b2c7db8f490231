//! Values that do not fit, in rows of a reply.

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::{Address, Device};
use crate::misfits::{JsonKind, Misfit, Misfits};
use crate::slots::notes::Notes;
use crate::slots::{Place, read_data, read_optional_data, read_part};

/// Reads data as that of a reply.
fn read<P: Place>(data: &Value) -> Result<(P, Misfits), serde_json::Error> {
    let mut place = P::blank();
    let mut counted = Notes::counting();
    read_data(&mut place, data, &mut counted)?;
    let mut again = P::blank();
    let mut traced = counted.tracing();
    read_data(&mut again, data, &mut traced)?;
    assert_eq!(counted.count(), traced.count());
    Ok((place, traced.into_misfits()))
}

fn paths(misfits: &Misfits) -> Vec<&str> {
    misfits.iter().map(Misfit::path).collect()
}

fn message<P: Place + std::fmt::Debug>(data: &Value) -> String {
    read::<P>(data).unwrap_err().to_string()
}

#[test]
fn a_field_that_does_not_fit_costs_that_field() {
    let (rows, misfits) = read::<Vec<Device>>(&json!([
        {"name": "a", "oid": "many", "ha": {"status": [], "name": {}}, "vdom": [{"name": "root", "status": "x"}]},
        {"name": "b", "oid": 2, "meta fields": {"site": {}, "floor": "3"}},
    ]))
    .unwrap();
    assert_eq!(
        paths(&misfits),
        ["[0].ha.name", "[0].oid", "[0].vdom[0].status", "[1].meta fields.site"]
    );
    assert_eq!(misfits.listed()[1].expected(), "an integer from -2^63 to 2^63 - 1");
    assert_eq!(misfits.listed()[0].found(), JsonKind::Object);
    assert_eq!((rows[0].oid, rows[1].oid), (None, Some(2)));
    assert_eq!(rows[0].ha.as_ref().unwrap().name, None);
    assert_eq!(rows[0].vdoms[0].name.as_deref(), Some("root"));
    assert_eq!(rows[1].tags.as_ref().unwrap()["floor"], "3");
}

#[test]
fn an_element_that_does_not_fit_is_dropped() {
    let (rows, misfits) = read::<Vec<Device>>(&json!([
        {"hosts": ["a", {}, "b"], "vdom": [7, {"name": "root"}]},
        "hunter2",
        {"hosts": true},
    ]))
    .unwrap();
    assert_eq!(paths(&misfits), ["[0].hosts[1]", "[0].vdom[0]", "[1]", "[2].hosts"]);
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[0].hosts.as_deref().unwrap(), ["a", "b"]);
    assert_eq!(rows[0].vdoms.len(), 1);
    assert_eq!(rows[1].hosts, None);
    assert!(!format!("{misfits:?}").contains("hunter2"));
}

#[test]
fn a_field_with_three_states_is_kept_if_its_value_does_not_fit() {
    let (row, misfits) = read::<Address>(&json!({"comment": [1, 2], "visibility": "perhaps", "name": "a"})).unwrap();
    assert_eq!(paths(&misfits), ["comment", "visibility"]);
    assert!(row.comment.is_keep() && row.visible.is_keep() && row.name.is_set());
}

#[test]
fn a_list_of_several_where_one_was_meant_is_one_misfit() {
    let (row, misfits) = read::<Device>(&json!({"name": "a", "oid": ["x", "y", 3], "taskid": ["x"]})).unwrap();
    assert_eq!(paths(&misfits), ["oid", "taskid[0]"]);
    assert_eq!(misfits.listed()[0].found(), JsonKind::List);
    assert_eq!((row.oid, row.task), (None, None));
}

#[test]
fn numbers_reach_sixty_four_bits_and_the_message_says_so_if_one_does_not() {
    let (row, misfits) = read::<Device>(&json!({"_hitcount": u64::MAX, "oid": u64::MAX, "name": "a"})).unwrap();
    assert_eq!(row.hits, Some(u64::MAX));
    assert_eq!(
        misfits.listed()[0].to_string(),
        "`oid`: expected an integer from -2^63 to 2^63 - 1, found an integer"
    );
    let beyond = serde_json::from_str::<Value>(r#"{"_hitcount": 18446744073709551616, "oid": 7.0, "taskid": 1e3}"#);
    let (row, misfits) = read::<Device>(&beyond.unwrap()).unwrap();
    assert_eq!((row.oid, row.task.map(super::Number::get)), (Some(7), Some(1000)));
    assert_eq!(
        misfits.listed()[0].to_string(),
        "`_hitcount`: expected an integer from 0 to 2^64 - 1, found an integer"
    );
    let (row, misfits) = read::<Device>(&json!({"_hitcount": -1, "oid": "", "name": ""})).unwrap();
    assert_eq!((row.hits, row.oid, row.name.as_deref()), (None, None, Some("")));
    // A number without a value is an empty text.
    assert_eq!(paths(&misfits), ["_hitcount"]);
}

#[test]
fn data_that_is_something_else_as_a_whole_is_an_error() {
    assert!(message::<Vec<Device>>(&json!("hunter2")).starts_with("expected a list, found a string"));
    assert!(message::<Vec<Device>>(&json!(7)).starts_with("expected a list, found an integer"));
    assert!(message::<Vec<Device>>(&json!(["a", "b"])).starts_with("expected a list of rows, found one of something"));
    assert!(message::<Device>(&json!("a")).starts_with("expected an object, found a string"));
    assert!(message::<Device>(&json!([{"oid": 1}, {"oid": 2}])).starts_with("expected an object, found a list"));
    assert!(message::<i64>(&json!({})).starts_with("expected an integer from -2^63 to 2^63 - 1, found an object"));
    // Elements that do not fit are dropped if at least one element fits.
    assert_eq!(read::<Vec<Device>>(&json!(["a", {"oid": 1}])).unwrap().0.len(), 1);
    assert_eq!(read::<Vec<Device>>(&json!([])).unwrap().0.len(), 0);
}

#[test]
fn an_object_that_has_no_member_of_the_row_is_not_a_row() {
    let syntax = json!({"firewall address": {"alimit": 0, "attr": {}}});
    for message in [
        message::<Vec<Device>>(&syntax),
        message::<Device>(&syntax),
        message::<Option<Device>>(&syntax),
        message::<Device>(&json!([syntax])),
    ] {
        assert!(
            message.starts_with("expected a row, found an object that has none of its members"),
            "{message}"
        );
    }
    assert!(message::<Vec<Device>>(&json!([syntax])).starts_with("expected a list of rows, found one of something"));

    // One without any can be a row, and in place of a list is an empty one.
    assert_eq!(read::<Vec<Device>>(&json!({})).unwrap().0.len(), 0);
    let mut row = Device::default();
    assert!(read_data(&mut row, &json!({}), &mut Notes::counting()).unwrap());

    assert!(message::<Vec<Device>>(&json!([{}, {}])).starts_with("expected a list of rows, found one of something"));
    // Beside others it would look like a row whose fields are all absent.
    for other in [json!({"other": 2}), json!({})] {
        let (rows, misfits) = read::<Vec<Device>>(&json!([{"oid": 1}, other, {"oid": 3}])).unwrap();
        assert_eq!((rows.len(), paths(&misfits)), (2, vec!["[1]"]));
        assert_eq!(
            misfits.listed()[0].to_string(),
            "`[1]`: expected a row, found an object"
        );
    }

    // Further in, it costs its field where a list is meant, and is a row where one is.
    let (row, misfits) = read::<Device>(&json!({"vdom": {"other": 1}, "ha": {"other": 1}})).unwrap();
    assert_eq!(paths(&misfits), ["vdom"]);
    assert!(row.vdoms.is_empty() && row.ha.is_some());
    assert!(
        read::<Device>(&json!({"vdom": {}, "extra": {}}))
            .unwrap()
            .0
            .vdoms
            .is_empty()
    );
}

#[test]
fn nothing_in_a_list_is_no_element_of_it() {
    for (element, found) in [
        (json!(null), "`null`"),
        (json!([]), "a list"),
        (json!([null]), "`null`"),
    ] {
        // A list of such elements alone is not a table.
        for table in [json!([element]), json!([element, element])] {
            let message = message::<Vec<Device>>(&table);
            assert!(
                message.starts_with("expected a list of rows, found one of something"),
                "{message}"
            );
        }
        let (rows, misfits) = read::<Vec<Device>>(&json!([{"oid": 1}, element])).unwrap();
        assert_eq!(rows.len(), 1);
        let path = if element == json!([null]) { "[1][0]" } else { "[1]" };
        assert_eq!(
            misfits.listed()[0].to_string(),
            format!("`{path}`: expected an object, found {found}")
        );
        // Nor is a list of it one value.
        for message in [
            message::<Device>(&json!([element])),
            message::<Option<Device>>(&json!([element])),
            message::<i64>(&json!([element])),
        ] {
            assert!(message.ends_with(&format!("found {found}")), "{message}");
        }
        // Further in, it costs its place.
        let (row, misfits) =
            read::<Device>(&json!({"hosts": ["a", element], "vdom": [element], "ha": [element], "oid": [element]}))
                .unwrap();
        assert_eq!(misfits.total(), 4);
        assert_eq!(
            (row.hosts.unwrap().len(), row.vdoms.len(), row.ha, row.oid),
            (1, 0, None, None)
        );
    }
    // Lists of lists may be empty, and JSON may be `null`.
    assert_eq!(read::<Vec<Vec<i64>>>(&json!([[], [1]])).unwrap().0, [vec![], vec![1]]);
    let (any, misfits) = read::<Vec<Value>>(&json!([null, [], {}, 1])).unwrap();
    assert_eq!((json!(any), misfits.total()), (json!([null, [], {}, 1]), 0));
    assert_eq!(
        read::<Value>(&json!([null])).unwrap(),
        (json!([null]), Misfits::default())
    );
    // The answer to a write may have any form.
    let (mut keys, mut notes) = (Vec::<Device>::new(), Notes::counting().of_a_write(true));
    read_optional_data(&mut keys, &json!([null]), &mut notes).unwrap();
    assert_eq!((keys.len(), notes.count()), (0, 1));
}

#[test]
fn a_write_that_worked_is_none_the_worse_for_an_odd_key() {
    let read_key = |data: Value, notes: Notes| {
        let (mut key, mut notes) = (None::<Device>, notes);
        read_optional_data(&mut key, &data, &mut notes).map(|found| (found, key, notes.count()))
    };
    for odd in [
        json!("a"),
        json!({"other": 1}),
        json!([1]),
        json!([{"oid": 1}, {"oid": 2}]),
    ] {
        let written = read_key(odd.clone(), Notes::counting().of_a_write(true)).unwrap();
        assert_eq!(written, (false, None, 1), "{odd}");
        assert!(read_key(odd, Notes::counting()).is_err());
    }
    let (found, key, _) = read_key(json!({"oid": 7}), Notes::counting().of_a_write(true)).unwrap();
    assert!(found && key.unwrap().oid == Some(7));
}

#[test]
fn data_does_not_take_back_what_stood_beside_it() {
    for odd in [json!([]), json!("a"), json!([1, 2]), json!({})] {
        let mut reply = super::Committed {
            task: Some(7),
            session: None,
        };
        read_part(&mut reply, &odd, &mut Notes::counting()).unwrap();
        assert_eq!(reply.task, Some(7), "{odd}");
    }
}

#[test]
fn a_path_is_fit_for_a_log() {
    let mut odd = Map::new();
    odd.insert("a\nb".repeat(100), json!([]));
    let (_, misfits) = read::<Device>(&json!({ "meta fields": odd, "oid": 1 })).unwrap();
    // An empty list in place of a text is not a misfit.
    assert!(misfits.is_empty());
    let name = "a\nb".repeat(100);
    let (_, misfits) = read::<Device>(&json!({ "meta fields": { name: {} }, "oid": 1 })).unwrap();
    let path = paths(&misfits)[0];
    assert!(
        path.starts_with("meta fields.a\\nba\\nb") && path.ends_with('…'),
        "{path}"
    );
    assert!(path.chars().count() < 120 && !path.contains('\n'), "{path}");
}

/// A member, the values that it may hold, and those that it may not.
fn members() -> Vec<(&'static str, BoxedStrategy<Value>, BoxedStrategy<Value>)> {
    let text = "[a-z]{0,8}".prop_map(Value::from).boxed();
    let no_text = prop_oneof![
        Just(json!(true)),
        Just(json!({})),
        Just(json!({"name": "x"})),
        Just(json!(["a", "b"])),
    ]
    .boxed();
    let no_number = prop_oneof![
        "[a-z]{1,8}".prop_map(Value::from),
        Just(json!(false)),
        Just(json!(1.5)),
        Just(json!({"a": 1})),
        Just(json!([1, 2])),
    ];
    let no_number = no_number.boxed();
    let no_object = prop_oneof![Just(json!(1)), Just(json!("x")), Just(json!(true)), Just(json!([1, 2]))].boxed();
    let row = ("[a-z]{1,5}", any::<i64>()).prop_map(|(name, status)| json!({"name": name, "status": status}));
    vec![
        ("name", text.clone(), no_text.clone()),
        ("oid", any::<i64>().prop_map(Value::from).boxed(), no_number.clone()),
        (
            "_hitcount",
            any::<u64>().prop_map(Value::from).boxed(),
            no_number.clone(),
        ),
        ("taskid", any::<u64>().prop_map(Value::from).boxed(), no_number),
        (
            "load avg",
            (-1000_i32..1000)
                .prop_map(|number| json!(f64::from(number) / 8.0))
                .boxed(),
            prop_oneof![Just(json!("x")), Just(json!(true)), Just(json!({}))].boxed(),
        ),
        (
            "managed",
            prop_oneof![Just(json!("enable")), Just(json!(0)), Just(json!(true))].boxed(),
            prop_oneof![Just(json!("legacy")), Just(json!(2)), Just(json!(0.5)), Just(json!({}))].boxed(),
        ),
        (
            "mode",
            prop_oneof![Just(json!("nat")), Just(json!(1)), Just(json!("new")), Just(json!(9))].boxed(),
            prop_oneof![Just(json!(true)), Just(json!(u64::MAX)), Just(json!(["nat", "nat"]))].boxed(),
        ),
        ("adm_pass", text.clone(), no_text.clone()),
        (
            "hosts",
            prop::collection::vec("[a-z]{0,4}", 0..4).prop_map(Value::from).boxed(),
            prop_oneof![Just(json!(true)), Just(json!({"a": 1}))].boxed(),
        ),
        (
            "vdom",
            prop::collection::vec(row.clone(), 0..3).prop_map(Value::from).boxed(),
            prop_oneof![Just(json!(1)), Just(json!("x")), Just(json!({"other": 1}))].boxed(),
        ),
        ("ha", row.boxed(), no_object.clone()),
        (
            "meta fields",
            prop::collection::btree_map("[a-z]{1,4}", "[a-z]{0,4}", 0..3)
                .prop_map(|map| json!(map))
                .boxed(),
            no_object,
        ),
    ]
}

/// Some of the members, each with a value; and one of those, with a value that does not fit.
fn row_with_a_misfit() -> impl Strategy<Value = (Map<String, Value>, &'static str, Value)> {
    let all = members();
    let taken = prop::collection::vec(any::<bool>(), all.len());
    let values: Vec<_> = all.iter().map(|(_, right, _)| right.clone()).collect();
    let misfit = prop::sample::select((0..all.len()).collect::<Vec<_>>());
    (taken, values, misfit).prop_flat_map(move |(taken, values, misfit)| {
        let (wire, _, wrong) = &members()[misfit];
        let row: Map<_, _> = members()
            .iter()
            .map(|(wire, ..)| (*wire).to_owned())
            .zip(values)
            .zip(taken)
            .filter_map(|((wire, value), taken)| taken.then_some((wire, value)))
            .collect();
        (Just(row), Just(*wire), wrong.clone())
    })
}

proptest! {
    #[test]
    fn all_that_fits_is_read_whatever_stands_beside_it(
        (row, wire, wrong) in row_with_a_misfit(),
        before in 0_usize..3,
    ) {
        let mut without = row.clone();
        without.remove(wire);
        let mut with = row;
        with.insert(wire.to_owned(), wrong);
        // A second member, so that the rest is a row.
        without.insert("hostname".to_owned(), json!("b"));
        with.insert("hostname".to_owned(), json!("b"));
        if wire == "name" {
            without.remove("hostname");
            with.remove("hostname");
            without.insert("conn_status".to_owned(), json!(1));
            with.insert("conn_status".to_owned(), json!(1));
        }
        let other = json!({"name": "other", "oid": 1});
        let table = |row: Map<String, Value>| {
            let mut rows = vec![other.clone(); before];
            rows.push(Value::Object(row));
            rows.push(other.clone());
            Value::Array(rows)
        };
        let (expected, none) = read::<Vec<Device>>(&table(without)).unwrap();
        prop_assert!(none.is_empty());
        let (rows, misfits) = read::<Vec<Device>>(&table(with.clone())).unwrap();
        prop_assert_eq!(paths(&misfits), [format!("[{before}].{wire}")]);
        prop_assert_eq!(rows, expected);
        let mut strictly = Vec::<Device>::new();
        prop_assert!(read_data(&mut strictly, &table(with), &mut Notes::refusing()).is_err());
    }
}
