//! Tests of Monitor calls with state, and of their parameter checks.

use std::time::Duration;

use fmg_bindings::error::ErrorKind;
use fmg_bindings::fortios::Method;
use fmg_bindings::fortios::monitor::firewall::Sessions;
use fmg_bindings::{mkey, table};
use serde_json::{Value, json};

use super::{builder, plain, raw, started, started_with, with_super_token, with_token};

#[tokio::test]
async fn policies_are_counted() {
    let sim = started().await;
    let fgt = with_token(&sim, "api-admin");
    let packets = async || -> Vec<i64> {
        let rows = fgt.monitor().firewall().policy().await.unwrap();
        rows.iter().map(|row| row.packets.unwrap()).collect()
    };
    let before = packets().await;
    assert!(before.len() == 2 && before.iter().all(|packets| *packets > 0));
    fgt.monitor()
        .firewall()
        .policy_clear_counters()
        .with(|call| call.policy([2]))
        .await
        .unwrap();
    assert_eq!(packets().await, [before[0], 0]);
    let unknown = fgt
        .monitor()
        .firewall()
        .policy_clear_counters()
        .with(|call| call.policy([9]));
    assert_eq!(unknown.await.unwrap_err().http_status(), Some(424));
    fgt.cmdb()
        .table(table!("firewall/policy"))
        .delete(mkey!("2"))
        .await
        .unwrap();
    fgt.monitor().firewall().policy_reset().await.unwrap();
    assert_eq!(packets().await, [0]);
}

#[tokio::test]
async fn sessions_are_listed_and_closed() {
    let (_sim, fgt) = with_super_token().await;
    let list = || fgt.monitor().firewall().session(20);
    let count = |sessions: Sessions| sessions.details.map(|sessions| sessions.len());
    assert_eq!(count(list().await.unwrap()), Some(4));
    assert_eq!(count(list().with(|call| call.protocol("tcp")).await.unwrap()), Some(2));
    assert_eq!(count(list().with(|call| call.destport(53)).await.unwrap()), Some(1));
    assert_eq!(
        count(list().with(|call| call.ip_version("ipv6")).await.unwrap()),
        Some(0)
    );
    let summary = list()
        .with(|call| call.protocol("tcp").summary(true))
        .await
        .unwrap()
        .summary;
    let summary = summary.unwrap();
    assert_eq!((summary.matched_count, summary.session_count), (Some(2), Some(4)));
    // A count out of range is set to the nearest limit.
    assert_eq!(count(fgt.monitor().firewall().session(1).await.unwrap()), Some(4));
    let close = || {
        fgt.monitor()
            .firewall()
            .session_close("udp", "192.168.100.110", "96.45.33.73", 50_110, 8888)
    };
    close().await.unwrap();
    assert_eq!(count(list().await.unwrap()), Some(3));
    assert_eq!(close().await.unwrap_err().http_status(), Some(424));
    assert_eq!(fgt.monitor().firewall().session_clear_all().await.unwrap(), 3);
    assert_eq!(count(list().await.unwrap()), Some(0));
}

/// 5.6 returns lists where later firmware returns objects.
#[tokio::test]
async fn interfaces_and_sessions_are_read_with_every_firmware() {
    for firmware in ["5.6", "7.4", "7.6"] {
        let robot = json!([{"name": "robot", "profile": "super_admin"}]);
        let sim = started_with(json!({"firmware": firmware, "api_users": robot})).await;
        let fgt = with_token(&sim, "robot");
        let interfaces = fgt.monitor().system().interface().reply().await.unwrap();
        let sessions = fgt.monitor().firewall().session(100).reply().await.unwrap();
        let shapes = [interfaces.json(), sessions.json()].map(|text| {
            let reply: Value = serde_json::from_str(text).unwrap();
            reply["results"].is_array()
        });
        assert_eq!(shapes, [firmware == "5.6"; 2], "{firmware}");
        let interfaces = interfaces.into_value();
        assert!(interfaces.len() > 1, "{firmware}: {interfaces:?}");
        assert_eq!(interfaces.get("port1").unwrap().name.as_deref(), Some("port1"));
        assert!(interfaces.iter().all(|(name, own)| name == own.name.as_deref()));
        let details = sessions.into_value().details.unwrap();
        assert_eq!(details.len(), 4, "{firmware}");
        assert!(details.iter().all(|session| session.saddr.is_some()));
    }
}

