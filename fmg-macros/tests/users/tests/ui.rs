//! What the compiler says about programs that use the macros wrongly. Those that use them well are in `src/`.
//!
//! After a change of wording: `TRYBUILD=overwrite cargo test -p fmg-macros-users`, and read the difference.

// Other versions word type errors otherwise; what the macros themselves say is compared by the unit tests everywhere.
#[rustversion::attr(
    not(all(stable, since(1.95), before(1.96))),
    ignore = "the expected errors are those of Rust 1.95"
)]
#[test]
fn bad_programs_are_refused_with_a_reason() {
    trybuild::TestCases::new().compile_fail("tests/ui/fail/*.rs");
}
