//! Property tests of downloads: only a file is accepted as one, and its name never leaves its folder.

use std::collections::VecDeque;
use std::pin::{Pin, pin};
use std::task::{Context as Waiting, Poll, Waker};

use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode};
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value;

use super::*;
use crate::almost::{almost, damaged};
use crate::call_record::CallRecord;
use crate::error::{Context, TransportError};
use crate::oracle;
use crate::transport::Body;
use crate::web::Refusal;
use crate::web::file::UploadState;

/// Messages in place of a file, and JSON files.
const REPLIES: &[&str] = &[
    r#"{"result":[{"status":{"code":-10,"message":"no"},"url":"/sys/backup"}]}"#,
    r#"{"result":[{"status":{"code":0,"message":"OK"},"url":"/sys/backup"}]}"#,
    r#"{"http_method":"GET","status":"error","http_status":404,"error":-3,"vdom":"root","path":"system"}"#,
    r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}"#,
    r#"{"message":"Unauthorized","code":401}"#,
    r#"{"templates":[{"name":"a","status":1}],"version":3}"#,
];

/// A body with these pieces, none of which is empty.
struct Pieces(VecDeque<Bytes>);

impl Pieces {
    fn of(body: &[u8], piece: usize) -> Self {
        Self(body.chunks(piece).map(Bytes::copy_from_slice).collect())
    }
}

impl http_body::Body for Pieces {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Waiting<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        Poll::Ready(self.0.pop_front().map(|piece| Ok(http_body::Frame::data(piece))))
    }
}

/// The file, if the response is accepted as one.
fn taken(status: u16, headers: &HeaderMap, kind: FileKind, refusal: Refusal, body: Pieces) -> Option<Vec<u8>> {
    let mut answer = Response::new(Body::new(body));
    *answer.status_mut() = StatusCode::from_u16(status).unwrap();
    answer.headers_mut().clone_from(headers);
    let wanted = Wanted {
        kind,
        limit: None,
        refusal,
    };
    let call = Context::new("GET", "/jsonrpc/sys/backup");
    let all = async {
        let beginning = Incoming::begin(
            call,
            CallRecord::default(),
            answer,
            Watcher::default(),
            wanted,
            UploadState::default(),
        );
        let mut incoming = beginning.await.ok()?;
        let mut file = Vec::new();
        while let Some(piece) = incoming.next().await.unwrap() {
            file.extend_from_slice(&piece);
        }
        Some(file)
    };
    // All data is ready, so the future never waits.
    match pin!(all).poll(&mut Waiting::from_waker(Waker::noop())) {
        Poll::Ready(file) => file,
        Poll::Pending => panic!("it waits"),
    }
}

/// Whether a reply is an error of the product.
type IsError = fn(&Value) -> bool;

/// The error detection of each product, with an independent oracle for errors that no header turns into a file.
fn refusals() -> Vec<(Refusal, IsError)> {
    vec![
        #[cfg(feature = "web")]
        (crate::fmg::web::refusal, oracle::json_rpc_refuses),
        #[cfg(feature = "fortios")]
        (crate::fortios::reply::refusal, |reply| {
            reply["status"] == "error"
                && reply["http_status"]
                    .as_i64()
                    .is_some_and(|status| (400..600).contains(&status))
        }),
    ]
}

/// The kinds of file that the call and the headers allow.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "every combination is tested")]
struct Allowed {
    text: bool,
    json: bool,
    html: bool,
    is_named: bool,
    is_page: bool,
    is_json: bool,
}

impl Allowed {
    fn kind(self) -> FileKind {
        let mut kind = FileKind::BINARY;
        if self.text {
            kind = kind.text();
        }
        if self.json {
            kind = kind.json();
        }
        if self.html {
            kind = kind.html();
        }
        kind
    }

    fn headers(self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        if self.is_named {
            let name = HeaderValue::from_static("attachment; filename=\"x.dat\"");
            headers.insert(http::header::CONTENT_DISPOSITION, name);
        }
        if self.is_page {
            let page = HeaderValue::from_static("Text/HTML; charset=UTF-8");
            headers.insert(http::header::CONTENT_TYPE, page);
        } else if self.is_json {
            let json = HeaderValue::from_static("application/json");
            headers.insert(http::header::CONTENT_TYPE, json);
        }
        headers
    }