/// The reference of 5.6 has no such call; devices of 6.2 and later list it.
#[tokio::test]
async fn newer_firmware_returns_its_status() {
    let path = "/api/v2/monitor/system/status";
    for (firmware, known) in [("5.6", false), ("7.4", true), ("7.6", true)] {
        // The call needs no permission.
        let profiles = json!([{"name": "nothing", "groups": {}}]);
        let users = json!([{"name": "robot", "profile": "nothing"}]);
        let more = json!({"firmware": firmware, "profiles": profiles, "api_users": users,
            "global": {"system/global": {"hostname": "fgt-1"}}, "vdom": {}});
        let sim = started_with(more).await;
        let fgt = with_token(&sim, "robot");
        let status = raw(&fgt, Method::Get, path).await;
        if !known {
            assert_eq!(status.unwrap_err().http_status(), Some(404), "{firmware}");
            continue;
        }
        let Value::Object(status) = status.unwrap() else {
            panic!("{firmware}: it is an object")
        };
        assert_eq!(status["hostname"], "fgt-1");
        let mut names: Vec<_> = status.keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(
            names,
            ["hostname", "log_disk_status", "model", "model_name", "model_number"]
        );
    }
}

/// Every member that the directories of devices list is decoded into a field.
#[tokio::test]
async fn listed_members_are_decoded_completely() {
    let (_sim, fgt) = with_super_token().await;
    macro_rules! whole {
        ($call:expr) => {{
            let reply = $call.reply().await.unwrap();
            assert_eq!(reply.misfits().total(), 0, "{}", reply.json());
            reply.into_value()
        }};
    }
    let (system, routing) = (fgt.monitor().system(), fgt.monitor().router());
    let leases = whole!(system.dhcp());
    assert_eq!(leases[0].ip.as_deref(), Some("192.168.1.10"));
    let interfaces = whole!(system.available_interfaces());
    let port = interfaces.iter().find(|own| own.name.as_deref() == Some("port1"));
    let port = port.unwrap();
    assert!(port.is["physical"] && port.others.is_empty());
    assert_eq!(whole!(system.csf()).group_name.as_deref(), Some("branch"));
    assert_eq!(whole!(system.sandbox_status()).configured, Some(false));
    assert_eq!(whole!(system.ha_statistics())[0].sessions, Some(4));
    assert_eq!(whole!(system.ha_peer())[0].priority, Some(128));
    let checksum = whole!(system.ha_checksums())[0].checksum.clone().unwrap();
    assert_eq!(checksum.vdoms.unwrap()["root"], checksum.root.unwrap());
    let routes = whole!(routing.ipv4());
    assert!(!routes.is_empty() && routes.iter().all(|route| route.others.is_empty()));
    assert_eq!(whole!(routing.policy())[0].gateways.as_ref().unwrap().len(), 1);
    assert!(whole!(routing.policy6())[0].ports.is_some());
    let licenses = whole!(fgt.monitor().license().status());
    assert!(licenses.vm.is_some() && licenses.others.is_empty());
    let devices = whole!(fgt.monitor().log().device_state());
    assert_eq!(devices.memory.unwrap().is_default, Some(true));
    assert_eq!(whole!(fgt.monitor().ips().rate_based())[0].rate_count, Some(10));
    let spectrum = whole!(fgt.monitor().wifi().spectrum("ap-1"));
    assert_eq!(spectrum.bands.unwrap()[0].bins.as_ref().unwrap().len(), 1);
    let snooped = whole!(fgt.monitor().switch_controller().managed_switch_dhcp_snooping());
    assert!(snooped[0].switch_id.is_some());
    let extenders = whole!(fgt.monitor().extender_controller().extender(["FX201ESIM0000001"]));
    assert_eq!(extenders[0].modems["modem1"].sims["sim1"].slot, Some(1));
    assert!(whole!(fgt.monitor().geoip().geoip_query_select(["192.0.2.1"])).is_empty());
}

