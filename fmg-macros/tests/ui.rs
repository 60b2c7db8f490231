//! What a user of the macros sees: programs that compile and run, and what the compiler says about those that do not.
//!
//! After a change of wording: `TRYBUILD=overwrite cargo test -p fmg-macros --test ui`, and read the difference.

#[test]
fn good_programs_compile_and_run() {
    trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
}

#[test]
fn bad_programs_are_refused_with_a_reason() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}
