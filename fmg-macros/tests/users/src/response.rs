//! The response is `()` unless the attribute names another type.

use fmg_bindings::{Data, Endpoint};

#[derive(Endpoint)]
#[endpoint(get, "/sys/status", response = Data<std::collections::BTreeMap<String, String>>)]
struct GetStatus;

#[derive(Endpoint)]
#[endpoint(exec, "/sys/reboot")]
struct Reboot;

fn same<T>(_: fn() -> T, _: fn() -> T) {}

#[test]
fn a_response_is_nothing_unless_it_is_named() {
    same::<<GetStatus as Endpoint>::Response>(Default::default, Data::default);
    same::<<Reboot as Endpoint>::Response>(Default::default, || ());
}
