//! Tests of reads: filters, pages, formats, and the members beside the rows.

use fmg_bindings::fortios::{Conditional, Filter, Method, Path};
use fmg_bindings::{mkey, table};
use serde_json::{Value, json};

use super::{builder, started_with, with_super_token};

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["name"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn filters_select_matching_rows() {
    let rows = json!([
        {"name": "net", "subnet": "10.0.0.0/8", "comment": "a,b\\c"},
        {"name": "web", "type": "fqdn", "fqdn": "www.example.com", "color": 5},
        {"name": "mail", "type": "fqdn", "fqdn": "mail.example.com", "color": 12, "associated-interface": "lan"},
        {"name": "range", "type": "iprange", "start-ip": "10.0.0.1", "end-ip": "10.0.0.9"},
    ]);
    for firmware in ["5.6", "7.4"] {
        let sim = started_with(
            json!({"firmware": firmware, "vdom": {"root": {"firewall/address": rows}},
            "api_users": [{"name": "robot", "profile": "super_admin"}]}),
        )
        .await;
        let fgt = super::with_token(&sim, "robot");
        let addresses = fgt.cmdb().table(table!("firewall/address"));
        let matched = async |filter: Filter| -> Vec<String> {
            let rows = addresses.list().filter(filter).await.unwrap();
            names(&rows).into_iter().map(str::to_owned).collect()
        };
        let fqdn = || Filter::eq("type", "fqdn");
        assert_eq!(matched(fqdn()).await, ["web", "mail"]);
        assert_eq!(
            matched(fqdn().or(Filter::eq("type", "iprange"))).await,
            ["web", "mail", "range"]
        );
        assert_eq!(
            matched(fqdn().and(Filter::eq("associated-interface", "lan"))).await,
            ["mail"]
        );
        assert_eq!(matched(Filter::eq("comment", "a,b\\c")).await, ["net"]);
        assert_eq!(matched(Filter::gt("color", 5)).await, ["mail"]);
        assert_eq!(
            matched(Filter::contains("fqdn", "EXAMPLE").and(Filter::lt("color", 12))).await,
            ["web"]
        );
        let by_case: &[&str] = if firmware == "5.6" { &["web", "mail"] } else { &[] };
        assert_eq!(matched(Filter::eq("type", "FQDN")).await, by_case, "{firmware}");
        let keyed = addresses.list().key_pattern("type", "iprange").await.unwrap();
        assert_eq!(names(&keyed), ["range"]);
        let fault = addresses.list().filter(Filter::verbatim("type")).await.unwrap_err();
        assert_eq!(fault.http_status(), Some(400));
    }
}

#[tokio::test]
async fn pages_return_every_row_once() {
    let rows: Vec<Value> = (0..25).map(|number| json!({"name": format!("a{number:02}")})).collect();
    let sim = started_with(json!({"vdom": {"root": {"firewall/address": rows}}})).await;
    let fgt = super::admin(&sim);
    let addresses = fgt.cmdb().table(table!("firewall/address"));
    let mut pages = addresses.list().filter(Filter::contains("name", "a")).pages(4);
    let mut seen = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        seen.extend(page);
    }
    assert_eq!(seen.len(), 27, "25, `all`, and one with an A in its name");
    let reply = addresses.list().start(3).count(2).reply().await.unwrap();
    let envelope = reply.envelope();
    assert_eq!(
        (envelope.size, envelope.matched_count, envelope.next_idx),
        (Some(28), Some(28), Some(4))
    );
    assert_eq!(names(reply.value()), ["a00", "a01"]);
    let beyond = addresses.list().start(28).count(2).await.unwrap_err();
    assert_eq!(beyond.http_status(), Some(400));
    let call = fgt.call(Method::Get, Path::written("/api/v2/cmdb/firewall/address"));
    assert_eq!(call.query("start", -1).await.unwrap().as_array().unwrap().len(), 28);
}

