//! What the generator writes of the specs: a case for each call and table.

pub(crate) mod fmg;
pub(crate) mod fortios;
