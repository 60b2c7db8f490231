//! The parser of cookies does not panic.
#![no_main]

use fmg_bindings::__test;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|header: &[u8]| __test::takes_cookie(header));
