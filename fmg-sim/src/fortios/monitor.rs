//! The Monitor API: what goes on in a device, and what it can be told to do.
//!
//! Every call of the specs answers with results of its type. What is cheap to remember is remembered; the rest is made
//! up.

mod admins;
mod banned;
mod config;
mod directory;
mod firewall;
mod network;
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
use crate::route::{Fault, Place, Route, Shape};

/// What the calls remember.
#[derive(Debug, Default)]
pub(super) struct Monitor {
    traffic: firewall::Traffic,
    bans: banned::Bans,
    revisions: config::Revisions,
    pub(super) uploads: upload::Uploads,
}

/// A call that was let in, in one VDOM.
pub(super) struct Ask<'a> {
    pub(super) route: &'static Route,
    /// What stands in the query and in the body.
    pub(super) members: &'a Map<String, Value>,
    pub(super) file: Option<&'a File>,
    pub(super) vdom: &'a str,
    pub(super) caller: &'a Caller,
    pub(super) rights: &'a Rights,
    pub(super) now: SystemTime,
}

/// What a call gives.
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

impl Ask<'_> {
    fn text(&self, name: &str) -> Option<&str> {
        self.members.get(name)?.as_str()
    }

    /// A number, which may come as text.
    fn number(&self, name: &str) -> Option<i64> {
        number(self.members.get(name)?)
    }

    /// Whether a boolean is there and set. A query has it as text.
    fn flag(&self, name: &str) -> bool {
        match self.members.get(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::String(text)) => matches!(text.as_str(), "true" | "1"),
            Some(other) => number(other) == Some(1),
            None => false,
        }
    }

    /// The elements of a list, one alone of which may come by itself.
    fn list(&self, name: &str) -> &[Value] {
        match self.members.get(name) {
            None | Some(Value::Null) => &[],
            Some(Value::Array(elements)) => elements,
            Some(lone) => std::slice::from_ref(lone),
        }
    }

    /// The seconds since 1970.
    fn seconds(&self) -> u64 {
        let since = self.now.duration_since(SystemTime::UNIX_EPOCH);
        since.map_or(0, |since| since.as_secs())
    }
}

/// Brings the members of a request into the form that its call has, and checks them.
///
/// # Errors
///
/// One is missing or does not fit.
pub(super) fn settle(route: &Route, members: &mut Map<String, Value>) -> Result<(), Refusal> {
    for member in route.members {
        let Some(value) = members.get_mut(member.name) else {
            continue;
        };
        let is_text = matches!(
            member.shape,
            Shape::String | Shape::Secret | Shape::Name | Shape::Enum(_)
        );
        // A query and a form have JSON in text.
        if let Value::String(text) = value
            && !is_text
            && text.starts_with(['{', '['])
        {
            *value = serde_json::from_str(text).map_err(|_| Fault::Type(member.name.to_owned()))?;
        }
        // A number of sessions out of bounds is no fault, but taken for the bound.
        if route.name == "fortios::monitor::firewall::Session"
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

/// Does a call.
pub(super) fn run(ask: &Ask<'_>, state: &mut State) -> Result<Outcome, Refusal> {
    if ask.route.upload {
        upload::check(ask)?;
        state.monitor.uploads.note(ask);
    }
    match ask.route.name.strip_prefix("fortios::monitor::").unwrap_or_default() {
        "firewall::Policy" => Ok(firewall::statistics(ask, state)),
        "firewall::PolicyReset" => Ok(firewall::reset(ask, state)),
        "firewall::PolicyClearCounters" => firewall::clear_counters(ask, state),
        "firewall::Session" => Ok(firewall::sessions(ask, state)),
        "firewall::SessionClose" => firewall::close(ask, state),
        "firewall::SessionClearAll" => Ok(firewall::close_all(ask, state)),
        "system::ApiUserGenerateKey" => admins::generate_key(ask, state),
        "system::ChangePasswordSelect" => admins::change_password(ask, state),
        "system::CurrentAdmins" => Ok(admins::current(state)),
        "system::DisconnectAdminsSelect" => admins::disconnect(ask, state),
        "system::OsReboot" | "system::OsShutdown" => Ok(admins::restart(state)),
        "system::ConfigBackup" | "system::ConfigBackupPost" => config::backup(ask, state),
        "system::ConfigRestore" => config::restore(ask, state),
        "system::ConfigRevision" => Ok(config::revisions(state)),
        "system::ConfigRevisionSave" => Ok(config::save(ask, state)),
        "system::ConfigRevisionInfo" => config::info(ask, state),
        "system::ConfigRevisionFile" => config::file(ask, state),
        "system::ConfigRevisionDelete" => Ok(config::delete(ask, state)),
        "system::ConfigRevisionUpdateComments" => config::comment(ask, state),
        "system::Status" => Ok(network::status(state)),
        "system::Time" => Ok(network::time(ask)),
        "system::Interface" => Ok(network::interfaces(ask, state)),
        "system::AvailableInterfaces" => Ok(network::available(state)),
        "system::ObjectUsage" => Ok(network::usage(ask, state)),
        "router::Ipv4" => Ok(network::routes(ask, state)),
        call @ ("router::Policy" | "router::Policy6") => match sample::outcome(ask.route, call) {
            Outcome::Results(all) => Ok(network::policy_routes(ask, all)),
            other => Ok(other),
        },
        "user::Banned" => Ok(banned::list(ask, state)),
        "user::BannedAddUsers" => banned::add(ask, state),
        "user::BannedClearUsers" => banned::clear(ask, state),
        "user::BannedClearAll" => Ok(banned::clear_all(state)),
        call => Ok(sample::outcome(ask.route, call)),
    }
}

fn number(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.trim().parse().ok())
}
