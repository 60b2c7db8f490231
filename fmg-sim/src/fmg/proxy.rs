//! Calls of FortiOS that FortiManager forwards to devices.
//!
//! Every device whose connection is up is the FortiGate of the same sim, unless a test has connected another one. No lock
//! is held while a device answers, so its closures may use the FortiManager.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use bytes::{Bytes, BytesMut};
use http::{Method, Request};
use serde_json::{Value, json};

use super::answer::Answer;
use super::check::list;
use super::scope::{DEVICES, adom_of_row, database};
use super::session::{Caller, Sid};
use super::shape::integer;
use super::status::{DATA_INVALID_FOR_URL, NO_OBJECT, NO_PERMISSION, Refusal};
use super::store::{Row, Table};
use super::task::{TaskPlan, TaskTarget};
use super::{FortiManager, State, oid};
use crate::appliance::{Appliance, Managed};
use crate::fortios::FortiGate;

/// The group of every device, which every ADOM has.
const ALL: &str = "All_FortiGate";

/// The appliances behind the management connections.
#[derive(Clone, Default)]
pub(super) struct Devices(Arc<Mutex<Connected>>);

#[derive(Default)]
struct Connected {
    /// That of every device without its own.
    usual: Option<Arc<dyn Appliance>>,
    own: BTreeMap<String, Arc<dyn Appliance>>,
}

impl fmt::Debug for Devices {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.lock().own.keys()).finish()
    }
}

impl Devices {
    fn lock(&self) -> MutexGuard<'_, Connected> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn of(&self, device: &str) -> Option<Arc<dyn Appliance>> {
        let connected = self.lock();
        connected.own.get(device).or(connected.usual.as_ref()).cloned()
    }
}

impl FortiManager {
    /// Connects a managed device with a FortiGate, such as that of another sim. Calls that the FortiManager forwards to
    /// the device reach it. Without this they reach the FortiGate of the same sim.
    ///
    /// ```
    /// # async fn example(sim: fmg_sim::Sim) -> Result<(), fmg_sim::StartError> {
    /// let branch = fmg_sim::Sim::start().await?;
    /// sim.fmg().connect_device("dev_001", branch.fortios());
    /// # Ok(())
    /// # }
    /// ```
    pub fn connect_device(&self, device: impl Into<String>, fortigate: &FortiGate) {
        self.devices
            .lock()
            .own
            .insert(device.into(), Arc::new(fortigate.clone()));
    }

    /// Connects every other device.
    pub(crate) fn connect_others(&self, fortigate: &FortiGate) {
        self.devices.lock().usual = Some(Arc::new(fortigate.clone()));
    }
}

/// A call to forward.
#[derive(Clone, Debug)]
pub(super) struct Forward {
    method: Method,
    resource: String,
    payload: Bytes,
    /// The devices, and whether the connection of each is up.
    devices: Vec<(String, bool)>,
}

/// The calls that tasks send.
#[derive(Debug, Default)]
pub(super) struct ProxyTasks(BTreeMap<u64, Forward>);

impl ProxyTasks {
    /// The task that a call names, if it is one of these.
    pub(super) fn named(&self, data: &Value) -> Option<u64> {
        let task = data.get("taskid").and_then(integer)?;
        u64::try_from(task).ok().filter(|task| self.0.contains_key(task))
    }
}

impl Forward {
    /// The call that a task has sent. It fails while the task is not over.
    pub(super) fn of_task(state: &State, task: u64, now: SystemTime) -> Result<Self, Refusal> {
        let view = state.tasks.view(task, now).ok_or(NO_OBJECT)?;
        let sent = state.proxy_tasks.0.get(&task).filter(|_| view.state.is_over());
        sent.cloned().ok_or(DATA_INVALID_FOR_URL)
    }

