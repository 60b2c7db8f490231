//! Chapters about work that takes more than one call.

#[doc = include_str!("../docs/changes.md")]
pub mod changes {}
