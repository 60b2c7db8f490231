//! Tests of calls in one VDOM, in several and in all.

use fmg_bindings::fortios::{Table, Vdoms};
use fmg_bindings::{mkey, table, vdom};
use serde_json::json;

use super::{plain, with_super_token};

#[derive(Debug, serde::Serialize, serde::Deserialize, Table)]
#[table("firewall/address")]
struct Address {
    name: String,
}

#[tokio::test]
async fn each_vdom_has_its_own_rows() {
    let (sim, fgt) = with_super_token().await;
    let here = Address { name: "here".into() };
    fgt.cmdb().create(&here).vdom(vdom!("edge")).await.unwrap();
    assert!(
        fgt.cmdb()
            .get::<Address>(mkey!("here"))
            .await
            .unwrap_err()
            .is_not_found()
    );
    fgt.cmdb()
        .get::<Address>(mkey!("here"))
        .vdom(vdom!("edge"))
        .await
        .unwrap();
    assert_eq!(
        sim.fortios().rows("edge", "firewall/address").last().unwrap()["name"],
        "here"
    );
}

#[tokio::test]
async fn a_call_in_several_vdoms_is_answered_by_each() {
    let (sim, fgt) = with_super_token().await;
    let everywhere = Address {
        name: "everywhere".into(),
    };
    fgt.cmdb().create(&everywhere).vdom(vdom!("lab")).await.unwrap();
    for (vdoms, names) in [
        (Vdoms::all(), vec!["edge", "lab", "root"]),
        (Vdoms::global(), vec!["edge", "lab", "root"]),
        (Vdoms::from([vdom!("lab"), vdom!("edge")]), vec!["lab", "edge"]),
    ] {
        let outcomes = fgt.cmdb().list::<Address>().each_vdom(vdoms).await.unwrap();
        assert_eq!(
            outcomes.iter().map(|each| each.vdom.as_str()).collect::<Vec<_>>(),
            names
        );
    }
    // It already exists in one of them, which is an error of that VDOM only.
    let outcomes = fgt.cmdb().create(&everywhere).each_vdom(Vdoms::all()).await.unwrap();
    let done: Vec<_> = outcomes.iter().map(|each| each.outcome.is_ok()).collect();
    assert_eq!(done, [true, false, true]);
    assert!(outcomes[1].outcome.as_ref().unwrap_err().is_exists());
    fgt.cmdb()
        .delete::<Address>(mkey!("everywhere"))
        .each_vdom(Vdoms::global())
        .await
        .unwrap();
    assert_eq!(
        sim.fortios().rows("lab", "firewall/address").len(),
        3,
        "the initial rows"
    );
}

#[tokio::test]
async fn a_new_vdom_has_the_initial_rows_of_every_vdom() {
    let (_sim, fgt) = with_super_token().await;
    let vdoms = fgt.cmdb().table(table!("system/vdom"));
    vdoms.create(&json!({"name": "fresh"})).await.unwrap();
    let rows = fgt.cmdb().list::<Address>().vdom(vdom!("fresh")).await.unwrap();
    assert!(rows.iter().any(|row| row.name == "all"));
    let interfaces = fgt.cmdb().table(table!("system/interface"));
    interfaces
        .update(mkey!("port3"), &json!({"vdom": "fresh"}))
        .await
        .unwrap();
    assert!(vdoms.delete(mkey!("fresh")).await.unwrap_err().is_in_use());
    interfaces
        .update(mkey!("port3"), &json!({"vdom": "root"}))
        .await
        .unwrap();
    vdoms.delete(mkey!("fresh")).await.unwrap();
    let gone = fgt.cmdb().list::<Address>().vdom(vdom!("fresh")).await.unwrap_err();
    assert_eq!(gone.http_status(), Some(403));
    assert!(vdoms.delete(mkey!("root")).await.unwrap_err().is_in_use());
}

#[tokio::test]
async fn a_vdom_may_be_repeated() {
    let (sim, _) = with_super_token().await;
    let url = format!("{}/api/v2/cmdb/firewall/address?vdom=root&vdom=edge", sim.fortios_url());
    let answer = plain().get(url).bearer_auth(super::TOKEN).send().await.unwrap();
    let envelopes: Vec<serde_json::Value> = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
    assert_eq!((envelopes.len(), &envelopes[1]["vdom"]), (2, &json!("edge")));
}
