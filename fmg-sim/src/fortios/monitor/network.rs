//! Monitor calls that are answered from the configuration.

use serde_json::{Map, Value, json};

use super::{MonitorCall, Outcome};
use crate::fortios::cmdb::MANAGEMENT;
use crate::fortios::state::State;

/// The identity of the device. All values except the host name are invented.
pub(super) fn status(state: &State) -> Outcome {
    let hostname = state.store.setting("system/global", "hostname").unwrap_or_default();
    Outcome::Results(json!({
        "model_name": "FortiGate", "model_number": "VM64", "model": "FGVM64", "hostname": hostname,
        "log_disk_status": "available",
    }))
}

pub(super) fn time(ask: &MonitorCall<'_>) -> Outcome {
    Outcome::Results(json!({"time": ask.seconds()}))
}

/// The interfaces, or the requested one: a list in 5.6, an object by name in later versions.
pub(super) fn interfaces(ask: &MonitorCall<'_>, state: &State) -> Outcome {
    let wanted = ask.text("interface_name");
    let with_vlans =
        matches!(ask.members.get("include_vlan"), Some(Value::Bool(true))) || ask.text("include_vlan") == Some("true");
    let rows = state
        .store
        .rows_of(MANAGEMENT, "system/interface")
        .iter()
        .filter(|row| {
            let is_wanted = wanted.is_none() || text(row, "name") == wanted;
            is_wanted && (with_vlans || wanted.is_some() || text(row, "type") != Some("vlan"))
        });
    let interfaces = rows.map(|row| {
        let (ip, mask) = text(row, "ip").and_then(|ip| ip.split_once(' ')).unwrap_or(("0.0.0.0", "0.0.0.0"));
        let prefix = mask.parse::<std::net::Ipv4Addr>().map_or(0, |mask| u32::from(mask).count_ones());
        let interface = json!({
            "id": row.get("name"), "name": row.get("name"), "alias": row.get("alias"), "ip": ip, "mask": prefix,
            "link": text(row, "status") == Some("up"), "speed": 1000, "duplex": 1, "mac": "00:00:5e:00:53:01",
            "tx_packets": 1274, "rx_packets": 2201, "tx_bytes": 183_211, "rx_bytes": 903_455, "tx_errors": 0, "rx_errors": 0,
        });
        (text(row, "name").unwrap_or_default().to_owned(), interface)
    });
    Outcome::Results(if state.firmware.answers_by_name() {
        Value::Object(interfaces.collect())
    } else {
        interfaces.map(|(_, interface)| interface).collect()
    })
}

/// The interfaces that the configuration can use.
pub(super) fn available(state: &State) -> Outcome {
    let rows = state.store.rows_of(MANAGEMENT, "system/interface").iter();
    let rows = rows.map(|row| {
        let is_physical = row.get("type").is_some_and(|own| own == "physical");
        json!({
            "name": row.get("name"), "vdom": row.get("vdom"), "type": row.get("type"), "status": row.get("status"),
            "is_physical": is_physical,
        })
    });
    Outcome::Results(rows.collect())
}

/// The references to an object.
pub(super) fn usage(ask: &MonitorCall<'_>, state: &State) -> Outcome {
    // Newer firmware adds `q_` to the names, which otherwise clash with parameters of every call.
    let named = |name: &str| {
        ask.text(&format!("q_{name}"))
            .or_else(|| ask.text(name))
            .unwrap_or_default()
            .to_owned()
    };
    let table = format!("{}/{}", named("path"), named("name"));
    let mkey = ask
        .members
        .get("mkey")
        .and_then(crate::fortios::cmdb::key)
        .unwrap_or_default();
    let Some(schema) = state.store.schema(&table) else {
        return Outcome::Results(json!({"currently_using": [], "to_use": []}));
    };
    let mut using = Vec::new();
    for other in state.store.schemas() {
        let rows = state.store.citing(ask.vdom, other, &schema, &mkey);
        let own = other.shape().map(|shape| shape.mkey);
        using.extend(rows.map(|row| {
            json!({"path": other.path, "name": other.name, "vdom": ask.vdom, "mkey": own.and_then(|own| row.get(own))})
        }));
    }
    Outcome::Results(json!({"currently_using": using, "to_use": []}))
}

/// The routes of the interfaces, and the configured routes.
pub(super) fn routes(ask: &MonitorCall<'_>, state: &State) -> Outcome {
    let interfaces = state.store.rows_of(MANAGEMENT, "system/interface").iter();
    let connected = interfaces
        .filter(|row| text(row, "vdom") == Some(ask.vdom))
        .filter_map(|row| {
            let ip = text(row, "ip").filter(|ip| !ip.starts_with("0.0.0.0"))?;
            Some(route("connect", &network(ip)?, "0.0.0.0", 0, row.get("name")))
        });
    let configured = state.store.rows_of(ask.vdom, "router/static").iter().filter_map(|row| {
        let distance = row.get("distance").and_then(Value::as_i64).unwrap_or(10);
        Some(route(
            "static",
            &network(text(row, "dst")?)?,
            text(row, "gateway")?,
            distance,
            row.get("device"),
        ))
    });
    Outcome::Results(configured.chain(connected).collect())
}

fn route(kind: &str, network: &str, gateway: &str, distance: i64, interface: Option<&Value>) -> Value {
    json!({
        "ip_version": 4, "type": kind, "ip_mask": network, "distance": distance, "metric": 0, "priority": 0,
        "gateway": gateway, "interface": interface,
    })
}

/// A part of the policy routes, or their number.
pub(super) fn policy_routes(ask: &MonitorCall<'_>, all: Value) -> Outcome {
    let Value::Array(rows) = all else {
        return Outcome::Results(all);
    };
    if ask.flag("count_only") {
        return Outcome::Results(json!({ "count": rows.len() }));
    }
    let bound = |name| ask.number(name).and_then(|number| usize::try_from(number).ok());
    let rows = rows.into_iter().skip(bound("start").unwrap_or_default());
    Outcome::Results(rows.take(bound("count").unwrap_or(usize::MAX)).collect())
}

/// `10.0.0.1 255.255.255.0` as `10.0.0.0/24`.
fn network(ip: &str) -> Option<String> {
    let (address, mask) = ip.split_once(' ')?;
    let (address, mask): (std::net::Ipv4Addr, std::net::Ipv4Addr) = (address.parse().ok()?, mask.parse().ok()?);
    let network = std::net::Ipv4Addr::from(u32::from(address) & u32::from(mask));
    Some(format!("{network}/{}", u32::from(mask).count_ones()))
}

fn text<'r>(row: &'r Map<String, Value>, name: &str) -> Option<&'r str> {
    row.get(name)?.as_str()
}
