//! Tests of the rows that the specs describe, with the simulated FortiGate, which answers from the same descriptions.

use fmg_bindings::fortios::cmdb::firewall::{Address, AddressGroup, AddressType, Policy, PolicyAction, VirtualIp};
use fmg_bindings::fortios::cmdb::firewall_service::Service;
use fmg_bindings::fortios::cmdb::router::{Bgp, BgpNeighbor, StaticRoute};
use fmg_bindings::fortios::cmdb::system::{
    GlobalSettings, Interface, InterfaceAccess, Sdwan, SdwanHealthCheck, SdwanMember, SdwanMemberNumber, SdwanService,
    SdwanServiceMode, SdwanServiceSla, SdwanSla, SdwanSlaFactor, SdwanZone, Zone,
};
use fmg_bindings::fortios::cmdb::system_dhcp::{DhcpIpRange, DhcpServer};
use fmg_bindings::fortios::cmdb::user::{LocalUser, UserGroup};
use fmg_bindings::fortios::cmdb::vpn_ipsec::{IpsecPhase1, IpsecPhase2};
use fmg_bindings::fortios::{Client, Filter, Mkey};
use fmg_bindings::{child, mkey};

use super::{started, with_super_token, with_token};

fn address(name: &str) -> Address {
    Address {
        name: Some(name.into()),
        subnet: Some("10.7.0.0 255.255.0.0".into()),
        ..Address::default()
    }
}

async fn policies(fgt: &Client) -> Vec<Option<i64>> {
    let policies = fgt.cmdb().list::<Policy>().fields([Policy::POLICYID]).await.unwrap();
    policies.iter().map(|policy| policy.policyid).collect()
}

#[tokio::test]
async fn objects_and_a_policy_are_made_changed_and_deleted() {
    let sim = started().await;
    let fgt = with_token(&sim, "api-admin");
    let cmdb = fgt.cmdb();
    cmdb.create(&address("depot")).await.unwrap();
    assert!(cmdb.create(&address("depot")).await.unwrap_err().is_exists());
    let group = AddressGroup {
        name: Some("sites".into()),
        member: Some(["depot", "branch"].into()),
        ..AddressGroup::default()
    };
    cmdb.create(&group).await.unwrap();
    let read = cmdb.get::<AddressGroup>(mkey!("sites")).await.unwrap();
    assert!(
        read.member
            .as_ref()
            .is_some_and(|members| *members == ["depot", "branch"])
    );
    let service = Service {
        name: Some("web".into()),
        tcp_portrange: Some("8080".into()),
        ..Service::default()
    };
    cmdb.create(&service).await.unwrap();
    let policy = Policy {
        name: Some("web".into()),
        srcintf: Some(["port2"].into()),
        dstintf: Some(["port1"].into()),
        srcaddr: Some(["sites"].into()),
        dstaddr: Some(["all"].into()),
        action: Some(PolicyAction::Accept.into()),
        schedule: Some("always".into()),
        service: Some(["web", "HTTPS"].into()),
        nat: Some(true),
        ..Policy::default()
    };
    let made = cmdb.create(&policy).await.unwrap().mkey.unwrap();
    cmdb.move_before::<Policy>(&made, 1).await.unwrap();
    let number = made.as_str().parse().unwrap();
    assert_eq!(policies(&fgt).await, [number, 1, 2].map(Some));
    let change = Policy {
        status: Some(false),
        ..Policy::default()
    };
    cmdb.update::<Policy>(&made, &change).await.unwrap();
    let read = cmdb.get::<Policy>(&made).await.unwrap();
    assert_eq!(
        (read.status, read.nat, read.name),
        (Some(false), Some(true), policy.name)
    );
    assert!(read.service.unwrap() == ["web", "HTTPS"]);
    // A default of the specs.
    assert!(read.inspection_mode.is_some_and(|mode| mode.as_str() == Some("flow")));

    assert!(cmdb.delete::<Address>(mkey!("depot")).await.unwrap_err().is_in_use());
    cmdb.delete::<Policy>(&made).await.unwrap();
    cmdb.delete::<AddressGroup>(mkey!("sites")).await.unwrap();
    cmdb.delete::<Address>(mkey!("depot")).await.unwrap();
    let left = cmdb
        .list::<Address>()
        .filter(Filter::eq(Address::NAME, "depot"))
        .await
        .unwrap();
    assert!(left.is_empty());
}

