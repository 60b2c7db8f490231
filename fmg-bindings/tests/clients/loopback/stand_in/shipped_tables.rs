//! Every table that the specs describe, against the simulator: a row is created, read, changed, copied, moved and
//! deleted.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use fmg_bindings::fmg::address::{Address, AddressMapping};
use fmg_bindings::fmg::address_group::{AddressGroup, AddressGroupMapping};
use fmg_bindings::fmg::address6::{Address6, Address6Mapping, AddressGroup6, AddressGroup6Mapping};
use fmg_bindings::fmg::admin::TacacsServer;
use fmg_bindings::fmg::administrator::Administrator;
use fmg_bindings::fmg::central_snat::CentralSnat;
use fmg_bindings::fmg::cli_template::{CliTemplate, CliTemplateGroup};
use fmg_bindings::fmg::device_bgp::{Bgp, BgpNeighbor, BgpNeighborGroup, BgpNetwork};
use fmg_bindings::fmg::device_group::DeviceGroup;
use fmg_bindings::fmg::device_interface::{DeviceInterface, DeviceZone};
use fmg_bindings::fmg::device_route::StaticRoute;
use fmg_bindings::fmg::device_sdwan::{
    Sdwan, SdwanHealthCheck, SdwanMember, SdwanRule, SdwanZone, SdwanZoneServiceSlaTieBreak,
};
use fmg_bindings::fmg::device_vpn::{IpsecPhase1, IpsecPhase2};
use fmg_bindings::fmg::dhcp_server::DhcpServer;
use fmg_bindings::fmg::dos_policy::DosPolicy;
use fmg_bindings::fmg::dvmdb::{Device, DeviceVdom};
use fmg_bindings::fmg::external_resource::ExternalResource;
use fmg_bindings::fmg::global_policy::{FooterPolicy, HeaderPolicy};
use fmg_bindings::fmg::ip_pool::{IpPool, IpPool6, IpPoolMapping};
use fmg_bindings::fmg::local_in_policy::LocalInPolicy;
use fmg_bindings::fmg::multicast_address::MulticastAddress;
use fmg_bindings::fmg::multicast_policy::MulticastPolicy;
use fmg_bindings::fmg::normalized_interface::{
    NormalizedInterface, NormalizedInterfaceMapping, NormalizedInterfacePlatform,
};
use fmg_bindings::fmg::package::{Package, ScopeMember};
use fmg_bindings::fmg::policy::{Policy, PolicySection, PolicySectionLabel};
use fmg_bindings::fmg::proxy_policy::{ProxyPolicy, ProxyPolicySection};
use fmg_bindings::fmg::schedule::{OnetimeSchedule, RecurringSchedule, ScheduleGroup};
use fmg_bindings::fmg::scope::Scope;
use fmg_bindings::fmg::security_policy::{SecurityPolicy, SecurityPolicySection};
use fmg_bindings::fmg::security_profile::{
    AntivirusProfile, ApplicationList, ApplicationListEntry, DnsFilterProfile, IpsSensor, IpsSensorEntry, ProfileGroup,
    SslSshProfile, UrlFilter, UrlFilterEntry, WebFilterProfile,
};
use fmg_bindings::fmg::service::{Service, ServiceCategory, ServiceGroup};
use fmg_bindings::fmg::shaping_policy::ShapingPolicy;
use fmg_bindings::fmg::traffic_shaper::TrafficShaper;
use fmg_bindings::fmg::user::{AdGroup, LdapServer, LocalUser, RadiusServer, UserGroup, UserTacacsServer};
use fmg_bindings::fmg::variable::{Variable, VariableMapping};
use fmg_bindings::fmg::virtual_ip::{VirtualIp, VirtualIpGroup, VirtualIpMapping};
use fmg_bindings::fmg::wildcard_fqdn::WildcardFqdn;
use fmg_bindings::fmg::{Client, DhcpServerId, MappingKey, PolicyId, RowId, Tables};
use fmg_bindings::{Error, In, Response, Single, Table, WritableIn, WrittenRow, adom, device, name, package, vdom};
use fmg_sim::Sim;
use serde::Serialize;
use serde_json::{Map, Value};

use super::admin;

/// Tables that are only read, or whose rows need more than a table does: their tests are in the modules beside this one.
const ELSEWHERE: &[&str] = &["Adom", "CaCertificate", "Device", "DeviceMetaField", "Package"];

/// The tables that were tried, by the names of their rows.
#[derive(Default)]
struct Tried(BTreeSet<String>);

