//! Child tables, child objects, members and labels.

use super::*;

const MAPPINGS: &str = "/pm/config/adom/root/obj/firewall/host/a/dynamic_mapping";
const ENTRIES: &str = "/pm/config/adom/root/obj/firewall/host/a/entries";

fn with_host(bench: &Bench) -> Client<'_> {
    let admin = bench.admin();
    admin.write("add", HOSTS, json!({"name": "a"})).unwrap();
    admin
}

fn scope(name: &str, vdom: &str) -> Value {
    json!([{"name": name, "vdom": vdom}])
}

#[test]
fn a_key_may_be_a_device_and_a_vdom() {
    let bench = bench();
    let admin = with_host(&bench);
    assert_eq!(admin.get(MAPPINGS), Ok(json!([])));
    let mapping = json!({"_scope": scope("fgt/1", "root"), "subnet": "x"});
    assert_eq!(admin.write("add", MAPPINGS, mapping.clone()), Ok(json!(null)));
    assert_eq!(admin.write("add", MAPPINGS, mapping), Err(-2));
    let url = format!(r"{MAPPINGS}/fgt\/1/root");
    assert_eq!(admin.get(&url).unwrap()["subnet"], "x");
    admin.write("update", &url, json!({"color": 5})).unwrap();
    // A row that a url creates gets its key from the url.
    let other = format!("{MAPPINGS}/fgt2/root");
    assert_eq!(admin.write("update", &other, json!({"color": 1})), Err(-3));
    admin.write("set", &other, json!({"color": 1})).unwrap();
    let rows = json!([
        {"_scope": scope("fgt/1", "root"), "subnet": "x", "color": 5},
        {"_scope": scope("fgt2", "root"), "color": 1},
    ]);
    assert_eq!(admin.get(MAPPINGS), Ok(rows.clone()));
    // The row of the parent has them too, unless a read leaves them out.
    assert_eq!(admin.get(&at(HOSTS, "a")).unwrap()["dynamic_mapping"], rows);
    let short = admin.call("get", &at(HOSTS, "a"), json!({"loadsub": 0})).unwrap();
    assert!(short.get("dynamic_mapping").is_none() && short.get("entries").is_none());
    assert_eq!(admin.call("delete", &url, json!({})), Ok(json!(null)));
    assert_eq!(admin.call("delete", &url, json!({})), Err(-3));
    assert_eq!(admin.call("get", MAPPINGS, json!({"option": "count"})), Ok(json!(1)));
}

