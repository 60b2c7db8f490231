//! A lock or a list by JSON-RPC succeeds only if the reply has a success status.
#![no_main]

use fmg_bindings::__test;
use fmg_bindings::fmg::{address, workspace};
use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each target uses only some of its functions")]
#[path = "../../tests/support/oracle.rs"]
mod oracle;

fuzz_target!(|body: &[u8]| {
    let succeeded = __test::reads::<workspace::LockAdom>(Some(1), 200, body);
    let listed = __test::reads::<address::List>(Some(1), 200, body);
    if let Some(reply) = oracle::parsed(body) {
        assert!(!(succeeded || listed) || oracle::json_rpc(&reply, Some(1)));
    }
});