#[tokio::test]
async fn rows_hold_the_requested_fields() {
    let (_sim, fgt) = with_super_token().await;
    let addresses = fgt.cmdb().table(table!("firewall/address"));
    addresses
        .create(&json!({"name": "net", "subnet": "10.0.0.0/8"}))
        .await
        .unwrap();
    let groups = fgt.cmdb().table(table!("firewall/addrgrp"));
    groups
        .create(&json!({"name": "g", "member": [{"name": "net"}, {"name": "all"}]}))
        .await
        .unwrap();
    let row = addresses.get(mkey!("net")).await.unwrap();
    assert_eq!(
        (&row["q_origin_key"], &row["visibility"]),
        (&json!("net"), &json!("enable"))
    );
    assert_eq!(row["uuid"].as_str().unwrap().len(), 36);
    let few = addresses.get(mkey!("net")).fields(["name", "subnet"]).await.unwrap();
    assert_eq!(
        few,
        json!({"name": "net", "q_origin_key": "net", "subnet": "10.0.0.0 255.0.0.0"})
    );
    let short = addresses.get(mkey!("net")).skip(true).await.unwrap();
    assert!(short.get("fqdn").is_none() && row.get("fqdn").is_some() && short.get("subnet").is_some());
    let told = addresses.get(mkey!("net")).with_meta(true).await.unwrap();
    assert_eq!((&told["q_ref"], &told["q_path"]), (&json!(1), &json!("firewall")));
    let linked = groups.get(mkey!("g")).datasource(true).await.unwrap();
    assert_eq!(linked["member"][0]["datasource"], "firewall.address");
}

#[tokio::test]
async fn unchanged_data_is_not_sent_again() {
    let (_sim, fgt) = with_super_token().await;
    let addresses = fgt.cmdb().table(table!("firewall/address"));
    let etag = addresses.list().reply().await.unwrap().etag().unwrap().clone();
    assert!(addresses.list().if_changed(&etag).await.unwrap().is_unchanged());
    addresses.create(&json!({"name": "new"})).await.unwrap();
    let Conditional::Changed { etag, .. } = addresses.list().if_changed(&etag).await.unwrap() else {
        panic!("it has changed");
    };
    assert!(
        addresses
            .list()
            .if_changed(&etag.unwrap())
            .await
            .unwrap()
            .is_unchanged()
    );
    let etag = fgt
        .monitor()
        .system()
        .ha_checksums()
        .reply()
        .await
        .unwrap()
        .etag()
        .unwrap()
        .clone();
    assert!(
        fgt.monitor()
            .system()
            .ha_checksums()
            .if_changed(&etag)
            .await
            .unwrap()
            .is_unchanged()
    );
    assert!(
        fgt.monitor().system().sniffer().reply().await.unwrap().etag().is_none(),
        "the call has no entity tag"
    );
}

#[tokio::test]
async fn tables_return_their_schemas_and_defaults() {
    let (sim, fgt) = with_super_token().await;
    let addresses = fgt.cmdb().table(table!("firewall/address"));
    let schema = addresses.schema().await.unwrap();
    assert_eq!(
        (schema.mkey.as_deref(), schema.access_group.as_deref()),
        (Some("name"), Some("fwgrp.address"))
    );
    assert_eq!(schema.field("type").unwrap().options.len(), 8);
    assert_eq!(addresses.defaults().await.unwrap()["type"], "ipmask");
    let settings = fgt.cmdb().complex(table!("vpn.ssl/settings"));
    assert_eq!(settings.read().await.unwrap()["port"], 10443);
    assert!(settings.schema().await.unwrap().key().is_none());
    let all = fgt.cmdb().whole_schema().await.unwrap();
    assert!(all.iter().any(|schema| schema.field("policyid").is_some()));
    assert_eq!(
        fgt.cmdb().directory().await.unwrap().as_array().unwrap().len(),
        all.len()
    );
    assert_eq!(
        fgt.cmdb().whole_defaults().await.unwrap().as_array().unwrap().len(),
        all.len()
    );

    // A simulator can be built from the schema of a device.
    let told = schema_of(&fgt, "/api/v2/cmdb/firewall/address").await;
    let twin =
        started_with(json!({"schemas": [told], "api_users": [{"name": "robot", "profile": "super_admin"}]})).await;
    let token = twin.fortios().token("robot").unwrap();
    let other = builder(&twin).token(token).build().unwrap();
    assert_eq!(
        schema_of(&other, "/api/v2/cmdb/firewall/address").await,
        schema_of(&fgt, "/api/v2/cmdb/firewall/address").await
    );
    drop(sim);
}

async fn schema_of(fgt: &fmg_bindings::fortios::Client, path: &str) -> Value {
    fgt.call(Method::Get, Path::written(path))
        .query("action", "schema")
        .await
        .unwrap()
}

#[tokio::test]
async fn secrets_are_not_returned() {
    let (sim, fgt) = with_super_token().await;
    let users = fgt.cmdb().table(table!("user/local"));
    users.create(&json!({"name": "alice", "passwd": "hush"})).await.unwrap();
    assert_eq!(users.get(mkey!("alice")).await.unwrap()["passwd"], "ENC XXXX");
    assert_eq!(sim.fortios().rows("root", "user/local")[0]["passwd"], "hush");
}
