//! A file as it comes, once it is known to be one.

use std::fmt;

use bytes::{Bytes, BytesMut};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, Response, response};

use super::kind::FileKind;
use super::look::BodyStart;
use super::pieces::Pieces;
use super::{disposition, name};
use crate::call_record::CallRecord;
use crate::error::{Context, DecodeError, Error, ErrorKind};
use crate::reading;
use crate::transport::{Body, Coding, Collected, inflate, is_gzip};
use crate::web::file::{Fault, Watcher};
use crate::web::{Answer, Refusal};

/// So much of an answer is looked at to tell a refusal from a file. No refusal is anywhere near as long.
const REFUSAL: usize = 64 * 1024;

/// What is wanted of an answer.
pub(crate) struct Wanted {
    pub(crate) kind: FileKind,
    /// The longest file that is held in memory.
    pub(crate) limit: Option<u64>,
    pub(crate) refusal: Refusal,
}

/// A file that is being received.
pub struct Incoming {
    call: Context,
    record: CallRecord,
    /// The name that the answer gives it, made harmless.
    pub(super) name: Option<String>,
    pub(super) media_type: Option<String>,
    /// What was looked at to see whether it is a file.
    begun: Bytes,
    body: Pieces,
    done: u64,
    total: Option<u64>,
    watcher: Watcher,
    /// The longest file that is held in memory.
    limit: Option<u64>,
    /// What is known of the file that was sent, if one was.
    sent: Fault,
}

impl Incoming {
    /// Takes an answer for a file, unless it is something else: appliances refuse some downloads with HTTP 200 and their
    /// usual JSON, and a session that has ended may be answered by the page of the login.
    pub(crate) async fn begin(
        call: Context,
        mut record: CallRecord,
        answer: Response<Body>,
        watcher: Watcher,
        wanted: Wanted,
        sent: Fault,
    ) -> Result<Self, Error> {
        let (head, body) = answer.into_parts();
        let is_success = head.status.is_success();
        let coding = Coding::named(&head.headers).filter(|_| !is_success || !is_gzip_file(&head.headers));
        let mut body = Pieces::new(body, coding);
        let total = body.announced();
        let Wanted { kind, limit, refusal } = wanted;
        let mut begun = BytesMut::new();
        let mut is_all = false;
        let mut looked_at = 0;
        while begun.len() < REFUSAL {
            // Not at each piece: pieces may be of a byte each.
            if is_success && begun.len() >= looked_at + looked_at / 8 {
                looked_at = begun.len();
                if !kind.needs_more(&head.headers, &begun) {
                    break;
                }
            }
            match body.piece().await {
                Ok(Some(piece)) => begun.extend_from_slice(&piece),
                Ok(None) => {
                    is_all = true;
                    break;
                }
                // Whatever has come of a refusal says more than that the connection broke.
                Err(_) if !is_success => break,
                Err(error) => return Err(record.during(|| Error::new(call, error))),
            }
        }
        let mut begun = begun.freeze();
        // A file may be gzip. A refusal is text that came so.
        if !is_success
            && is_gzip(&begun)
            && let Ok(text) = inflate(Coding::Gzip, &begun, Some(REFUSAL as u64))
        {
            begun = text;
        }
        let fault = record.during(|| {
            fault(&head, BodyStart { bytes: &begun, is_all }, refusal, kind).map(|fault| Error::new(call, fault))
        });
        if let Some(fault) = fault {
            return Err(fault);
        }
        Ok(Self {
            call,
            record,
            name: given_name(&head.headers),
            media_type: media_type(&head.headers).map(str::to_owned),
            begun,
            body,
            done: 0,
            total,
            watcher,
            limit,
            sent,
        })
    }

    /// The next piece of the file; `None` after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<Bytes>, Error> {
        let piece = if self.begun.is_empty() {
            let piece = self.body.piece().await;
            piece.map_err(|error| self.record.during(|| Error::new(self.call, error)))?
        } else {
            Some(std::mem::take(&mut self.begun))
        };
        if let Some(piece) = &piece {
            self.done += piece.len() as u64;
            self.watcher.tell(self.done, self.total);
        } else if let Some(unsent) = self.sent.unsent() {
            return Err(self.failed(unsent));
        } else if self.done == 0 {
            self.watcher.tell(0, self.total);
        }
        Ok(piece)
    }

    /// An error of the call, which knows the call and shows none of its secrets.
    pub(super) fn failed(&mut self, kind: impl Into<ErrorKind>) -> Error {
        let call = self.call;
        self.record.during(|| call.failed(kind))
    }

    /// Nothing yet of the file in memory.
    pub(super) fn collected(&mut self) -> Result<Collected, Error> {
        Collected::new(self.limit, self.total).map_err(|error| self.failed(error))
    }

    pub(super) fn done(&self) -> u64 {
        self.done
    }
}

