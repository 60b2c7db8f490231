use fmg_bindings::fmg::{self, TaskOutcome};
use fmg_bindings::{Error, adom, package};
use fmg_sim::Sim;
use fmg_sim::fault::{Fault, Rule};
use futures_util::stream::{self, StreamExt};
use serde_json::{Value, json};

use crate::provision_branch::provision_branch;

const ADDRESSES: &str = "/pm/config/adom/branches/obj/firewall/address";

/// A FortiManager with an ADOM that needs locks, and in it a package for the branches.
async fn start() -> Sim {
    let state = json!({"fmg": {
        "adoms": [{"name": "branches", "workspace_mode": 1}],
        "packages": {"branches": [{"name": "ppkg"}]},
        "devices": [],
        "tables": {},
    }});
    let state = state.as_object().cloned().unwrap_or_default();
    Sim::builder().state(state).task_speed(100.0).start().await.unwrap()
}

async fn run(sim: &Sim) -> Result<TaskOutcome, Error> {
    let builder = fmg::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    let fmg = builder.no_proxy().credentials("admin", "admin").build()?;
    let (adom, package, serial) = (adom!("branches"), package!("ppkg"), "FGT60FTK20000001");
    let work = async |fmg: &fmg::Client| provision_branch(&fmg.adom(adom), &package, "branch-7", serial).await;
    fmg.with_session(work).await
}

#[tokio::test]
async fn a_branch_is_provisioned_once() {
    let sim = start().await;
    assert!(run(&sim).await.unwrap().is_success());
    let calls = sim.calls();
    let sent = |url: &str| calls.iter().rfind(|call| call.url == url).unwrap();
    let hosts = sent(ADDRESSES).data.as_ref().and_then(Value::as_array);
    assert_eq!(hosts.map(Vec::len), Some(50));
    let targets = sent("/securityconsole/install/package").member("scope");
    assert_eq!(targets, Some(&json!([{"name": "branch-7", "vdom": "root"}])));

    assert!(run(&sim).await.unwrap().is_success());
    let mut again = sim.calls().into_iter().skip(calls.len());
    assert!(again.all(|call| call.method == "get" || call.method == "exec"));
}

#[tokio::test]
async fn a_fault_at_any_step_leaves_nothing_half_done() {
    let sim = start().await;
    assert!(run(&sim).await.unwrap().is_success());
    // Without the login and the logout: if one of them fails, the session may stay open.
    let steps = 2..sim.received().len() as u64;
    let faults = [Fault::Drop, Fault::ServerError, Fault::TaskFails];
    let cases = |fault| steps.clone().map(move |step| (fault, step));
    stream::iter(faults.into_iter().flat_map(cases))
        .for_each_concurrent(20, async |(fault, step)| {
            let sim = start().await;
            sim.faults().arm(Rule::new(fault).nth(step));
            let is_success = run(&sim).await.is_ok_and(|outcome| outcome.is_success());
            let (fmg, case) = (sim.fmg(), format!("{fault} at step {step}"));
            // A run that polls the task less often has its logout at an earlier step.
            let mut hit = sim.calls().into_iter().filter(|call| call.fault.is_some());
            let is_logout = hit.any(|call| call.url == "/sys/logout");
            assert!(is_logout || fmg.logins().is_empty(), "{case}");
            assert!(fmg.locks("branches").is_empty(), "{case}");
            // Every ADOM has two addresses of its own.
            let (rows, installs) = (fmg.rows(ADDRESSES).len(), fmg.installs().len());
            assert!(rows == 52 || rows == 2 && installs == 0 && !is_success, "{case}");
            assert!(run(&sim).await.unwrap().is_success(), "{case}");
            assert!(
                fmg.rows(ADDRESSES).len() == 52 && fmg.installs().len() > installs,
                "{case}"
            );
        })
        .await;
}
