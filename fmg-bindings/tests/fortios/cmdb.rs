//! Configuration over the wire: an appliance that keeps a table of addresses.

use std::collections::BTreeMap;
use std::sync::Mutex;

use fmg_bindings::fortios::{Conditional, Table};
use fmg_bindings::mkey;
use hyper::Response;
use hyper::body::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::appliance::{Answer, Received};
use crate::fortigate::{Admin, Firmware, FortiGate, PASSWORD, form};

#[allow(dead_code, reason = "`main` is for people")]
#[path = "../../examples/fortigate.rs"]
mod fortigate_example;

const TABLE: &str = "/api/v2/cmdb/firewall/address";

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

/// An appliance that does to its addresses what it is told.
fn with_addresses(firmware: Firmware) -> FortiGate {
    let table = Mutex::new(Addresses::default());
    FortiGate::start_with(firmware, Admin::default(), move |received| {
        received
            .path
            .starts_with(TABLE)
            .then(|| table.lock().unwrap().answer(received))
    })
}

/// The addresses by their keys, and how often they have changed.
#[derive(Default)]
struct Addresses {
    rows: BTreeMap<String, Map<String, Value>>,
    revision: u32,
}

impl Addresses {
    fn answer(&mut self, received: &Received) -> Answer {
        let key = received.path[TABLE.len()..].trim_start_matches('/').replace("%2F", "/");
        let query = form(&received.query);
        let parameter = |name: &str| {
            query
                .iter()
                .find(|(known, _)| known == name)
                .map(|(_, value)| value.as_str())
        };
        match (received.verb.as_str(), key.as_str()) {
            ("GET", "") => self.list(received, parameter("start"), parameter("count")),
            ("GET", key) => match self.rows.get(key) {
                Some(row) => said(200, &json!({"results": [row]})),
                None => said(404, &json!({"error": -3})),
            },
            ("POST", "") => {
                let row = received.body.as_object().unwrap().clone();
                let name = row["name"].as_str().unwrap().to_owned();
                self.insert(&name, row)
            }
            ("POST", key) if parameter("action") == Some("clone") => {
                let copy = parameter("nkey").unwrap();
                let mut row = self.rows[key].clone();
                row.insert("name".to_owned(), copy.into());
                self.insert(copy, row)
            }
            ("PUT", key) => {
                let changes = received.body.as_object().unwrap().clone();
                self.rows.get_mut(key).unwrap().extend(changes);
                self.changed(key)
            }
            ("DELETE", "") => {
                self.rows.clear();
                self.changed("")
            }
            ("DELETE", "in-use") => said(500, &json!({"error": -23, "cli_error": "used by policy 1\n"})),
            ("DELETE", key) => match self.rows.remove(key) {
                Some(_) => self.changed(key),
                None => said(404, &json!({"error": -3})),
            },
            other => panic!("{other:?}"),
        }
    }

    fn list(&self, received: &Received, start: Option<&str>, count: Option<&str>) -> Answer {
        let etag = format!("\"{}\"", self.revision);
        if received.header("if-none-match") == Some(&etag) {
            return Answer::Http(Response::builder().status(304).body(Bytes::new()).unwrap());
        }
        let number = |text: Option<&str>| text.map(|text| text.parse::<usize>().unwrap());
        let start = number(start).unwrap_or_default();
        if start > 0 && start >= self.rows.len() {
            return said(400, &json!({}));
        }
        let rows: Vec<_> = self
            .rows
            .values()
            .skip(start)
            .take(number(count).unwrap_or(usize::MAX))
            .collect();
        let Answer::Http(mut answer) = said(200, &json!({"results": rows, "size": self.rows.len()})) else {
            panic!()
        };
        answer.headers_mut().insert("etag", etag.parse().unwrap());
        Answer::Http(answer)
    }

    fn insert(&mut self, key: &str, row: Map<String, Value>) -> Answer {
        if self.rows.contains_key(key) {
            return said(500, &json!({"error": -5}));
        }
        self.rows.insert(key.to_owned(), row);
        self.changed(key)
    }

    fn changed(&mut self, key: &str) -> Answer {
        self.revision += 1;
        said(
            200,
            &json!({"mkey": key, "revision": self.revision.to_string(), "revision_changed": true}),
        )
    }
}

