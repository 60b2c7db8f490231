//! Tests of tables that no spec has, with row types of the user.

use fmg_bindings::fmg::scope::{Cli, DeviceVdom, Objects, Package};
use fmg_bindings::fmg::{Filter, ObjectName, Query};
use fmg_bindings::{Table, adom, device, name, package, vdom};
use fmg_sim::Sim;
use fmg_sim::fmg::tables::{Field, Scope, Table as Described};
use futures_util::TryStreamExt as _;
use serde::{Deserialize, Serialize};

use super::admin;

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize, Table)]
#[table("firewall/ippool", scopes(Objects, DeviceVdom), written(Objects), key(name: ObjectName), cloneable)]
#[serde(default, rename_all = "kebab-case")]
struct Pool {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    block_size: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, Table)]
#[table("exclude", rows_of(Pool), key(ip: ObjectName))]
struct Excluded {
    ip: String,
}

#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize, Table)]
#[table("firewall/proxy-policy", scopes(Package), key(number: u32), ordered, cloneable)]
#[serde(default)]
struct ProxyPolicy {
    #[serde(rename = "policyid", skip_serializing_if = "Option::is_none")]
    number: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize, Table)]
#[table("system/dns", scopes(Cli), single)]
struct Dns {
    primary: String,
}

/// Only written: it borrows its values, and cannot be read.
#[derive(Clone, Serialize, Table)]
#[table("firewall/ippool", scopes(Objects), key(name: ObjectName))]
struct NewPool<'a> {
    name: &'a str,
}

async fn start() -> Sim {
    let pools = Described::by_name("firewall/ippool", "name")
        .scope(Scope::Objects)
        .readable(Scope::DeviceVdom)
        .cloneable()
        .field(Field::text("name").max_len(79))
        .field(Field::integer("block-size").range(64, 4096).default("128"))
        .field(Field::text("comments"))
        .child(Described::by_name("exclude", "ip").field(Field::text("ip")));
    let policies = Described::by_number("firewall/proxy-policy", "policyid")
        .scope(Scope::Package)
        .cloneable()
        .ordered()
        .field(Field::integer("policyid"))
        .field(Field::text("name"));
    let dns = Described::single("system/dns")
        .scope(Scope::Cli)
        .field(Field::text("primary").default("192.0.2.1"));
    Sim::builder().fmg_tables([pools, policies, dns]).start().await.unwrap()
}

fn pool(name: &str) -> Pool {
    Pool {
        name: Some(name.to_owned()),
        ..Pool::default()
    }
}

fn names(pools: Vec<Pool>) -> Vec<String> {
    pools.into_iter().filter_map(|pool| pool.name).collect()
}

