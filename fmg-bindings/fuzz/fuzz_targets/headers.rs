//! The parsers of `Content-Disposition` and `Retry-After` do not panic, and no file name leaves its folder.
#![no_main]

use fmg_bindings::__test;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|header: &[u8]| {
    if let Some(name) = __test::file_name(header) {
        assert!(!name.contains(['/', '\\', '\0']) && name != ".." && name != ".");
    }
    __test::takes_retry_after(header);
});
