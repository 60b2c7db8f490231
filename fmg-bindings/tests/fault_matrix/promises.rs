//! The promises that every operation keeps, whatever happens.

use std::collections::{HashMap, HashSet};
use std::error::Error as _;
use std::fmt::Write as _;

use fmg_bindings::Error;
use fmg_sim::fault::Fault;
use fmg_sim::{Call, Sim};

use crate::case::{Case, Ending};
use crate::faults::{is_answer_lost, is_like_logout};
use crate::operation::{Claim, Work};
use crate::secrets;

/// The ADOMs of the simulator, and the global database.
const DATABASES: [&str; 4] = ["root", "demo", "ZTP_SINGLE", "global"];

/// The observations during a case.
#[derive(Default)]
pub(crate) struct Observed {
    /// How many requests the simulator had received when the operation ended.
    pub(crate) requests: usize,
    /// The locks that were left although nothing kept the client from releasing them.
    left: Vec<String>,
    /// How the client was closed.
    pub(crate) closed: Option<Result<(), Error>>,
}

impl Observed {
    /// The operation has ended. `may_be_released`: it had every chance to release its locks.
    pub(crate) fn end_of_work(&mut self, sim: &Sim, may_be_released: bool) {
        self.requests = sim.received().len();
        if may_be_released {
            self.left = locks(sim);
        }
    }
}

/// The locks that clients hold.
pub(crate) fn locks(sim: &Sim) -> Vec<String> {
    let of = |adom: &&str| {
        let locks = sim.fmg().locks(adom).into_iter();
        locks.map(|lock| format!("{adom}/{}", lock.path)).collect::<Vec<_>>()
    };
    DATABASES.iter().flat_map(of).collect()
}

/// The promises that a case has broken.
pub(crate) fn broken(case: &Case, sim: &Sim, ending: &Ending, observed: &Observed, log: &str) -> Vec<String> {
    let mut broken = Vec::new();
    if let Ending::Panicked(text) = ending {
        broken.push(format!("panic: {text}"));
    }
    if !observed.left.is_empty() {
        broken.push(format!("locks left by the operation: {}", observed.left.join(", ")));
    }
    if let Some(Err(error)) = &observed.closed {
        broken.push(format!("the client could not be closed: {error}"));
    }
    let left = locks(sim);
    if !left.is_empty() {
        broken.push(format!("locks left by the closed client: {}", left.join(", ")));
    }
    let sessions = match case.operation.work {
        Work::Fmg { .. } | Work::FmgBlocking { .. } => sim.fmg().logins(),
        Work::FortiOs { .. } | Work::FortiOsBlocking { .. } => sim.fortios().sessions(),
    };
    let calls = sim.calls();
    let unknown = calls.iter().filter(|call| is_session_unknown(call)).count();
    if sessions.len() > unknown {
        broken.push(format!("{} sessions left", sessions.len()));
    }
    if case.operation.locks {
        broken.extend(unlocked_writes(&calls));
    }
    let secrets = secrets::of(sim);
    for (place, text) in [("an error", shown(ending, observed)), ("the log", log.to_owned())] {
        if secrets.iter().any(|secret| text.contains(secret.as_str())) {
            broken.push(format!("a secret in {place}"));
        }
    }
    let (claim, effects) = (case.claim(ending), (case.operation.effects)(sim));
    match (claim, effects) {
        (Claim::Done, 1) | (Claim::NotDone, 0) | (Claim::Unknown, 0 | 1) => {}
        (_, 2..) => broken.push(format!("carried out {effects} times")),
        (Claim::Done, _) => broken.push("a success that was none".to_owned()),
        (_, _) => broken.push(format!("a failure that was none: {}", outcome(ending))),
    }
    if case.trouble.is_none() && claim != case.operation.usual {
        broken.push(format!("without a fault: {}", outcome(ending)));
    }
    broken
}

/// Whether a call has left a session that the client cannot close: it has not got the answer to the login, or another
/// answer to the logout.
fn is_session_unknown(call: &Call) -> bool {
    let Some(fault) = call.fault else { return false };
    match call.url.as_str() {
        "/sys/login/user"
        | "/gui/userauth"
        | "/cgi-bin/module/flatui_auth"
        | "/api/v2/authentication"
        | "/logincheck" => is_answer_lost(fault) || is_like_logout(fault, call.product()),
        "/sys/logout" | "/p/logout-api/" | "/logout" => is_like_logout(fault, call.product()),
        _ => false,
    }
}

fn outcome(ending: &Ending) -> String {
    match ending {
        Ending::Returned(Err(error)) => error.to_string(),
        ending => format!("{ending:?}"),
    }
}

/// All texts of all errors.
fn shown(ending: &Ending, observed: &Observed) -> String {
    let mut text = String::new();
    let mut add = |error: &Error| {
        write!(text, "{error} {error:?}").unwrap();
        let mut source = error.source();
        while let Some(error) = source {
            write!(text, " {error} {error:?}").unwrap();
            source = error.source();
        }
    };
    if let Ending::Returned(Err(error)) = ending {
        add(error);
        [error.logout_error(), error.unlock_error()]
            .into_iter()
            .flatten()
            .for_each(&mut add);
    }
    if let Some(Err(error)) = &observed.closed {
        add(error);
    }
    text
}

/// Writes that were sent in a session that holds no lock.
fn unlocked_writes(calls: &[Call]) -> Vec<String> {
    let mut held: HashMap<u32, HashSet<String>> = HashMap::new();
    let mut unlocked = Vec::new();
    for call in calls {
        let Some(session) = call.session else { continue };
        let held = held.entry(session).or_default();
        if call.url == "/sys/logout" {
            held.clear();
        }
        if let Some((target, verb)) = workspace(&call.url).filter(|_| call.is_success()) {
            match verb {
                "lock" => held.insert(target),
                "unlock" => held.remove(&target),
                _ => false,
            };
        }
        let is_write = call.url.starts_with("/pm/config/") && call.method != "get";
        let is_ended = call.fault == Some(Fault::SessionExpired);
        if is_write && held.is_empty() && !is_ended {
            unlocked.push(format!("a write without a lock: {} {}", call.method, call.url));
        }
    }
    unlocked
}

/// The target and the verb of a call about locks.
fn workspace(url: &str) -> Option<(String, &str)> {
    let (database, rest) = url.split_once("/workspace/")?;
    let (verb, path) = rest.split_once('/').unwrap_or((rest, ""));
    Some((format!("{database}/{path}"), verb))
}
