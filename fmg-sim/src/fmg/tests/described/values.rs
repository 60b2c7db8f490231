//! The values that a described table accepts.

use super::*;

#[test]
fn what_the_description_does_not_allow_is_refused() {
    let bench = bench();
    let admin = bench.admin();
    for (data, code, reason) in [
        (json!({"name": "a", "nonsense": 1}), -10, "no attribute `nonsense`"),
        (json!({"comment": "x"}), -10, "`name`, the key, is missing"),
        (json!({"name": ""}), -10, "`name`, the key, is missing"),
        (
            json!({"name": "a", "color": 33}),
            -9001,
            "out of range, which is 0 to 32",
        ),
        (json!({"name": "a", "color": "-1"}), -9001, "out of range"),
        (json!({"name": "a", "color": "red"}), -10, "`color` has a wrong type"),
        (json!({"name": "a", "color": 1.5}), -10, "`color` has a wrong type"),
        (json!({"name": "a", "color": [1]}), -10, "`color` has a wrong type"),
        (
            json!({"name": "a", "weight": "heavy"}),
            -10,
            "`weight` has a wrong type",
        ),
        (json!({"name": "a", "routing": 2}), -10, "`routing` has a wrong type"),
        (json!({"name": "a", "dirty": "maybe"}), -10, "`dirty` has a wrong type"),
        (json!({"name": "a", "on": "perhaps"}), -10, "`on` has a wrong type"),
        (json!({"name": "a", "meta": 1}), -10, "`meta` has a wrong type"),
        (
            json!({"name": "a", "meta": {"site": 10}}),
            -9001,
            "`meta.site` is out of range",
        ),
        (json!({"name": "a", "comment": {}}), -10, "`comment` has a wrong type"),
        (
            json!({"name": "a", "comment": "ééééé!"}),
            -9001,
            "more than 5 characters",
        ),
        (
            json!({"name": "a", "comments": "123456"}),
            -9001,
            "more than 5 characters",
        ),
        (json!({"name": "123456789"}), -9001, "more than 8 characters"),
        (
            json!({"name": "a", "type": "url"}),
            -9001,
            "other than `ipmask`, `fqdn`",
        ),
        (json!({"name": "a", "type": 1}), -9001, "other than `ipmask`, `fqdn`"),
        (json!({"name": "a", "type": []}), -10, "`type` has a wrong type"),
        (
            json!({"name": "a", "tags": ["x", "y", "z"]}),
            -9001,
            "more than 2 elements",
        ),
        (json!({"name": "a", "tags": [{}]}), -10, "`tags` has a wrong type"),
        (json!({"name": "a", "limits": 5}), -10, "`limits` has a wrong type"),
        (
            json!({"name": "a", "limits": {"rate": 10}}),
            -9001,
            "`limits.rate` is out of range",
        ),
        (
            json!({"name": "a", "limits": {"burst": 1}}),
            -10,
            "no attribute `limits.burst`",
        ),
        (
            json!({"name": "a", "unset attrs": ["nonsense"]}),
            -10,
            "no attribute `nonsense`",
        ),
        (json!({"name": "a", "entries": 5}), -10, "`entries` has a wrong type"),
        (
            json!({"name": "a", "entries": [{"id": "x"}]}),
            -10,
            "`entries.id` has a wrong type",
        ),
        (
            json!({"name": "a", "entries": [{"port": 1}]}),
            -10,
            "no attribute `entries.port`",
        ),
        (
            json!({"name": "a", "entries": [{"id": 1}, {"id": "1"}]}),
            -2,
            "the same key",
        ),
        (
            json!({"name": "a", "dynamic_mapping": [{"subnet": "x"}]}),
            -10,
            "`dynamic_mapping._scope`, the key",
        ),
        (json!([]), -10, "`data` is missing"),
        (json!(null), -10, "`data` is missing"),
        (json!("a"), -10, "has to be an object"),
    ] {
        let (found, message) = refusal(&admin, "add", HOSTS, &data);
        assert_eq!(found, code, "{data}: {message}");
        assert!(message.contains(reason), "{data}: {message}");
    }
    assert_eq!(admin.get(HOSTS), Ok(json!([])));
}

#[test]
fn every_form_of_a_value_is_accepted_and_shown_in_one() {
    let bench = bench();
    let admin = bench.admin();
    let data = json!({
        "name": "a", "comments": "edge", "color": "7", "weight": "0.5", "routing": true, "dirty": "enable", "type": 2, "on": true, "meta": {"site": "3"},
        "policy": "other", "tags": "x", "limits": {"rate": 9}, "oid": 5, "obj seq": 1, "anything": [{}],
    });
    assert_eq!(admin.write("add", HOSTS, data), Ok(json!({"name": "a"})));
    let row = admin.get(&at(HOSTS, "a")).unwrap();
    for (name, value) in [
        ("comment", json!("edge")),
        ("color", json!(7)),
        ("routing", json!("enable")),
        ("dirty", json!(1)),
        ("on", json!(true)),
        ("meta", json!({"site": 3})),
        ("type", json!("fqdn")),
        ("policy", json!("other")),
        ("tags", json!(["x"])),
        ("limits", json!({"rate": 9})),
        ("anything", json!([{}])),
    ] {
        assert_eq!(row[name], value, "{name}: {row}");
    }
    // FortiManager assigns the object id, whatever a write says.
    assert!(row["oid"].as_i64().unwrap() > 5 && row["uuid"].is_string());
    assert_eq!((row.get("comments"), row.get("obj seq")), (None, None));
    // The row as it was read can be written again.
    assert_eq!(admin.write("set", &at(HOSTS, "a"), row), Ok(json!({"name": "a"})));
    let entry = json!([{"url": at(HOSTS, "a")}]);
    let plain = &admin.ask("get", &entry, false)["result"][0]["data"];
    assert_eq!((&plain["type"], &plain["routing"]), (&json!(2), &json!(1)));
}

#[test]
fn defaults_are_filled_in_and_attributes_are_reset() {
    let bench = bench();
    let admin = bench.admin();
    admin
        .write("add", HOSTS, json!({"name": "a", "color": 3, "comment": "x"}))
        .unwrap();
    let row = admin.get(&at(HOSTS, "a")).unwrap();
    assert_eq!((&row["type"], &row["routing"]), (&json!("ipmask"), &json!("disable")));
    let unset = json!({"unset attrs": ["color", "comments"]});
    admin.write("update", &at(HOSTS, "a"), unset).unwrap();
    let row = admin.get(&at(HOSTS, "a")).unwrap();
    assert_eq!((&row["color"], row.get("comment")), (&json!(0), None));
}

#[test]
fn secrets_are_not_shown() {
    let bench = bench();
    let admin = bench.admin();
    admin
        .write("add", HOSTS, json!({"name": "a", "password": "hunter2"}))
        .unwrap();
    let row = admin.get(&at(HOSTS, "a")).unwrap();
    assert!(row["password"].as_str().unwrap().starts_with("ENC "), "{row}");
}

#[test]
fn outside_of_the_policy_manager_a_value_that_is_not_permitted_is_invalid_data() {
    let bench = bench();
    let admin = bench.admin();
    assert_eq!(
        admin.write("set", "/cli/global/system/dns", json!({"retry": 6})),
        Err(-10)
    );
}
