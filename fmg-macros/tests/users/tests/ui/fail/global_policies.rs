use fmg_bindings::fmg::Client;
use fmg_bindings::fmg::global_policy::HeaderPolicy;
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::{adom, package};

fn calls(fmg: &Client) {
    let _ = fmg.global().package(package!("default")).list::<HeaderPolicy>();
    // Header and footer policies are those of the global database, and the packages of ADOMs have the others.
    let _ = fmg.adom(adom!("demo")).package(package!("default")).list::<HeaderPolicy>();
    let _ = fmg.global().package(package!("default")).list::<Policy>();
}

fn main() {}
