//! Types that are not allowed at their place.

use fmg_bindings::Endpoint;

#[derive(Endpoint)]
#[endpoint(POST, "/api/v2/monitor/<group>/<name>/upload")]
struct Upload {
    group: String,
    name: bool,
    #[endpoint(file)]
    file_content: Vec<u8>,
}

fn main() {}
