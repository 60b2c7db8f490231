//! A faulty generic struct still is a call, so that its uses cause no further errors.

use fmg_bindings::Endpoint;
use fmg_bindings::fmg::JsonRpc;

#[derive(Endpoint)]
#[endpoint(gett, "/a/<b")]
struct Get<T>
where
    T: Clone,
{
    #[endpoint(data)]
    rows: T,
}

fn is_request(_: &impl Endpoint<Protocol = JsonRpc>) {}

fn main() {
    is_request(&Get { rows: 7 });
}
