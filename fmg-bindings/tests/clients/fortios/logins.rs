//! The two logins, and how the client finds out which of them a firmware has.

use std::time::Duration;

use fmg_bindings::Error;
use fmg_bindings::error::{ErrorKind, LoginErrorKind};
use fmg_sim::fault::{Fault, StatusCode};
use serde_json::json;

use crate::appliance::Answer;
use crate::fortios::canned::{Canned, page, success, welcome};
use crate::fortios::fortigate::{
    AUTHENTICATION, DISCLAIMER, FIRMWARES, Firmware, FortiGate, LOGINCHECK, LOGOUT, PASSWORD, POLICY, USER, form, shown,
};

/// Why the login has failed.
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
async fn a_key_is_shown_by_every_call() {
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
    let key = shown(&received[1]).unwrap().key;
    for call in &received[1..] {
        assert_eq!(call.header("authorization").unwrap(), format!("Bearer {key}"));
        assert_eq!(call.header("cookie"), None);
    }
}

#[tokio::test]
async fn cookies_go_back_and_writes_repeat_the_csrf_token() {
    let appliance = FortiGate::start(Firmware::Cookies);
    call_and_close(&appliance).await;
    let received = appliance.received();
    let [_, read, write, logout] = &received[..] else {
        panic!("{}", received.len());
    };
    let session = shown(read).unwrap();
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
    // The value of the cookie without the quotes that it stands in.
    assert_eq!(write.header("x-csrftoken").unwrap(), session.csrf_token);
    assert_eq!(logout.header("x-csrftoken").unwrap(), session.csrf_token);
}

#[tokio::test]
async fn older_firmware_is_logged_in_to_by_its_form() {
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
    let session = shown(read).unwrap();
    for write in [write, logout] {
        assert_eq!(
            (write.verb.as_str() == "GET", write.header("x-csrftoken")),
            (false, Some(&*session.csrf_token))
        );
        assert_eq!(shown(write), Some(session.clone()));
    }
}

/// The values are not for the client to read: what looks encoded stays so.
#[tokio::test]
async fn keys_and_cookies_go_back_as_they_came() {
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
async fn the_login_that_has_worked_is_the_one_that_is_used_again() {
    let appliance = FortiGate::start(Firmware::Old);
    let fgt = appliance.client(PASSWORD);
    for _ in 0..3 {
        fgt.login().await.unwrap();
        fgt.logout().await.unwrap();
    }
    assert_eq!((appliance.count(AUTHENTICATION), appliance.count(LOGINCHECK)), (1, 3));
}

#[tokio::test]
async fn every_way_to_say_that_there_is_no_such_url_leads_to_the_form() {
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
async fn a_wrong_password_is_looked_at_once() {
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
async fn a_refusal_in_json_is_never_tried_at_the_other_url() {
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
async fn a_lock_out_is_an_error_of_its_own_and_says_how_long() {
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
async fn a_limit_of_requests_is_no_lock_out() {
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
async fn a_banner_that_stays_is_an_error_of_its_own() {
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
async fn a_password_that_has_to_be_changed_is_an_error_of_its_own() {
    for firmware in FIRMWARES {
        let appliance = FortiGate::start(firmware);
        appliance.put("system/admin", json!({"name": USER, "force-password-change": "enable"}));
        let error = appliance.client(PASSWORD).login().await.unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::PasswordChange);
    }
}

#[tokio::test]
async fn a_success_without_a_session_is_none() {
    // A gateway whose JSON login is blocked, in front of firmware whose form gives no cookie any more.
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
async fn an_appliance_that_is_none_or_busy_is_no_wrong_password() {
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

/// What a gateway says is not remembered as the word of FortiOS on a password.
#[tokio::test]
async fn a_text_that_begins_with_a_digit_is_no_refusal() {
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
async fn a_refusal_beside_a_success_opens_no_session() {
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
async fn a_key_takes_the_place_of_the_cookies_but_not_of_those_of_a_gateway() {
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
