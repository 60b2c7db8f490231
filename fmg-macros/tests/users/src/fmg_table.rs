//! Tables of FortiManager, on types of the user.

use fmg_bindings::fmg::scope::{AdomOrGlobal, Cli, DeviceVdom, Objects, Package, RowOf};
use fmg_bindings::fmg::{ObjectName, PolicyId, table};
use fmg_bindings::{Cloneable, Endpoint, In, Ordered, Single, Table, WritableIn, adom, device, name, package, vdom};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize, Table)]
#[table("firewall/address", scopes(Objects, DeviceVdom), written(Objects), key(name: ObjectName), cloneable)]
#[serde(default)]
struct Host {
    name: Option<String>,
    subnet: Option<(String, String)>,
}

#[derive(Clone, Debug, Default, Deserialize, Serialize, Table)]
#[table("firewall/policy", scopes(Package), key(policy_id: PolicyId), ordered, cloneable)]
struct Policy {
    #[serde(rename = "policyid")]
    policy_id: u32,
}

#[derive(Debug, Deserialize, Serialize, Table)]
#[table("list", rows_of(Host), key(_: ObjectName))]
struct Entry {
    ip: String,
}

#[derive(Debug, Deserialize, Table)]
#[table("system/status", scopes(Cli), single, read_only)]
struct Status {
    #[serde(rename = "Hostname")]
    _hostname: String,
}

/// A row that is only written borrows what it writes.
#[derive(Serialize, Table)]
#[table("firewall/address", scopes(Objects), key(name: ObjectName))]
struct NewHost<'a> {
    name: &'a str,
}

fn objects() -> Objects {
    Objects::new(adom!("demo"))
}

fn sent<E: Endpoint>(request: &E) -> (&'static str, String) {
    (E::TEMPLATE, request.url())
}

#[test]
fn rows_of_the_user_have_the_verbs_of_their_tables() {
    let table = "/pm/config/adom/demo/obj/firewall/address";
    let list = table::List::<_, Host>::new(objects());
    assert_eq!(sent(&list), ("/pm/config/<scope>/obj/firewall/address", table.into()));
    let host = Host {
        name: Some("host_001".into()),
        ..Host::default()
    };
    assert_eq!(host.key(), Some(name!("host_001")));
    assert_eq!(sent(&table::Add::new(objects(), host)).1, table);
    assert_eq!(sent(&table::Add::new(objects(), NewHost { name: "a" })).1, table);
    let delete = table::Delete::<_, Host>::new(objects(), name!("host_001"));
    assert_eq!(
        sent(&delete),
        (
            "/pm/config/<scope>/obj/firewall/address/<name>",
            format!("{table}/host_001")
        )
    );
    let vdom = DeviceVdom::new(device!("fgt"), vdom!("root"));
    assert_eq!(
        sent(&table::Get::<_, Host>::new(vdom, name!("a"))).1,
        "/pm/config/device/fgt/vdom/root/firewall/address/a"
    );
    let package = Package::new(AdomOrGlobal::Global, package!("default"));
    let moved = table::MoveTo::<_, Policy>::before(package, PolicyId::new(7), PolicyId::new(3));
    assert_eq!(sent(&moved).1, "/pm/config/global/pkg/default/firewall/policy/7");
    let entries = RowOf::<_, Host>::new(objects(), name!("host_001"));
    assert_eq!(
        sent(&table::Delete::<_, Entry>::new(entries, name!("1"))),
        (
            "/pm/config/<scope>/obj/firewall/address/<name>/list/<object-name>",
            format!("{table}/host_001/list/1")
        )
    );
    assert_eq!(
        sent(&table::GetSingle::<_, Status>::new(Cli::new())).1,
        "/cli/global/system/status"
    );
}

#[test]
fn a_type_states_what_its_table_has() {
    fn everything<T: Ordered + Cloneable + WritableIn<Package>>() -> (&'static str, Option<&'static str>) {
        (T::PATH, T::KEY)
    }
    fn read<T: In<DeviceVdom> + WritableIn<Objects>>() {}
    fn single<T: Single + In<Cli>>() -> &'static str {
        T::PATH
    }
    read::<Host>();
    assert_eq!(everything::<Policy>(), ("firewall/policy", Some("policyid")));
    assert_eq!(single::<Status>(), "system/status");
    assert_eq!((Entry::KEY, Entry::PLACEHOLDER), (None, "<object-name>"));
}
