use fmg_bindings::Endpoint;
use fmg_bindings::fmg::AdomName;

#[derive(Endpoint)]
#[endpoint(get, "/dvmdb/adom/<adom>/device/<device>/<vdom>")]
struct GetDevice {
    adom: AdomName,
    device: &'static str,
    vdom: bool,
}

fn main() {}
