//! Releases of a firmware, such as 7.4.

use std::error::Error;
use std::fmt;
use std::str::FromStr;

/// A release of FortiOS, such as 7.4 or 7.4.5.
///
/// FortiManager has the parts in fields of their own: `os_ver`, `mr` and `patch`.
///
/// ```
/// use fmg_bindings::fmg::FirmwareRelease;
///
/// let release = FirmwareRelease::new(7, 4);
/// assert_eq!(release, "7.4".parse()?);
/// assert_eq!(release.patch(5), "7.4.5".parse()?);
/// # Ok::<(), fmg_bindings::fmg::FirmwareReleaseFault>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FirmwareRelease {
    pub(super) major: u8,
    pub(super) minor: u8,
    pub(super) patch: Option<u8>,
}

impl FirmwareRelease {
    /// A release with any patch: `new(7, 4)` is 7.4.
    #[must_use]
    pub const fn new(major: u8, minor: u8) -> Self {
        let patch = None;
        Self { major, minor, patch }
    }

    /// The release with this patch: `new(7, 4).patch(5)` is 7.4.5.
    #[must_use]
    pub const fn patch(self, patch: u8) -> Self {
        Self {
            patch: Some(patch),
            ..self
        }
    }
}

impl fmt::Display for FirmwareRelease {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.major, self.minor)?;
        match self.patch {
            Some(patch) => write!(f, ".{patch}"),
            None => Ok(()),
        }
    }
}

/// A text that is not a release of a firmware.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FirmwareReleaseFault;

impl fmt::Display for FirmwareReleaseFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a release of a firmware, such as `7.4` or `7.4.5`")
    }
}

impl Error for FirmwareReleaseFault {}

impl FromStr for FirmwareRelease {
    type Err = FirmwareReleaseFault;

    fn from_str(text: &str) -> Result<Self, FirmwareReleaseFault> {
        let is_number = |part: &&str| part.bytes().all(|byte| byte.is_ascii_digit());
        let number = |part: &str| Some(part).filter(is_number).and_then(|part| part.parse().ok());
        let numbers: Option<Vec<u8>> = text.split('.').map(number).collect();
        match numbers.as_deref() {
            Some(&[major, minor]) => Ok(Self::new(major, minor)),
            Some(&[major, minor, patch]) => Ok(Self::new(major, minor).patch(patch)),
            _ => Err(FirmwareReleaseFault),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FirmwareRelease, FirmwareReleaseFault};

    #[test]
    fn a_release_is_two_numbers_or_three() {
        for (text, release) in [
            ("7.4", FirmwareRelease::new(7, 4)),
            ("7.4.0", FirmwareRelease::new(7, 4).patch(0)),
            ("10.0.12", FirmwareRelease::new(10, 0).patch(12)),
        ] {
            assert_eq!((text.parse(), release.to_string()), (Ok(release), text.to_owned()));
        }
        for text in ["", "7", "7.", ".4", "7.4.5.6", "v7.4", "7.+4", "7.4 ", "7.400"] {
            assert_eq!(text.parse::<FirmwareRelease>(), Err(FirmwareReleaseFault), "{text}");
        }
    }
}
