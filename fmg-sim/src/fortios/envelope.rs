//! The envelope around the results of a call.

use serde_json::{Map, Value, json};

use super::call::Call;
use super::cmdb::Members;
use super::refusal::{Refusal, Status};
use super::state::State;

/// The properties of a call that its envelope repeats.
#[derive(Debug)]
pub(super) struct Head<'h> {
    method: &'h str,
    segments: [&'h str; 3],
    is_configuration: bool,
}

impl<'h> Head<'h> {
    /// The first parts of a url below `/api/v2/cmdb` or `/api/v2/monitor`, and the action.
    pub(super) fn of(call: &'h Call) -> Self {
        let below = call.path.strip_prefix("/api/v2/").unwrap_or_default();
        let (api, below) = below.split_once('/').unwrap_or((below, ""));
        let is_configuration = api == "cmdb";
        let mut segments = below.split('/');
        let mut next = || segments.next().unwrap_or_default();
        let (path, name, third) = (next(), next(), next());
        let action = match (is_configuration, third) {
            (true, _) => call.action(),
            (false, "") => "select",
            (false, action) => action,
        };
        Self {
            method: call.method.as_str(),
            segments: [path, name, action],
            is_configuration,
        }
    }

    /// The response of one VDOM, with its HTTP status.
    pub(super) fn envelope(&self, state: &State, vdom: &str, result: Result<Members, Refusal>) -> (u16, Value) {
        let refusal = match result {
            Ok(members) => {
                let mut envelope = self.around(state, vdom);
                envelope.extend(members);
                envelope.insert("status".to_owned(), json!("success"));
                if self.is_configuration {
                    envelope.insert("http_status".to_owned(), json!(200));
                }
                return (200, envelope.into());
            }
            Err(refusal) => refusal,
        };
        let status = match refusal.status {
            Status::Http(status) => status,
            Status::RefusedChange => state.firmware.refused_change(),
        };
        let mut envelope = self.around(state, vdom);
        if !self.is_configuration && status == 404 {
            // The device has not read the method then.
            envelope.remove("http_method");
            envelope.remove("vdom");
        }
        if self.is_configuration && self.method != "GET" {
            envelope.insert("revision_changed".to_owned(), json!(false));
        }
        let code = refusal.code.and_then(super::refusal::Code::number);
        envelope.extend(code.map(|code| ("error".to_owned(), json!(code))));
        envelope.extend(refusal.cli_error.map(|said| ("cli_error".to_owned(), json!(said))));
        envelope.insert("status".to_owned(), json!("error"));
        envelope.insert("http_status".to_owned(), json!(status));
        (status, envelope.into())
    }

    fn around(&self, state: &State, vdom: &str) -> Map<String, Value> {
        let [path, name, action] = self.segments;
        let mut envelope = Map::new();
        let mut put = |name: &str, value: Value| envelope.insert(name.to_owned(), value);
        put("http_method", json!(self.method));
        put("vdom", json!(vdom));
        put("path", json!(path));
        put("name", json!(name));
        if action != "select" || !state.firmware.has_new_envelope() {
            put("action", json!(action));
        }
        put("serial", json!(state.serial));
        put("version", json!(state.version()));
        put("build", json!(state.build()));
        envelope
    }
}
