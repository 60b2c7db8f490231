//! Tests of sessions, from login to logout.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use fmg_bindings::error::ErrorKind;
use fmg_bindings::{Code, Credentials, Endpoint, adom, fmg, name};
use fmg_sim::fault::{Fault, Rule, StatusCode};
use fmg_sim::fmg::{Permit, User};

use crate::appliance::{Answer, Appliance};
use crate::authority::Authority;
use crate::loopback::fortimanager::{FortiManager, HOSTNAME, PASSWORD, USER};

const LOGIN: &str = "/sys/login/user";
const LOGOUT: &str = "/sys/logout";
const SESSION: &str = "/sys/session";
const STATUS: &str = "/sys/status";

#[tokio::test]
async fn twenty_concurrent_first_calls_make_one_login() {
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let fmg = fmg.clone();
            tokio::spawn(async move { fmg.sys().status().await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap().hostname.as_deref(), Some(HOSTNAME));
    }
    assert_eq!(appliance.count(LOGIN), 1);
    assert_eq!(appliance.count(STATUS), 20);
    let mut ids: Vec<_> = appliance
        .received()
        .iter()
        .map(|call| call.body["id"].as_u64().unwrap())
        .collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), 21, "every request has its own id");
    fmg.close().await.unwrap();
    assert_eq!(appliance.open_sessions(), 0);
}

#[tokio::test]
async fn a_refused_login_is_not_repeated_for_waiting_calls() {
    let appliance = FortiManager::start();
    let fmg = appliance.client("wrong");
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let fmg = fmg.clone();
            tokio::spawn(async move { fmg.sys().status().await })
        })
        .collect();
    // The appliance answers after 50 ms, so that all calls wait for the same login.
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(error.is_login_failed(), "{error}");
        assert_eq!(error.code(), Some(Code::new(-22)));
    }
    assert_eq!(appliance.count(LOGIN), 1);
    // Nor for later calls: each would count as a failed login, and lock the user out.
    for _ in 0..20 {
        let error = fmg.sys().status().await.unwrap_err();
        assert!(error.is_login_failed() && error.is_login_withheld(), "{error}");
        assert_eq!(error.code(), Some(Code::new(-22)));
    }
    assert_eq!(appliance.count(LOGIN), 1);
    // An explicit login is sent: the password may have been corrected.
    let error = fmg.login().await.unwrap_err();
    assert!(error.is_login_failed() && !error.is_login_withheld(), "{error}");
    assert_eq!(appliance.count(LOGIN), 2);
    appliance.fmg().add_user(User::new(USER, "wrong"));
    fmg.login().await.unwrap();
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn nothing_is_sent_before_a_call_is_awaited() {
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    drop(fmg.sys().status());
    fmg.logout().await.unwrap();
    fmg.close().await.unwrap();
    assert!(appliance.received().is_empty());
}

#[tokio::test]
async fn login_opens_the_session_ahead_of_the_calls() {
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    fmg.login().await.unwrap();
    fmg.login().await.unwrap();
    assert_eq!((appliance.count(LOGIN), appliance.open_sessions()), (1, 1));
    fmg.sys().status().await.unwrap();
    assert_eq!(appliance.count(LOGIN), 1);

    let login = &appliance.received()[0];
    assert_eq!((login.method(), login.session()), ("exec", None));
}

#[tokio::test]
async fn after_a_logout_a_call_logs_in_anew() {
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    let clone = fmg.clone();
    fmg.sys().status().await.unwrap();
    fmg.logout().await.unwrap();
    assert_eq!(appliance.open_sessions(), 0);
    clone.sys().status().await.unwrap();
    assert_eq!((appliance.count(LOGIN), appliance.open_sessions()), (2, 1));
    let sessions = appliance.sent_sessions();
    assert_eq!(sessions.len(), 3);
    assert!(sessions[0] == sessions[1] && sessions[1] != sessions[2], "{sessions:?}");
}

