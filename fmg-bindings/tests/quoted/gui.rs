//! The GUI and its JSON url: password, cookies, CSRF token, and members of requests.

use fmg_bindings::fmg;
use hyper::Response;
use hyper::body::Bytes;

use crate::appliance::{Answer, Received};
use crate::echo::Echo;
use crate::forms::{SECRET, USER};
use crate::json_rpc::builder;

const LOGIN: &str = "/cgi-bin/module/flatui_auth";

/// Lets everybody in, with these cookies.
fn welcome(received: &Received, session: &str, csrf: &str) -> Option<Answer> {
    let answer = Response::builder()
        .header("set-cookie", format!("CURRENT_SESSION={session}; path=/"))
        .header("set-cookie", format!("HTTP_CSRF_TOKEN={csrf}; path=/"));
    let body = r#"{"result":[{"status":{"code":0,"message":"OK"}}]}"#;
    (received.path == LOGIN).then(|| Answer::Http(answer.body(Bytes::from(body)).unwrap()))
}

fn gui(echo: &Echo, password: &str) -> fmg::gui::Client {
    let builder = fmg::gui::Client::builder(echo.url())
        .no_proxy()
        .root_certificate(echo.authority.pem());
    builder.credentials(USER, password).build().unwrap()
}

#[tokio::test]
async fn the_password_at_login() {
    let echo = Echo::start(|_| None);
    let gui = gui(&echo, SECRET);
    echo.ask(async || gui.login().await.unwrap_err()).await;
}

#[tokio::test]
async fn cookie_and_csrf_token_in_calls() {
    let cookies: [fn(&Received) -> Option<Answer>; 2] = [
        |received| welcome(received, SECRET, "token"),
        |received| welcome(received, "session", SECRET),
    ];
    for cookies in cookies {
        let echo = Echo::start(cookies);
        let gui = gui(&echo, "x");
        gui.login().await.unwrap();
        echo.ask(async || gui.sys().uptime().await.unwrap_err()).await;
        echo.ask(async || gui.json_rpc().sys().status().await.unwrap_err())
            .await;
    }
}

#[tokio::test]
async fn members_of_requests() {
    let echo = Echo::start(|received| welcome(received, "session", "token"));
    let gui = gui(&echo, "x");
    gui.login().await.unwrap();
    let backup = async || {
        let fmg = gui.json_rpc();
        let call = fmg.sys().backup("a", "b", fmg::sys::TransferService::Ftp);
        call.with(|call| call.passwd(SECRET)).await.err()
    };
    echo.ask_some(backup).await;
    let flat = builder(&echo).credentials(USER, SECRET).over_flat_ui().build().unwrap();
    echo.ask(async || flat.sys().status().await.unwrap_err()).await;
}