    /// Why this body is not a file, decided by body and headers alone; `None` if it is one.
    fn objection(self, body: &[u8]) -> Option<&'static str> {
        let wide = oracle::of_utf_16(body);
        let body = wide.as_deref().map_or(body, str::as_bytes);
        let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii();
        let begins = |mark: &[u8]| text.len() >= mark.len() && text[..mark.len()].eq_ignore_ascii_case(mark);
        if text.is_empty() {
            return (!(self.text && self.is_named)).then_some("empty");
        }
        let marks = [
            "<html",
            "<!doctype html",
            "<head",
            "<body",
            "<title",
            "<h1",
            "<script",
            "<!--",
        ];
        if self.is_page || marks.iter().any(|mark| begins(mark.as_bytes())) {
            return (!(self.html && self.is_named)).then_some("a web page");
        }
        let guard = GUARDS.iter().find(|(before, _)| text.starts_with(before.as_bytes()));
        let inner = guard.map_or(text, |(before, after)| {
            let text = &text[before.len()..];
            text.strip_suffix(after.as_bytes()).unwrap_or(text)
        });
        // Data with zero bytes is not text.
        let json = Some(inner).filter(|inner| !inner.contains(&0));
        match json.and_then(oracle::parsed_leniently) {
            Some(Value::Array(_)) if !(self.json && self.is_named) => return Some("a list of JSON"),
            Some(Value::Object(members)) => {
                let is_there = |name| members.get(name).is_some_and(|value: &Value| !value.is_null());
                let is_message = |name: &String| name == "message" || name == "code";
                let is_error = members.keys().all(is_message) || is_there("jsonrpc") || is_there("error");
                return (is_error || !(self.json && self.is_named)).then_some("an object of JSON");
            }
            _ => {}
        }
        let is_plain = !text.iter().any(|byte| matches!(byte, 0..=8 | 11 | 14..=31 | 127));
        let may_be_text = self.text && self.is_named;
        if self.is_json && is_plain && !self.text && (!self.is_named || text.starts_with(b"{")) {
            return (!(self.json && self.is_named)).then_some("JSON by its media type");
        }
        (is_plain && body.len() <= 4096 && !may_be_text).then_some("short text")
    }
}

fn allowed() -> impl Strategy<Value = Allowed> {
    (
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        any::<bool>(),
        prop::bool::weighted(0.2),
        any::<bool>(),
    )
        .prop_map(|(text, json, html, is_named, is_page, is_json)| Allowed {
            text,
            json,
            html,
            is_named,
            is_page,
            is_json,
        })
}

fn body() -> impl Strategy<Value = Vec<u8>> {
    let begin = select(&["", "", "", "\u{feff}", " \r\n", "\u{feff}\n"][..]);
    let rest = prop_oneof![
        3 => almost(REPLIES).prop_map(|reply| reply.text().into_bytes()),
        2 => damaged(REPLIES),
        1 => prop::collection::vec(any::<u8>(), 0..60),
        1 => "(<html|<!DOCTYPE html|<HTML>|<\\?xml|<| |\n|Service Unavailable|[a-z{\\[]){0,6}".prop_map(String::into_bytes),
        1 => (4080_usize..4110).prop_map(|len| vec![b'a'; len]),
        1 => (0_usize..40).prop_map(|len| vec![b' '; len]),
        1 => Just(b"\x1f\x8b\x08\0\0\0".to_vec()),
    ];
    let body = (begin, rest).prop_map(|(begin, rest)| [begin.as_bytes(), &rest].concat());
    // Long enough not to be short text, after a prefix, or in UTF-16.
    let guarded =
        (select(GUARDS), almost(REPLIES), prop::bool::weighted(0.1)).prop_map(|((before, after), reply, is_long)| {
            let space = if is_long { " ".repeat(5000) } else { String::new() };
            format!("{before}{space}{}{after}", reply.text()).into_bytes()
        });
    let body = prop_oneof![4 => body, 1 => guarded];
    (body, prop::option::weighted(0.2, (any::<bool>(), any::<bool>()))).prop_map(|(body, wide)| match wide {
        None => body,
        Some((is_marked, is_big)) => {
            let text = String::from_utf8_lossy(&body);
            let mark = if is_marked { "\u{feff}" } else { "" };
            let units = mark.encode_utf16().chain(text.encode_utf16());
            units
                .flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() })
                .collect()
        }
    })
}

/// Text around JSON that prevents browsers from running it as a script, or that makes it a function call.
const GUARDS: &[(&str, &str)] = &[
    (")]}',\n", ""),
    (")]}'", ""),
    ("while(1);", ""),
    ("for(;;);", ""),
    ("/**/cb(", ");"),
    ("jQuery_1.cb(", ")"),
];

/// Names of Windows devices, from the list of Microsoft.
const DEVICES: [&str; 24] = [
    "CON",
    "PRN",
    "AUX",
    "NUL",
    "COM1",
    "COM2",
    "COM3",
    "COM4",
    "COM5",
    "COM6",
    "COM7",
    "COM8",
    "COM9",
    "LPT1",
    "LPT2",
    "LPT3",
    "LPT4",
    "LPT5",
    "LPT6",
    "LPT7",
    "LPT8",
    "LPT9",
    "COM\u{b9}",
    "LPT\u{b3}",
];

fn objection_to_name(name: &str) -> Option<&'static str> {
    let stem = name.split('.').next().unwrap_or_default().trim_end();
    if name.is_empty() || name.len() > 200 {
        Some("its length")
    } else if name.contains(['/', '\\', ':', '<', '>', '"', '|', '?', '*']) {
        Some("a separator")
    } else if name.contains(char::is_control) || name.contains(['\u{202e}', '\u{2066}', '\u{200f}', '\u{feff}']) {
        Some("a control character")
    } else if name.starts_with(['.', ' ']) || name.ends_with(['.', ' ']) {
        Some("its ends")
    } else {
        DEVICES
            .iter()
            .any(|device| device.eq_ignore_ascii_case(stem))
            .then_some("a device")
    }
}

