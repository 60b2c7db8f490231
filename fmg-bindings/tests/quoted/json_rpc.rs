//! JSON-RPC: password, session, key, and members of requests.

use fmg_bindings::{Secret, fmg, url};
use serde_json::json;

use crate::appliance::{Answer, Received};
use crate::echo::Echo;
use crate::forms::{SECRET, USER};

pub(crate) fn builder(echo: &Echo) -> fmg::Builder {
    fmg::Client::builder(echo.url())
        .no_proxy()
        .root_certificate(echo.authority.pem())
}

/// Lets everybody in, with [`SECRET`] for a session.
pub(crate) fn session(received: &Received) -> Option<Answer> {
    let id = &received.body["id"];
    let welcome = || json!({"id": id, "session": SECRET, "result": [{"status": {"code": 0, "message": "OK"}}]});
    (received.body["params"][0]["url"] == "/sys/login/user").then(|| Answer::Json(welcome()))
}

#[tokio::test]
async fn the_password_at_login() {
    let echo = Echo::start(|_| None);
    let fmg = builder(&echo).credentials(USER, SECRET).build().unwrap();
    echo.ask(async || fmg.login().await.unwrap_err()).await;
}

#[tokio::test]
async fn the_session_in_calls() {
    let echo = Echo::start(session);
    let fmg = builder(&echo).credentials(USER, "x").build().unwrap();
    fmg.login().await.unwrap();
    echo.ask(async || fmg.sys().status().await.unwrap_err()).await;
}

#[tokio::test]
async fn the_password_after_login() {
    let echo = Echo::start(|received| {
        let id = &received.body["id"];
        let welcome = || json!({"id": id, "session": "abcd", "result": [{"status": {"code": 0, "message": "OK"}}]});
        (received.body["params"][0]["url"] == "/sys/login/user").then(|| Answer::Json(welcome()))
    });
    let fmg = builder(&echo).credentials(USER, SECRET).build().unwrap();
    fmg.login().await.unwrap();
    echo.ask(async || fmg.sys().status().await.unwrap_err()).await;
}

#[tokio::test]
async fn the_key() {
    let echo = Echo::start(|_| None);
    let fmg = builder(&echo).api_key(SECRET).build().unwrap();
    echo.ask(async || fmg.sys().status().await.unwrap_err()).await;
}

#[tokio::test]
async fn members_of_requests() {
    let echo = Echo::start(|_| None);
    let fmg = builder(&echo).api_key("key").build().unwrap();
    let backup = async || {
        let call = fmg.sys().backup("a", "b", fmg::sys::TransferService::Ftp);
        call.with(|call| call.passwd(SECRET)).await.err()
    };
    echo.ask_some(backup).await;
    // JSON of the caller's own: the name says that it is a secret, or the type does.
    let url = || url!("/cli/global/system/admin/user");
    let data = json!({"userid": "a", "passwd": [SECRET]});
    echo.ask(async || {
        fmg.call(fmg::Method::Set, url())
            .data(data.clone())
            .read_as::<u8>()
            .await
            .unwrap_err()
    })
    .await;
    echo.ask(async || fmg.send(&Odd { odd: SECRET.into() }).read_as::<u8>().await.unwrap_err())
        .await;
}

/// A call whose secret has no name that tells.
#[derive(fmg_bindings::Endpoint)]
#[endpoint(exec, "/sys/odd")]
struct Odd {
    #[endpoint(data)]
    odd: Secret,
}
