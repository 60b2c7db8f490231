//! Tests of the rows that the specs describe: the forms in which a FortiGate sends and takes them.

use fmg_bindings::fortios::cmdb::ChildTable;
use fmg_bindings::fortios::cmdb::firewall::{Address, AddressType, Policy, PolicyAction};
use fmg_bindings::fortios::cmdb::router::Bgp;
use fmg_bindings::fortios::cmdb::system::{
    GlobalSettings, Interface, InterfaceAccess, InterfaceIpv6, InterfaceMode, NtpServer, NtpSettings, Zone,
};
use fmg_bindings::fortios::cmdb::system_dhcp::{DhcpIpRange, DhcpServer};
use fmg_bindings::fortios::cmdb::user::{LocalUser, LocalUserType};
use fmg_bindings::fortios::cmdb::vpn_ipsec::{DhGroup, IpsecPhase1};
use fmg_bindings::fortios::{AccessNeeds, Filter, Single, Table};
use fmg_bindings::{Ordered, WrittenRow, mkey};
use serde_json::{Value, json, to_value};

use crate::cmdb::device::Device;

/// A policy as a FortiGate with FortiOS 7.2 returns it, without the attributes that the test does not need. Each row has
/// the member `q_origin_key`, before or after its key.
fn policy() -> Value {
    json!({
        "policyid": 7, "q_origin_key": 7, "status": "enable", "name": "web", "uuid": "1f2e3d4c-0000-51ee-0000-0123456789ab",
        "srcintf": [{"name": "port2", "q_origin_key": "port2"}, {"q_origin_key": "port3", "name": "port3"}],
        "dstintf": [{"name": "port1", "q_origin_key": "port1"}], "action": "accept",
        "srcaddr": [{"name": "all", "q_origin_key": "all"}], "dstaddr": [], "schedule": "always",
        "service": [{"name": "HTTPS", "q_origin_key": "HTTPS"}], "nat": "enable", "logtraffic": "all",
        "tcp-mss-sender": 0, "utm-status": "disable", "comments": "", "policy-expiry": "disable",
    })
}

#[tokio::test]
async fn a_policy_is_read_as_it_is_sent() {
    let device = Device::with_results(&json!([policy()]));
    let reply = device.client().cmdb().get::<Policy>(7).reply().await.unwrap();
    assert!(reply.misfits().is_empty(), "{:?}", reply.misfits());
    let read = reply.into_value();
    let expected = Policy {
        policyid: Some(7),
        status: Some(true),
        name: Some("web".into()),
        uuid: Some("1f2e3d4c-0000-51ee-0000-0123456789ab".into()),
        srcintf: Some(["port2", "port3"].into()),
        dstintf: Some("port1".into()),
        action: Some(PolicyAction::Accept.into()),
        srcaddr: Some("all".into()),
        dstaddr: Some([""; 0].into()),
        schedule: Some("always".into()),
        service: Some(["HTTPS"].into()),
        nat: Some(true),
        logtraffic: Some("all".into()),
        tcp_mss_sender: Some(0),
        utm_status: Some(false),
        comments: Some(String::new()),
        ..Policy::default()
    };
    assert_eq!(read, expected);
    assert_eq!((Policy::KEY, read.key()), (Some("policyid"), Some(7.into())));
    // A row that was read can be written, without what only the FortiGate adds.
    let sent = to_value(&read).unwrap();
    assert_eq!(sent["srcintf"], json!([{"name": "port2"}, {"name": "port3"}]));
    assert_eq!((&sent["nat"], &sent["dstaddr"]), (&json!("enable"), &json!([])));
    assert!(sent.get("q_origin_key").is_none() && sent.get("policy-expiry").is_none());
}

