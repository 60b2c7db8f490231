//! ADOMs, devices and packages, whose rows stand for more than themselves.

use super::*;

const ADOMS: &str = "/dvmdb/adom";

fn with_adoms() -> Bench {
    let adoms = Table::by_name("adom", "name")
        .scope(Scope::Dvmdb)
        .cloneable()
        .field(Field::text("name"))
        .field(Field::text("desc"));
    let devices = Table::by_name("device", "name")
        .scope(Scope::Dvmdb)
        .scope(Scope::AdomDvmdb)
        .field(Field::text("name"))
        .field(Field::text("desc"));
    let bench = Bench::with_tables([adoms, devices, hosts()]);
    for adom in ["demo", "root"] {
        assert!(bench.fmg.put_row(ADOMS, &json!({"name": adom, "workspace_mode": 0})));
    }
    bench
}

#[test]
fn an_adom_is_added_with_its_defaults_copied_and_deleted() {
    let bench = with_adoms();
    let admin = bench.admin();
    assert_eq!(
        admin.write("add", ADOMS, json!({"name": "new"})),
        Ok(json!({"name": "new"}))
    );
    assert_eq!(names(&admin.get("/pm/pkg/adom/new").unwrap()), ["default"]);
    assert_eq!(admin.write("set", &at(ADOMS, "nowhere"), json!({"desc": "x"})), Err(-3));
    admin.write("set", &at(ADOMS, "new"), json!({"desc": "x"})).unwrap();
    let hosts = |adom: &str| format!("/pm/config/adom/{adom}/obj/firewall/host");
    admin.write("add", &hosts("new"), json!({"name": "a"})).unwrap();
    assert_eq!(
        admin.write("clone", &at(ADOMS, "new"), json!({"name": "copy"})),
        Ok(json!({"name": "copy"}))
    );
    assert_eq!(admin.get(&at(ADOMS, "copy")).unwrap()["desc"], "x");
    assert_eq!(names(&admin.get(&hosts("copy")).unwrap()), ["a"]);
    assert_eq!(names(&admin.get("/pm/pkg/adom/copy").unwrap()), ["default"]);
    // The objects of both are their own.
    admin.call("delete", &at(&hosts("new"), "a"), json!({})).unwrap();
    assert_eq!(names(&admin.get(&hosts("copy")).unwrap()), ["a"]);
    assert_eq!(admin.call("delete", &at(ADOMS, "copy"), json!({})), Ok(json!(null)));
    assert_eq!(admin.get(&hosts("copy")), Err(-6));
    // A new ADOM of the same name has none of the old objects.
    admin.write("add", ADOMS, json!({"name": "copy"})).unwrap();
    assert_eq!(admin.get(&hosts("copy")), Ok(json!([])));
    assert_eq!(admin.call("delete", &at(ADOMS, "demo"), json!({})), Err(-20063));
}

#[test]
fn a_user_sees_the_adoms_and_devices_that_it_may_use() {
    let bench = with_adoms();
    let user = crate::fmg::User::new("guest", "guest").adoms(["root"]);
    bench.fmg.add_user(user);
    let guest = bench.log_in("guest", "guest").unwrap();
    assert_eq!(names(&guest.get(ADOMS).unwrap()), ["root"]);
    assert_eq!(guest.get(&at(ADOMS, "demo")), Err(-11));
    assert_eq!(guest.get("/dvmdb/device"), Ok(json!([])));
    assert_eq!(guest.get("/dvmdb/adom/demo/device"), Err(-11));
}

#[test]
fn the_devices_of_an_adom_are_those_of_the_whole_table() {
    let bench = with_adoms();
    let admin = bench.admin();
    assert!(names(&admin.get("/dvmdb/adom/demo/device").unwrap()).contains(&"dev_001"));
    assert_eq!(admin.get("/dvmdb/adom/root/device"), Ok(json!([])));
    assert_eq!(admin.get("/dvmdb/adom/root/device/dev_001"), Err(-3));
    let device = "/dvmdb/adom/demo/device/dev_001";
    admin.write("update", device, json!({"desc": "edge"})).unwrap();
    assert_eq!(admin.get("/dvmdb/device/dev_001").unwrap()["desc"], "edge");
}

#[test]
fn the_data_of_a_package_are_checked() {
    let bench = with_adoms();
    let admin = bench.admin();
    let packages = "/pm/pkg/adom/root";
    let add = |data: Value| refusal(&admin, "add", packages, &data);
    let (code, message) = add(json!({"name": "p", "nonsense": 1}));
    assert_eq!(
        (code, message.contains("no attribute `nonsense`")),
        (-10, true),
        "{message}"
    );
    assert_eq!(add(json!({"name": "p", "type": "pkg"})).0, 0);
    let inner = json!({"name": "f", "type": "folder", "subobj": [{"name": "q", "nonsense": 1}]});
    assert_eq!(add(inner).0, -10);
    let members = format!("{packages}/p/scope member");
    assert_eq!(
        admin.write("add", &members, json!([{"name": "dev_001", "vdom": "root"}])),
        Ok(json!(null))
    );
    assert_eq!(
        admin.get(&at(packages, "p")).unwrap()["scope member"],
        json!([{"name": "dev_001", "vdom": "root"}])
    );
}

#[test]
fn an_adom_has_every_member_that_the_guide_shows() {
    let bench = Bench::new();
    let admin = bench.admin();
    let row = admin.get(&at(ADOMS, "root")).unwrap();
    for (name, value) in [
        ("desc", json!("")),
        ("logview_customize", json!("")),
        ("mig_mr", json!(0)),
        ("mig_os_ver", json!("0.0")),
        ("obj_customize", json!("")),
        ("tab_status", json!("")),
    ] {
        assert_eq!(row[name], value, "{name}");
    }
}
