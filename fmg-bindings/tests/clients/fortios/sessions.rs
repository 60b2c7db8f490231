//! Tests of sessions, from login to logout.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fmg_bindings::error::ErrorKind;
use fmg_bindings::fortios::Method;
use fmg_bindings::{Credentials, path};
use fmg_sim::fault::{Fault, Rule, StatusCode};
use hyper::Response;
use hyper::body::Bytes;
use serde_json::json;

use crate::appliance::Answer;
use crate::fortios::canned::Canned;
use crate::fortios::fortigate::{
    AUTHENTICATION, DISCLAIMER, FIRMWARES, Firmware, FortiGate, LOGINCHECK, LOGOUT, PASSWORD, POLICY, USER,
};

/// The logouts, with their methods.
const LOGOUTS: [(Firmware, &str, &str); 3] = [
    (Firmware::Key, AUTHENTICATION, "DELETE"),
    (Firmware::Cookies, AUTHENTICATION, "DELETE"),
    (Firmware::Old, LOGOUT, "POST"),
];

#[tokio::test]
async fn twenty_concurrent_first_calls_make_one_login() {
    for (firmware, path) in [(Firmware::Key, AUTHENTICATION), (Firmware::Old, LOGINCHECK)] {
        let appliance = FortiGate::start(firmware);
        let fgt = appliance.client(PASSWORD);
        let calls: Vec<_> = (0..20)
            .map(|_| {
                let fgt = fgt.clone();
                tokio::spawn(async move { fgt.monitor().firewall().policy().await })
            })
            .collect();
        for call in calls {
            call.await.unwrap().unwrap();
        }
        assert_eq!((appliance.count(path), appliance.count(POLICY)), (1, 20));
        fgt.close().await.unwrap();
        assert_eq!(appliance.open_sessions(), 0);
    }
}

#[tokio::test]
async fn a_refused_login_is_not_repeated_for_waiting_calls() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.client("wrong");
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let fgt = fgt.clone();
            tokio::spawn(async move { fgt.monitor().firewall().policy().await })
        })
        .collect();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(error.is_login_failed(), "{error}");
    }
    assert_eq!(appliance.failed_logins(), 1);
    // Nor for later calls.
    for _ in 0..20 {
        let error = fgt.monitor().firewall().policy().await.unwrap_err();
        assert!(error.is_login_failed() && error.is_login_withheld(), "{error}");
    }
    assert_eq!(appliance.failed_logins(), 1);
    // An explicit login is sent: the password may have been corrected.
    assert!(!fgt.login().await.unwrap_err().is_login_withheld());
    assert_eq!(appliance.failed_logins(), 2);
}

#[tokio::test]
async fn a_lost_session_is_reported_and_not_replaced_silently() {
    for firmware in FIRMWARES {
        let appliance = FortiGate::start(firmware);
        // The simulator's form needs no session to log out; some devices do.
        let unknown = Fault::Html(StatusCode::UNAUTHORIZED);
        appliance.arm(Rule::new(unknown).url(LOGOUT).nth(1));
        let fgt = appliance.client(PASSWORD);
        fgt.monitor().firewall().policy().await.unwrap();
        let logins = appliance.received().len();
        appliance.fortios().expire_sessions();
        let error = fgt.monitor().firewall().policy().await.unwrap_err();
        assert!(error.is_session_ended(), "{error}");
        assert_eq!(appliance.received().len(), logins + 1);
        // Three ways to recover. First: log out, which succeeds without a session.
        fgt.logout().await.unwrap();
        fgt.logout().await.unwrap();
        fgt.monitor().firewall().policy().await.unwrap();
        // Second: log in.
        appliance.fortios().expire_sessions();
        fgt.monitor().firewall().policy().await.unwrap_err();
        fgt.login().await.unwrap();
        fgt.monitor().firewall().policy().await.unwrap();
        // Third: forget the session, which sends nothing.
        appliance.fortios().expire_sessions();
        let sent = appliance.received().len();
        fgt.forget_session();
        assert_eq!(appliance.received().len(), sent);
        fgt.monitor().firewall().policy().await.unwrap();
        assert_eq!(appliance.open_sessions(), 1, "{firmware:?}");
        fgt.close().await.unwrap();
        assert_eq!(appliance.open_sessions(), 0, "{firmware:?}");
    }
}

#[tokio::test]
async fn a_redirect_to_the_login_leaves_the_session_uncertain() {
    let answer = || Response::builder().status(302).header("location", "/login");
    let appliance = Canned::start(move |received| match received.path.as_str() {
        AUTHENTICATION => Answer::Json(json!({"status_code": 5, "session_key": "abcdefgh1234"})),
        _ => Answer::Http(answer().body(Bytes::new()).unwrap()),
    });
    let fgt = appliance.client(PASSWORD);
    for logins in 1..=3 {
        fgt.login().await.unwrap();
        let received = appliance.received();
        let posts = received
            .iter()
            .filter(|received| received.path == AUTHENTICATION && received.verb == "POST");
        assert_eq!(posts.count(), logins);
        let error = fgt.monitor().firewall().policy().await.unwrap_err();
        assert!(error.is_redirect(), "{error}");
    }
}

#[tokio::test]
async fn a_url_that_is_too_long_fails_before_the_login() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.client(PASSWORD);
    let call = fgt.call(Method::Get, path!("/api/v2/cmdb/firewall/address"));
    let error = call.query("filter", "x".repeat(70_000)).await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Transport(_)), "{error:?}");
    assert_eq!(appliance.received().len(), 0);
}

