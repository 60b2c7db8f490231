//! Dispatches the entries of `params` to the modules that answer them.

use std::sync::MutexGuard;
use std::time::SystemTime;

use serde_json::{Map, Value};

use super::answer::{Answer, Context, Outcome};
use super::call::{Form, Found, Located};
use super::described::{self, Target};
use super::envelope::{self, EntryReply, Request};
use super::event::{Event, Interface};
use super::proxy::Forward;
use super::response::Replied;
use super::session::{Caller, Sid};
use super::status::{COMMAND_INVALID_FOR_URL, INVALID_URL, NO_PERMISSION, NO_SUCH_COMMAND, Refusal};
use super::user::Permit;
use super::{
    FortiManager, State, check, declared, decode, device_revision, diff, documented, dvm, expand, fortiguard, hitcount,
    login, object_install, package, package_status, policy_import, revision, scope, script, securityconsole, status,
    system, table, task, taught, url, where_used, workflow, workspace,
};
use crate::call::{self, Report, Reports};
use crate::fault::Injected;
use crate::generated::fmg::CallId;
use crate::generated::fmg::calls::{Dvmdb, Hitcount, Proxy, Session};
use crate::route::NoRoute;
use crate::teach::TaughtCall;

/// The methods of FortiManager.
const VERBS: &[&str] = &[
    "get", "add", "set", "update", "delete", "exec", "clone", "move", "replace", "unset",
];

/// The context that all entries of a request share.
#[derive(Debug)]
struct Asked<'a> {
    fmg: &'a FortiManager,
    request: &'a Request,
    /// The session of the request, if there is one.
    sid: Option<Sid>,
    now: SystemTime,
    injected: Option<Injected>,
}

/// The outcome of a call that devices answer.
#[derive(Debug)]
enum Forwarded {
    /// The devices are asked now.
    Devices(Forward),
    /// A task asks them later.
    Background(Answer),
    /// The task with this number was to ask them.
    Result(u64, Forward),
}

impl<'a> Asked<'a> {
    /// Answers one entry in the module of its group.
    fn answer(&self, state: &mut State, entry: &Map<String, Value>, located: Result<Located, Refusal>) -> EntryReply {
        let sent = entry.get("url").and_then(Value::as_str).unwrap_or_default();
        let plain = url::plain(sent);
        let form = self.form(located.as_ref().ok().map(|located| &located.found));
        let outcome = located.and_then(|Located { found, target }| {
            let caller = self.sid.and_then(|sid| state.sessions.user_of(sid)).map(str::to_owned);
            let mut outcome = self.answer_found(state, &found, target.as_ref(), &plain, entry);
            if let Ok(Answer { data: Some(data), .. }) = &mut outcome
                && self.request.method == "get"
                && expand::is_asked(entry)
            {
                self.expand(state, entry, &found, target.as_ref(), &plain, data);
            }
            if outcome.is_ok() {
                state.answered.count(&found.route);
                if let Some(event) = caller.and_then(|caller| self.event(&caller, &found, &plain)) {
                    state.events.record(event, self.now);
                }
            }
            outcome
        });
        EntryReply {
            url: url::trimmed(sent).to_owned(),
            form,
            outcome,
        }
    }

    /// Adds rows of other tables to those of a read.
    fn expand(
        &self,
        state: &mut State,
        entry: &Map<String, Value>,
        found: &Found,
        target: Option<&Target>,
        url: &str,
        data: &mut Value,
    ) {
        let layout = target.map_or_else(|| self.fmg.calls.layout(&found.route), |target| target.layout().clone());
        // A read of one row has the row in its url.
        let table = if data.is_array() { url } else { url::split_last(url).0 };
        let mut read = |url: &str, members: Map<String, Value>| {
            let located = self
                .find(&Map::from_iter([("url".to_owned(), Value::from(url))]))
                .ok()?;
            let Located { found, target } = located;
            let plain = url::plain(url);
            let answer = self.answer_found(state, &found, target.as_ref(), &plain, &members);
            answer.ok()?.data
        };
        expand::expand(entry, table, &layout.key, data, &mut read);
    }

