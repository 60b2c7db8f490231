//! Tests of the decision whether an attempt follows another one.

use std::sync::Arc;
use std::time::Duration;

use super::course::Course;
use super::exchange::Stage;
use super::outgoing::Plan;
use super::*;
use crate::code::Code;
use crate::error::{
    Context, DecodeError, DecodeErrorKind, Error, HttpError, LoginError, LoginErrorKind, TransportError,
    TransportErrorKind,
};

const CALL: Context = Context::new("exec", "/sys/reboot");
const SECOND: Duration = Duration::from_secs(1);

fn plan(retry: Retry, may_repeat: bool) -> Plan {
    Plan {
        retry: Some(Arc::new(retry)),
        login_again: false,
        call: CALL,
        may_repeat,
        deleted: None,
    }
}

fn sent() -> Stage {
    let mut stage = Stage::default();
    stage.send();
    stage
}

fn transport(kind: TransportErrorKind) -> Error {
    CALL.failed(TransportError::from(kind))
}

fn http(status: u16) -> Error {
    CALL.failed(HttpError::new(status, ""))
}

fn locked() -> Error {
    CALL.failed(crate::fmg::status::refused(Code::new(-20055), ""))
}

fn code(code: i64) -> Error {
    CALL.failed(crate::fmg::status::refused(Code::new(code), ""))
}

/// The wait after the first attempt.
fn first_wait(may_repeat: bool, stage: &Stage, error: &Error) -> Option<Duration> {
    let plan = plan(Retry::new(), may_repeat);
    let mut course = Course::new(&plan);
    course.failed(error, stage);
    course.wait(error, stage)
}

#[test]
fn which_error_of_which_call_is_followed_by_another_attempt() {
    use TransportErrorKind::{
        Body, Certificate, ClientCertificate, Connect, ConnectTimeout, Interrupted, Other, ReplyTooLong, Request,
        Timeout,
    };
    let waiting = |status: u16| http(status).with_retry_after(Some(SECOND));
    let decode = |kind| CALL.failed(DecodeError::new(kind));
    // Whether a call is repeated that may be repeated, and one that may not.
    for (error, again, once) in [
        (transport(Connect), true, true),
        (transport(ConnectTimeout), true, true),
        (transport(Timeout), true, false),
        (transport(Interrupted), true, false),
        (transport(Other), true, false),
        (transport(Certificate), false, false),
        (transport(ClientCertificate), false, false),
        (transport(Request), false, false),
        (transport(Body), false, false),
        (transport(ReplyTooLong), false, false),
        (http(429), true, true),
        (waiting(429), true, true),
        (http(500), true, false),
        (http(502), true, false),
        (http(503), true, false),
        (waiting(503), true, true),
        (http(504), true, false),
        (waiting(504), true, false),
        (http(302), false, false),
        (http(401), false, false),
        (http(404), false, false),
        (locked(), true, true),
        // Not ready; the target cannot be reached.
        (code(-13), true, false),
        (code(-12), true, false),
        (code(-2), false, false),
        (code(-3), false, false),
        (code(-11), false, false),
        (decode(DecodeErrorKind::Html), false, false),
        (decode(DecodeErrorKind::Malformed), false, false),
        (decode(DecodeErrorKind::Truncated), false, false),
        (Error::other("a mistake"), false, false),
    ] {
        for (may_repeat, expected) in [(true, again), (false, once)] {
            let wait = first_wait(may_repeat, &sent(), &error);
            assert_eq!(wait.is_some(), expected, "{may_repeat} {error:?}");
        }
    }
}

#[test]
fn a_login_is_repeated_only_if_it_was_certainly_not_carried_out() {
    let before = Stage::default();
    for (error, expected) in [
        (transport(TransportErrorKind::Connect), true),
        (http(429), true),
        (transport(TransportErrorKind::Interrupted), false),
        (transport(TransportErrorKind::Timeout), false),
        (http(502), false),
        (CALL.failed(LoginError::new(LoginErrorKind::Refused)), false),
        (CALL.failed(LoginError::new(LoginErrorKind::LockedOut)), false),
    ] {
        for may_repeat in [true, false] {
            let wait = first_wait(may_repeat, &before, &error);
            assert_eq!(wait.is_some(), expected, "{error:?}");
        }
    }
}

