//! Fetches from a FortiGate.

use std::collections::BTreeSet;
use std::fs;

use fmg_probe::fetch::{FetchError, FortiOs, Unanswered};
use fmg_sim::fault::{Fault, Rule, StatusCode};
use fmg_sim::{Answer, Sim};

use crate::support::{SCHEMA, Target, Tries, VERSION, administrator, answered, fortigate, report};

/// Each table by itself.
fn one_by_one() -> FortiOs {
    let mut what = FortiOs::default();
    what.one_by_one = true;
    what
}

/// These tables alone.
fn chosen<'t>(tables: impl IntoIterator<Item = &'t str>) -> FortiOs {
    let mut what = FortiOs::default();
    what.tables = tables.into_iter().map(str::to_owned).collect();
    what
}

/// The tables of the made-up description.
fn described() -> FortiOs {
    chosen([
        "firewall/address",
        "firewall/addrgrp",
        "firewall/policy",
        "firewall/vendor-mac-summary",
        "firewall/vip",
        "router/bgp",
        "system.3g-modem/custom",
        "system/global",
        "system/interface",
        "user/local",
    ])
}

/// Nothing was asked twice that was answered before.
fn assert_asked_once(sim: &Sim) {
    let asked = answered(sim);
    let distinct: BTreeSet<_> = asked.iter().collect();
    assert_eq!(asked.len(), distinct.len(), "{asked:?}");
}

#[tokio::test]
async fn an_import_reads_what_was_fetched() {
    let sim = fortigate().await;
    let target = Target::new();
    let outcome = target
        .fetch(&administrator(&sim, Tries::Several), &FortiOs::default())
        .await
        .unwrap();
    assert_eq!(outcome.stored, ["monitor", "cmdb"]);
    assert!(outcome.is_complete() && outcome.kept == 0);
    assert_eq!(target.report(), report(SCHEMA.as_ref()));
    let answers = target.answers();
    assert_eq!(answers["monitor.json"]["version"], VERSION);
    assert_eq!(answers["monitor.json"]["serial"], "FGVMEV");
    assert_eq!(answers["cmdb.json"]["serial"], "FGVMEV");
    assert_eq!(sim.fortios().sessions(), [""; 0], "the session is closed");
}

#[tokio::test]
async fn a_second_fetch_asks_for_nothing() {
    let sim = fortigate().await;
    let (target, client) = (Target::new(), administrator(&sim, Tries::Several));
    target.fetch(&client, &one_by_one()).await.unwrap();
    let (asked, answers) = (answered(&sim), target.answers());
    let outcome = target.fetch(&client, &one_by_one()).await.unwrap();
    assert_eq!((outcome.stored.len(), outcome.kept), (0, asked.len()));
    assert_eq!((answered(&sim), target.answers()), (asked, answers));
    let schemas = sim.calls().into_iter();
    let schemas = schemas.filter(|call| call.member("action").is_some_and(|action| action == "schema"));
    let urls: Vec<_> = schemas.map(|call| call.url).collect();
    let distinct: BTreeSet<_> = urls.iter().collect();
    assert_eq!(
        urls.len(),
        distinct.len(),
        "tables that the device lacks are asked for once too"
    );
}

#[tokio::test]
async fn a_device_that_refuses_the_whole_is_asked_for_each_table() {
    let sim = fortigate().await;
    let refuse = |_: &fmg_sim::Call| Answer::status(-37, "no permission").http_status(StatusCode::FORBIDDEN);
    sim.fortios().answer("GET", "/api/v2/cmdb", refuse).unwrap();
    let target = Target::new();
    let outcome = target
        .fetch(&administrator(&sim, Tries::Several), &FortiOs::default())
        .await
        .unwrap();
    assert!(outcome.is_complete(), "{outcome}");
    assert!(outcome.unanswered.contains(&("cmdb".to_owned(), Unanswered::Refused)));
    assert!(outcome.count(Unanswered::Absent) > 400, "{outcome}");
    let answers = target.answers();
    for file in ["cmdb/firewall/address.json", "cmdb/system.3g-modem/custom.json"] {
        assert_eq!(answers[file]["version"], VERSION, "{file}");
        assert_eq!(answers[file]["serial"], "FGVMEV", "{file}");
        assert!(answers[file].get("vdom").is_none(), "{file}");
    }
    assert_eq!(target.report(), report(SCHEMA.as_ref()));
    assert_asked_once(&sim);
}

