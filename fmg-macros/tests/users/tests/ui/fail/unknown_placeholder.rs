use fmg_bindings::Endpoint;
use fmg_bindings::fmg::AdomName;

#[derive(Endpoint)]
#[endpoint(get, "/dvmdb/adom/<adoms>/device/<device>")]
struct GetDevice {
    adom: AdomName,
}

// The struct is a call all the same: no second wave of errors.
fn main() {
    let call = GetDevice { adom: AdomName::new("demo").unwrap() };
    println!("{}", call.url());
}
