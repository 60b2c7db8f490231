//! Tests that secrets are not shown: not in `Debug`, not in the text of an error or of its sources.

use std::fmt::Debug;

use fmg_bindings::{Error, fortios, path, vdom};
use fmg_sim::fault::Fault;
use serde_json::json;

use crate::fortios::canned::{Canned, page};
use crate::fortios::fortigate::{
    AUTHENTICATION, FIRMWARES, Firmware, FortiGate, LOGINCHECK, PASSWORD, USER, session_headers,
};

const SECRET: &str = "hunter2-and-its-like";

#[track_caller]
fn assert_hides(thing: &impl Debug) {
    for text in [format!("{thing:?}"), format!("{thing:#?}")] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[track_caller]
fn assert_error_hides(error: &Error) {
    assert_hides(error);
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        assert!(!text.contains("hunter2"), "{text}");
        next = error.source();
    }
}

#[test]
fn builders_clients_and_calls_hide_their_secrets() {
    let builder = || fortios::Client::builder("https://fgt.example");
    let credentials = fortios::Client::builder(format!("https://fgt.example/{SECRET}")).credentials(USER, SECRET);
    assert_hides(&credentials);
    let credentials = builder().credentials(USER, SECRET).token_code(SECRET);
    assert_hides(&credentials);
    assert_hides(&credentials.build().unwrap());
    let token = builder().token(SECRET);
    assert_hides(&token);
    let fgt = token.build().unwrap();
    assert_hides(&fgt);

    assert_hides(&fgt.send(fortios::session::LoginCheck::new(USER, SECRET, 1)));
    assert_hides(&fgt.send(fortios::session::Authenticate::new(USER, SECRET).token_code(SECRET)));
    let raw = fgt
        .call(fortios::Method::Put, path!("/api/v2/cmdb/system/admin"))
        .query("secret", SECRET)
        .body(json!({"password": SECRET}));
    assert_hides(&raw);
    assert_hides(raw.request());
}

#[tokio::test]
async fn no_login_error_shows_secrets() {
    let cookie = format!("APSCOOKIE_1=\"{SECRET}\"");
    let answers = [
        (
            AUTHENTICATION,
            200,
            json!({"status_code": -1, "session_key": SECRET}).to_string(),
        ),
        (
            AUTHENTICATION,
            200,
            format!(r#"{{"status_code": 5, "session_key": "{SECRET}"#),
        ),
        (
            AUTHENTICATION,
            200,
            json!({"status_code": 5, "session_key": format!("{SECRET}\n")}).to_string(),
        ),
        (
            AUTHENTICATION,
            200,
            json!({"status_code": 2, "session_key": SECRET}).to_string(),
        ),
        (
            AUTHENTICATION,
            403,
            json!({"status": "error", "session_key": SECRET}).to_string(),
        ),
        (LOGINCHECK, 200, "0".to_owned()),
        (LOGINCHECK, 200, format!("session_key={SECRET}")),
        (LOGINCHECK, 500, format!("<html>{SECRET}</html>")),
    ];
    for (path, status, body) in answers {
        let cookie = cookie.clone();
        let appliance = Canned::at(path, move || {
            page(status, "text/html", std::slice::from_ref(&cookie), body.clone())
        });
        let error = appliance.client(SECRET).login().await.unwrap_err();
        assert_error_hides(&error);
    }
}

#[tokio::test]
async fn no_call_error_shows_token_session_or_names() {
    for firmware in FIRMWARES {
        let appliance = FortiGate::start(firmware);
        let fgt = appliance.client(PASSWORD);
        fgt.login().await.unwrap();
        let client = format!("{fgt:?}");
        let url = appliance.url();
        assert_eq!(
            client,
            format!("fortios::Client {{ url: {url}, user: {USER:?}, logged_in: true }}")
        );
        let by_token = appliance
            .builder()
            .token(SECRET)
            .vdom(vdom!("edge"))
            .only_post()
            .build()
            .unwrap();
        assert_eq!(
            format!("{by_token:?}"),
            format!("fortios::Client {{ url: {url}, user: API token, vdom: edge, only_post: true }}")
        );
        assert_eq!(appliance.fortios().expire_sessions(), 1);
        let error = fgt
            .call(fortios::Method::Get, path!("/api/v2/cmdb/system/admin"))
            .await
            .unwrap_err();
        let session = session_headers(appliance.received().last().unwrap()).unwrap();
        let text = format!("{client} {error:?} {error}");
        assert!(!text.contains(&session.key), "{text}");
        assert!(
            session.csrf_token.is_empty() || !text.contains(&session.csrf_token),
            "{text}"
        );
    }

    let appliance = FortiGate::start(Firmware::Key).with("/api", Fault::Drop);
    let fgt = appliance.builder().token(SECRET).build().unwrap();
    let call = fgt
        .call(
            fortios::Method::Post,
            fortios::Path::written(format!("/api/v2/cmdb/{SECRET}")),
        )
        .query("psk", SECRET)
        .body(json!({"psk": SECRET}));
    assert_error_hides(&call.await.unwrap_err());
}
