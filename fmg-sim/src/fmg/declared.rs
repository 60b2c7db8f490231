//! Calls from a folder of specs, for which the simulator has no code of its own.
//!
//! Tables have rows, as those of the shipped specs. Other calls have the documented reply. An undocumented call is
//! refused with an error that says how a test can answer it, since a made-up reply could be mistaken for a real one.

use fmg_template::Protocol;
use serde_json::{Map, Value};

use super::answer::{Answer, Context, Outcome};
use super::call::{Found, names_a_row};
use super::gui::{Reply, ReplyOutcome};
use super::status::{NO_WRITE_PERMISSION, Refusal};
use super::store::Table;
use super::{table, url};
use crate::fault::Injected;
use crate::generated::fmg::Route;

/// Answers a JSON-RPC call.
pub(super) fn answer(context: &mut Context<'_>) -> Outcome {
    if context.method != "get" && context.injected == Some(Injected::LockedByAnother) {
        return Err(NO_WRITE_PERMISSION);
    }
    if context.layout.has_rows && !(context.method == "get" && is_untouched(context)) {
        return table::answer(context);
    }
    match played(&context.found.route, context.entry) {
        Some(outcome) => outcome,
        None if context.layout.has_rows => table::answer(context),
        None => Err(untaught(&context.found.route)),
    }
}

/// Whether no row was ever added to the table of a call.
fn is_untouched(context: &Context<'_>) -> bool {
    let table = if names_a_row(&context.found.route.url) {
        url::split_last(context.url).0
    } else {
        context.url
    };
    let rows = context.state.store.table(context.caller.sid, table);
    rows.into_iter().flat_map(Table::iter).next().is_none()
}

/// Answers a GUI call.
pub(super) fn gui(found: &Found) -> ReplyOutcome {
    let mut replies = found.route.exchanges.iter().filter_map(|exchange| {
        let mut exchange: Value = serde_json::from_str(exchange).ok()?;
        Some(exchange.get_mut("response")?.take())
    });
    let mut reply = replies.next().ok_or_else(|| untaught(&found.route))?;
    match reply.pointer_mut("/result/0") {
        Some(entry) => Ok(Reply::Entry(entry.take())),
        None => Ok(Reply::Bare(reply)),
    }
}

/// The documented REST reply.
pub(super) fn rest(route: &Route) -> Result<Value, Refusal> {
    let mut replies = route.exchanges.iter().filter_map(|exchange| {
        let mut exchange: Value = serde_json::from_str(exchange).ok()?;
        Some(exchange.get_mut("response")?.take())
    });
    replies.next().ok_or_else(|| untaught(route))
}

/// The refusal of an undocumented call.
fn untaught(route: &Route) -> Refusal {
    let (method, url) = (&*route.method, &*route.url);
    let how = match route.protocol {
        Protocol::JsonRpc => format!("answer({method:?}, {url:?}, |call| …)"),
        other => format!(
            "answer_by(Protocol::{}, {method:?}, {url:?}, |call| …)",
            other.variant()
        ),
    };
    Refusal::undocumented(&format!(
        "what `{method} {url}` answers; answer it by `sim.fmg().{how}`"
    ))
}

/// The documented reply: that of the exchange with the same request, or else of the first successful one.
fn played(route: &Route, entry: &Map<String, Value>) -> Option<Outcome> {
    let exchanges = route.exchanges.iter();
    let exchanges: Vec<_> = exchanges.filter_map(|exchange| Exchange::read(exchange)).collect();
    let same = exchanges.iter().find(|exchange| exchange.asks(entry));
    let good = || exchanges.iter().find(|exchange| exchange.outcome.is_ok());
    same.or_else(good)
        .or_else(|| exchanges.first())
        .map(|exchange| exchange.outcome.clone())
}

/// A documented JSON-RPC exchange.
struct Exchange {
    entry: Map<String, Value>,
    outcome: Outcome,
}

impl Exchange {
    /// Parses an exchange with a response and a single call.
    fn read(text: &str) -> Option<Self> {
        let mut exchange: Value = serde_json::from_str(text).ok()?;
        let params = exchange.pointer_mut("/request/params").map(Value::take);
        let entry = match params {
            Some(Value::Array(mut entries)) if entries.len() == 1 => entries.pop(),
            lone => lone,
        };
        let entry = match entry {
            Some(Value::Object(entry)) => entry,
            _ => Map::new(),
        };
        let Some(Value::Object(mut response)) = exchange.get_mut("response").map(Value::take) else {
            return None;
        };
        let result = match response.remove("result") {
            Some(Value::Array(mut entries)) if !entries.is_empty() => entries.swap_remove(0),
            Some(lone) => lone,
            // The reply itself is the entry.
            None => Value::Object(std::mem::take(&mut response)),
        };
        let Value::Object(mut result) = result else { return None };
        let status = result.remove("status").unwrap_or_default();
        let code = status.get("code").and_then(Value::as_i64).unwrap_or_default();
        let message = status.get("message").and_then(Value::as_str).unwrap_or_default();
        for name in ["url", "id"] {
            result.remove(name);
        }
        for name in ["id", "session", "method", "jsonrpc"] {
            response.remove(name);
        }
        let outcome = if code == 0 {
            Ok(Answer {
                data: result.remove("data"),
                beside: result,
                envelope: response,
            })
        } else {
            Err(Refusal {
                code,
                message: message.to_owned().into(),
            })
        };
        Some(Self { entry, outcome })
    }

    /// Whether an entry is the same request.
    fn asks(&self, entry: &Map<String, Value>) -> bool {
        let of = |entry: &Map<String, Value>| {
            let mut entry = entry.clone();
            let url = entry.remove("url");
            (url.and_then(|url| url.as_str().map(url::plain)), entry)
        };
        of(&self.entry) == of(entry)
    }
}
