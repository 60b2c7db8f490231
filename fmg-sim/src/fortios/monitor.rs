//! The Monitor API: reads the state of a device and performs actions.
//!
//! Every call of the specs answers with results of its type. Some calls change and read state; the others have constant
//! results. The calls of a described device answer with results that fit the schemas of their responses.

mod admins;
mod banned;
mod config;
mod declared;
mod described;
mod directory;
mod firewall;
mod network;
mod results;
mod sample;
mod upload;

use std::time::SystemTime;

use bytes::Bytes;
use serde_json::{Map, Value};

pub(super) use self::directory::directory;
pub use self::upload::Upload;
use super::access::Rights;
use super::body::File;
use super::caller::Caller;
use super::refusal::Refusal;
use super::state::State;
use crate::clock::seconds;
use crate::generated::fortios::calls::Monitor as Call;
use crate::generated::fortios::calls::monitor::{Firewall, Router, System, User};
use crate::generated::fortios::{CallId, Route};
use crate::route::{Fault, Place, Shape};

/// The prefix of the urls of all Monitor calls.
pub(crate) const MONITOR: &str = "/api/v2/monitor/";

/// The state of the Monitor calls.
#[derive(Debug, Default)]
pub(super) struct Monitor {
    traffic: firewall::Traffic,
    bans: banned::Bans,
    revisions: config::Revisions,
    pub(super) uploads: upload::Uploads,
}

/// A permitted call, in one VDOM.
pub(super) struct MonitorCall<'a> {
    pub(super) route: &'a Route,
    /// The schema of its response, if the call is that of a described device.
    pub(super) response: Option<&'a Value>,
    /// The members of the query and of the body.
    pub(super) members: &'a Map<String, Value>,
    pub(super) file: Option<&'a File>,
    pub(super) vdom: &'a str,
    pub(super) caller: &'a Caller,
    pub(super) rights: &'a Rights,
    pub(super) now: SystemTime,
}

/// The result of a call.
#[derive(Debug, PartialEq)]
pub(super) enum Outcome {
    Results(Value),
    /// No results.
    Done,
    File {
        name: String,
        content: Bytes,
    },
}

impl MonitorCall<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name)?.as_str()
    }

    /// A number, which may be sent as text.
    fn number(&self, name: &str) -> Option<i64> {
        number(self.members.get(name)?)
    }

    /// Whether a boolean is present and true. A query has it as text.
    fn flag(&self, name: &str) -> bool {
        match self.members.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => matches!(text.as_str(), "true" | "1"),
            Some(other) => number(other) == Some(1),
            None => false,
        }
    }

    /// The elements of a list. One element may be sent without a list.
    fn list(&self, name: &str) -> &[Value] {
        match self.members.get(name) {
            None | Some(Value::Null) => &[],
            Some(Value::Array(elements)) => elements,
            Some(lone) => std::slice::from_ref(lone),
        }
    }

    /// The time, in seconds since 1970.
    fn seconds(&self) -> u64 {
        seconds(self.now)
    }
}

/// Converts the members of a request to the types of its call, and checks them.
///
/// # Errors
///
/// A member is missing or does not fit.
pub(super) fn normalise(route: &Route, members: &mut Map<String, Value>) -> Result<(), Refusal> {
    for member in &*route.members {
        let Some(value) = members.get_mut(&*member.name) else {
            continue;
        };
        let is_text = matches!(
            member.shape,
            Shape::String | Shape::Secret | Shape::Name | Shape::Enum(_)
        );
        // A query and a form have JSON as text.
        if let Value::String(text) = value
            && !is_text
            && text.starts_with(['{', '['])
        {
            *value = serde_json::from_str(text).map_err(|_| Fault::Type(member.name.to_string()))?;
        }
        // A number of sessions out of bounds is not an error; the nearest bound is used.
        if route.id == Some(CallId::Monitor(Call::Firewall(Firewall::Session)))
            && let Some(own) = number(value)
        {
            let least = own.max(member.min.unwrap_or(own));
            *value = least.min(member.max.unwrap_or(least)).into();
        }
    }
    route.check(Place::Query, members)?;
    route.check(Place::Body, members)?;
    route.check_sets(|name| members.contains_key(name))?;
    Ok(())
}

/// Performs a call.
pub(super) fn run(ask: &MonitorCall<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    if ask.route.upload {
        upload::check(ask)?;
        state.monitor.uploads.note(ask);
    }
    match ask.response {
        Some(schema) => Ok(described::outcome(ask, schema, state)),
        None => known(ask, state),
    }
}

/// Performs a call as the specs or their documents say.
fn known(ask: &MonitorCall<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    let Some(CallId::Monitor(call)) = ask.route.id else {
        return Ok(declared::outcome(ask.route));
    };
    match call {
        Call::Firewall(Firewall::Policy) => Ok(firewall::statistics(ask, state)),
        Call::Firewall(Firewall::PolicyReset) => Ok(firewall::reset(ask, state)),
        Call::Firewall(Firewall::PolicyClearCounters) => firewall::clear_counters(ask, state),
        Call::Firewall(Firewall::Session) => Ok(firewall::sessions(ask, state)),
        Call::Firewall(Firewall::SessionClose) => firewall::close(ask, state),
        Call::Firewall(Firewall::SessionClearAll) => Ok(firewall::close_all(ask, state)),
        Call::System(System::ApiUserGenerateKey) => admins::generate_key(ask, state),
        Call::System(System::ChangePasswordSelect) => admins::change_password(ask, state),
        Call::System(System::CurrentAdmins) => Ok(admins::current(state)),
        Call::System(System::DisconnectAdminsSelect) => admins::disconnect(ask, state),
        Call::System(System::OsReboot | System::OsShutdown) => Ok(admins::restart(state)),
        Call::System(System::ConfigBackup | System::ConfigBackupPost) => config::backup(ask, state),
        Call::System(System::ConfigRestore) => config::restore(ask, state),
        Call::System(System::ConfigRevision) => Ok(config::revisions(state)),
        Call::System(System::ConfigRevisionSave) => Ok(config::save(ask, state)),
        Call::System(System::ConfigRevisionInfo) => config::info(ask, state),
        Call::System(System::ConfigRevisionFile) => config::file(ask, state),
        Call::System(System::ConfigRevisionDelete) => Ok(config::delete(ask, state)),
        Call::System(System::ConfigRevisionUpdateComments) => config::comment(ask, state),
        Call::System(System::Status) => Ok(network::status(state)),
        Call::System(System::Time) => Ok(network::time(ask)),
        Call::System(System::Interface) => Ok(network::interfaces(ask, state)),
        Call::System(System::AvailableInterfaces) => Ok(network::available(state)),
        Call::System(System::ObjectUsage) => Ok(network::usage(ask, state)),
        Call::Router(Router::Ipv4) => Ok(network::routes(ask, state)),
        Call::Router(Router::Policy | Router::Policy6) => match sample::outcome(ask.route) {
            Outcome::Results(all) => Ok(network::policy_routes(ask, all)),
            other => Ok(other),
        },
        Call::User(User::Banned) => Ok(banned::list(ask, state)),
        Call::User(User::BannedAddUsers) => banned::add(ask, state),
        Call::User(User::BannedClearUsers) => banned::clear(ask, state),
        Call::User(User::BannedClearAll) => Ok(banned::clear_all(state)),
        _ => Ok(sample::outcome(ask.route)),
    }
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}
