//! The REST form of calls: `https://<fmg>/jsonrpc/<url>?<data>`, with HTTP Basic authentication.
//!
//! Each call is translated to JSON-RPC without an id: GET is `get`, PUT `set`, POST `exec`, UPDATE `update` and DELETE
//! `delete`, and the query becomes `data`. The vendor's table has `put` for PUT, which no document describes; it is
//! treated as `set`. `/sys/backup`, `/sys/restore` and `/sys/upgrade` transfer files.

mod backup;
mod handle;

use std::sync::MutexGuard;

use bytes::Bytes;
use fmg_template::Protocol;
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};

use super::call::{Form, Found};
use super::envelope::EntryReply;
use super::event::{Event, Interface};
use super::response::Replied;
use super::session::{Caller, Sid};
use super::status::{DATA_INVALID_FOR_URL, NO_PERMISSION, Refusal};
use super::system::backup_password;
use super::user::Permit;
use super::{Calls, FortiManager, State, authorization, declared, decode, dispatch, envelope, response, taught, url};
use crate::call::{self, Reports};
use crate::content::{Beyond, Content};
use crate::fault::Injected;
use crate::generated::fmg::calls::Rest;
use crate::generated::fmg::{CallId, Route};
use crate::route::{Place, Shared};

/// A call that transfers a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transfer {
    Backup,
    Restore,
    Upgrade,
}

/// The content of one call.
struct Call<'a> {
    fmg: &'a FortiManager,
    caller: Caller,
    query: Map<String, Value>,
    file: &'a Bytes,
    beyond: Option<Beyond>,
}

/// Finds the call of the specs for a request.
fn found(calls: &Calls, method: &Method, path: &str) -> Option<Shared<Route>> {
    let found = calls.rest.find(method.as_str(), path, |_, _| true);
    found.ok().map(|found| found.route)
}

/// Whether a request uploads a file.
pub(super) fn takes_file(calls: &Calls, head: &Parts) -> bool {
    found(calls, &head.method, head.uri.path()).is_some_and(|route| route.upload)
}

/// Answers a call; `path` is the path after `/jsonrpc`.
pub(super) fn answer(fmg: &FortiManager, request: &Request<Bytes>, path: &str) -> Response<Content> {
    let Some(verb) = verb(request.method()) else {
        return response::page(StatusCode::METHOD_NOT_ALLOWED);
    };
    let (Some(url), Some(query)) = (json_rpc_url(path), query(request.uri().query().unwrap_or_default())) else {
        return response::page(StatusCode::BAD_REQUEST);
    };
    let now = fmg.clock.now();
    let mut state = fmg.state();
    state.catch_up(now);
    let Some(sid) =
        authorization::basic(request).and_then(|(user, password)| caller(fmg, &mut state, &user, &password))
    else {
        return response::unauthorized();
    };
    let injected = request.extensions().get::<Injected>().copied();
    if injected == Some(Injected::SessionExpired) {
        state.end_session(sid, now);
    }
    let Some(caller) = state.sessions.caller(sid) else {
        return response::unauthorized();
    };
    state.sessions.touch(sid, now);
    let call = Call {
        fmg,
        caller,
        query,
        file: request.body(),
        beyond: request.extensions().get::<Beyond>().copied(),
    };
    let found = fmg.find_rest(request.method(), request.uri().path()).ok();
    if let Some(found) = found.as_ref().filter(|found| found.taught_call.is_some()) {
        return answer_taught(fmg, state, request, found, sid, injected, &url);
    }
    let route = found.map(|found| found.route);
    let transfer = route.as_ref().and_then(|route| Some((route, call.transfers(route)?)));
    let (response, reports) = if let Some((route, transfer)) = transfer {
        let outcome = call.transfer(route, transfer, &mut state);
        let user = call.caller.user.name().to_owned();
        let reports = Reports::whole(Some(user), Some(sid.0), dispatch::outcome(&outcome));
        let refused = |refusal: Refusal| response::json(&status(refusal.code, &refusal.message));
        (outcome.unwrap_or_else(refused), reports)
    } else if let Some(route) = route.as_ref().filter(|route| is_only_rest(fmg, route, verb, &url)) {
        let user = call.caller.user.name().to_owned();
        let outcome = declared::rest(route);
        let reports = Reports::whole(Some(user), Some(sid.0), dispatch::outcome(&outcome));
        let refused = |refusal: Refusal| status(refusal.code, &refusal.message);
        (response::json(&outcome.unwrap_or_else(refused)), reports)
    } else {
        let asked = asked(verb, url, call.query);
        let replied = fmg.answer_all(state, &asked, Some(sid), injected);
        state = fmg.state();
        let reports = replied.reports.clone();
        (replied.into_response(|reply| reply), reports)
    };
    if let Some(route) = route.filter(|_| reports.0.iter().all(|report| report.outcome.is_success())) {
        state.answered.count(&route);
    }
    response::reported(response, reports)
}

