//! Generated from the specs: a case for each call and table.

pub(crate) mod fmg;
pub(crate) mod fortios;