/// Some calls became a `POST`; the refusal of the old method names the new one.
#[tokio::test]
async fn a_refusal_names_the_call_with_the_other_method() {
    for (firmware, taken) in [("5.6", "GET"), ("7.4", "POST"), ("7.6", "POST")] {
        let robot = json!([{"name": "robot", "profile": "super_admin"}]);
        let sim = started_with(json!({"firmware": firmware, "api_users": robot})).await;
        let fgt = with_token(&sim, "robot");
        let (system, utm, geoip) = (fgt.monitor().system(), fgt.monitor().utm(), fgt.monitor().geoip());
        let urls = ["https://example.com".to_owned()];
        let outcomes = [
            ("GET", system.config_backup("global").bytes().await.map(drop)),
            ("POST", system.config_backup_post("global").bytes().await.map(drop)),
            ("GET", utm.rating_lookup(urls.to_vec()).await.map(drop)),
            ("POST", utm.rating_lookup_select(urls.to_vec()).await.map(drop)),
            ("GET", geoip.geoip_query(["192.0.2.1"]).await.map(drop)),
            ("POST", geoip.geoip_query_select(["192.0.2.1"]).await.map(drop)),
        ];
        for (at, (method, outcome)) in outcomes.into_iter().enumerate() {
            // 7.4 accepts both methods for a backup.
            let is_taken = method == taken || (firmware == "7.4" && at == 0);
            let Err(error) = outcome else {
                assert!(is_taken, "{firmware} {method} {at}");
                continue;
            };
            assert!(!is_taken && error.http_status() == Some(405), "{firmware}: {error}");
            let ErrorKind::Rest(refusal) = error.kind() else {
                panic!("{error:?}")
            };
            let instead = refusal.instead().unwrap();
            assert!(
                instead.starts_with(taken) && error.to_string().contains(instead),
                "{error}"
            );
        }
    }
}

#[tokio::test]
async fn addresses_are_banned_for_a_while() {
    let sim = started_with(json!({"api_users": [{"name": "robot", "profile": "super_admin"}]})).await;
    let fgt = with_token(&sim, "robot");
    let banned = async || fgt.monitor().user().banned().await.unwrap().len();
    let add = |addresses: &[&str]| fgt.monitor().user().banned_add_users(addresses);
    add(&["192.0.2.1", "2001:db8::1"])
        .with(|call| call.expiry(60))
        .await
        .unwrap();
    add(&["192.0.2.2", "192.0.2.3"]).await.unwrap();
    assert_eq!(banned().await, 4);
    sim.clock().advance(Duration::from_secs(60));
    assert_eq!(banned().await, 2);
    fgt.monitor().user().banned_clear_users(["192.0.2.2"]).await.unwrap();
    assert_eq!(banned().await, 1);
    assert_eq!(add(&["nobody"]).await.unwrap_err().http_status(), Some(424));
    fgt.monitor().user().banned_clear_all().await.unwrap();
    assert_eq!(banned().await, 0);
}

#[tokio::test]
async fn parameters_are_checked() {
    let (sim, fgt) = with_super_token().await;
    for (method, path, body, expected) in [
        (Method::Get, "/api/v2/monitor/firewall/session", json!(null), 424),
        (
            Method::Get,
            "/api/v2/monitor/firewall/session?count=many",
            json!(null),
            424,
        ),
        (
            Method::Get,
            "/api/v2/monitor/firewall/session?count=20&ip_version=ipv5",
            json!(null),
            424,
        ),
        (
            Method::Get,
            "/api/v2/monitor/firewall/session-top?filter={x",
            json!(null),
            424,
        ),
        (Method::Get, "/api/v2/monitor/firewall/nothing", json!(null), 404),
        (Method::Post, "/api/v2/monitor/firewall/session", json!({}), 405),
        (Method::Put, "/api/v2/monitor/firewall/policy", json!({}), 405),
        (
            Method::Post,
            "/api/v2/monitor/system/time/set",
            json!({"year": 2026}),
            424,
        ),
        (
            Method::Post,
            "/api/v2/monitor/firewall/session/close",
            json!({"pro": "sctp", "saddr": "a", "daddr": "b", "sport": 1, "dport": 2}),
            424,
        ),
        (Method::Post, "/api/v2/monitor/firewall/session/close", json!([1]), 400),
    ] {
        let call = raw(&fgt, method, path);
        let call = if body.is_null() { call } else { call.body(body) };
        let error = call.await.unwrap_err();
        assert_eq!(error.http_status(), Some(expected), "{method} {path}: {error}");
    }
    let answered = sim.fortios().answered();
    assert_eq!(answered["fortios::monitor::firewall::Session"], 0);
}

