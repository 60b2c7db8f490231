//! Tests of the handles that hold a scope: the generic verbs, rows in pages and one by one, rows that are ensured.

use fmg_bindings::fmg::address::Address;
use fmg_bindings::fmg::dhcp_server::{DhcpRange, DhcpServer};
use fmg_bindings::fmg::package::{Package, ScopeMember};
use fmg_bindings::fmg::policy::{Policy, PolicySection, PolicySectionLabel};
use fmg_bindings::fmg::{DhcpServerId, Ensured, Filter, Query};
use fmg_bindings::{Changes, adom, device, name, package, vdom};
use fmg_sim::Sim;
use futures_util::{StreamExt, TryStreamExt};

use super::admin;

fn host(name: &str, subnet: &str) -> Address {
    Address {
        name: name.into(),
        subnet: subnet.into(),
        ..Address::default()
    }
}

fn named(name: &str) -> Address {
    host(name, "10.0.0.1/32")
}

#[tokio::test]
async fn the_verbs_of_a_table_work_through_the_handle_of_its_scope() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("root"));
    let objects = demo.objects();

    let before = objects.count::<Address>().await.unwrap();
    assert_eq!(objects.add(named("a/1")).await.unwrap(), Some(name!("a/1")));
    let exists = objects.add(named("a/1")).await.unwrap_err();
    assert!(exists.is_exists(), "{exists}");
    objects.add_rows(["b", "c"].map(named)).await.unwrap();
    assert_eq!(objects.count::<Address>().await.unwrap(), before + 3);

    let edge = Address {
        comment: "edge".into(),
        ..Address::default()
    };
    objects.update(name!("a/1"), edge).await.unwrap();
    let row = objects.get::<Address>(name!("a/1")).fields(["comment"]).await.unwrap();
    assert_eq!(row.comment.get().map(String::as_str), Some("edge"));

    assert_eq!(
        objects.clone_to::<Address>(name!("a/1"), name!("d")).await.unwrap(),
        Some(name!("d"))
    );
    let with_comment = Filter::eq("comment", "edge");
    assert_eq!(objects.count_where::<Address>(with_comment.clone()).await.unwrap(), 2);
    objects.delete::<Address>(name!("b")).await.unwrap();
    objects.delete_where::<Address>(with_comment).await.unwrap();
    assert_eq!(objects.count::<Address>().await.unwrap(), before + 1);
    let missing = objects.get::<Address>(name!("b")).await.unwrap_err();
    assert!(missing.is_not_found(), "{missing}");
}

#[tokio::test]
async fn policies_are_moved_inside_their_package() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("root"));
    let policies = demo.package(package!("default"));
    let numbers = async || {
        let all = policies.list::<Policy>().await.unwrap();
        all.iter()
            .filter_map(|policy| policy.policyid.get().copied())
            .collect::<Vec<_>>()
    };
    let mut added = Vec::new();
    for policy in ["first", "second", "third"] {
        let policy = Policy {
            name: policy.into(),
            ..Policy::default()
        };
        added.push(policies.add(policy).await.unwrap().unwrap());
    }
    policies.move_before::<Policy>(added[2], added[0]).await.unwrap();
    let position = |numbers: &[_], id| numbers.iter().position(|number| *number == id).unwrap();
    let order = numbers().await;
    assert!(position(&order, added[2]) < position(&order, added[0]));
    policies.move_after::<Policy>(added[2], added[1]).await.unwrap();
    let section = PolicySection {
        attr: PolicySectionLabel::GlobalLabel.into(),
        name: "branches".into(),
        ..PolicySection::default()
    };
    policies.row::<Policy>(added[0]).set_single(section).await.unwrap();
    let order = numbers().await;
    assert!(position(&order, added[2]) > position(&order, added[1]));
}

#[tokio::test]
async fn a_row_is_ensured_whatever_it_was_before() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("root"));
    let objects = demo.objects();
    let mut desired = host("depot", "10.1.0.0/16");
    assert_eq!(
        objects.ensure(desired.clone()).await.unwrap(),
        Ensured::Created(Some(name!("depot")))
    );
    // The appliance returns the network as address and mask.
    assert_eq!(objects.ensure(desired.clone()).await.unwrap(), Ensured::Unchanged);
    desired.comment = "branch".into();
    let actual = objects.get::<Address>(name!("depot")).await.unwrap();
    let changes = desired.changes_from(&actual).unwrap();
    assert!(changes.subnet.is_keep() && changes.comment.is_set());
    let sent = sim.received().len();
    assert_eq!(objects.ensure(desired.clone()).await.unwrap(), Ensured::Changed);
    assert_eq!(objects.ensure(desired).await.unwrap(), Ensured::Unchanged);
    assert_eq!(sim.received().len() - sent, 3);
    let no_key = objects.ensure(Address::default()).await.unwrap_err();
    assert!(no_key.to_string().contains("`name`"), "{no_key}");
}

