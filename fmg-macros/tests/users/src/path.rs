//! `path!` takes variables by name, and expressions.

use fmg_bindings::fmg::VdomName;
use fmg_bindings::fortios::Path;
use fmg_bindings::path;

#[test]
fn paths_take_variables_and_expressions() {
    let mkey = VdomName::new("10.0.0.0/8 é").unwrap();
    let path: Path = path!("/api/v2/cmdb/firewall/address/<mkey>");
    assert_eq!(path.as_str(), "/api/v2/cmdb/firewall/address/10.0.0.0%2F8%20%C3%A9");
    assert_eq!(path.template(), "/api/v2/cmdb/firewall/address/<mkey>");
    let name = 1_u8;
    assert_eq!(
        path!("/<mkey>/<id>", mkey = name, id = u32::from(name) + 1).as_str(),
        "/1/2"
    );
    assert_eq!(
        path!("/api/v2/monitor/system/status").as_str(),
        "/api/v2/monitor/system/status"
    );
}
