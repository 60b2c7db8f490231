//! Tests of sessions that are replaced after they have ended.

use super::*;

/// A session that is open, and the next answers.
fn open(answers: impl IntoIterator<Item = Answer>) -> (Fixture, u64) {
    let fixture = Fixture::new([]);
    let (_, number) = finish(fixture.session.enter()).unwrap();
    fixture.log.answers.lock().unwrap().extend(answers);
    (fixture, number)
}

#[test]
fn all_calls_of_an_ended_session_cause_one_check_one_logout_and_one_login() {
    // The check takes a while, and so do the logout, which finds no session, and the login.
    let answers = [
        Answer::FailsAfter(3, ended()),
        Answer::FailsAfter(3, ended()),
        Answer::After(3),
    ];
    let (fixture, number) = open(answers);
    let calls = (0..50).map(|call| {
        let session = fixture.session.clone();
        async move {
            assert!(session.renew(number, call).await);
            session.enter().await.unwrap()
        }
    });
    let entered = finish(futures_util::future::join_all(calls));
    assert_eq!(fixture.sent(), (2, 1, 1));
    let (token, other) = &entered[0];
    assert!(**token == 2 && *other != number && entered.iter().all(|(token, _)| **token == 2));
    // A call of the old session that fails late is made again as well.
    assert!(finish(fixture.session.renew(number, 7)));
    assert_eq!(fixture.sent(), (2, 1, 1));
}

#[test]
fn a_call_that_lacks_a_permission_is_checked_once() {
    let (fixture, number) = open([]);
    for _ in 0..41 {
        assert!(!finish(fixture.session.renew(number, 7)));
    }
    assert_eq!(fixture.sent(), (1, 0, 1));
    // Another call may have another reason. After many of them, one check counts for several.
    for call in 0..1000 {
        assert!(!finish(fixture.session.renew(number, call)));
    }
    let (logins, logouts, probes) = fixture.sent();
    assert_eq!((logins, logouts), (1, 0));
    assert!(probes < 500, "{probes}");
    // The caller asks for a login, which forgets that: the permission may have been granted.
    finish(fixture.session.log_in()).unwrap();
    assert!(!finish(fixture.session.renew(number, 7)));
}

#[test]
fn a_check_without_an_outcome_replaces_nothing() {
    let (fixture, number) = open([Answer::Fails(broken()), Answer::Fails(ended())]);
    assert!(!finish(fixture.session.renew(number, 7)));
    assert!(fixture.session.is_open());
    assert!(finish(fixture.session.renew(number, 7)), "the next call checks again");
    assert_eq!(fixture.sent(), (1, 1, 2));
}

#[test]
fn a_session_that_the_caller_has_ended_is_not_replaced() {
    let (fixture, number) = open([]);
    finish(fixture.session.log_out()).unwrap();
    assert!(!finish(fixture.session.renew(number, 7)));
    finish(fixture.session.enter()).unwrap();
    assert!(
        !finish(fixture.session.renew(number, 7)),
        "nor if another one is open by now"
    );
    let (fixture, number) = open([]);
    fixture.session.forget();
    assert!(!finish(fixture.session.renew(number, 7)));
    assert_eq!(fixture.sent(), (1, 0, 0));
}

#[test]
fn a_session_is_not_replaced_again_after_a_new_one_was_of_no_use() {
    let (fixture, number) = open([Answer::Fails(ended())]);
    assert!(finish(fixture.session.renew(number, 7)));
    let (_, number) = finish(fixture.session.enter()).unwrap();
    fixture.session.note_useless();
    for call in 0..41 {
        assert!(!finish(fixture.session.renew(number, call)));
    }
    assert_eq!(fixture.sent(), (2, 1, 1));
    finish(fixture.session.log_in()).unwrap();
    fixture.log.answers.lock().unwrap().push_back(Answer::Fails(ended()));
    assert!(
        finish(fixture.session.renew(number, 1)),
        "after a login of the caller it is"
    );
}

#[test]
fn a_login_that_is_refused_is_not_repeated() {
    let (fixture, number) = open([Answer::Fails(ended()), Answer::Fails(ended()), Answer::Fails(refused())]);
    assert!(finish(fixture.session.renew(number, 7)));
    for _ in 0..41 {
        assert!(finish(fixture.session.enter()).unwrap_err().is_login_failed());
        assert!(finish(fixture.session.renew(number, 7)), "there is no session");
    }
    assert_eq!(fixture.sent(), (2, 1, 1));
}

#[test]
fn a_login_of_the_caller_shares_the_check() {
    let (fixture, number) = open([Answer::FailsAfter(3, ended())]);
    let token = finish(fixture.session.token()).unwrap();
    fixture.session.note(&token, &ended());
    let both = futures_util::future::join(fixture.session.renew(number, 7), fixture.session.log_in());
    let (renewed, login) = finish(both);
    assert!(renewed);
    login.unwrap();
    assert_eq!(fixture.sent(), (2, 1, 1));
}

#[test]
fn a_dropped_call_leaves_the_check_to_the_next_one() {
    for polls in 0..12 {
        let answers = [
            Answer::FailsAfter(3, ended()),
            Answer::FailsAfter(3, ended()),
            Answer::After(3),
        ];
        let (fixture, number) = open(answers);
        let renew = async {
            fixture.session.renew(number, 7).await;
            fixture.session.enter().await
        };
        polled(renew, polls);
        assert!(finish(fixture.session.renew(number, 7)), "{polls}");
        let (token, _) = finish(fixture.session.enter()).unwrap();
        assert_eq!(*token, 2, "{polls}");
        let (logins, logouts, probes) = fixture.sent();
        // The check may be made twice: nobody may have heard its outcome.
        assert!(
            (logins, logouts) == (2, 1) && probes <= 2,
            "{polls}: {:?}",
            fixture.sent()
        );
    }
}
