use fmg_bindings::Endpoint;
use fmg_bindings::fortios::{Cacheable, FortiOs};

#[derive(Endpoint)]
#[endpoint(get, "/api/v2/monitor/system/status", etag)]
struct OfTheOther {
    #[endpoint(query)]
    vdom: String,
}

#[derive(Endpoint)]
#[endpoint(POST, "/api/v2/monitor/system/status", etag, access_group = "sys grp")]
struct Post {
    #[endpoint(beside)]
    option: String,
    #[endpoint(body)]
    whole: Vec<String>,
    #[endpoint(body("part"))]
    part: i64,
    #[endpoint(query("access_token"))]
    token: String,
}

#[derive(Endpoint)]
#[endpoint(GTE, "/api/v2/monitor/user/<name>", one_of([vdom, nmae], [all]))]
struct Misspelt {
    name: String,
    #[endpoint(body("vdom"))]
    vdom: String,
    all: bool,
}

#[derive(Endpoint)]
#[endpoint(DELETE, "api/v2/cmdb/firewall/address?mkey=<mkey>")]
struct Delete {
    #[endpoint(body)]
    mkey: String,
}

#[derive(Endpoint)]
#[endpoint(get, "/sys/status", etag)]
struct FortiManager;

// Faulty structs still are calls.
fn is_request(_: &impl Endpoint<Protocol = FortiOs>) {}
fn is_cacheable(_: &impl Cacheable) {}

fn uses(a: &OfTheOther, b: &Post, c: &Misspelt, d: &Delete) {
    is_request(a);
    is_cacheable(a);
    is_cacheable(b);
    is_request(c);
    is_request(d);
}

fn main() {}