#[tokio::test]
async fn chosen_tables_alone_are_asked_for() {
    let sim = fortigate().await;
    let (target, client) = (Target::new(), administrator(&sim, Tries::Several));
    let outcome = target
        .fetch(&client, &chosen(["firewall/address", "firewall/vip"]))
        .await
        .unwrap();
    assert_eq!(outcome.stored, ["monitor", "cmdb firewall/address"]);
    assert_eq!(
        outcome.unanswered,
        [("cmdb firewall/vip".to_owned(), Unanswered::Absent)]
    );
    let error = target.fetch(&client, &chosen(["../etc/passwd"])).await.unwrap_err();
    assert!(matches!(error, FetchError::NotATable { .. }), "{error}");
}

#[tokio::test]
async fn tables_that_others_refer_to_are_asked_for() {
    let sim = fortigate().await;
    let schema = serde_json::json!({
        "name": "address", "path": "firewall", "category": "table", "mkey": "name", "children": {
            "name": {"name": "name", "category": "unitary", "type": "string", "datasource": ["newer.kind/../x.name", "newer.kind.thing.name"]},
        },
    });
    sim.fortios()
        .answer("GET", "/api/v2/cmdb/firewall/address", move |_| schema.clone())
        .unwrap();
    let target = Target::new();
    let outcome = target
        .fetch(&administrator(&sim, Tries::Several), &one_by_one())
        .await
        .unwrap();
    assert!(
        outcome
            .unanswered
            .contains(&("cmdb newer.kind/thing".to_owned(), Unanswered::Absent))
    );
    assert!(
        sim.calls()
            .iter()
            .any(|call| call.url == "/api/v2/cmdb/newer.kind/thing")
    );
    assert!(!sim.calls().iter().any(|call| call.url.contains("..")));
}

/// The faults that end a fetch, or spoil one answer. Each is followed by a fetch without a fault.
#[tokio::test]
async fn a_fetch_goes_on_after_any_fault() {
    let faults = [
        Fault::Refuse,
        Fault::Drop,
        Fault::DropMidway,
        Fault::Truncate,
        Fault::TruncateAfter(0),
        Fault::Garbage,
        Fault::Html(StatusCode::OK),
        Fault::Html(StatusCode::SERVICE_UNAVAILABLE),
        Fault::TooManyRequests { retry_after: Some(1) },
        Fault::ServerError,
        Fault::SessionExpired,
    ];
    for fault in faults {
        for (what, url) in [
            (FortiOs::default(), "*/cmdb/"),
            (FortiOs::default(), "*/monitor/"),
            (described(), "*/firewall/address"),
            (described(), "*/system/global"),
        ] {
            let sim = fortigate().await;
            let target = Target::new();
            let armed = sim.faults().arm(Rule::new(fault).url(url).first(1));
            let client = administrator(&sim, Tries::Once);
            let first = target.fetch(&client, &what).await;
            assert_eq!(armed.hits(), 1, "{fault} at {url}");
            // Whatever is there is whole.
            let before = target.answers();
            let second = target.fetch(&client, &what).await;
            let second = second.unwrap_or_else(|error| panic!("{fault} at {url}: {error}, after {first:?}"));
            assert!(second.is_complete(), "{fault} at {url}: {second}");
            for (file, answer) in before {
                assert_eq!(target.answers()[&file], answer, "{fault} at {url}: {file}");
            }
            assert_eq!(target.report(), report(SCHEMA.as_ref()), "{fault} at {url}");
            assert_asked_once(&sim);
        }
    }
}

#[tokio::test]
async fn passing_faults_are_repeated_in_one_fetch() {
    let sim = fortigate().await;
    let busy = Fault::Html(StatusCode::SERVICE_UNAVAILABLE);
    for (fault, url) in [
        (Fault::Drop, "*/firewall/address"),
        (busy, "*/firewall/policy"),
        (Fault::Truncate, "*/system/global"),
        (Fault::TooManyRequests { retry_after: None }, "*/router/bgp"),
    ] {
        sim.faults().arm(Rule::new(fault).url(url).first(2));
    }
    let target = Target::new();
    let outcome = target
        .fetch(&administrator(&sim, Tries::Several), &described())
        .await
        .unwrap();
    assert!(outcome.is_complete(), "{outcome}");
    assert_eq!(target.report(), report(SCHEMA.as_ref()));
    assert_asked_once(&sim);
}