#[tokio::test]
async fn a_list_of_child_rows_is_ensured_as_a_whole() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let device = fmg.device(device!("dev_001"));
    let servers = device.vdom(vdom!("root"));
    let server = |ranges: &[&str]| DhcpServer {
        id: DhcpServerId::new(77).into(),
        interface: "port5".into(),
        ip_range: ranges
            .iter()
            .zip(1..)
            .map(|(address, id)| DhcpRange {
                id: id.into(),
                start_ip: (*address).into(),
                end_ip: (*address).into(),
                ..DhcpRange::default()
            })
            .collect::<Vec<_>>()
            .into(),
        ..DhcpServer::default()
    };
    let two = ["10.0.0.1", "10.0.0.2"];
    assert!(servers.ensure(server(&two)).await.unwrap().is_change());
    assert_eq!(servers.ensure(server(&two)).await.unwrap(), Ensured::Unchanged);
    for fewer in [&two[..1], &[]] {
        assert_eq!(servers.ensure(server(fewer)).await.unwrap(), Ensured::Changed);
        assert_eq!(servers.ensure(server(fewer)).await.unwrap(), Ensured::Unchanged);
    }
}

#[tokio::test]
async fn members_are_added_to_a_package_and_removed_from_it() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    fmg.workspace().lock_adom(adom!("demo")).await.unwrap();
    let demo = fmg.adom(adom!("demo"));
    let packages = demo.packages();
    let target = |device: &str| ScopeMember {
        name: device.into(),
        vdom: "root".into(),
        ..ScopeMember::default()
    };
    let members = async || {
        let package = packages
            .get::<Package>(package!("ppkg_001"))
            .option("scope member")
            .await
            .unwrap();
        let members = package.scope_member.into_option().unwrap_or_default();
        members
            .into_iter()
            .filter_map(|member| member.name.into_option())
            .collect::<Vec<_>>()
    };
    let before = members().await;
    let add = packages.add_members::<Package>(package!("ppkg_001"), [target("dev_002")]);
    add.await.unwrap();
    let after = members().await;
    assert_eq!(after.len(), before.len() + 1, "{after:?}");
    assert!(after.contains(&"dev_002".to_owned()));
    let remove = packages.remove_members::<Package>(package!("ppkg_001"), [target("dev_002")]);
    remove.await.unwrap();
    assert_eq!(members().await, before);
    let none = packages
        .remove_members::<Package>(package!("ppkg_001"), [])
        .await
        .unwrap_err();
    assert!(none.to_string().contains("the list of rows is empty"), "{none}");
}

#[tokio::test]
async fn a_row_is_ensured_while_another_program_deletes_it() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("root"));
    let objects = demo.objects();
    for number in 0..20 {
        objects.upsert(named("contended")).await.unwrap();
        let wanted = host("contended", &format!("10.0.{number}.0/24"));
        let delete = async { objects.delete::<Address>(name!("contended")).await };
        let (ensured, _) = tokio::join!(objects.ensure(wanted), delete);
        ensured.unwrap();
    }
}

#[tokio::test]
async fn rows_come_one_by_one_and_each_once() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("root"));
    let objects = demo.objects();
    objects
        .add_rows((0..25).map(|number| named(&format!("host_{number:02}"))))
        .await
        .unwrap();
    let list = || objects.list::<Address>().filter(Filter::like("name", "host_%"));
    let all: Vec<_> = list().await.unwrap().into_iter().map(|row| row.name).collect();
    for size in [1, 4, 5, 24, 25, 26, 1000] {
        let rows: Vec<_> = list()
            .pages(size)
            .rows()
            .map_ok(|row| row.name)
            .try_collect()
            .await
            .unwrap();
        assert_eq!(rows, all, "{size}");
    }

    // A page is requested before the last one is used up, and no other before that.
    let mut rows = list().pages(8).rows();
    let sent = sim.received().len();
    for _ in 0..6 {
        rows.next().await.unwrap().unwrap();
    }
    assert_eq!(sim.received().len() - sent, 1);
    rows.next().await.unwrap().unwrap();
    while sim.received().len() - sent < 2 {
        tokio::task::yield_now().await;
    }
    assert_eq!(rows.count().await, 18);
}

#[tokio::test]
async fn a_stream_of_rows_ends_with_its_error() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let demo = fmg.adom(adom!("root"));
    let objects = demo.objects();
    objects
        .add_rows((0..8).map(|number| named(&format!("host_{number}"))))
        .await
        .unwrap();
    let mut rows = objects
        .list::<Address>()
        .filter(Filter::like("name", "host_%"))
        .pages(4)
        .rows();
    rows.next().await.unwrap().unwrap();
    sim.faults().arm("url=*/firewall/address,do=500".parse().unwrap());
    let rest: Vec<_> = rows.collect().await;
    let outcomes: Vec<_> = rest.iter().map(Result::is_ok).collect();
    // The rows that had come are returned before the error.
    assert_eq!(outcomes, [true, true, true, false]);
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_has_the_same_handles() {
    let sim = crate::simulated::start(Sim::builder());
    let fmg = fmg_bindings::fmg::blocking::Client::builder(sim.fmg_url())
        .root_certificate(sim.certificate_pem())
        .no_proxy()
        .credentials("admin", "admin")
        .build()
        .unwrap();
    let demo = fmg.adom(adom!("root"));
    let objects = demo.objects();
    let created = objects.ensure(named("host_a")).unwrap();
    assert_eq!(created, Ensured::Created(Some(name!("host_a"))));
    assert_eq!(objects.ensure(named("host_a")).unwrap(), Ensured::Unchanged);
    objects.add_rows(["host_b", "host_c"].map(named)).send().unwrap();
    let list = objects.list::<Address>().filter(Filter::like("name", "host_%"));
    let rows: Result<Vec<_>, _> = list.pages(2).rows().collect();
    assert_eq!(rows.unwrap().len(), 3);
}
