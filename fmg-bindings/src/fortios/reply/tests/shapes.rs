//! Every shape that an envelope is known to have.

use http::header::ETAG;
use serde_json::json;

use super::*;
use crate::Data;
use crate::fortios::{As, Conditional, ETag, Envelope, IfChanged};

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
}

#[test]
fn a_status_that_is_a_number_is_no_refusal_of_a_login() {
    let text = r#"{"status_code":5,"status":5,"status_message":"LOGIN_SUCCESS"}"#;
    let reply = answer::<Login<Value>>(200, &[], text.as_bytes()).unwrap();
    assert_eq!(reply.json(), text);
    assert_eq!(fault(&write::<Value>(text).unwrap_err()), DecodeErrorKind::NoStatus);
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
fn a_reply_shows_its_value_and_not_its_text() {
    let reply = read::<()>(r#"{"results":{"psk":"s3cr3t"},"vdom":"root","status":"success"}"#).unwrap();
    let shown = format!("{reply:?}");
    assert!(shown.contains("root") && !shown.contains("s3cr3t"), "{shown}");
    assert!(reply.json().contains("s3cr3t"));
}
