//! Constructors of rows that programs write often.

use super::dvm::{DeviceAction, NewDevice};
use super::dvmdb::OsVersion;
use super::package::ScopeMember;
use crate::open_enum::Open;

impl NewDevice {
    /// A model device: it stands for a FortiGate with this serial number that is not there yet, and has the firmware
    /// `version` and `minor`, such as `OsVersion::V7` and 4.
    ///
    /// Virtual devices need [`platform`](Self::platform) as well.
    ///
    /// ```
    /// use fmg_bindings::fmg::dvm::NewDevice;
    /// use fmg_bindings::fmg::dvmdb::OsVersion;
    ///
    /// let hardware = NewDevice::model("branch-7", "FGT60FTK20000001", OsVersion::V7, 4);
    /// let virtual_device = NewDevice {
    ///     platform: "FortiGate-VM64-KVM".into(),
    ///     ..NewDevice::model("branch-8", "FGVM010000000008", OsVersion::V7, 4)
    /// };
    /// ```
    pub fn model(
        name: impl Into<String>,
        serial_number: impl Into<String>,
        version: impl Into<Open<OsVersion>>,
        minor: i64,
    ) -> Self {
        Self {
            name: name.into().into(),
            device_action: DeviceAction::AddModel.into(),
            serial_number: serial_number.into().into(),
            os_ver: version.into().into(),
            mr: minor.into(),
            ..Self::default()
        }
    }
}

impl ScopeMember {
    /// A VDOM of a device, such as `root`.
    pub fn device(name: impl Into<String>, vdom: impl Into<String>) -> Self {
        Self {
            name: name.into().into(),
            vdom: vdom.into().into(),
            ..Self::default()
        }
    }

    /// A device group.
    pub fn group(name: impl Into<String>) -> Self {
        Self {
            name: name.into().into(),
            ..Self::default()
        }
    }
}
