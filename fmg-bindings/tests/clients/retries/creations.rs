//! Tests of creations whose response is lost: a read shows their effect.

use std::time::Duration;

use fmg_bindings::fmg::PolicyId;
use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::{Error, adom, name, package};
use fmg_sim::{Call, Sim};
use serde_json::json;

use super::{FAULTS, Seen, arm, builder, calls, client, host, quick};

const ADDRESSES: &str = "/pm/config/adom/root/obj/firewall/address";
const ROW: &str = "/pm/config/adom/root/obj/firewall/address/a";
const POLICIES: &str = "/pm/config/adom/root/pkg/default/firewall/policy";

/// Adds the row `a`.
async fn add(sim: &Sim, row: Address) -> Result<Option<fmg_bindings::fmg::ObjectName>, Error> {
    let fmg = client(sim);
    let added = fmg.adom(adom!("root")).objects().add(row).await;
    fmg.close().await.unwrap();
    added
}

#[tokio::test]
async fn a_row_is_added_once_whatever_happens_to_the_response() {
    for (fault, seen) in FAULTS {
        for times in 1..=3 {
            let sim = Sim::start().await.unwrap();
            arm(&sim, &format!("method=add,first={times},do={fault}"));
            let row = Address {
                comment: "edge".into(),
                color: 7.into(),
                ..host("a")
            };
            assert_eq!(add(&sim, row).await.unwrap(), Some(name!("a")), "{fault} {times}");
            let (received, carried_out) = calls(&sim, "add", ADDRESSES);
            assert_eq!(carried_out, 1, "{fault} {times}");
            // A request that was carried out is not sent again.
            let sent = if seen == Seen::CarriedOut { 1 } else { times + 1 };
            assert_eq!(received, sent, "{fault} {times}");
            let reads = match seen {
                Seen::CarriedOut => 1,
                Seen::Never => times,
                Seen::Refused => 0,
            };
            assert_eq!(calls(&sim, "get", ROW).0, reads, "{fault} {times}");
            assert_eq!(sim.fmg().row(ROW).unwrap()["comment"], "edge");
        }
    }
}

/// Each fault at each request: that of the first add, that of the read, that of the second add.
#[tokio::test]
async fn no_sequence_of_faults_adds_a_row_twice_or_reports_one_that_was_not_added() {
    let sim = Sim::start().await.unwrap();
    let fmg = builder(&sim).retry(quick().budget(None)).build().unwrap();
    let root = fmg.adom(adom!("root"));
    let objects = root.objects();
    fmg.login().await.unwrap();
    let mut outcomes = Vec::new();
    for (first, _) in FAULTS {
        for read in ["refuse", "drop-midway", "429", "html:404", "garbage"] {
            for second in ["refuse", "drop", "429", "html:404", "garbage", "locked"] {
                let row = format!("r{}", outcomes.len());
                sim.faults().clear();
                for rule in [
                    // A rule hides a request from later ones.
                    format!("method=add,nth=1,do={first}"),
                    format!("method=add,first=1,do={second}"),
                    format!("method=get,url={ADDRESSES}/{row},first=1,do={read}"),
                ] {
                    sim.faults().arm(rule.parse().unwrap());
                }
                let added = objects.add(host(&row)).await;
                outcomes.push((row, format!("{first}, {read}, {second}: {added:?}"), added));
            }
        }
    }
    let calls = sim.calls();
    let is_add_of = |call: &Call, row: &str| call.method == "add" && call.member("name") == Some(&row.into());
    let mut done = 0;
    for (row, context, added) in &outcomes {
        let carried_out = calls.iter().filter(|call| is_add_of(call, row) && call.is_success());
        let exists = sim.fmg().row(&format!("{ADDRESSES}/{row}")).is_some();
        assert_eq!(carried_out.count(), usize::from(exists), "{context}");
        match added {
            Ok(_) => assert!(exists, "{context}"),
            Err(error) => assert!(error.is_outcome_unknown() || !exists, "{context}"),
        }
        done += usize::from(added.is_ok());
    }
    println!("{done} of {} rows were added", outcomes.len());
    assert!(done > 0 && done < outcomes.len());
}

