//! Calls through the proxy of the GUI: an object of `url`, `method` and `params`.

use std::sync::MutexGuard;

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value};

use super::answer::{Context, Outcome, Reply, to_response};
use super::calls::NoCall;
use super::visit::Visit;
use super::{certificate, consistency, csv, decode, device, fortiguard, installation, log, sys};
use crate::content::Content;
use crate::fmg::call::Found;
use crate::fmg::status::{
    COMMAND_INVALID_FOR_URL, DATA_INVALID_FOR_URL, INVALID_PARAMETER, INVALID_URL, NO_PERMISSION, NO_SUCH_COMMAND,
    Refusal,
};
use crate::fmg::user::Permit;
use crate::fmg::{FortiManager, State, declared, dispatch, url};
use crate::generated::fmg::CallId;
use crate::generated::fmg::calls::Gui;
use crate::generated::fmg::calls::gui::{Certificate, Device, Fortiguard, Installation, Log, Package, Sys};
use crate::route::Place;

/// The body of a request.
#[derive(Debug)]
pub(super) struct Envelope {
    /// The url to repeat in the reply.
    pub(super) url: String,
    pub(super) method: String,
    pub(super) params: Map<String, Value>,
    /// The id; null without an id.
    pub(super) id: Value,
}

impl Envelope {
    /// Parses the body of a request to the address of the call `carrier`.
    pub(super) fn read(bytes: &[u8], carrier: &Found) -> Result<Self, Refusal> {
        let refused = |why: String| INVALID_PARAMETER.because(why);
        let Ok(Value::Object(mut envelope)) = serde_json::from_slice(bytes) else {
            return Err(refused("the request is not a JSON object".to_owned()));
        };
        carrier
            .route
            .check(Place::Body, &envelope)
            .map_err(|fault| refused(fault.to_string()))?;
        let mut text = |name| match envelope.remove(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(refused(format!("`{name}` is not a text"))),
        };
        let (url, method) = (text("url")?, text("method")?);
        let params = match envelope.remove("params") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(params)) => params,
            Some(_) => return Err(refused("`params` is not an object".to_owned())),
        };
        Ok(Self {
            url: url::trimmed(&url).to_owned(),
            method,
            params,
            id: envelope.remove("id").unwrap_or_default(),
        })
    }

    /// Finds the call and checks its members.
    pub(super) fn find(&self, fmg: &FortiManager) -> Result<Found, Refusal> {
        let found = fmg.find_proxied(&self.method, &url::plain(&self.url), &self.params);
        let found = found.map_err(|fault| match fault {
            NoCall::Url => INVALID_URL,
            NoCall::Method => COMMAND_INVALID_FOR_URL,
            NoCall::Constant => DATA_INVALID_FOR_URL,
        })?;
        let checked = found.route.check(Place::Body, &self.params);
        let checked = checked.and_then(|()| found.route.check_sets(|name| self.params.contains_key(name)));
        checked.map_err(|fault| DATA_INVALID_FOR_URL.because(fault))?;
        Ok(found)
    }
}

/// Answers a request to the proxy.
pub(super) fn answer(visit: &Visit<'_>, mut state: MutexGuard<'_, State>) -> Response<Content> {
    let envelope = match Envelope::read(visit.request.body(), visit.found) {
        Ok(envelope) => envelope,
        Err(refusal) => return to_response(Err(refusal), &Value::Null, ""),
    };
    let outcome = match envelope.find(visit.fmg) {
        Ok(found) if found.taught_call.is_some() => {
            let call = decode::forwarded(&envelope, Some(&found));
            let answered = visit.ask(state, &found, is_read(&found), call);
            return visit.taught(answered, &envelope.id, &envelope.url);
        }
        Ok(found) => forward(visit, &mut state, &envelope, &found),
        Err(refusal) => Err(refusal),
    };
    if outcome.is_ok() {
        visit.count(&mut state);
    }
    visit.reported(
        dispatch::outcome(&outcome),
        to_response(outcome, &envelope.id, &envelope.url),
    )
}

/// Whether a call changes nothing.
fn is_read(found: &Found) -> bool {
    found.route.method.starts_with("get")
}

fn forward(visit: &Visit<'_>, state: &mut State, envelope: &Envelope, found: &Found) -> Outcome {
    let caller = state.sessions.caller(visit.sid).ok_or(NO_PERMISSION)?;
    // The permission of JSON-RPC applies: the sim has one permission for all protocols.
    if !is_read(found) && caller.user.permit != Permit::ReadWrite {
        return Err(NO_PERMISSION);
    }
    let mut context = Context {
        state,
        caller: &caller,
        now: visit.fmg.clock.now(),
        injected: visit.injected,
        found,
        members: &envelope.params,
        file: None::<&Bytes>,
    };
    let reply = call(&mut context)?;
    state.answered.count(&found.route);
    Ok(reply)
}

fn call(context: &mut Context<'_>) -> Result<Reply, Refusal> {
    let Some(CallId::Gui(call)) = context.found.route.id else {
        return declared::gui(context.found);
    };
    match call {
        Gui::Certificate(Certificate::GenerateRequest) => certificate::request(context),
        Gui::Device(Device::DiffRevisions) => device::diff(context),
        Gui::Device(Device::RevisionContent) => device::content(context),
        Gui::Device(Device::Vulnerabilities) => device::vulnerabilities(context),
        Gui::Fortiguard(Fortiguard::PackageVersions) => fortiguard::versions(context),
        Gui::Fortiguard(Fortiguard::SetPackageVersion) => fortiguard::change(context),
        Gui::Installation(Installation::InstallObjects) => installation::install(context),
        Gui::Installation(Installation::Log) => installation::log(context),
        Gui::Installation(Installation::PreviewPackage) => installation::preview(context),
        Gui::Installation(Installation::Targets) => installation::targets(context),
        Gui::Log(Log::Events) => log::events(context),
        Gui::Package(Package::ConsistencyReport) => consistency::report(context),
        Gui::Package(Package::ExportCsv) => csv::export(context),
        Gui::Package(Package::StartConsistencyCheck) => consistency::start(context),
        Gui::Sys(Sys::Session) => Ok(sys::session(context)),
        Gui::Sys(Sys::Uptime) => sys::uptime(context),
        _ => Err(NO_SUCH_COMMAND),
    }
}
