//! Versions of firmware, and intervals of them.

use std::fmt;

/// A version of firmware, such as 7.2.8.
///
/// ```
/// use fmg_template::facts::FirmwareVersion;
///
/// let version = FirmwareVersion::parse("v7.2.8-build1334 220927 (GA)");
/// assert_eq!(version, Some(FirmwareVersion::new(7, 2, 8)));
/// assert!(FirmwareVersion::new(7, 2, 8) < FirmwareVersion::new(7, 2, 10));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FirmwareVersion {
    major: u16,
    minor: u16,
    patch: u16,
}

impl FirmwareVersion {
    /// The version `major.minor.patch`.
    #[must_use]
    pub const fn new(major: u16, minor: u16, patch: u16) -> Self {
        Self { major, minor, patch }
    }

    /// Reads `7.2.8`, `7.2` for 7.2.0, and the form of appliances: `v7.2.8`, `v7.2.8-build1334 220927 (GA)`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_prefix(['v', 'V']).unwrap_or(text);
        let end = text
            .find(|c: char| !c.is_ascii_digit() && c != '.')
            .unwrap_or(text.len());
        // The text behind a version begins with a blank or a hyphen.
        if text[end..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
            return None;
        }
        let mut numbers = text[..end].split('.').map(str::parse::<u16>);
        let (major, minor) = (numbers.next()?.ok()?, numbers.next()?.ok()?);
        let patch = numbers.next().unwrap_or(Ok(0)).ok()?;
        numbers.next().is_none().then_some(Self::new(major, minor, patch))
    }

    /// The number of the release, such as 7.
    #[must_use]
    pub const fn major(self) -> u16 {
        self.major
    }

    /// The second number, such as 2 of 7.2.8.
    #[must_use]
    pub const fn minor(self) -> u16 {
        self.minor
    }

    /// The third number, such as 8 of 7.2.8.
    #[must_use]
    pub const fn patch(self) -> u16 {
        self.patch
    }
}

impl fmt::Display for FirmwareVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { major, minor, patch } = self;
        write!(f, "{major}.{minor}.{patch}")
    }
}

/// Versions from one to another, both included. A missing end is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct VersionInterval {
    /// The first version.
    pub first: Option<FirmwareVersion>,
    /// The last version.
    pub last: Option<FirmwareVersion>,
}

impl VersionInterval {
    /// Reads the form of facts and specs: `>=6.4.4`, `<=7.0.6` or `6.2.0-6.2.9`. `None` for an interval without any
    /// version.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let exact = |text: &str| {
            let is_plain =
                text.starts_with(|c: char| c.is_ascii_digit()) && text.ends_with(|c: char| c.is_ascii_digit());
            FirmwareVersion::parse(text).filter(|_| is_plain && !text.contains('-'))
        };
        let (first, last) = if let Some(first) = text.strip_prefix(">=") {
            (Some(exact(first)?), None)
        } else if let Some(last) = text.strip_prefix("<=") {
            (None, Some(exact(last)?))
        } else {
            let (first, last) = text.split_once('-')?;
            let (first, last) = (exact(first)?, exact(last)?);
            if last < first {
                return None;
            }
            (Some(first), Some(last))
        };
        Some(Self { first, last })
    }

    /// Whether this version is one of them.
    #[must_use]
    pub fn contains(&self, version: FirmwareVersion) -> bool {
        self.first.is_none_or(|first| first <= version) && self.last.is_none_or(|last| version <= last)
    }
}

/// The form of facts and specs.
impl fmt::Display for VersionInterval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (Some(first), Some(last)) => write!(f, "{first}-{last}"),
            (Some(first), None) => write!(f, ">={first}"),
            (None, Some(last)) => write!(f, "<={last}"),
            (None, None) => write!(f, ">=0.0.0"),
        }
    }
}

/// Whether this version is in one of the intervals, or the list of intervals is empty.
///
/// A version that is newer than all of them counts as the newest: an interval without an end goes on.
#[must_use]
pub fn is_in(version: FirmwareVersion, intervals: &[VersionInterval]) -> bool {
    intervals.is_empty() || intervals.iter().any(|interval| interval.contains(version))
}
