//! Tests of values in a reply that do not fit their field.

use super::*;
use crate::misfits::{Misfit, Misfits};

const GET: Context = CALL;
const EXEC: Context = Context::new("exec", "/dvmdb/adom/<adom>/workspace/commit");

fn read<R: Response>(call: Context, text: &str) -> Result<(R::Output, Misfits), Error> {
    let raw = RawResponse::plain(call, SENT, StatusCode::OK, text.as_bytes());
    super::super::decode::<R>(raw).map(Reply::into_parts)
}

/// The error of a strict reading.
pub(super) fn refused<R: Response<Output: std::fmt::Debug>>(text: &str) -> (Option<String>, String) {
    let strict = Expected {
        reading: Reading { strict: true },
        ..SENT
    };
    fault(super::super::decode::<R>(RawResponse::plain(
        GET,
        strict,
        StatusCode::OK,
        text.as_bytes(),
    )))
}

fn fault<T: std::fmt::Debug>(read: Result<T, Error>) -> (Option<String>, String) {
    let error = read.unwrap_err();
    match error.kind() {
        ErrorKind::Decode(fault) => {
            assert_eq!(fault.kind(), DecodeErrorKind::Mismatch, "{error}");
            (fault.path().map(str::to_owned), error.to_string())
        }
        other => panic!("{other:?}"),
    }
}

fn paths(misfits: &Misfits) -> Vec<&str> {
    misfits.iter().map(Misfit::path).collect()
}

#[derive(Clone, Default)]
pub(super) struct Committed {
    task: Option<i64>,
    note: Option<String>,
}

reply! { Committed { entry { task: "taskid", note: "note" } data { task: "task" | "taskid" } } strict { "taskid", "task" } }

#[derive(Clone, Default)]
struct LoggedIn {
    session: Option<Secret>,
    expiry: Option<i64>,
}

reply! { LoggedIn { envelope { session: "session", expiry: "expiry" } } strict { "session" } }

