//! Tests of the two logins, and of how the client finds the login of a firmware.

use std::time::Duration;

use fmg_bindings::Error;
use fmg_bindings::error::{ErrorKind, LoginErrorKind};
use fmg_sim::fault::{Fault, StatusCode};
use serde_json::json;

use crate::appliance::Answer;
use crate::fortios::canned::{Canned, page, success, welcome};
use crate::fortios::fortigate::{
    AUTHENTICATION, DISCLAIMER, FIRMWARES, Firmware, FortiGate, LOGINCHECK, LOGOUT, PASSWORD, POLICY, USER, form,
    session_headers,
};

/// The reason of a failed login.
#[track_caller]
pub(crate) fn reason(error: &Error) -> LoginErrorKind {
    match error.kind() {
        ErrorKind::Login(login) => login.kind(),
        _ => panic!("{error:?}"),
    }
}

async fn call_and_close(appliance: &FortiGate) {
    appliance.put("firewall/address", json!({"name": "host/1"}));
    let fgt = appliance.client(PASSWORD);
    fgt.monitor().firewall().policy().await.unwrap();
    crate::fortios::calls::purge(&fgt).await.unwrap();
    assert_eq!(appliance.open_sessions(), 1);
    fgt.close().await.unwrap();
    assert_eq!(appliance.open_sessions(), 0);
}

#[tokio::test]
async fn every_call_carries_the_key() {
    let appliance = FortiGate::start(Firmware::Key);
    call_and_close(&appliance).await;
    let received = appliance.received();
    let steps: Vec<_> = received
        .iter()
        .map(|received| (received.verb.as_str(), received.path.as_str()))
        .collect();
    assert_eq!(
        steps,
        [
            ("POST", AUTHENTICATION),
            ("GET", POLICY),
            ("DELETE", crate::fortios::calls::ADDRESS),
            ("DELETE", AUTHENTICATION)
        ]
    );
    let login = &received[0];
    assert_eq!(
        login.body,
        json!({
            "username": USER, "secretkey": PASSWORD, "ack_pre_disclaimer": true, "ack_post_disclaimer": true,
            "request_key": true,
        })
    );
    assert_eq!(login.header("content-type"), Some("application/json"));
    assert_eq!((login.header("authorization"), login.query.as_str()), (None, ""));
    let key = session_headers(&received[1]).unwrap().key;
    for call in &received[1..] {
        assert_eq!(call.header("authorization").unwrap(), format!("Bearer {key}"));
        assert_eq!(call.header("cookie"), None);
    }
}

#[tokio::test]
async fn cookies_are_sent_and_writes_repeat_the_csrf_token() {
    let appliance = FortiGate::start(Firmware::Cookies);
    call_and_close(&appliance).await;
    let received = appliance.received();
    let [_, read, write, logout] = &received[..] else {
        panic!("{}", received.len());
    };
    let session = session_headers(read).unwrap();
    let cookie = format!(
        "session_key_443_3334d10=\"{}\"; ccsrf_token_443_3334d10=\"{}\"",
        session.key, session.csrf_token
    );
    assert_eq!(logout.path, AUTHENTICATION);
    for call in [read, write, logout] {
        assert_eq!(call.header("cookie").unwrap(), cookie);
        assert_eq!(call.header("authorization"), None);
    }
    assert_eq!(read.header("x-csrftoken"), None);
    // The value of the cookie without its quotes.
    assert_eq!(write.header("x-csrftoken").unwrap(), session.csrf_token);
    assert_eq!(logout.header("x-csrftoken").unwrap(), session.csrf_token);
}

#[tokio::test]
async fn older_firmware_uses_the_login_form() {
    let appliance = FortiGate::start(Firmware::Old);
    call_and_close(&appliance).await;
    let received = appliance.received();
    let paths: Vec<_> = received.iter().map(|received| received.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            AUTHENTICATION,
            LOGINCHECK,
            POLICY,
            crate::fortios::calls::ADDRESS,
            LOGOUT
        ]
    );
    let login = &received[1];
    assert_eq!(login.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert!(!login.text().contains('+'), "a space is no plus: {}", login.text());
    assert_eq!(
        form(login.text()),
        [("username", USER), ("secretkey", PASSWORD), ("ajax", "1")].map(|(n, v)| (n.to_owned(), v.to_owned()))
    );
    let [read, write, logout] = &received[2..] else {
        panic!("{paths:?}");
    };
    assert_eq!(read.header("x-csrftoken"), None);
    let session = session_headers(read).unwrap();
    for write in [write, logout] {
        assert_eq!(
            (write.verb.as_str() == "GET", write.header("x-csrftoken")),
            (false, Some(&*session.csrf_token))
        );
        assert_eq!(session_headers(write), Some(session.clone()));
    }
}

