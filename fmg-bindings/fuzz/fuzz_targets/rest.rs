//! A call of the REST API succeeds only if the reply has a success status.
#![no_main]

use fmg_bindings::__test;
use fmg_bindings::fmg::rest;
use libfuzzer_sys::fuzz_target;

#[allow(dead_code, reason = "each target uses only some of its functions")]
#[path = "../../tests/support/oracle.rs"]
mod oracle;

fuzz_target!(|body: &[u8]| {
    let succeeded = __test::reads::<rest::ListAdoms>(None, 200, body);
    if let Some(reply) = oracle::parsed(body) {
        assert!(!succeeded || oracle::json_rpc(&reply, None));
    }
});
