//! Tests of permissions.

use fmg_bindings::fortios::{AccessNeeds, Method, Path, Table, Vdoms, monitor};
use fmg_bindings::{Error, mkey, table, vdom};
use serde_json::json;

use super::{builder, started, started_with, with_token};

#[derive(Debug, serde::Serialize, serde::Deserialize, Table)]
#[table("firewall/address", access_group = "fwgrp.address")]
struct Address {
    name: String,
}

fn status<T>(result: Result<T, Error>) -> u16 {
    match result {
        Ok(_) => 200,
        Err(error) => error.http_status().unwrap(),
    }
}

#[tokio::test]
async fn a_read_only_profile_reads_only() {
    let sim = started().await;
    let auditor = with_token(&sim, "auditor");
    auditor.monitor().firewall().policy().await.unwrap();
    auditor.cmdb().list::<Address>().await.unwrap();
    let error = auditor.monitor().firewall().policy_reset().await.unwrap_err();
    assert!(error.is_permission() && error.http_status() == Some(403), "{error}");
    let new = Address { name: "new".into() };
    assert_eq!(status(auditor.cmdb().create(&new).await), 403);
    assert_eq!(status(auditor.cmdb().delete::<Address>(mkey!("branch")).await), 403);
    // Groups that the profile does not name, and calls that every administrator may make.
    assert_eq!(status(auditor.monitor().wifi().managed_ap().await), 403);
    assert_eq!(
        status(auditor.cmdb().table(table!("firewall.service/custom")).list().await),
        403
    );
    assert_eq!(status(auditor.monitor().system().object_usage("all").await), 200);
    let robot = with_token(&sim, "api-admin");
    assert_eq!(status(robot.cmdb().create(&new).await), 200);
    // Only administrators with all permissions may create administrators.
    assert_eq!(
        status(robot.monitor().system().api_user_generate_key("auditor").await),
        403
    );
    assert_eq!(status(robot.cmdb().table(table!("system/admin")).list().await), 403);
}

#[tokio::test]
async fn the_profile_of_the_bindings_is_sufficient_and_minimal() {
    let needs = AccessNeeds::new()
        .call::<monitor::firewall::Policy>()
        .call::<monitor::firewall::SessionClearAll>()
        .write::<Address>();
    let groups: serde_json::Map<_, _> = needs
        .profile()
        .grants()
        .into_iter()
        .map(|(group, access)| (group, json!(access.as_str())))
        .collect();
    let sim = started_with(json!({
        "profiles": [{"name": "least", "groups": groups}],
        "api_users": [{"name": "least", "profile": "least"}],
    }))
    .await;
    let fgt = with_token(&sim, "least");
    fgt.monitor().firewall().policy().await.unwrap();
    fgt.monitor().firewall().session_clear_all().await.unwrap();
    fgt.cmdb().create(&Address { name: "new".into() }).await.unwrap();
    assert_eq!(status(fgt.monitor().firewall().policy_reset().await), 403);
    assert_eq!(status(fgt.monitor().vpn().ipsec().await), 403);
}

#[tokio::test]
async fn a_user_is_limited_to_its_vdoms() {
    let sim = started_with(json!({
        "api_users": [{"name": "edge-only", "profile": "prof_admin", "vdoms": ["edge"]}],
    }))
    .await;
    let fgt = with_token(&sim, "edge-only");
    let own = fgt.cmdb().list::<Address>().reply().await.unwrap();
    assert_eq!(
        own.envelope().vdom.as_deref(),
        Some("edge"),
        "a call that names no VDOM applies to the user's own"
    );
    assert_eq!(status(fgt.cmdb().list::<Address>().vdom(vdom!("root")).await), 403);
    assert_eq!(status(fgt.cmdb().list::<Address>().vdom(vdom!("nowhere")).await), 403);
    let all = fgt.cmdb().list::<Address>().each_vdom(Vdoms::all()).await.unwrap();
    assert_eq!(all.iter().map(|each| each.vdom.as_str()).collect::<Vec<_>>(), ["edge"]);
    // The configuration of the other VDOMs is not readable either.
    let backup = |scope: &'static str| fgt.download(monitor::system::ConfigBackup::new(scope)).bytes();
    assert_eq!(status(backup("global").await), 403);
    assert_eq!(status(backup("vdom").await), 200);
    // A VDOM cannot change what all VDOMs share.
    let dns = fgt.cmdb().complex(table!("system/dns"));
    assert_eq!(status(dns.read().await), 200);
    assert_eq!(status(dns.edit(&json!({"primary": "192.0.2.53"})).await), 403);
}

#[tokio::test]
async fn the_interfaces_of_a_vdom_are_written_by_its_users() {
    let interface = |name: &str, vdom: &str| json!({"name": name, "vdom": vdom, "type": "loopback"});
    let sim = started_with(json!({
        "api_users": [{"name": "edge-only", "profile": "prof_admin", "vdoms": ["edge"]}],
        "global": {"system/interface": [interface("loop_edge", "edge")]},
    }))
    .await;
    let fgt = with_token(&sim, "edge-only");
    let interfaces = || fgt.cmdb().table(table!("system/interface"));
    let names = async || -> Vec<String> {
        let rows = interfaces().list().await.unwrap();
        rows.iter()
            .map(|row| row["name"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        names().await,
        ["loop_edge"],
        "interfaces of other VDOMs are not visible"
    );
    let alias = json!({"alias": "mine"});
    assert_eq!(status(interfaces().update(mkey!("loop_edge"), &alias).await), 200);
    assert_eq!(status(interfaces().create(&interface("loop_two", "edge")).await), 200);
    assert_eq!(names().await, ["loop_edge", "loop_two"]);
    assert_eq!(status(interfaces().delete(mkey!("loop_two")).await), 200);
    // Objects of another VDOM do not exist for the user.
    assert_eq!(status(interfaces().get(mkey!("port3")).await), 404);
    assert_eq!(status(interfaces().update(mkey!("port3"), &alias).await), 404);
    assert_eq!(status(interfaces().delete(mkey!("port3")).await), 404);
    for write in [
        interfaces().create(&interface("loop_root", "root")).await,
        interfaces().update(mkey!("loop_edge"), &json!({"vdom": "root"})).await,
    ] {
        let error = write.unwrap_err();
        assert_eq!(
            (error.http_status(), error.is_not_found()),
            (Some(500), true),
            "{error}"
        );
    }
    assert_eq!(names().await, ["loop_edge"]);
    assert!(sim.fortios().rows("root", "system/interface").len() > 4);
}

#[tokio::test]
async fn an_unauthenticated_request_gets_a_web_page() {
    let sim = started().await;
    let stranger = builder(&sim).token("nobody-s").build().unwrap();
    for path in [
        "/api/v2/monitor/firewall/policy",
        "/api/v2/cmdb",
        "/api/v2/nothing",
        "/api",
    ] {
        let error = stranger.call(Method::Get, Path::written(path)).await.unwrap_err();
        assert!(
            error.is_session_ended() && error.http_status() == Some(401),
            "{path}: {error}"
        );
    }
}
