//! HTTP requests and responses of a FortiManager.

use bytes::Bytes;
use fmg_template::JSON_RPC_PATH;
use http::header::{ALLOW, HeaderValue};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};

use super::authorization::bearer;
use super::response::{json, page, plain};
use super::user::{Permit, Secret, User};
use super::{FortiManager, decode, envelope, gui, rest};
use crate::appliance::{Account, Appliance, Local};
use crate::call::Call;
use crate::content::Content;
use crate::fault::Injected;

/// The user of requests from programs on the appliance.
const LOCAL_USER: &str = "admin";

impl Appliance for FortiManager {
    fn handle(&self, request: Request<Bytes>) -> Response<Content> {
        let path = request.uri().path();
        let json_rpc = path.trim_end_matches('/') == JSON_RPC_PATH;
        // Programs on the appliance may use JSON-RPC. No document mentions other protocols.
        if !json_rpc && is_local(&request) {
            return page(StatusCode::NOT_FOUND);
        }
        if json_rpc {
            return match *request.method() {
                Method::POST => self.json_rpc(&request),
                _ => plain(StatusCode::METHOD_NOT_ALLOWED, ALLOW, HeaderValue::from_static("POST")),
            };
        }
        match path.strip_prefix(JSON_RPC_PATH).filter(|rest| rest.starts_with('/')) {
            Some(url) => rest::answer(self, &request, url),
            None => gui::answer(self, &request),
        }
    }

    fn decode(&self, request: &Request<Bytes>) -> Vec<Call> {
        decode::decode(self, request)
    }

    fn takes_file(&self, head: &Parts) -> bool {
        rest::takes_file(&self.calls, head)
    }

    fn accounts(&self) -> Vec<Account> {
        self.state().sessions.users().iter().map(account).collect()
    }
}

fn account(user: &User) -> Account {
    let mut note = match user.permit {
        Permit::None => "may do nothing",
        Permit::Read => "may read",
        Permit::ReadWrite => "may read and write",
    }
    .to_owned();
    if !user.adoms.is_empty() {
        note.push_str(" in ");
        note.push_str(&user.adoms.join(", "));
    }
    if !user.approver {
        note.push_str(", may not approve");
    }
    let name = user.name.clone();
    match &user.secret {
        Secret::Password(password) => Account::User {
            name,
            password: password.clone(),
            note,
        },
        Secret::ApiKey(token) => Account::Token {
            name,
            token: token.clone(),
            note,
        },
    }
}

impl FortiManager {
    fn json_rpc(&self, request: &Request<Bytes>) -> Response<Content> {
        let asked = match envelope::Request::read(request.body()) {
            Ok(asked) => asked,
            Err(malformed) => return json(&malformed.reply()),
        };
        let injected = request.extensions().get::<Injected>().copied();
        let now = self.clock.now();
        let mut state = self.state();
        state.catch_up(now);
        // With an API key, the session in a request need not be valid.
        let in_session = asked.session().and_then(|token| state.sessions.by_token(token));
        let sid = match (in_session, bearer(request)) {
            (Some(sid), _) => Some(sid),
            (None, Some(key)) => state.sessions.by_key(key, now),
            (None, None) if asked.session().is_some() => None,
            (None, None) => is_local(request).then(|| state.sessions.shared(LOCAL_USER.to_owned(), now)),
        };
        if let Some(sid) = sid {
            if injected == Some(Injected::SessionExpired) {
                state.end_session(sid, now);
            } else if !asked.keeps_session_idle() {
                state.sessions.touch(sid, now);
            }
        }
        let replied = self.answer_all(state, &asked, sid, injected);
        replied.into_response(|reply| reply)
    }
}

/// Whether a request comes from a program on the appliance itself, which needs no session.
fn is_local(request: &Request<Bytes>) -> bool {
    request.extensions().get::<Local>().is_some()
}
