//! What is secret shows nowhere: not in `Debug`, not in the text of an error, not in that of its causes.

use std::fmt::Debug;

use fmg_bindings::{Error, fortios, path};
use serde_json::json;

use crate::appliance::Answer;
use crate::fortigate::{AUTHENTICATION, Admin, Firmware, FortiGate, LOGINCHECK, USER, page};

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
fn builders_clients_and_calls_hide_what_they_were_given() {
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
async fn no_error_of_a_login_repeats_what_was_sent_or_answered() {
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
        let appliance = FortiGate::start_with(Firmware::Old, Admin::default(), move |received| {
            let cookies = [cookie.clone()];
            (received.path == path).then(|| page(status, "text/html", &cookies, body.clone()))
        });
        let error = appliance.client(SECRET).login().await.unwrap_err();
        assert_error_hides(&error);
    }
}

#[tokio::test]
async fn no_error_of_a_call_repeats_token_session_or_names() {
    for firmware in [Firmware::Key, Firmware::Cookies, Firmware::Old] {
        let appliance = FortiGate::start(firmware);
        let fgt = appliance.client(crate::fortigate::PASSWORD);
        fgt.login().await.unwrap();
        let shown = format!("{fgt:?}");
        assert!(
            shown.contains("logged_in: true") && !shown.contains("s3ss10n"),
            "{shown}"
        );
        appliance.expire_sessions();
        let error = fgt
            .call(fortios::Method::Get, path!("/api/v2/cmdb/system/admin"))
            .await
            .unwrap_err();
        let text = format!("{error:?} {error}");
        assert!(!text.contains("s3ss10n") && !text.contains("53C3487D"), "{text}");
    }

    let appliance = FortiGate::start_with(Firmware::Key, Admin::default(), |_| Some(Answer::CutOff(String::new())));
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
