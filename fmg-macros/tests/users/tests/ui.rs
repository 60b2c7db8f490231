//! The compile errors of programs that misuse the macros. Valid programs are in `src/`.
//!
//! After a change of wording: `TRYBUILD=overwrite cargo test -p fmg-macros-users`, and read the difference.

// Other compiler versions word type errors differently; unit tests check the messages of the macros with every version.
#[rustversion::attr(
    not(all(stable, since(1.95), before(1.96))),
    ignore = "the expected errors are those of Rust 1.95"
)]
#[test]
fn bad_programs_are_refused_with_a_reason() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}
