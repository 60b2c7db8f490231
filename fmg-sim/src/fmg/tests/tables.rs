use super::*;

const ADDRESSES: &str = "/pm/config/adom/root/obj/firewall/address";
const POLICIES: &str = "/pm/config/adom/root/pkg/default/firewall/policy";
const PACKAGES: &str = "/pm/pkg/adom/root";

fn at(table: &str, key: &str) -> String {
    format!("{table}/{key}")
}

fn names(rows: &Value) -> Vec<&str> {
    rows.as_array()
        .unwrap()
        .iter()
        .map(|row| row["name"].as_str().unwrap())
        .collect()
}

#[test]
fn rows_are_written_and_read_back() {
    let bench = Bench::new();
    let admin = bench.admin();
    let host = json!({"name": "a", "subnet": "10.0.0.1/32", "comment": "first"});
    assert_eq!(admin.write("add", ADDRESSES, host.clone()), Ok(json!({"name": "a"})));
    assert_eq!(admin.write("add", ADDRESSES, host), Err(-2));
    let row = admin.get(&at(ADDRESSES, "a")).unwrap();
    assert_eq!(
        (&row["subnet"], &row["type"]),
        (&json!(["10.0.0.1", "255.255.255.255"]), &json!("ipmask"))
    );
    assert!(row["uuid"].is_string() && row["oid"].is_i64());
    assert_eq!(
        admin.write("set", &at(ADDRESSES, "a"), json!({"color": 3})),
        Ok(json!({"name": "a"}))
    );
    let row = admin.get(&at(ADDRESSES, "a")).unwrap();
    assert_eq!((&row["comment"], &row["color"]), (&json!("first"), &json!(3)));
    assert_eq!(admin.write("update", &at(ADDRESSES, "b"), json!({"color": 3})), Err(-3));
    assert_eq!(
        admin.write("set", &at(ADDRESSES, "b"), json!({"color": 3})),
        Ok(json!({"name": "b"}))
    );
    assert_eq!(
        admin.write("set", ADDRESSES, json!({"name": "b", "color": 4})),
        Ok(json!({"name": "b"}))
    );
    assert_eq!(admin.get(&at(ADDRESSES, "b")).unwrap()["color"], 4);
    let unset = json!({"unset attrs": ["color", "comment"]});
    admin.write("update", &at(ADDRESSES, "a"), unset).unwrap();
    let row = admin.get(&at(ADDRESSES, "a")).unwrap();
    assert_eq!((row.get("comment"), &row["color"]), (None, &json!(0)));
    assert_eq!(admin.call("delete", &at(ADDRESSES, "a"), json!({})), Ok(json!(null)));
    assert_eq!(admin.call("delete", &at(ADDRESSES, "a"), json!({})), Err(-3));
    assert_eq!(admin.get(&at(ADDRESSES, "a")), Err(-3));
}

#[test]
fn names_can_contain_slashes() {
    let bench = Bench::new();
    let admin = bench.admin();
    let name = "Net_10.0.0.0/18";
    admin.write("add", ADDRESSES, json!({"name": name})).unwrap();
    assert_eq!(admin.get(&at(ADDRESSES, r"Net_10.0.0.0\/18")).unwrap()["name"], name);
    // Unescaped, the slash adds a level, and the specs have no such url.
    assert!(matches!(admin.get(&at(ADDRESSES, name)), Err(-3 | -6)));
    admin
        .call("delete", &at(ADDRESSES, r"Net_10.0.0.0\/18"), json!({}))
        .unwrap();
    assert_eq!(admin.get(&at(ADDRESSES, r"Net_10.0.0.0\/18")), Err(-3));
}

#[test]
fn a_row_can_be_renamed() {
    let bench = Bench::new();
    let admin = bench.admin();
    for name in ["a", "b", "c"] {
        admin.write("add", ADDRESSES, json!({ "name": name })).unwrap();
    }
    assert_eq!(
        admin.write("update", &at(ADDRESSES, "a"), json!({"name": "b"})),
        Err(-2)
    );
    assert_eq!(
        admin.write("update", &at(ADDRESSES, "a"), json!({"name": "z"})),
        Ok(json!({"name": "z"}))
    );
    assert_eq!(names(&admin.get(ADDRESSES).unwrap()), ["all", "none", "z", "b", "c"]);
}

