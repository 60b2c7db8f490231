//! Every place a field can have.

use fmg_bindings::Endpoint;
use fmg_bindings::fmg::{AdomName, Method, ObjectPath};

#[derive(Endpoint)]
#[endpoint(exec, "/dvmdb/adom/<adom>/workspace/lock/obj/<path>", fixed(option = ["force"], "sub fetch" = 1))]
struct LockObject {
    adom: AdomName,
    path: ObjectPath,
    #[endpoint(beside)]
    token: String,
    #[endpoint(beside("range"))]
    limits: [i64; 2],
    #[endpoint(data("top-n"))]
    top_n: i64,
    #[endpoint(data("status"), toggle)]
    status: Option<bool>,
    #[endpoint(envelope("remote"), flag)]
    remote: bool,
    #[endpoint(splice)]
    options: std::collections::BTreeMap<String, i64>,
}

#[derive(Endpoint)]
#[endpoint(set, "sys/whole")]
struct Whole {
    #[endpoint(data)]
    data: Vec<String>,
}

#[derive(Endpoint)]
#[endpoint(move, "/sys/status")]
struct Unit;

#[test]
fn calls_of_json_rpc_have_every_place() {
    let call = LockObject {
        adom: AdomName::new("demo/1").unwrap(),
        path: ObjectPath::new(r"firewall/address/10.0.0.0\/8").unwrap(),
        token: String::from("t"),
        limits: [0, 1],
        top_n: 5,
        status: Some(true),
        remote: true,
        options: std::collections::BTreeMap::new(),
    };
    assert_eq!(
        call.url(),
        r"/dvmdb/adom/demo\/1/workspace/lock/obj/firewall/address/10.0.0.0\/8"
    );
    assert_eq!(call.template(), "/dvmdb/adom/<adom>/workspace/lock/obj/<path>");
    assert_eq!(call.method(), Method::Exec);
    assert_eq!(Whole { data: Vec::new() }.url(), "sys/whole");
    assert_eq!((Unit.url(), Unit.method()), (String::from("/sys/status"), Method::Move));
}