#[tokio::test]
async fn a_lost_session_is_reported_and_not_replaced_silently() {
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    fmg.sys().status().await.unwrap();
    appliance.fmg().end_sessions();
    let error = fmg.sys().status().await.unwrap_err();
    assert!(error.is_permission(), "{error}");
    assert_eq!(appliance.count(LOGIN), 1);
    // Three ways to recover. First: log out, which succeeds without a session.
    fmg.logout().await.unwrap();
    fmg.sys().status().await.unwrap();
    assert_eq!((appliance.count(LOGIN), appliance.count(LOGOUT)), (2, 1));
    // Second: log in.
    appliance.fmg().end_sessions();
    fmg.sys().status().await.unwrap_err();
    fmg.login().await.unwrap();
    fmg.sys().status().await.unwrap();
    assert_eq!((appliance.count(LOGIN), appliance.open_sessions()), (3, 1));
    // Third: forget the session, which sends nothing.
    appliance.fmg().end_sessions();
    let sent = appliance.received().len();
    fmg.forget_session();
    assert_eq!(appliance.received().len(), sent);
    fmg.sys().status().await.unwrap();
    assert_eq!((appliance.count(LOGIN), appliance.open_sessions()), (4, 1));
    appliance.fmg().end_sessions();
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_missing_permission_keeps_the_session() {
    let appliance = FortiManager::start();
    let reader = User::new("reader", PASSWORD).permit(Permit::Read);
    appliance.fmg().add_user(reader);
    let fmg = appliance.builder().credentials("reader", PASSWORD).build().unwrap();
    let error = fmg
        .address()
        .delete(adom!("demo"), name!("host_001"))
        .await
        .unwrap_err();
    assert!(error.is_permission(), "{error}");
    // The refusal looks like an expired session, so the client checks the session, once.
    fmg.login().await.unwrap();
    fmg.login().await.unwrap();
    assert_eq!((appliance.count(LOGIN), appliance.count(SESSION)), (1, 1));
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_401_of_a_gateway_ends_the_session() {
    let unknown = Fault::Html(StatusCode::UNAUTHORIZED);
    let appliance = FortiManager::start();
    appliance.arm(Rule::new(unknown).url(STATUS).nth(2));
    appliance.arm(Rule::new(unknown).url(LOGOUT).nth(1));
    let fmg = appliance.client(PASSWORD);
    fmg.sys().status().await.unwrap();
    assert_eq!(fmg.sys().status().await.unwrap_err().http_status(), Some(401));
    fmg.logout().await.unwrap();
    fmg.sys().status().await.unwrap();
    assert_eq!(appliance.count(LOGIN), 2);
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn a_user_without_permission_for_json_rpc_gets_a_clear_error() {
    let appliance = FortiManager::start();
    let user = User::new("clerk", PASSWORD).permit(Permit::None);
    appliance.fmg().add_user(user);
    let fmg = appliance.builder().credentials("clerk", PASSWORD).build().unwrap();
    for _ in 0..5 {
        let error = fmg.sys().status().await.unwrap_err();
        assert!(error.is_login_failed() && !error.is_permission(), "{error}");
        assert_eq!(error.code(), Some(Code::new(-11)));
        assert!(error.to_string().contains("rpc-permit"), "{error}");
        assert!(!error.to_string().contains("session has ended"), "{error}");
    }
    assert_eq!(appliance.count(LOGIN), 1);
}

#[tokio::test]
async fn a_call_that_cannot_be_encoded_opens_no_session() {
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    let call = fmg.send(Unwritable {
        entries: BTreeMap::from([(vec![1], 2)]),
    });
    let error = call.await.unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::Encode(_)), "{error}");
    assert!(appliance.received().is_empty());
}

/// JSON cannot express lists as keys.
#[derive(Endpoint)]
#[endpoint(set, "/sys/status")]
struct Unwritable {
    #[endpoint(data)]
    entries: BTreeMap<Vec<u8>, u8>,
}

#[tokio::test]
async fn close_reports_a_logout_that_was_not_sent_and_keeps_the_session() {
    for obstacle in [Fault::Refuse, Fault::Html(StatusCode::SERVICE_UNAVAILABLE)] {
        let appliance = FortiManager::start();
        let armed = appliance.arm(Rule::new(obstacle).url(LOGOUT).nth(1));
        let fmg = appliance.client(PASSWORD);
        fmg.login().await.unwrap();
        fmg.clone().close().await.unwrap_err();
        assert_eq!((armed.hits(), appliance.open_sessions()), (1, 1), "{obstacle}");
        fmg.close().await.unwrap();
        assert_eq!(appliance.open_sessions(), 0);
        assert_eq!((appliance.count(LOGIN), appliance.count(LOGOUT)), (1, 2));
    }
}

#[tokio::test]
async fn close_reports_a_logout_with_a_lost_response() {
    for obstacle in [Fault::Drop, Fault::DropMidway, Fault::Truncate] {
        let appliance = FortiManager::start();
        appliance.arm(Rule::new(obstacle).url(LOGOUT).nth(1));
        let fmg = appliance.client(PASSWORD);
        fmg.login().await.unwrap();
        let error = fmg.clone().close().await.unwrap_err();
        assert!(error.is_transport() && !error.is_connect(), "{obstacle}: {error:?}");
        // The client cannot know whether the logout arrived. It did, as the appliance shows.
        assert_eq!(appliance.open_sessions(), 0);
        fmg.close().await.unwrap();
        assert_eq!(appliance.count(LOGOUT), 2);
    }
}

#[tokio::test]
async fn a_dropped_logout_continues_and_the_next_call_waits_for_it() {
    let appliance = FortiManager::start().with(LOGOUT, Fault::Delay(Duration::from_millis(300)));
    let fmg = appliance.client(PASSWORD);
    fmg.login().await.unwrap();
    let logout = tokio::time::timeout(Duration::from_millis(100), fmg.logout());
    assert!(logout.await.is_err());
    fmg.sys().status().await.unwrap();
    assert_eq!((appliance.count(LOGIN), appliance.count(LOGOUT)), (2, 1));
    fmg.close().await.unwrap();
    assert_eq!(appliance.open_sessions(), 0);
}

#[tokio::test]
async fn close_has_a_timeout() {
    let appliance = FortiManager::start().with(LOGOUT, Fault::Delay(Duration::from_secs(60)));
    let fmg = appliance.client(PASSWORD);
    fmg.login().await.unwrap();
    let error = fmg.close_within(Duration::from_millis(100)).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    assert_eq!(error.template(), Some(LOGOUT));
    // The timeout includes pending work before the logout.
    let appliance = FortiManager::start().with(LOGIN, Fault::Delay(Duration::from_secs(60)));
    let fmg = appliance.client(PASSWORD);
    assert!(
        tokio::time::timeout(Duration::from_millis(200), fmg.login())
            .await
            .is_err()
    );
    assert!(
        fmg.close_within(Duration::from_millis(100))
            .await
            .unwrap_err()
            .is_timeout()
    );
}

#[tokio::test]
async fn a_login_reply_without_a_session_is_an_error_and_not_repeated() {
    let authority = Authority::new();
    for session in [None, Some("")] {
        let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), move |received| {
            let mut reply = received.reply(0, "OK", None);
            if let Some(session) = session {
                reply["session"] = session.into();
            }
            Answer::Json(reply)
        });
        let builder = fmg::Client::builder(appliance.url())
            .no_proxy()
            .root_certificate(authority.pem());
        let fmg = builder.credentials(USER, PASSWORD).build().unwrap();
        for _ in 0..5 {
            let error = fmg.sys().status().await.unwrap_err();
            assert!(error.is_decode(), "{error}");
            assert!(error.to_string().contains("session"), "{error}");
        }
        // Each login may have opened a session that cannot be closed.
        assert_eq!(appliance.received().len(), 1);
    }
}

