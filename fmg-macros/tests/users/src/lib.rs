//! What users write with the macros compiles, and runs as it should. What the compiler refuses is in `tests/ui`.
#![cfg(test)]

mod checked_literal;
mod fortios;
mod generics;
mod path;
mod placeholder_names;
mod places;
mod response;
mod table;
mod through_macro_rules;
mod url;
mod web;
