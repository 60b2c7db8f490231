//! Tests of logins, sessions and lock-outs.

use std::time::Duration;

use fmg_bindings::Error;
use fmg_bindings::error::{ErrorKind, LoginErrorKind};
use serde_json::json;

use super::{ADMIN, TOKEN, admin, builder, plain, started_with};

/// The reason of a failed login.
fn reason(error: &Error) -> LoginErrorKind {
    match error.kind() {
        ErrorKind::Login(error) => error.kind(),
        other => panic!("{other:?}"),
    }
}

const FIRMWARES: [&str; 3] = ["5.6", "7.4", "7.6"];

#[tokio::test]
async fn the_client_logs_in_and_out_with_every_firmware() {
    for firmware in FIRMWARES {
        let sim = started_with(json!({"firmware": firmware})).await;
        let fgt = admin(&sim);
        fgt.monitor().firewall().policy().await.unwrap();
        fgt.monitor().firewall().policy_reset().await.unwrap();
        assert_eq!(sim.fortios().sessions(), [ADMIN.0], "{firmware}");
        fgt.close().await.unwrap();
        assert!(sim.fortios().sessions().is_empty(), "{firmware}");
    }
}

#[tokio::test]
async fn failed_logins_lock_an_administrator_out_for_a_while() {
    for firmware in FIRMWARES {
        let sim = started_with(json!({"firmware": firmware})).await;
        let try_password = async |password: &str| {
            let fgt = builder(&sim).credentials(ADMIN.0, password).build().unwrap();
            fgt.monitor().firewall().policy().await.map(|_| ())
        };
        for _ in 0..2 {
            let error = try_password("wrong").await.unwrap_err();
            assert_eq!(reason(&error), LoginErrorKind::Refused);
        }
        assert!(
            try_password(ADMIN.1).await.is_ok(),
            "a successful login resets the count"
        );
        for _ in 0..3 {
            try_password("wrong").await.unwrap_err();
        }
        let error = try_password(ADMIN.1).await.unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::LockedOut);
        sim.clock().advance(Duration::from_secs(59));
        assert!(try_password(ADMIN.1).await.is_err());
        sim.clock().advance(Duration::from_secs(1));
        assert!(try_password(ADMIN.1).await.is_ok(), "{firmware}");
    }
}

#[tokio::test]
async fn a_second_factor_is_requested_and_checked() {
    for firmware in FIRMWARES {
        let sim = started_with(json!({"firmware": firmware})).await;
        sim.fortios().set_token_code(ADMIN.0, Some("246810"));
        let error = admin(&sim).monitor().firewall().policy().await.unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::SecondFactorNeeded);
        let with_code = |code: &'static str| {
            let builder = builder(&sim).credentials(ADMIN.0, ADMIN.1).token_code(code);
            builder.build().unwrap()
        };
        let error = with_code("000000").monitor().firewall().policy().await.unwrap_err();
        assert_eq!(reason(&error), LoginErrorKind::SecondFactorRefused);
        with_code("246810").monitor().firewall().policy().await.unwrap();
        assert_eq!(sim.fortios().sessions().len(), 1, "{firmware}");
    }
}

#[tokio::test]
async fn a_banner_is_accepted() {
    for firmware in FIRMWARES {
        let banner = json!({"system/global": {"post-login-banner": "enable"}});
        let sim = started_with(json!({"firmware": firmware, "global": banner})).await;
        admin(&sim)
            .monitor()
            .firewall()
            .policy()
            .await
            .unwrap_or_else(|error| panic!("{firmware}: {error}"));
    }
}

#[tokio::test]
async fn an_idle_session_ends() {
    for firmware in FIRMWARES {
        let sim = started_with(json!({"firmware": firmware})).await;
        let fgt = admin(&sim);
        fgt.monitor().firewall().policy().await.unwrap();
        sim.clock().advance(Duration::from_secs(299));
        fgt.monitor().firewall().policy().await.unwrap();
        sim.clock().advance(Duration::from_secs(300));
        let error = fgt.monitor().firewall().policy().await.unwrap_err();
        assert!(error.is_session_ended(), "{firmware}: {error}");
        assert!(sim.fortios().sessions().is_empty());
    }
}

