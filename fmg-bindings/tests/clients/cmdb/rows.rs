//! Tests of decoded responses of configuration calls.

use fmg_bindings::fortios::cmdb::{FieldType, SchemaCategory, TablePath};
use fmg_bindings::fortios::{Single, Table, Vdoms};
use fmg_bindings::{Secret, child, mkey, table};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::cmdb::device::Device;

#[derive(Debug, Deserialize, PartialEq, Serialize, Table)]
#[table("firewall/address", access_group = "fwgrp.address")]
struct Address {
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    subnet: String,
}

#[derive(Debug, Deserialize, PartialEq, Table)]
#[table("vpn.ssl/settings", complex)]
struct SslVpn {
    port: u16,
}

#[test]
fn a_derive_names_the_table() {
    assert_eq!(
        (Address::PATH, Address::ACCESS_GROUP),
        ("firewall/address", Some("fwgrp.address"))
    );
    assert_eq!((SslVpn::PATH, SslVpn::ACCESS_GROUP), ("vpn.ssl/settings", None));
    assert_eq!(table!("firewall/address"), TablePath::of::<Address>());
}

#[tokio::test]
async fn rows_are_decoded_as_the_callers_type() {
    let device = Device::with_results(&json!([
        {"name": "a", "subnet": "10.0.0.0 255.0.0.0", "q_origin_key": "a"},
        {"name": "b", "type": "fqdn"},
    ]));
    let rows = device.client().cmdb().list::<Address>().await.unwrap();
    let names: Vec<_> = rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!((names, rows[0].subnet.as_str()), (vec!["a", "b"], "10.0.0.0 255.0.0.0"));
}

