//! Every shape that an envelope is known to have, and every way in which an answer can be none.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ETAG, RETRY_AFTER};
use http::{HeaderName, Response as HttpResponse};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::Reply;
use crate::error::{DecodeErrorKind, Error, ErrorKind, RestError};
use crate::fortios::{
    Answers, As, Cacheable, Conditional, ETag, Each, Envelope, IfChanged, InVdom, Members, Method, Request,
};
use crate::slots::row;
use crate::{Data, Endpoint, Response};

/// A read or a write that answers with an `R`.
struct Read<R>(std::marker::PhantomData<R>);
struct Write<R>(std::marker::PhantomData<R>);

macro_rules! probe {
    ($probe:ident, $method:ident) => {
        impl<R: Response> Endpoint for $probe<R> {
            type Response = R;
            const TEMPLATE: &'static str = "/api/v2/cmdb/<path>";
            const ESCAPING: fmg_template::Escaping = fmg_template::Escaping::HttpPath;

            fn url(&self) -> String {
                Self::TEMPLATE.to_owned()
            }
        }

        impl<R: Response> Request for $probe<R> {
            const METHOD: Method = Method::$method;

            fn write_members(&self, _: &mut Members) {}
        }
    };
}

probe! { Read, Get }
probe! { Write, Post }

impl<R: Response> Cacheable for Read<R> {}

fn answer<A: Answers>(status: u16, headers: &[(HeaderName, &str)], body: &[u8]) -> Result<Reply<A::Output>, Error> {
    let mut answer = HttpResponse::new(Bytes::copy_from_slice(body));
    *answer.status_mut() = status.try_into().unwrap();
    for (name, value) in headers {
        answer.headers_mut().insert(name, value.parse().unwrap());
    }
    A::__read(A::Request::METHOD, A::Request::TEMPLATE, answer)
}

fn read<R: Response>(text: &str) -> Result<Reply<R::Output>, Error> {
    answer::<Read<R>>(200, &[], text.as_bytes())
}

fn write<R: Response>(text: &str) -> Result<Reply<R::Output>, Error> {
    answer::<Write<R>>(200, &[], text.as_bytes())
}

fn refused(status: u16, text: &str) -> Error {
    answer::<Read<Vec<Lease>>>(status, &[], text.as_bytes()).unwrap_err()
}

fn rest(error: &Error) -> &RestError {
    match error.kind() {
        ErrorKind::Rest(rest) => rest,
        other => panic!("{other:?}"),
    }
}

fn fault(error: &Error) -> DecodeErrorKind {
    match error.kind() {
        ErrorKind::Decode(fault) => fault.kind(),
        other => panic!("{other:?}"),
    }
}

#[derive(Clone, Default)]
struct Lease {
    ip: Option<String>,
    server_mkey: Option<i64>,
}

row! { Lease { ip: "ip", server_mkey: "server_mkey" } }

/// Captured from a FortiGate 61F with v7.6.3.
const MONITOR: &str = r#"{"http_method":"GET","results":[{"ip":"192.168.0.1","reserved":false,"mac":"3c:18:00:00:00:01",
 "interface":"VLAN1000","type":"ipv4","server_mkey":6,"server_ipam_enabled":true,"expire_time":1746100704,
 "status":"leased"}],"vdom":"root","path":"system","name":"dhcp","status":"success","serial":"FGT61F0000000000",
 "version":"v7.6.3","build":3510}"#;

/// A list of a table, as 7.4 and 7.6 give it.
const LIST: &str = r#"{"http_method":"GET","size":17,"limit_reached":false,"matched_count":17,"next_idx":16,
 "revision":"bd002ee1","results":[{"name":"EMS_ALL_UNKNOWN_CLIENTS","q_origin_key":"EMS_ALL_UNKNOWN_CLIENTS"}],
 "vdom":"root","path":"firewall","name":"address","status":"success","http_status":200,"serial":"FGT",
 "version":"v7.4.1","build":0}"#;