impl fmt::Debug for Incoming {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Incoming")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

/// What is wrong with an answer that begins, and if it is short ends, like this.
fn fault(head: &response::Parts, begun: BodyStart<'_>, refusal: Refusal, kind: FileKind) -> Option<ErrorKind> {
    let wide = reading::wide(begun.bytes);
    let begun = BodyStart {
        bytes: wide.as_deref().map_or(begun.bytes, str::as_bytes),
        ..begun
    };
    let refused = refusal(Answer {
        status: head.status,
        headers: &head.headers,
        body: begun.bytes,
    });
    if !head.status.is_success() {
        return refused;
    }
    let fault = kind.fault(&head.headers, begun);
    // A file that is JSON may have a `status` that means something else; a refusal has a number as well.
    let is_a_status =
        |kind: &ErrorKind| matches!(kind, ErrorKind::Rest(rest) if rest.http_status() < 400 && rest.code().is_none());
    let refused = refused.filter(|kind| fault.is_some() || !is_a_status(kind));
    refused.or_else(|| {
        Some(
            DecodeError::new(fault?)
                .near(&String::from_utf8_lossy(begun.bytes), 0)
                .into(),
        )
    })
}

fn media_type(headers: &HeaderMap) -> Option<&str> {
    headers.get(CONTENT_TYPE)?.to_str().ok()
}

/// Whether the file that was asked for is gzip by itself. Web servers that name a coding for such files mean the file.
fn is_gzip_file(headers: &HeaderMap) -> bool {
    let essence = media_type(headers).and_then(|media_type| media_type.split(';').next());
    let is_gzip_type = essence.is_some_and(|essence| {
        let essence = essence.trim();
        ["application/gzip", "application/x-gzip"]
            .iter()
            .any(|gzip| essence.eq_ignore_ascii_case(gzip))
    });
    let ends_so = |name: String| {
        let extension = name
            .rsplit_once('.')
            .map(|(_, extension)| extension.to_ascii_lowercase());
        matches!(extension.as_deref(), Some("gz" | "tgz"))
    };
    is_gzip_type || given_name(headers).is_some_and(ends_so)
}

fn given_name(headers: &HeaderMap) -> Option<String> {
    let header = headers.get(CONTENT_DISPOSITION)?;
    name::safe(&disposition::file_name(header.as_bytes())?)
}

#[cfg(test)]
#[cfg(feature = "fortios")]
mod tests {
    use super::*;
    use crate::error::DecodeErrorKind;
    use crate::fortios::reply::refusal;
    use crate::web::file::Progress;

    const CALL: Context = Context::new("GET", "/api/v2/monitor/system/certificate/download");
    const REFUSED: &str = r#"{"path":"system","name":"certificate","status":"error","http_status":404}"#;

    async fn begin(
        status: u16,
        headers: &[(&'static str, &'static str)],
        body: &'static str,
    ) -> Result<Incoming, Error> {
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
            Fault::default(),
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
    async fn a_file_is_what_the_documents_say_of_it() {
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
    async fn a_message_in_place_of_a_file_is_never_one() {
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
        // What may be a file, but does not call itself one, or is of another kind.
        for (kind, headers, body) in [
            (BINARY, [].as_slice(), "Service Unavailable"),
            (BINARY, &[NAMED], "Service Unavailable"),
            (TEXT, &[], "Service Unavailable\r\n"),
            (any, &[], "upstream connect error or disconnect/reset before headers"),
            (BINARY, &[], "\u{feff}Service Unavailable"),
            (BINARY, &[NAMED], r#"{"items":[1]}"#),
            (TEXT, &[NAMED], "\u{feff}[{\"items\":1}]"),
            (any, &[JSON], r#"{"items":[1]}"#),
            // A message with a byte that no text has.
            (BINARY, &[], "Service Unavailable\0"),
            (BINARY, &[NAMED], "Service\x07 Unavailable"),
            (BINARY, &[], "\0{\"message\":\"no such thing\"}"),
            // Of another format than the documents say.
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

    /// A message in UTF-16 or behind what keeps browsers from running it, of whatever length.
    #[tokio::test]
    async fn a_message_is_known_in_other_clothes() {
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
            // What is looked at of it may be cut off.
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
        // A refusal of the appliance's own is known as one.
        for body in wide(REFUSED) {
            let error = begin_bytes(BINARY, &[NAMED], body).await.err().unwrap();
            assert!(matches!(error.kind(), ErrorKind::Rest(_)), "{error:?}");
        }
    }

    /// The media type speaks against text alone that is not even called a file.
    #[tokio::test]
    async fn what_calls_itself_json_has_to_look_like_a_file() {
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
            // A format may have JSON behind a line of its own.
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
    async fn long_json_is_no_file_either() {
        let json = format!("[{}1]", r#"{"name": "host_001"}, "#.repeat(REFUSAL / 8));
        let answer = |json: &str| Response::new(Body::from(json.to_owned()));
        let begin = |kind, json: &str| {
            Incoming::begin(
                CALL,
                CallRecord::default(),
                answer(json),
                Watcher::default(),
                wanted(kind),
                Fault::default(),
            )
        };
        let error = begin(TEXT, &json).await.err().unwrap();
        assert!(
            matches!(error.kind(), ErrorKind::Decode(decode) if decode.kind() == DecodeErrorKind::NotAFile),
            "{error:?}"
        );
        // Long text may be a file of any kind: no message is as long.
        let text = "set hostname fgt\n".repeat(1000);
        assert_eq!(all(begin(BINARY, &text).await.unwrap()).await, text.as_bytes());
    }

    #[tokio::test]
    async fn a_refusal_is_no_file() {
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
    async fn a_page_or_nothing_is_no_file() {
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
    async fn a_long_file_that_begins_like_json_is_not_held_back() {
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
            Fault::default(),
        )
        .await
        .unwrap();
        assert_eq!(incoming.next().await.unwrap().unwrap().len(), REFUSAL);
        assert_eq!(incoming.next().await.unwrap().unwrap().len(), 4);
        assert_eq!(*told.lock().unwrap(), [REFUSAL as u64, REFUSAL as u64 + 4]);
    }
}
