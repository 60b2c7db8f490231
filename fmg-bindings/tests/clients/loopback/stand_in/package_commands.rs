//! Tests of the commands on packages and single objects: status, partial installation, import and revisions of devices.

use std::time::Duration;

use fmg_bindings::fmg::package::ScopeMember;
use fmg_bindings::fmg::package_status::InstallStatus;
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::fmg::policy_import::ImportAction;
use fmg_bindings::fmg::{Filter, ObjectChange, PolicyId, Query, StartsTask};
use fmg_bindings::{adom, device, package, vdom};
use fmg_sim::fmg::WorkspaceMode;

use super::*;

fn on_root() -> ScopeMember {
    ScopeMember {
        name: "dev_001".into(),
        vdom: "root".into(),
        ..ScopeMember::default()
    }
}

#[tokio::test]
async fn what_has_changed_since_its_installation_is_installed_again() {
    let (sim, admin, _) = two_clients().await;
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    let (demo, ppkg) = (adom!("demo"), package!("ppkg_001"));
    let modified = async || {
        let list = admin.package_status().list(&demo);
        list.filter(Filter::eq("status", "modified")).await.unwrap()
    };
    let install = async || {
        let started = admin.securityconsole().install_package(&demo, &ppkg).await.unwrap();
        sim.clock().advance(Duration::from_secs(60));
        assert!(started.task().is_some());
    };
    assert!(admin.package_status().list(&demo).await.unwrap().is_empty());
    install().await;
    assert!(modified().await.is_empty());
    let change = Policy {
        comments: "changed".into(),
        ..Policy::default()
    };
    admin
        .policy()
        .update(&demo, &ppkg, PolicyId::new(1), change)
        .await
        .unwrap();
    assert_eq!(modified().await[0].package.as_deref(), Some("ppkg_001"));
    install().await;
    let status = admin.package_status().of_vdom(&demo, device!("dev_001"), vdom!("root"));
    assert!(status.await.unwrap().unwrap().status.unwrap() == InstallStatus::Installed);

    let revisions = admin.device_revision().list(device!("dev_001")).await.unwrap();
    assert_eq!(
        (revisions.base_revision, revisions.revisions.unwrap().len()),
        (Some(2), 2)
    );
    admin.close().await.unwrap();
}

#[tokio::test]
async fn single_objects_are_previewed_and_imported() {
    let (sim, admin, _) = two_clients().await;
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    let demo = adom!("demo");
    let changes = vec![
        ObjectChange::update("obj/firewall/address/host_001"),
        ObjectChange::move_after("pkg/ppkg_001/firewall/policy/1", "2"),
    ];
    let install = admin.object_install().start_changes(&demo, changes);
    let started = install.with(|call| call.scope(vec![on_root()]).flags(2)).await.unwrap();
    sim.clock().advance(Duration::from_secs(60));
    let summary = admin.object_install().summary(started.task().unwrap()).await.unwrap();
    let adoms = summary.adoms.unwrap();
    assert_eq!(adoms[0].devices.as_ref().unwrap()[0].name.as_deref(), Some("dev_001"));

    let import = admin.policy_import().start(&demo, ImportAction::Import, "imported");
    let import = import.with(|call| call.device(device!("dev_001")).vdom(vdom!("root")));
    assert!(import.await.unwrap().task().is_some());
    assert!(admin.package().get(&demo, package!("imported")).await.is_ok());
    admin.close().await.unwrap();
}
