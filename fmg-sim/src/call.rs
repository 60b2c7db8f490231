//! Received calls, decoded.

use std::collections::BTreeMap;
use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use fmg_template::Protocol;
use serde_json::{Map, Value};

use crate::fault::Fault;
use crate::product::Product;
use crate::route;

/// A call that an appliance received, decoded.
///
/// [`Sim::calls`](crate::Sim::calls) returns the calls so far. A JSON-RPC request may contain several calls; those of
/// one request have the same [`request`](Self::request).
///
/// `Debug` shows the names of members but no values, since passwords and tokens are among them.
#[derive(Clone)]
#[non_exhaustive]
pub struct Call {
    /// The protocol of the call. A JSON-RPC call over REST or the GUI has the protocol JSON-RPC.
    pub protocol: Protocol,
    /// The method, as its protocol spells it: `get`, `exec`, `POST`.
    pub method: String,
    /// The url as sent. JSON-RPC urls and those of the GUI's proxy begin with a slash; HTTP urls have no query. In
    /// FortiOS paths, all characters that RFC 3986 does not call unreserved are percent-encoded.
    pub url: String,
    /// The url template of the call; `None`: no template has such a url.
    pub template: Option<String>,
    /// The bindings' request type for the call, such as `fmg::workspace::LockObject`; `None`: no spec declares the
    /// call.
    pub name: Option<String>,
    /// The values of the template's placeholders, decoded, by name.
    pub values: BTreeMap<String, String>,
    /// The members beside the url: those of the `params` entry of JSON-RPC, without `url` and `data`, or those of the
    /// HTTP query.
    pub members: Map<String, Value>,
    /// The data of the call: `data` of JSON-RPC, `params` of a call of the GUI's proxy, or the members of an HTTP body.
    /// `None`: no data, or data that is neither JSON nor a form.
    pub data: Option<Value>,
    /// The top-level members of a JSON-RPC request, such as `verbose`, without `id`, `method`, `params` and `session`.
    /// Empty for other protocols.
    pub envelope: Map<String, Value>,
    /// The file of an upload.
    pub file: Option<Bytes>,
    /// The time of receipt, by the clock of the sim.
    pub at: SystemTime,
    /// The [`number`](crate::Received::number) of the request that contained the call.
    pub request: u64,
    /// The user who sent it; `None`: no user was logged in.
    pub user: Option<String>,
    /// The number of the FortiManager session, as locks show it.
    pub session: Option<u32>,
    /// The VDOM that a FortiGate carries the call out in, set while a closure
    /// [answers](crate::fortios::FortiGate::answer) it. Otherwise `None`: [`members`](Self::members) has the VDOM as
    /// sent.
    pub vdom: Option<String>,
    /// The outcome; `None`: there is no response yet, or the request did not reach the appliance because of a
    /// [fault](Self::fault).
    pub outcome: Option<Outcome>,
    /// The fault that was injected into the request.
    pub fault: Option<Fault>,
}

/// The outcome of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The HTTP status.
    pub http_status: u16,
    /// The status code of a FortiManager, or the error code of a FortiGate; `None`: the response has none.
    pub code: Option<i64>,
    /// The message of the code, if it has one.
    pub message: Option<String>,
}

impl Call {
    /// A call with only its protocol, method and url.
    pub(crate) fn new(protocol: Protocol, method: impl Into<String>, url: impl Into<String>) -> Self {
        Self {
            protocol,
            method: method.into(),
            url: url.into(),
            template: None,
            name: None,
            values: BTreeMap::new(),
            members: Map::new(),
            data: None,
            envelope: Map::new(),
            file: None,
            at: SystemTime::UNIX_EPOCH,
            request: 0,
            user: None,
            session: None,
            vdom: None,
            outcome: None,
            fault: None,
        }
    }

    /// Sets the template, the name and the values from the route of the call.
    pub(crate) fn found<I>(mut self, found: &route::Found<I>) -> Self {
        self.template = Some(found.route.url.to_string());
        self.name = Some(found.route.name.to_string()).filter(|name| !name.is_empty());
        let values = found.captures.iter();
        self.values = values.map(|(name, value)| (name.to_string(), value.clone())).collect();
        self
    }

    /// The product that received the call.
    #[must_use]
    pub fn product(&self) -> Product {
        match self.protocol.product() {
            fmg_template::Product::FortiManager => Product::FortiManager,
            fmg_template::Product::FortiOs => Product::FortiGate,
        }
    }

    /// The value of a placeholder of the template; `None`: the template has no such placeholder.
    ///
    /// # Examples
    ///
    /// A call of `/dvmdb/adom/<adom>` has `call.value("adom")`.
    #[must_use]
    pub fn value(&self, placeholder: &str) -> Option<&str> {
        self.values.get(placeholder).map(String::as_str)
    }

