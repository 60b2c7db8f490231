//! Structs whose parts come from different places, as in a custom macro.

use fmg_bindings::Endpoint;
use fmg_bindings::fmg::AdomName;

macro_rules! call {
    ($name:ident, $verb:ident, $url:literal, $field:ident: $ty:ty) => {
        #[derive(Endpoint)]
        #[endpoint($verb, $url)]
        struct $name {
            adom: AdomName,
            $field: $ty,
        }
    };
}

call!(GetDevice, get, "/adom/<adom>/device/<device>", device: u32);

#[test]
fn a_struct_may_come_from_a_macro() {
    let call = GetDevice {
        adom: AdomName::new("demo").unwrap(),
        device: 3,
    };
    assert_eq!(call.url(), "/adom/demo/device/3");
}
