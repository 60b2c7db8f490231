//! What is installed to.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::fmg::{DeviceOid, VdomOid};

/// A VDOM of a managed device, by object ids, as the GUI writes it into one text: `170-0`.
///
/// ```
/// use fmg_bindings::fmg::gui::InstallTarget;
/// use fmg_bindings::fmg::{DeviceOid, VdomOid};
///
/// let target = InstallTarget::new(DeviceOid::new(170), VdomOid::new(0));
/// assert_eq!(target.to_string(), "170-0");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct InstallTarget {
    device: DeviceOid,
    vdom: VdomOid,
}

impl InstallTarget {
    /// This VDOM of this device.
    #[must_use]
    pub const fn new(device: DeviceOid, vdom: VdomOid) -> Self {
        Self { device, vdom }
    }
}

impl fmt::Display for InstallTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.device, self.vdom)
    }
}

impl Serialize for InstallTarget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
