//! Asks appliances: what they say of themselves ([`fetch`]), for bindings of their own firmware, and whether what they
//! answer fits the types of the bindings ([`probe`]).
//!
//! Both products are asked through the clients of `fmg-bindings`. Nothing here changes anything on an appliance.
//!
//! The program `fmg-probe` has a command for each.
#![forbid(unsafe_code)]

pub mod fetch;
mod generated;
pub mod probe;
