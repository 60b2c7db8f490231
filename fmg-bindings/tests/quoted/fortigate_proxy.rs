//! FortiOS through FortiManager: its password and session, and members of requests.

use fmg_bindings::fortigate_proxy::ProxyTarget;
use fmg_bindings::fortios::{Client, Method, Raw};
use fmg_bindings::{Call, adom, device, fmg, path};
use serde_json::json;

use crate::echo::Echo;
use crate::forms::{SECRET, USER};
use crate::json_rpc::{builder, session};

fn through(fmg: &fmg::Client) -> Client {
    fmg.fortigate(adom!("demo"), device!("dev_001"))
}

/// A call with a secret in its body.
fn posted(fgt: &Client) -> Call<'_, Client, Raw> {
    let call = fgt.call(Method::Post, path!("/api/v2/cmdb/system/admin"));
    call.body(json!({"name": "a", "password": SECRET}))
}

#[tokio::test]
async fn the_session_of_fortimanager() {
    let echo = Echo::start(session);
    let fmg = builder(&echo).credentials(USER, "x").build().unwrap();
    fmg.login().await.unwrap();
    let fgt = through(&fmg);
    echo.ask(async || fgt.monitor().firewall().session(20).read_as::<u8>().await.unwrap_err())
        .await;
}

#[tokio::test]
async fn members_of_requests() {
    let echo = Echo::start(|_| None);
    let fmg = builder(&echo).api_key("key").build().unwrap();
    let fgt = through(&fmg);
    echo.ask(async || posted(&fgt).read_as::<u8>().await.unwrap_err()).await;
    let queried = || {
        fgt.call(Method::Get, path!("/api/v2/cmdb/system/admin"))
            .query("secret", SECRET)
    };
    echo.ask(async || queried().read_as::<u8>().await.unwrap_err()).await;
    let all = fmg.fortigates([ProxyTarget::all(adom!("demo"))]);
    let on_devices = async || {
        let request = posted(&fgt);
        match all.send(request.request()).await {
            Err(error) => Some(error),
            Ok(replies) => replies.into_iter().find_map(|each| each.outcome.err()),
        }
    };
    echo.ask_some(on_devices).await;
}
