//! A reply that is documented without a status is a success only if it holds a member of its row, or a verdict.
#![no_main]

use fmg_bindings::__test;
use fmg_bindings::fmg::gui::sys;
use libfuzzer_sys::fuzz_target;

#[allow(dead_code)]
#[path = "../../tests/support/oracle.rs"]
mod oracle;

fuzz_target!(|body: &[u8]| {
    let succeeded = __test::reads::<sys::License>(None, 200, body);
    if let Some(serde_json::Value::Object(reply)) = oracle::parsed(body) {
        // Whichever member it is: the row knows some thirty.
        let members: Vec<_> = reply.keys().map(String::as_str).collect();
        assert!(!succeeded || oracle::license(&serde_json::Value::Object(reply.clone()), &members));
    }
});