#[tokio::test]
async fn what_a_table_does_not_accept_is_refused() {
    let (_sim, fgt) = with_super_token().await;
    let cmdb = fgt.cmdb();
    for bad in [
        Address {
            color: Some(33),
            ..address("a")
        },
        Address {
            type_: Some("nonsense".into()),
            ..address("a")
        },
        Address {
            comment: Some("a".repeat(256)),
            ..address("a")
        },
        Address {
            associated_interface: Some("nowhere".into()),
            ..address("a")
        },
    ] {
        let error = cmdb.create(&bad).await.unwrap_err();
        assert_eq!(error.http_status(), Some(500), "{error}");
    }
    cmdb.create(&Address {
        type_: Some(AddressType::InterfaceSubnet.into()),
        ..address("a")
    })
    .await
    .unwrap();
    let route = StaticRoute {
        distance: Some(256),
        device: Some("port1".into()),
        ..StaticRoute::default()
    };
    assert_eq!(cmdb.create(&route).await.unwrap_err().http_status(), Some(500));
    let member = Zone {
        name: Some("lan".into()),
        interface: Some(["nowhere"].into()),
        ..Zone::default()
    };
    assert_eq!(cmdb.create(&member).await.unwrap_err().http_status(), Some(500));
}

#[tokio::test]
async fn tables_that_only_the_specs_describe_are_answered() {
    let (_sim, fgt) = with_super_token().await;
    let cmdb = fgt.cmdb();
    let vip = VirtualIp {
        name: Some("web".into()),
        extip: Some("203.0.113.7".into()),
        extintf: Some("port1".into()),
        mappedip: Some(["10.0.0.7"].into()),
        portforward: Some(true),
        ..VirtualIp::default()
    };
    cmdb.create(&vip).await.unwrap();
    let read = cmdb.get::<VirtualIp>(mkey!("web")).await.unwrap();
    assert!(read.mappedip.is_some_and(|ip| ip == ["10.0.0.7"]) && read.protocol.is_some());

    let phase1 = IpsecPhase1 {
        name: Some("hub".into()),
        interface: Some("port1".into()),
        remote_gw: Some("203.0.113.9".into()),
        psksecret: Some("hush-hush".into()),
        proposal: Some("aes256-sha256".into()),
        ..IpsecPhase1::default()
    };
    cmdb.create(&phase1).await.unwrap();
    let read = cmdb.get::<IpsecPhase1>(mkey!("hub")).await.unwrap();
    assert!(read.psksecret.is_none_or(|secret| secret.expose() != "hush-hush"));
    let phase2 = |name: &str| IpsecPhase2 {
        name: Some("lan".into()),
        phase1name: Some(name.into()),
        ..IpsecPhase2::default()
    };
    assert!(cmdb.create(&phase2("nowhere")).await.is_err());
    cmdb.create(&phase2("hub")).await.unwrap();
    assert!(cmdb.delete::<IpsecPhase1>(mkey!("hub")).await.unwrap_err().is_in_use());

    let user = LocalUser {
        name: Some("ada".into()),
        passwd: Some("hush-hush".into()),
        ..LocalUser::default()
    };
    cmdb.create(&user).await.unwrap();
    let group = UserGroup {
        name: Some("staff".into()),
        member: Some("ada".into()),
        ..UserGroup::default()
    };
    cmdb.create(&group).await.unwrap();
}

