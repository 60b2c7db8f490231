use fmg_bindings::Endpoint;
use fmg_bindings::fmg::AdomName;

#[derive(Endpoint)]
#[endpoint(get, "/dvmdb/adom/<adom>")]
struct GetAdom {
    adom: AdomName,
    token: String,
    #[endpoint(placeholder = "adon")]
    other: AdomName,
}

fn main() {}
