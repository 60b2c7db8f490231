//! Locks that others hold, or take away, and guards of one session.

use fmg_bindings::error::WorkspaceErrorKind;
use fmg_bindings::serde_json::{Value, json};
use fmg_bindings::{Retry, name, package};

use super::*;

fn kind(error: &Error) -> WorkspaceErrorKind {
    error.workspace().unwrap().kind()
}

#[tokio::test]
async fn the_holder_is_named_when_the_time_is_over() {
    let sim = sim(WorkspaceMode::Normal).await;
    sim.fmg().lock_in_another_session("demo", "night shift");
    let fmg = client(&sim, "admin");
    let error = fmg.adom(demo()).lock().wait(SOON).await.unwrap_err();
    assert!(error.is_locked() && error.is_retryable(), "{error}");
    let holders = error.workspace().unwrap().holders();
    assert_eq!(
        (kind(&error), holders.len(), holders[0].user.as_deref()),
        (WorkspaceErrorKind::Held, 1, Some("night shift"))
    );
    assert!(
        error.to_string().contains("held by `night shift` in session 1 since "),
        "{error}"
    );
    assert_eq!(sim.fmg().locks("demo").len(), 1);
}

#[tokio::test]
async fn the_retries_of_the_client_do_not_lengthen_the_wait() {
    let sim = sim(WorkspaceMode::Normal).await;
    sim.fmg().lock_in_another_session("demo", "somebody");
    let retry = Retry::new().deadline(Duration::from_secs(3600));
    let fmg = builder(&sim)
        .credentials("admin", "admin")
        .retry(retry)
        .build()
        .unwrap();
    let error = fmg.adom(demo()).lock().wait(SOON).await.unwrap_err();
    assert_eq!(kind(&error), WorkspaceErrorKind::Held);
}

#[tokio::test]
async fn a_lock_that_is_released_in_time_is_taken() {
    let sim = sim(WorkspaceMode::Normal).await;
    sim.fmg().lock_in_another_session("demo", "somebody");
    let fmg = client(&sim, "admin");
    let (adom, appliance) = (fmg.adom(demo()), sim.fmg().clone());
    let release = async {
        while !steps(&sim).contains(&"space/lock".to_owned()) {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        appliance.unlock_in_another_session("demo");
    };
    let (guard, ()) = tokio::join!(adom.lock().into_future(), release);
    guard.unwrap().discard().await.unwrap();
}

#[tokio::test]
async fn a_lost_lock_is_not_a_success() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let adom = fmg.adom(demo()).lock().await.unwrap();
    comment(adom.objects(), "lost").await.unwrap();
    sim.fmg().lock_in_another_session("demo", "somebody");
    for error in [adom.check().await.unwrap_err(), adom.save().await.unwrap_err()] {
        assert!(error.is_lock_lost(), "{error}");
        assert_eq!(
            error.workspace().unwrap().holders()[0].user.as_deref(),
            Some("somebody")
        );
    }
    assert!(adom.commit().await.unwrap_err().is_lock_lost());
    assert_eq!(committed(&sim), "First host");
    // The lock of the other session stays.
    assert_eq!(sim.fmg().locks("demo")[0].user, "somebody");
}

#[tokio::test]
async fn a_lock_that_is_lost_between_check_and_commit_is_not_a_success() {
    let sim = sim(WorkspaceMode::Normal).await;
    let appliance = sim.fmg().clone();
    let taken = sim
        .fmg()
        .answer("exec", "/dvmdb/adom/<adom>/workspace/commit", move |_| {
            appliance.lock_in_another_session("demo", "somebody");
            json!(null)
        });
    taken.unwrap();
    let fmg = client(&sim, "admin");
    let work = fmg
        .adom(demo())
        .locked(async |adom| comment(adom.objects(), "lost").await);
    let error = work.await.unwrap_err();
    assert!(error.is_lock_lost(), "{error}");
    assert_eq!(committed(&sim), "First host");
}

#[tokio::test]
async fn a_lock_that_is_lost_and_taken_again_is_lost() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let work = fmg.adom(demo()).locked(async |adom| {
        comment(adom.objects(), "lost").await?;
        sim.fmg().lock_in_another_session("demo", "somebody");
        sim.fmg().unlock_in_another_session("demo");
        sim.clock().advance(Duration::from_secs(1));
        fmg.workspace().lock_adom(demo()).await?;
        let change = Address {
            comment: Field::Set("kept?".to_owned()),
            ..Address::default()
        };
        adom.objects().update(name!("host_001"), change).await.map(drop)
    });
    let error = work.await.unwrap_err();
    assert!(error.is_lock_lost(), "{error}");
}

#[tokio::test]
async fn a_closed_session_is_not_replaced_under_a_guard() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let adom = fmg.adom(demo()).lock().await.unwrap();
    fmg.clone().close().await.unwrap();
    for error in [
        comment(adom.objects(), "without the lock").await.unwrap_err(),
        adom.check().await.unwrap_err(),
    ] {
        assert!(error.is_lock_lost(), "{error}");
    }
    adom.discard().await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
    comment(fmg.adom(demo()).lock().await.unwrap().objects(), "again")
        .await
        .unwrap();
}

#[tokio::test]
async fn a_session_that_ended_before_the_lock_is_replaced() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = builder(&sim)
        .credentials("admin", "admin")
        .login_again()
        .build()
        .unwrap();
    fmg.sys().status().await.unwrap();
    sim.fmg().end_sessions();
    fmg.adom(demo())
        .locked(async |adom| comment(adom.objects(), "new").await)
        .await
        .unwrap();
    assert_eq!(committed(&sim), "new");
}

