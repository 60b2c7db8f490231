//! The login, which sets cookies, and the logout.

use bytes::Bytes;
use http::header::{HeaderValue, REFERER, SET_COOKIE};
use http::{Request, Response, StatusCode};
use serde_json::{Value, json};

use super::answer::{entry, to_response};
use super::proxy::Envelope;
use super::request::{self, CSRF, SESSION};
use super::visit::Visit;
use crate::call::{Outcome, Reports};
use crate::content::Content;
use crate::fmg::call::Found;
use crate::fmg::event::{Event, Interface};
use crate::fmg::session::Cookies;
use crate::fmg::status::Refusal;
use crate::fmg::{FortiManager, State, response};
use crate::generated::fmg::calls::Gui;
use crate::generated::fmg::calls::gui::Session;
use crate::generated::fmg::{CallId, Route};
use crate::route::Shared;

/// Answers a request to the address of logins, the call `carrier`.
pub(super) fn authenticate(
    fmg: &FortiManager,
    state: &mut State,
    request: &Request<Bytes>,
    carrier: &Found,
) -> Response<Content> {
    // The document requires the header, and does not show the response without it.
    if !request::is_json(request) {
        return response::page(StatusCode::BAD_REQUEST);
    }
    let envelope = match Envelope::read(request.body(), carrier) {
        Ok(envelope) => envelope,
        Err(refusal) => return to_response(Err(refusal), &Value::Null, ""),
    };
    match log_in(fmg, state, &envelope) {
        Ok((call, cookies)) => {
            for route in [&call, &carrier.route] {
                state.answered.count(route);
            }
            let mut response = response::json(&entry(&Value::Null, &envelope.id, 0, "", &envelope.url));
            // Base64 is valid in a header.
            if let Ok(cookies) = HeaderValue::try_from(folded(&cookies)) {
                response.headers_mut().insert(SET_COOKIE, cookies);
            }
            response
                .extensions_mut()
                .insert(Reports::whole(None, None, Outcome::code(0, "")));
            response
        }
        Err(refusal) => {
            let outcome = Outcome::code(refusal.code, refusal.message.clone());
            let mut response = to_response(Err(refusal), &envelope.id, &envelope.url);
            response.extensions_mut().insert(Reports::whole(None, None, outcome));
            response
        }
    }
}

/// Opens a session, and returns the call that did.
fn log_in(fmg: &FortiManager, state: &mut State, envelope: &Envelope) -> Result<(Shared<Route>, Cookies), Refusal> {
    let now = fmg.clock.now();
    let found = envelope.find(fmg)?;
    // Other calls need a session.
    if found.route.id != Some(CallId::Gui(Gui::Session(Session::Login))) {
        return Err(crate::fmg::status::NO_PERMISSION);
    }
    let text = |name: &str| envelope.params.get(name).and_then(Value::as_str).unwrap_or_default();
    let user = text("username");
    let login = state
        .sessions
        .log_in_gui(user, text("secretkey"), &mut state.random, now);
    let event = match login {
        Ok(_) => "Login",
        Err(_) => "Login failed",
    };
    state
        .events
        .record(Event::of(user, Interface::Gui, event).on(user), now);
    login.map(|(_, cookies)| (found.route, cookies))
}

/// All cookies in one header, separated by commas, as the document shows.
fn folded(cookies: &Cookies) -> String {
    format!(
        "{SESSION}={}; Path=/; HttpOnly; SameSite=Strict; Secure; Version=1, auth_state=; Path=/; Secure; Version=1, \
         remoteauth=; Path=/; Secure; Version=1, {CSRF}={}; Path=/; Secure; Version=1",
        cookies.session, cookies.csrf
    )
}

/// Ends the session. Requires a `Referer` header, as the web server of a FortiManager does.
pub(super) fn log_out(visit: &Visit<'_>, state: &mut State) -> Response<Content> {
    let referer = request::header(visit.request, REFERER.as_str());
    if !referer.is_some_and(|referer| referer.starts_with("https://")) {
        return response::page(StatusCode::FORBIDDEN);
    }
    let now = visit.fmg.clock.now();
    if let Some(user) = state.sessions.user_of(visit.sid) {
        let event = Event::of(user, Interface::Gui, "Logout").on(user);
        state.events.record(event, now);
    }
    state.end_session(visit.sid, now);
    visit.count(state);
    response::json(&json!({"result": [{"status": {"code": 0}, "data": {}}]}))
}
