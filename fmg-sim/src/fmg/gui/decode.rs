//! Decodes the calls of a request to the GUI.

use bytes::Bytes;
use fmg_template::Protocol;
use http::{Method, Request};
use serde_json::{Map, Value};

use super::legacy;
use super::proxy::Envelope;
use super::request;
use crate::call::Call;
use crate::fmg::call::Found;
use crate::fmg::{FortiManager, decode, url};
use crate::generated::fmg::CallId;
use crate::generated::fmg::calls::Gui;
use crate::generated::fmg::calls::gui::Session;

/// Decodes the calls of a request to the GUI: the calls within it, or the request itself.
pub(in crate::fmg) fn decode(fmg: &FortiManager, request: &Request<Bytes>) -> Vec<Call> {
    let query = request::query(request);
    let found = fmg
        .find_page(request.method().as_str(), request.uri().path(), &query)
        .ok();
    let id = found.as_ref().and_then(|found| found.route.id);
    match (id, &found) {
        (Some(CallId::Gui(Gui::Session(Session::Authenticate | Session::Proxy))), Some(carrier)) => {
            let envelope = Envelope::read(request.body(), carrier).ok();
            envelope
                .map(|envelope| {
                    let url = url::plain(&envelope.url);
                    let found = fmg.find_proxied(&envelope.method, &url, &envelope.params).ok();
                    forwarded(&envelope, found.as_ref())
                })
                .into_iter()
                .collect()
        }
        (Some(CallId::Gui(Gui::Session(Session::Legacy | Session::LegacyPost | Session::Forward))), Some(carrier)) => {
            let asked = legacy::carried(carrier, request, &query).ok();
            asked.map(|asked| decode::json_rpc(fmg, &asked)).unwrap_or_default()
        }
        (_, found) => vec![of_http(found.as_ref(), request, query)],
    }
}

/// A call that the proxy forwards.
pub(super) fn forwarded(envelope: &Envelope, found: Option<&Found>) -> Call {
    let mut call = Call::new(Protocol::GuiProxy, &envelope.method, url::plain(&envelope.url));
    if let Some(found) = found {
        call = call.found(found);
    }
    call.data = Some(Value::Object(envelope.params.clone()));
    call
}

/// An HTTP call.
pub(super) fn of_http(found: Option<&Found>, request: &Request<Bytes>, query: Map<String, Value>) -> Call {
    let mut call = Call::new(Protocol::Gui, request.method().as_str(), request.uri().path());
    if let Some(found) = found {
        call = call.found(found);
    }
    call.members = query;
    if request.method() == Method::POST
        && let Some(form) = request::form(request)
    {
        call.file = form.files.into_iter().next().map(|(_, content)| content);
        call.data = Some(Value::Object(form.members));
    } else {
        call.data = serde_json::from_slice(request.body()).ok();
    }
    call
}