#[tokio::test]
async fn a_commit_is_not_made_in_a_new_session() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = builder(&sim)
        .credentials("admin", "admin")
        .login_again()
        .build()
        .unwrap();
    let workspace = fmg.workspace();
    workspace.lock_adom(demo()).await.unwrap();
    comment(fmg.adom(demo()).objects(), "lost").await.unwrap();
    sim.fmg().end_sessions();
    assert!(workspace.commit_adom(demo()).await.unwrap_err().is_permission());
    assert!(workspace.unlock_adom(demo()).await.unwrap_err().is_permission());
    assert_eq!(committed(&sim), "First host");
}

#[tokio::test]
async fn a_session_that_ends_under_the_lock_is_a_lost_lock() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = builder(&sim)
        .credentials("admin", "admin")
        .login_again()
        .build()
        .unwrap();
    let work = fmg.adom(demo()).locked(async |adom| {
        comment(adom.objects(), "lost").await?;
        sim.fmg().end_sessions();
        Ok(())
    });
    assert!(work.await.unwrap_err().is_lock_lost());
    assert_eq!(committed(&sim), "First host");
}

#[tokio::test]
async fn with_an_api_key_a_lock_that_cannot_be_released_is_an_error_of_close() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = builder(&sim).api_key("robot-api-key").build().unwrap();
    let rule = "url=*/workspace/unlock,do=refuse".parse().unwrap();
    let fault = sim.faults().arm(rule);
    drop(fmg.adom(demo()).lock().await.unwrap());
    assert!(fmg.clone().close().await.is_err());
    fault.disarm();
    fmg.close().await.unwrap();
    assert!(sim.fmg().locks("demo").is_empty());
}

#[tokio::test]
async fn guards_of_one_session_exclude_each_other() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let other = fmg.clone();
    let first = fmg.adom(demo()).lock().await.unwrap();
    for request in [
        other.adom(demo()).lock(),
        other.adom(demo()).lock_package(package!("ppkg_001")),
    ] {
        let error = request.wait(SOON).await.unwrap_err();
        assert_eq!(kind(&error), WorkspaceErrorKind::HeldInThisSession, "{error}");
    }
    let adom = other.adom(demo());
    let (second, ended) = tokio::join!(adom.lock().into_future(), first.commit());
    ended.unwrap();
    second.unwrap().discard().await.unwrap();
}

#[tokio::test]
async fn concurrent_changes_do_not_discard_each_other() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let add = async |number: usize| {
        fmg.adom(demo())
            .locked(async |adom| {
                let row = Address {
                    name: format!("concurrent_{number}").into(),
                    subnet: "10.0.0.0/8".into(),
                    ..Address::default()
                };
                adom.objects().add(row).await?;
                // Every other one fails after its write.
                if number % 2 == 1 {
                    Err(Error::other("odd"))
                } else {
                    Ok(())
                }
            })
            .await
    };
    let outcomes = futures_util::future::join_all((0..8).map(add)).await;
    let is_expected = |(number, outcome): (usize, &Result<(), Error>)| outcome.is_ok() == (number % 2 == 0);
    assert!(outcomes.iter().enumerate().all(is_expected), "{outcomes:?}");
    let rows = sim.fmg().rows("/pm/config/adom/demo/obj/firewall/address");
    let added = rows
        .iter()
        .filter(|row| row["name"].as_str().unwrap().starts_with("concurrent_"));
    assert_eq!(added.count(), 4);
}

#[tokio::test]
async fn clients_with_one_key_share_a_session_and_exclude_each_other() {
    let sim = sim(WorkspaceMode::Normal).await;
    let keyed = || builder(&sim).api_key("robot-api-key").build().unwrap();
    let (one, other) = (keyed(), keyed());
    let first = one.adom(demo()).lock().await.unwrap();
    let error = other.adom(demo()).lock().wait(SOON).await.unwrap_err();
    assert_eq!(kind(&error), WorkspaceErrorKind::HeldInThisSession);
    first.discard().await.unwrap();
    other.adom(demo()).lock().await.unwrap().discard().await.unwrap();
}

#[tokio::test]
async fn locks_of_different_parts_do_not_wait_for_each_other() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let one = fmg.adom(demo()).lock_package(package!("ppkg_001")).await.unwrap();
    let other = fmg
        .adom(demo())
        .lock_package(package!("branches/europe/ppkg_002"))
        .await
        .unwrap();
    assert_eq!(sim.fmg().locks("demo").len(), 2);
    one.discard().await.unwrap();
    other.commit().await.unwrap();
    assert!(sim.fmg().locks("demo").is_empty());
}

#[tokio::test]
async fn an_adom_with_a_hyphen_is_locked_like_any_other() {
    let state = json!({"fmg": {"adoms": [{"name": "my-adom", "workspace_mode": 1}], "devices": [], "packages": {},
        "tables": {}}});
    let Value::Object(state) = state else {
        unreachable!("it is an object")
    };
    let sim = Sim::builder().state(state).start().await.unwrap();
    let fmg = client(&sim, "admin");
    let mode = fmg.adom(adom!("my-adom")).locked(async |adom| Ok(adom.mode())).await;
    assert_eq!(mode.unwrap(), fmg::LockMode::Normal);
}
