//! One request to many FortiGates.

use std::fmt;
use std::time::Duration;

use super::reply::OfDevices;
use super::request::{self, Recipients};
use super::target::ProxyTarget;
use super::task::{AsTask, TaskResults};
use crate::error::Error;
use crate::fmg::json_rpc::JsonRpc;
use crate::fmg::proxy::Send;
use crate::fmg::{self, Members, TaskId};
use crate::fortios::{self, Envelope, FortiOs};
use crate::misfits::Misfits;
use crate::row_check::KnownRows;
use crate::{Call, Endpoint, IntoParam, VdomName};

/// FortiGates behind a FortiManager, which get one request at once.
/// [`fmg::Client::fortigates`](crate::fmg::Client::fortigates) makes it.
///
/// FortiManager asks all devices, and answers when each device has answered or timed out.
#[derive(Clone)]
pub struct FortiGates<'c, C> {
    client: &'c C,
    to: Recipients,
}

/// The place of the body of the call in the data of the request that forwards it. Some bodies have the object in a member.
const PAYLOAD: &str = "/payload/?json";

/// The answer of one device.
///
/// A device that FortiManager does not reach has an error for which [`is_connect`](Error::is_connect) is true. A named
/// device without any answer, such as one that the ADOM does not have, comes after the others, with the error
/// [`DecodeErrorKind::NoAnswer`](crate::error::DecodeErrorKind::NoAnswer).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FromDevice<T> {
    /// The name of the device.
    pub device: String,
    /// The value of the call on this device, or its error.
    pub outcome: Result<T, Error>,
    /// The members beside the results.
    pub envelope: Envelope,
    /// Values that did not fit their fields, which were left empty.
    pub misfits: Misfits,
}

impl<T> FromDevice<T> {
    pub(super) fn new(device: String, reply: Result<fortios::Reply<T>, Error>) -> Self {
        let (envelope, misfits) = match &reply {
            Ok(reply) => (reply.envelope().clone(), reply.misfits().clone()),
            Err(_) => <(Envelope, Misfits)>::default(),
        };
        Self {
            device,
            outcome: reply.map(fortios::Reply::into_value),
            envelope,
            misfits,
        }
    }
}

impl fmg::Client {
    /// The FortiGates with these names or in these groups, to send one request to all of them at once.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, device, fmg, fortios};
    /// use fmg_bindings::fortigate_proxy::ProxyTarget;
    ///
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let two = ["dev_001", "dev_002"].map(fmg::DeviceName::new).into_iter().collect::<Result<Vec<_>, _>>()?;
    /// let gates = fmg.fortigates(two.iter().map(|device| ProxyTarget::device(adom!("demo"), device)));
    /// for each in gates.send(fortios::monitor::system::Status::new()).await? {
    ///     println!("{}: {}", each.device, if each.outcome.is_ok() { "up" } else { "down" });
    /// }
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn fortigates(&self, targets: impl IntoIterator<Item = ProxyTarget>) -> FortiGates<'_, Self> {
        FortiGates::new(self, targets)
    }
}

#[cfg(feature = "blocking")]
impl fmg::blocking::Client {
    /// The FortiGates with these names or in these groups, to send one request to all of them at once.
    #[must_use]
    pub fn fortigates(&self, targets: impl IntoIterator<Item = ProxyTarget>) -> FortiGates<'_, Self> {
        FortiGates::new(self, targets)
    }
}

impl<'c, C> FortiGates<'c, C> {
    fn new(client: &'c C, targets: impl IntoIterator<Item = ProxyTarget>) -> Self {
        Self {
            client,
            to: Recipients {
                targets: targets.into_iter().collect(),
                vdom: None,
                wait: None,
            },
        }
    }

    /// Sets the VDOM of the requests. Without it, the devices choose.
    #[must_use]
    pub fn vdom(mut self, vdom: impl IntoParam<VdomName>) -> Self {
        self.to.vdom = Some(vdom.into_param().into());
        self
    }

    /// How long FortiManager waits for each device, in whole seconds from 1 to 28,800; 60 by default. FortiManager 7.0.1
    /// or later. The [timeout](Call::timeout) of the call has to be longer.
    #[must_use]
    pub fn wait_for_each(mut self, wait: Duration) -> Self {
        self.to.wait = Some(wait);
        self
    }

