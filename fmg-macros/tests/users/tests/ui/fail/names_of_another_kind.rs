use fmg_bindings::{adom, device, fmg, package};

fn lock(fmg: &fmg::Client) {
    let adom = adom!("demo");
    let _ = fmg.workspace().lock_adom(&adom);
    let _ = fmg.workspace().lock_adom(device!("fgt-1"));
    let _ = fmg.workspace().lock_package("demo", &package!("ppkg_001"));
}

fn main() {}
