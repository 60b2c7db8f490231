//! The target of an installation.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

use serde::de;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::fmg::{DeviceOid, VdomOid};

/// A VDOM of a managed device, by object ids. The GUI expects it as one text: `170-0`.
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

/// The text is no target of an installation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct InstallTargetFault;

impl InstallTarget {
    /// Targets this VDOM of this device.
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

/// Reads the text that the GUI takes: `170-0`.
impl FromStr for InstallTarget {
    type Err = InstallTargetFault;

    fn from_str(text: &str) -> Result<Self, InstallTargetFault> {
        let number = |word: &str| {
            let digits = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| word.parse().ok()).flatten().ok_or(InstallTargetFault)
        };
        let (device, vdom) = text.split_once('-').ok_or(InstallTargetFault)?;
        Ok(Self::new(DeviceOid::new(number(device)?), VdomOid::new(number(vdom)?)))
    }
}

impl fmt::Display for InstallTargetFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(
            "the text is no target of an installation: two object ids with a hyphen between them, such as `170-0`",
        )
    }
}

impl Error for InstallTargetFault {}

impl<'de> Deserialize<'de> for InstallTarget {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

impl Serialize for InstallTarget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_target_is_read_back() {
        let target: InstallTarget = serde_json::from_str("\"170-0\"").unwrap();
        assert_eq!(target, InstallTarget::new(DeviceOid::new(170), VdomOid::new(0)));
        assert_eq!(serde_json::to_string(&target).unwrap(), "\"170-0\"");
        for text in [
            "",
            "170",
            "170-",
            "-0",
            "170-0-1",
            "+170-0",
            "a-b",
            "99999999999999999999-0",
        ] {
            assert_eq!(text.parse::<InstallTarget>(), Err(InstallTargetFault), "{text}");
        }
    }
}
