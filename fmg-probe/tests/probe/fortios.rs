//! Probes of a FortiGate.

use std::collections::BTreeSet;

use fmg_probe::probe::{Outcome, Why};
use fmg_sim::fault::{Fault, Rule};
use fmg_sim::{Answer, Sim, StatusCode};
use serde_json::json;

use crate::support::{assert_only_reads, assert_shows_none, misfits, outcome, probe_fortios, texts};

#[tokio::test]
async fn everything_fits_and_nothing_is_changed() {
    let sim = Sim::start().await.unwrap();
    let report = probe_fortios(&sim).await;
    assert!(report.fits(), "{report}");
    assert_eq!(misfits(&report), [""; 0]);
    assert_only_reads(&sim);
    let read = |url| matches!(outcome(&report, url), Outcome::Read { .. });
    for url in [
        "/api/v2/monitor/system/status",
        "/api/v2/monitor/firewall/policy",
        "/api/v2/cmdb/firewall/address",
        "/api/v2/cmdb/firewall/address/<mkey>",
        "/api/v2/cmdb/router/bgp",
        "/api/v2/cmdb/router/bgp/neighbor",
    ] {
        assert!(read(url), "{url}: {:?}", outcome(&report, url));
    }
    let addresses = outcome(&report, "/api/v2/cmdb/firewall/address");
    assert!(
        matches!(addresses, Outcome::Read { rows: Some(4..), .. }),
        "{addresses:?}"
    );
    for (url, why) in [
        ("/api/v2/monitor/system/os/reboot", Why::Changes),
        ("/api/v2/monitor/system/config/backup", Why::File),
        ("/api/v2/monitor/fortiview/statistics", Why::Costly),
        ("/api/v2/monitor/firewall/session", Why::Members),
    ] {
        assert_eq!(*outcome(&report, url), Outcome::Skipped { why }, "{url}");
        assert!(!sim.calls().iter().any(|call| call.url == url), "{url}");
    }
    assert_eq!(
        report.appliance.version.as_deref().map(|version| &version[..1]),
        Some("v")
    );
    assert_eq!(sim.fortios().sessions(), [""; 0]);
}

#[tokio::test]
async fn every_misfit_is_named_without_values_and_names() {
    let sim = Sim::start().await.unwrap();
    let fortios = sim.fortios();
    let interfaces = |_: &fmg_sim::Call| {
        json!({
            "customer-link": {"id": "customer-link", "name": "customer-link", "link": "secret-state", "speed": {"a": "secret-speed"}},
            "other.100": {"link": "secret-state"},
        })
    };
    fortios
        .answer("GET", "/api/v2/monitor/system/interface", interfaces)
        .unwrap();
    let policies = |_: &fmg_sim::Call| json!([{"policyid": ["secret-id"], "bytes": "secret-bytes"}, "secret-row"]);
    fortios
        .answer("GET", "/api/v2/monitor/firewall/policy", policies)
        .unwrap();
    let status = |_: &fmg_sim::Call| json!(["secret-list"]);
    fortios.answer("GET", "/api/v2/monitor/license/status", status).unwrap();
    let refused = |_: &fmg_sim::Call| Answer::status(-37, "secret-message").http_status(StatusCode::FORBIDDEN);
    fortios.answer("GET", "/api/v2/monitor/system/dhcp", refused).unwrap();
    let failed = |_: &fmg_sim::Call| Answer::status(-5, "secret-message");
    fortios.answer("GET", "/api/v2/monitor/router/ipv4", failed).unwrap();
    let page = |_: &fmg_sim::Call| Answer::raw("application/json", "{\"results\": secret-text");
    fortios.answer("GET", "/api/v2/monitor/vpn/ssl", page).unwrap();
    sim.faults().arm(
        Rule::new(Fault::Misfit)
            .url("/api/v2/cmdb/firewall/address")
            .field("subnet"),
    );

    let report = probe_fortios(&sim).await;
    let found = misfits(&report).join("\n");
    for line in [
        "GET /api/v2/cmdb/firewall/address: ",
        "× `results[].subnet`",
        "GET /api/v2/monitor/firewall/policy: ",
        "`results[].policyid[]`",
        "`results[].bytes`",
        "`results[]`",
        "GET /api/v2/monitor/system/interface: 2 × `results.<name>.link`",
        "`results.<name>.speed`",
        "GET /api/v2/monitor/license/status: Unreadable",
        "GET /api/v2/monitor/vpn/ssl: Unreadable",
    ] {
        assert!(found.contains(line), "{line}: {found}");
    }
    assert_eq!(report.misfits().count(), 6, "{found}");
    assert_eq!(
        *outcome(&report, "/api/v2/monitor/system/dhcp"),
        Outcome::Refused { status: Some(403) }
    );
    assert!(matches!(
        outcome(&report, "/api/v2/monitor/router/ipv4"),
        Outcome::Failed { status: Some(500), .. }
    ));
    let secrets = [
        "secret-state",
        "secret-speed",
        "secret-id",
        "secret-bytes",
        "secret-row",
        "secret-list",
        "secret-message",
        "secret-text",
        "customer-link",
        "other.100",
    ];
    assert_shows_none(&report, secrets.map(str::to_owned));
}

/// Every value of every reply is of the wrong type, so the report is as long as it can be.
#[tokio::test]
async fn no_text_of_the_appliance_is_shown() {
    let sim = Sim::start().await.unwrap();
    let mut held = BTreeSet::new();
    for (table, rows) in [
        "firewall/address",
        "firewall/policy",
        "system/interface",
        "system/global",
        "system/admin",
        "router/static",
        "firewall.service/custom",
    ]
    .map(|table| (table, sim.fortios().rows("root", table)))
    {
        assert!(!rows.is_empty() || table.starts_with("system"), "{table}");
        for row in &rows {
            for name in [
                "name", "comment", "subnet", "fqdn", "uuid", "hostname", "ip", "gateway", "start-ip", "mac",
            ] {
                texts(&row[name], &mut held);
            }
        }
    }
    for text in ["fgt-sim", "branch", "mirror.example.com", "port1"] {
        held.insert(text.to_owned());
    }
    sim.faults().arm(Rule::new(Fault::Misfit));
    let report = probe_fortios(&sim).await;
    assert!(report.misfits().count() > 30, "{report}");
    // Urls have some of these words, such as `admin`.
    held.retain(|text| !report.tried.iter().any(|tried| tried.url.contains(text)));
    assert!(held.len() > 20, "{held:?}");
    assert_shows_none(&report, held);
}

#[tokio::test]
async fn what_this_firmware_lacks_is_told_apart_from_what_the_user_may_not() {
    let sim = Sim::start().await.unwrap();
    let token = sim.fortios().token("auditor").unwrap();
    let client = fmg_bindings::fortios::Client::builder(sim.fortios_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .token(token)
        .build()
        .unwrap();
    let pace = fmg_probe::probe::Pace::default();
    let report = fmg_probe::probe::fortios(&client, pace, &fmg_probe::fetch::Silent)
        .await
        .unwrap();
    assert!(report.fits(), "{report}");
    let count = |is_meant: fn(&Outcome) -> bool| report.tried.iter().filter(|tried| is_meant(&tried.outcome)).count();
    assert!(
        count(|outcome| matches!(outcome, Outcome::Refused { status: Some(403) })) > 10,
        "{report}"
    );
    assert!(
        count(|outcome| matches!(outcome, Outcome::Read { .. })) > 10,
        "{report}"
    );
}
