//! Tests of changes to tables, complex tables and sub tables.

use fmg_bindings::error::{ErrorKind, RestError};
use fmg_bindings::fortios::{Method, Path};
use fmg_bindings::{Error, child, mkey, table};
use serde_json::{Value, json};

use super::{raw, started_with, with_super_token, with_token};

fn status<T: std::fmt::Debug>(result: Result<T, Error>) -> Option<u16> {
    result.unwrap_err().http_status()
}

fn rest(error: &Error) -> &RestError {
    match error.kind() {
        ErrorKind::Rest(error) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn an_address_is_created_changed_and_deleted() {
    let (_sim, fgt) = with_super_token().await;
    let addresses = fgt.cmdb().table(table!("firewall/address"));
    let made = addresses
        .create(&json!({"name": "10.0.0.0/8", "subnet": "10.0.0.0 255.0.0.0"}))
        .await
        .unwrap();
    assert_eq!(
        (made.mkey, made.revision_changed),
        (Some(mkey!("10.0.0.0/8")), Some(true))
    );
    assert_ne!(made.revision, made.old_revision);
    let same = addresses
        .update(mkey!("10.0.0.0/8"), &json!({"subnet": "10.0.0.0/8"}))
        .await
        .unwrap();
    assert_eq!((same.revision_changed, same.revision), (Some(false), made.revision));
    addresses.clone_as(mkey!("10.0.0.0/8"), mkey!("copy")).await.unwrap();
    let rows = addresses.list().await.unwrap();
    let uuid = |name: &str| rows.iter().find(|row| row["name"] == name).unwrap()["uuid"].clone();
    assert_ne!(uuid("copy"), uuid("10.0.0.0/8"));
    assert!(
        addresses
            .clone_as(mkey!("copy"), mkey!("10.0.0.0/8"))
            .await
            .unwrap_err()
            .is_exists()
    );
    addresses.delete(mkey!("10.0.0.0/8")).await.unwrap();
    assert!(addresses.get(mkey!("10.0.0.0/8")).await.unwrap_err().is_not_found());
    assert!(addresses.delete(mkey!("10.0.0.0/8")).await.unwrap_err().is_not_found());
    assert!(
        addresses
            .update(mkey!("10.0.0.0/8"), &json!({}))
            .await
            .unwrap_err()
            .is_not_found()
    );
}

#[tokio::test]
async fn the_configuration_refuses_invalid_values() {
    let (_sim, fgt) = with_super_token().await;
    let addresses = fgt.cmdb().table(table!("firewall/address"));
    let code = async |row: Value| {
        let error = addresses.create(&row).await.unwrap_err();
        assert_eq!(error.http_status(), Some(500), "{error}");
        rest(&error).code().unwrap()
    };
    assert_eq!(code(json!({"name": "all"})).await, -5);
    assert_eq!(code(json!({"name": "a", "subnet": "10.0.0.300/8"})).await, -8);
    assert_eq!(code(json!({"name": "a", "subnet": "10.0.0.0/33"})).await, -9);
    assert_eq!(code(json!({"name": "a", "type": "nonsense"})).await, -651);
    assert_eq!(code(json!({"name": "a", "color": 33})).await, -651);
    assert_eq!(code(json!({"subnet": "10.0.0.0/8"})).await, -651);
    assert_eq!(code(json!({"name": "a", "associated-interface": "nowhere"})).await, -3);
    assert_eq!(code(json!({"name": "a", "tagging": 7})).await, -61);
    let error = addresses.create(&json!({"name": "a", "color": 33})).await.unwrap_err();
    assert!(
        rest(&error).cli_error().unwrap().contains("Return code -651"),
        "{error}"
    );
}

#[tokio::test]
async fn old_firmware_has_another_status_for_a_refused_change() {
    let (sim, fgt) = with_super_token().await;
    sim.fortios().set_firmware(fmg_sim::fortios::Firmware::V5_6);
    let error = fgt
        .cmdb()
        .table(table!("firewall/address"))
        .create(&json!({"name": "all"}))
        .await
        .unwrap_err();
    assert!(error.is_exists() && error.http_status() == Some(424), "{error}");
}

#[tokio::test]
async fn an_object_in_use_cannot_be_deleted() {
    let (_sim, fgt) = with_super_token().await;
    let addresses = fgt.cmdb().table(table!("firewall/address"));
    let groups = fgt.cmdb().table(table!("firewall/addrgrp"));
    addresses.create(&json!({"name": "a"})).await.unwrap();
    groups
        .create(&json!({"name": "g", "member": [{"name": "a"}]}))
        .await
        .unwrap();
    assert!(addresses.delete(mkey!("a")).await.unwrap_err().is_in_use());
    assert!(addresses.purge().await.unwrap_err().is_in_use());
    // Renaming an object updates the references to it.
    addresses.update(mkey!("a"), &json!({"name": "b"})).await.unwrap();
    assert_eq!(groups.get(mkey!("g")).await.unwrap()["member"][0]["name"], "b");
    let usage = fgt.monitor().system().object_usage("b");
    let usage = usage
        .with(|call| call.q_path("firewall").q_name("address"))
        .await
        .unwrap();
    assert_eq!(usage["currently_using"][0]["mkey"], "g");
    groups.delete(mkey!("g")).await.unwrap();
    addresses.purge().await.unwrap();
    assert!(addresses.list().await.unwrap().is_empty());
}

#[tokio::test]
async fn policies_have_numbers_and_an_order() {
    let (_sim, fgt) = with_super_token().await;
    let policies = fgt.cmdb().table(table!("firewall/policy"));
    let policy = |name: &str| {
        json!({"name": name, "srcintf": [{"name": "port1"}], "dstintf": [{"name": "any"}], "srcaddr": [{"name": "all"}],
            "dstaddr": [{"name": "all"}], "action": "accept", "schedule": "always", "service": [{"name": "ALL"}]})
    };
    for (number, name) in (1..).zip(["one", "two", "three"]) {
        assert_eq!(policies.create(&policy(name)).await.unwrap().mkey, Some(number.into()));
    }
    let order = async || -> Vec<i64> {
        let rows = policies.list().await.unwrap();
        rows.iter().map(|row| row["policyid"].as_i64().unwrap()).collect()
    };
    policies.move_after(1, 2).await.unwrap();
    assert_eq!(order().await, [2, 1, 3]);
    policies.move_before(3, 2).await.unwrap();
    assert_eq!(order().await, [3, 2, 1]);
    assert!(policies.move_after(3, 9).await.unwrap_err().is_not_found());
}

/// FortiOS 5.6 confuses such a body with another call. Clients of 7.x send policies unchanged and create them.
#[tokio::test]
async fn parameter_names_are_reserved_up_to_5_6() {
    let policy = json!({"name": "one", "srcintf": [{"name": "port1"}], "dstintf": [{"name": "any"}],
        "srcaddr": [{"name": "all"}], "dstaddr": [{"name": "all"}], "action": "accept", "schedule": "always",
        "service": [{"name": "ALL"}]});
    for (firmware, refused) in [("5.6", Some(405)), ("7.4", None), ("7.6", None)] {
        let user = json!([{"name": "robot", "profile": "super_admin"}]);
        let sim = started_with(json!({"firmware": firmware, "api_users": user, "vdom": {}})).await;
        let fgt = with_token(&sim, "robot");
        let policies = fgt.cmdb().table(table!("firewall/policy"));
        let plain = policies.create(&policy).plain().await;
        assert_eq!(plain.as_ref().err().and_then(Error::http_status), refused, "{firmware}");
        let changed = policies.update(mkey!("1"), &json!({"action": "deny"})).plain().await;
        let http = changed.as_ref().err().and_then(Error::http_status);
        assert_eq!(http, refused, "{firmware}");
        let made = policies.create(&policy).wrapped().await.unwrap();
        assert_eq!(
            made.mkey,
            Some(if refused.is_some() { 1 } else { 2 }.into()),
            "{firmware}"
        );
    }
}

#[tokio::test]
async fn sub_tables_have_their_own_rows() {
    let (_sim, fgt) = with_super_token().await;
    let lists = fgt.cmdb().table(table!("application/list"));
    lists.create(&json!({"name": "profile1"})).await.unwrap();
    let changes = json!({"entries": [{"id": 1, "application": [{"id": 31236}, {"id": 31237}]}]});
    lists.update(mkey!("profile1"), &changes).await.unwrap();
    let entries = lists.child(mkey!("profile1"), child!("entries"));
    let made = entries.create(&json!({"id": 3})).await.unwrap();
    assert_eq!((made.mkey, made.child_mkey), (Some(mkey!("profile1")), Some(3.into())));
    assert!(entries.create(&json!({"id": 3})).await.unwrap_err().is_exists());
    entries
        .update(3, &json!({"application": [{"id": 31236}]}))
        .await
        .unwrap();
    entries.move_before(3, 1).await.unwrap();
    let rows = entries.list().await.unwrap();
    assert_eq!(
        (rows.len(), &rows[0]["id"], &rows[0]["application"][0]["id"]),
        (2, &json!(3), &json!(31236))
    );
    assert_eq!(entries.get(1).await.unwrap()["action"], "block");
    entries.delete(3).await.unwrap();
    assert!(entries.get(3).await.unwrap_err().is_not_found());
    entries.purge().await.unwrap();
    assert!(
        lists.get(mkey!("profile1")).await.unwrap()["entries"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert!(
        lists
            .child(mkey!("nobody"), child!("entries"))
            .list()
            .await
            .unwrap_err()
            .is_not_found()
    );
    assert_eq!(
        status(lists.child(mkey!("profile1"), child!("comment")).list().await),
        Some(404)
    );
}

#[tokio::test]
async fn complex_tables_are_objects() {
    let (sim, fgt) = with_super_token().await;
    let settings = fgt.cmdb().complex(table!("vpn.ssl/settings"));
    settings
        .edit(&json!({"port": 443, "authentication-rule": [{"id": "1"}, {"id": "2"}]}))
        .await
        .unwrap();
    let read = settings.read().await.unwrap();
    assert_eq!(
        (&read["port"], &read["authentication-rule"][1]["id"]),
        (&json!(443), &json!(2))
    );
    let rule = Path::written("/api/v2/cmdb/vpn.ssl/settings/authentication-rule/2");
    fgt.call(Method::Delete, rule).await.unwrap();
    assert_eq!(
        sim.fortios().rows("root", "vpn.ssl/settings")[0]["authentication-rule"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    for method in [Method::Post, Method::Delete] {
        let path = Path::written("/api/v2/cmdb/vpn.ssl/settings");
        assert_eq!(status(fgt.call(method, path).body(json!({})).await), Some(405));
    }
}

#[tokio::test]
async fn a_move_requires_a_row_before_or_after() {
    let (_sim, fgt) = with_super_token().await;
    for (query, refused) in [
        ("action=move&before=none", false),
        ("action=move&after=none", false),
        ("action=move", true),
    ] {
        let path = format!("/api/v2/cmdb/firewall/address/all?{query}");
        match raw(&fgt, Method::Put, &path).await {
            Ok(_) => assert!(!refused, "{query}"),
            Err(error) => {
                assert!(refused && error.http_status() == Some(424), "{query}: {error}");
                let text = error.message().unwrap();
                assert_eq!(text, "one of these is missing: `before`; `after`");
            }
        }
    }
}

#[tokio::test]
async fn unknown_urls_and_methods_are_refused() {
    let (_sim, fgt) = with_super_token().await;
    let (get, post, put, delete) = (Method::Get, Method::Post, Method::Put, Method::Delete);
    for (method, path, expected) in [
        (get, "/api/v2/cmdb/firewall", 404),
        (get, "/api/v2/cmdb/firewall/nothing", 404),
        (get, "/api/v2/cmdb/firewall/address/all/tagging/x/y", 404),
        (get, "/api/v2/cmdb/firewall/address/all?action=nonsense", 405),
        (get, "/api/v2/cmdb/firewall/address?action=nonsense", 405),
        (get, "/api/v2/cmdb/firewall/address?count=x", 424),
        (post, "/api/v2/cmdb/firewall/address/all", 405),
        (post, "/api/v2/cmdb/firewall/address/all?action=clone", 424),
        (put, "/api/v2/cmdb/firewall/address", 405),
        (put, "/api/v2/cmdb/firewall/address/all?action=move", 424),
        (delete, "/api/v2/cmdb", 405),
        (get, "/api/v2/nothing", 404),
        (get, "/api/v1/cmdb/firewall/address", 404),
    ] {
        let call = raw(&fgt, method, path);
        let call = if method == get || method == delete {
            call
        } else {
            call.body(json!({"name": "x"}))
        };
        assert_eq!(status(call.await), Some(expected), "{method} {path}");
    }
}
