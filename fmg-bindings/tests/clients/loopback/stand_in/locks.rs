//! Tests of two clients in one ADOM.

use std::time::Duration;

use fmg_bindings::fmg::workspace::LockType;
use fmg_bindings::{adom, device, object, package};
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::fmg::WorkspaceMode;

use super::*;

#[tokio::test]
async fn a_commit_is_visible_to_other_clients() {
    let (_sim, admin, author) = two_clients().await;
    let workspace = admin.workspace();
    assert_eq!(
        code(comment(&admin, adom!("demo"), "new").await),
        Code::NO_WRITE_PERMISSION
    );
    workspace.lock_adom(adom!("demo")).await.unwrap();
    comment(&admin, adom!("demo"), "new").await.unwrap();
    assert_eq!(workspace.dirty(adom!("demo")).await.unwrap().dirty, Some(true));
    assert_eq!(read(&admin, adom!("demo")).await.as_deref(), Some("new"));
    assert_eq!(read(&author, adom!("demo")).await.as_deref(), Some("First host"));
    let held = author.workspace().lock_adom(adom!("demo")).await.unwrap_err();
    assert!(held.is_locked() && held.is_retryable());
    let locks = author.workspace().lock_info(adom!("demo")).await.unwrap();
    assert_eq!(
        (locks[0].lock_user.as_deref(), &locks[0].type_),
        (Some("admin"), &Some(LockType::Adom.into()))
    );
    workspace.commit_adom(adom!("demo")).await.unwrap();
    workspace.unlock_adom(adom!("demo")).await.unwrap();
    assert_eq!(read(&author, adom!("demo")).await.as_deref(), Some("new"));
    author.workspace().lock_adom(adom!("demo")).await.unwrap();
    assert!(
        author.workspace().lock_info(adom!("demo")).await.unwrap()[0]
            .lock_user
            .as_deref()
            == Some("author")
    );
}

#[tokio::test]
async fn a_package_and_an_object_can_be_locked_separately() {
    let (sim, admin, author) = two_clients().await;
    let (mine, theirs) = (admin.workspace(), author.workspace());
    mine.lock_package(adom!("demo"), package!("ppkg_001")).await.unwrap();
    mine.lock_object(adom!("demo"), object!("firewall/address/host_001"))
        .await
        .unwrap();
    theirs
        .lock_package(adom!("demo"), package!("branches/europe/ppkg_002"))
        .await
        .unwrap();
    let object = theirs
        .lock_object(adom!("demo"), object!("firewall/address/host_001"))
        .await;
    assert_eq!(code(object), Code::WORKSPACE_LOCKED);
    theirs.lock_device(adom!("demo"), device!("dev_001")).await.unwrap();
    assert_eq!(sim.fmg().locks("demo").len(), 4);
    comment(&admin, adom!("demo"), "lost").await.unwrap();
    mine.unlock_object(adom!("demo"), object!("firewall/address/host_001"))
        .await
        .unwrap();
    assert_eq!(read(&admin, adom!("demo")).await.as_deref(), Some("First host"));
    let locks = mine
        .package_lock_info(adom!("demo"), package!("ppkg_001"))
        .await
        .unwrap();
    assert_eq!((locks.len(), &locks[0].type_), (1, &Some(LockType::Package.into())));
    assert!(
        mine.object_lock_info(adom!("demo"), object!("firewall/address/host_001"))
            .await
            .unwrap()
            .is_empty()
    );
}

#[tokio::test]
async fn an_abandoned_session_keeps_its_locks_until_the_idle_timeout() {
    let (sim, admin, author) = two_clients().await;
    admin.workspace().lock_adom(adom!("demo")).await.unwrap();
    comment(&admin, adom!("demo"), "abandoned").await.unwrap();
    sim.clock().advance(Duration::from_secs(600));
    assert_eq!(
        code(author.workspace().lock_adom(adom!("demo")).await),
        Code::WORKSPACE_LOCKED
    );
    sim.clock().advance(Duration::from_secs(600));
    author.workspace().lock_adom(adom!("demo")).await.unwrap();
    assert_eq!(read(&author, adom!("demo")).await.as_deref(), Some("First host"));
    assert!(
        comment(&admin, adom!("demo"), "late")
            .await
            .unwrap_err()
            .is_permission()
    );
}

#[tokio::test]
async fn a_logout_releases_locks_and_changes() {
    let (sim, admin, author) = two_clients().await;
    admin.workspace().lock_adom(adom!("demo")).await.unwrap();
    comment(&admin, adom!("demo"), "lost").await.unwrap();
    admin.close().await.unwrap();
    assert!(sim.fmg().locks("demo").is_empty());
    assert_eq!(read(&author, adom!("demo")).await.as_deref(), Some("First host"));
}

#[tokio::test]
async fn a_write_after_a_lost_lock_fails() {
    let (sim, admin, _) = two_clients().await;
    admin.workspace().lock_adom(adom!("demo")).await.unwrap();
    comment(&admin, adom!("demo"), "lost").await.unwrap();
    sim.fmg().lock_in_another_session("demo", "somebody");
    assert_eq!(
        code(comment(&admin, adom!("demo"), "late").await),
        Code::NO_WRITE_PERMISSION
    );
    admin.workspace().commit_adom(adom!("demo")).await.unwrap();
    assert_eq!(read(&admin, adom!("demo")).await.as_deref(), Some("First host"));
    assert_eq!(
        code(admin.workspace().lock_adom(adom!("demo")).await),
        Code::WORKSPACE_LOCKED
    );
    sim.fmg().unlock_in_another_session("demo");
    admin.workspace().lock_adom(adom!("demo")).await.unwrap();
}

#[tokio::test]
async fn a_fault_can_hold_a_lock() {
    let (sim, admin, _) = two_clients().await;
    sim.faults()
        .arm(Rule::new(Fault::LockedByAnother).url("*/workspace/lock").first(2));
    for _ in 0..2 {
        assert!(
            admin
                .workspace()
                .lock_adom(adom!("demo"))
                .await
                .unwrap_err()
                .is_locked()
        );
    }
    admin.workspace().lock_adom(adom!("demo")).await.unwrap();
}

#[tokio::test]
async fn without_workspace_mode_locks_are_refused() {
    let (sim, admin, _) = two_clients().await;
    assert!(
        admin
            .workspace()
            .lock_adom(adom!("root"))
            .await
            .unwrap_err()
            .is_workspace_off()
    );
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    assert!(
        admin
            .workspace()
            .lock_adom(adom!("demo"))
            .await
            .unwrap_err()
            .is_workspace_off()
    );
    comment(&admin, adom!("demo"), "free").await.unwrap();
}

#[tokio::test]
async fn only_one_of_many_clients_gets_the_lock() {
    let sim = Sim::start().await.unwrap();
    let clients: Vec<_> = (0..8).map(|_| client(&sim, "admin", "admin")).collect();
    let tries = clients.iter().map(|client| {
        let client = client.clone();
        tokio::spawn(async move { client.workspace().lock_adom(adom!("demo")).await })
    });
    let mut taken = 0;
    for attempt in tries.collect::<Vec<_>>() {
        match attempt.await.unwrap() {
            Ok(()) => taken += 1,
            Err(error) => assert!(error.is_locked()),
        }
    }
    assert_eq!(taken, 1);
}
