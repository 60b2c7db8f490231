//! Futures that are dropped midway, at every point at which they can be, by every client: what is sent, and what is left.
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
