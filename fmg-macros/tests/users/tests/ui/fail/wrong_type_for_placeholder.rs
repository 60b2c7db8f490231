//! A device name for the placeholder of an ADOM.

use fmg_bindings::Endpoint;
use fmg_bindings::fmg::{AdomName, TaskId};

#[derive(Endpoint)]
#[endpoint(get, "/dvmdb/adom/<adom>")]
struct GetAdom {
    adom: AdomName,
}

fn main() {
    let _ = GetAdom { adom: TaskId::new(7) };
}
