//! Guards of blocking clients.

use std::panic::{AssertUnwindSafe, catch_unwind};

use super::*;

fn start(mode: WorkspaceMode) -> (Sim, fmg::blocking::Client) {
    let sim = Sim::builder().start_blocking().unwrap();
    sim.clock().set_speed(0.0);
    sim.fmg().set_workspace_mode(mode);
    let builder = fmg::blocking::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    let client = builder.no_proxy().credentials("admin", "admin").build().unwrap();
    (sim, client)
}

#[test]
fn changes_are_committed() {
    let (sim, fmg) = start(WorkspaceMode::Normal);
    let adom = fmg.adom(demo());
    adom.locked(|adom| adom.objects().ensure(host("new")).map(drop))
        .unwrap();
    assert_eq!(committed(&sim), "new");
    let guard = adom.lock().send().unwrap();
    guard.objects().ensure(host("newer")).unwrap();
    assert!(guard.is_dirty().unwrap());
    guard.check().unwrap();
    guard.save().unwrap();
    assert!(!guard.commit().unwrap().is_changed);
    assert_eq!((committed(&sim).as_str(), sim.fmg().locks("demo").len()), ("newer", 0));
}

#[test]
fn work_returns_what_was_saved() {
    for mode in [WorkspaceMode::Disabled, WorkspaceMode::Normal, WorkspaceMode::Workflow] {
        let (_sim, fmg) = start(mode);
        let lock = fmg.adom(demo()).lock();
        let (done, saved) = lock.run_saved(|adom| adom.objects().ensure(host("new"))).unwrap();
        assert!(done.is_change() && saved.is_changed);
        assert_eq!(saved.submitted.is_some(), mode == WorkspaceMode::Workflow);
    }
}

#[test]
fn an_error_and_a_panic_discard_all_changes() {
    for mode in [WorkspaceMode::Normal, WorkspaceMode::Workflow] {
        let (sim, fmg) = start(mode);
        let adom = fmg.adom(demo());
        let failed = adom.locked(|adom| {
            adom.objects().ensure(host("new"))?;
            Err::<(), _>(Error::other("the work has failed"))
        });
        failed.unwrap_err();
        let panicked = catch_unwind(AssertUnwindSafe(|| {
            adom.locked(|adom| {
                adom.objects().ensure(host("new"))?;
                panic!("in the work");
                #[allow(unreachable_code, reason = "it gives the type of the result")]
                Ok(())
            })
        }));
        panicked.unwrap_err();
        assert_eq!(
            (committed(&sim).as_str(), sim.fmg().locks("demo").len()),
            ("First host", 0)
        );
    }
}

#[test]
fn a_lock_whose_answer_is_lost_is_released_before_the_error() {
    let (sim, fmg) = start(WorkspaceMode::Normal);
    sim.faults()
        .arm("url=*/workspace/lock,first=1,do=drop".parse().unwrap());
    let error = fmg.adom(demo()).lock().wait(Duration::ZERO).send().unwrap_err();
    assert!(error.is_transport(), "{error}");
    assert!(sim.fmg().locks("demo").is_empty());
    fmg.adom(demo()).lock().send().unwrap().commit().unwrap();
    // A request that was not carried out has taken no lock.
    sim.faults().arm("url=*/workspace/lock,do=429".parse().unwrap());
    let before = steps(&sim).len();
    let error = fmg.adom(demo()).lock().wait(Duration::ZERO).send().unwrap_err();
    assert_eq!((error.http_status(), steps(&sim).len()), (Some(429), before + 1));
}

#[test]
fn the_end_of_the_session_releases_the_lock_of_a_dropped_guard() {
    let (sim, fmg) = start(WorkspaceMode::Normal);
    let outcome = fmg.with_session(|fmg| {
        let guard = fmg.adom(demo()).lock().send()?;
        guard.objects().ensure(host("lost"))?;
        drop(guard);
        assert_eq!(sim.fmg().locks("demo").len(), 1);
        Ok(())
    });
    outcome.unwrap();
    assert!(steps(&sim).contains(&"space/unlock".to_owned()));
    assert_eq!(
        (committed(&sim).as_str(), sim.fmg().locks("demo").len()),
        ("First host", 0)
    );
}
