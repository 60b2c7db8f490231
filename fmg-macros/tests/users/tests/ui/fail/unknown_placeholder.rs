use fmg_bindings::Endpoint;
use fmg_bindings::fmg::AdomName;

#[derive(Endpoint)]
#[endpoint(get, "/dvmdb/adom/<adoms>/device/<device>")]
struct GetDevice {
    adom: AdomName,
}

// The struct still is a call, so that its uses cause no further errors.
fn main() {
    let call = GetDevice { adom: AdomName::new("demo").unwrap() };
    println!("{}", call.url());
}
