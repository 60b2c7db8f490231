//! Methods with which tests decide about installations, and inspect them.

use std::time::{Duration, SystemTime};

use serde_json::Value;

use super::settle;
use crate::fmg::FortiManager;
use crate::fmg::task::{LineResult, TaskState};

/// The installation on a VDOM of a device.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct InstallView {
    /// The ADOM.
    pub adom: String,
    /// The policy package, with its folders. `None`: the settings of the device alone.
    pub package: Option<String>,
    /// The device.
    pub device: String,
    /// The VDOM.
    pub vdom: String,
    /// The number of the task.
    pub task: u64,
    /// The time at which it was started.
    pub started: SystemTime,
    /// The administrator who started it.
    pub user: String,
    /// The comment on the revision of the device that it makes.
    pub comments: String,
    /// Its state: that of the lines of device and VDOM together. `Done` and `Warning`: it was installed.
    pub state: TaskState,
    /// The committed firewall policies of the package at that time.
    pub policies: Vec<Value>,
    /// Whether it is in the database of a model device, and waits there for the real device.
    pub waits_for_device: bool,
}

impl InstallView {
    /// Whether it has come to its end, and the device has it.
    #[must_use]
    pub fn is_installed(&self) -> bool {
        self.state.is_good() && !self.waits_for_device
    }
}

impl FortiManager {
    /// Decides the result of later installations on a device: that of the line of the device itself. If an installation
    /// only copies to the database of the device, as for a model device, it is the result of the lines of its VDOMs.
    ///
    /// Without a decision, an installation succeeds, unless the connection of the device is down. A missing lock fails it
    /// in any case.
    ///
    /// ```
    /// # async fn example(sim: fmg_sim::Sim) {
    /// use fmg_sim::fmg::LineResult;
    ///
    /// let refused = LineResult::Error(-1, "install and save finished status=FAILED".to_owned());
    /// sim.fmg().set_install_result("dev_001", refused);
    /// # }
    /// ```
    pub fn set_install_result(&self, device: impl Into<String>, result: LineResult) {
        self.state().installs.results.insert(device.into(), result);
    }

    /// Sets the duration of later installations; [`TaskPlan::USUAL`](crate::fmg::TaskPlan::USUAL) by default.
    pub fn set_install_time(&self, time: Duration) {
        self.state().installs.takes = Some(time);
    }

    /// The installations on devices so far, the oldest first: one for each VDOM. Previews and copies to the databases of
    /// devices are not listed.
    #[must_use]
    pub fn installs(&self) -> Vec<InstallView> {
        let mut state = self.state();
        settle(&mut state, self.clock.now());
        state.installs.views().collect()
    }
}