/// Whether a call is declared only for REST, so that its JSON-RPC equivalent is not known.
fn is_only_rest(fmg: &FortiManager, route: &Route, verb: &str, url: &str) -> bool {
    route.id.is_none() && fmg.find(verb, url, &Map::new()).is_err()
}

/// Answers a taught call with its closure.
fn answer_taught(
    fmg: &FortiManager,
    state: MutexGuard<'_, State>,
    request: &Request<Bytes>,
    found: &Found,
    sid: Sid,
    injected: Option<Injected>,
    url: &str,
) -> Response<Content> {
    let reads = request.method() == Method::GET;
    let answered = |outcome| EntryReply {
        url: url.to_owned(),
        form: Form::USUAL,
        outcome,
    };
    let (user, answer) = match (
        taught::admit(&state, Some(sid), found, reads, injected),
        &found.taught_call,
    ) {
        (Ok(caller), Some(taught_call)) => {
            let answer = fmg.ask(state, taught_call, of_rest(found, request), &caller);
            (Some(caller.user.name().to_owned()), taught::entry(answer))
        }
        (admitted, _) => {
            let refusal = admitted.err().unwrap_or(NO_PERMISSION);
            (None, taught::TaughtReply::Entry(Err(refusal), None))
        }
    };
    let (outcome, replied) = match answer {
        taught::TaughtReply::Entry(entry, status) => {
            let mut outcome = dispatch::outcome(&entry);
            outcome.http_status = status.unwrap_or_default().as_u16();
            let reply = envelope::reply(None, None, vec![answered(entry)]);
            (outcome, Replied::new(reply, status, Reports::default()))
        }
        taught::TaughtReply::Whole(whole) => {
            let outcome = call::Outcome::http(whole.status().as_u16());
            (outcome, Replied::whole(whole, Reports::default()))
        }
    };
    let reports = Reports::whole(user, Some(sid.0), outcome);
    response::reported(replied.into_response(|reply| reply), reports)
}

/// Decodes a REST call.
fn of_rest(found: &Found, request: &Request<Bytes>) -> call::Call {
    let whole = request.uri().path();
    let mut call = call::Call::new(Protocol::Rest, request.method().as_str(), whole).found(found);
    call.members = query(request.uri().query().unwrap_or_default()).unwrap_or_default();
    call.file = Some(request.body().clone()).filter(|file| !file.is_empty());
    call
}

/// Decodes the call of a request; `path` is the path after `/jsonrpc`. If the specs do not declare it for REST, this is
/// its JSON-RPC equivalent.
pub(super) fn decode(fmg: &FortiManager, request: &Request<Bytes>, path: &str) -> Option<call::Call> {
    let query = query(request.uri().query().unwrap_or_default())?;
    if let Ok(found) = fmg.find_rest(request.method(), request.uri().path()) {
        return Some(of_rest(&found, request));
    }
    let asked = asked(verb(request.method())?, json_rpc_url(path)?, query);
    decode::json_rpc(fmg, &asked).pop()
}

/// The JSON-RPC method for an HTTP method.
fn verb(method: &Method) -> Option<&'static str> {
    Some(match method.as_str() {
        "GET" => "get",
        "PUT" => "set",
        "POST" => "exec",
        "UPDATE" => "update",
        "DELETE" => "delete",
        _ => return None,
    })
}

/// The JSON-RPC request for a call.
fn asked(verb: &str, url: String, query: Map<String, Value>) -> envelope::Request {
    let mut entry = Map::from_iter([("url".to_owned(), Value::from(url))]);
    if !query.is_empty() {
        entry.insert("data".to_owned(), Value::Object(query));
    }
    envelope::Request {
        method: verb.to_owned(),
        params: vec![entry],
        envelope: Map::new(),
    }
}

fn status(code: i64, message: &str) -> Value {
    json!({"result": {"status": {"code": code, "message": message}}})
}

