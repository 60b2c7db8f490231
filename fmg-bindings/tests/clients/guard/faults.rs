//! Answers about locks that are lost or damaged on their way.

use super::*;

/// A change with this fault in the way of it.
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