#[tokio::test]
async fn close_reports_a_logout_that_was_not_sent_and_keeps_the_session() {
    for (firmware, path, method) in LOGOUTS {
        for obstacle in [
            Fault::Refuse,
            Fault::Html(StatusCode::SERVICE_UNAVAILABLE),
            Fault::TooManyRequests { retry_after: None },
        ] {
            let appliance = FortiGate::start(firmware);
            let armed = appliance.arm(Rule::new(obstacle).method(method).url(path).nth(1));
            let fgt = appliance.client(PASSWORD);
            fgt.login().await.unwrap();
            fgt.clone().close().await.unwrap_err();
            assert_eq!((armed.hits(), appliance.open_sessions()), (1, 1), "{obstacle}");
            fgt.close().await.unwrap();
            assert_eq!(appliance.open_sessions(), 0, "{firmware:?}");
        }
    }
}

#[tokio::test]
async fn close_reports_a_logout_with_a_lost_response() {
    for (firmware, path, method) in LOGOUTS {
        for obstacle in [Fault::Drop, Fault::DropMidway, Fault::Truncate] {
            let appliance = FortiGate::start(firmware);
            appliance.arm(Rule::new(obstacle).method(method).url(path).nth(1));
            let fgt = appliance.client(PASSWORD);
            fgt.login().await.unwrap();
            let error = fgt.clone().close().await.unwrap_err();
            assert!(error.is_transport() && !error.is_connect(), "{obstacle}: {error:?}");
            // The client cannot know whether the logout arrived. It did, so no session is left.
            assert_eq!(appliance.open_sessions(), 0);
            fgt.close().await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_redirect_to_the_login_is_a_successful_logout() {
    for status in [StatusCode::OK, StatusCode::FOUND, StatusCode::SEE_OTHER] {
        let appliance = FortiGate::start(Firmware::Old).with(LOGOUT, Fault::Html(status));
        let fgt = appliance.client(PASSWORD);
        fgt.login().await.unwrap();
        fgt.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_dropped_logout_continues_and_the_next_call_waits_for_it() {
    for (firmware, path, method) in LOGOUTS {
        let appliance = FortiGate::start(firmware);
        let slow = Fault::Delay(Duration::from_millis(300));
        appliance.arm(Rule::new(slow).method(method).url(path));
        let fgt = appliance.client(PASSWORD);
        fgt.login().await.unwrap();
        let logout = tokio::time::timeout(Duration::from_millis(100), fgt.logout());
        assert!(logout.await.is_err());
        fgt.monitor().firewall().policy().await.unwrap();
        assert_eq!(appliance.open_sessions(), 1, "{firmware:?}");
        fgt.close().await.unwrap();
        let logouts = appliance.received_at(path);
        assert_eq!(logouts.iter().filter(|received| received.verb == method).count(), 2);
    }
}

#[tokio::test]
async fn no_login_is_sent_during_a_lock_out() {
    let appliance = FortiGate::start(Firmware::Key);
    let locked = Fault::TooManyRequests { retry_after: Some(1) };
    appliance.arm(Rule::new(locked).method("POST").url(AUTHENTICATION).times(1));
    let fgt = appliance.client(PASSWORD);
    let error = fgt.monitor().firewall().policy().await.unwrap_err();
    assert!(error.is_rate_limited() && !error.is_login_withheld(), "{error}");
    for _ in 0..5 {
        // An explicit login is not sent either.
        let error = fgt.login().await.unwrap_err();
        assert!(error.is_rate_limited() && error.is_login_withheld(), "{error}");
        assert!(error.retry_after().unwrap() <= Duration::from_secs(1), "{error:?}");
    }
    assert_eq!(appliance.count(AUTHENTICATION), 1);
    tokio::time::sleep(Duration::from_secs(1)).await;
    fgt.monitor().firewall().policy().await.unwrap();
    fgt.close().await.unwrap();
}

#[tokio::test]
async fn a_banner_without_acceptance_leaves_no_session() {
    let appliance = FortiGate::with_banner(Firmware::Old);
    appliance.arm(Rule::new(Fault::Html(StatusCode::INTERNAL_SERVER_ERROR)).url(DISCLAIMER));
    appliance.client(PASSWORD).login().await.unwrap_err();
    assert_eq!(appliance.count(LOGOUT), 1);
}

#[tokio::test]
async fn a_clone_shares_the_session() {
    let appliance = FortiGate::start(Firmware::Cookies);
    let fgt = appliance.client(PASSWORD);
    let clone = fgt.clone();
    fgt.login().await.unwrap();
    clone.monitor().firewall().policy().await.unwrap();
    fgt.close().await.unwrap();
    assert_eq!(appliance.open_sessions(), 0);
    clone.monitor().firewall().policy().await.unwrap();
    assert_eq!(appliance.open_sessions(), 1, "a call after the logout logs in anew");
    clone.close().await.unwrap();
}

#[tokio::test]
async fn a_client_uses_changed_credentials() {
    for firmware in FIRMWARES {
        let appliance = FortiGate::start(firmware);
        let password = Arc::new(Mutex::new("old"));
        let own = Arc::clone(&password);
        let credentials = move || {
            let password = *own.lock().unwrap();
            async move { Ok(Credentials::new(USER, password)) }
        };
        let fgt = appliance.builder().credentials_from(credentials).build().unwrap();
        for _ in 0..5 {
            let error = fgt.monitor().firewall().policy().await.unwrap_err();
            assert!(error.is_login_failed(), "{firmware:?}: {error}");
        }
        assert_eq!(appliance.failed_logins(), 1, "{firmware:?}");
        *password.lock().unwrap() = PASSWORD;
        fgt.monitor().firewall().policy().await.unwrap();
        fgt.close().await.unwrap();
    }
}