/// The client does not decode the values: percent-encoding stays.
#[tokio::test]
async fn keys_and_cookies_are_sent_unchanged() {
    const KEY: &str = "s3ss10n-Era%3D0%26Payload";
    let by_key = Canned::start(|received| match received.path.as_str() {
        AUTHENTICATION => Answer::Json(json!({"status_code": 5, "session_key": KEY})),
        _ => success(&json!([])),
    });
    crate::fortios::calls::purge(&by_key.client(PASSWORD)).await.unwrap();
    assert_eq!(
        by_key.received()[1].header("authorization").unwrap(),
        format!("Bearer {KEY}")
    );

    let cookies = || {
        [
            format!("APSCOOKIE_2735489310=\"{KEY}\"; path=/; secure; HttpOnly"),
            "ccsrftoken=\"53C3487D%7463F6BA\"; path=/; secure".to_owned(),
            "ccsrftoken_2735489310=\"53C3487D%7463F6BA\"; path=/; secure".to_owned(),
        ]
    };
    let new = Canned::start(move |received| match received.path.as_str() {
        AUTHENTICATION => page(200, "application/json", &cookies(), json!({"status": 6}).to_string()),
        _ => success(&json!([])),
    });
    let old = Canned::start(move |received| match received.path.as_str() {
        AUTHENTICATION => page(401, "text/html", &[], String::new()),
        LOGINCHECK => welcome(&cookies()),
        _ => success(&json!([])),
    });
    for appliance in [new, old] {
        crate::fortios::calls::purge(&appliance.client(PASSWORD)).await.unwrap();
        let write = appliance.received().pop().unwrap();
        let sent = cookies().map(|cookie| cookie.split(';').next().unwrap().to_owned());
        assert_eq!(write.header("cookie").unwrap(), sent.join("; "));
        assert_eq!(write.header("x-csrftoken"), Some("53C3487D%7463F6BA"));
    }
}

#[tokio::test]
async fn the_login_that_worked_is_used_again() {
    let appliance = FortiGate::start(Firmware::Old);
    let fgt = appliance.client(PASSWORD);
    for _ in 0..3 {
        fgt.login().await.unwrap();
        fgt.logout().await.unwrap();
    }
    assert_eq!((appliance.count(AUTHENTICATION), appliance.count(LOGINCHECK)), (1, 3));
}

#[tokio::test]
async fn every_response_of_an_unknown_url_leads_to_the_form() {
    for (status, content_type, body) in [
        (401, "text/html", "<html>Unauthorized</html>"),
        (401, "text/html", ""),
        (404, "text/html", "<html>Not found</html>"),
        (404, "application/json", r#"{"status":"error","http_status":404}"#),
        (405, "text/html", ""),
        (302, "text/html", ""),
    ] {
        let appliance = Canned::start(move |received| match received.path.as_str() {
            AUTHENTICATION => page(status, content_type, &[], body.to_owned()),
            _ => welcome(&["APSCOOKIE_1=\"a\"", "ccsrftoken=\"b\""].map(str::to_owned)),
        });
        appliance.client(PASSWORD).login().await.unwrap();
        assert_eq!(appliance.count(LOGINCHECK), 1, "{status} {body}");
    }
}

#[tokio::test]
async fn a_wrong_password_is_sent_once() {
    for firmware in FIRMWARES {
        let (appliance, path) = (FortiGate::start(firmware), firmware.login());
        let error = appliance
            .client("wrong")
            .monitor()
            .firewall()
            .policy()
            .await
            .unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::Refused, "{firmware:?}");
        assert!(error.is_login_failed() && !error.is_retryable() && !error.is_locked_out());
        assert!(error.to_string().contains(path), "{error}");
        assert_eq!(
            (appliance.failed_logins(), appliance.count(path)),
            (1, 1),
            "{firmware:?}"
        );
        assert_eq!(appliance.count(POLICY), 0);
    }
}

