use fmg_bindings::Endpoint;
use fmg_bindings::fmg::AdomName;

#[derive(Endpoint)]
#[endpoint(get, "/<adom>")]
enum Enum {
    Adom(AdomName),
}

#[derive(Endpoint)]
#[endpoint(get, "/<adom>")]
struct Tuple(AdomName);

#[derive(Endpoint)]
#[endpoint(get, "/<adom>")]
union Union {
    adom: u8,
}

fn main() {}