#[test]
fn child_rows_are_written_through_the_parent() {
    let bench = bench();
    let admin = with_host(&bench);
    let url = at(HOSTS, "a");
    let ips = || {
        let rows = admin.get(ENTRIES).unwrap();
        let rows = rows.as_array().unwrap().iter();
        rows.map(|row| format!("{}={}", row["id"], row["ip"].as_str().unwrap()))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let entries = |ips: &[&str]| ips.iter().map(|ip| json!({ "ip": ip })).collect::<Value>();
    admin
        .write("set", &url, json!({"entries": entries(&["x", "y"])}))
        .unwrap();
    assert_eq!(ips(), "1=x 2=y");
    admin
        .write(
            "update",
            &url,
            json!({"entries": [{"id": 2, "ip": "z"}, {"id": 7, "ip": "w"}]}),
        )
        .unwrap();
    assert_eq!(ips(), "1=x 2=z 7=w");
    assert_eq!(admin.write("add", ENTRIES, json!({"ip": "v"})), Ok(json!({"id": 8})));
    admin
        .call("move", &at(ENTRIES, "8"), json!({"option": "before", "target": "1"}))
        .unwrap();
    assert_eq!(ips(), "8=v 1=x 2=z 7=w");
    admin
        .call("move", &at(ENTRIES, "8"), json!({"option": "after", "target": "2"}))
        .unwrap();
    assert_eq!(ips(), "1=x 2=z 8=v 7=w");
    assert_eq!(admin.write("update", &at(ENTRIES, "8"), json!({"id": 1})), Err(-2));
    assert_eq!(
        admin.write("update", &at(ENTRIES, "8"), json!({"id": 3})),
        Ok(json!({"id": 3}))
    );
    assert_eq!(ips(), "1=x 2=z 3=v 7=w");
    let filter = json!({"filter": ["id", ">", 2], "confirm": 1});
    admin.call("delete", ENTRIES, filter).unwrap();
    assert_eq!(ips(), "1=x 2=z");
    admin.write("set", &url, json!({"entries": entries(&["n"])})).unwrap();
    assert_eq!(ips(), "1=n");
    admin.write("replace", &url, json!({"color": 1})).unwrap();
    assert_eq!(ips(), "");
}

#[test]
fn tables_below_child_objects_are_reached() {
    let bench = bench();
    let admin = with_host(&bench);
    admin
        .write("add", MAPPINGS, json!({"_scope": scope("f", "root")}))
        .unwrap();
    let interface = format!("{MAPPINGS}/f/root/interface");
    assert_eq!(admin.get(&interface), Ok(json!({})));
    let addresses = format!("{interface}/secondaryip");
    assert_eq!(
        admin.write("add", &addresses, json!({"ip": "192.0.2.1"})),
        Ok(json!({"ip": "192.0.2.1"}))
    );
    assert_eq!(
        admin.write("set", &interface, json!({"allowaccess": "enable"})),
        Ok(json!(null))
    );
    let expected = json!({"allowaccess": "enable", "secondaryip": [{"ip": "192.0.2.1"}]});
    assert_eq!(admin.get(&interface), Ok(expected.clone()));
    let row = bench.fmg.row(&at(HOSTS, "a")).unwrap();
    assert_eq!(
        row["dynamic_mapping"][0]["interface"]["secondaryip"],
        expected["secondaryip"]
    );
    // An update of the parent keeps the members that it does not give.
    let update = json!({"dynamic_mapping": [{"_scope": scope("f", "root"), "color": 3}]});
    admin.write("update", &at(HOSTS, "a"), update).unwrap();
    assert_eq!(admin.get(&interface), Ok(expected));
    assert_eq!(admin.get(&format!("{MAPPINGS}/g/root/interface")), Err(-3));
    assert_eq!(admin.get(&format!("{addresses}/192.0.2.9")), Err(-3));
    assert_eq!(
        bench.fmg.row(&format!("{addresses}/192.0.2.1")),
        Some(json!({"ip": "192.0.2.1"}))
    );
}

#[test]
fn the_parent_of_a_child_row_has_to_exist() {
    let bench = bench();
    let admin = bench.admin();
    let entries = "/pm/config/adom/root/obj/firewall/host/nobody/entries";
    assert_eq!(admin.get(entries), Err(-3));
    assert_eq!(admin.write("add", entries, json!({"ip": "x"})), Err(-3));
    assert_eq!(admin.write("set", &at(entries, "1"), json!({"ip": "x"})), Err(-3));
    assert_eq!(admin.call("delete", &at(entries, "1"), json!({})), Err(-3));
    assert_eq!(admin.get(HOSTS), Ok(json!([])));
}

#[test]
fn members_are_added_and_deleted() {
    let bench = bench();
    let admin = bench.admin();
    admin.write("add", RULES, json!({"name": "one"})).unwrap();
    let url = at(RULES, "1/scope member");
    let members = || admin.get(&at(RULES, "1")).unwrap()["scope member"].clone();
    let (root, guests) = (
        json!({"name": "d", "vdom": "root"}),
        json!({"name": "d", "vdom": "guests"}),
    );
    assert_eq!(admin.write("add", &url, json!([root, guests])), Ok(json!(null)));
    assert_eq!(admin.write("add", &url, root.clone()), Ok(json!(null)));
    assert_eq!(members(), json!([root, guests]));
    assert_eq!(admin.write("delete", &url, json!([root])), Ok(json!(null)));
    assert_eq!(members(), json!([guests]));
    assert_eq!(admin.write("delete", &url, json!([root])), Err(-3));
    assert_eq!(admin.write("delete", &url, json!([])), Err(-10));
    assert_eq!(admin.write("add", &url, json!([{"vdom": "root"}])), Err(-10));
    assert_eq!(admin.write("add", &at(RULES, "9/scope member"), json!([root])), Err(-3));
    // Only rows with such a list have the url.
    assert_eq!(admin.write("add", &at(HOSTS, "a/scope member"), json!([root])), Err(-6));
}

#[test]
fn members_are_replaced_and_unset() {
    let bench = bench();
    let admin = bench.admin();
    admin.write("add", RULES, json!({"name": "one"})).unwrap();
    let url = at(RULES, "1/scope member");
    let members = || admin.get(&at(RULES, "1")).unwrap().get("scope member").cloned();
    let (root, guests) = (
        json!({"name": "d", "vdom": "root"}),
        json!({"name": "d", "vdom": "guests"}),
    );
    // The document shows `set` and `update` with a list of devices, and `set` with one empty object, which empties the
    // list.
    for method in ["set", "update"] {
        admin.write("add", &url, root.clone()).unwrap();
        assert_eq!(admin.write(method, &url, json!([guests])), Ok(json!(null)));
        assert_eq!(members(), Some(json!([guests])));
        assert_eq!(admin.write(method, &url, json!([{}])), Ok(json!(null)));
        assert_eq!(members(), Some(json!([])));
        assert_eq!(admin.write(method, &url, json!([])), Err(-10));
        assert_eq!(admin.write(method, &url, json!([{"vdom": "root"}])), Err(-10));
    }
    assert_eq!(admin.call("unset", &url, json!({})), Ok(json!(null)));
    assert_eq!(members(), None);
    assert_eq!(admin.write("replace", &url, json!([root])), Err(-9));
}

#[test]
fn a_section_sets_a_label_of_its_row() {
    let bench = bench();
    let admin = bench.admin();
    admin.write("add", RULES, json!({"name": "one"})).unwrap();
    let url = at(RULES, "1/section value");
    let label = json!({"attr": "global-label", "name": "vpn"});
    assert_eq!(admin.write("set", &url, label.clone()), Ok(json!(null)));
    let row = admin.get(&at(RULES, "1")).unwrap();
    assert_eq!((&row["global-label"], row.get("section value")), (&json!("vpn"), None));
    assert_eq!(admin.write("set", &url, json!({"attr": "name", "name": "x"})), Err(-10));
    assert_eq!(admin.write("set", &at(RULES, "9/section value"), label), Err(-3));
}

/// The key of a row is not the name of an existing device.
#[test]
fn a_key_may_be_named_like_a_placeholder_of_a_scope() {
    let probes = Table::by_name("firewall/probe", "device").scope(Scope::Objects);
    let bench = Bench::with_tables([probes.field(Field::text("device"))]);
    let admin = bench.admin();
    for probes in [
        "/pm/config/adom/root/obj/firewall/probe",
        "/pm/config/global/obj/firewall/probe",
    ] {
        admin.write("add", probes, json!({"device": "x"})).unwrap();
        assert_eq!(admin.get(&at(probes, "x")), Ok(json!({"device": "x"})));
    }
}
