//! The same work in each workspace mode, and each way in which it ends.

use std::panic::AssertUnwindSafe;

use fmg_bindings::fmg::workflow_session::AnySession;
use fmg_bindings::fmg::{LockMode, WorkflowSessionId};
use fmg_sim::fmg::WorkflowState;
use futures_util::FutureExt;

use super::*;

const UNLOCKED: [WorkspaceMode; 3] = [WorkspaceMode::Disabled, WorkspaceMode::Normal, WorkspaceMode::Workflow];

/// The change of every test.
async fn change(fmg: &fmg::Client) -> Result<LockMode, Error> {
    fmg.adom(demo())
        .locked(async |adom| {
            comment(adom.objects(), "new").await?;
            Ok(adom.mode())
        })
        .await
}

#[tokio::test]
async fn without_workspace_mode_nothing_is_locked() {
    let sim = sim(WorkspaceMode::Disabled).await;
    assert_eq!(change(&client(&sim, "admin")).await.unwrap(), LockMode::Off);
    assert_eq!((committed(&sim).as_str(), steps(&sim).len()), ("new", 0));
}

#[tokio::test]
async fn in_normal_mode_changes_are_committed() {
    let sim = sim(WorkspaceMode::Normal).await;
    assert_eq!(change(&client(&sim, "admin")).await.unwrap(), LockMode::Normal);
    assert_eq!(committed(&sim), "new");
    assert!(sim.fmg().locks("demo").is_empty());
    let steps = steps(&sim);
    let course = [
        "space/lock",
        "space/lockinfo",
        "space/lockinfo",
        "space/commit",
        "space/dirty",
        "space/lockinfo",
        "space/unlock",
        "space/lockinfo",
    ];
    assert_eq!(steps, course);
}

#[tokio::test]
async fn work_returns_the_session_that_waits_for_an_approver() {
    let sim = sim(WorkspaceMode::Workflow).await;
    let (author, approver) = (client(&sim, "author"), client(&sim, "admin"));
    let lock = || author.adom(demo()).lock();
    let (mode, saved) = lock()
        .run_saved(async |adom| {
            comment(adom.objects(), "new").await?;
            Ok(adom.mode())
        })
        .await
        .unwrap();
    assert_eq!((mode, saved.mode, saved.is_changed), (LockMode::Workflow, mode, true));
    let id = saved.submitted.unwrap().id();
    let session = approver.adom(demo()).workflow_session(id).await.unwrap();
    let Some(AnySession::Submitted(session)) = session else {
        panic!("{session:?}");
    };
    session.approve("Looks good.").await.unwrap();
    assert_eq!(committed(&sim), "new");

    let ((), saved) = lock().run_saved(async |_| Ok(())).await.unwrap();
    assert!(!saved.is_changed && saved.submitted.is_none());
    let failed = lock().run_saved(async |adom| {
        comment(adom.objects(), "newer").await?;
        Err::<(), _>(Error::other("the work has failed"))
    });
    failed.await.unwrap_err();
    assert_eq!((committed(&sim).as_str(), sim.fmg().locks("demo").len()), ("new", 0));
}

#[tokio::test]
async fn in_workflow_mode_changes_are_submitted() {
    let sim = sim(WorkspaceMode::Workflow).await;
    let fmg = client(&sim, "author");
    let adom = fmg.adom(demo()).lock().workflow("depots", "one more").await.unwrap();
    assert_eq!(adom.mode(), LockMode::Workflow);
    let session = adom.workflow_session().unwrap();
    comment(adom.objects(), "new").await.unwrap();
    let saved = adom.commit().await.unwrap();
    assert!(saved.is_changed);
    assert_eq!(saved.submitted.map(|submitted| submitted.id()), Some(session));
    assert!(sim.fmg().locks("demo").is_empty());
    assert_eq!(
        (
            sim.fmg().workflow_state("demo", session.get()),
            committed(&sim).as_str()
        ),
        (Some(WorkflowState::Submitted), "First host")
    );
    let approver = client(&sim, "admin");
    approver.workflow().approve(demo(), session).await.unwrap();
    assert_eq!(committed(&sim), "new");
    let listed = approver.workflow().list(demo()).await.unwrap();
    assert_eq!(
        (listed[0].name.as_deref(), listed[0].desc.as_deref()),
        (Some("depots"), Some("one more"))
    );
}

