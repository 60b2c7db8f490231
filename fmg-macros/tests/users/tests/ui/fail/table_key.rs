use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::fmg::{Client, PolicyId};
use fmg_bindings::{adom, device, name, package};

fn calls(fmg: &Client) {
    let adom = fmg.adom(adom!("demo"));
    let policies = adom.package(package!("default"));
    // A policy has a number, and an address has a name.
    let _ = policies.delete::<Policy>(name!("host_001"));
    let _ = adom.objects().get::<Address>(PolicyId::new(7));
    let _ = adom.objects().delete::<Address>(device!("fgt"));
    let _ = adom.objects().delete::<Address>("host_001");
    let _ = adom.objects().delete::<Address>();
}

fn main() {}
