//! Handles requests to the GUI: checks the session and the CSRF token, and finds the call.

use std::sync::MutexGuard;

use bytes::Bytes;
use http::header::{ALLOW, HeaderValue, LOCATION};
use http::{Method, Request, Response, StatusCode};
use serde_json::{Map, Value};

use super::answer::{self, Context, to_response};
use super::calls::NoCall;
use super::request::{self, Form};
use super::visit::Visit;
use super::{certificate, decode, download, legacy, login, proxy, sys};
use crate::call::{Outcome, Reports};
use crate::content::Content;
use crate::fault::Injected;
use crate::fmg::dispatch::outcome as said;
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_PERMISSION, NO_SUCH_COMMAND};
use crate::fmg::user::Permit;
use crate::fmg::{FortiManager, State, declared, response};
use crate::generated::fmg::CallId;
use crate::generated::fmg::calls::Gui;
use crate::generated::fmg::calls::gui::{Certificate, Package, PacketCapture, Session, Sys, Template};
use crate::route::{Fault, Place, Text};

/// The login, the only call without a session.
const AUTHENTICATE: CallId = CallId::Gui(Gui::Session(Session::Authenticate));
/// The call whose CSRF token is in another header.
const FORWARD: CallId = CallId::Gui(Gui::Session(Session::Forward));
/// The page that requests without a session are redirected to.
const LOGIN_PAGE: &str = "/p/login/";
/// The url in the documented reply to a download call, in place of its path.
const PATH_OF_FILES: &str = "/flatui/api";

/// Answers a request that is neither JSON-RPC nor REST.
pub(in crate::fmg) fn answer(fmg: &FortiManager, request: &Request<Bytes>) -> Response<Content> {
    let query = request::query(request);
    let found = match fmg.find_page(request.method().as_str(), request.uri().path(), &query) {
        Ok(found) => found,
        Err(NoCall::Url) => return response::page(StatusCode::NOT_FOUND),
        Err(NoCall::Constant) => return response::page(StatusCode::BAD_REQUEST),
        Err(NoCall::Method) => {
            let known = |method: &&str| fmg.calls.gui.has_http(method, request.uri().path());
            let allowed = ["GET", "POST"].into_iter().find(known).unwrap_or_default();
            return response::plain(StatusCode::METHOD_NOT_ALLOWED, ALLOW, HeaderValue::from_static(allowed));
        }
    };
    let now = fmg.clock.now();
    let mut state = fmg.state();
    state.catch_up(now);
    if found.route.id == Some(AUTHENTICATE) {
        return login::authenticate(fmg, &mut state, request, &found);
    }

    let is_post = request.method() == Method::POST;
    let session = request::cookie(request, request::SESSION).and_then(|cookie| state.sessions.by_cookie(cookie));
    let session = session.map(|(sid, csrf)| (sid, csrf.to_owned()));
    let injected = request.extensions().get::<Injected>().copied();
    let (sid, csrf) = match session {
        Some((sid, _)) if injected == Some(Injected::SessionExpired) => {
            state.end_session(sid, now);
            return no_session(is_post);
        }
        Some(session) => session,
        None => return no_session(is_post),
    };
    let is_forward = found.route.id == Some(FORWARD);
    if is_post && !request::repeats(request, &csrf, is_forward) {
        return response::page(StatusCode::FORBIDDEN);
    }
    state.sessions.touch(sid, now);
    let visit = Visit {
        fmg,
        request,
        found: &found,
        sid,
        user: state.sessions.user_of(sid).map(str::to_owned),
        csrf: &csrf,
        injected,
    };
    let response = match found.route.id {
        _ if found.taught_call.is_some() => visit.answer_taught(state, query),
        Some(CallId::Gui(Gui::Session(Session::Proxy))) => proxy::answer(&visit, state),
        Some(CallId::Gui(Gui::Session(Session::Legacy | Session::LegacyPost | Session::Forward))) => {
            legacy::answer(&visit, state, &query)
        }
        _ => visit.answer(&mut state, query),
    };
    if response.extensions().get::<Reports>().is_some() {
        return response;
    }
    visit.reported(Outcome::http(response.status().as_u16()), response)
}