#[test]
fn attempts_are_limited_unless_a_lock_is_awaited() {
    let run = |retry: Retry, error: &Error| {
        let plan = plan(retry.first_delay(SECOND).longest_delay(SECOND).without_jitter(), true);
        let mut course = Course::new(&plan);
        let mut waits = 0;
        loop {
            course.failed(error, &sent());
            match course.wait(error, &sent()) {
                Some(wait) => assert_eq!(wait, SECOND),
                None => return waits,
            }
            waits += 1;
            if waits == 50 {
                return waits;
            }
        }
    };
    assert_eq!(run(Retry::new(), &http(502)), 3);
    assert_eq!(run(Retry::new().attempts(0), &http(502)), 0);
    assert_eq!(run(Retry::new().attempts(9).deadline(None), &http(502)), 8);
    assert_eq!(run(Retry::new(), &locked()), 50, "no time passes in this test");
    assert_eq!(run(Retry::new().deadline(None), &locked()), 3);
    assert_eq!(run(Retry::new().budget(0), &locked()), 50, "the appliance is not down");
}

#[test]
fn a_wait_beyond_the_deadline_is_not_begun() {
    let error = http(503).with_retry_after(Some(30 * SECOND));
    for (deadline, expected) in [(29, false), (31, true)] {
        let plan = plan(Retry::new().deadline(deadline * SECOND), true);
        let mut course = Course::new(&plan);
        course.failed(&error, &sent());
        let wait = course.wait(&error, &sent());
        assert_eq!(wait.is_some(), expected, "{deadline}");
        assert!(wait.is_none_or(|wait| wait >= 30 * SECOND));
    }
    let plan = plan(Retry::new().deadline(None), true);
    let mut course = Course::new(&plan);
    let year = http(429).with_retry_after(Some(365 * 24 * 60 * 60 * SECOND));
    course.failed(&year, &sent());
    assert!(
        course.wait(&year, &sent()).is_some(),
        "without a deadline every wait is respected"
    );
}

#[test]
fn all_calls_of_a_policy_share_its_budget() {
    let retry = Retry::new().budget(2).attempts(10);
    let plans = [plan(retry.clone(), true), plan(retry.clone(), true)];
    let error = http(502);
    let wait = |plan: &Plan| {
        let mut course = Course::new(plan);
        course.failed(&error, &sent());
        course.wait(&error, &sent()).is_some()
    };
    assert!(wait(&plans[0]) && wait(&plans[1]) && !wait(&plans[0]) && !wait(&plans[1]));
    // A call that is not repeated for another reason takes nothing from the budget.
    for _ in 0..10 {
        Course::new(&plans[0]).succeeded();
    }
    assert!(!{
        let mut course = Course::new(&plans[0]);
        course.failed(&code(-3), &sent());
        course.wait(&code(-3), &sent()).is_some()
    });
    assert!(wait(&plans[1]) && !wait(&plans[1]));
}

#[test]
fn the_error_tells_the_attempts_and_whether_one_was_lost() {
    let plan = plan(Retry::new(), true);
    let mut course = Course::new(&plan);
    let lost = transport(TransportErrorKind::Interrupted);
    course.failed(&lost, &sent());
    assert_eq!(course.conclude(lost.clone()).attempts(), 1);
    course.failed(&http(404), &sent());
    let error = course.conclude(http(404));
    assert!(error.attempts() == 2 && error.is_outcome_unknown() && error.http_status() == Some(404));
    // A login that was lost is not a call that was lost.
    let mut course = Course::new(&plan);
    course.failed(&lost, &Stage::default());
    course.failed(&http(404), &sent());
    assert!(!course.conclude(http(404)).is_outcome_unknown());
}