/// An envelope with these members.
fn said(status: u16, members: &Value) -> Answer {
    let mut body = json!({"vdom": "root", "path": "firewall", "name": "address", "http_status": status,
        "status": if status == 200 { "success" } else { "error" }});
    body.as_object_mut()
        .unwrap()
        .extend(members.as_object().unwrap().clone());
    let answer = Response::builder()
        .status(status)
        .header("content-type", "application/json");
    Answer::Http(answer.body(Bytes::from(body.to_string())).unwrap())
}

#[tokio::test]
async fn an_address_lives_and_dies() {
    for firmware in [Firmware::Key, Firmware::Cookies, Firmware::Old] {
        let appliance = with_addresses(firmware);
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
            in_use.is_in_use() && in_use.message() == Some("used by policy 1"),
            "{in_use}"
        );
        cmdb.purge::<Address>().await.unwrap();
        assert!(cmdb.list::<Address>().await.unwrap().is_empty());
        fgt.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_table_that_has_not_changed_is_not_read_again() {
    let appliance = with_addresses(Firmware::Key);
    let fgt = appliance.token_client();
    fgt.cmdb().create(&address("a")).await.unwrap();
    let reply = fgt.cmdb().list::<Address>().reply().await.unwrap();
    let etag = reply.etag().unwrap().clone();
    assert_eq!(reply.value(), &[address("a")]);
    let again = fgt.cmdb().list::<Address>().if_changed(&etag).await.unwrap();
    assert!(matches!(again, Conditional::Unchanged), "{again:?}");
    fgt.cmdb().create(&address("b")).await.unwrap();
    let changed = fgt.cmdb().list::<Address>().if_changed(&etag).await.unwrap();
    let Conditional::Changed { value, .. } = changed else {
        panic!("{changed:?}")
    };
    assert_eq!(value.len(), 2);
}

#[tokio::test]
async fn pages_end_at_the_last_row_and_never_begin_behind_it() {
    let appliance = with_addresses(Firmware::Key);
    let fgt = appliance.token_client();
    for rows in 0..8_usize {
        for size in [1, 2, 3, 7, 100] {
            let all = fgt.cmdb().list::<Address>().pages(size).all().await.unwrap();
            assert_eq!(all.len(), rows);
        }
        fgt.cmdb().create(&address(&format!("net-{rows}"))).await.unwrap();
    }
}

#[cfg(feature = "blocking")]
#[test]
fn the_blocking_client_has_the_same_calls() {
    let appliance = with_addresses(Firmware::Key);
    let builder = fmg_bindings::fortios::blocking::Client::builder(appliance.url());
    let builder = builder.no_proxy().root_certificate(appliance.authority.pem());
    let fgt = builder.token(crate::fortigate::TOKEN).build().unwrap();
    for name in ["a", "b", "c"] {
        fgt.cmdb().create(&address(name)).send().unwrap();
    }
    let pages: Vec<_> = fgt.cmdb().list::<Address>().pages(2).map(Result::unwrap).collect();
    assert_eq!(pages, [vec![address("a"), address("b")], vec![address("c")]]);
    assert_eq!(fgt.cmdb().get::<Address>(mkey!("b")).send().unwrap(), address("b"));
}

/// The work that the example does, against an appliance.
#[tokio::test]
async fn a_new_users_program_runs() {
    let appliance = with_addresses(Firmware::Key);
    let fgt = appliance.token_client();
    assert!(fortigate_example::tour(&fgt).await.unwrap().is_empty());
    let sent: Vec<_> = appliance
        .received()
        .iter()
        .map(|received| format!("{} {}?{}", received.verb, received.path, received.query))
        .collect();
    assert_eq!(
        sent,
        [
            "GET /api/v2/monitor/firewall/policy?",
            "GET /api/v2/cmdb/firewall/address?filter=type%3D%3Dipmask&vdom=root",
            "POST /api/v2/cmdb/firewall/address?",
            "POST /api/v2/cmdb/firewall/address/depot?action=clone&nkey=depot-2",
            "DELETE /api/v2/cmdb/firewall/address/depot-2?",
            "DELETE /api/v2/cmdb/firewall/address/depot?",
        ]
    );
    assert_eq!(
        appliance.received()[2].text(),
        r#"{"name":"depot","subnet":"10.1.0.0 255.255.0.0"}"#
    );
    assert!(fgt.cmdb().list::<Address>().await.unwrap().is_empty());
    fgt.close().await.unwrap();
}
