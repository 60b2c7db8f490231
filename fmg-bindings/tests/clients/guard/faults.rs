//! Answers about locks that are lost or damaged on the network.

use fmg_bindings::error::WorkspaceErrorKind;
use fmg_bindings::fmg::PolicyId;
use fmg_bindings::package;

use super::*;

/// A change that meets this fault.
async fn changed_with(mode: WorkspaceMode, fault: &str) -> (Sim, Result<(), Error>) {
    let sim = sim(mode).await;
    sim.faults().arm(fault.parse().unwrap());
    let fmg = client(&sim, "author");
    let change = fmg
        .adom(demo())
        .locked(async |adom| comment(adom.objects(), "new").await);
    let outcome = change.await;
    fmg.close().await.unwrap();
    (sim, outcome)
}

#[tokio::test]
async fn the_steps_of_a_guard_survive_lost_answers() {
    for step in ["lock", "lockinfo", "commit", "dirty", "unlock"] {
        for fault in ["drop", "drop-midway", "garbage", "429", "500", "html:502"] {
            let rule = format!("url=*/workspace/{step},first=1,do={fault}");
            let (sim, outcome) = changed_with(WorkspaceMode::Normal, &rule).await;
            outcome.unwrap_or_else(|error| panic!("{rule}: {error}"));
            assert_eq!(
                (committed(&sim).as_str(), sim.fmg().locks("demo").len()),
                ("new", 0),
                "{rule}"
            );
        }
    }
}

#[tokio::test]
async fn the_steps_of_a_workflow_survive_lost_answers() {
    for step in ["start", "save/1", "submit/1"] {
        for fault in ["drop", "drop-midway", "garbage", "429", "500", "html:502"] {
            let rule = format!("url=*/workflow/{step},first=1,do={fault}");
            let (sim, outcome) = changed_with(WorkspaceMode::Workflow, &rule).await;
            outcome.unwrap_or_else(|error| panic!("{rule}: {error}"));
            let state = sim.fmg().workflow_state("demo", 1);
            assert_eq!(state, Some(fmg_sim::fmg::WorkflowState::Submitted), "{rule}");
            // No second session was started.
            assert_eq!(sim.fmg().workflow_state("demo", 2), None, "{rule}");
            assert!(sim.fmg().locks("demo").is_empty(), "{rule}");
        }
    }
}

#[tokio::test]
async fn a_session_that_ends_under_the_lock_is_not_replaced() {
    for call in [
        "*/firewall/address/host_001",
        "*/workspace/commit",
        "*/workspace/unlock",
    ] {
        let rule = format!("url={call},first=1,do=session-expired");
        let (sim, outcome) = changed_with(WorkspaceMode::Normal, &rule).await;
        let logins = sim.calls().iter().filter(|call| call.url == "/sys/login/user").count();
        assert_eq!(logins, 1, "{call}");
        let is_saved = committed(&sim) == "new";
        assert_eq!(outcome.is_ok(), is_saved, "{call}: {outcome:?}");
        assert!(sim.fmg().locks("demo").is_empty(), "{call}");
    }
}

#[tokio::test]
async fn writes_are_refused_without_the_lock() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let error = comment(fmg.adom(demo()).objects(), "without a lock").await.unwrap_err();
    assert!(error.code().is_some() && committed(&sim) == "First host", "{error}");
}

/// A session that ends after the commit: its changes are saved, and the error says that this could not be checked.
#[tokio::test]
async fn a_commit_that_cannot_be_checked_is_neither_done_nor_undone() {
    for (call, fault) in [
        ("dirty", "session-expired"),
        ("dirty", "html:403"),
        ("dirty", "html:401"),
    ] {
        let rule = format!("url=*/workspace/{call},do={fault}");
        let (sim, outcome) = changed_with(WorkspaceMode::Normal, &rule).await;
        let error = outcome.unwrap_err();
        assert!(error.is_outcome_unknown(), "{rule}: {error}");
        assert!(error.to_string().contains("it may have saved the changes"), "{error}");
        assert_eq!(
            (committed(&sim).as_str(), sim.fmg().locks("demo").len()),
            ("new", 0),
            "{rule}"
        );
    }
}

/// A commit whose answer was lost, and that is refused when it is repeated.
#[tokio::test]
async fn a_commit_that_was_lost_and_then_refused_is_unknown() {
    let sim = sim(WorkspaceMode::Normal).await;
    sim.faults()
        .arm("url=*/workspace/commit,nth=1,do=drop".parse().unwrap());
    sim.faults()
        .arm("url=*/workspace/commit,do=session-expired".parse().unwrap());
    let fmg = client(&sim, "author");
    let change = fmg
        .adom(demo())
        .locked(async |adom| comment(adom.objects(), "new").await);
    let error = change.await.unwrap_err();
    assert!(error.is_outcome_unknown() && error.attempts() == 2, "{error}");
    assert_eq!(committed(&sim), "new");
}

#[tokio::test]
async fn a_lock_without_its_holder_is_read_again() {
    for number in 1..=3 {
        let rule = format!("url=*/workspace/lockinfo,nth={number},do=misfit");
        let (sim, outcome) = changed_with(WorkspaceMode::Normal, &rule).await;
        outcome.unwrap_or_else(|error| panic!("{rule}: {error}"));
        assert_eq!(committed(&sim), "new", "{rule}");
    }
}

/// If a gateway refuses an unlock, the lock may still be held. The client releases it when it is closed.
#[tokio::test]
async fn the_refusal_of_a_gateway_is_not_taken_for_a_released_lock() {
    for status in [401, 403] {
        let sim = sim(WorkspaceMode::Normal).await;
        sim.fmg().set_per_policy_lock(true);
        let rule = format!("url=*/workspace/unlock/*,first=1,do=html:{status}");
        sim.faults().arm(rule.parse().unwrap());
        // A key, as the end of a session would release the lock.
        let fmg = builder(&sim).api_key("robot-api-key").build().unwrap();
        let guard = fmg.adom(demo()).lock_policy(package!("ppkg_001"), PolicyId::new(1));
        let error = guard.await.unwrap().commit().await.unwrap_err();
        assert_eq!(error.workspace().unwrap().kind(), WorkspaceErrorKind::NotReleased);
        assert_eq!(error.unlock_error().unwrap().http_status(), Some(status));
        fmg.close().await.unwrap();
        assert!(sim.fmg().locks("demo").is_empty(), "{status}");
    }
}
