//! What lies between login and logout.

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::appliance::Answer;
use crate::fortigate::{AUTHENTICATION, Admin, Firmware, FortiGate, LOGINCHECK, LOGOUT, PASSWORD, POLICY, page};

#[tokio::test]
async fn twenty_first_calls_at_once_make_one_login() {
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
async fn a_refused_login_is_not_repeated_for_each_call_that_waited() {
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
    // A call that begins later tries anew: somebody may have set it right.
    fgt.monitor().firewall().policy().await.unwrap_err();
    assert_eq!(appliance.failed_logins(), 2);
}

#[tokio::test]
async fn a_lost_session_is_reported_and_not_replaced_behind_the_callers_back() {
    for firmware in [Firmware::Key, Firmware::Cookies, Firmware::Old] {
        let appliance = FortiGate::start(firmware);
        let fgt = appliance.client(PASSWORD);
        fgt.monitor().firewall().policy().await.unwrap();
        let logins = appliance.received().len();
        appliance.expire_sessions();
        let error = fgt.monitor().firewall().policy().await.unwrap_err();
        assert!(error.is_session_ended(), "{error}");
        assert_eq!(appliance.received().len(), logins + 1);
        // The way back: log out, which FortiOS refuses since there is nothing to log out of, and call again.
        assert!(fgt.logout().await.unwrap_err().is_session_ended());
        fgt.logout().await.unwrap();
        fgt.monitor().firewall().policy().await.unwrap();
        fgt.close().await.unwrap();
        assert_eq!(appliance.open_sessions(), 0, "{firmware:?}");
    }
}

#[tokio::test]
async fn close_reports_a_logout_that_did_not_arrive_and_the_session_stays_known() {
    let broken = || Answer::CutOff("{".to_owned());
    let busy = || page(503, "text/html", &[], String::new());
    let throttled = || page(429, "text/html", &[], String::new());
    for (firmware, path, verb) in [
        (Firmware::Key, AUTHENTICATION, "DELETE"),
        (Firmware::Old, LOGOUT, "POST"),
    ] {
        for obstacle in [broken as fn() -> Answer, busy, throttled] {
            let met = AtomicBool::new(false);
            let appliance = FortiGate::start_with(firmware, Admin::default(), move |received| {
                let logout = received.path == path && received.verb == verb;
                (logout && !met.swap(true, Ordering::Relaxed)).then(obstacle)
            });
            let fgt = appliance.client(PASSWORD);
            fgt.login().await.unwrap();
            fgt.clone().close().await.unwrap_err();
            assert_eq!(appliance.open_sessions(), 1);
            fgt.close().await.unwrap();
            assert_eq!(appliance.open_sessions(), 0, "{firmware:?}");
        }
    }
}

#[tokio::test]
async fn a_logout_that_is_answered_by_the_way_to_the_login_is_one() {
    for status in [200, 302, 303] {
        let appliance = FortiGate::start_with(Firmware::Old, Admin::default(), move |received| {
            (received.path == LOGOUT).then(|| page(status, "text/html", &[], String::new()))
        });
        let fgt = appliance.client(PASSWORD);
        fgt.login().await.unwrap();
        fgt.close().await.unwrap();
    }
}

#[tokio::test]
async fn a_logout_that_is_given_up_loses_nothing() {
    let appliance = FortiGate::start_with(Firmware::Key, Admin::default(), |received| {
        (received.verb == "DELETE").then(|| {
            let never = Box::new(Answer::CutOff(String::new()));
            Answer::After(Duration::from_secs(60), never)
        })
    });
    let fgt = appliance.client(PASSWORD);
    fgt.login().await.unwrap();
    let logout = tokio::time::timeout(Duration::from_millis(200), fgt.logout());
    assert!(logout.await.is_err());
    fgt.monitor().firewall().policy().await.unwrap();
    let logins = appliance.received_at(AUTHENTICATION);
    assert_eq!(logins.iter().filter(|received| received.verb == "POST").count(), 1);
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
