//! Traffic: the counters of policies, and the open sessions.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::{MonitorCall, Outcome, number};
use crate::fortios::refusal::Refusal;
use crate::fortios::state::State;

/// The traffic of each VDOM.
#[derive(Debug, Default)]
pub(super) struct Traffic {
    sessions: BTreeMap<String, Vec<Map<String, Value>>>,
    /// The policies whose counters were reset.
    cleared: BTreeMap<String, BTreeSet<i64>>,
}

/// The parameters of `firewall/session`, and the properties of a session that they have to equal.
const CONDITIONS: [(&str, &str); 8] = [
    ("sourceport", "sport"),
    ("destport", "dport"),
    ("policyid", "policyid"),
    ("protocol", "proto"),
    ("source", "saddr"),
    ("destination", "daddr"),
    ("srcintf", "srcintf"),
    ("dstintf", "dstintf"),
];

/// The parameters of `firewall/session/close`, and the properties of the session that they name.
const NAMES: [(&str, &str); 5] = [
    ("pro", "proto"),
    ("saddr", "saddr"),
    ("daddr", "daddr"),
    ("sport", "sport"),
    ("dport", "dport"),
];

impl Traffic {
    /// The sessions of a VDOM, initially some samples.
    fn sessions(&mut self, vdom: &str) -> &mut Vec<Map<String, Value>> {
        self.sessions.entry(vdom.to_owned()).or_insert_with(|| made_up(vdom))
    }

    fn clear_counters(&mut self, vdom: &str, policies: Vec<i64>) {
        self.cleared.entry(vdom.to_owned()).or_default().extend(policies);
    }
}

pub(super) fn statistics(ask: &MonitorCall<'_>, state: &State) -> Outcome {
    let cleared = state.monitor.traffic.cleared.get(ask.vdom);
    let policies = state.store.rows_of(ask.vdom, "firewall/policy").iter();
    let rows = policies.map(|policy| {
        let id = policy.get("policyid").and_then(Value::as_i64).unwrap_or_default();
        let is_cleared = cleared.is_some_and(|cleared| cleared.contains(&id));
        let packets = if is_cleared {
            0
        } else {
            id.wrapping_mul(7919).rem_euclid(100_000)
        };
        json!({
            "policyid": id, "uuid": policy.get("uuid"), "active_sessions": i64::from(!is_cleared), "packets": packets,
            "bytes": packets * 640, "software_packets": packets, "software_bytes": packets * 640, "asic_packets": 0,
            "asic_bytes": 0, "hit_count": packets / 16,
        })
    });
    Outcome::Results(rows.collect())
}

/// Resets the counters of all policies.
pub(super) fn reset(ask: &MonitorCall<'_>, state: &mut State) -> Outcome {
    let policies = state.store.rows_of(ask.vdom, "firewall/policy").iter();
    let ids: Vec<i64> = policies.filter_map(|policy| policy.get("policyid")?.as_i64()).collect();
    state.monitor.traffic.clear_counters(ask.vdom, ids);
    Outcome::Done
}

/// Resets the counters of some policies.
pub(super) fn clear_counters(ask: &MonitorCall<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    let ids: Vec<i64> = ask.list("policy").iter().filter_map(number).collect();
    let is_policy = |id: &i64| state.store.row(ask.vdom, "firewall/policy", &id.to_string()).is_some();
    if !ids.iter().all(is_policy) {
        return Err(Refusal::http(424));
    }
    state.monitor.traffic.clear_counters(ask.vdom, ids);
    Ok(Outcome::Done)
}

/// The sessions: a list in 5.6, the member `details` in later versions.
pub(super) fn sessions(ask: &MonitorCall<'_>, state: &mut State) -> Outcome {
    let fits = |session: &&Map<String, Value>| {
        ask.text("ip_version") != Some("ipv6")
            && CONDITIONS
                .iter()
                .all(|(parameter, property)| match ask.members.get(*parameter) {
                    Some(Value::String(all)) if all == "all" => true,
                    Some(wanted) => same(Some(wanted), session.get(*property)),
                    None => true,
                })
    };
    let place = |name: &str| ask.number(name).and_then(|number| usize::try_from(number).ok());
    let all = state.monitor.traffic.sessions(ask.vdom);
    let fitting: Vec<&Map<String, Value>> = all.iter().filter(fits).collect();
    let counts = json!({"matched_count": fitting.len(), "session_count": all.len(), "setup_rate": 0});
    let page = fitting
        .into_iter()
        .skip(place("start").unwrap_or(0))
        .take(place("count").unwrap_or(usize::MAX));
    let page: Value = page.cloned().map(Value::from).collect();
    if !state.firmware.answers_by_name() {
        return Outcome::Results(page);
    }
    let mut answer = json!({"details": page});
    if matches!(ask.members.get("summary"), Some(Value::Bool(true))) || ask.text("summary") == Some("true") {
        answer["summary"] = counts;
    }
    Outcome::Results(answer)
}

pub(super) fn close(ask: &MonitorCall<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    let is_named = |session: &Map<String, Value>| {
        NAMES
            .iter()
            .all(|(parameter, property)| same(ask.members.get(*parameter), session.get(*property)))
    };
    let sessions = state.monitor.traffic.sessions(ask.vdom);
    let before = sessions.len();
    sessions.retain(|session| !is_named(session));
    if sessions.len() == before {
        return Err(Refusal::http(424));
    }
    Ok(Outcome::Done)
}

pub(super) fn close_all(ask: &MonitorCall<'_>, state: &mut State) -> Outcome {
    Outcome::Results(json!(std::mem::take(state.monitor.traffic.sessions(ask.vdom)).len()))
}

/// Numbers may be sent as text.
fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => one == other || number(one).is_some_and(|one| number(other) == Some(one)),
        _ => false,
    }
}

fn made_up(vdom: &str) -> Vec<Map<String, Value>> {
    let session = |proto: &str, port: u16, address: u8| {
        let session = json!({
            "proto": proto, "saddr": format!("192.168.100.{address}"), "sport": 50_000 + u32::from(address),
            "daddr": "96.45.33.73", "dport": port, "policyid": 1, "policytype": "policy", "srcintf": "port2",
            "dstintf": "port1", "vf": vdom, "duration": 12, "expiry": "3588", "apps": [], "app_list_id": 0,
            "sentbyte": 1874, "rcvdbyte": 5208, "tx_packets": 14, "rx_packets": 17, "tx_shaper_drops": 0,
            "rx_shaper_drops": 0,
        });
        match session {
            Value::Object(session) => session,
            _ => Map::new(),
        }
    };
    vec![
        session("udp", 8888, 110),
        session("tcp", 443, 111),
        session("tcp", 443, 112),
        session("udp", 53, 110),
    ]
}