#[tokio::test]
async fn a_session_that_ends_meanwhile_is_replaced() {
    let sim = fortigate().await;
    sim.faults()
        .arm(Rule::new(Fault::SessionExpired).url("*/firewall/policy").first(1));
    let target = Target::new();
    let outcome = target
        .fetch(&administrator(&sim, Tries::Several), &described())
        .await
        .unwrap();
    assert!(outcome.is_complete(), "{outcome}");
    assert_eq!(target.report(), report(SCHEMA.as_ref()));
}

#[tokio::test]
async fn an_appliance_that_fails_always_is_given_up() {
    let sim = fortigate().await;
    sim.faults().arm(Rule::new(Fault::ServerError).url("/api/v2/cmdb/*"));
    let target = Target::new();
    let error = target
        .fetch(&administrator(&sim, Tries::Once), &described())
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::Call(_)), "{error}");
    let calls = sim.calls();
    let asked = calls
        .iter()
        .filter(|call| call.url.starts_with("/api/v2/cmdb/"))
        .count();
    assert!(asked < 10, "{asked}");
}

#[tokio::test]
async fn another_firmware_is_refused() {
    let sim = fortigate().await;
    let (target, what) = (Target::new(), FortiOs::default());
    target.fetch(&administrator(&sim, Tries::Several), &what).await.unwrap();
    let before = target.answers();

    let later = tempfile::tempdir().unwrap();
    for file in ["monitor.json", "cmdb/firewall_address.json"] {
        let text = fs::read_to_string(format!("{SCHEMA}/{file}")).unwrap();
        let at = later.path().join(file.replace('/', "-"));
        fs::write(at, text.replace(VERSION, "v7.4.91")).unwrap();
    }
    let sim = Sim::builder().schema(later.path()).start().await.unwrap();
    let error = target
        .fetch(&administrator(&sim, Tries::Several), &what)
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::OtherAppliance { .. }), "{error}");
    assert!(error.to_string().contains("v7.4.91"), "{error}");
    assert_eq!(target.answers(), before);
    assert_eq!(answered(&sim), [""; 0], "nothing but the version was asked for");
}

#[tokio::test]
async fn an_upgrade_meanwhile_ends_the_fetch() {
    let sim = fortigate().await;
    let answer = |_: &fmg_sim::Call| {
        let text = fs::read_to_string(format!("{SCHEMA}/cmdb/firewall_policy.json")).unwrap();
        Answer::raw("application/json", text.replace(VERSION, "v7.4.91"))
    };
    sim.fortios()
        .answer("GET", "/api/v2/cmdb/firewall/policy", answer)
        .unwrap();
    let target = Target::new();
    let error = target
        .fetch(&administrator(&sim, Tries::Several), &described())
        .await
        .unwrap_err();
    assert!(matches!(error, FetchError::OtherAppliance { .. }), "{error}");
    assert!(!target.answers().contains_key("cmdb/firewall/policy.json"));
}

#[tokio::test]
async fn secrets_and_the_serial_number_are_not_stored() {
    let sim = fortigate().await;
    let schema = serde_json::json!({
        "name": "local", "path": "user", "category": "table", "mkey": "name", "children": {
            "passwd": {"name": "passwd", "category": "unitary", "type": "password", "default": "hunter2"},
            "name": {"name": "name", "category": "unitary", "type": "string", "default": "ENC Zm9yYmlk"},
        },
    });
    sim.fortios()
        .answer("GET", "/api/v2/cmdb/user/local", move |_| schema.clone())
        .unwrap();
    let target = Target::new();
    let outcome = target
        .fetch(&administrator(&sim, Tries::Several), &described())
        .await
        .unwrap();
    assert_eq!(outcome.secrets, 2);
    let status = administrator(&sim, Tries::Once)
        .monitor()
        .system()
        .status()
        .reply()
        .await
        .unwrap();
    let serial = status.envelope().serial.clone().unwrap();
    assert!(serial.len() > 6);
    for (file, answer) in target.answers() {
        let text = answer.to_string();
        for secret in ["hunter2", "Zm9yYmlk", serial.as_str()] {
            assert!(!text.contains(secret), "{file}");
        }
    }
    target.report();
}
