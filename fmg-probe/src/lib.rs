//! Reads from appliances. [`fetch`] stores the descriptions that appliances give of their tables and calls, from which
//! bindings for their firmware are generated. [`probe`] makes calls, and reports values that do not fit the types of the bindings.
//!
//! Both products are asked through the clients of `fmg-bindings`. Nothing here changes anything on an appliance.
//!
//! The program `fmg-probe` has the commands `fetch` and `probe`.
#![forbid(unsafe_code)]

pub mod fetch;
mod generated;
pub mod probe;
