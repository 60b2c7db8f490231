//! References between the rows of described tables.

use super::*;

#[test]
fn a_reference_needs_a_row() {
    let bench = bench();
    let admin = bench.admin();
    let add = |members: Value| admin.write("add", RULES, json!({"name": "r", "srcaddr": members}));
    let (code, message) = refusal(&admin, "add", RULES, &json!({"srcaddr": ["nobody"]}));
    assert_eq!(code, -10131, "{message}");
    assert_eq!(
        message,
        "datasrc invalid. object: firewall rule srcaddr. detail: nobody. solution: data not exist"
    );
    admin.write("add", HOSTS, json!({"name": "a"})).unwrap();
    assert!(add(json!(["a", "all"])).is_ok());
    assert!(add(json!("a")).is_ok());
    assert!(add(json!([])).is_ok());
    assert_eq!(add(json!(["a", "b"])), Err(-10131));
    // A group is one of the tables that it may refer to.
    admin.write("add", GROUPS, json!({"name": "g", "member": "a"})).unwrap();
    assert!(add(json!(["g"])).is_ok());
    assert_eq!(
        admin.write("update", &at(RULES, "1"), json!({"srcaddr": "x"})),
        Err(-10131)
    );
    // Objects of another ADOM do not exist in this one.
    let other = "/pm/config/adom/demo/obj/firewall/host";
    assert!(bench.fmg.put_row(other, &json!({"name": "far"})));
    assert_eq!(add(json!("far")), Err(-10131));
}

#[test]
fn a_row_that_is_used_cannot_be_deleted() {
    let bench = bench();
    let admin = bench.admin();
    admin
        .write("add", HOSTS, json!([{"name": "a"}, {"name": "b"}, {"name": "c"}]))
        .unwrap();
    admin
        .write("add", GROUPS, json!({"name": "g", "member": ["b"]}))
        .unwrap();
    admin.write("add", RULES, json!({"srcaddr": ["a", "g"]})).unwrap();
    let delete = |url: &str| admin.call("delete", url, json!({}));
    for url in [at(HOSTS, "a"), at(HOSTS, "b"), at(GROUPS, "g")] {
        assert_eq!(delete(&url), Err(-10015), "{url}");
    }
    let all = json!({"filter": ["name", "like", "%"], "confirm": 1});
    assert_eq!(admin.call("delete", HOSTS, all.clone()), Err(-10015));
    assert_eq!(names(&admin.get(HOSTS).unwrap()), ["a", "b", "c"]);
    // An unused row can be deleted, and the others when nothing uses them any more.
    assert_eq!(delete(&at(HOSTS, "c")), Ok(json!(null)));
    // No document describes the effect of a rename on the rows that refer to an object.
    assert_eq!(admin.write("update", &at(HOSTS, "a"), json!({"name": "z"})), Err(-1));
    delete(&at(RULES, "1")).unwrap();
    delete(&at(GROUPS, "g")).unwrap();
    assert_eq!(admin.call("delete", HOSTS, all), Ok(json!(null)));
    assert_eq!(admin.get(HOSTS), Ok(json!([])));
}

#[test]
fn a_read_says_which_rows_are_used() {
    let bench = bench();
    let admin = bench.admin();
    let hosts = json!([{"name": "a"}, {"name": "b"}, {"name": "c"}, {"name": "d"}]);
    admin.write("add", HOSTS, hosts).unwrap();
    admin
        .write("add", GROUPS, json!({"name": "g", "member": ["b"]}))
        .unwrap();
    admin.write("add", RULES, json!({"srcaddr": ["a"]})).unwrap();
    let used = |number: i64| json!({"filter": ["object used", "==", number], "fields": ["name"]});
    let read = |entry: Value| admin.call("get", HOSTS, entry);
    assert_eq!(names(&read(used(1)).unwrap()), ["a", "b"]);
    assert_eq!(names(&read(used(0)).unwrap()), ["c", "d"]);
    // With other conditions, a page and a number.
    let both = json!([["object used", "==", 0], "&&", ["name", "like", "d%"]]);
    assert_eq!(names(&read(json!({"filter": both})).unwrap()), ["d"]);
    let page = json!({"filter": ["object used", "==", 0], "range": [1, 5]});
    assert_eq!(names(&read(page).unwrap()), ["d"]);
    let count = json!({"filter": ["object used", "==", 0], "option": "count"});
    assert_eq!(read(count), Ok(json!(2)));
    // The option marks the rows that are used, whichever fields are asked for.
    let marked = read(json!({"option": ["get used"], "fields": ["name"]})).unwrap();
    let flags: Vec<_> = marked
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row.get("obj flags"))
        .collect();
    assert_eq!(flags, [Some(&json!(1)), Some(&json!(1)), None, None]);
    let one = |name: &str| {
        admin
            .call("get", &at(HOSTS, name), json!({"option": ["get used"]}))
            .unwrap()
    };
    assert_eq!((&one("a")["obj flags"], one("c").get("obj flags")), (&json!(1), None));
    assert!(read(json!({})).unwrap()[0].get("object used").is_none());
    // Of another ADOM, and of a table that nothing can refer to.
    let other = "/pm/config/adom/demo/obj/firewall/host";
    assert!(bench.fmg.put_row(other, &json!({"name": "a"})));
    assert_eq!(names(&admin.call("get", other, used(0)).unwrap()), ["a"]);
    assert_eq!(admin.call("get", RULES, used(1)), Ok(json!([])));
}

#[test]
fn references_to_tables_that_nobody_described_are_not_checked() {
    let table = Table::by_name("firewall/probe", "name")
        .scope(Scope::Objects)
        .field(Field::text("name"))
        .field(Field::text("interface").refers_to(["dynamic/probe"]));
    let bench = Bench::with_tables([table]);
    let admin = bench.admin();
    let probes = "/pm/config/adom/root/obj/firewall/probe";
    assert!(
        admin
            .write("add", probes, json!({"name": "a", "interface": "port1"}))
            .is_ok()
    );
    // With rows of the other table, they are.
    let interfaces = "/pm/config/adom/root/obj/dynamic/probe";
    assert!(bench.fmg.put_row(interfaces, &json!({"name": "lan"})));
    assert_eq!(
        admin.write("add", probes, json!({"name": "b", "interface": "port1"})),
        Err(-10131)
    );
    assert!(
        admin
            .write("add", probes, json!({"name": "b", "interface": "lan"}))
            .is_ok()
    );
}
