//! The FortiGates that a call is forwarded to.

use crate::fmg::{AdomName, DeviceName, ObjectName};
use crate::{IntoParam, url};

/// One or more FortiGates of an ADOM.
///
/// ```
/// use fmg_bindings::fortigate_proxy::ProxyTarget;
/// use fmg_bindings::{adom, device, name};
///
/// let targets = [
///     ProxyTarget::device(adom!("demo"), device!("dev_001")),
///     ProxyTarget::group(adom!("demo"), name!("branches")),
/// ];
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ProxyTarget {
    adom: AdomName,
    selected: Selected,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Selected {
    Device(DeviceName),
    Group(ObjectName),
}

/// The group of all FortiGates, which every ADOM has.
const ALL: ObjectName = ObjectName::__from_literal("All_FortiGate");

impl ProxyTarget {
    /// One device.
    pub fn device(adom: impl IntoParam<AdomName>, device: impl IntoParam<DeviceName>) -> Self {
        Self {
            adom: adom.into_param(),
            selected: Selected::Device(device.into_param()),
        }
    }

    /// The devices of a group. FortiManager leaves out a group that it does not have.
    pub fn group(adom: impl IntoParam<AdomName>, group: impl IntoParam<ObjectName>) -> Self {
        Self {
            adom: adom.into_param(),
            selected: Selected::Group(group.into_param()),
        }
    }

    /// All FortiGates of the ADOM.
    pub fn all(adom: impl IntoParam<AdomName>) -> Self {
        Self::group(adom, ALL)
    }

    /// The device, if it is one.
    pub(super) fn as_device(&self) -> Option<&DeviceName> {
        match &self.selected {
            Selected::Device(device) => Some(device),
            Selected::Group(_) => None,
        }
    }

    /// The text in a request.
    pub(super) fn written(&self) -> String {
        let adom = &self.adom;
        let url = match &self.selected {
            Selected::Device(device) => url!("/adom/<adom>/device/<device>"),
            Selected::Group(group) => url!("/adom/<adom>/group/<group>"),
        };
        url.as_str().trim_start_matches('/').to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{adom, device, name};

    #[test]
    fn a_target_is_written_as_the_documents_write_it() {
        for (target, text) in [
            (
                ProxyTarget::device(adom!("demo"), device!("dev_001")),
                "adom/demo/device/dev_001",
            ),
            (
                ProxyTarget::group(adom!("demo"), name!("hub 1")),
                "adom/demo/group/hub 1",
            ),
            (ProxyTarget::all(adom!("demo")), "adom/demo/group/All_FortiGate"),
            // A name does not become another target.
            (
                ProxyTarget::group(adom!("demo"), ObjectName::new("a/../group/b").unwrap()),
                "adom/demo/group/a\\/..\\/group\\/b",
            ),
        ] {
            assert_eq!(target.written(), text);
        }
    }
}
