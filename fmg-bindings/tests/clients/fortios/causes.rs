//! Tests of the facts that an error reports about its call: the table, the access group, the url, and the target of a
//! redirect.

use fmg_bindings::fortios::{Method, Path, Table, Vdoms, monitor};
use fmg_bindings::{mkey, path};
use hyper::Response;
use hyper::body::Bytes;
use serde_json::json;

use crate::appliance::Answer;
use crate::fortios::canned::{Canned, page};

#[derive(Debug, serde::Deserialize, serde::Serialize, Table)]
#[table("firewall/address", access_group = "fwgrp.address")]
struct Address {
    name: String,
}

#[derive(Debug, serde::Deserialize, serde::Serialize, Table)]
#[table("firewall/addrgrp")]
struct Group {
    name: String,
}

#[tokio::test]
async fn a_failed_call_of_the_configuration_names_its_table_and_not_its_key() {
    let appliance = Canned::start(|_| page(404, "application/json", &[], r#"{"status":"error"}"#.to_owned()));
    let fgt = appliance.token_client();
    let error = fgt.cmdb().get::<Address>(mkey!("the host/1")).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("GET `/api/v2/cmdb/<path>/<name>/<mkey>` of `firewall/address`: FortiOS answers"),
        "{text}"
    );
    assert_eq!(error.url(), Some("/api/v2/cmdb/firewall/address/the%20host%2F1"));
    assert!(!format!("{text} {error:?}").contains("the%20host"), "{error:?}");
    assert_eq!((error.access_group(), error.redirect()), (None, None));

    let child = fgt.cmdb().child::<Address>(mkey!("a"), fmg_bindings::child!("tagging"));
    let text = child.list().await.unwrap_err().to_string();
    assert!(text.contains(" of `firewall/address`: "), "{text}");
    // A table that the template holds is not repeated, and a path written by hand is not shown.
    let raw = |path| fgt.call(Method::Get, path).query("filter", "nobody-may-see");
    let error = raw(path!("/api/v2/cmdb/firewall/address")).await.unwrap_err();
    assert!(!error.to_string().contains(" of `"), "{error}");
    assert_eq!(error.url(), Some("/api/v2/cmdb/firewall/address"));
    let error = raw(Path::written("/api/v2/cmdb/firewall/address/x")).await.unwrap_err();
    assert!(error.to_string().starts_with("GET `<path>`: "), "{error}");
    assert_eq!(error.url(), Some("/api/v2/cmdb/firewall/address/x"));
}

#[tokio::test]
async fn an_error_without_permission_names_the_access_group() {
    let appliance = Canned::start(|_| page(403, "text/html", &[], "<html></html>".to_owned()));
    let fgt = appliance.token_client();
    let read = fgt.cmdb().list::<Address>().await.unwrap_err();
    let write = fgt.cmdb().create(&Address { name: "a".into() }).await.unwrap_err();
    let monitor = fgt.monitor().firewall().policy().await.unwrap_err();
    let unknown = fgt.call(Method::Get, path!("/api/v2/monitor/a")).await.unwrap_err();
    let text = read.to_string();
    assert!(
        text.contains("needs read access to the group `fwgrp.address`"),
        "{text}"
    );
    let text = write.to_string();
    assert!(
        text.contains("needs read and write access to the group `fwgrp.address`"),
        "{text}"
    );
    let group = <monitor::firewall::Policy as fmg_bindings::Endpoint>::DETAILS
        .access_group
        .unwrap();
    assert!(monitor.to_string().contains(&format!("group `{group}`")), "{monitor}");
    assert_eq!((monitor.access_group(), unknown.access_group()), (Some(group), None));
    // Without a known access group, the error names the table.
    let text = fgt.cmdb().list::<Group>().await.unwrap_err().to_string();
    assert!(
        text.ends_with("needs read access to the group of `firewall/addrgrp`"),
        "{text}"
    );
    let text = fgt
        .cmdb()
        .create(&Group { name: "a".into() })
        .await
        .unwrap_err()
        .to_string();
    assert!(
        text.ends_with("needs read and write access to the group of `firewall/addrgrp`"),
        "{text}"
    );
    // Each VDOM reports it separately, too.
    let refused = json!([{"vdom": "a", "status": "error", "http_status": 403}, {"vdom": "b", "status": "success"}]);
    let appliance = Canned::start(move |_| Answer::Json(refused.clone()));
    let each = appliance.token_client();
    let each = each.cmdb().list::<Address>().each_vdom(Vdoms::all()).await.unwrap();
    let error = each[0].outcome.as_ref().unwrap_err();
    assert!(error.to_string().contains("`fwgrp.address`"), "{error}");
    assert_eq!(error.url(), Some("/api/v2/cmdb/firewall/address"));
}

#[tokio::test]
async fn a_redirect_is_reported_without_its_query() {
    let appliance = Canned::start(|_| {
        let answer = Response::builder().status(302);
        let answer = answer.header(
            "location",
            "https://admin:hunter2@sso.example/login?token=hunter2#hunter2",
        );
        Answer::Http(answer.body(Bytes::new()).unwrap())
    });
    let fgt = appliance.token_client();
    let download = fgt.monitor().system().certificate_download("a", "local");
    for error in [
        fgt.monitor().firewall().policy().await.unwrap_err(),
        download.bytes().await.unwrap_err(),
    ] {
        assert!(
            error.is_redirect() && !error.is_not_found() && !error.is_retryable(),
            "{error:?}"
        );
        assert_eq!(
            (error.http_status(), error.redirect()),
            (Some(302), Some("https://sso.example/login"))
        );
        let text = error.to_string();
        assert!(text.contains("redirects to `https://sso.example/login`"), "{text}");
        assert!(!format!("{error:?} {text}").contains("hunter2"), "{error:?}");
    }
}
