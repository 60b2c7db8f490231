//! Tests of the errors of FortiOS.

use std::time::Duration;

use super::*;
use crate::fortios::status::{KNOWN, refused as refused_by};

fn refused(status: u16, code: Option<i64>) -> Error {
    Error::new(CALL, refused_by(status).with_code(code))
}

#[test]
fn the_text_has_meanings_and_the_message_of_the_cli() {
    let error = refused_by(424)
        .with_code(Some(-5))
        .with_cli_error("duplicate\nentry")
        .with_retry_after(Some(Duration::from_secs(7)));
    let meanings = [
        KNOWN.statuses.iter().find(|known| known.status == 424).unwrap().meaning,
        KNOWN.codes.iter().find(|known| known.code == -5).unwrap().meaning,
    ];
    assert_eq!(
        error.to_string(),
        format!(
            "FortiOS answers with HTTP status 424 ({}), error -5 ({}); try again in 7 s; CLI: duplicate entry",
            meanings[0], meanings[1]
        )
    );
    assert_eq!(error.meaning(), Some(meanings[1]));
    assert_eq!(refused_by(424).meaning(), Some(meanings[0]));
    let unknown = refused_by(599).with_code(Some(-4711)).with_body("<title>Gone</title>");
    assert_eq!(
        unknown.to_string(),
        "FortiOS answers with HTTP status 599, error -4711: Gone"
    );
    assert_eq!((unknown.meaning(), unknown.cli_error()), (None, None));
}

#[test]
fn authentication_errors_differ_from_permission_errors() {
    assert!(refused(401, None).is_session_ended() && !refused(401, None).is_permission());
    // A code does not turn a failed authentication into a missing permission.
    assert!(refused(401, Some(-37)).is_session_ended());
    assert!(refused(403, None).is_permission() && !refused(403, None).is_session_ended());
    assert!(refused(429, Some(-3)).is_rate_limited() && !refused(429, Some(-3)).is_not_found());
    assert!(Error::new(CALL, HttpError::new(429, "")).is_rate_limited());
    assert_eq!(
        (refused(404, None).http_status(), refused(404, None).code()),
        (Some(404), None)
    );
}

#[test]
fn each_kind_of_login_error_has_its_predicate() {
    use LoginErrorKind::{
        Banner, LockedOut, NoSession, PasswordChange, Refused, SecondFactorNeeded, SecondFactorRefused,
    };
    let login = |kind| Error::new(CALL, LoginError::new(kind));
    assert!(login(Refused).is_login_failed() && login(SecondFactorRefused).is_login_failed());
    assert!(login(SecondFactorNeeded).is_second_factor_needed() && !login(SecondFactorNeeded).is_login_failed());
    assert!(login(LockedOut).is_locked_out() && !login(LockedOut).is_rate_limited());
    for kind in [
        Banner,
        LockedOut,
        NoSession,
        PasswordChange,
        Refused,
        SecondFactorNeeded,
        SecondFactorRefused,
    ] {
        let error = login(kind);
        assert!(
            !error.is_retryable() && !error.is_transport() && !error.is_permission(),
            "{error}"
        );
        assert!(error.to_string().contains("`: FortiOS "), "{error}");
    }
    let locked = LoginError::new(LockedOut).with_retry_after(Some(Duration::from_secs(60)));
    assert!(locked.to_string().ends_with("; try again in 60 s"));
    assert_eq!(Error::new(CALL, locked).retry_after(), Some(Duration::from_secs(60)));
}

#[test]
fn a_call_that_other_firmware_has_under_another_method_names_it() {
    const BACKUP: &str = "/api/v2/monitor/system/config/backup";
    let error = |method, status| Error::new(Context::new(method, BACKUP), refused_by(status));
    let instead = |error: &Error| match error.kind() {
        ErrorKind::Rest(refusal) => refusal.instead(),
        other => panic!("{other:?}"),
    };
    for status in [404, 405] {
        let refused = error("GET", status);
        assert_eq!(instead(&refused), Some("POST /api/v2/monitor/system/config/backup"));
        assert!(
            refused.to_string().ends_with(
                "; this firmware may support `POST /api/v2/monitor/system/config/backup` instead, by \
                 `monitor().system().config_backup_post`"
            ),
            "{refused}"
        );
    }
    assert_eq!(
        instead(&error("POST", 405)),
        Some("GET /api/v2/monitor/system/config/backup")
    );
    for other in [
        error("GET", 403),
        error("GET", 500),
        error("PUT", 405),
        refused(405, None),
    ] {
        assert_eq!(instead(&other), None, "{other}");
    }
}