    /// Answers a taught call with its closure.
    fn answer_taught(
        &self,
        state: MutexGuard<'a, State>,
        entry: &Map<String, Value>,
        found: &Found,
        taught_call: &TaughtCall<CallId>,
    ) -> (MutexGuard<'a, State>, taught::TaughtReply<EntryReply>) {
        let sent = entry.get("url").and_then(Value::as_str).unwrap_or_default();
        let answered = |outcome| EntryReply {
            url: url::trimmed(sent).to_owned(),
            form: self.form(Some(found)),
            outcome,
        };
        let reads = self.request.method == "get";
        let caller = match taught::admit(&state, self.sid, found, reads, self.injected) {
            Ok(caller) => caller,
            Err(refusal) => return (state, taught::TaughtReply::Entry(answered(Err(refusal)), None)),
        };
        let call = decode::entry_of(self.request, entry, Some(found));
        let answer = self.fmg.ask(state, taught_call, call, &caller);
        let answered = taught::entry(answer).map(answered);
        (self.fmg.state(), answered)
    }

    /// Answers a call that devices answer. The lock of the state is released while they do.
    fn answer_forwarded(
        &self,
        mut state: MutexGuard<'a, State>,
        entry: &Map<String, Value>,
        found: &Found,
    ) -> (MutexGuard<'a, State>, EntryReply) {
        let sent = entry.get("url").and_then(Value::as_str).unwrap_or_default();
        let answered = |outcome| EntryReply {
            url: url::trimmed(sent).to_owned(),
            form: self.form(Some(found)),
            outcome,
        };
        let (task, forward) = match self.forward(&mut state, entry, found) {
            Ok(Forwarded::Devices(forward)) => (None, forward),
            Ok(Forwarded::Result(task, forward)) => (Some(task), forward),
            Ok(Forwarded::Background(answer)) => {
                state.answered.count(&found.route);
                return (state, answered(Ok(answer)));
            }
            Err(refusal) => return (state, answered(Err(refusal))),
        };
        drop(state);
        let answer = forward.send(&self.fmg.devices);
        let mut state = self.fmg.state();
        state.answered.count(&found.route);
        let answered = match task {
            None => answered(Ok(answer)),
            Some(task) => EntryReply {
                url: "/sys/proxy/json".to_owned(),
                form: Form::OF_PROXY_TASK,
                outcome: Ok(answer.beside("taskid", task)),
            },
        };
        (state, answered)
    }

    /// Whether devices answer a call.
    fn is_forwarded(state: &State, entry: &Map<String, Value>, found: &Found) -> bool {
        match found.route.id {
            Some(CallId::Proxy(Proxy::Send)) => true,
            Some(CallId::Hitcount(Hitcount::Read)) => {
                let data = entry.get("data").unwrap_or(&Value::Null);
                state.proxy_tasks.named(data).is_some()
            }
            _ => false,
        }
    }

    /// Checks a call that devices answer, and finds the devices.
    fn forward(&self, state: &mut State, entry: &Map<String, Value>, found: &Found) -> Result<Forwarded, Refusal> {
        let sid = self.sid.ok_or(NO_PERMISSION)?;
        let caller = state.sessions.caller(sid).ok_or(NO_PERMISSION)?;
        self.permit(&caller, found)?;
        check::check(&found.route, entry, &self.request.envelope)?;
        let data = entry.get("data").unwrap_or(&Value::Null);
        if let Some(task) = state.proxy_tasks.named(data) {
            return Ok(Forwarded::Result(task, Forward::of_task(state, task, self.now)?));
        }
        let forward = Forward::read(state, &caller, data)?;
        Ok(match forward.in_background(state, &caller, data, self.now) {
            Some(answer) => Forwarded::Background(answer),
            None => Forwarded::Devices(forward),
        })
    }

    fn form(&self, found: Option<&Found>) -> Form {
        found.map_or(Form::USUAL, |found| self.fmg.calls.form(&found.route))
    }

