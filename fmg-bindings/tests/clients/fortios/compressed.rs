//! Tests of compressed replies and files of a FortiGate or a gateway, which the request did not ask for.

use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use fmg_bindings::Error;
use fmg_bindings::error::{DecodeErrorKind, ErrorKind};
use fmg_bindings::fortios::Client;
use hyper::Response;
use hyper::body::Bytes;
use serde_json::json;

use crate::appliance::{Answer, Received};
use crate::fortios::canned::Canned;
use crate::fortios::fortigate::{AUTHENTICATION, LOGINCHECK, PASSWORD, TOKEN, USER};

const LIMIT: u64 = 1 << 20;
const GZIP: (&str, &str) = ("content-encoding", "gzip");
const NAMED: (&str, &str) = ("content-disposition", "attachment; filename=\"x.cer\"");
const CERTIFICATE: &str = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

fn gzip(plain: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(plain).unwrap();
    encoder.finish().unwrap()
}

fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Bytes>) -> Answer {
    let mut answer = Response::builder().status(status);
    for (name, value) in headers {
        answer = answer.header(*name, *value);
    }
    Answer::Http(answer.body(body.into()).unwrap())
}

fn client(appliance: &Canned) -> Client {
    let builder = appliance.builder_of(appliance.url());
    builder.token(TOKEN).reply_limit(LIMIT).build().unwrap()
}

async fn file(appliance: &Canned) -> Result<Bytes, Error> {
    let fgt = client(appliance);
    let call = fgt.monitor().system().certificate_download("a", "local");
    Ok(call.bytes().await?.bytes)
}

/// The code is in the body only.
#[track_caller]
fn is_missing(error: &Error) {
    assert!(error.is_not_found(), "{error:?}");
    assert!(
        matches!(error.kind(), ErrorKind::Rest(refusal) if refusal.code() == Some(-3)),
        "{error:?}"
    );
}

#[track_caller]
fn is_damaged(error: &Error) {
    assert!(
        matches!(error.kind(), ErrorKind::Decode(fault) if fault.kind() == DecodeErrorKind::DamagedStream),
        "{error:?}"
    );
    assert!(error.to_string().contains("compressed"), "{error}");
}

#[tokio::test]
async fn replies_refusals_and_logins_are_read() {
    for headers in [&[GZIP][..], &[]] {
        let appliance = Canned::start(move |received: &Received| match received.path.as_str() {
            AUTHENTICATION => answer(401, headers, gzip(b"<html>Unauthorized</html>")),
            LOGINCHECK => {
                let mut headers = headers.to_vec();
                headers.extend([("set-cookie", "APSCOOKIE_1=\"a\""), ("set-cookie", "ccsrftoken=\"b\"")]);
                answer(200, &headers, gzip(b"1document.location=\"/ng/prompt\";\n"))
            }
            path if path.contains("certificate") => {
                let refusal = json!({"http_method": "GET", "status": "error", "http_status": 404, "error": -3});
                answer(404, headers, gzip(refusal.to_string().as_bytes()))
            }
            _ => {
                let reply = json!({"http_method": "GET", "results": [], "vdom": "root", "status": "success"});
                answer(200, headers, gzip(reply.to_string().as_bytes()))
            }
        });
        let login = appliance.builder_of(appliance.url()).credentials(USER, PASSWORD);
        for fgt in [client(&appliance), login.build().unwrap()] {
            assert!(fgt.monitor().firewall().policy().await.unwrap().is_empty());
            let rows = fgt.monitor().system().available_certificates();
            let error = rows.await.unwrap_err();
            is_missing(&error);
        }
        let error = file(&appliance).await.unwrap_err();
        is_missing(&error);
    }
}

#[tokio::test]
async fn a_body_that_expands_without_end_is_too_long() {
    let bomb = Bytes::from(gzip(&vec![0; 64 << 20]));
    assert!((bomb.len() as u64) < LIMIT);
    let appliance = Canned::start(move |_| answer(200, &[GZIP, NAMED], bomb.clone()));
    let reply = client(&appliance).monitor().firewall().policy().await.unwrap_err();
    for error in [reply, file(&appliance).await.unwrap_err()] {
        assert!(error.is_reply_too_long() && !error.is_retryable(), "{error:?}");
        assert!(error.to_string().contains("1048576 bytes"), "{error}");
    }
}

#[tokio::test]
async fn a_damaged_stream_is_an_error() {
    let whole = gzip(CERTIFICATE.as_bytes());
    for len in [2, 12, whole.len() - 1] {
        let broken = Bytes::from(whole[..len].to_vec());
        let appliance = Canned::start(move |_| answer(200, &[GZIP, NAMED], broken.clone()));
        is_damaged(&client(&appliance).monitor().firewall().policy().await.unwrap_err());
        is_damaged(&file(&appliance).await.unwrap_err());
        let folder = tempfile::tempdir().unwrap();
        let fgt = client(&appliance);
        let call = fgt.monitor().system().certificate_download("a", "local");
        is_damaged(&call.save_in(folder.path()).await.unwrap_err());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "half a file");
    }
}

#[tokio::test]
async fn a_file_is_decompressed_only_if_a_header_declares_the_encoding() {
    const ARCHIVED: (&str, &str) = ("content-disposition", "attachment; filename=\"x.tar.GZ\"");
    const IS_GZIP: (&str, &str) = ("content-type", "application/x-gzip");
    let archive = gzip(CERTIFICATE.as_bytes());
    for (headers, body, expected) in [
        (&[GZIP, NAMED][..], archive.clone(), CERTIFICATE.as_bytes().to_vec()),
        (&[NAMED], archive.clone(), archive.clone()),
        (&[], archive.clone(), archive.clone()),
        // Web servers also send this header for files that are gzip themselves.
        (&[GZIP, ARCHIVED], archive.clone(), archive.clone()),
        (&[GZIP, IS_GZIP], archive.clone(), archive.clone()),
    ] {
        let appliance = Canned::start(move |_| answer(200, headers, body.clone()));
        assert_eq!(file(&appliance).await.unwrap(), expected, "{headers:?}");
    }
    // Longer than one decompression step, and than the part that is searched for a refusal.
    let long: Vec<u8> = (0..400_000_u32)
        .flat_map(|n| n.to_string().into_bytes())
        .take(1_000_000)
        .collect();
    let sent = Bytes::from(gzip(&long));
    let appliance = Canned::start(move |_| answer(200, &[GZIP, NAMED], sent.clone()));
    assert_eq!(file(&appliance).await.unwrap(), long);
    let folder = tempfile::tempdir().unwrap();
    let fgt = client(&appliance);
    let call = fgt.monitor().system().certificate_download("a", "local");
    let path = call.save_in(folder.path()).await.unwrap();
    assert_eq!(std::fs::read(path).unwrap(), long);
}