#[test]
fn sub_tables_are_replaced_extended_or_emptied() {
    let bench = Bench::new();
    let admin = bench.admin();
    let url = at(ADDRESSES, "a");
    let entries = |ips: &[&str]| ips.iter().map(|ip| json!({ "ip": ip })).collect::<Value>();
    let list = || admin.get(&url).unwrap()["list"].clone();
    admin
        .write("add", ADDRESSES, json!({"name": "a", "list": entries(&["1.1.1.1"])}))
        .unwrap();
    admin
        .write("update", &url, json!({"list": entries(&["2.2.2.2", "1.1.1.1"])}))
        .unwrap();
    assert_eq!(list(), entries(&["1.1.1.1", "2.2.2.2"]));
    admin
        .write("set", &url, json!({"list": entries(&["3.3.3.3"])}))
        .unwrap();
    assert_eq!(list(), entries(&["3.3.3.3"]));
    admin.write("set", &url, json!({"color": 1})).unwrap();
    assert_eq!(list(), entries(&["3.3.3.3"]));
    admin.write("replace", &url, json!({"color": 2})).unwrap();
    assert_eq!(list(), json!(null));
}

#[test]
fn a_copy_has_its_own_name_and_ids() {
    let bench = Bench::new();
    let admin = bench.admin();
    admin
        .write("add", ADDRESSES, json!({"name": "a", "comment": "c"}))
        .unwrap();
    assert_eq!(
        admin.write("clone", &at(ADDRESSES, "a"), json!({"name": "b"})),
        Ok(json!({"name": "b"}))
    );
    assert_eq!(admin.write("clone", &at(ADDRESSES, "a"), json!({"name": "b"})), Err(-2));
    assert_eq!(admin.write("clone", &at(ADDRESSES, "x"), json!({"name": "y"})), Err(-3));
    let (one, two) = (
        admin.get(&at(ADDRESSES, "a")).unwrap(),
        admin.get(&at(ADDRESSES, "b")).unwrap(),
    );
    assert_eq!(one["comment"], two["comment"]);
    assert_ne!(one["uuid"], two["uuid"]);
    assert_ne!(one["oid"], two["oid"]);
}

#[test]
fn many_rows_are_written_at_once() {
    let bench = Bench::new();
    let admin = bench.admin();
    let rows = json!([{"name": "a"}, {"name": "b"}]);
    assert_eq!(admin.write("add", ADDRESSES, rows.clone()), Ok(rows));
    assert_eq!(names(&admin.get(ADDRESSES).unwrap()).len(), 4);
}

#[test]
fn policies_have_numbers_and_an_order() {
    let bench = Bench::new();
    let admin = bench.admin();
    let add = |data: Value| admin.write("add", POLICIES, data);
    assert_eq!(add(json!({"name": "one"})), Ok(json!({"policyid": 1})));
    assert_eq!(add(json!({"name": "two", "policyid": 0})), Ok(json!({"policyid": 2})));
    assert_eq!(add(json!({"name": "ten", "policyid": 10})), Ok(json!({"policyid": 10})));
    assert_eq!(
        admin.write("clone", &at(POLICIES, "1"), json!({"name": "copy"})),
        Ok(json!({"policyid": 11}))
    );
    let order = || names(&admin.get(POLICIES).unwrap()).join(" ");
    assert_eq!(order(), "one two ten copy");
    let beside = |option: &str, target: &str| json!({"option": option, "target": target});
    assert_eq!(
        admin.call("move", &at(POLICIES, "11"), beside("before", "1")),
        Ok(json!({"policyid": 11}))
    );
    assert_eq!(order(), "copy one two ten");
    admin.call("move", &at(POLICIES, "1"), beside("after", "10")).unwrap();
    assert_eq!(order(), "copy two ten one");
    assert_eq!(admin.call("move", &at(POLICIES, "1"), beside("after", "99")), Err(-3));
    assert_eq!(admin.call("move", &at(POLICIES, "99"), beside("after", "1")), Err(-3));
    assert_eq!(admin.call("move", &at(POLICIES, "1"), beside("beside", "2")), Err(-7));
    assert_eq!(admin.get("/pm/config/adom/root/pkg/missing/firewall/policy"), Err(-3));
}

#[test]
fn addresses_in_use_cannot_be_deleted() {
    let bench = Bench::new();
    let admin = bench.admin();
    let policy = json!({"name": "p", "srcaddr": ["a"], "dstaddr": "all"});
    assert_eq!(admin.write("add", POLICIES, policy.clone()), Err(-10131));
    admin.write("add", ADDRESSES, json!({"name": "a"})).unwrap();
    admin.write("add", POLICIES, policy).unwrap();
    assert_eq!(admin.call("delete", &at(ADDRESSES, "a"), json!({})), Err(-10015));
    admin.call("delete", &at(POLICIES, "1"), json!({})).unwrap();
    assert!(admin.call("delete", &at(ADDRESSES, "a"), json!({})).is_ok());
}

