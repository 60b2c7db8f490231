//! Probes of a FortiManager.

use std::collections::BTreeSet;

use fmg_bindings::fmg::AdomName;
use fmg_probe::probe::{Fmg, Outcome, Why};
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::{Answer, Sim};
use serde_json::json;

use crate::support::{assert_only_reads, assert_shows_none, fortimanager, misfits, outcome, probe_fmg, texts};

#[tokio::test]
async fn everything_fits_and_nothing_is_changed() {
    let sim = Sim::start().await.unwrap();
    let report = probe_fmg(&sim, &Fmg::default()).await;
    assert!(report.fits(), "{report}");
    assert_only_reads(&sim);
    for url in [
        "/sys/status",
        "/dvmdb/device",
        "/dvmdb/device/<device>/vdom",
        "/pm/config/<scope>/obj/firewall/address",
        "/pm/config/<scope>/obj/firewall/address/<key>",
        "/pm/config/<scope>/pkg/<package>/firewall/policy",
        "/pm/config/device/<device>/global/system/interface",
        "/task/task",
    ] {
        let outcome = outcome(&report, url);
        assert!(matches!(outcome, Outcome::Read { .. }), "{url}: {outcome:?}");
    }
    for (url, why) in [("/sys/reboot", Why::Changes), ("/task/task/<id>", Why::Names)] {
        assert_eq!(*outcome(&report, url), Outcome::Skipped { why }, "{url}");
    }
}

#[tokio::test]
async fn a_chosen_adom_is_read() {
    let sim = Sim::start().await.unwrap();
    let mut what = Fmg::default();
    what.adom = Some(AdomName::new("no-such-adom").unwrap());
    let report = probe_fmg(&sim, &what).await;
    let absent = outcome(&report, "/pm/config/<scope>/obj/firewall/address");
    assert!(matches!(absent, Outcome::Absent { .. }), "{absent:?}");
    assert_eq!(
        *outcome(&report, "/pm/config/<scope>/pkg/<package>/firewall/policy"),
        Outcome::Skipped { why: Why::Names }
    );
    assert_shows_none(&report, ["no-such-adom".to_owned()]);
}

#[tokio::test]
async fn every_misfit_is_named_without_values_and_names() {
    let sim = Sim::start().await.unwrap();
    let addresses =
        |_: &fmg_sim::Call| json!([{"name": {"secret": "secret-name"}, "comment": ["secret-comment", {"x": 1}]}]);
    sim.fmg()
        .answer("get", "/pm/config/adom/<adom>/obj/firewall/address", addresses)
        .unwrap();
    let refused = |_: &fmg_sim::Call| Answer::status(-11, "secret-message");
    sim.fmg().answer("get", "/sys/ha/status", refused).unwrap();
    let failed = |_: &fmg_sim::Call| Answer::status(-1, "secret-message");
    sim.fmg().answer("get", "/task/task", failed).unwrap();
    let report = probe_fmg(&sim, &Fmg::default()).await;
    let found = misfits(&report).join("\n");
    assert!(
        found.contains("get /pm/config/<scope>/obj/firewall/address: "),
        "{found}"
    );
    assert!(found.contains("`result[].data[].name`"), "{found}");
    assert_eq!(
        *outcome(&report, "/sys/ha/status"),
        Outcome::Refused { status: Some(-11) }
    );
    assert!(matches!(
        outcome(&report, "/task/task"),
        Outcome::Failed { status: Some(-1), .. }
    ));
    assert_shows_none(
        &report,
        ["secret-name", "secret-comment", "secret-message"].map(str::to_owned),
    );
}

#[tokio::test]
async fn no_text_of_the_appliance_is_shown() {
    let sim = Sim::start().await.unwrap();
    let mut held = BTreeSet::new();
    let client = fortimanager(&sim);
    for url in [
        "/dvmdb/device",
        "/dvmdb/adom",
        "/pm/config/adom/demo/obj/firewall/address",
    ] {
        let rows = client
            .call(fmg_bindings::fmg::Method::Get, fmg_bindings::fmg::Url::written(url))
            .await
            .unwrap();
        for row in rows.as_array().unwrap() {
            for name in ["name", "hostname", "sn", "ip", "desc", "comment", "subnet"] {
                texts(&row[name], &mut held);
            }
        }
    }
    client.close().await.unwrap();
    assert!(held.len() > 10, "{held:?}");
    // Logins and the names that the probe looks for have to be whole.
    sim.faults().arm(Rule::new(Fault::Misfit).url("/pm/config/*"));
    let report = probe_fmg(&sim, &Fmg::default()).await;
    assert!(report.misfits().count() > 5, "{report}");
    assert_shows_none(&report, held);
}