#[tokio::test]
async fn each_adom_has_its_mode() {
    let sim = sim(WorkspaceMode::PerAdom).await;
    let fmg = client(&sim, "admin");
    for (name, mode) in [
        (adom!("root"), LockMode::Off),
        (demo(), LockMode::Normal),
        (adom!("ZTP_SINGLE"), LockMode::Workflow),
    ] {
        let found = fmg.adom(name).locked(async |adom| Ok(adom.mode())).await;
        assert_eq!(found.unwrap(), mode);
    }
    let global = fmg.global().locked(async |global| Ok(global.mode())).await;
    assert_eq!(global.unwrap(), LockMode::Off);
}

#[tokio::test]
async fn an_administrator_of_one_adom_needs_no_access_to_the_settings() {
    let sim = sim(WorkspaceMode::PerAdom).await;
    let refused = |_: &fmg_sim::Call| fmg_sim::Answer::status(-11, "No permission for the resource");
    sim.fmg().answer("get", "/cli/global/system/global", refused).unwrap();
    let fmg = client(&sim, "admin");
    for (name, mode) in [
        (adom!("root"), LockMode::Off),
        (demo(), LockMode::Normal),
        (adom!("ZTP_SINGLE"), LockMode::Workflow),
    ] {
        let found = fmg.adom(name).locked(async |adom| Ok(adom.mode())).await;
        assert_eq!(found.unwrap(), mode);
    }
    // Without the ADOM's own number either, the lock call tells.
    sim.fmg().answer("get", "/dvmdb/adom/<adom>", refused).unwrap();
    assert_eq!(change(&fmg).await.unwrap(), LockMode::Normal);
    assert_eq!(committed(&sim), "new");
}

#[tokio::test]
async fn an_error_discards_all_changes() {
    for mode in UNLOCKED {
        let sim = sim(mode).await;
        let fmg = client(&sim, "admin");
        let work = fmg.adom(demo()).locked(async |adom| {
            comment(adom.objects(), "new").await?;
            Err::<(), _>(Error::other("the work has failed"))
        });
        let error = work.await.unwrap_err();
        assert!(error.to_string().contains("the work has failed") && error.unlock_error().is_none());
        assert!(sim.fmg().locks("demo").is_empty());
        let expected = if mode == WorkspaceMode::Disabled {
            "new"
        } else {
            "First host"
        };
        assert_eq!(committed(&sim), expected, "{mode:?}");
        assert!(
            !steps(&sim)
                .iter()
                .any(|step| step.contains("commit") || step.contains("submit"))
        );
    }
}

#[tokio::test]
async fn a_panic_discards_all_changes_and_goes_on() {
    for mode in UNLOCKED {
        let sim = sim(mode).await;
        let fmg = client(&sim, "admin");
        let work = fmg.adom(demo()).locked(async |adom| {
            comment(adom.objects(), "new").await?;
            let is_written = adom.mode() == LockMode::Off || adom.is_dirty().await?;
            assert!(!is_written, "in the work");
            Ok(())
        });
        let panic = AssertUnwindSafe(work).catch_unwind().await.unwrap_err();
        assert_eq!(panic.downcast_ref::<&str>(), Some(&"in the work"));
        assert!(sim.fmg().locks("demo").is_empty());
    }
}

#[tokio::test]
async fn until_discards_all_changes() {
    for mode in UNLOCKED {
        let sim = sim(mode).await;
        let fmg = client(&sim, "admin");
        let (stop, stopped) = futures_channel();
        let work = fmg.adom(demo()).locked(async |adom| {
            comment(adom.objects(), "new").await?;
            stop.notify_one();
            std::future::pending::<Result<(), Error>>().await
        });
        let error = work.until(stopped.notified()).await.unwrap_err();
        assert!(error.is_interrupted(), "{error}");
        assert!(sim.fmg().locks("demo").is_empty() && !sim.fmg().sessions().is_empty());
        let expected = if mode == WorkspaceMode::Disabled {
            "new"
        } else {
            "First host"
        };
        assert_eq!(committed(&sim), expected, "{mode:?}");
    }
}

