//! Tests of administrators with a second factor.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use fmg_bindings::error::LoginErrorKind;
use serde_json::json;

use crate::appliance::Answer;
use crate::fortios::canned::{Canned, page};
use crate::fortios::fortigate::{CODE, FIRMWARES, Firmware, FortiGate, PASSWORD, USER};
use crate::fortios::logins::reason;

fn appliance(firmware: Firmware) -> FortiGate {
    let appliance = FortiGate::start(firmware);
    appliance.fortios().set_token_code(USER, Some(CODE));
    appliance
}

#[tokio::test]
async fn the_code_is_sent_on_request() {
    for firmware in FIRMWARES {
        let (appliance, path) = (appliance(firmware), firmware.login());
        let builder = appliance.builder().credentials(USER, PASSWORD).token_code(CODE);
        let fgt = builder.build().unwrap();
        fgt.monitor().firewall().policy().await.unwrap();
        fgt.close().await.unwrap();
        let logins = appliance.received_at(path);
        let logins: Vec<_> = logins.iter().filter(|login| login.verb == "POST").collect();
        assert_eq!(logins.len(), 2, "{firmware:?}");
        assert!(
            !logins[0].text().contains(CODE) && logins[1].text().contains(CODE),
            "{firmware:?}"
        );
        assert_eq!(appliance.open_sessions(), 0);
    }
}

#[tokio::test]
async fn without_a_request_the_code_is_not_sent() {
    for firmware in FIRMWARES {
        let appliance = FortiGate::start(firmware);
        let builder = appliance.builder().credentials(USER, PASSWORD).token_code(CODE);
        builder.build().unwrap().login().await.unwrap();
        assert!(
            appliance
                .received()
                .iter()
                .all(|received| !received.text().contains(CODE))
        );
    }
}

#[tokio::test]
async fn a_login_without_a_code_reports_that_one_is_needed() {
    for firmware in FIRMWARES {
        let (appliance, path) = (appliance(firmware), firmware.login());
        let error = appliance.client(PASSWORD).login().await.unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::SecondFactorNeeded);
        assert!(error.is_second_factor_needed() && !error.is_login_failed() && !error.is_retryable());
        assert_eq!(
            (appliance.count(path), appliance.failed_logins()),
            (1, 0),
            "{firmware:?}"
        );
    }
}

#[tokio::test]
async fn a_wrong_code_is_distinguished_from_a_wrong_password_and_sent_once() {
    for firmware in FIRMWARES {
        let (appliance, path) = (appliance(firmware), firmware.login());
        let client = |password| {
            appliance
                .builder()
                .credentials(USER, password)
                .token_code("000000")
                .build()
                .unwrap()
        };
        let error = client(PASSWORD).login().await.unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::SecondFactorRefused, "{firmware:?}");
        assert!(error.is_login_failed() && !error.is_second_factor_needed());
        assert_eq!(
            (appliance.count(path), appliance.failed_logins()),
            (2, 1),
            "{firmware:?}"
        );
        let error = client("wrong").login().await.unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::Refused, "{firmware:?}");
    }
}

#[tokio::test]
async fn each_login_requests_a_new_code() {
    let appliance = appliance(Firmware::Key);
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let builder = appliance
        .builder()
        .credentials(USER, PASSWORD)
        .token_code_from(move || {
            count.fetch_add(1, Ordering::Relaxed);
            CODE.into()
        });
    let fgt = builder.build().unwrap();
    for logins in 1..=3 {
        fgt.login().await.unwrap();
        fgt.logout().await.unwrap();
        assert_eq!(asked.load(Ordering::Relaxed), logins);
    }
}

#[tokio::test]
async fn a_login_whose_second_step_fails_with_404_is_not_retried_elsewhere() {
    let answers: [fn() -> Answer; 2] = [
        || page(404, "text/html", &[], "Not Found".to_owned()),
        || page(401, "text/html", &[], "<html>Unauthorized</html>".to_owned()),
    ];
    for second in answers {
        let steps = AtomicUsize::new(0);
        let appliance = Canned::start(move |received| match received.path.as_str() {
            "/api/v2/authentication" if steps.fetch_add(1, Ordering::Relaxed) == 0 => {
                Answer::Json(json!({"status_code": 2, "status_message": "TOKEN"}))
            }
            "/api/v2/authentication" => second(),
            _ => page(200, "text/html", &[], "0".to_owned()),
        });
        let builder = appliance.builder_of(appliance.url());
        let builder = builder.credentials(USER, PASSWORD).token_code(CODE);
        builder.build().unwrap().login().await.unwrap_err();
        let paths: Vec<_> = appliance.received().into_iter().map(|received| received.path).collect();
        assert_eq!(paths, ["/api/v2/authentication"; 2]);
    }
}
