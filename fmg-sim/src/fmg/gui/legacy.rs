//! Requests of JSON-RPC that are carried in a session of the GUI.

use http::{Response, StatusCode};
use serde_json::{Map, Value, json};

use super::visit::Visit;
use crate::content::Content;
use crate::fmg::status::INVALID_PARAMETER;
use crate::fmg::{State, envelope, response};
use crate::route::Place;

/// The parameter of the query that holds a request.
const CARRIED: &str = "req";

/// Answers a request, in the content or in the query. The session is that of the GUI, whatever the request says.
pub(super) fn answer(visit: &Visit<'_>, state: &mut State, query: &Map<String, Value>) -> Response<Content> {
    if visit.found.route.check(Place::Query, query).is_err() {
        return response::page(StatusCode::BAD_REQUEST);
    }
    let carried = query.get(CARRIED).and_then(Value::as_str).map(str::as_bytes);
    let carried = carried.filter(|_| visit.found.route.whole.is_none());
    let Ok(asked) = envelope::Request::read(carried.unwrap_or(visit.request.body())) else {
        // That it is the carrying that goes wrong with what is no request is a guess: no document shows it.
        let (code, message) = (INVALID_PARAMETER.code, INVALID_PARAMETER.message);
        return response::json(&json!({"code": code, "message": message, "data": null}));
    };
    visit.count(state);
    let reply = visit.fmg.answer_all(state, &asked, Some(visit.sid), visit.injected);
    response::json(&json!({"code": 0, "message": "", "data": reply}))
}
