use std::time::Duration;

use super::*;
use crate::fmg::{Permit, User};

#[test]
fn failed_logins_have_different_errors() {
    let bench = Bench::new();
    assert!(bench.log_in("apiuser", "apipassword").is_ok());
    assert_eq!(bench.log_in("apiuser", "guess").err(), Some(-22));
    assert_eq!(bench.log_in("robot", "robot-api-key").err(), Some(-22));
    bench.fmg.add_user(User::new("nobody", "x").permit(Permit::None));
    assert_eq!(bench.log_in("nobody", "x").err(), Some(-11));
    assert_eq!(bench.fmg.sessions(), ["apiuser"]);
}

#[test]
fn missing_and_ended_sessions_are_refused() {
    let bench = Bench::new();
    let admin = bench.admin();
    assert_eq!(admin.call("exec", "/sys/logout", json!({})), Ok(json!(null)));
    assert_eq!(admin.get("/sys/status"), Err(-11));
    assert_eq!(admin.call("exec", "/sys/logout", json!({})), Err(-11));
    for session in [json!("guess"), json!(null), json!(19_875)] {
        let reply = bench.post(&json!({
            "id": 1, "method": "get", "params": [{"url": "/sys/status"}], "session": session,
        }));
        assert_eq!(reply["result"][0]["status"]["code"], -11);
        assert_eq!(reply.get("session"), None);
    }
}

#[test]
fn an_idle_session_ends() {
    let bench = Bench::new();
    let admin = bench.admin();
    let quiet = json!([{"url": "/sys/session", "keep_session_idle": 1}]);
    bench.clock.advance(Duration::from_secs(600));
    let reply = admin.ask("get", &quiet, false);
    assert_eq!(reply["result"][0]["data"]["time_left"], 300);
    bench.clock.advance(Duration::from_secs(200));
    assert!(admin.get("/sys/status").is_ok());
    bench.clock.advance(Duration::from_secs(900));
    assert_eq!(admin.get("/sys/session").unwrap()["time_left"], 900);
    bench.clock.advance(Duration::from_secs(901));
    assert_eq!(admin.get("/sys/status"), Err(-11));
    bench.fmg.set_idle_timeout(Duration::from_secs(10));
    let admin = bench.admin();
    bench.clock.advance(Duration::from_secs(11));
    assert_eq!(admin.get("/sys/status"), Err(-11));
}

#[test]
fn sessions_are_counted_by_user() {
    let bench = Bench::new();
    let clients: Vec<_> = (0..32).map(|_| bench.log_in("devops", "fortinet").unwrap()).collect();
    assert!(bench.log_in("devops", "fortinet").is_err());
    assert!(bench.log_in("apiuser", "apipassword").is_ok());
    clients[5].call("exec", "/sys/logout", json!({})).unwrap();
    assert!(bench.log_in("devops", "fortinet").is_ok());
    bench.fmg.set_login_max(1);
    assert!(bench.log_in("admin", "admin").is_ok());
    assert!(bench.log_in("admin", "admin").is_err());
}

#[test]
fn an_api_key_needs_no_login_and_has_one_session() {
    let bench = Bench::new();
    let status = json!({"id": 1, "method": "get", "params": [{"url": "/sys/session"}]});
    for scheme in ["Bearer robot-api-key", "bearer robot-api-key"] {
        let reply = bench.post_with(&status, Some(scheme), None);
        assert_eq!(reply["result"][0]["data"]["admin_user"], "robot");
    }
    assert_eq!(bench.fmg.sessions(), ["robot"]);
    for header in [
        "Bearer guess",
        "Bearer ",
        "Basic robot-api-key",
        "robot-api-key",
        "Bearer admin",
    ] {
        let reply = bench.post_with(&status, Some(header), None);
        assert_eq!(reply["result"][0]["status"]["code"], -11, "{header}");
    }
    // A key in the url is ignored.
    let request = Request::post("/jsonrpc?access_token=robot-api-key")
        .body(Bytes::from(status.to_string()))
        .unwrap();
    let reply: Value = serde_json::from_slice(&bench.send(request).1).unwrap();
    assert_eq!(reply["result"][0]["status"]["code"], -11);
}

/// Clients such as pyFMG send their own identifier as `session`, with a key or without.
#[test]
fn an_api_key_takes_precedence_over_a_session_that_is_not_open() {
    let bench = Bench::new();
    let admin = bench.admin();
    let ask = |session: &Value, authorization: &str| {
        let body = json!({"id": 1, "method": "get", "params": [{"url": "/sys/session"}], "session": session});
        let reply = bench.post_with(&body, Some(authorization), None);
        match reply["result"][0]["status"]["code"].as_i64() {
            Some(0) => Ok(reply["result"][0]["data"]["admin_user"].clone()),
            code => Err(code),
        }
    };
    let own = json!("2c5d6b0e-7a0f-4f0e-9a52-3f5b3b1a9d11--key");
    for session in [&own, &json!(null), &json!(19_875), &json!("")] {
        assert_eq!(ask(session, "Bearer robot-api-key"), Ok(json!("robot")), "{session}");
        assert_eq!(ask(session, "Bearer guess"), Err(Some(-11)), "{session}");
    }
    // An open session takes precedence over the key.
    for authorization in ["Bearer robot-api-key", "Bearer guess"] {
        assert_eq!(ask(&json!(admin.session), authorization), Ok(json!("admin")));
    }
    bench.fmg.end_sessions();
    assert_eq!(ask(&json!(admin.session), "Bearer robot-api-key"), Ok(json!("robot")));
}

#[test]
fn a_user_with_read_permission_cannot_write() {
    let bench = Bench::new();
    let auditor = bench.log_in("auditor", "auditor").unwrap();
    assert!(auditor.get("/dvmdb/adom").is_ok());
    assert_eq!(
        auditor.write("set", "/dvmdb/adom/root", json!({"desc": "mine"})),
        Err(-11)
    );
    assert_eq!(auditor.call("exec", "/sys/reboot", json!({})), Err(-11));
    assert!(auditor.call("exec", "/sys/logout", json!({})).is_ok());
}

#[test]
fn a_user_is_limited_to_the_own_adoms() {
    let bench = Bench::new();
    bench.fmg.add_user(User::new("local", "x").adoms(["root"]));
    let local = bench.log_in("local", "x").unwrap();
    let adoms = local.get("/dvmdb/adom").unwrap();
    assert_eq!(adoms.as_array().unwrap().len(), 1);
    assert_eq!(local.get("/dvmdb/device"), Ok(json!([])));
    assert_eq!(local.get("/pm/config/adom/demo/obj/firewall/address"), Err(-11));
    assert_eq!(
        local.get("/pm/config/device/dev_001/vdom/root/system/dhcp/server"),
        Err(-11)
    );
    assert_eq!(local.get("/sys/session").unwrap()["adom_list"], json!(["root"]));
}

#[test]
fn a_fault_ends_a_session() {
    let bench = Bench::new();
    let admin = bench.admin();
    let ask = json!({"id": 1, "method": "get", "params": [{"url": "/sys/status"}], "session": admin.session});
    let reply = bench.post_with(&ask, None, Some(Injected::SessionExpired));
    assert_eq!(reply["result"][0]["status"]["code"], -11);
    assert_eq!(admin.get("/sys/status"), Err(-11));
    let admin = bench.admin();
    bench.fmg.end_sessions();
    assert_eq!(admin.get("/sys/status"), Err(-11));
}

#[test]
fn the_same_seed_gives_the_same_tokens() {
    assert_eq!(Bench::new().admin().session, Bench::new().admin().session);
}
