//! The macros of the bindings, in a crate that gives the dependency another name.
#![allow(clippy::unwrap_used, reason = "a test reports by panicking")]

use bindings::fmg::scope::Objects;
use bindings::fmg::{AdomName, JsonRpc, ObjectName, table};
use bindings::fortios::Single as _;
use bindings::{Endpoint, Table, adom, child, fortios, name, path, table, url, vdom};

#[derive(Endpoint)]
#[endpoint(get, "/dvmdb/adom/<adom>/script/<id>", crate = ::bindings)]
struct GetScript {
    adom: AdomName,
    id: u32,
}

#[derive(Table)]
#[table("firewall/address", crate = ::bindings)]
#[expect(dead_code, reason = "the test reads the constants only")]
struct Address {
    name: String,
}

#[derive(Table)]
#[table("vpn.ssl/settings", complex, access_group = "vpngrp", crate = ::bindings)]
struct SslSettings;

#[derive(Table)]
#[table("firewall/ippool", scopes(Objects), key(name: ObjectName), cloneable, crate = ::bindings)]
#[expect(dead_code, reason = "the test makes requests only")]
struct Pool {
    name: String,
}

#[derive(Table)]
#[table("exclude", rows_of(Pool), key(_: ObjectName), crate = ::bindings)]
struct Excluded;

/// Only accepts calls of JSON-RPC.
fn url_of(call: &impl Endpoint<Protocol = JsonRpc>) -> String {
    call.url()
}

#[test]
fn calls_and_urls_name_the_renamed_dependency() {
    let adom = adom!("demo");
    let url: bindings::fmg::Url = url!("/dvmdb/adom/<adom>/script/<id>", id = 7_u32);
    assert_eq!(url.as_str(), "/dvmdb/adom/demo/script/7");
    assert_eq!(url_of(&GetScript { adom, id: 7 }), url.as_str());

    let vdom = vdom!("root");
    let path: fortios::Path = path!("/api/v2/cmdb/system/vdom/<vdom>/<child>", child = child!("a b"));
    assert_eq!(path.as_str(), "/api/v2/cmdb/system/vdom/root/a%20b");
}

#[test]
fn tables_name_the_renamed_dependency() {
    assert_eq!((Address::PATH, Address::ACCESS_GROUP), ("firewall/address", None));
    assert_eq!(SslSettings::PATH, "vpn.ssl/settings");
    let objects = Objects::new(adom!("demo"));
    let pool = table::Delete::<_, Pool>::new(objects.clone(), name!("a"));
    assert_eq!(url_of(&pool), "/pm/config/adom/demo/obj/firewall/ippool/a");
    let row = bindings::fmg::scope::RowOf::<_, Pool>::new(objects, name!("a"));
    let excluded = table::Delete::<_, Excluded>::new(row, name!("b"));
    assert_eq!(
        url_of(&excluded),
        "/pm/config/adom/demo/obj/firewall/ippool/a/exclude/b"
    );
    assert_eq!(SslSettings::ACCESS_GROUP, Some("vpngrp"));
    assert_eq!(table!("firewall/address").to_string(), "firewall/address");
}
