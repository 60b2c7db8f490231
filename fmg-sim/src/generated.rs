//! The route tables, written by `cargo xtask gen`. They are lists with an entry a line.

#[rustfmt::skip]
pub mod fmg;
#[rustfmt::skip]
pub mod fortios;