impl Call<'_> {
    /// Whether the call transfers a file in this request or its response. Without a file, restore and upgrade are those
    /// of JSON-RPC, where the FortiManager fetches the file `filename`.
    fn transfers(&self, route: &Route) -> Option<Transfer> {
        let brings_file = !self.file.is_empty() || !self.query.contains_key("filename");
        let Some(CallId::Rest(call)) = route.id else {
            return None;
        };
        match call {
            Rest::Backup => Some(Transfer::Backup),
            Rest::Restore => brings_file.then_some(Transfer::Restore),
            Rest::Upgrade => brings_file.then_some(Transfer::Upgrade),
            Rest::Status | Rest::ListAdoms | Rest::GetAdom | Rest::ListAddresses => None,
        }
    }

    fn transfer(&self, route: &Route, transfer: Transfer, state: &mut State) -> Result<Response<Content>, Refusal> {
        if self.caller.user.permit != Permit::ReadWrite {
            return Err(NO_PERMISSION);
        }
        route
            .check(Place::Query, &self.query)
            .map_err(|fault| DATA_INVALID_FOR_URL.because(fault))?;
        let now = self.fmg.clock.now();
        let event = |what: &str| Event::of(self.caller.user.name(), Interface::JsonRpc, what);
        match transfer {
            Transfer::Backup => {
                let password = backup_password(self.password())?;
                state.events.record(event("Backup all settings"), now);
                state.backed_up = Some(now);
                let size = state.backup_size;
                Ok(response::file(backup::write(state, Some(password), size)))
            }
            Transfer::Restore => {
                state.restore(backup::read(self.file, self.beyond, self.password())?);
                state.events.record(event("Restore all settings"), now);
                state.restart(now);
                Ok(response::json(&status(0, "OK")))
            }
            // The content of an image is not checked, only that there is one.
            Transfer::Upgrade if self.file.is_empty() => Err(DATA_INVALID_FOR_URL),
            Transfer::Upgrade => {
                state.events.record(event("Upgrade firmware"), now);
                state.restart(now);
                Ok(response::json(&status(0, "OK")))
            }
        }
    }

    fn password(&self) -> Option<&str> {
        self.query.get("passwd")?.as_str()
    }
}

/// The session that all calls without a login share, per user.
fn caller(fmg: &FortiManager, state: &mut State, user: &str, password: &str) -> Option<Sid> {
    let name = state.sessions.authenticate(user, password).ok()?.name().to_owned();
    Some(state.sessions.shared(name, fmg.clock.now()))
}

/// The JSON-RPC url for a path. A slash within a name is percent-encoded in the path, and escaped in JSON-RPC.
fn json_rpc_url(path: &str) -> Option<String> {
    let segments: Option<Vec<_>> = path
        .split('/')
        .map(|segment| Some(url::escaped(&decoded(segment)?)))
        .collect();
    Some(segments?.join("/"))
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(String::from)
}

/// Parses a query into an object. Values that are JSON are parsed as such.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_parsed_into_data() {
        let read = |text| query(text).map(Value::Object);
        assert_eq!(read(""), Some(json!({})));
        assert_eq!(read("passwd=abc123"), Some(json!({"passwd": "abc123"})));
        assert_eq!(
            read("a+b=1%262&fields=%5B%22name%22%5D&bad=%5B&none"),
            Some(json!({"a b": "1&2", "fields": ["name"], "bad": "[", "none": ""}))
        );
        assert_eq!(read("a=%ff"), None);
    }

    #[test]
    fn a_slash_in_a_name_has_two_encodings() {
        let url = json_rpc_url("/pm/config/adom/demo/obj/firewall/address/Net_10.0.0.0%2F18");
        assert_eq!(
            url,
            json_rpc_url("/pm/config/adom/demo/obj/firewall/address/Net_10.0.0.0%5C/18")
        );
        assert!(url.is_some_and(|url| url.ends_with(r"Net_10.0.0.0\/18")));
        assert_eq!(json_rpc_url("/%ff"), None);
    }

    #[test]
    fn restores_and_upgrades_with_a_body_are_uploads() {
        let takes = |method: Method, path: &str| {
            let request = Request::builder().method(method).uri(path).body(()).unwrap();
            takes_file(&Calls::shipped().unwrap(), &request.into_parts().0)
        };
        assert!(takes(Method::POST, "/jsonrpc/sys/restore?passwd=x"));
        assert!(takes(Method::POST, "/jsonrpc/sys/upgrade"));
        assert!(!takes(Method::GET, "/jsonrpc/sys/restore"));
        assert!(!takes(Method::POST, "/jsonrpc"));
    }
}
