//! The verbs of described tables.

use super::*;

#[test]
fn a_row_is_added_changed_and_deleted() {
    let bench = bench();
    let admin = bench.admin();
    let key = |name: &str| Ok(json!({ "name": name }));
    assert_eq!(admin.write("add", HOSTS, json!({"name": "a"})), key("a"));
    assert_eq!(admin.write("add", HOSTS, json!({"name": "a"})), Err(-2));
    assert_eq!(admin.write("update", &at(HOSTS, "b"), json!({"color": 1})), Err(-3));
    assert_eq!(admin.write("set", &at(HOSTS, "b"), json!({"color": 1})), key("b"));
    assert_eq!(admin.write("set", HOSTS, json!({"name": "b", "color": 2})), key("b"));
    assert_eq!(admin.get(&at(HOSTS, "b")).unwrap()["color"], 2);
    assert_eq!(admin.write("update", &at(HOSTS, "b"), json!({"name": "a"})), Err(-2));
    assert_eq!(admin.write("update", &at(HOSTS, "a"), json!({"name": "z"})), key("z"));
    assert_eq!(names(&admin.get(HOSTS).unwrap()), ["z", "b"]);
    assert_eq!(admin.call("delete", &at(HOSTS, "a"), json!({})), Err(-3));
    assert_eq!(admin.call("delete", &at(HOSTS, "z"), json!({})), Ok(json!(null)));
    assert_eq!(admin.get(&at(HOSTS, "z")), Err(-3));
    let escaped = at(HOSTS, r"a\/b");
    assert_eq!(admin.write("add", HOSTS, json!({"name": "a/b"})), key("a/b"));
    assert_eq!(admin.get(&escaped).unwrap()["name"], "a/b");
    assert_eq!(admin.call("delete", &escaped, json!({})), Ok(json!(null)));
}

#[test]
fn many_rows_are_written_at_once() {
    let bench = bench();
    let admin = bench.admin();
    let keys = |names: &[&str]| names.iter().map(|name| json!({ "name": name })).collect::<Value>();
    let rows = json!([{"name": "a"}, {"name": "b"}]);
    assert_eq!(admin.write("add", HOSTS, rows), Ok(keys(&["a", "b"])));
    assert_eq!(
        admin.write("add", HOSTS, json!([{"name": "c"}, {"name": "a"}])),
        Err(-2)
    );
    let changes = json!([{"name": "a", "color": 1}, {"name": "d", "color": 1}]);
    assert_eq!(admin.write("update", HOSTS, changes.clone()), Err(-3));
    assert_eq!(admin.write("set", HOSTS, changes), Ok(keys(&["a", "d"])));
    assert_eq!(admin.write("update", HOSTS, json!([{"color": 1}])), Err(-10));
    assert_eq!(names(&admin.get(HOSTS).unwrap()), ["a", "b", "c", "d"]);
}

#[test]
fn reads_select_rows_and_members() {
    let bench = bench();
    let admin = bench.admin();
    let rows: Value = (0..20)
        .map(|at| json!({"name": format!("h{at:02}"), "color": at, "entries": [{"ip": "192.0.2.1"}]}))
        .collect();
    admin.write("add", HOSTS, rows).unwrap();
    let read = |members: Value| admin.call("get", HOSTS, members);
    let of = |members: Value| names(&read(members).unwrap()).join(" ");
    assert_eq!(of(json!({"range": [18, 5]})), "h18 h19");
    assert_eq!(of(json!({"range": [99, 5]})), "");
    assert_eq!(of(json!({"range": [0, 3], "sortings": [{"color": -1}]})), "h19 h18 h17");
    assert_eq!(of(json!({"filter": ["color", "<", 2]})), "h00 h01");
    assert_eq!(
        of(json!({"filter": [["color", ">", 10], "&&", ["name", "like", "%5"]]})),
        "h15"
    );
    let row = &read(json!({"range": [0, 1], "fields": ["color"]})).unwrap()[0];
    let members: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(members, ["color", "name", "oid"]);
    assert!(read(json!({"loadsub": 0})).unwrap()[0].get("entries").is_none());
    assert_eq!(read(json!({"option": "count"})), Ok(json!(20)));
    assert_eq!(
        read(json!({"option": ["count"], "filter": ["color", "<", 5]})),
        Ok(json!(5))
    );
    let sum = read(json!({"option": "chksum"}));
    admin.write("set", &at(HOSTS, "h00"), json!({"color": 9})).unwrap();
    assert_ne!(read(json!({"option": "chksum"})), sum);
    for (members, code) in [
        (json!({"range": [1]}), -7),
        (json!({"range": [-1, 2]}), -7),
        (json!({"range": ["x", 1]}), -8),
        (json!({"range": 5}), -8),
        (json!({"filter": ["color", "~", 1]}), -8),
        (json!({"filter": "color"}), -8),
        (json!({"sortings": [{"color": 2}]}), -8),
        (json!({"fields": [1]}), -8),
        (json!({"loadsub": "some"}), -8),
    ] {
        assert_eq!(read(members.clone()), Err(code), "{members}");
    }
}