#[tokio::test]
async fn a_row_that_never_arrives_is_an_error() {
    let sim = Sim::start().await.unwrap();
    arm(&sim, "method=add,do=refuse");
    let error = add(&sim, host("a")).await.unwrap_err();
    assert!(error.is_outcome_unknown() && error.attempts() == 4, "{error}");
    assert!(!error.is_other_object() && sim.fmg().row(ROW).is_none());
    assert_eq!(calls(&sim, "add", ADDRESSES), (4, 0));
}

#[tokio::test]
async fn a_row_with_other_values_is_not_taken_for_the_one_that_was_sent() {
    let sim = Sim::start().await.unwrap();
    let existing = |comment: &str| json!({"name": "a", "subnet": ["10.0.0.1", "255.255.255.255"], "comment": comment});
    for fault in ["refuse", "drop", "html:502"] {
        assert!(sim.fmg().put_row(ADDRESSES, &existing("of somebody else")));
        arm(&sim, &format!("method=add,first=1,do={fault}"));
        let row = || Address {
            comment: "edge".into(),
            ..host("a")
        };
        let before = calls(&sim, "add", ADDRESSES).0;
        let error = add(&sim, row()).await.unwrap_err();
        assert!(
            error.is_other_object() && error.is_outcome_unknown(),
            "{fault}: {error}"
        );
        assert!(error.to_string().contains("an object with this key exists"), "{error}");
        assert_eq!(calls(&sim, "add", ADDRESSES).0, before + 1, "{fault}");
        assert_eq!(sim.fmg().row(ROW).unwrap()["comment"], "of somebody else");

        // With the same values, it is what the caller asked for.
        assert!(sim.fmg().put_row(ADDRESSES, &existing("edge")));
        arm(&sim, &format!("method=add,first=1,do={fault}"));
        assert_eq!(add(&sim, row()).await.unwrap(), Some(name!("a")), "{fault}");
    }
    // Without a lost response, a row that exists is an error as ever.
    sim.faults().clear();
    let error = add(&sim, host("a")).await.unwrap_err();
    assert!(
        error.is_exists() && !error.is_other_object() && !error.is_outcome_unknown(),
        "{error}"
    );
}

#[tokio::test]
async fn a_creation_that_cannot_be_read_back_stays_unknown() {
    for (read, reads) in [("refuse", 4), ("html:404", 1), ("garbage", 1), ("session-expired", 1)] {
        let sim = Sim::start().await.unwrap();
        sim.faults().clear();
        sim.faults().arm("method=add,first=1,do=drop".parse().unwrap());
        sim.faults()
            .arm(format!("method=get,url={ROW},do={read}").parse().unwrap());
        let fmg = client(&sim);
        let error = fmg.adom(adom!("root")).objects().add(host("a")).await.unwrap_err();
        assert!(error.is_transport() && error.is_outcome_unknown(), "{read}: {error}");
        assert!(
            !error.is_other_object() && error.method() == Some("add"),
            "{read}: {error}"
        );
        assert_eq!(calls(&sim, "add", ADDRESSES), (1, 1), "{read}");
        assert_eq!(calls(&sim, "get", ROW).0, reads, "{read}");
    }
}

#[tokio::test]
async fn a_row_whose_key_the_appliance_chooses_is_added_once_and_not_settled() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    let root = fmg.adom(adom!("root"));
    let policies = root.package(package!("default"));
    let numbered = |number| Policy {
        policyid: PolicyId::new(number).into(),
        ..Policy::default()
    };
    for (nth, policy) in [Policy::default(), numbered(0)].into_iter().enumerate() {
        arm(&sim, &format!("method=add,url={POLICIES},first=1,do=drop"));
        let error = policies.add(policy).await.unwrap_err();
        assert!(error.is_outcome_unknown() && error.attempts() == 1, "{error}");
        assert_eq!(calls(&sim, "add", POLICIES), (nth + 1, nth + 1));
    }
    // A number of the caller's own is a key.
    arm(&sim, &format!("method=add,url={POLICIES},first=1,do=drop"));
    let added = policies.add(numbered(777)).await.unwrap();
    assert_eq!(added, Some(PolicyId::new(777)));
    assert_eq!(calls(&sim, "add", POLICIES), (3, 3));
    // Nor is one settled whose reply the caller reads as another type, that has members which the read does not know, or
    // that is sent once.
    let objects = root.objects();
    arm(&sim, "method=add,first=1,do=drop");
    let added = objects.add(host("c")).member("workflow note", "x");
    assert!(added.await.unwrap_err().is_outcome_unknown());
    arm(&sim, "method=add,first=1,do=drop");
    let error = objects.add(host("a")).read_as::<serde_json::Value>().await.unwrap_err();
    assert!(error.is_outcome_unknown(), "{error}");
    arm(&sim, "method=add,first=1,do=drop");
    assert!(
        objects
            .add(host("b"))
            .no_retry()
            .await
            .unwrap_err()
            .is_outcome_unknown()
    );
}