/// A write that succeeded on v7.4.1.
const WRITTEN: &str = r#"{"http_method":"POST","http_status":200,"mkey":"officeNetwork","name":"interface",
 "path":"system","revision":"c3","revision_changed":true,"old_revision":"c2","serial":"FGT","status":"success",
 "vdom":"root","version":"v7.4.1","build":2296}"#;

/// A write that was refused on v7.4.1.
const REFUSED: &str = r#"{"http_method":"POST","revision":"c3","revision_changed":false,
 "cli_error":"node_check_object fail! for name homeNetwork\n\nvalue parse error before 'homeNetwork'\nCommand fail. Return code -651\n",
 "error":-651,"status":"error","http_status":500,"vdom":"root","path":"firewall","name":"policy","serial":"FGT",
 "version":"v7.4.1","build":2296}"#;

/// What a Monitor call says on v7.0.2 of what it does not find.
const MISSING: &str = r#"{"path":"system","name":"certificate","action":"download","serial":"FGT60F","version":"v7.0.2",
 "build":234,"status":"error","http_status":404}"#;

#[test]
fn a_monitor_call_answers_with_results_and_little_else() {
    let reply = read::<Vec<Lease>>(MONITOR).unwrap();
    let lease = &reply.value()[0];
    assert_eq!((lease.ip.as_deref(), lease.server_mkey), (Some("192.168.0.1"), Some(6)));
    let envelope = reply.envelope();
    assert_eq!((envelope.vdom.as_deref(), envelope.http_status), (Some("root"), None));
    assert_eq!(
        (envelope.version.as_deref(), envelope.build),
        (Some("v7.6.3"), Some(3510))
    );
    assert_eq!(reply.json(), MONITOR);
    // As 5.6.8 ends it.
    let text = r#"{"results":{"ip":"10.0.0.1"},"vdom":"root","path":"system","name":"dhcp","action":"","status":"success",
        "serial":"FGT","version":"v5.6.8","build":1672}"#;
    assert_eq!(
        read::<Lease>(text).unwrap().into_value().ip.as_deref(),
        Some("10.0.0.1")
    );
}

#[test]
fn a_table_answers_with_its_size_and_revision() {
    let reply = read::<Vec<Value>>(LIST).unwrap();
    assert_eq!(reply.value()[0]["name"], "EMS_ALL_UNKNOWN_CLIENTS");
    let Envelope {
        size,
        matched_count,
        next_idx,
        limit_reached,
        revision,
        ..
    } = reply.envelope();
    assert_eq!((*size, *matched_count, *next_idx), (Some(17), Some(17), Some(16)));
    assert_eq!((*limit_reached, revision.as_deref()), (Some(false), Some("bd002ee1")));
}

