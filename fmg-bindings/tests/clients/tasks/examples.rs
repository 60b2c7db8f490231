//! Tests of the example that waits for a task.

use std::time::Duration;

use fmg_bindings::fmg::{PackagePath, TaskOutcome};
use fmg_bindings::{adom, package};
use fmg_sim::fmg::LineResult;
use indicatif::ProgressBar;

use super::{admin, count, fast};

#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/install_progress.rs"]
mod install_progress;

#[tokio::test]
async fn an_installation_shows_its_progress_and_its_results() {
    let sim = fast();
    let fmg = admin(&sim);
    let bar = ProgressBar::hidden();
    bar.set_length(100);
    let package = package!("ppkg_001");
    let outcome = install_progress::install(&fmg, &adom!("demo"), &package, &bar)
        .await
        .unwrap();
    assert!(matches!(outcome, TaskOutcome::Done(_)), "{outcome:?}");
    assert_eq!((bar.position(), bar.is_finished()), (100, true));
    let lines = install_progress::results(&outcome);
    let done = "dev_001: done: install and save finished status=OK".to_owned();
    assert!(lines.contains(&done), "{lines:?}");

    let full = LineResult::Error(-7, "the disk is full".to_owned());
    sim.fmg().set_install_result("dev_001", full);
    let outcome = install_progress::install(&fmg, &adom!("demo"), &package, &bar)
        .await
        .unwrap();
    let lines = install_progress::results(&outcome);
    assert!(
        lines.contains(&"dev_001: error: the disk is full".to_owned()),
        "{lines:?}"
    );
    assert!(outcome.into_result().unwrap_err().is_task_failed());

    // Both installations held their lock to the end, and it is released.
    assert_eq!(count(&sim, "exec", "/dvmdb/adom/demo/workspace/unlock/pkg/"), 2);
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_package_without_devices_is_nothing_to_do() {
    let sim = fast();
    sim.fmg().set_install_time(Duration::from_secs(3600));
    let fmg = admin(&sim);
    let package: PackagePath = "branches/europe/ppkg_002".parse().unwrap();
    let bar = ProgressBar::hidden();
    let outcome = install_progress::install(&fmg, &adom!("demo"), &package, &bar)
        .await
        .unwrap();
    assert_eq!(
        install_progress::results(&outcome),
        ["There is no device to install on."]
    );
    fmg.close().await.unwrap();
}
