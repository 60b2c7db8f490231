//! Decodes the calls of a request, for the log of the sim.
//!
//! Requests are parsed by the same functions as those that are answered, but need no session.

use bytes::Bytes;
use fmg_template::{JSON_RPC_PATH, Protocol};
use http::{Method, Request};
use serde_json::{Map, Value};

use super::call::Found;
use super::{FortiManager, envelope, gui, rest, url};
use crate::call::Call;

/// The top-level members of a request that [`Call::envelope`] leaves out.
const OWN: [&str; 4] = ["id", "method", "params", "session"];

/// Decodes the calls of a request. Other requests, such as those whose body is not JSON, have none.
pub(super) fn decode(fmg: &FortiManager, request: &Request<Bytes>) -> Vec<Call> {
    let path = request.uri().path();
    if path.trim_end_matches('/') == JSON_RPC_PATH {
        let is_call = request.method() == Method::POST;
        let asked = is_call.then(|| envelope::Request::read(request.body()).ok()).flatten();
        return asked.map(|asked| json_rpc(fmg, &asked)).unwrap_or_default();
    }
    match path.strip_prefix(JSON_RPC_PATH).filter(|rest| rest.starts_with('/')) {
        Some(url) => rest::decode(fmg, request, url).into_iter().collect(),
        None => gui::decode(fmg, request),
    }
}

/// The calls of a JSON-RPC request, one for each entry.
pub(super) fn json_rpc(fmg: &FortiManager, asked: &envelope::Request) -> Vec<Call> {
    let entries = asked.params.iter();
    let call = |entry: &Map<String, Value>| {
        let found = fmg.find(&asked.method, &plain(entry), entry).ok();
        entry_of(asked, entry, found.as_ref().map(|located| &located.found))
    };
    entries.map(call).collect()
}

/// The normalized url of an entry.
fn plain(entry: &Map<String, Value>) -> String {
    url::plain(entry.get("url").and_then(Value::as_str).unwrap_or_default())
}

/// The call of one entry, with its route if it has one.
pub(super) fn entry_of(asked: &envelope::Request, entry: &Map<String, Value>, found: Option<&Found>) -> Call {
    let mut call = Call::new(Protocol::JsonRpc, &asked.method, plain(entry));
    if let Some(found) = found {
        call = call.found(found);
    }
    call.members.clone_from(entry);
    call.members.remove("url");
    call.data = call.members.remove("data");
    let envelope = asked.envelope.iter().filter(|(name, _)| !OWN.contains(&name.as_str()));
    call.envelope = envelope.map(|(name, value)| (name.clone(), value.clone())).collect();
    call
}
