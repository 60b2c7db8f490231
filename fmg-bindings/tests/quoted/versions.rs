//! Over HTTP/2, whose headers and frames other crates log.

use fmg_bindings::{Error, fmg, fortios};
use serde_json::json;

use crate::forms::{SECRET, USER, assert_hides, forms};
use crate::http2::{Http2, Reaction};
use crate::logs::Logs;

fn leaked(text: String) -> &'static str {
    text.leak()
}

/// A refusal by FortiManager that quotes [`SECRET`].
fn refusal(id: u64) -> Reaction {
    let status = json!({"code": -10, "message": format!("no match for {SECRET}")});
    Reaction::Answer(leaked(json!({"id": id, "result": [{"status": status}]}).to_string()))
}

/// A success of FortiManager's.
fn success(id: u64, more: &serde_json::Value) -> Reaction {
    let status = json!({"code": 0, "message": "OK"});
    let mut reply = json!({"id": id, "result": [{"status": status}]});
    reply.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    Reaction::Answer(leaked(reply.to_string()))
}

/// A refusal by FortiOS that quotes [`SECRET`].
fn refused() -> Reaction {
    let said = json!({"status": "error", "http_status": 500, "error": -651, "cli_error": format!("before '{SECRET}'")});
    Reaction::Answer(leaked(said.to_string()))
}

/// Makes a call to a server with these reactions, and looks at its error and at all that is logged.
async fn ask(reactions: &[Reaction], call: impl AsyncFnOnce(&Http2) -> Error) {
    let server = Http2::start(reactions).await;
    let logs = Logs::new();
    let listening = logs.listen();
    let error = call(&server).await;
    drop(listening);
    let logged = logs.text();
    assert!(logged.contains("h2::"), "it is HTTP/2: {logged}");
    assert!(server.requests() >= 1);
    for form in forms() {
        assert_hides(&logged, &form, "over HTTP/2");
        assert_hides(&format!("{error} {error:?}"), &form, "over HTTP/2");
    }
}

fn builder(server: &Http2) -> fmg::Builder {
    fmg::Client::builder(server.url())
        .no_proxy()
        .root_certificate(server.certificate_pem())
}

fn fgt(server: &Http2) -> fortios::Builder {
    fortios::Client::builder(server.url())
        .no_proxy()
        .root_certificate(server.certificate_pem())
}

#[tokio::test]
async fn password_session_and_key_of_json_rpc() {
    let session = json!({"session": SECRET});
    let reactions = [success(1, &session), refusal(2), success(3, &json!({}))];
    ask(&reactions, async |server| {
        let fmg = builder(server).credentials(USER, SECRET).build().unwrap();
        let error = fmg
            .with_session(async |fmg| fmg.sys().status().await)
            .await
            .unwrap_err();
        assert!(error.logout_error().is_none(), "{error:?}");
        error
    })
    .await;
    ask(&[refusal(1)], async |server| {
        let fmg = builder(server).api_key(SECRET).build().unwrap();
        fmg.sys().status().await.unwrap_err()
    })
    .await;
}

#[tokio::test]
async fn password_of_the_rest_api_and_of_a_backup() {
    ask(&[refusal(1)], async |server| {
        let fmg = builder(server).credentials(USER, SECRET).over_rest().build().unwrap();
        fmg.sys().status().await.unwrap_err()
    })
    .await;
    ask(&[refusal(1)], async |server| {
        let fmg = builder(server).credentials(USER, "x").build().unwrap();
        let backup = fmg.rest().backup().with(|backup| backup.passwd(SECRET));
        backup.bytes().await.unwrap_err()
    })
    .await;
}

#[tokio::test]
async fn password_and_cookies_of_the_gui() {
    let session = leaked(format!("CURRENT_SESSION={SECRET}; path=/"));
    let token = leaked(format!("HTTP_CSRF_TOKEN={SECRET}; path=/"));
    let cookies: &'static [&'static str] = vec![session, token].leak();
    let welcome = Reaction::Welcome(cookies, r#"{"result":[{"status":{"code":0,"message":"OK"}}]}"#);
    ask(&[welcome, refusal(1)], async |server| {
        let gui = fmg::gui::Client::builder(server.url())
            .no_proxy()
            .root_certificate(server.certificate_pem())
            .credentials(USER, SECRET)
            .build()
            .unwrap();
        gui.sys().uptime().await.unwrap_err()
    })
    .await;
}

#[tokio::test]
async fn token_password_key_and_cookies_of_fortios() {
    ask(&[refused()], async |server| {
        let fgt = fgt(server).token(SECRET).build().unwrap();
        fgt.monitor().firewall().policy().await.unwrap_err()
    })
    .await;
    let key = leaked(json!({"status_code": 5, "session_key": SECRET}).to_string());
    ask(&[Reaction::Answer(key), refused()], async |server| {
        let fgt = fgt(server).credentials(USER, SECRET).build().unwrap();
        fgt.monitor().firewall().policy().await.unwrap_err()
    })
    .await;
    let cookies = [
        leaked(format!("session_key_1={SECRET}; path=/")),
        leaked(format!("ccsrf_token_1={SECRET}; path=/")),
    ];
    let welcome = Reaction::Welcome(cookies.to_vec().leak(), r#"{"status_code":5}"#);
    ask(&[welcome, refused()], async |server| {
        let fgt = fgt(server).credentials(USER, SECRET).build().unwrap();
        fgt.monitor().firewall().policy().await.unwrap_err()
    })
    .await;
}

#[cfg(feature = "blocking")]
#[test]
fn what_the_thread_of_a_blocking_client_logs() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .unwrap();
    let session = json!({"session": SECRET});
    let server = runtime.block_on(Http2::start(&[
        success(1, &session),
        refusal(2),
        success(3, &json!({})),
    ]));
    let logs = Logs::new();
    let listening = logs.listen();
    let builder = fmg::blocking::Client::builder(server.url())
        .no_proxy()
        .root_certificate(server.certificate_pem());
    let fmg = builder.credentials(USER, SECRET).build().unwrap();
    let error = fmg.with_session(|fmg| fmg.sys().status().send()).unwrap_err();
    drop(fmg);
    let server = runtime.block_on(Http2::start(&[refused()]));
    let builder = fortios::blocking::Client::builder(server.url())
        .no_proxy()
        .root_certificate(server.certificate_pem());
    let fgt = builder.token(SECRET).build().unwrap();
    let other = fgt.monitor().firewall().policy().send().unwrap_err();
    drop(listening);
    let logged = logs.text();
    assert!(
        logged.contains("thread h2::"),
        "the client's own thread is listened to: {logged}"
    );
    for form in forms() {
        assert_hides(&logged, &form, "by a blocking client");
        assert_hides(
            &format!("{error} {error:?} {other} {other:?}"),
            &form,
            "by a blocking client",
        );
    }
}
