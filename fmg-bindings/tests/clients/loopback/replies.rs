//! Tests of responses that cannot be decoded.

use std::time::{Duration, Instant};

use bytes::Bytes;
use fmg_bindings::error::{DecodeErrorKind, ErrorKind};
use fmg_bindings::fmg::ObjectName;
use fmg_bindings::{Error, adom, fmg, url};
use fmg_sim::fault::{Fault, StatusCode};
use serde_json::{Value, json};

use crate::appliance::{Answer, Appliance, Received};
use crate::authority::Authority;
use crate::loopback::fortimanager::FortiManager;

/// The outcome of a status call with this response.
async fn status(answer: impl Fn(&Received) -> Answer + Send + Sync + 'static) -> Result<fmg::sys::SystemInfo, Error> {
    let authority = Authority::new();
    let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), answer);
    let builder = fmg::Client::builder(appliance.url())
        .no_proxy()
        .root_certificate(authority.pem());
    builder.api_key("key").build().unwrap().sys().status().await
}

/// The error of a status call with this fault.
async fn faulty(fault: Fault) -> Error {
    let appliance = FortiManager::start().with("/sys/status", fault);
    appliance.key_client().sys().status().await.unwrap_err()
}

async fn refused(status_code: u16, content_type: &'static str, body: &'static str) -> Error {
    let answer = move |_: &Received| Answer::Raw {
        status: status_code,
        content_type,
        body: body.to_owned(),
    };
    status(answer).await.unwrap_err()
}

/// The decode error.
#[track_caller]
fn fault(error: &Error) -> DecodeErrorKind {
    match error.kind() {
        ErrorKind::Decode(error) => error.kind(),
        _ => panic!("{error:?}"),
    }
}

/// The HTTP status of the error.
#[track_caller]
fn http_status(error: &Error) -> u16 {
    match error.kind() {
        ErrorKind::Http(error) => error.status(),
        _ => panic!("{error:?}"),
    }
}

#[tokio::test]
async fn a_web_page_instead_of_json_is_reported() {
    let error = faulty(Fault::Html(StatusCode::OK)).await;
    assert_eq!(fault(&error), DecodeErrorKind::Html);
    assert!(error.to_string().contains("base url"), "{error}");
}