#[test]
fn a_write_answers_with_the_key() {
    let reply = write::<Value>(WRITTEN).unwrap();
    assert_eq!(reply.value(), &Value::Null);
    let envelope = reply.envelope();
    assert_eq!(
        (envelope.mkey.as_deref(), envelope.revision_changed),
        (Some("officeNetwork"), Some(true))
    );
    assert_eq!(
        (envelope.old_revision.as_deref(), envelope.http_status),
        (Some("c2"), Some(200))
    );
    let numbered = write::<()>(r#"{"mkey":7,"child_mkey":3,"child_path":"entries","status":"success"}"#).unwrap();
    assert_eq!(numbered.envelope().mkey.as_deref(), Some("7"));
    assert_eq!(numbered.envelope().child_mkey.as_deref(), Some("3"));
}

#[test]
fn the_members_come_in_any_order() {
    let whole: serde_json::Map<_, _> = serde_json::from_str(MONITOR).unwrap();
    for turn in 0..whole.len() {
        let members = whole.iter().cycle().skip(turn).take(whole.len());
        let text: Vec<_> = members.map(|(name, value)| format!("\"{name}\":{value}")).collect();
        let text = format!("{{{}}}", text.join(","));
        assert_eq!(read::<Vec<Lease>>(&text).unwrap().value().len(), 1, "{text}");
    }
}

#[test]
fn an_envelope_of_another_shape_does_not_hide_the_results() {
    let text = r#"{"results":[{"ip":"10.0.0.1"}],"status":"success","version":{"major":7},"build":"3510","serial":null,
        "name":["x"],"size":1.5,"limit_reached":1,"revision_changed":"true","new":{"a":[1]},"mkey":false}"#;
    let reply = read::<Vec<Lease>>(text).unwrap();
    let envelope = reply.envelope();
    assert_eq!(
        (reply.value().len(), envelope.version.as_deref(), envelope.size),
        (1, None, None)
    );
    assert_eq!(
        (envelope.build, envelope.limit_reached, envelope.revision_changed),
        (Some(3510), Some(true), Some(true))
    );
    // Neither verdict nor HTTP status: what there is will do.
    assert_eq!(read::<Vec<Lease>>(r#"{"results":[{}]}"#).unwrap().value().len(), 1);
}

#[test]
fn results_are_read_as_what_was_asked_for() {
    let text = |results: &str| format!(r#"{{"results":{results},"status":"success"}}"#);
    assert_eq!(
        read::<Value>(&text(r#"{"a":[1,null]}"#)).unwrap().into_value(),
        json!({"a": [1, null]})
    );
    assert!(read::<Vec<Lease>>(&text("[]")).unwrap().value().is_empty());
    assert!(
        read::<Vec<Lease>>(r#"{"status":"success"}"#)
            .unwrap()
            .value()
            .is_empty()
    );
    assert_eq!(read::<Option<Value>>(&text("null")).unwrap().into_value(), None);
    assert_eq!(
        read::<Data<(u8, bool)>>(&text("[1,true]")).unwrap().into_value(),
        (1, true)
    );
    assert_eq!(
        read::<Lease>(&text(r#"[{"ip":"10.0.0.1"}]"#))
            .unwrap()
            .into_value()
            .ip
            .as_deref(),
        Some("10.0.0.1")
    );
    assert_eq!(fault(&read::<Lease>(&text("[]")).unwrap_err()), DecodeErrorKind::NoData);
    let own = answer::<As<Read<()>, Vec<String>>>(200, &[], text(r#"["a"]"#).as_bytes()).unwrap();
    assert_eq!(own.value(), &["a"]);
}

#[test]
fn a_refusal_has_its_code_and_the_words_of_the_cli() {
    for status in [500, 200] {
        let error = refused(status, REFUSED);
        assert_eq!((rest(&error).http_status(), rest(&error).code()), (500, Some(-651)));
        assert_eq!(
            error.message(),
            Some(
                "node_check_object fail! for name homeNetwork value parse error before 'homeNetwork' Command fail. \
                 Return code -651"
            )
        );
        assert!(error.is_invalid_data() && !error.is_retryable());
        let text = error.to_string();
        assert!(
            text.starts_with("GET `/api/v2/cmdb/<path>`: FortiOS answers with HTTP status 500"),
            "{text}"
        );
        assert!(
            text.contains(", error -651 (") && text.contains("; CLI: node_check_object"),
            "{text}"
        );
    }
}

#[test]
fn predicates_follow_code_and_status() {
    let said = |status: u16, code: i64| {
        refused(
            status,
            &format!(r#"{{"error":{code},"status":"error","http_status":{status}}}"#),
        )
    };
    assert!(refused(404, MISSING).is_not_found() && said(500, -3).is_not_found());
    assert!(said(500, -5).is_exists() && said(424, -15).is_exists());
    assert!(said(500, -23).is_in_use());
    assert!(said(403, -37).is_permission() && said(500, -14).is_permission() && said(403, 0).is_permission());
    assert!(said(405, 0).is_invalid_url());
    assert!(said(424, 0).is_invalid_data() && said(413, 0).is_invalid_data() && said(400, 0).is_invalid_data());
    let unknown = said(500, -4711);
    assert!(!unknown.is_not_found() && !unknown.is_invalid_data() && !unknown.is_retryable());
    assert_eq!(unknown.http_status(), Some(500));
    assert!(said(401, -37).is_session_ended() && !said(401, -37).is_permission());
    assert!(said(503, 0).is_retryable() && said(429, 0).is_retryable());
}

#[test]
fn any_of_the_three_verdicts_refuses() {
    for (status, text) in [
        (200, r#"{"status":"error","results":[]}"#),
        (200, r#"{"results":[],"status":"failed"}"#),
        (200, r#"{"results":[],"http_status":424,"status":"success"}"#),
        (424, r#"{"results":[],"status":"success"}"#),
        (302, ""),
        (304, ""),
    ] {
        rest(&refused(status, text));
    }
    assert_eq!(rest(&refused(200, r#"{"status":"error"}"#)).http_status(), 200);
}

#[test]
fn results_of_another_shape_do_not_hide_a_refusal() {
    for results in ["7", "\"x\"", r#"[{"server_mkey":"many"}]"#, r#"{"a":1}"#] {
        for text in [
            format!(r#"{{"results":{results},"status":"error","error":-23}}"#),
            format!(r#"{{"error":-23,"status":"error","results":{results}}}"#),
        ] {
            assert!(refused(200, &text).is_in_use(), "{text}");
        }
    }
}

#[test]
fn pages_and_silence_have_a_status_alone() {
    for (status, text) in [
        (
            401,
            "<!DOCTYPE html><html><head><title>401 Unauthorized</title></head><body>s3cr3t</body></html>",
        ),
        (429, "<html><head><title>429 Too Many Requests</title></head></html>"),
        (401, ""),
        (500, "  "),
        (403, "{\"status\":"),
        (404, "not here"),
        (502, "[]"),
        (502, "[1,2]"),
        (500, "{}"),
    ] {
        let error = refused(status, text);
        assert_eq!(
            (rest(&error).http_status(), rest(&error).code()),
            (status, None),
            "{text}"
        );
        assert!(!error.to_string().contains("s3cr3t"));
    }
    let page = refused(401, "<html><title>401 Unauthorized</title>");
    assert!(
        page.is_session_ended() && page.to_string().ends_with(": 401 Unauthorized"),
        "{page}"
    );
    let error = answer::<Read<()>>(500, &[], b"\xff\xfe").unwrap_err();
    assert_eq!(error.http_status(), Some(500));
}

#[test]
fn a_device_that_turns_requests_away_says_for_how_long() {
    let error = answer::<Read<()>>(429, &[(RETRY_AFTER, "30")], b"<html>").unwrap_err();
    assert!(error.is_rate_limited() && error.is_retryable() && !error.is_locked_out());
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert!(error.to_string().contains("; try again in 30 s"), "{error}");
    let text = r#"{"status":"error","http_status":429}"#;
    let error = answer::<Write<()>>(429, &[(RETRY_AFTER, "1")], text.as_bytes()).unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(1)));
    assert_eq!(refused(429, "").retry_after(), None);
}

#[test]
fn what_is_no_reply_is_told_apart() {
    use DecodeErrorKind::{Empty, Html, Malformed, Mismatch, NoResult, SeveralResults, Truncated};
    let several = format!("[{MONITOR},{MONITOR}]");
    for (text, kind) in [
        ("", Empty),
        (" \r\n", Empty),
        ("<!DOCTYPE html><title>Login</title>", Html),
        ("{\"status\":\"succ", Truncated),
        ("[", Truncated),
        ("{\"status\":1,}", Malformed),
        ("Service is down", Malformed),
        ("{}{}", Malformed),
        ("null", Mismatch),
        ("7", Mismatch),
        ("[7]", Mismatch),
        ("{}", NoResult),
        ("[]", NoResult),
        (r#"{"results":null,"vdom":"root"}"#, NoResult),
        (several.as_str(), SeveralResults),
    ] {
        assert_eq!(fault(&read::<Vec<Lease>>(text).unwrap_err()), kind, "{text}");
    }
    let error = answer::<Read<()>>(200, &[], b"\xff{}").unwrap_err();
    assert_eq!(fault(&error), DecodeErrorKind::NotText);
}

#[test]
fn only_a_write_that_needs_no_results_may_be_answered_by_nothing() {
    write::<()>("").unwrap();
    assert_eq!(write::<Option<Value>>(" ").unwrap().json(), " ");
    assert_eq!(fault(&write::<Lease>("").unwrap_err()), DecodeErrorKind::Empty);
    assert_eq!(fault(&read::<()>("").unwrap_err()), DecodeErrorKind::Empty);
}

#[test]
fn a_member_of_another_type_is_named_by_its_path() {
    let text = r#"{"results":[{"ip":"10.0.0.1"},{"server_mkey":"many","psksecret":"s3cr3t"}],"status":"success"}"#;
    let message = read::<Vec<Lease>>(text).unwrap_err().to_string();
    assert!(
        message.contains("at `results[1].server_mkey`: expected an integer, found a string"),
        "{message}"
    );
    assert!(!message.contains("s3cr3t"), "{message}");
}

#[test]
fn one_vdom_may_answer_in_a_list_of_one() {
    let reply = read::<Vec<Lease>>(&format!(" [{MONITOR}]")).unwrap();
    assert_eq!(
        (reply.value().len(), reply.envelope().vdom.as_deref()),
        (1, Some("root"))
    );
    assert_eq!(
        rest(&read::<()>(&format!("[{REFUSED}]")).unwrap_err()).code(),
        Some(-651)
    );
    assert_eq!(rest(&refused(500, &format!("[{REFUSED}]"))).code(), Some(-651));
}

fn each(status: u16, text: &str) -> Result<Vec<InVdom<Vec<Lease>>>, Error> {
    answer::<Each<Read<Vec<Lease>>>>(status, &[], text.as_bytes()).map(Reply::into_value)
}

#[test]
fn each_vdom_has_an_outcome_of_its_own() {
    let odd = r#"{"results":[{"server_mkey":"many"}],"vdom":"odd","status":"success"}"#;
    let refused = REFUSED.replace("\"root\"", "\"edge\"");
    let text = format!("[{MONITOR},{refused},{odd},7]");
    let outcomes = each(200, &text).unwrap();
    let vdoms: Vec<_> = outcomes.iter().map(|outcome| outcome.vdom.as_str()).collect();
    assert_eq!(vdoms, ["root", "edge", "odd", ""]);
    assert_eq!(outcomes[0].outcome.as_ref().unwrap().len(), 1);
    assert_eq!(outcomes[0].envelope.build, Some(3510));
    let error = outcomes[1].outcome.as_ref().unwrap_err();
    assert_eq!((rest(error).code(), rest(error).http_status()), (Some(-651), 500));
    assert_eq!(outcomes[1].envelope.name.as_deref(), Some("policy"));
    assert_eq!(
        fault(outcomes[2].outcome.as_ref().unwrap_err()),
        DecodeErrorKind::Mismatch
    );
    assert_eq!(
        fault(outcomes[3].outcome.as_ref().unwrap_err()),
        DecodeErrorKind::Mismatch
    );
}

#[test]
fn the_status_of_the_answer_is_not_that_of_every_vdom() {
    let outcomes = each(424, &format!("[{MONITOR},{REFUSED}]")).unwrap();
    assert!(outcomes[0].outcome.is_ok() && outcomes[1].outcome.is_err());
    assert_eq!(rest(&each(424, "[1,2]").unwrap_err()).http_status(), 424);
}

#[test]
fn a_lone_answer_counts_as_one_vdom() {
    assert_eq!(each(200, MONITOR).unwrap()[0].vdom, "root");
    assert_eq!(each(200, &format!("[{MONITOR}]")).unwrap().len(), 1);
    assert!(each(200, "[]").unwrap().is_empty());
    assert!(
        each(403, r#"{"status":"error","http_status":403}"#)
            .unwrap_err()
            .is_permission()
    );
    assert_eq!(fault(&each(200, "").unwrap_err()), DecodeErrorKind::Empty);
    assert_eq!(fault(&each(200, "[{}").unwrap_err()), DecodeErrorKind::Truncated);
}

#[test]
fn what_has_not_changed_is_not_read() {
    type Asked = IfChanged<Read<Vec<Lease>>>;
    let known = ETag::from_text("\"a\"").unwrap();
    let asked = IfChanged::new(Read::<Vec<Lease>>(std::marker::PhantomData), &known);
    assert_eq!(asked.__known(), Some(&known));
    let reply = answer::<Asked>(304, &[(ETAG, "\"a\"")], b"").unwrap();
    assert!(reply.value().is_unchanged());
    assert_eq!((reply.etag(), reply.json()), (Some(&known), ""));
    let reply = answer::<Asked>(200, &[(ETAG, "\"b\"")], MONITOR.as_bytes()).unwrap();
    match reply.into_value() {
        Conditional::Changed { value, etag } => {
            assert_eq!((value.len(), etag.unwrap().to_string().as_str()), (1, "\"b\""));
        }
        Conditional::Unchanged => panic!("it has changed"),
    }
    assert!(
        answer::<Asked>(404, &[], MISSING.as_bytes())
            .unwrap_err()
            .is_not_found()
    );
    let first = answer::<Read<Vec<Lease>>>(200, &[(ETAG, "\"a\"")], MONITOR.as_bytes()).unwrap();
    assert_eq!(first.etag(), Some(&known));
}

#[test]
fn an_answer_that_may_be_a_file_is_one_unless_it_says_no() {
    let refusal = |status: u16, body: &[u8]| {
        super::refusal(super::Answer {
            status: status.try_into().unwrap(),
            headers: &http::HeaderMap::new(),
            body,
        })
    };
    assert!(refusal(200, b"#config-version=FGT").is_none());
    assert!(refusal(200, b"\xff\x00{}").is_none() && refusal(200, b"").is_none());
    assert!(refusal(200, br#"{"any": "JSON"}"#).is_none() && refusal(200, b"[1]").is_none());
    assert!(matches!(refusal(200, MISSING.as_bytes()), Some(ErrorKind::Rest(rest)) if rest.http_status() == 404));
    assert!(matches!(refusal(403, b""), Some(ErrorKind::Rest(rest)) if rest.http_status() == 403));
}

#[test]
fn a_reply_shows_its_value_and_not_its_text() {
    let reply = read::<()>(r#"{"results":{"psk":"s3cr3t"},"vdom":"root","status":"success"}"#).unwrap();
    let shown = format!("{reply:?}");
    assert!(shown.contains("root") && !shown.contains("s3cr3t"), "{shown}");
    assert!(reply.json().contains("s3cr3t"));
}

#[test]
fn every_truncation_is_an_error() {
    let several = format!("[{MONITOR},{WRITTEN}]");
    for whole in [MONITOR, LIST, WRITTEN, several.as_str()] {
        answer::<Each<Read<Value>>>(200, &[], whole.as_bytes()).unwrap();
        for end in 0..whole.len() {
            let cut = &whole.as_bytes()[..end];
            assert!(answer::<Read<Value>>(200, &[], cut).is_err(), "{end}");
            assert!(answer::<Each<Read<Value>>>(200, &[], cut).is_err(), "{end}");
            assert!(answer::<Read<Value>>(424, &[], cut).is_err(), "{end}");
        }
    }
    let deep = format!("{{\"results\":{}", "[".repeat(100_000));
    assert_eq!(fault(&read::<Value>(&deep).unwrap_err()), DecodeErrorKind::Malformed);
    assert_eq!(
        fault(&read::<Value>(&"[".repeat(100_000)).unwrap_err()),
        DecodeErrorKind::Truncated
    );
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(status in 100_u16..600, body in prop::collection::vec(any::<u8>(), 0..200)) {
        let _ = answer::<Read<Vec<Lease>>>(status, &[], &body);
        let _ = answer::<Write<Option<Value>>>(status, &[], &body);
        let _ = answer::<Each<Read<Lease>>>(status, &[], &body);
        let _ = answer::<IfChanged<Read<Value>>>(status, &[], &body);
    }

    #[test]
    fn no_damage_to_a_reply_makes_it_panic(
        status in prop::sample::select(&[200_u16, 304, 401, 424, 500][..]),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut body = format!("[{MONITOR},{REFUSED}]").into_bytes();
        for (at, byte) in damage {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let _ = answer::<Each<Read<Vec<Lease>>>>(status, &[], &body);
        let _ = answer::<Read<Vec<Lease>>>(status, &[], &body[1..body.len() - 1]);
    }
}