#[tokio::test]
async fn single_objects_are_read_and_changed() {
    let (_sim, fgt) = with_super_token().await;
    let cmdb = fgt.cmdb();
    let change = GlobalSettings {
        hostname: Some("fgt-7".into()),
        admintimeout: Some(15),
        ..GlobalSettings::default()
    };
    cmdb.edit::<GlobalSettings>(&change).await.unwrap();
    let read = cmdb.read::<GlobalSettings>().await.unwrap();
    assert_eq!((read.hostname.as_deref(), read.admintimeout), (Some("fgt-7"), Some(15)));
    let neighbor = BgpNeighbor {
        ip: Some("10.0.0.9".into()),
        remote_as: Some("65001".into()),
        ..BgpNeighbor::default()
    };
    let bgp = Bgp {
        as_: Some("65000".into()),
        neighbor: Some(vec![neighbor]),
        ..Bgp::default()
    };
    cmdb.edit::<Bgp>(&bgp).await.unwrap();
    let read = cmdb.read::<Bgp>().await.unwrap();
    let neighbors: Vec<_> = read.neighbor.iter().flatten().map(|own| own.ip.as_deref()).collect();
    assert_eq!(
        (read.as_.as_deref(), neighbors),
        (Some("65000"), vec![Some("10.0.0.9")])
    );
}

#[tokio::test]
async fn the_rows_of_a_child_table_are_changed_one_by_one() {
    let (_sim, fgt) = with_super_token().await;
    let cmdb = fgt.cmdb();
    let range = |first: &str| DhcpIpRange {
        start_ip: Some(first.into()),
        end_ip: Some("10.0.0.99".into()),
        ..DhcpIpRange::default()
    };
    let server = DhcpServer {
        interface: Some("port2".into()),
        ip_range: Some(vec![range("10.0.0.10")]),
        ..DhcpServer::default()
    };
    let made = cmdb.create(&server).await.unwrap().mkey.unwrap();
    let ranges = cmdb.children::<DhcpIpRange>(&made);
    let second = ranges.create(&range("10.0.0.50")).await.unwrap().child_mkey.unwrap();
    ranges
        .update(
            &second,
            &DhcpIpRange {
                end_ip: Some("10.0.0.60".into()),
                ..DhcpIpRange::default()
            },
        )
        .await
        .unwrap();
    ranges.delete(1).await.unwrap();
    let rows = ranges.list().await.unwrap();
    let firsts: Vec<_> = rows
        .iter()
        .map(|row| (row.start_ip.as_deref(), row.end_ip.as_deref()))
        .collect();
    assert_eq!(firsts, [(Some("10.0.0.50"), Some("10.0.0.60"))]);
    assert_eq!(
        ranges.get(&second).await.unwrap().start_ip.as_deref(),
        Some("10.0.0.50")
    );
}

#[tokio::test]
async fn the_rows_of_a_complex_table_are_changed_one_by_one() {
    let (sim, fgt) = with_super_token().await;
    let cmdb = fgt.cmdb();
    let neighbors = cmdb.complex_children::<BgpNeighbor>();
    assert!(neighbors.list().await.unwrap().is_empty());
    let neighbor = |ip: &str| BgpNeighbor {
        ip: Some(ip.into()),
        remote_as: Some("65001".into()),
        ..BgpNeighbor::default()
    };
    for ip in ["10.0.0.1", "10.0.0.2"] {
        let made = neighbors.create(&neighbor(ip)).await.unwrap();
        assert_eq!((made.mkey, made.child_mkey), (None, Some(Mkey::new(ip).unwrap())));
    }
    assert!(neighbors.create(&neighbor("10.0.0.1")).await.unwrap_err().is_exists());
    let change = BgpNeighbor {
        shutdown: Some(true),
        ..BgpNeighbor::default()
    };
    neighbors.update(mkey!("10.0.0.2"), &change).await.unwrap();
    let read = neighbors.get(mkey!("10.0.0.2")).await.unwrap();
    assert_eq!((read.shutdown, read.remote_as.as_deref()), (Some(true), Some("65001")));
    assert_eq!(read.advertisement_interval, Some(30));
    neighbors.delete(mkey!("10.0.0.1")).await.unwrap();
    assert!(neighbors.get(mkey!("10.0.0.1")).await.unwrap_err().is_not_found());
    assert!(neighbors.delete(mkey!("10.0.0.1")).await.unwrap_err().is_not_found());
    // The rest of the object stays, and the object has the rows.
    let own = Bgp {
        router_id: Some("10.0.0.254".into()),
        ..Bgp::default()
    };
    cmdb.edit::<Bgp>(&own).await.unwrap();
    let bgp = cmdb.read::<Bgp>().await.unwrap();
    assert_eq!(bgp.neighbor.unwrap().len(), 1);
    let shut = Filter::eq(BgpNeighbor::SHUTDOWN, "enable");
    assert_eq!(neighbors.list().filter(shut).await.unwrap().len(), 1);
    neighbors.purge().await.unwrap();
    let bgp = cmdb.read::<Bgp>().await.unwrap();
    assert_eq!(
        (bgp.neighbor.unwrap().len(), bgp.router_id.as_deref()),
        (0, Some("10.0.0.254"))
    );
    let calls = sim.calls();
    let names: Vec<_> = calls
        .iter()
        .map(|call| call.name.as_deref().unwrap_or_default())
        .collect();
    assert!(
        names.contains(&"fortios::cmdb::requests::PurgeComplexChildren"),
        "{names:?}"
    );
    assert!(
        names.contains(&"fortios::cmdb::requests::DeleteComplexChild"),
        "{names:?}"
    );
}

