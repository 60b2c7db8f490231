//! Tests that install policy packages and device settings.

use std::time::Duration;

use fmg_bindings::adom;
use fmg_bindings::fmg::package::ScopeMember;
use fmg_bindings::fmg::securityconsole::{InstallFlag, InstallStarted, ReinstallTarget};
use fmg_bindings::fmg::task::TaskState;
use fmg_bindings::fmg::{PackagePath, StartsTask, TaskId};
use fmg_sim::fmg::LineResult;

use super::*;

fn package(path: &str) -> PackagePath {
    path.parse().unwrap()
}

fn on(device: &str) -> ScopeMember {
    ScopeMember {
        name: Field::Set(device.to_owned()),
        vdom: Field::Set("root".to_owned()),
        ..ScopeMember::default()
    }
}

/// The state of a task at its end.
async fn state(sim: &Sim, client: &fmg::Client, started: &InstallStarted) -> (TaskState, i64) {
    sim.clock().advance(Duration::from_secs(60));
    let task = client.task().get(started.task().unwrap()).await.unwrap();
    let known = task.state.and_then(|state| state.known());
    (known.unwrap(), task.num_err.unwrap())
}

#[tokio::test]
async fn a_package_is_installed_while_its_lock_is_held() {
    let (sim, admin, _) = two_clients().await;
    let (adom, package) = (adom!("demo"), package("ppkg_001"));
    let install = || admin.securityconsole().install_package(&adom, &package);
    let started = install().await.unwrap();
    assert_eq!(state(&sim, &admin, &started).await, (TaskState::Error, 2));

    admin.workspace().lock_package(&adom, &package).await.unwrap();
    let started = install().await.unwrap();
    assert_eq!(state(&sim, &admin, &started).await, (TaskState::Done, 0));
    let installs = sim.fmg().installs();
    let done = installs.iter().filter(|install| install.is_installed());
    let done: Vec<_> = done.map(|install| TaskId::new(install.task)).collect();
    assert_eq!(done, [started.task().unwrap()]);

    let started = install().await.unwrap();
    admin.workspace().unlock_package(&adom, &package).await.unwrap();
    assert_eq!(state(&sim, &admin, &started).await, (TaskState::Error, 2));
    admin.close().await.unwrap();
}

#[tokio::test]
async fn an_installation_without_a_device_starts_no_task() {
    let (_sim, admin, _) = two_clients().await;
    let reply = admin
        .securityconsole()
        .install_package(adom!("demo"), package("branches/europe/ppkg_002"))
        .await
        .unwrap();
    assert_eq!((reply.task(), reply.status.as_deref()), (None, Some("No devices")));
    admin.close().await.unwrap();
}

#[tokio::test]
async fn a_device_that_fails_is_a_line_of_the_task() {
    let (sim, admin, _) = two_clients().await;
    admin.workspace().lock_adom(adom!("demo")).await.unwrap();
    let full = LineResult::Error(-7, "the disk is full".to_owned());
    sim.fmg().set_install_result("dev_001", full);
    let install = admin
        .securityconsole()
        .install_device(adom!("demo"), ["dev_001", "dev_002"].map(on));
    let started = install.await.unwrap();
    assert_eq!(state(&sim, &admin, &started).await, (TaskState::Error, 2));
    let lines = admin.task().lines(started.task().unwrap()).await.unwrap();
    let failed = lines.iter().filter(|line| line.err.is_some_and(|err| err != Code::OK));
    let failed: Vec<_> = failed
        .map(|line| (line.name.as_deref().unwrap(), line.detail.as_deref().unwrap()))
        .collect();
    // The second device has no connection.
    assert_eq!(
        failed,
        [
            ("dev_001", "the disk is full"),
            ("dev_002", "install and save finished status=FAILED")
        ]
    );
    admin.close().await.unwrap();
}

#[tokio::test]
async fn several_packages_need_the_lock_on_the_adom() {
    let (sim, admin, _) = two_clients().await;
    let target = |package: &str| ReinstallTarget {
        package: Some(package.to_owned()),
        scope: Some(vec![on("dev_001")]),
        ..ReinstallTarget::default()
    };
    let reinstall = || {
        let targets = vec![target("ppkg_001"), target("ppkg_001")];
        let call = admin.securityconsole().reinstall_package(adom!("demo"), targets);
        call.with(|call| call.flags([InstallFlag::GenerateRev]))
    };
    admin
        .workspace()
        .lock_package(adom!("demo"), package("ppkg_001"))
        .await
        .unwrap();
    assert_eq!(code(reinstall().await), Code::UNKNOWN_ERROR);
    admin.workspace().lock_adom(adom!("demo")).await.unwrap();
    let started = reinstall().await.unwrap();
    assert_eq!(state(&sim, &admin, &started).await, (TaskState::Done, 0));
    admin.close().await.unwrap();
}
