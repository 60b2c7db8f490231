use http::StatusCode;
use http::header::{HeaderValue, SET_COOKIE};
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::almost::{almost, damaged};
use crate::error::DecodeErrorKind;
use crate::oracle;

type Read = fn(&Response<Bytes>, &mut Cookies) -> Result<Step, ErrorKind>;

const READERS: [Read; 3] = [api::read, form::read, form::accepted];

fn answer(status: u16, cookie: &[u8], body: impl Into<Bytes>) -> Response<Bytes> {
    let mut answer = Response::new(body.into());
    *answer.status_mut() = StatusCode::from_u16(status).unwrap();
    if let Ok(cookie) = HeaderValue::from_bytes(cookie) {
        answer.headers_mut().insert(SET_COOKIE, cookie);
    }
    answer
}

#[test]
fn a_lock_out_without_a_code_is_recognised_by_its_text() {
    let answer = answer(200, b"", r#"{"status_code":-5,"status_message":"LOGIN_LOCKED_OUT"}"#);
    let Err(ErrorKind::Login(error)) = api::read(&answer, &mut Cookies::new(&COOKIES)) else {
        panic!("no refusal");
    };
    assert_eq!(error.kind(), LoginErrorKind::LockedOut);
}

#[test]
fn a_message_of_another_type_does_not_fail_a_login() {
    let answer = answer(
        200,
        b"",
        r#"{"status_code":5,"status_message":{"a":1},"session_key":"k3y"}"#,
    );
    assert!(matches!(
        api::read(&answer, &mut Cookies::new(&COOKIES)),
        Ok(Step::Open(_))
    ));
}

#[test]
fn a_key_that_is_not_valid_in_a_header_is_refused_and_not_shown() {
    let answer = answer(200, b"", r#"{"status_code":5,"session_key":"hunter2\n"}"#);
    let Err(error) = api::read(&answer, &mut Cookies::new(&COOKIES)) else {
        panic!("no refusal");
    };
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
}

fn by_api(status: u16, body: &str) -> Result<Step, ErrorKind> {
    api::read(&answer(status, b"", body.to_owned()), &mut Cookies::new(&COOKIES))
}

fn by_form(status: u16, body: &str) -> Result<Step, ErrorKind> {
    let cookie = b"APSCOOKIE_1=\"a\"; path=/";
    form::read(&answer(status, cookie, body.to_owned()), &mut Cookies::new(&COOKIES))
}

fn reason(step: Result<Step, ErrorKind>) -> Option<LoginErrorKind> {
    match step {
        Err(ErrorKind::Login(login)) => Some(login.kind()),
        _ => None,
    }
}

/// Responses with a session key that report both a successful and a failed login.
const CONTRADICTIONS: &[&str] = &[
    r#""status_code":5,"status":-1"#,
    r#""status":-1,"status_code":5"#,
    r#""status_code":5,"status_code":-1"#,
    r#""status_code":-1,"status_code":5"#,
    r#""status_code":5,"status":"error""#,
    r#""status":"error","status_code":5"#,
    r#""status":6,"status":"error""#,
    r#""status_code":5,"status":"failed""#,
    r#""status_code":5,"status":["error"]"#,
    r#""status_code":5,"status":null"#,
    r#""status_code":5,"status":false"#,
    r#""status_code":5,"error":"no""#,
    r#""status_code":5,"error":-5"#,
    r#""status_code":5,"error":0,"error":-5"#,
    r#""status_code":5,"error":{"code":0}"#,
    r#""status_code":5,"http_status":401"#,
    r#""status_code":5,"status":2,"error":"no""#,
    r#""status_code":5,"status":"1""#,
    r#""status_code":5,"session_key":"other""#,
    r#""status_code":1e999,"status":5"#,
];

#[test]
fn a_response_with_a_success_and_a_refusal_opens_no_session() {
    for members in CONTRADICTIONS {
        for body in [
            format!(r#"{{{members},"session_key":"k3y"}}"#),
            format!(r#"{{"session_key":"k3y",{members}}}"#),
        ] {
            let step = by_api(200, &body);
            assert!(step.is_err(), "{body}");
            // The password may be unchecked, unless FortiOS sends a code of its own.
            let is_refused = reason(step) == Some(LoginErrorKind::Refused);
            assert_eq!(
                is_refused,
                body.contains(r#"status":-1"#) || body.contains(r#"code":-1"#),
                "{body}"
            );
        }
    }
    for body in [
        r#"{"status_code":5,"session_key":"k3y"}"#,
        r#"{"status":6,"session_key":"k3y"}"#,
        r#"{"status_code":"5","status":"success","http_status":200,"error":0,"session_key":"k3y"}"#,
        r#"{"status_code":5,"status":6,"session_key":"k3y","session_key":"k3y"}"#,
        r#"{"status_code":5,"session_key":"k3y","status_message":1e999,"more":1e999}"#,
    ] {
        assert!(matches!(by_api(200, body), Ok(Step::Open(_))), "{body}");
    }
}

#[test]
fn only_an_http_status_of_success_opens_a_session() {
    let body = r#"{"status_code":5,"session_key":"k3y"}"#;
    assert_eq!(reason(by_api(401, body)), Some(LoginErrorKind::Refused));
    for status in [400, 403, 404, 405, 429, 500, 503, 302] {
        assert!(!matches!(by_api(status, body), Ok(Step::Open(_))), "{status}");
    }
    // Only a response of another kind leads to the form, where the password is sent again.
    let twice = r#"{"status_code":-1,"status_code":-1}"#;
    assert_eq!(reason(by_api(401, twice)), Some(LoginErrorKind::Refused));
}

#[test]
fn the_form_is_answered_by_a_digit_and_what_may_follow_it() {
    use LoginErrorKind::{LockedOut, PasswordChange, Refused};
    for (body, kind) in [
        ("0", Refused),
        ("0\n", Refused),
        (" 0 ", Refused),
        ("2", LockedOut),
        ("4", PasswordChange),
        (
            "4document.location=\"/ng/page/p/user/admin/password\";\n",
            PasswordChange,
        ),
    ] {
        assert_eq!(reason(by_form(200, body)), Some(kind), "{body}");
    }
    for body in [
        "1",
        "1\n",
        "1document.location=\"/ng/prompt?viewOnly&redir=%2Fng%2F\";\n",
    ] {
        assert!(matches!(by_form(200, body), Ok(Step::Open(_))), "{body}");
    }
    let banner = "1document.location=\"/logindisclaimer?viewOnly&redir=%2Fng%2F\";\n";
    assert!(matches!(by_form(200, banner), Ok(Step::Banner(_))));
    // The kind of the second factor follows, with a message for the user.
    for body in [
        "3",
        "31",
        "32jo@example.com",
        "33+49*****99",
        "34915550199",
        "30Enter the next code",
    ] {
        assert!(matches!(by_form(200, body), Ok(Step::SecondFactor(_))), "{body}");
    }
}

/// Responses of gateways, which are not responses of the form.
const GATEWAY_RESPONSES: &[&str] = &[
    "404 Not Found",
    "403 Forbidden",
    "401 Unauthorized",
    "400",
    "200 OK",
    "302 Found",
    "307 Temporary Redirect",
    "304",
    "1abc",
    "1.1.1.1",
    "1 user is logged in",
    "10",
    "0x1f",
    "0 bytes",
    "2024-01-01 maintenance",
    "3 attempts left",
    "3.14",
    "4 0 4",
    "5",
    "1<html></html>",
    "1window.open()",
    "{\"1\":1}",
    "ok",
    "\u{e9}",
    "1\u{e9}",
];

#[test]
fn other_text_that_begins_with_a_digit_is_an_error() {
    for body in GATEWAY_RESPONSES {
        match by_form(200, body) {
            Err(ErrorKind::Decode(fault)) => assert_eq!(fault.kind(), DecodeErrorKind::Malformed, "{body}"),
            Err(error) => panic!("{body}: {error:?}"),
            Ok(_) => panic!("{body}"),
        }
    }
    assert!(!matches!(
        reason(by_form(429, "2024-01-01 maintenance")),
        Some(LoginErrorKind::LockedOut)
    ));
    assert_eq!(reason(by_form(429, "2\n")), Some(LoginErrorKind::LockedOut));
}

#[test]
fn a_refused_logout_is_an_error() {
    let check = |status, body: &str| check_logout(&answer(status, b"", body.to_owned()));
    for (status, body) in [
        (200, ""),
        (200, "<html>Please log in</html>"),
        (200, r#"{"status_code":0,"status_message":"LOGOUT_SUCCESS"}"#),
        (200, r#"{"status":"success"}"#),
        (302, ""),
    ] {
        assert!(check(status, body).is_ok(), "{status} {body}");
    }
    for (status, body) in [
        (200, r#"{"status":"error","http_status":403}"#),
        (200, r#"{"error":-37}"#),
        (500, ""),
    ] {
        assert!(check(status, body).is_err(), "{status} {body}");
    }
}

/// Documented responses to a login, and responses of other kinds.
const ANSWERS: &[&str] = &[
    r#"{"status_code":5,"status_message":"LOGIN_SUCCESS","session_key":"k3y"}"#,
    r#"{"status":6,"status_message":"LOGIN_SUCCESS","session_key":"k3y"}"#,
    r#"{"status_code":5,"status":"success","http_status":200,"session_key":"k3y"}"#,
    r#"{"status_code":-1,"status_message":"LOGIN_FAILED"}"#,
    r#"{"status":"error","http_status":401,"error":-5}"#,
    r#"{"message":"Unauthorized","code":401}"#,
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn only_a_success_code_opens_a_session(response in almost(ANSWERS), status in select(&[200_u16, 200, 401, 403, 500][..])) {
        let text = response.text();
        let opens = matches!(by_api(status, &text), Ok(Step::Open(_)));
        prop_assert!(!opens || (status == 200 && response.holds(oracle::fortios_login)), "{} {}", status, text);
    }

    #[test]
    fn a_damaged_response_opens_no_session(body in damaged(ANSWERS)) {
        let holds = oracle::parsed_leniently(&body).is_some_and(|response| oracle::fortios_login(&response));
        let step = api::read(&answer(200, b"", body.clone()), &mut Cookies::new(&COOKIES));
        prop_assert!(!matches!(step, Ok(Step::Open(_))) || holds, "{}", String::from_utf8_lossy(&body));
    }

    #[test]
    fn the_form_accepts_no_other_text(digit in "[0-9]", rest in "[ -~]{1,20}") {
        let text = format!("{digit}{rest}");
        let is_answer = rest.trim().is_empty() || rest.starts_with("document.location=");
        match by_form(200, &text) {
            Err(ErrorKind::Decode(_)) => {}
            Ok(Step::SecondFactor(_)) => prop_assert_eq!(digit, "3"),
            _ => prop_assert!(is_answer, "{}", text),
        }
    }
}

proptest! {
    #[test]
    fn no_response_makes_a_reader_panic(
        status in 100_u16..600,
        cookie in proptest::collection::vec(any::<u8>(), 0..60),
        body in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        for read in READERS {
            let _ = read(&answer(status, &cookie, body.clone()), &mut Cookies::new(&COOKIES));
        }
    }

    #[test]
    fn a_response_without_a_session_opens_none(code in -10_i64..10, first in "[0-9]", cookie in "[a-z]{1,8}=[a-z0-9]{1,8}") {
        let json = format!(r#"{{"status_code":{code},"session_key":""}}"#);
        for (read, body) in [(READERS[0], json), (READERS[1], first.clone())] {
            let step = read(&answer(200, cookie.as_bytes(), body), &mut Cookies::new(&COOKIES));
            prop_assert!(!matches!(step, Ok(Step::Open(_))));
        }
    }
}

#[test]
fn the_response_to_a_banner_may_be_a_refusal() {
    let cookie = b"APSCOOKIE_1=\"a\"; path=/";
    for body in ["", "1document.location=\"/ng/\";", "<html></html>"] {
        let step = form::accepted(&answer(200, cookie, body), &mut Cookies::new(&COOKIES));
        assert!(matches!(step, Ok(Step::Open(_))), "{body}");
    }
    let refused = answer(200, cookie, r#"{"status":"error","http_status":401}"#);
    let mut away = answer(302, cookie, "");
    away.headers_mut()
        .insert("location", "https://sso.example/".parse().unwrap());
    for answer in [refused, away] {
        let step = form::accepted(&answer, &mut Cookies::new(&COOKIES));
        assert_eq!(reason(step), Some(LoginErrorKind::Banner));
    }
}

#[test]
fn a_401_of_a_gateway_is_not_a_refused_password() {
    assert_eq!(reason(by_api(401, r#"{"message":"blocked by proxy"}"#)), None);
    assert_eq!(
        reason(by_api(401, r#"{"status_code":-1}"#)),
        Some(LoginErrorKind::Refused)
    );
}
