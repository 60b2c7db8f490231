//! Tests of tables that the simulator simulates from their descriptions: child tables, what they refuse, and tables
//! that a test describes.

use fmg_bindings::fmg::address::{Address, AddressMapping};
use fmg_bindings::fmg::global_policy::HeaderPolicy;
use fmg_bindings::fmg::package::ScopeMember;
use fmg_bindings::fmg::policy::Policy;
use fmg_bindings::fmg::{MappingKey, Method, Query};
use fmg_bindings::{Code, Error, WrittenRow, adom, device, name, package, url, vdom};
use fmg_sim::Sim;
use fmg_sim::fmg::tables::{Field, Scope, Table};
use serde_json::{Value, json};

use super::{admin, code};

fn host(name: &str) -> Address {
    Address {
        name: name.into(),
        subnet: "10.0.0.1/32".into(),
        ..Address::default()
    }
}

fn mapping(device: &str, comment: &str) -> AddressMapping {
    let member = ScopeMember {
        name: device.into(),
        vdom: "root".into(),
        ..ScopeMember::default()
    };
    AddressMapping {
        scope: vec![member].into(),
        comment: comment.into(),
        ..AddressMapping::default()
    }
}

#[tokio::test]
async fn child_rows_are_read_and_written_by_their_own_urls() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let root = fmg.adom(adom!("root"));
    let objects = root.objects();
    objects.add(host("a")).await.unwrap();
    let mappings = objects.row::<Address>(name!("a"));
    let key = || MappingKey::new(device!("fgt/1"), vdom!("root"));

    mappings.add(mapping("fgt/1", "x")).await.unwrap();
    let exists = mappings.add(mapping("fgt/1", "x")).await.unwrap_err();
    assert!(exists.is_exists(), "{exists}");
    mappings
        .add_rows([mapping("fgt2", "y"), mapping("fgt3", "z")])
        .await
        .unwrap();
    assert_eq!(mappings.count::<AddressMapping>().await.unwrap(), 3);
    let row = mappings.get::<AddressMapping>(key()).await.unwrap();
    assert_eq!(row.comment.as_deref(), Some("x"));
    let change = AddressMapping {
        color: 5.into(),
        ..AddressMapping::default()
    };
    mappings.update(key(), change).await.unwrap();
    let page = mappings.list::<AddressMapping>().range(0, 1).await.unwrap();
    assert_eq!((page[0].comment.as_deref(), page[0].color.get()), (Some("x"), Some(&5)));
    mappings.delete::<AddressMapping>(key()).await.unwrap();
    assert!(mappings.get::<AddressMapping>(key()).await.unwrap_err().is_not_found());

    // The row of the parent has the child rows too, unless a read leaves them out.
    let parent = objects.get::<Address>(name!("a")).await.unwrap();
    assert_eq!(parent.dynamic_mapping.get().map(Vec::len), Some(2));
    let short = objects.get::<Address>(name!("a")).load_sub(false).await.unwrap();
    assert!(short.dynamic_mapping.get().is_none());
    let nobody = objects.row::<Address>(name!("nobody"));
    assert!(nobody.list::<AddressMapping>().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn what_a_description_does_not_allow_is_refused() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let root = fmg.adom(adom!("root"));
    let (objects, policies) = (root.objects(), root.package(package!("default")));

    let unknown = objects.add(host("a").attribute("nonsense", 1)).await.unwrap_err();
    assert!(unknown.is_invalid_data(), "{unknown}");
    assert!(unknown.to_string().contains("no attribute `nonsense`"), "{unknown}");
    let color = |color: i64| Address {
        color: color.into(),
        ..host("a")
    };
    assert_eq!(code(objects.add(color(33)).await), Code::INVALID_VALUE);
    objects.add(color(32)).await.unwrap();

    let policy = |source: &str| Policy {
        srcaddr: vec![source.to_owned()].into(),
        ..Policy::default()
    };
    let reference = policies.add(policy("nobody")).await.unwrap_err();
    assert!(reference.is_bad_reference(), "{reference}");
    let id = policies.add(policy("a")).await.unwrap().unwrap();
    let used = objects.delete::<Address>(name!("a")).await.unwrap_err();
    assert!(used.is_in_use(), "{used}");
    policies.delete::<Policy>(id).await.unwrap();
    objects.delete::<Address>(name!("a")).await.unwrap();

    // A table is where its description says.
    let elsewhere = url!("/pm/config/adom/root/obj/firewall/policy");
    let error: Error = fmg.call(Method::Get, elsewhere).await.unwrap_err();
    assert!(error.is_invalid_url(), "{error}");
    let nowhere = fmg.adom(adom!("nowhere"));
    assert!(nowhere.objects().add(host("a")).await.unwrap_err().is_invalid_url());
}

#[tokio::test]
async fn the_global_database_has_the_same_tables() {
    let sim = Sim::start().await.unwrap();
    let fmg = admin(&sim);
    let global = fmg.global();
    let objects = global.objects();
    objects.add_rows([host("a"), host("b")]).await.unwrap();
    let sum = objects.checksum::<Address>().await.unwrap();
    objects.clone_to::<Address>(name!("a"), name!("c")).await.unwrap();
    assert_ne!(objects.checksum::<Address>().await.unwrap(), sum);
    assert_eq!(sim.fmg().rows("/pm/config/global/obj/firewall/address").len(), 3);
    let schema = objects.syntax::<Address>().await.unwrap();
    assert_eq!(schema["firewall address"]["attr"]["color"]["max"], 32);
    let missing = global.package(package!("nowhere"));
    assert!(missing.list::<HeaderPolicy>().await.unwrap_err().is_not_found());
}

#[tokio::test]
async fn a_test_can_describe_a_table() {
    let pools = Table::by_name("firewall/ippool", "name")
        .scope(Scope::Objects)
        .field(Field::text("name").max_len(8))
        .field(Field::integer("block-size").range(64, 4096).default("128"));
    let sim = Sim::builder().fmg_tables([pools]).start().await.unwrap();
    let fmg = admin(&sim);
    let table = || url!("/pm/config/adom/root/obj/firewall/ippool");
    let add = |row: Value| fmg.call(Method::Add, table()).data(row);
    add(json!({"name": "pool_001"})).await.unwrap();
    assert_eq!(code(add(json!({"name": "pool_00002"})).await), Code::INVALID_VALUE);
    assert_eq!(
        code(add(json!({"name": "x", "block-size": 1})).await),
        Code::INVALID_VALUE
    );
    let rows = fmg.call(Method::Get, table()).await.unwrap();
    assert_eq!(rows, json!([{"name": "pool_001", "block-size": 128}]));
}
