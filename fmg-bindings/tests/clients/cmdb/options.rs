//! Tests of options that select what a read returns.

use fmg_bindings::fortios::{Filter, Table};
use fmg_bindings::{mkey, table};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cmdb::device::{Device, Received};

#[derive(Debug, Deserialize, PartialEq, Table)]
#[table("firewall/policy")]
struct Policy {
    policyid: u32,
}

#[tokio::test]
async fn every_option_has_its_parameter() {
    let device = Device::default();
    let fgt = device.client();
    fgt.cmdb()
        .list::<Policy>()
        .datasource(true)
        .with_meta(false)
        .skip(true)
        .fields(["policyid", "srcintf"])
        .start(20)
        .count(10)
        .key_pattern("schedule", "always")
        .filter(Filter::ge("policyid", 7))
        .filter(Filter::contains("comments", "a,b&c d"))
        .await
        .unwrap();
    assert_eq!(
        device.only().plain_query(),
        "datasource=1&start=20&count=10&with_meta=0&skip=1&format=policyid|srcintf&key=schedule&pattern=always\
         &filter=policyid>=7&filter=comments=@a\\,b&c d"
    );
}

#[tokio::test]
async fn reads_of_single_objects_take_their_options() {
    let device = Device::answering([
        json!({"results": [{"policyid": 1}], "status": "success"}),
        json!({"results": {"port": 443}, "status": "success"}),
    ]);
    let fgt = device.client();
    let policy = fgt
        .cmdb()
        .get::<Policy>(1)
        .fields(["policyid"])
        .datasource(true)
        .await
        .unwrap();
    assert_eq!(policy, Policy { policyid: 1 });
    let settings = fgt
        .cmdb()
        .complex(table!("vpn.ssl/settings"))
        .read()
        .with_meta(true)
        .await
        .unwrap();
    assert_eq!(settings, json!({"port": 443}));
    let queries: Vec<_> = device.received().iter().map(Received::plain_query).collect();
    assert_eq!(
        queries,
        [
            "action=select&datasource=1&format=policyid",
            "action=select&with_meta=1"
        ]
    );
}

#[tokio::test]
async fn an_invalid_filter_is_not_sent() {
    let device = Device::default();
    let fgt = device.client();
    let error = fgt
        .cmdb()
        .list::<Policy>()
        .filter(Filter::eq("policyid==1,name", "x"))
        .await
        .unwrap_err();
    assert!(device.received().is_empty());
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(
        source.contains("the filter key \"policyid==1,name\" cannot contain '='"),
        "{source}"
    );
}

#[tokio::test]
async fn pages_are_read_until_the_end() {
    let rows = |ids: std::ops::Range<u32>| {
        let rows: Vec<Value> = ids.map(|id| json!({"policyid": id})).collect();
        json!({"results": rows, "status": "success"})
    };
    let device = Device::answering([rows(5..8), rows(7..11), rows(10..12)]);
    let fgt = device.client();
    let mut pages = fgt.cmdb().list::<Policy>().start(5).count(1).pages(3);
    let mut read = Vec::new();
    while let Some(page) = pages.next().await.unwrap() {
        read.push(page.into_iter().map(|policy| policy.policyid).collect::<Vec<_>>());
    }
    assert_eq!(read, [vec![5, 6, 7], vec![8, 9, 10], vec![11]]);
    assert!(pages.next().await.unwrap().is_none());
    let queries: Vec<_> = device.received().iter().map(Received::plain_query).collect();
    assert_eq!(queries, ["start=5&count=3", "start=7&count=4", "start=10&count=4"]);
}

#[tokio::test]
async fn a_failed_page_can_be_requested_again() {
    let device = Device::answering([
        json!({"results": [{"policyid": 1}, {"policyid": 2}], "status": "success"}),
        json!({"status": "error", "http_status": 500}),
        json!({"results": [{"policyid": 2}, {"policyid": 3}], "status": "success"}),
    ]);
    let fgt = device.client();
    let mut pages = fgt.cmdb().list::<Policy>().pages(2);
    assert_eq!(pages.next().await.unwrap().unwrap().len(), 2);
    assert!(pages.next().await.is_err());
    assert_eq!(pages.next().await.unwrap().unwrap(), [Policy { policyid: 3 }]);
    assert!(pages.next().await.unwrap().is_none());
}

#[tokio::test]
async fn all_pages_become_one_list() {
    let device = Device::answering([
        json!({"results": [{"policyid": 1}, {"policyid": 2}], "status": "success"}),
        json!({"results": [{"policyid": 2}], "status": "success"}),
    ]);
    let fgt = device.client();
    let all = fgt.cmdb().list::<Policy>().pages(2).all().await.unwrap();
    assert_eq!(all, [Policy { policyid: 1 }, Policy { policyid: 2 }]);
    // The last row of a full page shows that the table ends there.
    assert_eq!(device.received().len(), 2);
}

#[tokio::test]
async fn a_key_stays_one_path_segment() {
    let device = Device::default();
    let fgt = device.client();
    let addresses = fgt.cmdb().table(table!("firewall/address"));
    addresses.delete(mkey!("10.0.0.0/8 50%?#")).await.unwrap();
    assert_eq!(
        device.only().path,
        "/api/v2/cmdb/firewall/address/10.0.0.0%2F8%2050%25%3F%23"
    );
}

#[tokio::test]
async fn an_empty_list_of_fields_selects_all() {
    let device = Device::default();
    let fgt = device.client();
    fgt.cmdb().list::<Policy>().fields([""; 0]).await.unwrap();
    assert_eq!(device.only().plain_query(), "");
}
