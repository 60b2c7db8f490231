//! Tests of responses of one VDOM and of several.

use super::*;
use crate::VdomName;
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
fn each_vdom_has_its_own_outcome() {
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
fn the_http_status_is_not_the_status_of_every_vdom() {
    let refused = REFUSED.replace("\"root\"", "\"edge\"");
    let outcomes = each(424, &format!("[{MONITOR},{refused}]")).unwrap();
    assert!(outcomes[0].outcome.is_ok() && outcomes[1].outcome.is_err());
    assert_eq!(rest(&each(424, "[1,2]").unwrap_err()).http_status(), 424);
}

#[test]
fn a_single_response_counts_as_one_vdom() {
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

/// The outcomes of the requested VDOMs: name, and error if there is one.
fn told(asked: &[&'static str], text: &str) -> Vec<(String, Option<DecodeErrorKind>)> {
    let vdoms: Vdoms = asked.iter().map(|name| VdomName::new(*name).unwrap()).collect();
    told_of(&vdoms, text)
}

fn told_of(vdoms: &Vdoms, text: &str) -> Vec<(String, Option<DecodeErrorKind>)> {
    let reply = answer_of::<Each<Write<()>>>(Some(vdoms), 200, &[], text.as_bytes()).unwrap();
    let outcomes = reply.into_value().into_iter();
    outcomes
        .map(|outcome| (outcome.vdom, outcome.outcome.err().as_ref().map(fault)))
        .collect()
}

fn done(vdom: &str) -> String {
    format!(r#"{{"vdom":"{vdom}","status":"success"}}"#)
}

#[test]
fn a_vdom_that_has_not_answered_is_an_error() {
    use DecodeErrorKind::{ForeignVdom, NoAnswer, NoVdom, SeveralResults};
    let (root, edge, lab) = (done("root"), done("edge"), done("lab"));
    let outcome = |vdom: &str, kind| (vdom.to_owned(), kind);
    let asked = ["root", "edge"];
    assert_eq!(
        told(&asked, &format!("[{edge},{root}]")),
        [outcome("edge", None), outcome("root", None)]
    );
    for text in [format!("[{root}]"), root.clone()] {
        assert_eq!(
            told(&asked, &text),
            [outcome("root", None), outcome("edge", Some(NoAnswer))]
        );
    }
    assert_eq!(
        told(&asked, &format!("[{root},{lab}]")),
        [
            outcome("root", None),
            outcome("lab", Some(ForeignVdom)),
            outcome("edge", Some(NoAnswer))
        ]
    );
    assert_eq!(
        told(&asked, &format!("[{root},{edge},{root}]")),
        [
            outcome("root", Some(SeveralResults)),
            outcome("edge", None),
            outcome("root", Some(SeveralResults))
        ]
    );
    let nameless = r#"{"status":"success"}"#;
    assert_eq!(
        told(&asked, &format!("[{root},{nameless}]")),
        [
            outcome("root", None),
            outcome("", Some(NoVdom)),
            outcome("edge", Some(NoAnswer))
        ]
    );
    assert_eq!(
        told(&asked, nameless),
        [
            outcome("", Some(NoVdom)),
            outcome("edge", Some(NoAnswer)),
            outcome("root", Some(NoAnswer))
        ]
    );
    // With one requested VDOM the name is known, but a response of another VDOM is an error.
    assert_eq!(told(&["root"], nameless), [outcome("root", None)]);
    assert_eq!(told(&["root", "root"], &format!("[{root}]")), [outcome("root", None)]);
    assert_eq!(
        told(&["root"], &lab),
        [outcome("lab", Some(ForeignVdom)), outcome("root", Some(NoAnswer))]
    );
}

#[test]
fn a_vdom_that_answers_twice_is_an_error() {
    use DecodeErrorKind::{NoVdom, SeveralResults};
    let (root, edge) = (done("root"), done("edge"));
    for vdoms in [Vdoms::all(), Vdoms::global()] {
        let kinds = |text: &str| {
            told_of(&vdoms, text)
                .into_iter()
                .map(|(_, kind)| kind)
                .collect::<Vec<_>>()
        };
        assert_eq!(kinds(&format!("[{root},{edge}]")), [None, None]);
        assert_eq!(
            kinds(&format!("[{edge},{edge},{root}]")),
            [Some(SeveralResults), Some(SeveralResults), None]
        );
        assert_eq!(kinds(r#"{"status":"success"}"#), [None]);
        assert_eq!(
            kinds(&format!(r#"[{root},{{"status":"success"}}]"#)),
            [None, Some(NoVdom)]
        );
    }
}

#[test]
fn a_refusal_of_a_vdom_is_not_replaced() {
    let vdoms = Vdoms::from(VdomName::new("root").unwrap());
    let text = format!("[{REFUSED},{}]", done("root"));
    let reply = answer_of::<Each<Write<()>>>(Some(&vdoms), 200, &[], text.as_bytes()).unwrap();
    let [refused, second] = &reply.value()[..] else {
        panic!("{}", reply.value().len());
    };
    assert_eq!(rest(refused.outcome.as_ref().unwrap_err()).code(), Some(-651));
    assert_eq!(
        fault(second.outcome.as_ref().unwrap_err()),
        DecodeErrorKind::SeveralResults
    );
}

#[test]
fn an_empty_body_is_the_response_of_one_vdom_at_most() {
    let each = |vdoms: &Vdoms| answer_of::<Each<WithoutBody<()>>>(Some(vdoms), 200, &[], b"");
    let one = each(&VdomName::new("root").unwrap().into()).unwrap();
    assert!(one.value()[0].vdom == "root" && one.value()[0].outcome.is_ok());
    let two = ["root", "edge"].map(|name| VdomName::new(name).unwrap());
    for several in [Vdoms::from(two), Vdoms::all()] {
        assert_eq!(fault(&each(&several).unwrap_err()), DecodeErrorKind::Empty);
    }
}
