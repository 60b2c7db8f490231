//! A refusal is not accepted as a file.
#![no_main]

use fmg_bindings::__test;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|body: &[u8]| {
    let parsed = serde_json::from_slice::<serde_json::Value>(body).ok();
    let taken = __test::takes_for_file(200, body);
    if let Some(reply) = parsed.as_ref().and_then(serde_json::Value::as_object) {
        let code = |entry: &serde_json::Value| entry["status"]["code"].as_i64().filter(|code| *code != 0);
        let entry = match reply.get("result") {
            Some(serde_json::Value::Array(entries)) if entries.iter().all(serde_json::Value::is_object) => entries.first(),
            _ => None,
        };
        assert!(!taken || entry.and_then(code).is_none());
    }
});