    /// Sends a request of FortiOS to all devices, and returns the answer of each.
    ///
    /// A request is made by its type, or by the methods of a client: [`request`](Call::request) of a call returns it.
    ///
    /// If FortiManager has no device of the list, the call itself fails ([`is_permission`](Error::is_permission)).
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, device, fmg};
    /// use fmg_bindings::fortigate_proxy::ProxyTarget;
    /// use fmg_bindings::fortios::cmdb::firewall::Address;
    ///
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let depot = Address { name: Some("depot".into()), ..Address::default() };
    /// let one = fmg.fortigate(adom!("demo"), device!("dev_001"));
    /// let create = one.cmdb().create(&depot);
    /// let all = fmg.fortigates([ProxyTarget::all(adom!("demo"))]);
    /// for each in all.send(create.request()).await? {
    ///     println!("{}: {:?}", each.device, each.outcome);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn send<E: Endpoint<Protocol = FortiOs>>(&self, request: E) -> Call<'c, C, OnDevices<E>> {
        self.call(OnDevices {
            request,
            to: self.to.clone(),
            is_task: false,
        })
    }

    /// Starts a task that sends a request of FortiOS to all devices. FortiManager 8.0.1 or later.
    ///
    /// [`start`](Call::start) and [`wait`](Call::wait) of the call wait for the task; [`results`](Self::results) then
    /// reads the answer of each device.
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, fmg, fortios};
    /// # use fmg_bindings::fortigate_proxy::ProxyTarget;
    /// use fmg_bindings::fortios::monitor::system::Status;
    ///
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let all = fmg.fortigates([ProxyTarget::all(adom!("demo"))]);
    /// let started = all.send_as_task(Status::new()).start().await?;
    /// started.wait().await?;
    /// if let Some(task) = started.task() {
    ///     for each in all.results::<Status>(task.id()).await? {
    ///         println!("{}: {:?}", each.device, each.outcome);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn send_as_task<E: Endpoint<Protocol = FortiOs>>(&self, request: E) -> Call<'c, C, AsTask<E>> {
        let request = OnDevices {
            request,
            to: self.to.clone(),
            is_task: true,
        };
        Call::new(self.client, AsTask(request))
    }

    /// Reads the answers of the devices to a request of the type `E` that a [task](Self::send_as_task) has sent.
    ///
    /// While the task is not over, the call fails ([`is_retryable`](Error::is_retryable)).
    pub fn results<E: Endpoint<Protocol = FortiOs>>(&self, task: TaskId) -> Call<'c, C, TaskResults<E>> {
        self.call(TaskResults::new(task))
    }

    /// A call whose reply has an outcome for each device that was named.
    fn call<E: Endpoint<Protocol = JsonRpc>>(&self, request: E) -> Call<'c, C, E> {
        let mut call = Call::new(self.client, request);
        call.options.devices = self.to.devices();
        call
    }
}

/// The request `E` to several devices. [`FortiGates::send`] makes it.
#[derive(Clone)]
pub struct OnDevices<E> {
    request: E,
    to: Recipients,
    is_task: bool,
}

impl<E: Endpoint<Protocol = FortiOs>> Endpoint for OnDevices<E> {
    type Protocol = JsonRpc;
    type Response = OfDevices<E>;

    const METHOD: fmg::Method = Send::METHOD;
    const TEMPLATE: &'static str = Send::TEMPLATE;

    fn url(&self) -> String {
        Self::TEMPLATE.to_owned()
    }

    fn write_members(&self, out: &mut Members<'_>) {
        request::write(&self.request, &self.to, self.is_task, out);
    }

    /// Some devices may have carried out a write whose reply is lost, so that only reads are repeated.
    fn may_repeat(&self) -> bool {
        self.request.method().is_read()
    }

    fn known_rows(&self) -> KnownRows {
        self.request.known_rows().within(PAYLOAD)
    }
}

/// Shows the template of the request and its targets, but neither values in the url nor data.
impl<E: Endpoint<Protocol = FortiOs>> fmt::Debug for OnDevices<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OnDevices")
            .field("request", &self.request.template())
            .field("to", &self.to)
            .field("is_task", &self.is_task)
            .finish()
    }
}

impl<C> fmt::Debug for FortiGates<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FortiGates")
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}
