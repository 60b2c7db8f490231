//! Tests with a FortiGate.

use fmg_bindings::fortios::{Client, Method};
use fmg_bindings::{mkey, path, table};
use fmg_sim::Sim;
use serde_json::json;

use super::{FAULTS, Seen, arm, calls, quick};

const ADDRESSES: &str = "/api/v2/cmdb/firewall/address";
const ROW: &str = "/api/v2/cmdb/firewall/address/a";

fn client(sim: &Sim) -> Client {
    Client::builder(sim.fortios_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .token(sim.fortios().token("api-admin").unwrap())
        .retry(quick())
        .build()
        .unwrap()
}

/// FortiOS refuses changes of its configuration with HTTP status 500, so that this status does not pass.
fn faults() -> impl Iterator<Item = (&'static str, Seen)> {
    FAULTS.into_iter().filter(|(fault, _)| *fault != "500")
}

#[tokio::test]
async fn a_call_that_may_be_repeated_succeeds_after_every_passing_fault() {
    for (fault, _) in faults() {
        let sim = Sim::start().await.unwrap();
        let fgt = client(&sim);
        let addresses = fgt.cmdb().table(table!("firewall/address"));
        addresses.create(&json!({"name": "a"})).await.unwrap();

        arm(&sim, &format!("method=PUT,url={ROW},first=2,do={fault}"));
        addresses.update(mkey!("a"), &json!({"comment": "edge"})).await.unwrap();
        assert_eq!(calls(&sim, "PUT", ROW).0, 3, "{fault}");

        arm(&sim, &format!("method=GET,first=3,do={fault}"));
        assert_eq!(addresses.get(mkey!("a")).await.unwrap()["comment"], "edge", "{fault}");
        fgt.monitor().system().interface().await.unwrap();

        arm(&sim, &format!("method=DELETE,first=2,do={fault}"));
        addresses.delete(mkey!("a")).await.unwrap();
        assert_eq!(calls(&sim, "DELETE", ROW), (3, 1), "{fault}");
    }
}

#[tokio::test]
async fn no_post_is_carried_out_twice() {
    for (fault, seen) in faults() {
        let sim = Sim::start().await.unwrap();
        let fgt = client(&sim);
        let addresses = fgt.cmdb().table(table!("firewall/address"));
        addresses.create(&json!({"name": "a"})).await.unwrap();

        arm(&sim, &format!("method=POST,url={ROW},first=1,do={fault}"));
        let clone = addresses.clone_as(mkey!("a"), mkey!("b")).await;
        let before = calls(&sim, "POST", ADDRESSES);
        arm(&sim, &format!("method=POST,url={ADDRESSES},first=1,do={fault}"));
        let raw = fgt.call(Method::Post, path!("/api/v2/cmdb/firewall/address"));
        let created = raw.body(json!({"name": "c"})).await;
        for (outcome, (received, carried_out)) in [
            (clone.map(drop), calls(&sim, "POST", ROW)),
            (created.map(drop), {
                let after = calls(&sim, "POST", ADDRESSES);
                (after.0 - before.0, after.1 - before.1)
            }),
        ] {
            match seen {
                Seen::Refused => {
                    outcome.unwrap();
                    assert_eq!((received, carried_out), (2, 1), "{fault}");
                }
                Seen::Never | Seen::CarriedOut => {
                    let error = outcome.unwrap_err();
                    assert!(error.is_outcome_unknown() && error.attempts() == 1, "{fault}: {error}");
                    assert_eq!(
                        (received, carried_out),
                        (1, usize::from(seen == Seen::CarriedOut)),
                        "{fault}"
                    );
                }
            }
        }
    }
}

#[tokio::test]
async fn a_definite_answer_is_not_questioned() {
    let sim = Sim::start().await.unwrap();
    let fgt = client(&sim);
    let addresses = fgt.cmdb().table(table!("firewall/address"));
    assert_eq!(addresses.get(mkey!("a")).await.unwrap_err().attempts(), 1);
    let missing = addresses.delete(mkey!("a")).await.unwrap_err();
    assert!(missing.is_not_found() && missing.attempts() == 1);
    for fault in [
        "500",
        "garbage",
        "html",
        "html:403",
        "html:404",
        "html:302",
        "session-expired",
    ] {
        arm(&sim, &format!("url={ROW},do={fault}"));
        let before = calls(&sim, "GET", ROW).0;
        let error = addresses.get(mkey!("a")).await.unwrap_err();
        assert_eq!(
            (error.attempts(), calls(&sim, "GET", ROW).0),
            (1, before + 1),
            "{fault}: {error}"
        );
    }
}
