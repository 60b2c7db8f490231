//! Tests of the examples for daily jobs against the simulator: what they find and write, and that they fail where they
//! should.

use fmg_bindings::{adom, fmg};
use fmg_sim::Sim;
use fmg_sim::fault::{Fault, Rule};
use serde_json::json;

#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/audit.rs"]
mod audit;
#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/workflow_change.rs"]
mod workflow_change;

const DEPOT: &str = "/pm/config/adom/ZTP_SINGLE/obj/firewall/address/depot";

fn client(sim: &Sim, user: &str, password: &str) -> fmg::Client {
    let builder = fmg::Client::builder(sim.fmg_url()).root_certificate(sim.certificate_pem());
    builder.no_proxy().credentials(user, password).build().unwrap()
}

/// Audits, and returns the lines without the head.
async fn lines(fmg: &fmg::Client) -> Result<Vec<String>, fmg_bindings::Error> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    audit::audit(fmg, &mut csv).await?;
    let text = String::from_utf8(csv.into_inner().unwrap()).unwrap();
    Ok(text.lines().skip(1).map(str::to_owned).collect())
}

#[tokio::test]
async fn an_audit_has_every_policy_and_every_unused_object() {
    let sim = Sim::start().await.unwrap();
    let policies = "/pm/config/adom/demo/pkg/branches/europe/ppkg_002/firewall/policy";
    for number in 1..=1200 {
        let row = json!({"policyid": number, "name": format!("p, {number}"), "srcaddr": ["host_002", "all"]});
        assert!(sim.fmg().put_row(policies, &row));
    }
    let group = json!({"name": "group_001", "member": ["www"]});
    assert!(sim.fmg().put_row("/pm/config/adom/demo/obj/firewall/addrgrp", &group));
    let mail = json!({"name": "mail_only", "restricted_prds": ["fml"]});
    assert!(sim.fmg().put_row("/dvmdb/adom", &mail));

    // A user who may only read.
    let fmg = client(&sim, "auditor", "auditor");
    let lines = lines(&fmg).await.unwrap();
    let of = |start: &str| lines.iter().filter(|line| line.starts_with(start)).count();
    assert_eq!(of("demo,branches/europe/ppkg_002,firewall/policy,"), 1200);
    let quoted = r#"demo,branches/europe/ppkg_002,firewall/policy,7,"p, 7",host_002 all,,,deny"#;
    assert!(lines.contains(&quoted.to_owned()), "{:?}", &lines[..9]);
    let first = "demo,ppkg_001,firewall/policy,1,Policy_001,host_001,all,ALL,accept";
    assert!(lines.contains(&first.to_owned()));
    let unused: Vec<_> = lines.iter().filter(|line| line.ends_with(",unused")).collect();
    let names: Vec<_> = unused
        .iter()
        .filter_map(|line| line.strip_prefix("demo,,"))
        .filter_map(|line| line.split(",,").next())
        .collect();
    let expected = [
        "firewall/address,Net_10.0.0.0/18",
        "firewall/address,none",
        "firewall/address,range_001",
        "firewall/addrgrp,group_001",
    ];
    for name in expected {
        assert!(names.contains(&name), "{name}: {names:?}");
    }
    assert_eq!(names.len(), expected.len(), "{names:?}");
    assert_eq!(of("mail_only,"), 0);
    // In pages, and nothing is written.
    let calls = sim.calls();
    let pages = calls.iter().filter(|call| call.url == policies).count();
    assert_eq!(pages, 3);
    assert!(
        calls
            .iter()
            .all(|call| call.method == "get" || call.url.starts_with("/sys/log"))
    );
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn an_audit_that_could_not_read_everything_fails() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim, "auditor", "auditor");
    fmg.login().await.unwrap();
    let start = sim.received().len();
    lines(&fmg).await.unwrap();
    let steps = sim.received().len() - start;
    for step in 1..=steps as u64 {
        let armed = sim.faults().arm(Rule::new(Fault::Truncate).nth(step));
        let error = lines(&fmg).await.unwrap_err();
        assert_eq!(armed.hits(), 1, "{step}: {error}");
    }
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_workflow_change_is_submitted_and_approved() {
    let sim = Sim::start().await.unwrap();
    let (author, approver) = (client(&sim, "author", "author"), client(&sim, "devops", "fortinet"));
    let adom = adom!("ZTP_SINGLE");
    let session = workflow_change::submit(&author, &adom).await.unwrap().unwrap();
    assert!(sim.fmg().row(DEPOT).is_none() && sim.fmg().locks("ZTP_SINGLE").is_empty());
    // Its author is no approver.
    let error = workflow_change::approve(&author, &adom, session).await.unwrap_err();
    assert!(error.is_permission(), "{error}");
    workflow_change::approve(&approver, &adom, session).await.unwrap();
    assert!(sim.fmg().row(DEPOT).is_some());
    // There is nothing more to approve, and nothing to change.
    let error = workflow_change::approve(&approver, &adom, session).await.unwrap_err();
    assert!(error.to_string().contains("waits for no approver"), "{error}");
    assert_eq!(workflow_change::submit(&author, &adom).await.unwrap(), None);
    author.close().await.unwrap();
    approver.close().await.unwrap();
    assert!(sim.fmg().locks("ZTP_SINGLE").is_empty() && sim.fmg().logins().is_empty());
}

#[tokio::test]
async fn a_workflow_change_that_fails_submits_nothing() {
    let sim = Sim::start().await.unwrap();
    let author = client(&sim, "author", "author");
    let adom = adom!("ZTP_SINGLE");
    let rule = Rule::new(Fault::ServerError).url("*/firewall/address").method("add");
    sim.faults().arm(rule);
    assert!(workflow_change::submit(&author, &adom).await.is_err());
    assert!(!sim.calls().iter().any(|call| call.url.contains("/workflow/submit")));
    assert!(sim.fmg().locks("ZTP_SINGLE").is_empty());
    author.close().await.unwrap();
}
