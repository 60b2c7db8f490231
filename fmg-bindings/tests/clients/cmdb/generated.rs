//! Tests of configuration calls with rows in the form of generated code.

use fmg_bindings::codegen::row;
use fmg_bindings::fortios::cmdb::{children, singles, tables};
use fmg_bindings::fortios::{AccessNeeds, Filter, Single, Table};
use fmg_bindings::{child, mkey, table};
use serde_json::json;

use crate::cmdb::device::Device;

#[derive(Default)]
struct Route {
    seq_num: Option<i64>,
    gateway: Option<String>,
    status: Option<bool>,
}

row! {
    Route { seq_num: "seq-num", gateway: "gateway", status: "status" as toggle }
}

#[derive(Default)]
struct SslSettings {
    port: Option<i64>,
}

row! {
    SslSettings { port: "port" }
}

tables! {
    Route: "router/static" by "seq-num" = seq_num, access "netgrp.route-cfg";
}

singles! {
    SslSettings: "vpn.ssl/settings";
}

#[derive(Default)]
struct SslRule {
    id: Option<i64>,
    portal: Option<String>,
}

row! {
    SslRule { id: "id", portal: "portal" }
}

children! {
    SslRule: "authentication-rule" by "id" of SslSettings ordered;
}

fn route(number: i64) -> Route {
    Route {
        seq_num: Some(number),
        gateway: Some("10.0.0.1".into()),
        status: None,
    }
}

#[test]
fn a_generated_row_states_its_table() {
    assert_eq!((Route::PATH, Route::KEY), ("router/static", Some("seq-num")));
    assert_eq!(SslSettings::PATH, "vpn.ssl/settings");
    assert_eq!(route(7).key(), Some(7.into()));
    assert_eq!(Route::default().key(), None);
    let needs = AccessNeeds::new().write::<Route>().read_complex::<SslSettings>();
    assert_eq!(needs.unknown(), ["vpn.ssl/settings"]);
}

#[derive(serde::Serialize, Table)]
#[table("firewall/address", key(name))]
struct Address {
    name: &'static str,
}

#[tokio::test]
async fn a_key_that_no_url_can_contain_is_refused_before_it_is_sent() {
    let device = Device::answering([json!({"status": "success"})]);
    let client = device.client();
    for bad in ["", ".", "..", "a\nb"] {
        let error = client.cmdb().create(&Address { name: bad }).await.unwrap_err();
        assert!(
            error.to_string().contains("the `name` of a row cannot be its key"),
            "{error}"
        );
        assert_eq!(error.template(), Some("/api/v2/cmdb/<path>/<name>"));
    }
    // FortiOS chooses the number of a row without one.
    client.cmdb().create(&Route::default()).await.unwrap();
    assert_eq!(device.received().len(), 1);
}