#[tokio::test]
async fn an_add_that_is_carried_out_late_is_settled_when_the_next_one_is_refused() {
    let sim = Sim::start().await.unwrap();
    sim.faults().arm("method=add,first=1,do=refuse".parse().unwrap());
    // The read sees no row, and its response takes a while.
    sim.faults()
        .arm(format!("method=get,url={ROW},first=1,do=delay:300ms").parse().unwrap());
    let fmg = client(&sim);
    let adding = tokio::spawn(async move { fmg.adom(adom!("root")).objects().add(host("a")).await });
    while calls(&sim, "get", ROW).0 == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    // Meanwhile the first add is carried out.
    assert!(sim.fmg().put_row(
        ADDRESSES,
        &json!({"name": "a", "subnet": ["10.0.0.1", "255.255.255.255"]}),
    ));
    assert_eq!(adding.await.unwrap().unwrap(), Some(name!("a")));
    assert_eq!(calls(&sim, "add", ADDRESSES), (2, 0));
    assert_eq!(calls(&sim, "get", ROW).0, 2);
}

#[tokio::test]
async fn settling_is_within_the_budget_but_not_within_the_deadline() {
    let sim = Sim::start().await.unwrap();
    let fmg = builder(&sim).retry(quick().budget(0)).build().unwrap();
    let root = fmg.adom(adom!("root"));
    let objects = root.objects();
    arm(&sim, "method=add,first=1,do=drop");
    assert!(objects.add(host("a")).await.unwrap_err().is_outcome_unknown());
    assert_eq!(calls(&sim, "get", ROW).0, 0);
    // After the deadline the row is still read, but not added again.
    let late = || quick().deadline(Duration::ZERO);
    arm(&sim, "method=add,first=1,do=drop");
    objects.add(host("b")).retry(late()).await.unwrap();
    arm(&sim, "method=add,first=1,do=refuse");
    let error = objects.add(host("c")).retry(late()).await.unwrap_err();
    assert!(error.is_outcome_unknown() && error.attempts() == 1, "{error}");
    assert_eq!(calls(&sim, "add", ADDRESSES), (3, 2));
}