#[tokio::test]
async fn a_refusal_in_json_is_not_retried_at_the_other_url() {
    for (status, body) in [
        (401, r#"{"status_code":-1,"status_message":"LOGIN_FAILED"}"#),
        (401, r#"{"status":"error","http_status":401}"#),
        (200, r#"{"status":-1,"status_message":"LOGIN_FAILED"}"#),
        (200, r#"{"status_code":0,"status_message":"LOGIN_INVALID"}"#),
        (200, r#"{"status_code":"-1"}"#),
    ] {
        let appliance = Canned::at(AUTHENTICATION, move || {
            page(status, "application/json", &[], body.to_owned())
        });
        let error = appliance.client(PASSWORD).login().await.unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::Refused, "{body}");
        assert_eq!(appliance.count(LOGINCHECK), 0, "{body}");
    }
}

#[tokio::test]
async fn a_lock_out_is_a_separate_error_with_its_duration() {
    for (path, body) in [
        (AUTHENTICATION, "<html><body>Admin is now locked out</body></html>"),
        (AUTHENTICATION, r#"{"status_code":-1,"status_message":"LOGIN_LOCKOUT"}"#),
        (LOGINCHECK, "2"),
        (LOGINCHECK, "<html>Lock-out in effect</html>"),
    ] {
        let appliance = Canned::start(move |received| {
            if received.path != path {
                return page(401, "text/html", &[], "<html>Unauthorized</html>".to_owned());
            }
            let answer = http::Response::builder().status(429).header("retry-after", "60");
            Answer::Http(answer.body(body.into()).unwrap())
        });
        let error = appliance.client(PASSWORD).login().await.unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::LockedOut);
        assert!(error.is_locked_out() && !error.is_retryable() && !error.is_login_failed());
        assert_eq!(error.retry_after(), Some(Duration::from_secs(60)));
        assert_eq!(appliance.count(LOGINCHECK), usize::from(path == LOGINCHECK));
    }

    let appliance = FortiGate::start(Firmware::Old);
    let fgt = appliance.client("wrong");
    for expected in [
        LoginErrorKind::Refused,
        LoginErrorKind::Refused,
        LoginErrorKind::LockedOut,
    ] {
        assert_eq!(reason(&fgt.login().await.unwrap_err()), expected);
    }
}

#[tokio::test]
async fn a_rate_limit_is_not_a_lock_out() {
    for retry_after in [Some(60), None] {
        for path in [AUTHENTICATION, LOGINCHECK] {
            let appliance = FortiGate::start(Firmware::Old).with(path, Fault::TooManyRequests { retry_after });
            let error = appliance.client(PASSWORD).login().await.unwrap_err();
            assert!(
                error.is_rate_limited() && !error.is_locked_out() && !error.is_login_failed(),
                "{error:?}"
            );
            assert_eq!(
                error.retry_after(),
                retry_after.map(|seconds| Duration::from_secs(seconds.into()))
            );
            assert_eq!(appliance.count(LOGINCHECK), usize::from(path == LOGINCHECK));
        }
    }
    for body in [
        "<html><style>p{display:block}</style>Too many requests; blocked until the clock strikes</html>",
        "{}",
        "",
    ] {
        let appliance = Canned::at(AUTHENTICATION, move || page(429, "text/html", &[], body.to_owned()));
        let error = appliance.client(PASSWORD).login().await.unwrap_err();
        assert!(error.is_rate_limited() && !error.is_locked_out(), "{error:?}");
    }
}

#[tokio::test]
async fn a_banner_is_accepted() {
    for firmware in FIRMWARES {
        let appliance = FortiGate::with_banner(firmware);
        let fgt = appliance.client(PASSWORD);
        fgt.monitor().firewall().policy().await.unwrap();
        fgt.close().await.unwrap();
        assert_eq!(appliance.count(DISCLAIMER), usize::from(firmware == Firmware::Old));
    }
}

#[tokio::test]
async fn a_banner_that_stays_is_a_separate_error() {
    let appliance = FortiGate::with_banner(Firmware::Old).with(DISCLAIMER, Fault::Html(StatusCode::FORBIDDEN));
    let error = appliance.client(PASSWORD).login().await.unwrap_err();
    assert_eq!(reason(&error), LoginErrorKind::Banner);
    for (code, message) in [
        (3, "LOGIN_ACCEPT_POST_LOGIN_DISCLAIMER"),
        (-2, "LOGIN_ACCEPT_PRE_LOGIN_DISCLAIMER"),
    ] {
        let answer = json!({"status_code": code, "status_message": message});
        let appliance = Canned::at(AUTHENTICATION, move || Answer::Json(answer.clone()));
        let error = appliance.client(PASSWORD).login().await.unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::Banner);
    }
}

#[tokio::test]
async fn a_required_password_change_is_a_separate_error() {
    for firmware in FIRMWARES {
        let appliance = FortiGate::start(firmware);
        appliance.put("system/admin", json!({"name": USER, "force-password-change": "enable"}));
        let error = appliance.client(PASSWORD).login().await.unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::PasswordChange);
    }
}

#[tokio::test]
async fn a_success_without_a_session_is_an_error() {
    // A gateway blocks the JSON login, and the form of this firmware no longer sends cookies.
    let blocked = FortiGate::start(Firmware::Cookies).with(AUTHENTICATION, Fault::Html(StatusCode::NOT_FOUND));
    let error = blocked.client(PASSWORD).login().await.unwrap_err();
    assert_eq!(reason(&error), LoginErrorKind::NoSession);

    let empty = Canned::at(AUTHENTICATION, || {
        Answer::Json(json!({"status_code": 5, "session_key": ""}))
    });
    let error = empty.client(PASSWORD).login().await.unwrap_err();
    assert_eq!(reason(&error), LoginErrorKind::NoSession);
}

#[tokio::test]
async fn a_busy_or_foreign_server_is_not_a_wrong_password() {
    for (status, body) in [
        (200, "<html>Welcome</html>"),
        (200, ""),
        (200, "hello"),
        (503, "<html>busy</html>"),
        (403, ""),
    ] {
        let appliance = Canned::at(AUTHENTICATION, move || page(status, "text/html", &[], body.to_owned()));
        let error = appliance.client(PASSWORD).login().await.unwrap_err();
        assert!(!error.is_login_failed(), "{error:?}");
        assert_eq!(error.is_decode(), status == 200, "{error:?}");
        assert_eq!(error.is_retryable(), status == 503, "{error:?}");
        assert_eq!(appliance.count(LOGINCHECK), 0);
    }
}

/// A response of a gateway is not remembered as a refused password.
#[tokio::test]
async fn other_text_that_begins_with_a_digit_is_not_a_refusal() {
    for said in [
        "404 Not Found",
        "0 bytes",
        "2024-01-01 maintenance",
        "3 tries left",
        "1abc",
    ] {
        let asked = std::sync::atomic::AtomicUsize::new(0);
        let appliance = Canned::start(move |received| match received.path.as_str() {
            AUTHENTICATION => page(401, "text/html", &[], String::new()),
            LOGINCHECK if asked.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 => {
                page(200, "text/plain", &["APSCOOKIE_1=\"a\"".to_owned()], said.to_owned())
            }
            LOGINCHECK => welcome(&["APSCOOKIE_1=\"a\"", "ccsrftoken=\"b\""].map(str::to_owned)),
            _ => success(&json!([])),
        });
        let fgt = appliance.client(PASSWORD);
        let error = fgt.monitor().firewall().policy().await.unwrap_err();
        assert!(error.is_decode() && !error.is_login_failed(), "{said}: {error:?}");
        fgt.monitor().firewall().policy().await.unwrap();
        assert_eq!(appliance.count(LOGINCHECK), 2, "{said}");
    }
}

#[tokio::test]
async fn a_response_with_a_success_and_a_refusal_opens_no_session() {
    for body in [
        json!({"status_code": 5, "status": "error", "session_key": "k3y"}),
        json!({"status_code": 5, "error": "no", "session_key": "k3y"}),
    ] {
        let appliance = Canned::at(AUTHENTICATION, move || Answer::Json(body.clone()));
        let fgt = appliance.client(PASSWORD);
        assert!(!fgt.login().await.unwrap_err().is_login_failed());
        assert!(fgt.monitor().firewall().policy().await.is_err());
        assert_eq!((appliance.count(POLICY), appliance.count(LOGINCHECK)), (0, 0));
    }
}

#[tokio::test]
async fn a_key_replaces_the_cookies_except_those_of_a_gateway() {
    let appliance = Canned::start(|received| {
        if received.path != AUTHENTICATION {
            return success(&json!([]));
        }
        let cookies = ["session_key_443=\"a\"", "sticky=b; path=/", "ccsrf_token_443=\"c\""].map(str::to_owned);
        let body = json!({"status_code": 5, "session_key": "k3y"});
        page(200, "application/json", &cookies, body.to_string())
    });
    crate::fortios::calls::purge(&appliance.client(PASSWORD)).await.unwrap();
    let write = &appliance.received()[1];
    assert_eq!(
        (write.header("authorization"), write.header("cookie")),
        (Some("Bearer k3y"), Some("sticky=b"))
    );
    assert_eq!(write.header("x-csrftoken"), None);
}