#[tokio::test]
async fn an_empty_truncated_or_odd_body_is_reported() {
    for (body, expected) in [
        ("", DecodeErrorKind::Empty),
        (
            r#"{"id":1,"result":[{"status":{"code":0,"mess"#,
            DecodeErrorKind::Truncated,
        ),
        ("Service started", DecodeErrorKind::Malformed),
        (r#"{"id":1}"#, DecodeErrorKind::NoResult),
        (
            r#"{"id":1,"result":[{"status":{"code":0,"message":"OK"},"data":"Hostname"}]}"#,
            DecodeErrorKind::Mismatch,
        ),
        (
            r#"{"id":1,"result":[{"status":{"code":0,"message":"OK"}}]}"#,
            DecodeErrorKind::NoData,
        ),
    ] {
        assert_eq!(fault(&refused(200, "application/json", body).await), expected, "{body}");
    }
    assert_eq!(fault(&faulty(Fault::Garbage).await), DecodeErrorKind::NotText);
}

#[tokio::test]
async fn an_http_status_is_reported_with_and_without_a_body() {
    for (code, body) in [
        (503, ""),
        (502, "<html>Bad Gateway</html>"),
        (500, "{}"),
        (404, "not found"),
    ] {
        let error = refused(code, "text/html", body).await;
        assert_eq!(http_status(&error), code);
        assert!(error.to_string().contains(&code.to_string()), "{error}");
    }
    assert_eq!(http_status(&faulty(Fault::ServerError).await), 500);
    assert!(
        faulty(Fault::Html(StatusCode::SERVICE_UNAVAILABLE))
            .await
            .is_retryable()
    );
    assert!(refused(503, "text/html", "").await.is_retryable());
    assert!(!refused(404, "text/html", "").await.is_retryable());
    assert!(refused(401, "text/html", "").await.is_permission());
}

#[tokio::test]
async fn a_rate_limit_is_not_a_refusal() {
    let retry_after = Some(7);
    let error = faulty(Fault::TooManyRequests { retry_after }).await;
    assert_eq!(http_status(&error), 429);
    assert!(error.is_retryable(), "{error:?}");
    assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
}

#[tokio::test]
async fn retry_after_is_reported_for_every_status() {
    let refused_call =
        r#"{"id":1,"result":[{"status":{"code":-20055,"message":"Workspace is locked by other user"}}]}"#;
    for (code, header, body, seconds) in [
        (503, "120", "", Some(120)),
        (503, "120", "<html>maintenance</html>", Some(120)),
        (500, "Fri, 31 Dec 9999 23:59:59 GMT", "", Some(365 * 24 * 60 * 60)),
        (429, "99999999999999999999999", "", Some(365 * 24 * 60 * 60)),
        (429, "soon", "", None),
        (503, "5", refused_call, Some(5)),
    ] {
        let answer = move |_: &Received| {
            let answer = http::Response::builder().status(code).header("retry-after", header);
            Answer::Http(answer.body(Bytes::from_static(body.as_bytes())).unwrap())
        };
        let error = status(answer).await.unwrap_err();
        assert_eq!(error.retry_after(), seconds.map(Duration::from_secs), "{error:?}");
        if let ErrorKind::Http(http) = error.kind() {
            assert_eq!(http.retry_after(), error.retry_after());
            let told = error.to_string().contains("try again in");
            assert_eq!(told, seconds.is_some(), "{error}");
        }
        assert!(
            Instant::now()
                .checked_add(error.retry_after().unwrap_or_default())
                .is_some()
        );
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    assert_eq!(http_status(&faulty(Fault::Html(StatusCode::FOUND)).await), 302);
}

#[tokio::test]
async fn a_broken_connection_is_distinguished_from_a_truncated_reply() {
    for fault in [Fault::DropMidway, Fault::Drop, Fault::Refuse, Fault::Truncate] {
        let error = faulty(fault).await;
        assert!(error.is_transport() && !error.is_decode(), "{fault}: {error:?}");
        assert!(!error.is_timeout() && !error.is_connect(), "{fault}: {error:?}");
    }
}

#[tokio::test]
async fn the_reply_to_another_request_is_refused() {
    let error = status(|received| {
        let mut reply = received.reply(0, "OK", Some(json!({"Hostname": "other"})));
        reply["id"] = json!(received.body["id"].as_u64().unwrap() + 1);
        Answer::Json(reply)
    });
    assert_eq!(fault(&error.await.unwrap_err()), DecodeErrorKind::ForeignId);
}

#[tokio::test]
async fn an_error_of_the_appliance_names_the_call_its_code_and_message() {
    let appliance = FortiManager::start();
    let fmg = appliance.key_client();
    let error = fmg.call(fmg::Method::Get, url!("/sys/nonsense")).await.unwrap_err();
    assert!(error.is_invalid_url(), "{error:?}");
    let text = error.to_string();
    for part in ["get", "/sys/nonsense", "-6", "Invalid url"] {
        assert!(text.contains(part), "{part}: {text}");
    }
}

/// Starts an appliance with an address that has a member unknown to the bindings.
fn newer() -> FortiManager {
    let appliance = FortiManager::start();
    let row = json!({"name": "net", "subnet": ["10.0.0.0", "255.0.0.0"], "novelty": 1});
    assert!(
        appliance
            .fmg()
            .put_row("/pm/config/adom/demo/obj/firewall/address", &row)
    );
    appliance
}

#[tokio::test]
async fn a_reply_keeps_its_text() {
    let appliance = newer();
    let fmg = appliance.key_client();
    let reply = fmg
        .address()
        .get(adom!("demo"), ObjectName::new("net").unwrap())
        .reply()
        .await
        .unwrap();
    assert_eq!(reply.value().name.as_deref(), Some("net"));
    assert!(reply.json().contains(r#""novelty":1"#));
    assert!(!format!("{reply:?}").contains("novelty"));
}

#[tokio::test]
async fn the_data_can_be_read_as_a_type_of_the_caller() {
    #[derive(Debug, PartialEq, serde::Deserialize)]
    struct Own {
        name: String,
        novelty: u8,
    }

    let expected = || Own {
        name: "net".to_owned(),
        novelty: 1,
    };
    let appliance = newer();
    let fmg = appliance.key_client();
    let request = || fmg::address::Get::new(fmg::scope::Objects::new(adom!("demo")), ObjectName::new("net").unwrap());
    let own: Own = fmg.send_as(&request()).await.unwrap();
    assert_eq!(own, expected());
    assert_eq!(fmg.send(&request()).read_as::<Own>().await.unwrap(), expected());
    let error = fmg.send(&request()).read_as::<Vec<Own>>().await.unwrap_err();
    assert_eq!(fault(&error), DecodeErrorKind::Mismatch);
}

#[tokio::test]
async fn options_of_a_call_are_sent_in_its_envelope() {
    let appliance = FortiManager::start();
    let fmg = appliance.key_client();
    fmg.sys().status().await.unwrap();
    fmg.sys().status().verbose(false).keep_session_idle().await.unwrap();
    let raw = fmg.call(fmg::Method::Set, url!("/cli/global/system/admin/tacacs"));
    raw.beside("option", "first")
        .beside("option", "last")
        .data(json!({"name": "a"}))
        .await
        .unwrap();

    let bodies: Vec<_> = appliance.received().into_iter().map(|received| received.body).collect();
    let members = |body: &Value| (body["verbose"].as_u64(), body["keep_session_idle"].as_u64());
    assert_eq!(members(&bodies[0]), (Some(1), None));
    assert_eq!(members(&bodies[1]), (None, Some(1)));
    assert_eq!(bodies[2]["method"], "set");
    assert_eq!(
        bodies[2]["params"],
        json!([{"url": "/cli/global/system/admin/tacacs", "option": "last", "data": {"name": "a"}}])
    );
}
