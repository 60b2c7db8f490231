//! Simulated appliances, their clients, and the texts that a report must not show.

use std::collections::BTreeSet;

use fmg_bindings::{fmg, fortios};
use fmg_probe::fetch::Silent;
use fmg_probe::probe::{self, Fmg, Outcome, Pace, Report, Tried};
use fmg_sim::Sim;
use serde_json::Value;

/// An administrator of the FortiGate.
pub(crate) fn fortigate(sim: &Sim) -> fortios::Client {
    fortios::Client::builder(sim.fortios_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "fortigate")
        .build()
        .unwrap()
}

/// An administrator of the FortiManager.
pub(crate) fn fortimanager(sim: &Sim) -> fmg::Client {
    fmg::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
        .build()
        .unwrap()
}

pub(crate) async fn probe_fortios(sim: &Sim) -> Report {
    let work = async |client: &fortios::Client| probe::fortios(client, Pace::default(), &Silent).await;
    fortigate(sim).with_session(work).await.unwrap()
}

pub(crate) async fn probe_fmg(sim: &Sim, what: &Fmg) -> Report {
    let work = async |client: &fmg::Client| probe::fmg(client, what, Pace::default(), &Silent).await;
    fortimanager(sim).with_session(work).await.unwrap()
}

/// The result of a call.
pub(crate) fn outcome<'r>(report: &'r Report, url: &str) -> &'r Outcome {
    let tried = report.tried.iter().find(|tried| tried.url == url);
    &tried.unwrap_or_else(|| panic!("{url} is not in the report")).outcome
}

/// The calls that the probe has made, and that are not a login or a logout.
pub(crate) fn assert_only_reads(sim: &Sim) {
    for call in sim.calls() {
        let is_session = [
            "/logincheck",
            "/logout",
            "/api/v2/authentication",
            "/sys/login/user",
            "/sys/logout",
        ];
        let is_read = call.method.eq_ignore_ascii_case("get");
        assert!(
            is_read || is_session.contains(&&*call.url),
            "{} {}",
            call.method,
            call.url
        );
    }
}

/// The report as text and as JSON has none of these.
pub(crate) fn assert_shows_none(report: &Report, texts: impl IntoIterator<Item = String>) {
    let json = serde_json::to_string(report).unwrap();
    let shown = [report.to_string(), json];
    for text in texts {
        for shown in &shown {
            assert!(!shown.contains(&text), "{text}: {shown}");
        }
    }
}

/// The texts of a value that are long enough to be recognised.
pub(crate) fn texts(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.len() > 3 => {
            found.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| texts(item, found)),
        Value::Object(members) => members.values().for_each(|value| texts(value, found)),
        _ => {}
    }
}

/// The calls that misfit, with the fields.
pub(crate) fn misfits(report: &Report) -> Vec<String> {
    let line = |tried: &Tried| match &tried.outcome {
        Outcome::Read { fields, .. } => {
            let fields: Vec<_> = fields.iter().map(ToString::to_string).collect();
            format!("{} {}: {}", tried.method, tried.url, fields.join("; "))
        }
        outcome => format!("{} {}: {outcome:?}", tried.method, tried.url),
    };
    report.misfits().map(line).collect()
}