#[test]
fn a_schema_is_that_of_the_description() {
    let bench = bench();
    let admin = bench.admin();
    let syntax = |url: &str| admin.call("get", url, json!({"option": ["syntax"]}));
    let schema = syntax(HOSTS).unwrap();
    let attributes = &schema["firewall host"]["attr"];
    for (name, expected) in [
        ("comment", json!({"type": "string", "sz": 5})),
        (
            "color",
            json!({"type": "uint32", "default": 0, "sz": 4, "min": 0, "max": 32}),
        ),
        (
            "routing",
            json!({"type": "uint32", "opts": {"disable": 0, "enable": 1}, "default": "disable"}),
        ),
        (
            "type",
            json!({"type": "uint32", "opts": {"ipmask": 0, "fqdn": 2}, "default": "ipmask"}),
        ),
        ("password", json!({"type": "password"})),
        ("tags", json!({"type": "string", "max_argv": 2})),
        (
            "limits",
            json!({"type": "object", "attr": {"rate": {"type": "uint32", "sz": 4, "min": 1, "max": 9}}}),
        ),
        ("entries", json!({"type": "table"})),
    ] {
        assert_eq!(attributes[name], expected, "{name}");
    }
    // Child tables are tables of their own.
    let names: Vec<_> = schema.as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "firewall host",
        "firewall host dynamic_mapping",
        "firewall host dynamic_mapping interface",
        "firewall host dynamic_mapping interface secondaryip",
        "firewall host entries",
    ];
    assert_eq!(names, expected);
    let schema = syntax(GROUPS).unwrap();
    assert_eq!(
        schema["firewall group"]["attr"]["member"],
        json!({"type": "datasrc", "max_argv": -1, "ref": [
            {"category": "firewall host", "mkey": "name"}, {"category": "firewall group", "mkey": "name"}]})
    );
    // So has a row, and a single object.
    admin.write("add", HOSTS, json!({"name": "a"})).unwrap();
    assert!(syntax(&at(HOSTS, "a")).unwrap()["firewall host"].is_object());
    assert!(syntax("/cli/global/system/dns").unwrap()["system dns"]["attr"]["retry"].is_object());
}

#[test]
fn a_scope_answers_the_schemas_of_all_of_its_tables() {
    let bench = bench();
    let admin = bench.admin();
    let syntax = |url: &str| admin.call("get", url, json!({"option": "syntax"}));
    let objects = syntax("/pm/config/adom/root/obj").unwrap();
    assert!(objects["firewall host"].is_object() && objects["firewall group"].is_object());
    assert!(objects["firewall address"].is_object() && objects["firewall rule"].is_null());
    assert_eq!(syntax("/pm/config/global/obj"), Ok(objects));
    let package = syntax("/pm/config/adom/root/pkg/default").unwrap();
    assert!(package["firewall rule"].is_object() && package["firewall host"].is_null());
    assert_eq!(syntax("/pm/config/adom/none/obj"), Err(-6));
    assert_eq!(syntax("/pm/config/adom/root/pkg/none"), Err(-3));
    // Without the option, the url of a scope is not that of a table.
    assert_eq!(admin.call("get", "/pm/config/adom/root/obj", json!({})), Err(-6));
}