/// The response to a request without a session. No document shows it. A GET is redirected to the login, as the GUI of a
/// FortiManager does with a browser. Any other request is refused.
fn no_session(is_post: bool) -> Response<Content> {
    if is_post {
        return response::page(StatusCode::UNAUTHORIZED);
    }
    response::plain(StatusCode::FOUND, LOCATION, HeaderValue::from_static(LOGIN_PAGE))
}

impl Visit<'_> {
    fn answer(&self, state: &mut State, query: Map<String, Value>) -> Response<Content> {
        if self.found.route.id == Some(CallId::Gui(Gui::Session(Session::Logout))) {
            return login::log_out(self, state);
        }
        let Form { members, files } = if self.request.method() == Method::POST {
            match request::form(self.request) {
                Some(form) => form,
                None => return response::page(StatusCode::BAD_REQUEST),
            }
        } else {
            Form::default()
        };
        // These calls repeat the token in the form as well as in the header.
        let repeated = |name: &Text| members.get(&**name).and_then(Value::as_str) == Some(self.csrf);
        if !self.found.route.csrf.iter().all(repeated) {
            return response::page(StatusCode::FORBIDDEN);
        }
        let file = self.found.route.members.iter().find(|member| member.file);
        let file = file.and_then(|member| files.iter().find(|(name, _)| member.name == **name));
        let outcome = self.outcome(state, query, members, file.map(|(_, content)| content));
        if outcome.is_ok() {
            self.count(state);
        }
        match outcome {
            Err(refusal) if self.request.method() == Method::GET && refusal.is_undocumented() => {
                let mut response = response::of_kind("text/plain", Bytes::from(refusal.message.into_owned()));
                *response.status_mut() = StatusCode::NOT_IMPLEMENTED;
                response
            }
            Err(refusal) if self.request.method() == Method::GET => {
                // A refused download gets an HTML page.
                let status = if refusal == NO_PERMISSION {
                    StatusCode::FORBIDDEN
                } else {
                    StatusCode::NOT_FOUND
                };
                response::page(status)
            }
            outcome => {
                let url = &*self.found.route.url;
                let url = url.strip_prefix(PATH_OF_FILES).unwrap_or(url);
                self.reported(said(&outcome), to_response(outcome, &Value::Null, url))
            }
        }
    }

    /// Answers a taught call with its closure.
    fn answer_taught(&self, state: MutexGuard<'_, State>, query: Map<String, Value>) -> Response<Content> {
        let reads = self.request.method() == Method::GET;
        let call = decode::of_http(Some(self.found), self.request, query);
        let answered = self.ask(state, self.found, reads, call);
        let url = self.request.uri().path();
        self.taught(answered, &Value::Null, url)
    }

    fn outcome(
        &self,
        state: &mut State,
        query: Map<String, Value>,
        mut members: Map<String, Value>,
        file: Option<&Bytes>,
    ) -> answer::Outcome {
        let route = &self.found.route;
        if let Some(member) = route.members.iter().find(|member| member.file)
            && file.is_some()
        {
            // The check of the route only needs to see that there is a file.
            members.insert(member.name.to_string(), Value::from(""));
        }
        let refused = |fault: Fault| DATA_INVALID_FOR_URL.because(fault);
        route.check(Place::Query, &query).map_err(refused)?;
        route.check(Place::Body, &members).map_err(refused)?;
        members.extend(query);
        route.check_sets(|name| members.contains_key(name)).map_err(refused)?;
        let caller = state.sessions.caller(self.sid).ok_or(NO_PERMISSION)?;
        if self.request.method() == Method::POST && caller.user.permit != Permit::ReadWrite {
            return Err(NO_PERMISSION);
        }
        let mut context = Context {
            state,
            caller: &caller,
            now: self.fmg.clock.now(),
            injected: self.injected,
            found: self.found,
            members: &members,
            file,
        };
        let Some(CallId::Gui(call)) = route.id else {
            return declared::gui(self.found);
        };
        match call {
            Gui::Certificate(Certificate::Import) => certificate::import(&mut context),
            Gui::Package(Package::Download) => download::export(&context),
            Gui::Template(Template::Download) => download::template(&context),
            Gui::PacketCapture(PacketCapture::Download) => download::capture(&context),
            Gui::Sys(Sys::License) => sys::license(&context),
            _ => Err(NO_SUCH_COMMAND),
        }
    }
}
