//! Constructors of rows that programs write often.

use super::FirmwareRelease;
use super::dvm::{DeviceAction, NewDevice};
use super::package::ScopeMember;
use crate::field::Field;

impl NewDevice {
    /// A model device: it stands for a FortiGate with this serial number that is not there yet, and has the firmware
    /// `release`.
    ///
    /// Virtual devices need [`platform`](Self::platform) as well.
    ///
    /// ```
    /// use fmg_bindings::fmg::FirmwareRelease;
    /// use fmg_bindings::fmg::dvm::NewDevice;
    ///
    /// let release = FirmwareRelease::new(7, 4); // or `"7.4".parse()?`
    /// let hardware = NewDevice::model("branch-7", "FGT60FTK20000001", release);
    /// let virtual_device = NewDevice {
    ///     platform: "FortiGate-VM64-KVM".into(),
    ///     ..NewDevice::model("branch-8", "FGVM010000000008", release)
    /// };
    /// ```
    pub fn model(name: impl Into<String>, serial_number: impl Into<String>, release: FirmwareRelease) -> Self {
        // The major version has a name, such as `7.0` in every release of FortiOS 7.
        let version = format!("{}.0", release.major);
        Self {
            name: name.into().into(),
            device_action: DeviceAction::AddModel.into(),
            serial_number: serial_number.into().into(),
            os_ver: version.as_str().into(),
            mr: i64::from(release.minor).into(),
            patch: release.patch.map_or(Field::Keep, |patch| i64::from(patch).into()),
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

#[cfg(test)]
mod tests {
    use super::{FirmwareRelease, NewDevice};
    use crate::fmg::dvmdb::OsVersion;

    #[test]
    fn a_model_device_has_the_parts_of_its_release() {
        let device = NewDevice::model("branch-7", "FGT60FTK20000001", FirmwareRelease::new(7, 4));
        assert!(device.os_ver == OsVersion::V7 && device.mr.get() == Some(&4) && device.patch.get().is_none());
        let patched = NewDevice::model("branch-7", "FGT60FTK20000001", FirmwareRelease::new(6, 0).patch(12));
        assert!(patched.os_ver == OsVersion::V6 && patched.mr.get() == Some(&0) && patched.patch.get() == Some(&12));
    }
}
