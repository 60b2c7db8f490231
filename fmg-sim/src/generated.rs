//! The route tables, written by `cargo xtask gen`. They are lists with an entry a line.

#[rustfmt::skip]
pub(crate) mod fmg;
#[rustfmt::skip]
pub(crate) mod fortios;
