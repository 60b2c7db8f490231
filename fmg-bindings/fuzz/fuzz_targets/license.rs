//! A reply that is documented without a status succeeds only if it has a status or a member of its row.
#![no_main]

use fmg_bindings::__test;
use fmg_bindings::fmg::gui::sys;
use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each target uses only some of its functions")]
#[path = "../../tests/support/oracle.rs"]
mod oracle;

fuzz_target!(|body: &[u8]| {
    let succeeded = __test::reads::<sys::License>(None, 200, body);
    if let Some(serde_json::Value::Object(reply)) = oracle::parsed(body) {
        // Any member counts: the row has some thirty.
        let members: Vec<_> = reply.keys().map(String::as_str).collect();
        assert!(!succeeded || oracle::license(&serde_json::Value::Object(reply.clone()), &members));
    }
});
