//! Tests of extra members in calls of each protocol.

use fmg_bindings::error::{EncodeErrorKind, ErrorKind, NotInRest};
use fmg_bindings::fmg::{Method, Place, gui, rest};
use fmg_bindings::{Error, adom, url};
use serde_json::{Value, json};

use crate::fmg_web::fortimanager::{FortiManager, PASSWORD, USER};

fn kind(error: &Error) -> EncodeErrorKind {
    match error.kind() {
        ErrorKind::Encode(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

fn body(received: &fmg_sim::Received) -> Value {
    serde_json::from_slice(&received.body).unwrap()
}

/// The simulator refuses members that no spec has, and records the requests.
#[tokio::test]
async fn calls_of_rest_and_of_the_gui_take_members() {
    let sim = FortiManager::start();
    let fmg = sim.rest();
    let _ = fmg.send(rest::GetAdom::new(adom!("demo"))).member("a b", "c&d").await;
    let _ = fmg.rest().backup().member("odd", 1).bytes().await;
    let paths: Vec<_> = sim.received().iter().map(|received| received.uri.to_string()).collect();
    assert_eq!(
        paths,
        ["/jsonrpc/dvmdb/adom/demo?a%20b=c%26d", "/jsonrpc/sys/backup?odd=1"]
    );

    let sim = FortiManager::start();
    let gui = sim.gui();
    let _ = gui.sys().uptime().member("odd", [1]).await;
    let proxied = sim.received().last().map(body);
    assert_eq!(
        proxied,
        Some(json!({"url": "/gui/sys/uptime", "method": "get", "params": {"odd": [1]}}))
    );
    let export = gui.download(gui::template::Download::new("f")).member("odd", "a b");
    let _ = export.bytes().await;
    let received = sim.received();
    let query = received.last().and_then(|received| received.uri.query());
    assert_eq!(query, Some("filename=f&odd=a%20b"));
}

#[tokio::test]
async fn a_typed_request_takes_extra_members_by_other_protocols() {
    let sim = FortiManager::start();
    let fmg = sim.rest();
    let exec = || fmg.call(Method::Exec, url!("/sys/backup")).data(json!({"a": 1}));
    let _ = exec().member_in(Place::Data, "b", "c d").await;
    for (call, reason) in [
        (exec().member("b", 1), NotInRest::Beside),
        (exec().member_in(Place::Envelope, "b", 1), NotInRest::Envelope),
        (exec().member_in(Place::Data, "b", [1]), NotInRest::Nested),
    ] {
        assert_eq!(kind(&call.await.unwrap_err()), EncodeErrorKind::NotInRest(reason));
    }
    let paths: Vec<_> = sim.received().iter().map(|received| received.uri.to_string()).collect();
    assert_eq!(paths, ["/jsonrpc/sys/backup?a=1&b=c%20d"]);

    let sim = FortiManager::start();
    let flat = sim
        .builder()
        .credentials(USER, PASSWORD)
        .over_flat_ui()
        .build()
        .unwrap();
    let exec = flat
        .call(Method::Exec, url!("/sys/backup"))
        .member("b", 1)
        .member_in(Place::Envelope, "c", 2);
    let _ = exec.await;
    let sent = sim.received().last().map(body).unwrap();
    assert_eq!((&sent["params"][0]["b"], &sent["c"]), (&json!(1), &json!(2)));
}

#[tokio::test]
async fn a_refused_member_opens_no_session() {
    let sim = FortiManager::start();
    let (gui, rest) = (sim.gui(), sim.rest());
    let flat = sim
        .builder()
        .credentials(USER, PASSWORD)
        .over_flat_ui()
        .build()
        .unwrap();
    let file = gui::File::from_bytes("f", "x");
    for error in [
        gui.sys()
            .uptime()
            .member_in(gui::Place::Query, "a", 1)
            .await
            .unwrap_err(),
        gui.certificate()
            .import("n", file)
            .member("csrf_token", 1)
            .await
            .unwrap_err(),
        gui.download(gui::template::Download::new("f"))
            .member("filename", 1)
            .bytes()
            .await
            .unwrap_err(),
        rest.send(rest::GetAdom::new(adom!("demo")))
            .member("session", 1)
            .await
            .unwrap_err(),
        rest.rest()
            .backup()
            .member_in(rest::Place::Body, "a", 1)
            .bytes()
            .await
            .unwrap_err(),
        flat.sys()
            .status()
            .member_in(Place::Envelope, "session", 1)
            .await
            .unwrap_err(),
    ] {
        assert!(matches!(kind(&error), EncodeErrorKind::Member { .. }), "{error}");
    }
    assert!(sim.received().is_empty());
}
