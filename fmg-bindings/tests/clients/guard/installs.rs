//! Installations under a lock.

use fmg_bindings::fmg::TaskOutcome;
use fmg_bindings::fmg::package::ScopeMember;
use fmg_bindings::package;
use fmg_sim::fmg::LineResult;

use super::*;

/// A simulator in normal mode, whose tasks take a few milliseconds.
async fn quick() -> Sim {
    let sim = sim(WorkspaceMode::Normal).await;
    sim.fmg().set_idle_timeout(YEAR);
    sim.clock().set_speed(1000.0);
    sim
}

const PAUSES: std::ops::RangeInclusive<Duration> = Duration::from_millis(2)..=Duration::from_millis(10);

#[tokio::test]
async fn changes_are_saved_before_the_installation() {
    let sim = quick().await;
    let fmg = client(&sim, "admin");
    let work = fmg.adom(demo()).locked(async |adom| {
        comment(adom.objects(), "installed").await?;
        let outcome = adom.install_package(package!("ppkg_001")).poll_every(PAUSES).await?;
        // Another session sees the change already.
        assert_eq!(committed(&sim), "installed");
        outcome.into_result()
    });
    let report = work.await.unwrap().unwrap();
    let lines: Vec<_> = report.lines().iter().map(|line| line.name.clone().unwrap()).collect();
    assert_eq!(lines, ["dev_001", "dev_001(root)[copy]"]);
    let installs = sim.fmg().installs();
    assert_eq!((installs.len(), installs[0].is_installed()), (1, true));
    assert!(sim.fmg().locks("demo").is_empty());
}

#[tokio::test]
async fn the_result_of_each_device_is_an_outcome() {
    let sim = quick().await;
    sim.fmg()
        .set_install_result("dev_001", LineResult::Error(-1, "no tunnel".to_owned()));
    let fmg = client(&sim, "admin");
    let work = fmg.adom(demo()).locked(async |adom| {
        let target = ScopeMember {
            name: "dev_001".into(),
            vdom: "root".into(),
            ..ScopeMember::default()
        };
        adom.install_device(vec![target]).poll_every(PAUSES).await
    });
    let TaskOutcome::Failed(report) = work.await.unwrap() else {
        panic!("the device does not answer")
    };
    let failed: Vec<_> = report.failed_lines().map(|line| line.name.as_deref()).collect();
    assert_eq!(failed, [Some("dev_001")]);
}

#[tokio::test]
async fn without_targets_there_is_nothing_to_do() {
    let sim = quick().await;
    let fmg = client(&sim, "admin");
    let outcome = fmg
        .adom(demo())
        .locked(async |adom| adom.install_package(package!("branches/europe/ppkg_002")).await)
        .await;
    assert_eq!(outcome.unwrap(), TaskOutcome::NothingToDo);
}

