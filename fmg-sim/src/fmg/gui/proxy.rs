//! Calls that come as an object of `url`, `method` and `params`.

use bytes::Bytes;
use http::Response;
use serde_json::{Map, Value};

use super::answer::{Context, Outcome, Reply};
use super::calls::{Calls, NoCall};
use super::door::{self, Visit};
use super::{certificate, consistency, csv, device, fortiguard, installation, log, sys};
use crate::content::Content;
use crate::fmg::status::{
    COMMAND_INVALID_FOR_URL, DATA_INVALID_FOR_URL, INVALID_PARAMETER, INVALID_URL, NO_PERMISSION, NO_SUCH_COMMAND,
    Refusal,
};
use crate::fmg::user::Permit;
use crate::fmg::{State, url};
use crate::route::{Found, Place};

/// What is posted.
#[derive(Debug)]
pub(super) struct Envelope {
    /// The url to repeat.
    pub(super) url: String,
    method: String,
    pub(super) params: Map<String, Value>,
    /// The id, null without one.
    pub(super) id: Value,
}

impl Envelope {
    /// Reads what is posted to the address that is the call `carrier`.
    pub(super) fn read(bytes: &[u8], carrier: &Found) -> Result<Self, Refusal> {
        let refused = |why: String| INVALID_PARAMETER.saying(format!("{}: {why}", INVALID_PARAMETER.message));
        let Ok(Value::Object(mut envelope)) = serde_json::from_slice(bytes) else {
            return Err(refused("the request is no JSON object".to_owned()));
        };
        carrier
            .route
            .check(Place::Body, &envelope)
            .map_err(|fault| refused(fault.to_string()))?;
        let mut text = |name| match envelope.remove(name) {
            Some(Value::String(text)) => Ok(text),
            _ => Err(refused(format!("`{name}` is no text"))),
        };
        let (url, method) = (text("url")?, text("method")?);
        let params = match envelope.remove("params") {
            None | Some(Value::Null) => Map::new(),
            Some(Value::Object(params)) => params,
            Some(_) => return Err(refused("`params` is no object".to_owned())),
        };
        Ok(Self {
            url: url::trimmed(&url).to_owned(),
            method,
            params,
            id: envelope.remove("id").unwrap_or_default(),
        })
    }

    /// The call that it is, with its members checked.
    pub(super) fn find(&self, calls: Option<&'static Calls>) -> Result<Found, Refusal> {
        let calls = calls.ok_or(NO_SUCH_COMMAND)?;
        let found = calls.proxied(&self.method, &url::plain(&self.url), &self.params);
        let found = found.map_err(|fault| match fault {
            NoCall::Url => INVALID_URL,
            NoCall::Method => COMMAND_INVALID_FOR_URL,
            NoCall::Constant => DATA_INVALID_FOR_URL,
        })?;
        let checked = found.route.check(Place::Body, &self.params);
        let checked = checked.and_then(|()| found.route.check_sets(|name| self.params.contains_key(name)));
        checked.map_err(|fault| DATA_INVALID_FOR_URL.saying(format!("{}: {fault}", DATA_INVALID_FOR_URL.message)))?;
        Ok(found)
    }
}

/// Answers what is posted to the proxy.
pub(super) fn answer(visit: &Visit<'_>, state: &mut State) -> Response<Content> {
    let envelope = match Envelope::read(visit.request.body(), visit.found) {
        Ok(envelope) => envelope,
        Err(refusal) => return door::response(Err(refusal), &Value::Null, ""),
    };
    let outcome = forward(visit, state, &envelope);
    if outcome.is_ok() {
        visit.count(state);
    }
    door::response(outcome, &envelope.id, &envelope.url)
}

fn forward(visit: &Visit<'_>, state: &mut State, envelope: &Envelope) -> Outcome {
    let found = envelope.find(Calls::get())?;
    let caller = state.sessions.caller(visit.sid).ok_or(NO_PERMISSION)?;
    let reads = found.route.method.starts_with("get");
    // What somebody may do by JSON-RPC they may do here: the sim has one permit for all doors.
    if !reads && caller.user.permit != Permit::ReadWrite {
        return Err(NO_PERMISSION);
    }
    let mut context = Context {
        state,
        caller: &caller,
        now: visit.fmg.clock.now(),
        injected: visit.injected,
        found: &found,
        members: &envelope.params,
        file: None::<&Bytes>,
    };
    let reply = call(&mut context)?;
    *state.answered.entry(found.route.name).or_default() += 1;
    Ok(reply)
}

fn call(context: &mut Context<'_>) -> Result<Reply, Refusal> {
    match context.found.route.name {
        "fmg::gui::certificate::GenerateRequest" => certificate::request(context),
        "fmg::gui::device::DiffRevisions" => device::diff(context),
        "fmg::gui::device::RevisionContent" => device::content(context),
        "fmg::gui::device::Vulnerabilities" => device::vulnerabilities(context),
        "fmg::gui::fortiguard::PackageVersions" => fortiguard::versions(context),
        "fmg::gui::fortiguard::SetPackageVersion" => fortiguard::change(context),
        "fmg::gui::installation::InstallObjects" => installation::install(context),
        "fmg::gui::installation::Log" => installation::log(context),
        "fmg::gui::installation::PreviewPackage" => installation::preview(context),
        "fmg::gui::installation::Targets" => installation::targets(context),
        "fmg::gui::log::Events" => log::events(context),
        "fmg::gui::package::ConsistencyReport" => consistency::report(context),
        "fmg::gui::package::ExportCsv" => csv::export(context),
        "fmg::gui::package::StartConsistencyCheck" => consistency::start(context),
        "fmg::gui::sys::Session" => Ok(sys::session(context)),
        "fmg::gui::sys::Uptime" => sys::uptime(context),
        _ => Err(NO_SUCH_COMMAND),
    }
}
