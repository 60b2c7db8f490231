//! A call that an appliance was sent, decoded.

use std::collections::BTreeMap;
use std::fmt;
use std::time::SystemTime;

use bytes::Bytes;
use fmg_template::Protocol;
use serde_json::{Map, Value};

use crate::fault::Fault;
use crate::product::Product;
use crate::route;

/// A call that an appliance was sent, decoded.
///
/// [`Sim::calls`](crate::Sim::calls) has those that were sent so far. A request that holds several calls, as those of JSON-RPC can, is
/// several of these; [`request`](Self::request) tells that they came together.
///
/// `Debug` shows the names of members and no value of one, since passwords and tokens are among them.
#[derive(Clone)]
#[non_exhaustive]
pub struct Call {
    /// The protocol of the call. A call of JSON-RPC that REST or the GUI carried is one of JSON-RPC.
    pub protocol: Protocol,
    /// The verb, as its protocol spells it: `get`, `exec`, `POST`.
    pub method: String,
    /// The url that was sent: that of JSON-RPC and of the GUI's proxy with a slash in front, that of HTTP without its query.
    /// Of a path of FortiOS, everything is percent-encoded that RFC 3986 does not call unreserved.
    pub url: String,
    /// The url template of the call; `None`: the appliance knows no such call.
    pub template: Option<String>,
    /// The request type that the bindings have for the call, such as `fmg::workspace::LockObject`; `None`: no spec
    /// declares it.
    pub name: Option<String>,
    /// What stands in the placeholders of the template, decoded, by their names.
    pub values: BTreeMap<String, String>,
    /// What stands beside the url: in the entry of `params` of JSON-RPC, without `url` and `data`; in the query of HTTP.
    pub members: Map<String, Value>,
    /// What the call is made with: `data` of JSON-RPC, `params` of what the GUI's proxy forwards, the members of a body of
    /// HTTP. `None`: there is no such thing, or it is neither JSON nor a form.
    pub data: Option<Value>,
    /// What stands on the top level of a request of JSON-RPC, such as `verbose`, without `id`, `method`, `params` and
    /// `session`. Empty for other protocols.
    pub envelope: Map<String, Value>,
    /// The file that an upload brings.
    pub file: Option<Bytes>,
    /// When it came, by the clock of the sim.
    pub at: SystemTime,
    /// Which request it came in: the [`number`](crate::Received::number) of that one.
    pub request: u64,
    /// Who sent it; `None`: nobody who has logged in.
    pub user: Option<String>,
    /// The number of the session of a FortiManager that it came in, as locks show it.
    pub session: Option<u32>,
    /// The VDOM of a FortiGate that the call is asked in, while it is [answered](crate::fortios::FortiGate::answer). Otherwise
    /// `None`: [`members`](Self::members) has what was sent.
    pub vdom: Option<String>,
    /// What it was answered with; `None`: nothing yet, or a [fault](Self::fault) kept it from the appliance.
    pub outcome: Option<Outcome>,
    /// The fault that hit the request.
    pub fault: Option<Fault>,
}

/// What a call was answered with.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The status of HTTP.
    pub http_status: u16,
    /// The status code of a FortiManager, or the error code of a FortiGate; `None`: the answer has none.
    pub code: Option<i64>,
    /// The words that go with the code; `None`: there are none.
    pub message: Option<String>,
}

impl Call {
    /// A call of which no more is known.
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

    /// The same as a call of this route.
    pub(crate) fn found<I>(mut self, found: &route::Found<I>) -> Self {
        self.template = Some(found.route.url.to_string());
        self.name = Some(found.route.name.to_string()).filter(|name| !name.is_empty());
        let values = found.captures.iter();
        self.values = values.map(|(name, value)| (name.to_string(), value.clone())).collect();
        self
    }

    /// Whom it was sent to.
    #[must_use]
    pub fn product(&self) -> Product {
        match self.protocol.product() {
            fmg_template::Product::FortiManager => Product::FortiManager,
            fmg_template::Product::FortiOs => Product::FortiGate,
        }
    }

    /// What stands in a placeholder of the template; `None`: it has none of this name.
    ///
    /// # Examples
    ///
    /// A call of `/dvmdb/adom/<adom>` has `call.value("adom")`.
    #[must_use]
    pub fn value(&self, placeholder: &str) -> Option<&str> {
        self.values.get(placeholder).map(String::as_str)
    }

    /// A member, wherever it stands: in [`data`](Self::data), else in [`members`](Self::members), else in
    /// [`envelope`](Self::envelope).
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Value> {
        let in_data = self.data.as_ref().and_then(|data| data.get(name));
        in_data
            .or_else(|| self.members.get(name))
            .or_else(|| self.envelope.get(name))
    }

    /// Whether it was answered, and the answer is a success.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.outcome.as_ref().is_some_and(Outcome::is_success)
    }
}

impl Outcome {
    /// What has no code of its own.
    pub(crate) fn http(status: u16) -> Self {
        Self {
            http_status: status,
            code: None,
            message: None,
        }
    }

    /// A status in an answer that HTTP calls successful.
    pub(crate) fn code(code: i64, message: impl Into<String>) -> Self {
        Self {
            http_status: 200,
            code: Some(code),
            message: Some(message.into()),
        }
    }

    /// Whether it is a success: by its code, and by the status of HTTP. That nothing has changed (304) is one.
    #[must_use]
    pub fn is_success(&self) -> bool {
        matches!(self.http_status, 200..=299 | 304) && self.code.is_none_or(|code| code == 0)
    }
}

/// Shows no value of a member: there are passwords among them.
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

/// What an appliance says of one call that it has answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Report {
    pub(crate) user: Option<String>,
    /// The number of the session of a FortiManager.
    pub(crate) session: Option<u32>,
    pub(crate) outcome: Outcome,
}

/// What an appliance says of the calls of a request, in their order; in the extensions of the response. One alone is for all
/// calls of the request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Reports(pub(crate) Vec<Report>);

impl Reports {
    /// A request that was answered as a whole.
    pub(crate) fn whole(user: Option<String>, session: Option<u32>, outcome: Outcome) -> Self {
        Self(vec![Report { user, session, outcome }])
    }

    /// Writes into the calls of the request what became of them.
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

    /// How many bytes they take, about.
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
    fn what_is_secret_is_not_shown() {
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
    fn a_success_has_no_other_code() {
        assert!(Outcome::code(0, "OK").is_success() && Outcome::http(304).is_success());
        assert!(!Outcome::code(-6, "Invalid url").is_success() && !Outcome::http(302).is_success());
    }

    #[test]
    fn one_report_is_for_all_calls_of_its_request() {
        let new = || Call::new(Protocol::JsonRpc, "get", "/sys/status");
        let mut calls = [new(), new()];
        Reports::whole(Some("admin".to_owned()), Some(7), Outcome::http(500)).complete(&mut calls);
        assert!(calls.iter().all(|call| call.session == Some(7) && !call.is_success()));
    }
}
