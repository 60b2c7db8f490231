//! Calls of a folder of specs for which the simulator has no response of its own.

use serde_json::Value;

use super::{Outcome, sample};
use crate::generated::fortios::Route;

/// The results that a document shows, or empty ones of the type that the spec declares, as for other Monitor calls
/// without state.
pub(super) fn outcome(route: &Route) -> Outcome {
    let mut results = route.exchanges.iter().filter_map(|exchange| {
        let mut exchange: Value = serde_json::from_str(exchange).ok()?;
        Some(exchange.pointer_mut("/response/results")?.take())
    });
    results.next().map_or_else(|| sample::outcome(route), Outcome::Results)
}