    /// Returns a member by name: that of [`data`](Self::data), else that of [`members`](Self::members), else that of
    /// [`envelope`](Self::envelope).
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value> {
        let in_data = self.data.as_ref().and_then(|data| data.get(name));
        in_data
            .or_else(|| self.members.get(name))
            .or_else(|| self.envelope.get(name))
    }

    /// Whether there is a response that reports success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.outcome.as_ref().is_some_and(Outcome::is_success)
    }
}

impl Outcome {
    /// The outcome of a response without a code.
    pub(crate) fn http(status: u16) -> Self {
        Self {
            http_status: status,
            code: None,
            message: None,
        }
    }

    /// The outcome of a response with HTTP status 200 and this code.
    pub(crate) fn code(code: i64, message: impl Into<String>) -> Self {
        Self {
            http_status: 200,
            code: Some(code),
            message: Some(message.into()),
        }
    }

    /// Whether the code and the HTTP status both report success. HTTP 304 (Not Modified) counts as success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self.http_status, 200..=299 | 304) && self.code.is_none_or(|code| code == 0)
    }
}

/// Shows no values, since passwords are among them.
impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |members: &Map<String, Value>| members.keys().cloned().collect::<Vec<_>>();
        let mut shown = f.debug_struct("Call");
        shown
            .field("protocol", &self.protocol)
            .field("method", &self.method)
            .field("url", &self.url)
            .field("template", &self.template)
            .field("name", &self.name)
            .field("members", &names(&self.members));
        if let Some(Value::Object(data)) = &self.data {
            shown.field("data", &names(data));
        }
        shown
            .field("user", &self.user)
            .field("outcome", &self.outcome)
            .field("fault", &self.fault)
            .finish_non_exhaustive()
    }
}

/// The report of an appliance on one call that it has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) user: Option<String>,
    /// The number of the session of a FortiManager.
    pub(crate) session: Option<u32>,
    pub(crate) outcome: Outcome,
}

/// The reports on the calls of a request, in their order, as an extension of the response. A single report is for all
/// calls of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reports(pub(crate) Vec<Report>);

impl Reports {
    /// The report on a request that was answered as a whole.
    pub(crate) fn whole(user: Option<String>, session: Option<u32>, outcome: Outcome) -> Self {
        Self(vec![Report { user, session, outcome }])
    }

    /// Writes users, sessions and outcomes into the calls of the request.
    pub(crate) fn complete(&self, calls: &mut [Call]) {
        let lone = match self.0.as_slice() {
            [lone] => Some(lone),
            _ => None,
        };
        for (at, call) in calls.iter_mut().enumerate() {
            let Some(report) = lone.or_else(|| self.0.get(at)) else {
                continue;
            };
            call.user.clone_from(&report.user);
            call.session = report.session;
            call.outcome = Some(report.outcome.clone());
        }
    }

    /// The approximate size in bytes.
    pub(crate) fn size(&self) -> usize {
        let texts = |report: &Report| {
            let message = report.outcome.message.as_ref().map_or(0, String::len);
            size_of::<Report>() + message + report.user.as_ref().map_or(0, String::len)
        };
        self.0.iter().map(texts).sum()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let mut call = Call::new(Protocol::JsonRpc, "exec", "/sys/login/user");
        call.data = Some(json!({"user": "admin", "passwd": "hunter2"}));
        call.members.insert("token".to_owned(), json!("hunter3"));
        call.envelope.insert("key".to_owned(), json!("hunter4"));
        call.file = Some(Bytes::from_static(b"hunter5"));
        let shown = format!("{call:?}");
        assert!(
            shown.contains("/sys/login/user") && shown.contains("passwd") && !shown.contains("hunter"),
            "{shown}"
        );
        assert_eq!(call.member("passwd"), Some(&json!("hunter2")));
        assert_eq!(call.member("token"), Some(&json!("hunter3")));
        assert_eq!(call.member("key"), Some(&json!("hunter4")));
    }

    #[test]
    fn only_code_zero_is_a_success() {
        assert!(Outcome::code(0, "OK").is_success() && Outcome::http(304).is_success());
        assert!(!Outcome::code(-6, "Invalid url").is_success() && !Outcome::http(302).is_success());
    }

    #[test]
    fn a_single_report_is_for_all_calls() {
        let new = || Call::new(Protocol::JsonRpc, "get", "/sys/status");
        let mut calls = [new(), new()];
        Reports::whole(Some("admin".to_owned()), Some(7), Outcome::http(500)).complete(&mut calls);
        assert!(calls.iter().all(|call| call.session == Some(7) && !call.is_success()));
    }
}
