//! Banned addresses.

use std::collections::BTreeMap;
use std::net::IpAddr;

use serde_json::{Value, json};

use super::{MonitorCall, Outcome};
use crate::fortios::refusal::{Code, Refusal};
use crate::fortios::state::State;

/// The banned addresses, of all VDOMs.
#[derive(Debug, Default)]
pub(super) struct Bans(BTreeMap<IpAddr, Ban>);

#[derive(Clone, Copy, Debug)]
struct Ban {
    since: u64,
    /// The end of the ban, in seconds since 1970.
    until: Option<u64>,
}

pub(super) fn list(ask: &MonitorCall<'_>, state: &mut State) -> Outcome {
    let now = ask.seconds();
    let bans = &mut state.monitor.bans.0;
    bans.retain(|_, ban| ban.until.is_none_or(|until| until > now));
    let rows = bans.iter().map(|(address, ban)| {
        json!({
            "ip_address": address.to_string(), "ipv6": address.is_ipv6(), "source": "administrative",
            "created": ban.since, "expires": ban.until,
        })
    });
    Outcome::Results(rows.collect())
}

pub(super) fn add(ask: &MonitorCall<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    let now = ask.seconds();
    // Zero seconds make the ban permanent.
    let length = ask
        .number("expiry")
        .and_then(|seconds| u64::try_from(seconds).ok())
        .filter(|seconds| *seconds > 0);
    let ban = Ban {
        since: now,
        until: length.map(|length| now.saturating_add(length)),
    };
    let addresses = addresses(ask)?;
    state
        .monitor
        .bans
        .0
        .extend(addresses.into_iter().map(|address| (address, ban)));
    Ok(Outcome::Results(json!([])))
}

pub(super) fn clear(ask: &MonitorCall<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    for address in addresses(ask)? {
        state.monitor.bans.0.remove(&address);
    }
    Ok(Outcome::Results(json!([])))
}

pub(super) fn clear_all(state: &mut State) -> Outcome {
    state.monitor.bans.0.clear();
    Outcome::Done
}

fn addresses(ask: &MonitorCall<'_>) -> Result<Vec<IpAddr>, Refusal> {
    let address = |value: &Value| value.as_str().and_then(|text| text.parse().ok());
    let addresses: Option<Vec<IpAddr>> = ask.list("ip_addresses").iter().map(address).collect();
    addresses.ok_or_else(|| Refusal {
        code: Some(Code::BadIpAddress),
        ..Refusal::http(424)
    })
}
