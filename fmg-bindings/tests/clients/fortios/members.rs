//! Tests of extra members in calls of FortiOS.

use fmg_bindings::error::{EncodeErrorKind, ErrorKind, MemberFault};
use fmg_bindings::fortios::{File, Filter, Method, Path, Place, Table, Vdoms};
use fmg_bindings::{Error, mkey};
use serde_json::json;

use crate::fortios::canned::{Canned, success};
use crate::fortios::fortigate::{Firmware, FortiGate, PASSWORD, POLICY, form};

#[derive(Debug, serde::Deserialize, serde::Serialize, Table)]
#[table("firewall/address")]
struct Address {
    name: String,
}

fn fault(error: &Error) -> MemberFault {
    match error.kind() {
        ErrorKind::Encode(error) => match error.kind() {
            EncodeErrorKind::Member { fault, .. } => fault,
            other => panic!("{other:?}"),
        },
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn each_place_takes_members() {
    let appliance = Canned::start(|_| success(&json!([])));
    let fgt = appliance.token_client();
    let path = || Path::written("/a");
    fgt.call(Method::Post, path())
        .query("a", 1)
        .member("b", "c d")
        .await
        .unwrap();
    fgt.call(Method::Post, path())
        .member_in(Place::Body, "b", [1])
        .member_in(Place::Body, "vdom", "x")
        .await
        .unwrap();
    fgt.call(Method::Put, path())
        .member_in(Place::Form, "b", "c d")
        .await
        .unwrap();
    fgt.monitor()
        .firewall()
        .policy()
        .member("policyid", 7)
        .each_vdom(Vdoms::all())
        .await
        .unwrap();
    let received = appliance.received();
    let sent: Vec<_> = received
        .iter()
        .map(|received| (received.query.as_str(), received.text()))
        .collect();
    assert_eq!(
        sent,
        [
            ("a=1&b=c%20d", ""),
            ("", r#"{"b":[1],"vdom":"x"}"#),
            ("", "b=c%20d"),
            ("policyid=7&vdom=*", ""),
        ]
    );
    assert_eq!(
        received[2].header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
}

#[tokio::test]
async fn every_page_has_the_members() {
    let rows = json!([{"name": "a"}, {"name": "b"}]);
    let appliance = Canned::start(move |received| {
        let first = received.query.contains("start=0&");
        success(&if first { rows.clone() } else { json!([{"name": "b"}]) })
    });
    let fgt = appliance.token_client();
    let list = fgt
        .cmdb()
        .list::<Address>()
        .filter(Filter::eq("name", "a"))
        .member("odd", 1);
    let all = list.pages(2).all().await.unwrap();
    assert_eq!(all.len(), 2);
    let received = appliance.received();
    assert_eq!(received.len(), 2);
    for received in received {
        let pairs = form(&received.query);
        assert_eq!(pairs.last(), Some(&("odd".to_owned(), "1".to_owned())), "{pairs:?}");
    }
}

#[tokio::test]
async fn downloads_and_uploads_take_members() {
    let appliance = Canned::start(|_| success(&json!({})));
    let fgt = appliance.token_client();
    // The response is not a file, which does not matter here.
    let download = fgt
        .monitor()
        .system()
        .certificate_download("a", "local")
        .member("scope", "global");
    download.bytes().await.unwrap_err();
    let file = File::from_bytes("f", "x");
    let upload = fgt
        .monitor()
        .system()
        .config_restore("upload", "global")
        .with(|call| call.file_content(file.clone()));
    let _ = upload.member_in(Place::Body, "confirm", true).await;
    let received = appliance.received();
    assert!(received[0].query.ends_with("&scope=global"), "{}", received[0].query);
    let text = received[1].text();
    assert!(text.contains("name=\"confirm\"\r\n\r\ntrue\r\n"), "{text}");
}

#[tokio::test]
async fn a_refused_member_opens_no_session() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.client(PASSWORD);
    let policy = || fgt.monitor().firewall().policy();
    for name in ["access_token", "vdom", "global"] {
        let error = policy().member(name, "x").await.unwrap_err();
        assert!(matches!(fault(&error), MemberFault::Reserved(_)), "{error}");
        assert!(error.to_string().contains(POLICY), "{error}");
    }
    let list = fgt.cmdb().list::<Address>().datasource(true).member("datasource", true);
    assert_eq!(fault(&list.await.unwrap_err()), MemberFault::Given);
    let list = fgt
        .cmdb()
        .list::<Address>()
        .filter(Filter::eq("name", "a"))
        .member("filter", "b");
    assert_eq!(fault(&list.await.unwrap_err()), MemberFault::Given);
    let read = policy().member_in(Place::Body, "a", 1);
    assert_eq!(fault(&read.await.unwrap_err()), MemberFault::NoBody);
    let row = Address { name: "a".into() };
    let write = fgt.cmdb().create(&row).member_in(Place::Body, "b", 1);
    assert_eq!(fault(&write.await.unwrap_err()), MemberFault::WholeBody);
    let write = fgt.cmdb().delete::<Address>(mkey!("a")).member_in(Place::Form, "b", 1);
    assert_eq!(fault(&write.await.unwrap_err()), MemberFault::NoBody);
    fgt.close().await.unwrap();
    assert!(appliance.received().is_empty());
}
