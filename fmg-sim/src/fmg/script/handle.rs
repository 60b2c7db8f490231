//! Methods with which tests set the effects of scripts.

use crate::fmg::FortiManager;
use crate::fmg::task::LineResult;

impl FortiManager {
    /// Sets the output of later runs of a script, in place of its commands.
    pub fn set_script_output(&self, script: impl Into<String>, output: impl Into<String>) {
        self.state().scripts.outputs.insert(script.into(), output.into());
    }

    /// Decides the result of later runs of scripts on a device, or on its database: that of the line of the device.
    pub fn set_script_result(&self, device: impl Into<String>, result: LineResult) {
        self.state().scripts.results.insert(device.into(), result);
    }
}
