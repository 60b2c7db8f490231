//! Sessions, retries and locks of calls that are forwarded.

use std::time::Duration;

use fmg_bindings::fmg::Adom;
use fmg_bindings::fortigate_proxy::ProxyTarget;
use fmg_bindings::fortios::cmdb::firewall::Address;
use fmg_bindings::fortios::monitor::system::Status;
use fmg_bindings::{Retry, fmg};
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::fmg::WorkspaceMode;

use super::{ADOM, PROXY, builder, manager, received, sim, through};

#[tokio::test]
async fn ending_the_client_of_a_fortigate_ends_no_session() {
    let sim = sim().await;
    let fmg = manager(&sim);
    let fgt = through(&fmg);
    fgt.with_session(async |fgt| fgt.monitor().system().status().await)
        .await
        .unwrap();
    fgt.logout().await.unwrap();
    fgt.close().await.unwrap();
    assert_eq!(sim.fmg().sessions(), ["admin"]);
    assert_eq!(received(&sim, "/sys/login/user").len(), 1);
    assert!(sim.fortios().sessions().is_empty());
    fmg.close().await.unwrap();
    assert!(sim.fmg().sessions().is_empty());
}

#[tokio::test]
async fn a_session_that_has_ended_is_replaced_if_the_client_may() {
    let sim = sim().await;
    let fmg = builder(&sim).login_again().build().unwrap();
    let fgt = through(&fmg);
    fgt.monitor().system().status().await.unwrap();
    sim.fmg().end_sessions();
    fgt.monitor().system().status().await.unwrap();
    assert_eq!(received(&sim, "/sys/login/user").len(), 2);

    sim.fmg().end_sessions();
    let other = manager(&sim);
    let fgt = through(&other);
    fgt.monitor().system().status().await.unwrap();
    sim.fmg().end_sessions();
    let error = fgt.monitor().system().status().await.unwrap_err();
    assert!(error.is_permission(), "{error}");
    fmg.close().await.unwrap();
    other.forget_session();
}

#[tokio::test]
async fn a_read_is_repeated_and_a_creation_is_not() {
    let sim = sim().await;
    let retry = Retry::new().attempts(3).first_delay(Duration::from_millis(1));
    let fmg = builder(&sim).retry(retry).build().unwrap();
    let fgt = through(&fmg);
    sim.faults().arm(Rule::new(Fault::Truncate).url(PROXY).first(2));
    fgt.monitor().system().status().await.unwrap();
    assert_eq!(received(&sim, PROXY).len(), 3);

    // The reply to the creation is lost. A read finds the object, which was created once.
    sim.faults().arm(Rule::new(Fault::Truncate).url(PROXY).first(1));
    let depot = Address {
        name: Some("depot".into()),
        subnet: Some("10.1.0.0 255.255.0.0".into()),
        ..Address::default()
    };
    fgt.cmdb().create(&depot).await.unwrap();
    let actions: Vec<_> = received(&sim, PROXY)[3..]
        .iter()
        .map(|call| call.data.as_ref().unwrap()["action"].clone())
        .collect();
    assert_eq!(actions, ["post", "get"]);
    fmg.close().await.unwrap();
}

/// A forwarded call changes no database of FortiManager, so no change can be submitted.
#[tokio::test]
async fn a_forwarded_call_is_no_change_of_the_adom() {
    let sim = sim().await;
    sim.fmg().set_workspace_mode(WorkspaceMode::Workflow);
    let fmg = manager(&sim);
    let demo: Adom<'_, fmg::Client> = fmg.adom(ADOM);
    demo.locked(async |_| {
        through(&fmg).monitor().system().status().await?;
        let all = fmg.fortigates([ProxyTarget::all(ADOM)]);
        all.send(Status::new()).await.map(drop)
    })
    .await
    .unwrap();
    let submitted = sim
        .calls()
        .into_iter()
        .filter(|call| call.url.contains("/workflow/submit"))
        .count();
    assert_eq!(submitted, 0);
    fmg.close().await.unwrap();
}
