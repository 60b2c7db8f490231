//! The context of a JSON-RPC call, and its answers.

use std::time::SystemTime;

use serde_json::{Map, Value};

use super::State;
use super::call::{Found, TableLayout};
use super::row::{Merge, Write};
use super::session::Caller;
use super::status::Refusal;
use super::store::Row;
use crate::fault::Injected;

/// The outcome of a call: an answer or a refusal.
pub(super) type Outcome = Result<Answer, Refusal>;

/// One entry of `params`, with all that is needed to answer it.
#[derive(Debug)]
pub(super) struct Context<'a> {
    pub(super) state: &'a mut State,
    /// The caller, whose session is open.
    pub(super) caller: &'a Caller,
    pub(super) now: SystemTime,
    /// Whether the reply has names in place of numbers.
    pub(super) verbose: bool,
    /// The fault to inject into the call.
    pub(super) injected: Option<Injected>,
    /// The call, with the values of its placeholders.
    pub(super) found: &'a Found,
    /// The method, which may differ from that of the call: see [`dispatch`](super::dispatch).
    pub(super) method: &'a str,
    /// The layout of the table that the call concerns.
    pub(super) layout: TableLayout,
    /// The normalized url, see [`url::plain`](super::url::plain).
    pub(super) url: &'a str,
    /// The entry as received, already checked against the call.
    pub(super) entry: &'a Map<String, Value>,
    /// The top level of the request.
    pub(super) envelope: &'a Map<String, Value>,
}

impl Context<'_> {
    /// The value of a placeholder; empty if there is no such placeholder.
    pub(super) fn capture(&self, name: &str) -> &str {
        self.found.capture(name).unwrap_or_default()
    }

    /// The ADOM that the url names, or the global database.
    pub(super) fn adom(&self) -> &str {
        self.found.capture("adom").unwrap_or(super::scope::GLOBAL)
    }

    /// A member of `data`.
    pub(super) fn data(&self, name: &str) -> Option<&Value> {
        self.entry.get("data")?.get(name)
    }

    /// A row after a write of this call. `before`: the row before, if it existed.
    pub(super) fn written(&mut self, table: &str, before: Option<Row>, key: &str, data: &Row, merge: Merge) -> Row {
        let write = Write {
            layout: &self.layout,
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

/// The answer to a successful call.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Answer {
    /// The member `data`, if there is one.
    pub(super) data: Option<Value>,
    /// The members beside `data`, such as a task id.
    pub(super) beside: Map<String, Value>,
    /// The members at the top level of the reply, such as the token of a session.
    pub(super) envelope: Map<String, Value>,
}

impl Answer {
    /// An answer with the status only.
    pub(super) fn done() -> Self {
        Self::default()
    }

    /// An answer with data.
    pub(super) fn data(data: impl Into<Value>) -> Self {
        Self {
            data: Some(data.into()),
            ..Self::default()
        }
    }

    /// Adds a member beside `data`.
    pub(super) fn beside(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.beside.insert(name.to_owned(), value.into());
        self
    }

    /// Adds a member at the top level of the reply.
    pub(super) fn envelope(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.envelope.insert(name.to_owned(), value.into());
        self
    }
}