fn member_number(number: i64) -> SdwanMemberNumber {
    SdwanMemberNumber {
        seq_num: Some(number),
        ..SdwanMemberNumber::default()
    }
}

/// A zone with a member, and a health check of it.
async fn add_uplink(fgt: &Client) {
    let cmdb = fgt.cmdb();
    let zone = SdwanZone {
        name: Some("uplinks".into()),
        ..SdwanZone::default()
    };
    cmdb.complex_children::<SdwanZone>().create(&zone).await.unwrap();
    let member = SdwanMember {
        seq_num: Some(1),
        interface: Some("port1".into()),
        zone: Some("uplinks".into()),
        gateway: Some("203.0.113.1".into()),
        ..SdwanMember::default()
    };
    cmdb.complex_children::<SdwanMember>().create(&member).await.unwrap();
    let check = SdwanHealthCheck {
        name: Some("dns".into()),
        server: Some("192.0.2.53 192.0.2.54".into()),
        members: Some(vec![member_number(1)]),
        sla: Some(vec![SdwanSla {
            id: Some(1),
            link_cost_factor: Some([SdwanSlaFactor::Latency].into()),
            latency_threshold: Some(100),
            ..SdwanSla::default()
        }]),
        ..SdwanHealthCheck::default()
    };
    cmdb.complex_children::<SdwanHealthCheck>()
        .create(&check)
        .await
        .unwrap();
}