#[tokio::test]
async fn a_client_uses_changed_credentials() {
    let appliance = FortiManager::start();
    let password = Arc::new(Mutex::new("old"));
    appliance.fmg().add_user(User::new(USER, "old"));
    let own = Arc::clone(&password);
    let credentials = move || {
        let password = *own.lock().unwrap();
        async move { Ok(Credentials::new(USER, password)) }
    };
    let fmg = appliance.builder().credentials_from(credentials).build().unwrap();
    fmg.sys().status().await.unwrap();
    fmg.logout().await.unwrap();
    appliance.fmg().add_user(User::new(USER, "new"));
    for _ in 0..3 {
        assert!(fmg.sys().status().await.unwrap_err().is_login_failed());
    }
    assert_eq!(appliance.count(LOGIN), 2);
    *password.lock().unwrap() = "new";
    fmg.sys().status().await.unwrap();
    assert_eq!(appliance.count(LOGIN), 3);
    fmg.close().await.unwrap();
}

#[tokio::test]
async fn without_credentials_nothing_is_sent() {
    let appliance = FortiManager::start();
    let builder = appliance.builder();
    let fmg = builder
        .credentials_from(async || Err("the vault is sealed".into()))
        .build()
        .unwrap();
    for _ in 0..2 {
        let error = fmg.sys().status().await.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Credentials(_)), "{error}");
        let source = std::error::Error::source(&error).unwrap().to_string();
        assert_eq!(source, "the vault is sealed");
    }
    assert!(appliance.received().is_empty());
}

#[test]
fn a_client_needs_credentials_or_a_key() {
    let text = fmg::Client::builder("https://fmg.example")
        .build()
        .unwrap_err()
        .to_string();
    assert!(text.contains("neither credentials nor an API key"), "{text}");
    for (user_agent, key, setting) in [("a\nb", "key", "user agent"), ("a", "k\ney", "API key")] {
        let builder = fmg::Client::builder("https://fmg.example")
            .user_agent(user_agent)
            .api_key(key);
        let text = builder.build().unwrap_err().to_string();
        assert!(text.contains(setting) && !text.contains("k\ney"), "{text}");
    }
}
