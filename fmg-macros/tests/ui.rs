//! What a user of the macros sees: programs that compile and run, and what the compiler says about those that do not.
//!
//! After a change of wording: `TRYBUILD=overwrite cargo test -p fmg-macros --test ui`, and read the difference.

#[test]
fn good_programs_compile_and_run() {
    trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
}

// Other versions word type errors otherwise; what the macros themselves say is compared by the unit tests everywhere.
#[rustversion::attr(
    not(all(stable, since(1.95), before(1.96))),
    ignore = "the expected errors are those of Rust 1.95"
)]
#[test]
fn bad_programs_are_refused_with_a_reason() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}
