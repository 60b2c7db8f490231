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

macro_rules! fragments {
    ($(#[$meta:meta])* $vis:vis struct $name:ident { $($(#[$role:meta])* $member_vis:vis $member:ident: $ty:ty),* }) => {
        $(#[$meta])*
        $vis struct $name {
            $($(#[$role])* $member_vis $member: $ty),*
        }
    };
}

fragments! {
    /// Lists devices.
    #[derive(Endpoint)]
    #[endpoint(get, "/adom/<adom>/device")]
    pub(crate) struct ListDevices {
        pub adom: AdomName,
        /// The columns.
        #[endpoint(beside("fields"))]
        columns: Option<Vec<String>>
    }
}

#[test]
fn a_macro_may_match_attributes_and_visibilities() {
    let call = ListDevices {
        adom: AdomName::new("demo").unwrap(),
        columns: None,
    };
    assert_eq!(call.url(), "/adom/demo/device");
}
