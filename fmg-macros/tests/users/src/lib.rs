//! Programs with the macros that compile and run. Programs that the compiler refuses are in `tests/ui`.
#![cfg(test)]

mod checked_literal;
mod fmg_table;
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
