//! Answers of one VDOM and of several.

use super::*;
use crate::fortios::{Each, InVdom};

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
    let odd = r#"{"results":"many","vdom":"odd","status":"success"}"#;
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
    assert_eq!(fault(&each(200, "[]").unwrap_err()), DecodeErrorKind::NoResult);
    assert!(
        each(403, r#"{"status":"error","http_status":403}"#)
            .unwrap_err()
            .is_permission()
    );
    assert_eq!(fault(&each(200, "").unwrap_err()), DecodeErrorKind::Empty);
    assert_eq!(fault(&each(200, "[{}").unwrap_err()), DecodeErrorKind::Truncated);
}
