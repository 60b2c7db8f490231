//! A write to FortiOS in named VDOMs succeeds at most once in each, and in no other VDOM.
#![no_main]

use std::collections::BTreeSet;

use fmg_bindings::__test;
use fmg_bindings::fortios::monitor::system;
use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each target uses only some of its functions")]
#[path = "../../tests/support/oracle.rs"]
mod oracle;

const ASKED: [&str; 2] = ["root", "edge"];

fuzz_target!(|body: &[u8]| {
    let done = __test::done_in::<system::OsReboot>(&ASKED, body);
    let once: BTreeSet<_> = done.iter().collect();
    assert_eq!(once.len(), done.len());
    assert!(done.iter().all(|vdom| ASKED.contains(&vdom.as_str())));
    if let Some(serde_json::Value::Array(envelopes)) = oracle::parsed(body) {
        let successes = envelopes.iter().filter(|envelope| oracle::fortios(envelope)).count();
        assert!(done.len() <= successes);
    }
});