#[test]
fn a_delete_by_filter_has_to_be_confirmed() {
    let bench = Bench::new();
    let admin = bench.admin();
    admin
        .write("add", ADDRESSES, json!([{"name": "a1"}, {"name": "a2"}, {"name": "b"}]))
        .unwrap();
    let filter = json!(["name", "like", "a_"]);
    assert_eq!(admin.call("delete", ADDRESSES, json!({"filter": filter})), Err(-9));
    assert_eq!(admin.call("delete", ADDRESSES, json!({"confirm": 1})), Err(-8));
    assert_eq!(
        admin.call("delete", ADDRESSES, json!({"filter": filter, "confirm": 0})),
        Err(-9)
    );
    assert_eq!(names(&admin.get(ADDRESSES).unwrap()).len(), 5);
    admin
        .call("delete", ADDRESSES, json!({"filter": filter, "confirm": 1}))
        .unwrap();
    assert_eq!(names(&admin.get(ADDRESSES).unwrap()), ["all", "none", "b"]);
}

#[test]
fn packages_are_in_folders() {
    let bench = Bench::new();
    let admin = bench.admin();
    let nested = json!({"name": "f", "type": "folder", "subobj": [{"name": "p", "type": "pkg"}]});
    assert_eq!(admin.write("add", PACKAGES, nested.clone()).unwrap()["name"], "p");
    assert_eq!(admin.write("add", PACKAGES, nested), Err(-2));
    assert_eq!(admin.write("add", PACKAGES, json!({"name": "a/b"})), Err(-10));
    let tree = admin.get(PACKAGES).unwrap();
    assert_eq!(names(&tree), ["default", "f"]);
    assert_eq!(names(&tree[1]["subobj"]), ["p"]);
    let policies = "/pm/config/adom/root/pkg/f/p/firewall/policy";
    admin.write("add", policies, json!({"name": "x"})).unwrap();
    admin.write("update", &at(PACKAGES, "f"), json!({"name": "g"})).unwrap();
    assert_eq!(admin.get(policies), Err(-3));
    assert_eq!(
        names(&admin.get("/pm/config/adom/root/pkg/g/p/firewall/policy").unwrap()),
        ["x"]
    );
    assert_eq!(admin.get(&at(PACKAGES, "g/p")).unwrap()["type"], "pkg");
    assert_eq!(admin.write("set", &at(PACKAGES, "nowhere/p"), json!({})), Err(-3));
    assert_eq!(admin.write("update", &at(PACKAGES, "q"), json!({})), Err(-3));
    assert_eq!(
        admin
            .write("set", &at(PACKAGES, "g/q"), json!({"type": "pkg"}))
            .unwrap()["name"],
        "q"
    );
    admin.call("delete", &at(PACKAGES, "g"), json!({})).unwrap();
    assert_eq!(admin.get("/pm/config/adom/root/pkg/g/p/firewall/policy"), Err(-3));
    assert_eq!(admin.call("delete", &at(PACKAGES, "g/p"), json!({})), Err(-3));
    // A new package at the old path has none of the old policies.
    admin
        .write("set", &at(PACKAGES, "g"), json!({"type": "folder"}))
        .unwrap();
    admin
        .write("set", &at(PACKAGES, "g/p"), json!({"type": "pkg"}))
        .unwrap();
    assert_eq!(admin.get("/pm/config/adom/root/pkg/g/p/firewall/policy"), Ok(json!([])));
}

/// In a folder, the url of a package with such a name would be that of another call; the bindings refuse the name, too.
#[test]
fn a_package_in_a_folder_has_no_reserved_name() {
    let bench = Bench::new();
    let admin = bench.admin();
    assert!(admin.write("add", PACKAGES, json!({"name": "schedule"})).is_ok());
    let nested = |name: &str| json!({"name": "f", "type": "folder", "subobj": [{"name": name, "type": "pkg"}]});
    for name in ["schedule", "scope member", "_package"] {
        assert_eq!(admin.write("add", PACKAGES, nested(name)), Err(-10), "{name}");
    }
    assert_eq!(admin.write("add", PACKAGES, json!({"name": ".."})), Err(-10));
    // A refused write changes nothing.
    assert_eq!(names(&admin.get(PACKAGES).unwrap()), ["default", "schedule"]);
    assert!(admin.write("add", PACKAGES, nested("p")).is_ok());
    let rename = admin.write("update", &at(PACKAGES, "f/p"), json!({"name": "schedule"}));
    assert_eq!(rename, Err(-10));
}