#[tokio::test]
async fn sd_wan_rules_are_made_and_moved() {
    let (_sim, fgt) = with_super_token().await;
    let cmdb = fgt.cmdb();
    add_uplink(&fgt).await;
    let rules = cmdb.complex_children::<SdwanService>();
    let rule = |id: i64| SdwanService {
        id: Some(id),
        name: Some(format!("rule-{id}")),
        mode: Some(SdwanServiceMode::Sla.into()),
        dst: Some("all".into()),
        sla: Some(vec![SdwanServiceSla {
            health_check: Some("dns".into()),
            id: Some(1),
            ..SdwanServiceSla::default()
        }]),
        priority_members: Some(vec![member_number(1)]),
        ..SdwanService::default()
    };
    for id in [1, 2, 3] {
        let made = rules.create(&rule(id)).await.unwrap();
        assert_eq!(made.child_mkey, Some(id.into()));
    }
    rules.move_before(3, 1).await.unwrap();
    rules.move_after(1, 2).await.unwrap();
    let order = |rows: Vec<SdwanService>| rows.iter().map(|rule| rule.id).collect::<Vec<_>>();
    assert_eq!(order(rules.list().await.unwrap()), [3, 2, 1].map(Some));
    assert_eq!(order(rules.list().pages(2).all().await.unwrap()), [3, 2, 1].map(Some));
    for bad in [
        SdwanService {
            end_port: Some(65536),
            ..rule(4)
        },
        SdwanService {
            mode: Some("nonsense".into()),
            ..rule(4)
        },
        SdwanService {
            src: Some("nowhere".into()),
            ..rule(4)
        },
    ] {
        let error = rules.create(&bad).await.unwrap_err();
        assert_eq!(error.http_status(), Some(500), "{error}");
    }
    let spare = |zone: &str| SdwanMember {
        seq_num: Some(2),
        interface: Some("port2".into()),
        zone: Some(zone.into()),
        ..SdwanMember::default()
    };
    let members = cmdb.complex_children::<SdwanMember>();
    let error = members.create(&spare("nowhere")).await.unwrap_err();
    assert_eq!(error.http_status(), Some(500), "{error}");
    // The zone that every device has.
    members.create(&spare("virtual-wan-link")).await.unwrap();
    let sdwan = cmdb.read::<Sdwan>().await.unwrap();
    let member = &sdwan.members.unwrap()[0];
    assert_eq!((member.zone.as_deref(), member.weight), (Some("uplinks"), Some(1)));
    let check = &sdwan.health_check.unwrap()[0];
    assert_eq!(check.server, Some("192.0.2.53 192.0.2.54".into()));
    assert_eq!((sdwan.status, order(sdwan.service.unwrap()).len()), (Some(false), 3));
    cmdb.edit::<Sdwan>(&Sdwan {
        status: Some(true),
        ..Sdwan::default()
    })
    .await
    .unwrap();
    assert_eq!(rules.get(2).await.unwrap().name.as_deref(), Some("rule-2"));
}

#[tokio::test]
async fn a_child_table_of_a_complex_table_has_a_schema() {
    let (_sim, fgt) = with_super_token().await;
    let neighbors = fgt.cmdb().complex_children::<BgpNeighbor>();
    let reply = neighbors.schema().reply().await.unwrap();
    let envelope = reply.envelope();
    assert_eq!(
        (
            envelope.path.as_deref(),
            envelope.name.as_deref(),
            envelope.child_path.as_deref()
        ),
        (Some("router"), Some("bgp"), Some("neighbor"))
    );
    let schema = reply.into_value();
    assert_eq!(
        (schema.path.as_deref(), schema.name.as_deref()),
        (Some("router"), Some("neighbor"))
    );
    assert_eq!(schema.access_group.as_deref(), Some("netgrp"));
    assert!(schema.key().is_some_and(|key| key.size == Some(45)));
    let missing = fgt.cmdb().complex_child::<Bgp>(child!("nothing"));
    assert!(missing.schema().await.unwrap_err().is_not_found());
    assert!(missing.list().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn schema_and_defaults_are_those_of_the_specs() {
    let (_sim, fgt) = with_super_token().await;
    let cmdb = fgt.cmdb();
    let schema = cmdb.schema::<Interface>().await.unwrap();
    assert_eq!(schema.access_group.as_deref(), Some("netgrp"));
    let defaults = cmdb.defaults::<StaticRoute>().await.unwrap();
    assert_eq!((defaults.distance, defaults.status), (Some(10), Some(true)));
    let port = cmdb.get::<Interface>(mkey!("port1")).await.unwrap();
    let services = port.allowaccess.unwrap();
    assert!(services.contains(&InterfaceAccess::Ping.into()), "{services:?}");
}

#[tokio::test]
async fn a_missing_permission_names_the_access_group() {
    let sim = started().await;
    let auditor = with_token(&sim, "auditor");
    auditor.cmdb().list::<Address>().await.unwrap();
    let error = auditor.cmdb().create(&address("a")).await.unwrap_err();
    assert_eq!(
        (error.http_status(), error.access_group()),
        (Some(403), Some("fwgrp.address"))
    );
    let neighbors = auditor.cmdb().complex_children::<BgpNeighbor>();
    neighbors.list().await.unwrap();
    let error = neighbors.purge().await.unwrap_err();
    assert_eq!((error.http_status(), error.access_group()), (Some(403), Some("netgrp")));
}
