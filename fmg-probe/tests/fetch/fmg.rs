//! Fetches from a FortiManager.

use std::collections::BTreeSet;

use fmg_probe::fetch::{FetchError, Fmg, Unanswered};
use fmg_sim::fault::{Fault, Rule, StatusCode};
use fmg_sim::{Answer, Sim};
use serde_json::{Value, json};

use crate::support::{Target, fortimanager};

/// The urls of the schemas that the appliance was asked for and has sent, in their order.
fn answered(sim: &Sim) -> Vec<String> {
    let calls = sim.calls().into_iter();
    let schemas = calls.filter(|call| call.member("option").is_some_and(|option| *option == json!(["syntax"])));
    let sent = schemas.filter(|call| call.is_success() && call.fault.is_none());
    sent.map(|call| call.url).collect()
}

fn assert_asked_once(sim: &Sim) {
    let asked = answered(sim);
    let distinct: BTreeSet<_> = asked.iter().collect();
    assert_eq!(asked.len(), distinct.len(), "{asked:?}");
}

fn adom(name: &str) -> Fmg {
    let mut what = Fmg::default();
    what.adom = Some(fmg_bindings::fmg::AdomName::new(name).unwrap());
    what
}

/// Each table by itself.
fn one_by_one(name: &str) -> Fmg {
    let mut what = adom(name);
    what.one_by_one = true;
    what
}

#[tokio::test]
async fn an_import_reads_what_was_fetched() {
    let sim = Sim::start().await.unwrap();
    let target = Target::new();
    let outcome = target.fetch_fmg(&fortimanager(&sim), &adom("demo")).await.unwrap();
    assert!(outcome.is_complete(), "{outcome}");
    assert_asked_once(&sim);
    let report = target.report();
    assert!(report.contains("FortiManager v7.0.3 build 254"), "{report}");
    assert!(report.contains("obj::firewall"), "{report}");
}

#[tokio::test]
async fn an_import_reads_what_was_fetched_table_by_table() {
    let sim = Sim::start().await.unwrap();
    let target = Target::new();
    let outcome = target
        .fetch_fmg(&fortimanager(&sim), &one_by_one("demo"))
        .await
        .unwrap();
    assert!(outcome.is_complete(), "{outcome}");
    assert!(outcome.stored.len() > 60, "{outcome}");
    assert_asked_once(&sim);
    let report = target.report();
    assert!(report.contains("FortiManager v7.0.3 build 254"), "{report}");
    for module in ["obj::firewall", "pkg::firewall", "cli::system"] {
        assert!(report.contains(module), "{module}: {report}");
    }
    let before = answered(&sim);
    let outcome = target
        .fetch_fmg(&fortimanager(&sim), &one_by_one("demo"))
        .await
        .unwrap();
    assert_eq!((outcome.stored.len(), answered(&sim)), (0, before));
}

#[tokio::test]
async fn what_was_fetched_names_nothing_of_the_user() {
    let sim = Sim::start().await.unwrap();
    for what in [adom("demo"), one_by_one("demo")] {
        let target = Target::new();
        target.fetch_fmg(&fortimanager(&sim), &what).await.unwrap();
        for (file, answer) in target.answers() {
            let url = answer["result"][0]["url"].as_str().unwrap();
            assert!(!url.contains("demo") && !url.contains("ppkg"), "{file}: {url}");
            assert!(
                answer.get("session").is_none() && answer["serial"].as_str().unwrap().len() == 6,
                "{file}"
            );
        }
    }
}