#[test]
fn a_new_adom_has_addresses_and_a_package() {
    let bench = Bench::new();
    let admin = bench.admin();
    let add = || admin.write("add", "/dvmdb/adom", json!([{"name": "new", "os_ver": 7}]));
    assert_eq!(add(), Ok(json!([{"name": "new"}])));
    assert_eq!(add(), Err(-2));
    assert_eq!(admin.get("/dvmdb/adom/new").unwrap()["os_ver"], "7.0");
    assert_eq!(names(&admin.get("/pm/pkg/adom/new").unwrap()), ["default"]);
    assert_eq!(
        admin.get("/pm/config/adom/new/obj/firewall/address/all").unwrap()["name"],
        "all"
    );
    assert_eq!(admin.get("/dvmdb/adom/missing"), Err(-3));
    assert_eq!(admin.write("set", "/dvmdb/adom/missing", json!({"desc": ""})), Err(-3));
    // A FortiAnalyzer that carries out the call has its own ADOMs.
    let reply = bench.post(&json!({
        "id": 1, "method": "add", "params": [{"url": "/dvmdb/adom", "data": [{"name": "far"}]}],
        "session": admin.session, "remote": "deployment/proxy/703",
    }));
    assert_eq!(reply["result"][0]["status"]["code"], 0);
    assert_eq!(admin.get("/dvmdb/adom/far"), Err(-3));
}

#[test]
fn devices_have_vdoms_and_tables() {
    let bench = Bench::new();
    let admin = bench.admin();
    assert!(
        bench
            .fmg
            .put_row("/dvmdb/adom", &json!({"name": "demo", "workspace_mode": 0}))
    );
    let devices = json!({
        "fields": ["name"], "filter": ["name", "in", "dev_001"], "sub fetch": {"vdom": {"fields": ["status"]}},
    });
    let found = admin.call("get", "/dvmdb/device", devices).unwrap();
    assert_eq!((names(&found), found[0].get("vdom")), (vec!["dev_001"], None));
    let with_vdoms =
        json!({"fields": ["name", "vdom"], "sub fetch": {"vdom": {"fields": ["status"]}}, "option": "extra info"});
    let found = admin.call("get", "/dvmdb/device", with_vdoms).unwrap();
    assert_eq!(
        found[0]["vdom"][0],
        json!({"name": "root", "oid": 3, "status": "running"})
    );
    let servers = "/pm/config/device/dev_001/vdom/guests/system/dhcp/server";
    assert_eq!(
        admin.write("add", servers, json!({"lease-time": 60})),
        Ok(json!({"id": 1}))
    );
    assert_eq!(
        admin.write("clone", &at(servers, "1"), json!({"id": 5})),
        Ok(json!({"id": 5}))
    );
    assert_eq!(admin.write("clone", &at(servers, "1"), json!({"id": 5})), Err(-2));
    assert_eq!(admin.get(&at(servers, "5")).unwrap()["lease-time"], 60);
    assert_eq!(
        admin.get("/pm/config/device/dev_009/vdom/root/system/dhcp/server"),
        Err(-6)
    );
    assert_eq!(
        admin.get("/pm/config/device/dev_001/vdom/nowhere/system/dhcp/server"),
        Err(-6)
    );
}

#[test]
fn secrets_are_not_returned() {
    let bench = Bench::new();
    let admin = bench.admin();
    let server = json!({"name": "tacacs+_001", "server": "192.0.2.9", "key": "hunter2"});
    let url = "/cli/global/system/admin/tacacs";
    assert_eq!(admin.write("set", url, server), Ok(json!({"name": "tacacs+_001"})));
    let row = bench.fmg.row("/cli/global/system/admin/tacacs/tacacs+_001").unwrap();
    assert!(!row.to_string().contains("hunter2"), "{row}");
    assert_eq!(
        admin.call("delete", &at(url, "tacacs+_001"), json!({})),
        Ok(json!(null))
    );
    assert_eq!(admin.call("delete", &at(url, "tacacs+_001"), json!({})), Err(-3));
}

#[test]
fn a_comparison_takes_its_time() {
    let bench = Bench::new();
    let admin = bench.admin();
    let start = |src: &str| admin.write("exec", "cache/diff/start", json!({"src": src, "dst": "adom/root"}));
    let token = start("adom/root/revision/1").unwrap()["token"].clone();
    let read = |token: &Value| admin.call("exec", "cache/diff/get/cli/obj", json!({ "token": token }));
    assert_eq!(read(&token).unwrap()["percent"], 0);
    bench.clock.advance(std::time::Duration::from_secs(1));
    assert_eq!(read(&token).unwrap()["percent"], 50);
    bench.clock.advance(std::time::Duration::from_secs(60));
    assert_eq!(read(&token).unwrap()["percent"], 100);
    assert_eq!(read(&json!("guess")), Err(-3));
    assert_eq!(start("adom/nowhere"), Err(-3));
    assert_eq!(start("root"), Err(-3));
}