#[tokio::test]
async fn rows_of_the_user_have_every_verb() {
    let sim = start().await;
    let fmg = admin(&sim);
    let root = fmg.adom(adom!("root"));
    let objects = root.objects();

    assert_eq!(objects.add(pool("a/1")).await.unwrap(), Some(name!("a/1")));
    assert!(objects.add(pool("a/1")).await.unwrap_err().is_exists());
    let added = objects.add_rows(["b", "c"].map(pool)).await.unwrap();
    assert_eq!(added, [name!("b"), name!("c")]);
    assert_eq!(objects.add(NewPool { name: "d" }).await.unwrap(), Some(name!("d")));
    assert_eq!(objects.count::<Pool>().await.unwrap(), 4);

    let edge = Pool {
        comments: Some("edge".into()),
        ..Pool::default()
    };
    objects.update(name!("a/1"), edge.clone()).await.unwrap();
    objects.set(name!("b"), edge).await.unwrap();
    let big = Pool {
        block_size: Some(256),
        ..pool("c")
    };
    objects.upsert(big.clone()).await.unwrap();
    objects.set_rows([big.clone(), pool("e")]).await.unwrap();
    objects.update_rows([big]).await.unwrap();
    let found = objects.get::<Pool>(name!("a/1")).await.unwrap();
    assert_eq!((found.block_size, found.comments), (Some(128), Some("edge".into())));
    assert_eq!(objects.get::<Pool>(name!("c")).await.unwrap().block_size, Some(256));

    assert_eq!(
        objects.clone_to::<Pool>(name!("a/1"), name!("f")).await.unwrap(),
        Some(name!("f"))
    );
    let edge = Filter::eq("comments", "edge");
    assert_eq!(objects.count_where::<Pool>(edge.clone()).await.unwrap(), 3);
    let listed = objects
        .list::<Pool>()
        .filter(edge.clone())
        .fields(["name"])
        .await
        .unwrap();
    assert_eq!(names(listed), ["a/1", "b", "f"]);
    let pages = objects.list::<Pool>().pages(2).rows();
    assert_eq!(names(pages.try_collect().await.unwrap()).len(), 6);
    let before = objects.checksum::<Pool>().await.unwrap();
    objects.delete_where::<Pool>(edge).await.unwrap();
    objects.delete::<Pool>(name!("c")).await.unwrap();
    assert!(objects.get::<Pool>(name!("c")).await.unwrap_err().is_not_found());
    assert_ne!(objects.checksum::<Pool>().await.unwrap(), before);
    assert_eq!(names(objects.list::<Pool>().await.unwrap()), ["d", "e"]);

    // The global database has the table as well.
    fmg.global().objects().add(pool("g")).await.unwrap();
    assert_eq!(names(fmg.global().objects().list::<Pool>().await.unwrap()), ["g"]);
}

#[tokio::test]
async fn child_tables_moves_and_single_objects_are_those_of_the_user() {
    let sim = start().await;
    let fmg = admin(&sim);
    let root = fmg.adom(adom!("root"));
    root.objects().add(pool("a")).await.unwrap();
    let pool = root.objects().row::<Pool>(name!("a"));
    let excluded = Excluded {
        ip: "192.0.2.7".to_owned(),
    };
    pool.add(excluded.clone()).await.unwrap();
    assert_eq!(pool.list::<Excluded>().await.unwrap(), [excluded]);
    pool.delete::<Excluded>(name!("192.0.2.7")).await.unwrap();
    assert!(pool.list::<Excluded>().await.unwrap().is_empty());

    let policies = root.package(package!("default"));
    let mut numbers = Vec::new();
    for _ in 0..3 {
        // The appliance chooses the number.
        numbers.push(policies.add(ProxyPolicy::default()).await.unwrap().unwrap());
    }
    policies
        .move_before::<ProxyPolicy>(numbers[2], numbers[0])
        .await
        .unwrap();
    let order: Vec<_> = policies.list::<ProxyPolicy>().await.unwrap();
    let order: Vec<_> = order.iter().filter_map(|policy| policy.number).collect();
    assert_eq!(order, [numbers[2], numbers[0], numbers[1]]);

    let dns = fmg.cli().get_single::<Dns>().await.unwrap();
    assert_eq!(dns.primary, "192.0.2.1");
    let other = Dns {
        primary: "192.0.2.2".to_owned(),
    };
    fmg.cli().update_single(other.clone()).await.unwrap();
    assert_eq!(fmg.cli().get_single::<Dns>().await.unwrap(), other);
}

#[tokio::test]
async fn a_row_of_the_user_without_a_possible_key_is_not_sent() {
    let sim = start().await;
    let fmg = admin(&sim);
    let root = fmg.adom(adom!("root"));
    let received = sim.received().len();
    let no_key = root.objects().add(Pool::default()).await.unwrap_err().to_string();
    assert!(no_key.contains("a row has no `name`, which is its key"), "{no_key}");
    let impossible = root.objects().add(pool("..")).await.unwrap_err().to_string();
    assert!(impossible.contains("`name`"), "{impossible}");
    assert_eq!(sim.received().len(), received);

    let vdom = fmg.device(device!("fgt-1")).vdom(vdom!("root"));
    let rows = vdom.list::<Pool>();
    assert_eq!(
        fmg_bindings::Endpoint::url(rows.request()),
        "/pm/config/device/fgt-1/vdom/root/firewall/ippool"
    );
}
