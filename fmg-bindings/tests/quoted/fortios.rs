//! FortiOS: token, password, session key, cookies, and members of requests.

use fmg_bindings::fortios::{File, Method};
use fmg_bindings::{fortios, path};
use hyper::Response;
use hyper::body::Bytes;
use serde_json::json;

use crate::appliance::{Answer, Received};
use crate::echo::Echo;
use crate::forms::{SECRET, USER};

fn builder(echo: &Echo) -> fortios::Builder {
    fortios::Client::builder(echo.url())
        .no_proxy()
        .root_certificate(echo.authority.pem())
}

/// Lets everybody in by this key or cookie.
fn welcome(received: &Received, key: &str, cookie: &str) -> Option<Answer> {
    let answer = Response::builder()
        .header("set-cookie", format!("session_key_1={cookie}; path=/"))
        .header("set-cookie", format!("ccsrf_token_1={cookie}; path=/"));
    let body = json!({"status_code": 5, "session_key": key}).to_string();
    (received.path == "/api/v2/authentication").then(|| Answer::Http(answer.body(Bytes::from(body)).unwrap()))
}

#[tokio::test]
async fn the_token() {
    let echo = Echo::start(|_| None);
    let fgt = builder(&echo).token(SECRET).build().unwrap();
    echo.ask(async || fgt.monitor().firewall().session(20).read_as::<u8>().await.unwrap_err())
        .await;
    // In a download, which takes JSON for a file if it is no refusal.
    let download = async || {
        let call = fgt.monitor().system().certificate_download("a", "local");
        call.bytes().await.err()
    };
    echo.ask_some(download).await;
}

#[tokio::test]
async fn the_password_at_login() {
    let echo = Echo::start(|_| None);
    let fgt = builder(&echo).credentials(USER, SECRET).build().unwrap();
    echo.ask(async || fgt.login().await.unwrap_err()).await;
}

#[tokio::test]
async fn session_key_and_cookies_in_calls() {
    let ways: [fn(&Received) -> Option<Answer>; 2] = [
        |received| welcome(received, SECRET, "cookie"),
        |received| welcome(received, "", SECRET),
    ];
    for way in ways {
        let echo = Echo::start(way);
        let fgt = builder(&echo).credentials(USER, "x").build().unwrap();
        fgt.login().await.unwrap();
        let call = || {
            fgt.call(Method::Post, path!("/api/v2/cmdb/firewall/address"))
                .body(json!({"name": "a"}))
        };
        echo.ask(async || call().read_as::<u8>().await.unwrap_err()).await;
    }
}

#[tokio::test]
async fn members_of_requests() {
    let echo = Echo::start(|_| None);
    let fgt = builder(&echo).token("token").build().unwrap();
    let body = json!({"name": "a", "password": SECRET});
    let posted = || {
        fgt.call(Method::Post, path!("/api/v2/cmdb/system/admin"))
            .body(body.clone())
    };
    echo.ask(async || posted().read_as::<u8>().await.unwrap_err()).await;
    let queried = || {
        fgt.call(Method::Get, path!("/api/v2/cmdb/system/admin"))
            .query("secret", SECRET)
    };
    echo.ask(async || queried().read_as::<u8>().await.unwrap_err()).await;
    let upload = async || {
        let call = fgt.monitor().vpn_certificate().local_import("regular");
        let call = call.with(|call| call.password(SECRET).file_content(File::from_bytes("a", "b")));
        call.read_as::<u8>().await.unwrap_err()
    };
    echo.ask(upload).await;
}