#[tokio::test]
async fn a_key_is_returned_unless_it_is_disabled() {
    let sim = started_with(json!({})).await;
    for on in [true, false] {
        sim.fortios().set_gives_keys(on);
        let url = format!("{}/api/v2/authentication", sim.fortios_url());
        let body = json!({"username": ADMIN.0, "secretkey": ADMIN.1, "request_key": true});
        let answer = plain().post(url).body(body.to_string()).send().await.unwrap();
        assert_eq!(answer.headers().contains_key("set-cookie"), !on);
        assert_eq!(answer.text().await.unwrap().contains("session_key\""), on);
        let fgt = admin(&sim);
        fgt.monitor().firewall().policy_reset().await.unwrap();
        fgt.close().await.unwrap();
    }
}

#[tokio::test]
async fn failed_logins_are_counted_until_one_succeeds() {
    let sim = started_with(json!({})).await;
    for failed in 1..=2 {
        let fgt = builder(&sim).credentials(ADMIN.0, "wrong").build().unwrap();
        fgt.login().await.unwrap_err();
        assert_eq!(sim.fortios().failed_logins(ADMIN.0), failed);
    }
    assert_eq!(sim.fortios().failed_logins("nobody"), 0);
    admin(&sim).login().await.unwrap();
    assert_eq!(sim.fortios().failed_logins(ADMIN.0), 0);
}

#[tokio::test]
async fn the_number_of_sessions_is_limited() {
    let sim = started_with(json!({})).await;
    let log_in = async || {
        let url = format!("{}/api/v2/authentication", sim.fortios_url());
        let body = json!({"username": ADMIN.0, "secretkey": ADMIN.1, "request_key": true});
        let answer = plain().post(url).body(body.to_string()).send().await.unwrap();
        answer.text().await.unwrap().contains("LOGIN_SUCCESS")
    };
    for _ in 0..100 {
        assert!(log_in().await);
    }
    assert!(!log_in().await);
    assert_eq!(sim.fortios().expire_sessions(), 100);
    assert!(log_in().await);
}

#[tokio::test]
async fn a_write_by_cookies_needs_the_csrf_token() {
    let sim = started_with(json!({"firmware": "5.6"})).await;
    let url = |path: &str| format!("{}{path}", sim.fortios_url());
    let form = format!("username={}&secretkey={}&ajax=1", ADMIN.0, ADMIN.1);
    let login = plain()
        .post(url("/logincheck"))
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form);
    let answer = login.send().await.unwrap();
    let set: Vec<String> = answer
        .headers()
        .get_all("set-cookie")
        .iter()
        .map(|v| v.to_str().unwrap().to_owned())
        .collect();
    assert!(answer.text().await.unwrap().starts_with('1'));
    // The cookie names of older firmware, and values in quotes.
    assert!(set.iter().any(|cookie| cookie.starts_with("ccsrftoken=\"")), "{set:?}");
    assert!(
        set.iter().any(|cookie| cookie.starts_with("ccsrftoken_2735489310=\"")),
        "{set:?}"
    );
    let cookies: Vec<&str> = set.iter().filter_map(|cookie| cookie.split(';').next()).collect();
    let token = cookies
        .iter()
        .find_map(|cookie| cookie.strip_prefix("ccsrftoken="))
        .unwrap()
        .trim_matches('"')
        .to_owned();
    let call =
        |method: reqwest::Method, path: &str| plain().request(method, url(path)).header("cookie", cookies.join("; "));
    let status = async |request: reqwest::RequestBuilder| request.send().await.unwrap().status().as_u16();
    let reset = "/api/v2/monitor/firewall/policy/reset";
    assert_eq!(
        status(call(reqwest::Method::GET, "/api/v2/cmdb/firewall/address")).await,
        200
    );
    assert_eq!(status(call(reqwest::Method::POST, reset)).await, 403);
    assert_eq!(
        status(call(reqwest::Method::POST, reset).header("x-csrftoken", "wrong")).await,
        403
    );
    assert_eq!(
        status(call(reqwest::Method::POST, reset).header("x-csrftoken", format!("\"{token}\""))).await,
        403
    );
    assert_eq!(
        status(call(reqwest::Method::POST, reset).header("x-csrftoken", &token)).await,
        200
    );
    assert_eq!(status(call(reqwest::Method::POST, "/logout")).await, 200);
    assert_eq!(
        status(call(reqwest::Method::GET, "/api/v2/cmdb/firewall/address")).await,
        401
    );
}

