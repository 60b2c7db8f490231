//! Login, logout and what lies between.

use std::time::Duration;

use fmg_bindings::{Code, fmg};
use fmg_sim::fault::{Fault, Rule, StatusCode};

use crate::appliance::{Answer, Appliance};
use crate::authority::Authority;
use crate::fortimanager::{FortiManager, HOSTNAME, PASSWORD, USER};

const LOGIN: &str = "/sys/login/user";
const LOGOUT: &str = "/sys/logout";
const STATUS: &str = "/sys/status";

#[tokio::test]
async fn twenty_first_calls_at_once_make_one_login() {
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
    assert_eq!(ids.len(), 21, "every request has an id of its own");
    fmg.close().await.unwrap();
    assert_eq!(appliance.open_sessions(), 0);
}

#[tokio::test]
async fn a_refused_login_is_not_repeated_for_each_call_that_waited() {
    let appliance = FortiManager::start();
    let fmg = appliance.client("wrong");
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let fmg = fmg.clone();
            tokio::spawn(async move { fmg.sys().status().await })
        })
        .collect();
    // The appliance takes 50 ms for its answer, so that all calls wait for the same login.
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert!(error.is_login_failed(), "{error}");
        assert_eq!(error.code(), Some(Code::new(-22)));
    }
    assert_eq!(appliance.count(LOGIN), 1);
    // A call that begins later tries anew: somebody may have set it right.
    fmg.sys().status().await.unwrap_err();
    assert_eq!(appliance.count(LOGIN), 2);
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
    let sessions = appliance.shown_sessions();
    assert_eq!(sessions.len(), 3);
    assert!(sessions[0] == sessions[1] && sessions[1] != sessions[2], "{sessions:?}");
}

#[tokio::test]
async fn a_lost_session_is_reported_and_not_replaced_behind_the_callers_back() {
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    fmg.sys().status().await.unwrap();
    appliance.fmg().end_sessions();
    let error = fmg.sys().status().await.unwrap_err();
    assert!(error.is_permission(), "{error}");
    assert_eq!(appliance.count(LOGIN), 1);
    // The way back: log out, which the appliance refuses since there is nothing to log out of, and call again.
    assert!(fmg.logout().await.unwrap_err().is_permission());
    fmg.sys().status().await.unwrap();
    assert_eq!(appliance.count(LOGIN), 2);
}

#[tokio::test]
async fn close_reports_a_logout_that_did_not_arrive_and_the_session_stays_known() {
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
async fn close_reports_a_logout_whose_answer_is_lost() {
    for obstacle in [Fault::Drop, Fault::DropMidway, Fault::Truncate] {
        let appliance = FortiManager::start();
        appliance.arm(Rule::new(obstacle).url(LOGOUT).nth(1));
        let fmg = appliance.client(PASSWORD);
        fmg.login().await.unwrap();
        let error = fmg.clone().close().await.unwrap_err();
        assert!(error.is_transport() && !error.is_connect(), "{obstacle}: {error:?}");
        // Nobody knows whether it arrived; it did, as who asks again learns.
        assert_eq!(appliance.open_sessions(), 0);
        assert!(fmg.close().await.unwrap_err().is_permission());
        assert_eq!(appliance.count(LOGOUT), 2);
    }
}

#[tokio::test]
async fn a_logout_that_is_given_up_loses_nothing() {
    // It never gets as far as the session.
    let appliance = FortiManager::start()
        .with(LOGOUT, Fault::Delay(Duration::from_secs(60)))
        .with(LOGOUT, Fault::Refuse);
    let fmg = appliance.client(PASSWORD);
    fmg.login().await.unwrap();
    let logout = tokio::time::timeout(Duration::from_millis(100), fmg.logout());
    assert!(logout.await.is_err());
    fmg.sys().status().await.unwrap();
    assert_eq!(appliance.count(LOGIN), 1, "the session is still there");
}

#[tokio::test]
async fn a_login_reply_without_a_session_is_an_error() {
    let authority = Authority::new();
    let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), |received| {
        Answer::Json(received.reply(0, "OK", None))
    });
    let builder = fmg::Client::builder(appliance.url())
        .no_proxy()
        .root_certificate(authority.pem());
    let error = builder.credentials(USER, PASSWORD).build().unwrap().login().await;
    let error = error.unwrap_err();
    assert!(error.is_decode(), "{error}");
    assert!(error.to_string().contains("session"), "{error}");
}

#[test]
fn a_client_has_to_know_who_it_is() {
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
