//! What the parts of a FortiManager get to know of a call, and what they say to it.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::State;
use super::call::{Found, Keys};
use super::row::{Merge, Write};
use super::session::Caller;
use super::status::Refusal;
use super::store::Row;
use crate::fault::Injected;

/// What a call is answered with: something, or a refusal.
pub(super) type Outcome = Result<Answer, Refusal>;

/// One entry of `params`, and all that is needed to answer it.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) state: &'a mut State,
    /// Who calls. Sessions that are gone never get here.
    pub(super) caller: &'a Caller,
    pub(super) now: SystemTime,
    /// Whether names are wanted where numbers would do.
    pub(super) verbose: bool,
    /// The fault that the call is to run into.
    pub(super) injected: Option<Injected>,
    /// The call, and what stands in its placeholders.
    pub(super) found: &'a Found,
    /// The verb. It may be another one than that of the call: see [`dispatch`](super::dispatch).
    pub(super) method: &'a str,
    /// How the rows of the table are told apart that the call is about.
    pub(super) keys: Keys,
    /// The url in its one form, see [`url::plain`](super::url::plain).
    pub(super) url: &'a str,
    /// The entry as it came, already checked against the call.
    pub(super) entry: &'a Map<String, Value>,
    /// The top level of the request.
    pub(super) envelope: &'a Map<String, Value>,
}

impl Context<'_> {
    /// What stands in a placeholder; empty if there is none of the name.
    pub(super) fn capture(&self, name: &str) -> &str {
        self.found.capture(name).unwrap_or_default()
    }

    /// A member of `data`.
    pub(super) fn data(&self, name: &str) -> Option<&Value> {
        self.entry.get("data")?.get(name)
    }

    /// A row as a write of this call leaves it. `before`: as it was, if it was there.
    pub(super) fn written(&mut self, table: &str, before: Option<Row>, key: &str, data: &Row, merge: Merge) -> Row {
        let write = Write {
            keys: &self.keys,
            table,
            now: self.now,
            merge,
        };
        write.row(self.state, before, key, data)
    }

    /// A member of `data` that is text.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        self.data(name)?.as_str()
    }

    /// A member beside the url that is text.
    pub(super) fn beside(&self, name: &str) -> Option<&str> {
        self.entry.get(name)?.as_str()
    }
}

/// What a call answers when it went well.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answer {
    /// What stands in `data`, if there is one.
    pub(super) data: Option<Value>,
    /// What stands beside it, such as a task id.
    pub(super) beside: Map<String, Value>,
    /// What stands on the top level of the reply, such as the token of a session.
    pub(super) envelope: Map<String, Value>,
}

impl Answer {
    /// The status and no more.
    pub(super) fn done() -> Self {
        Self::default()
    }

    /// Something in `data`.
    pub(super) fn data(data: impl Into<Value>) -> Self {
        Self {
            data: Some(data.into()),
            ..Self::default()
        }
    }

    /// The same with a member beside `data`.
    pub(super) fn beside(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.beside.insert(name.to_owned(), value.into());
        self
    }

    /// The same with a member on the top level of the reply.
    pub(super) fn envelope(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.envelope.insert(name.to_owned(), value.into());
        self
    }
}
