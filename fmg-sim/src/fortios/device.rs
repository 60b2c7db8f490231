//! Answers requests.

use std::time::SystemTime;

use http::header::IF_NONE_MATCH;
use percent_encoding::percent_decode_str;
use serde_json::Value;

use super::access::{Access, Rights};
use super::answer::{self, Answer};
use super::body::Body;
use super::call::Call;
use super::caller::Caller;
use super::calls::Calls;
use super::cmdb::{self, MANAGEMENT, Members, Row, TableCall, Target};
use super::envelope::Head;
use super::firmware::Firmware;
use super::login;
use super::monitor::{self, MonitorCall, Outcome};
use super::refusal::Refusal;
use super::state::State;
use super::table_kind::TableKind;
use super::vdom::{Scope, check_access};
use crate::fault::Injected;
use crate::generated::fortios::calls::Session;
use crate::generated::fortios::{CallId, RESERVED, Route};
use crate::route::{Place, Shared};

const CMDB: &str = "/api/v2/cmdb";
const MONITOR: &str = "/api/v2/monitor";

/// Answers a call.
pub(super) fn answer(
    calls: &Calls,
    call: &Call,
    injected: Option<Injected>,
    state: &mut State,
    now: SystemTime,
) -> Answer {
    state.close_idle_sessions(now);
    let session = session_call(calls, call, state.firmware);
    match session {
        Some((Session::LoginCheck, route)) => return log_in(call, &route, Place::Form, login::login_check, state, now),
        Some((Session::AcceptBanner, route)) => {
            return log_in(call, &route, Place::Form, login::accept_banner, state, now);
        }
        Some((Session::Authenticate, route)) => {
            return log_in(call, &route, Place::Body, login::authenticate, state, now);
        }
        Some((Session::Logout, route)) => return noted(Some(&route), login::logout(call, state), state),
        None if call.path != "/api" && !call.path.starts_with("/api/") => return answer::page(404),
        // It ends the session of the request, which has to be found first.
        Some((Session::EndAuthentication, _)) | None => {}
    }
    // Authentication comes before routing: an old device answers a login that it does not have with 401.
    let (caller, rights) = match admit(call, injected, state, now) {
        Ok(admitted) => admitted,
        Err(refused) => return *refused,
    };
    let head = Head::of(call);
    if let Some((_, route)) = session {
        let answer = login::end_authentication(&caller, state);
        return noted(Some(&route), answer, state);
    }
    let result = if call.path == CMDB || call.path.starts_with("/api/v2/cmdb/") {
        configuration(calls, call, &head, &rights, state)
    } else if call.path == MONITOR || call.path.starts_with("/api/v2/monitor/") {
        monitored(calls, call, &head, &caller, &rights, state, now)
    } else {
        declared(calls, call, &head, &rights, state)
    };
    result.unwrap_or_else(|refusal| refused(&head, state, refusal))
}

/// The caller and the caller's permissions, or the response to an unauthenticated request.
pub(super) fn admit(
    call: &Call,
    injected: Option<Injected>,
    state: &mut State,
    now: SystemTime,
) -> Result<(Caller, Rights), Box<Answer>> {
    let caller = Caller::of(call, state).ok_or_else(|| Box::new(answer::page(401)))?;
    if injected == Some(Injected::SessionExpired) {
        caller.invalidate(state);
        return Err(Box::new(answer::page(401)));
    }
    let rights = caller.rights(state).ok_or_else(|| Box::new(answer::page(401)))?;
    let admitted = caller.admit(call, state, now).and_then(|()| match injected {
        Some(Injected::RefuseWrite(code)) if !call.is_read() => Err(Refusal::on_demand(code)),
        _ => Ok(()),
    });
    admitted.map_err(|refusal| Box::new(refused(&Head::of(call), state, refusal)))?;
    Ok((caller, rights))
}

/// The response to a refused request, without a VDOM.
fn refused(head: &Head<'_>, state: &State, refusal: Refusal) -> Answer {
    let (status, envelope) = head.envelope(state, "", Err(refusal));
    answer::json(status, &envelope)
}

/// The login or logout call of a request, with its route.
fn session_call(calls: &Calls, call: &Call, firmware: Firmware) -> Option<(Session, Shared<Route>)> {
    let find = |method| {
        let route = calls.find(method, &call.path, "").ok()?.route;
        match route.id {
            Some(CallId::Session(session)) => Some((session, route)),
            _ => None,
        }
    };
    // The logout of the web interface is a link, and so a `GET`.
    let linked = || find("POST").filter(|(session, _)| *session == Session::Logout && call.is_read());
    find(call.method.as_str())
        .or_else(linked)
        .filter(|(session, _)| match session {
            Session::Authenticate | Session::EndAuthentication => firmware.has_authentication(),
            Session::LoginCheck | Session::Logout | Session::AcceptBanner => true,
        })
}

/// Performs a step of a login, from the checked members of its body.
type Step = fn(&Call, &Row, &mut State, SystemTime) -> Answer;