    /// Reads a call, and finds its devices.
    pub(super) fn read(state: &State, caller: &Caller, data: &Value) -> Result<Self, Refusal> {
        let text = |name: &str| data.get(name).and_then(Value::as_str).ok_or(DATA_INVALID_FOR_URL);
        let method = Method::from_bytes(text("action")?.to_ascii_uppercase().as_bytes());
        let payload = data.get("payload").filter(|payload| !payload.is_null());
        let mut devices: Vec<(String, bool)> = Vec::new();
        for target in list(data.get("target").unwrap_or(&Value::Null))
            .iter()
            .filter_map(Value::as_str)
        {
            for (name, row) in resolve(state, caller, target) {
                if !devices.iter().any(|(own, _)| *own == name) {
                    let is_up = row.get("conn_status").is_none_or(|status| status == "up");
                    devices.push((name, is_up));
                }
            }
        }
        // Unknown targets are left out. Without any other, there is nothing to ask.
        if devices.is_empty() {
            return Err(NO_PERMISSION);
        }
        Ok(Self {
            method: method.map_err(|_| DATA_INVALID_FOR_URL)?,
            resource: text("resource")?.to_owned(),
            payload: payload
                .map(|payload| Bytes::from(payload.to_string()))
                .unwrap_or_default(),
            devices,
        })
    }

    /// Starts a task in place of an answer, if the flags of the call ask for it.
    pub(super) fn in_background(
        &self,
        state: &mut State,
        caller: &Caller,
        data: &Value,
        now: SystemTime,
    ) -> Option<Answer> {
        let flags = data.get("flags").map(list).unwrap_or_default();
        let has = |name: &str| flags.iter().any(|flag| flag == name);
        if !(has("create_task") && has("nonblocking")) {
            return None;
        }
        let plan = TaskPlan::new("json proxy").user(caller.user.name()).session(caller.sid);
        let plan = self
            .devices
            .iter()
            .fold(plan, |plan, (name, _)| plan.target(TaskTarget::new(name.as_str())));
        let task = state.tasks.start(plan, now);
        state.proxy_tasks.0.insert(task, self.clone());
        Some(Answer::done().beside("taskid", task))
    }

    /// Asks the devices, one after the other.
    pub(super) fn send(&self, devices: &Devices) -> Answer {
        let replies = self.devices.iter().map(|(name, is_up)| {
            let reached = devices
                .of(name)
                .filter(|_| *is_up)
                .and_then(|device| self.ask(&*device));
            match reached {
                Some(response) => json!({
                    "response": response, "status": {"code": 0, "message": "OK"}, "target": name,
                }),
                None => json!({"status": {"code": -1, "message": "No tunnel"}, "target": name}),
            }
        });
        Answer::data(replies.collect::<Vec<_>>())
    }

    /// The body of the response of a device. A body that is not JSON is a text.
    fn ask(&self, device: &dyn Appliance) -> Option<Value> {
        let request = Request::builder()
            .method(self.method.clone())
            .uri(&self.resource)
            .header(http::header::CONTENT_TYPE, "application/json")
            .extension(Managed)
            .body(self.payload.clone())
            .ok()?;
        let mut content = device.handle(request).into_body();
        let mut body = BytesMut::new();
        while let Some(piece) = content.next_piece(body.len() as u64) {
            body.extend_from_slice(&piece);
        }
        let json = serde_json::from_slice(&body);
        Some(json.unwrap_or_else(|_| Value::from(String::from_utf8_lossy(&body).into_owned())))
    }
}

/// The devices of a target that the caller may see.
fn resolve(state: &State, caller: &Caller, target: &str) -> Vec<(String, Row)> {
    let parts: Vec<_> = target.trim_start_matches('/').split('/').collect();
    let (adom, rest) = match parts.as_slice() {
        ["adom", adom, rest @ ..] => (Some(*adom), rest),
        rest => (None, rest),
    };
    let rows = state.store.committed(DEVICES).into_iter().flat_map(Table::iter);
    let visible = rows.filter(|(_, row)| {
        let own = adom_of_row(row).unwrap_or("root");
        adom.is_none_or(|adom| adom == own) && caller.user.may_enter(own)
    });
    let is_meant = |name: &str, row: &Row| match rest {
        ["device", device] => *device == name,
        ["group", ALL] => true,
        ["group", group] => {
            let own = adom.or_else(|| adom_of_row(row)).unwrap_or("root");
            let groups = format!("/dvmdb/{}/group", database(own));
            let group = state.store.row(Sid::NONE, &groups, group);
            let members = group
                .and_then(|group| group.get("object member"))
                .map(list)
                .unwrap_or_default();
            members
                .iter()
                .any(|member| member.get("name").is_some_and(|own| own == name))
        }
        ["dev_oid", number] => oid::of(row) == integer(&Value::from(*number)),
        _ => false,
    };
    let own = visible.filter(|(name, row)| is_meant(name, row));
    own.map(|(name, row)| (name.to_owned(), row.clone())).collect()
}