/// The lock is kept until the task is over, or the task would fail.
#[tokio::test]
async fn the_lock_is_kept_for_the_task_of_a_dropped_future() {
    for is_committed in [true, false] {
        let sim = quick().await;
        // The task does not end before the future is dropped.
        sim.clock().set_speed(0.0);
        let fmg = client(&sim, "admin");
        let adom = fmg.adom(demo()).lock().await.unwrap();
        comment(adom.objects(), "installed").await.unwrap();
        let started = async {
            while !sim.calls().iter().any(|call| call.url.starts_with("/task/task/")) {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
        };
        tokio::select! {
            outcome = adom.install_package(package!("ppkg_001")).poll_every(PAUSES).into_future() => {
                panic!("{outcome:?} before the first poll");
            }
            () = started => {}
        }
        sim.clock().set_speed(1000.0);
        if is_committed {
            adom.commit().await.unwrap();
        } else {
            drop(adom);
        }
        fmg.close().await.unwrap();
        assert!(sim.fmg().installs()[0].is_installed());
        assert!(sim.fmg().locks("demo").is_empty());
    }
}

#[tokio::test]
async fn the_task_can_be_watched_and_cancelled() {
    let sim = quick().await;
    sim.fmg().set_install_time(Duration::from_secs(3600));
    let fmg = client(&sim, "admin");
    let work = fmg.adom(demo()).locked(async |adom| {
        let install = adom.install_package(package!("ppkg_001")).start().await?;
        let task = install.ok_or_else(|| Error::other("nothing to install"))?;
        assert!(task.cancel().await?);
        task.wait().poll_every(PAUSES).await
    });
    assert!(matches!(work.await.unwrap(), TaskOutcome::Cancelled(_)));
    assert!(sim.fmg().locks("demo").is_empty());
}

#[tokio::test]
async fn a_started_task_that_fails_is_an_error_of_the_commit() {
    let sim = quick().await;
    let refused = LineResult::Error(-1, "no tunnel".to_owned());
    sim.fmg().set_install_result("dev_001", refused);
    let fmg = client(&sim, "admin");
    let work = fmg.adom(demo()).locked(async |adom| {
        comment(adom.objects(), "saved").await?;
        adom.install_package(package!("ppkg_001"))
            .poll_every(PAUSES)
            .start()
            .await
            .map(drop)
    });
    let error = work.await.unwrap_err();
    assert!(error.is_task_failed(), "{error}");
    assert_eq!((committed(&sim).as_str(), sim.fmg().locks("demo").len()), ("saved", 0));
}

#[tokio::test]
async fn until_cancels_a_task_that_does_not_end() {
    let sim = quick().await;
    sim.clock().set_speed(1.0);
    sim.fmg().set_install_time(Duration::from_secs(3600));
    let fmg = client(&sim, "admin");
    let started = async {
        while !sim.calls().iter().any(|call| call.url.starts_with("/task/task/")) {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    let work = fmg
        .adom(demo())
        .locked(async |adom| adom.install_package(package!("ppkg_001")).poll_every(PAUSES).await);
    assert!(work.until(started).await.unwrap_err().is_interrupted());
    assert!(sim.fmg().locks("demo").is_empty());
    assert_eq!(sim.fmg().installs()[0].state, fmg_sim::fmg::TaskState::Cancelled);
}

#[tokio::test]
async fn a_lock_is_not_awaited_longer_than_its_wait() {
    let sim = quick().await;
    sim.clock().set_speed(0.0);
    let fmg = client(&sim, "admin");
    let adom = fmg.adom(demo()).lock().await.unwrap();
    adom.install_package(package!("ppkg_001")).start().await.unwrap();
    drop(adom);
    let error = fmg.adom(demo()).lock().wait(SOON).await.unwrap_err();
    assert!(error.is_locked(), "{error}");
    sim.clock().set_speed(1000.0);
    fmg.close().await.unwrap();
    assert!(sim.fmg().locks("demo").is_empty());
}

#[tokio::test]
async fn nothing_is_installed_after_a_lost_lock() {
    let sim = quick().await;
    let fmg = client(&sim, "admin");
    let adom = fmg.adom(demo()).lock().await.unwrap();
    comment(adom.objects(), "lost").await.unwrap();
    sim.fmg().lock_in_another_session("demo", "somebody");
    let error = adom.install_package(package!("ppkg_001")).await.unwrap_err();
    assert!(error.is_lock_lost(), "{error}");
    assert!(sim.fmg().installs().is_empty());
    adom.discard().await.unwrap();
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_clients_install() {
    let sim = Sim::builder().start_blocking().unwrap();
    sim.fmg().set_idle_timeout(YEAR);
    sim.clock().set_speed(1000.0);
    let builder = fmg::blocking::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    let fmg = builder.no_proxy().credentials("admin", "admin").build().unwrap();
    let outcome = fmg.adom(demo()).locked(|adom| {
        let install = adom.install_package(package!("ppkg_001"));
        install.poll_every(PAUSES).send()
    });
    assert!(outcome.unwrap().is_success());
    fmg.close().unwrap();
    assert!(sim.fmg().installs()[0].is_installed());
}
