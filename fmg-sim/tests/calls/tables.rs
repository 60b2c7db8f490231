//! Tests of tables that are described at run time.

use fmg_sim::fmg::tables::{Field, Scope, Table};
use fmg_sim::{Sim, StartError};
use serde_json::{Value, json};

use super::Admin;

const POOLS: &str = "/pm/config/adom/root/obj/firewall/proxy-address";

fn pools() -> Table {
    Table::by_name("firewall/proxy-address", "name")
        .scope(Scope::Objects)
        .name("fmg::ippool::IpPool")
        .field(Field::text("name").max_len(79))
        .field(Field::integer("block-size").range(64, 4096).default("128"))
        .child(Table::by_device_and_vdom("dynamic_mapping").field(Field::text("startip")))
}

#[tokio::test]
async fn a_described_table_is_played() {
    let sim = Sim::builder().fmg_tables([pools()]).start().await.unwrap();
    let admin = Admin::of(&sim).await;
    let add = |data: Value| admin.call("add", json!({"url": POOLS, "data": data}));
    let reply = add(json!({"name": "pool_001"})).await;
    assert_eq!(reply["data"], json!({"name": "pool_001"}), "{reply}");
    let status = add(json!({"name": "pool_002", "block-size": 63})).await["status"].take();
    assert_eq!(
        (status["code"].as_i64(), status["message"].as_str().unwrap()),
        (
            Some(-9001),
            "invalid value: `block-size` is out of range, which is 64 to 4096"
        )
    );
    let mapping = format!("{POOLS}/pool_001/dynamic_mapping/fgt-1/root");
    let reply = admin
        .call("set", json!({"url": mapping, "data": {"startip": "192.0.2.1"}}))
        .await;
    assert_eq!(reply["status"]["code"], 0, "{reply}");
    let row = sim.fmg().row(&format!("{POOLS}/pool_001")).unwrap();
    assert_eq!(row["block-size"], 128);
    assert_eq!(
        row["dynamic_mapping"],
        json!([{"startip": "192.0.2.1", "_scope": [{"name": "fgt-1", "vdom": "root"}]}])
    );
    assert_eq!(sim.fmg().rows(&format!("{POOLS}/pool_001/dynamic_mapping")).len(), 1);
    let calls = sim.calls();
    assert_eq!(calls[1].name.as_deref(), Some("fmg::ippool::IpPool Add"));
    assert_eq!(
        calls[1].template.as_deref(),
        Some("/pm/config/adom/<adom>/obj/firewall/proxy-address")
    );
    assert_eq!(calls[1].value("adom"), Some("root"));
    let last = calls.last().unwrap();
    assert_eq!(
        (last.value("device"), last.value("vdom")),
        (Some("fgt-1"), Some("root"))
    );
    // A closure replaces the answer of a described table, as of any other call.
    sim.fmg()
        .answer("get", "/pm/config/adom/<adom>/obj/firewall/proxy-address", |_| {
            json!("taught")
        })
        .unwrap();
    assert_eq!(admin.call("get", json!({ "url": POOLS })).await["data"], "taught");
}

#[tokio::test]
async fn the_rows_of_a_described_table_may_be_in_the_initial_state() {
    let state = json!({"fmg": {"tables": {POOLS: [{"name": "pool_001", "block-size": "64"}]}}});
    let Value::Object(state) = state else { unreachable!() };
    let sim = Sim::builder().fmg_tables([pools()]).state(state).start().await.unwrap();
    assert_eq!(sim.fmg().rows(POOLS), [json!({"name": "pool_001", "block-size": 64})]);
    let state = json!({"fmg": {"tables": {POOLS: [{"name": "pool_001", "block-size": 5}]}}});
    let Value::Object(state) = state else { unreachable!() };
    let error = Sim::builder().fmg_tables([pools()]).state(state).start().await;
    let error = error.unwrap_err().to_string();
    assert!(
        error.contains("`block-size` has a value that is not permitted"),
        "{error}"
    );
}

#[tokio::test]
async fn a_contradictory_description_is_explained() {
    let of = |table: Table| async { Sim::builder().fmg_tables([table]).start().await.unwrap_err() };
    for (table, words) in [
        (Table::by_name("firewall/proxy-address", "name"), "has no scope"),
        (
            Table::by_name("", "name").scope(Scope::Objects),
            "the path has to be words",
        ),
        (
            Table::by_name("a//b", "name").scope(Scope::Objects),
            "the path has to be words",
        ),
        (
            Table::single("a").scope(Scope::Url("/x/<y".to_owned())),
            "the scope `/x/<y` is malformed",
        ),
        (
            pools().field(Field::text("name")),
            "the attribute `name` is there twice",
        ),
        (
            pools().child(Table::single("x").scope(Scope::Cli)),
            "a child table has no scope of its own",
        ),
    ] {
        let error = of(table).await;
        assert!(matches!(error, StartError::Table(_)), "{error:?}");
        assert!(error.to_string().contains(words), "{error}");
    }
}