#[test]
fn a_copy_has_the_new_key_and_the_changes() {
    let bench = bench();
    let admin = bench.admin();
    admin
        .write(
            "add",
            HOSTS,
            json!({"name": "a", "comment": "x", "entries": [{"ip": "1"}]}),
        )
        .unwrap();
    let clone = |data: Value| admin.write("clone", &at(HOSTS, "a"), data);
    assert_eq!(clone(json!({"name": "b", "color": 5})), Ok(json!({"name": "b"})));
    assert_eq!(clone(json!({"name": "b"})), Err(-2));
    assert_eq!(clone(json!({"color": 1})), Err(-10));
    assert_eq!(clone(json!({"name": "c", "color": 99})), Err(-9001));
    assert_eq!(admin.write("clone", &at(HOSTS, "x"), json!({"name": "y"})), Err(-3));
    let (one, two) = (admin.get(&at(HOSTS, "a")).unwrap(), admin.get(&at(HOSTS, "b")).unwrap());
    assert_eq!((&two["comment"], &two["color"]), (&json!("x"), &json!(5)));
    assert_eq!(one["entries"], two["entries"]);
    assert_ne!(one["oid"], two["oid"]);
    assert_ne!(one["uuid"], two["uuid"]);
}

#[test]
fn ordered_rows_are_moved_and_get_numbers() {
    let bench = bench();
    let admin = bench.admin();
    for (name, id) in [("one", 1), ("two", 2), ("three", 3)] {
        let added = admin.write("add", RULES, json!({ "name": name }));
        assert_eq!(added, Ok(json!({ "ruleid": id })));
    }
    assert_eq!(
        admin.write("add", RULES, json!({"ruleid": 0})),
        Ok(json!({"ruleid": 4}))
    );
    admin.call("delete", &at(RULES, "4"), json!({})).unwrap();
    let beside = |option: &str, target: Value| json!({"option": option, "target": target});
    let moved = admin.call("move", &at(RULES, "3"), beside("before", json!("1")));
    assert_eq!(moved, Ok(json!({"ruleid": 3})));
    admin.call("move", &at(RULES, "1"), beside("after", json!(2))).unwrap();
    assert_eq!(names(&admin.get(RULES).unwrap()), ["three", "two", "one"]);
    for (key, members, code) in [
        ("9", beside("after", json!("1")), -3),
        ("1", beside("after", json!("9")), -3),
        // As a FortiManager answers, also if the option is in `data`.
        ("1", beside("beside", json!("2")), -7),
        ("1", json!({"data": {"option": "after", "target": "2"}}), -7),
        ("1", json!({"option": "after"}), -8),
    ] {
        assert_eq!(admin.call("move", &at(RULES, key), members), Err(code));
    }
    // A copy without a number gets the next one.
    assert_eq!(
        admin.write("clone", &at(RULES, "1"), json!({"name": "copy"})),
        Ok(json!({"ruleid": 5}))
    );
}

#[test]
fn a_delete_by_filter_has_to_be_confirmed() {
    let bench = bench();
    let admin = bench.admin();
    admin
        .write("add", HOSTS, json!([{"name": "a1"}, {"name": "a2"}, {"name": "b"}]))
        .unwrap();
    let filter = json!(["name", "like", "a_"]);
    for members in [
        json!({ "filter": filter }),
        json!({"filter": filter, "confirm": 0}),
        json!({"confirm": 1}),
        json!({}),
    ] {
        assert_eq!(admin.call("delete", HOSTS, members), Err(-9));
    }
    let confirmed = json!({"filter": filter, "confirm": 1});
    assert_eq!(admin.call("delete", HOSTS, confirmed), Ok(json!(null)));
    assert_eq!(names(&admin.get(HOSTS).unwrap()), ["b"]);
}

#[test]
fn a_table_has_its_scopes_and_its_verbs() {
    let bench = bench();
    let admin = bench.admin();
    let host = json!({"name": "a"});
    for (method, url, code) in [
        ("add", "/pm/config/adom/nowhere/obj/firewall/host", -6),
        ("add", "/pm/config/adom/root/pkg/default/firewall/host", -6),
        ("add", "/pm/config/adom/root/obj/firewall/rule", -6),
        ("add", "/pm/config/adom/root/pkg/nowhere/firewall/rule", -3),
        ("add", "/pm/config/global/pkg/nowhere/firewall/rule", -3),
        ("add", "/dvmdb/adom/root/firewall/host", -9),
        ("move", "/pm/config/adom/root/obj/firewall/host/a", -9),
        ("exec", HOSTS, -9),
        ("move", HOSTS, -9),
        ("clone", "/pm/config/adom/root/obj/firewall/group/a", -9),
        ("add", "/cli/global/system/dns", -9),
        ("delete", "/cli/global/system/dns", -9),
        ("frobnicate", HOSTS, -5),
        ("set", "/pm/config/adom/root/pkg/default/firewall/rule/abc", -6),
        ("set", "/pm/config/adom/root/obj/firewall/host/a/b", -6),
    ] {
        assert_eq!(admin.write(method, url, host.clone()), Err(code), "{method} {url}");
    }
    assert!(
        admin
            .write("add", "/pm/config/global/obj/firewall/host", host.clone())
            .is_ok()
    );
    assert!(admin.write("add", HOSTS, host).is_ok());
    assert_eq!(admin.get("/dvmdb/adom/root/firewall/host"), Ok(json!([])));
}

