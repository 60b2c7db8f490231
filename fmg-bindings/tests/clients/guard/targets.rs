//! Locks of parts of a database, and of the global one.

use fmg_bindings::error::WorkspaceErrorKind;
use fmg_bindings::fmg::dhcp_server::DhcpServer;
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::fmg::{LockMode, PolicyId};
use fmg_bindings::{device, object, package, vdom};

use super::*;

fn policy(comment: &str) -> Policy {
    Policy {
        comments: Field::Set(comment.to_owned()),
        ..Policy::default()
    }
}

/// The comment on the first policy that all sessions see.
fn policy_comment(sim: &Sim) -> String {
    let row = sim
        .fmg()
        .row("/pm/config/adom/demo/pkg/ppkg_001/firewall/policy/1")
        .unwrap();
    row["comments"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_package_is_locked_and_committed() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let adom = fmg.adom(demo()).lock_package(package!("ppkg_001")).await.unwrap();
    let policies = adom.package(package!("ppkg_001"));
    policies.update(PolicyId::new(1), policy("new")).await.unwrap();
    // The lock does not cover the objects of the ADOM.
    assert!(comment(adom.objects(), "not covered").await.is_err());
    assert!(adom.is_dirty().await.unwrap());
    adom.commit().await.unwrap();
    assert_eq!(
        (policy_comment(&sim).as_str(), sim.fmg().locks("demo").len()),
        ("new", 0)
    );
}

#[tokio::test]
async fn a_policy_is_locked_and_committed_with_its_package() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let request = || fmg.adom(demo()).lock_policy(package!("ppkg_001"), PolicyId::new(1));
    let error = request().await.unwrap_err();
    assert_eq!(error.workspace().unwrap().kind(), WorkspaceErrorKind::PolicyLocksOff);
    sim.fmg().set_per_policy_lock(true);
    let work = request().run(async |adom| {
        let policies = adom.package(package!("ppkg_001"));
        policies.update(PolicyId::new(1), policy("new")).await.map(drop)
    });
    work.await.unwrap();
    assert_eq!(
        (policy_comment(&sim).as_str(), sim.fmg().locks("demo").len()),
        ("new", 0)
    );
}

#[tokio::test]
async fn an_object_is_locked_beside_a_package() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let adom = fmg.adom(demo());
    let path = || object!("firewall/address/host_001");
    assert!(adom.lock_object(path()).wait(SOON).await.unwrap_err().code().is_some());
    assert!(sim.fmg().locks("demo").is_empty());
    let package = adom.lock_package(package!("ppkg_001")).await.unwrap();
    let host = package.lock_object(path()).await.unwrap();
    comment(host.objects(), "new").await.unwrap();
    host.commit().await.unwrap();
    package.discard().await.unwrap();
    assert_eq!((committed(&sim).as_str(), sim.fmg().locks("demo").len()), ("new", 0));
}

#[tokio::test]
async fn a_device_is_locked_and_committed() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let work = fmg.adom(demo()).lock_device(device!("dev_001")).run(async |_| {
        let servers = fmg.device(device!("dev_001")).vdom(vdom!("root"));
        let server = DhcpServer {
            netmask: Field::Set("255.255.255.0".parse().unwrap()),
            ..DhcpServer::default()
        };
        servers.add(server).await.map(drop)
    });
    work.await.unwrap();
    let rows = sim.fmg().rows("/pm/config/device/dev_001/vdom/root/system/dhcp/server");
    assert_eq!((rows.is_empty(), sim.fmg().locks("demo").len()), (false, 0));
}

#[tokio::test]
async fn the_global_database_is_locked_and_committed() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let work = fmg.global().locked(async |global| {
        let row = Address {
            name: "global_1".into(),
            subnet: "10.0.0.0/8".into(),
            ..Address::default()
        };
        global.objects().add(row).await?;
        Ok(global.mode())
    });
    assert_eq!(work.await.unwrap(), LockMode::Normal);
    assert!(
        sim.fmg()
            .row("/pm/config/global/obj/firewall/address/global_1")
            .is_some()
    );
    assert!(sim.fmg().locks("global").is_empty());
}

#[tokio::test]
async fn a_target_that_does_not_exist_is_refused() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let adom = fmg.adom(demo());
    let missing = [
        adom.lock_package(package!("missing")),
        adom.lock_device(device!("missing")),
    ];
    for request in missing {
        let error = request.await.unwrap_err();
        assert!(error.code().is_some(), "{error}");
    }
    assert!(fmg.adom(adom!("missing")).lock().await.unwrap_err().code().is_some());
    // Nothing is left that would keep the next guard waiting.
    adom.lock().await.unwrap().discard().await.unwrap();
}

#[tokio::test]
async fn several_adoms_are_locked_and_all_are_released() {
    let sim = sim(WorkspaceMode::Normal).await;
    let fmg = client(&sim, "admin");
    let names = ["root", "demo", "ZTP_SINGLE"];
    let mut guards = Vec::new();
    for name in names {
        guards.push(fmg.adom(AdomName::new(name).unwrap()).lock().await.unwrap());
    }
    drop(guards);
    fmg.close().await.unwrap();
    assert!(names.iter().all(|name| sim.fmg().locks(name).is_empty()));
}
