//! Tests of extra members in calls of JSON-RPC.

use fmg_bindings::error::{EncodeErrorKind, ErrorKind, MemberFault};
use fmg_bindings::fmg::{Method, Place, Query, address};
use fmg_bindings::{Error, Field, adom, fmg, name, url};
use serde_json::json;

use crate::appliance::{Answer, Appliance};
use crate::authority::Authority;
use crate::loopback::fortimanager::{FortiManager, KEY, PASSWORD};

/// Starts an appliance that answers every call with this code and message, with its certificate authority.
fn scripted(code: i64, message: &'static str) -> (Appliance, Authority) {
    let authority = Authority::new();
    let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), move |received| {
        Answer::Json(received.reply(code, message, Some(json!([]))))
    });
    (appliance, authority)
}

/// A client with an API key, which sends no requests of its own.
fn client((appliance, authority): &(Appliance, Authority)) -> fmg::Client {
    let builder = fmg::Client::builder(appliance.url()).no_proxy();
    builder.root_certificate(authority.pem()).api_key(KEY).build().unwrap()
}

#[tokio::test]
async fn each_place_takes_members() {
    let scripted = scripted(0, "OK");
    let fmg = client(&scripted);
    let address = address::Address {
        name: Field::Set("a".into()),
        ..Default::default()
    };
    let rows = fmg
        .address()
        .list(adom!("demo"))
        .fields(["name"])
        .member("meta fields", ["site"]);
    rows.await.unwrap();
    fmg.address()
        .add(adom!("demo"), address)
        .member_in(Place::Data, "fabric-object", "enable")
        .member_in(Place::Envelope, "nonblocking", 1)
        .await
        .unwrap();
    fmg.call(Method::Exec, url!("/a"))
        .data(json!({"b": [1]}))
        .beside("c", 2)
        .member_in(Place::Data, "d", 3)
        .member("e", 4)
        .await
        .unwrap();
    let sent: Vec<_> = scripted
        .0
        .received()
        .into_iter()
        .map(|received| received.body)
        .collect();
    let url = "/pm/config/adom/demo/obj/firewall/address";
    assert_eq!(
        sent,
        [
            json!({
                "id": 1, "method": "get", "verbose": 1,
                "params": [{"url": url, "fields": ["name"], "meta fields": ["site"]}],
            }),
            json!({
                "id": 2, "method": "add", "verbose": 1, "nonblocking": 1,
                "params": [{"url": url, "data": {"name": "a", "fabric-object": "enable"}}],
            }),
            json!({
                "id": 3, "method": "exec", "verbose": 1,
                "params": [{"url": "/a", "c": 2, "data": {"b": [1], "d": 3}, "e": 4}],
            }),
        ]
    );
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_calls_take_members() {
    let (appliance, authority) = scripted(0, "OK");
    let builder = fmg::blocking::Client::builder(appliance.url()).no_proxy();
    let builder = builder.root_certificate(authority.pem());
    let fmg = builder.api_key(KEY).build().unwrap();
    fmg.address().list(adom!("demo")).member("get used", 1).send().unwrap();
    assert_eq!(appliance.received()[0].body["params"][0]["get used"], 1);
    let refused = fmg.address().list(adom!("demo")).member("url", "/").send();
    assert_reserved(&refused.unwrap_err(), "url");
    assert_eq!(appliance.received().len(), 1);
}

#[track_caller]
fn assert_reserved(error: &Error, name: &str) {
    let ErrorKind::Encode(error) = error.kind() else {
        panic!("{error:?}");
    };
    assert_eq!(error.member(), Some(name));
    let EncodeErrorKind::Member { fault, .. } = error.kind() else {
        panic!("{error:?}");
    };
    assert!(matches!(fault, MemberFault::Reserved(_)), "{fault}");
}

#[tokio::test]
async fn a_refused_member_opens_no_session() {
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    for name in ["url", "method", "session", "id"] {
        let error = fmg.sys().status().member(name, "x").await.unwrap_err();
        assert_reserved(&error, name);
        assert_eq!(error.template(), Some("/sys/status"));
    }
    let twice = fmg.sys().status().member("a", 1).member("a", 2);
    twice.await.unwrap_err();
    let list = [address::Address::default()];
    let add = fmg
        .call(Method::Add, url!("/a"))
        .data(serde_json::to_value(list).unwrap())
        .member_in(Place::Data, "a", 1);
    let error = add.await.unwrap_err();
    assert!(error.to_string().contains("`data` is not an object"), "{error}");
    assert!(appliance.received().is_empty());
}

#[tokio::test]
async fn members_with_the_names_of_secrets_are_not_quoted() {
    let scripted = scripted(-10, "the value hunter2-and-more and s3cr3t-of-mine are not valid");
    let fmg = client(&scripted);
    let error = fmg
        .address()
        .delete(adom!("demo"), name!("a"))
        .member("odd", json!({"adm_passwd": "hunter2-and-more"}))
        .member_in(Place::Envelope, "plain", fmg_bindings::Secret::from("s3cr3t-of-mine"))
        .await
        .unwrap_err();
    let text = format!("{error} {error:?}");
    assert!(text.contains("not valid"), "{text}");
    assert!(!text.contains("hunter2") && !text.contains("s3cr3t"), "{text}");
}
