//! Chapters about work that takes more than one call.

#[doc = include_str!("../docs/changes.md")]
pub mod changes {}

#[doc = include_str!("../docs/testing.md")]
/// ```rust,ignore
#[doc = include_str!("../tests/readme/provisioning.rs")]
/// ```
pub mod testing {}
