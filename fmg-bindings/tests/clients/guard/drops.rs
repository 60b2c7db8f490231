//! Guards that are dropped, and the release of their locks.

use super::*;

#[tokio::test]
async fn the_lock_of_a_dropped_guard_is_released_in_the_background() {
    for mode in [WorkspaceMode::Normal, WorkspaceMode::Workflow] {
        let sim = sim(mode).await;
        let fmg = client(&sim, "admin");
        let adom = fmg.adom(demo()).lock().await.unwrap();
        comment(adom.objects(), "lost").await.unwrap();
        drop(adom);
        released(&sim).await;
        assert_eq!(committed(&sim), "First host");
        // The session is that of the client, which goes on.
        comment(fmg.adom(demo()).lock().await.unwrap().objects(), "again")
            .await
            .unwrap();
        fmg.close().await.unwrap();
        assert!(sim.fmg().locks("demo").is_empty() && sim.fmg().sessions().is_empty());
    }
}

#[tokio::test]
async fn the_next_guard_waits_for_the_release() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let first = fmg.adom(demo()).lock().await.unwrap();
    comment(first.objects(), "lost").await.unwrap();
    drop(first);
    let second = fmg.adom(demo()).lock().await.unwrap();
    comment(second.objects(), "kept").await.unwrap();
    second.commit().await.unwrap();
    assert_eq!(committed(&sim), "kept");
}

#[test]
fn without_a_runtime_the_end_of_the_session_releases_the_lock() {
    let runtime = || {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
    };
    let sim = Sim::builder().start_blocking().unwrap();
    let fmg = client(&sim, "admin");
    let first = runtime();
    let adom = fmg.adom(demo());
    let guard = first.block_on(adom.lock().into_future()).unwrap();
    drop(first);
    drop(guard);
    assert_eq!(sim.fmg().locks("demo").len(), 1);
    runtime().block_on(fmg.clone().close()).unwrap();
    assert_eq!(steps(&sim).last().map(String::as_str), Some("space/unlock"));
    assert!(sim.fmg().locks("demo").is_empty());
}

#[tokio::test]
async fn a_session_of_work_that_is_dropped_leaves_no_lock() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let work = fmg.with_session(async |fmg| {
        fmg.adom(demo())
            .locked(async |adom| {
                comment(adom.objects(), "lost").await?;
                std::future::pending::<Result<(), Error>>().await
            })
            .await
    });
    let written = async {
        while !sim
            .calls()
            .iter()
            .any(|call| call.method == "update" && call.is_success())
        {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::select! {
        _ = work => unreachable!("the work does not end"),
        () = written => {}
    }
    released(&sim).await;
    assert_eq!(committed(&sim), "First host");
    assert_eq!(steps(&sim).last().map(String::as_str), Some("space/unlock"));
}

/// Drops the future of a change after every number of polls. No lock is left once the client is closed.
#[tokio::test]
async fn the_future_can_be_dropped_at_any_point() {
    for polls in 0..60 {
        let sim = sim(WorkspaceMode::Workflow).await;
        let fmg = client(&sim, "admin");
        let mut work = Box::pin(
            fmg.adom(demo())
                .locked(async |adom| comment(adom.objects(), "lost or submitted").await),
        );
        let mut left = polls;
        let outcome = std::future::poll_fn(|context| {
            if left == 0 {
                return std::task::Poll::Ready(None);
            }
            left -= 1;
            work.as_mut().poll(context).map(Some)
        });
        let outcome = outcome.await;
        drop(work);
        fmg.close().await.unwrap();
        assert!(sim.fmg().locks("demo").is_empty(), "after {polls} polls");
        assert!(sim.fmg().sessions().is_empty(), "after {polls} polls");
        assert_eq!(committed(&sim), "First host");
        if let Some(outcome) = outcome {
            return outcome.unwrap();
        }
    }
    panic!("the change never ends");
}

/// The log states the loss, without names.
#[cfg(feature = "tracing")]
#[tokio::test]
async fn a_dropped_guard_is_logged() {
    let notes = crate::notes::Notes::default();
    let _listening = notes.listen();
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    fmg.adom(demo()).lock().await.unwrap().discard().await.unwrap();
    assert!(!notes.text().contains("guard"), "{}", notes.text());
    drop(fmg.adom(demo()).lock().await.unwrap());
    assert!(
        notes.text().contains("WARN") && !notes.text().contains("ERROR"),
        "{}",
        notes.text()
    );
    let adom = fmg.adom(demo()).lock().await.unwrap();
    comment(adom.objects(), "lost").await.unwrap();
    drop(adom);
    let text = notes.text();
    for part in [
        "ERROR",
        "unsaved changes, which are lost",
        "locked=\"ADOM\"",
        "writes=1",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    fmg.close().await.unwrap();
    assert!(
        !notes.text().contains("demo") && !notes.text().contains("host_001"),
        "{}",
        notes.text()
    );
}
