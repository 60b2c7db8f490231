//! Code that was generated for another version of the bindings says what to update.

fmg_bindings::codegen::check_version!(4);

fn main() {}
