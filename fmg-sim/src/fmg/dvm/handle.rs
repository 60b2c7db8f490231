//! Methods with which tests decide about connections to devices.

use crate::fmg::FortiManager;
use crate::fmg::status::{
    CERTIFICATE_MISMATCH, DEVICE_LOGIN_FAILED, DEVICE_OFFLINE, ENCRYPTION_MISMATCH, PROBE_FAILED,
    PROBE_NETWORK_FAILURE, Refusal,
};

/// The reason why FortiManager cannot connect to a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProbeFailure {
    /// The device is offline: code -20038.
    Offline,
    /// Its certificate does not match: -20039.
    Certificate,
    /// Its encryption does not match: -20040.
    Encryption,
    /// The network fails: -20042.
    Network,
    /// The device refuses the login: -20043.
    Login,
    /// Another reason: -20015.
    Other,
}

impl ProbeFailure {
    pub(super) fn refusal(self) -> Refusal {
        match self {
            Self::Offline => DEVICE_OFFLINE,
            Self::Certificate => CERTIFICATE_MISMATCH,
            Self::Encryption => ENCRYPTION_MISMATCH,
            Self::Network => PROBE_NETWORK_FAILURE,
            Self::Login => DEVICE_LOGIN_FAILED,
            Self::Other => PROBE_FAILED,
        }
    }
}

impl FortiManager {
    /// Makes later connections to the device at an IP address fail. `None`: they succeed again.
    ///
    /// Commands that connect to it are refused, or their tasks fail: to add, discover, refresh and retrieve. Without a
    /// decision there is a FortiGate at every address, except at those of devices whose connection is down.
    ///
    /// ```
    /// # async fn example(sim: fmg_sim::Sim) {
    /// use fmg_sim::fmg::ProbeFailure;
    ///
    /// sim.fmg().set_probe_failure("192.0.2.9", Some(ProbeFailure::Offline));
    /// # }
    /// ```
    pub fn set_probe_failure(&self, ip: impl Into<String>, failure: Option<ProbeFailure>) {
        self.state().dvm.probes.decide(ip.into(), failure);
    }
}
