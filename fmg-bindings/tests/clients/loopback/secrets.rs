//! Tests that secrets are not shown: not in `Debug`, not in the text of an error or of its sources.

use std::fmt::Debug;

use fmg_bindings::{Credentials, Error, fmg};

use crate::appliance::{Answer, Appliance};
use crate::authority::Authority;
use crate::loopback::fortimanager::{FortiManager, PASSWORD, USER};

const SECRET: &str = "hunter2-and-its-like";

#[track_caller]
fn assert_hides(thing: &impl Debug) {
    for text in [format!("{thing:?}"), format!("{thing:#?}")] {
        assert!(!text.contains("hunter2"), "{text}");
    }
}

#[track_caller]
fn assert_error_hides(error: &Error) {
    assert_hides(error);
    let mut next: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = next {
        let text = error.to_string();
        assert!(!text.contains("hunter2"), "{text}");
        next = error.source();
    }
}

#[test]
fn builders_and_clients_hide_their_secrets() {
    let credentials = fmg::Client::builder(format!("https://fmg.example/{SECRET}")).credentials(USER, SECRET);
    assert_hides(&credentials);
    let builder = fmg::Client::builder("https://fmg.example").credentials(USER, SECRET);
    assert_hides(&builder.build().unwrap());
    let builder = fmg::Client::builder("https://fmg.example")
        .proxy(format!("http://operator:{SECRET}@proxy.example"))
        .api_key(SECRET);
    assert_hides(&builder);
    assert_hides(&builder.build().unwrap());
    let error = fmg::Client::builder("https://fmg.example")
        .client_certificate("x", SECRET)
        .api_key("key")
        .build();
    assert_error_hides(&error.unwrap_err());
}

#[test]
fn requests_and_calls_hide_their_secrets() {
    let fmg = fmg::Client::builder("https://fmg.example")
        .api_key(SECRET)
        .build()
        .unwrap();
    let login = fmg::session::Login::new(USER, SECRET);
    assert_hides(&login);
    assert_hides(&fmg.send(&login));
    let url = fmg_bindings::url!("/cli/global/system/admin/user");
    let raw = fmg
        .call(fmg::Method::Set, url)
        .data(serde_json::json!({"password": SECRET}));
    assert_hides(&raw);
    assert_hides(raw.request());
}

#[tokio::test]
async fn an_error_shows_neither_password_nor_session_of_a_reply() {
    for answer in [
        format!(r#"{{"id":1,"session":"{SECRET}","result":[{{"status":{{"code":0,"message":"OK"}},"data":"text"}}]}}"#),
        format!(
            r#"{{"id":1,"result":[{{"status":{{"code":0,"message":"OK"}},"data":{{"Hostname":{{"is":1}},"adm_pass":"{SECRET}"}}}}]}}"#
        ),
        format!(r#"{{"id":1,"result":[{{"data":{{"passwd":"{SECRET}"#),
    ] {
        let authority = Authority::new();
        let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), move |received| Answer::Raw {
            status: 200,
            content_type: "application/json",
            body: answer.replace(r#""id":1"#, &format!(r#""id":{}"#, received.body["id"])),
        });
        let builder = fmg::Client::builder(appliance.url())
            .no_proxy()
            .root_certificate(authority.pem());
        let fmg = builder.api_key("key").strict().build().unwrap();
        let error = fmg.sys().status().await.unwrap_err();
        assert!(error.is_decode(), "{error:?}");
        assert_error_hides(&error);
    }
}

#[tokio::test]
async fn the_session_of_a_client_is_not_shown() {
    let appliance = FortiManager::start();
    let fmg = appliance.client(PASSWORD);
    fmg.login().await.unwrap();
    let text = format!("{fmg:?}");
    let url = appliance.url();
    assert_eq!(
        text,
        format!("fmg::Client {{ url: {url}, protocol: JSON-RPC, user: {USER:?}, logged_in: true }}")
    );
    let text_of_key = format!("{:?}", appliance.key_client());
    assert_eq!(
        text_of_key,
        format!("fmg::Client {{ url: {url}, protocol: JSON-RPC, user: API key }}")
    );
    #[cfg(feature = "blocking")]
    {
        let builder = fmg::blocking::Client::builder(url).no_proxy();
        let blocking = builder.api_key(SECRET).build().unwrap();
        assert_eq!(format!("{blocking:?}"), format!("blocking {text_of_key}"));
    }
    appliance.fmg().end_sessions();
    let error = fmg.sys().status().await.unwrap_err();
    let [session] = &appliance.sent_sessions()[..] else {
        panic!("one call shows it");
    };
    assert!(!text.contains(session), "{text}");
    assert!(!format!("{error:?} {error}").contains(session), "{error:?}");
}

#[tokio::test]
async fn a_password_from_a_credential_source_is_hidden_in_messages() {
    let authority = Authority::new();
    let appliance = Appliance::start(authority.server(&["127.0.0.1"], None), |received| {
        let mut reply = match received.url() {
            "/sys/login/user" => received.reply(0, "OK", None),
            _ => received.reply(-10, &format!("odd words with {SECRET} in them"), None),
        };
        reply["session"] = "token".into();
        Answer::Json(reply)
    });
    let fmg = fmg::Client::builder(appliance.url())
        .no_proxy()
        .root_certificate(authority.pem())
        .credentials_from(async || Ok(Credentials::new(USER, SECRET)))
        .build()
        .unwrap();
    assert_hides(&fmg);
    let error = fmg.sys().status().await.unwrap_err();
    assert!(error.to_string().contains("odd words"), "{error}");
    assert_error_hides(&error);
}