#[tokio::test]
async fn only_what_is_set_is_sent() {
    let device = Device::answering([json!({"status": "success", "mkey": 8})]);
    let policy = Policy {
        name: Some("web".into()),
        srcintf: Some(["port2"].into()),
        dstintf: Some(["port1"].into()),
        srcaddr: Some(["all"].into()),
        dstaddr: Some(["depot", "branch"].into()),
        action: Some(PolicyAction::Accept.into()),
        schedule: Some("always".into()),
        service: Some(["HTTPS"].into()),
        nat: Some(false),
        ..Policy::default()
    };
    let made = device
        .client()
        .cmdb()
        .create(&policy.attribute("ztna-status", "enable"))
        .await
        .unwrap();
    assert_eq!(made.mkey, Some(mkey!("8")));
    let sent = device.only();
    assert_eq!((&*sent.method, &*sent.path), ("POST", "/api/v2/cmdb/firewall/policy"));
    // FortiOS 5.6 takes `action` for a parameter, unless the object is in the member `json`.
    let body: Value = serde_json::from_str(&sent.body).unwrap();
    assert_eq!(
        body,
        json!({"json": {
            "name": "web", "srcintf": [{"name": "port2"}], "dstintf": [{"name": "port1"}], "action": "accept",
            "srcaddr": [{"name": "all"}], "dstaddr": [{"name": "depot"}, {"name": "branch"}], "service": [{"name": "HTTPS"}],
            "schedule": "always", "nat": "disable", "ztna-status": "enable",
        }})
    );
}

#[test]
fn each_form_of_a_value_is_written_and_read() {
    let zone = Zone {
        name: Some("lan".into()),
        interface: Some(["port2", "port3"].into()),
        ..Zone::default()
    };
    let form = json!({"name": "lan", "interface": [{"interface-name": "port2"}, {"interface-name": "port3"}]});
    assert_eq!(to_value(&zone).unwrap(), form);
    assert_eq!(serde_json::from_value::<Zone>(form).unwrap(), zone);

    let port = Interface {
        mode: Some(InterfaceMode::Static.into()),
        ip: Some("10.0.0.1 255.255.255.0".into()),
        allowaccess: Some([InterfaceAccess::Ping, InterfaceAccess::Https].into()),
        secondary_ip: Some(true),
        ipv6: Some(InterfaceIpv6 {
            ip6_address: Some("2001:db8::1/64".into()),
            ..InterfaceIpv6::default()
        }),
        ..Interface::default()
    };
    let form = json!({
        "mode": "static", "ip": "10.0.0.1 255.255.255.0", "allowaccess": "ping https", "secondary-IP": "enable",
        "ipv6": {"ip6-address": "2001:db8::1/64"},
    });
    assert_eq!(to_value(&port).unwrap(), form);
    assert_eq!(serde_json::from_value::<Interface>(form).unwrap(), port);

    let phase = IpsecPhase1 {
        proposal: Some("aes256-sha256 aes256gcm-prfsha384".into()),
        dhgrp: Some([DhGroup::Group14, DhGroup::Group21].into()),
        ..IpsecPhase1::default()
    };
    let form = json!({"proposal": "aes256-sha256 aes256gcm-prfsha384", "dhgrp": "14 21"});
    assert_eq!(to_value(&phase).unwrap(), form);
    assert_eq!(serde_json::from_value::<IpsecPhase1>(form).unwrap(), phase);

    // A value that newer firmware has stays as it is.
    let address: Address = serde_json::from_value(json!({"type": "route-tag"})).unwrap();
    assert!(address.type_.as_ref().is_some_and(|own| own.known().is_none()));
    assert_eq!(to_value(&address).unwrap(), json!({"type": "route-tag"}));
    assert!(
        Address {
            type_: Some(AddressType::Fqdn.into()),
            ..Address::default()
        } != address
    );
}

#[test]
fn a_secret_is_written_and_never_shown() {
    let user = LocalUser {
        name: Some("ada".into()),
        type_: Some(LocalUserType::Password.into()),
        passwd: Some("hush-hush".into()),
        ..LocalUser::default()
    };
    assert_eq!(to_value(&user).unwrap()["passwd"], "hush-hush");
    let phase = IpsecPhase1 {
        psksecret: Some("hush-hush".into()),
        ..IpsecPhase1::default()
    };
    let settings = NtpSettings {
        ntpserver: Some(vec![NtpServer {
            key: Some("hush-hush".into()),
            ..NtpServer::default()
        }]),
        ..NtpSettings::default()
    };
    for shown in [format!("{user:?}"), format!("{phase:?}"), format!("{settings:?}")] {
        assert!(!shown.contains("hush"), "{shown}");
    }
}