#[tokio::test]
async fn generated_rows_have_every_verb() {
    let device = Device::answering([
        json!({"results": [{"seq-num": 7, "gateway": "10.0.0.1", "distance": 10}], "status": "success"}),
        json!({"results": [{"seq-num": 7, "gateway": "10.0.0.1"}], "status": "success"}),
        json!({"status": "success", "mkey": 7}),
        json!({"status": "success", "mkey": 7}),
        json!({"status": "success"}),
        json!({"status": "success"}),
        json!({"status": "success"}),
        json!({"status": "success"}),
        json!({"results": {"port": 443}, "status": "success"}),
        json!({"status": "success"}),
    ]);
    let fgt = device.client();
    let cmdb = fgt.cmdb();
    let found = cmdb
        .list::<Route>()
        .filter(Filter::eq("gateway", "10.0.0.1"))
        .await
        .unwrap();
    assert_eq!(found, [route(7)]);
    assert_eq!(cmdb.get::<Route>(7).await.unwrap(), route(7));
    assert_eq!(cmdb.create(&route(7)).await.unwrap().mkey, Some(7.into()));
    let changes = Route {
        status: Some(false),
        ..Route::default()
    };
    cmdb.update::<Route>(7, &changes).await.unwrap();
    cmdb.move_after::<Route>(7, 3).await.unwrap();
    cmdb.clone_as::<Route>(7, 8).await.unwrap();
    cmdb.delete::<Route>(8).await.unwrap();
    cmdb.purge::<Route>().await.unwrap();
    assert_eq!(
        cmdb.read::<SslSettings>().await.unwrap(),
        SslSettings { port: Some(443) }
    );
    cmdb.edit::<SslSettings>(&SslSettings { port: Some(10443) })
        .await
        .unwrap();
    let sent: Vec<_> = device
        .received()
        .iter()
        .map(|sent| format!("{} {}?{} {}", sent.method, sent.path, sent.plain_query(), sent.body))
        .collect();
    assert_eq!(
        sent,
        [
            "GET /api/v2/cmdb/router/static?filter=gateway==10.0.0.1 ",
            "GET /api/v2/cmdb/router/static/7?action=select ",
            r#"POST /api/v2/cmdb/router/static? {"seq-num":7,"gateway":"10.0.0.1"}"#,
            r#"PUT /api/v2/cmdb/router/static/7? {"status":"disable"}"#,
            "PUT /api/v2/cmdb/router/static/7?action=move&after=3 ",
            "POST /api/v2/cmdb/router/static/7?action=clone&nkey=8 ",
            "DELETE /api/v2/cmdb/router/static/8? ",
            "DELETE /api/v2/cmdb/router/static? ",
            "GET /api/v2/cmdb/vpn.ssl/settings?action=select ",
            r#"PUT /api/v2/cmdb/vpn.ssl/settings? {"port":10443}"#,
        ]
    );
}

#[tokio::test]
async fn a_missing_generated_row_is_not_found() {
    for answer in [
        json!({"results": [], "status": "success"}),
        json!({"status": "error", "http_status": 404, "error": -3}),
    ] {
        let device = Device::answering([answer.clone(), answer]);
        let error = device.client().cmdb().get::<Route>(mkey!("7")).await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
        let error = device.client().cmdb().read::<SslSettings>().await.unwrap_err();
        assert!(error.is_not_found(), "{error}");
    }
}

#[tokio::test]
async fn a_value_that_does_not_fit_a_generated_row_is_a_misfit() {
    let results = json!({"results": [{"seq-num": 7, "gateway": {"a": 1}}, {"seq-num": 8}], "status": "success"});
    let device = Device::answering([results.clone(), results]);
    let fgt = device.client();
    let reply = fgt.cmdb().list::<Route>().reply().await.unwrap();
    assert_eq!((reply.value().len(), reply.misfits().total()), (2, 1));
    // The same with the table as a value to keep.
    let reply = fgt.cmdb().table_of::<Route>().list().reply().await.unwrap();
    assert_eq!((reply.value().len(), reply.misfits().total()), (2, 1));
}

#[tokio::test]
async fn generated_rows_are_read_in_pages() {
    let device = Device::answering([
        json!({"results": [{"seq-num": 1}, {"seq-num": 2}], "status": "success"}),
        json!({"results": [{"seq-num": 2}, {"seq-num": 3}], "status": "success"}),
    ]);
    let rows = device.client().cmdb().list::<Route>().pages(2).all().await.unwrap();
    let numbers: Vec<_> = rows.iter().map(|route| route.seq_num).collect();
    assert_eq!(numbers, [Some(1), Some(2), Some(3)]);
    assert!(format!("{:?}", rows[0]).starts_with("Route {"));
}

