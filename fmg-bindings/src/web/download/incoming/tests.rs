//! Tests of responses that are files, and of those that are not.

use super::*;
use crate::error::DecodeErrorKind;
use crate::fortios::reply::refusal;
use crate::web::file::Progress;

const CALL: Context = Context::new("GET", "/api/v2/monitor/system/certificate/download");
const REFUSED: &str = r#"{"path":"system","name":"certificate","status":"error","http_status":404}"#;

async fn begin(status: u16, headers: &[(&'static str, &'static str)], body: &'static str) -> Result<Incoming, Error> {
    begin_as(FileKind::BINARY, status, headers, body).await
}

async fn begin_bytes(
    kind: FileKind,
    headers: &[(&'static str, &'static str)],
    body: Vec<u8>,
) -> Result<Incoming, Error> {
    begin_as(kind, 200, headers, body).await
}

fn wanted(kind: FileKind) -> Wanted {
    Wanted {
        kind,
        limit: None,
        refusal,
    }
}

async fn begin_as(
    kind: FileKind,
    status: u16,
    headers: &[(&'static str, &'static str)],
    body: impl Into<Bytes>,
) -> Result<Incoming, Error> {
    let mut answer = Response::builder().status(status);
    for &(name, value) in headers {
        answer = answer.header(name, value);
    }
    Incoming::begin(
        CALL,
        CallRecord::default(),
        answer.body(Body::from(body.into())).unwrap(),
        Watcher::default(),
        wanted(kind),
        UploadState::default(),
    )
    .await
}

async fn all(mut incoming: Incoming) -> Vec<u8> {
    let mut file = Vec::new();
    while let Some(piece) = incoming.next().await.unwrap() {
        file.extend_from_slice(&piece);
    }
    assert_eq!(incoming.done(), file.len() as u64);
    file
}

const NAMED: (&str, &str) = ("content-disposition", "attachment; filename=\"../x.cer\"");
const JSON: (&str, &str) = ("content-type", "application/json");
const PROBLEM: (&str, &str) = ("content-type", "Application/Problem+JSON; charset=utf-8");
const HTML: (&str, &str) = ("content-type", "text/html; charset=UTF-8");

const BINARY: FileKind = FileKind::BINARY;
const TEXT: FileKind = FileKind::BINARY.text();
const PDF: FileKind = FileKind::BINARY.pdf();

