//! The REST form of calls: `https://<fmg>/jsonrpc/<url>?<data>`, with HTTP Basic authentication.
//!
//! Inside it is JSON-RPC without an id: GET is `get`, PUT `set`, POST `exec`, UPDATE `update` and DELETE `delete`, and the
//! query becomes `data`. `/sys/backup`, `/sys/restore` and `/sys/upgrade` carry files.

mod backup;

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::session::Sid;
use super::user::Permit;
use super::{FortiManager, State, envelope, url, web};
use crate::fault::Injected;

/// Answers a call; `path` is what follows `/jsonrpc`.
pub(super) fn answer(fmg: &FortiManager, request: &Request<Bytes>, path: &str) -> Response<Bytes> {
    let verb = match request.method().as_str() {
        "GET" => "get",
        "PUT" => "set",
        "POST" => "exec",
        "UPDATE" => "update",
        "DELETE" => "delete",
        _ => return web::page(StatusCode::METHOD_NOT_ALLOWED),
    };
    let Some(url) = decoded(path) else {
        return web::page(StatusCode::BAD_REQUEST);
    };
    let Some(query) = query(request.uri().query().unwrap_or_default()) else {
        return web::page(StatusCode::BAD_REQUEST);
    };
    let now = fmg.clock.now();
    let mut state = fmg.state();
    state.end_idle_sessions(now);
    let Some(sid) = web::basic(request).and_then(|(user, password)| caller(fmg, &mut state, &user, &password)) else {
        return web::unauthorized();
    };
    let injected = request.extensions().get::<Injected>().copied();
    if injected == Some(Injected::SessionExpired) {
        return web::unauthorized();
    }
    state.sessions.touch(sid, now);
    let writes = state
        .sessions
        .caller(sid)
        .is_some_and(|caller| caller.user.permit == Permit::ReadWrite);
    match (request.method(), url::plain(&url).as_str()) {
        (&Method::GET, "/sys/backup") if writes => web::file(backup::write(&state, password(&query))),
        (&Method::POST, "/sys/restore") if writes && !request.body().is_empty() => {
            restore(fmg, &mut state, request.body(), password(&query))
        }
        (&Method::POST, "/sys/upgrade") if writes && !request.body().is_empty() => {
            restart(fmg, &mut state);
            web::json(&json!({"result": {"status": {"code": 0, "message": "OK"}}}))
        }
        _ => {
            let mut entry = Map::from_iter([("url".to_owned(), Value::from(url))]);
            if !query.is_empty() {
                entry.insert("data".to_owned(), Value::Object(query));
            }
            let asked = envelope::Request {
                method: verb.to_owned(),
                params: vec![entry],
                envelope: Map::new(),
            };
            web::json(&fmg.answer_all(&mut state, &asked, Some(sid), injected))
        }
    }
}

/// The session that all calls of a user share that come without a login.
fn caller(fmg: &FortiManager, state: &mut State, user: &str, password: &str) -> Option<Sid> {
    let name = state.sessions.authenticate(user, password).ok()?.name().to_owned();
    Some(state.sessions.shared(name, fmg.clock.now()))
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(String::from)
}

/// A query as an object. A value that is JSON is taken as such.
fn query(text: &str) -> Option<Map<String, Value>> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decoded(&value.replace('+', " "))?;
            let value = match value.as_bytes().first() {
                Some(b'{' | b'[') => serde_json::from_str(&value).unwrap_or(Value::String(value)),
                _ => Value::String(value),
            };
            Some((decoded(&name.replace('+', " "))?, value))
        })
        .collect()
}

fn password(query: &Map<String, Value>) -> Option<&str> {
    query.get("passwd")?.as_str()
}

fn restore(fmg: &FortiManager, state: &mut State, file: &[u8], password: Option<&str>) -> Response<Bytes> {
    let status = match backup::read(file, password) {
        Ok(store) => {
            state.store = store;
            restart(fmg, state);
            json!({"code": 0, "message": "OK"})
        }
        Err(refusal) => json!({"code": refusal.code, "message": refusal.message}),
    };
    web::json(&json!({"result": {"status": status}}))
}

/// Ends every session, as a restart does.
fn restart(fmg: &FortiManager, state: &mut State) {
    for sid in state.sessions.sids() {
        state.end_session(sid, fmg.clock.now());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_data() {
        let read = |text| query(text).map(Value::Object);
        assert_eq!(read(""), Some(json!({})));
        assert_eq!(read("passwd=abc123"), Some(json!({"passwd": "abc123"})));
        assert_eq!(
            read("a+b=1%262&fields=%5B%22name%22%5D&bad=%5B&none"),
            Some(json!({"a b": "1&2", "fields": ["name"], "bad": "[", "none": ""}))
        );
        assert_eq!(read("a=%ff"), None);
    }
}