#[tokio::test]
async fn a_row_type_knows_its_table() {
    fn is_ordered<T: Ordered>() -> &'static str {
        T::PATH
    }
    assert_eq!(is_ordered::<Policy>(), "firewall/policy");
    assert_eq!(
        (Zone::PATH, Zone::KEY, Zone::ACCESS_GROUP),
        ("system/zone", Some("name"), Some("netgrp"))
    );
    assert_eq!(
        (<GlobalSettings as Single>::PATH, <Bgp as Single>::PATH),
        ("system/global", "router/bgp")
    );
    assert_eq!((DhcpIpRange::NAME, DhcpIpRange::KEY), ("ip-range", "id"));
    let needs = AccessNeeds::new()
        .read::<Address>()
        .write::<DhcpServer>()
        .read_complex::<GlobalSettings>();
    assert!(needs.unknown().is_empty());
    let grants: Vec<_> = needs.profile().grants().into_iter().map(|(group, _)| group).collect();
    assert_eq!(grants, ["fwgrp.address", "netgrp", "sysgrp"]);
    // The names of attributes are constants.
    let device = Device::with_results(&json!([]));
    let cmdb = device.client();
    let filter = Filter::eq(Address::TYPE, "ipmask");
    let _ = cmdb
        .cmdb()
        .list::<Address>()
        .fields([Address::NAME, Address::SUBNET])
        .filter(filter)
        .await
        .unwrap();
    assert_eq!(device.only().plain_query(), "format=name|subnet&filter=type==ipmask");
}

#[tokio::test]
async fn the_rows_of_a_child_table_have_calls_of_their_own() {
    let device = Device::answering([
        json!({"status": "success", "results": [{"id": 1, "q_origin_key": 1, "start-ip": "10.0.0.10", "end-ip": {"a": 1}}]}),
        json!({"status": "success", "results": [{"id": 1, "start-ip": "10.0.0.10"}]}),
        json!({"status": "success", "mkey": 1, "child_mkey": 2}),
        json!({"status": "success"}),
        json!({"status": "success"}),
    ]);
    let client = device.client();
    let ranges = client.cmdb().children::<DhcpIpRange>(1);
    let reply = ranges.list().reply().await.unwrap();
    assert_eq!((reply.value().len(), reply.misfits().total()), (1, 1));
    let read = ranges.get(1).await.unwrap();
    assert_eq!((read.id, read.start_ip.as_deref()), (Some(1), Some("10.0.0.10")));
    let made = ranges
        .create(&DhcpIpRange {
            start_ip: Some("10.0.1.10".into()),
            ..DhcpIpRange::default()
        })
        .await
        .unwrap();
    assert_eq!(made.child_mkey, Some(mkey!("2")));
    ranges
        .update(
            2,
            &DhcpIpRange {
                end_ip: Some("10.0.1.99".into()),
                ..DhcpIpRange::default()
            },
        )
        .await
        .unwrap();
    ranges.delete(2).await.unwrap();
    let sent: Vec<_> = device
        .received()
        .iter()
        .map(|sent| format!("{} {} {}", sent.method, sent.path, sent.body))
        .collect();
    assert_eq!(
        sent,
        [
            "GET /api/v2/cmdb/system.dhcp/server/1/ip-range ",
            "GET /api/v2/cmdb/system.dhcp/server/1/ip-range/1 ",
            r#"POST /api/v2/cmdb/system.dhcp/server/1/ip-range {"start-ip":"10.0.1.10"}"#,
            r#"PUT /api/v2/cmdb/system.dhcp/server/1/ip-range/2 {"end-ip":"10.0.1.99"}"#,
            "DELETE /api/v2/cmdb/system.dhcp/server/1/ip-range/2 ",
        ]
    );
}
