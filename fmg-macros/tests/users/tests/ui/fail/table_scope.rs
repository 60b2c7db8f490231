use fmg_bindings::fmg::scope::{Cli, DeviceVdom, Objects, Package};
use fmg_bindings::fmg::{Client, ObjectName, PolicyId};
use fmg_bindings::{Table, adom, device, fortios, name, package, vdom};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Table)]
#[table("firewall/address", scopes(Objects, DeviceVdom), written(Objects), key(name: ObjectName))]
struct Host {
    name: String,
}

#[derive(Serialize, Deserialize, Table)]
#[table("firewall/policy", scopes(Package), key(policyid: PolicyId))]
struct Rule {
    policyid: u32,
}

#[derive(Serialize, Deserialize, Table)]
#[table("system/status", scopes(Cli), single, read_only)]
struct Status {
    version: String,
}

#[derive(Serialize, Deserialize, Table)]
#[table("firewall/address")]
struct OfFortiOs {
    name: String,
}

fn calls(fmg: &Client, fgt: &fortios::Client) {
    // Policies are tables of a package, not objects.
    let _ = fmg.adom(adom!("demo")).objects().list::<Rule>();
    let _ = fmg.adom(adom!("demo")).package(package!("default")).list::<Host>();
    // Read in two scopes, written in one.
    let _ = fmg.device(device!("fgt")).vdom(vdom!("root")).delete::<Host>(name!("a"));
    // Tables of the other product.
    let _ = fmg.adom(adom!("demo")).objects().list::<OfFortiOs>();
    let _ = fgt.cmdb().list::<Rule>();
    // A table that has keys, and one that has none.
    let _ = fmg.adom(adom!("demo")).objects().get_single::<Host>();
    let _ = fmg.cli().list::<Status>();
}

fn main() {}