/// The bindings refuse to send it, so the test sends it by hand.
#[tokio::test]
async fn one_of_several_sets_of_parameters_is_required() {
    let (sim, fgt) = with_super_token().await;
    for (body, complete) in [
        (json!({"all": true}), true),
        (json!({"users": []}), true),
        (json!({"user_type": "proxy", "id": 1, "ip": "192.0.2.1"}), true),
        (json!({"user_type": "proxy", "id": 1}), false),
        (json!({"method": "fsso"}), false),
        (json!({}), false),
    ] {
        let call = raw(&fgt, Method::Post, "/api/v2/monitor/user/firewall/deauth");
        match call.body(body.clone()).await {
            Ok(_) => assert!(complete, "{body}"),
            Err(error) => {
                assert!(!complete && error.http_status() == Some(424), "{body}: {error}");
                let sets = "`user_type`, `id`, `ip`; `all`; `users`";
                assert!(error.message().unwrap().ends_with(sets), "{error}");
            }
        }
    }
    assert_eq!(sim.fortios().answered()["fortios::monitor::user::FirewallDeauth"], 3);
}

#[tokio::test]
async fn a_read_may_use_the_action_of_the_documents() {
    let (_sim, fgt) = with_super_token().await;
    let call = |path: &'static str| raw(&fgt, Method::Get, path);
    assert!(
        call("/api/v2/monitor/firewall/policy/select/")
            .await
            .unwrap()
            .is_array()
    );
    assert!(call("/api/v2/monitor/router/ipv4/select?x=1").await.unwrap().is_array());
    assert_eq!(
        call("/api/v2/monitor/nothing/select").await.unwrap_err().http_status(),
        Some(404)
    );
}

#[tokio::test]
async fn the_device_lists_its_calls() {
    let (sim, _) = with_super_token().await;
    let url = format!("{}/api/v2/monitor/?action=schema", sim.fortios_url());
    let text = plain()
        .get(url)
        .bearer_auth(super::TOKEN)
        .send()
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let told: Value = serde_json::from_str(&text).unwrap();
    let directory = told["directory"].as_array().unwrap();
    assert_eq!(directory.len(), 228);
    let restore = directory
        .iter()
        .find(|entry| entry["name"] == "config" && entry["action"] == "restore")
        .unwrap();
    assert_eq!(
        (&restore["request"]["file_upload"], &restore["access_group"]),
        (&json!(true), &json!("sysgrp"))
    );
}

#[tokio::test]
async fn an_envelope_names_its_call() {
    let (sim, fgt) = with_super_token().await;
    let reply = fgt.monitor().firewall().policy().reply().await.unwrap();
    let envelope = reply.envelope();
    assert_eq!(
        (
            envelope.path.as_deref(),
            envelope.name.as_deref(),
            envelope.action.as_deref()
        ),
        (Some("firewall"), Some("policy"), None)
    );
    assert_eq!(
        (envelope.http_status, envelope.version.as_deref()),
        (None, Some("v7.4.1"))
    );
    sim.fortios().set_firmware(fmg_sim::fortios::Firmware::V5_6);
    let reply = fgt.monitor().firewall().policy().reply().await.unwrap();
    assert_eq!(reply.envelope().action.as_deref(), Some("select"));
}

#[tokio::test]
async fn faults_are_simulated() {
    let sim = started().await;
    let rule = "product=fortios,url=/api/v2/monitor/*,nth=2,do=session-expired"
        .parse()
        .unwrap();
    sim.faults().arm(rule);
    let fgt = builder(&sim)
        .credentials(super::ADMIN.0, super::ADMIN.1)
        .build()
        .unwrap();
    fgt.monitor().firewall().policy().await.unwrap();
    assert!(fgt.monitor().firewall().policy().await.unwrap_err().is_session_ended());
    assert!(sim.fortios().sessions().is_empty());
}
