//! JSON-RPC requests within a session of the GUI.

use std::sync::MutexGuard;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use serde_json::{Map, Value, json};

use super::visit::Visit;
use crate::content::Content;
use crate::fmg::call::Found;
use crate::fmg::envelope::Malformed;
use crate::fmg::status::INVALID_PARAMETER;
use crate::fmg::{State, envelope, response};
use crate::route::Place;

/// The query parameter that contains a request.
const CARRIED: &str = "req";

/// Answers a request in the body or in the query. The session is that of the GUI, whatever the request says.
pub(super) fn answer(
    visit: &Visit<'_>,
    mut state: MutexGuard<'_, State>,
    query: &Map<String, Value>,
) -> Response<Content> {
    if visit.found.route.check(Place::Query, query).is_err() {
        return response::page(StatusCode::BAD_REQUEST);
    }
    let Ok(asked) = carried(visit.found, visit.request, query) else {
        // No document shows the error for a malformed request. This code is a guess.
        let (code, message) = (INVALID_PARAMETER.code, INVALID_PARAMETER.message);
        return response::json(&json!({"code": code, "message": message, "data": null}));
    };
    visit.count(&mut state);
    let replied = visit.fmg.answer_all(state, &asked, Some(visit.sid), visit.injected);
    replied.into_response(|reply| json!({"code": 0, "message": "", "data": reply}))
}

/// The JSON-RPC request in the body or in the query, as the call `carrier` has it.
pub(super) fn carried(
    carrier: &Found,
    request: &Request<Bytes>,
    query: &Map<String, Value>,
) -> Result<envelope::Request, Malformed> {
    let in_query = query.get(CARRIED).and_then(Value::as_str).map(str::as_bytes);
    let in_query = in_query.filter(|_| carrier.route.whole.is_none());
    envelope::Request::read(in_query.unwrap_or(request.body()))
}