fn log_in(call: &Call, route: &Route, place: Place, step: Step, state: &mut State, now: SystemTime) -> Answer {
    let checked = || {
        let members = if place == Place::Form {
            let mut members = Body::form(call).members;
            // The document requires it, but it only selects the form of the reply, and clients do not send it.
            members.entry("ajax").or_insert(1.into());
            members
        } else {
            Body::read(call)?.members
        };
        route.check(place, &members)?;
        Ok::<_, Refusal>(members)
    };
    match checked() {
        Ok(members) => noted(Some(route), step(call, &members, state, now), state),
        Err(_) => answer::page(400),
    }
}

/// Answers a call on configuration.
fn configuration(
    calls: &Calls,
    call: &Call,
    head: &Head<'_>,
    rights: &Rights,
    state: &mut State,
) -> Result<Answer, Refusal> {
    let below = call.path.strip_prefix(CMDB).unwrap_or_default();
    let segments = below
        .split('/')
        .skip(1)
        .map(|segment| percent_decode_str(segment).decode_utf8_lossy().into_owned());
    let segments: Vec<String> = segments.collect();
    let (schema, target) = match segments.as_slice() {
        [] => {
            let route = calls.find(call.method.as_str(), &call.path, call.action())?.route;
            let members = cmdb::tree(call, &state.store)?;
            let answer = answer::json(200, &head.envelope(state, MANAGEMENT, Ok(members)).1);
            return Ok(finished(call, Some(&route), answer, state));
        }
        [path, name, rest @ ..] => {
            let Some(schema) = state.store.served(&format!("{path}/{name}")) else {
                return declared(calls, call, head, rights, state);
            };
            let target = Target::of(&schema, rest).ok_or_else(|| Refusal::http(404))?;
            (schema, target)
        }
        [_] => return Err(Refusal::http(404)),
    };
    // A table with rows and a complex table have the same url; only the call that reads a complex table has an action.
    let lists = call.is_read() && target == Target::Table && schema.shape().is_some() && call.action() == "select";
    let action = if lists { "" } else { call.action() };
    let kind = TableKind::of(&call.path, &state.store);
    let route = calls.find_on(kind, call.method.as_str(), &call.path, action)?.route;
    let query = call.query_members();
    route.check(Place::Query, &query)?;
    route.check_sets(|name| query.contains_key(name))?;
    let wanted = if call.is_read() {
        Access::Read
    } else {
        Access::ReadWrite
    };
    let body = if call.method.has_body() {
        row(call, state.firmware)?
    } else {
        Row::new()
    };
    let scope = Scope::of(call, state.firmware, &state.store, &rights.reach);
    let answer = each_vdom(&scope, head, state, |vdom, state| {
        check_access(vdom, &state.store, &rights.reach)?;
        if !rights.allow(&state.store, schema.access_group.as_deref(), wanted) {
            return Err(Refusal::forbidden());
        }
        let table_call = TableCall {
            call,
            schema: schema.clone(),
            target: target.clone(),
            vdom,
            reach: &rights.reach,
            firmware: state.firmware,
        };
        if call.is_read() {
            return table_call.read(&state.store);
        }
        state.write(&table_call, &body)
    });
    Ok(finished(call, Some(&route), answer, state))
}

/// Answers a call of a folder of specs that is neither on a table nor in the Monitor API. The answer is the response
/// that a document shows, or an error that explains how a test can answer the call.
fn declared(
    calls: &Calls,
    call: &Call,
    head: &Head<'_>,
    rights: &Rights,
    state: &mut State,
) -> Result<Answer, Refusal> {
    let route = calls.find(call.method.as_str(), &call.path, call.action())?.route;
    if route.id.is_some() {
        return Err(Refusal::http(404));
    }
    let scope = Scope::of(call, state.firmware, &state.store, &rights.reach);
    let wanted = if call.is_read() {
        Access::Read
    } else {
        Access::ReadWrite
    };
    let answer = each_vdom(&scope, head, state, |vdom, state| {
        check_access(vdom, &state.store, &rights.reach)?;
        if !rights.allow(&state.store, route.access_group.as_deref(), wanted) {
            return Err(Refusal::forbidden());
        }
        let mut results = route.exchanges.iter().filter_map(|exchange| {
            let mut exchange: Value = serde_json::from_str(exchange).ok()?;
            Some(exchange.pointer_mut("/response/results")?.take())
        });
        match results.next() {
            Some(results) => Ok(Members::from_iter([("results".to_owned(), results)])),
            None => Err(Refusal::not_taught(&route)),
        }
    });
    Ok(finished(call, Some(&route), answer, state))
}

/// The object of a write: the body itself, or its member `json`.
fn row(call: &Call, firmware: Firmware) -> Result<Row, Refusal> {
    let mut members = Body::read(call)?.members;
    match members.remove("json") {
        Some(Value::Object(row)) => return Ok(row),
        // A form has it as text.
        Some(Value::String(text)) => return serde_json::from_str(&text).map_err(|_| Refusal::http(400)),
        Some(_) => return Err(Refusal::http(400)),
        None => {}
    }
    // The device treats the member as a parameter, and so the request as another call.
    if firmware.reserves_names() && members.keys().any(|name| RESERVED.contains(&name.as_str())) {
        return Err(Refusal::http(405));
    }
    Ok(members)
}

