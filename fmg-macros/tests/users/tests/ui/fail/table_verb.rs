use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::scope::Objects;
use fmg_bindings::fmg::{Client, ObjectName};
use fmg_bindings::{Table, adom, name};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Table)]
#[table("firewall/address", scopes(Objects), key(name: ObjectName))]
struct Host {
    name: String,
}

#[derive(Serialize, Table)]
#[table("firewall/address", scopes(Objects), key(name: ObjectName))]
struct OnlyWritten {
    name: String,
}

fn calls(fmg: &Client) {
    let adom = fmg.adom(adom!("demo"));
    // Addresses have no order.
    let _ = adom.objects().move_before::<Address>(name!("a"), name!("b"));
    // The type does not say that its rows can be copied.
    let _ = adom.objects().clone_to::<Host>(name!("a"), name!("b"));
    // The type cannot be read.
    let _ = adom.objects().list::<OnlyWritten>();
}

fn main() {}