#[tokio::test]
async fn the_child_tables_of_a_complex_table_have_every_verb() {
    let rule = SslRule {
        id: Some(3),
        portal: Some("web".into()),
    };
    let success = json!({"status": "success", "mkey": 3});
    let rows = json!({"results": [{"id": 3, "portal": "web"}], "status": "success"});
    let schema =
        json!({"results": {"path": "vpn.ssl", "name": "authentication-rule", "mkey": "id"}, "status": "success"});
    let device = Device::answering(
        [
            vec![rows.clone(), rows],
            vec![success.clone(); 6],
            vec![schema, success],
        ]
        .concat(),
    );
    let fgt = device.client();
    let rules = fgt.cmdb().complex_children::<SslRule>();
    let filter = Filter::eq("portal", "web");
    assert_eq!(
        rules.list().filter(filter).fields(["id"]).count(5).await.unwrap(),
        std::slice::from_ref(&rule)
    );
    assert_eq!(rules.get(3).skip(true).await.unwrap(), rule);
    rules.create(&rule).await.unwrap();
    rules.update(3, &json!({"portal": "tunnel"})).await.unwrap();
    rules.move_before(3, 1).await.unwrap();
    rules.move_after(3, mkey!("a/b")).await.unwrap();
    rules.delete(3).await.unwrap();
    rules.purge().await.unwrap();
    let schema = rules.schema().await.unwrap();
    assert_eq!(schema.mkey.as_deref(), Some("id"));
    let untyped = fgt
        .cmdb()
        .complex(table!("vpn.ssl/settings"))
        .child(child!("authentication-rule"));
    untyped.rows::<SslRule>().delete(mkey!("a/b")).await.unwrap();
    let sent: Vec<_> = device
        .received()
        .iter()
        .map(|sent| format!("{} {}?{} {}", sent.method, sent.path, sent.plain_query(), sent.body))
        .collect();
    assert_eq!(
        sent,
        [
            "GET /api/v2/cmdb/vpn.ssl/settings/authentication-rule?count=5&format=id&filter=portal==web ",
            "GET /api/v2/cmdb/vpn.ssl/settings/authentication-rule/3?skip=1 ",
            r#"POST /api/v2/cmdb/vpn.ssl/settings/authentication-rule? {"id":3,"portal":"web"}"#,
            r#"PUT /api/v2/cmdb/vpn.ssl/settings/authentication-rule/3? {"portal":"tunnel"}"#,
            "PUT /api/v2/cmdb/vpn.ssl/settings/authentication-rule/3?action=move&before=1 ",
            "PUT /api/v2/cmdb/vpn.ssl/settings/authentication-rule/3?action=move&after=a/b ",
            "DELETE /api/v2/cmdb/vpn.ssl/settings/authentication-rule/3? ",
            "DELETE /api/v2/cmdb/vpn.ssl/settings/authentication-rule? ",
            "GET /api/v2/cmdb/vpn.ssl/settings/authentication-rule?action=schema ",
            "DELETE /api/v2/cmdb/vpn.ssl/settings/authentication-rule/a%2Fb? ",
        ]
    );
}

#[tokio::test]
async fn an_error_about_a_child_table_names_its_complex_table() {
    let device = Device::answering([json!({"status": "error", "http_status": 403})]);
    let error = device
        .client()
        .cmdb()
        .complex_children::<SslRule>()
        .delete(mkey!("hush"))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("vpn.ssl/settings"), "{error}");
    assert_eq!(
        error.template(),
        Some("/api/v2/cmdb/<path>/<complex>/<child_name>/<child_mkey>")
    );
    let rules = format!("{:?}", device.client().cmdb().complex_children::<SslRule>());
    assert!(
        rules.contains("vpn.ssl/settings") && rules.contains("authentication-rule"),
        "{rules}"
    );
}

#[tokio::test]
async fn the_rows_of_a_complex_table_are_read_in_pages() {
    let device = Device::answering([
        json!({"results": [{"id": 1}, {"id": 2}], "status": "success"}),
        json!({"results": [{"id": 2}, {"id": 3}], "status": "success"}),
    ]);
    let fgt = device.client();
    let rules = fgt.cmdb().complex_children::<SslRule>();
    let rows = rules.list().pages(2).all().await.unwrap();
    assert_eq!(
        rows.iter().map(|rule| rule.id).collect::<Vec<_>>(),
        [Some(1), Some(2), Some(3)]
    );
}