#[tokio::test]
async fn a_file_of_a_documented_kind_is_accepted() {
    for (kind, headers, body) in [
        (BINARY, [].as_slice(), "\x1f\u{8b}\x08\0"),
        (BINARY, &[JSON], "\0{}"),
        (TEXT, &[NAMED], "-----BEGIN CERTIFICATE-----"),
        (TEXT, &[NAMED], "#config-version=FGT60F"),
        (TEXT, &[NAMED], "{ not JSON"),
        (TEXT, &[NAMED], "<?xml version=\"1.0\"?><profile/>"),
        (TEXT, &[NAMED], ""),
        (FileKind::BINARY.html(), &[NAMED, HTML], "<html>a report</html>"),
        (
            FileKind::BINARY.json(),
            &[NAMED, JSON],
            r#"{"status":"degraded","items":[1]}"#,
        ),
        (FileKind::BINARY.json(), &[NAMED], r#"[{"version":1}]"#),
        (PDF, &[], "%PDF-1.7\n\0"),
        (PDF, &[NAMED], "%PDF-"),
        (PDF.text(), &[NAMED], "a report"),
    ] {
        let incoming = begin_as(kind, 200, headers, body).await.unwrap();
        assert_eq!(incoming.name.as_deref(), headers.contains(&NAMED).then_some("x.cer"));
        assert_eq!(incoming.total, Some(body.len() as u64));
        assert_eq!(all(incoming).await, body.as_bytes(), "{body}");
    }
}

#[tokio::test]
async fn a_message_in_place_of_a_file_is_refused() {
    let any = FileKind::BINARY.text().json().html();
    for body in [
        r#"{"message":"Unauthorized"}"#,
        r#"{"message":"Unauthorized","code":401}"#,
        r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}"#,
        r#"{"error":"no","items":[1]}"#,
        r#"{"redirect":"/login"}"#,
        r#"{"message":"Unauth"#,
        "{\"message\":\"not\nauthorized\u{1}\"}",
        "\u{feff}{\"message\":\"Unauthorized\u{fffd}\"}",
        "{}",
    ] {
        for kind in [BINARY, TEXT, any] {
            for headers in [[].as_slice(), &[NAMED], &[JSON], &[NAMED, JSON]] {
                let error = begin_as(kind, 200, headers, body).await.err().unwrap();
                let ErrorKind::Decode(decode) = error.kind() else {
                    panic!("{error:?}");
                };
                assert_eq!(decode.kind(), DecodeErrorKind::NotAFile, "{body}");
                assert!(body == "{}" || !decode.excerpt().is_empty(), "{error}");
            }
        }
    }
    // Possible files without the header that declares a file, and files of another kind.
    for (kind, headers, body) in [
        (BINARY, [].as_slice(), "Service Unavailable"),
        (BINARY, &[NAMED], "Service Unavailable"),
        (TEXT, &[], "Service Unavailable\r\n"),
        (any, &[], "upstream connect error or disconnect/reset before headers"),
        (BINARY, &[], "\u{feff}Service Unavailable"),
        (BINARY, &[NAMED], r#"{"items":[1]}"#),
        (TEXT, &[NAMED], "\u{feff}[{\"items\":1}]"),
        (any, &[JSON], r#"{"items":[1]}"#),
        // Messages with control characters, which text does not contain.
        (BINARY, &[], "Service Unavailable\0"),
        (BINARY, &[NAMED], "Service\x07 Unavailable"),
        (BINARY, &[], "\0{\"message\":\"no such thing\"}"),
        // Formats other than that of the documents.
        (PDF, &[NAMED], "\x1f\u{8b}\x08\0"),
        (PDF, &[NAMED], "%PDX-1.7\0"),
        (PDF, &[], "Service Unavailable"),
    ] {
        let error = begin_as(kind, 200, headers, body).await.err().unwrap();
        assert!(
            matches!(error.kind(), ErrorKind::Decode(decode) if decode.kind() == DecodeErrorKind::NotAFile),
            "{body}: {error:?}"
        );
    }
}

/// Messages in UTF-16, or after a prefix that prevents browsers from running them, of any length.
#[tokio::test]
async fn a_message_is_recognised_in_other_encodings() {
    let filling = "x".repeat(5000);
    let json = format!(r#"{{"message":"Unauthorized","detail":"{filling}"}}"#);
    let wide = |text: &str| -> [Vec<u8>; 4] {
        let marked = format!("\u{feff}{text}");
        [
            text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            marked.encode_utf16().flat_map(u16::to_le_bytes).collect(),
            marked.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        ]
    };
    let mut bodies: Vec<Vec<u8>> = Vec::new();
    for text in [
        &json,
        r#"{"message":"Unauthorized"}"#,
        &format!("<html><title>Login</title>{filling}"),
        &format!("[{json}]"),
    ] {
        bodies.extend(wide(text));
    }
    for (before, after) in [
        (")]}',\n", ""),
        (")]}'\n", ""),
        ("while(1);", ""),
        ("for (;;);", ""),
        ("cb(", ")"),
        ("/**/ jQuery.cb_1(", ");\n"),
        ("callbacks[0](", ");"),
        ("\u{feff})]}',\n", ""),
    ] {
        bodies.push(format!("{before}{json}{after}").into_bytes());
        // The examined part may end inside the message.
        let long = format!("{before}[{}1]{after}", r#"{"name": "host_001"}, "#.repeat(REFUSAL / 8));
        bodies.push(long.into_bytes());
    }
    for body in bodies {
        for kind in [BINARY, TEXT] {
            for headers in [[].as_slice(), &[NAMED]] {
                let shown = String::from_utf8_lossy(&body[..60.min(body.len())]).into_owned();
                let error = begin_bytes(kind, headers, body.clone()).await.err();
                let error = error.unwrap_or_else(|| panic!("{kind:?} {headers:?} {shown}"));
                assert!(matches!(error.kind(), ErrorKind::Decode(_)), "{shown}: {error:?}");
                assert!(!format!("{error:?}").contains('\0'), "{shown}: {error:?}");
            }
        }
    }
    for body in wide("Service Unavailable") {
        assert!(begin_bytes(BINARY, &[NAMED], body.clone()).await.is_err());
        assert!(begin_bytes(TEXT, &[], body.clone()).await.is_err());
        assert_eq!(
            all(begin_bytes(TEXT, &[NAMED], body.clone()).await.unwrap()).await,
            body
        );
    }
    // An error of the appliance is recognised as such.
    for body in wide(REFUSED) {
        let error = begin_bytes(BINARY, &[NAMED], body).await.err().unwrap();
        assert!(matches!(error.kind(), ErrorKind::Rest(_)), "{error:?}");
    }
}

/// The media type counts only against text without the header that declares a file.
#[tokio::test]
async fn a_response_declared_as_json_has_to_look_like_a_file() {
    let broken = format!("{{\"message\": Unauthorized, \"at\": \"{}\"}}", "x".repeat(5000));
    let words = "set hostname fgt\n".repeat(1000);
    for (kind, headers, body) in [
        (BINARY, [JSON].as_slice(), &broken),
        (BINARY, &[JSON, NAMED], &broken),
        (BINARY, &[PROBLEM], &broken),
        (BINARY, &[JSON], &words),
        (
            BINARY,
            &[JSON, NAMED],
            &format!("error: {{\"message\": \"{}\"}}", "x".repeat(5000)),
        ),
    ] {
        let error = begin_bytes(kind, headers, body.clone().into_bytes()).await.err();
        assert!(error.is_some(), "{kind:?} {headers:?} {}", &body[..20]);
    }
    for (kind, headers, body) in [
        (BINARY, [JSON, NAMED].as_slice(), words.as_bytes()),
        (TEXT, &[JSON], words.as_bytes()),
        (TEXT, &[JSON, NAMED], b"set hostname fgt"),
        (BINARY, &[JSON], b"\x1f\x8b\x08\0"),
        (BINARY, &[JSON], &[0, 1, 2].repeat(3000)),
        // A format may have JSON after its own first line.
        (
            BINARY,
            &[NAMED],
            format!("backup 7\n{{\"data\": \"{}\"}}", "x".repeat(5000)).as_bytes(),
        ),
        (FileKind::BINARY.json(), &[JSON, NAMED], b"{\"items\":[1]}"),
        (
            TEXT,
            &[NAMED],
            b"function FindProxyForURL(url, host) { return [\"DIRECT\"]; }",
        ),
    ] {
        let incoming = begin_bytes(kind, headers, body.to_vec()).await.unwrap();
        assert_eq!(all(incoming).await, body);
    }
}

#[tokio::test]
async fn long_json_is_refused() {
    let json = format!("[{}1]", r#"{"name": "host_001"}, "#.repeat(REFUSAL / 8));
    let answer = |json: &str| Response::new(Body::from(json.to_owned()));
    let begin = |kind, json: &str| {
        Incoming::begin(
            CALL,
            CallRecord::default(),
            answer(json),
            Watcher::default(),
            wanted(kind),
            UploadState::default(),
        )
    };
    let error = begin(TEXT, &json).await.err().unwrap();
    assert!(
        matches!(error.kind(), ErrorKind::Decode(decode) if decode.kind() == DecodeErrorKind::NotAFile),
        "{error:?}"
    );
    // Long text may be a file of any kind, because no message is as long.
    let text = "set hostname fgt\n".repeat(1000);
    assert_eq!(all(begin(BINARY, &text).await.unwrap()).await, text.as_bytes());
}

#[tokio::test]
async fn an_error_of_the_appliance_is_refused() {
    for (status, headers, body) in [
        (404, [JSON].as_slice(), REFUSED),
        (404, &[NAMED], "whatever"),
        (403, &[HTML], "<html><title>no</title>"),
        (401, &[], ""),
        (302, &[("location", "/login")], ""),
        (200, &[JSON], REFUSED),
        (200, &[], r#"{"status":"error"}"#),
        (200, &[NAMED], REFUSED),
        (200, &[NAMED], r#"{"status":"error","error":-3}"#),
    ] {
        let error = begin(status, headers, body).await.err().unwrap();
        let ErrorKind::Rest(rest) = error.kind() else {
            panic!("{error:?}");
        };
        let said = if body == REFUSED { 404 } else { status };
        assert_eq!(rest.http_status(), said, "{body}");
    }
}

#[tokio::test]
async fn a_web_page_and_an_empty_body_are_refused() {
    for (headers, body, kind) in [
        ([HTML].as_slice(), "please log in", DecodeErrorKind::Html),
        (&[], " \n<!DOCTYPE HTML><title>Login</title>", DecodeErrorKind::Html),
        (&[], "<HTML>", DecodeErrorKind::Html),
        (&[], "", DecodeErrorKind::Empty),
    ] {
        let error = begin(200, headers, body).await.err().unwrap();
        let ErrorKind::Decode(decode) = error.kind() else {
            panic!("{error:?}");
        };
        assert_eq!(decode.kind(), kind, "{body}");
    }
}

#[tokio::test]
async fn a_long_file_that_begins_like_json_is_streamed() {
    struct Endless;

    impl http_body::Body for Endless {
        type Data = Bytes;
        type Error = crate::error::TransportError;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
            std::task::Poll::Ready(Some(Ok(http_body::Frame::data(Bytes::from_static(b"{{{{")))))
        }
    }

    let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
    let log = std::sync::Arc::clone(&told);
    let watcher = Watcher::new(move |at: Progress| log.lock().unwrap().push(at.done));
    let answer = Response::new(Body::new(Endless));
    let mut incoming = Incoming::begin(
        CALL,
        CallRecord::default(),
        answer,
        watcher,
        wanted(BINARY),
        UploadState::default(),
    )
    .await
    .unwrap();
    assert_eq!(incoming.next().await.unwrap().unwrap().len(), REFUSAL);
    assert_eq!(incoming.next().await.unwrap().unwrap().len(), 4);
    assert_eq!(*told.lock().unwrap(), [REFUSAL as u64, REFUSAL as u64 + 4]);
}
