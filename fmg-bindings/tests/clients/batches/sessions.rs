//! Tests of batches in sessions that have ended, and of blocking clients.

use super::{ADDRESSES, add, builder, client, get, received, sim};

#[tokio::test]
async fn a_batch_in_a_dead_session_is_sent_in_a_new_one() {
    let sim = sim().await;
    let fmg = builder(&sim).login_again().build().unwrap();
    fmg.login().await.unwrap();
    sim.fmg().end_sessions();
    for added in fmg.batch((0..3).map(add).collect::<Vec<_>>()).await.unwrap() {
        added.unwrap();
    }
    assert_eq!(received(&sim, "add", ADDRESSES), (2, 6));
    assert_eq!(sim.fmg().sessions(), ["admin"]);
    fmg.close().await.unwrap();

    let fmg = client(&sim);
    fmg.login().await.unwrap();
    sim.fmg().end_sessions();
    let read = fmg.batch(vec![get(0), get(1)]).await.unwrap();
    assert!(read.iter().all(|read| read.as_ref().unwrap_err().is_permission()));
    fmg.login().await.unwrap();
    assert!(fmg.batch(vec![get(0), get(1)]).await.unwrap().iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_refused_login_is_the_error_of_the_batch() {
    let sim = sim().await;
    let fmg = builder(&sim).credentials("admin", "wrong").build().unwrap();
    let error = fmg.batch(vec![add(0), add(1)]).await.unwrap_err();
    assert!(error.is_login_failed() && !error.is_outcome_unknown(), "{error}");
    assert_eq!(received(&sim, "add", ADDRESSES), (0, 0));
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_clients_send_batches() {
    use fmg_bindings::fmg;
    use fmg_sim::Sim;
    use fmg_sim::fmg::WorkspaceMode;

    let sim = Sim::builder().start_blocking().unwrap();
    sim.fmg().set_workspace_mode(WorkspaceMode::Disabled);
    let fmg = fmg::blocking::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
        .build()
        .unwrap();
    let added = fmg.batch(vec![add(0), add(1)]).send().unwrap();
    assert!(added.iter().all(Result::is_ok));
    let (first, none) = fmg.batch((get(0), get(7))).send().unwrap();
    assert!(first.is_ok() && none.unwrap_err().is_not_found());
    let replies = fmg.batch(vec![get(1)]).replies().unwrap();
    assert!(replies[0].as_ref().unwrap().json().contains("host_1"));
    fmg.close().unwrap();
}