#[test]
fn a_misfit_leaves_one_field_empty_and_has_its_path_in_the_reply() {
    let data = r#""data":[{"name":"a","oid":1},{"name":"b","oid":"x"},7]"#;
    for (text, start) in [
        (format!(r#"{{"id":3,"result":[{{{data},{OK}}}]}}"#), "result[0].data"),
        (format!(r#"{{"id":3,"result":{{{data},{OK}}}}}"#), "result.data"),
        (format!(r#"{{"id":3,{OK},{data}}}"#), "data"),
    ] {
        let (rows, misfits) = read::<Vec<Adom>>(GET, &text).unwrap();
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[1].name.as_deref(), Some("b"));
        assert_eq!(paths(&misfits), [format!("{start}[1].oid"), format!("{start}[2]")]);
        let (path, message) = refused::<Vec<Adom>>(&text);
        assert_eq!(path.unwrap(), format!("{start}[1].oid"));
        assert!(
            message.contains("expected an integer from -2^63 to 2^63 - 1, found a string"),
            "{message}"
        );
    }
}

#[test]
fn misfits_do_not_hide_a_refusal() {
    let text = r#"{"id":3,"result":[{"data":[{"oid":"x"}],"status":{"code":-3,"message":"no"}}]}"#;
    for strict in [false, true] {
        let reading = Reading { strict };
        let raw = RawResponse::plain(GET, Expected { reading, ..SENT }, StatusCode::OK, text.as_bytes());
        let read = super::super::decode::<Vec<Adom>>(raw);
        assert!(read.unwrap_err().is_not_found());
    }
}

#[test]
fn a_write_requires_only_its_task_id_to_fit() {
    let reply = |task: &str, note: &str| format!(r#"{{"id":3,"result":[{{"note":{note},{OK},"taskid":{task}}}]}}"#);
    let (committed, misfits) = read::<Committed>(EXEC, &reply("77", "{}")).unwrap();
    assert_eq!((committed.task, committed.note), (Some(77), None));
    assert_eq!(paths(&misfits), ["result[0].note"]);
    let (path, message) = fault(read::<Committed>(EXEC, &reply("\"soon\"", "{}")));
    assert_eq!(path.as_deref(), Some("result[0].taskid"), "{message}");
    let below = format!(r#"{{"id":3,"result":[{{"data":{{"task":[1,2]}},{OK}}}]}}"#);
    assert_eq!(
        fault(read::<Committed>(EXEC, &below)).0.as_deref(),
        Some("result[0].data.task")
    );
    // Data that is not an object does not affect the task id beside it.
    let odd = format!(r#"{{"id":3,"result":[{{"taskid":77,"data":"done",{OK}}}]}}"#);
    let (committed, misfits) = read::<Committed>(EXEC, &odd).unwrap();
    assert_eq!((committed.task, paths(&misfits)), (Some(77), vec!["result[0].data"]));
}

#[test]
fn a_login_requires_only_its_session_to_fit() {
    let reply = |session: &str| format!(r#"{{"id":3,"result":[{{{OK}}}],"expiry":"never","session":{session}}}"#);
    let (opened, misfits) = read::<LoggedIn>(EXEC, &reply("\"s3cr3t\"")).unwrap();
    assert_eq!(opened.session, Some(Secret::from("s3cr3t")));
    assert_eq!((opened.expiry, paths(&misfits)), (None, vec!["expiry"]));
    let (path, message) = fault(read::<LoggedIn>(EXEC, &reply("{\"a\":\"s3cr3t\"}")));
    assert_eq!(path.as_deref(), Some("session"));
    assert!(!message.contains("s3cr3t"), "{message}");
}

#[test]
fn the_key_of_a_write_may_have_any_type() {
    let text = format!(r#"{{"id":3,"result":[{{"data":"done",{OK}}}]}}"#);
    let (key, misfits) = read::<Option<Adom>>(EXEC, &text).unwrap();
    assert_eq!((key, paths(&misfits)), (None, vec!["result[0].data"]));
    assert!(read::<Option<Adom>>(GET, &text).is_err());
}

#[test]
fn an_error_for_a_reply_to_an_option_explains_the_option() {
    for data in [
        "17",
        r#""8e4f""#,
        r#"{"firewall address":{"alimit":0,"attr":{"name":{"type":"string"}}}}"#,
        r#"[{"firewall address":{"alimit":0}}]"#,
    ] {
        let text = format!(r#"{{"id":3,"result":[{{"data":{data},{OK}}}]}}"#);
        for (_, message) in [fault(read::<Vec<Adom>>(GET, &text)), fault(read::<Adom>(GET, &text))] {
            assert!(message.contains("`result[0].data"), "{message}");
            assert!(
                message.contains("an `option` such as `count`, `syntax` or `chksum`"),
                "{message}"
            );
        }
    }
    // No hint for a call that expects text.
    let text = format!(r#"{{"id":3,"result":[{{"data":"x",{OK}}}]}}"#);
    assert!(!fault(read::<i64>(GET, &text)).1.contains("option"));
    assert_eq!(read::<String>(GET, &text).unwrap().0, "x");
}

#[test]
fn an_error_says_whether_only_strict_reading_causes_it() {
    let says_so = |text: &str| text.ends_with("; it is an error because of `strict`, otherwise a misfit");
    let odd = format!(r#"{{"id":3,"result":[{{"data":[{{"oid":"x"}}],{OK}}}]}}"#);
    assert!(says_so(&refused::<Vec<Adom>>(&odd).1));
    let strict = Expected {
        reading: Reading { strict: true },
        ..SENT
    };
    let raw = RawResponse::plain(GET, strict, StatusCode::OK, odd.as_bytes());
    let error = super::super::decode::<Vec<Adom>>(raw);
    assert!(matches!(error.unwrap_err().kind(), ErrorKind::Decode(fault) if fault.is_misfit()));
    // Errors in any reading: data of another kind, and missing parts that a reply requires.
    let text = format!(r#"{{"id":3,"result":[{{"data":"text",{OK}}}]}}"#);
    assert!(!says_so(&refused::<Vec<Adom>>(&text).1));
    let text = format!(r#"{{"id":3,"result":[{{{OK},"taskid":"x"}}]}}"#);
    assert!(!says_so(&refused::<Committed>(&text).1));
    assert!(!says_so(&fault(read::<Committed>(EXEC, &text)).1));
}

#[test]
fn user_types_are_read_strictly() {
    #[derive(Debug, serde::Deserialize)]
    struct Own {
        #[allow(dead_code, reason = "it is there to be refused")]
        oid: u8,
    }
    let text = format!(r#"{{"id":3,"result":[{{"data":[{{"oid":"x"}}],{OK}}}]}}"#);
    assert_eq!(
        fault(read::<Data<Vec<Own>>>(GET, &text)).0.as_deref(),
        Some("result[0].data[0].oid")
    );
}
