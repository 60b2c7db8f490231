//! What comes in over HTTP, and what goes out.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use fmg_template::JSON_RPC_PATH;
use http::header::{ALLOW, AUTHORIZATION, CONTENT_TYPE, HeaderValue, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{Method, Request, Response, StatusCode};
use serde_json::Value;

use super::call::Calls;
use super::dispatch::Asked;
use super::session::Sid;
use super::status::UNKNOWN_ERROR;
use super::user::{Permit, Secret, User};
use super::{FortiManager, State, envelope, gui, rest};
use crate::appliance::{Account, Appliance, Local};
use crate::content::Content;
use crate::fault::Injected;

/// Whom requests are taken for that come from programs on the appliance.
const LOCAL_USER: &str = "admin";

impl Appliance for FortiManager {
    fn answer(&self, request: Request<Bytes>) -> Response<Content> {
        let path = request.uri().path();
        let json_rpc = path.trim_end_matches('/') == JSON_RPC_PATH;
        // What programs on the appliance are trusted with is JSON-RPC; nothing is known of the rest.
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

    fn takes_file(&self, head: &Parts) -> bool {
        rest::takes_file(head)
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
        state.end_idle_sessions(now);
        // A client with a key may name a session all the same, which then need not be one.
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
        json(&self.answer_all(&mut state, &asked, sid, injected))
    }

    /// Answers the entries of a request one after the other. Their caller is there, or was.
    pub(super) fn answer_all(
        &self,
        state: &mut State,
        request: &envelope::Request,
        sid: Option<Sid>,
        injected: Option<Injected>,
    ) -> Value {
        let id = request.envelope.get("id").cloned();
        let Some(calls) = Calls::get() else {
            return serde_json::json!({"id": id, "result": {"status": {"code": UNKNOWN_ERROR.code}}});
        };
        let asked = Asked {
            calls,
            request,
            sid,
            now: self.clock.now(),
            injected,
        };
        let answers = request.params.iter().map(|entry| asked.answer(state, entry)).collect();
        envelope::reply(id, sid.filter(|sid| state.sessions.caller(*sid).is_some()), answers)
    }
}

/// Whether a request comes from a program on the appliance itself, which needs no session.
fn is_local(request: &Request<Bytes>) -> bool {
    request.extensions().get::<Local>().is_some()
}

/// The API key of a request.
fn bearer(request: &Request<Bytes>) -> Option<&str> {
    scheme(request, "bearer ")
}

/// User and password of a request.
pub(super) fn basic(request: &Request<Bytes>) -> Option<(String, String)> {
    let decoded = STANDARD.decode(scheme(request, "basic ")?.trim()).ok()?;
    let (user, password) = std::str::from_utf8(&decoded).ok()?.split_once(':')?;
    Some((user.to_owned(), password.to_owned()))
}

fn scheme<'r>(request: &'r Request<Bytes>, scheme: &str) -> Option<&'r str> {
    let value = request.headers().get(AUTHORIZATION)?.to_str().ok()?;
    let (own, rest) = value.split_at_checked(scheme.len())?;
    own.eq_ignore_ascii_case(scheme).then_some(rest)
}

/// A reply. Its HTTP status is 200 whatever it says.
pub(super) fn json(reply: &Value) -> Response<Content> {
    of_kind("application/json", Bytes::from(reply.to_string()))
}

/// A file.
pub(super) fn file(content: impl Into<Content>) -> Response<Content> {
    of_kind("application/octet-stream", content)
}

/// Content of a type.
pub(super) fn of_kind(kind: &'static str, content: impl Into<Content>) -> Response<Content> {
    let mut response = Response::new(content.into());
    response
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// What HTTP itself refuses.
pub(super) fn plain(status: StatusCode, name: http::HeaderName, value: HeaderValue) -> Response<Content> {
    let mut response = page(status);
    response.headers_mut().insert(name, value);
    response
}

/// A call without a user and a password that are right.
pub(super) fn unauthorized() -> Response<Content> {
    let scheme = HeaderValue::from_static("Basic realm=\"jsonrpc\"");
    plain(StatusCode::UNAUTHORIZED, WWW_AUTHENTICATE, scheme)
}

/// A page of a status.
pub(super) fn page(status: StatusCode) -> Response<Content> {
    let text = format!("<html><head><title>{status}</title></head><body><h1>{status}</h1></body></html>\n");
    let mut response = of_kind("text/html", Bytes::from(text));
    *response.status_mut() = status;
    response
}
