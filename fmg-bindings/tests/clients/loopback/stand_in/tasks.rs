//! Tests that poll tasks.

use std::time::Duration;

use fmg_bindings::adom;
use fmg_bindings::fmg::TaskId;
use fmg_bindings::fmg::task::{TaskSource, TaskState};
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::fmg::{LineResult, TaskPlan, TaskTarget};

use super::*;

fn install() -> TaskPlan {
    TaskPlan::new("install package ppkg_001")
        .source("install device")
        .takes(Duration::from_secs(100))
        .target(TaskTarget::new("dev_001").vdom("root"))
        .target(TaskTarget::new("dev_002").result(LineResult::Error(-1, "no tunnel".to_owned())))
}

#[tokio::test]
async fn a_task_is_polled_until_it_ends() {
    let (sim, admin, _) = two_clients().await;
    let id = TaskId::from(sim.fmg().start_task(install()));
    let mut states = Vec::new();
    loop {
        let task = admin.task().get(id).await.unwrap();
        let over = task.percent == Some(100);
        states.push(task.state.unwrap());
        if over {
            assert_eq!(
                (task.num_err, task.num_done, task.src),
                (Some(1), Some(1), Some(TaskSource::InstallDevice.into()))
            );
            break;
        }
        sim.clock().advance(Duration::from_secs(40));
    }
    assert_eq!(
        states,
        [
            TaskState::Pending,
            TaskState::Running,
            TaskState::Running,
            TaskState::Error
        ]
    );
    let lines = admin.task().lines(id).await.unwrap();
    assert_eq!(lines[1].detail.as_deref(), Some("no tunnel"));
    let steps = admin.task().history(id).await.unwrap();
    assert_eq!(steps.last().unwrap().state, Some(TaskState::Error.into()));
    admin.task().delete(id).await.unwrap();
    assert!(admin.task().get(id).await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_running_task_can_be_stopped() {
    let (sim, admin, _) = two_clients().await;
    let id = TaskId::from(sim.fmg().start_task(install()));
    sim.clock().advance(Duration::from_secs(20));
    admin.task().delete(id).await.unwrap();
    assert_eq!(
        admin.task().get(id).await.unwrap().state,
        Some(TaskState::Cancelling.into())
    );
    sim.clock().advance(Duration::from_secs(2));
    assert_eq!(
        admin.task().get(id).await.unwrap().state,
        Some(TaskState::Cancelled.into())
    );
}

#[tokio::test]
async fn the_task_of_a_commit_fails_with_the_session() {
    let (sim, admin, author) = two_clients().await;
    sim.fmg().set_commit_starts_task(true);
    author.workspace().lock_adom(adom!("demo")).await.unwrap();
    let id = author
        .workspace()
        .commit_adom(adom!("demo"))
        .await
        .unwrap()
        .task
        .unwrap();
    author.close().await.unwrap();
    sim.clock().advance(Duration::from_secs(60));
    assert_eq!(admin.task().get(id).await.unwrap().state, Some(TaskState::Error.into()));
}

#[tokio::test]
async fn a_task_warns_fails_or_stalls_on_demand() {
    let (sim, admin, _) = two_clients().await;
    admin.workspace().lock_adom(adom!("demo")).await.unwrap();
    for (fault, state) in [
        (Fault::TaskWarns, TaskState::Warning),
        (Fault::TaskFails, TaskState::Error),
        (Fault::TaskStalls, TaskState::Running),
        (Fault::TaskCancelled, TaskState::Cancelled),
        (Fault::TaskAborts, TaskState::Aborted),
    ] {
        sim.faults().arm(Rule::new(fault).url("*/workspace/commit").first(1));
        let id = admin
            .workspace()
            .commit_adom(adom!("demo"))
            .await
            .unwrap()
            .task
            .unwrap();
        sim.clock().advance(Duration::from_secs(60));
        assert_eq!(admin.task().get(id).await.unwrap().state, Some(state.into()));
    }
}

#[tokio::test]
async fn tasks_run_at_the_configured_speed() {
    let sim = Sim::builder().task_speed(100.0).start().await.unwrap();
    sim.clock().set_speed(0.0);
    let id = sim.fmg().start_task(install());
    sim.clock().advance(Duration::from_secs(1));
    assert_eq!(sim.fmg().task(id).unwrap().percent, 100);
}
