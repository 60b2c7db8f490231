//! Tests of values in a response that do not fit their field.

use super::*;
use crate::fortios::Each;
use crate::misfits::{Misfit, Misfits};

/// Decodes a response strictly.
pub(super) fn strictly<R: Response>(text: &str) -> Result<Reply<R::Output>, Error> {
    strict::<Read<R>>(text)
}

fn strict<E: Endpoint<Protocol = FortiOs>>(text: &str) -> Result<Reply<Output<E>>, Error> {
    let raw = raw::<E>(Reading { strict: true }, StatusCode::OK, text.as_bytes());
    E::Response::read(raw, &Options::default())
}

fn paths(misfits: &Misfits) -> Vec<&str> {
    misfits.iter().map(Misfit::path).collect()
}

const ODD: &str = r#"{"results":[{"ip":"10.0.0.1","server_mkey":"many"},{"ip":{}},true],"vdom":"odd",
 "build":"newest","size":-1,"serial":["FGT"],"limit_reached":null,"revision_changed":"maybe","status":"success"}"#;

#[test]
fn a_misfit_leaves_one_field_empty_also_in_the_envelope() {
    let reply = read::<Vec<Lease>>(ODD).unwrap();
    assert_eq!(reply.value().len(), 2);
    assert_eq!(reply.value()[0].ip.as_deref(), Some("10.0.0.1"));
    let expected = [
        "results[0].server_mkey",
        "results[1].ip",
        "results[2]",
        "build",
        "size",
        "serial",
        "revision_changed",
    ];
    assert_eq!(paths(reply.misfits()), expected);
    assert_eq!(
        reply.misfits().listed()[4].to_string(),
        "`size`: expected an integer from 0 to 2^64 - 1, found an integer"
    );
    let envelope = reply.envelope();
    assert_eq!(
        (envelope.build, envelope.size, envelope.serial.as_deref()),
        (None, None, None)
    );
    let message = strictly::<Vec<Lease>>(ODD).unwrap_err().to_string();
    assert!(message.contains("at `results[0].server_mkey`"), "{message}");
    assert!(
        message.ends_with("; it is an error because of `strict`, otherwise a misfit"),
        "{message}"
    );
    // Data of another kind is an error in any reading.
    let message = strictly::<Vec<Lease>>(r#"{"results":"text","status":"success"}"#)
        .unwrap_err()
        .to_string();
    assert!(!message.contains("strict"), "{message}");
    let in_envelope = r#"{"results":[],"build":"newest","status":"success"}"#;
    assert_eq!(paths(read::<Vec<Lease>>(in_envelope).unwrap().misfits()), ["build"]);
    assert_eq!(
        fault(&strictly::<Vec<Lease>>(in_envelope).unwrap_err()),
        DecodeErrorKind::Mismatch
    );
    assert!(strictly::<Vec<Lease>>(MONITOR).unwrap().misfits().is_empty());
}

#[test]
fn each_vdom_has_its_own_misfits_and_the_reply_has_all() {
    let text = format!("[{MONITOR},{ODD}]");
    let reply = answer::<Each<Read<Vec<Lease>>>>(200, &[], text.as_bytes()).unwrap();
    assert_eq!(reply.misfits().total(), 7);
    assert_eq!(paths(reply.misfits())[0], "[1].results[0].server_mkey");
    let outcomes = reply.into_value();
    assert!(outcomes[0].misfits.is_empty());
    assert_eq!(paths(&outcomes[1].misfits)[0], "results[0].server_mkey");

    let outcomes = strict::<Each<Read<Vec<Lease>>>>(&text).unwrap().into_value();
    assert!(outcomes[0].outcome.is_ok());
    assert_eq!(
        fault(outcomes[1].outcome.as_ref().unwrap_err()),
        DecodeErrorKind::Mismatch
    );

    let lone = answer::<Each<Read<Vec<Lease>>>>(200, &[], ODD.as_bytes()).unwrap();
    assert_eq!((lone.misfits().total(), lone.value()[0].misfits.total()), (7, 7));
    let in_list = read::<Vec<Lease>>(&format!("[{ODD}]")).unwrap();
    assert_eq!(paths(in_list.misfits())[3], "[0].build");
}

#[test]
fn misfits_do_not_hide_a_refusal() {
    let text = ODD.replace("\"success\"", "\"error\"");
    for error in [
        read::<Vec<Lease>>(&text).unwrap_err(),
        strictly::<Vec<Lease>>(&text).unwrap_err(),
    ] {
        assert!(matches!(error.kind(), ErrorKind::Rest(_)), "{error}");
    }
}

#[test]
fn results_of_another_type_are_an_error() {
    for results in ["7", "\"x\"", "{\"other\":1}", "[1,2]", "[{\"other\":1}]"] {
        let text = format!(r#"{{"results":{results},"status":"success"}}"#);
        let error = read::<Vec<Lease>>(&text).unwrap_err();
        assert_eq!(fault(&error), DecodeErrorKind::Mismatch, "{results}");
        // That hint is for FortiManager only.
        assert!(!error.to_string().contains("option"), "{error}");
    }
}

#[test]
fn a_value_beyond_the_limits_of_json_leaves_its_field_empty() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    for odd in ["1e999", &deep] {
        let text = format!(
            r#"{{"results":[{{"ip":"10.0.0.1","server_mkey":{odd}}},{{"ip":"10.0.0.2"}}],"vdom":"root","build":{odd},
             "more":{odd},"revision":{odd},"status":"success"}}"#
        );
        let reply = read::<Vec<Lease>>(&text).unwrap();
        assert_eq!(reply.value()[1].ip.as_deref(), Some("10.0.0.2"));
        assert_eq!(paths(reply.misfits()), ["results[0].server_mkey", "build", "revision"]);
        let list = answer::<Each<Read<Vec<Lease>>>>(200, &[], format!("[{text}]").as_bytes()).unwrap();
        assert!(list.value()[0].outcome.is_ok());
        assert_eq!(list.misfits().total(), 3);
        let refused =
            format!(r#"{{"results":[{{"server_mkey":{odd}}}],"cli_error":{odd},"error":-651,"status":"error"}}"#);
        assert_eq!(rest(&read::<Vec<Lease>>(&refused).unwrap_err()).code(), Some(-651));
    }
}
