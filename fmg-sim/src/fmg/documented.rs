//! Calls that answer what the documents show.

use serde_json::Value;

use super::answer::{Answer, Context, Outcome};
use super::status::NO_OBJECT;
use super::url;
use crate::route::Route;

/// Answers with the data of the documented reply. For a call on an object, the documented one is the only one there is.
pub(super) fn answer(context: &mut Context<'_>) -> Outcome {
    data(context.found.route, context.url)
        .map(Answer::data)
        .ok_or(NO_OBJECT)
}

/// The data of the first documented reply that went well. `None`: no document shows one for this url.
pub(super) fn data(route: &Route, url: &str) -> Option<Value> {
    let mut replies = route.exchanges.iter().filter_map(|exchange| {
        let mut exchange: Value = serde_json::from_str(exchange).ok()?;
        let result = exchange.pointer_mut("/response/result")?;
        let mut entry = match result {
            Value::Array(entries) => entries.first_mut()?.take(),
            lone => lone.take(),
        };
        let code = entry.pointer("/status/code").and_then(Value::as_i64);
        let about = entry.get("url").and_then(Value::as_str).map(url::plain);
        let fits = code == Some(0) && (route.placeholders.is_empty() || about.as_deref() == Some(url));
        fits.then(|| entry.get_mut("data").map(Value::take))?
    });
    replies.next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generated::fmg::ROUTES;

    #[test]
    fn only_what_is_documented_is_there() {
        let route = |name| ROUTES.iter().find(|route| route.name == name).unwrap();
        let status = data(route("fmg::sys::Status"), "/sys/status").unwrap();
        assert_eq!(status["Major"], 7);
        let ca = route("fmg::certificate::GetCa");
        let found = data(ca, "/cli/global/system/certificate/ca/Fortinet_CA").unwrap();
        assert_eq!(found["name"], "Fortinet_CA");
        assert_eq!(data(ca, "/cli/global/system/certificate/ca/Other_CA"), None);
        assert_eq!(data(route("fmg::sys::Top"), "/cli/global/exec/top"), None);
    }
}
