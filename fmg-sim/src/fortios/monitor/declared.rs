//! Calls that a folder of specs declares, and that the stand-in has no answer of its own for.

use serde_json::Value;

use super::{Outcome, sample};
use crate::generated::fortios::Route;

/// The results that a document shows, or else empty ones of the type that the spec declares, as other Monitor calls give that
/// nothing is remembered for.
pub(super) fn outcome(route: &Route) -> Outcome {
    let mut results = route.exchanges.iter().filter_map(|exchange| {
        let mut exchange: Value = serde_json::from_str(exchange).ok()?;
        Some(exchange.pointer_mut("/response/results")?.take())
    });
    results.next().map_or_else(|| sample::outcome(route), Outcome::Results)
}
