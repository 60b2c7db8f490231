//! The request that forwards a call.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::target::ProxyTarget;
use crate::connect::Bound;
use crate::endpoint::{self, forward_endpoint};
use crate::error::EncodeErrorKind;
use crate::fmg::json_rpc::JsonRpc;
use crate::fmg::proxy::{ProxyAction, ProxyFlag, ProxyReply, Send};
use crate::fmg::{DeviceName, Members, Place};
use crate::fortios::carrier::CarriedCall;
use crate::fortios::{FortiOs, Vdoms};
use crate::to_json::ToJson;
use crate::{Endpoint, Open};

/// The shortest and the longest wait for a device, in seconds.
const SECONDS: (u64, u64) = (1, 28_800);

/// The JSON-RPC call that forwards a call of FortiOS with its JSON.
pub(super) struct Forward {
    send: Send,
    json: Option<WrittenJson>,
}

/// JSON in its written form.
struct WrittenJson(Bytes);

impl ToJson for WrittenJson {
    fn write_json(&self, out: &mut Vec<u8>) -> Result<(), serde_json::Error> {
        out.extend_from_slice(&self.0);
        Ok(())
    }
}

impl Forward {
    /// The request that forwards a call. The caller keeps the context, the record and the reply form of the call.
    pub(super) fn new(call: &CarriedCall, targets: Vec<String>) -> Self {
        let action: Open<ProxyAction> = call.method.as_str().to_ascii_lowercase().as_str().into();
        Self {
            send: Send::new(action, call.path_and_query.clone(), targets),
            json: call.json.clone().map(WrittenJson),
        }
    }

    /// Makes FortiManager wait for the device as long as the call itself waits, if the call has a timeout of its own.
    pub(super) fn waiting(mut self, timeout: Bound<Duration>) -> Self {
        let wait = match timeout {
            Bound::Client | Bound::AtLeast(_) => return self,
            Bound::Call(limit) => limit.unwrap_or(Duration::MAX),
        };
        let seconds = wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0));
        let seconds = seconds.clamp(SECONDS.0, SECONDS.1);
        self.send.timeout = i64::try_from(seconds).ok();
        self
    }

    /// Makes FortiManager send the request by a task.
    fn by_task(mut self) -> Self {
        self.send = self.send.flags([ProxyFlag::CreateTask, ProxyFlag::Nonblocking]);
        self
    }
}

impl Endpoint for Forward {
    type Protocol = JsonRpc;
    type Response = Vec<ProxyReply>;

    forward_endpoint!(Send, |this| this.send, |this, out| this.write_content(out));
}

impl Forward {
    fn write_content(&self, out: &mut Members<'_>) {
        if let Some(json) = &self.json {
            out.write(Place::Data, ["payload"], [json]);
        }
    }
}

/// Writes a request that forwards `request` to devices, in the VDOM of `to`. Without one, the devices choose.
pub(super) fn write(
    request: &dyn endpoint::DynEndpoint<FortiOs>,
    to: &Recipients,
    is_task: bool,
    out: &mut Members<'_>,
) {
    if to.targets.is_empty() {
        out.fail(EncodeErrorKind::NoDevices.into());
    }
    match CarriedCall::of(request, to.vdom.as_ref()) {
        Ok(call) => {
            call.record.note_in_outer();
            let forward = Forward::new(&call, to.targets.iter().map(ProxyTarget::written).collect());
            let forward = forward.waiting(to.wait.map_or(Bound::Client, |wait| Bound::Call(Some(wait))));
            let forward = if is_task { forward.by_task() } else { forward };
            forward.write_members(out);
        }
        Err(fault) => out.fail(fault),
    }
}

/// Where a request goes.
#[derive(Clone, Debug)]
pub(super) struct Recipients {
    pub(super) targets: Arc<[ProxyTarget]>,
    pub(super) vdom: Option<Vdoms>,
    /// How long FortiManager waits for each device; `None`: as long as it does by default.
    pub(super) wait: Option<Duration>,
}

impl Recipients {
    /// The devices that have to answer.
    pub(super) fn devices(&self) -> Arc<[DeviceName]> {
        self.targets
            .iter()
            .filter_map(ProxyTarget::as_device)
            .cloned()
            .collect()
    }
}