/// A scope that is described at once is one question.
#[tokio::test]
async fn a_whole_tree_is_one_answer() {
    let sim = Sim::start().await.unwrap();
    let tree = |_: &fmg_sim::Call| {
        json!({
            "firewall address": {"alimit": 400, "attr": {
                "name": {"type": "string", "sz": 80, "max": 79},
                "type": {"type": "uint32", "opts": {"ipmask": 0, "fqdn": 1}, "default": "ipmask"},
            }},
            "user local": {"alimit": 400, "attr": {
                "name": {"type": "string", "sz": 80},
                "passwd": {"type": "passwd", "sz": 128, "default": "ENC c2VjcmV0"},
            }},
        })
    };
    sim.fmg().answer("get", "/pm/config/adom/<adom>/obj", tree).unwrap();
    // This scope is not described at once, and one of its tables not at all.
    for url in ["/cli/global", "/cli/global/system/admin/user"] {
        let nothing = |_: &fmg_sim::Call| Answer::status(-11, "No permission for the resource");
        sim.fmg().answer("get", url, nothing).unwrap();
    }
    let target = Target::new();
    let outcome = target.fetch_fmg(&fortimanager(&sim), &adom("demo")).await.unwrap();
    assert!(outcome.stored.contains(&"obj".to_owned()), "{outcome}");
    assert!(
        outcome
            .unanswered
            .contains(&("cli system/admin/user".to_owned(), Unanswered::Refused))
    );
    assert!(
        outcome.stored.contains(&"cli system/admin/tacacs".to_owned()),
        "{outcome}"
    );
    assert!(outcome.secrets >= 1);
    let urls = answered(&sim);
    assert!(
        !urls.iter().any(|url| url.starts_with("/pm/config/adom/demo/obj/")),
        "{urls:?}"
    );
    let answers = target.answers();
    assert!(
        !answers
            .values()
            .any(|answer: &Value| answer.to_string().contains("c2VjcmV0"))
    );
    assert_eq!(answers["obj.json"]["result"][0]["url"], "/pm/config/adom/<adom>/obj");
}

#[tokio::test]
async fn a_fetch_goes_on_after_any_fault() {
    let of_a_scope = [
        Fault::Refuse,
        Fault::Drop,
        Fault::DropMidway,
        Fault::Truncate,
        Fault::Garbage,
        Fault::Html(StatusCode::SERVICE_UNAVAILABLE),
        Fault::SessionExpired,
    ];
    let of_a_table = [Fault::Truncate, Fault::SessionExpired];
    for (what, url, faults) in [
        (adom("demo"), "*/adom/demo/obj", &of_a_scope[..]),
        (one_by_one("demo"), "*/obj/firewall/addrgrp", &of_a_table),
    ] {
        let whole = {
            let (sim, target) = (Sim::start().await.unwrap(), Target::new());
            target.fetch_fmg(&fortimanager(&sim), &what).await.unwrap();
            target.answers()
        };
        for fault in faults {
            let (sim, target) = (Sim::start().await.unwrap(), Target::new());
            let armed = sim.faults().arm(Rule::new(*fault).url(url).first(1));
            let client = fortimanager(&sim);
            let first = target.fetch_fmg(&client, &what).await;
            assert_eq!(armed.hits(), 1, "{fault}");
            for (file, answer) in target.answers() {
                let known = whole.get(&file);
                assert!(
                    known.is_none_or(|known| known["result"] == answer["result"]),
                    "{fault}: {file}"
                );
            }
            let second = target.fetch_fmg(&client, &what).await;
            let second = second.unwrap_or_else(|error| panic!("{fault}: {error}, after {first:?}"));
            assert!(second.is_complete(), "{fault}: {second}");
            for file in whole.keys() {
                assert!(target.answers().contains_key(file), "{fault}: {file}");
            }
            assert_asked_once(&sim);
        }
    }
}

#[tokio::test]
async fn another_adom_needs_another_folder() {
    let sim = Sim::start().await.unwrap();
    let target = Target::new();
    target.fetch_fmg(&fortimanager(&sim), &adom("demo")).await.unwrap();
    let error = target.fetch_fmg(&fortimanager(&sim), &adom("root")).await.unwrap_err();
    assert!(matches!(error, FetchError::OtherAppliance { .. }), "{error}");
    // Without a name, the ADOM of the folder is asked for again.
    target.fetch_fmg(&fortimanager(&sim), &Fmg::default()).await.unwrap();
    assert_asked_once(&sim);
}
