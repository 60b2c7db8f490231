//! Tests of the facts that an error reports about its call: the url, for programs only, and the target of a redirect.

use fmg_bindings::fmg::AdomName;
use fmg_bindings::{Error, adom, fmg, name, url};
use hyper::Response;
use hyper::body::Bytes;

use crate::appliance::{Answer, Appliance};
use crate::authority::Authority;
use crate::loopback::fortimanager::{FortiManager, PASSWORD};

#[tokio::test]
async fn the_url_of_a_missing_object_is_for_programs_only() {
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    let error = fmg.address().get(adom!("demo"), name!("10.0.0.0/8")).await.unwrap_err();
    assert!(error.is_not_found(), "{error:?}");
    assert_eq!(
        error.url(),
        Some(r"/pm/config/adom/demo/obj/firewall/address/10.0.0.0\/8")
    );
    assert!(!format!("{error} {error:?}").contains("10.0.0.0"), "{error:?}");
    assert_eq!(error.clone().url(), error.url());
    let adom = AdomName::new("nowhere").unwrap();
    let raw = fmg.call(fmg::Method::Get, url!("/dvmdb/adom/<adom>"));
    assert_eq!(raw.await.unwrap_err().url(), Some("/dvmdb/adom/nowhere"));
    // An error before sending has no url.
    let unbuilt = fmg::Client::builder("https://fmg.example").build().unwrap_err();
    assert_eq!(unbuilt.url(), None);
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn every_protocol_reports_the_target_of_a_redirect() {
    let authority = Authority::new();
    let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), |_| {
        let answer = Response::builder()
            .status(302)
            .header("location", "/p/login/?next=hunter2");
        Answer::Http(answer.body(Bytes::from("<html>hunter2</html>")).unwrap())
    });
    let builder = fmg::Client::builder(appliance.url())
        .no_proxy()
        .root_certificate(authority.pem());
    let json_rpc = builder.api_key("key").build().unwrap();
    let of_other_doors = redirected(&appliance, &authority).await;
    for error in of_other_doors
        .into_iter()
        .chain([json_rpc.sys().status().await.unwrap_err()])
    {
        assert!(error.is_redirect() && !error.is_retryable(), "{error:?}");
        assert_eq!(error.redirect(), Some("/p/login/"), "{error:?}");
        let text = error.to_string();
        assert!(
            text.contains("redirects to `/p/login/`") && !text.contains("hunter2"),
            "{text}"
        );
    }
}

/// The errors of the protocols beside JSON-RPC.
#[cfg(feature = "web")]
async fn redirected(appliance: &Appliance, authority: &Authority) -> Vec<Error> {
    let builder = fmg::Client::builder(appliance.url())
        .no_proxy()
        .root_certificate(authority.pem());
    let rest = builder.credentials("admin", "x").over_rest().build().unwrap();
    let error = rest.sys().status().await.unwrap_err();
    assert_eq!(error.url(), Some("/sys/status"));
    let builder = fmg::gui::Client::builder(appliance.url())
        .no_proxy()
        .root_certificate(authority.pem());
    let gui = builder.credentials("admin", "x").build().unwrap();
    vec![
        error,
        rest.rest().backup().bytes().await.unwrap_err(),
        gui.login().await.unwrap_err(),
    ]
}

/// Without the feature `web`, it makes no errors.
#[cfg(not(feature = "web"))]
fn redirected(_: &Appliance, _: &Authority) -> std::future::Ready<[Error; 0]> {
    std::future::ready([])
}
