//! Calls with the documented reply.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::answer::{Answer, Context, Outcome};
use super::status::NO_OBJECT;
use super::url;
use crate::generated::fmg::{CallId, ROUTES, Route};

/// The documented successful replies with data, by call.
static REPLIES: LazyLock<HashMap<CallId, Vec<Reply>>> = LazyLock::new(|| {
    let replies = |route: &Route| {
        route
            .exchanges
            .iter()
            .filter_map(|exchange| Reply::read(exchange))
            .collect()
    };
    ROUTES
        .iter()
        .filter_map(|route| Some((route.id?, replies(route))))
        .collect()
});

#[derive(Debug)]
struct Reply {
    /// The normalized url in the reply.
    url: Option<String>,
    data: Value,
}

impl Reply {
    fn read(exchange: &str) -> Option<Self> {
        let mut exchange: Value = serde_json::from_str(exchange).ok()?;
        let entry = match exchange.pointer_mut("/response/result")? {
            Value::Array(entries) => entries.first_mut()?,
            lone => lone,
        };
        let went_well = entry.pointer("/status/code").and_then(Value::as_i64) == Some(0);
        let url = entry.get("url").and_then(Value::as_str).map(url::plain);
        let data = entry.get_mut("data").filter(|_| went_well)?.take();
        Some(Self { url, data })
    }
}

/// Answers with the data of the documented reply. For a call on an object, only the documented object exists.
pub(super) fn answer(context: &mut Context<'_>) -> Outcome {
    data(&context.found.route, context.url)
        .map(Answer::data)
        .ok_or(NO_OBJECT)
}

/// The data of the first documented reply. `None`: no document shows one for this url.
pub(super) fn data(route: &Route, url: &str) -> Option<Value> {
    let fits = |reply: &&Reply| route.placeholders.is_empty() || reply.url.as_deref() == Some(url);
    REPLIES
        .get(&route.id?)?
        .iter()
        .find(fits)
        .map(|reply| reply.data.clone())
}

/// The whole documented reply of a call, for replies without an envelope.
pub(super) fn reply(route: &Route) -> Option<Value> {
    let mut replies = route.exchanges.iter().filter_map(|exchange| {
        let mut exchange: Value = serde_json::from_str(exchange).ok()?;
        exchange.get_mut("response").map(Value::take)
    });
    replies.next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::fmg::calls::{Certificate, Sys};

    #[test]
    fn only_documented_replies_exist() {
        let route = |id| Route::of(ROUTES, id).unwrap();
        let status = data(route(CallId::Sys(Sys::Status)), "/sys/status").unwrap();
        assert_eq!(status["Major"], 7);
        let ca = route(CallId::Certificate(Certificate::GetCa));
        let found = data(ca, "/cli/global/system/certificate/ca/Fortinet_CA").unwrap();
        assert_eq!(found["name"], "Fortinet_CA");
        assert_eq!(data(ca, "/cli/global/system/certificate/ca/Other_CA"), None);
        assert_eq!(data(route(CallId::Sys(Sys::Top)), "/cli/global/exec/top"), None);
    }
}
