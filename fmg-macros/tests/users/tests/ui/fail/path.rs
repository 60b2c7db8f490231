use fmg_bindings::fmg::VdomName;
use fmg_bindings::fortios::Path;
use fmg_bindings::path;

fn main() {
    let mkey = VdomName::new("demo").unwrap();
    let child = "text";
    let _: Path = path!("/api/v2/cmdb/firewall/address/<mkey>/<child>");
    let _: Path = path!("/api/v2/cmdb/firewall/address/<key>");
    let _: Path = path!("api/v2/cmdb/scope member/<mkey>");
    let _: Path = path!("/api/v2/monitor/firewall/session?count=<count>");
    let _: Path = path!("/api/v2/monitor/firewall/policy", mkey = mkey);
}