#[tokio::test]
async fn an_empty_table_is_an_empty_list() {
    for answer in [
        json!({"results": [], "status": "success"}),
        json!({"status": "success"}),
    ] {
        let device = Device::answering([answer]);
        assert!(device.client().cmdb().list::<Address>().await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_single_row_is_decoded() {
    let device = Device::with_results(&json!([{"name": "a"}]));
    let row = device.client().cmdb().get::<Address>(mkey!("a")).await.unwrap();
    assert_eq!(row.name, "a");
}

#[tokio::test]
async fn a_missing_row_is_not_found() {
    for answer in [
        json!({"results": [], "status": "success"}),
        json!({"status": "error", "http_status": 404, "error": -3}),
    ] {
        let device = Device::answering([answer]);
        let error = device.client().cmdb().get::<Address>(mkey!("a")).await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
    }
}

#[tokio::test]
async fn a_complex_table_is_one_object() {
    let device = Device::with_results(&json!({"port": 10443}));
    let fgt = device.client();
    assert_eq!(fgt.cmdb().read::<SslVpn>().await.unwrap(), SslVpn { port: 10443 });
}

#[tokio::test]
async fn a_write_returns_what_it_wrote() {
    let device = Device::answering([
        json!({"http_method": "POST", "revision": "b", "revision_changed": true, "old_revision": "a", "mkey": 7,
            "status": "success", "http_status": 200, "vdom": "root", "path": "firewall", "name": "address"}),
        json!({"status": "success", "http_status": 200}),
    ]);
    let fgt = device.client();
    let row = Address {
        name: "a".into(),
        subnet: String::new(),
    };
    let written = fgt.cmdb().create(&row).await.unwrap();
    assert_eq!(written.mkey, Some(7.into()));
    assert_eq!(written.revision_changed, Some(true));
    assert_eq!(
        (written.old_revision.as_deref(), written.revision.as_deref()),
        (Some("a"), Some("b"))
    );
    assert_eq!(written.vdom.as_deref(), Some("root"));
    // FortiOS 5.6 returns little.
    let deleted = fgt.cmdb().delete::<Address>(mkey!("a")).await.unwrap();
    assert_eq!((deleted.mkey, deleted.revision_changed), (None, None));
}

#[tokio::test]
async fn a_refused_write_reports_its_reason() {
    let refusal = |http_status, error| json!({"status": "error", "http_status": http_status, "error": error});
    let device = Device::answering([refusal(500, -5), refusal(500, -23)]);
    let fgt = device.client();
    let row = Address {
        name: "a".into(),
        subnet: String::new(),
    };
    assert!(fgt.cmdb().create(&row).await.unwrap_err().is_exists());
    assert!(fgt.cmdb().delete::<Address>(mkey!("a")).await.unwrap_err().is_in_use());
}

#[tokio::test]
async fn every_vdom_returns_what_it_wrote() {
    let device = Device::answering([json!([
        {"status": "success", "vdom": "root", "mkey": "a"},
        {"status": "error", "http_status": 500, "error": -5, "vdom": "edge"},
    ])]);
    let row = Address {
        name: "a".into(),
        subnet: String::new(),
    };
    let fgt = device.client();
    let outcomes = fgt.cmdb().create(&row).each_vdom(Vdoms::global()).await.unwrap();
    assert_eq!(outcomes.len(), 2);
    assert_eq!(outcomes[0].outcome.as_ref().unwrap().mkey, Some(mkey!("a")));
    assert!(outcomes[1].outcome.as_ref().unwrap_err().is_exists());
}

#[tokio::test]
async fn a_schema_is_typed() {
    let device = Device::with_results(&json!({
        "name": "address", "path": "firewall", "category": "table", "mkey": "name", "mkey_type": "string",
        "children": {"name": {"category": "unitary", "type": "string", "size": 79}}
    }));
    let schema = device.client().cmdb().schema::<Address>().await.unwrap();
    assert_eq!(schema.category, Some(SchemaCategory::Table.into()));
    assert_eq!(schema.key().unwrap().kind, Some(FieldType::String.into()));
}

#[tokio::test]
async fn the_whole_tree_can_be_read() {
    let device = Device::answering([
        json!({"results": [{"name": "address"}, {"name": "settings"}], "status": "success"}),
        json!({"results": {"a": 1}, "status": "success"}),
        json!({"results": {"b": 2}, "status": "success"}),
    ]);
    let fgt = device.client();
    assert_eq!(fgt.cmdb().whole_schema().await.unwrap().len(), 2);
    let _: Value = fgt.cmdb().whole_defaults().read_as().await.unwrap();
    let _: Value = fgt.cmdb().directory().read_as().await.unwrap();
    let sent: Vec<_> = device
        .received()
        .iter()
        .map(|sent| (sent.path.clone(), sent.plain_query()))
        .collect();
    assert_eq!(
        sent,
        ["action=schema", "action=default", ""].map(|query| ("/api/v2/cmdb".to_owned(), query.to_owned()))
    );
}

#[tokio::test]
async fn rows_of_tables_without_a_type_are_json_or_the_callers_type() {
    let results = json!({"results": [{"name": "a"}], "status": "success"});
    let device = Device::answering([results.clone(), results.clone(), results]);
    let fgt = device.client();
    let addresses = fgt.cmdb().table("firewall/address".parse().unwrap());
    assert_eq!(addresses.list().await.unwrap(), [json!({"name": "a"})]);
    let read: Vec<Address> = addresses.list().read_as().await.unwrap();
    assert_eq!(read, addresses.rows::<Address>().list().await.unwrap());
}

/// A forgotten key cannot empty a table: keys are never empty, and only two calls delete without one.
#[tokio::test]
async fn only_a_purge_empties_a_table() {
    let device = Device::default();
    let fgt = device.client();
    let cmdb = fgt.cmdb();
    let table = cmdb.table(table!("application/list"));
    let entries = table.child(mkey!("p"), child!("entries"));
    let complex = cmdb.complex(table!("vpn.ssl/settings"));
    let row = json!({});
    let _ = table.list().await;
    let _ = table.get(mkey!("p")).await;
    let _ = table.create(&row).await;
    let _ = table.update(mkey!("p"), &row).await;
    let _ = table.delete(mkey!("p")).await;
    let _ = table.move_before(mkey!("p"), mkey!("q")).await;
    let _ = table.move_after(mkey!("p"), mkey!("q")).await;
    let _ = table.clone_as(mkey!("p"), mkey!("q")).await;
    let _ = table.defaults().await;
    let _ = table.schema().await;
    let _ = entries.list().await;
    let _ = entries.get(1).await;
    let _ = entries.create(&row).await;
    let _ = entries.update(1, &row).await;
    let _ = entries.delete(1).await;
    let _ = entries.move_before(1, 2).await;
    let _ = entries.move_after(1, 2).await;
    let _ = complex.read().await;
    let _ = complex.edit(&row).await;
    let _ = complex.defaults().await;
    let _ = complex.schema().await;
    let deletes: Vec<_> = device
        .received()
        .into_iter()
        .filter(|received| received.method == "DELETE")
        .map(|received| received.path)
        .collect();
    assert_eq!(
        deletes,
        [
            "/api/v2/cmdb/application/list/p",
            "/api/v2/cmdb/application/list/p/entries/1"
        ]
    );
    for key in ["", ".", ".."] {
        assert!(fmg_bindings::fortios::Mkey::new(key).is_err(), "{key:?}");
    }
}

#[tokio::test]
async fn rows_are_wrapped_if_needed_or_as_requested() {
    let device = Device::default();
    let fgt = device.client();
    let policies = fgt.cmdb().table(table!("firewall/policy"));
    let (named, acting) = (json!({"name": "p"}), json!({"action": "accept"}));
    for call in [
        policies.create(&named),
        policies.create(&named).wrapped(),
        policies.create(&acting),
        policies.create(&acting).plain(),
    ] {
        call.await.unwrap();
    }
    let bodies: Vec<_> = device.received().into_iter().map(|received| received.body).collect();
    assert_eq!(
        bodies,
        [
            r#"{"name":"p"}"#,
            r#"{"json":{"name":"p"}}"#,
            r#"{"json":{"action":"accept"}}"#,
            r#"{"action":"accept"}"#,
        ]
    );
}

#[tokio::test]
async fn secrets_are_sent_but_not_shown() {
    #[derive(Serialize)]
    struct User {
        passwd: Secret,
    }
    let device = Device::default();
    let fgt = device.client();
    let call = fgt.cmdb().table(table!("user/local")).update(
        mkey!("who"),
        &User {
            passwd: Secret::from("s3cr3t"),
        },
    );
    let shown = format!("{call:?} {:?}", call.request());
    assert!(!shown.contains("s3cr3t"), "{shown}");
    call.await.unwrap();
    assert_eq!(device.only().body, r#"{"passwd":"s3cr3t"}"#);
}

#[tokio::test]
async fn a_row_that_json_cannot_express_is_not_sent() {
    let device = Device::default();
    let fgt = device.client();
    let row = std::collections::BTreeMap::from([(vec![1], 1)]);
    let error = fgt
        .cmdb()
        .table(table!("firewall/address"))
        .create(&row)
        .await
        .unwrap_err();
    assert!(device.received().is_empty());
    assert!(std::error::Error::source(&error).is_some(), "{error}");
}

/// Replies with made-up values, in the form of published captures of FortiOS 7.4.1 and 7.6.3. They must decode without
/// error, misfit or lost row.
#[tokio::test]
async fn replies_of_new_firmware_are_decoded_completely() {
    let device = Device::answering([
        // A successful Monitor reply has no `http_status` there.
        json!({"http_method": "GET", "results": [
            {"ip": "192.0.2.1", "reserved": false, "mac": "00:00:5e:00:53:01", "interface": "port1", "type": "ipv4",
                "server_mkey": 6, "server_ipam_enabled": true, "expire_time": 1_746_100_704, "status": "leased"},
            {"ip": "192.0.2.2", "reserved": true, "mac": "00:00:5e:00:53:02", "interface": "port1", "type": "ipv4",
                "server_mkey": 6, "server_ipam_enabled": true, "expire_time": 0, "status": "removed"}],
            "vdom": "root", "path": "system", "name": "dhcp", "status": "success", "serial": "FGT61F0000000000",
            "version": "v7.6.3", "build": 3510}),
        json!({"http_method": "GET", "size": 17, "limit_reached": false, "matched_count": 2, "next_idx": 1,
            "revision": "bd002ee1", "results": [
                {"name": "a", "q_origin_key": "a", "subnet": "10.0.0.0 255.0.0.0", "type": "ipmask"},
                {"name": "b", "q_origin_key": "b", "subnet": "", "type": "dynamic"}],
            "vdom": "root", "path": "firewall", "name": "address", "status": "success", "http_status": 200,
            "serial": "FGT61F0000000000", "version": "v7.4.1", "build": 2296}),
        json!({"http_method": "POST", "http_status": 200, "mkey": "a", "name": "address", "path": "firewall",
            "revision": "bd002ee2", "revision_changed": false, "serial": "FGT61F0000000000", "status": "success",
            "vdom": "root", "version": "v7.4.1", "build": 2296}),
    ]);
    let fgt = device.client();
    let leases = fgt.monitor().system().dhcp().strict().reply().await.unwrap();
    assert_eq!(leases.value().len(), 2);
    assert_eq!(leases.value()[1].ip.as_deref(), Some("192.0.2.2"));
    assert_eq!(leases.envelope().build, Some(3510));
    let rows = fgt.cmdb().list::<Address>().reply().await.unwrap();
    assert_eq!((rows.value().len(), rows.misfits().total()), (2, 0));
    let row = Address {
        name: "a".into(),
        subnet: String::new(),
    };
    let written = fgt.cmdb().create(&row).await.unwrap();
    assert_eq!(
        (written.mkey, written.revision_changed),
        (Some(mkey!("a")), Some(false))
    );
}
