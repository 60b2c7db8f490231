//! Tests that drop futures at every await point, with every client, and check what was sent and what stays open.
//!
//! `cargo test -p fmg-bindings --test clients cancellation -- --nocapture` prints the counts.

#![cfg(all(feature = "reqwest", feature = "fortios", feature = "web"))]
#[cfg(feature = "blocking")]
mod blocking;
mod bursts;
mod drops;
mod reply_limits;
mod scopes;
mod stand;
