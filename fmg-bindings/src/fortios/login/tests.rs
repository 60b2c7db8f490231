use http::StatusCode;
use http::header::{HeaderValue, SET_COOKIE};
use proptest::prelude::*;

use super::*;

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
fn a_lock_out_is_recognised_by_its_words_where_it_has_no_code() {
    let answer = answer(200, b"", r#"{"status_code":-5,"status_message":"LOGIN_LOCKED_OUT"}"#);
    let Err(ErrorKind::Login(error)) = api::read(&answer, &mut Cookies::new(&COOKIES)) else {
        panic!("no refusal");
    };
    assert_eq!(error.kind(), LoginErrorKind::LockedOut);
}

#[test]
fn a_message_that_is_no_text_costs_no_login() {
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
fn a_key_that_no_header_can_hold_is_refused_and_not_repeated() {
    let answer = answer(200, b"", r#"{"status_code":5,"session_key":"hunter2\n"}"#);
    let Err(error) = api::read(&answer, &mut Cookies::new(&COOKIES)) else {
        panic!("no refusal");
    };
    assert!(!format!("{error:?}").contains("hunter2"), "{error:?}");
}

proptest! {
    #[test]
    fn no_answer_makes_a_reader_panic(
        status in 100_u16..600,
        cookie in proptest::collection::vec(any::<u8>(), 0..60),
        body in proptest::collection::vec(any::<u8>(), 0..60),
    ) {
        for read in READERS {
            let _ = read(&answer(status, &cookie, body.clone()), &mut Cookies::new(&COOKIES));
        }
    }

    #[test]
    fn no_answer_without_a_session_opens_one(code in -10_i64..10, first in "[0-9]", cookie in "[a-z]{1,8}=[a-z0-9]{1,8}") {
        let json = format!(r#"{{"status_code":{code},"session_key":""}}"#);
        for (read, body) in [(READERS[0], json), (READERS[1], first.clone())] {
            let step = read(&answer(200, cookie.as_bytes(), body), &mut Cookies::new(&COOKIES));
            prop_assert!(!matches!(step, Ok(Step::Open(_))));
        }
    }
}