impl Tried {
    fn note<T>(&mut self) -> String {
        let name = std::any::type_name::<T>().rsplit("::").next().unwrap().to_owned();
        assert!(self.0.insert(name.clone()), "{name} is there twice");
        name
    }

    /// Creates a row with this key, reads it, changes it and deletes it.
    async fn rows<T, S>(&mut self, tables: &Tables<'_, Client, S>, key: T::Key, row: T, change: T)
    where
        T: Table<One: Response<Output = T>, Many: Response<Output = Vec<T>>> + In<S> + WritableIn<S> + WrittenRow,
        T: Clone + Serialize + Send + Sync + 'static,
        T::Key: Clone,
        S: Scope,
    {
        let name = self.note::<T>();
        let ok = |outcome: Result<T, Error>| outcome.unwrap_or_else(|error| panic!("{name}: {error}"));
        let before = tables.count::<T>().await.unwrap();
        let (sent, changed) = (written(&row), written(&change));
        tables
            .add(row.clone())
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let exists = tables.add(row).await.unwrap_err();
        assert!(exists.is_exists(), "{name}: {exists}");
        has(&name, &ok(tables.get::<T>(key.clone()).await), &sent);
        if let Err(error) = tables.update(key.clone(), change).await {
            panic!("{name}: {error}");
        }
        let read = ok(tables.get::<T>(key.clone()).await);
        has(&name, &read, &sent.into_iter().chain(changed).collect());
        assert_eq!(
            tables.list::<T>().await.unwrap().len(),
            usize::try_from(before).unwrap() + 1,
            "{name}"
        );
        tables.delete::<T>(key.clone()).await.unwrap();
        let gone = tables.get::<T>(key).await.err();
        assert!(gone.is_some_and(|error| error.is_not_found()), "{name}");
    }

    /// Changes a single object, and reads it.
    async fn single<T, S>(&mut self, tables: &Tables<'_, Client, S>, change: T)
    where
        T: Single<One: Response<Output = T>> + In<S> + WritableIn<S> + Serialize + Clone + Send + Sync + 'static,
        S: Scope,
    {
        let name = self.note::<T>();
        let changed = written(&change);
        tables
            .set_single(change.clone())
            .await
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        has(&name, &tables.get_single::<T>().await.unwrap(), &changed);
        tables.update_single(change).await.unwrap();
    }
}

/// The attributes that a row writes.
fn written<T: Serialize>(row: &T) -> Map<String, Value> {
    match serde_json::to_value(row).unwrap() {
        Value::Object(members) => members,
        other => panic!("a row is an object and not {other}"),
    }
}

/// Checks that a row that was read has these attributes.
fn has<T: Serialize>(name: &str, row: &T, expected: &Map<String, Value>) {
    let read = written(row);
    for (attribute, value) in expected {
        assert_eq!(read.get(attribute), Some(value), "`{attribute}` of {name}");
    }
}

/// `row!(Type { attribute: value })`
macro_rules! row {
    ($row:ident { $($attribute:ident : $value:expr),* }) => {
        $row { $($attribute: $value.into(),)* ..$row::default() }
    };
}

/// Tries tables of one scope: the key, the row, and what is changed.
macro_rules! rows {
    ($tried:ident, $tables:expr; $($key:expr => $row:ident { $($attribute:ident : $value:expr),* }, { $($other:ident : $change:expr),* };)*) => {
        $(
            let change = row!($row { $($other: $change),* });
            Box::pin($tried.rows($tables, $key, row!($row { $($attribute: $value),* }), change)).await;
        )*
    };
}

/// Tries the mappings of objects of one device.
macro_rules! mappings {
    ($tried:ident, $objects:expr; $($parent:ident => $row:ident { $other:ident : $change:expr },)*) => {
        $(
            $objects.add(row!($parent { name: "parent" })).await.unwrap();
            let mappings = $objects.row::<$parent>(name!("parent"));
            let member = row!(ScopeMember { name: "dev_001", vdom: "root" });
            rows! { $tried, &mappings;
                MappingKey::new(device!("dev_001"), vdom!("root")) => $row { scope: vec![member.clone()] }, { $other: $change };
            }
        )*
    };
}

/// Tries the sections that begin at policies.
macro_rules! sections {
    ($tried:ident, $policies:expr; $($policy:ident => $section:ident),*) => {
        $(
            let id = PolicyId::new(9);
            $policies.add(row!($policy { policyid: id })).await.unwrap();
            let section = row!($section { attr: PolicySectionLabel::GlobalLabel, name: "title" });
            $policies.row::<$policy>(id).set_single(section).await.unwrap();
            let policy = $policies.get::<$policy>(id).await.unwrap();
            assert_eq!(policy.global_label.as_deref(), Some("title"));
            $tried.note::<$section>();
        )*
    };
}

#[tokio::test]
async fn every_table_is_created_read_changed_and_deleted() {
    let sim = Sim::start().await.unwrap();
    let (fmg, mut tried) = (admin(&sim), Tried::default());
    Box::pin(objects(&fmg, &mut tried)).await;
    Box::pin(child_rows(&fmg, &mut tried)).await;
    Box::pin(policies(&fmg, &mut tried)).await;
    Box::pin(devices(&fmg, &mut tried)).await;
    let described = described();
    let missing: Vec<_> = described
        .iter()
        .filter(|row| !tried.0.contains(*row) && !ELSEWHERE.contains(&&***row))
        .collect();
    assert!(missing.is_empty(), "add these tables to this test: {missing:?}");
}

async fn objects(fmg: &Client, tried: &mut Tried) {
    let adom = fmg.adom(adom!("root"));
    let objects = adom.objects();
    objects
        .add(row!(Address {
            name: "host_001",
            subnet: "10.0.0.1/32"
        }))
        .await
        .unwrap();
    rows! { tried, &objects;
        name!("a") => AddressGroup { name: "a", member: ["host_001"] }, { comment: "x" };
        name!("a") => Address6 { name: "a", ip6: "2001:db8::/32" }, { comment: "x" };
        name!("a") => AddressGroup6 { name: "a", color: 3 }, { comment: "x" };
        name!("a") => Service { name: "a", tcp_portrange: "8443" }, { comment: "x" };
        name!("a") => ServiceGroup { name: "a", member: ["ALL"] }, { comment: "x" };
        name!("a") => ServiceCategory { name: "a", comment: "y" }, { comment: "x" };
        name!("a") => VirtualIp { name: "a", extip: "192.0.2.9", mappedip: "10.0.0.9" }, { comment: "x" };
        name!("a") => VirtualIpGroup { name: "a", color: 3 }, { comments: "x" };
        name!("a") => OnetimeSchedule { name: "a", expiration_days: 3 }, { color: 3 };
        name!("a") => RecurringSchedule { name: "a", start: "08:00" }, { end: "17:00" };
        name!("a") => ScheduleGroup { name: "a", member: ["always"] }, { color: 3 };
        name!("a") => IpPool { name: "a", startip: "192.0.2.1", endip: "192.0.2.2" }, { comments: "x" };
        name!("a") => IpPool6 { name: "a", startip: "2001:db8::1", endip: "2001:db8::2" }, { comments: "x" };
        name!("a") => NormalizedInterface { name: "a", single_intf: true }, { description: "x" };
        name!("a") => Variable { name: "a", value: "1" }, { value: "2" };
        name!("a") => CliTemplate { name: "a", script: "config system global" }, { description: "x" };
        name!("a") => CliTemplateGroup { name: "a", description: "y" }, { description: "x" };
        name!("a") => LocalUser { name: "a", status: true }, { email_to: "user@example.com" };
        name!("a") => UserGroup { name: "a", authtimeout: 5 }, { http_digest_realm: "x" };
        name!("a") => LdapServer { name: "a", server: "192.0.2.1" }, { dn: "dc=example,dc=com" };
        name!("a") => RadiusServer { name: "a", server: "192.0.2.1" }, { source_ip: "192.0.2.2" };
        name!("a") => UserTacacsServer { name: "a", server: "192.0.2.1" }, { port: 50 };
        name!("a") => AdGroup { name: "a", server_name: "x" }, { server_name: "y" };
        name!("a") => AntivirusProfile { name: "a", comment: "y" }, { comment: "x" };
        name!("a") => WebFilterProfile { name: "a", comment: "y" }, { comment: "x" };
        name!("a") => IpsSensor { name: "a", comment: "y" }, { comment: "x" };
        name!("a") => ApplicationList { name: "a", comment: "y" }, { comment: "x" };
        name!("a") => DnsFilterProfile { name: "a", block_botnet: true }, { comment: "x" };
        name!("a") => SslSshProfile { name: "a", comment: "y" }, { comment: "x" };
        name!("a") => ProfileGroup { name: "a", av_profile: ["default"] }, { ips_sensor: ["default"] };
        name!("a") => ExternalResource { name: "a", resource: "https://example.com/list" }, { comments: "x" };
        name!("a") => WildcardFqdn { name: "a", wildcard_fqdn: "*.example.com" }, { comment: "x" };
        name!("a") => TrafficShaper { name: "a", maximum_bandwidth: 100 }, { guaranteed_bandwidth: 10 };
        name!("a") => MulticastAddress { name: "a", start_ip: "224.0.0.1", end_ip: "224.0.0.2" }, { comment: "x" };
        name!("a") => Address { name: "a", subnet: ["10.0.0.1", "255.255.255.255"] }, { comment: "x" };
        RowId::new(7) => UrlFilter { id: RowId::new(7), name: "a" }, { comment: "x" };
    }
}

async fn child_rows(fmg: &Client, tried: &mut Tried) {
    let adom = fmg.adom(adom!("root"));
    let objects = adom.objects();
    mappings! { tried, &objects;
        Address => AddressMapping { comment: "x" }, AddressGroup => AddressGroupMapping { comment: "x" },
        Address6 => Address6Mapping { comment: "x" }, AddressGroup6 => AddressGroup6Mapping { comment: "x" },
        VirtualIp => VirtualIpMapping { comment: "x" }, IpPool => IpPoolMapping { comments: "x" },
        NormalizedInterface => NormalizedInterfaceMapping { intrazone_deny: true }, Variable => VariableMapping { value: "x" },
    }
    let platforms = objects.row::<NormalizedInterface>(name!("parent"));
    rows! { tried, &platforms;
        name!("FortiGate-VM64") => NormalizedInterfacePlatform { name: "FortiGate-VM64", intf_zone: "port1" }, { intrazone_deny: true };
    }
    objects.add(row!(UrlFilter { id: RowId::new(1) })).await.unwrap();
    let entries = objects.row::<UrlFilter>(RowId::new(1));
    rows! { tried, &entries;
        RowId::new(3) => UrlFilterEntry { id: RowId::new(3), url: "example.com" }, { status: false };
    }
    objects.add(row!(IpsSensor { name: "parent" })).await.unwrap();
    let entries = objects.row::<IpsSensor>(name!("parent"));
    rows! { tried, &entries;
        RowId::new(3) => IpsSensorEntry { id: RowId::new(3), rate_count: 5 }, { rate_duration: 60 };
    }
    objects.add(row!(ApplicationList { name: "parent" })).await.unwrap();
    let entries = objects.row::<ApplicationList>(name!("parent"));
    rows! { tried, &entries;
        RowId::new(3) => ApplicationListEntry { id: RowId::new(3), session_ttl: 5 }, { log: true };
    }
}

async fn policies(fmg: &Client, tried: &mut Tried) {
    let adom = fmg.adom(adom!("root"));
    let policies = adom.package(package!("default"));
    rows! { tried, &policies;
        PolicyId::new(7) => Policy { policyid: PolicyId::new(7), name: "a" }, { comments: "x" };
        PolicyId::new(7) => ProxyPolicy { policyid: PolicyId::new(7), srcaddr: ["all"] }, { comments: "x" };
        PolicyId::new(7) => ShapingPolicy { id: PolicyId::new(7), name: "a" }, { comment: "x" };
        PolicyId::new(7) => CentralSnat { policyid: PolicyId::new(7), orig_addr: ["all"] }, { comments: "x" };
        PolicyId::new(7) => DosPolicy { policyid: PolicyId::new(7), name: "a" }, { comments: "x" };
        PolicyId::new(7) => MulticastPolicy { id: PolicyId::new(7), name: "a" }, { status: false };
        PolicyId::new(7) => LocalInPolicy { policyid: PolicyId::new(7), service: ["ALL"] }, { comments: "x" };
        PolicyId::new(7) => SecurityPolicy { policyid: PolicyId::new(7), name: "a" }, { comments: "x" };
    }
    sections! { tried, &policies; Policy => PolicySection, ProxyPolicy => ProxyPolicySection, SecurityPolicy => SecurityPolicySection }
    let global = fmg.global();
    global.packages().add(row!(Package { name: "global" })).await.unwrap();
    let policies = global.package(package!("global"));
    rows! { tried, &policies;
        PolicyId::new(7) => HeaderPolicy { policyid: PolicyId::new(7), name: "a" }, { comments: "x" };
        PolicyId::new(7) => FooterPolicy { policyid: PolicyId::new(7), name: "a" }, { comments: "x" };
    }
}

async fn devices(fmg: &Client, tried: &mut Tried) {
    let adom = fmg.adom(adom!("root"));
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let device = fmg.device(device!("dev_001"));
    let interfaces = device.global();
    rows! { tried, &interfaces;
        name!("a") => DeviceInterface { name: "a", vlanid: 7 }, { description: "x" };
    }
    let vdom = device.vdom(vdom!("root"));
    rows! { tried, &vdom;
        name!("a") => DeviceZone { name: "a" }, { description: "x" };
        RowId::new(7) => StaticRoute { seq_num: RowId::new(7), gateway: "10.0.0.1" }, { comment: "x" };
        name!("10.0.0.1") => BgpNeighbor { ip: "10.0.0.1", remote_as: "65001" }, { description: "x" };
        name!("a") => BgpNeighborGroup { name: "a", remote_as: "65001" }, { description: "x" };
        RowId::new(7) => BgpNetwork { id: RowId::new(7) }, { backdoor: true };
        name!("a") => SdwanZone { name: "a" }, { service_sla_tie_break: SdwanZoneServiceSlaTieBreak::FibBestMatch };
        RowId::new(7) => SdwanMember { seq_num: RowId::new(7), gateway: "10.0.0.1" }, { comment: "x" };
        name!("a") => SdwanHealthCheck { name: "a", server: "192.0.2.1" }, { interval: 1000 };
        RowId::new(7) => SdwanRule { id: RowId::new(7), name: "a" }, { status: false };
        name!("a") => IpsecPhase1 { name: "a", remote_gw: "192.0.2.1" }, { comments: "x" };
        name!("a") => IpsecPhase2 { name: "a" }, { comments: "x" };
        DhcpServerId::new(7) => DhcpServer { id: DhcpServerId::new(7), netmask: "255.255.255.0" }, { domain: "example.com" };
    }
    let demo = fmg.adom(adom!("demo"));
    let vdoms = demo.device_manager().row::<Device>(device!("dev_001"));
    rows! { tried, &vdoms;
        vdom!("a") => DeviceVdom { name: "a", vdom_type: "traffic" }, { comments: "x" };
    }
    tried.single(&vdom, row!(Bgp { router_id: "10.0.0.1" })).await;
    tried.single(&vdom, row!(Sdwan { status: true })).await;

    let cli = fmg.cli();
    rows! { tried, &cli;
        name!("a") => Administrator { userid: "a", profileid: "Restricted_User" }, { description: "x" };
        name!("a") => TacacsServer { name: "a", server: "192.0.2.1" }, { port: 50 };
    }
    let devices = adom.device_manager();
    rows! { tried, &devices;
        name!("a") => DeviceGroup { name: "a", desc: "y" }, { desc: "x" };
    }
}

/// The rows of the tables in the specs.
fn described() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../specs/fmg");
    let mut rows = BTreeSet::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let text = fs::read_to_string(path).unwrap();
            let names = text
                .lines()
                .filter_map(|line| line.trim_start().strip_prefix("row = \"")?.strip_suffix('"'));
            rows.extend(names.map(str::to_owned));
        }
    }
    assert!(rows.len() > 80, "{rows:?}");
    rows
}

#[tokio::test]
async fn a_change_of_bgp_keeps_its_neighbors() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let vdom = fmg.device(device!("dev_001")).vdom(vdom!("root"));
    let neighbor = BgpNeighbor {
        ip: "10.0.0.1".into(),
        remote_as: "65001".into(),
        ..BgpNeighbor::default()
    };
    vdom.add(neighbor).await.unwrap();
    for number in ["65000", "65010"] {
        let change = Bgp {
            as_: number.into(),
            ..Bgp::default()
        };
        vdom.update_single(change).await.unwrap();
        assert_eq!(vdom.get_single::<Bgp>().await.unwrap().as_.as_deref(), Some(number));
        let neighbors = vdom.list::<BgpNeighbor>().await.unwrap();
        assert_eq!(neighbors.len(), 1);
        assert_eq!(neighbors[0].remote_as.as_deref(), Some("65001"));
    }
    vdom.delete::<BgpNeighbor>(name!("10.0.0.1")).await.unwrap();
    assert_eq!(vdom.count::<BgpNeighbor>().await.unwrap(), 0);
    assert_eq!(vdom.get_single::<Bgp>().await.unwrap().as_.as_deref(), Some("65010"));
}
