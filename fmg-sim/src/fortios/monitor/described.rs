//! Calls of a described device.

use serde_json::Value;

use super::{MonitorCall, Outcome, known, results, sample};
use crate::fortios::state::State;

/// The outcome of a call whose response has this schema.
///
/// A call that the simulator knows has its effect too. Its own results count only if the schema states just their type.
/// A description does not state which requests a device refuses, so no request is refused here.
pub(super) fn outcome(ask: &MonitorCall<'_>, schema: &Value, state: &mut State) -> Outcome {
    let says_more = results::says_more(schema);
    let is_download = ask.route.download.is_some();
    let has_effect = ask.route.method != *"GET";
    let own = if ask.route.id.is_some() && (has_effect || is_download || !says_more) {
        known(ask, state).ok()
    } else {
        None
    };
    match own {
        Some(file @ Outcome::File { .. }) if is_download => file,
        _ if is_download => sample::outcome(ask.route),
        Some(Outcome::Results(own)) if !says_more && results::is_typed(schema, &own) => Outcome::Results(own),
        _ if says_more || schema.get("type").is_some() => Outcome::Results(results::of(schema)),
        _ => sample::outcome(ask.route),
    }
}
