//! Tests of the commands of a daily job: devices, scripts, revisions, hit counts, searches and the proxy.

use std::time::Duration;

use fmg_bindings::fmg::dvm::{DeviceAction, DvmFlag, NewDevice};
use fmg_bindings::fmg::dvmdb::OsVersion;
use fmg_bindings::fmg::package::ScopeMember;
use fmg_bindings::fmg::proxy::ProxyAction;
use fmg_bindings::fmg::revision::Revision;
use fmg_bindings::fmg::script::{Script, ScriptTarget};
use fmg_bindings::fmg::{RevisionVersion, ScriptLogId, StartsTask};
use fmg_bindings::{adom, device, package};
use fmg_sim::fmg::{ProbeFailure, WorkspaceMode};

use super::*;

/// A simulator without locks, whose clock does not run, and a client.
async fn unlocked() -> (Sim, fmg::Client) {
    let (sim, admin, _) = two_clients().await;
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    (sim, admin)
}

fn model(name: &str) -> NewDevice {
    NewDevice {
        name: name.into(),
        device_action: DeviceAction::AddModel.into(),
        serial_number: "FGT60F0000000001".into(),
        os_ver: OsVersion::V7.into(),
        mr: 4.into(),
        ..NewDevice::default()
    }
}

fn on(device: &str) -> ScopeMember {
    ScopeMember {
        name: device.into(),
        vdom: "global".into(),
        ..ScopeMember::default()
    }
}

#[tokio::test]
async fn a_model_device_is_added_once() {
    let (sim, admin) = unlocked().await;
    let add = || {
        let call = admin.dvm().add_device(adom!("demo"), model("branch_001"));
        call.with(|call| call.flags([DvmFlag::CreateTask, DvmFlag::Nonblocking]))
    };
    let started = add().await.unwrap();
    assert!(started.device.is_none() && started.task().is_some());
    sim.clock().advance(Duration::from_secs(60));
    let branch = admin.dvmdb().get_device(device!("branch_001")).await.unwrap();
    assert_eq!(branch.serial_number.as_deref(), Some("FGT60F0000000001"));
    let again = admin.dvm().add_device(adom!("demo"), model("branch_002")).await;
    assert_eq!(code(again), Code::SERIAL_NUMBER_IN_USE);
    let deleted = admin
        .dvm()
        .delete_device(adom!("demo"), device!("branch_001"))
        .await
        .unwrap();
    assert!(deleted.is_none());
    assert!(
        admin
            .dvmdb()
            .get_device(device!("branch_001"))
            .await
            .unwrap_err()
            .is_not_found()
    );
    admin.close().await.unwrap();
}

#[tokio::test]
async fn a_device_that_is_offline_is_refused() {
    let (sim, admin) = unlocked().await;
    sim.fmg().set_probe_failure("192.0.2.50", Some(ProbeFailure::Offline));
    let real = NewDevice {
        name: "branch_001".into(),
        ip: "192.0.2.50".into(),
        adm_usr: "admin".into(),
        adm_pass: fmg_bindings::Secret::from("hunter2").into(),
        ..NewDevice::default()
    };
    let error = admin.dvm().add_device(adom!("demo"), real).await.unwrap_err();
    assert_eq!(error.code(), Some(Code::DEVICE_OFFLINE));
    assert!(!format!("{error:?} {error}").contains("hunter2"));
    admin.close().await.unwrap();
}

#[tokio::test]
async fn a_script_runs_and_its_log_is_read() {
    let (sim, admin) = unlocked().await;
    let script = Script {
        name: "s".into(),
        content: "get system status".into(),
        target: ScriptTarget::RemoteDevice.into(),
        ..Script::default()
    };
    admin.script().add(adom!("demo"), script).await.unwrap();
    sim.fmg().set_script_output("s", "Version: v7.4.5");
    let run = admin.script().execute(adom!("demo"), adom!("demo"), "s");
    let run = run.with(|call| call.scope([on("dev_001")]));
    let task = run.await.unwrap().task().unwrap();
    sim.clock().advance(Duration::from_secs(60));
    // The number of the task, and 0 because it ran on the device.
    let log = ScriptLogId::new(task.get() * 10);
    let log = admin
        .script()
        .log_of_device(adom!("demo"), device!("dev_001"), log)
        .await
        .unwrap();
    assert_eq!(log.content.as_deref(), Some("Version: v7.4.5"));
    let logs = admin
        .script()
        .logs_of_device(adom!("demo"), device!("dev_001"))
        .await
        .unwrap();
    assert_eq!((logs.len(), logs[0].seq), (1, Some(1)));
    admin.close().await.unwrap();
}

#[tokio::test]
async fn a_revision_is_restored() {
    let (_sim, admin) = unlocked().await;
    let named = |name: &str| Revision {
        name: name.into(),
        ..Revision::default()
    };
    let made = admin.revision().add(adom!("demo"), named("before")).await.unwrap();
    comment(&admin, adom!("demo"), "changed").await.unwrap();
    let number = RevisionVersion::new(made.version.unwrap().try_into().unwrap());
    admin
        .revision()
        .revert(adom!("demo"), number, named("restored"))
        .await
        .unwrap();
    assert_ne!(read(&admin, adom!("demo")).await.as_deref(), Some("changed"));
    let listed = admin.revision().list(adom!("demo")).await.unwrap();
    assert_eq!(listed.len(), 2);
    admin.revision().delete(adom!("demo"), number).await.unwrap();
    admin.close().await.unwrap();
}

#[tokio::test]
async fn hit_counts_and_uses_are_read() {
    let (sim, admin) = unlocked().await;
    let task = admin
        .hitcount()
        .start(adom!("demo"), package!("ppkg_001"))
        .await
        .unwrap()
        .task()
        .unwrap();
    assert_eq!(code(admin.hitcount().read(task).await), Code::DATA_INVALID_FOR_URL);
    sim.clock().advance(Duration::from_secs(60));
    let counts = admin.hitcount().read(task).await.unwrap();
    let policies = counts.firewall_policy.unwrap();
    assert_eq!((policies[0].policyid, policies[0].hit_count), (Some(0), Some(0)));
    let search = admin
        .where_used()
        .start("adom/demo/obj/firewall/address", "host_001")
        .await
        .unwrap();
    let token = search.token.unwrap();
    assert_eq!(
        admin.where_used().progress(token.as_str()).await.unwrap().percent,
        Some(100)
    );
    assert!(admin.where_used().detail(token).await.unwrap().total_num.is_some());
    admin.close().await.unwrap();
}

#[tokio::test]
async fn a_call_reaches_the_stand_in_fortigate() {
    let (sim, admin) = unlocked().await;
    let call = admin.proxy().send(
        ProxyAction::Get,
        "/api/v2/monitor/system/status",
        ["adom/demo/group/All_FortiGate"],
    );
    let replies = call.await.unwrap();
    let reached: Vec<_> = replies
        .iter()
        .map(|reply| (reply.target.as_deref().unwrap(), reply.response.is_some()))
        .collect();
    assert_eq!(reached, [("dev_001", true), ("dev_002", false)]);
    let counted: u64 = sim.fortios().answered().values().sum();
    assert_eq!(counted, 1);
    admin.close().await.unwrap();
}
