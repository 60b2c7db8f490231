//! A login to FortiOS opens a session only if the whole response reports success.
#![no_main]

use fmg_bindings::__test;
use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each target uses only some of its functions")]
#[path = "../../tests/support/oracle.rs"]
mod oracle;

fuzz_target!(|body: &[u8]| {
    if __test::opens_fortios_session(false, 200, body)
        && let Some(answer) = oracle::parsed(body)
    {
        assert!(oracle::fortios_login_by_cookie(&answer));
    }
    assert!(!__test::opens_fortios_session(false, 401, body));
    if __test::opens_fortios_session(true, 200, body) {
        let text = oracle::of_utf_16(body).unwrap_or_else(|| String::from_utf8_lossy(body).into_owned());
        let rest = text.trim_ascii().strip_prefix('1').unwrap();
        assert!(rest.is_empty() || rest.starts_with("document.location="));
    }
    assert!(!__test::opens_fortios_session(true, 401, body));
});