#[test]
fn a_table_that_is_only_read_cannot_be_written() {
    let table = Table::by_name("firewall/service", "name")
        .scope(Scope::Objects)
        .read_only();
    let bench = Bench::with_tables([table.field(Field::text("name"))]);
    let admin = bench.admin();
    let services = "/pm/config/adom/root/obj/firewall/service";
    assert!(bench.fmg.put_row(services, &json!({"name": "ALL"})));
    assert_eq!(names(&admin.get(services).unwrap()), ["ALL"]);
    for method in ["add", "set", "update", "delete"] {
        assert_eq!(admin.write(method, services, json!({"name": "x"})), Err(-9), "{method}");
    }
}

#[test]
fn a_single_object_exists_without_being_created() {
    let bench = bench();
    let admin = bench.admin();
    let url = "/cli/global/system/dns";
    assert_eq!(admin.get(url), Ok(json!({"primary": "192.0.2.53"})));
    assert_eq!(admin.write("set", url, json!({"retry": 2})), Ok(json!(null)));
    assert_eq!(admin.get(url), Ok(json!({"primary": "192.0.2.53", "retry": 2})));
    assert_eq!(bench.fmg.row(url), Some(json!({"primary": "192.0.2.53", "retry": 2})));
    assert_eq!(admin.write("set", url, json!({"nonsense": 2})), Err(-10));
}

#[test]
fn writes_need_the_lock_and_stay_private_until_the_commit() {
    let bench = bench();
    assert!(
        bench
            .fmg
            .put_row("/dvmdb/adom", &json!({"name": "root", "workspace_mode": 1}))
    );
    let (one, other) = (bench.admin(), bench.admin());
    assert_eq!(one.write("add", HOSTS, json!({"name": "a"})), Err(-10147));
    let workspace = |call: &str| one.call("exec", &format!("/dvmdb/adom/root/workspace/{call}"), json!({}));
    workspace("lock").unwrap();
    one.write("add", HOSTS, json!({"name": "a", "entries": [{"ip": "1"}]}))
        .unwrap();
    one.write("add", &at(HOSTS, "a/entries"), json!({"ip": "2"})).unwrap();
    assert_eq!(other.get(HOSTS), Ok(json!([])));
    workspace("commit").unwrap();
    assert_eq!(
        other.get(&at(HOSTS, "a")).unwrap()["entries"].as_array().unwrap().len(),
        2
    );
}

#[test]
fn successes_are_counted_by_table_and_verb() {
    let bench = bench();
    let admin = bench.admin();
    admin.write("add", HOSTS, json!({"name": "a"})).unwrap();
    assert_eq!(admin.get(&at(HOSTS, "b")), Err(-3));
    let counts = bench.fmg.answered();
    let of = |name: &str| counts.get(name).copied();
    assert_eq!((of("firewall/host Add"), of("firewall/host Get")), (Some(1), None));
}

/// A page of a table is read without a visit of the others, and a row is added without one.
#[test]
fn a_large_table_is_read_by_pages() {
    let bench = bench();
    let admin = bench.admin();
    for page in 0..20 {
        let rows: Value = (0..500)
            .map(|at| json!({"name": format!("h{}", page * 500 + at)}))
            .collect();
        admin.write("add", HOSTS, rows).unwrap();
    }
    let mut seen = 0;
    for start in (0..).step_by(1_000) {
        let page = admin.call("get", HOSTS, json!({"range": [start, 1_000]})).unwrap();
        let page = names(&page).len();
        if page == 0 {
            break;
        }
        seen += page;
    }
    assert_eq!(seen, 10_000);
}
