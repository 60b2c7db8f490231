//! Tests over HTTP/2, where a server may refuse a request by resetting its stream: nothing is sent twice.

use fmg_bindings::error::Error;
use fmg_bindings::fortios::{self, File};

use crate::fortios::fortigate::{PASSWORD, TOKEN, USER};
use crate::http2::{Http2, Reaction};

const REFUSALS: [Reaction; 3] = [Reaction::RefuseStream, Reaction::GoAway, Reaction::Close];

fn builder(server: &Http2) -> fortios::Builder {
    fortios::Client::builder(server.url())
        .no_proxy()
        .root_certificate(server.certificate_pem())
}

fn is_sent_once(server: &Http2, error: &Error) {
    assert_eq!(server.requests(), 1, "{error:?}");
    assert!(error.is_transport() && error.is_retryable(), "{error:?}");
}

#[tokio::test]
async fn a_refused_write_is_sent_once() {
    for refusal in REFUSALS {
        let server = Http2::start(&[refusal]).await;
        let fgt = builder(&server).token(TOKEN).build().unwrap();
        let error = fgt.monitor().vpn().ssl_delete("websession", 1).await.unwrap_err();
        is_sent_once(&server, &error);
    }
}

#[tokio::test]
async fn a_refused_login_is_sent_once() {
    for refusal in REFUSALS {
        let server = Http2::start(&[refusal]).await;
        let fgt = builder(&server).credentials(USER, PASSWORD).build().unwrap();
        is_sent_once(&server, &fgt.login().await.unwrap_err());
    }
}

#[tokio::test]
async fn a_refused_file_is_sent_once() {
    for refusal in REFUSALS {
        let server = Http2::start(&[refusal]).await;
        let fgt = builder(&server).token(TOKEN).build().unwrap();
        let script = File::from_bytes("x.conf", "config system global\nend\n");
        let restore = fgt.monitor().system().config_restore("upload", "global");
        let error = restore.with(|call| call.file_content(script)).await.unwrap_err();
        is_sent_once(&server, &error);
    }
}