    /// The record of a successful call in the event log. Reads have none.
    fn event(&self, caller: &str, found: &Found, url: &str) -> Option<Event> {
        let event = |operation: &str| Event::of(caller, Interface::JsonRpc, operation);
        if found.route.id == Some(CallId::Session(Session::Logout)) {
            return Some(event("Logout").on(caller));
        }
        let method = self.request.method.as_str();
        let (subtype, desc) = match url.split('/').nth(1) {
            _ if method == "get" => return None,
            Some("pm") => ("objcfg", "Object configuration changed"),
            Some("dvmdb" | "dvm") => ("dvm", "Device Manager dvm log at information level"),
            _ => ("system", "System manager event"),
        };
        let changes = format!("{method} {url}");
        let adom = found.capture("adom").unwrap_or_default();
        Some(event(method).from(subtype, desc).on(url).changes(changes).adom(adom))
    }

    fn find(&self, entry: &Map<String, Value>) -> Result<Located, Refusal> {
        let method = self.request.method.as_str();
        let url = url::plain(entry.get("url").and_then(Value::as_str).unwrap_or_default());
        match self.fmg.find(method, &url, entry) {
            Ok(located) if located.found.taught_call.is_some() || VERBS.contains(&method) => Ok(located),
            _ if !VERBS.contains(&method) => Err(NO_SUCH_COMMAND),
            Ok(located) => Ok(located),
            Err(NoRoute::Url) => Err(INVALID_URL),
            Err(NoRoute::Method) => Err(COMMAND_INVALID_FOR_URL),
        }
    }

    fn answer_found(
        &self,
        state: &mut State,
        found: &Found,
        target: Option<&Target>,
        url: &str,
        entry: &Map<String, Value>,
    ) -> Outcome {
        let envelope = &self.request.envelope;
        if found.route.id == Some(CallId::Session(Session::Login)) {
            check::check(&found.route, entry, envelope)?;
            return login::log_in(state, entry, self.now);
        }
        let sid = self.sid.ok_or(NO_PERMISSION)?;
        let caller = state.sessions.caller(sid).ok_or(NO_PERMISSION)?;
        self.permit(&caller, found)?;
        match target {
            Some(target) => scope::check_target(state, &caller, target)?,
            None => scope::check(state, &caller, found)?,
        }
        // If the method is not documented for this url, the members are not those of the documented call.
        if target.is_none() && found.route.method == *self.request.method {
            check::check(&found.route, entry, envelope)?;
        }
        if let Some(Injected::RefuseWrite(code)) = self.injected
            && self.request.method != "get"
            && found.route.id != Some(CallId::Session(Session::Logout))
        {
            return Err(status::on_demand(code));
        }
        let layout = target.map_or_else(|| self.fmg.calls.layout(&found.route), |target| target.layout().clone());
        let mut context = Context {
            state,
            caller: &caller,
            now: self.now,
            verbose: self.request.verbose(),
            injected: self.injected,
            found,
            method: &self.request.method,
            layout,
            url,
            entry,
            envelope,
        };
        match target {
            // The certificates are those of the documents, not rows of a table. Members of device groups are devices.
            Some(target) if !matches!(found.route.id, Some(CallId::Certificate(_) | CallId::Dvm(_))) => {
                described::answer(&mut context, target)
            }
            _ => answer(context),
        }
    }

    /// Checks `rpc-permit`: a user with read permission may only read and log out.
    fn permit(&self, caller: &Caller, found: &Found) -> Result<(), Refusal> {
        let reads = self.request.method == "get" || found.route.id == Some(CallId::Session(Session::Logout));
        match caller.user.permit {
            Permit::ReadWrite => Ok(()),
            Permit::Read if reads => Ok(()),
            Permit::Read | Permit::None => Err(NO_PERMISSION),
        }
    }
}