#[tokio::test]
async fn ensure_and_child_rows_are_settled_like_any_row() {
    let sim = Sim::start().await.unwrap();
    let fmg = client(&sim);
    let root = fmg.adom(adom!("root"));
    arm(&sim, "method=add,first=1,do=drop");
    assert!(root.objects().ensure(host("a")).await.unwrap().is_change());
    assert_eq!(calls(&sim, "add", ADDRESSES), (1, 1));
    // In the session that replaces a lost one.
    let fmg = builder(&sim).retry(quick()).login_again().build().unwrap();
    let root = fmg.adom(adom!("root"));
    fmg.login().await.unwrap();
    sim.faults().clear();
    sim.faults().arm("method=add,first=1,do=drop".parse().unwrap());
    sim.faults().arm(
        format!("method=get,url={ADDRESSES}/b,first=1,do=session-expired")
            .parse()
            .unwrap(),
    );
    root.objects().add(host("b")).await.unwrap();
    assert_eq!(calls(&sim, "add", ADDRESSES), (2, 2));
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_clients_settle_too() {
    let sim = crate::simulated::start(Sim::builder());
    let fmg = fmg_bindings::fmg::blocking::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
        .retry(quick())
        .build()
        .unwrap();
    arm(&sim, "method=add,first=1,do=drop-midway");
    let added = fmg.adom(adom!("root")).objects().add(host("a")).send().unwrap();
    assert_eq!(added, Some(name!("a")));
    assert_eq!(calls(&sim, "add", ADDRESSES), (1, 1));
    fmg.close().unwrap();
}

#[cfg(feature = "fortios")]
mod fortigate {
    use fmg_bindings::fortios::Client;
    use fmg_bindings::{Table, mkey, vdom};
    use fmg_sim::Sim;
    use serde::Serialize;
    use serde_json::{Value, json};

    use super::super::{FAULTS, Seen, arm, calls, quick};

    #[derive(Serialize, Table)]
    #[table("firewall/address", key(name))]
    struct Address {
        name: String,
        subnet: String,
        comment: String,
    }

    /// It has a property whose name makes the client wrap it.
    #[derive(Serialize, Table)]
    #[table("firewall/policy", key(policyid))]
    struct Policy {
        policyid: u32,
        action: &'static str,
        schedule: &'static str,
        srcintf: Value,
        dstintf: Value,
        srcaddr: Value,
        dstaddr: Value,
    }

    const ADDRESSES: &str = "/api/v2/cmdb/firewall/address";
    const POLICIES: &str = "/api/v2/cmdb/firewall/policy";

    fn client(sim: &Sim) -> Client {
        Client::builder(sim.fortios_url())
            .root_certificate(sim.certificate_pem())
            .no_proxy()
            .credentials("admin", "fortigate")
            .retry(quick())
            .build()
            .unwrap()
    }

    fn address(comment: &str) -> Address {
        Address {
            name: "a/8".into(),
            subnet: "10.0.0.0/8".into(),
            comment: comment.to_owned(),
        }
    }

    #[tokio::test]
    async fn a_row_is_created_once_whatever_happens_to_the_response() {
        for (fault, seen) in FAULTS {
            let sim = Sim::start().await.unwrap();
            let fgt = client(&sim);
            arm(&sim, &format!("method=POST,url={ADDRESSES},first=2,do={fault}"));
            let written = fgt.cmdb().create(&address("edge")).vdom(vdom!("edge")).await.unwrap();
            // The response to a read need not repeat the key.
            assert!(written.mkey.is_none_or(|key| key == mkey!("a/8")), "{fault}");
            let (received, carried_out) = calls(&sim, "POST", ADDRESSES);
            let sent = if seen == Seen::CarriedOut { 1 } else { 3 };
            assert_eq!((received, carried_out), (sent, 1), "{fault}");
            let rows = sim.fortios().rows("edge", "firewall/address");
            assert_eq!(rows.iter().filter(|row| row["name"] == "a/8").count(), 1, "{fault}");

            arm(&sim, &format!("method=POST,url={POLICIES},first=1,do={fault}"));
            let policy = |policyid| Policy {
                policyid,
                action: "accept",
                schedule: "always",
                srcintf: json!([{"name": "port1"}]),
                dstintf: json!([{"name": "port2"}]),
                srcaddr: json!([{"name": "all"}]),
                dstaddr: json!([{"name": "all"}]),
            };
            let written = fgt.cmdb().create(&policy(77)).await.unwrap();
            assert!(written.mkey.is_none_or(|key| key == mkey!("77")), "{fault}");
            assert_eq!(calls(&sim, "POST", POLICIES).1, 1, "{fault}");
            // FortiOS chooses a number for a zero.
            arm(&sim, &format!("method=POST,url={POLICIES},first=1,do={fault}"));
            let chosen = fgt.cmdb().create(&policy(0)).await;
            assert_eq!(chosen.is_ok(), seen == Seen::Refused, "{fault}: {chosen:?}");
            let made = 1 + usize::from(seen != Seen::Never);
            assert_eq!(calls(&sim, "POST", POLICIES).1, made, "{fault}");
        }
    }

    #[tokio::test]
    async fn a_row_with_other_values_is_not_taken_for_the_one_that_was_sent() {
        let sim = Sim::start().await.unwrap();
        let fgt = client(&sim);
        fgt.cmdb().create(&address("of somebody else")).await.unwrap();
        arm(&sim, &format!("method=POST,url={ADDRESSES},first=1,do=refuse"));
        let error = fgt.cmdb().create(&address("edge")).await.unwrap_err();
        assert!(error.is_other_object() && error.is_transport(), "{error}");
        sim.faults().clear();
        let error = fgt.cmdb().create(&address("edge")).await.unwrap_err();
        assert!(!error.is_other_object() && !error.is_outcome_unknown(), "{error}");
    }
}
