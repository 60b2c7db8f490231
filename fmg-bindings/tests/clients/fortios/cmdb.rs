//! Tests of configuration calls over HTTPS.

use fmg_bindings::error::ErrorKind;
use fmg_bindings::fortios::cmdb::{Mkey, TablePath};
use fmg_bindings::fortios::{Conditional, Method, Table};
use fmg_bindings::{mkey, path};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::fortios::fortigate::{FIRMWARES, Firmware, FortiGate, PASSWORD};

#[allow(dead_code, reason = "the tests do not call `main`")]
#[path = "../../../examples/fortigate.rs"]
mod fortigate_example;

#[derive(Debug, Deserialize, PartialEq, Serialize, Table)]
#[table("firewall/address")]
struct Address {
    name: String,
    #[serde(default)]
    subnet: String,
}

fn address(name: &str) -> Address {
    Address {
        name: name.to_owned(),
        subnet: "10.0.0.0 255.0.0.0".to_owned(),
    }
}

/// A table without rows of the device's own.
#[derive(Debug, Deserialize, PartialEq, Serialize, Table)]
#[table("user/group")]
struct Group {
    name: String,
}

fn group(name: &str) -> Group {
    Group { name: name.to_owned() }
}

#[tokio::test]
async fn an_address_is_created_changed_and_deleted() {
    for firmware in FIRMWARES {
        let appliance = FortiGate::start(firmware);
        appliance.put("firewall/address", json!({"name": "in-use"}));
        appliance.put(
            "firewall/policy",
            json!({"policyid": 1, "srcaddr": [{"name": "in-use"}]}),
        );
        let fgt = appliance.client(PASSWORD);
        let cmdb = fgt.cmdb();
        let net = address("10.0.0.0/8");
        let written = cmdb.create(&net).await.unwrap();
        assert_eq!(
            (written.mkey, written.revision_changed),
            (Some(mkey!("10.0.0.0/8")), Some(true))
        );
        assert!(cmdb.create(&net).await.unwrap_err().is_exists());
        assert_eq!(cmdb.get::<Address>(mkey!("10.0.0.0/8")).await.unwrap(), net);

        let changes = json!({"subnet": "10.1.0.0 255.255.0.0"});
        cmdb.update::<Address>(mkey!("10.0.0.0/8"), &changes).await.unwrap();
        cmdb.clone_as::<Address>(mkey!("10.0.0.0/8"), mkey!("copy"))
            .await
            .unwrap();
        let copy = cmdb.get::<Address>(mkey!("copy")).await.unwrap();
        assert_eq!(
            (copy.name.as_str(), copy.subnet.as_str()),
            ("copy", "10.1.0.0 255.255.0.0")
        );

        cmdb.delete::<Address>(mkey!("10.0.0.0/8")).await.unwrap();
        let gone = cmdb.get::<Address>(mkey!("10.0.0.0/8")).await.unwrap_err();
        assert!(gone.is_not_found(), "{gone}");
        let in_use = cmdb.delete::<Address>(mkey!("in-use")).await.unwrap_err();
        assert!(
            in_use.is_in_use() && in_use.message().unwrap().contains("'in-use' is used by"),
            "{in_use}"
        );
        assert!(matches!(in_use.kind(), ErrorKind::Rest(rest) if rest.code() == Some(-23)));
        assert!(cmdb.purge::<Address>().await.unwrap_err().is_in_use());
        fgt.call(Method::Delete, path!("/api/v2/cmdb/firewall/policy/1"))
            .await
            .unwrap();
        cmdb.purge::<Address>().await.unwrap();
        assert!(cmdb.list::<Address>().await.unwrap().is_empty());
        fgt.close().await.unwrap();
    }
}

#[tokio::test]
async fn an_unchanged_table_is_not_read_again() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.token_client();
    fgt.cmdb().create(&group("a")).await.unwrap();
    let reply = fgt.cmdb().list::<Group>().reply().await.unwrap();
    let etag = reply.etag().unwrap().clone();
    assert_eq!(reply.value(), &[group("a")]);
    let again = fgt.cmdb().list::<Group>().if_changed(&etag).await.unwrap();
    assert!(matches!(again, Conditional::Unchanged), "{again:?}");
    fgt.cmdb().create(&group("b")).await.unwrap();
    let changed = fgt.cmdb().list::<Group>().if_changed(&etag).await.unwrap();
    let Conditional::Changed { value, .. } = changed else {
        panic!("{changed:?}")
    };
    assert_eq!(value.len(), 2);
}

