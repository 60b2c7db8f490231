//! Requests to many FortiGates that FortiManager sends as a task.

use std::fmt;
use std::marker::PhantomData;

use super::devices::{FromDevice, OnDevices};
use super::reply::outcomes;
use crate::codegen::reply;
use crate::endpoint::{Output, ResponseFor, forward_endpoint};
use crate::error::Error;
use crate::fmg::hitcount;
use crate::fmg::json_rpc::{JsonRpc, Options};
use crate::fmg::{self, Members, StartsTask, TaskId};
use crate::fortios::FortiOs;
use crate::raw_response::RawResponse;
use crate::reply::Reply;
use crate::row_check::KnownRows;
use crate::{Endpoint, ReplyWithout};

/// The request `E` to several devices, as a task.
/// [`FortiGates::send_as_task`](super::FortiGates::send_as_task) makes it.
#[derive(Clone)]
pub struct AsTask<E>(pub(super) OnDevices<E>);

/// The task that sends a request to devices.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct ProxyTask {
    /// The task.
    pub task: Option<TaskId>,
}

reply! {
    ProxyTask {
        entry {
            task: "taskid",
        }
    }
    strict { "taskid" }
}

impl StartsTask for ProxyTask {
    fn task(&self) -> Option<TaskId> {
        self.task
    }
}

impl<E: Endpoint<Protocol = FortiOs>> Endpoint for AsTask<E> {
    type Protocol = JsonRpc;
    type Response = ProxyTask;

    forward_endpoint!(OnDevices<E>, |this| this.0);

    fn known_rows(&self) -> KnownRows {
        self.0.known_rows()
    }
}

impl<E: Endpoint<Protocol = FortiOs>> fmt::Debug for AsTask<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AsTask").field(&self.0).finish()
    }
}

/// Reads the answers of devices to a request `E` that a task has sent.
/// [`FortiGates::results`](super::FortiGates::results) makes it.
pub struct TaskResults<E> {
    /// `/sys/task/result`, which reads the results of hit counts and of other tasks.
    read: hitcount::Read,
    request: PhantomData<fn() -> E>,
}

impl<E> TaskResults<E> {
    pub(super) fn new(task: TaskId) -> Self {
        Self {
            read: hitcount::Read::new(task),
            request: PhantomData,
        }
    }
}

impl<E: Endpoint<Protocol = FortiOs>> Endpoint for TaskResults<E> {
    type Protocol = JsonRpc;
    type Response = OfTask<E>;

    const METHOD: fmg::Method = hitcount::Read::METHOD;
    const TEMPLATE: &'static str = hitcount::Read::TEMPLATE;

    fn url(&self) -> String {
        self.read.url()
    }

    fn write_members(&self, out: &mut Members<'_>) {
        self.read.write_members(out);
    }

    fn may_repeat(&self) -> bool {
        true
    }
}

impl<E> fmt::Debug for TaskResults<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TaskResults").field(&self.read).finish()
    }
}

/// The response type of [`TaskResults`].
#[derive(Debug)]
pub struct OfTask<E>(PhantomData<fn() -> E>);

impl<E: Endpoint<Protocol = FortiOs>> ResponseFor<JsonRpc> for OfTask<E> {
    type Output = Vec<FromDevice<Output<E>>>;

    /// The capture in "How to FortiManager API?" has its data at the top level, and neither a result, a status nor an id.
    fn read(raw: RawResponse, options: &Options) -> Result<Reply<Self::Output>, Error> {
        outcomes::<E>(raw, options, ReplyWithout::NOTHING.status().id())
    }
}
