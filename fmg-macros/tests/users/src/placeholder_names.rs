//! Placeholders and literal segments that are not valid identifiers.

use fmg_bindings::Endpoint;
use fmg_bindings::fmg::{AdomName, TaskId};

#[derive(Endpoint)]
#[endpoint(
    get,
    "/vpn.ssl/scope member/<802-1X>/<DoS-policy>/<tacacs+>/<match>/<type>/<url>/<len>"
)]
struct Names {
    _802_1x: AdomName,
    dos_policy: TaskId,
    tacacs_: u32,
    r#match: i64,
    #[endpoint(placeholder = "type")]
    kind: AdomName,
    url: AdomName,
    len: u8,
}

#[test]
fn placeholders_need_not_be_identifiers() {
    let name = || AdomName::new("n").unwrap();
    let call = Names {
        _802_1x: name(),
        dos_policy: TaskId::new(7),
        tacacs_: 8,
        r#match: -9,
        kind: name(),
        url: name(),
        len: 1,
    };
    assert_eq!(call.url(), "/vpn.ssl/scope member/n/7/8/-9/n/n/1");
}