#[tokio::test]
async fn pages_end_at_the_last_row_and_never_start_behind_it() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.token_client();
    for rows in 0..8_usize {
        for size in [1, 2, 3, 7, 100] {
            let all = fgt.cmdb().list::<Group>().pages(size).all().await.unwrap();
            assert_eq!(all.len(), rows);
        }
        fgt.cmdb().create(&group(&format!("group-{rows}"))).await.unwrap();
    }
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_has_the_same_calls() {
    let appliance = FortiGate::start(Firmware::Key);
    let builder = fmg_bindings::fortios::blocking::Client::builder(appliance.url());
    let builder = builder.no_proxy().root_certificate(appliance.certificate_pem());
    let fgt = builder.token(crate::fortios::fortigate::TOKEN).build().unwrap();
    for name in ["a", "b", "c"] {
        fgt.cmdb().create(&group(name)).send().unwrap();
    }
    let pages: Vec<_> = fgt.cmdb().list::<Group>().pages(2).map(Result::unwrap).collect();
    assert_eq!(pages, [vec![group("a"), group("b")], vec![group("c")]]);
    assert_eq!(fgt.cmdb().get::<Group>(mkey!("b")).send().unwrap(), group("b"));
}

/// Runs the example against an appliance.
#[tokio::test]
async fn the_example_runs() {
    let appliance = FortiGate::start(Firmware::Key);
    appliance.put(
        "firewall/address",
        json!({"name": "mirror", "type": "fqdn", "fqdn": "mirror.example"}),
    );
    appliance.put(
        "firewall/address",
        json!({"name": "net", "subnet": "10.3.0.0 255.255.0.0"}),
    );
    let before = appliance.fortios().rows("root", "firewall/address");
    let expected: Vec<_> = before.iter().filter(|row| row["type"] == "ipmask").collect();
    assert!(!expected.is_empty() && expected.len() < before.len());

    let fgt = appliance.token_client();
    let networks = fortigate_example::tour(&fgt).await.unwrap();
    assert_eq!(networks.len(), expected.len());
    for (network, row) in networks.iter().zip(expected) {
        assert_eq!(
            (&json!(network.name), &json!(network.subnet)),
            (&row["name"], &row["subnet"])
        );
    }
    let sent: Vec<_> = appliance
        .received()
        .iter()
        .map(|received| format!("{} {}?{}", received.verb, received.path, received.query))
        .collect();
    assert_eq!(
        sent,
        [
            "GET /api/v2/monitor/firewall/policy?",
            "GET /api/v2/monitor/system/interface?",
            "GET /api/v2/cmdb/firewall/address?filter=type%3D%3Dipmask&vdom=root",
            "POST /api/v2/cmdb/firewall/address?",
            "POST /api/v2/cmdb/firewall/address/depot?action=clone&nkey=depot-2",
            "DELETE /api/v2/cmdb/firewall/address/depot-2?",
            "DELETE /api/v2/cmdb/firewall/address/depot?",
        ]
    );
    assert_eq!(
        appliance.received()[3].text(),
        r#"{"name":"depot","subnet":"10.1.0.0 255.255.0.0"}"#
    );
    assert_eq!(appliance.fortios().rows("root", "firewall/address"), before);
    fgt.close().await.unwrap();
}

#[tokio::test]
async fn a_key_may_have_a_backslash() {
    let appliance = FortiGate::start(Firmware::Cookies);
    let fgt = appliance.token_client();
    let table = fgt.cmdb().table(TablePath::new("firewall/address").unwrap());
    let other = json!({"name": "CORP/user", "subnet": "10.1.0.0 255.255.0.0"});
    table.create(&other).await.unwrap();
    table
        .create(&json!({"name": r"CORP\user", "subnet": "10.2.0.0 255.255.0.0"}))
        .await
        .unwrap();
    let key = Mkey::new(r"CORP\user").unwrap();
    assert_eq!(key, mkey!(r"CORP\user"));
    table.update(key.clone(), &json!({"comment": "x"})).await.unwrap();
    let row = table.get(key.clone()).await.unwrap();
    assert_eq!((&row["name"], &row["comment"]), (&json!(r"CORP\user"), &json!("x")));
    table.delete(key.clone()).await.unwrap();
    let error = table.get(key).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert_eq!(error.url(), Some("/api/v2/cmdb/firewall/address/CORP%5Cuser"));
    // The row whose name has a slash there is another row, and still exists.
    assert_eq!(
        table.get(Mkey::new("CORP/user").unwrap()).await.unwrap()["name"],
        "CORP/user"
    );
}
