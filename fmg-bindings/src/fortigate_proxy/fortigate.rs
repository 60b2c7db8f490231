//! The client of one FortiGate behind a FortiManager.

use std::fmt::DebugStruct;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::reply;
use super::request::Forward;
use super::target::ProxyTarget;
#[cfg(feature = "blocking")]
use crate::blocking::Blocking;
use crate::client::{CallOptions, ClientFor, HasSession, Sending};
use crate::endpoint::{DynEndpoint, Protocol};
use crate::error::Error;
use crate::extra_members::ExtraMembers;
use crate::fmg::json_rpc::{Draft, JsonRpc, Options};
use crate::fmg::{self, AdomName, DeviceName};
use crate::fortios::carrier::{CarriedCall, Carrier};
use crate::raw_response::PendingCall;
use crate::retry::{Attempt, CallPreparation, Stage};
use crate::row_check::RowChecks;
use crate::session::{Done, Lifecycle};
use crate::{IntoParam, fortios};

/// The place of the body of a call in the request that forwards it.
const PAYLOAD: &str = "/params/*/data/payload";

/// Takes calls to one FortiGate through FortiManager.
struct ThroughFortiManager {
    client: fmg::Client,
    target: ProxyTarget,
    /// As that of the client, but with the firmware of the FortiGate.
    preparation: CallPreparation,
}

impl fmg::Client {
    /// A client of a FortiGate that this FortiManager manages, with all calls of
    /// [`fortios::Client`](crate::fortios::Client) except those that send or receive a file.
    ///
    /// It shares the session, the retries and the limits of this client. Closing it does not end the session: close
    /// this client instead. [`in_vdom`](crate::fortios::Client::in_vdom) sets the VDOM of its calls.
    ///
    /// FortiManager waits 60 seconds for the device, or as long as the [timeout](crate::Call::timeout) of the call if it
    /// has one (FortiManager 7.0.1 or later). A device without a connection to FortiManager is an error for which
    /// [`is_connect`](crate::Error::is_connect) is true. A device that the ADOM does not have is reported as
    /// [a missing permission](crate::Error::is_permission).
    ///
    /// ```
    /// # use fmg_bindings::{Error, adom, device, fmg, vdom};
    /// # async fn example(fmg: fmg::Client) -> Result<(), Error> {
    /// let fgt = fmg.fortigate(adom!("demo"), device!("dev_001"));
    /// let status = fgt.monitor().system().status().await?;
    /// let policies = fgt.in_vdom(vdom!("edge")).monitor().firewall().policy().await?;
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn fortigate(&self, adom: impl IntoParam<AdomName>, device: impl IntoParam<DeviceName>) -> fortios::Client {
        let preparation = ClientFor::<JsonRpc>::preparation(self);
        fortios::Client::through(ThroughFortiManager {
            client: self.clone(),
            target: ProxyTarget::device(adom, device),
            preparation: CallPreparation {
                rows: Arc::new(RowChecks::of_other_appliance(preparation.rows.mode)),
                ..preparation.clone()
            },
        })
    }
}

#[cfg(feature = "blocking")]
impl fmg::blocking::Client {
    /// A client of a FortiGate that this FortiManager manages. See
    /// [`fmg::Client::fortigate`](crate::fmg::Client::fortigate).
    #[must_use]
    pub fn fortigate(
        &self,
        adom: impl IntoParam<AdomName>,
        device: impl IntoParam<DeviceName>,
    ) -> Blocking<fortios::Client> {
        self.beside(self.client().fortigate(adom, device))
    }
}

impl ThroughFortiManager {
    /// The call as a request to FortiManager. Its errors are those of the call.
    fn draft(&self, call: CarriedCall, options: &CallOptions) -> Result<Draft, Error> {
        let forward = Forward::new(&call, vec![self.target.written()]).waiting(options.limit.timeout);
        let request: &dyn DynEndpoint<JsonRpc> = &forward;
        let draft = JsonRpc::draft(request, &Options::default(), &ExtraMembers::NONE);
        let mut draft = draft.map_err(|kind| call.call.failed(kind))?;
        draft.prepare_forwarding(call.call, call.record, call.without);
        draft.record.note_around(PAYLOAD);
        Ok(draft)
    }
}

impl Carrier for ThroughFortiManager {
    fn exchange<'s, 'c: 's>(
        &'c self,
        call: CarriedCall,
        options: CallOptions,
        stage: &'s mut Stage,
    ) -> Sending<'s, PendingCall<'c>> {
        Box::pin(async move {
            let draft = self.draft(call, &options)?;
            let pending = Attempt::<JsonRpc>::attempt(&self.client, draft, options, stage).await?;
            let device = self.target.as_device().cloned();
            Ok(pending.wrapped(move |raw| reply::unwrap(raw, device.as_ref())))
        })
    }

    fn preparation(&self) -> &CallPreparation {
        &self.preparation
    }

    fn lifecycle(&self) -> &dyn Lifecycle {
        self
    }

    fn may_log_in_again(&self) -> bool {
        self.client.may_log_in_again()
    }

    fn show(&self, shown: &mut DebugStruct<'_, '_>) {
        shown
            .field("through", &self.client)
            .field("target", &format_args!("{}", self.target.written()));
    }
}

/// The session is that of FortiManager, which other calls use as well: only its own client ends it.
impl Lifecycle for ThroughFortiManager {
    fn is_open(&self) -> bool {
        self.client.lifecycle().is_open()
    }

    fn log_in(&self) -> Done<'_> {
        self.client.lifecycle().log_in()
    }

    fn log_out(&self) -> Done<'_> {
        Box::pin(std::future::ready(Ok(())))
    }

    fn log_out_within(&self, _: Duration) -> Done<'_> {
        self.log_out()
    }

    fn log_out_later(&self) {}

    fn forget(&self) {}

    fn renew(&self, number: u64, call: u64) -> Pin<Box<dyn Future<Output = bool> + Send + '_>> {
        self.client.lifecycle().renew(number, call)
    }

    fn note_useless(&self) {
        self.client.lifecycle().note_useless();
    }
}