impl FortiManager {
    /// Answers the entries of a request one after the other, and reports on each.
    pub(super) fn answer_all(
        &self,
        state: MutexGuard<'_, State>,
        request: &Request,
        sid: Option<Sid>,
        injected: Option<Injected>,
    ) -> Replied {
        let asked = Asked {
            fmg: self,
            request,
            sid,
            now: self.clock.now(),
            injected,
        };
        let mut reports = Reports::default();
        let mut answers = Vec::new();
        let mut http_status = None;
        // A closure is called without the lock. The guard after it has a lifetime that the parameter cannot have.
        let mut state = state;
        for entry in &request.params {
            let user = sid.and_then(|sid| state.sessions.user_of(sid)).map(str::to_owned);
            let session = user.as_ref().and(sid).map(|sid| sid.0);
            let found = asked.find(entry);
            let taught_call = found
                .as_ref()
                .ok()
                .and_then(|located| located.found.taught_call.clone());
            let (answered, status) = match (found, taught_call) {
                (Ok(found), Some(taught_call)) => {
                    let (held, answered) = asked.answer_taught(state, entry, &found.found, &taught_call);
                    state = held;
                    match answered {
                        taught::TaughtReply::Entry(answered, status) => (answered, status),
                        taught::TaughtReply::Whole(response) => {
                            let outcome = call::Outcome::http(response.status().as_u16());
                            reports.0.push(Report { user, session, outcome });
                            return Replied::whole(response, reports);
                        }
                    }
                }
                (Ok(found), None) if Asked::is_forwarded(&state, entry, &found.found) => {
                    let (held, answered) = asked.answer_forwarded(state, entry, &found.found);
                    state = held;
                    (answered, None)
                }
                (found, _) => (asked.answer(&mut state, entry, found), None),
            };
            let mut outcome = outcome(&answered.outcome);
            if let Some(status) = status {
                outcome.http_status = status.as_u16();
                http_status = Some(status);
            }
            reports.0.push(Report { user, session, outcome });
            answers.push(answered);
        }
        let sid = sid.filter(|sid| state.sessions.caller(*sid).is_some());
        let reply = envelope::reply(request.envelope.get("id").cloned(), sid, answers);
        Replied::new(reply, http_status, reports)
    }
}

/// The outcome of a call, for the log of the sim.
pub(super) fn outcome<T>(outcome: &Result<T, Refusal>) -> call::Outcome {
    match outcome {
        Ok(_) => call::Outcome::code(0, "OK"),
        Err(refusal) => call::Outcome::code(refusal.code, refusal.message.clone()),
    }
}

/// Answers a call in the module of its group, which refuses calls that it does not know.
fn answer(mut context: Context<'_>) -> Outcome {
    let context = &mut context;
    match context.found.route.id {
        Some(CallId::Session(call)) => login::answer(context, call),
        Some(CallId::Task(call)) => task::answer(context, call),
        Some(CallId::Workspace(call)) => workspace::answer(context, call),
        Some(CallId::Workflow(call)) => workflow::answer(context, call),
        Some(CallId::Package(call)) => package::command(context, call),
        Some(CallId::PackageStatus(call)) => package_status::answer(context, call),
        Some(CallId::ObjectInstall(call)) => object_install::answer(context, call),
        Some(CallId::PolicyImport(call)) => policy_import::answer(context, call),
        Some(CallId::Fortiguard(call)) => fortiguard::answer(context, call),
        Some(CallId::Firmware(call)) => fortiguard::firmware(context, call),
        Some(CallId::DeviceRevision(call)) => device_revision::answer(context, call),
        Some(CallId::Diff(call)) => diff::answer(context, call),
        // Devices answer it.
        Some(CallId::Proxy(_)) => Err(NO_SUCH_COMMAND),
        Some(CallId::Sys(call)) => system::answer(context, call),
        Some(CallId::Securityconsole(call)) => securityconsole::answer(context, call),
        Some(CallId::Certificate(_)) => documented::answer(context),
        Some(CallId::Dvm(call)) => dvm::answer(context, call),
        Some(CallId::Revision(call)) => revision::answer(context, call),
        Some(CallId::Script(call)) => script::answer(context, call),
        Some(CallId::Hitcount(call)) => hitcount::answer(context, call),
        Some(CallId::WhereUsed(call)) => where_used::answer(context, call),
        Some(CallId::Dvmdb(Dvmdb::SyncAnalyzer)) => system::sync_analyzer(context),
        // Most calls read and write tables.
        Some(_) => table::answer(context),
        None => described::of_scope(context).unwrap_or_else(|| declared::answer(context)),
    }
}
