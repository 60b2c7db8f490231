//! Tests of every known shape of the envelope, and of responses that are not replies.

use http::StatusCode;
use serde_json::{Value, json};

use super::{Expected, RawResponse, Reply};
use crate::codegen::{reply, row};
use crate::error::{Context, DecodeErrorKind, Error, ErrorKind};
use crate::reading::Reading;
use crate::{Code, Data, ReplyWithout, Response, Secret};

mod call_status;
mod limits;
mod misfits;
mod properties;
mod text;

const CALL: Context = Context::new("get", "/dvmdb/adom/<adom>");

/// A request with an id, whose reply has to be complete.
const SENT: Expected = Expected {
    reading: Reading { strict: false },
    id: Some(3),
    without: ReplyWithout::NOTHING,
};

fn decode<R: Response>(call: Context, expected: Expected, status: StatusCode, body: &[u8]) -> Result<R::Output, Error> {
    super::decode::<R>(RawResponse::plain(call, expected, status, body)).map(Reply::into_value)
}

fn answer<R: Response>(text: &str) -> Result<R::Output, Error> {
    decode::<R>(CALL, SENT, StatusCode::OK, text.as_bytes())
}

fn decode_error<R: Response<Output: std::fmt::Debug>>(text: &str) -> (DecodeErrorKind, String) {
    let error = answer::<R>(text).unwrap_err();
    match error.kind() {
        ErrorKind::Decode(fault) => (fault.kind(), error.to_string()),
        other => panic!("{other:?}"),
    }
}

#[derive(Default)]
struct Adom {
    name: Option<String>,
    oid: Option<i64>,
}

row! { Adom { name: "name", oid: "oid" } }

#[derive(Clone, Default)]
struct Spawned {
    task: Option<i64>,
}

reply! { Spawned { entry { task: "taskid" } data { task: "task" | "taskid" } } }

#[derive(Clone, Default)]
struct Opened {
    session: Option<Secret>,
}

reply! { Opened { envelope { session: "session" } } }

const OK: &str = r#""status":{"code":0,"message":"OK"}"#;