/// Answers a Monitor call.
fn monitored(
    calls: &Calls,
    call: &Call,
    head: &Head<'_>,
    caller: &Caller,
    rights: &Rights,
    state: &mut State,
    now: SystemTime,
) -> Result<Answer, Refusal> {
    if call.path == MONITOR {
        let results = monitor::directory(calls, call, state)?;
        return Ok(answer::json(200, &results));
    }
    let route = monitor_route(calls, call, state)?;
    let mut body = Body::read(call)?;
    let file_member = route.members.iter().find(|member| member.file);
    let file = match file_member {
        Some(member) => body.take_file(&member.name)?,
        None => None,
    };
    let mut members = call.query_members();
    members.extend(body.members);
    if let (Some(member), Some(_)) = (file_member, &file) {
        // `normalise` only checks that the member exists.
        members.insert(member.name.to_string(), Value::Null);
    }
    monitor::normalise(&route, &mut members)?;
    let wanted = if call.is_read() {
        Access::Read
    } else {
        Access::ReadWrite
    };
    let scope = Scope::of(call, state.firmware, &state.store, &rights.reach);
    let mut download = None;
    let answer = each_vdom(&scope, head, state, |vdom, state| {
        check_access(vdom, &state.store, &rights.reach)?;
        if !rights.allow(&state.store, route.access_group.as_deref(), wanted) {
            return Err(Refusal::forbidden());
        }
        let ask = MonitorCall {
            route: &route,
            response: calls.described().response(&route),
            members: &members,
            file: file.as_ref(),
            vdom,
            caller,
            rights,
            now,
        };
        match monitor::run(&ask, state)? {
            Outcome::Results(results) => Ok(Members::from_iter([("results".to_owned(), results)])),
            Outcome::Done => Ok(Members::new()),
            Outcome::File { name, content } => {
                download = Some(answer::file(&name, content));
                Ok(Members::new())
            }
        }
    });
    let answer = match (download, &scope) {
        (Some(download), Scope::One(_)) if answer.status() == 200 => download,
        // A response has only one file.
        (Some(_), Scope::Several(_)) => return Err(Refusal::http(400)),
        _ => answer,
    };
    Ok(finished(call, Some(&route), answer, state))
}

/// The Monitor call of a url. The path of a `GET` may end with `/select`, as in the documents.
fn monitor_route(calls: &Calls, call: &Call, state: &State) -> Result<Shared<Route>, Refusal> {
    let path = match call.path.strip_suffix("/select") {
        Some(shorter) if call.is_read() && calls.find(call.method.as_str(), &call.path, "select").is_err() => shorter,
        _ => &call.path,
    };
    let found = calls.find(call.method.as_str(), path, "select");
    if calls.described().has_calls() {
        // The directory states the default action of a `POST` too, and some clients leave it out.
        let found = found.or_else(|refusal| {
            let longer = format!("{path}/select");
            let found = calls.find(call.method.as_str(), &longer, "select");
            found.map_err(|_| refusal)
        });
        return Ok(found?.route);
    }
    let route = found?.route;
    match (state.firmware.knows(route.id), state.firmware.takes(route.id)) {
        (false, _) => Err(Refusal::http(404)),
        (true, false) => Err(Refusal::http(405)),
        (true, true) => Ok(route),
    }
}

/// Performs a call in each of its VDOMs. The response for several VDOMs is a list.
fn each_vdom(
    scope: &Scope,
    head: &Head<'_>,
    state: &mut State,
    mut ask: impl FnMut(&str, &mut State) -> Result<Members, Refusal>,
) -> Answer {
    let mut one = |vdom: &str| {
        let result = ask(vdom, state);
        head.envelope(state, vdom, result)
    };
    let answers = match scope {
        Scope::One(vdom) => vec![one(vdom)],
        Scope::Several(vdoms) => vdoms.iter().map(|vdom| one(vdom)).collect(),
    };
    answer::of_vdoms(scope, answers)
}

/// Counts the call, and adds an entity tag to the response if the call has one.
fn finished(call: &Call, route: Option<&Route>, answer: Answer, state: &mut State) -> Answer {
    let is_marked = route.is_some_and(|route| route.etag) && call.is_read() && answer.status() == 200;
    let answer = noted(route, answer, state);
    if is_marked {
        answer::with_entity_tag(answer, call.header(IF_NONE_MATCH.as_str()))
    } else {
        answer
    }
}

/// Counts a successful call.
fn noted(route: Option<&Route>, answer: Answer, state: &mut State) -> Answer {
    if let Some(route) = route.filter(|_| answer.status() == 200) {
        state.answered.count(route);
    }
    answer
}
