//! The context of a GUI call, and its replies.

use std::time::SystemTime;

use bytes::Bytes;
use http::Response;
use http::header::CONTENT_DISPOSITION;
use serde_json::{Map, Value, json};

use crate::content::Content;
use crate::fault::Injected;
use crate::fmg::State;
use crate::fmg::call::Found;
use crate::fmg::event::{Event, Interface};
use crate::fmg::oid;
use crate::fmg::response;
use crate::fmg::session::Caller;
use crate::fmg::shape::integer;
use crate::fmg::status::{DATA_INVALID_FOR_URL, NO_OBJECT, Refusal};
use crate::fmg::task::TaskPlan;
use crate::headers;

/// One call, which was already checked against the specs.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) state: &'a mut State,
    /// The user of the session.
    pub(super) caller: &'a Caller,
    pub(super) now: SystemTime,
    /// The fault to inject into the call.
    pub(super) injected: Option<Injected>,
    /// The call, with the values of its placeholders.
    pub(super) found: &'a Found,
    /// Its members.
    pub(super) members: &'a Map<String, Value>,
    /// The uploaded file.
    pub(super) file: Option<&'a Bytes>,
}

/// The reply of a successful call.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::fmg) enum Reply {
    /// `data` of the entry of `result`.
    Data(Value),
    /// The same with another url than that of the call.
    DataOf(&'static str, Value),
    /// The entry of `result` itself.
    Entry(Value),
    /// The whole reply, without an envelope.
    Bare(Value),
    /// Plain text.
    Text(String),
    /// A file as an attachment with this name.
    File { name: String, content: Bytes },
}

/// The outcome of a call: a reply or a refusal.
pub(in crate::fmg) type Outcome = Result<Reply, Refusal>;

impl Context<'_> {
    /// A member that is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name)?.as_str()
    }

    /// A member that is a number, or a text of digits.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        self.members.get(name).and_then(integer)
    }

    /// A member that is a list.
    pub(super) fn list(&self, name: &str) -> &[Value] {
        let list = self.members.get(name).and_then(Value::as_array);
        list.map_or(&[], Vec::as_slice)
    }

    /// The object id in a placeholder.
    fn oid(&self, placeholder: &str) -> Result<i64, Refusal> {
        let oid = self.found.capture(placeholder).and_then(|oid| oid.parse().ok());
        oid.ok_or(NO_OBJECT)
    }

    /// The ADOM that the url names by its object id.
    pub(super) fn adom(&self) -> Result<String, Refusal> {
        oid::adom(self.state, self.caller, self.oid("adom-oid")?)
    }

    /// The ADOM and the path of the policy package that the url names by their object ids.
    pub(super) fn package(&self) -> Result<(String, String), Refusal> {
        let adom = self.adom()?;
        let package = oid::package(self.state, self.caller, &adom, self.oid("package-oid")?)?;
        Ok((adom, package))
    }

    /// The device that the url names by its object id.
    pub(super) fn device(&self) -> Result<oid::Device<'_>, Refusal> {
        oid::device(self.state, self.caller, self.oid("device-oid")?)
    }

    /// The device that a member names by its object id.
    pub(super) fn device_of(&self, member: &str) -> Result<oid::Device<'_>, Refusal> {
        let oid = self.number(member).ok_or(DATA_INVALID_FOR_URL)?;
        oid::device(self.state, self.caller, oid)
    }

    /// A task of this session.
    pub(super) fn plan(&self, title: impl Into<String>, source: &'static str) -> TaskPlan {
        TaskPlan::new(title)
            .source(source)
            .user(self.caller.user.name())
            .session(self.caller.sid)
            .injected(self.injected)
    }

    /// Records the operation in the event log.
    pub(super) fn record(&mut self, operation: &str, refine: impl FnOnce(Event) -> Event) {
        let event = Event::of(self.caller.user.name(), Interface::Gui, operation);
        self.state.events.record(refine(event), self.now);
    }
}

/// An entry of `result`, with data or without. A refusal is assumed to look the same, as no document shows one.
pub(super) fn entry(data: &Value, id: &Value, code: i64, message: &str, url: &str) -> Value {
    json!({
        "result": [{"data": data, "id": id, "status": {"code": code, "message": message}, "url": url}],
    })
}

/// The response for an outcome.
pub(super) fn to_response(outcome: Outcome, id: &Value, url: &str) -> Response<Content> {
    match outcome {
        Ok(Reply::Data(data)) => response::json(&entry(&data, id, 0, "", url)),
        Ok(Reply::DataOf(url, data)) => response::json(&entry(&data, id, 0, "", url)),
        Ok(Reply::Entry(entry)) => response::json(&json!({ "result": [entry] })),
        Ok(Reply::Bare(reply)) => response::json(&reply),
        // The document shows this media type for a text.
        Ok(Reply::Text(text)) => response::of_kind("html", Bytes::from(text)),
        Ok(Reply::File { name, content }) => {
            let mut response = response::file(content);
            if let Some(disposition) = headers::attachment(&name) {
                response.headers_mut().insert(CONTENT_DISPOSITION, disposition);
            }
            response
        }
        Err(refusal) => response::json(&entry(&Value::Null, id, refusal.code, &refusal.message, url)),
    }
}