fn disposition() -> impl Strategy<Value = Vec<u8>> {
    let name =
        r"(\.\./|\.\.\\|[A-Z]:|/|%2[Ff]|%5c|%00|%0d%0a|\.|[ a]|\PC|CON|nul|LPT1|com9|a{90}){0,5}(\.[a-z]{1,20})?";
    let form = select(
        &[
            ("attachment; filename=\"", "\""),
            ("attachment; filename=", ""),
            ("attachment; filename*=UTF-8''", ""),
            ("attachment; filename*=ISO-8859-1'en'", "; filename=x"),
            ("filename=\"", ""),
            ("inline; FILENAME = \"", "\"; filename*=KOI8-R''x"),
        ][..],
    );
    prop_oneof![
        4 => (form, name).prop_map(|((begin, end), name)| format!("{begin}{name}{end}").into_bytes()),
        1 => prop::collection::vec(any::<u8>(), 0..80),
        1 => prop::collection::vec(any::<u8>(), 0..80).prop_map(|name| [b"attachment; filename=\"", &*name].concat()),
    ]
}

#[test]
fn a_file_is_received_completely() {
    let none = Allowed {
        text: false,
        json: false,
        html: false,
        is_named: true,
        is_page: false,
        is_json: false,
    };
    for (allowed, body) in [
        (none, &b"\x1f\x8b\x08\0"[..]),
        (Allowed { text: true, ..none }, b"a certificate"),
        (Allowed { json: true, ..none }, REPLIES[5].as_bytes()),
    ] {
        assert_eq!(allowed.objection(body), None);
        for (refusal, _) in refusals() {
            let taken = taken(200, &allowed.headers(), allowed.kind(), refusal, Pieces::of(body, 3));
            assert_eq!(taken.as_deref(), Some(body));
        }
    }
}

/// A partial byte order mark does not determine the data after it.
#[test]
fn a_divided_byte_order_mark_hides_no_message() {
    let headers: HeaderMap = [(
        http::header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment"),
    )]
    .into_iter()
    .collect();
    for message in &REPLIES[..5] {
        let marked = format!("\u{feff}{message}");
        for piece in 1..5 {
            for (refusal, _) in refusals() {
                let pieces = Pieces::of(marked.as_bytes(), piece);
                let taken = taken(200, &headers, FileKind::BINARY.text(), refusal, pieces);
                assert!(taken.is_none(), "{message}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn only_a_file_is_accepted(allowed in allowed(), body in body(), piece in select(&[1_usize, 7, 64, 5000][..])) {
        let reply = oracle::parsed_leniently(&body);
        for (refusal, is_error) in refusals() {
            let pieces = Pieces::of(&body, piece);
            if let Some(file) = taken(200, &allowed.headers(), allowed.kind(), refusal, pieces) {
                let objection = allowed.objection(&body);
                prop_assert_eq!(objection, None, "{:?}: {}", allowed, String::from_utf8_lossy(&body));
                prop_assert!(!reply.as_ref().is_some_and(is_error), "{:?}: {}", allowed, String::from_utf8_lossy(&body));
                prop_assert_eq!(&file, &body);
            }
        }
    }

    #[test]
    fn other_http_statuses_are_refused(
        allowed in allowed(),
        body in body(),
        status in prop_oneof![100_u16..200, 300_u16..600],
    ) {
        for (refusal, _) in refusals() {
            let taken = taken(status, &allowed.headers(), allowed.kind(), refusal, Pieces::of(&body, 64));
            prop_assert!(taken.is_none(), "{status}");
        }
    }

    #[test]
    fn headers_do_not_turn_a_message_into_a_file(
        headers in prop::collection::vec(
            (
                select(&["content-disposition", "content-type", "content-length", "content-encoding"][..]),
                prop_oneof![
                    prop::collection::vec(any::<u8>(), 0..30),
                    select(&["attachment", "application/octet-stream", "text/html;", "0", "gzip"][..])
                        .prop_map(|text| text.as_bytes().to_vec()),
                ],
            ),
            0..4,
        ),
        message in select(&REPLIES[2..5]),
    ) {
        let headers: HeaderMap = headers
            .iter()
            .filter_map(|(name, value)| Some((HeaderName::from_static(name), HeaderValue::from_bytes(value).ok()?)))
            .collect();
        for (refusal, _) in refusals() {
            let any = FileKind::BINARY.text().json();
            prop_assert!(taken(200, &headers, any, refusal, Pieces::of(message.as_bytes(), 64)).is_none());
        }
    }

    #[test]
    fn a_name_stays_in_its_folder(header in disposition()) {
        if let Some(name) = name_of(&header) {
            prop_assert_eq!(objection_to_name(&name), None, "{:?}", name);
        }
    }
}
