//! Tests of an API administrator's token.

use fmg_bindings::fortios;

use crate::fortios::fortigate::{Firmware, FortiGate, POLICY, TOKEN};

#[tokio::test]
async fn a_token_is_sent_in_the_header_only() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance
        .builder()
        .token(TOKEN)
        .user_agent("inventory/2")
        .build()
        .unwrap();
    fgt.login().await.unwrap();
    fgt.monitor().firewall().policy().await.unwrap();
    fgt.send(fortios::monitor::firewall::PolicyReset::new()).await.unwrap();
    fgt.close().await.unwrap();

    let received = appliance.received();
    assert_eq!(received.len(), 2, "neither login nor logout");
    let read = &received[0];
    assert_eq!(
        (read.verb.as_str(), read.path.as_str(), read.query.as_str()),
        ("GET", POLICY, "")
    );
    assert_eq!(read.header("accept"), Some("application/json"));
    assert_eq!(read.header("user-agent"), Some("inventory/2"));
    assert_eq!(read.header("content-type"), None, "a read has no body");
    for call in &received {
        assert_eq!(call.header("authorization").unwrap(), format!("Bearer {TOKEN}"));
        assert_eq!((call.header("cookie"), call.header("x-csrftoken")), (None, None));
        assert!(!call.query.contains(TOKEN) && !call.text().contains(TOKEN));
    }
}

#[tokio::test]
async fn a_refused_token_is_not_a_missing_permission() {
    let appliance = FortiGate::start(Firmware::Key);
    let fgt = appliance.builder().token("of somebody else").build().unwrap();
    let error = fgt.monitor().firewall().policy().await.unwrap_err();
    assert!(error.is_session_ended() && !error.is_permission(), "{error:?}");
    assert_eq!(error.http_status(), Some(401));
}

#[test]
fn a_client_needs_a_token_or_credentials() {
    let builder = || fortios::Client::builder("https://fgt.example");
    let text = builder().build().unwrap_err().to_string();
    assert!(text.contains("neither a token nor credentials"), "{text}");
    for (user_agent, token, setting) in [("a\nb", "token", "user agent"), ("a", "t\nken", "token")] {
        let text = builder()
            .user_agent(user_agent)
            .token(token)
            .build()
            .unwrap_err()
            .to_string();
        assert!(text.contains(setting) && !text.contains("t\nken"), "{text}");
    }
    let text = fortios::Client::builder("http://fgt.example")
        .token("t")
        .build()
        .unwrap_err();
    assert!(text.to_string().contains("in clear"), "{text}");
    for base in [
        "https://fgt.example/api/v2",
        "https://fgt.example/",
        "https://gate.example/fgt/api/v2/",
    ] {
        fortios::Client::builder(base).token("t").build().unwrap();
    }
}