#[tokio::test]
async fn each_firmware_refuses_the_login_that_it_lacks() {
    for (firmware, path, status, begins) in [
        ("5.6", "/api/v2/authentication", 401, "<!DOCTYPE html>"),
        ("7.6", "/logincheck", 200, "1"),
    ] {
        let sim = started_with(json!({"firmware": firmware})).await;
        let request = plain().post(format!("{}{path}", sim.fortios_url()));
        let body = match path {
            "/logincheck" => format!("username={}&secretkey={}&ajax=1", ADMIN.0, ADMIN.1),
            _ => json!({"username": ADMIN.0, "secretkey": ADMIN.1}).to_string(),
        };
        let answer = request
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status().as_u16(), status);
        assert!(answer.headers().get("set-cookie").is_none());
        assert!(answer.text().await.unwrap().starts_with(begins));
        assert!(sim.fortios().sessions().is_empty());
    }
}

#[tokio::test]
async fn a_token_in_a_url_needs_old_firmware_or_a_setting() {
    let user = json!([{"name": "robot", "token": TOKEN, "profile": "super_admin"}]);
    let allowed = json!({"system/global": {"rest-api-key-url-query": "enable"}});
    for (firmware, global, status) in [
        ("5.6", json!({}), 200),
        ("7.4", json!({}), 401),
        ("7.6", json!({}), 401),
        ("7.6", allowed, 200),
    ] {
        let sim = started_with(json!({"firmware": firmware, "global": global, "api_users": user})).await;
        let url = format!(
            "{}/api/v2/monitor/firewall/policy?access_token={TOKEN}",
            sim.fortios_url()
        );
        assert_eq!(
            plain().get(url).send().await.unwrap().status().as_u16(),
            status,
            "{firmware}"
        );
    }
}

#[tokio::test]
async fn administrators_are_listed_and_disconnected() {
    let sim = started_with(json!({})).await;
    let (one, other) = (admin(&sim), admin(&sim));
    one.monitor().firewall().policy().await.unwrap();
    other.monitor().firewall().policy().await.unwrap();
    let seen = one.monitor().system().current_admins().await.unwrap();
    assert_eq!((seen.len(), &seen[1]["admin"]), (2, &json!(ADMIN.0)));
    let id = seen[1]["id"].as_i64().unwrap();
    one.monitor()
        .system()
        .disconnect_admins_select()
        .with(|call| call.id(id))
        .await
        .unwrap();
    assert!(
        other
            .monitor()
            .firewall()
            .policy()
            .await
            .unwrap_err()
            .is_session_ended()
    );
    one.monitor().firewall().policy().await.unwrap();
}

#[tokio::test]
async fn passwords_and_keys_can_be_changed() {
    let sim = started_with(json!({"api_users": [{"name": "robot", "token": TOKEN, "profile": "super_admin"}]})).await;
    let fgt = admin(&sim);
    let change = |old: &'static str| {
        let call = fgt.monitor().system().change_password_select();
        call.with(move |call| call.mkey(ADMIN.0).old_password(old).new_password("new"))
    };
    assert_eq!(change("wrong").await.unwrap_err().http_status(), Some(424));
    change(ADMIN.1).await.unwrap();
    let log_in = async |password: &str| -> Result<(), Error> {
        let fgt = builder(&sim).credentials(ADMIN.0, password).build()?;
        fgt.monitor().firewall().policy().await.map(|_| ())
    };
    assert!(log_in(ADMIN.1).await.is_err());
    log_in("new").await.unwrap();

    let given = fgt.monitor().system().api_user_generate_key("robot").await.unwrap();
    let token = given["access_token"].as_str().unwrap().to_owned();
    let calls = async |token: &str| {
        let fgt = builder(&sim).token(token).build().unwrap();
        fgt.monitor().firewall().policy().await.map(|_| ())
    };
    calls(&token).await.unwrap();
    assert!(
        calls(TOKEN).await.unwrap_err().is_session_ended(),
        "the old key is no longer valid"
    );
    let nobody = fgt
        .monitor()
        .system()
        .api_user_generate_key("nobody")
        .await
        .unwrap_err();
    assert_eq!(nobody.http_status(), Some(424));
}