fn futures_channel() -> (std::sync::Arc<tokio::sync::Notify>, std::sync::Arc<tokio::sync::Notify>) {
    let notify = std::sync::Arc::new(tokio::sync::Notify::new());
    (std::sync::Arc::clone(&notify), notify)
}

#[tokio::test]
async fn work_without_changes_commits_nothing() {
    let sim = sim(WorkspaceMode::Workflow).await;
    let fmg = client(&sim, "admin");
    let read = async |adom: &fmg::WorkspaceGuard<'_, fmg::Client, AdomName>| {
        adom.objects().count::<Address>().await?;
        Ok(adom.workflow_session())
    };
    let first = fmg.adom(demo()).locked(read).await.unwrap();
    // The session without changes is entered again, and not submitted.
    let second = fmg.adom(demo()).locked(read).await.unwrap();
    assert_eq!((first, second), (Some(WorkflowSessionId::new(1)), first));
    assert!(
        !steps(&sim)
            .iter()
            .any(|step| step.contains("save") || step.contains("submit"))
    );
    assert_eq!(sim.fmg().workflow_state("demo", 1), Some(WorkflowState::Open));
}

#[tokio::test]
async fn what_was_saved_before_stays_after_an_error() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let work = fmg.adom(demo()).locked(async |adom| {
        comment(adom.objects(), "saved").await?;
        adom.save().await?;
        assert!(!adom.is_dirty().await?);
        comment(adom.objects(), "not saved").await?;
        assert!(adom.is_dirty().await?);
        Err::<(), _>(Error::other("later"))
    });
    work.await.unwrap_err();
    assert_eq!(committed(&sim), "saved");
}

#[tokio::test]
async fn a_saved_workflow_session_is_discarded_after_an_error() {
    let sim = sim(WorkspaceMode::Workflow).await;
    let fmg = client(&sim, "admin");
    let work = fmg.adom(demo()).locked(async |adom| {
        comment(adom.objects(), "saved").await?;
        adom.save().await?;
        Err::<(), _>(Error::other("later"))
    });
    work.await.unwrap_err();
    assert!(steps(&sim).contains(&"flow/discard/1".to_owned()));
    // The next guard enters the session again, and finds none of the changes.
    let next = fmg.adom(demo()).locked(async |adom| {
        let host = adom.objects().get::<Address>(fmg_bindings::name!("host_001")).await?;
        Ok((host.comment.into_option(), adom.workflow_session()))
    });
    let first = Some(WorkflowSessionId::new(1));
    assert_eq!(next.await.unwrap(), (Some("First host".to_owned()), first));
}

#[tokio::test]
async fn the_task_of_a_commit_is_awaited() {
    let sim = sim(WorkspaceMode::Normal).await;
    sim.fmg().set_idle_timeout(YEAR);
    sim.clock().set_speed(1000.0);
    sim.fmg().set_commit_starts_task(true);
    let fmg = client(&sim, "admin");
    change(&fmg).await.unwrap();
    assert_eq!(committed(&sim), "new");
    sim.faults()
        .arm("url=*/workspace/commit,do=task-fails".parse().unwrap());
    let error = fmg
        .adom(demo())
        .locked(async |adom| comment(adom.objects(), "newer").await)
        .await
        .unwrap_err();
    assert!(error.to_string().contains("task"), "{error}");
    assert_eq!(committed(&sim), "new");
    assert!(sim.fmg().locks("demo").is_empty());
}

#[tokio::test]
async fn the_futures_are_send() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let work = async move {
        let text = "spawned".to_owned();
        fmg.adom(demo())
            .locked(async |adom| comment(adom.objects(), &text).await)
            .until(std::future::pending::<()>())
            .await?;
        let adom = fmg.adom(demo()).lock().await?;
        comment(adom.objects(), "again").await?;
        adom.check().await?;
        adom.save().await?;
        adom.commit().await?;
        fmg.global().lock().await?.discard().await?;
        fmg.close().await
    };
    tokio::spawn(work).await.unwrap().unwrap();
    assert_eq!(committed(&sim), "again");
}