#[test]
fn the_result_may_be_a_list_an_object_or_the_reply_itself() {
    let data = r#""data":{"name":"demo","oid":162}"#;
    for text in [
        format!(r#"{{"id":3,"result":[{{{data},{OK},"url":"/x"}}]}}"#),
        format!(r#"{{"id":3,"result":[{{{OK},"url":"/x",{data}}}],"id":3}}"#),
        format!(r#"{{"id":3,"result":{{{OK},{data},"url":"/x"}},"session":"s","verbose":1,"cid":26}}"#),
        format!(r#"{{"id":3,{OK},{data},"url":"/x"}}"#),
        format!(r#"{{{data},"url":"/x","id":3,{OK}}}"#),
        format!(" \n{{\"id\":3,\"jsonrpc\":\"1.0\",\"method\":\"get\",\"result\":[{{{data},{OK}}}]}}\n"),
        format!(r#"{{"id":3,"result":[{{{data},{OK},"version":700}}],"session":12345}}"#),
    ] {
        let adom = answer::<Adom>(&text).unwrap();
        assert_eq!((adom.name.as_deref(), adom.oid), (Some("demo"), Some(162)), "{text}");
    }
}

#[test]
fn a_call_without_data_needs_a_status_and_nothing_else() {
    for text in [
        format!(r#"{{"id":3,"result":[{{{OK},"url":"/x"}}]}}"#),
        format!(r#"{{"id":3,{OK},"url":"/x"}}"#),
        format!(r#"{{"id":3,"result":{{{OK}}}}}"#),
        format!(r#"{{"id":3,"result":[{{{OK},"data":"whatever"}}]}}"#),
    ] {
        answer::<()>(&text).unwrap();
    }
}

#[test]
fn one_object_may_come_in_a_list_of_one() {
    assert_eq!(
        answer::<Adom>(&format!(r#"{{"id":3,"result":[{{"data":[{{"name":"demo"}}],{OK}}}]}}"#))
            .unwrap()
            .name
            .as_deref(),
        Some("demo")
    );
    for data in ["[]", "null"] {
        let text = format!(r#"{{"id":3,"result":[{{"data":{data},{OK}}}]}}"#);
        assert_eq!(decode_error::<Adom>(&text).0, DecodeErrorKind::NoData);
        assert_eq!(answer::<Option<Adom>>(&text).unwrap(), None);
    }
    let text = format!(r#"{{"id":3,"result":[{{"data":[{{}},{{}}],{OK}}}]}}"#);
    assert_eq!(decode_error::<Adom>(&text).0, DecodeErrorKind::Mismatch);
}

#[test]
fn a_list_may_be_missing_empty_or_a_lone_object() {
    let names = |data: &str| -> Vec<_> {
        let text = format!(r#"{{"id":3,"result":[{{{data}{OK}}}]}}"#);
        answer::<Vec<Adom>>(&text)
            .unwrap()
            .into_iter()
            .filter_map(|adom| adom.name)
            .collect()
    };
    assert!(names("").is_empty());
    assert!(names(r#""data":null,"#).is_empty());
    assert!(names(r#""data":[],"#).is_empty());
    assert_eq!(names(r#""data":{"name":"a"},"#), ["a"]);
    assert_eq!(names(r#""data":[{"name":"a"},{"name":"b"}],"#), ["a", "b"]);
}

#[test]
fn data_may_be_a_number_a_text_or_anything() {
    let text = |data: &str| format!(r#"{{"id":3,"result":[{{"data":{data},{OK}}}]}}"#);
    assert_eq!(answer::<i64>(&text("42")).unwrap(), 42);
    assert_eq!(answer::<String>(&text("\"a\\u00e9\"")).unwrap(), "aé");
    assert_eq!(
        answer::<Value>(&text(r#"{"a":[1,null]}"#)).unwrap(),
        json!({"a": [1, null]})
    );
    assert_eq!(answer::<Value>(&text("null")).unwrap(), Value::Null);
    assert_eq!(answer::<Data<(u8, bool)>>(&text("[1,true]")).unwrap(), (1, true));
    assert_eq!(answer::<Data<Option<u8>>>(&text("null")).unwrap(), None);
    assert_eq!(decode_error::<i64>(&text("null")).0, DecodeErrorKind::NoData);
    assert_eq!(decode_error::<Data<u8>>(&text("null")).0, DecodeErrorKind::NoData);
}

#[test]
fn a_task_id_is_found_wherever_it_stands() {
    for text in [
        format!(r#"{{"id":3,"result":[{{"data":{{"task":7}},{OK}}}]}}"#),
        format!(r#"{{"id":3,"result":[{{"data":{{"taskid":"7"}},{OK}}}]}}"#),
        format!(r#"{{"id":3,"result":[{{"data":[{{"taskid":7}}],{OK}}}]}}"#),
        format!(r#"{{"id":3,"result":[{{"taskid":7,{OK}}}]}}"#),
        format!(r#"{{"id":3,"result":{{"taskid":7,{OK}}}}}"#),
        format!(r#"{{"id":3,"data":{{"pid":1}},"taskid":7,"url":"/x",{OK}}}"#),
    ] {
        assert_eq!(answer::<Spawned>(&text).unwrap().task, Some(7), "{text}");
    }
    let nothing_to_do = format!(r#"{{"id":3,"result":[{{"data":{{"status":"No devices"}},{OK}}}]}}"#);
    assert_eq!(answer::<Spawned>(&nothing_to_do).unwrap().task, None);
}

#[test]
fn a_session_is_read_as_text_or_number() {
    for text in [
        format!(r#"{{"id":3,"result":[{{{OK},"url":"/sys/login/user"}}],"session":"12"}}"#),
        format!(r#"{{"session":12,"id":3,"result":[{{{OK},"data":"a text that nobody reads"}}]}}"#),
    ] {
        assert_eq!(
            answer::<Opened>(&text).unwrap().session.unwrap().expose(),
            "12",
            "{text}"
        );
    }
}

#[test]
fn a_refusal_is_an_error_with_its_code() {
    for (code, expected) in [
        ("-6", -6),
        ("\"-6\"", -6),
        ("18446744073709551610", -6),
        ("\"18446744073709551610\"", -6),
        ("-20055", -20055),
        ("-4711", -4711),
        ("7", 7),
    ] {
        for text in [
            format!(r#"{{"id":3,"result":[{{"status":{{"code":{code},"message":"No"}},"url":"/x"}}]}}"#),
            format!(r#"{{"id":3,"result":{{"status":{{"message":"No","code":{code}}}}},"session":12}}"#),
            format!(r#"{{"id":3,"status":{{"code":{code},"message":"No"}},"url":"/x"}}"#),
            // Data of a shape that the call does not return.
            format!(r#"{{"id":3,"result":[{{"data":"text","status":{{"code":{code},"message":"No"}}}}]}}"#),
            format!(r#"{{"id":3,"result":[{{"data":[1,2],"status":{{"code":{code},"message":"No"}}}}]}}"#),
        ] {
            let error = answer::<Adom>(&text).unwrap_err();
            assert_eq!(
                (error.code(), error.message()),
                (Some(Code::new(expected)), Some("No")),
                "{text}"
            );
        }
    }
}

#[test]
fn the_message_cannot_send_control_characters_to_a_terminal() {
    let text = r#"{"id":3,"result":[{"status":{"code":-1,"message":"a\u001b[31m\nb"}}]}"#;
    let error = answer::<()>(text).unwrap_err();
    assert_eq!(error.message(), Some("a [31m b"));
}

#[test]
fn responses_that_are_not_replies_are_told_apart() {
    use DecodeErrorKind::{Empty, Html, Malformed, Mismatch, NoResult, NoStatus, SeveralResults, Truncated};
    let several = format!(r#"{{"id":3,"result":[{{{OK}}},{{{OK}}}]}}"#);
    for (text, kind) in [
        ("", Empty),
        (" \r\n", Empty),
        ("<!DOCTYPE html><title>Login</title>", Html),
        ("{\"id\":3,\"result\":[{\"sta", Truncated),
        ("{\"id\":3,\"result\":[", Truncated),
        ("{\"id\":3,}", Malformed),
        ("Service is down", Malformed),
        ("{}{}", Malformed),
        ("[]", Mismatch),
        ("null", Mismatch),
        ("{\"result\":7}", Mismatch),
        ("{\"result\":[7]}", Mismatch),
        ("{}", NoResult),
        ("{\"id\":3}", NoResult),
        ("{\"id\":3,\"result\":[]}", NoResult),
        ("{\"id\":3,\"result\":null}", NoResult),
        ("{\"id\":3,\"result\":[{\"url\":\"/x\"}]}", NoStatus),
        (several.as_str(), SeveralResults),
    ] {
        assert_eq!(decode_error::<()>(text).0, kind, "{text}");
    }
    let error = decode::<()>(CALL, SENT, StatusCode::OK, b"\xff{}").unwrap_err();
    assert!(error.to_string().ends_with("the reply is not UTF-8"));
}

#[test]
fn a_member_of_another_type_is_named_by_its_path() {
    let text = format!(r#"{{"id":3,"result":[{{{OK},"data":[{{"oid":1}},{{"oid":"many","session":"s3cr3t"}}]}}]}}"#);
    let message = misfits::refused::<Vec<Adom>>(&text).1;
    let start = "get `/dvmdb/adom/<adom>`: the reply has another shape than expected, at `result[0].data[1].oid`: \
                 expected an integer from -2^63 to 2^63 - 1, found a string; near ";
    assert!(message.starts_with(start), "{message}");
    assert!(
        message.contains(r#"{"oid":"many","#) && !message.contains("s3cr3t"),
        "{message}"
    );
}

#[test]
fn errors_of_user_types_do_not_show_values() {
    #[derive(Debug, serde::Deserialize)]
    struct Own {
        #[allow(dead_code, reason = "it is there to be refused")]
        passwd: u8,
    }
    let text = format!(r#"{{"id":3,"result":[{{{OK},"data":{{"passwd":"s3cr3t"}}}}]}}"#);
    let (_, message) = decode_error::<Data<Own>>(&text);
    assert!(
        message.contains("at `result[0].data.passwd`: invalid type: string, expected u8"),
        "{message}"
    );
    assert!(!message.contains("s3cr3t"), "{message}");
}

#[test]
fn an_http_error_counts_unless_fortimanager_reports_a_status() {
    let reply = |status: u16, text: &str| {
        decode::<()>(CALL, SENT, StatusCode::from_u16(status).unwrap(), text.as_bytes()).unwrap_err()
    };
    for text in [
        "",
        "<title>Bad Gateway</title>",
        "{\"id\":",
        "busy",
        r#"{"result":[{"status":{"code":0}}]}"#,
    ] {
        let error = reply(502, text);
        assert!(
            matches!(error.kind(), ErrorKind::Http(http) if http.status() == 502),
            "{error:?}"
        );
        assert!(error.is_retryable());
    }
    assert!(
        reply(502, "<title>Bad Gateway</title>")
            .to_string()
            .ends_with(": Bad Gateway")
    );
    assert!(reply(401, "").is_permission());
    assert!(reply(500, r#"{"id":3,"result":[{"status":{"code":-3}}]}"#).is_not_found());
}

#[test]
fn no_response_makes_the_decoder_panic() {
    let whole =
        format!(r#"{{"id":3,"result":[{{"data":[{{"name":"é\"\\","oid":12}}],{OK},"taskid":1}}],"session":"s"}}"#);
    for end in 0..whole.len() {
        let _ = decode::<Vec<Adom>>(CALL, SENT, StatusCode::OK, &whole.as_bytes()[..end]);
    }
    for at in 0..whole.len() {
        for byte in [b'"', b'{', b'}', b'[', b']', b',', b':', b'\\', b'0', 0, 0xff] {
            let mut broken = whole.clone().into_bytes();
            broken[at] = byte;
            let _ = decode::<Vec<Adom>>(CALL, SENT, StatusCode::OK, &broken);
        }
    }
    let deep = format!("{{\"result\":[{{\"data\":{}", "[".repeat(100_000));
    assert_eq!(decode_error::<Value>(&deep).0, DecodeErrorKind::Truncated);
    let closed = format!("{deep}{},{OK}}}],\"id\":3}}", "]".repeat(100_000));
    assert!(answer::<Value>(&closed).is_ok());
}

#[test]
fn a_reply_that_is_documented_without_its_parts_may_lack_them() {
    let told = |without: ReplyWithout, text: &str| {
        let expected = Expected { without, ..SENT };
        decode::<Opened>(CALL, expected, StatusCode::OK, text.as_bytes()).map(drop)
    };
    let (status, id) = (ReplyWithout::NOTHING.status(), ReplyWithout::NOTHING.id());
    told(status, r#"{"id":3,"session":"x"}"#).unwrap();
    told(status, r#"{"id":3,"session":"x","status":"ok"}"#).unwrap();
    told(id, &format!(r#"{{{OK},"url":"/x"}}"#)).unwrap();
    told(status.id(), r#"{"session":"x"}"#).unwrap();
    // Parts that exist still have to be valid and have to belong to the request.
    for (without, text) in [
        (status, r#"{"session":"x"}"#.to_owned()),
        (status, r#"{"id":3,"session":"x","error":"no"}"#.to_owned()),
        (status, r#"{"id":3,"session":"x","status":{"code":"none"}}"#.to_owned()),
        (status, r#"{"id":3,"session":"x","status":7}"#.to_owned()),
        (status, r#"{"id":3,"message":"Unauthorized","code":401}"#.to_owned()),
        (status, r#"{"id":3}"#.to_owned()),
        (status, r#"{"id":3,"result":[]}"#.to_owned()),
        (id, r#"{"session":"x"}"#.to_owned()),
        (id, format!(r#"{{"id":4,{OK}}}"#)),
        (id, format!(r#"{{"id":null,{OK}}}"#)),
    ] {
        assert!(told(without, &text).is_err(), "{text}");
    }
    for text in [
        r#"{"session":"x","status":{"code":-3,"message":"No"}}"#,
        // As the GUI refuses the request that it carries.
        r#"{"session":"x","code":-3,"message":"No"}"#,
        r#"{"message":"No","code":-3,"session":"x","code":0}"#,
    ] {
        let refused = told(status.id(), text).unwrap_err();
        assert_eq!(
            (refused.is_not_found(), refused.message()),
            (true, Some("No")),
            "{text}"
        );
    }
    let told = told(status.id(), r#"{"session":"x","code":0,"message":""}"#);
    told.unwrap();
}
